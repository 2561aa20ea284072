//! What callers may read of jobs: rows, lists, statuses, events. Every query is narrowed to the caller's scope, and
//! nothing that a person answered to a pause (a code, a password) is ever among it.

mod status;

pub use status::{CostBreakdown, JobFailure, JobResult, ManualUse, Timestamps, ValetStatus, Waiting, valet_status};

use crate::access::Caller;
use crate::jobs::QueueError;
use chrono::{DateTime, Utc};
use domain::JobId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, QueryBuilder};
use utoipa::ToSchema;
use uuid::Uuid;

/// Columns of a [`JobRow`]. The resolution of a pause is taken out of what is waited for.
const COLUMNS: &str = "id, idempotency_key, user_id, created_by, job_type, target_url, task_description, input_data, \
     priority, scheduled_at, max_retries, retry_count, timeout_seconds, status, status_message, started_at, \
     completed_at, last_heartbeat, worker_id, manual_id, engine_type, result_data, result_summary, error_code, \
     error_details, screenshot_urls, artifact_urls, metadata, tags, callback_url, valet_task_id, resume_ref, \
     target_worker_id, worker_affinity, interaction_type, interaction_data - 'resolution' AS interaction_data, \
     paused_at, execution_mode, browser_mode, final_mode, llm_cost_cents, action_count, total_tokens, created_at, \
     updated_at";

/// A row of `gh_automation_jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
pub struct JobRow {
    /// Identifier.
    pub id: Uuid,
    /// Same person and key, same job.
    pub idempotency_key: Option<String>,
    /// For whom.
    pub user_id: Uuid,
    /// Who ordered it.
    pub created_by: String,
    /// Kind of work.
    pub job_type: String,
    /// Address of the posting.
    pub target_url: String,
    /// One line for people.
    pub task_description: String,
    /// What it works with.
    #[schema(value_type = Object)]
    pub input_data: Value,
    /// 1 (most urgent) to 10.
    pub priority: i32,
    /// Not before.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How often it may be tried again.
    pub max_retries: i32,
    /// How often it was.
    pub retry_count: i32,
    /// Work time allowed, in seconds.
    pub timeout_seconds: i32,
    /// `pending`, `queued`, `running`, `paused`, `completed`, `failed`, `cancelled` or `expired`.
    pub status: String,
    /// One sentence on the status.
    pub status_message: Option<String>,
    /// When a worker first began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// When its worker last gave a sign of life.
    pub last_heartbeat: Option<DateTime<Utc>>,
    /// Who works, or worked, on it.
    pub worker_id: Option<String>,
    /// The manual that was used.
    pub manual_id: Option<Uuid>,
    /// Kept for earlier versions.
    pub engine_type: Option<String>,
    /// What came of it.
    #[schema(value_type = Option<Object>)]
    pub result_data: Option<Value>,
    /// One sentence on what came of it.
    pub result_summary: Option<String>,
    /// Machine-readable reason of a failure.
    pub error_code: Option<String>,
    /// Details of a failure.
    #[schema(value_type = Option<Object>)]
    pub error_details: Option<Value>,
    /// Pictures.
    #[schema(value_type = Vec<String>)]
    pub screenshot_urls: Value,
    /// Other files.
    #[schema(value_type = Vec<String>)]
    pub artifact_urls: Value,
    /// As it was given.
    #[schema(value_type = Object)]
    pub metadata: Value,
    /// Words to find it by.
    #[schema(value_type = Vec<String>)]
    pub tags: Value,
    /// Where status changes are reported.
    pub callback_url: Option<String>,
    /// The task of the ordering product.
    pub valet_task_id: Option<String>,
    /// Where the résumé lies.
    #[schema(value_type = Option<Object>)]
    pub resume_ref: Option<Value>,
    /// The worker meant.
    pub target_worker_id: Option<String>,
    /// How strictly.
    pub worker_affinity: String,
    /// What kind of answer it waits for.
    pub interaction_type: Option<String>,
    /// What it waits for.
    #[schema(value_type = Option<Object>)]
    pub interaction_data: Option<Value>,
    /// Since when it waits.
    pub paused_at: Option<DateTime<Utc>>,
    /// What may help.
    pub execution_mode: String,
    /// Whose browser.
    pub browser_mode: String,
    /// What did help.
    pub final_mode: Option<String>,
    /// Cost of models, in US cents.
    pub llm_cost_cents: i32,
    /// Actions on pages.
    pub action_count: i32,
    /// Tokens of models.
    pub total_tokens: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The job, if the caller may see it.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<Option<JobRow>, QueueError> {
    let sql = format!("SELECT {COLUMNS} FROM gh_automation_jobs WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(job.0).bind(caller.scope()).fetch_optional(db).await?)
}

/// Where a job stands, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
pub struct JobStanding {
    /// Identifier.
    pub id: Uuid,
    /// Status.
    pub status: String,
    /// One sentence on it.
    pub status_message: Option<String>,
    /// When a worker first began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its worker last gave a sign of life.
    pub last_heartbeat: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
}

impl JobStanding {
    /// Nothing further happens by itself.
    #[must_use]
    pub fn is_final(&self) -> bool {
        is_final(&self.status)
    }
}

/// Whether nothing further happens by itself to a job with this status.
#[must_use]
pub fn is_final(status: &str) -> bool {
    matches!(status, "completed" | "failed" | "cancelled" | "expired")
}

/// Where the job stands, if the caller may see it.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn standing(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<Option<JobStanding>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT id, status, status_message, started_at, last_heartbeat, completed_at FROM gh_automation_jobs
         WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)",
    )
    .bind(job.0)
    .bind(caller.scope())
    .fetch_optional(db)
    .await?)
}

/// A column a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// When the job was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Its urgency.
    Priority,
    /// Its status word.
    Status,
}

/// How a list is sorted: by the column, then by identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// The greatest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::CreatedAt, descending: true }
    }
}

impl SortBy {
    const ALL: [Self; 4] = [Self::CreatedAt, Self::UpdatedAt, Self::Priority, Self::Status];

    /// Its name on the wire, which is that of the column.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Priority => "priority",
            Self::Status => "status",
        }
    }

    /// Its type, as which a cursor's text is read back.
    fn cast(self) -> &'static str {
        match self {
            Self::CreatedAt | Self::UpdatedAt => "timestamptz",
            Self::Priority => "int",
            Self::Status => "varchar",
        }
    }

    fn of(self, row: &JobRow) -> String {
        match self {
            Self::CreatedAt => row.created_at.to_rfc3339(),
            Self::UpdatedAt => row.updated_at.to_rfc3339(),
            Self::Priority => row.priority.to_string(),
            Self::Status => row.status.clone(),
        }
    }

    fn is_value(self, text: &str) -> bool {
        match self {
            Self::CreatedAt | Self::UpdatedAt => DateTime::parse_from_rfc3339(text).is_ok(),
            Self::Priority => text.parse::<i32>().is_ok(),
            Self::Status => text.len() <= 20 && text.bytes().all(|b| b.is_ascii_lowercase()),
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = String;

    /// `field:asc` or `field:desc`; without a direction, ascending.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, direction) = text.split_once(':').unwrap_or((text, "asc"));
        let by = SortBy::ALL.into_iter().find(|by| by.as_str() == field);
        let descending = match direction {
            "asc" => Some(false),
            "desc" => Some(true),
            _ => None,
        };
        by.zip(descending)
            .map(|(by, descending)| Self { by, descending })
            .ok_or_else(|| "Sort by created_at, updated_at, priority or status, followed by :asc or :desc.".to_owned())
    }
}

/// A place in a sorted list: the row after which to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    value: String,
    id: Uuid,
}

impl Cursor {
    /// Reads a cursor as [`Cursor::to_string`] wrote it, for a list sorted by `by`.
    #[must_use]
    pub fn parse(text: &str, by: SortBy) -> Option<Self> {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, value) = text.split_once(' ')?;
        Some(Self { value: value.to_owned(), id: id.parse().ok()? }).filter(|cursor| by.is_value(&cursor.value))
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use base64::Engine as _;
        f.write_str(&base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("{} {}", self.id, self.value)))
    }
}

/// Which jobs to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this person; the caller's scope holds besides.
    pub user: Option<Uuid>,
    /// With one of these statuses; all when empty.
    pub statuses: Vec<String>,
    /// Of this kind.
    pub job_type: Option<String>,
    /// Of this task of the ordering product.
    pub valet_task_id: Option<String>,
    /// At most so many, 1 to 100.
    pub limit: i64,
    /// Leaving out so many; with a cursor, none.
    pub offset: i64,
    /// After this row.
    pub after: Option<Cursor>,
    /// In this order.
    pub sort: Sort,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The jobs.
    pub jobs: Vec<JobRow>,
    /// How many there are in all; not counted when reading by cursor.
    pub total: Option<i64>,
    /// Where to go on; `None` at the end.
    pub next: Option<Cursor>,
}

/// Lists the jobs that the caller may see.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list(db: &mut PgConnection, caller: Caller, filter: &Filter) -> Result<Page, QueueError> {
    let total = match filter.after {
        Some(_) => None,
        None => {
            let mut count = QueryBuilder::new("SELECT count(*) FROM gh_automation_jobs WHERE true");
            narrow(&mut count, caller, filter);
            Some(count.build_query_as::<(i64,)>().fetch_one(&mut *db).await?.0)
        }
    };
    let (by, direction) = (filter.sort.by.as_str(), if filter.sort.descending { "DESC" } else { "ASC" });
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM gh_automation_jobs WHERE true"));
    narrow(&mut query, caller, filter);
    if let Some(after) = &filter.after {
        let compare = if filter.sort.descending { "<" } else { ">" };
        query.push(format!(" AND ({by}, id) {compare} ("));
        query.push_bind(&after.value).push(format!("::text::{}, ", filter.sort.by.cast()));
        query.push_bind(after.id).push(")");
    }
    query.push(format!(" ORDER BY {by} {direction}, id {direction} LIMIT "));
    // One more than asked shows whether there is a next page.
    query.push_bind(filter.limit + 1).push(" OFFSET ").push_bind(filter.offset);
    let mut jobs: Vec<JobRow> = query.build_query_as().fetch_all(db).await?;
    let more = jobs.len() as i64 > filter.limit;
    jobs.truncate(usize::try_from(filter.limit).unwrap_or(0));
    let next = jobs.last().filter(|_| more).map(|row| Cursor { value: filter.sort.by.of(row), id: row.id });
    Ok(Page { jobs, total, next })
}

fn narrow(query: &mut QueryBuilder<sqlx::Postgres>, caller: Caller, filter: &Filter) {
    for user in [caller.scope(), filter.user].into_iter().flatten() {
        query.push(" AND user_id = ").push_bind(user);
    }
    if !filter.statuses.is_empty() {
        query.push(" AND status = ANY(").push_bind(filter.statuses.clone()).push(")");
    }
    if let Some(job_type) = &filter.job_type {
        query.push(" AND job_type = ").push_bind(job_type.clone());
    }
    if let Some(task) = &filter.valet_task_id {
        query.push(" AND valet_task_id = ").push_bind(task.clone());
    }
}

/// Something that happened to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
pub struct JobEvent {
    /// Identifier.
    pub id: Uuid,
    /// Order within the job: the cursor to go on after.
    pub seq: i64,
    /// The job.
    pub job_id: Uuid,
    /// What happened, e.g. `status_change`.
    pub event_type: String,
    /// Status before.
    pub from_status: Option<String>,
    /// Status after.
    pub to_status: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// Details.
    #[schema(value_type = Object)]
    pub metadata: Value,
    /// Who wrote it: a worker, or `system`.
    pub actor: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// After this one; 0 begins at the start.
    pub after: i64,
    /// Of these types; all when empty.
    pub types: Vec<String>,
    /// At most so many.
    pub limit: i64,
    /// Leaving out so many.
    pub offset: i64,
}

/// Events of a job, oldest first, and how many match in all; `None` when the caller may not see the job.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list_events(
    db: &mut PgConnection,
    caller: Caller,
    job: JobId,
    filter: &EventFilter,
) -> Result<Option<(Vec<JobEvent>, i64)>, QueueError> {
    if standing(db, caller, job).await?.is_none() {
        return Ok(None);
    }
    let (total,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM gh_job_events WHERE job_id = $1 AND (cardinality($2::text[]) = 0 OR event_type = ANY($2))",
    )
    .bind(job.0)
    .bind(&filter.types)
    .fetch_one(&mut *db)
    .await?;
    Ok(Some((events_after(db, job, filter).await?, total)))
}

/// Events of a job that the caller is known to see.
///
/// # Errors
/// [`QueueError::Database`].
pub(crate) async fn events_after(
    db: &mut PgConnection,
    job: JobId,
    filter: &EventFilter,
) -> Result<Vec<JobEvent>, QueueError> {
    Ok(sqlx::query_as(
        "SELECT id, seq, job_id, event_type, from_status, to_status, message, metadata, actor, created_at
         FROM gh_job_events
         WHERE job_id = $1 AND seq > $2 AND (cardinality($3::text[]) = 0 OR event_type = ANY($3))
         ORDER BY seq LIMIT $4 OFFSET $5",
    )
    .bind(job.0)
    .bind(filter.after)
    .bind(&filter.types)
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(db)
    .await?)
}
