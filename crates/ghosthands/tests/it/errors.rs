//! Failures, tries and their delays.

use super::*;
use ghosthands::failure::{Code, Retry};
use ghosthands::jobs::{Report, backoff};

#[test]
fn the_wait_doubles_from_five_seconds_to_a_minute() {
    let waits: Vec<u64> = (0..7).map(|n| backoff(n).as_secs()).collect();
    assert_eq!(waits, [5, 10, 20, 40, 60, 60, 60]);
    assert_eq!((backoff(-1).as_secs(), backoff(i32::MAX).as_secs()), (5, 60));
}

#[test]
fn what_a_person_must_do_or_what_has_left_is_not_tried_again() {
    use Code::{
        CaptchaBlocked, HitlTimeout, LoginRequired, MemoryLimit, OutcomeUnknown, TwoFactorRequired, ValidationError,
    };
    for code in
        [CaptchaBlocked, LoginRequired, TwoFactorRequired, OutcomeUnknown, HitlTimeout, ValidationError, MemoryLimit]
    {
        assert_ne!(code.row().1, Retry::Backoff, "{code:?}");
    }
}

#[tokio::test]
async fn a_failed_row_says_why_in_code_and_words() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    let lease = started(&mut db, "w1").await.lease;
    let result = serde_json::json!({ "outcome": "failed", "cost": 3 });
    let report = Report { summary: "It is closed.".into(), error_code: Some("posting_closed".into()), result };
    lease.fail(&mut db, &report).await.unwrap();
    let ended = jobs::find(&mut db, user, job).await.unwrap().unwrap();
    assert_eq!(ended.error_code.as_deref(), Some("posting_closed"));
    assert_eq!(ended.summary.as_deref(), Some("It is closed."));
    assert_eq!(ended.result.unwrap()["cost"], 3);
}

#[tokio::test]
async fn a_try_again_is_counted_and_one_that_is_not_the_jobs_fault_is_not() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let job = enqueue(&mut db, UserId::generate()).await;
    let due = || sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now()");
    started(&mut db, "w1").await.lease.release(&mut db, "network_error", Some(backoff(0))).await.unwrap();
    due().execute(&mut *db).await.unwrap();
    for put_off in 0..3 {
        let claimed = started(&mut db, "w1").await;
        assert_eq!((claimed.lease.job, claimed.retry_count, claimed.put_off), (job, 1, put_off));
        claimed.lease.put_off(&mut db, "browser_unavailable", backoff(put_off)).await.unwrap();
        assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none(), "its time has not come");
        due().execute(&mut *db).await.unwrap();
    }
    started(&mut db, "w1").await.lease.release(&mut db, "timeout", Some(backoff(1))).await.unwrap();
    due().execute(&mut *db).await.unwrap();
    let claimed = jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    assert_eq!((claimed.retry_count, claimed.put_off), (2, 0), "a browser was there: the count begins anew");
}
