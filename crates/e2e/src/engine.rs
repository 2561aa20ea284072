//! The engine under test: a real queue in a real Postgres, one worker with a
//! real Chromium in this process, and a person who answers by rule.

use domain::tasks::Mode;
use domain::{JobId, Sha256, UserId};
use forms::answering::FileEntry;
use ghosthands::interactions::{Interaction, Passed, Resolution, Row};
use ghosthands::jobs::{self, Job, NewJob};
use ghosthands::request::{ApplyRequest, Attachment};
use ghosthands::worker::{Control, Worker, WorkerOptions};
use postgres::testing::{TestDatabase, database};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// A running engine with a database and a data directory of its own.
pub struct Engine {
    database: TestDatabase,
    folder: TempDir,
    control: Control,
    working: JoinHandle<()>,
}

/// Who answers when a job asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendant {
    /// Nobody: whatever is asked, the job is stopped.
    Nobody,
    /// Approves every review as it is; stops at open questions.
    Approves,
    /// Approves the first review as it is; stops at the next, and at open questions.
    ApprovesOnce,
    /// Takes what is suggested as an answer to open questions, and approves; stops where nothing is suggested.
    AcceptsSuggestions,
    /// Never answers.
    Silent,
}

impl Engine {
    /// Starts a worker with the usual options, changed by `tune`.
    ///
    /// # Panics
    /// When the machine lacks Postgres or Chromium.
    pub async fn start(tune: impl FnOnce(&mut WorkerOptions)) -> Self {
        let database = database(&[&ghosthands::migrator()]).await;
        let folder = tempfile::tempdir().expect("a temporary directory");
        let mut options = WorkerOptions::new("e2e".into(), folder.path().to_owned(), browser::LaunchOptions::default());
        options.poll = Duration::from_millis(500);
        tune(&mut options);
        let worker = Worker::new(database.pool.clone(), options).await.expect("a worker");
        let control = worker.control();
        let working = tokio::spawn(async move { worker.run().await.expect("a worker that ends in order") });
        Self { database, folder, control, working }
    }

    /// Connections to the engine's database.
    #[must_use]
    pub fn pool(&self) -> &sqlx::PgPool {
        &self.database.pool
    }

    /// Steers the worker.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The data directory.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts an application into the queue.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn enqueue(&self, user: UserId, url: &str, request: ApplyRequest) -> JobId {
        let job = NewJob {
            user_id: user,
            target_url: url.to_owned(),
            description: "Apply".into(),
            request,
            priority: 5,
            timeout: Duration::from_secs(180),
            valet_task_id: None,
            idempotency_key: None,
            target_worker_id: None,
        };
        jobs::enqueue(&mut self.database.pool.acquire().await.expect("a connection"), &job).await.expect("a job")
    }

    /// Waits until a job ends, answering what it asks. Returns it with everything it asked; unanswered, with the last.
    ///
    /// # Panics
    /// When the database refuses, or nothing happens for five minutes.
    pub async fn attend(&self, user: UserId, job: JobId, attendant: Attendant) -> (Job, Vec<Interaction>) {
        let mut asked = Vec::new();
        let waiting = async {
            loop {
                let mut db = self.database.pool.acquire().await.expect("a connection");
                let now = jobs::find(&mut db, user, job).await.expect("a readable job").expect("the job");
                if now.status.is_final() {
                    return now;
                }
                if let Some(interaction) = now.interaction {
                    if attendant == Attendant::Silent {
                        asked = vec![interaction];
                    } else {
                        let resolution = attendant.answer(&interaction, asked.len());
                        asked.push(interaction);
                        jobs::resolve(&mut db, user, job, &resolution).await.expect("an answer");
                    }
                }
                drop(db);
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(300), waiting).await.expect("a job that ends");
        (ended, asked)
    }

    /// The pages that wait for a person.
    #[must_use]
    pub fn views(&self) -> &ghosthands::live::Views {
        self.control.views()
    }

    /// Waits until a job asks something, or ends.
    ///
    /// # Panics
    /// When the database refuses, or nothing happens for two minutes.
    pub async fn asked(&self, user: UserId, job: JobId) -> Result<Interaction, Job> {
        let waiting = async {
            loop {
                let mut db = self.database.pool.acquire().await.expect("a connection");
                let now = jobs::find(&mut db, user, job).await.expect("a readable job").expect("the job");
                match now.interaction {
                    _ if now.status.is_final() => return Err(now),
                    Some(interaction) => return Ok(interaction),
                    None => {}
                }
                drop(db);
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), waiting).await.expect("a job that asks or ends")
    }

    /// Answers what a job asks.
    ///
    /// # Panics
    /// When it does not ask anything.
    pub async fn resolve(&self, user: UserId, job: JobId, resolution: &Resolution) {
        let mut db = self.database.pool.acquire().await.expect("a connection");
        assert!(jobs::resolve(&mut db, user, job, resolution).await.expect("an answer"), "the job does not ask");
    }

    /// Stops the worker in order and removes what it left.
    ///
    /// # Panics
    /// When the worker panicked.
    pub async fn stop(self) {
        self.control.stop_now();
        self.working.await.expect("a worker that did not panic");
    }
}

impl Attendant {
    /// `asked_before`: interactions of this job so far.
    fn answer(self, interaction: &Interaction, asked_before: usize) -> Resolution {
        let accepts = self == Self::AcceptsSuggestions;
        let approves = self == Self::Approves || accepts || (self == Self::ApprovesOnce && asked_before == 0);
        match interaction {
            Interaction::Question { rows, .. } if accepts => {
                let open: Vec<&Row> = rows.iter().filter(|row| row.open).collect();
                let said = open.iter().filter_map(|row| Some((row.key.clone(), row.suggestion.clone()?)));
                let said: std::collections::BTreeMap<_, _> = said.collect();
                Resolution { stop: said.len() < open.len(), said, ..Resolution::default() }
            }
            Interaction::Review { packet, .. } if approves => {
                Resolution { approve: Some(*packet), ..Resolution::default() }
            }
            Interaction::Blocker(_) => Resolution { blocker: Some(Passed::Skip), ..Resolution::default() },
            _ => Resolution { stop: true, ..Resolution::default() },
        }
    }
}

/// The rows an ended job left.
#[must_use]
pub fn rows(job: &Job) -> Vec<Row> {
    job.result.as_ref().and_then(|result| serde_json::from_value(result["rows"].clone()).ok()).unwrap_or_default()
}

/// A request made from a JSON Resume and a résumé file, which is laid out in `folder`.
///
/// # Panics
/// When the person is not usable or the file cannot be written.
#[must_use]
pub fn request(person_json: &[u8], resume: &[u8], folder: &Path, mode: Mode) -> ApplyRequest {
    let imported =
        domain::json_resume::import(person_json, Sha256::of(person_json)).expect("a person that can be imported");
    let now = chrono::Utc::now();
    let answers = imported.answers.into_iter().map(|answer| answer.into_answer(now)).collect();
    let path = folder.join("resume.pdf");
    std::fs::write(&path, resume).expect("a folder to write in");
    let file = FileEntry { path, name: "resume.pdf".into(), sha256: Sha256::of(resume), bytes: resume.len() as u64 };
    ApplyRequest {
        mode,
        dry_run: false,
        profile: imported.profile,
        answers,
        resume: Some(Attachment { file, given_at: now }),
        cover_letter: None,
        said: std::collections::BTreeMap::new(),
    }
}
