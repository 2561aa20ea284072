//! What the queue costs, beside other queues on the same server in the same run.
//!
//! (a) enqueue → claimed of an idle worker, beside the least a queue in SQL can be; (b) claim and finish of no-op jobs
//! by ten claimers, beside that and two well-known queues; (c) the cost of a claim when the table is full of finished
//! and future rows; (d) transactions per second of an idle worker.
//!
//! Arguments: `--jobs 5000` per round, `--rounds 3`, `--only latency|throughput|flatness|idle`. The server is a private
//! one as Valet runs it (with fsync), or that of `VALET_BENCH_DATABASE_URL`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement talks, and a panic is how it fails")]

mod flatness;
mod idle;
mod latency;
mod others;
mod raw;
mod throughput;

use domain::tasks::Mode;
use domain::{Profile, UserId};
use ghosthands::jobs::NewJob;
use ghosthands::request::ApplyRequest;
use ghosthands::worker::{Worker, WorkerOptions};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool};
use std::str::FromStr;
use std::time::Duration;

/// What is measured.
pub struct Arguments {
    jobs: i32,
    rounds: usize,
    only: Option<String>,
}

/// A server on which every measurement gets databases of its own.
pub struct Server {
    url: String,
    _cluster: Option<postgres::Cluster>,
    _folder: tempfile::TempDir,
}

fn main() {
    let arguments = Arguments::read();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let server = Server::start().await;
        if arguments.wants("latency") {
            latency::measure(&server).await;
        }
        if arguments.wants("throughput") {
            throughput::measure(&server, &arguments).await;
        }
        if arguments.wants("flatness") {
            flatness::measure(&server).await;
        }
        if arguments.wants("idle") {
            idle::measure(&server).await;
        }
    });
}

impl Arguments {
    fn read() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let after = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
        Self {
            jobs: after("--jobs").map_or(5_000, |text| text.parse().unwrap()),
            rounds: after("--rounds").map_or(3, |text| text.parse().unwrap()),
            only: after("--only").cloned(),
        }
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == part)
    }
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        if let Ok(url) = std::env::var("VALET_BENCH_DATABASE_URL") {
            return Self { url, _cluster: None, _folder: folder };
        }
        // The server's account has to reach it.
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
        let cluster = postgres::Cluster::start(&folder.path().join("data"), |_| {}).await.unwrap();
        Self { url: cluster.url(), _cluster: Some(cluster), _folder: folder }
    }

    fn options(&self) -> PgConnectOptions {
        PgConnectOptions::from_str(&self.url).unwrap().disable_statement_logging()
    }

    /// A new empty database.
    async fn database(&self, name: &str) -> PgPool {
        let mut admin = self.options().connect().await.unwrap();
        for sql in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        }
        admin.close().await.unwrap();
        PgPoolOptions::new().max_connections(16).connect_with(self.options().database(name)).await.unwrap()
    }

    /// A new database with our tables.
    async fn queue(&self, name: &str) -> PgPool {
        let pool = self.database(name).await;
        ghosthands::migrator().run(&pool).await.unwrap();
        pool
    }
}

/// A job that asks for nothing.
fn a_job(user: UserId) -> NewJob {
    NewJob {
        user_id: user,
        target_url: "https://jobs.example/acme/1".into(),
        description: "Measure".into(),
        request: ApplyRequest {
            mode: Mode::Autopilot,
            dry_run: false,
            profile: Profile::default(),
            answers: Vec::new(),
            resume: None,
            cover_letter: None,
            said: std::collections::BTreeMap::new(),
        },
        priority: 5,
        timeout: Duration::from_secs(300),
        valet_task_id: None,
        idempotency_key: None,
        target_worker_id: None,
    }
}

async fn a_worker(pool: &PgPool, folder: &std::path::Path) -> Worker {
    let options = WorkerOptions::new("bench".into(), folder.to_owned(), browser::LaunchOptions::default());
    Worker::new(pool.clone(), options).await.unwrap()
}

/// The value below which this part of them lies.
fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}

fn verdict(holds: bool) -> &'static str {
    if holds { "ok" } else { "MISSED" }
}
