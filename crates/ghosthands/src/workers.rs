//! The registry of workers.

use crate::jobs::QueueError;
use sqlx::PgConnection;

/// Enters a worker as active, or returns it to active.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn register(db: &mut PgConnection, worker_id: &str) -> Result<(), QueueError> {
    sqlx::query(
        "INSERT INTO gh_worker_registry (worker_id) VALUES ($1)
         ON CONFLICT (worker_id) DO UPDATE SET status = 'active', last_heartbeat = now(), registered_at = now()",
    )
    .bind(worker_id)
    .execute(db)
    .await?;
    Ok(())
}

/// Says that a worker lives and what it does; marks those silent for five minutes as offline.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn renew(db: &mut PgConnection, worker_id: &str, job: Option<domain::JobId>) -> Result<(), QueueError> {
    sqlx::query("UPDATE gh_worker_registry SET last_heartbeat = now(), current_job_id = $2 WHERE worker_id = $1")
        .bind(worker_id)
        .bind(job.map(|job| job.0))
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "UPDATE gh_worker_registry SET status = 'offline', current_job_id = NULL
         WHERE status <> 'offline' AND last_heartbeat < now() - interval '5 minutes'",
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Counts a finished job.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn count(db: &mut PgConnection, worker_id: &str, completed: bool) -> Result<(), QueueError> {
    sqlx::query(
        "UPDATE gh_worker_registry
         SET jobs_completed = jobs_completed + $2, jobs_failed = jobs_failed + 1 - $2
         WHERE worker_id = $1",
    )
    .bind(worker_id)
    .bind(i32::from(completed))
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a worker off the list; its row stays for the record.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn deregister(db: &mut PgConnection, worker_id: &str) -> Result<(), QueueError> {
    sqlx::query("UPDATE gh_worker_registry SET status = 'offline', current_job_id = NULL WHERE worker_id = $1")
        .bind(worker_id)
        .execute(db)
        .await?;
    Ok(())
}
