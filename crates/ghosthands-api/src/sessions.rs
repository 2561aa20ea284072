//! `/api/v1/gh/valet/sessions`: which sign-ins are kept for a person, and forgetting them. What they hold is never
//! shown.

use crate::auth::Asking;
use crate::errors::{ApiError, ErrorBody};
use crate::extract::Named;
use crate::state::State;
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::UserId;
use ghosthands::sessions;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list, clear_all)).routes(routes!(clear))
}

/// A sign-in that is kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Kept {
    /// The site.
    domain: String,
    last_used_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// When it is forgotten.
    expires_at: DateTime<Utc>,
}

/// The sign-ins of a person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Sessions {
    user_id: Uuid,
    sessions: Vec<Kept>,
    count: usize,
}

/// List the sign-ins that are kept for a person
#[utoipa::path(get, path = "/{user_id}", tag = "sessions", params(("user_id" = Uuid, Path, description = "The person")),
    responses((status = 200, body = Sessions), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn list(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(user_id): Named<Uuid>,
) -> Result<Json<Sessions>, ApiError> {
    let user = caller.acts_for(Some(UserId(user_id)))?;
    let held = sessions::list(&mut *state.pool.acquire().await?, user).await?;
    let kept = |held: sessions::Held| Kept {
        domain: held.domain,
        last_used_at: held.last_used_at,
        created_at: held.created_at,
        updated_at: held.updated_at,
        expires_at: held.expires_at,
    };
    let sessions: Vec<Kept> = held.into_iter().map(kept).collect();
    Ok(Json(Sessions { user_id, count: sessions.len(), sessions }))
}

/// A sign-in that was forgotten.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Cleared {
    user_id: Uuid,
    domain: String,
    /// `true`.
    deleted: bool,
}

/// Forget the sign-in on one site
#[utoipa::path(delete, path = "/{user_id}/{domain}", tag = "sessions",
    params(("user_id" = Uuid, Path, description = "The person"), ("domain" = String, Path, description = "The site")),
    responses((status = 200, body = Cleared), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn clear(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named((user_id, domain)): Named<(Uuid, String)>,
) -> Result<Json<Cleared>, ApiError> {
    let user = caller.acts_for(Some(UserId(user_id)))?;
    if domain.len() > 255 || domain.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(ApiError::field("domain", "invalid_format", "Expected the name of a host."));
    }
    match sessions::clear(&mut *state.pool.acquire().await?, user, &domain).await? {
        true => Ok(Json(Cleared { user_id, domain, deleted: true })),
        false => Err(ApiError::not_found("session")),
    }
}

/// Sign-ins that were forgotten.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ClearedAll {
    user_id: Uuid,
    deleted_count: u64,
}

/// Forget all sign-ins of a person
#[utoipa::path(delete, path = "/{user_id}", tag = "sessions", params(("user_id" = Uuid, Path, description = "The person")),
    responses((status = 200, body = ClearedAll), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn clear_all(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(user_id): Named<Uuid>,
) -> Result<Json<ClearedAll>, ApiError> {
    let user = caller.acts_for(Some(UserId(user_id)))?;
    let deleted_count = sessions::clear_all(&mut *state.pool.acquire().await?, user).await?;
    Ok(Json(ClearedAll { user_id, deleted_count }))
}
