//! Starting, inspecting and stopping the server.

use crate::faults::Fault;
use crate::latency::Latency;
use crate::people::person;
use crate::postings::{Posting, posting};
use crate::requests::{LoggedRequest, carried};
use crate::score::{Score, score};
use crate::site::{Shared, Site};
use crate::submissions::{Submission, Upload};
use crate::wire::{BODY_LIMIT, Door, Line};
use crate::{Mail, bench, drift, families, inspection, mailbox, scenarios};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How to run a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Delays of the pages.
    pub latency: Latency,
    /// Faults from the start, by posting key, or for every posting.
    pub faults: Vec<(Option<String>, Fault)>,
    /// Further values, beyond those of the people, that the request log looks for.
    pub watch: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 0).into(),
            latency: Latency::default(),
            faults: Vec::new(),
            watch: Vec::new(),
        }
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not allowed.
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] std::io::Error),
}

/// A running server. Dropping it stops the server without waiting for requests under way.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    site: Arc<Site>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

impl Server {
    /// Starts a server on the current tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let unavailable = |error| StartError::Listen(options.addr, error);
        let listener = TcpListener::bind(options.addr).await.map_err(unavailable)?;
        let addr = listener.local_addr().map_err(unavailable)?;
        let site = Arc::new(Site::new(options.latency, options.watch));
        for (posting, fault) in options.faults {
            site.book().set_fault(posting, Some(fault));
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let service = routes(site.clone()).into_make_service_with_connect_info::<Line>();
        let task = tokio::spawn(async move {
            let ended = async {
                // Either a request to stop or a dropped handle.
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(Door(listener), service).with_graceful_shutdown(ended).await {
                unreachable!("axum retries accepting and never gives up: {error}");
            }
        });
        Ok(Self { addr, site, stop: Some(stop), task })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Address of a posting's advert.
    #[must_use]
    pub fn url(&self, posting: &Posting) -> String {
        format!("{}{}", self.base_url(), posting.path())
    }

    /// Every application received, oldest first.
    #[must_use]
    pub fn submissions(&self) -> Vec<Submission> {
        self.site.book().submissions.clone()
    }

    /// Every file sent on attach, oldest first.
    #[must_use]
    pub fn uploads(&self) -> Vec<Upload> {
        self.site.book().uploads.clone()
    }

    /// Every request, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.site.book().requests.clone()
    }

    /// Every message sent to applicants, oldest first.
    #[must_use]
    pub fn mail(&self) -> Vec<Mail> {
        self.site.book().mail.clone()
    }

    /// The latest submission of a person (slug or e-mail) to a posting (key), judged.
    /// `None` when there is none, or no such person or posting.
    #[must_use]
    pub fn score(&self, posting: &str, person: &str) -> Option<Score> {
        judged(&self.site, posting, person)
    }

    /// Sets or clears a fault, for one posting (key) or for all.
    pub fn set_fault(&self, posting: Option<&str>, fault: Option<Fault>) {
        self.site.book().set_fault(posting.map(str::to_owned), fault);
    }

    /// Forgets everything received; faults stay.
    pub fn reset(&self) {
        self.site.book().reset();
    }

    /// Stops listening, lets requests under way finish for up to two seconds, and returns.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            // The task may have ended already; then there is nobody to tell.
            let _ = stop.send(());
        }
        if tokio::time::timeout(Duration::from_secs(2), &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The latest submission of a person to a posting, judged, with the number of submissions.
pub(crate) fn judged(site: &Site, key: &str, who: &str) -> Option<Score> {
    let (posting, person) = (posting(key)?, person(who)?);
    let book = site.book();
    let theirs = |s: &&Submission| {
        s.posting == key && s.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(person.email()))
    };
    let latest = book.submissions.iter().rev().find(theirs)?;
    let submissions = book.submissions.iter().filter(theirs).count();
    Some(Score { submissions, ..score(latest, person, drift::drifted(posting, latest.drift)) })
}

fn routes(site: Shared) -> Router {
    Router::new()
        .merge(inspection::routes())
        .merge(families::routes())
        .merge(bench::routes())
        .merge(mailbox::routes())
        .merge(scenarios::routes())
        .layer(middleware::from_fn(drift::apply))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(site.clone(), log))
        .with_state(site)
}

/// Reads every body whole, within the limit, and notes the request before anything handles it.
async fn log(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let too_large = (StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 8 MB.");
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else { return too_large.into_response() };
    let path = parts.uri.path().to_owned();
    if path.starts_with("/practice/") || path.starts_with("/mailbox/") {
        return next.run(Request::from_parts(parts, Body::from(bytes))).await;
    }
    let query = parts.uri.query().unwrap_or_default();
    let entry = LoggedRequest {
        sequence: 0,
        method: parts.method.to_string(),
        path,
        has_query: !query.is_empty(),
        body_bytes: bytes.len(),
        carried: carried(query, &bytes, &site.watch),
        status: None,
    };
    let sequence = site.book().log(entry);
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    site.book().answered(sequence, response.status().as_u16());
    response
}
