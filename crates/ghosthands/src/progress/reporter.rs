//! Writes how far a job is, without holding it up.

use super::{Snapshot, Step, Tracker};
use crate::events::{self, names};
use crate::jobs::{Lease, QueueError};
use sqlx::PgPool;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Follows one job and writes what is due in the background. Dropping it writes nothing more; [`Reporter::finish`]
/// writes what is left.
#[derive(Debug)]
pub struct Reporter {
    shared: Arc<Shared>,
    writing: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    pool: PgPool,
    lease: Lease,
    began: Instant,
    tracker: Mutex<Tracker>,
    changed: Notify,
    ended: AtomicBool,
}

impl Drop for Reporter {
    fn drop(&mut self) {
        if let Some(writing) = self.writing().take() {
            writing.abort();
        }
    }
}

impl Reporter {
    /// Begins to follow the job of this lease.
    #[must_use]
    pub fn start(pool: PgPool, lease: Lease, tracker: Tracker) -> Self {
        let began = Instant::now();
        let (tracker, changed, ended) = (Mutex::new(tracker), Notify::new(), AtomicBool::new(false));
        let shared = Arc::new(Shared { pool, lease, began, tracker, changed, ended });
        let writing = tokio::spawn(write_what_is_due(shared.clone()));
        Self { shared, writing: Mutex::new(Some(writing)) }
    }

    /// It is at this step now.
    pub fn step(&self, step: Step, description: &str) {
        self.shared.tracker().set_step(step, description);
        self.shared.changed.notify_one();
    }

    /// Actions were taken, the last one of this kind.
    pub fn acted(&self, action: &str, times: u32) {
        self.shared.tracker().acted(action, times);
        self.shared.changed.notify_one();
    }

    /// Actions so far.
    #[must_use]
    pub fn actions(&self) -> u32 {
        self.shared.tracker().actions()
    }

    /// It has a thought; of those that come too fast only the latest is shown, in the next snapshot.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn think(&self, thought: &str) -> Result<(), QueueError> {
        let told = self.shared.tracker().think(self.shared.began.elapsed(), thought);
        self.shared.changed.notify_one();
        let Some(content) = told else { return Ok(()) };
        let mut db = self.shared.pool.acquire().await?;
        let metadata = serde_json::json!({ "content": content });
        events::record(&mut db, &self.shared.lease, names::THOUGHT, &content, metadata).await
    }

    /// Writes what is left, at the end.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`].
    pub async fn finish(&self) -> Result<(), QueueError> {
        // What is being written is not cut short, or it would be neither written nor left.
        self.shared.ended.store(true, Ordering::Relaxed);
        self.shared.changed.notify_one();
        let writing = self.writing().take();
        if let Some(writing) = writing {
            let _ = writing.await;
        }
        let left = self.shared.tracker().flush(self.shared.began.elapsed());
        match left {
            Some(snapshot) => self.shared.write(&snapshot).await,
            None => Ok(()),
        }
    }

    fn writing(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write_what_is_due(shared: Arc<Shared>) {
    while !shared.ended.load(Ordering::Relaxed) {
        let due_in = shared.tracker().due_in(shared.began.elapsed());
        let wait = due_in.unwrap_or(Duration::MAX);
        let _ = tokio::time::timeout(wait, shared.changed.notified()).await;
        if shared.ended.load(Ordering::Relaxed) {
            return;
        }
        let due = shared.tracker().due(shared.began.elapsed());
        let Some(snapshot) = due else { continue };
        match shared.write(&snapshot).await {
            Ok(()) => {}
            // Whoever works on the job finds out by itself.
            Err(QueueError::LeaseLost) => return,
            Err(error) => tracing::warn!(job = %shared.lease.job, %error, "progress could not be written"),
        }
    }
}

impl Shared {
    fn tracker(&self) -> MutexGuard<'_, Tracker> {
        self.tracker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&self, snapshot: &Snapshot) -> Result<(), QueueError> {
        let metadata = serde_json::to_value(snapshot).map_err(|error| QueueError::Malformed(error.to_string()))?;
        let mut db = self.pool.acquire().await?;
        events::record_progress(&mut db, &self.lease, &snapshot.description, metadata, snapshot.action_index).await
    }
}
