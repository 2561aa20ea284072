//! What every API and worker process does beside its work: it delivers callbacks, writes its counters, and takes its turn
//! at the chores that one process at a time does for all.
//!
//! A turn is an advisory lock together with a row that says when the chore was last done. The lock ends with the
//! transaction, so it also works behind a pooler of connections, and a process that dies gives it back.

mod retention;

pub use retention::{Kept, Swept, sweep};

use crate::alerts::{self, Announcer};
use crate::callbacks::{Dispatcher, DispatcherOptions};
use crate::jobs::QueueError;
use crate::monitoring::{self, Monitor};
use crate::settings::Secret;
use sqlx::{PgPool, Postgres, Transaction};
use std::time::Duration;
use tokio::sync::watch;

/// Time between the rounds of the watch: counters are added up, rules held against them.
const WATCH: Duration = Duration::from_secs(30);
/// Time between two sweeps.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// How the upkeep is done.
#[derive(Clone, Default)]
pub struct UpkeepOptions {
    /// How callbacks are delivered.
    pub callbacks: DispatcherOptions,
    /// Told of alerts.
    pub alert_webhook: Option<Secret>,
    /// How long what is kept.
    pub kept: Kept,
}

/// The upkeep of one process.
pub struct Upkeep {
    pool: PgPool,
    monitor: Monitor,
    dispatcher: Dispatcher,
    announcer: Option<Announcer>,
    kept: Kept,
}

impl Upkeep {
    /// Prepares everything.
    ///
    /// # Errors
    /// A sentence, when no HTTP client can be made.
    pub fn new(pool: PgPool, monitor: Monitor, options: UpkeepOptions) -> Result<Self, String> {
        let dispatcher = Dispatcher::new(pool.clone(), monitor.recorder().clone(), options.callbacks)?;
        let announcer = options.alert_webhook.map(Announcer::new).transpose()?;
        Ok(Self { pool, monitor, dispatcher, announcer, kept: options.kept })
    }

    /// Works until `stop` turns true; then writes what this process has counted.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        let mut stopping = stop.clone();
        tokio::select! {
            () = self.dispatcher.run(stop) => {}
            () = self.chores() => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
        if let Err(error) = self.monitor.recorder().flush(&self.pool).await {
            tracing::warn!(%error, "what was counted last could not be written");
        }
    }

    async fn chores(&self) {
        let mut tick = tokio::time::interval(WATCH);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "a chore failed; it will be tried again");
            }
        }
    }

    /// One round of the chores that are due and that nobody else is at.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn round(&self) -> Result<(), QueueError> {
        self.watch().await?;
        self.sweep().await
    }

    async fn watch(&self) -> Result<(), QueueError> {
        self.monitor.recorder().flush(&self.pool).await?;
        // A little less than the interval, or every second turn would come too early.
        let Some(mut turn) = take_turn(&self.pool, "watch", WATCH.mul_f64(0.9)).await? else { return Ok(()) };
        monitoring::add_up(&mut turn).await?;
        alerts::evaluate(&mut turn).await?;
        turn.commit().await?;
        let Some(announcer) = &self.announcer else { return Ok(()) };
        // A turn of its own: what was found is committed, and a slow receiver must not be told twice.
        let Some(turn) = take_turn(&self.pool, "announce", Duration::ZERO).await? else { return Ok(()) };
        announcer.announce(&self.pool).await?;
        Ok(turn.commit().await?)
    }

    async fn sweep(&self) -> Result<(), QueueError> {
        let Some(turn) = take_turn(&self.pool, "sweep", SWEEP).await? else { return Ok(()) };
        let swept = sweep(&self.pool, &self.kept).await?;
        turn.commit().await?;
        if swept != Swept::default() {
            tracing::info!(?swept, "what was kept long enough is gone");
        }
        Ok(())
    }
}

/// Takes the turn at a chore, if it is due and nobody else is at it. It counts as done when the transaction commits.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn take_turn(
    pool: &PgPool,
    chore: &str,
    every: Duration,
) -> Result<Option<Transaction<'static, Postgres>>, QueueError> {
    let mut turn = pool.begin().await?;
    let mine: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(hashtextextended('valet chore ' || $1, 0))")
        .bind(chore)
        .fetch_one(&mut *turn)
        .await?;
    if !mine {
        turn.rollback().await?;
        return Ok(None);
    }
    let due = sqlx::query(
        "INSERT INTO gh_chores AS c (name, done_at) VALUES ($1, now())
         ON CONFLICT (name) DO UPDATE SET done_at = now()
         WHERE c.done_at <= now() - make_interval(secs => $2)",
    )
    .bind(chore)
    .bind(every.as_secs_f64())
    .execute(&mut *turn)
    .await?;
    if due.rows_affected() == 1 {
        return Ok(Some(turn));
    }
    // Now, and not when the connection is used next: until then nobody else could take the turn.
    turn.rollback().await?;
    Ok(None)
}
