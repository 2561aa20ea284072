//! Applications while everything around them fails: workers are killed and
//! frozen, the database restarts, the site answers with errors.
//!
//! The site counts. Whatever happens, it receives each application at most
//! once, what is called completed is there, and no job is lost.

use crate::fleet::{Dice, Fleet, Member, folder, kill_browser};
use domain::tasks::Mode;
use domain::{JobId, UserId};
use ghosthands::jobs::{self, NewJob};
use practice::Fault;
use practice::{Family, Posting};
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

const WORKERS: usize = 3;
/// Families whose forms are one page without an account.
const FAMILIES: [Family; 3] = [Family::Greenhouse, Family::Lever, Family::Ashby];
const STALE_AFTER: Duration = Duration::from_secs(8);
/// One in ten submissions: the site answers so for a tenth of the time.
const FAULT: Fault = Fault::StatusAfterRecord { status: 503 };

/// How much chaos.
#[derive(Debug, Clone)]
pub struct Chaos {
    /// The worker, `e2e-worker`.
    pub program: PathBuf,
    /// Applications.
    pub jobs: usize,
    /// What the dice begin with.
    pub seed: u64,
    /// How long it may take.
    pub limit: Duration,
}

/// What happened.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How often what was done to whom.
    pub done: BTreeMap<&'static str, usize>,
    /// Jobs by their last status and error code.
    pub ended: BTreeMap<String, usize>,
    /// Everything that must not be.
    pub wrong: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

struct Applied {
    job: JobId,
    email: String,
}

struct Stage {
    database: Mutex<Option<postgres::Cluster>>,
    data: PathBuf,
    pool: PgPool,
    site: practice::Server,
    fleet: Fleet,
    /// No more trouble is made.
    calm: AtomicBool,
    /// The workers may end.
    over: AtomicBool,
}

/// Runs it.
///
/// # Panics
/// When the machine lacks Postgres or Chromium.
pub async fn run(chaos: &Chaos) -> Outcome {
    let started = Instant::now();
    let home = folder();
    let data = home.path().join("database");
    let database = postgres::Cluster::start(&data, |_| {}).await.expect("a database");
    let url = database.url();
    let pool = postgres::connect(&url, 4).await.expect("a connection");
    ghosthands::migrator().run(&pool).await.expect("tables");
    let site = practice::Server::start(practice::Options::default()).await.expect("a site");
    let fleet = Fleet {
        program: chaos.program.clone(),
        database: url,
        folder: home.path().join("fleet"),
        stale_after: STALE_AFTER,
        max_concurrent: 2,
    };
    std::fs::create_dir_all(&fleet.folder).expect("a folder");
    let stage = Stage {
        database: Mutex::new(Some(database)),
        data,
        pool,
        site,
        fleet,
        calm: AtomicBool::new(false),
        over: AtomicBool::new(false),
    };
    let applied = stage.enqueue(chaos.jobs).await;
    let troubles = async {
        tokio::join!(
            stage.trouble_workers(Dice::new(chaos.seed)),
            stage.trouble_database(Dice::new(chaos.seed + 1)),
            stage.trouble_site(Dice::new(chaos.seed + 2)),
        )
    };
    let ended = async {
        // Trouble lasts until three of four have ended, at most half of the time: on a machine on which no job gets
        // from one kill to the next, it would never end.
        let _ = tokio::time::timeout(chaos.limit / 2, stage.until_ended(chaos.jobs * 3 / 4)).await;
        stage.calm.store(true, Ordering::SeqCst);
        let ended = tokio::time::timeout(chaos.limit / 2, stage.until_ended(chaos.jobs)).await.is_ok();
        // Before the workers end: they give back what waits for a person.
        let mut outcome = Outcome::default();
        if !ended {
            outcome.wrong.push(format!("not all jobs have ended within {:?}", chaos.limit));
        }
        stage.judge(&applied, &mut outcome).await;
        stage.over.store(true, Ordering::SeqCst);
        outcome
    };
    let ((of_workers, restarts, faults), mut outcome) = tokio::join!(troubles, ended);
    outcome.done = of_workers;
    outcome.done.insert("database restarts", restarts);
    outcome.done.insert("times of errors of the site", faults);
    outcome.took = started.elapsed();
    stage.site.stop().await;
    stage.pool.close().await;
    if let Some(database) = stage.database.lock().await.take() {
        database.stop().await.expect("a database that stops");
    }
    outcome
}

impl Stage {
    async fn enqueue(&self, count: usize) -> Vec<Applied> {
        let postings: Vec<&Posting> = practice::postings().iter().filter(|p| FAMILIES.contains(&p.family)).collect();
        let person = practice::person("maeve-oconnor").expect("a sample person");
        let mut db = self.pool.acquire().await.expect("a connection");
        let mut applied = Vec::new();
        for n in 0..count {
            let posting = postings[n % postings.len()];
            let email = format!("applicant-{n}@example.net");
            let mut json: serde_json::Value = serde_json::from_str(person.json).expect("a person");
            json["basics"]["email"] = email.clone().into();
            let folder = self.fleet.folder.join(format!("person-{n}"));
            std::fs::create_dir_all(&folder).expect("a folder");
            let json = serde_json::to_vec(&json).expect("JSON");
            let job = NewJob {
                user_id: UserId::generate(),
                target_url: self.site.url(posting),
                description: format!("Application {n}"),
                request: crate::engine::request(&json, person.resume_pdf, &folder, Mode::Autopilot),
                priority: 5,
                timeout: Duration::from_secs(180),
                valet_task_id: None,
                idempotency_key: None,
                target_worker_id: None,
            };
            let job = jobs::enqueue(&mut db, &job).await.expect("a job");
            applied.push(Applied { job, email });
        }
        // Trouble is not the job's fault here: no job gives up because of it.
        sqlx::query("UPDATE gh_automation_jobs SET max_retries = 10").execute(&mut *db).await.expect("rows");
        applied
    }

    fn is_calm(&self) -> bool {
        self.calm.load(Ordering::SeqCst)
    }

    async fn trouble_workers(&self, mut dice: Dice) -> BTreeMap<&'static str, usize> {
        let mut done = BTreeMap::new();
        let mut births = 0;
        let mut born = || {
            births += 1;
            self.fleet.spawn(&format!("worker-{births}"))
        };
        let mut workers: Vec<Member> = (0..WORKERS).map(|_| born()).collect();
        while !self.is_calm() {
            sleep(dice.between(2_000, 6_000)).await;
            let at = dice.below(WORKERS as u64) as usize;
            let what = match dice.below(4) {
                0 | 1 => {
                    workers[at].kill().await;
                    "kill -9"
                }
                2 => {
                    workers[at].freeze();
                    // Some thaw before their lease is taken, some after.
                    sleep(dice.between(500, 2 * STALE_AFTER.as_millis() as u64)).await;
                    workers[at].thaw();
                    "SIGSTOP, SIGCONT"
                }
                _ => {
                    workers[at].browsers().into_iter().for_each(kill_browser);
                    "kill -9 of Chromium"
                }
            };
            *done.entry(what).or_insert(0) += 1;
            for worker in &mut workers {
                if worker.ended() {
                    *worker = born();
                }
            }
        }
        while !self.over.load(Ordering::SeqCst) {
            for worker in &mut workers {
                if worker.ended() {
                    *worker = born();
                }
            }
            sleep(Duration::from_millis(200)).await;
        }
        for worker in workers {
            worker.end().await;
        }
        done
    }

    async fn trouble_database(&self, mut dice: Dice) -> usize {
        let mut restarts = 0;
        let mut next = Instant::now() + dice.between(8_000, 20_000);
        while !self.is_calm() {
            sleep(Duration::from_millis(200)).await;
            if Instant::now() < next {
                continue;
            }
            let mut database = self.database.lock().await;
            if let Some(running) = database.take() {
                running.stop().await.expect("a database that stops");
            }
            sleep(dice.between(100, 2_000)).await;
            *database = Some(postgres::Cluster::start(&self.data, |_| {}).await.expect("a database"));
            restarts += 1;
            next = Instant::now() + dice.between(20_000, 60_000);
        }
        restarts
    }

    async fn trouble_site(&self, mut dice: Dice) -> usize {
        let mut times = 0;
        while !self.is_calm() {
            sleep(dice.between(1_000, 5_400)).await;
            self.site.set_fault(None, Some(FAULT));
            sleep(dice.between(100, 600)).await;
            self.site.set_fault(None, None);
            times += 1;
        }
        times
    }

    async fn until_ended(&self, count: usize) {
        loop {
            sleep(Duration::from_secs(1)).await;
            let over: Result<i64, _> = sqlx::query_scalar(
                "SELECT count(*) FROM gh_automation_jobs
                 WHERE status IN ('completed', 'failed', 'cancelled', 'expired', 'paused')",
            )
            .fetch_one(&self.pool)
            .await;
            // An error is the database being away.
            if over.is_ok_and(|over| over >= count as i64) {
                return;
            }
        }
    }

    /// Compares what the rows say with what the site received.
    async fn judge(&self, applied: &[Applied], outcome: &mut Outcome) {
        let mut received: BTreeMap<String, usize> = BTreeMap::new();
        for submission in self.site.submissions() {
            *received.entry(submission.email.unwrap_or_default()).or_insert(0) += 1;
        }
        for one in applied {
            let row: Option<(String, Option<String>, i64, i64)> = sqlx::query_as(
                "SELECT j.status, j.error_code,
                        count(a.*) FILTER (WHERE a.status IN ('confirmed', 'unknown')),
                        count(a.*) FILTER (WHERE a.status IN ('armed', 'in_flight'))
                 FROM gh_automation_jobs j LEFT JOIN gh_submit_attempts a ON a.job_id = j.id
                 WHERE j.id = $1 GROUP BY j.id",
            )
            .bind(one.job.0)
            .fetch_optional(&self.pool)
            .await
            .expect("readable rows");
            let there = received.get(&one.email).copied().unwrap_or(0);
            let Some((status, code, counting, open)) = row else {
                outcome.wrong.push(format!("{} is lost", one.job));
                continue;
            };
            let over = matches!(status.as_str(), "completed" | "failed" | "cancelled" | "expired" | "paused");
            let wrong = match (there, counting) {
                (2.., _) => Some("the site received it more than once"),
                (0, _) if status == "completed" => Some("it is called completed and never arrived"),
                (1, 0) => Some("the site received it and nothing says that it may have left"),
                (_, 2..) => Some("two attempts count"),
                _ if !over => Some("it has not ended"),
                _ if open > 0 && status != "paused" => Some("an attempt was never settled"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                outcome.wrong.push(format!("{wrong}: {} is {status} ({code:?}), received {there}", one.job));
            }
            *outcome.ended.entry(code.map_or(status.clone(), |code| format!("{status}: {code}"))).or_insert(0) += 1;
        }
    }
}
