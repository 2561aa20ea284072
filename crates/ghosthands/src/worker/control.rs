//! Telling a worker to stop, and seeing what it does.

use super::options::WorkerOptions;
use crate::live::Views;
use crate::slots::{Counts, Slots};
use domain::JobId;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How far a worker has been told to stop. It is never taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Claim and work.
    Work,
    /// Claim nothing; finish what is under way; then stay, idle.
    Drain,
    /// Claim nothing; give what is at work its grace, then give back what has not left; then end.
    Stop,
    /// Give back what has not left, and end.
    StopNow,
}

/// Steers a running worker from outside. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    worker_id: String,
    order: watch::Sender<Order>,
    slots: Slots,
    jobs: watch::Sender<BTreeSet<JobId>>,
    views: Views,
    started: Instant,
}

/// What a worker does at a moment.
#[derive(Debug, Clone)]
pub struct Status {
    /// Its name in the registry.
    pub worker_id: String,
    /// How far it has been told to stop.
    pub order: Order,
    /// Its jobs.
    pub jobs: Vec<JobId>,
    /// How many of them work and wait.
    pub counts: Counts,
    /// Jobs at work at once.
    pub max_concurrent: usize,
    /// Since it started.
    pub uptime: Duration,
}

/// A job that is listed while this lives.
pub(super) struct Listed {
    control: Control,
    job: JobId,
}

impl Control {
    pub(super) fn new(options: &WorkerOptions) -> Self {
        let shared = Shared {
            worker_id: options.worker_id.clone(),
            order: watch::Sender::new(Order::Work),
            slots: Slots::new(options.max_concurrent, options.max_waiting),
            jobs: watch::Sender::default(),
            views: Views::default(),
            started: Instant::now(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The pages of jobs that wait for a person.
    #[must_use]
    pub fn views(&self) -> &Views {
        &self.shared.views
    }

    /// Claim nothing more and finish what is under way.
    pub fn drain(&self) {
        self.tell(Order::Drain);
    }

    /// End within the grace.
    pub fn stop(&self) {
        self.tell(Order::Stop);
    }

    /// End at once.
    pub fn stop_now(&self) {
        self.tell(Order::StopNow);
    }

    /// What it does now.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            worker_id: self.shared.worker_id.clone(),
            order: self.order(),
            jobs: self.shared.jobs.borrow().iter().copied().collect(),
            counts: self.shared.slots.counts(),
            max_concurrent: self.shared.slots.limit(),
            uptime: self.shared.started.elapsed(),
        }
    }

    /// Returns once it has been told to end.
    pub async fn stopped(&self) {
        self.told(Order::Stop).await;
    }

    pub(super) fn order(&self) -> Order {
        *self.shared.order.borrow()
    }

    /// Returns once the worker has been told at least `order`.
    pub(super) async fn told(&self, order: Order) {
        // Cannot fail: this very value holds the sender.
        let _ = self.shared.order.subscribe().wait_for(|told| *told >= order).await;
    }

    pub(super) fn slots(&self) -> &Slots {
        &self.shared.slots
    }

    pub(super) fn list(&self, job: JobId) -> Listed {
        self.shared.jobs.send_if_modified(|jobs| jobs.insert(job));
        Listed { control: self.clone(), job }
    }

    fn tell(&self, order: Order) {
        self.shared.order.send_if_modified(|told| {
            let further = order > *told;
            *told = order.max(*told);
            further
        });
    }

    /// Sees every change of the jobs it holds.
    pub(super) fn watch_jobs(&self) -> watch::Receiver<BTreeSet<JobId>> {
        self.shared.jobs.subscribe()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.control.shared.jobs.send_if_modified(|jobs| jobs.remove(&self.job));
    }
}
