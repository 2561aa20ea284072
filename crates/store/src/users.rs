//! People whose applications are made.

use crate::Error;
use domain::UserId;
use sqlx::PgConnection;
use uuid::Uuid;

/// The person at this machine's terminal; created at the first call.
///
/// # Errors
/// When the database fails.
pub async fn require_local_user(connection: &mut PgConnection) -> Result<UserId, Error> {
    // The update changes nothing; without it a conflict would return no row.
    let id: Uuid = sqlx::query_scalar(
        "insert into users (id, is_local) values ($1, true)
         on conflict (is_local) where is_local do update set is_local = true
         returning id",
    )
    .bind(UserId::generate().0)
    .fetch_one(connection)
    .await?;
    Ok(UserId(id))
}
