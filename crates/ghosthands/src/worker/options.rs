//! How a worker works.

use crate::halt::Point;
use browser::LaunchOptions;
use std::path::PathBuf;
use std::time::Duration;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Its name in the registry; no two processes have the same.
    pub worker_id: String,
    /// Where bundles and keys are kept.
    pub data_dir: PathBuf,
    /// How Chromium is started.
    pub browser: LaunchOptions,
    /// Jobs at work at once.
    pub max_concurrent: usize,
    /// Browsers kept for jobs that wait for a person; at this number nothing new is claimed.
    pub max_waiting: usize,
    /// Time between heartbeats of a job.
    pub heartbeat: Duration,
    /// Silence after which a job is taken back from its worker.
    pub stale_after: Duration,
    /// Time between looks at the queue when no notification comes; each is up to a fifth shorter or longer.
    pub poll: Duration,
    /// How long a person may take to answer.
    pub patience: Duration,
    /// How long jobs at work may go on once the worker is told to stop.
    pub grace: Duration,
    /// Where to die, in tests.
    pub halt: Option<Point>,
}

impl WorkerOptions {
    /// The usual numbers and timings.
    #[must_use]
    pub fn new(worker_id: String, data_dir: PathBuf, browser: LaunchOptions) -> Self {
        Self {
            worker_id,
            data_dir,
            browser,
            max_concurrent: 2,
            max_waiting: 8,
            heartbeat: Duration::from_secs(10),
            stale_after: Duration::from_secs(120),
            poll: Duration::from_secs(5),
            patience: Duration::from_secs(60 * 60),
            grace: Duration::from_secs(30),
            halt: None,
        }
    }
}
