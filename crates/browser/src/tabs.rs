//! A tab and the documents in its frames, as the browser's events tell them.
//!
//! Knows which document every frame shows, and whether another one is on its
//! way. A frame whose next document belongs to another process is moved there
//! first: from then until that document is told, the frame shows an empty one
//! that is parsed and at rest, and that nobody asked for.

use crate::network::Traffic;
use crate::protocol::lock;
use crate::targets::{ContextState, text};
use crate::{BrowserError, Result};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A document that is fetched or parsed for longer no longer keeps a page from being settled.
const SLOW_DOCUMENT: Duration = Duration::from_secs(5);

/// Nor does one that has come to a new process and is not shown there after this long; starting a process takes seconds
/// on a busy machine.
const SLOW_PROCESS: Duration = Duration::from_secs(15);

/// A tab as the reading task knows it.
pub(crate) struct Tab {
    /// Target id, which is also the id of the top frame.
    pub(crate) target: String,
    pub(crate) session: String,
    pub(crate) context: Weak<ContextState>,
    pub(crate) frames: Mutex<HashMap<String, Frame>>,
    frames_seen: AtomicU64,
    pub(crate) traffic: Mutex<Traffic>,
    /// Counts changes of frames, traffic and life; waiters look again when it moves.
    pub(crate) changes: watch::Sender<u64>,
    pub(crate) ready: AtomicBool,
    pub(crate) dead: AtomicBool,
    pub(crate) focus_emulated: AtomicBool,
    /// Who looks at it.
    pub(crate) pictures: Mutex<Option<tokio::sync::mpsc::Sender<Value>>>,
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
    /// Another document that is being fetched for it.
    coming: Option<Coming>,
    /// Since when it waits, in another process, for the document that it was moved there for.
    moving_since: Option<Instant>,
    /// Execution context of our world, once asked for.
    pub(crate) world: Option<i64>,
    /// Order of appearance.
    pub(crate) order: u64,
    /// It did not answer in time; not asked again until then.
    pub(crate) deaf_until: Option<Instant>,
}

#[derive(Debug, Clone)]
struct Coming {
    since: Instant,
    /// Its loader, once it has one.
    loader: Option<String>,
}

/// How it became known which document a frame shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// The browser reported that it came.
    Unasked,
    /// It was there when the browser was asked.
    Asked,
}

impl Frame {
    /// The document has been parsed.
    pub(crate) fn parsed(&self) -> bool {
        !self.loader.is_empty() && self.parsed_loader == self.loader
    }

    /// Which document it shows, and where.
    pub(crate) fn document(&self) -> (&str, &str) {
        (&self.session, &self.loader)
    }

    /// Another document is being fetched, moved or parsed, and has not been for so long that it is not worth waiting for.
    pub(crate) fn arriving(&self) -> bool {
        let within = |limit: Duration| move |at: Instant| at.elapsed() < limit;
        self.moving_since.is_some_and(within(SLOW_PROCESS))
            || self.coming.as_ref().is_some_and(|coming| within(SLOW_DOCUMENT)(coming.since))
            || !self.parsed() && self.arrived_at.is_some_and(within(SLOW_DOCUMENT))
    }
}

impl Tab {
    pub(crate) fn new(target: &str, session: &str, context: &Arc<ContextState>) -> Self {
        let tab = Self {
            target: target.to_owned(),
            session: session.to_owned(),
            context: Arc::downgrade(context),
            frames: Mutex::default(),
            frames_seen: AtomicU64::new(0),
            traffic: Mutex::default(),
            changes: watch::Sender::new(0),
            ready: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            focus_emulated: AtomicBool::new(false),
            pictures: Mutex::default(),
        };
        tab.place(target, |frame| session.clone_into(&mut frame.session));
        tab
    }

    /// Wakes everybody who waits for something of this tab.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub(crate) fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
        lock(&self.pictures).take();
        self.changed();
    }

    fn place(&self, id: &str, change: impl FnOnce(&mut Frame)) {
        let order = self.frames_seen.fetch_add(1, Ordering::Relaxed);
        change(lock(&self.frames).entry(id.to_owned()).or_insert_with(|| Frame { order, ..Frame::default() }));
        self.changed();
    }

    pub(crate) fn frame_attached(&self, id: &str, parent: Option<String>, session: &str) {
        self.place(id, |frame| {
            session.clone_into(&mut frame.session);
            frame.parent = parent;
            frame.world = None;
        });
    }

    /// The frame is in another process from now on. When it waits there before it runs anything, a document follows.
    pub(crate) fn frame_moved(&self, id: &str, parent: Option<String>, session: &str, waits: bool) {
        self.place(id, |frame| {
            session.clone_into(&mut frame.session);
            frame.world = None;
            frame.parent = frame.parent.take().or(parent);
            frame.moving_since = waits.then(Instant::now);
        });
    }

    /// What a frame shows now. Says whether that is a new document of the top frame.
    pub(crate) fn frame_navigated(&self, id: &str, session: &str, now: &Value, told: Told) -> bool {
        let loader = text(&now["loaderId"]).unwrap_or_default();
        let fresh = lock(&self.frames).get(id).is_none_or(|known| known.loader != loader);
        let top = fresh && id == self.target;
        if top {
            lock(&self.frames).retain(|other, _| *other == id);
            lock(&self.traffic).new_document();
        }
        self.place(id, |known| {
            let came = told == Told::Unasked
                || known.coming.as_ref().is_some_and(|coming| coming.loader.as_ref() == Some(&loader));
            if came {
                known.coming = None;
                known.moving_since = None;
            }
            if fresh {
                known.arrived_at = Some(Instant::now());
                known.world = None;
                known.deaf_until = None;
            }
            session.clone_into(&mut known.session);
            known.loader = loader;
            known.url = text(&now["url"]).unwrap_or_default();
            known.parent = text(&now["parentId"]).or(known.parent.take());
        });
        top
    }

    /// Another document is wanted for a frame.
    pub(crate) fn frame_navigates(&self, params: &Value) {
        // A link to a place in the same document, or to another tab, fetches nothing for this frame.
        let stays = params["navigationType"].as_str().is_some_and(|kind| kind.ends_with("ameDocument"));
        let elsewhere = params["disposition"].as_str().is_some_and(|disposition| disposition != "currentTab");
        if stays || elsewhere {
            return;
        }
        let loader = text(&params["loaderId"]);
        self.with_frame(params, |frame| frame.coming = Some(Coming { since: Instant::now(), loader }));
    }

    /// Nothing is fetched for a frame any more, whether or not something came.
    pub(crate) fn frame_stopped(&self, params: &Value, session: &str) {
        self.with_frame(params, |frame| {
            // The process that a frame has left has stopped, and says nothing about the one it is in.
            if frame.session == session {
                frame.coming = None;
            }
        });
    }

    pub(crate) fn frame_parsed(&self, params: &Value) {
        // It may be told before the document itself is.
        if let Some(loader) = text(&params["loaderId"]) {
            self.with_frame(params, |frame| frame.parsed_loader = loader);
        }
    }

    /// The address of a document changed, and the document did not.
    pub(crate) fn frame_renamed(&self, params: &Value) {
        if let Some(url) = text(&params["url"]) {
            self.with_frame(params, |frame| frame.url = url);
        }
    }

    fn with_frame(&self, params: &Value, change: impl FnOnce(&mut Frame)) {
        let Some(id) = params["frameId"].as_str() else { return };
        if let Some(frame) = lock(&self.frames).get_mut(id) {
            change(frame);
        }
        self.changed();
    }

    pub(crate) fn frame_detached(&self, id: &str, session: &str, swapped: bool) {
        let mut frames = lock(&self.frames);
        let Some(frame) = frames.get_mut(id) else { return };
        if swapped {
            if frame.session == session {
                frame.world = None;
            }
        } else {
            let mut gone = vec![id.to_owned()];
            while let Some(id) = gone.pop() {
                frames.remove(&id);
                gone.extend(frames.iter().filter(|(_, f)| f.parent.as_deref() == Some(&id)).map(|(id, _)| id.clone()));
            }
        }
        drop(frames);
        self.changed();
    }

    /// Every frame that was in a process is gone with it; one that moved on has another session by now.
    pub(crate) fn session_gone(&self, session: &str) {
        lock(&self.frames).retain(|_, frame| frame.session != session);
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
