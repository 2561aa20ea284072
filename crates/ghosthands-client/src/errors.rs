//! What can go wrong, by what a caller does about it.

use chrono::{DateTime, Utc};
use ghosthands::contract::FieldError;
use ghosthands::jobs::QueueError;
use ghosthands::steering::Unmoved;
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such job, or none that this caller may see.
    #[error("there is no such job")]
    NotFound,
    /// A job of the same person has the idempotency key.
    #[error("job {existing_job_id} has this idempotency key")]
    DuplicateIdempotencyKey {
        /// It.
        existing_job_id: Uuid,
        /// Where it stands.
        existing_status: String,
    },
    /// The job has ended, or its application may have left.
    #[error("the job cannot be cancelled: {reason}")]
    NotCancellable {
        /// Where it stands.
        status: String,
        /// A sentence.
        reason: String,
    },
    /// The job did not fail, or its application may have been sent.
    #[error("the job cannot be retried: {reason}")]
    NotRetryable {
        /// Where it stands.
        status: String,
        /// A sentence.
        reason: String,
    },
    /// The job does not wait for this answer.
    #[error("the job does not wait for this: {reason}")]
    NotWaiting {
        /// Where it stands.
        status: String,
        /// A sentence.
        reason: String,
    },
    /// Fields of the order cannot be used.
    #[error("{} fields of the request cannot be used", .0.len())]
    Invalid(Vec<FieldError>),
    /// Too many orders of a person.
    #[error("the limit of {limit} is reached")]
    RateLimited {
        /// Of the window that is full.
        limit: u32,
        /// When a place is free.
        reset_at: Option<DateTime<Utc>>,
        /// How long to wait.
        retry_after: Duration,
    },
    /// The credentials are missing, wrong or expired.
    #[error("the credentials were not accepted")]
    Unauthorized,
    /// The credentials are not for this.
    #[error("this is not for this caller")]
    Forbidden,
    /// The job had not ended in time. It goes on.
    #[error("the job had not ended in time")]
    PollTimeout,
    /// Something is wrong with the service.
    #[error("the service failed ({code}): {message}")]
    Service {
        /// Its code.
        code: String,
        /// Its sentence.
        message: String,
        /// For whoever runs the service.
        request_id: Option<String>,
    },
    /// The service was not reached, or broke off.
    #[error("the service was not reached")]
    Transport(#[source] reqwest::Error),
    /// The service answered something else than it should.
    #[error("the service answered something that cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] QueueError),
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        // An address can hold what is not for logs.
        Self::Transport(error.without_url())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Error {
    /// What an answer with a code says.
    pub(crate) fn of_answer(status: u16, retry_after: Option<u64>, body: &Value) -> Self {
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let (status_word, message) = (text("current_status"), text("message"));
        match text("error").as_str() {
            "not_found" => Self::NotFound,
            "duplicate_idempotency_key" => match text("existing_job_id").parse() {
                Ok(existing_job_id) => {
                    Self::DuplicateIdempotencyKey { existing_job_id, existing_status: text("existing_status") }
                }
                Err(_) => Self::service(status, body),
            },
            "job_not_cancellable" => Self::NotCancellable { status: status_word, reason: message },
            "job_not_retryable" => Self::NotRetryable { status: status_word, reason: message },
            "invalid_state" => Self::NotWaiting { status: status_word, reason: message },
            "validation_error" => Self::Invalid(serde_json::from_value(body["details"].clone()).unwrap_or_default()),
            "rate_limit_exceeded" => Self::RateLimited {
                limit: body["limit"].as_u64().and_then(|limit| u32::try_from(limit).ok()).unwrap_or(0),
                reset_at: text("reset_at").parse().ok(),
                retry_after: Duration::from_secs(retry_after.unwrap_or(60)),
            },
            "unauthorized" => Self::Unauthorized,
            "forbidden" => Self::Forbidden,
            // An application with a key that is taken.
            _ if status == 409 && body["duplicate"] == true => match text("job_id").parse() {
                Ok(existing_job_id) => {
                    Self::DuplicateIdempotencyKey { existing_job_id, existing_status: text("status") }
                }
                Err(_) => Self::service(status, body),
            },
            _ => Self::service(status, body),
        }
    }

    fn service(status: u16, body: &Value) -> Self {
        let text = |key: &str| body[key].as_str().map(str::to_owned);
        Self::Service {
            code: text("error").unwrap_or_else(|| format!("http_{status}")),
            message: text("message").unwrap_or_default(),
            request_id: text("request_id"),
        }
    }

    /// What a job that did not move says; `of` is for a status that does not admit it.
    pub(crate) fn unmoved(unmoved: Unmoved, of: fn(String, String) -> Self) -> Self {
        match unmoved {
            Unmoved::NotFound => Self::NotFound,
            Unmoved::Status { status, reason } => of(status, reason.to_owned()),
            Unmoved::Queue(error) => Self::Database(error),
        }
    }
}
