//! Who asks. A route that takes no [`Asking`] or [`Operator`] is public; there is no other way to learn the caller.

use crate::errors::{ApiError, Code};
use crate::state::State;
use crate::tokens::TokenError;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use ghosthands::access::Caller;

/// Header of the service key.
pub(crate) const SERVICE_KEY: &str = "x-gh-service-key";

/// A caller with valid credentials.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking(pub Caller);

/// A caller with a service key: for what concerns no person but the service itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operator;

impl FromRequestParts<State> for Asking {
    type Rejection = ApiError;

    /// A service key that is offered decides; a token is looked at only without one.
    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        if let Some(offered) = parts.headers.get(SERVICE_KEY) {
            if state.keys.is_empty() {
                return Err(ApiError::new(
                    Code::ServerConfigError,
                    "No service key is configured (GH_SERVICE_SECRET).",
                ));
            }
            return match state.keys.accepts(offered.as_bytes()) {
                true => Ok(Self(Caller::Service)),
                false => Err(ApiError::new(Code::Unauthorized, "Invalid service key.")),
            };
        }
        let Some(offered) = parts.headers.get(AUTHORIZATION) else {
            let message = "Send a service key (X-GH-Service-Key) or a token (Authorization: Bearer …).";
            return Err(ApiError::new(Code::Unauthorized, message));
        };
        let token = offered.to_str().ok().and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let token =
            token.ok_or_else(|| ApiError::new(Code::Unauthorized, "Expected `Authorization: Bearer` and a token."))?;
        match state.tokens.verify(token).await {
            Ok(user) => Ok(Self(Caller::User(user))),
            Err(error @ TokenError::KeysUnavailable) => {
                tracing::error!(%error, "tokens cannot be checked");
                Err(ApiError::new(Code::InternalError, "Tokens cannot be checked at the moment."))
            }
            Err(error) => Err(ApiError::new(Code::Unauthorized, format!("{}.", capitalised(&error.to_string())))),
        }
    }
}

impl FromRequestParts<State> for Operator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        match Asking::from_request_parts(parts, state).await?.0 {
            Caller::Service => Ok(Self),
            Caller::User(_) => Err(ApiError::new(Code::Forbidden, "This needs a service key.")),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
