//! Browser sessions: what a person's sign-in on a site left in the browser,
//! sealed, one row per person and site.
//!
//! A row holds cookies and storage of its own site only. It is opened to be put
//! into the browser of a job that goes to that site, and for nothing else:
//! no model, no event, no evidence sees it. A row that has expired or does not
//! open is removed when it is met.

use crate::jobs::QueueError;
use crate::places::site;
use crate::sealing::{Bound, Keys, Purpose};
use browser::storage::StorageState;
use chrono::{DateTime, Utc};
use domain::UserId;
use serde::Serialize;
use sqlx::PgConnection;

/// How long a session is kept after it was last saved.
const KEPT_DAYS: i32 = 30;

/// Largest session stored, bytes before sealing.
const LARGEST: usize = 1 << 20;

/// That a session exists. Nothing of it is opened for this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Held {
    /// Site.
    pub domain: String,
    /// When it was last put into a browser.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was first saved.
    pub created_at: DateTime<Utc>,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}

/// The person's sessions that have not expired, by site.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list(db: &mut PgConnection, user: UserId) -> Result<Vec<Held>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT domain, last_used_at, created_at, updated_at, expires_at FROM gh_browser_sessions
         WHERE user_id = $1 AND expires_at > now() ORDER BY domain",
    )
    .bind(user.0)
    .fetch_all(db)
    .await?)
}

/// Forgets the session of one site; a host stands for its site. Returns whether there was one.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn clear(db: &mut PgConnection, user: UserId, domain: &str) -> Result<bool, QueueError> {
    let done = sqlx::query("DELETE FROM gh_browser_sessions WHERE user_id = $1 AND domain = $2")
        .bind(user.0)
        .bind(site(domain))
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets all sessions of a person. Returns how many there were.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn clear_all(db: &mut PgConnection, user: UserId) -> Result<u64, QueueError> {
    let done = sqlx::query("DELETE FROM gh_browser_sessions WHERE user_id = $1").bind(user.0).execute(db).await?;
    Ok(done.rows_affected())
}

/// Removes what has expired, of everybody. Returns how many there were.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn sweep(db: &mut PgConnection) -> Result<u64, QueueError> {
    Ok(sqlx::query("DELETE FROM gh_browser_sessions WHERE expires_at <= now()").execute(db).await?.rows_affected())
}

/// The session of one site, to be put into a browser now.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn load(
    db: &mut PgConnection,
    keys: &Keys,
    user: UserId,
    host: &str,
) -> Result<Option<StorageState>, QueueError> {
    let domain = site(host);
    sqlx::query("DELETE FROM gh_browser_sessions WHERE user_id = $1 AND domain = $2 AND expires_at <= now()")
        .bind(user.0)
        .bind(&domain)
        .execute(&mut *db)
        .await?;
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "UPDATE gh_browser_sessions SET last_used_at = now() WHERE user_id = $1 AND domain = $2 RETURNING session_data",
    )
    .bind(user.0)
    .bind(&domain)
    .fetch_optional(&mut *db)
    .await?;
    let Some((sealed,)) = row else { return Ok(None) };
    let plain = keys.open(&sealed, &Bound { purpose: Purpose::Session, user, domain: &domain }).ok();
    let state = plain.and_then(|plain| serde_json::from_slice::<StorageState>(&plain).ok());
    if state.is_none() {
        tracing::warn!("a stored session does not open and is removed");
        clear(db, user, &domain).await?;
    }
    Ok(state.map(|state| state.of_site(|host| site(host) == domain)))
}

/// Keeps what a browser holds of one site. An empty state, and one that is too large, is not kept.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn save(
    db: &mut PgConnection,
    keys: &Keys,
    user: UserId,
    host: &str,
    state: &StorageState,
) -> Result<bool, QueueError> {
    let domain = site(host);
    let own = state.clone().of_site(|host| site(host) == domain);
    let plain = serde_json::to_vec(&own).map_err(|e| QueueError::Malformed(e.to_string()))?;
    if own.is_empty() || plain.len() > LARGEST || domain.is_empty() {
        return Ok(false);
    }
    let Ok(sealed) = keys.seal(&plain, &Bound { purpose: Purpose::Session, user, domain: &domain }) else {
        return Ok(false);
    };
    sqlx::query(
        "INSERT INTO gh_browser_sessions (user_id, domain, session_data, encryption_key_id, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))
         ON CONFLICT ON CONSTRAINT gh_browser_sessions_one
         DO UPDATE SET session_data = EXCLUDED.session_data, encryption_key_id = EXCLUDED.encryption_key_id,
                       expires_at = EXCLUDED.expires_at",
    )
    .bind(user.0)
    .bind(&domain)
    .bind(sealed)
    .bind(keys.current().to_string())
    .bind(KEPT_DAYS)
    .execute(db)
    .await?;
    Ok(true)
}
