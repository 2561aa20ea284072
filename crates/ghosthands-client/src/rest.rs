//! Over HTTP.

use crate::client::{Batch, BatchBody, Created, Failed, JobList, ListQuery};
use crate::errors::Error;
use crate::following::{Following, Streamed};
use chrono::{DateTime, Utc};
use ghosthands::contract::{ApplyOrder, BatchDefaults, JobOrder};
use ghosthands::ledger::{JobEvent, JobRow, JobStanding, ValetStatus};
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// Largest answer that is read.
const LARGEST: usize = 32 * 1024 * 1024;

/// Who calls.
#[derive(Clone)]
pub enum Credentials {
    /// A service, by its key.
    ServiceKey(String),
    /// A person, by their token.
    Token(String),
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ServiceKey(_) => "ServiceKey(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Rest {
    client: reqwest::Client,
    base: Url,
    credentials: Credentials,
}

#[derive(Deserialize)]
struct Cancelled {
    cancelled_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Retried {
    retry_count: i32,
}

#[derive(Deserialize)]
struct Events {
    events: Vec<JobEvent>,
}

#[derive(Deserialize)]
struct BatchAnswer {
    created: Vec<BatchCreated>,
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct BatchCreated {
    index: usize,
    #[serde(flatten)]
    created: Created,
}

impl Rest {
    pub(crate) fn new(base: Url, credentials: Credentials) -> Result<Self, Error> {
        ghosthands::egress::install_tls();
        let client = reqwest::Client::builder().connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { client, base, credentials })
    }

    pub(crate) async fn create_job(&self, order: &JobOrder) -> Result<Created, Error> {
        self.send(self.request(Method::POST, &["jobs"]).json(order)).await
    }

    pub(crate) async fn apply(&self, order: &ApplyOrder) -> Result<Created, Error> {
        self.send(self.request(Method::POST, &["valet", "apply"]).json(order)).await
    }

    pub(crate) async fn create_batch(&self, jobs: &[JobOrder], defaults: &BatchDefaults) -> Result<Batch, Error> {
        let request = self.request(Method::POST, &["jobs", "batch"]).json(&BatchBody { jobs, defaults });
        let response = request.timeout(Duration::from_secs(40)).send().await?;
        let (status, body) = (response.status(), whole(response).await?);
        let answer: BatchAnswer = match serde_json::from_slice(&body) {
            Ok(answer) => answer,
            // When no job was made the answer has the same shape; anything else is an error as usual.
            Err(error) if status.is_success() => return Err(Error::Unreadable(error)),
            Err(_) => return Err(of_body(status.as_u16(), None, &body)),
        };
        let failed = |entry: Value| Failed {
            index: entry["index"].as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(0),
            error: Error::of_answer(0, None, &entry),
        };
        Ok(Batch {
            created: answer.created.into_iter().map(|made| (made.index, made.created)).collect(),
            errors: answer.errors.into_iter().map(failed).collect(),
        })
    }

    pub(crate) async fn job(&self, id: Uuid) -> Result<JobRow, Error> {
        self.send(self.request(Method::GET, &["jobs", &id.to_string()])).await
    }

    pub(crate) async fn status(&self, id: Uuid) -> Result<JobStanding, Error> {
        self.send(self.request(Method::GET, &["jobs", &id.to_string(), "status"])).await
    }

    pub(crate) async fn valet_status(&self, id: Uuid) -> Result<ValetStatus, Error> {
        self.send(self.request(Method::GET, &["valet", "status", &id.to_string()])).await
    }

    pub(crate) async fn list_jobs(&self, query: &ListQuery) -> Result<JobList, Error> {
        let mut url = self.url(&["jobs"]);
        let pairs = [
            ("user_id", query.user_id.map(|user| user.to_string())),
            ("status", Some(query.statuses.join(","))),
            ("limit", query.limit.map(|limit| limit.to_string())),
            ("cursor", query.cursor.clone()),
        ];
        url.query_pairs_mut().extend_pairs(pairs.into_iter().filter_map(|(name, value)| Some((name, value?))));
        self.send(self.authorized(Method::GET, url)).await
    }

    pub(crate) async fn cancel(&self, id: Uuid) -> Result<DateTime<Utc>, Error> {
        let cancelled: Cancelled = self.send(self.request(Method::POST, &["jobs", &id.to_string(), "cancel"])).await?;
        Ok(cancelled.cancelled_at)
    }

    pub(crate) async fn retry(&self, id: Uuid) -> Result<i32, Error> {
        let retried: Retried = self.send(self.request(Method::POST, &["jobs", &id.to_string(), "retry"])).await?;
        Ok(retried.retry_count)
    }

    pub(crate) async fn resume(&self, id: Uuid, kind: &str, data: &Value) -> Result<(), Error> {
        let body = json!({ "resolution_type": kind, "resolution_data": data });
        let request = self.request(Method::POST, &["valet", "resume", &id.to_string()]).json(&body);
        self.send::<Value>(request).await.map(drop)
    }

    pub(crate) async fn events(&self, id: Uuid, after: i64) -> Result<Vec<JobEvent>, Error> {
        let mut url = self.url(&["jobs", &id.to_string(), "events"]);
        url.query_pairs_mut().append_pair("limit", "200").append_pair("cursor", &after.to_string());
        let events: Events = self.send(self.authorized(Method::GET, url)).await?;
        Ok(events.events)
    }

    pub(crate) async fn follow(&self, id: Uuid, after: i64) -> Result<Following, Error> {
        let response = self.open_stream(id, after).await?;
        Ok(Following::over_http(Streamed::new(self.clone(), id, after, response)))
    }

    /// A stream of events after `after`.
    pub(crate) async fn open_stream(&self, id: Uuid, after: i64) -> Result<Response, Error> {
        let request = self.request(Method::GET, &["jobs", &id.to_string(), "events", "stream"]);
        let request = request.header(ACCEPT, "text/event-stream").header("Last-Event-ID", after);
        let response = request.send().await?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        Err(of_body(status, None, &whole(response).await?))
    }

    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["api", "v1", "gh"]).extend(parts);
        }
        url
    }

    fn request(&self, method: Method, parts: &[&str]) -> RequestBuilder {
        self.authorized(method, self.url(parts))
    }

    fn authorized(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.client.request(method, url);
        match &self.credentials {
            Credentials::ServiceKey(key) => request.header("X-GH-Service-Key", key),
            Credentials::Token(token) => request.bearer_auth(token),
        }
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        let response = request.timeout(Duration::from_secs(40)).send().await?;
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
        let body = whole(response).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(Error::Unreadable);
        }
        Err(of_body(status.as_u16(), wait, &body))
    }
}

fn of_body(status: u16, retry_after: Option<u64>, body: &[u8]) -> Error {
    Error::of_answer(status, retry_after, &serde_json::from_slice(body).unwrap_or(Value::Null))
}

async fn whole(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            let error = serde_json::from_str::<()>("").expect_err("nothing is not JSON");
            return Err(Error::Unreadable(error));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
