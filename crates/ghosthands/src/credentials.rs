//! User names and passwords on sites: sealed rows of `gh_user_credentials`.
//!
//! A row is either an account that Valet made or one the person gave. Only the
//! engine opens one, to sign in; everybody else sees that it exists. A
//! credential is for its own host and for other hosts of the same site.

use crate::jobs::QueueError;
use crate::places::site;
use crate::sealing::{Bound, Keys, Purpose, SealError, Secret, UNVERSIONED};
use chrono::{DateTime, Utc};
use domain::UserId;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// Where a credential comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Valet made the account.
    #[serde(rename = "account")]
    Made,
    /// The person gave it.
    #[serde(rename = "login")]
    Given,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Made => "account",
            Self::Given => "login",
        }
    }
}

/// That a credential exists. Nothing of it is opened for this.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    /// Identifier.
    pub id: Uuid,
    /// Host it is for.
    pub domain: String,
    /// `account` or `login`.
    pub kind: String,
    /// When it last signed in somewhere.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was given or made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Keeps a credential the person gave; one for the same host is replaced.
///
/// # Errors
/// [`QueueError::Database`]; inside, when it could not be sealed.
pub async fn add(
    db: &mut PgConnection,
    keys: &Keys,
    user: UserId,
    host: &str,
    username: &str,
    password: &Secret,
) -> Result<Result<(), SealError>, QueueError> {
    put(db, keys, user, host, Kind::Given, username, password).await
}

/// The person's credentials, by host.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list(db: &mut PgConnection, user: UserId) -> Result<Vec<Held>, QueueError> {
    type Row = (Uuid, String, String, Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, platform, credential_type, last_used_at, created_at, updated_at FROM gh_user_credentials
         WHERE user_id = $1 AND is_valid ORDER BY platform, credential_type",
    )
    .bind(user.0)
    .fetch_all(db)
    .await?;
    let held = rows.into_iter().map(|(id, domain, kind, last_used_at, created_at, updated_at)| Held {
        id,
        domain,
        kind,
        last_used_at,
        created_at,
        updated_at,
    });
    Ok(held.collect())
}

/// Removes one of the person's credentials. Returns whether there was one.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn remove(db: &mut PgConnection, user: UserId, id: Uuid) -> Result<bool, QueueError> {
    let done = sqlx::query("DELETE FROM gh_user_credentials WHERE user_id = $1 AND id = $2")
        .bind(user.0)
        .bind(id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Candidates for a host: its own first, then those of other hosts of its site that the person gave.
const FIND: &str = "SELECT id, platform, encrypted_data, encryption_key_id FROM gh_user_credentials
     WHERE user_id = $1 AND is_valid AND credential_type IN ('account', 'login')
       AND (expires_at IS NULL OR expires_at > now())
       AND (platform = $2 OR platform = $3 OR (credential_type = 'login' AND platform LIKE '%.' || $3))
     ORDER BY platform = $2 DESC, credential_type = 'login' DESC, updated_at DESC LIMIT 1";

type Stored = (Uuid, String, Vec<u8>, String);

async fn stored(db: &mut PgConnection, user: UserId, host: &str) -> Result<Option<Stored>, sqlx::Error> {
    let host = host.to_ascii_lowercase();
    sqlx::query_as(FIND).bind(user.0).bind(&host).bind(site(&host)).fetch_optional(db).await
}

/// Whether the person has a credential for the site of this host.
///
/// # Errors
/// [`QueueError::Database`].
pub(crate) async fn exists(db: &mut PgConnection, user: UserId, host: &str) -> Result<bool, QueueError> {
    Ok(stored(db, user, host).await?.is_some())
}

/// User name and password for the site of this host, to sign in with now.
///
/// # Errors
/// [`QueueError::Database`]; inside, when the row does not open.
pub(crate) async fn find(
    db: &mut PgConnection,
    keys: &Keys,
    user: UserId,
    host: &str,
) -> Result<Option<Result<(String, Secret), SealError>>, QueueError> {
    let Some((id, domain, data, key_id)) = stored(db, user, host).await? else { return Ok(None) };
    let plain = match key_id.as_str() {
        UNVERSIONED => keys.open_unversioned(&data, user, &domain),
        _ => keys.open(&data, &Bound { purpose: Purpose::Credential, user, domain: &domain }),
    };
    let pair = plain.and_then(|plain| {
        let text = String::from_utf8(plain).map_err(|_| SealError::Malformed)?;
        let (username, password) = text.split_once('\n').ok_or(SealError::Malformed)?;
        Ok((username.to_owned(), Secret::new(password)))
    });
    if pair.is_ok() {
        sqlx::query("UPDATE gh_user_credentials SET last_used_at = now() WHERE id = $1").bind(id).execute(db).await?;
    }
    Ok(Some(pair))
}

/// Seals and stores a credential.
///
/// # Errors
/// [`QueueError::Database`]; inside, when it could not be sealed.
pub(crate) async fn put(
    db: &mut PgConnection,
    keys: &Keys,
    user: UserId,
    host: &str,
    kind: Kind,
    username: &str,
    password: &Secret,
) -> Result<Result<(), SealError>, QueueError> {
    let host = host.to_ascii_lowercase();
    // The user name ends at the first line break.
    let username: String = username.chars().filter(|c| *c != '\n').collect();
    let plain = format!("{username}\n{}", password.expose());
    let sealed = match keys.seal(plain.as_bytes(), &Bound { purpose: Purpose::Credential, user, domain: &host }) {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Err(error)),
    };
    sqlx::query(
        "INSERT INTO gh_user_credentials (user_id, platform, credential_type, encrypted_data, encryption_key_id)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT gh_credentials_one
         DO UPDATE SET encrypted_data = EXCLUDED.encrypted_data, encryption_key_id = EXCLUDED.encryption_key_id,
                       is_valid = true",
    )
    .bind(user.0)
    .bind(&host)
    .bind(kind.word())
    .bind(sealed)
    .bind(keys.current().to_string())
    .execute(db)
    .await?;
    Ok(Ok(()))
}
