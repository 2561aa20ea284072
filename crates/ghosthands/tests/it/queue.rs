use super::*;
use ghosthands::events;
use ghosthands::interactions::{Interaction, Resolution};
use ghosthands::jobs::{JobStatus, Pulse, QueueError, Report};
use ghosthands::recovery::{Recovered, recover};
use ghosthands::workers;
use sqlx::postgres::PgListener;

#[tokio::test]
async fn a_row_inserted_by_hand_is_claimed_like_an_enqueued_one_and_wakes_the_workers() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("gh_job_created").await.unwrap();
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description)
         VALUES (gen_random_uuid(), 'apply', 'https://jobs.example/1', 'Apply')",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    let woken = tokio::time::timeout(Duration::from_secs(5), listener.recv()).await.unwrap().unwrap();
    let claimed = jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    assert!(woken.payload().contains(&claimed.lease.job.to_string()));
    assert_eq!(claimed.lease.epoch, 1);
}

#[tokio::test]
async fn urgent_comes_first_then_old_and_what_is_mine_before_both() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let mut put = Vec::new();
    for (priority, target) in [(5, None), (5, None), (1, None), (9, Some("w1"))] {
        let job = NewJob { priority, target_worker_id: target.map(str::to_owned), ..a_job(user) };
        put.push(jobs::enqueue(&mut db, &job).await.unwrap());
    }
    let mut claimed = Vec::new();
    while let Some(job) = jobs::claim(&mut db, "w1").await.unwrap() {
        claimed.push(job.lease.job);
    }
    assert_eq!(claimed, [put[3], put[2], put[0], put[1]]);
}

#[tokio::test]
async fn a_claimed_row_is_never_claimed_again_even_by_many_workers_at_once() {
    let database = fresh().await;
    let user = UserId::generate();
    for _ in 0..20 {
        enqueue(&mut database.pool.acquire().await.unwrap(), user).await;
    }
    let workers: Vec<_> = (0..8)
        .map(|n| {
            let pool = database.pool.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                let mut db = pool.acquire().await.unwrap();
                while let Some(job) = jobs::claim(&mut db, &format!("w{n}")).await.unwrap() {
                    mine.push(job.lease.job);
                }
                mine
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (20, 20));
}

#[tokio::test]
async fn a_job_for_another_worker_waits_for_it_while_it_lives_and_falls_back_when_it_is_gone() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let job = NewJob { target_worker_id: Some("w2".into()), ..a_job(UserId::generate()) };
    jobs::enqueue(&mut db, &job).await.unwrap();
    workers::register(&mut db, &named("w2")).await.unwrap();
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    workers::deregister(&mut db, "w2").await.unwrap();
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_some());
}

#[tokio::test]
async fn a_scheduled_job_waits_and_a_released_one_comes_back_with_its_delay() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    enqueue(&mut db, UserId::generate()).await;
    let claimed = started(&mut db, "w1").await;
    claimed.lease.release(&mut db, "network_error", Some(Duration::from_secs(600))).await.unwrap();
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now()").execute(&mut *db).await.unwrap();
    let again = jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    assert_eq!((again.retry_count, again.lease.epoch), (1, 2));
}

#[tokio::test]
async fn the_same_idempotency_key_is_the_same_job() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let job = NewJob { idempotency_key: Some("once".into()), ..a_job(UserId::generate()) };
    let first = jobs::enqueue(&mut db, &job).await.unwrap();
    assert_eq!(jobs::enqueue(&mut db, &job).await.unwrap(), first);
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_can_write_nothing() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    enqueue(&mut db, user).await;
    let old = started(&mut db, "w1").await.lease;
    age_heartbeats(&mut db).await;
    assert_eq!(recover(&mut db, Duration::from_secs(120)).await.unwrap(), [Recovered::Requeued(old.job)]);
    let new = started(&mut db, "w2").await.lease;
    let lost = |result: Result<(), QueueError>| matches!(result, Err(QueueError::LeaseLost));
    assert!(lost(old.complete(&mut db, &Report::default()).await));
    assert!(lost(old.fail(&mut db, &Report::default()).await));
    assert!(lost(old.release(&mut db, "x", None).await));
    assert!(lost(old.pause(&mut db, &Interaction::Question { rows: Vec::new(), company: String::new() }).await));
    assert!(lost(events::record(&mut db, &old, "progress", "x", serde_json::json!({})).await));
    assert_eq!(old.renew(&mut db).await.unwrap(), Pulse::Lost);
    assert_eq!(new.renew(&mut db).await.unwrap(), Pulse::Held);
    new.complete(&mut db, &Report::default()).await.unwrap();
}

#[tokio::test]
async fn a_cancellation_is_announced_and_seen_by_the_next_heartbeat() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    let lease = started(&mut db, "w1").await.lease;
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("gh_job_cancel").await.unwrap();
    assert!(!jobs::cancel(&mut db, UserId::generate(), job).await.unwrap(), "somebody else's job");
    assert!(jobs::cancel(&mut db, user, job).await.unwrap());
    let told = tokio::time::timeout(Duration::from_secs(1), listener.recv()).await.unwrap().unwrap();
    assert_eq!(told.payload(), job.to_string());
    assert_eq!(lease.renew(&mut db).await.unwrap(), Pulse::Cancelled);
    assert!(!jobs::cancel(&mut db, user, job).await.unwrap(), "already over");
}

#[tokio::test]
async fn a_resolution_is_used_once_and_wiped() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = enqueue(&mut db, user).await;
    let lease = started(&mut db, "w1").await.lease;
    let resolution = Resolution { stop: true, ..Resolution::default() };
    assert!(!jobs::resolve(&mut db, user, job, &resolution).await.unwrap(), "nothing was asked");
    lease.pause(&mut db, &Interaction::Question { rows: Vec::new(), company: String::new() }).await.unwrap();
    let seen = jobs::find(&mut db, user, job).await.unwrap().unwrap();
    assert_eq!(seen.status, JobStatus::Paused);
    assert!(seen.interaction.is_some());
    assert_eq!(lease.take_resolution(&mut db).await.unwrap(), None);
    assert!(jobs::find(&mut db, user, job).await.unwrap().unwrap().interaction.is_some(), "still asked");
    assert!(jobs::resolve(&mut db, user, job, &resolution).await.unwrap());
    assert_eq!(lease.take_resolution(&mut db).await.unwrap(), Some(resolution));
    assert_eq!(lease.take_resolution(&mut db).await.unwrap(), None);
    let (kept,): (bool,) = sqlx::query_as("SELECT interaction_data IS NOT NULL FROM gh_automation_jobs")
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert!(!kept);
}

#[tokio::test]
async fn rows_that_make_no_sense_are_refused_by_named_constraints() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for (column, value, constraint) in [
        ("status", "'done'", "gh_jobs_status_check"),
        ("priority", "11", "gh_jobs_priority_check"),
        ("job_type", "'dance'", "gh_jobs_type_check"),
        ("timeout_seconds", "0", "gh_jobs_timeout_check"),
        ("execution_mode", "'x'", "gh_jobs_execution_mode_check"),
        ("worker_affinity", "'x'", "gh_jobs_affinity_check"),
        ("status", "'paused'", "gh_jobs_paused_check"),
    ] {
        enqueue(&mut db, UserId::generate()).await;
        let sql = format!("UPDATE gh_automation_jobs SET {column} = {value}");
        let error = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *db).await.unwrap_err();
        let named = error.as_database_error().and_then(|e| e.constraint()).map(str::to_owned);
        assert_eq!(named.as_deref(), Some(constraint), "{column}");
    }
}
