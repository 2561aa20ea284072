//! Valet itself as a tool: one private database, workers that stay, a new person for every case.

use super::Visit;
use crate::apply;
use crate::exit::Problem;
use crate::private;
use crate::session::{Session, Settings};
use anyhow::Context as _;
use chrono::Utc;
use domain::tasks::Mode;
use domain::{JobId, Sha256};
use forms::answering::FileEntry;
use ghosthands::halt::Point;
use ghosthands::interactions::{Interaction, Passed, Resolution};
use ghosthands::jobs::{self, Job, JobStatus, NewJob};
use ghosthands::request::{ApplyRequest, Attachment};
use ghosthands::worker::{Control, Worker};
use practice::scoreboard::{Report, Said};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The running engine.
pub(super) struct Engine {
    session: Session,
    workers: Vec<(Control, JoinHandle<()>)>,
    crash: Option<Point>,
    _folder: tempfile::TempDir,
}

impl Engine {
    /// Starts a database of its own and `workers` workers; with `crash` they are processes of their own, one per case.
    pub(super) async fn start(settings: &Settings, workers: usize, crash: Option<Point>) -> Result<Self, Problem> {
        let own = settings.data_dir()?;
        private::data_dir(&own)?;
        let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
        let permissions = std::fs::Permissions::from_mode(mode);
        let folder = tempfile::Builder::new().prefix("score-").permissions(permissions).tempdir_in(own)?;
        let settings = Settings {
            data_dir: Some(folder.path().to_owned()),
            database_url: None,
            json: true,
            halt_at: None,
            ..settings.clone()
        };
        // Scores are of the rules: what a model adds depends on the model.
        let session = Session::open(&settings).await?.without_models();
        let mut engine = Self { session, workers: Vec::new(), crash, _folder: folder };
        for lane in 0..if crash.is_some() { 0 } else { workers } {
            let mut options = apply::worker_options(&engine.session, false)?;
            options.worker_id = format!("{}-{lane}", options.worker_id);
            options.poll = Duration::from_millis(500);
            options.max_concurrent = 1;
            let worker = Worker::new(engine.session.pool.clone(), options).await.context("starting a worker")?;
            let control = worker.control();
            let working = tokio::spawn(async move {
                if let Err(error) = worker.run().await {
                    tracing::warn!(%error, "a worker ended with an error");
                }
            });
            engine.workers.push((control, working));
        }
        Ok(engine)
    }

    /// Ends workers and database and removes what they left.
    pub(super) async fn stop(self) -> Result<(), Problem> {
        for (control, _) in &self.workers {
            control.stop_now();
        }
        for (_, worker) in self.workers {
            let _ = worker.await;
        }
        self.session.close().await
    }

    /// One application in autopilot; nobody answers questions.
    pub(super) async fn apply(&self, visit: &Visit<'_>) -> Result<Report, Problem> {
        let job = self.enqueue(visit).await?;
        let mut asked = Vec::new();
        let ended = match self.crash {
            None => self.attend(visit, job, &mut asked, None).await?,
            Some(point) => self.attend_crashing(visit, job, &mut asked, point).await?,
        };
        Ok(match ended {
            Some(job) => report(&job, asked),
            None => Report {
                outcome: Said::Unknown,
                asked,
                model_calls: 0,
                cost_usd: 0.0,
                note: "It did not end in time.".into(),
            },
        })
    }

    async fn enqueue(&self, visit: &Visit<'_>) -> Result<JobId, Problem> {
        let job = NewJob {
            user_id: visit.user,
            target_url: visit.url.to_owned(),
            description: format!("Apply to {}", visit.case.id()),
            request: request(visit)?,
            priority: 5,
            timeout: visit.limit,
            valet_task_id: None,
            idempotency_key: None,
            target_worker_id: None,
        };
        let mut db = self.session.pool.acquire().await?;
        Ok(jobs::enqueue(&mut db, &job).await.context("putting the job into the queue")?)
    }

    /// Waits for the job's end, stopping it when it asks; `None` when time ran out or `worker` died.
    async fn attend(
        &self,
        visit: &Visit<'_>,
        job: JobId,
        asked: &mut Vec<String>,
        mut worker: Option<&mut Child>,
    ) -> Result<Option<Job>, Problem> {
        let waiting = async {
            loop {
                let mut db = self.session.pool.acquire().await?;
                let now = jobs::find(&mut db, visit.user, job).await.context("reading the job")?;
                let now = now.ok_or_else(|| Problem::failure("The job is no longer in the queue."))?;
                if now.status.is_final() {
                    return Ok(Some(now));
                }
                if let Some(interaction) = &now.interaction {
                    asked.extend(questions(interaction));
                    let answer = match interaction {
                        Interaction::Blocker(_) => Resolution { blocker: Some(Passed::Skip), ..Resolution::default() },
                        _ => Resolution { stop: true, ..Resolution::default() },
                    };
                    jobs::resolve(&mut db, visit.user, job, &answer).await.context("answering the job")?;
                }
                drop(db);
                if let Some(worker) = worker.as_deref_mut()
                    && worker.try_wait()?.is_some()
                {
                    return Ok(None);
                }
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        };
        // A little more than the job's own limit, so that the job ends by itself.
        let limit = visit.limit + Duration::from_secs(20);
        match tokio::time::timeout(limit, waiting).await {
            Ok(ended) => ended,
            Err(_) => {
                let mut db = self.session.pool.acquire().await?;
                jobs::cancel(&mut db, visit.user, job).await.context("stopping the job")?;
                Ok(None)
            }
        }
    }

    /// A worker that dies at a point, then one that finds what it left.
    async fn attend_crashing(
        &self,
        visit: &Visit<'_>,
        job: JobId,
        asked: &mut Vec<String>,
        point: Point,
    ) -> Result<Option<Job>, Problem> {
        let mut dying = self.worker_process(Some(point))?;
        let ended = self.attend(visit, job, asked, Some(&mut dying)).await?;
        end(&mut dying).await;
        if ended.is_some() {
            return Ok(ended);
        }
        let mut db = self.session.pool.acquire().await?;
        ghosthands::recovery::recover(&mut db, Duration::ZERO).await.context("looking after the interrupted job")?;
        drop(db);
        let mut healthy = self.worker_process(None)?;
        let ended = self.attend(visit, job, asked, Some(&mut healthy)).await?;
        end(&mut healthy).await;
        Ok(ended)
    }

    fn worker_process(&self, halt: Option<Point>) -> Result<Child, Problem> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["ghosthands", "worker", "--port", "0"]).env("VALET_DATA_DIR", &self.session.data_dir);
        command.env("DATABASE_URL", self.session.database.url()).env_remove("VALET_HALT_AT");
        if let Some(chromium) = &self.session.chromium {
            command.env("VALET_CHROMIUM", chromium);
        }
        if let Some(point) = halt {
            command.env("VALET_HALT_AT", point.as_str());
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        Ok(command.spawn()?)
    }
}

/// Ends a worker in order, so that it closes its browser; one that does not end is killed.
async fn end(worker: &mut Child) {
    if let Some(id) = worker.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
    if tokio::time::timeout(Duration::from_secs(5), worker.wait()).await.is_err() {
        let _ = worker.kill().await;
    }
}

/// The sample person's data and file, as a job carries them.
fn request(visit: &Visit<'_>) -> Result<ApplyRequest, Problem> {
    let person = visit.case.person;
    let json = person.json.as_bytes();
    let imported = domain::json_resume::import(json, Sha256::of(json))
        .map_err(|error| Problem::failure(format!("The sample person cannot be used: {error}.")))?;
    let now = Utc::now();
    let path = visit.folder.join("resume.pdf");
    std::fs::write(&path, person.resume_pdf)?;
    let file = FileEntry {
        path,
        name: "resume.pdf".into(),
        sha256: Sha256::of(person.resume_pdf),
        bytes: person.resume_pdf.len() as u64,
    };
    Ok(ApplyRequest {
        mode: Mode::Autopilot,
        dry_run: false,
        profile: imported.profile,
        answers: imported.answers.into_iter().map(|answer| answer.into_answer(now)).collect(),
        resume: Some(Attachment { file, given_at: now }),
        cover_letter: None,
        said: std::collections::BTreeMap::new(),
    })
}

/// What is open, as label and reason.
fn questions(interaction: &Interaction) -> Vec<String> {
    let (rows, reasons): (_, &[String]) = match interaction {
        Interaction::Question { rows, .. } => (rows, &[]),
        Interaction::Review { rows, reasons, .. } => (rows, reasons),
        // Nothing is asked about the person; the job ends saying what stood in the way.
        Interaction::Blocker(_) => return Vec::new(),
    };
    let open = rows.iter().filter(|row| row.open).map(|row| match &row.note {
        Some(note) => format!("{} ({note})", row.label),
        None => row.label.clone(),
    });
    open.chain(reasons.iter().map(|reason| format!("gate: {reason}"))).collect()
}

/// An ended job in the words of the scoreboard.
fn report(job: &Job, asked: Vec<String>) -> Report {
    let outcome = match (job.status, job.error_code.as_deref()) {
        (_, Some("outcome_unknown")) => Said::Unknown,
        (JobStatus::Completed, _) => Said::Submitted,
        (_, Some("stopped")) => Said::Asked,
        (
            _,
            Some(
                "captcha_blocked" | "login_required" | "2fa_required" | "step_sends_answers" | "element_not_found"
                | "hitl_timeout",
            ),
        ) => Said::Blocked,
        _ => Said::NotSubmitted,
    };
    let note = match (&job.error_code, &job.summary) {
        (Some(code), Some(summary)) => format!("{code}: {summary}"),
        (_, summary) => summary.clone().unwrap_or_default(),
    };
    let model_calls = job.result.as_ref().and_then(|result| result["model_calls"].as_u64()).unwrap_or(0);
    Report { outcome, asked, model_calls, cost_usd: 0.0, note }
}
