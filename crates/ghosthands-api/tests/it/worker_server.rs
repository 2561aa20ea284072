//! The status server of a worker, over HTTP, beside a real worker.

use browser::LaunchOptions;
use ghosthands::worker::{Control, Worker, WorkerOptions};
use ghosthands_api::{ServiceKeys, WorkerFacts, WorkerServer, WorkerServerError};
use postgres::testing::{TestDatabase, database};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinHandle;

const KEY: &str = "a service key of tests";

/// A worker with its status server and no browser.
struct Bench {
    database: TestDatabase,
    control: Control,
    working: JoinHandle<()>,
    server: JoinHandle<()>,
    url: String,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn start() -> Self {
        Self::start_on("127.0.0.1:0").await
    }

    async fn start_on(address: &str) -> Self {
        let database = database(&[&ghosthands::migrator()]).await;
        let folder = tempfile::tempdir().unwrap();
        let options = WorkerOptions::new("w1".into(), folder.path().to_owned(), LaunchOptions::default());
        let worker = Worker::new(database.pool.clone(), options).await.unwrap();
        let control = worker.control();
        let port = WorkerServer::listen(address.parse().unwrap()).await.unwrap();
        let url = port.url().replace("0.0.0.0", "127.0.0.1");
        let server = port.serve(facts(&control, &database.pool)).unwrap();
        let ending = control.clone();
        Self {
            working: tokio::spawn(async move { worker.run().await.unwrap() }),
            server: tokio::spawn(async move { server.run(async move { ending.stopped().await }).await.unwrap() }),
            client: client(),
            database,
            control,
            url,
            _folder: folder,
        }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.client.get(format!("{}{path}", self.url))).await
    }

    async fn drain(&self, headers: &[(&str, &str)]) -> (u16, Value) {
        let mut request = self.client.post(format!("{}/worker/drain", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request).await
    }

    async fn registered_as(&self, wanted: &str) {
        let look = async {
            loop {
                let status: Option<String> = sqlx::query_scalar("SELECT status FROM gh_worker_registry")
                    .fetch_optional(&self.database.pool)
                    .await
                    .unwrap();
                if status.as_deref() == Some(wanted) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), look).await.unwrap();
    }

    async fn stop(self) {
        self.control.stop_now();
        self.working.await.unwrap();
        self.server.await.unwrap();
    }
}

fn facts(control: &Control, pool: &sqlx::PgPool) -> WorkerFacts {
    WorkerFacts {
        control: control.clone(),
        instance: (Some("i-1".into()), None),
        asg_name: None,
        keys: ServiceKeys::new([KEY]),
        pool: pool.clone(),
    }
}

fn client() -> reqwest::Client {
    // Whoever installs it first; the others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn an_idle_worker_says_what_it_is_and_that_it_may_be_replaced() {
    let bench = Bench::start().await;
    let (code, status) = bench.get("/worker/status").await;
    assert_eq!(code, 200);
    for (field, value) in [
        ("worker_id", json!("w1")),
        ("ec2_instance_id", json!("i-1")),
        ("ec2_ip", Value::Null),
        ("active_jobs", json!(0)),
        ("max_concurrent", json!(2)),
        ("is_running", json!(true)),
        ("is_draining", json!(false)),
        ("asg_name", Value::Null),
    ] {
        assert_eq!(status[field], value, "{field}");
    }
    assert!(status["uptime_ms"].is_u64() && status["timestamp"].is_string());
    let idle = json!({ "status": "idle", "active_jobs": 0, "deploy_safe": true });
    assert_eq!(bench.get("/worker/health").await, (200, idle));
    bench.stop().await;
}

#[tokio::test]
async fn draining_twice_is_draining_once_and_an_idle_worker_that_drains_may_be_replaced() {
    let bench = Bench::start().await;
    bench.registered_as("active").await;
    let draining = json!({ "status": "draining", "active_jobs": 0, "worker_id": "w1" });
    assert_eq!(bench.drain(&[]).await, (200, draining.clone()));
    assert_eq!(bench.drain(&[]).await, (200, draining));
    let safe = json!({ "status": "draining", "active_jobs": 0, "deploy_safe": true });
    assert_eq!(bench.get("/worker/health").await, (200, safe));
    assert_eq!(bench.get("/worker/status").await.1["is_draining"], true);
    bench.registered_as("draining").await;
    let pool = bench.database.pool.clone();
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description)
         VALUES (gen_random_uuid(), 'apply', 'none', 'Refused by whoever claims it')",
    )
    .execute(&pool)
    .await
    .unwrap();
    bench.control.stop();
    bench.registered_as("offline").await;
    let status: String = sqlx::query_scalar("SELECT status FROM gh_automation_jobs").fetch_one(&pool).await.unwrap();
    assert_eq!(status, "pending", "a draining worker claims nothing");
    bench.stop().await;
}

#[tokio::test]
async fn other_paths_and_methods_are_not_found() {
    let bench = Bench::start().await;
    let not_found = (404, json!({ "error": "not_found" }));
    assert_eq!(bench.get("/").await, not_found);
    assert_eq!(bench.get("/worker/drain").await, not_found);
    bench.stop().await;
}

#[tokio::test]
async fn a_page_cannot_drain_the_worker_of_its_machine() {
    let bench = Bench::start().await;
    for headers in [
        &[("origin", "https://jobs.example")][..],
        &[("sec-fetch-site", "cross-site")],
        &[("host", "rebound.example:3101")],
    ] {
        assert_eq!(bench.drain(headers).await.0, 403, "{headers:?}");
    }
    assert_eq!(bench.drain(&[("x-gh-service-key", "wrong")]).await.0, 401);
    assert_eq!(bench.get("/worker/status").await.1["is_draining"], false);
    assert_eq!(bench.drain(&[("x-gh-service-key", KEY), ("host", "worker.internal")]).await.0, 200);
    bench.stop().await;
}

#[tokio::test]
async fn beyond_this_machine_the_service_key_drains_and_nothing_else() {
    let bench = Bench::start_on("0.0.0.0:0").await;
    assert_eq!(bench.drain(&[]).await, (401, json!({ "error": "unauthorized" })));
    assert_eq!(bench.drain(&[("x-gh-service-key", "")]).await.0, 401);
    assert_eq!(bench.get("/worker/health").await.0, 200, "looking needs no key");
    assert_eq!(bench.drain(&[("x-gh-service-key", KEY)]).await.0, 200);
    let keyless = WorkerFacts { keys: ServiceKeys::default(), ..facts(&bench.control, &bench.database.pool) };
    let anywhere = WorkerServer::listen("0.0.0.0:0".parse().unwrap()).await.unwrap();
    assert!(matches!(anywhere.serve(keyless), Err(WorkerServerError::NeedsKey)));
    bench.stop().await;
}
