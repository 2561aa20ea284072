//! The worker: claims jobs one by one, works under a lease, stops when told to.

use crate::account::Accounts;
use crate::application::{Application, Ended, Ending, WorkClock};
use crate::failure::{Code, Failure, Retry};
use crate::gate::Gate;
use crate::halt::Point;
use crate::jobs::{self, Claimed, Lease, Pulse, QueueError, Report};
use crate::record::{Record, Sealed, seal_abandoned};
use crate::request::ApplyRequest;
use crate::{attempts, recovery, workers};
use browser::{Browser, LaunchOptions};
use domain::attempts::AttemptStatus;
use domain::{JobId, JobUrl, PostingKey, TaskId};
use evidence::SigningKey;
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, broadcast, watch};
use tokio::task::AbortHandle;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Its name in the registry.
    pub worker_id: String,
    /// Where bundles and keys are kept.
    pub data_dir: PathBuf,
    /// How Chromium is started.
    pub browser: LaunchOptions,
    /// Time between heartbeats.
    pub heartbeat: Duration,
    /// Silence after which a job is taken back from its worker.
    pub stale_after: Duration,
    /// Time between looks at the queue when no notification comes.
    pub poll: Duration,
    /// How long a person may take to answer.
    pub patience: Duration,
    /// Where to die, in tests.
    pub halt: Option<Point>,
}

impl WorkerOptions {
    /// The usual timings.
    #[must_use]
    pub fn new(worker_id: String, data_dir: PathBuf, browser: LaunchOptions) -> Self {
        Self {
            worker_id,
            data_dir,
            browser,
            heartbeat: Duration::from_secs(10),
            stale_after: Duration::from_secs(120),
            poll: Duration::from_secs(5),
            patience: Duration::from_secs(60 * 60),
            halt: None,
        }
    }
}

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

/// Something the database said.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ring {
    Created,
    Resume(JobId),
    Cancel(JobId),
}

/// Hands notifications from the database to whoever waits for them. Missing one
/// is harmless: everybody who waits also looks from time to time.
#[derive(Debug)]
pub struct Bell(broadcast::Receiver<Ring>);

impl Clone for Bell {
    fn clone(&self) -> Self {
        Self(self.0.resubscribe())
    }
}

impl Bell {
    /// Waits for the resumption of `job`, at most `limit`.
    pub async fn resumed(&mut self, job: JobId, limit: Duration) {
        self.heard(&Ring::Resume(job), limit).await;
    }

    async fn heard(&mut self, wanted: &Ring, limit: Duration) -> bool {
        let hear = async {
            loop {
                match self.0.recv().await {
                    Ok(ring) if ring == *wanted => return true,
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => return true,
                    Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        tokio::time::timeout(limit, hear).await.unwrap_or(false)
    }
}

/// A worker. [`Worker::run`] works until `stop` says so.
pub struct Worker {
    pool: PgPool,
    options: WorkerOptions,
    accounts: Accounts,
    key: SigningKey,
    browser: Mutex<Option<Browser>>,
    bell: Bell,
    listening: AbortHandle,
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
        let accounts = Accounts::open(&options.data_dir.join("accounts.key")).map_err(|e| keys(e.to_string()))?;
        let key =
            SigningKey::load_or_create(&options.data_dir.join("evidence.key")).map_err(|e| keys(e.to_string()))?;
        seal_abandoned(&options.data_dir.join("evidence"), &key);
        let (bell, listening) = listen(&pool).await?;
        Ok(Self { pool, options, accounts, key, browser: Mutex::new(None), bell, listening })
    }

    /// Works until `stop` turns true; a job under way is given back first,
    /// unless its application has left.
    ///
    /// # Errors
    /// Only when the database is gone for good at the start.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) -> Result<(), WorkerError> {
        workers::register(&mut *self.pool.acquire().await?, &self.options.worker_id).await?;
        let working = async {
            let mut bell = self.bell.clone();
            while !*stop.borrow() {
                match self.claim().await {
                    Ok(Some(claimed)) => Box::pin(self.work(claimed, stop.clone())).await,
                    Ok(None) => tokio::select! {
                        _ = bell.heard(&Ring::Created, self.options.poll) => {}
                        _ = stop.wait_for(|stop| *stop) => {}
                    },
                    Err(error) => {
                        tracing::warn!(%error, "the queue could not be read");
                        tokio::time::sleep(self.options.poll).await;
                    }
                }
            }
        };
        tokio::select! {
            () = self.housekeeping() => {}
            () = working => {}
        }
        if let Some(browser) = self.browser.lock().await.take() {
            browser.close().await;
        }
        workers::deregister(&mut *self.pool.acquire().await?, &self.options.worker_id).await?;
        Ok(())
    }

    async fn claim(&self) -> Result<Option<Claimed>, QueueError> {
        jobs::claim(&mut *self.pool.acquire().await?, &self.options.worker_id).await
    }

    async fn housekeeping(&self) {
        let mut tick = tokio::time::interval(self.options.stale_after.min(Duration::from_secs(30)));
        loop {
            tick.tick().await;
            let done: Result<(), QueueError> = async {
                let mut db = self.pool.acquire().await?;
                for recovered in recovery::recover(&mut db, self.options.stale_after).await? {
                    tracing::warn!(?recovered, "a job was taken back from a silent worker");
                }
                workers::renew(&mut db, &self.options.worker_id, None).await
            }
            .await;
            if let Err(error) = done {
                tracing::warn!(%error, "housekeeping failed; it will be tried again");
            }
        }
    }

    /// Works on one job until it ends, is cancelled, lost, timed out or the worker stops.
    async fn work(&self, claimed: Claimed, mut stop: watch::Receiver<bool>) {
        let lease = claimed.lease.clone();
        let clock = WorkClock::start(claimed.timeout);
        let gate = Arc::new(Gate::default());
        let told = {
            // Dropping the future drops the context, and with it every page: nothing goes on in the dark.
            let running = self.attempt(&claimed, &gate, clock.clone());
            tokio::select! {
                told = running => told,
                told = self.heartbeats(&lease) => told,
                () = clock.ran_out() => Told::Failed(Failure::new(Code::Timeout, "The work took longer than allowed."), None),
                _ = stop.wait_for(|stop| *stop) => Told::Shutdown,
            }
        };
        gate.close();
        if let Err(error) = self.conclude(&claimed, told).await {
            tracing::warn!(job = %lease.job, %error, "the end of the job could not be written");
        }
    }

    async fn attempt(&self, claimed: &Claimed, gate: &Arc<Gate>, clock: WorkClock) -> Told {
        let begun = async {
            claimed.lease.start(&mut *self.pool.acquire().await?).await?;
            let request: ApplyRequest = serde_json::from_value(claimed.input.clone()).map_err(|error| {
                Failure::new(Code::ValidationError, format!("The job's input cannot be used: {error}."))
            })?;
            if claimed.job_type != "apply" {
                let message = format!("Jobs of type {:?} are not supported.", claimed.job_type);
                return Err(Failure::new(Code::ValidationError, message));
            }
            let url = JobUrl::parse(&claimed.target_url).map_err(|error| {
                Failure::new(Code::ValidationError, format!("The address cannot be used: {error}."))
            })?;
            Ok((request, url))
        };
        let (request, url) = match begun.await {
            Ok(begun) => begun,
            Err(failure) => return Told::Failed(failure, None),
        };
        let browser = match self.browser().await {
            Ok(browser) => browser,
            Err(failure) => return Told::Failed(failure, None),
        };
        let posting = PostingKey::of(&url);
        let folder = self.options.data_dir.join("evidence");
        let task = TaskId(claimed.lease.job.0);
        let record = Record::begin(&folder, task, claimed.lease.job, claimed.lease.epoch, posting);
        let opened = async {
            let context = browser.context(gate.clone()).await?;
            let page = context.page().await?;
            Ok::<_, browser::BrowserError>((context, page))
        };
        let (context, page) = match opened.await {
            Ok(opened) => opened,
            Err(error) => {
                self.forget_browser().await;
                return Told::Failed(error.into(), None);
            }
        };
        let mut application = Application {
            pool: &self.pool,
            lease: claimed.lease.clone(),
            user: claimed.user_id,
            url,
            request,
            page,
            gate: gate.clone(),
            bell: self.bell.clone(),
            accounts: self.accounts.clone(),
            record,
            clock,
            patience: self.options.patience,
            halt: self.options.halt,
        };
        let ended = application.run().await;
        let sealed = application.record.seal(gate, &browser.version(), &self.key);
        context.close().await;
        match ended {
            Ok(ended) => Told::Ended(ended, sealed),
            Err(failure) => {
                if failure.code == Code::BrowserCrashed {
                    self.forget_browser().await;
                }
                Told::Failed(failure, Some(sealed))
            }
        }
    }

    async fn browser(&self) -> Result<Browser, Failure> {
        let mut slot = self.browser.lock().await;
        if let Some(browser) = &*slot {
            return Ok(browser.clone());
        }
        let browser = Browser::launch(self.options.browser.clone()).await?;
        *slot = Some(browser.clone());
        Ok(browser)
    }

    async fn forget_browser(&self) {
        if let Some(browser) = self.browser.lock().await.take() {
            browser.close().await;
        }
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
                Err(_) => return Told::Lost,
            }
        }
    }

    /// Writes the end of a job. What its attempts say outranks what the run said.
    async fn conclude(&self, claimed: &Claimed, told: Told) -> Result<(), QueueError> {
        let lease = &claimed.lease;
        let mut db = self.pool.acquire().await?;
        if matches!(told, Told::Lost) {
            // Whoever took the job over has settled its attempts.
            return Ok(());
        }
        let reason = "The run stopped before the answer was seen.";
        let left = attempts::settle_abandoned(&mut db, lease.job, reason).await?;
        let left = left.filter(|status| *status != AttemptStatus::NotSent);
        let completed = match (told, left) {
            (Told::Lost | Told::Cancelled, _) => false,
            (Told::Ended(ended, sealed), _) => {
                let confirmed = ended.outcome != Ending::Unknown;
                let report = ended_report(&ended, &sealed);
                if confirmed {
                    lease.complete(&mut db, &report).await?
                } else {
                    lease.fail(&mut db, &report).await?
                }
                confirmed
            }
            (Told::Shutdown, None) => {
                lease.release(&mut db, "worker_shutdown", None).await?;
                false
            }
            (Told::Shutdown, Some(status)) => conclude_as(&mut db, lease, status, None).await?,
            (Told::Failed(_, sealed), Some(status @ (AttemptStatus::Confirmed | AttemptStatus::Unknown))) => {
                conclude_as(&mut db, lease, status, sealed.as_ref()).await?
            }
            (Told::Failed(failure, sealed), left) => {
                // What has left once is never run again by itself.
                let again = left.is_none()
                    && failure.code.row().1 == Retry::Backoff
                    && claimed.retry_count < claimed.max_retries;
                match again {
                    true => {
                        let delay = jobs::backoff(claimed.retry_count);
                        lease.release(&mut db, failure.code.row().0, Some(delay)).await?;
                    }
                    false => lease.fail(&mut db, &failed_report(&failure, sealed.as_ref())).await?,
                }
                false
            }
        };
        workers::count(&mut db, &lease.worker_id, completed).await
    }
}

/// Why work on a job stopped.
enum Told {
    Ended(Ended, Sealed),
    Failed(Failure, Option<Sealed>),
    Cancelled,
    Lost,
    Shutdown,
}

fn ended_report(ended: &Ended, sealed: &Sealed) -> Report {
    Report {
        summary: ended.reason.clone(),
        error_code: (ended.outcome == Ending::Unknown).then(|| Code::OutcomeUnknown.row().0.to_owned()),
        result: serde_json::json!({
            "outcome": ended.outcome, "posting": ended.posting, "rows": ended.rows, "timings": ended.timings,
            "model_calls": ended.model_calls, "manual": { "steps": ended.advised, "held": ended.replayed },
            "evidence": sealed,
        }),
    }
}

fn failed_report(failure: &Failure, sealed: Option<&Sealed>) -> Report {
    Report {
        summary: failure.message.clone(),
        error_code: Some(failure.code.row().0.to_owned()),
        result: serde_json::json!({ "outcome": "failed", "evidence": sealed }),
    }
}

/// Ends a job by what its attempts say, where the run could not. Returns whether it is done.
async fn conclude_as(
    db: &mut PgConnection,
    lease: &Lease,
    status: AttemptStatus,
    sealed: Option<&Sealed>,
) -> Result<bool, QueueError> {
    let (state, code, summary) = recovery::outcome_row(status);
    let report = Report {
        summary: summary.to_owned(),
        error_code: code.map(str::to_owned),
        result: serde_json::json!({ "outcome": status.as_str(), "evidence": sealed }),
    };
    let done = state == "completed";
    if done {
        lease.complete(db, &report).await?
    } else {
        lease.fail(db, &report).await?
    }
    Ok(done)
}

/// Listens on one connection for everything the queue announces.
async fn listen(pool: &PgPool) -> Result<(Bell, AbortHandle), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all(["gh_job_created", "gh_job_resume", "gh_job_cancel"]).await?;
    let (ring, bell) = broadcast::channel(256);
    let listening = tokio::spawn(async move {
        loop {
            let notification = match listener.recv().await {
                Ok(notification) => notification,
                Err(sqlx::Error::PoolClosed) => return,
                Err(_) => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            let job = || notification.payload().parse().ok();
            let heard = match notification.channel() {
                "gh_job_created" => Some(Ring::Created),
                "gh_job_resume" => job().map(Ring::Resume),
                _ => job().map(Ring::Cancel),
            };
            if let Some(heard) = heard
                && ring.send(heard).is_err()
            {
                return;
            }
        }
    });
    Ok((Bell(bell), listening.abort_handle()))
}
