//! Chromium over the DevTools protocol.
//!
//! Knows pages, frames and elements; does not know what a field means or what
//! an application is. Every request of every page, popup, frame and worker of
//! a context is judged by the context's [`Guard`] before it leaves the machine.

use forms::fields::ElementRef;
use forms::snapshot::{OptionEntry, PageSnapshot};
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How to start Chromium.
#[derive(Debug, Clone, Default)]
pub struct LaunchOptions {
    /// The executable; `None` looks in PATH and the usual places.
    pub executable: Option<PathBuf>,
    /// Show a window.
    pub headed: bool,
    /// Value of `--host-resolver-rules`, to keep a test browser on this machine.
    pub host_rules: Option<String>,
}

/// What went wrong, by what a caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// No Chromium on this machine.
    #[error("Chromium was not found; install it (Debian, Ubuntu: apt-get install chromium) or set VALET_CHROMIUM to its path")]
    NotFound,
    /// It would not start.
    #[error("Chromium did not start: {0}")]
    Launch(String),
    /// The browser or the page is gone: start again before the fence, stop after it.
    #[error("the browser closed unexpectedly")]
    Crashed,
    /// Something took longer than its limit.
    #[error("{0} took too long")]
    Timeout(&'static str),
    /// The element is no longer in the document: take a new snapshot.
    #[error("the page changed while it was being filled")]
    Gone,
    /// Something lies over the element.
    #[error("the element is covered by something else")]
    Obscured,
    /// The address could not be opened.
    #[error("the page could not be opened: {0}")]
    Navigation(String),
    /// The protocol answered with an error.
    #[error("the browser refused a command: {0}")]
    Protocol(String),
}

/// A request that wants to leave the browser.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The browser's identifier; the same for its answer, and for the hops of a redirect.
    pub id: String,
    /// The frame it comes from; empty when unknown.
    pub frame: String,
    /// HTTP method, upper case.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// `Document`, `XHR`, `Fetch`, `Ping`, `Script`, `Image`, `WebSocket` … as the protocol names it.
    pub resource: String,
    /// The part of the body that could be read.
    pub body: Vec<u8>,
    /// There is more body than `body` shows (file parts, streams).
    pub body_incomplete: bool,
}

/// What to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Let it go.
    Pass,
    /// Abort it; the page sees a failed request.
    Abort,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Identifier of the request.
    pub id: String,
    /// Address that answered.
    pub url: String,
    /// Status, or `None` when the request failed.
    pub status: Option<u16>,
    /// `Location` of a redirect.
    pub location: Option<String>,
}

/// Judges every request of a context.
pub trait Guard: Send + Sync {
    /// Decides whether `request` may leave. It stays paused until the future
    /// is ready, so a guard can write down that it will leave before it does;
    /// each request is judged in a task of its own and other requests go on meanwhile.
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict>;
    /// Told when an answer, or a failure, came in for a request that passed.
    fn answered(&self, _answer: &Incoming) {}
}

/// A running Chromium. Cheap to clone; the process ends when the last clone is dropped or [`Browser::close`] is called.
#[derive(Clone)]
pub struct Browser {}

/// An isolated context: own cookies, cache and storage.
pub struct Context {}

/// A tab. Operations on elements take [`ElementRef`]s of the latest snapshot.
#[derive(Clone)]
pub struct Page {}

/// Options of an open list.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// What can be chosen now.
    pub options: Vec<OptionEntry>,
    /// The list stopped changing; `false` when the limit passed while it still changed or showed that it was loading.
    pub settled: bool,
}

/// A key with a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Tab.
    Tab,
    /// Down arrow.
    ArrowDown,
    /// Backspace.
    Backspace,
}

/// How a navigation ended.
#[derive(Debug, Clone)]
pub struct Navigation {
    /// Status of the document, when it came over HTTP.
    pub status: Option<u16>,
    /// Final address.
    pub url: String,
}

type Result<T> = std::result::Result<T, BrowserError>;

fn missing<T>() -> Result<T> {
    Err(BrowserError::Protocol("not built yet".into()))
}

impl Browser {
    /// Starts Chromium with a fresh temporary profile, over a pipe.
    ///
    /// # Errors
    /// [`BrowserError::NotFound`], [`BrowserError::Launch`].
    pub async fn launch(_options: LaunchOptions) -> Result<Self> {
        missing()
    }

    /// Product and version, e.g. `Chrome/156.0.8078.73`.
    #[must_use]
    pub fn version(&self) -> String {
        String::new()
    }

    /// An isolated context whose requests `guard` judges.
    pub async fn context(&self, _guard: Arc<dyn Guard>) -> Result<Context> {
        missing()
    }

    /// Ends the process and waits for it.
    pub async fn close(&self) {}
}

impl Context {
    /// Opens a tab.
    pub async fn page(&self) -> Result<Page> {
        missing()
    }

    /// Closes all its tabs and forgets its data.
    pub async fn close(&self) {}
}

impl Page {
    /// Opens `url` and waits for the document to be parsed.
    pub async fn goto(&self, _url: &str, _limit: Duration) -> Result<Navigation> {
        missing()
    }

    /// Everything the brain needs, from all frames, in one round trip per process.
    pub async fn snapshot(&self) -> Result<PageSnapshot> {
        missing()
    }

    /// Waits until no frame has changed for `quiet` and no page-made request is under way, at most `limit`. Returns whether it became quiet.
    pub async fn settle(&self, _quiet: Duration, _limit: Duration) -> Result<bool> {
        missing()
    }

    /// PNG of the whole page, at most 16,000 px high.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        missing()
    }

    /// Outer HTML of the top document, cut at 5 MB.
    pub async fn html(&self) -> Result<String> {
        missing()
    }

    /// Replaces the text of each element with trusted input and leaves it (change and blur fire). In order, one after the other. Does not verify.
    pub async fn set_texts(&self, _texts: &[(ElementRef, String)]) -> Result<()> {
        missing()
    }

    /// Focuses the element, clears it and types key by key; for widgets that listen to keys.
    pub async fn type_keys(&self, _at: &ElementRef, _text: &str) -> Result<()> {
        missing()
    }

    /// Presses a key on the focused element.
    pub async fn press(&self, _key: Key) -> Result<()> {
        missing()
    }

    /// Scrolls to the element and clicks its middle with the mouse. Refuses when something else would receive the click.
    pub async fn click(&self, _at: &ElementRef) -> Result<()> {
        missing()
    }

    /// Clicks a checkbox, radio or toggle (or its label when it is hidden) until its state is `checked`; at most twice.
    pub async fn set_checked(&self, _at: &ElementRef, _checked: bool) -> Result<()> {
        missing()
    }

    /// Selects exactly these options (indexes into the control's options) of a native select, with the events a person causes.
    pub async fn select(&self, _at: &ElementRef, _indexes: &[usize]) -> Result<()> {
        missing()
    }

    /// Opens the list of a combobox or listbox button and waits for its options.
    pub async fn open_list(&self, _at: &ElementRef, _limit: Duration) -> Result<List> {
        missing()
    }

    /// Types `query` into an open combobox (replacing what was typed), presses Enter when `enter`, and waits for the options to settle.
    pub async fn query_list(&self, _at: &ElementRef, _query: &str, _enter: bool, _limit: Duration) -> Result<List> {
        missing()
    }

    /// Chooses an option of the open list: by mouse, or by arrow keys until `aria-activedescendant` is exactly it, then Enter.
    pub async fn pick(&self, _at: &ElementRef, _option: &OptionEntry) -> Result<()> {
        missing()
    }

    /// Closes the list without choosing: Escape, then a press outside.
    pub async fn close_list(&self, _at: &ElementRef) -> Result<()> {
        missing()
    }

    /// Gives a file to a file input, hidden or not, and fires its events. Does not wait for an upload the page starts.
    pub async fn attach(&self, _at: &ElementRef, _file: &Path) -> Result<()> {
        missing()
    }
}
