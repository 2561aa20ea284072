//! Chromium over the DevTools protocol.
//!
//! Knows pages, frames and elements; does not know what a field means or what
//! an application is. Every request of every page, popup, frame and worker of
//! a context is judged by the context's [`Guard`] before it leaves the machine.

mod chromium;
mod connections;
mod context;
mod frames;
mod input;
mod lists;
mod live;
mod network;
mod page;
mod page_script;
mod protocol;
mod sockets;
pub mod storage;
mod tabs;
mod targets;

pub use context::{Browser, Context};
pub use lists::Patience;
pub use live::{Hand, Screencast, Shot};
pub use page::Page;
pub use page_script::PAGE_SCRIPT;

use forms::snapshot::OptionEntry;
use futures_util::future::BoxFuture;
use std::path::PathBuf;

/// How to start Chromium.
#[derive(Debug, Clone, Default)]
pub struct LaunchOptions {
    /// The executable; `None` looks in PATH and the usual places.
    pub executable: Option<PathBuf>,
    /// Show a window.
    pub headed: bool,
    /// Where connections to a host go, to keep a test browser on this machine: `MAP <pattern> <host>[:<port>]` and
    /// `EXCLUDE <pattern>`, comma separated.
    pub host_rules: Option<String>,
    /// What names may lead to, judged when a connection is made; `None` judges nothing.
    pub egress: Option<domain::egress::Policy>,
}

/// What went wrong, by what a caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// No Chromium on this machine.
    #[error(
        "Chromium was not found; install it (Debian, Ubuntu: apt-get install chromium) or set VALET_CHROMIUM to its path"
    )]
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
    /// `Cookie` is no request: a script wants to write the cookie that is the body, and later requests would carry it.
    pub resource: String,
    /// Headers as the page set them, names in lower case; the browser adds cookies later.
    pub headers: Vec<(String, String)>,
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
    /// Let it go on a new connection, and let no second copy of it reach the server, whatever becomes of the connection.
    PassOnce,
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
    /// It answered with a failure and nothing else, so the browser shows a page of its own.
    pub empty: bool,
}

type Result<T> = std::result::Result<T, BrowserError>;
