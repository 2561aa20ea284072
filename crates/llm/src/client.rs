//! One request to one provider, within limits of time and size.
//!
//! What can go wrong is a [`Failure`]: a kind, the status, how long to wait. It
//! holds no body, no address and no key, whatever the provider answered.

use crate::catalogue::{Model, Provider};
use crate::settings::Endpoint;
use crate::wire::{self, Prompt, Reply, Said, Usage};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use serde_json::Value;
use std::time::Duration;

/// Limits of one request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To reach the server.
    pub connect: Duration,
    /// From the first byte sent to the last byte received.
    pub whole: Duration,
    /// The same for models that think first.
    pub whole_thinking: Duration,
    /// Longest answer, bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(30),
            whole_thinking: Duration::from_secs(90),
            body_bytes: 1024 * 1024,
        }
    }
}

/// What went wrong, by what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection, or it broke.
    Unreachable,
    /// It took longer than allowed.
    Timeout,
    /// Too many requests, or overloaded.
    RateLimited,
    /// The key is missing, wrong, or has no credit.
    Unauthorized,
    /// The provider does not take the request.
    Rejected,
    /// The provider failed.
    ServerError,
    /// The answer is not what its format says, broken off, or too long.
    Unreadable,
    /// The model will not answer this.
    Refused,
    /// The answer did not fit its allowance of tokens.
    Cut,
}

impl FailureKind {
    /// The word for it in tables and events.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::RateLimited => "rate_limited",
            Self::Unauthorized => "unauthorized",
            Self::Rejected => "rejected",
            Self::ServerError => "server_error",
            Self::Unreadable => "unreadable",
            Self::Refused => "refused",
            Self::Cut => "cut",
        }
    }
}

/// Why a request brought no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{provider}: {}{}", kind.as_str(), status.map(|status| format!(" ({status})")).unwrap_or_default())]
pub struct Failure {
    /// Who was asked.
    pub provider: Provider,
    /// What went wrong.
    pub kind: FailureKind,
    /// Status of the answer, when there was one.
    pub status: Option<u16>,
    /// How long the provider says to wait.
    pub retry_after: Option<Duration>,
    /// Tokens it charges for all the same, when it said so.
    pub usage: Option<Usage>,
    /// The provider began to work on it, so that it may charge for it.
    pub may_cost: bool,
}

/// A text and what it took.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Completion {
    pub(crate) text: String,
    pub(crate) usage: Option<Usage>,
}

/// Speaks to providers. Cheap to clone; connections are shared. Dropping a call's future ends the request.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    limits: Limits,
}

impl Client {
    /// A client with these limits. It follows no redirect, so that a key goes nowhere but to its provider.
    ///
    /// # Panics
    /// When the TLS library of this build cannot be set up.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        // Another part of the process may have installed the same provider; either is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(limits.connect)
            .user_agent(concat!("valet/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("the options are constant and TLS is compiled in");
        Self { http, limits }
    }

    pub(crate) async fn complete(
        &self,
        endpoint: &Endpoint,
        model: &Model,
        prompt: &Prompt,
    ) -> Result<Completion, Failure> {
        let limit = if model.thinking { self.limits.whole_thinking } else { self.limits.whole };
        match tokio::time::timeout(limit, self.exchange(endpoint, model, prompt)).await {
            Ok(done) => done,
            Err(_) => Err(Failure { may_cost: true, ..failure(model, FailureKind::Timeout) }),
        }
    }

    async fn exchange(&self, endpoint: &Endpoint, model: &Model, prompt: &Prompt) -> Result<Completion, Failure> {
        let (path, body) = wire::request(endpoint.wire, model, prompt);
        let mut request = self.http.post(format!("{}/{path}", endpoint.base_url)).json(&body);
        if let Some(key) = &endpoint.key {
            request = request.headers(sensitive(wire::headers(endpoint.wire, key.expose())));
        }
        let response = request.send().await.map_err(|error| Failure {
            may_cost: !error.is_connect() && !error.is_builder(),
            ..failure(model, if error.is_timeout() { FailureKind::Timeout } else { FailureKind::Unreachable })
        })?;
        let status = response.status().as_u16();
        if !response.status().is_success() {
            let retry_after = retry_after(response.headers());
            return Err(Failure { status: Some(status), retry_after, ..failure(model, kind_of(status)) });
        }
        let unreadable = || Failure { status: Some(status), may_cost: true, ..failure(model, FailureKind::Unreadable) };
        let bytes = self.read(response).await.ok_or_else(unreadable)?;
        let body: Value = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        let Reply { said, usage } = wire::reply(endpoint.wire, &body);
        let kind = match said {
            Said::Text(text) => return Ok(Completion { text, usage }),
            Said::Refused => FailureKind::Refused,
            Said::Cut => FailureKind::Cut,
            Said::Unreadable => FailureKind::Unreadable,
        };
        Err(Failure { status: Some(status), usage, may_cost: true, ..failure(model, kind) })
    }

    /// The whole body; `None` when it breaks off or is too long.
    async fn read(&self, mut response: reqwest::Response) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= self.limits.body_bytes => {
                    bytes.extend_from_slice(&chunk)
                }
                Ok(None) => return Some(bytes),
                Ok(Some(_)) | Err(_) => return None,
            }
        }
    }
}

pub(crate) fn failure(model: &Model, kind: FailureKind) -> Failure {
    Failure { provider: model.provider, kind, status: None, retry_after: None, usage: None, may_cost: false }
}

fn sensitive(headers: Vec<(&'static str, String)>) -> HeaderMap {
    let pairs = headers.into_iter().filter_map(|(name, value)| {
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::from_static(name), value))
    });
    pairs.collect()
}

fn kind_of(status: u16) -> FailureKind {
    match status {
        401..=403 => FailureKind::Unauthorized,
        408 | 504 => FailureKind::Timeout,
        429 | 503 | 529 => FailureKind::RateLimited,
        500.. => FailureKind::ServerError,
        _ => FailureKind::Rejected,
    }
}

/// Seconds or milliseconds; a date is not used by these providers.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|ms| ms / 1_000.0).or_else(|| number(RETRY_AFTER.as_str()))?;
    Duration::try_from_secs_f64(seconds).ok()
}
