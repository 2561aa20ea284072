//! Worker programs that can be stopped, continued and killed from outside.

use rustix::process::{Pid, Signal, kill_process};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// How worker programs are started.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// The worker, `e2e-worker`.
    pub program: PathBuf,
    /// Address of the database.
    pub database: String,
    /// Data directory of all of them.
    pub folder: PathBuf,
    /// Silence after which a job is taken back.
    pub stale_after: Duration,
    /// Jobs at work at once.
    pub max_concurrent: usize,
}

/// A running worker program. Dropping it kills it.
pub struct Member {
    child: Child,
}

impl Fleet {
    /// Starts a worker of this name.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[must_use]
    pub fn spawn(&self, name: &str) -> Member {
        let mut command = Command::new(&self.program);
        command.arg(&self.database).arg(&self.folder).arg(name);
        command.env("VALET_E2E_STALE_MS", self.stale_after.as_millis().to_string());
        command.env("VALET_E2E_CONCURRENT", self.max_concurrent.to_string());
        command.env("RUST_BACKTRACE", "0").stdin(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        Member { child: command.spawn().expect("the worker program") }
    }
}

impl Member {
    /// As `kill -9`, and waits for the end.
    pub async fn kill(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill().await;
    }

    /// Stops it where it is; it notices nothing.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Whether it has ended.
    ///
    /// # Panics
    /// When its state cannot be asked for.
    pub fn ended(&mut self) -> bool {
        self.child.try_wait().expect("a process of ours").is_some()
    }

    /// Ends it in order.
    pub async fn end(mut self) {
        drop(self.child.stdin.take());
        if tokio::time::timeout(Duration::from_secs(60), self.child.wait()).await.is_err() {
            self.kill().await;
        }
    }

    /// Process ids of its Chromiums' leaders.
    #[must_use]
    pub fn browsers(&self) -> Vec<i32> {
        let Some(id) = self.child.id() else { return Vec::new() };
        let tasks = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        children.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect()
    }

    fn signal(&self, signal: Signal) {
        if let Some(id) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            // An error means that it has ended already.
            let _ = kill_process(id, signal);
        }
    }
}

/// Kills a Chromium with everything it started.
pub fn kill_browser(leader: i32) {
    if let Some(group) = Pid::from_raw(leader) {
        let _ = rustix::process::kill_process_group(group, Signal::KILL);
    }
}

/// Evidence and keys of a fleet, and where résumés lie.
///
/// # Panics
/// When there is no room for a folder.
#[must_use]
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary directory");
    // A private server's account has to reach it.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o711);
    std::fs::set_permissions(folder.path(), mode).expect("our own folder");
    folder
}

/// Numbers that look random and are the same for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Begins with this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }

    /// A time between two others, in milliseconds.
    pub fn between(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.below(most - least))
    }
}
