//! `valet history`, `valet show`, `valet settle`: the person's applications.

use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::{review, show};
use anyhow::Context as _;
use domain::tasks::TaskStatus;
use ghosthands::interactions::Row;
use ghosthands::{attempts, jobs};
use store::tasks::{Task, TaskChange};

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Statuses: completed (the site confirmed it), rehearsed (a dry run), unknown (sent; see `valet settle`), failed and
cancelled (nothing was sent), others: under way. docs/statuses.md shows them all.")]
pub(crate) struct HistoryArgs {
    /// How many
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ShowArgs {
    /// The task's identifier, or the beginning or end of it
    pub task: String,
}

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Look before you answer: an e-mail that confirms it, the employer's candidate page, or the employer.

Examples:
  valet settle 3f2a9c01 --arrived yes     it counts as done
  valet settle 3f2a9c01 --arrived no      you may apply again")]
pub(crate) struct SettleArgs {
    /// The task's identifier, or the beginning or end of it
    pub task: String,
    /// What you found out: did the application arrive?
    #[arg(long, value_parser = ["yes", "no"], value_name = "yes|no")]
    pub arrived: String,
}

pub(crate) async fn history(session: &Session, args: &HistoryArgs) -> Result<Exit, Problem> {
    let mut db = session.pool.acquire().await?;
    let tasks = store::tasks::list_tasks(&mut db, session.user, None, args.limit).await?;
    if session.json {
        show::json(&tasks);
        return Ok(Exit::Ok);
    }
    if tasks.is_empty() {
        println!("No applications yet. Make one with `valet apply https://…`.");
        return Ok(Exit::Ok);
    }
    let mut table = show::grid(["Id", "When", "Posting", "Status", "Outcome"]);
    for task in &tasks {
        table.add_row([
            short(task),
            task.created_at.format("%F %H:%M").to_string(),
            posting(task),
            task.status.as_str().to_owned(),
            task.outcome.clone().unwrap_or_default(),
        ]);
    }
    show::table(table);
    Ok(Exit::Ok)
}

pub(crate) async fn show(session: &Session, args: &ShowArgs) -> Result<Exit, Problem> {
    let task = find(session, &args.task).await?;
    let mut db = session.pool.acquire().await?;
    let job = match task.job_id {
        Some(job) => jobs::find(&mut db, session.user, job).await.context("reading the job")?,
        None => None,
    };
    let result = job.and_then(|job| job.result);
    if session.json {
        show::json(&serde_json::json!({ "task": task, "result": result }));
        return Ok(Exit::Ok);
    }
    let rows: Vec<Row> =
        result.and_then(|result| serde_json::from_value(result["rows"].clone()).ok()).unwrap_or_default();
    if !rows.is_empty() {
        show::table(review::table(&rows));
    }
    println!("{}", posting(&task));
    println!("{}", task.job_url);
    println!("{}  {}", show::headline(task.status), task.outcome.clone().unwrap_or_default());
    println!("Made       {}", task.created_at.format("%F %T UTC"));
    if let Some(path) = &task.evidence_path {
        println!("Evidence   {path}");
    }
    if task.status == TaskStatus::Unknown {
        println!("Once you know, say so: valet settle {} --arrived yes|no", short(&task));
    }
    Ok(Exit::Ok)
}

pub(crate) async fn settle(session: &Session, args: &SettleArgs) -> Result<Exit, Problem> {
    let task = find(session, &args.task).await?;
    let (TaskStatus::Unknown, Some(job)) = (task.status, task.job_id) else {
        return Err(Problem::failure(format!("Nothing to settle: this application is {}.", task.status.as_str())));
    };
    let arrived = args.arrived == "yes";
    let mut db = session.pool.acquire().await?;
    attempts::settle_by_person(&mut db, session.user, job, arrived).await.context("writing the outcome down")?;
    let (to, outcome) = match arrived {
        true => (TaskStatus::Completed, "You found that it arrived."),
        false => (TaskStatus::Failed, "You found that it did not arrive. You may apply again."),
    };
    let change = TaskChange { outcome: Some(outcome.to_owned()), ..TaskChange::default() };
    let step = (TaskStatus::Unknown, to);
    store::tasks::update_task_status(&mut db, session.user, task.id, step, &change).await?;
    show::done(session.json, outcome);
    Ok(Exit::Ok)
}

/// The one task whose identifier begins or ends so.
async fn find(session: &Session, id: &str) -> Result<Task, Problem> {
    let mut db = session.pool.acquire().await?;
    let tasks = store::tasks::list_tasks(&mut db, session.user, None, 500).await?;
    let id = id.to_ascii_lowercase();
    let matching: Vec<&Task> = tasks
        .iter()
        .filter(|task| {
            let whole = task.id.to_string();
            id.len() >= 4 && (whole.starts_with(&id) || whole.ends_with(&id))
        })
        .collect();
    match matching[..] {
        [one] => Ok(one.clone()),
        [] => Err(Problem::failure(format!("There is no application {id}. `valet history` shows them all."))),
        _ => Err(Problem::failure(format!("Several applications match {id}; give more of the identifier."))),
    }
}

/// The end of a time-ordered identifier tells tasks apart; the beginning does not.
fn short(task: &Task) -> String {
    let id = task.id.to_string();
    id[id.len() - 8..].to_owned()
}

fn posting(task: &Task) -> String {
    match (&task.title, &task.company) {
        (Some(title), Some(company)) => format!("{title} · {company}"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => task.posting_key.to_string(),
    }
}
