//! A job as the ordering product sees it: where it stands, what it waits for, what came of it, what it cost.

use super::{JobRow, find, is_final};
use crate::access::Caller;
use crate::jobs::QueueError;
use chrono::{DateTime, Utc};
use domain::JobId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

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
