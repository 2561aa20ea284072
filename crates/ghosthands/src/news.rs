//! Events of a job as they come: what is there after a cursor, then what is added, until the job has ended.
//!
//! One connection listens for the whole process; it only says which job has something new. What is new is read from
//! the table after the cursor, so a notification that gets lost is no event lost, and a reader that comes back goes on
//! where it stopped.

use crate::access::Caller;
use crate::jobs::QueueError;
use crate::ledger::{self, EventFilter, JobEvent};
use domain::JobId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

/// How long a reader trusts in being told before it looks by itself.
const PATIENCE: Duration = Duration::from_secs(5);
/// Events read at once.
const BATCH: i64 = 200;

/// Hears which jobs have news.
#[derive(Debug)]
pub struct News {
    pool: PgPool,
    heard: broadcast::Sender<JobId>,
    listening: AbortHandle,
}

impl Drop for News {
    fn drop(&mut self) {
        // Its connection would keep the pool from closing.
        self.listening.abort();
    }
}

impl News {
    /// Listens. A connection that breaks is made again.
    ///
    /// # Errors
    /// [`QueueError::Database`], when it cannot be made at first.
    pub async fn listen(pool: PgPool) -> Result<Self, QueueError> {
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen("gh_job_event").await?;
        let (heard, _) = broadcast::channel(1024);
        let sender = heard.clone();
        let listening = tokio::spawn(async move {
            loop {
                match listener.recv().await {
                    Ok(notification) => {
                        if let Ok(job) = notification.payload().parse() {
                            // Nobody has to be interested.
                            let _ = sender.send(job);
                        }
                    }
                    Err(sqlx::Error::PoolClosed) => return,
                    Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
                }
            }
        });
        Ok(Self { pool, heard, listening: listening.abort_handle() })
    }

    /// Follows a job from after event `after`; `None` when the caller may not see it.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn follow(
        &self,
        caller: Caller,
        job: JobId,
        after: i64,
        types: Vec<String>,
    ) -> Result<Option<Following>, QueueError> {
        let heard = self.heard.subscribe();
        let there = ledger::standing(&mut *self.pool.acquire().await?, caller, job).await?;
        Ok(there.map(|_| Following {
            pool: self.pool.clone(),
            heard,
            caller,
            job,
            filter: EventFilter { after, types, limit: BATCH, offset: 0 },
            ended: false,
        }))
    }
}

/// Somebody who reads the events of a job.
#[derive(Debug)]
pub struct Following {
    pool: PgPool,
    heard: broadcast::Receiver<JobId>,
    caller: Caller,
    job: JobId,
    filter: EventFilter,
    ended: bool,
}

impl Following {
    /// The next events, at least one; empty when the job has ended and everything was read.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn next(&mut self) -> Result<Vec<JobEvent>, QueueError> {
        loop {
            if self.ended {
                return Ok(Vec::new());
            }
            let events = self.read().await?;
            if !events.is_empty() {
                return Ok(events);
            }
            if !self.ended {
                self.wait().await;
            }
        }
    }

    /// The status is read first: what was written up to a job's end is there when its end is seen.
    async fn read(&mut self) -> Result<Vec<JobEvent>, QueueError> {
        let mut db = self.pool.acquire().await?;
        let standing = ledger::standing(&mut db, self.caller, self.job).await?;
        let events = ledger::events_after(&mut db, self.job, &self.filter).await?;
        if let Some(last) = events.last() {
            self.filter.after = last.seq;
        }
        let read_all = (events.len() as i64) < BATCH;
        let over = standing.is_none_or(|standing| standing.is_final());
        self.ended = over && read_all && events.is_empty();
        Ok(events)
    }

    async fn wait(&mut self) {
        let told = async {
            loop {
                match self.heard.recv().await {
                    Ok(job) if job == self.job => return,
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => return,
                    Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        let _ = tokio::time::timeout(PATIENCE, told).await;
    }
}
