//! What the database announces, handed to whoever waits for it. Missing an
//! announcement is harmless: everybody who waits also looks from time to time.

use super::options::WorkerOptions;
use domain::JobId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::task::AbortHandle;

/// Something the database said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ring {
    Created,
    Resume(JobId),
    Cancel(JobId),
    /// This worker is to drain.
    Drain,
}

/// Hands notifications from the database to whoever waits for them.
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

    pub(super) async fn heard(&mut self, wanted: &Ring, limit: Duration) -> bool {
        let hear = async {
            loop {
                match self.0.recv().await {
                    Ok(ring) if ring == *wanted => return true,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return true,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        tokio::time::timeout(limit, hear).await.unwrap_or(false)
    }

    /// Forgets what was said so far: whoever is about to look sees it anyway.
    pub(super) fn forget(&mut self) {
        while matches!(self.0.try_recv(), Ok(_) | Err(TryRecvError::Lagged(_))) {}
    }
}

/// Listens on one connection for everything the queue announces.
pub(super) async fn listen(pool: &PgPool, options: &WorkerOptions) -> Result<(Bell, AbortHandle), sqlx::Error> {
    let mut listener = match &options.listen_url {
        Some(url) => PgListener::connect(url).await?,
        None => PgListener::connect_with(pool).await?,
    };
    let worker_id = options.worker_id.clone();
    listener.listen_all(["gh_job_created", "gh_job_resume", "gh_job_cancel", "gh_worker_drain"]).await?;
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
                "gh_worker_drain" => (notification.payload() == worker_id).then_some(Ring::Drain),
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
