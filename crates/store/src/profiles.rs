//! A person's profile: one document, every value in it with its source.

use crate::Error;
use domain::{Profile, UserId};
use sqlx::PgConnection;
use sqlx::types::Json;

/// The profile, if the person has one.
///
/// # Errors
/// [`Error::Unreadable`] when a newer Valet wrote it; or the database fails.
pub async fn find_profile(connection: &mut PgConnection, user: UserId) -> Result<Option<Profile>, Error> {
    let document: Option<serde_json::Value> = sqlx::query_scalar("select document from profiles where user_id = $1")
        .bind(user.0)
        .fetch_optional(connection)
        .await?;
    let read = |document| serde_json::from_value(document).map_err(|_| Error::Unreadable { what: "profile" });
    document.map(read).transpose()
}

/// Writes the whole profile, over whatever was there.
///
/// # Errors
/// When the database fails.
pub async fn update_profile(connection: &mut PgConnection, user: UserId, profile: &Profile) -> Result<(), Error> {
    sqlx::query(
        "insert into profiles (user_id, document) values ($1, $2)
         on conflict (user_id) do update set document = excluded.document, updated_at = now()",
    )
    .bind(user.0)
    .bind(Json(profile))
    .execute(connection)
    .await?;
    Ok(())
}
