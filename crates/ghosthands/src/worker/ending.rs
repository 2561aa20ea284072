//! Writing the end of a job. What its attempts say outranks what the run said.

use super::Inner;
use super::control::Order;
use crate::application::{Ended, Ending};
use crate::events::{self, names};
use crate::failure::{Code, Failure, Retry};
use crate::jobs::{self, Claimed, Lease, QueueError, Report};
use crate::record::Sealed;
use crate::{attempts, recovery, spending, workers};
use domain::attempts::AttemptStatus;
use serde_json::json;
use sqlx::{Acquire as _, PgConnection};
use std::time::Duration;
use tokio::time::Instant;

/// How long the end of a job is tried to be written when the worker has to go.
const HURRY: Duration = Duration::from_secs(5);

/// Why work on a job stopped.
pub(super) enum Told {
    Ended(Ended, Sealed),
    Failed(Failure, Option<Sealed>),
    Cancelled,
    /// The job is somebody else's.
    Lost,
    /// The worker cannot go on, for a reason that is not the job's.
    Left(&'static str),
}

/// What the row says afterwards.
enum Closed {
    Completed,
    Failed(Option<String>),
    /// It is in the queue again, or was ended by somebody else.
    Open,
}

impl Inner {
    /// Writes the end of a job, and goes on trying while the database is away: until the job would be taken back
    /// anyway, or for a moment when the worker has to go.
    pub(super) async fn conclude(&self, claimed: &Claimed, told: Told) -> Result<(), QueueError> {
        let stopped = Instant::now();
        let mut wait = Duration::from_millis(200);
        loop {
            let limit = if self.control.order() == Order::StopNow { HURRY } else { self.options.stale_after };
            match self.conclude_once(claimed, &told).await {
                Err(QueueError::Database(error)) if stopped.elapsed() < limit => {
                    tracing::warn!(job = %claimed.lease.job, %error, "the end of the job cannot be written yet");
                }
                other => return other,
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(5));
        }
    }

    async fn conclude_once(&self, claimed: &Claimed, told: &Told) -> Result<(), QueueError> {
        if matches!(told, Told::Lost) {
            // Whoever took the job over has settled its attempts.
            return Ok(());
        }
        let lease = &claimed.lease;
        let mut db = self.pool.acquire().await?;
        let reason = "The run stopped before the answer was seen.";
        let mut tx = db.begin().await?;
        // A worker that lost the job must not settle what the next one has armed.
        lease.hold(&mut tx).await?;
        let left = attempts::settle_abandoned(&mut tx, lease.job, reason).await?;
        tx.commit().await?;
        let left = left.filter(|status| *status != AttemptStatus::NotSent);
        let closed = match (told, left) {
            (Told::Lost | Told::Cancelled, _) => Closed::Open,
            (Told::Ended(ended, sealed), _) => {
                close(&mut db, lease, ended.outcome != Ending::Unknown, &ended_report(ended, sealed)).await?
            }
            (Told::Left(reason), None) => {
                lease.release(&mut db, reason, None).await?;
                Closed::Open
            }
            (Told::Left(_), Some(status)) => close_as(&mut db, lease, status, None).await?,
            (Told::Failed(_, sealed), Some(status @ (AttemptStatus::Confirmed | AttemptStatus::Unknown))) => {
                close_as(&mut db, lease, status, sealed.as_ref()).await?
            }
            (Told::Failed(failure, sealed), left) => {
                // What has left once is never run again by itself.
                let again = left.is_none() && self.try_again(&mut db, claimed, failure).await?;
                match again {
                    true => Closed::Open,
                    false => close(&mut db, lease, false, &failed_report(failure, sealed.as_ref())).await?,
                }
            }
        };
        if let Err(error) = spending::record_cost(&mut db, lease.job).await {
            tracing::warn!(job = %lease.job, %error, "the cost of the job could not be written down");
        }
        match closed {
            Closed::Open => Ok(()),
            Closed::Completed => {
                events::record(&mut db, lease, names::JOB_COMPLETED, "The job has ended as asked", json!({})).await?;
                workers::count(&mut db, &lease.worker_id, true).await
            }
            Closed::Failed(code) => {
                let why = json!({ "error_code": code });
                events::record(&mut db, lease, names::JOB_FAILED, "The job has ended otherwise", why).await?;
                workers::count(&mut db, &lease.worker_id, false).await
            }
        }
    }

    /// Puts the job back into the queue if trying again can help and it has tries left.
    async fn try_again(&self, db: &mut PgConnection, claimed: &Claimed, failure: &Failure) -> Result<bool, QueueError> {
        let (code, retry) = failure.code.row();
        match failure.code {
            Code::BrowserUnavailable if claimed.put_off + 1 < self.options.browser_tries => {
                claimed.lease.put_off(db, code, jobs::backoff(claimed.put_off)).await?;
                Ok(true)
            }
            Code::BrowserUnavailable => Ok(false),
            _ if retry == Retry::Backoff && claimed.retry_count < claimed.max_retries => {
                if failure.code == Code::BrowserCrashed {
                    let attempt = json!({ "attempt": claimed.retry_count + 1 });
                    events::record(db, &claimed.lease, names::BROWSER_CRASH_DETECTED, &failure.message, attempt)
                        .await?;
                }
                claimed.lease.release(db, code, Some(jobs::backoff(claimed.retry_count))).await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

fn ended_report(ended: &Ended, sealed: &Sealed) -> Report {
    Report {
        summary: ended.reason.clone(),
        error_code: (ended.outcome == Ending::Unknown).then(|| Code::OutcomeUnknown.row().0.to_owned()),
        result: json!({
            "outcome": ended.outcome, "posting": ended.posting, "rows": ended.rows, "timings": ended.timings,
            "model_calls": ended.model_calls, "manual": { "steps": ended.advised, "held": ended.replayed },
            "evidence": sealed,
        }),
    }
}

fn failed_report(failure: &Failure, sealed: Option<&Sealed>) -> Report {
    Report {
        summary: failure.to_string(),
        error_code: Some(failure.code.row().0.to_owned()),
        result: json!({ "outcome": "failed", "evidence": sealed }),
    }
}

/// Ends a job by what its attempts say, where the run could not.
async fn close_as(
    db: &mut PgConnection,
    lease: &Lease,
    status: AttemptStatus,
    sealed: Option<&Sealed>,
) -> Result<Closed, QueueError> {
    let (state, code, summary) = recovery::outcome_row(status);
    let report = Report {
        summary: summary.to_owned(),
        error_code: code.map(str::to_owned),
        result: json!({ "outcome": status.as_str(), "evidence": sealed }),
    };
    close(db, lease, state == "completed", &report).await
}

async fn close(db: &mut PgConnection, lease: &Lease, done: bool, report: &Report) -> Result<Closed, QueueError> {
    if done {
        lease.complete(db, report).await?;
        Ok(Closed::Completed)
    } else {
        lease.fail(db, report).await?;
        Ok(Closed::Failed(report.error_code.clone()))
    }
}
