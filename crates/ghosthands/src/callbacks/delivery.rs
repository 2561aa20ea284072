//! One attempt to deliver a callback over HTTP.

use super::DispatcherOptions;
use super::outbox::Claimed;
use super::signature::{self, Signed};
use crate::settings::Secret;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Response};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// As the receivers of old know it.
const USER_AGENT: &str = "GhostHands-Callback/1.0";
/// What is read of an answer, so that the connection can be used again. Nothing in it is looked at.
const MOST_ANSWER_BYTES: usize = 16 * 1024;

/// Which addresses may be called.
pub trait Egress: Send + Sync {
    /// Refuses an address by what it says.
    ///
    /// # Errors
    /// A sentence without the address.
    fn allows(&self, url: &Url) -> Result<(), String>;

    /// Looks names up, leaving out what must not be connected to.
    fn resolver(&self) -> Option<Arc<dyn reqwest::dns::Resolve>> {
        None
    }
}

/// No restriction.
#[derive(Debug, Clone, Copy)]
pub struct Anywhere;

impl Egress for Anywhere {
    fn allows(&self, _: &Url) -> Result<(), String> {
        Ok(())
    }
}

/// Why a callback was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// Trying again cannot help.
    #[error("{0}")]
    Never(String),
    /// Trying again may.
    #[error("{0}")]
    Later(String),
}

/// Carries callbacks.
pub(super) struct Courier {
    client: Client,
    egress: Arc<dyn Egress>,
    service_key: Option<Secret>,
    kasm_url: Option<String>,
}

impl Courier {
    pub(super) fn new(options: &DispatcherOptions) -> Result<Self, String> {
        Ok(Self {
            client: client(options.attempt, options.egress.resolver())?,
            egress: options.egress.clone(),
            service_key: options.service_key.clone(),
            kasm_url: options.kasm_url.clone(),
        })
    }

    pub(super) async fn deliver(&self, claimed: &Claimed) -> Result<(), Refusal> {
        let url = Url::parse(&claimed.url).map_err(|_| Refusal::Never("the address cannot be read".into()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Never("the address is neither http nor https".into()));
        }
        self.egress.allows(&url).map_err(Refusal::Never)?;
        let mut payload = claimed.payload.clone();
        if let (Some(fields), Some(kasm)) = (payload.as_object_mut(), &self.kasm_url) {
            fields.entry("kasm_url").or_insert_with(|| kasm.as_str().into());
        }
        let body = serde_json::to_vec(&payload).map_err(|error| Refusal::Never(error.to_string()))?;
        let (delivery, sequence) = (claimed.id.to_string(), claimed.sequence.to_string());
        let mut request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(signature::DELIVERY, &delivery)
            .header(signature::SEQUENCE, &sequence);
        if let Some(key) = &self.service_key {
            let mut header = HeaderValue::from_str(key.expose())
                .map_err(|_| Refusal::Later("the service key cannot be sent in a header".into()))?;
            header.set_sensitive(true);
            let signed = Signed { delivery: &delivery, sequence: &sequence, body: &body };
            let signature = signature::sign(key.expose().as_bytes(), signed, chrono::Utc::now().timestamp());
            request = request.header(signature::SERVICE_KEY, header).header(signature::SIGNATURE, signature);
        }
        let answer = request.body(body).send().await.map_err(|error| Refusal::Later(in_words(&error)))?;
        let status = answer.status();
        read_a_little(answer).await;
        match status.is_success() {
            true => Ok(()),
            false => Err(Refusal::Later(format!("the receiver answered {}", status.as_u16()))),
        }
    }
}

/// A client that follows no redirect, uses no proxy of the environment and asks no other resolver than the given one,
/// so that what was allowed is what is connected to.
pub(crate) fn client(limit: Duration, resolver: Option<Arc<dyn reqwest::dns::Resolve>>) -> Result<Client, String> {
    // Fails when one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .timeout(limit)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .pool_idle_timeout(Duration::from_secs(30));
    let builder = match resolver {
        Some(resolver) => builder.dns_resolver(resolver),
        None => builder,
    };
    builder.build().map_err(|error| format!("no HTTP client can be made: {}", error.without_url()))
}

async fn read_a_little(mut answer: Response) {
    let mut read = 0;
    while read < MOST_ANSWER_BYTES
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        read += chunk.len();
    }
}

/// What went wrong, without the address.
pub(crate) fn in_words(error: &reqwest::Error) -> String {
    let what = match error {
        _ if error.is_timeout() => "the receiver did not answer in time",
        _ if error.is_connect() => "the receiver cannot be reached",
        _ if error.is_request() || error.is_body() => "the connection broke",
        _ => "the receiver's answer cannot be read",
    };
    what.to_owned()
}

/// The host of an address, for logs.
pub(super) fn receiver(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "an address that cannot be read".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_host_is_logged() {
        for (url, shown) in [
            ("https://u:p@valet.example/hook/s3cret?token=t0ken", "valet.example"),
            ("token=t0ken", "an address that cannot be read"),
        ] {
            assert_eq!(receiver(url), shown);
        }
    }
}
