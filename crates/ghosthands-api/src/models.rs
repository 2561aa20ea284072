//! `/api/v1/gh/models`: which language models there are and what they cost. Public.

use crate::state::State;
use axum::Json;
use axum::extract;
use llm::catalogue::Listing;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list))
}

/// List language models
///
/// `{models: [{alias, model, provider, provider_name, vision, cost: {input, output, unit}, note}], presets, default, total}`
#[utoipa::path(get, path = "/models", tag = "models", responses((status = 200, body = Object)))]
async fn list(extract::State(state): extract::State<State>) -> Json<Listing> {
    Json(state.models.clone())
}
