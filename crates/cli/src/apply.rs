//! `valet apply`: applications through the queue, one at a time, each watched until it ends.

mod batch;

pub(crate) use batch::apply_all;

use crate::exit::{Exit, Problem};
use crate::progress::Progress;
use crate::session::Session;
use crate::{models, private, review};
use anyhow::Context as _;
use browser::LaunchOptions;
use chrono::Utc;
use domain::tasks::{Mode, TaskStatus};
use domain::{AnswerId, JobId, JobUrl, Sha256, TaskId};
use forms::answering::FileEntry;
use ghosthands::events;
use ghosthands::halt::Point;
use ghosthands::interactions::{Interaction, Resolution, Row};
use ghosthands::jobs::{self, Job, JobStatus, NewJob};
use ghosthands::request::{ApplyRequest, Attachment};
use ghosthands::sealing::KeySettings;
use ghosthands::worker::{Control, Worker, WorkerOptions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::tasks::{NewTask, Task, TaskChange};

/// What `valet apply` is asked to do.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ApplyArgs {
    /// Address of the posting or of its form; several make a batch
    #[arg(value_name = "URL", required_unless_present_any = ["from", "sheet"])]
    pub urls: Vec<String>,
    /// Apply to the addresses in this file too, one per line; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Apply with a sheet of questions that you filled in; it names the postings itself
    #[arg(long, value_name = "FILE", conflicts_with_all = ["urls", "from", "dry_run"])]
    pub sheet: Option<PathBuf>,
    /// Who decides that the form is submitted: copilot asks you, autopilot submits when every quality gate passes
    #[arg(long, value_parser = parse_mode, default_value = "copilot", value_name = "copilot|autopilot")]
    pub mode: Mode,
    /// Fill and check everything, send nothing: no upload, no saved step, no submission
    #[arg(long)]
    pub dry_run: bool,
    /// Attach this file instead of the résumé that was imported last
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Attach this cover letter where the form asks for one
    #[arg(long, value_name = "FILE")]
    pub cover_letter: Option<PathBuf>,
    /// Show the browser window
    #[arg(long)]
    pub headed: bool,
    /// Minutes the work may take, without the time you need to answer
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub minutes: u32,
}

const EXAMPLES: &str = "\
Examples:
  valet apply https://… --dry-run               see the form filled; nothing leaves your machine but page requests
  valet apply https://…                         copilot: you see every field, then you decide
  valet apply https://… --mode autopilot        submits when every quality gate passes, else asks you
  valet apply https://… --cover-letter me.pdf --resume cv-short.pdf
  valet apply https://… --json                  one JSON document; exit code 3 when a person is needed

A batch: all postings are opened and rehearsed first, what nobody can answer is asked once, then the applications run.
  valet apply https://… https://… https://…     asks in one sitting, then copilot shows each application
  valet apply --from postings.txt --mode autopilot
  valet apply --from - --json < postings.txt > sheet.json     nobody there: the open questions, as a file to fill in
  valet apply --sheet sheet.json --mode autopilot             applies with your answers
Questions that mean the same are asked once: the same words or sense, the same options, and the same employer where it
matters. In the file, write \"answer\"; \"keep\": true keeps it for next time. One posting that fails never stops
the others. The exit code of a batch is the most serious of its postings': 4, 130, 3, 1, 5, else 0; postings that were
skipped because you applied to them already do not count.

You apply to a posting once: a second application to it is refused (exit code 5), and so is one whose outcome is
unknown (exit code 4) until you say what became of it with `valet settle`. Ctrl-C stops; what has left cannot be stopped.";

fn parse_mode(word: &str) -> Result<Mode, String> {
    match word {
        "copilot" => Ok(Mode::Copilot),
        "autopilot" => Ok(Mode::Autopilot),
        _ => Err("choose copilot or autopilot".into()),
    }
}

/// How an application ended, for `--json` and for the last lines on the screen.
#[derive(Debug, Serialize)]
pub(crate) struct Finished {
    pub task: TaskId,
    pub job: JobId,
    pub status: TaskStatus,
    pub outcome: String,
    pub code: Option<String>,
    pub posting: forms::pages::PostingFacts,
    pub rows: Vec<Row>,
    pub timings: Vec<(String, f64)>,
    pub model_calls: u32,
    pub evidence: Option<PathBuf>,
    pub screenshot: Option<PathBuf>,
}

/// What a worker leaves in `result_data`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct JobResult {
    outcome: String,
    posting: forms::pages::PostingFacts,
    rows: Vec<Row>,
    timings: Vec<(String, f64)>,
    model_calls: u32,
    evidence: Option<EvidenceResult>,
}

#[derive(Debug, Deserialize)]
struct EvidenceResult {
    path: PathBuf,
    missing: Vec<String>,
}

impl ApplyArgs {
    /// Whether this is about several postings, with one sitting for all their questions.
    pub(crate) fn is_batch(&self) -> bool {
        self.urls.len() > 1 || self.urls.iter().any(|url| url == "-") || self.from.is_some() || self.sheet.is_some()
    }
}

/// Makes the application to the first address and returns how it ended.
pub(crate) async fn apply(session: &Session, args: &ApplyArgs) -> Result<(Finished, Exit), Problem> {
    let url = address(args.urls.first().map(String::as_str).unwrap_or_default())?;
    let request = request(session, args).await?;
    reconcile(session).await?;
    let (task, job) = enqueue(session, args, url, request).await?;
    let working = Working::start(session, args.headed).await?;
    let ended = watch_and_finish(session, &task, job).await;
    working.stop().await;
    ended
}

/// An address one may apply at.
fn address(text: &str) -> Result<JobUrl, Problem> {
    let url = JobUrl::parse(text).map_err(|error| Problem::usage(format!("{error}.")))?;
    if domain::Platform::of_host(url.as_url().host_str().unwrap_or_default()) == domain::Platform::LinkedIn {
        return Err(Problem::usage(
            "Valet does not apply on linkedin.com: accounts that automate it are banned. \
             Look for the same job on the employer's own site and use that address.",
        ));
    }
    Ok(url)
}

/// A worker in this process.
struct Working {
    control: Control,
    ended: tokio::task::JoinHandle<Result<(), ghosthands::worker::WorkerError>>,
}

impl Working {
    async fn start(session: &Session, headed: bool) -> Result<Self, Problem> {
        let worker =
            Worker::new(session.pool.clone(), worker_options(session, headed)?).await.context("starting the worker")?;
        Ok(Self { control: worker.control(), ended: tokio::spawn(async move { worker.run().await }) })
    }

    async fn stop(self) {
        self.control.stop_now();
        match self.ended.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the worker ended with an error"),
            Err(error) => tracing::warn!(%error, "the worker stopped unexpectedly"),
        }
    }
}

async fn watch_and_finish(session: &Session, task: &Task, job: JobId) -> Result<(Finished, Exit), Problem> {
    let progress = Progress::new(session);
    let watching = Watching { session, task: task.id, job, dry_run: task.is_rehearsal, progress };
    finish(session, task, job, watching.until_it_ends().await?).await
}

/// How workers of this machine are set up.
pub(crate) fn worker_options(session: &Session, headed: bool) -> Result<WorkerOptions, Problem> {
    let browser = LaunchOptions { executable: session.chromium.clone(), headed, ..LaunchOptions::default() };
    let name = format!("local-{}-{}", std::process::id(), Utc::now().timestamp_millis());
    let mut options = WorkerOptions::new(name, session.data_dir.clone(), browser);
    // A person waits for the answer: a machine without a browser is said at once.
    options.browser_tries = 1;
    options.keys = KeySettings::read(|name| std::env::var(name).ok());
    if session.models {
        options.models = models::configured()?;
    }
    if let Some(point) = &session.halt_at {
        options.halt = Some(point.parse::<Point>().map_err(Problem::usage)?);
    }
    Ok(options)
}

async fn request(session: &Session, args: &ApplyArgs) -> Result<ApplyRequest, Problem> {
    let mut db = session.pool.acquire().await?;
    let profile = store::profiles::find_profile(&mut db, session.user)
        .await?
        .ok_or_else(|| Problem::failure("Valet does not know you yet. Run `valet profile import cv.pdf` first."))?;
    let answers = store::answers::list_answers(&mut db, session.user).await?;
    let resume = match &args.resume {
        Some(path) => Some(attachment(path)?),
        None => default_resume(session).await?,
    };
    let cover_letter = args.cover_letter.as_deref().map(attachment).transpose()?;
    let (mode, dry_run, said) = (args.mode, args.dry_run, BTreeMap::new());
    Ok(ApplyRequest { mode, dry_run, profile, answers, resume, cover_letter, said })
}

/// Largest file that is attached, in bytes.
const LARGEST_FILE: u64 = 10 * 1024 * 1024;

fn attachment(path: &Path) -> Result<Attachment, Problem> {
    let refuse = |why: &str| Problem::usage(format!("{} cannot be attached: {why}.", path.display()));
    let size = std::fs::metadata(path).map_err(|e| refuse(&e.to_string()))?.len();
    if size > LARGEST_FILE {
        return Err(refuse("it is larger than 10 MB"));
    }
    let bytes = std::fs::read(path).map_err(|e| refuse(&e.to_string()))?;
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| refuse("its name is not readable"))?;
    let path = std::path::absolute(path).map_err(|e| refuse(&e.to_string()))?;
    let file = FileEntry { path, name: name.to_owned(), sha256: Sha256::of(&bytes), bytes: size };
    Ok(Attachment { file, given_at: Utc::now() })
}

/// The résumé imported last, laid out as a file under its own name so that it can be attached.
async fn default_resume(session: &Session) -> Result<Option<Attachment>, Problem> {
    let mut db = session.pool.acquire().await?;
    let Some(resume) = store::resumes::find_default_resume(&mut db, session.user).await? else { return Ok(None) };
    if resume.kind == store::resumes::ResumeKind::Json {
        return Ok(None);
    }
    let bytes = store::resumes::require_resume_bytes(&mut db, session.user, resume.id).await?;
    let folder = session.data_dir.join("files").join(resume.sha256.to_string());
    let path = folder.join(&resume.file_name);
    private::folder(&folder).and_then(|()| private::write(&path, &bytes)).context("laying out the résumé")?;
    let file = FileEntry { path, name: resume.file_name, sha256: resume.sha256, bytes: bytes.len() as u64 };
    Ok(Some(Attachment { file, given_at: resume.created_at }))
}

/// Writes down the wish and puts its job into the queue.
async fn enqueue(
    session: &Session,
    args: &ApplyArgs,
    url: JobUrl,
    request: ApplyRequest,
) -> Result<(Task, JobId), Problem> {
    let mut db = session.pool.acquire().await?;
    let is_rehearsal = request.dry_run;
    let new = NewTask { id: TaskId::generate(), job_url: url.clone(), mode: args.mode, is_rehearsal };
    let task = store::tasks::create_task(&mut db, session.user, &new).await?;
    let job = NewJob {
        user_id: session.user,
        target_url: url.to_string(),
        description: format!("Apply to {}", task.posting_key),
        request,
        priority: 5,
        timeout: Duration::from_secs(u64::from(args.minutes) * 60),
        valet_task_id: Some(task.id.to_string()),
        idempotency_key: Some(task.id.to_string()),
        target_worker_id: None,
    };
    let job = jobs::enqueue(&mut db, &job).await.context("putting the job into the queue")?;
    let change = TaskChange { job_id: Some(job), ..TaskChange::default() };
    let step = (TaskStatus::Created, TaskStatus::Queued);
    store::tasks::update_task_status(&mut db, session.user, task.id, step, &change).await?;
    Ok((task, job))
}

/// Tasks that an earlier run left open, on a database that only this process
/// uses: what ended is written down, what nobody works on any more is stopped.
async fn reconcile(session: &Session) -> Result<(), Problem> {
    if !session.exclusive {
        return Ok(());
    }
    let mut db = session.pool.acquire().await?;
    ghosthands::recovery::recover(&mut db, Duration::ZERO).await.context("looking after interrupted jobs")?;
    for task in store::tasks::list_tasks(&mut db, session.user, None, 200).await? {
        let (false, Some(job)) = (task.status.is_final(), task.job_id) else { continue };
        jobs::cancel(&mut db, session.user, job).await.context("stopping an interrupted job")?;
        if let Some(job) = jobs::find(&mut db, session.user, job).await.context("reading an interrupted job")? {
            settle(session, &task, &job).await?;
        }
    }
    Ok(())
}

struct Watching<'a> {
    session: &'a Session,
    task: TaskId,
    job: JobId,
    dry_run: bool,
    progress: Progress,
}

impl Watching<'_> {
    /// Shows progress, asks what the job asks, and returns the ended job.
    async fn until_it_ends(mut self) -> Result<Job, Problem> {
        let mut seen = 0;
        let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            seen = self.show_events(seen).await?;
            let job = self.job().await?;
            if job.status.is_final() {
                self.progress.end();
                return Ok(job);
            }
            if let Some(interaction) = &job.interaction {
                self.mirror(TaskStatus::Running, TaskStatus::WaitingHuman).await?;
                self.progress.step_aside();
                let resolution = self.answer(interaction).await?;
                self.progress.come_back();
                self.mirror(TaskStatus::WaitingHuman, TaskStatus::Running).await?;
                let mut db = self.session.pool.acquire().await?;
                jobs::resolve(&mut db, self.session.user, self.job, &resolution).await.context("answering the job")?;
            } else if job.status == JobStatus::Running {
                self.mirror(TaskStatus::Queued, TaskStatus::Running).await?;
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(60)) => {}
                _ = &mut interrupted => return self.interrupt().await,
            }
        }
    }

    async fn job(&self) -> Result<Job, Problem> {
        let mut db = self.session.pool.acquire().await?;
        let job = jobs::find(&mut db, self.session.user, self.job).await.context("reading the job")?;
        job.ok_or_else(|| Problem::failure("The job is no longer in the queue."))
    }

    async fn answer(&self, interaction: &Interaction) -> Result<Resolution, Problem> {
        review::answer(self.session, interaction, self.dry_run).await
    }

    async fn mirror(&self, from: TaskStatus, to: TaskStatus) -> Result<(), Problem> {
        let mut db = self.session.pool.acquire().await?;
        let change = TaskChange::default();
        match store::tasks::update_task_status(&mut db, self.session.user, self.task, (from, to), &change).await {
            Ok(_) | Err(store::Error::Transition { .. } | store::Error::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn show_events(&mut self, after: i64) -> Result<i64, Problem> {
        let mut db = self.session.pool.acquire().await?;
        let news = events::list_after(&mut db, self.job, after).await.context("reading events")?;
        for event in &news {
            if event.event_type == events::names::STEP_STARTED {
                let phase = event.metadata["phase"].as_str().unwrap_or_default();
                self.progress.enter(phase, event.message.as_deref().unwrap_or_default());
            }
        }
        Ok(news.last().map_or(after, |event| event.seq))
    }

    /// Ctrl-C: stop it, unless it has left already.
    async fn interrupt(&mut self) -> Result<Job, Problem> {
        self.progress.end();
        let stopped = {
            let mut db = self.session.pool.acquire().await?;
            jobs::cancel(&mut db, self.session.user, self.job).await.context("stopping the job")?
        };
        if !stopped && !self.session.json {
            eprintln!("It has left already and cannot be stopped; waiting for the answer …");
        }
        loop {
            let job = self.job().await?;
            if job.status.is_final() {
                return Ok(job);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Writes the end of a job into its task.
async fn settle(session: &Session, task: &Task, job: &Job) -> Result<TaskStatus, Problem> {
    let result = job_result(job);
    let status = match (job.status, job.error_code.as_deref(), result.outcome.as_str()) {
        (_, Some("outcome_unknown"), _) => TaskStatus::Unknown,
        (JobStatus::Completed, _, "rehearsed") => TaskStatus::Rehearsed,
        (JobStatus::Completed, ..) => TaskStatus::Completed,
        (JobStatus::Cancelled, ..) | (_, Some("stopped"), _) => TaskStatus::Cancelled,
        _ => TaskStatus::Failed,
    };
    let known = |text: &String| (!text.is_empty()).then(|| text.clone());
    let change = TaskChange {
        company: known(&result.posting.company),
        title: known(&result.posting.title),
        job_id: None,
        evidence_path: result.evidence.as_ref().map(|evidence| evidence.path.display().to_string()),
        outcome: job.summary.clone(),
        failure: job.error_code.clone().zip(job.summary.clone()),
    };
    let mut db = session.pool.acquire().await?;
    let mut from = store::tasks::require_task(&mut db, session.user, task.id).await?.status;
    if from == status {
        return Ok(status);
    }
    // The watcher may have missed that the job ran.
    if !from.may_become(status) && from.may_become(TaskStatus::Running) {
        let step = (from, TaskStatus::Running);
        store::tasks::update_task_status(&mut db, session.user, task.id, step, &TaskChange::default()).await?;
        from = TaskStatus::Running;
    }
    let used = used_answers(&mut db, job.id).await?;
    store::tasks::end_task(&mut db, session.user, task.id, (from, status), &change, &used).await?;
    Ok(status)
}

/// The entries of the Q&A bank in the form that was submitted last; known even when the worker died over it.
async fn used_answers(db: &mut sqlx::PgConnection, job: JobId) -> Result<Vec<AnswerId>, Problem> {
    let event = events::find_last(db, job, events::names::ANSWERS_USED).await;
    let named = event.context("reading events")?.map(|event| event.metadata["answers"].clone());
    Ok(named.and_then(|answers| serde_json::from_value(answers).ok()).unwrap_or_default())
}

fn job_result(job: &Job) -> JobResult {
    job.result.clone().and_then(|result| serde_json::from_value(result).ok()).unwrap_or_default()
}

async fn finish(session: &Session, task: &Task, id: JobId, job: Job) -> Result<(Finished, Exit), Problem> {
    let status = settle(session, task, &job).await?;
    let result = job_result(&job);
    let evidence = result.evidence.as_ref().map(|evidence| evidence.path.clone()).filter(|path| path.exists());
    if let Some(missing) = result.evidence.map(|evidence| evidence.missing).filter(|missing| !missing.is_empty()) {
        tracing::warn!(?missing, "the evidence is not complete");
    }
    let screenshot = evidence.as_deref().and_then(picture);
    let exit = match (status, job.error_code.as_deref()) {
        (TaskStatus::Completed | TaskStatus::Rehearsed, _) => Exit::Ok,
        (TaskStatus::Unknown, _) => Exit::OutcomeUnknown,
        (TaskStatus::Cancelled, Some("stopped")) if !session.interactive => Exit::NeedsPerson,
        (TaskStatus::Cancelled, _) => Exit::Interrupted,
        (_, Some("duplicate" | "refused")) => Exit::Refused,
        (_, Some("captcha_blocked" | "login_required" | "2fa_required" | "step_sends_answers" | "hitl_timeout")) => {
            Exit::NeedsPerson
        }
        _ => Exit::Failure,
    };
    let finished = Finished {
        task: task.id,
        job: id,
        status,
        outcome: job.summary.clone().unwrap_or_default(),
        code: job.error_code,
        posting: result.posting,
        rows: result.rows,
        timings: result.timings,
        model_calls: result.model_calls,
        evidence,
        screenshot,
    };
    Ok((finished, exit))
}

/// Lays the last screenshot out beside the bundle.
fn picture(bundle: &Path) -> Option<PathBuf> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).ok()?).ok()?;
    let name =
        ["after.png", "failure.png", "before.png"].into_iter().find(|name| zip.index_for_name(name).is_some())?;
    let mut bytes = Vec::new();
    zip.by_name(name).ok()?.take(64 * 1024 * 1024).read_to_end(&mut bytes).ok()?;
    let path = bundle.with_extension("png");
    private::write(&path, &bytes).ok()?;
    Some(path)
}
