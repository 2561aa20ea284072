//! How long what is kept. What proves an application is kept for good: attempts, the names of postings and evidence are
//! in none of these statements, and neither are jobs.

use crate::jobs::QueueError;
use crate::{live, sessions};
use sqlx::PgPool;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Rows deleted by one statement, so that none holds its locks for long.
const BATCH: i64 = 5_000;

/// How long what is kept. Browser sessions and live views go when they are over.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Events of jobs.
    pub events: Duration,
    /// Calls of models; what a month cost is kept.
    pub model_calls: Duration,
    /// Callbacks that were delivered.
    pub callbacks: Duration,
    /// Callbacks that were given up.
    pub dead_callbacks: Duration,
    /// Alerts that were cleared.
    pub alerts: Duration,
}

impl Default for Kept {
    fn default() -> Self {
        Self { events: DAY * 90, model_calls: DAY * 90, callbacks: DAY * 7, dead_callbacks: DAY * 30, alerts: DAY * 90 }
    }
}

/// How many rows went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Events of jobs.
    pub events: u64,
    /// Browser sessions and live views.
    pub sessions: u64,
    /// Calls of models.
    pub model_calls: u64,
    /// Callbacks.
    pub callbacks: u64,
    /// Alerts.
    pub alerts: u64,
}

/// Deletes what has been kept long enough, and sessions that are over.
///
/// # Errors
/// [`QueueError::Database`]. What was deleted before stays deleted.
pub async fn sweep(pool: &PgPool, kept: &Kept) -> Result<Swept, QueueError> {
    let events = "DELETE FROM gh_job_events WHERE id IN (
        SELECT id FROM gh_job_events WHERE created_at < now() - make_interval(secs => $1) LIMIT $2)";
    let model_calls = "DELETE FROM gh_model_calls WHERE id IN (
        SELECT id FROM gh_model_calls
        WHERE outcome <> 'under_way' AND started_at < now() - make_interval(secs => $1) LIMIT $2)";
    let callbacks = "DELETE FROM gh_callbacks WHERE id IN (
        SELECT id FROM gh_callbacks
        WHERE state = 'delivered' AND settled_at < now() - make_interval(secs => $1) LIMIT $2)";
    let dead_callbacks = "DELETE FROM gh_callbacks WHERE id IN (
        SELECT id FROM gh_callbacks
        WHERE state = 'dead' AND settled_at < now() - make_interval(secs => $1) LIMIT $2)";
    let alerts = "DELETE FROM gh_alerts WHERE id IN (
        SELECT id FROM gh_alerts WHERE cleared_at < now() - make_interval(secs => $1) LIMIT $2)";
    let mut db = pool.acquire().await?;
    let sessions = sessions::sweep(&mut db).await? + live::sweep(&mut db).await?;
    drop(db);
    Ok(Swept {
        events: in_batches(pool, events, kept.events).await?,
        model_calls: in_batches(pool, model_calls, kept.model_calls).await?,
        sessions,
        callbacks: in_batches(pool, callbacks, kept.callbacks).await?
            + in_batches(pool, dead_callbacks, kept.dead_callbacks).await?,
        alerts: in_batches(pool, alerts, kept.alerts).await?,
    })
}

async fn in_batches(pool: &PgPool, delete: &'static str, age: Duration) -> Result<u64, QueueError> {
    let mut gone = 0;
    loop {
        let batch = sqlx::query(delete).bind(age.as_secs_f64()).bind(BATCH).execute(pool).await?.rows_affected();
        gone += batch;
        if batch < BATCH.unsigned_abs() {
            return Ok(gone);
        }
        // Others come first.
        tokio::task::yield_now().await;
    }
}
