//! The one interface over both ways.

use crate::database::Direct;
use crate::errors::Error;
use crate::following::Following;
use crate::rest::{Credentials, Rest};
use chrono::{DateTime, Utc};
use ghosthands::contract::{ApplyOrder, BatchDefaults, FieldError, JobOrder};
use ghosthands::ledger::{JobEvent, JobRow, JobStanding, ValetStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

/// Orders applications and follows them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client(Way);

#[derive(Debug, Clone)]
enum Way {
    Rest(Rest),
    Database(Direct),
}

/// A job that was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Created {
    /// Identifier.
    #[serde(alias = "job_id")]
    pub id: Uuid,
    /// `pending`.
    pub status: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Batch {
    /// Jobs that were made, with their places in the request.
    pub created: Vec<(usize, Created)>,
    /// Those that were not.
    pub errors: Vec<Failed>,
}

/// A job of a batch that was not made.
#[derive(Debug)]
pub struct Failed {
    /// Its place in the request, from 0.
    pub index: usize,
    /// Why.
    pub error: Error,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Of this person.
    pub user_id: Option<Uuid>,
    /// With one of these statuses; all when empty.
    pub statuses: Vec<String>,
    /// 1 to 100; 20 when `None`.
    pub limit: Option<u8>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A part of the list of jobs, newest first.
#[derive(Debug, Clone, Deserialize)]
pub struct JobList {
    /// The jobs.
    pub jobs: Vec<JobRow>,
    /// Where to go on; `None` at the end.
    pub next_cursor: Option<String>,
}

macro_rules! both {
    ($self:ident, $way:ident => $call:expr) => {
        match &$self.0 {
            Way::Rest($way) => $call,
            Way::Database($way) => $call,
        }
    };
}

impl Client {
    /// Over HTTP: `base` is the root of the API, such as `http://127.0.0.1:3100`.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn rest(base: Url, credentials: Credentials) -> Result<Self, Error> {
        Ok(Self(Way::Rest(Rest::new(base, credentials)?)))
    }

    /// In the database of the service, in which its migrations have run.
    #[must_use]
    pub fn database(pool: PgPool) -> Self {
        Self(Way::Database(Direct::new(pool)))
    }

    /// Makes a job.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::DuplicateIdempotencyKey`], [`Error::RateLimited`] and those of the way.
    pub async fn create_job(&self, order: &JobOrder) -> Result<Created, Error> {
        both!(self, way => way.create_job(order).await)
    }

    /// Orders an application.
    ///
    /// # Errors
    /// As [`Client::create_job`].
    pub async fn apply(&self, order: &ApplyOrder) -> Result<Created, Error> {
        both!(self, way => way.apply(order).await)
    }

    /// Makes up to 50 jobs; each stands for itself.
    ///
    /// # Errors
    /// When the batch as a whole cannot be used. What is wrong with a job is in [`Batch::errors`].
    pub async fn create_batch(&self, orders: &[JobOrder], defaults: &BatchDefaults) -> Result<Batch, Error> {
        let of_batch = |message: &str, code: &str| {
            let field = "jobs".to_owned();
            Err(Error::Invalid(vec![FieldError { field, message: message.to_owned(), code: code.to_owned() }]))
        };
        match orders.len() {
            0 => of_batch("At least one job.", "too_small"),
            1..=50 => both!(self, way => way.create_batch(orders, defaults).await),
            _ => of_batch("At most 50 jobs.", "too_big"),
        }
    }

    /// The whole row of a job.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the way.
    pub async fn job(&self, id: Uuid) -> Result<JobRow, Error> {
        both!(self, way => way.job(id).await)
    }

    /// Where a job stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the way.
    pub async fn status(&self, id: Uuid) -> Result<JobStanding, Error> {
        both!(self, way => way.status(id).await)
    }

    /// Everything about a job: what came of it, what it waits for, what it cost.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the way.
    pub async fn valet_status(&self, id: Uuid) -> Result<ValetStatus, Error> {
        both!(self, way => way.valet_status(id).await)
    }

    /// Jobs, newest first.
    ///
    /// # Errors
    /// Those of the way.
    pub async fn list_jobs(&self, query: &ListQuery) -> Result<JobList, Error> {
        both!(self, way => way.list_jobs(query).await)
    }

    /// Stops a job. Returns when.
    ///
    /// # Errors
    /// [`Error::NotCancellable`], [`Error::NotFound`] and those of the way.
    pub async fn cancel(&self, id: Uuid) -> Result<DateTime<Utc>, Error> {
        both!(self, way => way.cancel(id).await)
    }

    /// Puts a job that failed back into the queue. Returns how often it was retried.
    ///
    /// # Errors
    /// [`Error::NotRetryable`], [`Error::NotFound`] and those of the way.
    pub async fn retry(&self, id: Uuid) -> Result<i32, Error> {
        both!(self, way => way.retry(id).await)
    }

    /// Answers what a paused job waits for: `kind` such as `code_entry` or `approve`, with what it needs.
    ///
    /// # Errors
    /// [`Error::NotWaiting`], [`Error::NotFound`], [`Error::Invalid`] and those of the way.
    pub async fn resume(&self, id: Uuid, kind: &str, data: &Value) -> Result<(), Error> {
        both!(self, way => way.resume(id, kind, data).await)
    }

    /// At most 200 events of a job after event `after`, oldest first; 0 begins at the start.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the way.
    pub async fn events(&self, id: Uuid, after: i64) -> Result<Vec<JobEvent>, Error> {
        both!(self, way => way.events(id, after).await)
    }

    /// Follows a job from after event `after`, live, until it has ended. A connection that breaks is made again where
    /// it broke; who stops and comes back passes the `seq` of the last event.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the way.
    pub async fn follow(&self, id: Uuid, after: i64) -> Result<Following, Error> {
        both!(self, way => way.follow(id, after).await)
    }

    /// Looks every `interval` until the job has ended.
    ///
    /// # Errors
    /// [`Error::PollTimeout`] after `limit`, [`Error::NotFound`], and those of the way that persist: one that passes
    /// is waited out.
    pub async fn poll_for_completion(
        &self,
        id: Uuid,
        interval: Duration,
        limit: Duration,
    ) -> Result<JobStanding, Error> {
        let deadline = Instant::now() + limit;
        loop {
            match self.status(id).await {
                Ok(standing) if standing.is_final() => return Ok(standing),
                Ok(_) | Err(Error::Transport(_)) => {}
                Err(error) => return Err(error),
            }
            if Instant::now() + interval > deadline {
                return Err(Error::PollTimeout);
            }
            tokio::time::sleep(interval).await;
        }
    }
}

/// A batch on the wire.
#[derive(Serialize)]
pub(crate) struct BatchBody<'a> {
    pub jobs: &'a [JobOrder],
    pub defaults: &'a BatchDefaults,
}
