//! What a worker does with several jobs, and what it does when it is told to stop.

use domain::tasks::Mode;
use domain::{JobId, UserId};
use e2e::applicant;
use e2e::engine::Engine;
use e2e::fleet::{Fleet, folder, kill_browser};
use e2e::lying::{Delays, Lying};
use ghosthands::jobs::{self, JobStatus, NewJob};
use postgres::testing::database;
use sqlx::PgPool;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(120);

async fn until(pool: &PgPool, user: UserId, job: JobId, reached: impl Fn(JobStatus) -> bool) {
    let look = async {
        loop {
            let mut db = pool.acquire().await.unwrap();
            let now = jobs::find(&mut db, user, job).await.unwrap().unwrap();
            if reached(now.status) {
                return;
            }
            drop(db);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, look).await.expect("a job that goes on");
}

async fn apply(engine: &Engine, employer: &Lying, n: u32, mode: Mode) -> (UserId, JobId) {
    let user = UserId::generate();
    let request = applicant::request(engine.folder(), mode, false);
    (user, engine.enqueue(user, &employer.posting("honest", n), request).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_wait_for_a_person_hold_no_slot_and_a_cancelled_one_is_let_go_within_a_second() {
    let employer = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|options| {
        options.max_concurrent = 1;
        options.heartbeat = Duration::from_secs(60);
    })
    .await;
    let mut waiting = Vec::new();
    for n in 0..3 {
        waiting.push(apply(&engine, &employer, n, Mode::Copilot).await);
    }
    for (user, job) in &waiting {
        until(engine.pool(), *user, *job, |status| status == JobStatus::Paused).await;
    }
    // The row says it a moment before the slot is given back.
    let given_back = async {
        while engine.control().status().counts.waiting < 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, given_back).await.expect("slots that are given back");
    let mut fastest = LIMIT;
    for (user, job) in waiting {
        let cancelled = Instant::now();
        assert!(jobs::cancel(&mut engine.pool().acquire().await.unwrap(), user, job).await.unwrap());
        while engine.control().status().jobs.contains(&job) {
            assert!(cancelled.elapsed() < LIMIT, "it is still held");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        fastest = fastest.min(cancelled.elapsed());
    }
    // The fastest of three: what a busy machine adds is not the worker's. Its heartbeat would take a minute.
    assert!(fastest < Duration::from_secs(1), "{fastest:?}");
    assert_eq!(engine.control().status().counts.all(), 0);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_told_to_stop_claims_nothing_and_gives_back_what_waits_for_a_person_at_once() {
    let employer = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|options| options.grace = LIMIT).await;
    let (user, job) = apply(&engine, &employer, 1, Mode::Copilot).await;
    until(engine.pool(), user, job, |status| status == JobStatus::Paused).await;
    engine.control().stop();
    until(engine.pool(), user, job, |status| status == JobStatus::Pending).await;
    let reason: String = sqlx::query_scalar("SELECT error_details ->> 'reason' FROM gh_automation_jobs")
        .fetch_one(engine.pool())
        .await
        .unwrap();
    assert_eq!(reason, "worker_shutdown");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_takes_too_long_stops_and_says_so() {
    let employer = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|options| options.max_concurrent = 1).await;
    let user = UserId::generate();
    // Connections are taken and nothing is ever said.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let job = NewJob {
        user_id: user,
        target_url: format!("http://{}/jobs/1", silent.local_addr().unwrap()),
        description: "Apply".into(),
        request: applicant::request(engine.folder(), Mode::Autopilot, false),
        priority: 5,
        timeout: Duration::from_secs(2),
        valet_task_id: None,
        idempotency_key: None,
        target_worker_id: None,
    };
    let mut tx = engine.pool().begin().await.unwrap();
    let job = jobs::enqueue(&mut tx, &job).await.unwrap();
    sqlx::query("UPDATE gh_automation_jobs SET max_retries = 0").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    until(engine.pool(), user, job, JobStatus::is_final).await;
    let ended = jobs::find(&mut engine.pool().acquire().await.unwrap(), user, job).await.unwrap().unwrap();
    assert_eq!(ended.error_code.as_deref(), Some("timeout"), "{:?}", ended.summary);
    // The worker is free again.
    let (user, job) = apply(&engine, &employer, 2, Mode::Copilot).await;
    until(engine.pool(), user, job, |status| status == JobStatus::Paused).await;
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_kept_browser_dies_is_done_again_in_a_new_one() {
    let employer = Lying::start(Delays::default()).await.unwrap();
    let database = database(&[&ghosthands::migrator()]).await;
    let home = folder();
    let fleet = Fleet {
        program: env!("CARGO_BIN_EXE_e2e-worker").into(),
        database: database.url.clone(),
        folder: home.path().to_owned(),
        stale_after: LIMIT,
        max_concurrent: 2,
    };
    let worker = fleet.spawn("mortal");
    let user = UserId::generate();
    let job = NewJob {
        user_id: user,
        target_url: employer.posting("honest", 1),
        description: "Apply".into(),
        request: applicant::request(home.path(), Mode::Copilot, false),
        priority: 5,
        timeout: LIMIT,
        valet_task_id: None,
        idempotency_key: None,
        target_worker_id: None,
    };
    let job = jobs::enqueue(&mut database.pool.acquire().await.unwrap(), &job).await.unwrap();
    until(&database.pool, user, job, |status| status == JobStatus::Paused).await;
    let browsers = worker.browsers();
    assert!(!browsers.is_empty());
    browsers.into_iter().for_each(kill_browser);
    until(&database.pool, user, job, |status| status == JobStatus::Pending).await;
    sqlx::query("UPDATE gh_automation_jobs SET scheduled_at = now()").execute(&database.pool).await.unwrap();
    until(&database.pool, user, job, |status| status == JobStatus::Paused).await;
    assert!(employer.recorded("honest", 1).is_empty(), "nothing was sent by any of this");
    worker.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_over_its_memory_ceiling_is_stopped_before_it_is_sent() {
    let employer = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|options| options.job_memory = Some(1024 * 1024)).await;
    let (user, job) = apply(&engine, &employer, 1, Mode::Copilot).await;
    until(engine.pool(), user, job, JobStatus::is_final).await;
    let mut db = engine.pool().acquire().await.unwrap();
    let ended = jobs::find(&mut db, user, job).await.unwrap().unwrap();
    assert_eq!(ended.error_code.as_deref(), Some("memory_limit"), "{:?}", ended.summary);
    drop(db);
    engine.stop().await;
}
