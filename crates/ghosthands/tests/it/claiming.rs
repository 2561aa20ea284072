//! Who gets which job: order, affinity, time, and what a claim costs.

use super::*;
use ghosthands::workers::{self, Beat, Registration};
use std::collections::BTreeSet;

async fn put(db: &mut PgConnection, priority: i32, target: Option<&str>, affinity: &str) -> JobId {
    let job = NewJob { priority, target_worker_id: target.map(str::to_owned), ..a_job(UserId::generate()) };
    let id = jobs::enqueue(db, &job).await.unwrap();
    sqlx::query("UPDATE gh_automation_jobs SET worker_affinity = $2 WHERE id = $1")
        .bind(id.0)
        .bind(affinity)
        .execute(db)
        .await
        .unwrap();
    id
}

async fn claim_all(db: &mut PgConnection, worker: &str) -> Vec<JobId> {
    let mut claimed = Vec::new();
    while let Some(job) = jobs::claim(db, worker).await.unwrap() {
        claimed.push(job.lease.job);
    }
    claimed
}

async fn column<T>(db: &mut PgConnection, job: JobId, column: &str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
{
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {column} FROM gh_automation_jobs WHERE id = $1")))
        .bind(job.0)
        .fetch_one(db)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_empty_queue_gives_nothing_and_a_claimed_row_names_its_worker() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    let job = enqueue(&mut db, UserId::generate()).await;
    jobs::claim(&mut db, "w1").await.unwrap().unwrap();
    assert_eq!(column::<String>(&mut db, job, "status").await, "queued");
    assert_eq!(column::<String>(&mut db, job, "worker_id").await, "w1");
    assert!(jobs::claim(&mut db, "w2").await.unwrap().is_none());
}

#[tokio::test]
async fn only_waiting_rows_are_claimed() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for status in ["running", "completed", "failed", "cancelled", "expired"] {
        let job = enqueue(&mut db, UserId::generate()).await;
        sqlx::query("UPDATE gh_automation_jobs SET status = $2 WHERE id = $1")
            .bind(job.0)
            .bind(status)
            .execute(&mut *db)
            .await
            .unwrap();
    }
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    let queued = enqueue(&mut db, UserId::generate()).await;
    sqlx::query("UPDATE gh_automation_jobs SET status = 'queued' WHERE id = $1")
        .bind(queued.0)
        .execute(&mut *db)
        .await
        .unwrap();
    assert_eq!(claim_all(&mut db, "w1").await, [queued], "a row that was inserted as queued is free");
}

#[tokio::test]
async fn the_smaller_number_goes_first_and_within_it_the_older() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut by_priority = BTreeSet::new();
    for (age, priority) in [5, 1, 10, 5, 1].into_iter().enumerate() {
        by_priority.insert((priority, age, put(&mut db, priority, None, "preferred").await));
    }
    let expected: Vec<_> = by_priority.into_iter().map(|(_, _, job)| job).collect();
    assert_eq!(claim_all(&mut db, "w1").await, expected);
}

#[tokio::test]
async fn each_of_five_workers_that_claim_three_at_once_gets_another_one() {
    let database = fresh().await;
    for _ in 0..3 {
        enqueue(&mut database.pool.acquire().await.unwrap(), UserId::generate()).await;
    }
    let claims = (0..5).map(|n| {
        let pool = database.pool.clone();
        async move { jobs::claim(&mut pool.acquire().await.unwrap(), &format!("w{n}")).await.unwrap() }
    });
    let claimed = futures_util::future::join_all(claims).await;
    let distinct: BTreeSet<_> = claimed.iter().flatten().map(|claimed| claimed.lease.job).collect();
    assert_eq!((claimed.iter().flatten().count(), distinct.len()), (3, 3));
}

#[tokio::test]
async fn affinity_says_who_may_take_a_targeted_job() {
    // affinity, the target's state, whether another worker gets it.
    let table = [
        ("strict", "lives", false),
        ("strict", "drains", false),
        ("strict", "is silent", false),
        ("strict", "is off", false),
        ("strict", "never came", false),
        ("preferred", "lives", false),
        ("preferred", "drains", true),
        ("preferred", "is silent", true),
        ("preferred", "is off", true),
        ("preferred", "never came", true),
        ("any", "lives", true),
        ("any", "never came", true),
    ];
    for (affinity, state, others_may) in table {
        let database = fresh().await;
        let mut db = database.pool.acquire().await.unwrap();
        let job = put(&mut db, 5, Some("me"), affinity).await;
        if state != "never came" {
            workers::register(&mut db, &named("me")).await.unwrap();
        }
        match state {
            "drains" => {
                workers::renew(&mut db, "me", &Beat { draining: true, jobs: Vec::new() }).await.unwrap();
            }
            "is off" => workers::deregister(&mut db, "me").await.unwrap(),
            "is silent" => {
                sqlx::query("UPDATE gh_worker_registry SET last_heartbeat = now() - interval '3 minutes'")
                    .execute(&mut *db)
                    .await
                    .unwrap();
            }
            _ => {}
        }
        let taken = claim_all(&mut db, "another").await;
        assert_eq!(taken == [job], others_may, "{affinity}, target {state}");
        let rest = claim_all(&mut db, "me").await;
        assert_eq!(rest == [job], !others_may, "{affinity}, target {state}: its target");
    }
}

#[tokio::test]
async fn a_job_may_be_targeted_at_the_machine_a_worker_runs_on() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let registration = Registration { target_worker_id: Some("sandbox-7".into()), ..named("w1") };
    workers::register(&mut db, &registration).await.unwrap();
    let job = put(&mut db, 9, Some("sandbox-7"), "strict").await;
    let general = put(&mut db, 1, None, "preferred").await;
    assert_eq!(claim_all(&mut db, "w2").await, [general]);
    assert_eq!(claim_all(&mut db, "w1").await, [job]);
}

#[tokio::test]
async fn a_job_whose_target_is_gone_takes_its_turn_by_priority_among_all() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let fourth = put(&mut db, 7, Some("gone-b"), "preferred").await;
    let second = put(&mut db, 5, Some("gone-a"), "preferred").await;
    let third = put(&mut db, 5, None, "preferred").await;
    let first = put(&mut db, 1, Some("gone-b"), "preferred").await;
    put(&mut db, 1, Some("gone-a"), "strict").await;
    assert_eq!(claim_all(&mut db, "w1").await, [first, second, third, fourth]);
}

#[tokio::test]
async fn a_job_waits_for_its_time_and_then_takes_its_turn_by_priority() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let urgent = put(&mut db, 1, None, "preferred").await;
    let targeted = put(&mut db, 1, Some("w1"), "strict").await;
    sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now() + interval '1 hour'")
        .execute(&mut *db)
        .await
        .unwrap();
    let usual = put(&mut db, 5, None, "preferred").await;
    let late = put(&mut db, 9, None, "preferred").await;
    assert_eq!(jobs::claim(&mut db, "w1").await.unwrap().unwrap().lease.job, usual);
    sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now() - interval '1 second' WHERE scheduled_at > now()")
        .execute(&mut *db)
        .await
        .unwrap();
    assert_eq!(claim_all(&mut db, "w1").await, [targeted, urgent, late]);
}

#[tokio::test]
async fn a_row_that_becomes_due_without_being_touched_is_claimed() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let job = enqueue(&mut db, UserId::generate()).await;
    sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now() + interval '300 milliseconds'")
        .execute(&mut *db)
        .await
        .unwrap();
    assert!(jobs::claim(&mut db, "w1").await.unwrap().is_none());
    sqlx::query("SELECT pg_sleep(0.35)").execute(&mut *db).await.unwrap();
    assert_eq!(claim_all(&mut db, "w1").await, [job]);
}

/// Rows that a claim looks at, by the table's own counters, are few however many there are.
#[tokio::test]
async fn a_claim_steps_over_neither_finished_nor_future_nor_foreign_rows() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    workers::register(&mut db, &named("busy")).await.unwrap();
    sqlx::query(
        "INSERT INTO gh_automation_jobs
             (user_id, job_type, target_url, task_description, priority, status, scheduled_at, target_worker_id,
              worker_affinity)
         SELECT gen_random_uuid(), 'apply', 'https://jobs.example/1', 'Apply', 1,
                CASE WHEN n % 4 = 0 THEN 'completed' ELSE 'pending' END,
                CASE WHEN n % 4 = 1 THEN now() + interval '1 day' END,
                CASE WHEN n % 4 IN (2, 3) THEN 'busy' END, CASE WHEN n % 4 = 2 THEN 'strict' ELSE 'preferred' END
         FROM generate_series(1, 4000) n",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    put(&mut db, 9, None, "preferred").await;
    let fetched = "SELECT pg_stat_get_xact_tuples_fetched('gh_automation_jobs'::regclass)
                        + pg_stat_get_xact_tuples_returned('gh_automation_jobs'::regclass)";
    let mut tx = sqlx::Acquire::begin(&mut *db).await.unwrap();
    let before: i64 = sqlx::query_scalar(fetched).fetch_one(&mut *tx).await.unwrap();
    assert!(jobs::claim(&mut tx, "w1").await.unwrap().is_some());
    let after: i64 = sqlx::query_scalar(fetched).fetch_one(&mut *tx).await.unwrap();
    assert!(after - before < 40, "{} rows were looked at", after - before);
    tx.rollback().await.unwrap();
}
