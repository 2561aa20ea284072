//! What reached a server, byte by byte and in order.

use crate::traces::carries;
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Over which road something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// A request to the employer's site.
    Employer,
    /// A request to another origin.
    Elsewhere,
    /// A message over an open WebSocket.
    WebSocket,
    /// Bytes on a TCP connection that are no HTTP request, such as a TLS greeting.
    Bytes,
    /// A UDP datagram.
    Datagram,
}

/// One thing that arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When its first bytes were understood.
    pub at: DateTime<Utc>,
    /// Its road.
    pub road: Road,
    /// HTTP method; empty when it is no request.
    pub method: String,
    /// Path and query; empty when it is no request.
    pub target: String,
    /// Everything up to the body, as it came.
    pub head: Vec<u8>,
    /// The body as far as it came: it grows while it arrives.
    pub body: Vec<u8>,
}

impl Arrival {
    /// Path without query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The first of `values` that can be read out of it, in any encoding [`carries`] knows.
    #[must_use]
    pub fn carried<'a>(&self, values: &[&'a str]) -> Option<&'a str> {
        values.iter().copied().find(|value| carries(&self.head, value) || carries(&self.body, value))
    }
}

/// What arrived so far. Clones share it.
#[derive(Debug, Clone)]
pub struct Log {
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    changed: watch::Sender<()>,
}

impl Default for Log {
    fn default() -> Self {
        Self { arrivals: Arc::default(), changed: watch::channel(()).0 }
    }
}

impl Log {
    /// Everything, oldest first.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Arrivals that carry one of the person's values, with the value.
    #[must_use]
    pub fn leaks<'a>(&self, values: &[&'a str]) -> Vec<(Arrival, &'a str)> {
        let found = self.arrivals().into_iter();
        found.filter_map(|arrival| arrival.carried(values).map(|value| (arrival, value))).collect()
    }

    /// Those of [`Log::leaks`] that arrived before `moment`, such as the instant at which the fence was armed.
    #[must_use]
    pub fn leaks_before<'a>(&self, moment: DateTime<Utc>, values: &[&'a str]) -> Vec<(Arrival, &'a str)> {
        self.leaks(values).into_iter().filter(|(arrival, _)| arrival.at < moment).collect()
    }

    /// Waits until `seen` holds for the arrivals; `false` when `limit` passed
    /// first. Looks again whenever something arrived or was dealt with.
    pub async fn wait_for(&self, limit: Duration, seen: impl Fn(&[Arrival]) -> bool) -> bool {
        let mut changes = self.changed.subscribe();
        let wait = async {
            while !seen(&self.arrivals()) {
                if changes.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(limit, wait).await.is_ok()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Writes an arrival down; the number is for [`Log::extend`].
    pub(crate) fn push(&self, road: Road, method: &str, target: &str, head: &[u8], body: &[u8]) -> usize {
        let arrival = Arrival {
            at: Utc::now(),
            road,
            method: method.to_owned(),
            target: target.to_owned(),
            head: head.to_vec(),
            body: body.to_vec(),
        };
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.push(arrival);
        let number = arrivals.len() - 1;
        drop(arrivals);
        self.changed.send_replace(());
        number
    }

    /// Lets [`Log::wait_for`] look again: the server has dealt with an arrival.
    pub(crate) fn dealt_with(&self) {
        self.changed.send_replace(());
    }

    /// Adds to the body of an arrival.
    pub(crate) fn extend(&self, number: usize, body: &[u8]) {
        if let Some(arrival) = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).get_mut(number) {
            arrival.body.extend_from_slice(body);
        }
        self.changed.send_replace(());
    }
}
