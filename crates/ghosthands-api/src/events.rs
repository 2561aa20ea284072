//! `/api/v1/gh/jobs/{id}/events`: what happened to a job, as a list and as it happens.

use crate::auth::Asking;
use crate::errors::{ApiError, ErrorBody};
use crate::extract::{Named, Query};
use crate::state::State;
use axum::Json;
use axum::extract;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::JobId;
use futures_util::Stream;
use ghosthands::ledger::{self, EventFilter, JobEvent};
use ghosthands::news::Following;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(stream))
}

#[expect(dead_code, reason = "describes the query; `Query` reads it")]
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Leave out so many.
    #[param(minimum = 0, default = 0)]
    offset: Option<i64>,
    /// Events after this one: `next_cursor` of the page before, or the `seq` of the last event seen.
    cursor: Option<i64>,
    /// Comma-separated types.
    event_type: Option<String>,
}

/// A part of what happened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Events {
    /// Oldest first.
    events: Vec<JobEvent>,
    /// How many there are of these types, wherever the cursor stands.
    total: i64,
    /// Pass it on as `cursor`; never lost, never twice.
    next_cursor: i64,
}

fn types(query: &mut Query) -> Vec<String> {
    let types = query.list("event_type");
    let plain = |word: &String| word.len() <= 50 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if types.len() > 50 || !types.iter().all(plain) {
        query.refuse("event_type", "invalid_format", "Expected names of events, separated by commas.");
    }
    types
}

/// List what happened to a job
#[utoipa::path(get, path = "/{id}/events", tag = "jobs",
    params(("id" = Uuid, Path, description = "The job"), EventsQuery), responses(
    (status = 200, body = Events), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 422, body = ErrorBody)))]
async fn list(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
    mut query: Query,
) -> Result<Json<Events>, ApiError> {
    let limit = query.number("limit", 1..=200, 50);
    let offset = query.number("offset", 0..=1_000_000_000, 0);
    let after = query.number("cursor", 0..=i64::MAX, 0);
    let types = types(&mut query);
    query.done()?;
    let filter = EventFilter { after, types, limit, offset };
    let listed = ledger::list_events(&mut *state.pool.acquire().await?, caller, JobId(id), &filter).await?;
    let (events, total) = listed.ok_or_else(|| ApiError::not_found("job"))?;
    let next_cursor = events.last().map_or(after, |event| event.seq);
    Ok(Json(Events { events, total, next_cursor }))
}

#[expect(dead_code, reason = "describes the query; `Query` reads it")]
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct StreamQuery {
    /// Events after this one; the header `Last-Event-ID` comes first.
    cursor: Option<i64>,
    /// Comma-separated types.
    event_type: Option<String>,
}

/// Follow what happens to a job
///
/// Server-sent events: what is there after the cursor, then each event as it is written, with its `seq` as identifier.
/// A browser that reconnects sends `Last-Event-ID` and goes on where it was. When the job has ended and all was sent,
/// an event `end` closes the stream.
#[utoipa::path(get, path = "/{id}/events/stream", tag = "jobs",
    params(("id" = Uuid, Path, description = "The job"), StreamQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "The last event seen")), responses(
    (status = 200, content_type = "text/event-stream", body = String), (status = 401, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn stream(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let cursor = query.number("cursor", 0..=i64::MAX, 0);
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok());
    let types = types(&mut query);
    query.done()?;
    let after = last.filter(|last| *last >= 0).unwrap_or(cursor);
    let following = state.news.follow(caller, JobId(id), after, types).await?;
    let following = following.ok_or_else(|| ApiError::not_found("job"))?;
    let live = Live { following, ready: VecDeque::new(), stopping: state.stopping.clone(), over: false };
    let stream = futures_util::stream::unfold(live, |mut live| async move { live.next().await.map(|e| (Ok(e), live)) });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

struct Live {
    following: Following,
    ready: VecDeque<JobEvent>,
    stopping: watch::Receiver<bool>,
    over: bool,
}

impl Live {
    async fn next(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        if self.ready.is_empty() {
            let read = tokio::select! {
                read = self.following.next() => read,
                // The connection closes without `end`: whoever listens comes back, to another process.
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            };
            match read {
                Ok(events) => self.ready.extend(events),
                Err(error) => {
                    tracing::warn!(%error, "a stream of events broke off");
                    return None;
                }
            }
        }
        let Some(event) = self.ready.pop_front() else {
            self.over = true;
            return Some(Event::default().event("end").data("{}"));
        };
        let named = Event::default().id(event.seq.to_string()).event(&event.event_type);
        Some(named.json_data(&event).unwrap_or_else(|_| Event::default().comment("an event that cannot be written")))
    }
}
