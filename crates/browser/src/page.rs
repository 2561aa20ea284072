//! A tab: opening addresses, reading it, waiting for it.

use crate::frames;
use crate::protocol::lock;
use crate::tabs::{Frame, Tab};
use crate::targets::Hub;
use crate::{BrowserError, Navigation, Result};
use base64::Engine;
use forms::fields::ElementRef;
use forms::snapshot::{FrameSnapshot, PageSnapshot};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The page script stops by itself well before.
const SNAPSHOT_LIMIT: Duration = Duration::from_secs(8);

/// A foreign frame that does not answer within this is left out of the snapshot.
const SUBFRAME_LIMIT: Duration = Duration::from_secs(4);

/// How long such a frame is left alone.
const DEAF: Duration = Duration::from_secs(60);

/// Most frames a snapshot asks.
const FRAME_LIMIT: usize = 100;

/// Pause before frames that were not at rest are asked again.
const PACE: Duration = Duration::from_millis(5);

/// Highest screenshot, CSS pixels.
const SCREENSHOT_HEIGHT: f64 = 16_000.0;

const SCREENSHOT_LIMIT: Duration = Duration::from_secs(30);

/// Longest HTML kept, bytes.
const HTML_LIMIT: usize = 5_000_000;

/// What Chromium calls a failure that came without a body.
const EMPTY_FAILURE: &str = "net::ERR_HTTP_RESPONSE_CODE_FAILURE";

/// From when on a page must have been quiet.
#[derive(Clone, Copy, PartialEq)]
enum Since {
    /// From the question on.
    Now,
    /// From whenever it became quiet.
    Before,
}

/// A tab. Operations on elements take [`ElementRef`]s of the latest snapshot.
#[derive(Clone)]
pub struct Page {
    pub(crate) hub: Arc<Hub>,
    pub(crate) tab: Arc<Tab>,
}

impl Page {
    pub(crate) fn new(hub: Arc<Hub>, tab: Arc<Tab>) -> Self {
        Self { hub, tab }
    }

    /// Address of the top document.
    #[must_use]
    pub fn url(&self) -> String {
        lock(&self.tab.frames).get(&self.tab.target).map(|frame| frame.url.clone()).unwrap_or_default()
    }

    /// The browser's identifier of the top frame, as in [`crate::Outgoing::frame`].
    #[must_use]
    pub fn main_frame(&self) -> &str {
        &self.tab.target
    }

    /// Opens `url` and waits for the document to be parsed.
    ///
    /// # Errors
    /// [`BrowserError::Navigation`] when nothing could be loaded, the guard
    /// refused it, or it was a download; [`BrowserError::Timeout`].
    pub async fn goto(&self, url: &str, limit: Duration) -> Result<Navigation> {
        let deadline = Instant::now() + limit;
        lock(&self.tab.traffic).document = None;
        let answer = match self.call_within("Page.navigate", json!({ "url": url }), limit).await {
            Err(BrowserError::Protocol(message)) => return Err(BrowserError::Navigation(message)),
            Err(BrowserError::Timeout(_)) => return Err(BrowserError::Timeout("opening the page")),
            other => other?,
        };
        if let Some(error) = answer["errorText"].as_str().filter(|text| !text.is_empty()) {
            let document = lock(&self.tab.traffic).document.clone().filter(|_| error == EMPTY_FAILURE);
            let (status, url) = document.ok_or_else(|| BrowserError::Navigation(error.to_owned()))?;
            return Ok(Navigation { status: Some(status), url, empty: true });
        }
        if answer["isDownload"] == true {
            return Err(BrowserError::Navigation("it is a download".into()));
        }
        if let Some(loader) = answer["loaderId"].as_str() {
            self.parsed(loader, deadline.saturating_duration_since(Instant::now())).await?;
        }
        let document = lock(&self.tab.traffic).document.clone();
        Ok(Navigation { status: document.map(|(status, _)| status), url: self.url(), empty: false })
    }

    /// Waits for the document of `loader`, or for one that took its place at once.
    async fn parsed(&self, loader: &str, limit: Duration) -> Result<()> {
        let before = self.top().map(|top| top.loader).unwrap_or_default();
        let arrived = |tab: &Tab| {
            let frames = lock(&tab.frames);
            let top = frames.get(&tab.target)?;
            (top.parsed() && (top.loader == loader || top.loader != before)).then_some(())
        };
        self.tab.until("opening the page", limit, arrived).await
    }

    fn top(&self) -> Option<Frame> {
        lock(&self.tab.frames).get(&self.tab.target).cloned()
    }

    /// Everything the brain needs, from all frames, in one round trip per process.
    ///
    /// Frames that navigate away or do not answer while it is taken are left out; only the top frame must answer.
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when the top document kept changing, [`BrowserError::Timeout`], [`BrowserError::Crashed`].
    pub async fn snapshot(&self) -> Result<PageSnapshot> {
        match self.snapshot_once().await {
            // The document was replaced between the question and the answer.
            Err(BrowserError::Gone) => self.snapshot_once().await,
            other => other,
        }
    }

    async fn snapshot_once(&self) -> Result<PageSnapshot> {
        let ids = self.frames_in_order().await;
        let shots = join_all(ids.iter().map(|id| self.frame_snapshot(id))).await;
        let mut frames = Vec::with_capacity(shots.len());
        for (id, shot) in ids.iter().zip(shots) {
            match shot {
                Ok(frame) => frames.push(frame),
                Err(error) if *id == self.tab.target => return Err(error),
                Err(BrowserError::Crashed) if self.hub.client.is_closed() => return Err(BrowserError::Crashed),
                Err(error) => {
                    if matches!(error, BrowserError::Timeout(_)) {
                        self.leave_alone(id);
                    }
                    tracing::debug!(%error, "a frame was left out of the snapshot");
                }
            }
        }
        let top = frames.first().ok_or(BrowserError::Gone)?;
        Ok(PageSnapshot { url: top.url.clone(), title: top.title.clone(), frames })
    }

    fn leave_alone(&self, frame: &str) {
        if let Some(frame) = lock(&self.tab.frames).get_mut(frame) {
            frame.deaf_until = Some(Instant::now() + DEAF);
        }
    }

    /// The frames that can be asked.
    fn hearing(&self) -> HashMap<String, Frame> {
        let mut frames = lock(&self.tab.frames).clone();
        frames.retain(|_, frame| frame.deaf_until.is_none_or(|until| until <= Instant::now()));
        frames
    }

    async fn frame_snapshot(&self, id: &str) -> Result<FrameSnapshot> {
        let limit = if id == self.tab.target { SNAPSHOT_LIMIT } else { SUBFRAME_LIMIT };
        let json = self.ask_frame(id, "snapshot()", limit).await?;
        let text = json.as_str().unwrap_or_default();
        let mut frame: FrameSnapshot = serde_json::from_str(text)
            .map_err(|error| BrowserError::Protocol(format!("an unreadable snapshot: {error}")))?;
        id.clone_into(&mut frame.frame);
        Ok(frame)
    }

    /// Frame ids, top first, each followed by its children in document order.
    async fn frames_in_order(&self) -> Vec<String> {
        let frames = self.hearing();
        let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
        for (id, frame) in &frames {
            if let Some(parent) = &frame.parent {
                children.entry(parent).or_default().push(id);
            }
        }
        for siblings in children.values_mut() {
            siblings.sort_by_key(|id| frames[*id].order);
        }
        let crowded: Vec<&str> =
            children.iter().filter(|(_, list)| list.len() > 1).map(|(parent, _)| *parent).collect();
        for parent in crowded {
            if let Some(sorted) = self.document_order(parent, &children[parent]).await {
                let siblings = children.get_mut(parent).map(std::mem::take).unwrap_or_default();
                children.insert(parent, sorted.into_iter().map(|index| siblings[index]).collect());
            }
        }
        let mut order = Vec::new();
        let mut open = vec![self.tab.target.as_str()];
        while let Some(id) = open.pop() {
            if order.len() == FRAME_LIMIT {
                break;
            }
            order.push(id.to_owned());
            open.extend(children.get(id).into_iter().flatten().rev());
        }
        order
    }

    /// Indexes of `siblings` in the order their elements have in the parent's document.
    async fn document_order(&self, parent: &str, siblings: &[&str]) -> Option<Vec<usize>> {
        let world = frames::world(&self.hub, &self.tab, parent).await.ok()?;
        let owners = join_all(siblings.iter().take(FRAME_LIMIT).map(|id| self.frame_element(&world, id))).await;
        let handles: Vec<Value> = owners.into_iter().map(|owner| json!({ "objectId": owner.ok() })).collect();
        let params = json!({
            "functionDeclaration": "function(...elements) { return valet.documentOrder(elements); }",
            "executionContextId": world.context,
            "arguments": handles.into_iter().map(|h| if h["objectId"].is_null() { json!({ "value": null }) } else { h }).collect::<Vec<_>>(),
            "returnByValue": true,
        });
        let result = self.hub.client.call(Some(&world.session), "Runtime.callFunctionOn", params).await.ok()?;
        let order: Vec<usize> = result["result"]["value"]
            .as_array()?
            .iter()
            .filter_map(Value::as_u64)
            .filter_map(|i| usize::try_from(i).ok())
            .collect();
        (order.len() == siblings.len()).then_some(order)
    }

    /// Handle on the element that holds a child frame, in the world of its parent.
    pub(crate) async fn frame_element(&self, parent: &frames::World, child: &str) -> Result<String> {
        let client = &self.hub.client;
        let owner = client.call(Some(&parent.session), "DOM.getFrameOwner", json!({ "frameId": child })).await?;
        let params = json!({ "backendNodeId": owner["backendNodeId"], "executionContextId": parent.context });
        let node = client.call(Some(&parent.session), "DOM.resolveNode", params).await?;
        Ok(node["object"]["objectId"].as_str().ok_or(BrowserError::Gone)?.to_owned())
    }

    /// Waits until every frame shows the document that it is to show, none has changed for `quiet` and no page-made
    /// request is under way, at most `limit`. Returns whether it became quiet. Requests
    /// older than five seconds (long polls, streams) do not count.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn settle(&self, quiet: Duration, limit: Duration) -> Result<bool> {
        self.still(quiet, limit, Since::Now).await
    }

    /// As [`Page::settle`], but the time before the call counts as well: `quiet` runs from the last change, request or
    /// input. Returns at once where nothing has happened for so long.
    ///
    /// # Errors
    /// As [`Page::settle`].
    pub async fn rest(&self, quiet: Duration, limit: Duration) -> Result<bool> {
        self.still(quiet, limit, Since::Before).await
    }

    async fn still(&self, quiet: Duration, limit: Duration, since: Since) -> Result<bool> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            let asked = self.hearing();
            let ids: Vec<&String> = asked.keys().take(FRAME_LIMIT).collect();
            let before = since == Since::Before;
            let call = format!("settled({}, {}, {before})", quiet.as_millis(), left.as_millis());
            let answers =
                join_all(ids.iter().map(|id| self.ask_frame(id, &call, left + Duration::from_millis(500)))).await;
            let mut still = true;
            for (id, answer) in ids.into_iter().zip(answers) {
                match answer {
                    Ok(settled) => still &= settled == true,
                    Err(BrowserError::Crashed) => return Err(BrowserError::Crashed),
                    // A frame that is navigating is not settled; one that hangs cannot be waited for.
                    Err(BrowserError::Gone) => still = false,
                    Err(error) if *id == self.tab.target => return Err(error),
                    Err(BrowserError::Timeout(_)) => self.leave_alone(id),
                    Err(_) => {}
                }
            }
            if still && self.traffic_quiet(quiet) && self.documents_parsed() && self.shows(&asked) {
                return Ok(true);
            }
            self.wait_for_traffic(quiet, deadline).await;
            self.wait_for_documents(deadline).await;
            // A frame that cannot be asked, and is not said to be on its way, may take a moment to be one or the other.
            let _ = self.tab.until::<()>("a change", PACE, |_| None).await;
        }
    }

    async fn wait_for_documents(&self, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now()).min(Duration::from_millis(250));
        let arrived = |_: &Tab| self.documents_parsed().then_some(());
        // Looked at again after a while: a document that takes too long stops to count without an event.
        let _ = self.tab.until("documents", left, arrived).await;
    }

    fn traffic_quiet(&self, quiet: Duration) -> bool {
        lock(&self.tab.traffic).is_quiet(quiet)
    }

    fn documents_parsed(&self) -> bool {
        self.top().is_some_and(|top| top.parsed()) && !self.hearing().values().any(Frame::arriving)
    }

    /// The frames, and the documents in them, are still these.
    fn shows(&self, asked: &HashMap<String, Frame>) -> bool {
        let now = self.hearing();
        // One that was asked and did not answer is no longer heard.
        now.iter().all(|(id, frame)| asked.get(id).is_some_and(|then| then.document() == frame.document()))
    }

    /// Waits until the traffic may have become quiet, or something else changed.
    pub(crate) async fn wait_for_traffic(&self, quiet: Duration, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        let _ = self.tab.until("traffic", left, |tab| lock(&tab.traffic).is_quiet(Duration::ZERO).then_some(())).await;
        let rest =
            lock(&self.tab.traffic).until_idle_for(quiet).min(deadline.saturating_duration_since(Instant::now()));
        tokio::time::sleep(rest).await;
    }

    /// PNG of the whole page, at most 16,000 px high.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`], [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        let metrics = self.call("Page.getLayoutMetrics", json!({})).await?;
        let size = &metrics["cssContentSize"];
        let width = size["width"].as_f64().unwrap_or(1280.0).clamp(1.0, 4_000.0);
        let height = size["height"].as_f64().unwrap_or(900.0).clamp(1.0, SCREENSHOT_HEIGHT);
        let params = json!({
            "format": "png",
            "captureBeyondViewport": true,
            "optimizeForSpeed": true,
            "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
        });
        let shot = self.call_within("Page.captureScreenshot", params, SCREENSHOT_LIMIT).await?;
        let data = shot["data"].as_str().unwrap_or_default();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| BrowserError::Protocol(format!("an unreadable screenshot: {error}")))
    }

    /// Outer HTML of the top document, cut at 5 MB.
    ///
    /// # Errors
    /// [`BrowserError::Gone`], [`BrowserError::Timeout`], [`BrowserError::Crashed`].
    pub async fn html(&self) -> Result<String> {
        let value = self.ask_frame(&self.tab.target, &format!("html({HTML_LIMIT})"), SNAPSHOT_LIMIT).await?;
        let mut html = value.as_str().unwrap_or_default().to_owned();
        html.truncate(html.floor_char_boundary(HTML_LIMIT));
        Ok(html)
    }

    /// Closes the tab without asking it.
    pub async fn close(&self) {
        // An error means that it is gone already.
        let _ = self.hub.client.call(None, "Target.closeTarget", json!({ "targetId": self.tab.target })).await;
    }

    /// To be called before a value goes into the page.
    pub(crate) async fn values_in_play(&self) {
        if let Some(context) = self.tab.context.upgrade() {
            self.hub.values_in_play(&context).await;
        }
    }

    pub(crate) async fn ask(&self, at: &ElementRef, call: &str, limit: Duration) -> Result<Value> {
        self.ask_frame(&at.frame, call, limit).await
    }

    pub(crate) async fn ask_frame(&self, frame: &str, call: &str, limit: Duration) -> Result<Value> {
        self.alive()?;
        frames::ask(&self.hub, &self.tab, frame, call, limit).await
    }

    pub(crate) async fn call(&self, method: &'static str, params: Value) -> Result<Value> {
        self.alive()?;
        self.hub.client.call(Some(&self.tab.session), method, params).await
    }

    pub(crate) async fn call_in_order(&self, calls: impl IntoIterator<Item = (&'static str, Value)>) -> Result<()> {
        self.alive()?;
        self.hub.client.call_in_order(Some(&self.tab.session), calls).await.map(drop)
    }

    async fn call_within(&self, method: &'static str, params: Value, limit: Duration) -> Result<Value> {
        self.alive()?;
        self.hub.client.call_within(Some(&self.tab.session), method, params, limit).await
    }

    fn alive(&self) -> Result<()> {
        if self.tab.dead.load(std::sync::atomic::Ordering::SeqCst) { Err(BrowserError::Crashed) } else { Ok(()) }
    }
}
