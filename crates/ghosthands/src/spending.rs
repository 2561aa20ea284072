//! What language models may cost and did cost: by call, by job, by person and
//! calendar month (UTC).
//!
//! The worst case of every call is set aside before it is made, in one statement
//! that knows both budgets, so that concurrent calls cannot spend the same money;
//! afterwards the call is accounted for exactly once, whatever became of the run.
//! Nothing here knows what was asked or answered.

mod account;
mod budgets;

pub use account::Account;
pub use budgets::{Quality, Terms, month_microusd};

use crate::jobs::{Lease, QueueError};
use crate::limits::Tier;
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use serde::Serialize;
use sqlx::PgConnection;

/// What a person spent in a month, as `GET /users/:id/usage` says it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Usage {
    /// The person.
    pub user_id: UserId,
    /// Tier on record, free where there is none.
    pub tier: Tier,
    /// What the tier allows in a month.
    pub monthly_budget_usd: f64,
    /// Spent so far.
    pub current_month_cost_usd: f64,
    /// What is left, calls under way taken off.
    pub remaining_budget_usd: f64,
    /// Jobs that ended.
    pub job_count: i32,
    /// First moment of the month.
    pub period_start: DateTime<Utc>,
    /// First moment of the next.
    pub period_end: DateTime<Utc>,
}

/// The current month of a person; zeros when there was nothing.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn usage(db: &mut PgConnection, user: UserId) -> Result<Usage, QueueError> {
    type Row = (Option<String>, i64, i64, i32, DateTime<Utc>, DateTime<Utc>);
    let (tier, cost, reserved, job_count, period_start, period_end): Row = sqlx::query_as(
        "SELECT gh_tier_of($1), COALESCE(u.cost_microusd, 0), COALESCE(u.reserved_microusd, 0), COALESCE(u.job_count, 0),
                p.starts, p.ends
         FROM gh_usage_period() p LEFT JOIN gh_user_usage u ON u.user_id = $1 AND u.period_start = p.starts",
    )
    .bind(user.0)
    .fetch_one(db)
    .await?;
    let tier: Tier = tier.map_or(Ok(Tier::Free), |word| word.parse()).map_err(QueueError::Malformed)?;
    let budget = month_microusd(tier);
    Ok(Usage {
        user_id: user,
        tier,
        monthly_budget_usd: usd(budget),
        current_month_cost_usd: usd(cost),
        remaining_budget_usd: usd((budget - cost - reserved).max(0)),
        job_count,
        period_start,
        period_end,
    })
}

/// Accounts for calls that a process left open when it died, at what was set aside for them. A call takes minutes at
/// most, so ten minutes are enough to know.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn settle_abandoned(db: &mut PgConnection) -> Result<usize, QueueError> {
    let mut settled = 0;
    loop {
        // One at a time, so that the rows of two jobs are never locked together.
        let done: Option<(bool,)> = sqlx::query_as(
            "SELECT gh_settle_model_call(c.id, NULL, 0, 0, NULL, 'abandoned')
             FROM (SELECT id FROM gh_model_calls WHERE outcome = 'under_way'
                     AND started_at < now() - interval '10 minutes' LIMIT 1 FOR UPDATE SKIP LOCKED) c",
        )
        .fetch_optional(&mut *db)
        .await?;
        match done {
            Some(_) if settled < 1_000 => settled += 1,
            _ => return Ok(settled),
        }
    }
}

/// Puts the tier of a person on record: from then on it decides their budgets and limits.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn put_tier(db: &mut PgConnection, user: UserId, tier: Tier) -> Result<(), QueueError> {
    sqlx::query(
        "INSERT INTO gh_user_usage (user_id, tier, period_start, period_end)
         SELECT $1, $2, starts, ends FROM gh_usage_period()
         ON CONFLICT ON CONSTRAINT gh_usage_one DO UPDATE SET tier = EXCLUDED.tier",
    )
    .bind(user.0)
    .bind(tier.as_str())
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down what a run has cost, zero included; at its end, whichever that is.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn record_cost(db: &mut PgConnection, job: JobId) -> Result<(), QueueError> {
    sqlx::query("SELECT gh_record_cost($1)").bind(job.0).execute(db).await?;
    Ok(())
}

/// Counts proposals of a model that took part in the application.
///
/// # Errors
/// [`QueueError::LeaseLost`].
pub async fn count_proposals(db: &mut PgConnection, lease: &Lease, proposals: usize) -> Result<(), QueueError> {
    let done = sqlx::query(
        "UPDATE gh_automation_jobs SET proposals_used = proposals_used + $4
         WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3",
    )
    .bind(lease.job.0)
    .bind(&lease.worker_id)
    .bind(lease.epoch)
    .bind(i32::try_from(proposals).unwrap_or(i32::MAX))
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(QueueError::LeaseLost) }
}

fn usd(microusd: i64) -> f64 {
    microusd as f64 / 1e6
}
