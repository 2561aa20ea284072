//! The table of callbacks that wait to be delivered. Rows are written by a trigger; see the migration.

use crate::jobs::QueueError;
use domain::JobId;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

/// A callback whose attempt this process may make now.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Identifies the delivery to the receiver.
    pub id: Uuid,
    /// Order within the job.
    pub sequence: i64,
    /// The job it tells of.
    pub job: JobId,
    /// What it tells, e.g. `completed`.
    pub told: String,
    /// Where to. May hold a token: never log it.
    pub url: String,
    /// What the receiver gets.
    pub payload: Value,
    /// Number of this attempt, from 1.
    pub attempts: i32,
    /// Since it was written.
    pub age: Duration,
    claim: Uuid,
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: Uuid,
    sequence: i64,
    job_id: Uuid,
    told: String,
    url: String,
    payload: Value,
    attempts: i32,
    age: f64,
}

/// Claims up to `most` callbacks that are due and are the oldest of their job. Should this process vanish, each is due
/// again after `lease`.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn claim(db: &mut PgConnection, most: usize, lease: Duration) -> Result<Vec<Claimed>, QueueError> {
    let claim = Uuid::new_v4();
    // The scalar subquery keeps this on the index whatever the planner believes about the table.
    let rows: Vec<ClaimedRow> = sqlx::query_as(
        "WITH due AS (
             SELECT c.id FROM gh_callbacks c
             WHERE c.state = 'pending' AND c.next_attempt_at <= now()
               AND c.sequence = (SELECT min(e.sequence) FROM gh_callbacks e
                                 WHERE e.job_id = c.job_id AND e.state = 'pending')
             ORDER BY c.next_attempt_at LIMIT $1 FOR UPDATE OF c SKIP LOCKED)
         UPDATE gh_callbacks c
         SET claim = $2, attempts = c.attempts + 1, next_attempt_at = now() + make_interval(secs => $3)
         FROM due WHERE c.id = due.id
         RETURNING c.id, c.sequence, c.job_id, c.told, c.url, c.payload, c.attempts,
                   extract(epoch FROM now() - c.created_at)::float8 AS age",
    )
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .bind(claim)
    .bind(lease.as_secs_f64())
    .fetch_all(db)
    .await?;
    let claimed = |row: ClaimedRow| Claimed {
        id: row.id,
        sequence: row.sequence,
        job: JobId(row.job_id),
        told: row.told,
        url: row.url,
        payload: row.payload,
        attempts: row.attempts,
        age: Duration::try_from_secs_f64(row.age).unwrap_or_default(),
        claim,
    };
    Ok(rows.into_iter().map(claimed).collect())
}

/// Notes that it was taken. Without effect when the attempt took so long that another process has claimed it since.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn delivered(db: &mut PgConnection, claimed: &Claimed) -> Result<(), QueueError> {
    settle(db, claimed, "delivered", None).await
}

/// Notes that it will never be taken; the next of the job is due.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn give_up(db: &mut PgConnection, claimed: &Claimed, reason: &str) -> Result<(), QueueError> {
    settle(db, claimed, "dead", Some(reason)).await
}

async fn settle(db: &mut PgConnection, claimed: &Claimed, state: &str, reason: Option<&str>) -> Result<(), QueueError> {
    sqlx::query(
        "WITH settled AS (
             UPDATE gh_callbacks SET state = $3, settled_at = now(), claim = NULL, last_error = $4
             WHERE id = $1 AND claim = $2 AND state = 'pending' RETURNING job_id)
         UPDATE gh_callbacks c SET next_attempt_at = now()
         FROM settled WHERE c.job_id = settled.job_id AND c.id <> $1 AND c.state = 'pending'
                        AND c.next_attempt_at > now()",
    )
    .bind(claimed.id)
    .bind(claimed.claim)
    .bind(state)
    .bind(reason)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes a failed attempt, to be repeated after `wait`. Later callbacks of the job are not looked at before.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn postpone(
    db: &mut PgConnection,
    claimed: &Claimed,
    wait: Duration,
    reason: &str,
) -> Result<(), QueueError> {
    sqlx::query(
        "WITH postponed AS (
             UPDATE gh_callbacks
             SET claim = NULL, last_error = $4, next_attempt_at = now() + make_interval(secs => $3)
             WHERE id = $1 AND claim = $2 AND state = 'pending' RETURNING job_id)
         UPDATE gh_callbacks c SET next_attempt_at = now() + make_interval(secs => $3)
         FROM postponed WHERE c.job_id = postponed.job_id AND c.id <> $1 AND c.state = 'pending'",
    )
    .bind(claimed.id)
    .bind(claimed.claim)
    .bind(wait.as_secs_f64())
    .bind(reason)
    .execute(db)
    .await?;
    Ok(())
}

/// A callback as monitoring shows it: without address and payload.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct Entry {
    /// Delivery id.
    pub id: Uuid,
    /// The job.
    pub job_id: Uuid,
    /// What it tells.
    pub told: String,
    /// `pending`, `delivered` or `dead`.
    pub state: String,
    /// Attempts made.
    pub attempts: i32,
    /// Why the last one failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: chrono::DateTime<chrono::Utc>,
}

/// The callbacks that were given up, newest first, at most 100.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list_dead(db: &mut PgConnection) -> Result<Vec<Entry>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT id, job_id, told, state, attempts, last_error, created_at FROM gh_callbacks
         WHERE state = 'dead' ORDER BY settled_at DESC LIMIT 100",
    )
    .fetch_all(db)
    .await?)
}

/// Sends every callback that was given up since `hours` ago once more. Returns how many.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn revive(db: &mut PgConnection, hours: i32) -> Result<u64, QueueError> {
    let revived = sqlx::query(
        "UPDATE gh_callbacks
         SET state = 'pending', settled_at = NULL, attempts = 0, created_at = now(), next_attempt_at = now()
         WHERE state = 'dead' AND settled_at > now() - make_interval(hours => $1)",
    )
    .bind(hours)
    .execute(db)
    .await?;
    Ok(revived.rows_affected())
}
