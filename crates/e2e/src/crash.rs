//! Workers that are killed around the submission, and what is left behind.
//!
//! The employer counts: whatever is killed wherever, it receives at most one
//! application, and one that it received is never called not sent. Its form is one
//! page, or steps that are sent one by one.

use crate::applicant;
use crate::lying::{Delays, Lying};
use domain::attempts::AttemptStatus;
use domain::tasks::Mode;
use domain::{JobId, UserId};
use ghosthands::halt::Point;
use ghosthands::jobs::{self, Job, JobStatus, NewJob};
use postgres::testing::{TestDatabase, database};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};

/// Longer than any application here takes.
const LIMIT: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(20);
const WORKER: &str = "mortal";

/// Forms of [`crate::lying`] to die over: of one page, of two that are both sent, and of one that is called a step.
pub const EMPLOYERS: [&str; 3] = ["honest", "steps", "next-is-submit"];

/// When the first worker dies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kill {
    /// At a named point of the submission.
    At(Point),
    /// After this share of the time an application takes here, 0..=1, wherever it is then.
    After(f64),
}

/// One application whose worker was killed, after a second worker dealt with it.
#[derive(Debug)]
pub struct Passage {
    /// Whose form it was.
    pub employer: &'static str,
    /// When the first worker was killed.
    pub kill: Kill,
    /// It was: it did not finish first.
    pub died: bool,
    /// Applications the employer received.
    pub received: usize,
    /// What the fence says of each attempt, in order.
    pub attempts: Vec<AttemptStatus>,
    /// How the job ended.
    pub job: JobStatus,
}

impl Passage {
    /// What must not be, if anything is.
    #[must_use]
    pub fn wrong(&self) -> Option<&'static str> {
        use AttemptStatus::{Armed, Confirmed, InFlight, Unknown};
        let counts = |attempt: &&AttemptStatus| matches!(attempt, Confirmed | Unknown);
        match (self.received, self.attempts.iter().filter(counts).count()) {
            (2.., _) => Some("the employer received it twice"),
            (1, 0) => Some("the employer received it and nothing here says that it may have left"),
            (0, _) if self.attempts.contains(&Confirmed) => Some("it is called confirmed and never arrived"),
            (_, 2..) => Some("two attempts count"),
            _ if self.attempts.iter().any(|attempt| matches!(attempt, Armed | InFlight)) => {
                Some("it was never settled")
            }
            _ => None,
        }
    }

    /// It was to die at a point and did not get there: on a machine that is too busy a worker loses its lease first.
    #[must_use]
    pub fn missed(&self) -> bool {
        !self.died && matches!(self.kill, Kill::At(_))
    }
}

/// A queue, employers, and a program that works and dies.
pub struct Lane {
    database: TestDatabase,
    folder: TempDir,
    employers: Lying,
    program: PathBuf,
    next: AtomicU32,
    whole: [OnceCell<Duration>; EMPLOYERS.len()],
}

impl Lane {
    /// `program` is the worker, `e2e-worker`.
    ///
    /// # Panics
    /// When there is no database or no port.
    pub async fn open(program: impl Into<PathBuf>) -> Self {
        Self {
            database: database(&[&ghosthands::migrator()]).await,
            folder: tempfile::tempdir().expect("a temporary directory"),
            employers: Lying::start(Delays::default()).await.expect("a port"),
            program: program.into(),
            next: AtomicU32::new(1),
            whole: std::array::from_fn(|_| OnceCell::new()),
        }
    }

    /// Applies to a new posting of one of [`EMPLOYERS`], kills the worker, lets a second one deal with what is left.
    ///
    /// # Panics
    /// When a worker cannot be started or the job does not end.
    pub async fn pass(&self, employer: &'static str, kill: Kill) -> Passage {
        let (at, after) = match kill {
            Kill::At(point) => (Some(point), None),
            Kill::After(share) => (None, Some(self.whole(employer).await.mul_f64(share))),
        };
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let (user, job) = self.enqueue(employer, n).await;
        let died = self.let_die(at, after, user, job).await;
        let ended = self.let_recover(user, job).await;
        let attempts: Vec<String> =
            sqlx::query_scalar("SELECT status FROM gh_submit_attempts WHERE job_id = $1 ORDER BY armed_at")
                .bind(job.0)
                .fetch_all(&self.database.pool)
                .await
                .expect("readable attempts");
        Passage {
            employer,
            kill,
            died,
            received: self.employers.recorded(employer, n).len(),
            attempts: attempts.iter().map(|status| status.parse().expect("a status")).collect(),
            job: ended.status,
        }
    }

    /// How long an application takes that nobody disturbs, from claim to end; measured once.
    async fn whole(&self, employer: &'static str) -> Duration {
        let at = EMPLOYERS.iter().position(|known| *known == employer).expect("one of the employers");
        let measure = async {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let (user, job) = self.enqueue(employer, n).await;
            let mut worker = self.spawn(None);
            self.until(user, job, |job| job.status != JobStatus::Pending).await;
            let claimed = Instant::now();
            self.until(user, job, |job| job.status.is_final()).await;
            let whole = claimed.elapsed();
            drop(worker.stdin.take());
            worker.wait().await.expect("a worker that ends in order");
            whole
        };
        *self.whole[at].get_or_init(|| Box::pin(measure)).await
    }

    async fn enqueue(&self, employer: &str, n: u32) -> (UserId, JobId) {
        let user = UserId::generate();
        let job = NewJob {
            user_id: user,
            target_url: self.employers.posting(employer, n),
            description: "Apply".into(),
            request: applicant::request(self.folder.path(), Mode::Autopilot, false),
            priority: 5,
            timeout: LIMIT,
            valet_task_id: None,
            idempotency_key: None,
            target_worker_id: None,
        };
        let mut db = self.database.pool.acquire().await.expect("a connection");
        (user, jobs::enqueue(&mut db, &job).await.expect("a job"))
    }

    /// Runs the first worker until it is dead, or the job has ended; says whether it was killed.
    async fn let_die(&self, at: Option<Point>, after: Option<Duration>, user: UserId, job: JobId) -> bool {
        let mut worker = self.spawn(at);
        // Waiting for a child closes its input, and that would end it in order.
        let _open = worker.stdin.take();
        let killed_from_outside = async {
            let Some(after) = after else { return std::future::pending().await };
            self.until(user, job, |job| job.status != JobStatus::Pending).await;
            sleep(after).await;
        };
        let died = tokio::select! {
            status = worker.wait() => {
                use std::os::unix::process::ExitStatusExt;
                status.expect("a process of ours").signal() == Some(9)
            }
            () = killed_from_outside => true,
            _ = self.until(user, job, |job| job.status.is_final()) => false,
        };
        worker.kill().await.or_else(|error| worker.try_wait().map(drop).map_err(|_| error)).expect("a dead process");
        died
    }

    /// Runs a second worker until the job has ended.
    async fn let_recover(&self, user: UserId, job: JobId) -> Job {
        let mut worker = self.spawn(None);
        let ended = self.until(user, job, |job| job.status.is_final()).await;
        drop(worker.stdin.take());
        worker.wait().await.expect("a worker that ends in order");
        ended
    }

    fn spawn(&self, halt: Option<Point>) -> Child {
        let mut command = Command::new(&self.program);
        command.arg(&self.database.url).arg(self.folder.path()).arg(WORKER);
        if let Some(point) = halt {
            command.env("VALET_HALT_AT", point.as_str());
        }
        command.stdin(Stdio::piped()).kill_on_drop(true).spawn().expect("the worker program")
    }

    async fn until(&self, user: UserId, job: JobId, reached: impl Fn(&Job) -> bool) -> Job {
        let look = async {
            loop {
                let mut db = self.database.pool.acquire().await.expect("a connection");
                let now = jobs::find(&mut db, user, job).await.expect("a readable job").expect("the job");
                assert!(now.interaction.is_none(), "autopilot asked: {:?}", now.interaction);
                if reached(&now) {
                    return now;
                }
                drop(db);
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(LIMIT, look).await.expect("a job that goes on")
    }
}

/// Passes through many kills at each employer, two at a time, and prints a line
/// per employer and kind of death. Returns what went wrong.
#[expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]
pub async fn run(program: impl Into<PathBuf>, kills: &[Kill]) -> Vec<String> {
    let program = program.into();
    let started = Instant::now();
    let lanes = (Lane::open(&program).await, Lane::open(&program).await);
    let all: Vec<(&'static str, Kill)> =
        kills.iter().flat_map(|kill| EMPLOYERS.into_iter().map(move |employer| (employer, *kill))).collect();
    let (first, second) = all.split_at(all.len() / 2);
    let (mut passages, others) = tokio::join!(pass_all(&lanes.0, first), pass_all(&lanes.1, second));
    passages.extend(others);
    for line in table(&passages) {
        println!("{line}");
    }
    let wrong: Vec<String> =
        passages.iter().filter_map(|passage| passage.wrong().map(|what| format!("{what}: {passage:?}"))).collect();
    let missed = passages.iter().filter(|passage| passage.missed()).count();
    let seconds = started.elapsed().as_secs_f64();
    println!("{} kills, {missed} not where they should be, {} wrong, {seconds:.0} s", passages.len(), wrong.len());
    wrong
}

async fn pass_all(lane: &Lane, kills: &[(&'static str, Kill)]) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (employer, kill) in kills {
        passages.push(lane.pass(employer, *kill).await);
    }
    passages
}

/// Per employer and kind of death: how many, what the employer received, what the fence says in the end.
fn table(passages: &[Passage]) -> Vec<String> {
    let kind = |passage: &Passage| match passage.kill {
        Kill::At(point) => (passage.employer, point.as_str()),
        Kill::After(_) => (passage.employer, "at random"),
    };
    let kinds: BTreeSet<(&str, &str)> = passages.iter().map(kind).collect();
    let row = |which: (&str, &str)| {
        let of: Vec<&Passage> = passages.iter().filter(|passage| kind(passage) == which).collect();
        let received = |n| of.iter().filter(|passage| passage.received == n).count();
        let ended = |status| of.iter().filter(|passage| passage.attempts.last() == Some(&status)).count();
        let last = [
            AttemptStatus::Confirmed,
            AttemptStatus::Unknown,
            AttemptStatus::Step,
            AttemptStatus::NotSent,
            AttemptStatus::Refused,
        ];
        let last: Vec<String> =
            last.into_iter().map(|status| format!("{} {}", status.as_str(), ended(status))).collect();
        let died = of.iter().filter(|passage| passage.died).count();
        let more = of.len() - received(0) - received(1);
        format!(
            "{:<15} {:<17} {:>4} kills ({died:>3} died) · received 0: {:>3}, 1: {:>3}, more: {more} · last attempt {}",
            which.0,
            which.1,
            of.len(),
            received(0),
            received(1),
            last.join(", ")
        )
    };
    kinds.into_iter().map(row).collect()
}
