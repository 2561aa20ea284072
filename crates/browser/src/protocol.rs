//! The DevTools protocol over a pipe: calls, their answers, and events.
//!
//! One task reads, one writes. Knows nothing about what the methods mean.
//! Every call ends: with its answer, when its session or the browser goes
//! away, or at its limit. Events are handed on in the order they arrive,
//! between the answers as the browser sent them.

use crate::BrowserError;
use futures_util::future::try_join_all;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

/// Limit of a call that names none of its own.
pub(crate) const CALL_LIMIT: Duration = Duration::from_secs(15);

/// Longest message accepted; a snapshot at its caps stays far below.
const MESSAGE_LIMIT: usize = 256 << 20;

/// Something the browser reports on its own.
pub(crate) struct Event {
    pub(crate) session: Option<String>,
    pub(crate) method: String,
    pub(crate) params: Value,
}

/// Takes events on the reading task; must not block.
pub(crate) trait Listener: Send + Sync {
    fn event(&self, event: Event);
    fn closed(&self);
}

struct Waiting {
    session: Option<String>,
    /// The method, when the listener is told the answer.
    told: Option<&'static str>,
    answer: oneshot::Sender<Result<Value, BrowserError>>,
}

/// The calling side of the connection.
pub(crate) struct Client {
    outbox: mpsc::UnboundedSender<Vec<u8>>,
    waiting: Mutex<HashMap<u64, Waiting>>,
    next: AtomicU64,
    closed: AtomicBool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: Option<u64>,
    session_id: Option<String>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    result: Value,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    message: String,
}

impl Client {
    /// Starts the writing task on the current runtime.
    pub(crate) fn new(pipe: impl AsyncWrite + Unpin + Send + 'static) -> Self {
        let (outbox, inbox) = mpsc::unbounded_channel();
        tokio::spawn(write(inbox, pipe));
        Self { outbox, waiting: Mutex::default(), next: AtomicU64::new(1), closed: AtomicBool::new(false) }
    }

    /// Calls a method and waits for its answer.
    pub(crate) async fn call(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
    ) -> Result<Value, BrowserError> {
        self.call_within(session, method, params, CALL_LIMIT).await
    }

    /// As [`Client::call`] with a limit of its own.
    pub(crate) async fn call_within(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        self.answer(session, method, &params, limit, None).await
    }

    /// Calls a method whose answer the listener takes, as an event of the method's name, in its place among the events:
    /// what it says may be wrong after a later one.
    pub(crate) async fn call_told(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
    ) -> Result<(), BrowserError> {
        self.answer(session, method, &params, CALL_LIMIT, Some(method)).await.map(drop)
    }

    async fn answer(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: &Value,
        limit: Duration,
        told: Option<&'static str>,
    ) -> Result<Value, BrowserError> {
        let (id, answer) = self.post(session, method, params, told)?;
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(BrowserError::Crashed),
            Err(_) => {
                lock(&self.waiting).remove(&id);
                Err(BrowserError::Timeout(method))
            }
        }
    }

    /// Calls methods in this order without waiting in between; the answers in the same order.
    pub(crate) async fn call_in_order(
        &self,
        session: Option<&str>,
        calls: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Result<Vec<Value>, BrowserError> {
        // Each future sends at its first poll, and they are first polled in order.
        try_join_all(calls.into_iter().map(|(method, params)| self.call(session, method, params))).await
    }

    /// Sends a command nobody waits for.
    pub(crate) fn tell(&self, session: Option<&str>, method: &'static str, params: &Value) {
        // An error means that the browser is gone, and then there is nobody to tell.
        let _ = self.send(self.next.fetch_add(1, Ordering::Relaxed), session, method, params);
    }

    /// Fails everything that waits on a session which no longer exists.
    pub(crate) fn session_ended(&self, session: &str, why: fn() -> BrowserError) {
        let ended: Vec<Waiting> = {
            let mut waiting = lock(&self.waiting);
            let ids: Vec<u64> =
                waiting.iter().filter(|(_, w)| w.session.as_deref() == Some(session)).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| waiting.remove(id)).collect()
        };
        for waiting in ended {
            let _ = waiting.answer.send(Err(why()));
        }
    }

    /// Reads until the pipe ends, then fails every waiting call.
    pub(crate) async fn read(&self, pipe: impl AsyncRead + Unpin, listener: &dyn Listener) {
        if let Err(error) = self.read_messages(pipe, listener).await {
            tracing::debug!(%error, "the browser's pipe failed");
        }
        self.closed.store(true, Ordering::SeqCst);
        lock(&self.waiting).clear();
        listener.closed();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    async fn read_messages(&self, mut pipe: impl AsyncRead + Unpin, listener: &dyn Listener) -> std::io::Result<()> {
        let mut buffer: Vec<u8> = Vec::with_capacity(1 << 16);
        let mut searched = 0;
        loop {
            if pipe.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
            let mut start = 0;
            while let Some(length) = buffer[searched..].iter().position(|byte| *byte == 0) {
                let end = searched + length;
                self.take(&buffer[start..end], listener);
                start = end + 1;
                searched = start;
            }
            buffer.drain(..start);
            searched = buffer.len();
            if buffer.len() > MESSAGE_LIMIT {
                return Err(std::io::Error::other("a message is too long"));
            }
        }
    }

    fn take(&self, bytes: &[u8], listener: &dyn Listener) {
        let message: Message = match serde_json::from_slice(bytes) {
            Ok(message) => message,
            Err(error) => {
                tracing::debug!(%error, "a message of the browser could not be read");
                return;
            }
        };
        if let Some(id) = message.id {
            let Some(waiting) = lock(&self.waiting).remove(&id) else { return };
            let result = match (message.error, waiting.told) {
                (Some(refusal), _) => Err(BrowserError::Protocol(refusal.message)),
                (None, None) => Ok(message.result),
                (None, Some(method)) => {
                    listener.event(Event { session: waiting.session, method: method.into(), params: message.result });
                    Ok(Value::Null)
                }
            };
            let _ = waiting.answer.send(result);
        } else if let Some(method) = message.method {
            listener.event(Event { session: message.session_id, method, params: message.params });
        }
    }

    fn post(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: &Value,
        told: Option<&'static str>,
    ) -> Result<(u64, oneshot::Receiver<Result<Value, BrowserError>>), BrowserError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, receiver) = oneshot::channel();
        lock(&self.waiting).insert(id, Waiting { session: session.map(str::to_owned), told, answer });
        // The reader clears the table after setting `closed`; checking after the insert leaves no gap.
        if self.is_closed() || self.send(id, session, method, params).is_err() {
            lock(&self.waiting).remove(&id);
            return Err(BrowserError::Crashed);
        }
        Ok((id, receiver))
    }

    fn send(&self, id: u64, session: Option<&str>, method: &str, params: &Value) -> Result<(), BrowserError> {
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.outbox.send(bytes).map_err(|_| BrowserError::Crashed)
    }
}

async fn write(mut inbox: mpsc::UnboundedReceiver<Vec<u8>>, mut pipe: impl AsyncWrite + Unpin) {
    let mut batch = Vec::new();
    let mut bytes = Vec::new();
    while inbox.recv_many(&mut batch, 64).await > 0 {
        for message in batch.drain(..) {
            bytes.extend_from_slice(&message);
        }
        if pipe.write_all(&bytes).await.is_err() || pipe.flush().await.is_err() {
            return;
        }
        bytes.clear();
    }
}

/// A panic elsewhere does not make these tables wrong, so a poisoned lock is taken as it is.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
