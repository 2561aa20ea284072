//! The queue: rows of `gh_automation_jobs`.
//!
//! Inserting a row by hand and [`enqueue`] mean the same. A worker may write
//! to a job only through its [`Lease`]; every such statement names the lease's
//! epoch, so a worker that lost the job changes nothing.

use crate::interactions::{Interaction, Resolution};
use crate::request::ApplyRequest;
use domain::{JobId, UserId};
use serde_json::Value;
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

/// A job to be put into the queue.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Whose application.
    pub user_id: UserId,
    /// Address of the posting.
    pub target_url: String,
    /// One line for people.
    pub description: String,
    /// What to apply with.
    pub request: ApplyRequest,
    /// 1 (most urgent) to 10.
    pub priority: i32,
    /// Work time allowed, without the time a person takes.
    pub timeout: Duration,
    /// The task this job serves.
    pub valet_task_id: Option<String>,
    /// Same key, same job: a second insert returns the first job.
    pub idempotency_key: Option<String>,
    /// Only, or preferably, this worker.
    pub target_worker_id: Option<String>,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// Waiting for a worker.
    Pending,
    /// Claimed, not started.
    Queued,
    /// A worker is on it.
    Running,
    /// Waits for a person; the browser stays open.
    Paused,
    /// Ended as asked.
    Completed,
    /// Ended otherwise.
    Failed,
    /// Stopped by a person.
    Cancelled,
    /// Waited too long.
    Expired,
}

impl JobStatus {
    /// Nothing further happens by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled | Self::Expired)
    }

    fn parse(word: &str) -> Result<Self, QueueError> {
        Ok(match word {
            "pending" => Self::Pending,
            "queued" => Self::Queued,
            "running" => Self::Running,
            "paused" => Self::Paused,
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            "expired" => Self::Expired,
            other => return Err(QueueError::Malformed(format!("status {other:?}"))),
        })
    }
}

/// A job as a watcher sees it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Identifier.
    pub id: JobId,
    /// Where it stands.
    pub status: JobStatus,
    /// What a person is asked, while paused.
    pub interaction: Option<Interaction>,
    /// Machine-readable reason of a failure.
    pub error_code: Option<String>,
    /// One sentence for people.
    pub summary: Option<String>,
    /// What came of it.
    pub result: Option<Value>,
}

/// The right to work on a job: held until another claim raises the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Who holds it.
    pub worker_id: String,
    /// Fencing token.
    pub epoch: i64,
}

/// A job as its worker sees it.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The right to work on it.
    pub lease: Lease,
    /// Whose application.
    pub user_id: UserId,
    /// Address of the posting.
    pub target_url: String,
    /// Input as stored; checked by the executor.
    pub input: Value,
    /// Kind of job.
    pub job_type: String,
    /// How often it was tried before.
    pub retry_count: i32,
    /// How often it may be tried again.
    pub max_retries: i32,
    /// How often in a row it was put off because a worker had no browser.
    pub put_off: i32,
    /// Work time allowed.
    pub timeout: Duration,
}

/// What a heartbeat learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// The lease holds.
    Held,
    /// The job was cancelled.
    Cancelled,
    /// Another worker has the job, or recovery took it back.
    Lost,
}

/// What went wrong with the queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The lease is no longer ours: stop at once and write nothing.
    #[error("another worker has taken over this application")]
    LeaseLost,
    /// A row says something that does not exist.
    #[error("the queue holds something unreadable: {0}")]
    Malformed(String),
    /// Postgres.
    #[error("the database did not answer as expected")]
    Database(#[from] sqlx::Error),
}

/// Puts a job into the queue.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn enqueue(db: &mut PgConnection, job: &NewJob) -> Result<JobId, QueueError> {
    let input = serde_json::to_value(&job.request).map_err(|e| QueueError::Malformed(e.to_string()))?;
    let (id,): (Uuid,) = sqlx::query_as(
        "INSERT INTO gh_automation_jobs
             (idempotency_key, user_id, job_type, target_url, task_description, input_data, priority,
              timeout_seconds, valet_task_id, target_worker_id)
         VALUES ($1, $2, 'apply', $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT ON CONSTRAINT gh_jobs_idempotency_key DO UPDATE SET idempotency_key = EXCLUDED.idempotency_key
         RETURNING id",
    )
    .bind(&job.idempotency_key)
    .bind(job.user_id.0)
    .bind(&job.target_url)
    .bind(&job.description)
    .bind(input)
    .bind(job.priority)
    .bind(job.timeout.as_secs() as i32)
    .bind(&job.valet_task_id)
    .bind(&job.target_worker_id)
    .fetch_one(db)
    .await?;
    Ok(JobId(id))
}

#[derive(sqlx::FromRow)]
struct JobRow {
    id: Uuid,
    status: String,
    interaction_data: Option<Value>,
    error_code: Option<String>,
    result_summary: Option<String>,
    result_data: Option<Value>,
}

/// The job of that person, as watchers see it.
///
/// # Errors
/// [`QueueError::Database`], [`QueueError::Malformed`].
pub async fn find(db: &mut PgConnection, user: UserId, job: JobId) -> Result<Option<Job>, QueueError> {
    let row: Option<JobRow> = sqlx::query_as(
        "SELECT id, status, interaction_data, error_code, result_summary, result_data
         FROM gh_automation_jobs WHERE user_id = $1 AND id = $2",
    )
    .bind(user.0)
    .bind(job.0)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let status = JobStatus::parse(&row.status)?;
        let interaction = match (status, row.interaction_data) {
            (JobStatus::Paused, Some(data)) => Some(Interaction::from_stored(data)?),
            _ => None,
        };
        Ok(Job {
            id: JobId(row.id),
            status,
            interaction,
            error_code: row.error_code,
            summary: row.result_summary,
            result: row.result_data,
        })
    })
    .transpose()
}

/// Stops a job, unless its application has already left the browser. Returns
/// whether it was stopped. Workers hear of it by notification.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn cancel(db: &mut PgConnection, user: UserId, job: JobId) -> Result<bool, QueueError> {
    let cancelled = sqlx::query(
        "WITH locked AS (
             SELECT id FROM gh_automation_jobs
             WHERE user_id = $1 AND id = $2 AND status IN ('pending', 'queued', 'running', 'paused') FOR UPDATE)
         UPDATE gh_automation_jobs j
         SET status = 'cancelled', completed_at = now(), result_summary = 'Stopped before anything was sent.'
         FROM locked
         WHERE j.id = locked.id
           AND NOT EXISTS (SELECT 1 FROM gh_submit_attempts a
                           WHERE a.job_id = j.id AND a.status IN ('in_flight', 'confirmed', 'unknown'))",
    )
    .bind(user.0)
    .bind(job.0)
    .execute(db)
    .await?;
    Ok(cancelled.rows_affected() == 1)
}

/// Answers what a paused job asked. Returns `false` when the job does not wait.
/// The worker uses the resolution once and wipes it.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn resolve(
    db: &mut PgConnection,
    user: UserId,
    job: JobId,
    resolution: &Resolution,
) -> Result<bool, QueueError> {
    let resolution = serde_json::to_value(resolution).map_err(|e| QueueError::Malformed(e.to_string()))?;
    // One statement: the row changes before, or together with, the notification.
    let resolved: Option<(String,)> = sqlx::query_as(
        "WITH resolved AS (
             UPDATE gh_automation_jobs
             SET status = 'running', paused_at = NULL,
                 interaction_data = interaction_data || jsonb_build_object('resolution', $3::jsonb)
             WHERE user_id = $1 AND id = $2 AND status = 'paused'
             RETURNING id)
         SELECT pg_notify('gh_job_resume', id::text)::text FROM resolved",
    )
    .bind(user.0)
    .bind(job.0)
    .bind(resolution)
    .fetch_optional(db)
    .await?;
    Ok(resolved.is_some())
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    id: Uuid,
    user_id: Uuid,
    target_url: String,
    input_data: Value,
    job_type: String,
    retry_count: i32,
    max_retries: i32,
    put_off: i32,
    timeout_seconds: i32,
    lease_epoch: i64,
}

/// Claims the next job for `worker_id`, if there is one.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn claim(db: &mut PgConnection, worker_id: &str) -> Result<Option<Claimed>, QueueError> {
    let row: Option<ClaimRow> = sqlx::query_as(
        "SELECT id, user_id, target_url, input_data, job_type, retry_count, max_retries, timeout_seconds, lease_epoch,
                COALESCE((error_details ->> 'put_off')::int, 0) AS put_off
         FROM gh_pickup_next_job($1)",
    )
    .bind(worker_id)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Claimed {
        lease: Lease { job: JobId(row.id), worker_id: worker_id.to_owned(), epoch: row.lease_epoch },
        user_id: UserId(row.user_id),
        target_url: row.target_url,
        input: row.input_data,
        job_type: row.job_type,
        retry_count: row.retry_count,
        max_retries: row.max_retries,
        put_off: row.put_off,
        timeout: Duration::from_secs(row.timeout_seconds.unsigned_abs().into()),
    }))
}

/// What a worker writes at the end.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One sentence for people.
    pub summary: String,
    /// Machine-readable reason; `None` for success.
    pub error_code: Option<String>,
    /// Details.
    pub result: Value,
}

impl Lease {
    /// Marks the job as running.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`] when the job is no longer ours to start.
    pub async fn start(&self, db: &mut PgConnection) -> Result<(), QueueError> {
        self.one_row(
            sqlx::query(
                "UPDATE gh_automation_jobs
                 SET status = 'running', started_at = COALESCE(started_at, now()), last_heartbeat = now(),
                     execution_attempt_id = gen_random_uuid(), interaction_data = NULL, interaction_type = NULL
                 WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status = 'queued'",
            ),
            db,
        )
        .await
    }

    /// Renews the lease.
    ///
    /// # Errors
    /// [`QueueError::Database`]; the caller decides how many it tolerates.
    pub async fn renew(&self, db: &mut PgConnection) -> Result<Pulse, QueueError> {
        let row: Option<(String,)> = sqlx::query_as(
            "UPDATE gh_automation_jobs SET last_heartbeat = now()
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 RETURNING status",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .fetch_optional(db)
        .await?;
        Ok(match row.as_ref().map(|(status,)| status.as_str()) {
            Some("queued" | "running" | "paused") => Pulse::Held,
            Some("cancelled") => Pulse::Cancelled,
            _ => Pulse::Lost,
        })
    }

    /// Keeps the job from changing hands until the transaction ends.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn hold(&self, tx: &mut PgConnection) -> Result<(), QueueError> {
        let held: Option<i32> = sqlx::query_scalar(
            "SELECT 1 FROM gh_automation_jobs WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 FOR UPDATE",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .fetch_optional(tx)
        .await?;
        held.map(drop).ok_or(QueueError::LeaseLost)
    }

    /// Waits for a person: the row says what for.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn pause(&self, db: &mut PgConnection, interaction: &Interaction) -> Result<(), QueueError> {
        let data = serde_json::to_value(interaction).map_err(|e| QueueError::Malformed(e.to_string()))?;
        let done = sqlx::query(
            "UPDATE gh_automation_jobs
             SET status = 'paused', paused_at = now(), interaction_type = $4, interaction_data = $5
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status = 'running'",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .bind(interaction.kind())
        .bind(data)
        .execute(db)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
    }

    /// Goes on without an answer: what was waited for is gone. `false` when the person answered first.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn go_on(&self, db: &mut PgConnection) -> Result<bool, QueueError> {
        let done = sqlx::query(
            "UPDATE gh_automation_jobs
             SET status = 'running', paused_at = NULL, interaction_data = NULL, interaction_type = NULL
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status = 'paused'",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .execute(db)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes the person's resolution, if it has come, and wipes it from the row.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`], [`QueueError::Malformed`].
    pub async fn take_resolution(&self, db: &mut PgConnection) -> Result<Option<Resolution>, QueueError> {
        let row: Option<(String, Option<Value>)> = sqlx::query_as(
            "UPDATE gh_automation_jobs j
             SET interaction_data = CASE WHEN j.status = 'running' THEN NULL ELSE j.interaction_data END,
                 interaction_type = CASE WHEN j.status = 'running' THEN NULL ELSE j.interaction_type END
             FROM (SELECT id, interaction_data FROM gh_automation_jobs WHERE id = $1 FOR UPDATE) old
             WHERE j.id = old.id AND j.worker_id = $2 AND j.lease_epoch = $3
             RETURNING j.status, old.interaction_data -> 'resolution'",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .fetch_optional(db)
        .await?;
        match row {
            Some((status, Some(resolution))) if status == "running" => serde_json::from_value(resolution)
                .map(Some)
                .map_err(|e| QueueError::Malformed(format!("resolution: {e}"))),
            Some((status, _)) if status == "paused" || status == "running" => Ok(None),
            _ => Err(QueueError::LeaseLost),
        }
    }

    /// Ends the job as asked.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn complete(&self, db: &mut PgConnection, report: &Report) -> Result<(), QueueError> {
        self.end(db, "completed", report).await
    }

    /// Ends the job otherwise.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn fail(&self, db: &mut PgConnection, report: &Report) -> Result<(), QueueError> {
        self.end(db, "failed", report).await
    }

    /// The commit does not wait for the disk, as no other statement here: notifications make commits take turns, and each
    /// would wait for the disk alone. What became of an application is in its attempts, which do wait; so if a crash of
    /// the server undoes the end, recovery writes the same again.
    async fn end(&self, db: &mut PgConnection, status: &str, report: &Report) -> Result<(), QueueError> {
        let done = sqlx::query(
            "UPDATE gh_automation_jobs
             SET status = $4, completed_at = now(), result_summary = $5, status_message = $5, error_code = $6,
                 result_data = $7,
                 final_mode = CASE WHEN proposals_used > 0 AND manual_id IS NOT NULL THEN 'hybrid'
                                   WHEN proposals_used > 0 THEN 'magnitude'
                                   WHEN manual_id IS NOT NULL THEN 'cookbook' ELSE 'rules' END,
                 interaction_data = NULL, interaction_type = NULL,
                 paused_at = NULL
             FROM (SELECT set_config('synchronous_commit', 'off', true) AS is) wait
             WHERE wait.is = 'off'
               AND id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status IN ('queued', 'running', 'paused')",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .bind(status)
        .bind(&report.summary)
        .bind(&report.error_code)
        .bind(&report.result)
        .execute(db)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
    }

    /// Gives the job back: to be tried again after `delay` when it counts as a
    /// retry, or at once when the worker shuts down.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn release(
        &self,
        db: &mut PgConnection,
        reason: &str,
        retry_after: Option<Duration>,
    ) -> Result<(), QueueError> {
        let done = sqlx::query(
            "UPDATE gh_automation_jobs
             SET status = 'pending', worker_id = NULL, paused_at = NULL, interaction_data = NULL,
                 interaction_type = NULL,
                 retry_count = retry_count + CASE WHEN $5::float8 IS NULL THEN 0 ELSE 1 END,
                 scheduled_at = now() + make_interval(secs => COALESCE($5::float8, 0)),
                 error_details = jsonb_build_object('released_by', $2::text, 'reason', $4::text)
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status IN ('queued', 'running', 'paused')",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .bind(reason)
        .bind(retry_after.map(|d| d.as_secs_f64()))
        .execute(db)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
    }

    /// Gives the job back to be tried after `delay`, without counting it as a retry: the job was not the reason.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn put_off(&self, db: &mut PgConnection, reason: &str, delay: Duration) -> Result<(), QueueError> {
        let done = sqlx::query(
            "UPDATE gh_automation_jobs
             SET status = 'pending', worker_id = NULL, scheduled_at = now() + make_interval(secs => $5::float8),
                 error_details = jsonb_build_object('released_by', $2::text, 'reason', $4::text,
                     'put_off', COALESCE((error_details ->> 'put_off')::int, 0) + 1)
             WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3 AND status IN ('queued', 'running')",
        )
        .bind(self.job.0)
        .bind(&self.worker_id)
        .bind(self.epoch)
        .bind(reason)
        .bind(delay.as_secs_f64())
        .execute(db)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
    }

    async fn one_row(
        &self,
        query: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
        db: &mut PgConnection,
    ) -> Result<(), QueueError> {
        let done = query.bind(self.job.0).bind(&self.worker_id).bind(self.epoch).execute(db).await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
    }
}

/// Seconds to wait before try number `retry_count` + 1: 5, 10, 20, 40, 60, 60 …
#[must_use]
pub fn backoff(retry_count: i32) -> Duration {
    let doublings = u32::try_from(retry_count.clamp(0, 10)).unwrap_or(0);
    Duration::from_secs((5_u64 << doublings).min(60))
}
