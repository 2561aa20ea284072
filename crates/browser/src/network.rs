//! The request gate: nothing leaves a context before its guard has said so.
//!
//! Requests are held by one `Fetch.enable` on the browser itself. Unlike one per
//! page it has no moment between the birth of a page, popup, frame or worker
//! and its being watched, and it still sees what a page sends while it unloads.
//! A request whose context is not known is aborted. `WebSocket`s are not
//! requests to the protocol; `sockets.rs` judges those.
//!
//! Two things happen behind a held request's back. A cookie that a script
//! writes while a request is held leaves with it: so scripts ask before they
//! write one (`page_exits.js`), and the guard judges that as well. And the
//! browser does not always hold the request of a link with `download`: so such
//! links do nothing.

use crate::protocol::lock;
use crate::targets::{Hub, Owner, text};
use crate::{BrowserError, Incoming, Outgoing, Verdict};
use base64::Engine;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a request may wait for its frame to become known.
const OWNER_LIMIT: Duration = Duration::from_secs(2);

/// A request that is older no longer keeps a page from being settled: it is a long poll or a stream.
const LONG_POLL: Duration = Duration::from_secs(5);

/// Most of a body that is handed to the guard.
const BODY_LIMIT: usize = 8 << 20;

/// The requests of a tab that have not been answered.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    under_way: HashMap<String, Instant>,
    /// When the last one started or ended.
    last: Option<Instant>,
    count: u64,
    /// Status and address of the last document of the top frame.
    pub(crate) document: Option<(u16, String)>,
}

impl Traffic {
    /// Requests of an earlier document are cancelled without a word.
    pub(crate) fn new_document(&mut self) {
        self.under_way.clear();
        self.last = Some(Instant::now());
    }

    /// No request is under way, and none has been for `quiet`.
    pub(crate) fn is_quiet(&self, quiet: Duration) -> bool {
        self.under_way.values().all(|since| since.elapsed() > LONG_POLL)
            && self.last.is_none_or(|last| last.elapsed() >= quiet)
    }

    /// Time left until nothing has started or ended for `quiet`.
    pub(crate) fn until_idle_for(&self, quiet: Duration) -> Duration {
        self.last.map_or(Duration::ZERO, |last| quiet.saturating_sub(last.elapsed()))
    }

    /// How many requests have started so far.
    pub(crate) fn started_so_far(&self) -> u64 {
        self.count
    }

    fn started(&mut self, id: &str) {
        let now = Instant::now();
        self.under_way.insert(id.to_owned(), now);
        self.count += 1;
        self.last = Some(now);
    }

    fn ended(&mut self, id: &str) {
        if self.under_way.remove(id).is_some() {
            self.last = Some(Instant::now());
        }
    }
}

/// [`Outgoing::resource`] of a cookie that a script wants to write.
const COOKIE: &str = "Cookie";

/// Starts holding every request of the browser, and every answer, which is how the guard learns of it.
pub(crate) async fn hold_requests(hub: &Hub) -> Result<(), BrowserError> {
    let patterns = json!({ "patterns": [
        { "urlPattern": "*", "requestStage": "Request" },
        { "urlPattern": "*", "requestStage": "Response" },
    ] });
    hub.client.call(None, "Fetch.enable", patterns).await.map(drop)
}

/// Takes one held request or answer. Called on the reading task.
pub(crate) fn paused(hub: &Arc<Hub>, params: Value) {
    if params.get("responseStatusCode").is_some() || params.get("responseErrorReason").is_some() {
        answered(hub, &params);
    } else {
        let hub = hub.clone();
        tokio::spawn(async move { judge(&hub, params).await });
    }
}

async fn judge(hub: &Hub, params: Value) {
    let Some(pause) = text(&params["requestId"]) else { return };
    let frame = text(&params["frameId"]).unwrap_or_default();
    let request = outgoing(&params, job(&pause), frame.clone());
    if asks_about_a_cookie(hub, &request.url) {
        return judge_cookie(hub, &pause, request).await;
    }
    let verdict = match owner(hub, &frame).await {
        None => Verdict::Abort,
        Some(_) if stays_inside(&request.url) => Verdict::Pass,
        Some(owner) => {
            let counted = owner.tab.filter(|_| counts(&request.resource));
            if let Some(tab) = &counted {
                lock(&tab.traffic).started(&request.id);
            }
            let verdict = owner.context.guard.judge(&request).await;
            if verdict == Verdict::PassOnce {
                owner.context.switchboard.only_once(&request).await;
            }
            if verdict == Verdict::Abort
                && let Some(tab) = &counted
            {
                lock(&tab.traffic).ended(&request.id);
                tab.changed();
            }
            verdict
        }
    };
    match verdict {
        Verdict::Pass | Verdict::PassOnce => {
            hub.client.tell(None, "Fetch.continueRequest", &json!({ "requestId": pause }))
        }
        Verdict::Abort => {
            // An aborted navigation leaves the page as it is; a blocked one would put an error page in its place.
            let reason = if params["resourceType"] == "Document" { "Aborted" } else { "BlockedByClient" };
            let refusal = json!({ "requestId": pause, "errorReason": reason });
            hub.client.tell(None, "Fetch.failRequest", &refusal);
        }
    }
}

fn asks_about_a_cookie(hub: &Hub, url: &str) -> bool {
    url.strip_suffix(hub.cookie_path.as_str()).is_some_and(|origin| origin.matches('/').count() == 2)
}

/// Answers a script that waits to write a cookie. Nothing is fetched, whatever the verdict.
async fn judge_cookie(hub: &Hub, pause: &str, question: Outgoing) {
    let origin = question.url.trim_end_matches(hub.cookie_path.as_str()).to_owned() + "/";
    let (method, resource) = ("SET".into(), COOKIE.into());
    let cookie = Outgoing { method, resource, url: origin, headers: Vec::new(), ..question };
    let verdict = match owner(hub, &cookie.frame).await {
        Some(owner) => owner.context.guard.judge(&cookie).await,
        None => Verdict::Abort,
    };
    let status = if verdict == Verdict::Pass { 204 } else { 403 };
    hub.client.tell(None, "Fetch.fulfillRequest", &json!({ "requestId": pause, "responseCode": status }));
}

fn answered(hub: &Hub, params: &Value) {
    let Some(pause) = text(&params["requestId"]) else { return };
    let frame = text(&params["frameId"]).unwrap_or_default();
    let answer = incoming(params, job(&pause));
    if let Some(owner) = hub.owner(&frame) {
        if let Some(tab) = &owner.tab {
            let mut traffic = lock(&tab.traffic);
            traffic.ended(&answer.id);
            if frame == tab.target
                && params["resourceType"] == "Document"
                && let Some(status) = answer.status.filter(|_| answer.location.is_none())
            {
                traffic.document = Some((status, answer.url.clone()));
            }
            drop(traffic);
            tab.changed();
        }
        if !stays_inside(&answer.url) {
            owner.context.switchboard.answered(&answer);
            owner.context.guard.answered(&answer);
        }
    }
    // Continuing an answer lets it through as it came, redirects and failures included.
    hub.client.tell(None, "Fetch.continueRequest", &json!({ "requestId": pause }));
}

async fn owner(hub: &Hub, frame: &str) -> Option<Owner> {
    let mut changes = hub.owners_changed.subscribe();
    let search = async {
        loop {
            if let Some(owner) = hub.owner(frame) {
                return Some(owner);
            }
            changes.changed().await.ok()?;
        }
    };
    tokio::time::timeout(OWNER_LIMIT, search).await.ok().flatten()
}

/// The pauses of one request, its redirects and its answer share the name up to the last dot.
fn job(pause: &str) -> String {
    pause.rsplit_once('.').map_or(pause, |(job, _)| job).to_owned()
}

/// Addresses that never reach the network.
fn stays_inside(url: &str) -> bool {
    ["data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Resources a page waits for before it looks finished.
fn counts(resource: &str) -> bool {
    matches!(resource, "Document" | "XHR" | "Fetch" | "Script" | "Stylesheet")
}

fn outgoing(params: &Value, id: String, frame: String) -> Outgoing {
    let request = &params["request"];
    let (body, body_incomplete) = body(request);
    let fragment = text(&request["urlFragment"]).unwrap_or_default();
    Outgoing {
        id,
        frame,
        method: text(&request["method"]).unwrap_or_default().to_ascii_uppercase(),
        url: text(&request["url"]).unwrap_or_default() + &fragment,
        resource: text(&params["resourceType"]).unwrap_or_default(),
        headers: headers(request),
        body,
        body_incomplete,
    }
}

fn headers(request: &Value) -> Vec<(String, String)> {
    let shown = request["headers"].as_object().into_iter().flatten();
    shown.map(|(name, value)| (name.to_ascii_lowercase(), text(value).unwrap_or_default())).collect()
}

fn body(request: &Value) -> (Vec<u8>, bool) {
    let Some(entries) = request["postDataEntries"].as_array() else {
        let shown = request["postData"].as_str().unwrap_or_default();
        return (shown.as_bytes().to_vec(), request["hasPostData"] == true && shown.is_empty());
    };
    let mut body = Vec::new();
    let mut incomplete = entries.is_empty() && request["hasPostData"] == true;
    for entry in entries {
        let bytes =
            entry["bytes"].as_str().and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
        match bytes {
            Some(bytes) if body.len() + bytes.len() <= BODY_LIMIT => body.extend(bytes),
            // A file, a blob or a stream: the browser reads it only while sending.
            _ => incomplete = true,
        }
    }
    (body, incomplete)
}

fn incoming(params: &Value, id: String) -> Incoming {
    let status = params["responseStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    let headers = params["responseHeaders"].as_array().map(Vec::as_slice).unwrap_or_default();
    let location = status.filter(|status| (300..400).contains(status)).and_then(|_| {
        let is_location =
            |header: &&Value| header["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("location"));
        headers.iter().find(is_location).and_then(|header| text(&header["value"]))
    });
    Incoming { id, url: text(&params["request"]["url"]).unwrap_or_default(), status, location }
}

#[cfg(test)]
mod tests;
