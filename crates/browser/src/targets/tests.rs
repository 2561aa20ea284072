//! What the browser's events make known, told one after the other.

use super::*;
use crate::page::Page;
use crate::tabs::Frame;
use crate::{Outgoing, Verdict};
use futures_util::future::BoxFuture;

struct Open;

impl Guard for Open {
    fn judge<'a>(&'a self, _request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::Pass })
    }
}

/// A tab `top` that shows a parsed document with one frame, `child`, whose document is being fetched.
struct Rig {
    hub: Arc<Hub>,
    _context: Arc<ContextState>,
    tab: Arc<Tab>,
}

impl Rig {
    fn new() -> Self {
        let hub = Hub::new(Client::new(tokio::io::sink()));
        let context = Arc::new(ContextState::new("context".into(), Arc::new(Open), Arc::default()));
        hub.add_context(context.clone());
        hub.event(attached(None, "top", "page", "a", false));
        let tab = hub.tab("top").unwrap();
        let rig = Self { hub, _context: context, tab };
        rig.shows("a", "top", "first");
        rig.parsed("a", "top", "first");
        rig.tell("a", "Page.frameAttached", json!({ "frameId": "child", "parentFrameId": "top" }));
        rig.tell("a", "Page.frameRequestedNavigation", json!({ "frameId": "child", "disposition": "currentTab" }));
        rig.tell("a", "Page.frameStartedNavigating", json!({ "frameId": "child", "loaderId": "far" }));
        rig
    }

    fn tell(&self, session: &str, method: &str, params: Value) {
        self.hub.event(Event { session: Some(session.into()), method: method.into(), params });
    }

    fn shows(&self, session: &str, frame: &str, loader: &str) {
        let shown = json!({ "id": frame, "loaderId": loader, "url": format!("https://example.com/{loader}") });
        self.tell(session, "Page.frameNavigated", json!({ "frame": shown }));
    }

    fn parsed(&self, session: &str, frame: &str, loader: &str) {
        let told = json!({ "frameId": frame, "loaderId": loader, "name": "DOMContentLoaded" });
        self.tell(session, "Page.lifecycleEvent", told);
    }

    fn tree(&self, session: &str, frame: &str, loader: &str) {
        let tree = json!({ "frameTree": { "frame": { "id": frame, "loaderId": loader, "url": "" } } });
        self.tell(session, FRAME_TREE, tree);
    }

    fn arriving(&self) -> bool {
        lock(&self.tab.frames).values().any(Frame::arriving)
    }
}

fn attached(parent: Option<&str>, target: &str, kind: &str, session: &str, waits: bool) -> Event {
    let info = json!({ "targetId": target, "type": kind, "browserContextId": "context", "parentFrameId": "top" });
    let params = json!({ "sessionId": session, "targetInfo": info, "waitingForDebugger": waits });
    Event { session: parent.map(str::to_owned), method: "Target.attachedToTarget".into(), params }
}

#[tokio::test]
async fn a_frame_that_moves_to_another_process_is_awaited_until_its_document_is_there() {
    let rig = Rig::new();
    assert!(rig.arriving(), "it is fetched");
    rig.hub.event(attached(Some("a"), "child", "iframe", "b", true));
    // The process begins with an empty document, which is parsed and at rest.
    rig.parsed("b", "child", "empty");
    rig.tree("b", "child", "empty");
    rig.tell("a", "Page.frameStoppedLoading", json!({ "frameId": "child" }));
    assert!(rig.arriving(), "the empty document is not the one");
    rig.shows("b", "child", "far");
    assert!(rig.arriving(), "it is parsed");
    rig.tell("a", "Page.frameDetached", json!({ "frameId": "child", "reason": "swap" }));
    rig.parsed("b", "child", "far");
    assert!(!rig.arriving());
    assert_eq!(lock(&rig.tab.frames)["child"].url, "https://example.com/far");
}

#[tokio::test]
async fn a_frame_that_was_in_its_process_before_it_was_watched_is_there() {
    let rig = Rig::new();
    rig.hub.event(attached(Some("a"), "child", "iframe", "b", false));
    rig.parsed("b", "child", "far");
    assert!(rig.arriving());
    rig.tree("b", "child", "far");
    assert!(!rig.arriving());
}

#[tokio::test]
async fn a_frame_whose_document_was_refused_is_not_awaited() {
    let rig = Rig::new();
    rig.tell("a", "Page.frameStoppedLoading", json!({ "frameId": "child" }));
    assert!(!rig.arriving());
}

#[tokio::test]
async fn another_document_takes_the_frames_of_the_one_before() {
    let rig = Rig::new();
    rig.shows("a", "top", "second");
    rig.parsed("a", "top", "second");
    assert_eq!(lock(&rig.tab.frames).len(), 1);
    let page = Page::new(rig.hub.clone(), rig.tab.clone());
    assert_eq!(page.url(), "https://example.com/second");
}
