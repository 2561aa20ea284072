//! What can be seen of the service: counted wherever it happened, warned about once, kept as long as it should be.

use super::*;
use crate::receiver::{Manner, Receiver};
use ghosthands::alerts::{self, Announcer};
use ghosthands::events;
use ghosthands::jobs::Report;
use ghosthands::monitoring::{Monitor, MonitorOptions, Status};
use ghosthands::settings::Secret;
use ghosthands::upkeep::{Kept, Swept, Upkeep, UpkeepOptions, sweep, take_turn};
use sqlx::PgPool;
use tokio::sync::watch;

fn monitor(pool: &PgPool) -> Monitor {
    Monitor::new(pool.clone(), MonitorOptions { version: "1.2.3".into(), ..MonitorOptions::default() })
}

async fn value(monitor: &Monitor, name: &str) -> f64 {
    monitor.metrics().await.unwrap().find(name).expect("a known metric").total()
}

async fn execute(pool: &PgPool, sql: &'static str) {
    sqlx::query(sql).execute(pool).await.unwrap();
}

async fn ended(db: &mut PgConnection, error: Option<&str>) -> JobId {
    let job = enqueue(db, UserId::generate()).await;
    let lease = started(db, "w1").await.lease;
    sqlx::query("UPDATE gh_automation_jobs SET started_at = now() - interval '20 seconds' WHERE id = $1")
        .bind(job.0)
        .execute(&mut *db)
        .await
        .unwrap();
    let report = Report { error_code: error.map(str::to_owned), ..Report::default() };
    match error {
        Some(_) => lease.fail(db, &report).await.unwrap(),
        None => lease.complete(db, &report).await.unwrap(),
    }
    job
}

/// One round of the upkeep, as the process whose turn it is does it.
async fn watch_once(pool: &PgPool) {
    execute(pool, "DELETE FROM gh_chores").await;
    let upkeep = Upkeep::new(pool.clone(), monitor(pool), UpkeepOptions::default()).unwrap();
    upkeep.round().await.unwrap();
}

#[tokio::test]
async fn what_workers_do_is_counted_for_whoever_asks_and_adding_it_up_changes_nothing() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for error in [None, None, None, Some("network_error"), Some("refused")] {
        ended(&mut db, error).await;
    }
    enqueue(&mut db, UserId::generate()).await;
    let lease = started(&mut db, "w1").await.lease;
    lease.release(&mut db, "network_error", Some(Duration::ZERO)).await.unwrap();
    let lease = started(&mut db, "w1").await.lease;
    lease.release(&mut db, "worker_shutdown", None).await.unwrap();

    let other_process = monitor(&database.pool);
    for round in ["before", "after", "after twice"] {
        for (name, expected) in [
            ("gh_jobs_created_total", 6.0),
            ("gh_jobs_completed_total", 3.0),
            ("gh_jobs_failed_total", 2.0),
            ("gh_jobs_retried_total", 1.0),
            ("gh_jobs_cancelled_total", 0.0),
            ("gh_worker_queue_depth", 1.0),
        ] {
            assert_eq!(value(&other_process, name).await, expected, "{name} {round} adding up");
        }
        let metrics = other_process.metrics().await.unwrap();
        let durations = metrics.find("gh_job_duration_seconds").unwrap().histogram.clone().unwrap();
        assert_eq!(durations.count, 5.0, "{round}");
        let bucket = |bound: f64| durations.buckets.iter().find(|(b, _)| *b == bound).map(|(_, count)| *count);
        assert_eq!((bucket(15.0), bucket(30.0)), (None, Some(5.0)), "{round}");
        let text = metrics.prometheus();
        assert!(text.contains("gh_jobs_failed_total{error_code=\"refused\"} 1\n"), "{text}");
        watch_once(&database.pool).await;
    }
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_tallies").fetch_one(&mut *db).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_models_did_is_counted_by_model_and_kept_for_90_days() {
    let database = fresh().await;
    execute(
        &database.pool,
        "INSERT INTO gh_model_calls (id, user_id, period_start, purpose, provider, model, reserved_microusd, started_at)
         SELECT gen_random_uuid(), gen_random_uuid(), now(), 'draft', 'openai', 'gpt-4o-mini', 1, now() - n * interval '91 days'
         FROM generate_series(0, 2) n",
    )
    .await;
    execute(
        &database.pool,
        "UPDATE gh_model_calls SET outcome = 'answered', ended_at = now(), cost_microusd = 25000, input_tokens = 100,
                output_tokens = 10 WHERE started_at > now() - interval '100 days'",
    )
    .await;
    let monitor = monitor(&database.pool);
    for round in ["before", "after"] {
        for (name, expected) in [
            ("gh_llm_calls_total", 2.0),
            ("gh_llm_input_tokens_total", 200.0),
            ("gh_llm_output_tokens_total", 20.0),
            ("gh_llm_cost_cents_total", 5.0),
            ("gh_jobs_created_total", 0.0),
        ] {
            assert_eq!(value(&monitor, name).await, expected, "{name} {round} adding up");
        }
        watch_once(&database.pool).await;
    }
    let text = monitor.metrics().await.unwrap().prometheus();
    assert!(text.contains("gh_llm_calls_total{model=\"gpt-4o-mini\",result=\"answered\"} 2\n"), "{text}");
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_model_calls").fetch_one(&database.pool).await.unwrap();
    assert_eq!(left, 2, "the one of today, and the one that is under way");
}

#[tokio::test]
async fn old_minutes_are_added_up_and_no_count_is_lost() {
    let database = fresh().await;
    let monitor = monitor(&database.pool);
    monitor.recorder().request("GET", "/health", 200, Duration::from_millis(3));
    assert_eq!(value(&monitor, "gh_api_requests_total").await, 1.0);
    execute(&database.pool, "UPDATE gh_metrics SET slot = slot - interval '3 hours'").await;
    monitor.recorder().request("GET", "/health", 500, Duration::from_millis(3));
    monitor.metrics().await.unwrap();
    watch_once(&database.pool).await;
    watch_once(&database.pool).await;
    assert_eq!(value(&monitor, "gh_api_requests_total").await, 2.0);
    assert_eq!(value(&monitor, "gh_api_errors_total").await, 1.0);
    let old: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM gh_metrics WHERE slot < now() - interval '2 hours' AND slot > '-infinity'",
    )
    .fetch_one(&database.pool)
    .await
    .unwrap();
    assert_eq!(old, 0);
}

#[tokio::test]
async fn processes_that_count_at_once_lose_nothing() {
    let database = fresh().await;
    let counting: Vec<_> = (0..6)
        .map(|_| {
            let monitor = monitor(&database.pool);
            tokio::spawn(async move {
                for _ in 0..20 {
                    monitor.recorder().request("POST", "/jobs", 201, Duration::from_millis(8));
                    monitor.recorder().request("GET", "/jobs", 200, Duration::from_millis(8));
                    monitor.metrics().await.unwrap();
                }
            })
        })
        .collect();
    for process in counting {
        process.await.unwrap();
    }
    assert_eq!(value(&monitor(&database.pool), "gh_api_requests_total").await, 240.0);
}

#[tokio::test]
async fn health_names_what_is_wrong() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let monitor = monitor(&database.pool);
    let health = monitor.health().await;
    let names: Vec<&str> = health.checks.iter().map(|check| check.name).collect();
    assert_eq!(names, ["database", "worker_heartbeat", "queue", "llm_provider", "storage"]);
    assert_eq!(health.status, Status::Healthy, "no model is a way to work");

    enqueue(&mut db, UserId::generate()).await;
    started(&mut db, "w1").await;
    age_heartbeats(&mut db).await;
    let health = monitor.health().await;
    assert_eq!((health.status, health.checks[1].status), (Status::Degraded, Status::Degraded));

    let nowhere = MonitorOptions { storage: Some("/nonexistent/folder".into()), ..MonitorOptions::default() };
    let health = Monitor::new(database.pool.clone(), nowhere).health().await;
    assert_eq!((health.status, health.checks[4].status), (Status::Unhealthy, Status::Unhealthy));
    assert!(!health.checks[4].message.contains("/nonexistent"), "a place is nobody's business outside");
}

#[tokio::test]
async fn without_a_database_health_says_so_instead_of_failing() {
    let database = fresh().await;
    let monitor = monitor(&database.pool);
    database.pool.close().await;
    let health = monitor.health().await;
    assert_eq!((health.status, health.checks[0].status), (Status::Unhealthy, Status::Unhealthy));
}

#[tokio::test]
async fn an_alert_fires_once_until_it_is_cleared_and_is_announced_once_each_way() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::start(|_, number| Manner::Status(if number == 0 { 500 } else { 200 })).await;
    let announcer = Announcer::new(Secret::new(&receiver.url)).unwrap();
    let ringing = |alerts: Vec<alerts::Alert>| alerts.into_iter().map(|alert| alert.rule).collect::<Vec<_>>();

    ended(&mut db, None).await;
    execute(&database.pool, "UPDATE gh_automation_jobs SET llm_cost_cents = 51").await;
    for _ in 0..3 {
        alerts::evaluate(&mut db).await.unwrap();
        announcer.announce(&database.pool).await.unwrap();
    }
    assert_eq!(ringing(alerts::list_active(&mut db).await.unwrap()), ["job_cost"]);
    let told = receiver.wait(2).await;
    assert_eq!(told.len(), 2, "the first attempt failed, the second was taken, there is no third");
    assert_eq!(told[1].body["alert"]["rule"], "job_cost");
    assert!(told[1].text("text").contains("51.0, above 50"), "{}", told[1].text("text"));

    execute(&database.pool, "UPDATE gh_automation_jobs SET llm_cost_cents = 1").await;
    for _ in 0..2 {
        alerts::evaluate(&mut db).await.unwrap();
        announcer.announce(&database.pool).await.unwrap();
    }
    assert!(alerts::list_active(&mut db).await.unwrap().is_empty());
    let told = receiver.wait(3).await;
    assert_eq!((told.len(), &told[2].body["alert"]["state"]), (3, &"cleared".into()));

    execute(&database.pool, "UPDATE gh_automation_jobs SET llm_cost_cents = 99").await;
    alerts::evaluate(&mut db).await.unwrap();
    let times: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_alerts").fetch_one(&mut *db).await.unwrap();
    assert_eq!(times, 2, "it fires anew");
}

#[tokio::test]
async fn a_condition_has_to_last_as_long_as_its_rule_asks() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    workers_live(&mut db).await;
    for _ in 0..21 {
        enqueue(&mut db, UserId::generate()).await;
    }
    alerts::evaluate(&mut db).await.unwrap();
    assert!(alerts::list_active(&mut db).await.unwrap().is_empty(), "only a moment");
    execute(&database.pool, "UPDATE gh_alerts SET since = now() - interval '5 minutes'").await;
    alerts::evaluate(&mut db).await.unwrap();
    assert_eq!(alerts::list_active(&mut db).await.unwrap()[0].rule, "queue_depth");
    execute(&database.pool, "DELETE FROM gh_automation_jobs").await;
    alerts::evaluate(&mut db).await.unwrap();
    assert!(alerts::list_active(&mut db).await.unwrap().is_empty());
}

async fn workers_live(db: &mut PgConnection) {
    sqlx::query("INSERT INTO gh_worker_registry (worker_id) VALUES ('w1')").execute(db).await.unwrap();
}

#[tokio::test]
async fn jobs_without_a_heartbeat_are_found_whenever_somebody_asks() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for _ in 0..4 {
        enqueue(&mut db, UserId::generate()).await;
        started(&mut db, "w1").await;
    }
    assert!(alerts::list_active(&mut db).await.unwrap().is_empty());
    age_heartbeats(&mut db).await;
    let found = alerts::list_active(&mut db).await.unwrap();
    let severities: Vec<&str> = found.iter().map(|alert| alert.severity.as_str()).collect();
    assert_eq!((found[0].rule.as_str(), severities), ("stuck_jobs_db", vec!["critical", "warning"]));
}

#[tokio::test]
async fn one_process_at_a_time_takes_a_turn_and_one_that_dies_gives_it_back() {
    let database = fresh().await;
    let turn = |every| take_turn(&database.pool, "chore", every);
    let mine = turn(Duration::ZERO).await.unwrap().expect("nobody is at it");
    assert!(turn(Duration::ZERO).await.unwrap().is_none(), "somebody is at it");
    drop(mine);
    let again = loop {
        // The connection of the one that is gone is rolled back when it is used next.
        match turn(Duration::from_secs(60)).await.unwrap() {
            Some(turn) => break turn,
            None => tokio::task::yield_now().await,
        }
    };
    again.commit().await.unwrap();
    assert!(turn(Duration::from_secs(60)).await.unwrap().is_none(), "it was done just now");
    assert!(turn(Duration::ZERO).await.unwrap().is_some());
}

#[tokio::test]
async fn what_was_kept_long_enough_goes_and_what_proves_an_application_stays() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (old, new) = (ended(&mut db, None).await, ended(&mut db, None).await);
    sqlx::query("UPDATE gh_job_events SET created_at = now() - interval '91 days' WHERE job_id = $1")
        .bind(old.0)
        .execute(&mut *db)
        .await
        .unwrap();
    execute(
        &database.pool,
        "INSERT INTO gh_submit_attempts (id, user_id, posting_key, job_id, lease_epoch, packet, status, armed_at, settled_at)
         SELECT gen_random_uuid(), user_id, id::text, id, 1, 'x', 'confirmed', now() - interval '5 years', now() - interval '5 years'
         FROM gh_automation_jobs",
    )
    .await;
    execute(
        &database.pool,
        "INSERT INTO gh_callbacks (job_id, told, url, payload, state, settled_at)
         SELECT id, 'completed', 'x', '{}', s.state, now() - s.age FROM gh_automation_jobs, (VALUES
             ('delivered', interval '8 days'), ('delivered', interval '6 days'), ('dead', interval '8 days'),
             ('dead', interval '31 days'), ('pending', NULL)) s (state, age)",
    )
    .await;
    execute(
        &database.pool,
        "INSERT INTO gh_browser_sessions (user_id, domain, session_data, encryption_key_id, expires_at)
         SELECT gen_random_uuid(), 'x.example', '', '1', now() + n * interval '1 hour' FROM unnest(ARRAY[-1, 1]) n",
    )
    .await;
    let swept = sweep(&database.pool, &Kept::default()).await.unwrap();
    assert_eq!((swept.callbacks, swept.alerts, swept.sessions), (4, 0, 1));
    assert!(swept.events > 0);
    assert!(events::list_after(&mut db, old, 0).await.unwrap().is_empty());
    assert!(!events::list_after(&mut db, new, 0).await.unwrap().is_empty());
    let kept: (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(*) FROM gh_submit_attempts), (SELECT count(*) FROM gh_automation_jobs)")
            .fetch_one(&mut *db)
            .await
            .unwrap();
    assert_eq!(kept, (2, 2));
    assert_eq!(sweep(&database.pool, &Kept::default()).await.unwrap(), Swept::default());
}

#[tokio::test]
async fn the_upkeep_of_a_process_delivers_and_counts_until_it_is_told_to_stop() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::polite().await;
    let monitor = monitor(&database.pool);
    let upkeep = Upkeep::new(database.pool.clone(), monitor.clone(), UpkeepOptions::default()).unwrap();
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(async move { upkeep.run(stopped).await });
    let job = enqueue(&mut db, UserId::generate()).await;
    sqlx::query("UPDATE gh_automation_jobs SET callback_url = $2 WHERE id = $1")
        .bind(job.0)
        .bind(&receiver.url)
        .execute(&mut *db)
        .await
        .unwrap();
    started(&mut db, "w1").await;
    let told = receiver.wait(1).await;
    assert!(!told[0].headers.contains_key("x-gh-service-key"), "no key is configured");
    monitor.recorder().request("GET", "/health", 200, Duration::from_millis(1));
    stop.send_replace(true);
    tokio::time::timeout(Duration::from_secs(30), running).await.unwrap().unwrap();
    let written: f64 = sqlx::query_scalar("SELECT sum(value) FROM gh_metrics WHERE name = 'gh_api_requests_total'")
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert_eq!(written, 1.0, "the last counts are written before it ends");
}
