//! How a worker works.

use crate::halt::Point;
use crate::proposals::Models;
use crate::resume_file::Sources;
use crate::sealing::KeySettings;
use browser::LaunchOptions;
use domain::egress::Policy;
use std::path::PathBuf;
use std::time::Duration;

/// What the jobs of a worker share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Isolation {
    /// One Chromium; cookies, storage and pages are each job's own.
    #[default]
    Context,
    /// Nothing of the browser: every job has a Chromium of its own. What can crash, run away or be attacked is the
    /// browser that runs the pages' code, so this is the border worth a process; the worker's own code runs none.
    Process,
}

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Its name in the registry; no two processes have the same.
    pub worker_id: String,
    /// The name jobs are targeted at, when it is another one: that of the machine it runs on.
    pub target_worker_id: Option<String>,
    /// Where its status server answers, for the registry.
    pub status_url: Option<String>,
    /// The machine's name and address, for the registry.
    pub instance: (Option<String>, Option<String>),
    /// A connection of its own for notifications, where the pool goes through a pooler that drops them.
    pub listen_url: Option<String>,
    /// Where bundles and keys are kept.
    pub data_dir: PathBuf,
    /// How Chromium is started.
    pub browser: LaunchOptions,
    /// What jobs share.
    pub isolation: Isolation,
    /// Bytes that the pages of one job may take; `None` for no ceiling. With one, every job has a Chromium of its own.
    pub job_memory: Option<u64>,
    /// How often in a row a job may find that no browser can be started, here or elsewhere, before it fails.
    pub browser_tries: i32,
    /// Jobs at work at once.
    pub max_concurrent: usize,
    /// Browsers kept for jobs that wait for a person; at this number nothing new is claimed.
    pub max_waiting: usize,
    /// Time between heartbeats of a job.
    pub heartbeat: Duration,
    /// Time between heartbeats of the worker.
    pub beat: Duration,
    /// How long a job may wait for a worker before it expires.
    pub most_wait: Duration,
    /// Silence after which a job is taken back from its worker.
    pub stale_after: Duration,
    /// Time between looks at the queue when no notification comes; each is up to a fifth shorter or longer.
    pub poll: Duration,
    /// How long a person may take to answer.
    pub patience: Duration,
    /// How long jobs at work may go on once the worker is told to stop.
    pub grace: Duration,
    /// Where postings and résumés may lie.
    pub egress: Policy,
    /// Where résumés that are named by a path or a key lie.
    pub resumes: Sources,
    /// Which language models may be asked; none unless configured.
    pub models: Models,
    /// Keys for what is stored sealed; without any, a key file in the data directory.
    pub keys: KeySettings,
    /// Where to die, in tests.
    pub halt: Option<Point>,
}

impl WorkerOptions {
    /// The usual numbers and timings. Every address may be opened, as on a person's own machine.
    #[must_use]
    pub fn new(worker_id: String, data_dir: PathBuf, browser: LaunchOptions) -> Self {
        Self {
            worker_id,
            target_worker_id: None,
            status_url: None,
            instance: (None, None),
            listen_url: None,
            data_dir,
            browser,
            isolation: Isolation::Context,
            job_memory: None,
            browser_tries: 5,
            max_concurrent: 2,
            max_waiting: 8,
            heartbeat: Duration::from_secs(10),
            beat: Duration::from_secs(30),
            most_wait: Duration::from_secs(24 * 60 * 60),
            stale_after: Duration::from_secs(120),
            poll: Duration::from_secs(5),
            patience: Duration::from_secs(60 * 60),
            grace: Duration::from_secs(30),
            egress: Policy::unrestricted(),
            resumes: Sources::default(),
            models: Models::none(),
            keys: KeySettings::default(),
            halt: None,
        }
    }

    /// Under a policy of where to go, which holds for what the browser connects to as well.
    #[must_use]
    pub fn under(mut self, policy: Policy) -> Self {
        self.browser.egress = Some(policy.clone());
        self.egress = policy;
        self
    }
}
