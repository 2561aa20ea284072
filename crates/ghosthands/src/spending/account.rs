//! The purse of one job: sets money aside before a call and accounts for it after.

use super::Terms;
use crate::jobs::Lease;
use llm::{Attempt, Meter, Planned, Refused};
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use uuid::Uuid;

/// Pays for the calls of one job, within its budget and that of the person's month.
#[derive(Debug, Clone)]
pub struct Account {
    pool: PgPool,
    lease: Lease,
    terms: Terms,
    calls: Arc<AtomicU32>,
}

impl Account {
    /// The purse of a job.
    #[must_use]
    pub fn new(pool: PgPool, lease: Lease, terms: Terms) -> Self {
        Self { pool, lease, terms, calls: Arc::default() }
    }

    /// Calls it paid for.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}

/// A call under way. One that is dropped is accounted for at its worst, since nobody will hear what it cost.
#[derive(Debug)]
pub struct Ticket {
    call: Uuid,
    pool: PgPool,
    started: Instant,
    open: bool,
}

impl Meter for Account {
    type Ticket = Ticket;

    async fn reserve(&self, planned: &Planned<'_>) -> Result<Ticket, Refused> {
        let call = Uuid::now_v7();
        // Open from the start: a caller that goes away while this is being written leaves nothing behind either.
        let mut ticket = Ticket { call, pool: self.pool.clone(), started: Instant::now(), open: true };
        let verdict: Result<(String,), sqlx::Error> =
            sqlx::query_as("SELECT gh_reserve_model_call($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                .bind(call)
                .bind(self.lease.job.0)
                .bind(&self.lease.worker_id)
                .bind(self.lease.epoch)
                .bind(self.terms.task_microusd)
                .bind(self.terms.month_microusd)
                .bind(planned.purpose)
                .bind(planned.model.provider.as_str())
                .bind(&planned.model.alias)
                .bind(planned.worst_microusd)
                .fetch_one(&self.pool)
                .await;
        let why = match verdict.as_ref().map(|(word,)| word.as_str()) {
            Ok("reserved") => {
                self.calls.fetch_add(1, Ordering::Relaxed);
                return Ok(ticket);
            }
            Ok("task") => "the budget of this application for language models is used up",
            Ok("month") => "this month's budget for language models is used up",
            Ok(_) => "another worker has taken over this application",
            Err(_) => "the budget could not be looked up",
        };
        ticket.open = verdict.is_err();
        Err(Refused(why.to_owned()))
    }

    async fn settle(&self, mut ticket: Ticket, attempt: &Attempt) {
        let tokens = |count: u64| i64::try_from(count).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let settled = settle(
            &ticket.pool,
            ticket.call,
            Some(attempt.cost_microusd),
            (tokens(attempt.usage.input), tokens(attempt.usage.output)),
            attempt.latency.as_millis(),
            attempt.outcome.as_str(),
        );
        match settled.await {
            Ok(()) => ticket.open = false,
            Err(error) => tracing::warn!(job = %self.lease.job, %error, "the cost of a call could not be written"),
        }
    }
}

async fn settle(
    pool: &PgPool,
    call: Uuid,
    cost_microusd: Option<i64>,
    (input, output): (i64, i64),
    latency_ms: u128,
    outcome: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT gh_settle_model_call($1, $2, $3, $4, $5, $6)")
        .bind(call)
        .bind(cost_microusd)
        .bind(input)
        .bind(output)
        .bind(i64::try_from(latency_ms).unwrap_or(i64::MAX))
        .bind(outcome)
        .execute(pool)
        .await?;
    Ok(())
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Where even this is lost, `settle_abandoned` finds the call later.
        if self.open
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let (pool, call, latency) = (self.pool.clone(), self.call, self.started.elapsed().as_millis());
            runtime.spawn(async move {
                if let Err(error) = settle(&pool, call, None, (0, 0), latency, "abandoned").await {
                    tracing::warn!(%error, "the cost of an abandoned call could not be written yet");
                }
            });
        }
    }
}
