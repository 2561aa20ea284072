//! `/api/v1/gh/valet`: ordering and steering in the words of the product that orders.

use crate::auth::{Asking, Operator};
use crate::errors::{ApiError, Code, ErrorBody, standing_headers};
use crate::extract::{Body, Named};
use crate::jobs::{left, take};
use crate::state::State;
use axum::Json;
use axum::extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use ghosthands::access::Caller;
use ghosthands::contract::requests::Checked;
use ghosthands::contract::{ApplyOrder, Checks, TaskOrder};
use ghosthands::intake::{Ordered, Ticket};
use ghosthands::ledger::{self, ValetStatus};
use ghosthands::steering::{self, Resumed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(apply))
        .routes(routes!(task))
        .routes(routes!(resume))
        .routes(routes!(status))
        .routes(routes!(deregister))
}

/// A job that was ordered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Placed {
    job_id: Uuid,
    valet_task_id: Option<String>,
    status: String,
    /// When the job was made; left out of a duplicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<DateTime<Utc>>,
    /// The job was there already: nothing was made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    duplicate: bool,
}

async fn place(state: &State, caller: Caller, checked: &Checked) -> Result<Response, ApiError> {
    let placed = |ticket: Ticket, duplicate: bool| Placed {
        job_id: ticket.id.0,
        valet_task_id: ticket.valet_task_id,
        status: ticket.status,
        created_at: (!duplicate).then_some(ticket.created_at),
        duplicate,
    };
    match take(state, caller, checked).await? {
        Ordered::Created(ticket, standing) => {
            Ok((StatusCode::CREATED, left(standing.as_ref()), Json(placed(ticket, false))).into_response())
        }
        Ordered::Existing(ticket) => Ok((StatusCode::CONFLICT, Json(placed(ticket, true))).into_response()),
        Ordered::Limited(charge) => Err(ApiError::limited(&charge)),
    }
}

/// Order an application
#[utoipa::path(post, path = "/apply", tag = "valet", request_body = ApplyOrder, responses(
    (status = 201, body = Placed), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 409, body = Placed, description = "The idempotency key is taken"),
    (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn apply(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Body(order): Body<ApplyOrder>,
) -> Result<Response, ApiError> {
    let user = for_whom(caller, order.valet_user_id)?;
    let checked = order.check(user, caller.word()).map_err(ApiError::invalid)?;
    place(&state, caller, &checked).await
}

/// Order any work
#[utoipa::path(post, path = "/task", tag = "valet", request_body = TaskOrder, responses(
    (status = 201, body = Placed), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 409, body = Placed, description = "The idempotency key is taken"),
    (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn task(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Body(order): Body<TaskOrder>,
) -> Result<Response, ApiError> {
    let user = for_whom(caller, order.valet_user_id)?;
    let checked = order.check(user, caller.word()).map_err(ApiError::invalid)?;
    place(&state, caller, &checked).await
}

fn for_whom(caller: Caller, named: Option<Uuid>) -> Result<UserId, ApiError> {
    match (caller, named) {
        (Caller::Service, None) => Err(ApiError::field("valet_user_id", "required", "This field is required.")),
        _ => Ok(caller.acts_for(named.map(UserId))?),
    }
}

/// An answer to what a paused job waits for. Everything may be left out.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ResumeOrder {
    /// `human` (when left out) or `system`.
    resolved_by: Option<ResolvedBy>,
    /// For the record, at most 500 characters.
    #[schema(max_length = 500)]
    resolution_notes: Option<String>,
    /// `manual` (when left out), `skip`, `stop`, `code_entry`, `credentials`, `answer`, `approve` or `submit_by_hand`.
    #[schema(max_length = 50)]
    resolution_type: Option<String>,
    /// What the type needs: `code`; `username` and `password`; `fields`; `packet`. Used once and wiped.
    #[schema(value_type = Option<Object>)]
    resolution_data: Option<Value>,
}

/// Who answered.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResolvedBy {
    /// A person.
    #[default]
    Human,
    /// The ordering product.
    System,
}

/// A job that goes on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Going {
    job_id: Uuid,
    /// `running`.
    status: String,
    resolved_by: ResolvedBy,
    resolution_type: String,
}

/// Answer a paused job
///
/// A code or a password is handed to the worker once and kept nowhere. An approval names the digest of exactly what
/// was shown (`interaction.details.packet` of the status).
#[utoipa::path(post, path = "/resume/{job_id}", tag = "valet", request_body = ResumeOrder,
    params(("job_id" = Uuid, Path, description = "The job")), responses(
    (status = 200, body = Going), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody),
    (status = 429, body = ErrorBody)))]
async fn resume(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
    Body(order): Body<ResumeOrder>,
) -> Result<Response, ApiError> {
    let mut checks = Checks::default();
    checks.text("resolution_notes", order.resolution_notes.as_deref(), 0..=500);
    checks.text("resolution_type", order.resolution_type.as_deref(), 1..=50);
    let errors = checks.into_errors();
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let data = order.resolution_data.unwrap_or(Value::Null);
    let resolution = steering::resolution(order.resolution_type.as_deref(), &data).map_err(ApiError::invalid)?;
    let resumed = steering::resume(&mut *state.pool.acquire().await?, caller, JobId(id), &resolution).await;
    let headers = match resumed.map_err(|unmoved| ApiError::unmoved(Code::InvalidState, unmoved))? {
        Resumed::Limited(charge) => return Err(ApiError::limited(&charge)),
        Resumed::Resumed(standing) => {
            let mut headers = HeaderMap::new();
            if let Some(standing) = standing {
                standing_headers(&mut headers, &standing);
            }
            headers
        }
    };
    let going = Going {
        job_id: id,
        status: "running".to_owned(),
        resolved_by: order.resolved_by.unwrap_or_default(),
        resolution_type: order.resolution_type.unwrap_or_else(|| "manual".to_owned()),
    };
    Ok((headers, Json(going)).into_response())
}

/// Read a job as the ordering product sees it
#[utoipa::path(get, path = "/status/{job_id}", tag = "valet", params(("job_id" = Uuid, Path, description = "The job")),
    responses((status = 200, body = ValetStatus), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn status(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<Json<ValetStatus>, ApiError> {
    let status = ledger::valet_status(&mut *state.pool.acquire().await?, caller, JobId(id)).await?;
    status.map(Json).ok_or_else(|| ApiError::not_found("job"))
}

/// Workers that leave.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct DeregisterOrder {
    /// Name of the worker, or the name under which jobs are targeted at it, 1 to 255 characters.
    #[schema(value_type = String, required = true, min_length = 1, max_length = 255)]
    target_worker_id: Option<String>,
    /// For the record, at most 500 characters.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// End the jobs it is on, as far as nothing may have left.
    cancel_active_jobs: Option<bool>,
    /// Accepted for older callers; a worker drains by its own grace, 0 to 300.
    #[schema(minimum = 0, maximum = 300)]
    drain_timeout_seconds: Option<i32>,
}

/// Workers that left.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Deregistered {
    deregistered_workers: Vec<String>,
    cancelled_job_ids: Vec<Uuid>,
    reason: Option<String>,
}

/// Take a worker out of service
///
/// Needs a service key.
#[utoipa::path(post, path = "/workers/deregister", tag = "valet", request_body = DeregisterOrder, responses(
    (status = 200, body = Deregistered), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn deregister(
    _: Operator,
    extract::State(state): extract::State<State>,
    Body(order): Body<DeregisterOrder>,
) -> Result<Json<Deregistered>, ApiError> {
    let mut checks = Checks::default();
    let target = checks.required("target_worker_id", order.target_worker_id.clone()).unwrap_or_default();
    checks.text("target_worker_id", order.target_worker_id.as_deref(), 1..=255);
    checks.text("reason", order.reason.as_deref(), 0..=500);
    checks.range("drain_timeout_seconds", order.drain_timeout_seconds, 0..=300);
    let errors = checks.into_errors();
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let mut db = state.pool.acquire().await?;
    let cancel = order.cancel_active_jobs.unwrap_or(false);
    let left = steering::deregister(&mut db, &target, order.reason.as_deref(), cancel).await?;
    let left = left.ok_or_else(|| ApiError::not_found("worker"))?;
    Ok(Json(Deregistered {
        deregistered_workers: left.workers,
        cancelled_job_ids: left.cancelled.into_iter().map(|job| job.0).collect(),
        reason: order.reason,
    }))
}
