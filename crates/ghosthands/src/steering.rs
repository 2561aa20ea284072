//! What a caller may ask of a job that exists: to stop, to be tried again, to go on; and of a worker, to leave.

use crate::access::Caller;
use crate::contract::FieldError;
use crate::interactions::Resolution;
use crate::jobs::{self, QueueError};
use crate::limits::{self, Charge, Standing, Tier};
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use serde_json::{Value, json};
use sqlx::{Acquire, PgConnection};
use uuid::Uuid;

/// Why a job did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Unmoved {
    /// There is no such job, or it is somebody else's.
    #[error("there is no such job")]
    NotFound,
    /// Its status does not admit it.
    #[error("{reason}")]
    Status {
        /// Where it stands.
        status: String,
        /// A sentence for people.
        reason: &'static str,
    },
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl From<sqlx::Error> for Unmoved {
    fn from(error: sqlx::Error) -> Self {
        Self::Queue(error.into())
    }
}

async fn owner(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<(UserId, String), Unmoved> {
    let row: Option<(Uuid, String)> = sqlx::query_as(
        "SELECT user_id, status FROM gh_automation_jobs WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)",
    )
    .bind(job.0)
    .bind(caller.scope())
    .fetch_optional(db)
    .await?;
    row.map(|(user, status)| (UserId(user), status)).ok_or(Unmoved::NotFound)
}

/// Stops a job, unless it ended or its application may have left. Its worker hears of it at once.
///
/// # Errors
/// [`Unmoved`].
pub async fn cancel(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<DateTime<Utc>, Unmoved> {
    let (user, _) = owner(db, caller, job).await?;
    if jobs::cancel(db, user, job).await? {
        let (at,): (DateTime<Utc>,) =
            sqlx::query_as("SELECT COALESCE(completed_at, updated_at) FROM gh_automation_jobs WHERE id = $1")
                .bind(job.0)
                .fetch_one(db)
                .await?;
        return Ok(at);
    }
    let (_, status) = owner(db, caller, job).await?;
    let reason = match status.as_str() {
        "pending" | "queued" | "running" | "paused" => {
            "The application has left the browser, or may have: it can no longer be stopped."
        }
        _ => "The job has ended.",
    };
    Err(Unmoved::Status { status, reason })
}

/// Puts a failed or cancelled job back into the queue, as often as a person wants; not when its application may have
/// been sent. Returns how often it was retried.
///
/// # Errors
/// [`Unmoved`].
pub async fn retry(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<i32, Unmoved> {
    let (user, _) = owner(db, caller, job).await?;
    // The epoch rises, so that a worker that still thinks it has the job can write nothing.
    let retried: Option<(i32,)> = sqlx::query_as(
        "UPDATE gh_automation_jobs j
         SET status = 'pending', retry_count = retry_count + 1, worker_id = NULL, lease_epoch = lease_epoch + 1,
             scheduled_at = NULL, started_at = NULL, completed_at = NULL, last_heartbeat = NULL,
             error_code = NULL, error_details = NULL, status_message = NULL, result_data = NULL,
             result_summary = NULL, final_mode = NULL, interaction_type = NULL, interaction_data = NULL,
             paused_at = NULL
         WHERE id = $1 AND user_id = $2 AND status IN ('failed', 'cancelled')
           AND NOT EXISTS (SELECT 1 FROM gh_submit_attempts a
                           WHERE a.job_id = j.id AND a.status IN ('armed', 'in_flight', 'confirmed', 'unknown'))
         RETURNING retry_count",
    )
    .bind(job.0)
    .bind(user.0)
    .fetch_optional(&mut *db)
    .await?;
    if let Some((count,)) = retried {
        return Ok(count);
    }
    let (_, status) = owner(db, caller, job).await?;
    let reason = match status.as_str() {
        "failed" | "cancelled" => "Its application was sent, or may have been: it is not sent again.",
        _ => "Only a job that failed or was cancelled can be retried.",
    };
    Err(Unmoved::Status { status, reason })
}

/// Reads an answer in the words of the contract.
///
/// # Errors
/// What is wrong with it, without repeating it.
pub fn resolution(kind: Option<&str>, data: &Value) -> Result<Resolution, Vec<FieldError>> {
    Resolution::from_wire(kind, data).map_err(|error| {
        let field = match error.field {
            "resolution_type" => error.field.to_owned(),
            field => format!("resolution_data.{field}"),
        };
        let mut said = error.message.chars();
        let message = said.next().map(|first| first.to_uppercase().chain(said).chain(['.']).collect());
        vec![FieldError { field, message: message.unwrap_or_default(), code: error.code.to_owned() }]
    })
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Resumed {
    /// The job goes on, and this is left of the window of answers; `None` where nothing limits.
    Resumed(Option<Standing>),
    /// Too many answers.
    Limited(Charge),
}

/// Answers what a paused job asked. The row changes together with the notification. A person's answers are counted.
///
/// # Errors
/// [`Unmoved`].
pub async fn resume(
    db: &mut PgConnection,
    caller: Caller,
    job: JobId,
    resolution: &Resolution,
) -> Result<Resumed, Unmoved> {
    let (user, _) = owner(db, caller, job).await?;
    let mut tx = db.begin().await?;
    let mut standing = None;
    if caller != Caller::Service {
        match limits::charge(&mut tx, user, Tier::default(), limits::ANSWERS).await? {
            Charge::Counted(left) => standing = left,
            charge @ Charge::Refused { .. } => return Ok(Resumed::Limited(charge)),
        }
    }
    if jobs::resolve(&mut tx, user, job, resolution).await? {
        tx.commit().await?;
        return Ok(Resumed::Resumed(standing));
    }
    tx.rollback().await?;
    let (_, status) = owner(db, caller, job).await?;
    Err(Unmoved::Status { status, reason: "The job does not wait for this." })
}

/// What leaving did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deregistered {
    /// Workers that were taken off the list.
    pub workers: Vec<String>,
    /// Jobs that were ended with them.
    pub cancelled: Vec<JobId>,
}

/// Takes every worker off the list that is, or serves, `target`, and, if asked, ends the jobs they are on whose
/// applications have not left. `None` when there is none.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn deregister(
    db: &mut PgConnection,
    target: &str,
    reason: Option<&str>,
    cancel_jobs: bool,
) -> Result<Option<Deregistered>, QueueError> {
    let mut tx = db.begin().await?;
    let workers: Vec<(String,)> = sqlx::query_as(
        // One that lives hears that it is to claim nothing more.
        "UPDATE gh_worker_registry
         SET status = 'offline', current_job_id = NULL, current_job_ids = '{}',
             drain_requested_at = COALESCE(drain_requested_at, now())
         WHERE worker_id = $1 OR target_worker_id = $1 RETURNING worker_id",
    )
    .bind(target)
    .fetch_all(&mut *tx)
    .await?;
    if workers.is_empty() {
        return Ok(None);
    }
    let workers: Vec<String> = workers.into_iter().map(|(worker,)| worker).collect();
    let mut cancelled = Vec::new();
    if cancel_jobs {
        let rows: Vec<(Uuid,)> = sqlx::query_as(
            "UPDATE gh_automation_jobs j
             SET status = 'failed', error_code = 'worker_deregistered', completed_at = now(),
                 result_summary = 'The worker was taken out of service before anything was sent.',
                 error_details = $2, lease_epoch = lease_epoch + 1, paused_at = NULL, interaction_type = NULL,
                 interaction_data = NULL
             WHERE worker_id = ANY($1) AND status IN ('queued', 'running', 'paused')
               AND NOT EXISTS (SELECT 1 FROM gh_submit_attempts a
                               WHERE a.job_id = j.id AND a.status IN ('armed', 'in_flight', 'confirmed', 'unknown'))
             RETURNING id",
        )
        .bind(&workers)
        .bind(json!({ "reason": reason }))
        .fetch_all(&mut *tx)
        .await?;
        let ids: Vec<Uuid> = rows.iter().map(|(id,)| *id).collect();
        // Its worker looks at once, and finds that it has lost the job.
        sqlx::query("SELECT pg_notify('gh_job_cancel', id::text) FROM unnest($1::uuid[]) id")
            .bind(ids)
            .execute(&mut *tx)
            .await?;
        cancelled = rows.into_iter().map(|(id,)| JobId(id)).collect();
    }
    tx.commit().await?;
    Ok(Some(Deregistered { workers, cancelled }))
}
