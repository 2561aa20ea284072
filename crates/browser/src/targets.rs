//! What exists inside the browser: contexts, tabs, frames and workers, and who owns a request.
//!
//! Everything is kept from the protocol's events, on the reading task, in
//! order; what a tab's documents are is kept by `tabs.rs`. New targets wait for us before they run anything: they get the page
//! script and lose the ways out that no request shows (WebRTC, WebTransport,
//! service workers), and only then go on. From the moment values go into any
//! page of a context, scripts write cookies only after the guard has seen them.

use crate::chromium::random;
use crate::connections::Switchboard;
use crate::network;
use crate::page_script::PAGE_SCRIPT;
use crate::protocol::{Client, Event, Listener, lock};
use crate::tabs::{Tab, Told};
use crate::{BrowserError, Guard};
use futures_util::future::{join_all, try_join};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::{OnceCell, watch};

type Result<T> = std::result::Result<T, BrowserError>;

/// Name of the isolated world the page script lives in.
pub(crate) const WORLD: &str = "valet";

/// Runs in the page's own world before its scripts; `{{cookies}}` is where cookies are asked about.
const PAGE_EXITS: &str = include_str!("page_exits.js");

/// Tells every document of a session, those to come included, that values are
/// in play: `page_exits.js` asks for this, and no page can change the answer.
/// Few pages style by it.
const VALUES_IN_PLAY: (&str, &str) = ("color-gamut", "rec2020");

/// How long the documents of a session may take to be told so.
const TELL_LIMIT: Duration = Duration::from_secs(4);

const FRAME_TREE: &str = "Page.getFrameTree";

const RESUME: &str = "Runtime.runIfWaitingForDebugger";

/// The same in a worker. There the interface is installed only after this runs,
/// so its place is taken instead.
const WORKER_EXITS: &str =
    "Object.defineProperty(globalThis, 'WebTransport', { value: undefined, configurable: false, writable: false })";

/// An isolated context as the reading task knows it.
pub(crate) struct ContextState {
    pub(crate) id: String,
    pub(crate) guard: Arc<dyn Guard>,
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) tabs: Mutex<Vec<Arc<Tab>>>,
    /// Values are in play: documents that come now are told at once.
    values: AtomicBool,
    /// The documents that were there have been told.
    told: OnceCell<()>,
}

impl ContextState {
    pub(crate) fn new(id: String, guard: Arc<dyn Guard>, switchboard: Arc<Switchboard>) -> Self {
        Self { id, guard, switchboard, tabs: Mutex::default(), values: AtomicBool::new(false), told: OnceCell::new() }
    }
}

/// Who answers for a request.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) context: Arc<ContextState>,
    pub(crate) tab: Option<Arc<Tab>>,
}

/// All of it.
pub(crate) struct Hub {
    pub(crate) client: Client,
    state: Mutex<State>,
    /// Counts new owners and tabs, for requests that arrive before their frame is known.
    pub(crate) owners_changed: watch::Sender<u64>,
    /// Path at which documents ask whether a cookie may be written. It is never fetched.
    pub(crate) cookie_path: String,
    this: Weak<Hub>,
}

#[derive(Default)]
struct State {
    contexts: HashMap<String, Arc<ContextState>>,
    sessions: HashMap<String, Session>,
    owners: HashMap<String, Owner>,
}

#[derive(Clone)]
struct Session {
    target: String,
    owner: Owner,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Page,
    Frame,
    Worker,
}

impl Hub {
    pub(crate) fn new(client: Client) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            client,
            state: Mutex::default(),
            owners_changed: watch::Sender::new(0),
            cookie_path: format!("/{:016x}{:016x}", random(), random()),
            this: this.clone(),
        })
    }

    pub(crate) fn add_context(&self, context: Arc<ContextState>) {
        lock(&self.state).contexts.insert(context.id.clone(), context);
    }

    pub(crate) fn forget_context(&self, id: &str) {
        let mut state = lock(&self.state);
        state.contexts.remove(id);
        state.owners.retain(|_, owner| owner.context.id != id);
        state.sessions.retain(|_, session| session.owner.context.id != id);
    }

    /// Values go into a page of `context` from now on: no script of it writes a cookie unseen any more. Costs nothing when repeated.
    pub(crate) async fn values_in_play(&self, context: &ContextState) {
        // Set first: a document that comes meanwhile is either told on its way in or is in the list.
        context.values.store(true, Ordering::SeqCst);
        let tell = async {
            let sessions: Vec<String> = {
                let state = lock(&self.state);
                let documents = state
                    .sessions
                    .iter()
                    .filter(|(_, session)| session.kind != Kind::Worker && session.owner.context.id == context.id);
                documents.map(|(id, _)| id.clone()).collect()
            };
            let told = sessions.iter().map(|session| {
                let (method, params) = values_in_play();
                self.client.call_within(Some(session), method, params, TELL_LIMIT)
            });
            for answer in join_all(told).await {
                // A document that hangs learns it before anything else it does; one that is gone does nothing.
                if let Err(error) = answer {
                    tracing::debug!(%error, "a document could not be told that values are in play");
                }
            }
        };
        context.told.get_or_init(|| tell).await;
    }

    pub(crate) fn owner(&self, frame: &str) -> Option<Owner> {
        lock(&self.state).owners.get(frame).cloned()
    }

    pub(crate) fn tab(&self, target: &str) -> Option<Arc<Tab>> {
        self.owner(target).and_then(|owner| owner.tab)
    }

    pub(crate) fn arc(&self) -> Option<Arc<Self>> {
        self.this.upgrade()
    }

    fn session(&self, id: &str) -> Option<Session> {
        lock(&self.state).sessions.get(id).cloned()
    }

    fn attached(&self, parent: Option<&str>, params: &Value) {
        let Some(session) = text(&params["sessionId"]) else { return };
        let info = &params["targetInfo"];
        let (Some(target), Some(kind)) = (text(&info["targetId"]), text(&info["type"])) else { return };
        let above = parent.and_then(|parent| self.session(parent));
        let context = text(&info["browserContextId"])
            .and_then(|id| lock(&self.state).contexts.get(&id).cloned())
            .or_else(|| above.as_ref().map(|above| above.owner.context.clone()));
        let Some(context) = context else {
            // Not a target of ours, for example a part of the browser's own interface.
            self.client.tell(Some(&session), RESUME, &json!({}));
            return;
        };
        let kind = match kind.as_str() {
            "page" => Kind::Page,
            "iframe" => Kind::Frame,
            _ => Kind::Worker,
        };
        let tab = match kind {
            Kind::Page => Some(self.new_tab(&context, &target, &session)),
            Kind::Frame | Kind::Worker => above.and_then(|above| above.owner.tab),
        };
        if kind == Kind::Frame
            && let Some(tab) = &tab
        {
            let waits = params["waitingForDebugger"] == true;
            tab.frame_moved(&target, text(&info["parentFrameId"]), &session, waits);
        }
        let owner = Owner { context, tab };
        {
            let mut state = lock(&self.state);
            state.sessions.insert(session.clone(), Session { target: target.clone(), owner: owner.clone(), kind });
            state.owners.insert(target, owner.clone());
        }
        self.owners_changed.send_modify(|count| *count += 1);
        if let Some(hub) = self.arc() {
            tokio::spawn(async move { hub.introduce(&session, kind, owner.tab.as_deref()).await });
        }
    }

    fn new_tab(&self, context: &Arc<ContextState>, target: &str, session: &str) -> Arc<Tab> {
        let tab = Arc::new(Tab::new(target, session, context));
        lock(&context.tabs).push(tab.clone());
        tab
    }

    /// Prepares a new target and lets it run. A frame or worker that cannot be prepared stays paused.
    async fn introduce(&self, session: &str, kind: Kind, tab: Option<&Tab>) {
        let prepared = match kind {
            Kind::Page | Kind::Frame => self.prepare_document(session, kind).await,
            Kind::Worker => self.prepare_worker(session).await,
        };
        if let Err(error) = prepared {
            tracing::debug!(%error, "a target went away before it was ready");
            return;
        }
        if kind == Kind::Page {
            if let Some(tab) = tab {
                tab.ready.store(true, Ordering::SeqCst);
                tab.changed();
            }
            self.owners_changed.send_modify(|count| *count += 1);
        } else {
            self.client.tell(Some(session), RESUME, &json!({}));
        }
    }

    async fn prepare_document(&self, session: &str, kind: Kind) -> Result<()> {
        let in_page = json!({ "source": PAGE_EXITS.replace("{{cookies}}", &self.cookie_path), "runImmediately": true });
        let in_world = json!({ "source": PAGE_SCRIPT, "worldName": WORLD, "runImmediately": true });
        // A click on a file input must never open a dialog of the system. Frames have it from their page and refuse it.
        self.client.tell(Some(session), "Page.setInterceptFileChooserDialog", &json!({ "enabled": true }));
        let mut calls = vec![
            ("Page.enable", json!({})),
            ("Page.setLifecycleEventsEnabled", json!({ "enabled": true })),
            ("Page.addScriptToEvaluateOnNewDocument", in_page),
            ("Page.addScriptToEvaluateOnNewDocument", in_world),
            ("Target.setAutoAttach", auto_attach()),
        ];
        if self.session(session).is_some_and(|known| known.owner.context.values.load(Ordering::SeqCst)) {
            calls.push(values_in_play());
        }
        if kind == Kind::Page {
            // A tab that was opened without an opener has no renderer to answer
            // before it goes on; what was sent before reaches the renderer first.
            calls.push((RESUME, json!({})));
        }
        let prepared = self.client.call_in_order(Some(session), calls);
        // What the tree says is true between the events around it, and wrong after later ones.
        let tree = self.client.call_told(Some(session), FRAME_TREE, json!({}));
        try_join(prepared, tree).await.map(drop)
    }

    async fn prepare_worker(&self, session: &str) -> Result<()> {
        let close = json!({ "expression": WORKER_EXITS });
        let calls = [("Runtime.evaluate", close), ("Target.setAutoAttach", auto_attach())];
        self.client.call_in_order(Some(session), calls).await.map(drop)
    }

    fn take_tree(&self, tab: &Arc<Tab>, session: &str, tree: &Value) {
        let mut open = vec![tree];
        while let Some(tree) = open.pop() {
            self.navigated(tab, session, &tree["frame"], Told::Asked);
            open.extend(tree["childFrames"].as_array().into_iter().flatten());
        }
    }

    fn navigated(&self, tab: &Arc<Tab>, session: &str, frame: &Value, told: Told) {
        let Some(id) = text(&frame["id"]) else { return };
        if tab.frame_navigated(&id, session, frame, told) {
            self.emulate_focus_later(tab);
        }
        self.own_frame(tab, &id);
    }

    /// Requests of the frame are the tab's from now on.
    fn own_frame(&self, tab: &Arc<Tab>, id: &str) {
        if let Some(context) = tab.context.upgrade() {
            lock(&self.state).owners.insert(id.to_owned(), Owner { context, tab: Some(tab.clone()) });
        }
        self.owners_changed.send_modify(|count| *count += 1);
    }

    /// Makes the page believe that its window has the focus. Asking for it
    /// before the first document is there crashes Chromium 156.
    pub(crate) async fn emulate_focus(&self, tab: &Tab) -> Result<()> {
        if tab.focus_emulated.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let enabled = json!({ "enabled": true });
        self.client.call(Some(&tab.session), "Emulation.setFocusEmulationEnabled", enabled).await.map(drop)
    }

    fn emulate_focus_later(&self, tab: &Arc<Tab>) {
        if !tab.ready.load(Ordering::SeqCst) || tab.focus_emulated.load(Ordering::SeqCst) {
            return;
        }
        if let Some(hub) = self.arc() {
            let tab = tab.clone();
            tokio::spawn(async move { hub.emulate_focus(&tab).await });
        }
    }

    fn detached(&self, params: &Value) {
        let Some(id) = text(&params["sessionId"]) else { return };
        let Some(session) = lock(&self.state).sessions.remove(&id) else { return };
        match session.kind {
            Kind::Page => {
                self.client.session_ended(&id, || BrowserError::Crashed);
                if let Some(tab) = &session.owner.tab {
                    lock(&session.owner.context.tabs).retain(|other| other.target != tab.target);
                    tab.die();
                    lock(&self.state)
                        .owners
                        .retain(|_, owner| owner.tab.as_ref().is_none_or(|t| t.target != tab.target));
                }
            }
            Kind::Frame => {
                self.client.session_ended(&id, || BrowserError::Gone);
                if let Some(tab) = &session.owner.tab {
                    tab.session_gone(&id);
                }
            }
            Kind::Worker => {
                self.client.session_ended(&id, || BrowserError::Gone);
                lock(&self.state).owners.remove(&session.target);
            }
        }
    }

    fn crashed(&self, session: &str) {
        let Some(known) = self.session(session) else { return };
        if known.kind == Kind::Page
            && let Some(tab) = &known.owner.tab
        {
            tab.die();
        }
        self.client.session_ended(session, || BrowserError::Crashed);
    }

    fn page_event(&self, tab: &Arc<Tab>, session: &str, method: &str, params: &Value) {
        match method {
            FRAME_TREE => self.take_tree(tab, session, &params["frameTree"]),
            "Page.frameAttached" => {
                if let Some(id) = text(&params["frameId"]) {
                    tab.frame_attached(&id, text(&params["parentFrameId"]), session);
                    self.own_frame(tab, &id);
                }
            }
            "Page.frameRequestedNavigation" | "Page.frameStartedNavigating" => tab.frame_navigates(params),
            "Page.frameStoppedLoading" => tab.frame_stopped(params, session),
            "Page.frameNavigated" => self.navigated(tab, session, &params["frame"], Told::Unasked),
            "Page.navigatedWithinDocument" => tab.frame_renamed(params),
            "Page.frameDetached" => {
                if let Some(id) = text(&params["frameId"]) {
                    tab.frame_detached(&id, session, params["reason"] == "swap");
                }
            }
            "Page.lifecycleEvent" if params["name"] == "DOMContentLoaded" => tab.frame_parsed(params),
            // A picture nobody takes is answered at once, or the next one would not come.
            "Page.screencastFrame" if !crate::live::picture(tab, params) => {
                let taken = json!({ "sessionId": params["sessionId"] });
                self.client.tell(Some(session), "Page.screencastFrameAck", &taken);
            }
            "Page.javascriptDialogOpening" => {
                // Leaving a page must not be held up; everything else is refused.
                let accept = params["type"] == "beforeunload";
                self.client.tell(Some(session), "Page.handleJavaScriptDialog", &json!({ "accept": accept }));
            }
            _ => {}
        }
    }
}

impl Listener for Hub {
    fn event(&self, event: Event) {
        match event.method.as_str() {
            "Fetch.requestPaused" => {
                if let Some(hub) = self.arc() {
                    network::paused(&hub, event.params);
                }
            }
            "Target.attachedToTarget" => self.attached(event.session.as_deref(), &event.params),
            "Target.detachedFromTarget" => self.detached(&event.params),
            "Inspector.targetCrashed" => {
                if let Some(session) = &event.session {
                    self.crashed(session);
                }
            }
            method if method.starts_with("Page.") => {
                if let Some(session) = &event.session
                    && let Some(Session { owner: Owner { tab: Some(tab), .. }, .. }) = self.session(session)
                {
                    self.page_event(&tab, session, method, &event.params);
                }
            }
            _ => {}
        }
    }

    fn closed(&self) {
        let state = std::mem::take(&mut *lock(&self.state));
        for context in state.contexts.values() {
            for tab in lock(&context.tabs).iter() {
                tab.die();
            }
        }
        self.owners_changed.send_modify(|count| *count += 1);
    }
}

fn values_in_play() -> (&'static str, Value) {
    let (name, value) = VALUES_IN_PLAY;
    ("Emulation.setEmulatedMedia", json!({ "features": [{ "name": name, "value": value }] }))
}

/// What every session attaches to: everything that can send requests, before it runs.
pub(crate) fn auto_attach() -> Value {
    json!({
        "autoAttach": true,
        "waitForDebuggerOnStart": true,
        "flatten": true,
        "filter": [
            { "type": "browser", "exclude": true },
            { "type": "tab", "exclude": true },
            { "type": "browser_ui", "exclude": true },
            {},
        ],
    })
}

pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
