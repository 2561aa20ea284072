//! How a job gets into the queue: one insert for every way in.
//!
//! A second job of the same person with the same idempotency key is not made, also when both arrive at once: the
//! unique index decides, and whoever loses is told about the winner.

use crate::access::Caller;
use crate::contract::{FieldError, Reading};
use crate::jobs::QueueError;
use crate::limits::{self, Charge, Standing, Tier};
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// A row of `gh_automation_jobs` to be made. What is not named here has the default of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// For whom.
    pub user_id: UserId,
    /// Who ordered it: `valet` or `api`.
    pub created_by: String,
    /// Kind of work.
    pub job_type: String,
    /// Address of the posting.
    pub target_url: String,
    /// One line for people.
    pub task_description: String,
    /// What to work with.
    pub input_data: Value,
    /// 1 (most urgent) to 10.
    pub priority: i32,
    /// Not before.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How often it may be tried again.
    pub max_retries: i32,
    /// Work time allowed, in seconds.
    pub timeout_seconds: i32,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Same person and key, same job.
    pub idempotency_key: Option<String>,
    /// Kept and given back.
    pub metadata: Value,
    /// The worker meant.
    pub target_worker_id: Option<String>,
    /// How strictly.
    pub worker_affinity: String,
    /// What may help.
    pub execution_mode: String,
    /// Where status changes are reported.
    pub callback_url: Option<String>,
    /// The task of the ordering product.
    pub valet_task_id: Option<String>,
    /// Where the résumé lies.
    pub resume_ref: Option<Value>,
}

impl NewRow {
    /// An application to `target_url` with the defaults of the table.
    #[must_use]
    pub fn new(user_id: UserId, target_url: String) -> Self {
        Self {
            user_id,
            created_by: "valet".to_owned(),
            job_type: "apply".to_owned(),
            target_url,
            task_description: String::new(),
            input_data: json!({}),
            priority: 5,
            scheduled_at: None,
            max_retries: 3,
            timeout_seconds: 300,
            tags: Vec::new(),
            idempotency_key: None,
            metadata: json!({}),
            target_worker_id: None,
            worker_affinity: "preferred".to_owned(),
            execution_mode: "auto".to_owned(),
            callback_url: None,
            valet_task_id: None,
            resume_ref: None,
        }
    }
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// The job was made.
    Created(Ticket),
    /// The same person has a job with this key.
    Existing(Ticket),
}

/// A job, as its maker needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Identifier.
    pub id: JobId,
    /// Status word.
    pub status: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The task of the ordering product.
    pub valet_task_id: Option<String>,
}

type TicketRow = (Uuid, String, DateTime<Utc>, Option<String>);

fn ticket((id, status, created_at, valet_task_id): TicketRow) -> Ticket {
    Ticket { id: JobId(id), status, created_at, valet_task_id }
}

/// Makes the job, or finds the one that has its idempotency key.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn create(db: &mut PgConnection, row: &NewRow) -> Result<Taken, QueueError> {
    loop {
        if let Some(ticket) = insert(db, row).await? {
            return Ok(Taken::Created(ticket));
        }
        if let Some(ticket) = find_existing(db, row).await? {
            return Ok(Taken::Existing(ticket));
        }
        // The other one was deleted in between: the key is free again.
    }
}

async fn insert(db: &mut PgConnection, row: &NewRow) -> Result<Option<Ticket>, QueueError> {
    let row: Option<TicketRow> = sqlx::query_as(
        "INSERT INTO gh_automation_jobs
             (id, user_id, created_by, job_type, target_url, task_description, input_data, priority, scheduled_at,
              max_retries, timeout_seconds, tags, idempotency_key, metadata, target_worker_id, worker_affinity,
              execution_mode, callback_url, valet_task_id, resume_ref)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         ON CONFLICT ON CONSTRAINT gh_jobs_idempotency_key DO NOTHING
         RETURNING id, status, created_at, valet_task_id",
    )
    .bind(JobId::generate().0)
    .bind(row.user_id.0)
    .bind(&row.created_by)
    .bind(&row.job_type)
    .bind(&row.target_url)
    .bind(&row.task_description)
    .bind(&row.input_data)
    .bind(row.priority)
    .bind(row.scheduled_at)
    .bind(row.max_retries)
    .bind(row.timeout_seconds)
    .bind(json!(row.tags))
    .bind(&row.idempotency_key)
    .bind(&row.metadata)
    .bind(&row.target_worker_id)
    .bind(&row.worker_affinity)
    .bind(&row.execution_mode)
    .bind(&row.callback_url)
    .bind(&row.valet_task_id)
    .bind(&row.resume_ref)
    .fetch_optional(db)
    .await?;
    Ok(row.map(ticket))
}

/// The job of the same person that has the idempotency key of `row`.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find_existing(db: &mut PgConnection, row: &NewRow) -> Result<Option<Ticket>, QueueError> {
    if row.idempotency_key.is_none() {
        return Ok(None);
    }
    let found: Option<TicketRow> = sqlx::query_as(
        "SELECT id, status, created_at, valet_task_id FROM gh_automation_jobs
         WHERE user_id = $1 AND idempotency_key = $2",
    )
    .bind(row.user_id.0)
    .bind(&row.idempotency_key)
    .fetch_optional(db)
    .await?;
    Ok(found.map(ticket))
}

/// What a person may not order, but a service may: callbacks carry the service's key, and files of others are theirs.
#[must_use]
pub fn not_for_persons(row: &NewRow) -> Vec<FieldError> {
    let mut refused = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        let (field, code) = (field.to_owned(), "forbidden".to_owned());
        refused.push(FieldError { field, message: message.to_owned(), code });
    };
    if row.callback_url.is_some() || row.metadata.get("callback_url").is_some() {
        refuse("callback_url", "Only a service is called back; follow the job's events instead.");
    }
    let resume_ref = row.resume_ref.as_ref();
    let reading =
        Reading { input: &row.input_data, metadata: &row.metadata, resume_ref, created_at: DateTime::UNIX_EPOCH };
    if reading.reference().is_some_and(|reference| !reference.is_open_to(row.user_id)) {
        refuse("resume", "Name a file in your own folder, or an address to download it from.");
    }
    refused
}

/// What came of an order by a caller with limits.
#[derive(Debug, Clone, PartialEq)]
pub enum Ordered {
    /// The job was made, and this is left of the limits; `None` where nothing limits.
    Created(Ticket, Option<Standing>),
    /// The same person has a job with this key. Asking again is not counted.
    Existing(Ticket),
    /// Too many.
    Limited(Charge),
}

/// Makes the job for `caller`: a person's order is counted in the same transaction, a service's is not.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn order(
    db: &mut PgConnection,
    caller: Caller,
    default_tier: Tier,
    row: &NewRow,
) -> Result<Ordered, QueueError> {
    if caller == Caller::Service {
        return Ok(match create(db, row).await? {
            Taken::Created(ticket) => Ordered::Created(ticket, None),
            Taken::Existing(ticket) => Ordered::Existing(ticket),
        });
    }
    let tier = limits::tier_of(db, row.user_id, default_tier).await?;
    let mut tx = db.begin().await?;
    if let Some(ticket) = find_existing(&mut tx, row).await? {
        return Ok(Ordered::Existing(ticket));
    }
    let charge = limits::charge(&mut tx, row.user_id, tier, limits::platform_of(&row.target_url)).await?;
    let Charge::Counted(standing) = charge else { return Ok(Ordered::Limited(charge)) };
    match create(&mut tx, row).await? {
        Taken::Created(ticket) => {
            tx.commit().await?;
            Ok(Ordered::Created(ticket, standing))
        }
        // Not committed, so not counted.
        Taken::Existing(ticket) => Ok(Ordered::Existing(ticket)),
    }
}
