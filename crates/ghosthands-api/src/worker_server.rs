//! The status server of a worker, by default on port 3101 of this machine only.
//!
//! Says what the worker does, whether its machine may be replaced now, and lets it drain. Reading needs no key.
//! Draining needs the service key where others than this machine can reach the server; pages in a browser on this
//! machine never can, whatever the address.

use crate::keys::ServiceKeys;
use crate::live;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::{HeaderMap, StatusCode, header, request};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use ghosthands::worker::{Control, Order, Status};
use serde::Serialize;
use sqlx::PgPool;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Header that carries the service key.
const SERVICE_KEY: &str = "x-gh-service-key";

/// What the server shows and who may drain.
#[derive(Clone)]
pub struct WorkerFacts {
    /// The worker.
    pub control: Control,
    /// The machine's name and address.
    pub instance: (Option<String>, Option<String>),
    /// The scaling group it belongs to.
    pub asg_name: Option<String>,
    /// Whoever holds one of these may drain.
    pub keys: ServiceKeys,
    /// Where viewers' sessions are looked up.
    pub pool: PgPool,
}

/// A port that is taken, so that a worker can say where it will answer before there is one.
pub struct WorkerPort {
    listener: TcpListener,
    address: SocketAddr,
}

/// A server that answers once it is run.
pub struct WorkerServer {
    port: WorkerPort,
    router: Router,
}

/// Why the server cannot be started.
#[derive(Debug)]
pub enum WorkerServerError {
    /// The address is taken, or is not this machine's.
    Bind(SocketAddr, std::io::Error),
    /// It would be reachable from elsewhere, and nobody could be told from anybody.
    NeedsKey,
}

impl std::fmt::Display for WorkerServerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bind(address, error) => {
                write!(f, "the status server cannot listen on {address}: {error}; choose another GH_WORKER_PORT")
            }
            Self::NeedsKey => f.write_str(
                "the status server would be reachable from other machines: set GH_SERVICE_SECRET, which then is needed to drain",
            ),
        }
    }
}

impl std::error::Error for WorkerServerError {}

impl WorkerServer {
    /// Takes the address; port 0 takes a free one.
    ///
    /// # Errors
    /// [`WorkerServerError::Bind`].
    pub async fn listen(address: SocketAddr) -> Result<WorkerPort, WorkerServerError> {
        let bound = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok(WorkerPort { listener, address })
        };
        bound.await.map_err(|error| WorkerServerError::Bind(address, error))
    }

    /// Answers until `end` is ready.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn run(self, end: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        axum::serve(self.port.listener, self.router).with_graceful_shutdown(end).await
    }
}

impl WorkerPort {
    /// Where it will answer.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it answers.
    ///
    /// # Errors
    /// [`WorkerServerError::NeedsKey`].
    pub fn serve(self, facts: WorkerFacts) -> Result<WorkerServer, WorkerServerError> {
        let guarded = !self.address.ip().is_loopback();
        if guarded && facts.keys.is_empty() {
            return Err(WorkerServerError::NeedsKey);
        }
        Ok(WorkerServer { port: self, router: router(facts, guarded) })
    }
}

struct Shared {
    facts: WorkerFacts,
    /// Others than this machine can reach it.
    guarded: bool,
}

fn router(facts: WorkerFacts, guarded: bool) -> Router {
    Router::new()
        .route("/worker/status", get(status))
        .route("/worker/health", get(health))
        .route("/worker/drain", post(drain))
        .route("/worker/live/{token}", get(view))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "not_found") })
        .method_not_allowed_fallback(|| async { refusal(StatusCode::NOT_FOUND, "not_found") })
        .with_state(Arc::new(Shared { facts, guarded }))
}

#[derive(Serialize)]
struct StatusAnswer {
    worker_id: String,
    ec2_instance_id: Option<String>,
    ec2_ip: Option<String>,
    active_jobs: usize,
    /// Of them those that wait for a person.
    waiting_jobs: usize,
    max_concurrent: usize,
    is_running: bool,
    is_draining: bool,
    /// Jobs are claimed from the table itself.
    dispatch_mode: &'static str,
    asg_name: Option<String>,
    uptime_ms: u64,
    timestamp: DateTime<Utc>,
}

async fn status(State(shared): State<Arc<Shared>>) -> Json<StatusAnswer> {
    let status = shared.facts.control.status();
    let (ec2_instance_id, ec2_ip) = shared.facts.instance.clone();
    Json(StatusAnswer {
        active_jobs: status.jobs.len(),
        waiting_jobs: status.counts.waiting,
        max_concurrent: status.max_concurrent,
        is_running: status.order < Order::Stop,
        is_draining: status.order >= Order::Drain,
        dispatch_mode: "legacy",
        asg_name: shared.facts.asg_name.clone(),
        uptime_ms: u64::try_from(status.uptime.as_millis()).unwrap_or(u64::MAX),
        timestamp: Utc::now(),
        worker_id: status.worker_id,
        ec2_instance_id,
        ec2_ip,
    })
}

#[derive(Serialize)]
struct HealthAnswer {
    status: &'static str,
    active_jobs: usize,
    deploy_safe: bool,
}

/// Safe means that nothing would be lost: nothing is under way. A worker that drains is the safest once it is idle.
async fn health(State(shared): State<Arc<Shared>>) -> (StatusCode, Json<HealthAnswer>) {
    let (code, answer) = health_of(&shared.facts.control.status());
    (code, Json(answer))
}

fn health_of(status: &Status) -> (StatusCode, HealthAnswer) {
    let active_jobs = status.jobs.len();
    let deploy_safe = active_jobs == 0;
    let word = match (status.order >= Order::Drain, deploy_safe) {
        (true, _) => "draining",
        (false, true) => "idle",
        (false, false) => "busy",
    };
    let code = if deploy_safe { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, HealthAnswer { status: word, active_jobs, deploy_safe })
}

/// The token is the credential.
async fn view(State(shared): State<Arc<Shared>>, Path(token): Path<String>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(live::deed_bytes()).on_upgrade(move |viewer| async move {
        live::show(&shared.facts.pool, shared.facts.control.views(), &token, viewer).await;
    })
}

#[derive(Serialize)]
struct DrainAnswer {
    status: &'static str,
    active_jobs: usize,
    worker_id: String,
}

async fn drain(_: MayDrain, State(shared): State<Arc<Shared>>) -> Json<DrainAnswer> {
    shared.facts.control.drain();
    let status = shared.facts.control.status();
    Json(DrainAnswer { status: "draining", active_jobs: status.jobs.len(), worker_id: status.worker_id })
}

/// The caller may take the worker out of service.
struct MayDrain;

impl FromRequestParts<Arc<Shared>> for MayDrain {
    type Rejection = (StatusCode, Json<Refusal>);

    async fn from_request_parts(parts: &mut request::Parts, shared: &Arc<Shared>) -> Result<Self, Self::Rejection> {
        let keys = &shared.facts.keys;
        if let Some(key) = parts.headers.get(SERVICE_KEY).filter(|_| !keys.is_empty()) {
            let accepted = keys.accepts(key.as_bytes());
            return if accepted { Ok(Self) } else { Err(refusal(StatusCode::UNAUTHORIZED, "unauthorized")) };
        }
        if shared.guarded {
            return Err(refusal(StatusCode::UNAUTHORIZED, "unauthorized"));
        }
        if from_a_page(&parts.headers) {
            return Err(refusal(StatusCode::FORBIDDEN, "forbidden"));
        }
        Ok(Self)
    }
}

/// A page can make its browser send a request to this machine, even under a name of its own.
fn from_a_page(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    !local || headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site")
}

#[derive(Serialize)]
struct Refusal {
    error: &'static str,
}

fn refusal(code: StatusCode, error: &'static str) -> (StatusCode, Json<Refusal>) {
    (code, Json(Refusal { error }))
}
