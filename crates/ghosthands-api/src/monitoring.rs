//! `/monitoring`: how the whole service does, workers included. Public; no value here is a person's.

use crate::errors::{ApiError, ErrorBody};
use crate::state::State;
use axum::Json;
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use ghosthands::alerts::Alert;
use ghosthands::monitoring::{Dashboard, Metrics, Status, WorkerEntry};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(metrics))
        .routes(routes!(metrics_json))
        .routes(routes!(alerts))
        .routes(routes!(workers))
        .routes(routes!(dashboard))
}

/// Check everything
///
/// The database, workers' heartbeats, the queue, models, storage; 503 when something does not work.
#[utoipa::path(get, path = "/health", tag = "monitoring", responses(
    (status = 200, body = Object, description = "healthy or degraded"), (status = 503, body = Object)))]
async fn health(extract::State(state): extract::State<State>) -> Response {
    let health = state.monitor.health().await;
    let status = match health.status {
        Status::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
        Status::Healthy | Status::Degraded => StatusCode::OK,
    };
    (status, Json(health)).into_response()
}

/// Metrics for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "monitoring", responses(
    (status = 200, content_type = "text/plain", body = String), (status = 500, body = ErrorBody)))]
async fn metrics(extract::State(state): extract::State<State>) -> Result<Response, ApiError> {
    let text = state.monitor.metrics().await?.prometheus();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// The same metrics as JSON
#[utoipa::path(get, path = "/metrics/json", tag = "monitoring", responses(
    (status = 200, body = Object), (status = 500, body = ErrorBody)))]
async fn metrics_json(extract::State(state): extract::State<State>) -> Result<Json<Metrics>, ApiError> {
    Ok(Json(state.monitor.metrics().await?))
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alerts {
    count: usize,
    #[schema(value_type = Vec<Object>)]
    alerts: Vec<Alert>,
    checked_at: DateTime<Utc>,
}

/// Alerts that are firing
#[utoipa::path(get, path = "/alerts", tag = "monitoring", responses(
    (status = 200, body = Alerts), (status = 500, body = ErrorBody)))]
async fn alerts(extract::State(state): extract::State<State>) -> Result<Json<Alerts>, ApiError> {
    let alerts = state.monitor.alerts().await?;
    Ok(Json(Alerts { count: alerts.len(), alerts, checked_at: Utc::now() }))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Workers {
    count: usize,
    #[schema(value_type = Vec<Object>)]
    workers: Vec<WorkerEntry>,
    timestamp: DateTime<Utc>,
}

/// The registry of workers
#[utoipa::path(get, path = "/workers", tag = "monitoring", responses(
    (status = 200, body = Workers), (status = 500, body = ErrorBody)))]
async fn workers(extract::State(state): extract::State<State>) -> Result<Json<Workers>, ApiError> {
    let workers = state.monitor.workers().await?;
    Ok(Json(Workers { count: workers.len(), workers, timestamp: Utc::now() }))
}

/// Everything at once
#[utoipa::path(get, path = "/dashboard", tag = "monitoring", responses(
    (status = 200, body = Object), (status = 500, body = ErrorBody)))]
async fn dashboard(extract::State(state): extract::State<State>) -> Result<Json<Dashboard>, ApiError> {
    Ok(Json(state.monitor.dashboard().await?))
}
