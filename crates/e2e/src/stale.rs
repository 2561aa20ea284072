//! Workers that hold a lease which is no longer theirs, and do not know it.
//!
//! A worker is frozen somewhere in the middle of its jobs until their leases
//! have expired and another worker has ended them. Then it goes on. Nothing it
//! does may leave a trace: not in the rows, not in the events, not at the site.

use crate::applicant;
use crate::fleet::{Dice, Fleet, folder};
use crate::lying::{Delays, Lying};
use domain::tasks::Mode;
use domain::{JobId, UserId};
use ghosthands::jobs::{self, NewJob};
use postgres::testing::{TestDatabase, database};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

const EMPLOYER: &str = "honest";
const STALE_AFTER: Duration = Duration::from_secs(3);
const LIMIT: Duration = Duration::from_secs(240);

/// What became of the jobs of one frozen worker.
#[derive(Debug, Default)]
pub struct Round {
    /// Jobs it held when it was frozen.
    pub held: usize,
    /// Of them those whose application had left by then.
    pub left: usize,
    /// What it should not have been able to do.
    pub wrong: Vec<String>,
}

/// A queue, an honest employer, and two workers.
pub struct Duel {
    database: TestDatabase,
    home: TempDir,
    employer: Lying,
    program: PathBuf,
    dice: Dice,
    next: u32,
}

impl Duel {
    /// `program` is the worker, `e2e-worker`.
    ///
    /// # Panics
    /// When there is no database or no port.
    pub async fn open(program: PathBuf, seed: u64) -> Self {
        Self {
            database: database(&[&ghosthands::migrator()]).await,
            home: folder(),
            employer: Lying::start(Delays::default()).await.expect("a port"),
            program,
            dice: Dice::new(seed),
            next: 1,
        }
    }

    /// One frozen worker with up to `jobs` jobs.
    ///
    /// # Panics
    /// When a worker cannot be started or the jobs do not end.
    pub async fn round(&mut self, jobs: usize) -> Round {
        let fleet = Fleet {
            program: self.program.clone(),
            database: self.database.url.clone(),
            folder: self.home.path().to_owned(),
            stale_after: STALE_AFTER,
            max_concurrent: jobs,
        };
        let mut put = Vec::new();
        for _ in 0..jobs {
            put.push(self.enqueue().await);
        }
        let stale_name = format!("stale-{}", self.next);
        let stale = fleet.spawn(&stale_name);
        self.until(
            "SELECT count(*) FROM gh_automation_jobs WHERE worker_id = $1 AND status = 'running'",
            &stale_name,
            |n| n == jobs as i64,
        )
        .await;
        sleep(self.dice.between(0, 4_000)).await;
        stale.freeze();
        let held = self
            .count("SELECT count(*) FROM gh_automation_jobs WHERE worker_id = $1 AND status = 'running'", &stale_name);
        let held = held.await as usize;
        let heir_name = format!("heir-{}", self.next);
        let heir = fleet.spawn(&heir_name);
        let open = "SELECT count(*) FROM gh_automation_jobs
                    WHERE $1 <> '' AND status IN ('pending', 'queued', 'running', 'paused')";
        self.until(open, "any", |open| open == 0).await;
        let left = "SELECT count(*) FROM gh_automation_jobs WHERE error_code = 'outcome_unknown' AND worker_id = $1";
        let left = self.count(left, &stale_name).await as usize;
        let before = self.trace(&put).await;
        stale.thaw();
        // It has noticed, and let go of everything.
        let told = "SELECT COALESCE(max(cardinality(current_job_ids)), 0) FROM gh_worker_registry
                    WHERE worker_id = $1 AND last_heartbeat > now() - interval '2 seconds'";
        sleep(Duration::from_millis(300)).await;
        self.until_int(told, &stale_name).await;
        stale.end().await;
        heir.end().await;
        let after = self.trace(&put).await;
        let wrong = before
            .iter()
            .zip(&after)
            .filter(|(before, after)| before != after)
            .map(|(before, after)| format!("a stale worker changed {before} to {after}"))
            .chain(
                after.iter().filter(|trace| !trace.ends_with("received 0") && !trace.ends_with("received 1")).cloned(),
            )
            .collect();
        Round { held, left, wrong }
    }

    async fn enqueue(&mut self) -> (u32, JobId) {
        let n = self.next;
        self.next += 1;
        let job = NewJob {
            user_id: UserId::generate(),
            target_url: self.employer.posting(EMPLOYER, n),
            description: "Apply".into(),
            request: applicant::request(self.home.path(), Mode::Autopilot, false),
            priority: 5,
            timeout: LIMIT,
            valet_task_id: None,
            idempotency_key: None,
            target_worker_id: None,
        };
        let mut db = self.database.pool.acquire().await.expect("a connection");
        (n, jobs::enqueue(&mut db, &job).await.expect("a job"))
    }

    /// Everything a worker could have changed, per job: its row, its events, its attempts, what the employer got.
    async fn trace(&self, put: &[(u32, JobId)]) -> Vec<String> {
        let mut traces = Vec::new();
        for (n, job) in put {
            let (row, events, attempts): (String, i64, String) = sqlx::query_as(
                "SELECT md5(j::text), (SELECT count(*) FROM gh_job_events e WHERE e.job_id = j.id),
                        (SELECT COALESCE(string_agg(a.status || a.lease_epoch, ',' ORDER BY armed_at), '')
                         FROM gh_submit_attempts a WHERE a.job_id = j.id)
                 FROM gh_automation_jobs j WHERE j.id = $1",
            )
            .bind(job.0)
            .fetch_one(&self.database.pool)
            .await
            .expect("a readable job");
            let received = self.employer.recorded(EMPLOYER, *n).len();
            traces.push(format!("{job}: row {row}, {events} events, attempts {attempts}, received {received}"));
        }
        traces
    }

    async fn count(&self, sql: &'static str, worker: &str) -> i64 {
        sqlx::query_scalar(sql).bind(worker).fetch_one(&self.database.pool).await.expect("a count")
    }

    async fn until(&self, sql: &'static str, worker: &str, reached: impl Fn(i64) -> bool) {
        let look = async {
            while !reached(self.count(sql, worker).await) {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(LIMIT, look).await.expect("jobs that go on");
    }

    /// Until a number is no longer above 0.
    async fn until_int(&self, sql: &'static str, worker: &str) {
        let look = async {
            loop {
                let n: i32 =
                    sqlx::query_scalar(sql).bind(worker).fetch_one(&self.database.pool).await.expect("a number");
                if n == 0 {
                    return;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(LIMIT, look).await.expect("a worker that notices");
    }
}
