//! The worker: claims jobs, works on several at once under a lease each, and
//! stops when told to.
//!
//! Jobs share one Chromium and nothing else: each has its own context, gate,
//! clock and record, and whatever ends one leaves the others alone.

mod bell;
mod ceiling;
mod chromium;
mod control;
mod ending;
mod housekeeping;
mod options;
mod working;

pub use bell::Bell;
pub use control::{Control, Order, Status};
pub use options::{Isolation, WorkerOptions};

use crate::account::Accounts;
use crate::jobs::{self, Claimed, QueueError};
use crate::record::seal_abandoned;
use crate::sealing::Keys;
use crate::workers;
use bell::Ring;
use chromium::Chromium;
use evidence::SigningKey;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{AbortHandle, JoinSet};

/// Why a worker cannot work.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The keys in the data directory.
    #[error("the keys in the data directory cannot be used: {0}")]
    Keys(String),
}

impl From<sqlx::Error> for WorkerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Queue(error.into())
    }
}

/// A worker. [`Worker::run`] works until [`Worker::control`] says stop.
pub struct Worker {
    inner: Arc<Inner>,
    listening: AbortHandle,
}

/// What all jobs of a worker share.
struct Inner {
    pool: PgPool,
    options: WorkerOptions,
    accounts: Accounts,
    key: SigningKey,
    chromium: Chromium,
    bell: Bell,
    control: Control,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Its connection would keep the pool from closing.
        self.listening.abort();
    }
}

impl Worker {
    /// Opens the keys and listens to the database.
    ///
    /// # Errors
    /// [`WorkerError`].
    pub async fn new(pool: PgPool, options: WorkerOptions) -> Result<Self, WorkerError> {
        std::fs::create_dir_all(&options.data_dir).map_err(|e| WorkerError::Keys(e.to_string()))?;
        let keys = |e: String| WorkerError::Keys(e);
        let sealing = Keys::configured_or_in_file(&options.keys, &options.data_dir.join("accounts.key"));
        let accounts = Accounts::new(sealing.map_err(|e| keys(e.to_string()))?);
        let key =
            SigningKey::load_or_create(&options.data_dir.join("evidence.key")).map_err(|e| keys(e.to_string()))?;
        seal_abandoned(&options.data_dir.join("evidence"), &key);
        let (bell, listening) = bell::listen(&pool, &options).await?;
        let isolation = options.job_memory.map_or(options.isolation, |_| Isolation::Process);
        let chromium = Chromium::new(options.browser.clone(), isolation);
        let control = Control::new(&options);
        Ok(Self { inner: Arc::new(Inner { pool, options, accounts, key, chromium, bell, control }), listening })
    }

    /// Steers it from outside.
    #[must_use]
    pub fn control(&self) -> Control {
        self.inner.control.clone()
    }

    /// Works until told to stop; jobs under way are given back first, unless their application has left.
    ///
    /// # Errors
    /// Only when the database is gone for good at the start or the end.
    pub async fn run(&self) -> Result<(), WorkerError> {
        let inner = &self.inner;
        inner.register().await?;
        tokio::select! {
            () = inner.housekeeping() => {}
            () = inner.serve() => {}
        }
        inner.chromium.close().await;
        workers::deregister(&mut *inner.pool.acquire().await?, &inner.options.worker_id).await?;
        Ok(())
    }
}

impl Inner {
    /// Claims while there is room, until told not to; returns when told to stop and all jobs are over.
    async fn serve(self: &Arc<Self>) {
        let mut jobs = JoinSet::new();
        self.claim_all(&mut jobs).await;
        while jobs.join_next().await.is_some() {}
        self.control.told(Order::Stop).await;
    }

    async fn claim_all(self: &Arc<Self>, jobs: &mut JoinSet<()>) {
        let mut bell = self.bell.clone();
        while self.control.order() == Order::Work {
            let slot = tokio::select! {
                slot = self.control.slots().take() => slot,
                () = self.control.told(Order::Drain) => return,
            };
            while jobs.try_join_next().is_some() {}
            if let Err(error) = self.chromium.recovered().await {
                tracing::warn!(%error, "no browser can be started; nothing is claimed until one can");
                drop(slot);
                tokio::select! {
                    () = tokio::time::sleep(jobs::backoff(self.chromium.failures())) => continue,
                    () = self.control.told(Order::Drain) => return,
                }
            }
            bell.forget();
            // Nothing may cut a claim short: a job that was claimed and not heard of would wait to go stale.
            match self.claim().await {
                Ok(Some(claimed)) => {
                    jobs.spawn(Box::pin(self.clone().work(claimed, slot)));
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the queue could not be read"),
            }
            drop(slot);
            tokio::select! {
                _ = bell.heard(&Ring::Created, jittered(self.options.poll)) => {}
                () = self.control.told(Order::Drain) => return,
            }
        }
    }

    async fn claim(&self) -> Result<Option<Claimed>, QueueError> {
        jobs::claim(&mut *self.pool.acquire().await?, &self.options.worker_id).await
    }
}

/// `time`, up to a fifth shorter or longer, so that workers started together do not look together.
fn jittered(time: Duration) -> Duration {
    let random = f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX);
    time.mul_f64(0.8 + 0.4 * random)
}
