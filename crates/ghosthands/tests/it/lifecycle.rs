//! A job's life as its row and its events tell it.

use super::*;
use ghosthands::events;
use ghosthands::jobs::{JobStatus, Report};
use ghosthands::recovery::{Recovered, expire, recover};
use sqlx::postgres::PgListener;

async fn statuses(db: &mut PgConnection, job: JobId) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT to_status FROM gh_job_events WHERE job_id = $1 AND event_type = 'status_change' ORDER BY seq",
    )
    .bind(job.0)
    .fetch_all(db)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_new_row_is_pending_and_keeps_what_it_was_given() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let input =
        serde_json::json!({ "user_data": { "first_name": "Ana", "city": "Łódź" }, "qa_overrides": { "a": "b" } });
    let metadata = serde_json::json!({ "source": "valet", "nested": { "n": [1, 2.5, null] } });
    let (id, status, stored, kept): (uuid::Uuid, String, serde_json::Value, serde_json::Value) = sqlx::query_as(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, input_data, metadata)
         VALUES (gen_random_uuid(), 'apply', 'https://jobs.example/1', 'Apply', $1, $2)
         RETURNING id, status, input_data, metadata",
    )
    .bind(&input)
    .bind(&metadata)
    .fetch_one(&mut *db)
    .await
    .unwrap();
    assert_eq!((status.as_str(), &stored, &kept), ("pending", &input, &metadata));
    let claimed = jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    assert_eq!((claimed.lease.job, claimed.input), (JobId(id), input));
}

#[tokio::test]
async fn every_status_on_the_way_to_the_end_leaves_one_event() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    let lease = started(&mut db, "w1").await.lease;
    let report = Report { summary: "Done.".into(), error_code: None, result: serde_json::json!({ "outcome": "x" }) };
    lease.complete(&mut db, &report).await.unwrap();
    assert_eq!(statuses(&mut db, job).await, ["queued", "running", "completed"]);
    let ended = jobs::find(&mut db, user, job).await.unwrap().unwrap();
    assert_eq!((ended.status, ended.result), (JobStatus::Completed, Some(report.result)));
    assert!(!jobs::cancel(&mut db, user, job).await.unwrap(), "a completed job is not cancelled");
}

#[tokio::test]
async fn watchers_hear_of_every_event_but_the_claim_which_the_start_follows() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("gh_job_event").await.unwrap();
    let job = enqueue(&mut db, UserId::generate()).await;
    let claimed = jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    claimed.lease.start(&mut db).await.unwrap();
    claimed.lease.complete(&mut db, &Report::default()).await.unwrap();
    sqlx::query("SELECT pg_notify('gh_job_event', 'end')").execute(&mut *db).await.unwrap();
    let mut heard = Vec::new();
    loop {
        let notification = tokio::time::timeout(Duration::from_secs(5), listener.recv()).await.unwrap().unwrap();
        match notification.payload() {
            "end" => break,
            payload => heard.push(payload.to_owned()),
        }
    }
    assert_eq!(heard, [job.to_string(), job.to_string()]);
    assert_eq!(events::list_after(&mut db, job, 0).await.unwrap().len(), 3, "by cursor none is missing");
}

#[tokio::test]
async fn a_pending_job_is_cancelled_and_never_claimed() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    assert!(jobs::cancel(&mut db, user, job).await.unwrap());
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    assert_eq!(statuses(&mut db, job).await, ["cancelled"]);
}

#[tokio::test]
async fn a_job_that_waited_too_long_expires_and_one_that_was_put_off_counts_from_then() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let old = enqueue(&mut db, user).await;
    let again = enqueue(&mut db, user).await;
    let claimed = started(&mut db, "w1").await;
    assert_eq!(claimed.lease.job, old);
    sqlx::query("UPDATE gh_automation_jobs SET created_at = now() - interval '2 days'")
        .execute(&mut *db)
        .await
        .unwrap();
    let second = started(&mut db, "w1").await.lease;
    second.release(&mut db, "worker_shutdown", None).await.unwrap();
    let untouched = enqueue(&mut db, user).await;
    let forgotten = enqueue(&mut db, user).await;
    sqlx::query("UPDATE gh_automation_jobs SET created_at = now() - interval '2 days' WHERE id = $1")
        .bind(forgotten.0)
        .execute(&mut *db)
        .await
        .unwrap();
    assert_eq!(expire(&mut db, Duration::from_secs(86_400)).await.unwrap(), 1);
    let mut status = Vec::new();
    for job in [old, again, untouched, forgotten] {
        status.push(jobs::find(&mut db, user, job).await.unwrap().unwrap().status);
    }
    assert_eq!(status, [JobStatus::Running, JobStatus::Pending, JobStatus::Pending, JobStatus::Expired]);
    assert_eq!(expire(&mut db, Duration::from_secs(86_400)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_job_whose_worker_was_silent_for_three_minutes_is_taken_back_with_its_tries() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    let fresh_one = enqueue(&mut db, user).await;
    started(&mut db, "w1").await;
    let other = started(&mut db, "w2").await;
    sqlx::query("UPDATE gh_automation_jobs SET last_heartbeat = now() - interval '3 minutes' WHERE id = $1")
        .bind(job.0)
        .execute(&mut *db)
        .await
        .unwrap();
    assert_eq!(recover(&mut db, Duration::from_secs(120)).await.unwrap(), [Recovered::Requeued(job)]);
    let again = jobs::claim(&mut db, "w2").await.unwrap().unwrap();
    assert_eq!((again.lease.job, again.retry_count), (job, 0));
    assert_eq!(jobs::find(&mut db, user, fresh_one).await.unwrap().unwrap().status, JobStatus::Running);
    other.lease.complete(&mut db, &Report::default()).await.unwrap();
}
