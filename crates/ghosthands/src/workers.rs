//! The registry of workers: who lives, what they do, and who was asked to leave.
//!
//! Rows stay when a worker ends, for the record.

use crate::jobs::QueueError;
use domain::JobId;
use sqlx::PgConnection;
use uuid::Uuid;

/// How a worker enters itself.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// Its name.
    pub worker_id: String,
    /// The name jobs are targeted at, when it is another one: that of the machine it runs on.
    pub target_worker_id: Option<String>,
    /// Where its status server answers.
    pub status_url: Option<String>,
    /// Jobs at work at once.
    pub max_concurrent_jobs: i32,
    /// The machine, where it has a name.
    pub instance_id: Option<String>,
    /// The machine's address.
    pub instance_ip: Option<String>,
}

/// What a worker says of itself with every beat.
#[derive(Debug, Clone, Default)]
pub struct Beat {
    /// It claims nothing more.
    pub draining: bool,
    /// The jobs it holds.
    pub jobs: Vec<JobId>,
}

/// What a beat learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// As it should be.
    Expected,
    /// Somebody wants this worker to drain.
    ToDrain,
    /// There is no such row: it has to register again.
    Missing,
}

/// Enters a worker as active, or returns its row to active.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn register(db: &mut PgConnection, worker: &Registration) -> Result<(), QueueError> {
    sqlx::query(
        "INSERT INTO gh_worker_registry
             (worker_id, target_worker_id, status_url, max_concurrent_jobs, ec2_instance_id, ec2_ip)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (worker_id) DO UPDATE SET
             status = 'active', last_heartbeat = now(), registered_at = now(), drain_requested_at = NULL,
             current_job_id = NULL, current_job_ids = '{}', target_worker_id = EXCLUDED.target_worker_id,
             status_url = EXCLUDED.status_url, max_concurrent_jobs = EXCLUDED.max_concurrent_jobs,
             ec2_instance_id = EXCLUDED.ec2_instance_id, ec2_ip = EXCLUDED.ec2_ip",
    )
    .bind(&worker.worker_id)
    .bind(&worker.target_worker_id)
    .bind(&worker.status_url)
    .bind(worker.max_concurrent_jobs.max(1))
    .bind(&worker.instance_id)
    .bind(&worker.instance_ip)
    .execute(db)
    .await?;
    Ok(())
}

/// Where the status server of a worker that is not known to be gone answers.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find_status_url(db: &mut PgConnection, worker_id: &str) -> Result<Option<String>, QueueError> {
    let row: Option<(Option<String>,)> =
        sqlx::query_as("SELECT status_url FROM gh_worker_registry WHERE worker_id = $1 AND status <> 'offline'")
            .bind(worker_id)
            .fetch_optional(db)
            .await?;
    Ok(row.and_then(|(url,)| url))
}

/// Says that a worker lives and what it does; marks those silent for five minutes as offline.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn renew(db: &mut PgConnection, worker_id: &str, beat: &Beat) -> Result<Listed, QueueError> {
    let jobs: Vec<Uuid> = beat.jobs.iter().map(|job| job.0).collect();
    // A job may have been deleted meanwhile, which must not keep the worker from beating.
    let row: Option<(bool,)> = sqlx::query_as(
        "WITH silent AS (
             UPDATE gh_worker_registry SET status = 'offline', current_job_id = NULL, current_job_ids = '{}'
             WHERE worker_id <> $1 AND status <> 'offline' AND last_heartbeat < now() - interval '5 minutes')
         UPDATE gh_worker_registry
         SET last_heartbeat = now(), current_job_ids = $2,
             status = CASE WHEN $3 OR drain_requested_at IS NOT NULL THEN 'draining' ELSE 'active' END,
             current_job_id = (SELECT id FROM gh_automation_jobs WHERE id = ANY($2) LIMIT 1)
         WHERE worker_id = $1
         RETURNING drain_requested_at IS NOT NULL",
    )
    .bind(worker_id)
    .bind(jobs)
    .bind(beat.draining)
    .fetch_optional(db)
    .await?;
    Ok(match row {
        None => Listed::Missing,
        Some((true,)) => Listed::ToDrain,
        Some((false,)) => Listed::Expected,
    })
}

/// Asks workers that are, or serve, `name` to claim nothing more. Those that live hear of it at once. Returns which.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn ask_to_drain(db: &mut PgConnection, name: &str) -> Result<Vec<String>, QueueError> {
    Ok(sqlx::query_scalar(
        "UPDATE gh_worker_registry
         SET drain_requested_at = COALESCE(drain_requested_at, now()),
             status = CASE status WHEN 'active' THEN 'draining' ELSE status END
         WHERE worker_id = $1 OR target_worker_id = $1 RETURNING worker_id",
    )
    .bind(name)
    .fetch_all(db)
    .await?)
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

/// Takes a worker off the list.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn deregister(db: &mut PgConnection, worker_id: &str) -> Result<(), QueueError> {
    sqlx::query(
        "UPDATE gh_worker_registry SET status = 'offline', current_job_id = NULL, current_job_ids = '{}'
         WHERE worker_id = $1",
    )
    .bind(worker_id)
    .execute(db)
    .await?;
    Ok(())
}
