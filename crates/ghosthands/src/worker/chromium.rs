//! The browsers of a worker: one that all jobs share, each in a context of its
//! own, or one per job. A shared one is started when a job needs it, and again
//! after a crash.

use super::options::Isolation;
use browser::{Browser, BrowserError, LaunchOptions};
use std::sync::atomic::{AtomicI32, Ordering};
use tokio::sync::Mutex;

/// Starts Chromium when it is needed.
pub(super) struct Chromium {
    options: LaunchOptions,
    isolation: Isolation,
    running: Mutex<Option<Browser>>,
    failures: AtomicI32,
}

/// The browser of one job.
pub(super) struct Lent {
    pub(super) browser: Browser,
    shared: bool,
}

impl Chromium {
    pub(super) fn new(options: LaunchOptions, isolation: Isolation) -> Self {
        Self { options, isolation, running: Mutex::new(None), failures: AtomicI32::new(0) }
    }

    /// A browser for one job. Give it to [`Chromium::give_back`], or drop it.
    pub(super) async fn lend(&self) -> Result<Lent, BrowserError> {
        match self.isolation {
            Isolation::Context => Ok(Lent { browser: self.running().await?, shared: true }),
            Isolation::Process => Ok(Lent { browser: self.launch().await?, shared: false }),
        }
    }

    pub(super) async fn give_back(&self, lent: Lent) {
        if !lent.shared {
            lent.browser.close().await;
        }
    }

    /// How often in a row a browser could not be started.
    pub(super) fn failures(&self) -> i32 {
        self.failures.load(Ordering::Relaxed)
    }

    /// After a failure: whether a browser can be started by now.
    pub(super) async fn recovered(&self) -> Result<(), BrowserError> {
        if self.failures() == 0 {
            return Ok(());
        }
        let lent = self.lend().await?;
        self.give_back(lent).await;
        Ok(())
    }

    pub(super) async fn close(&self) {
        if let Some(browser) = self.running.lock().await.take() {
            browser.close().await;
        }
    }

    /// The shared one: the one there is, or a new one.
    async fn running(&self) -> Result<Browser, BrowserError> {
        let mut running = self.running.lock().await;
        if let Some(browser) = &*running
            && !browser.is_closed()
        {
            return Ok(browser.clone());
        }
        if let Some(dead) = running.take() {
            dead.close().await;
        }
        let browser = self.launch().await?;
        *running = Some(browser.clone());
        Ok(browser)
    }

    async fn launch(&self) -> Result<Browser, BrowserError> {
        let launched = Browser::launch(self.options.clone()).await;
        match &launched {
            Ok(_) => self.failures.store(0, Ordering::Relaxed),
            Err(_) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
            }
        }
        launched
    }
}
