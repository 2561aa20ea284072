//! Work on one job, from the claim until it ends, is cancelled, lost, timed
//! out, or the worker stops.

use super::Inner;
use super::bell::Ring;
use super::control::Order;
use super::ending::Told;
use crate::application::{Application, WorkClock};
use crate::egress::Egress;
use crate::events::{self, names};
use crate::failure::{Code, Failure};
use crate::gate::Gate;
use crate::jobs::{Claimed, Lease, Pulse, QueueError};
use crate::preparing;
use crate::progress::{Reporter, Tracker};
use crate::proposals::Advisor;
use crate::record::Record;
use crate::resume_file::ResumeFiles;
use crate::slots::{Place, Slot};
use browser::{Browser, BrowserError};
use domain::{JobUrl, PostingKey, TaskId};
use futures_util::FutureExt as _;
use serde_json::json;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

impl Inner {
    /// Works on one job and writes how it ended.
    pub(super) async fn work(self: Arc<Self>, claimed: Claimed, slot: Slot) {
        let lease = claimed.lease.clone();
        let _listed = self.control.list(lease.job);
        let clock = WorkClock::start(claimed.timeout);
        let gate = Arc::new(Gate::default());
        let place = slot.watch();
        let told = {
            let browser = OnceLock::new();
            // Dropping the future drops the context, and with it every page: nothing goes on in the dark.
            // A panic ends this job only.
            let running = AssertUnwindSafe(self.attempt(&claimed, &gate, clock.clone(), slot, &browser)).catch_unwind();
            tokio::select! {
                told = running => told.unwrap_or_else(|_| panicked()),
                told = self.heartbeats(&lease) => told,
                () = clock.ran_out() => {
                    Told::Failed(Failure::new(Code::Timeout, "The work took longer than allowed."), None)
                }
                () = self.takes_too_much(&lease, &browser) => Told::Failed(over_ceiling(), None),
                () = kept_browser_died(&browser, place.clone()) => Told::Failed(BrowserError::Crashed.into(), None),
                () = self.told_to_leave(place) => Told::Left("worker_shutdown"),
            }
        };
        gate.close();
        if let Err(error) = self.conclude(&claimed, told).await {
            tracing::warn!(job = %lease.job, %error, "the end of the job could not be written");
        }
    }

    async fn attempt(
        &self,
        claimed: &Claimed,
        gate: &Arc<Gate>,
        clock: WorkClock,
        slot: Slot,
        browser: &OnceLock<Browser>,
    ) -> Told {
        let begun = async {
            self.start(claimed).await?;
            if !matches!(claimed.job_type.as_str(), "apply" | "smart_apply" | "agent_apply" | "workday_apply") {
                let message = format!("Jobs of type {:?} are not supported.", claimed.job_type);
                return Err(Failure::new(Code::ValidationError, message));
            }
            let url = JobUrl::parse(&claimed.target_url).map_err(|error| {
                Failure::new(Code::ValidationError, format!("The address cannot be used: {error}."))
            })?;
            let files = ResumeFiles::new(self.options.resumes.clone(), Egress::new(self.options.egress.clone()));
            let prepared = preparing::prepare(&self.pool, &claimed.lease, &url, &files).await?;
            let advisor = Advisor::open(&self.pool, &claimed.lease, &self.options.models).await?;
            Ok((prepared, url, advisor))
        };
        let (prepared, url, advisor) = match begun.await {
            Ok(begun) => begun,
            Err(failure) => return Told::Failed(failure, None),
        };
        let opened = async {
            let lent = self.chromium.lend().await?;
            let context = lent.browser.context(gate.clone()).await?;
            let page = context.page().await?;
            Ok::<_, BrowserError>((lent, context, page))
        };
        let (lent, context, page) = match opened.await {
            Ok(opened) => opened,
            Err(error) => return Told::Failed(error.into(), None),
        };
        let _ = browser.set(lent.browser.clone());
        let posting = PostingKey::of(&url);
        let folder = self.options.data_dir.join("evidence");
        let task = TaskId(claimed.lease.job.0);
        let mut application = Application {
            pool: &self.pool,
            lease: claimed.lease.clone(),
            user: claimed.user_id,
            url,
            request: prepared.request,
            page,
            gate: gate.clone(),
            bell: self.bell.clone(),
            accounts: self.accounts.clone(),
            advisor,
            record: Record::begin(&folder, task, claimed.lease.job, claimed.lease.epoch, posting),
            clock,
            slot,
            views: self.control.views().clone(),
            patience: self.options.patience,
            reporter: Reporter::start(self.pool.clone(), claimed.lease.clone(), Tracker::new(chrono::Utc::now(), None)),
            halt: self.options.halt,
        };
        let ended = application.run().await;
        let sealed = application.record.seal(gate, &lent.browser.version(), &self.key);
        context.close().await;
        self.chromium.give_back(lent).await;
        drop(prepared.resume);
        match ended {
            Ok(ended) => Told::Ended(ended, sealed),
            Err(failure) => Told::Failed(failure, Some(sealed)),
        }
    }

    async fn start(&self, claimed: &Claimed) -> Result<(), QueueError> {
        let mut db = self.pool.acquire().await?;
        claimed.lease.start(&mut db).await?;
        let facts = json!({ "worker_id": claimed.lease.worker_id, "attempt": claimed.retry_count + 1 });
        events::record(&mut db, &claimed.lease, names::JOB_STARTED, "A worker has begun", facts).await
    }

    /// Renews the lease; returns when there is a reason to stop.
    async fn heartbeats(&self, lease: &Lease) -> Told {
        let mut bell = self.bell.clone();
        let mut missed = 0;
        loop {
            bell.heard(&Ring::Cancel(lease.job), self.options.heartbeat).await;
            let pulse = async { lease.renew(&mut *self.pool.acquire().await?).await };
            match pulse.await {
                Ok(Pulse::Held) => missed = 0,
                Ok(Pulse::Cancelled) => return Told::Cancelled,
                Ok(Pulse::Lost) => return Told::Lost,
                Err(_) if missed < 2 => missed += 1,
                // It is given back when the database is there again; if it was taken back before, that changes nothing.
                Err(_) => return Told::Left("database_unreachable"),
            }
        }
    }

    /// Returns when the worker is told to stop and this job has had its grace. One that waits for a person has none:
    /// they may take longer than any grace.
    async fn told_to_leave(&self, mut place: watch::Receiver<Place>) {
        self.control.told(Order::Stop).await;
        tokio::select! {
            () = self.control.told(Order::StopNow) => {}
            () = tokio::time::sleep(self.options.grace) => {}
            Ok(_) = place.wait_for(|place| *place == Place::Waiting) => {}
        }
    }
}

/// Returns when the browser of a job that waits for a person is gone: nobody else would notice before they answer.
async fn kept_browser_died(browser: &OnceLock<Browser>, mut place: watch::Receiver<Place>) {
    while place.wait_for(|place| *place == Place::Waiting).await.is_ok() {
        if browser.get().is_some_and(Browser::is_closed) {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    std::future::pending().await
}

fn over_ceiling() -> Failure {
    Failure::new(
        Code::MemoryLimit,
        "The site's pages took more memory than one application may have; nothing was sent.",
    )
}

fn panicked() -> Told {
    Told::Failed(Failure::new(Code::InternalError, "Something is wrong inside Valet; this application stopped."), None)
}
