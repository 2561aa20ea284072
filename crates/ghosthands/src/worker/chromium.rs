//! The Chromium that a worker's jobs share, each in a context of its own. It
//! is started when a job needs it and again after a crash.

use browser::{Browser, BrowserError, LaunchOptions};
use tokio::sync::Mutex;

/// Starts Chromium when it is needed.
pub(super) struct Chromium {
    options: LaunchOptions,
    running: Mutex<Option<Browser>>,
}

impl Chromium {
    pub(super) fn new(options: LaunchOptions) -> Self {
        Self { options, running: Mutex::new(None) }
    }

    /// One that runs: the one there is, or a new one.
    pub(super) async fn running(&self) -> Result<Browser, BrowserError> {
        let mut running = self.running.lock().await;
        if let Some(browser) = &*running
            && !browser.is_closed()
        {
            return Ok(browser.clone());
        }
        if let Some(dead) = running.take() {
            dead.close().await;
        }
        let browser = Browser::launch(self.options.clone()).await?;
        *running = Some(browser.clone());
        Ok(browser)
    }

    pub(super) async fn close(&self) {
        if let Some(browser) = self.running.lock().await.take() {
            browser.close().await;
        }
    }
}
