//! What a caller is told when a request is not done: one body, one table of codes.
//!
//! `{"error": code, "message": sentence, "request_id": id}`, with `details` by field where a request is at fault, and
//! what a code brings along. No message repeats a value of the request.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use ghosthands::access::Denied;
use ghosthands::contract::FieldError;
use ghosthands::jobs::QueueError;
use ghosthands::limits::{Charge, Standing};
use ghosthands::steering::Unmoved;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

tokio::task_local! {
    /// The identifier of the request that is being answered.
    pub(crate) static REQUEST_ID: String;
}

/// Why a request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The body is not JSON.
    BadRequest,
    /// No credentials, or none that are valid.
    Unauthorized,
    /// Valid credentials, but not for this.
    Forbidden,
    /// Nothing is there, or nothing that the caller may see.
    NotFound,
    /// The path exists, but not with this method.
    MethodNotAllowed,
    /// A job of this person has the key.
    DuplicateIdempotencyKey,
    /// The job has ended, or its application may have left.
    JobNotCancellable,
    /// The job has not failed, or its application may have been sent.
    JobNotRetryable,
    /// The job does not wait for an answer.
    InvalidState,
    /// The body is larger than allowed.
    PayloadTooLarge,
    /// Fields of the request cannot be used.
    ValidationError,
    /// Too many requests in an hour or a day.
    RateLimitExceeded,
    /// The service lacks what it needs for this.
    ServerConfigError,
    /// Something is wrong with the service.
    InternalError,
    /// The database does not answer.
    DbError,
    /// It took too long.
    Timeout,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 16] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::DuplicateIdempotencyKey,
        Self::JobNotCancellable,
        Self::JobNotRetryable,
        Self::InvalidState,
        Self::PayloadTooLarge,
        Self::ValidationError,
        Self::RateLimitExceeded,
        Self::ServerConfigError,
        Self::InternalError,
        Self::DbError,
        Self::Timeout,
    ];

    /// Status, word, and whether the same request may succeed later.
    #[must_use]
    pub fn row(self) -> (StatusCode, &'static str, bool) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", false),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized", false),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", false),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", false),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", false),
            Self::DuplicateIdempotencyKey => (StatusCode::CONFLICT, "duplicate_idempotency_key", false),
            Self::JobNotCancellable => (StatusCode::CONFLICT, "job_not_cancellable", false),
            Self::JobNotRetryable => (StatusCode::CONFLICT, "job_not_retryable", false),
            Self::InvalidState => (StatusCode::CONFLICT, "invalid_state", false),
            Self::PayloadTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", false),
            Self::ValidationError => (StatusCode::UNPROCESSABLE_ENTITY, "validation_error", false),
            Self::RateLimitExceeded => (StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", true),
            Self::ServerConfigError => (StatusCode::INTERNAL_SERVER_ERROR, "server_config_error", false),
            Self::InternalError => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", true),
            Self::DbError => (StatusCode::INTERNAL_SERVER_ERROR, "db_error", true),
            Self::Timeout => (StatusCode::GATEWAY_TIMEOUT, "timeout", true),
        }
    }
}

/// The body of every answer that is no success. Codes bring further fields along.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// Machine-readable reason.
    pub error: String,
    /// One sentence for people.
    pub message: String,
    /// What is wrong, by field; with `validation_error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Vec<FieldError>>,
    /// The same as in the header `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the code brings along: `existing_job_id`, `current_status`, `limit`, `reset_at` …
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}

/// An answer that is no success.
#[derive(Debug)]
pub struct ApiError {
    code: Code,
    message: String,
    details: Option<Vec<FieldError>>,
    more: Box<Map<String, Value>>,
    headers: Box<HeaderMap>,
}

impl ApiError {
    /// With a sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None, more: Box::default(), headers: Box::default() }
    }

    /// A field that cannot be used.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let error = FieldError { field: field.to_owned(), message: message.into(), code: code.to_owned() };
        Self::invalid(vec![error])
    }

    /// Fields that cannot be used.
    #[must_use]
    pub fn invalid(details: Vec<FieldError>) -> Self {
        let message = match details.as_slice() {
            [only] if only.field.is_empty() => only.message.clone(),
            [only] => format!("{}: {}", only.field, only.message),
            several => format!("{} fields cannot be used.", several.len()),
        };
        Self { details: Some(details), ..Self::new(Code::ValidationError, message) }
    }

    /// Brings a further field along.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.more.insert(name.to_owned(), json!(value));
        self
    }

    /// Nothing is there, or nothing that the caller may see.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// Too many.
    #[must_use]
    pub fn limited(charge: &Charge) -> Self {
        let Charge::Refused { standing, by_platform, retry_after } = charge else {
            return Self::new(Code::InternalError, "Something went wrong.");
        };
        let whose = if *by_platform { "this site" } else { "your tier" };
        let message = format!("The limit of {whose} is reached: {} in the window.", standing.limit);
        let mut error = Self::new(Code::RateLimitExceeded, message)
            .with("limit", standing.limit)
            .with("reset_at", standing.reset_at)
            .with("limited_by", if *by_platform { "platform" } else { "tier" });
        standing_headers(&mut error.headers, standing);
        let seconds = retry_after.num_seconds().max(0) + i64::from(retry_after.subsec_nanos() > 0);
        error.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        error
    }

    /// As an entry of a list of errors.
    pub(crate) fn entry(&self) -> Map<String, Value> {
        let mut entry = Map::new();
        entry.insert("error".to_owned(), json!(self.code.row().1));
        entry.insert("message".to_owned(), json!(self.message));
        if let Some(details) = &self.details {
            entry.insert("details".to_owned(), json!(details));
        }
        entry.extend(Map::clone(&self.more));
        entry
    }
}

/// `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds since 1970).
pub(crate) fn standing_headers(headers: &mut HeaderMap, standing: &Standing) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(standing.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(standing.remaining));
    let reset: DateTime<Utc> = standing.reset_at;
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset.timestamp() + 1));
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, word, _) = self.code.row();
        let body = ErrorBody {
            error: word.to_owned(),
            message: self.message,
            details: self.details,
            request_id: REQUEST_ID.try_with(Clone::clone).ok(),
            more: *self.more,
        };
        let mut headers = *self.headers;
        if self.code == Code::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        (status, headers, Json(body)).into_response()
    }
}

impl From<QueueError> for ApiError {
    fn from(error: QueueError) -> Self {
        // The chain of a database error holds no value of a row: parameters are bound.
        tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
        match error {
            QueueError::Database(_) => Self::new(Code::DbError, "The database did not answer as expected."),
            _ => Self::new(Code::InternalError, "Something went wrong."),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        QueueError::from(error).into()
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NobodyNamed => Self::field("user_id", "required", "Say for which user."),
            Denied::SomebodyElse => Self::new(Code::Forbidden, "You may only act for yourself."),
        }
    }
}

impl ApiError {
    /// Why a job did not do as asked; `code` is for a status that does not admit it.
    pub(crate) fn unmoved(code: Code, unmoved: Unmoved) -> Self {
        match unmoved {
            Unmoved::NotFound => Self::not_found("job"),
            Unmoved::Status { status, reason } => {
                Self::new(code, reason).with("current_status", status).with("reason", reason)
            }
            Unmoved::Queue(error) => error.into(),
        }
    }
}
