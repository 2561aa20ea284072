//! What a worker does beside its jobs: it says that it lives, and takes jobs
//! back from workers that do not.

use super::Inner;
use crate::jobs::QueueError;
use crate::{recovery, workers};
use std::time::Duration;

impl Inner {
    pub(super) async fn housekeeping(&self) {
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
}
