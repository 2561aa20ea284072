//! What Valet is told, and that it is told it.

use super::*;
use crate::receiver::{Manner, Receiver};
use ghosthands::callbacks::{Dispatcher, DispatcherOptions, Egress, outbox};
use ghosthands::interactions::{Interaction, Resolution};
use ghosthands::jobs::Report;
use ghosthands::monitoring::Recorder;
use ghosthands::settings::Secret;
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

const KEY: &str = "a-service-key-of-some-length";

/// Dispatchers that run until they are dropped.
struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    fn start(pool: &PgPool, how_many: usize, options: &DispatcherOptions) -> Self {
        let (stop, stopped) = watch::channel(false);
        let tasks = (0..how_many)
            .map(|_| {
                let dispatcher = Dispatcher::new(pool.clone(), Arc::new(Recorder::default()), options.clone()).unwrap();
                let stopped = stopped.clone();
                tokio::spawn(async move { dispatcher.run(stopped).await })
            })
            .collect();
        Self { stop, tasks }
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await.unwrap();
        }
    }
}

fn options() -> DispatcherOptions {
    DispatcherOptions { service_key: Some(Secret::new(KEY)), ..DispatcherOptions::default() }
}

/// A job that tells `url`.
async fn told(db: &mut PgConnection, url: &str) -> JobId {
    let job = enqueue(db, UserId::generate()).await;
    sqlx::query("UPDATE gh_automation_jobs SET callback_url = $2, valet_task_id = 'task-1' WHERE id = $1")
        .bind(job.0)
        .bind(url)
        .execute(db)
        .await
        .unwrap();
    job
}

async fn set(db: &mut PgConnection, job: JobId, assignments: &'static str) {
    let sql = format!("UPDATE gh_automation_jobs SET {assignments} WHERE id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(job.0).execute(db).await.unwrap();
}

/// Waits until no callback is pending.
async fn settled(pool: &PgPool) -> BTreeMap<String, i64> {
    let waiting = async {
        loop {
            let rows: Vec<(String, i64)> =
                sqlx::query_as("SELECT state, count(*) FROM gh_callbacks GROUP BY 1").fetch_all(pool).await.unwrap();
            let states: BTreeMap<String, i64> = rows.into_iter().collect();
            if !states.contains_key("pending") {
                return states;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), waiting).await.expect("everything is delivered in time")
}

/// Lets everything that waits be due, and says so.
async fn hurry(pool: &PgPool) {
    sqlx::query("UPDATE gh_callbacks SET next_attempt_at = now() WHERE state = 'pending'").execute(pool).await.unwrap();
    sqlx::query("SELECT pg_notify('gh_callback', '')").execute(pool).await.unwrap();
}

fn question() -> Interaction {
    Interaction::Question { rows: Vec::new(), company: "acme".into() }
}

#[tokio::test]
async fn a_job_tells_what_becomes_of_it_in_order_with_the_fields_of_the_contract() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::polite().await;
    let job = told(&mut db, &receiver.url).await;
    set(
        &mut db,
        job,
        "metadata = '{\"kasm_url\": \"https://kasm.example/1\"}', screenshot_urls = '[\"https://s.example/1\"]'",
    )
    .await;
    let running = Running::start(&database.pool, 1, &options());

    let lease = started(&mut db, "w1").await.lease;
    lease.pause(&mut db, &question()).await.unwrap();
    let user: (uuid::Uuid,) =
        sqlx::query_as("SELECT user_id FROM gh_automation_jobs").fetch_one(&mut *db).await.unwrap();
    assert!(jobs::resolve(&mut db, UserId(user.0), job, &Resolution::default()).await.unwrap());
    lease.take_resolution(&mut db).await.unwrap().unwrap();
    set(&mut db, job, "llm_cost_cents = 12, action_count = 34, total_tokens = 56").await;
    let result = serde_json::json!({ "outcome": "confirmed", "nothing": null });
    let report = Report { summary: "The site confirmed it.".into(), error_code: None, result };
    lease.complete(&mut db, &report).await.unwrap();

    let all = receiver.wait(4).await;
    let told: Vec<&str> = all.iter().map(|one| one.text("status")).collect();
    assert_eq!(told, ["running", "needs_human", "resumed", "completed"]);
    let common = ["job_id", "kasm_url", "status", "valet_task_id", "worker_id"];
    let with = |more: &[&'static str]| {
        let mut fields = [&common[..], more].concat();
        fields.sort_unstable();
        fields
    };
    assert_eq!(all[0].fields(), with(&["execution_mode"]));
    assert_eq!(all[1].fields(), with(&["interaction"]));
    assert_eq!(all[2].fields(), with(&[]));
    let ended = ["browser_mode", "completed_at", "cost", "execution_mode", "final_mode"];
    assert_eq!(all[3].fields(), with(&[&ended[..], &["result_data", "result_summary", "screenshot_url"]].concat()));
    assert_eq!(all[1].body["interaction"]["type"], "question");
    let asked: BTreeSet<&str> = all[1].body["interaction"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(asked, BTreeSet::from(["paused_at", "type"]), "no field of the form is told");
    let cost = serde_json::json!({ "total_cost_usd": 0.12, "action_count": 34, "total_tokens": 56 });
    assert_eq!(all[3].body["cost"], cost);
    assert_eq!(all[3].body["result_data"], report.result, "handed on as it is, nulls included");
    assert_eq!(all[3].body["valet_task_id"], "task-1");
    for one in &all {
        assert_eq!(one.text("job_id"), job.to_string());
        assert_eq!(one.text("kasm_url"), "https://kasm.example/1");
        assert_eq!(one.verified(KEY.as_bytes()), Ok(()));
        assert_eq!(one.headers["x-gh-service-key"], KEY);
        assert_eq!(one.headers["user-agent"], "GhostHands-Callback/1.0");
        assert_eq!(one.headers["content-type"], "application/json");
        assert_eq!(one.path, "/hook?token=t0ken");
    }
    let sequences: Vec<i64> = all.iter().map(|one| one.headers["x-gh-sequence"].parse().unwrap()).collect();
    assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
    running.stop().await;
}

#[tokio::test]
async fn only_true_ends_are_told_as_ends_whoever_writes_them() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let job = told(&mut db, "http://valet.example/hook").await;
    let lease = started(&mut db, "w1").await.lease;
    lease.release(&mut db, "network_error", Some(Duration::ZERO)).await.unwrap();
    let again = started(&mut db, "w2").await.lease;
    let report = Report { summary: "Not taken.".into(), error_code: Some("refused".into()), ..Report::default() };
    again.fail(&mut db, &report).await.unwrap();
    for end in ["status = 'cancelled'", "status = 'expired'", "status = 'pending', worker_id = NULL"] {
        set(&mut db, job, end).await;
    }
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, status, metadata)
         VALUES (gen_random_uuid(), 'apply', 'https://x.example', 'x', 'expired',
                 '{\"callback_url\": \"http://valet.example/hook\"}')",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    let rows: Vec<(String, serde_json::Value)> =
        sqlx::query_as("SELECT told, payload FROM gh_callbacks ORDER BY sequence").fetch_all(&mut *db).await.unwrap();
    let told: Vec<&str> = rows.iter().map(|(told, _)| told.as_str()).collect();
    assert_eq!(told, ["running", "running", "failed", "cancelled", "expired", "expired"]);
    let zero = serde_json::json!({ "total_cost_usd": 0.0, "action_count": 0, "total_tokens": 0 });
    for (told, payload) in &rows[2..] {
        assert_eq!(payload["cost"], zero, "{told}");
        assert!(payload["completed_at"].is_string(), "{told}");
        assert!(payload.get("result_data").is_none(), "{told}");
    }
    assert_eq!((&rows[2].1["error_code"], &rows[2].1["error_message"]), (&"refused".into(), &"Not taken.".into()));
    let never_ran = &rows[5].1;
    assert!(never_ran["valet_task_id"].is_null() && never_ran.as_object().unwrap().contains_key("valet_task_id"));
    for absent in ["worker_id", "kasm_url", "final_mode", "manual", "error_code", "error_message"] {
        assert!(never_ran.get(absent).is_none(), "{absent} is left out");
    }
}

#[tokio::test]
async fn a_job_without_a_callback_address_tells_nothing() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    enqueue(&mut db, UserId::generate()).await;
    started(&mut db, "w1").await.lease.complete(&mut db, &Report::default()).await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_callbacks").fetch_one(&mut *db).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn a_change_that_is_rolled_back_is_not_told() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    told(&mut db, "http://valet.example/hook").await;
    let mut tx = database.pool.begin().await.unwrap();
    started(&mut tx, "w1").await;
    tx.rollback().await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_callbacks").fetch_one(&mut *db).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn a_callback_that_is_not_taken_comes_again_with_the_same_id_and_bytes_after_1_3_and_10_seconds() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::start(|_, number| Manner::Status(if number < 4 { 503 } else { 204 })).await;
    told(&mut db, &receiver.url).await;
    started(&mut db, "w1").await.lease.complete(&mut db, &Report::default()).await.unwrap();
    let running = Running::start(&database.pool, 1, &options());
    for (number, expected) in [(1, 1.0), (2, 3.0), (3, 10.0), (4, 30.0)] {
        receiver.wait(number).await;
        let wait = noted_wait(&database.pool).await;
        assert!((expected - 1.0..=expected).contains(&wait), "attempt {number}: {wait} s instead of {expected}");
        hurry(&database.pool).await;
    }
    let all = receiver.wait(6).await;
    let ids: Vec<&String> = all.iter().map(|one| &one.headers["x-gh-delivery"]).collect();
    assert!(ids[..5].iter().all(|id| *id == ids[0]) && ids[5] != ids[0], "{ids:?}");
    assert!(all[..5].iter().all(|one| one.bytes == all[0].bytes && one.verified(KEY.as_bytes()).is_ok()));
    assert_eq!(all[5].text("status"), "completed", "only after the one before was taken");
    assert_eq!(settled(&database.pool).await, [("delivered".to_owned(), 2)].into());
    running.stop().await;
}

/// Waits until a failed attempt is noted; seconds until the next one.
async fn noted_wait(pool: &PgPool) -> f64 {
    let waiting = async {
        loop {
            let wait: Option<f64> = sqlx::query_scalar(
                "SELECT extract(epoch FROM next_attempt_at - now())::float8 FROM gh_callbacks
                 WHERE state = 'pending' AND claim IS NULL AND next_attempt_at > now() AND attempts > 0",
            )
            .fetch_optional(pool)
            .await
            .unwrap();
            match wait {
                Some(wait) => return wait,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("the attempt is noted")
}

#[tokio::test]
async fn the_second_attempt_comes_by_itself() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::start(|_, number| Manner::Status(if number == 0 { 500 } else { 200 })).await;
    told(&mut db, &receiver.url).await;
    started(&mut db, "w1").await;
    let begun = std::time::Instant::now();
    let running = Running::start(&database.pool, 2, &options());
    receiver.wait(2).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    running.stop().await;
}

#[tokio::test]
async fn after_a_day_a_callback_is_dead_and_the_next_of_its_job_goes_out() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let receiver =
        Receiver::start(|one, _| Manner::Status(if one.text("status") == "running" { 500 } else { 200 })).await;
    told(&mut db, &receiver.url).await;
    started(&mut db, "w1").await.lease.complete(&mut db, &Report::default()).await.unwrap();
    sqlx::query("UPDATE gh_callbacks SET created_at = now() - interval '1 day'").execute(&mut *db).await.unwrap();
    let running = Running::start(&database.pool, 1, &options());
    assert_eq!(settled(&database.pool).await, [("dead".to_owned(), 1), ("delivered".to_owned(), 1)].into());
    let dead = outbox::list_dead(&mut db).await.unwrap();
    assert_eq!((dead.len(), dead[0].told.as_str()), (1, "running"));
    assert_eq!(dead[0].last_error.as_deref(), Some("the receiver answered 500"));
    assert_eq!(outbox::revive(&mut db, 1).await.unwrap(), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_dispatcher_that_dies_between_delivery_and_note_leaves_a_repetition_with_the_same_id() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::polite().await;
    told(&mut db, &receiver.url).await;
    started(&mut db, "w1").await;
    // It claimed, it sent, the receiver took it, and then it was gone.
    let gone = outbox::claim(&mut db, 10, Duration::from_secs(30)).await.unwrap();
    assert_eq!(gone.len(), 1);
    let running = Running::start(&database.pool, 1, &options());
    assert!(outbox::claim(&mut db, 10, Duration::from_secs(30)).await.unwrap().is_empty(), "the lease holds");
    hurry(&database.pool).await;
    let again = receiver.wait(1).await;
    assert_eq!(again[0].headers["x-gh-delivery"], gone[0].id.to_string());
    settled(&database.pool).await;
    running.stop().await;
}

#[tokio::test]
async fn a_note_that_comes_after_the_lease_changes_nothing() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    told(&mut db, "http://valet.example/hook").await;
    started(&mut db, "w1").await.lease.complete(&mut db, &Report::default()).await.unwrap();
    let late = outbox::claim(&mut db, 10, Duration::ZERO).await.unwrap().remove(0);
    let other = outbox::claim(&mut db, 10, Duration::from_secs(30)).await.unwrap().remove(0);
    assert_eq!((late.id, late.attempts, other.attempts), (other.id, 1, 2));
    outbox::delivered(&mut db, &late).await.unwrap();
    outbox::give_up(&mut db, &late, "late").await.unwrap();
    outbox::postpone(&mut db, &late, Duration::ZERO, "late").await.unwrap();
    assert!(outbox::claim(&mut db, 10, Duration::ZERO).await.unwrap().is_empty(), "the other attempt is under way");
    outbox::delivered(&mut db, &other).await.unwrap();
    let next = outbox::claim(&mut db, 10, Duration::ZERO).await.unwrap();
    assert_eq!(next[0].told, "completed");
}

#[tokio::test]
async fn dispatchers_side_by_side_deliver_every_callback_once_and_in_order() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let mut receiver = Receiver::polite().await;
    let running = Running::start(&database.pool, 3, &options());
    let mut made = Vec::new();
    for _ in 0..60 {
        made.push(told(&mut db, &receiver.url).await);
        let lease = started(&mut db, "w1").await.lease;
        lease.complete(&mut db, &Report::default()).await.unwrap();
    }
    let all = receiver.wait(120).await;
    assert_eq!(settled(&database.pool).await, [("delivered".to_owned(), 120)].into());
    assert_eq!(receiver.all().len(), 120);
    for job in made {
        let of_job = all.iter().filter(|one| one.text("job_id") == job.to_string());
        assert_eq!(of_job.map(|one| one.text("status")).collect::<Vec<_>>(), ["running", "completed"]);
    }
    running.stop().await;
}

#[tokio::test]
async fn only_an_answer_of_2xx_is_a_delivery() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let elsewhere = Receiver::polite().await;
    let target = elsewhere.url.clone();
    let table: Vec<(Manner, &str)> = vec![
        (Manner::Status(200), "delivered"),
        (Manner::Status(299), "delivered"),
        (Manner::Endless, "delivered"),
        (Manner::Status(404), "pending"),
        (Manner::Status(500), "pending"),
        (Manner::Redirect(target), "pending"),
        (Manner::Silence, "pending"),
        (Manner::Bytes(Vec::new()), "pending"),
        (Manner::Bytes(vec![0xff; 4096]), "pending"),
        (Manner::Bytes(b"HTTP/1.1 200".to_vec()), "pending"),
        (Manner::Bytes(b"HTTP/1.1 9999 x\r\n\r\n".to_vec()), "pending"),
        (Manner::Bytes(format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(2_000_000)).into_bytes()), "pending"),
    ];
    let mut receivers = Vec::new();
    for (manner, _) in table.clone() {
        let receiver = Receiver::start(move |_, _| manner.clone()).await;
        told(&mut db, &receiver.url).await;
        receivers.push(receiver);
    }
    while let Some(claimed) = jobs::claim(&mut db, "w1").await.unwrap() {
        claimed.lease.start(&mut db).await.unwrap();
    }
    let quick = DispatcherOptions { attempt: Duration::from_secs(2), ..options() };
    let running = Running::start(&database.pool, 1, &quick);
    let noted = async {
        loop {
            let open: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM gh_callbacks WHERE state = 'pending' AND (attempts = 0 OR last_error IS NULL)",
            )
            .fetch_one(&database.pool)
            .await
            .unwrap();
            if open == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), noted).await.expect("every attempt ends");
    running.stop().await;
    for ((manner, expected), receiver) in table.iter().zip(&receivers) {
        let state: String = sqlx::query_scalar("SELECT state FROM gh_callbacks WHERE url = $1")
            .bind(&receiver.url)
            .fetch_one(&mut *db)
            .await
            .unwrap();
        assert_eq!(&state, expected, "{:.60}", format!("{manner:?}"));
    }
    assert!(elsewhere.all().is_empty(), "a redirect is not followed");
}

#[tokio::test]
async fn an_address_that_may_not_be_called_is_given_up_without_a_request() {
    struct Nowhere;
    impl Egress for Nowhere {
        fn allows(&self, _: &url::Url) -> Result<(), String> {
            Err("the address is not public".into())
        }
    }
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let receiver = Receiver::polite().await;
    for url in [receiver.url.as_str(), "file:///etc/passwd", "no address at all"] {
        told(&mut db, url).await;
        started(&mut db, "w1").await;
    }
    let closed = DispatcherOptions { egress: Arc::new(Nowhere), ..options() };
    let running = Running::start(&database.pool, 1, &closed);
    assert_eq!(settled(&database.pool).await, [("dead".to_owned(), 3)].into());
    assert!(receiver.all().is_empty());
    let mut reasons: Vec<String> =
        outbox::list_dead(&mut db).await.unwrap().into_iter().filter_map(|entry| entry.last_error).collect();
    reasons.sort();
    assert_eq!(
        reasons,
        ["the address cannot be read", "the address is neither http nor https", "the address is not public"]
    );
    running.stop().await;
}

#[tokio::test]
async fn ten_thousand_callbacks_are_delivered_once_each() {
    const MANY: i64 = 10_000;
    let database = fresh().await;
    let mut receiver = Receiver::polite().await;
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, status, callback_url)
         SELECT gen_random_uuid(), 'apply', 'https://x.example', 'x', 'expired', $2 FROM generate_series(1, $1)",
    )
    .bind(i32::try_from(MANY).unwrap())
    .bind(&receiver.url)
    .execute(&database.pool)
    .await
    .unwrap();
    let begun = std::time::Instant::now();
    let running = Running::start(&database.pool, 2, &options());
    let all = receiver.wait(usize::try_from(MANY).unwrap()).await;
    eprintln!("{:.0} callbacks/s", MANY as f64 / begun.elapsed().as_secs_f64());
    assert_eq!(settled(&database.pool).await, [("delivered".to_owned(), MANY)].into());
    let distinct: BTreeSet<&String> = all.iter().map(|one| &one.headers["x-gh-delivery"]).collect();
    assert_eq!((distinct.len(), receiver.all().len()), (all.len(), all.len()));
    running.stop().await;
}
