//! The submit fence in the database.
//!
//! An attempt is committed as `armed` before the network gate may open and as
//! `in_flight` before the request that carries the application is released.
//! So whatever dies wherever: `armed` proves that nothing left, `in_flight`
//! means that it may have. Neither statement succeeds without the lease.

use crate::jobs::{Lease, QueueError};
use domain::attempts::AttemptStatus;
use domain::postings::Identity;
use domain::{AttemptId, JobId, Sha256, UserId};
use sqlx::{Acquire, PgConnection};
use uuid::Uuid;

/// Why the fence stays closed.
#[derive(Debug, thiserror::Error)]
pub enum FenceError {
    /// An application to this posting exists already, or may.
    #[error("an application to this posting was already {}", match .status { AttemptStatus::Confirmed => "sent and confirmed", AttemptStatus::Unknown => "sent, with an unknown outcome", _ => "started" })]
    Duplicate {
        /// Where the other attempt stands.
        status: AttemptStatus,
        /// The job that made it.
        job: JobId,
    },
    /// An application to what looks like the same job exists, and the person has not been asked about it.
    #[error("an application to what looks like the same job was made: {url}")]
    Alike {
        /// Address of the other one.
        url: String,
    },
    /// The job is no longer ours.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl From<sqlx::Error> for FenceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Queue(QueueError::Database(error))
    }
}

/// An attempt that stands in the way of another one.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The attempt.
    pub id: AttemptId,
    /// The job that made it.
    pub job: JobId,
    /// Where it stands.
    pub status: AttemptStatus,
}

/// An attempt to what looks like the same job.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The attempt.
    pub id: AttemptId,
    /// Address it was made at.
    pub url: String,
    /// Where it stands.
    pub status: AttemptStatus,
}

/// The attempt that forbids another application of this person to this posting, under any of its names.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find_standing(
    db: &mut PgConnection,
    user: UserId,
    posting: &Identity,
) -> Result<Option<Standing>, QueueError> {
    let row: Option<(Uuid, Uuid, String)> = sqlx::query_as(
        "SELECT id, job_id, status FROM gh_submit_attempts a
         WHERE user_id = $1 AND status IN ('armed', 'in_flight', 'confirmed', 'unknown')
           AND (posting_key = $2 OR EXISTS (
                SELECT 1 FROM gh_posting_aliases n
                WHERE n.attempt_id = a.id AND n.user_id = $1 AND n.is_strong AND n.is_live AND n.alias = ANY($3)))
         ORDER BY armed_at LIMIT 1",
    )
    .bind(user.0)
    .bind(posting.key().as_str())
    .bind(posting.names())
    .fetch_optional(db)
    .await?;
    row.map(|(id, job, status)| {
        Ok(Standing { id: AttemptId(id), job: JobId(job), status: status.parse().map_err(QueueError::Malformed)? })
    })
    .transpose()
}

/// Attempts of this person that look like this posting and that they have not accepted, oldest first.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list_alike(db: &mut PgConnection, user: UserId, posting: &Identity) -> Result<Vec<Alike>, QueueError> {
    let Some(likeness) = posting.likeness() else { return Ok(Vec::new()) };
    let accepted: Vec<Uuid> = posting.accepted().iter().map(|id| id.0).collect();
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT a.id, j.target_url, a.status
         FROM gh_posting_aliases n JOIN gh_submit_attempts a ON a.id = n.attempt_id JOIN gh_automation_jobs j ON j.id = a.job_id
         WHERE n.user_id = $1 AND n.alias = $2 AND NOT n.is_strong AND n.is_live
           AND (n.place = $3 OR n.place = '' OR $3 = '') AND a.id <> ALL($4)
         ORDER BY a.armed_at LIMIT 5",
    )
    .bind(user.0)
    .bind(&likeness.name)
    .bind(&likeness.place)
    .bind(accepted)
    .fetch_all(db)
    .await?;
    let alike = rows.into_iter().map(|(id, url, status)| {
        Ok(Alike { id: AttemptId(id), url, status: status.parse().map_err(QueueError::Malformed)? })
    });
    alike.collect()
}

/// Arms the fence. From here on one submission may be released.
///
/// # Errors
/// [`FenceError::Duplicate`] when the person already has an attempt that counts, under any name of the posting;
/// [`FenceError::Alike`] when there is one that looks like it and that they have not accepted;
/// [`QueueError::LeaseLost`] when the job is no longer ours.
pub async fn arm(
    db: &mut PgConnection,
    lease: &Lease,
    user: UserId,
    posting: &Identity,
    packet: &Sha256,
) -> Result<AttemptId, FenceError> {
    let mut tx = db.begin().await?;
    // Two jobs that look alike share no name a unique index could guard: one person's armings take turns.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(format!("valet arms for {user}"))
        .execute(&mut *tx)
        .await?;
    if let Some(standing) = find_standing(&mut tx, user, posting).await? {
        return Err(FenceError::Duplicate { status: standing.status, job: standing.job });
    }
    if let Some(alike) = list_alike(&mut tx, user, posting).await?.into_iter().next() {
        return Err(FenceError::Alike { url: alike.url });
    }
    let id = AttemptId::generate();
    let armed = sqlx::query(
        "INSERT INTO gh_submit_attempts (id, user_id, posting_key, job_id, lease_epoch, packet)
         SELECT $1, $2, $3, j.id, j.lease_epoch, $7 FROM gh_automation_jobs j
         WHERE j.id = $4 AND j.worker_id = $5 AND j.lease_epoch = $6 AND j.user_id = $2 AND j.status = 'running'
         FOR UPDATE OF j",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(posting.key().as_str())
    .bind(lease.job.0)
    .bind(&lease.worker_id)
    .bind(lease.epoch)
    .bind(packet.to_string())
    .execute(&mut *tx)
    .await?;
    if armed.rows_affected() != 1 {
        return Err(QueueError::LeaseLost.into());
    }
    name(&mut tx, user, id, posting).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes down the names of the posting. A strong one that another attempt
/// holds is refused by the unique index, whoever wrote that.
async fn name(db: &mut PgConnection, user: UserId, id: AttemptId, posting: &Identity) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO gh_posting_aliases (attempt_id, user_id, alias, is_strong, is_live)
         SELECT $1, $2, alias, true, true FROM unnest($3::text[]) alias",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(posting.names())
    .execute(&mut *db)
    .await?;
    let Some(likeness) = posting.likeness() else { return Ok(()) };
    sqlx::query(
        "INSERT INTO gh_posting_aliases (attempt_id, user_id, alias, is_strong, place, is_live)
         VALUES ($1, $2, $3, false, $4, true)",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(&likeness.name)
    .bind(&likeness.place)
    .execute(db)
    .await
    .map(drop)
}

/// Arms the fence after an attempt that may have been recorded, because the
/// person, told so, said to submit again. Their word settles the earlier
/// attempt, together with the arming or not at all.
///
/// # Errors
/// As [`arm`]; also when the earlier attempt was settled as confirmed meanwhile.
pub async fn arm_again(
    db: &mut PgConnection,
    lease: &Lease,
    user: UserId,
    posting: &Identity,
    packet: &Sha256,
    doubted: AttemptId,
) -> Result<AttemptId, FenceError> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "UPDATE gh_submit_attempts
         SET status = 'refused', reason = 'The person saw the page refuse it and said to submit again.', settled_at = now()
         WHERE id = $1 AND user_id = $2 AND job_id = $3 AND status = 'unknown'",
    )
    .bind(doubted.0)
    .bind(user.0)
    .bind(lease.job.0)
    .execute(&mut *tx)
    .await?;
    let armed = arm(&mut tx, lease, user, posting, packet).await?;
    tx.commit().await?;
    Ok(armed)
}

/// Writes down that the application is about to leave. Only after this has
/// committed may the request be released.
///
/// # Errors
/// [`QueueError::LeaseLost`] when the attempt is no longer armed, the job was
/// cancelled or belongs to somebody else: nothing may leave.
pub async fn mark_in_flight(db: &mut PgConnection, lease: &Lease, attempt: AttemptId) -> Result<(), QueueError> {
    let marked = sqlx::query(
        "WITH held AS (
             SELECT id FROM gh_automation_jobs
             WHERE id = $2 AND worker_id = $3 AND lease_epoch = $4 AND status = 'running' FOR UPDATE)
         UPDATE gh_submit_attempts a SET status = 'in_flight', in_flight_at = now()
         FROM held WHERE a.id = $1 AND a.job_id = held.id AND a.status = 'armed'",
    )
    .bind(attempt.0)
    .bind(lease.job.0)
    .bind(&lease.worker_id)
    .bind(lease.epoch)
    .execute(db)
    .await?;
    if marked.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
}

/// Writes down what became of an attempt. Returns the status it has now, which
/// is another one when somebody settled it first.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn settle(
    db: &mut PgConnection,
    attempt: AttemptId,
    from: AttemptStatus,
    to: AttemptStatus,
    reason: &str,
) -> Result<AttemptStatus, QueueError> {
    debug_assert!(from.may_become(to), "{from:?} cannot become {to:?}");
    let (status,): (String,) = sqlx::query_as(
        "WITH settled AS (
             UPDATE gh_submit_attempts SET status = $3, reason = $4, settled_at = now()
             WHERE id = $1 AND status = $2 RETURNING status)
         SELECT status FROM settled
         UNION ALL SELECT status FROM gh_submit_attempts WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM settled)",
    )
    .bind(attempt.0)
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(reason)
    .fetch_one(db)
    .await?;
    status.parse().map_err(QueueError::Malformed)
}

/// Settles what a job left behind when its worker stopped in the middle:
/// `armed` becomes `not_sent` (it proves that nothing left), `in_flight`
/// becomes `unknown`. Returns the worst status the job's attempts have now.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn settle_abandoned(
    db: &mut PgConnection,
    job: JobId,
    reason: &str,
) -> Result<Option<AttemptStatus>, QueueError> {
    sqlx::query(
        "UPDATE gh_submit_attempts
         SET status = CASE status WHEN 'armed' THEN 'not_sent' ELSE 'unknown' END, reason = $2, settled_at = now()
         WHERE job_id = $1 AND status IN ('armed', 'in_flight')",
    )
    .bind(job.0)
    .bind(reason)
    .execute(&mut *db)
    .await?;
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT status FROM gh_submit_attempts WHERE job_id = $1
         ORDER BY array_position(ARRAY['confirmed', 'unknown', 'refused', 'step', 'not_sent'], status) LIMIT 1",
    )
    .bind(job.0)
    .fetch_optional(db)
    .await?;
    row.map(|(status,)| status.parse().map_err(QueueError::Malformed)).transpose()
}

/// Settles an unknown outcome on the person's word, or on a receipt they hold.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn settle_by_person(
    db: &mut PgConnection,
    user: UserId,
    job: JobId,
    landed: bool,
) -> Result<bool, QueueError> {
    let (to, reason) = if landed {
        ("confirmed", "The person says it arrived.")
    } else {
        ("refused", "The person says it did not arrive.")
    };
    let done = sqlx::query(
        "UPDATE gh_submit_attempts SET status = $3, reason = $4, settled_at = now()
         WHERE user_id = $1 AND job_id = $2 AND status = 'unknown'",
    )
    .bind(user.0)
    .bind(job.0)
    .bind(to)
    .bind(reason)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
