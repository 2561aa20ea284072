//! The memory that one job's pages may take. Pages of several jobs in one
//! Chromium cannot be told apart from outside, so with a ceiling every job has
//! a Chromium of its own.

use super::Inner;
use crate::jobs::Lease;
use crate::memory;
use browser::Browser;
use std::sync::OnceLock;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(2);

impl Inner {
    /// Returns when the job's pages take more than they may. Never while its application is being sent: what became of
    /// that is worth more than the memory.
    pub(super) async fn takes_too_much(&self, lease: &Lease, browser: &OnceLock<Browser>) {
        let Some(ceiling) = self.options.job_memory else { return std::future::pending().await };
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let Some(group) = browser.get().and_then(Browser::process_id) else { continue };
            let used = tokio::task::spawn_blocking(move || memory::of_group(group)).await.ok().flatten();
            let over = used.is_some_and(|used| used.pages > ceiling);
            if over && !self.is_sending(lease).await {
                return;
            }
        }
    }

    /// Whether an attempt of the job is open; yes when that cannot be told.
    async fn is_sending(&self, lease: &Lease) -> bool {
        let sending = "SELECT EXISTS (SELECT 1 FROM gh_submit_attempts
                                      WHERE job_id = $1 AND status IN ('armed', 'in_flight'))";
        sqlx::query_scalar(sending).bind(lease.job.0).fetch_one(&self.pool).await.unwrap_or(true)
    }
}
