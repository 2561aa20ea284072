//! Writing the end of a job. What its attempts say outranks what the run said.

use super::Inner;
use crate::application::{Ended, Ending};
use crate::failure::{Code, Failure, Retry};
use crate::jobs::{self, Claimed, Lease, QueueError, Report};
use crate::record::Sealed;
use crate::{attempts, recovery, workers};
use domain::attempts::AttemptStatus;
use sqlx::PgConnection;

/// Why work on a job stopped.
pub(super) enum Told {
    Ended(Ended, Sealed),
    Failed(Failure, Option<Sealed>),
    Cancelled,
    Lost,
    Shutdown,
}

impl Inner {
    /// Writes the end of a job.
    pub(super) async fn conclude(&self, claimed: &Claimed, told: Told) -> Result<(), QueueError> {
        let lease = &claimed.lease;
        let mut db = self.pool.acquire().await?;
        if matches!(told, Told::Lost) {
            // Whoever took the job over has settled its attempts.
            return Ok(());
        }
        let reason = "The run stopped before the answer was seen.";
        let left = attempts::settle_abandoned(&mut db, lease.job, reason).await?;
        let left = left.filter(|status| *status != AttemptStatus::NotSent);
        let completed = match (told, left) {
            (Told::Lost | Told::Cancelled, _) => false,
            (Told::Ended(ended, sealed), _) => {
                let confirmed = ended.outcome != Ending::Unknown;
                let report = ended_report(&ended, &sealed);
                if confirmed {
                    lease.complete(&mut db, &report).await?
                } else {
                    lease.fail(&mut db, &report).await?
                }
                confirmed
            }
            (Told::Shutdown, None) => {
                lease.release(&mut db, "worker_shutdown", None).await?;
                false
            }
            (Told::Shutdown, Some(status)) => conclude_as(&mut db, lease, status, None).await?,
            (Told::Failed(_, sealed), Some(status @ (AttemptStatus::Confirmed | AttemptStatus::Unknown))) => {
                conclude_as(&mut db, lease, status, sealed.as_ref()).await?
            }
            (Told::Failed(failure, sealed), left) => {
                // What has left once is never run again by itself.
                let again = left.is_none()
                    && failure.code.row().1 == Retry::Backoff
                    && claimed.retry_count < claimed.max_retries;
                match again {
                    true => {
                        let delay = jobs::backoff(claimed.retry_count);
                        lease.release(&mut db, failure.code.row().0, Some(delay)).await?;
                    }
                    false => lease.fail(&mut db, &failed_report(&failure, sealed.as_ref())).await?,
                }
                false
            }
        };
        workers::count(&mut db, &lease.worker_id, completed).await
    }
}

fn ended_report(ended: &Ended, sealed: &Sealed) -> Report {
    Report {
        summary: ended.reason.clone(),
        error_code: (ended.outcome == Ending::Unknown).then(|| Code::OutcomeUnknown.row().0.to_owned()),
        result: serde_json::json!({
            "outcome": ended.outcome, "posting": ended.posting, "rows": ended.rows, "timings": ended.timings,
            "model_calls": ended.model_calls, "manual": { "steps": ended.advised, "held": ended.replayed },
            "evidence": sealed,
        }),
    }
}

fn failed_report(failure: &Failure, sealed: Option<&Sealed>) -> Report {
    Report {
        summary: failure.message.clone(),
        error_code: Some(failure.code.row().0.to_owned()),
        result: serde_json::json!({ "outcome": "failed", "evidence": sealed }),
    }
}

/// Ends a job by what its attempts say, where the run could not. Returns whether it is done.
async fn conclude_as(
    db: &mut PgConnection,
    lease: &Lease,
    status: AttemptStatus,
    sealed: Option<&Sealed>,
) -> Result<bool, QueueError> {
    let (state, code, summary) = recovery::outcome_row(status);
    let report = Report {
        summary: summary.to_owned(),
        error_code: code.map(str::to_owned),
        result: serde_json::json!({ "outcome": status.as_str(), "evidence": sealed }),
    };
    let done = state == "completed";
    if done {
        lease.complete(db, &report).await?
    } else {
        lease.fail(db, &report).await?
    }
    Ok(done)
}
