//! What a worker does beside its jobs: it says that it lives and what it
//! holds, hears that it is to drain, takes jobs back from workers that are
//! silent, and ends jobs that nobody took.

use super::bell::Ring;
use super::control::Order;
use super::{Inner, WorkerError, jittered};
use crate::jobs::QueueError;
use crate::recovery;
use crate::workers::{self, Beat, Listed, Registration};
use std::time::Duration;

/// Changes within this time are told in one beat.
const TOGETHER: Duration = Duration::from_millis(500);

/// Waits before registering again.
const REGISTER_AGAIN: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(4)];

impl Inner {
    /// Enters the worker, three times at most.
    pub(super) async fn register(&self) -> Result<(), WorkerError> {
        for wait in REGISTER_AGAIN {
            match self.register_once().await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::warn!(%error, "the worker could not be registered; it is tried again"),
            }
            tokio::time::sleep(wait).await;
        }
        Ok(self.register_once().await?)
    }

    async fn register_once(&self) -> Result<(), QueueError> {
        let options = &self.options;
        let registration = Registration {
            worker_id: options.worker_id.clone(),
            target_worker_id: options.target_worker_id.clone(),
            status_url: options.status_url.clone(),
            max_concurrent_jobs: i32::try_from(options.max_concurrent).unwrap_or(i32::MAX),
            instance_id: options.instance.0.clone(),
            instance_ip: options.instance.1.clone(),
        };
        workers::register(&mut *self.pool.acquire().await?, &registration).await
    }

    pub(super) async fn housekeeping(&self) {
        tokio::join!(self.beat_on(), self.look_after_others());
    }

    /// Beats in time, and whenever there is news.
    async fn beat_on(&self) {
        let mut bell = self.bell.clone();
        let mut jobs = self.control.watch_jobs();
        loop {
            if let Err(error) = self.beat().await {
                tracing::warn!(%error, "the worker's heartbeat could not be written");
            }
            let draining = self.control.order() >= Order::Drain;
            tokio::select! {
                told = bell.heard(&Ring::Drain, self.options.beat) => if told { self.control.drain() },
                Ok(()) = jobs.changed() => tokio::time::sleep(TOGETHER).await,
                () = self.control.told(Order::Drain), if !draining => {}
            }
        }
    }

    async fn beat(&self) -> Result<(), QueueError> {
        let beat = Beat { draining: self.control.order() >= Order::Drain, jobs: self.control.status().jobs };
        let listed = workers::renew(&mut *self.pool.acquire().await?, &self.options.worker_id, &beat).await?;
        match listed {
            Listed::Expected => Ok(()),
            Listed::ToDrain => {
                self.control.drain();
                Ok(())
            }
            Listed::Missing => self.register_once().await,
        }
    }

    async fn look_after_others(&self) {
        loop {
            if let Err(error) = self.recover().await {
                tracing::warn!(%error, "stuck jobs could not be looked after; it will be tried again");
            }
            tokio::time::sleep(jittered(self.options.stale_after.min(Duration::from_secs(30)))).await;
        }
    }

    async fn recover(&self) -> Result<(), QueueError> {
        let mut db = self.pool.acquire().await?;
        for recovered in recovery::recover(&mut db, self.options.stale_after).await? {
            tracing::warn!(?recovered, "a job was taken back from a silent worker");
        }
        let expired = recovery::expire(&mut db, self.options.most_wait).await?;
        if expired > 0 {
            tracing::warn!(expired, "jobs waited too long for a worker");
        }
        Ok(())
    }
}
