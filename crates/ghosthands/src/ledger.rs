//! What callers may read of jobs: rows, lists, statuses, events. Every query is narrowed to the caller's scope, and
//! nothing that a person answered to a pause (a code, a password) is ever among it.

use crate::access::Caller;
use crate::jobs::QueueError;
use chrono::{DateTime, Utc};
use domain::JobId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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

/// A job as the ordering product sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValetStatus {
    /// The job.
    pub job_id: Uuid,
    /// The task of the ordering product.
    pub valet_task_id: Option<String>,
    /// Status.
    pub status: String,
    /// One sentence on it.
    pub status_message: Option<String>,
    /// Who works, or worked, on it.
    pub worker_id: Option<String>,
    /// What may help.
    pub execution_mode: String,
    /// Whose browser.
    pub browser_mode: String,
    /// What did help.
    pub final_mode: Option<String>,
    /// The manual, when one was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual: Option<ManualUse>,
    /// Once started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_breakdown: Option<CostBreakdown>,
    /// How far it is; `null` before it started.
    #[schema(value_type = Option<Object>)]
    pub progress: Option<Value>,
    /// When completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<JobResult>,
    /// When failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<JobFailure>,
    /// While paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Waiting>,
    /// Instants.
    pub timestamps: Timestamps,
}

/// What a manual did for a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ManualUse {
    /// The manual.
    pub id: Option<Uuid>,
    /// `cookbook_success`, `cookbook_failed_fallback`, `no_manual_available` or `ai_only`.
    pub status: String,
    /// 0 to 100.
    pub health_score: Option<f32>,
    /// Why it was left.
    pub fallback_reason: Option<String>,
}

/// What a job cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CostBreakdown {
    /// In US dollars.
    pub total_cost_usd: f64,
    /// Actions on pages.
    pub action_count: i32,
    /// Tokens of models.
    pub total_tokens: i64,
    /// Fields that a manual's step filled.
    pub cookbook_steps: i64,
    /// Actions that a model proposed.
    pub magnitude_steps: i64,
    /// A manual costs nothing.
    pub cookbook_cost_usd: f64,
    /// In US dollars.
    pub magnitude_cost_usd: f64,
}

/// What came of a completed job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobResult {
    /// Details.
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
    /// One sentence.
    pub summary: Option<String>,
    /// Pictures.
    #[schema(value_type = Vec<String>)]
    pub screenshots: Value,
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobFailure {
    /// Machine-readable reason.
    pub code: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// Details.
    #[schema(value_type = Option<Object>)]
    pub details: Option<Value>,
}

/// What a paused job waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    /// Kind, e.g. `awaiting_review`, `question`, `captcha`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Picture of the page.
    pub screenshot_url: Option<String>,
    /// Address of the page.
    pub page_url: Option<String>,
    /// Since when.
    pub paused_at: Option<DateTime<Utc>>,
    /// How long it waits in all, when it says so.
    pub timeout_seconds: Option<i64>,
    /// Everything it says: the fields to review, the digest to approve.
    #[schema(value_type = Option<Object>)]
    pub details: Option<Value>,
}

/// When what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timestamps {
    /// Made.
    pub created_at: DateTime<Utc>,
    /// First begun.
    pub started_at: Option<DateTime<Utc>>,
    /// Ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// The job as the ordering product sees it, if the caller may.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn valet_status(
    db: &mut PgConnection,
    caller: Caller,
    job: JobId,
) -> Result<Option<ValetStatus>, QueueError> {
    let Some(row) = find(db, caller, job).await? else { return Ok(None) };
    let health: Option<(f32,)> = match row.manual_id {
        Some(manual) => {
            let health = sqlx::query_as("SELECT health_score FROM gh_action_manuals WHERE id = $1").bind(manual);
            health.fetch_optional(&mut *db).await?
        }
        None => None,
    };
    let progress: Option<(Value,)> = sqlx::query_as(
        "SELECT metadata FROM gh_job_events WHERE job_id = $1 AND event_type = 'progress_update'
         ORDER BY seq DESC LIMIT 1",
    )
    .bind(job.0)
    .fetch_optional(db)
    .await?;
    Ok(Some(ValetStatus::of(row, health.map(|(score,)| score), progress.map(|(metadata,)| metadata))))
}

impl ValetStatus {
    fn of(row: JobRow, health: Option<f32>, progress: Option<Value>) -> Self {
        let result = |pointer: &str| row.result_data.as_ref().and_then(|data| data.pointer(pointer)).cloned();
        let count = |pointer: &str| result(pointer).and_then(|n| n.as_i64()).unwrap_or(0);
        let usd = f64::from(row.llm_cost_cents) / 100.0;
        let ended = is_final(&row.status);
        let manual = manual_word(&row, ended).map(|status| ManualUse {
            id: row.manual_id,
            status: status.to_owned(),
            health_score: health,
            fallback_reason: result("/manual/fallback_reason").and_then(|reason| reason.as_str().map(str::to_owned)),
        });
        let cost_breakdown = row.started_at.map(|_| CostBreakdown {
            total_cost_usd: usd,
            action_count: row.action_count,
            total_tokens: row.total_tokens,
            cookbook_steps: count("/manual/held"),
            magnitude_steps: count("/model_calls"),
            cookbook_cost_usd: 0.0,
            magnitude_cost_usd: usd,
        });
        let interaction = (row.status == "paused").then(|| {
            let said = |key: &str| row.interaction_data.as_ref().and_then(|data| data.get(key));
            let text = |key: &str| said(key).and_then(Value::as_str).map(str::to_owned);
            Waiting {
                kind: row.interaction_type.clone(),
                screenshot_url: text("screenshot_url"),
                page_url: text("page_url"),
                paused_at: row.paused_at,
                timeout_seconds: said("timeout_seconds").and_then(Value::as_i64),
                details: row.interaction_data.clone(),
            }
        });
        Self {
            manual,
            cost_breakdown,
            progress,
            result: (row.status == "completed").then(|| JobResult {
                data: row.result_data.clone(),
                summary: row.result_summary.clone(),
                screenshots: row.screenshot_urls.clone(),
            }),
            error: (row.status == "failed").then(|| JobFailure {
                code: row.error_code.clone(),
                message: row.result_summary.clone().or_else(|| row.status_message.clone()),
                details: row.error_details.clone().or_else(|| row.result_data.as_ref().map(|data| json!(data))),
            }),
            interaction,
            timestamps: Timestamps {
                created_at: row.created_at,
                started_at: row.started_at,
                completed_at: row.completed_at,
            },
            job_id: row.id,
            valet_task_id: row.valet_task_id,
            status: row.status,
            status_message: row.status_message,
            worker_id: row.worker_id,
            execution_mode: row.execution_mode,
            browser_mode: row.browser_mode,
            final_mode: row.final_mode,
        }
    }
}

/// What is said about the manual; `None` before anybody looked for one.
fn manual_word(row: &JobRow, ended: bool) -> Option<&'static str> {
    match (row.manual_id, row.final_mode.as_deref()) {
        (Some(_), Some("cookbook")) => Some("cookbook_success"),
        (Some(_), Some(_)) => Some("cookbook_failed_fallback"),
        (Some(_), None) => ended.then_some("cookbook_failed_fallback"),
        (None, Some(_)) if matches!(row.execution_mode.as_str(), "ai_only" | "agent_apply") => Some("ai_only"),
        (None, Some(_)) => Some("no_manual_available"),
        (None, None) => None,
    }
}
