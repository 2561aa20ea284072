//! `/api/v1/gh/jobs`: making, reading, stopping and retrying jobs.

use crate::auth::Asking;
use crate::errors::{ApiError, Code, ErrorBody, standing_headers};
use crate::extract::{Body, Named, Query};
use crate::state::State;
use axum::Json;
use axum::extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use ghosthands::access::Caller;
use ghosthands::contract::requests::{BATCH_MOST, Checked};
use ghosthands::contract::{BatchOrder, FieldError, JobOrder};
use ghosthands::intake::{self, Ordered, Ticket};
use ghosthands::ledger::{self, Cursor, Filter, JobRow, JobStanding, Sort};
use ghosthands::limits::Standing;
use ghosthands::steering;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(create_batch))
        .routes(routes!(get))
        .routes(routes!(status))
        .routes(routes!(cancel))
        .routes(routes!(retry))
}

/// A job that was made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Created {
    id: Uuid,
    status: String,
    created_at: DateTime<Utc>,
}

impl From<Ticket> for Created {
    fn from(ticket: Ticket) -> Self {
        Self { id: ticket.id.0, status: ticket.status, created_at: ticket.created_at }
    }
}

/// Judges the addresses of an order and takes it in.
pub(crate) async fn take(state: &State, caller: Caller, checked: &Checked) -> Result<Ordered, ApiError> {
    let mut refused = match caller {
        Caller::Service => Vec::new(),
        Caller::User(_) => intake::not_for_persons(&checked.row),
    };
    for (field, url) in &checked.addresses {
        if let Err(refusal) = state.egress.accept(url).await {
            let (field, code) = ((*field).to_owned(), "forbidden_address".to_owned());
            refused.push(FieldError { field, message: format!("This address cannot be used: {refusal}."), code });
        }
    }
    if !refused.is_empty() {
        return Err(ApiError::invalid(refused));
    }
    let mut db = state.pool.acquire().await?;
    match intake::order(&mut db, caller, state.default_tier, &checked.row).await? {
        Ordered::Limited(charge) => Err(ApiError::limited(&charge)),
        taken => Ok(taken),
    }
}

/// The headers of what is left of a person's limits.
pub(crate) fn left(standing: Option<&Standing>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(standing) = standing {
        standing_headers(&mut headers, standing);
    }
    headers
}

fn duplicate(existing: &Ticket) -> ApiError {
    ApiError::new(Code::DuplicateIdempotencyKey, "A job with this idempotency key exists already.")
        .with("existing_job_id", existing.id.0)
        .with("existing_status", &existing.status)
}

/// Make a job
///
/// The same as inserting the row by hand. A second job with the idempotency key of the first is not made: 409 names
/// the first, also when both arrive at once.
#[utoipa::path(post, path = "/", tag = "jobs", request_body = JobOrder, responses(
    (status = 201, body = Created, headers(
        ("X-RateLimit-Limit" = i64, description = "Jobs the tightest window allows; for persons"),
        ("X-RateLimit-Remaining" = i64, description = "Jobs left in it"),
        ("X-RateLimit-Reset" = i64, description = "When the oldest leaves it, seconds since 1970"))),
    (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn create(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Body(order): Body<JobOrder>,
) -> Result<Response, ApiError> {
    let user = caller.acts_for(order.user_id.map(UserId))?;
    let checked = order.check(user, caller.word()).map_err(ApiError::invalid)?;
    match take(&state, caller, &checked).await? {
        Ordered::Created(ticket, standing) => {
            Ok((StatusCode::CREATED, left(standing.as_ref()), Json(Created::from(ticket))).into_response())
        }
        Ordered::Existing(ticket) => Err(duplicate(&ticket)),
        Ordered::Limited(charge) => Err(ApiError::limited(&charge)),
    }
}

/// What came of a batch.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Batch {
    /// Jobs that were made, in the order of the request.
    created: Vec<BatchCreated>,
    /// Jobs that were not.
    errors: Vec<BatchError>,
    /// Identifiers of `created`.
    job_ids: Vec<Uuid>,
}

/// A job of a batch that was made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BatchCreated {
    /// Its place in the request, from 0.
    index: usize,
    id: Uuid,
    status: String,
    created_at: DateTime<Utc>,
}

/// A job of a batch that was not made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BatchError {
    /// Its place in the request, from 0.
    index: usize,
    /// As in an answer to a single job: `error`, `message`, and what the code brings along.
    #[serde(flatten)]
    #[schema(value_type = ErrorBody)]
    error: Map<String, Value>,
}

/// Make up to 50 jobs
///
/// Each stands for itself: 201 when at least one was made, else 422; either way `created` and `errors` say what became
/// of which.
#[utoipa::path(post, path = "/batch", tag = "jobs", request_body = BatchOrder, responses(
    (status = 201, body = Batch), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 422, body = Batch)))]
async fn create_batch(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Body(order): Body<BatchOrder>,
) -> Result<Response, ApiError> {
    match order.jobs.len() {
        0 => return Err(ApiError::field("jobs", "too_small", "At least one job.")),
        many if many > BATCH_MOST => return Err(ApiError::field("jobs", "too_big", "At most 50 jobs.")),
        _ => {}
    }
    if order.user_id.is_some() {
        caller.acts_for(order.user_id.map(UserId))?;
    }
    let mut batch = Batch::default();
    for (index, job) in order.jobs.iter().enumerate() {
        match create_of_batch(&state, caller, &order, job).await {
            Ok(ticket) => {
                batch.job_ids.push(ticket.id.0);
                let Created { id, status, created_at } = ticket.into();
                batch.created.push(BatchCreated { index, id, status, created_at });
            }
            Err(error) => batch.errors.push(BatchError { index, error: error.entry() }),
        }
    }
    let status = if batch.created.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CREATED };
    Ok((status, Json(batch)).into_response())
}

async fn create_of_batch(state: &State, caller: Caller, batch: &BatchOrder, job: &Value) -> Result<Ticket, ApiError> {
    let mut order: JobOrder = serde_path_to_error::deserialize(job).map_err(|error| {
        ApiError::invalid(vec![crate::extract::field_error(error.path(), &error.inner().to_string())])
    })?;
    if let Some(defaults) = &batch.defaults {
        defaults.complete(&mut order);
    }
    let user = caller.acts_for(order.user_id.or(batch.user_id).map(UserId))?;
    let checked = order.check(user, caller.word()).map_err(ApiError::invalid)?;
    match take(state, caller, &checked).await? {
        Ordered::Created(ticket, _) => Ok(ticket),
        Ordered::Existing(ticket) => Err(duplicate(&ticket)),
        Ordered::Limited(charge) => Err(ApiError::limited(&charge)),
    }
}

#[expect(dead_code, reason = "describes the query; `Query` reads it")]
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Jobs of this person; a person sees only their own anyway.
    user_id: Option<Uuid>,
    /// Comma-separated statuses.
    status: Option<String>,
    /// Kind of work.
    job_type: Option<String>,
    /// Task of the ordering product.
    valet_task_id: Option<String>,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
    /// Leave out so many; not with `cursor`.
    #[param(minimum = 0, default = 0)]
    offset: Option<i64>,
    /// `next_cursor` of the page before; with the same sort.
    cursor: Option<String>,
    /// `created_at`, `updated_at`, `priority` or `status`, followed by `:asc` or `:desc`.
    #[param(default = "created_at:desc")]
    sort: Option<String>,
}

/// A part of the list of jobs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Listed {
    jobs: Vec<JobRow>,
    /// How many there are in all; left out when reading by cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    limit: i64,
    offset: i64,
    /// For the next page; `null` at the end.
    next_cursor: Option<String>,
}

const STATUSES: [&str; 8] = ["pending", "queued", "running", "paused", "completed", "failed", "cancelled", "expired"];

/// List jobs
///
/// By offset, or by cursor: that is as fast at the end as at the beginning and leaves nothing out while jobs are added.
#[utoipa::path(get, path = "/", tag = "jobs", params(ListQuery), responses(
    (status = 200, body = Listed), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn list(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    mut query: Query,
) -> Result<Json<Listed>, ApiError> {
    let user = query.parse::<Uuid>("user_id", "Expected a UUID.");
    let statuses = query.list("status");
    if statuses.iter().any(|status| !STATUSES.contains(&status.as_str())) {
        query.refuse("status", "invalid_value", &format!("Expected some of {}.", STATUSES.join(", ")));
    }
    let word = |query: &mut Query, name: &str| {
        let text = query.text(name).map(str::to_owned)?;
        if text.len() > 255 || text.chars().any(char::is_control) {
            query.refuse(name, "invalid_format", "Expected a plain text of at most 255 characters.");
        }
        Some(text)
    };
    let (job_type, task) = (word(&mut query, "job_type"), word(&mut query, "valet_task_id"));
    let limit = query.number("limit", 1..=100, 20);
    let offset = query.number("offset", 0..=1_000_000_000, 0);
    let sort = match query.text("sort").map(str::parse::<Sort>) {
        None => Sort::default(),
        Some(Ok(sort)) => sort,
        Some(Err(message)) => {
            query.refuse("sort", "invalid_value", &message);
            Sort::default()
        }
    };
    let after = query.text("cursor").map(|text| Cursor::parse(text, sort.by));
    if after == Some(None) {
        query.refuse("cursor", "invalid_format", "This is no cursor of a list with this sort.");
    }
    if after.is_some() && offset > 0 {
        query.refuse("offset", "invalid_value", "Leave the offset out when reading by cursor.");
    }
    query.done()?;
    if let Some(user) = user {
        caller.acts_for(Some(UserId(user)))?;
    }
    let filter = Filter { user, statuses, job_type, valet_task_id: task, limit, offset, after: after.flatten(), sort };
    let page = ledger::list(&mut *state.pool.acquire().await?, caller, &filter).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(Json(Listed { jobs: page.jobs, total: page.total, limit, offset, next_cursor }))
}

/// Read a job
///
/// The whole row, without what a person answered to a pause.
#[utoipa::path(get, path = "/{id}", tag = "jobs", params(("id" = Uuid, Path, description = "The job")), responses(
    (status = 200, body = JobRow), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn get(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<Json<JobRow>, ApiError> {
    let row = ledger::find(&mut *state.pool.acquire().await?, caller, JobId(id)).await?;
    row.map(Json).ok_or_else(|| ApiError::not_found("job"))
}

/// Read where a job stands
#[utoipa::path(get, path = "/{id}/status", tag = "jobs", params(("id" = Uuid, Path, description = "The job")), responses(
    (status = 200, body = JobStanding), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn status(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<Json<JobStanding>, ApiError> {
    let standing = ledger::standing(&mut *state.pool.acquire().await?, caller, JobId(id)).await?;
    standing.map(Json).ok_or_else(|| ApiError::not_found("job"))
}

/// A job that was stopped.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Cancelled {
    id: Uuid,
    /// `cancelled`.
    status: String,
    cancelled_at: DateTime<Utc>,
}

/// Stop a job
///
/// As long as nothing may have left: 409 says when it is too late. The worker stops within a second.
#[utoipa::path(post, path = "/{id}/cancel", tag = "jobs", params(("id" = Uuid, Path, description = "The job")), responses(
    (status = 200, body = Cancelled), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn cancel(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<Json<Cancelled>, ApiError> {
    let cancelled = steering::cancel(&mut *state.pool.acquire().await?, caller, JobId(id)).await;
    let cancelled_at = cancelled.map_err(|unmoved| ApiError::unmoved(Code::JobNotCancellable, unmoved))?;
    Ok(Json(Cancelled { id, status: "cancelled".to_owned(), cancelled_at }))
}

/// A job that is tried again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Retried {
    id: Uuid,
    /// `pending`.
    status: String,
    retry_count: i32,
}

/// Try a job again
///
/// One that failed or was cancelled, unless its application may have been sent.
#[utoipa::path(post, path = "/{id}/retry", tag = "jobs", params(("id" = Uuid, Path, description = "The job")), responses(
    (status = 200, body = Retried), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn retry(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<Json<Retried>, ApiError> {
    let retried = steering::retry(&mut *state.pool.acquire().await?, caller, JobId(id)).await;
    let retry_count = retried.map_err(|unmoved| ApiError::unmoved(Code::JobNotRetryable, unmoved))?;
    Ok(Json(Retried { id, status: "pending".to_owned(), retry_count }))
}
