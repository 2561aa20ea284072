//! Tokens of persons: JSON Web Tokens as Supabase and other services issue them.
//!
//! A token is signed with a shared secret (HS256) or with a key of a published set (RS256, ES256). The algorithm is
//! that of the key, never merely what the token says of itself; expiry and audience are required. The key set is
//! fetched when a token names a key that is not known, at most every half a minute, and again every ten minutes.

mod signatures;

use domain::UserId;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::RwLock;
use url::Url;
use uuid::Uuid;

/// Longest token that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;
/// Largest key set, in bytes.
const LARGEST_SET: usize = 256 * 1024;
/// Age at which a key set is fetched again.
const FRESH: Duration = Duration::from_secs(600);
/// Shortest time between two fetches.
const PAUSE: Duration = Duration::from_secs(30);
/// Difference of clocks that is tolerated, in seconds.
const LEEWAY: u64 = 30;

/// Which tokens are accepted.
#[derive(Clone, Default)]
pub struct TokenOptions {
    /// Shared secret of HS256.
    pub secret: Option<String>,
    /// Address of a key set (RFC 7517).
    pub key_set: Option<Url>,
    /// Who the token has to be for.
    pub audience: String,
    /// Who has to have issued it, when that matters.
    pub issuer: Option<String>,
}

impl std::fmt::Debug for TokenOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenOptions")
            .field("audience", &self.audience)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// Why a token is not accepted. Says nothing about the token's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Tokens are not accepted here at all.
    #[error("tokens are not accepted here")]
    NotConfigured,
    /// It is no token, or its signature, its audience or its issuer is wrong.
    #[error("the token is not valid")]
    Invalid,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// The keys could not be fetched.
    #[error("the keys for checking tokens could not be fetched")]
    KeysUnavailable,
}

/// Checks tokens.
pub struct Tokens {
    options: TokenOptions,
    client: reqwest::Client,
    fetched: RwLock<Fetched>,
}

#[derive(Default)]
struct Fetched {
    keys: HashMap<String, (Algorithm, DecodingKey)>,
    at: Option<Instant>,
    tried: Option<Instant>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Accepts tokens as told.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(options: TokenOptions) -> Result<Self, reqwest::Error> {
        signatures::install();
        ghosthands::egress::install_tls();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { options, client, fetched: RwLock::default() })
    }

    /// Whether any token can be accepted.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.options.secret.is_some() || self.options.key_set.is_some()
    }

    /// The person a token speaks for.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn verify(&self, token: &str) -> Result<UserId, TokenError> {
        if !self.is_configured() {
            return Err(TokenError::NotConfigured);
        }
        if token.len() > LONGEST {
            return Err(TokenError::Invalid);
        }
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let (algorithm, key) = match header.alg {
            Algorithm::HS256 => {
                let secret = self.options.secret.as_ref().ok_or(TokenError::Invalid)?;
                (Algorithm::HS256, DecodingKey::from_secret(secret.as_bytes()))
            }
            Algorithm::RS256 | Algorithm::ES256 => self.key(&header.kid.ok_or(TokenError::Invalid)?).await?,
            _ => return Err(TokenError::Invalid),
        };
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.options.audience]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        if let Some(issuer) = &self.options.issuer {
            validation.set_issuer(&[issuer]);
            validation.required_spec_claims.insert("iss".to_owned());
        }
        let claims = decode::<Claims>(token, &key, &validation).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::ExpiredSignature => TokenError::Expired,
            _ => TokenError::Invalid,
        })?;
        claims.claims.sub.parse::<Uuid>().map(UserId).map_err(|_| TokenError::Invalid)
    }

    /// The published key of that name.
    async fn key(&self, kid: &str) -> Result<(Algorithm, DecodingKey), TokenError> {
        if self.options.key_set.is_none() {
            return Err(TokenError::Invalid);
        }
        {
            let fetched = self.fetched.read().await;
            let fresh = fetched.at.is_some_and(|at| at.elapsed() < FRESH);
            if let Some(key) = fetched.keys.get(kid).filter(|_| fresh) {
                return Ok(key.clone());
            }
        }
        // One fetch at a time; whoever waited finds what the other fetched.
        let mut fetched = self.fetched.write().await;
        let fresh = fetched.at.is_some_and(|at| at.elapsed() < FRESH);
        let may_try = fetched.tried.is_none_or(|tried| tried.elapsed() >= PAUSE);
        if !(fresh && fetched.keys.contains_key(kid)) && may_try {
            fetched.tried = Some(Instant::now());
            if let Some(keys) = self.fetch().await {
                (fetched.keys, fetched.at) = (keys, Some(Instant::now()));
            }
        }
        // Keys that could not be renewed go on being used: who publishes them may be down for a while.
        match (fetched.keys.get(kid), fetched.at) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(_)) => Err(TokenError::Invalid),
            (None, None) => Err(TokenError::KeysUnavailable),
        }
    }

    async fn fetch(&self) -> Option<HashMap<String, (Algorithm, DecodingKey)>> {
        let url = self.options.key_set.clone()?;
        let fetching = async {
            let mut response = self.client.get(url).send().await.ok()?.error_for_status().ok()?;
            let mut bytes = Vec::new();
            while let Some(chunk) = response.chunk().await.ok()? {
                if bytes.len() + chunk.len() > LARGEST_SET {
                    return None;
                }
                bytes.extend_from_slice(&chunk);
            }
            serde_json::from_slice::<JwkSet>(&bytes).ok()
        };
        let set = fetching.await;
        if set.is_none() {
            tracing::warn!("the key set for tokens could not be fetched");
        }
        Some(set?.keys.iter().filter_map(usable).collect())
    }
}

/// A public key for signatures, with the one algorithm it is for.
fn usable(jwk: &Jwk) -> Option<(String, (Algorithm, DecodingKey))> {
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => Algorithm::ES256,
        _ => return None,
    };
    let declared = jwk.common.key_algorithm.map(|declared| declared.to_string());
    if declared.is_some_and(|declared| declared != format!("{algorithm:?}")) {
        return None;
    }
    Some((jwk.common.key_id.clone()?, (algorithm, DecodingKey::from_jwk(jwk).ok()?)))
}

#[cfg(test)]
mod tests;
