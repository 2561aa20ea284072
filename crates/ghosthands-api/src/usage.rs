//! `/api/v1/gh/users/{id}/usage`: what a person's models cost this month.

use crate::auth::Asking;
use crate::errors::{ApiError, ErrorBody};
use crate::extract::Named;
use crate::state::State;
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::UserId;
use ghosthands::spending;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(usage))
}

/// What a person used in the current month.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Usage {
    user_id: Uuid,
    /// `free`, `starter`, `pro`, `premium` or `enterprise`.
    tier: String,
    /// What models may cost in a month.
    monthly_budget_usd: f64,
    current_month_cost_usd: f64,
    remaining_budget_usd: f64,
    /// Jobs that ended.
    job_count: i32,
    /// First moment of the month, UTC.
    period_start: DateTime<Utc>,
    /// First moment of the next.
    period_end: DateTime<Utc>,
}

/// Read what a person's models cost this month
#[utoipa::path(get, path = "/{id}/usage", tag = "models", params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, body = Usage), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn usage(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(user_id): Named<Uuid>,
) -> Result<Json<Usage>, ApiError> {
    let user = caller.acts_for(Some(UserId(user_id)))?;
    let used = spending::usage(&mut *state.pool.acquire().await?, user).await?;
    Ok(Json(Usage {
        user_id,
        tier: used.tier.as_str().to_owned(),
        monthly_budget_usd: used.monthly_budget_usd,
        current_month_cost_usd: used.current_month_cost_usd,
        remaining_budget_usd: used.remaining_budget_usd,
        job_count: used.job_count,
        period_start: used.period_start,
        period_end: used.period_end,
    }))
}
