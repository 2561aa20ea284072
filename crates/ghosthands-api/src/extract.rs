//! Reading requests: what is wrong with a body, a path or a query is told in the service's own words.

use crate::errors::{ApiError, Code};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use ghosthands::contract::FieldError;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body. Not JSON is 400; JSON of another shape is 422 and names the field.
#[derive(Debug)]
pub(crate) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status().as_u16() {
                413 => ApiError::new(Code::PayloadTooLarge, "The body is larger than this route takes."),
                _ => ApiError::new(Code::BadRequest, "The body could not be read."),
            })?;
        read(&bytes).map(Self)
    }
}

/// Reads a JSON text; an empty one is an empty object.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    // A list would be taken for the fields of an object in their order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
            Ok(_) => Err(ApiError::field("", "invalid_type", "Expected an object.")),
            Err(_) => Err(ApiError::new(Code::BadRequest, "The body is not valid JSON.")),
        };
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| wrong(&error))?;
    reader.end().map_err(|_| ApiError::new(Code::BadRequest, "There is something after the JSON body."))?;
    Ok(value)
}

fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let inner = error.inner();
    if !inner.is_data() {
        let place = format!("line {}, column {}", inner.line(), inner.column());
        return ApiError::new(Code::BadRequest, format!("The body is not valid JSON ({place})."));
    }
    ApiError::invalid(vec![field_error(error.path(), &inner.to_string())])
}

/// What serde says, without the values it repeats.
pub(crate) fn field_error(path: &serde_path_to_error::Path, said: &str) -> FieldError {
    let field = match path.to_string() {
        path if path == "." => String::new(),
        path => path,
    };
    let (code, message) = match said {
        said if said.starts_with("unknown variant") => {
            let allowed = said.split_once("expected ").map_or("", |(_, rest)| rest);
            let allowed = allowed.rsplit_once(" at line").map_or(allowed, |(allowed, _)| allowed);
            ("invalid_value", format!("Expected {}.", allowed.replace('`', "")))
        }
        said if said.starts_with("invalid type") => {
            let expected = said.rsplit_once("expected ").map_or("another type", |(_, rest)| rest);
            let expected = expected.rsplit_once(" at line").map_or(expected, |(expected, _)| expected);
            ("invalid_type", format!("Expected {expected}."))
        }
        _ => ("invalid_format", "The value cannot be read.".to_owned()),
    };
    FieldError { field, message, code: code.to_owned() }
}

/// Parts of the path. One of the wrong form is 422 and not 404: nothing could ever be there.
#[derive(Debug)]
pub(crate) struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(_) => Err(ApiError::field("path", "invalid_format", "The address holds an identifier that is none.")),
        }
    }
}

/// The query, as pairs that are read one by one; what is wrong is collected.
#[derive(Debug)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let text = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        Ok(Self { pairs, errors: Vec::new() })
    }
}

impl Query {
    /// The last value of that name; an empty one is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Comma-separated, or given several times.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let given = self.pairs.iter().filter(|(key, _)| key == name);
        let parts = given.flat_map(|(_, value)| value.split(',')).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A value of some type.
    pub(crate) fn parse<T: FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let parsed = self.text(name)?.parse().ok();
        if parsed.is_none() {
            self.refuse(name, "invalid_format", expected);
        }
        parsed
    }

    /// A whole number in a range.
    pub(crate) fn number(&mut self, name: &str, range: std::ops::RangeInclusive<i64>, default: i64) -> i64 {
        let expected = format!("Expected a number from {} to {}.", range.start(), range.end());
        match self.parse::<i64>(name, &expected) {
            Some(number) if range.contains(&number) => number,
            Some(number) => {
                let code = if number < *range.start() { "too_small" } else { "too_big" };
                self.refuse(name, code, &expected);
                default
            }
            None => default,
        }
    }

    /// Notes what is wrong.
    pub(crate) fn refuse(&mut self, name: &str, code: &str, message: &str) {
        let error = FieldError { field: name.to_owned(), message: message.to_owned(), code: code.to_owned() };
        self.errors.push(error);
    }

    /// Everything that was wrong.
    pub(crate) fn done(self) -> Result<(), ApiError> {
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.errors)) }
    }
}
