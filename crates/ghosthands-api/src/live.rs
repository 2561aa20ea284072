//! The live view over the wire: opening a session, and the socket of a viewer.
//!
//! The viewer's socket is at the API; the page is in a worker. The API looks the
//! token up, connects to the worker that holds the job and hands messages on;
//! the worker looks the token up again and shows the page. A token is never
//! logged: the routes are logged by their pattern.

use crate::auth::Asking;
use crate::errors::{ApiError, Code, ErrorBody};
use crate::extract::Named;
use crate::state::State;
use axum::Json;
use axum::extract;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::JobId;
use futures_util::{SinkExt as _, StreamExt as _};
use ghosthands::jobs::QueueError;
use ghosthands::live::{self, Deed, Over, Refused, Session, Told, Views};
use ghosthands::workers;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Longest message of a viewer, bytes.
const DEED_BYTES: usize = 16 << 10;
/// Longest message of a worker, bytes: a picture.
const TOLD_BYTES: usize = 8 << 20;
/// How long a worker may take to be reached.
const REACH: Duration = Duration::from_secs(5);

const NORMAL: u16 = 1000;
const LOST: u16 = 1011;
const INVALID: u16 = 4001;
const EXPIRED: u16 = 4002;

type Worker = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// `POST /jobs/{id}/live`.
pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(open))
}

/// A session of the live view.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Opened {
    /// Path of the socket. Whoever knows it sees the page and may work on it.
    url: String,
    /// When it ends, unless the pause ends first.
    expires_at: DateTime<Utc>,
    /// `browser_session`.
    #[serde(rename = "type")]
    kind: String,
    /// `false`: input is taken.
    read_only: bool,
}

/// Open a session on the page of a job that waits for a person
#[utoipa::path(post, path = "/{id}/live", tag = "jobs", params(("id" = Uuid, Path, description = "The job")),
    responses((status = 201, body = Opened), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn open(
    Asking(caller): Asking,
    extract::State(state): extract::State<State>,
    Named(id): Named<Uuid>,
) -> Result<(StatusCode, Json<Opened>), ApiError> {
    let mut db = state.pool.acquire().await?;
    match live::issue(&mut db, caller, JobId(id)).await? {
        live::Opening::Open(issued) => Ok((
            StatusCode::CREATED,
            Json(Opened {
                url: format!("/api/v1/gh/live/{}", issued.token),
                expires_at: issued.expires_at,
                kind: "browser_session".to_owned(),
                read_only: false,
            }),
        )),
        live::Opening::NotNow => Err(ApiError::new(Code::InvalidState, "The job has no page to show now.")),
        live::Opening::NoSuchJob => Err(ApiError::not_found("job")),
    }
}

/// `GET /live/{token}`: the viewer's socket. The token is the credential; JSON messages go both ways.
pub(crate) async fn relay(
    extract::State(state): extract::State<State>,
    extract::Path(token): extract::Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.max_message_size(DEED_BYTES).on_upgrade(move |viewer| async move {
        let mut stopping = state.stopping.clone();
        tokio::select! {
            () = hand_on(&state.pool, &token, viewer) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    })
}

async fn hand_on(pool: &PgPool, token: &str, mut viewer: WebSocket) {
    let worker = match reach(pool, token).await {
        Ok(worker) => worker,
        Err(code) => return close(&mut viewer, code).await,
    };
    let (mut to_worker, mut from_worker) = worker.split();
    let code = loop {
        tokio::select! {
            deed = viewer.recv() => match deed {
                Some(Ok(Message::Text(text))) => {
                    let text = tungstenite::Message::text(text.as_str());
                    if to_worker.send(text).await.is_err() {
                        break LOST;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => break NORMAL,
            },
            told = from_worker.next() => match told {
                Some(Ok(tungstenite::Message::Text(text))) => {
                    if viewer.send(Message::Text(text.as_str().into())).await.is_err() {
                        break NORMAL;
                    }
                }
                Some(Ok(tungstenite::Message::Close(frame))) => {
                    break frame.map_or(LOST, |frame| u16::from(frame.code));
                }
                Some(Ok(_)) => {}
                _ => break LOST,
            },
        }
    };
    // Either may be gone already.
    let _ = to_worker.close().await;
    close(&mut viewer, code).await;
}

/// Connects to the worker that holds the page. Its address is asked for again once: it may have been replaced.
async fn reach(pool: &PgPool, token: &str) -> Result<Worker, u16> {
    for _ in 0..2 {
        let looked_up = async {
            let mut db = pool.acquire().await?;
            let session = match live::find(&mut db, token).await? {
                Ok(session) => session,
                Err(refused) => return Ok::<_, QueueError>(Err(code_of(refused))),
            };
            Ok(Ok(workers::find_status_url(&mut db, &session.worker_id).await?))
        };
        let url = match looked_up.await {
            Ok(Ok(Some(url))) => url,
            Ok(Ok(None)) | Err(_) => return Err(LOST),
            Ok(Err(code)) => return Err(code),
        };
        let Some(rest) = url.strip_prefix("http://") else { return Err(LOST) };
        let address = format!("ws://{}/worker/live/{token}", rest.trim_end_matches('/'));
        let config = tungstenite::protocol::WebSocketConfig::default().max_message_size(Some(TOLD_BYTES));
        let connecting = tokio_tungstenite::connect_async_with_config(address, Some(config), true);
        if let Ok(Ok((worker, _))) = tokio::time::timeout(REACH, connecting).await {
            return Ok(worker);
        }
    }
    Err(LOST)
}

fn code_of(refused: Refused) -> u16 {
    match refused {
        Refused::Unknown => INVALID,
        Refused::Expired => EXPIRED,
    }
}

async fn close(socket: &mut WebSocket, code: u16) {
    let reason = match code {
        INVALID => "invalid",
        EXPIRED => "expired",
        LOST => "lost",
        _ => "",
    };
    // Nobody may be there to hear it.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

/// Shows a page of this worker to the viewer of a session.
pub(crate) async fn show(pool: &PgPool, views: &Views, token: &str, mut viewer: WebSocket) {
    let found = async { live::find(&mut *pool.acquire().await?, token).await };
    let session: Session = match found.await {
        Ok(Ok(session)) => session,
        Ok(Err(refused)) => return close(&mut viewer, code_of(refused)).await,
        Err(error) => {
            tracing::warn!(%error, "a viewer's session could not be looked up");
            return close(&mut viewer, LOST).await;
        }
    };
    // Known, but its page is shown no longer, or by another worker.
    let Some(view) = views.find(&session) else { return close(&mut viewer, EXPIRED).await };
    let (mut outgoing, incoming) = viewer.split();
    let (told, mut tellings) = mpsc::channel::<Told>(2);
    let deeds = incoming.filter_map(|message| {
        let deed = match message {
            Ok(Message::Text(text)) => Some(serde_json::from_str::<Deed>(&text).map_err(|_| NOT_A_DEED.to_owned())),
            _ => None,
        };
        std::future::ready(deed)
    });
    let driving = live::drive(view, session.left, Box::pin(deeds), told);
    let telling = async {
        while let Some(told) = tellings.recv().await {
            let Ok(text) = serde_json::to_string(&told) else { continue };
            if outgoing.send(Message::Text(text.into())).await.is_err() {
                return;
            }
        }
    };
    let (over, ()) = tokio::join!(driving, telling);
    let code = match over {
        Over::Normal => NORMAL,
        Over::Expired => EXPIRED,
        Over::Lost => LOST,
    };
    let _ = outgoing.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
}

const NOT_A_DEED: &str = "This message is not understood.";

/// Longest message of a viewer that a worker takes, bytes.
pub(crate) fn deed_bytes() -> usize {
    DEED_BYTES
}
