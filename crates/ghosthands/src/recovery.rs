//! Jobs whose worker stopped renewing its lease. Runs at start and then
//! periodically; never invents success.

use crate::attempts::settle_abandoned;
use crate::failure::Code;
use crate::jobs::QueueError;
use domain::JobId;
use domain::attempts::AttemptStatus;
use sqlx::{Acquire, PgConnection};
use std::time::Duration;
use uuid::Uuid;

/// What became of a stuck job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing had left: it goes back into the queue.
    Requeued(JobId),
    /// Something had left: it ends, and a person has to look. That holds for a refused attempt and for a step as well:
    /// what its run knew is lost, such as corrections, or that the refusal is the person's own word.
    Ended(JobId, AttemptStatus),
}

/// Takes back every job whose heartbeat is older than `stale_after`.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn recover(db: &mut PgConnection, stale_after: Duration) -> Result<Vec<Recovered>, QueueError> {
    let mut recovered = Vec::new();
    loop {
        let mut tx = db.begin().await?;
        let stuck: Option<(Uuid,)> = sqlx::query_as(
            "SELECT id FROM gh_automation_jobs
             WHERE status IN ('queued', 'running', 'paused') AND worker_id IS NOT NULL
               AND last_heartbeat < now() - make_interval(secs => $1)
             ORDER BY last_heartbeat LIMIT 1 FOR UPDATE SKIP LOCKED",
        )
        .bind(stale_after.as_secs_f64())
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id,)) = stuck else { return Ok(recovered) };
        recovered.push(take_back(&mut tx, JobId(id)).await?);
        tx.commit().await?;
    }
}

/// Ends every job that has waited for a worker longer than `limit`: since it was to run, else since it was made.
/// Returns how many; what exceeds 500 is left for the next time.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn expire(db: &mut PgConnection, limit: Duration) -> Result<u64, QueueError> {
    let done = sqlx::query(
        "UPDATE gh_automation_jobs
         SET status = 'expired', completed_at = now(), error_code = 'expired',
             result_summary = 'It waited too long for a worker; nothing was sent.',
             status_message = 'It waited too long for a worker; nothing was sent.'
         WHERE id IN (
             SELECT id FROM gh_automation_jobs
             WHERE status IN ('pending', 'queued') AND worker_id IS NULL
               AND COALESCE(scheduled_at, created_at) < now() - make_interval(secs => $1)
             LIMIT 500 FOR UPDATE SKIP LOCKED)",
    )
    .bind(limit.as_secs_f64())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Ends or requeues one job whose row the caller has locked.
async fn take_back(tx: &mut PgConnection, job: JobId) -> Result<Recovered, QueueError> {
    let left = settle_abandoned(tx, job, "The worker stopped before it could say what happened.").await?;
    // The epoch rises in every case, so the old worker, should it wake up, can write nothing more.
    match left {
        Some(
            status @ (AttemptStatus::Confirmed | AttemptStatus::Unknown | AttemptStatus::Refused | AttemptStatus::Step),
        ) => {
            let (state, code, summary) = outcome_row(status);
            sqlx::query(
                "UPDATE gh_automation_jobs
                 SET status = $2, error_code = $3, result_summary = $4, status_message = $4, completed_at = now(),
                     lease_epoch = lease_epoch + 1, paused_at = NULL, interaction_data = NULL, interaction_type = NULL,
                     result_data = jsonb_build_object('outcome', $5::text),
                     error_details = '{\"recovered_by\": \"recovery\", \"reason\": \"stuck_job_recovery\"}'
                 WHERE id = $1",
            )
            .bind(job.0)
            .bind(state)
            .bind(code)
            .bind(summary)
            .bind(status.as_str())
            .execute(tx)
            .await?;
            Ok(Recovered::Ended(job, status))
        }
        _ => {
            sqlx::query(
                "UPDATE gh_automation_jobs
                 SET status = 'pending', worker_id = NULL, lease_epoch = lease_epoch + 1, scheduled_at = now(),
                     paused_at = NULL, interaction_data = NULL, interaction_type = NULL,
                     error_details = '{\"recovered_by\": \"recovery\", \"reason\": \"stuck_job_recovery\"}'
                 WHERE id = $1",
            )
            .bind(job.0)
            .execute(tx)
            .await?;
            Ok(Recovered::Requeued(job))
        }
    }
}

/// Job status, error code and sentence for an attempt found settled after its run stopped.
pub(crate) fn outcome_row(status: AttemptStatus) -> (&'static str, Option<&'static str>, &'static str) {
    match status {
        AttemptStatus::Confirmed => ("completed", None, "The employer's site confirmed the application."),
        AttemptStatus::Refused => (
            "failed",
            Some("refused"),
            "What was sent was refused, and the run stopped before it could go on. Apply again to go on.",
        ),
        AttemptStatus::Step => (
            "failed",
            Some(Code::Interrupted.row().0),
            "The run stopped between two steps: no application was made, but the answers of earlier steps are on the \
             employer's site. Apply again to go on.",
        ),
        _ => (
            "failed",
            Some("outcome_unknown"),
            "The application left the browser, but the run stopped before it was clear what became of it. \
             Look for a confirmation before doing anything else; it will not be sent again by itself.",
        ),
    }
}
