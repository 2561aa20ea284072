//! What happened to a job, in order, readable live (`LISTEN gh_job_event`) and by cursor.
//! Events carry ids, counts and phases; never a person's values.

use crate::jobs::{Lease, QueueError};
use domain::JobId;
use serde_json::Value;
use sqlx::PgConnection;

/// An event whose metadata lists, as `answers`, the entries of the Q&A bank in the form that is about to be submitted.
pub const ANSWERS_USED: &str = "answers_used";

/// One event.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Event {
    /// Order of writing within a job; pass the last one seen to [`list_after`].
    pub seq: i64,
    /// What happened, e.g. `status_change`, `progress`, `gate_armed`.
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
         SELECT id, $4, $5, $6, $2 FROM gh_automation_jobs WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3",
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
