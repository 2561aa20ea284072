//! What exists inside the browser: contexts, tabs, frames and workers, and who owns a request.
//!
//! Everything is kept from the protocol's events, on the reading task, in
//! order. New targets wait for us before they run anything: they get the page
//! script and lose the ways out that no request shows (WebRTC, WebTransport,
//! service workers), and only then go on. From the moment values go into any
//! page of a context, scripts write cookies only after the guard has seen them.

use crate::chromium::random;
use crate::connections::Switchboard;
use crate::network::{self, Traffic};
use crate::protocol::{Client, Event, Listener, lock};
use crate::{BrowserError, Guard};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, watch};

type Result<T> = std::result::Result<T, BrowserError>;

/// Name of the isolated world the page script lives in.
pub(crate) const WORLD: &str = "valet";

/// The script that reads and prepares pages.
pub(crate) const PAGE_SCRIPT: &str = include_str!("page_script.js");

/// Runs in the page's own world before its scripts; `{{cookies}}` is where cookies are asked about.
const PAGE_EXITS: &str = include_str!("page_exits.js");

/// Tells every document of a session, those to come included, that values are
/// in play: `page_exits.js` asks for this, and no page can change the answer.
/// Few pages style by it.
const VALUES_IN_PLAY: (&str, &str) = ("color-gamut", "rec2020");

/// How long the documents of a session may take to be told so.
const TELL_LIMIT: Duration = Duration::from_secs(4);

/// A document that is parsed for longer no longer keeps a page from being settled.
const SLOW_DOCUMENT: Duration = Duration::from_secs(5);

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

/// A tab as the reading task knows it.
pub(crate) struct Tab {
    /// Target id, which is also the id of the top frame.
    pub(crate) target: String,
    pub(crate) session: String,
    pub(crate) context: Weak<ContextState>,
    pub(crate) frames: Mutex<HashMap<String, Frame>>,
    pub(crate) traffic: Mutex<Traffic>,
    /// Counts changes of frames, traffic and life; waiters look again when it moves.
    pub(crate) changes: watch::Sender<u64>,
    pub(crate) ready: AtomicBool,
    pub(crate) dead: AtomicBool,
    focus_emulated: AtomicBool,
}

/// A document's place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    pub(crate) parent: Option<String>,
    pub(crate) session: String,
    pub(crate) loader: String,
    pub(crate) url: String,
    /// Loader of the last document that has been parsed.
    parsed_loader: String,
    /// When the present document arrived.
    arrived_at: Option<Instant>,
    /// Since when another document is being fetched for it.
    navigating_since: Option<Instant>,
    /// Execution context of our world, once asked for.
    pub(crate) world: Option<i64>,
    /// Order of appearance.
    pub(crate) order: u64,
    /// It did not answer in time; not asked again until then.
    pub(crate) deaf_until: Option<Instant>,
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
    frames_seen: u64,
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
            let parent = text(&info["parentFrameId"]);
            self.place_frame(tab, &target, |frame| {
                frame.session.clone_from(&session);
                frame.world = None;
                frame.parent = frame.parent.take().or(parent);
            });
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
        let tab = Arc::new(Tab {
            target: target.to_owned(),
            session: session.to_owned(),
            context: Arc::downgrade(context),
            frames: Mutex::default(),
            traffic: Mutex::default(),
            changes: watch::Sender::new(0),
            ready: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            focus_emulated: AtomicBool::new(false),
        });
        lock(&context.tabs).push(tab.clone());
        self.place_frame(&tab, target, |frame| frame.session = session.to_owned());
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
        calls.push(("Page.getFrameTree", json!({})));
        let answers = self.client.call_in_order(Some(session), calls).await?;
        if let Some(Session { owner: Owner { tab: Some(tab), .. }, .. }) = self.session(session)
            && let Some(tree) = answers.last()
        {
            self.take_tree(&tab, session, &tree["frameTree"]);
        }
        Ok(())
    }

    async fn prepare_worker(&self, session: &str) -> Result<()> {
        let close = json!({ "expression": WORKER_EXITS });
        let calls = [("Runtime.evaluate", close), ("Target.setAutoAttach", auto_attach())];
        self.client.call_in_order(Some(session), calls).await.map(drop)
    }

    fn take_tree(&self, tab: &Arc<Tab>, session: &str, tree: &Value) {
        let mut open = vec![tree];
        while let Some(tree) = open.pop() {
            self.navigated(tab, session, &tree["frame"]);
            open.extend(tree["childFrames"].as_array().into_iter().flatten());
        }
    }

    fn place_frame(&self, tab: &Arc<Tab>, id: &str, change: impl FnOnce(&mut Frame)) {
        let order = {
            let mut state = lock(&self.state);
            state.frames_seen += 1;
            state.frames_seen
        };
        change(lock(&tab.frames).entry(id.to_owned()).or_insert_with(|| Frame { order, ..Frame::default() }));
        if let Some(context) = tab.context.upgrade() {
            lock(&self.state).owners.insert(id.to_owned(), Owner { context, tab: Some(tab.clone()) });
        }
        self.owners_changed.send_modify(|count| *count += 1);
        tab.changed();
    }

    fn navigated(&self, tab: &Arc<Tab>, session: &str, frame: &Value) {
        let Some(id) = text(&frame["id"]) else { return };
        let loader = text(&frame["loaderId"]).unwrap_or_default();
        let fresh = lock(&tab.frames).get(&id).is_none_or(|known| known.loader != loader);
        if fresh && id == tab.target {
            lock(&tab.frames).retain(|other, _| *other == id);
            lock(&tab.traffic).new_document();
            self.emulate_focus_later(tab);
        }
        self.place_frame(tab, &id, |known| {
            if fresh {
                known.arrived_at = Some(Instant::now());
                known.navigating_since = None;
                known.world = None;
                known.deaf_until = None;
            }
            known.session = session.to_owned();
            known.loader = loader;
            known.url = text(&frame["url"]).unwrap_or_default();
            known.parent = text(&frame["parentId"]).or(known.parent.take());
        });
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
                    // A frame that moved to another process has another session by now.
                    lock(&tab.frames).retain(|_, frame| frame.session != id);
                    tab.changed();
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
            "Page.frameAttached" => {
                if let Some(id) = text(&params["frameId"]) {
                    self.place_frame(tab, &id, |frame| {
                        frame.session = session.to_owned();
                        frame.parent = text(&params["parentFrameId"]);
                        frame.world = None;
                    });
                }
            }
            "Page.frameRequestedNavigation" | "Page.frameStartedNavigating" => {
                tab.frame_navigates(params, Some(Instant::now()))
            }
            "Page.frameStoppedLoading" => tab.frame_navigates(params, None),
            "Page.frameNavigated" => self.navigated(tab, session, &params["frame"]),
            "Page.navigatedWithinDocument" => {
                if let (Some(id), Some(url)) = (text(&params["frameId"]), text(&params["url"])) {
                    if let Some(frame) = lock(&tab.frames).get_mut(&id) {
                        frame.url = url;
                    }
                    tab.changed();
                }
            }
            "Page.frameDetached" => {
                if let Some(id) = text(&params["frameId"]) {
                    tab.frame_detached(&id, session, params["reason"] == "swap");
                }
            }
            "Page.lifecycleEvent" if params["name"] == "DOMContentLoaded" => {
                if let (Some(id), Some(loader)) = (text(&params["frameId"]), text(&params["loaderId"])) {
                    // It may be told before the document itself is.
                    if let Some(frame) = lock(&tab.frames).get_mut(&id) {
                        frame.parsed_loader = loader;
                    }
                    tab.changed();
                }
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

impl Frame {
    /// The document has been parsed.
    pub(crate) fn parsed(&self) -> bool {
        !self.loader.is_empty() && self.parsed_loader == self.loader
    }

    /// Another document is being fetched or parsed, and has not been for so long that it is not worth waiting for.
    pub(crate) fn arriving(&self) -> bool {
        let recent = |at: Instant| at.elapsed() < SLOW_DOCUMENT;
        self.navigating_since.is_some_and(recent) || !self.parsed() && self.arrived_at.is_some_and(recent)
    }
}

impl Tab {
    /// Wakes everybody who waits for something of this tab.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
        self.changed();
    }

    fn frame_navigates(&self, params: &Value, since: Option<Instant>) {
        // A link to a place in the same document, or to another tab, fetches nothing for this frame.
        let stays = params["navigationType"].as_str().is_some_and(|kind| kind.ends_with("ameDocument"));
        let elsewhere = params["disposition"].as_str().is_some_and(|disposition| disposition != "currentTab");
        if stays || elsewhere {
            return;
        }
        if let Some(id) = params["frameId"].as_str() {
            if let Some(frame) = lock(&self.frames).get_mut(id) {
                frame.navigating_since = since;
            }
            self.changed();
        }
    }

    fn frame_detached(&self, id: &str, session: &str, swapped: bool) {
        let mut frames = lock(&self.frames);
        let Some(frame) = frames.get_mut(id) else { return };
        if swapped {
            if frame.session == session {
                frame.world = None;
            }
        } else if frame.session == session || !swapped {
            let mut gone = vec![id.to_owned()];
            while let Some(id) = gone.pop() {
                frames.remove(&id);
                gone.extend(frames.iter().filter(|(_, f)| f.parent.as_deref() == Some(&id)).map(|(id, _)| id.clone()));
            }
        }
        drop(frames);
        self.changed();
    }

    /// Waits until `look` finds something, at most `limit`.
    pub(crate) async fn until<T>(
        &self,
        what: &'static str,
        limit: Duration,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Result<T> {
        let mut changes = self.changes.subscribe();
        let search = async {
            loop {
                if let Some(found) = look(self) {
                    return Ok(found);
                }
                if self.dead.load(Ordering::SeqCst) || changes.changed().await.is_err() {
                    return Err(BrowserError::Crashed);
                }
            }
        };
        tokio::time::timeout(limit, search).await.unwrap_or(Err(BrowserError::Timeout(what)))
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
