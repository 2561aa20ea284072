//! What happened to a job, in order, readable live (`LISTEN gh_job_event`) and by cursor.
//! Events carry ids, counts and phases; never a person's values.
//!
//! A reader that resumes after the last number it saw misses nothing: whoever writes an event holds the row of its job
//! from before the number is drawn until the commit, so within a job numbers become visible in their order (a trigger
//! sees to it, whoever writes).

pub mod names;

use crate::jobs::{Lease, QueueError};
use domain::JobId;
use serde_json::Value;
use sqlx::PgConnection;

/// One event.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Event {
    /// Order of writing within a job; pass the last one seen to [`list_after`].
    pub seq: i64,
    /// What happened, e.g. one of [`names`].
    pub event_type: String,
    /// One sentence.
    pub message: Option<String>,
    /// Details.
    pub metadata: Value,
    /// When.
    pub created_at: chrono::DateTime<chrono::Utc>,
}

/// Writes an event under a lease. An event of a lost lease is not written.
///
/// # Errors
/// [`QueueError::LeaseLost`].
pub async fn record(
    db: &mut PgConnection,
    lease: &Lease,
    event_type: &str,
    message: &str,
    metadata: Value,
) -> Result<(), QueueError> {
    let done = sqlx::query(
        "INSERT INTO gh_job_events (job_id, event_type, message, metadata, actor)
         SELECT id, $4, $5, $6, $2 FROM (
             SELECT id FROM gh_automation_jobs WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3
             FOR NO KEY UPDATE) held",
    )
    .bind(lease.job.0)
    .bind(&lease.worker_id)
    .bind(lease.epoch)
    .bind(event_type)
    .bind(message)
    .bind(metadata)
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
}

/// Events of a job after `seq`, oldest first, at most 500.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list_after(db: &mut PgConnection, job: JobId, seq: i64) -> Result<Vec<Event>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT seq, event_type, message, metadata, created_at FROM gh_job_events
         WHERE job_id = $1 AND seq > $2 ORDER BY seq LIMIT 500",
    )
    .bind(job.0)
    .bind(seq)
    .fetch_all(db)
    .await?)
}

/// The newest event of this type, if there is one.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find_last(db: &mut PgConnection, job: JobId, event_type: &str) -> Result<Option<Event>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT seq, event_type, message, metadata, created_at FROM gh_job_events
         WHERE job_id = $1 AND event_type = $2 ORDER BY seq DESC LIMIT 1",
    )
    .bind(job.0)
    .bind(event_type)
    .fetch_optional(db)
    .await?)
}

/// Writes how far a job is, and how many actions it has taken, into the row as well.
///
/// # Errors
/// [`QueueError::LeaseLost`].
pub async fn record_progress(
    db: &mut PgConnection,
    lease: &Lease,
    message: &str,
    metadata: Value,
    actions: u32,
) -> Result<(), QueueError> {
    let done = sqlx::query(
        "WITH held AS (
             UPDATE gh_automation_jobs SET action_count = GREATEST(action_count, $7)
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 RETURNING id)
         INSERT INTO gh_job_events (job_id, event_type, message, metadata, actor)
         SELECT id, $4, $5, $6, $2 FROM held",
    )
    .bind(lease.job.0)
    .bind(&lease.worker_id)
    .bind(lease.epoch)
    .bind(names::PROGRESS_UPDATE)
    .bind(message)
    .bind(metadata)
    .bind(i32::try_from(actions).unwrap_or(i32::MAX))
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
}
