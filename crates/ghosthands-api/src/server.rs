//! The server: which routes there are, what surrounds every request, and how it starts and stops.

use crate::errors::{ApiError, Code, REQUEST_ID};
use crate::health::{Build, Probe};
use crate::keys::ServiceKeys;
use crate::state::{Shared, State};
use crate::tokens::{TokenOptions, Tokens};
use crate::{auth, connections, events, health, jobs, live, models, monitoring, sessions, usage, valet};
use axum::extract::{self, DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::egress::Policy;
use ghosthands::egress::Egress;
use ghosthands::jobs::QueueError;
use ghosthands::limits::Tier;
use ghosthands::monitoring::Monitor;
use ghosthands::news::News;
use llm::catalogue::{Catalogue, DEFAULT_MODEL, Listing};
use sqlx::PgPool;
use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, SecurityRequirement};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;

/// Largest body: 50 jobs with everything a person can say fit.
const BODY_BYTES: usize = 4 * 1024 * 1024;
/// Longest time for an answer; streams begin within it.
const ANSWER: Duration = Duration::from_secs(30);
/// Header of the request's identifier, read or made.
const REQUEST_ID_HEADER: &str = "x-request-id";

/// How a server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Keys of services.
    pub keys: ServiceKeys,
    /// Tokens of persons.
    pub tokens: TokenOptions,
    /// Origins of web pages that may call; `*` is every one.
    pub origins: Vec<String>,
    /// Where jobs, callbacks and résumés may lead.
    pub egress: Policy,
    /// Tier of persons of whom nothing is on record.
    pub default_tier: Tier,
    /// Which build runs.
    pub build: Build,
    /// The catalogue of models, as it is listed.
    pub models: Listing,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            keys: ServiceKeys::default(),
            tokens: TokenOptions { audience: "authenticated".to_owned(), ..TokenOptions::default() },
            origins: vec!["*".to_owned()],
            egress: Policy::public(),
            default_tier: Tier::Free,
            build: Build::default(),
            models: Catalogue::built_in().listing(DEFAULT_MODEL),
        }
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database does not listen.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// TLS for fetching keys.
    #[error("TLS cannot be set up")]
    Tls(#[from] reqwest::Error),
    /// The listener is gone.
    #[error("the listener cannot be used")]
    Listener(#[from] std::io::Error),
}

/// A running server. Dropping it ends it at once; [`Server::stop`] lets requests end.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    stopping: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    /// Serves on `listener` with the jobs in the database of `pool`.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(
        listener: TcpListener,
        monitor: Monitor,
        pool: PgPool,
        options: Options,
    ) -> Result<Self, StartError> {
        let addr = listener.local_addr()?;
        let (stopping, stopped) = watch::channel(false);
        let state = State::new(Shared {
            egress: Egress::new(options.egress.clone()),
            news: News::listen(pool.clone()).await?,
            keys: options.keys.clone(),
            tokens: Tokens::new(options.tokens.clone())?,
            default_tier: options.default_tier,
            build: options.build.clone(),
            models: options.models.clone(),
            probe: Probe::default(),
            monitor: monitor.clone(),
            stopping: stopped.clone(),
            pool,
        });
        let router = surrounded(state, &options, monitor);
        let serving = tokio::spawn(connections::serve(listener, router, stopped));
        Ok(Self { addr, stopping, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Takes no new connections, ends streams, lets requests under way end for at most five seconds.
    pub async fn stop(mut self) {
        let _ = self.stopping.send(true);
        let _ = (&mut self.serving).await;
    }
}

/// The description of the routes.
#[must_use]
pub fn openapi() -> OpenApi {
    routes().split_for_parts().1
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "GhostHands",
        description = "Applies to jobs on a person's behalf, in a real browser. A caller is a service (X-GH-Service-Key), which names the person, or a person (Bearer token), who sees and makes their own only. Errors have one shape: `error`, `message`, `request_id`, and `details` by field."
    ),
    modifiers(&Credentials),
    tags(
        (name = "jobs", description = "Jobs"),
        (name = "valet", description = "Ordering and steering in the ordering product's words"),
        (name = "sessions", description = "Sign-ins that are kept"),
        (name = "models", description = "Language models"),
        (name = "health", description = "Is it there?"),
        (name = "monitoring", description = "How does it do?"),
    )
)]
struct Described;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-GH-Service-Key")));
        components.add_security_scheme("service_key", key);
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

fn routes() -> OpenApiRouter<State> {
    let protected = OpenApiRouter::new()
        .nest("/jobs", jobs::router().merge(events::router()).merge(live::router()))
        .nest("/users", usage::router())
        .nest("/valet", valet::router())
        .nest("/valet/sessions", sessions::router());
    OpenApiRouter::with_openapi(Described::openapi())
        .merge(health::router())
        .nest("/monitoring", monitoring::router())
        .nest("/api/v1/gh", models::router().merge(secured(protected)).route("/live/{token}", get(live::relay)))
}

/// Says of every route below that it needs credentials; the extractors see to it.
fn secured(mut router: OpenApiRouter<State>) -> OpenApiRouter<State> {
    let either = || ["service_key", "token"].map(|name| SecurityRequirement::new(name, Vec::<String>::new())).to_vec();
    for item in router.get_openapi_mut().paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(|operation| operation.security = Some(either()));
    }
    router
}

fn surrounded(state: State, options: &Options, monitor: Monitor) -> Router {
    let (router, description) = routes().split_for_parts();
    let description = Arc::new(description);
    router
        .route("/api/v1/gh/openapi.json", get(move || async move { Json(description.as_ref().clone()) }))
        .fallback(|| async { ApiError::new(Code::NotFound, "There is no such route.") })
        .method_not_allowed_fallback(|| async {
            ApiError::new(Code::MethodNotAllowed, "This route does not know this method.")
        })
        .with_state(state)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(cors(&options.origins))
        .layer(middleware::from_fn_with_state(monitor, attended))
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(Code::Timeout, "This took too long; it may have been done.").into_response(),
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::new(Code::InternalError, "Something went wrong.").into_response()
}

fn cors(origins: &[String]) -> CorsLayer {
    let named: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let origin = match origins.iter().any(|origin| origin == "*") {
        true => AllowOrigin::any(),
        false => AllowOrigin::list(named),
    };
    let expose = ["x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"];
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static(auth::SERVICE_KEY),
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers(expose.map(HeaderName::from_static))
        .max_age(Duration::from_secs(86_400))
}

const SECURITY: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("x-xss-protection", "0"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ("cache-control", "no-store"),
];

/// Gives the request its identifier, logs it by its route (never its address, which may hold anything), and adds the
/// headers that every answer has.
async fn attended(extract::State(monitor): extract::State<Monitor>, request: Request, next: Next) -> Response {
    let offered = request.headers().get(REQUEST_ID_HEADER).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    let id = offered.filter(plain).map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let (method, began) = (request.method().clone(), Instant::now());
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    monitor.recorder().request(method.as_str(), &route, status, took);
    tracing::info!(request = %id, %method, route, status, took_ms = took.as_secs_f64() * 1000.0, "answered");
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID_HEADER, id);
    }
    response
}
