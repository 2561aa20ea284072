//! Several postings in one sitting: all are rehearsed, what nobody can answer is asked once, then each application
//! runs through the queue. One posting that fails never stops the others.

use super::{ApplyArgs, Finished, Working, address, enqueue, reconcile, request, watch_and_finish};
use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::sheet::{Posting, Sheet};
use crate::show;
use domain::tasks::TaskStatus;
use domain::{Fact, JobUrl, PostingKey, TaskId};
use forms::fields::FieldKey;
use forms::sheet::{Ask, Takes, questions};
use ghosthands::interactions::Row;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::Path;

/// Most postings of a batch.
const MOST_POSTINGS: usize = 100;
/// Largest list of addresses, bytes.
const LIST_LIMIT: u64 = 1024 * 1024;

/// One posting of the batch and what became of it.
#[derive(Debug, Serialize)]
struct Line {
    url: String,
    posting: String,
    status: &'static str,
    outcome: String,
    task: Option<TaskId>,
    /// Exit code that this posting alone would give; skipped ones give none.
    exit: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<std::path::PathBuf>,
    #[serde(skip)]
    standing: Standing,
    #[serde(skip)]
    rehearsed: Option<Finished>,
}

/// Where a posting of the batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// To be applied to.
    Ready,
    /// Not in this batch: a duplicate.
    Skipped,
    /// Over, with this exit code.
    Ended(Exit),
}

impl Line {
    fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            posting: url.to_owned(),
            status: "ready",
            outcome: String::new(),
            task: None,
            exit: None,
            evidence: None,
            standing: Standing::Ready,
            rehearsed: None,
        }
    }

    fn skip(&mut self, outcome: String, task: Option<TaskId>) {
        (self.standing, self.status, self.outcome, self.task) = (Standing::Skipped, "skipped", outcome, task);
    }

    fn end(&mut self, status: &'static str, outcome: String, exit: Exit) {
        (self.standing, self.status, self.outcome) = (Standing::Ended(exit), status, outcome);
        self.exit = Some(exit as u8);
    }

    fn learn(&mut self, finished: &Finished) {
        let facts = &finished.posting;
        self.posting = match (facts.company.as_str(), facts.title.as_str()) {
            ("", "") => self.posting.clone(),
            (one, "") | ("", one) => one.to_owned(),
            (company, title) => format!("{company} · {title}"),
        };
        self.task = Some(finished.task);
        self.evidence.clone_from(&finished.evidence);
    }

    fn end_as(&mut self, finished: &Finished, exit: Exit) {
        self.learn(finished);
        self.end(finished.status.as_str(), finished.outcome.clone(), exit);
    }
}

/// Applies to every posting of the batch.
pub(crate) async fn apply_all(session: &Session, args: &ApplyArgs) -> Result<Exit, Problem> {
    // Everything that is wrong with the command itself is said before anything is opened.
    let returned = args.sheet.as_deref().map(Sheet::read).transpose()?;
    request(session, args).await?;
    reconcile(session).await?;
    let mut lines = match &returned {
        Some(sheet) => of_sheet(sheet),
        None => addresses(args)?.iter().map(|url| Line::new(url)).collect(),
    };
    set_duplicates_aside(session, &mut lines).await?;
    let working = Working::start(session, args.headed).await?;
    let batch = Batch { session, args };
    let done = match returned {
        Some(sheet) => batch.apply(&mut lines, &sheet).await.map(|()| Ended::Told),
        None => batch.understand_ask_apply(&mut lines).await,
    };
    working.stop().await;
    match done? {
        Ended::Sheet(sheet, exit) => {
            show::json(&sheet);
            Ok(exit)
        }
        Ended::Told => Ok(tell(session, &lines)),
    }
}

/// How a batch ends.
enum Ended {
    /// With what became of each posting.
    Told,
    /// With questions for somebody who is not there.
    Sheet(Sheet, Exit),
}

struct Batch<'a> {
    session: &'a Session,
    args: &'a ApplyArgs,
}

impl Batch<'_> {
    async fn understand_ask_apply(&self, lines: &mut [Line]) -> Result<Ended, Problem> {
        if !self.rehearse(lines).await {
            return Ok(Ended::Told);
        }
        let mut sheet = Sheet::new(postings(lines), questions(&asks(lines)));
        if self.args.dry_run {
            return Ok(self.end_rehearsal(lines, sheet));
        }
        if !sheet.questions.is_empty() {
            if !self.session.interactive {
                sheet.next = "Fill in \"answer\" (null leaves a question open), set \"keep\" to true for what Valet \
                              may use again, then: valet apply --sheet FILE"
                    .to_owned();
                return Ok(Ended::Sheet(sheet, Exit::NeedsPerson));
            }
            if !sheet.ask()? || !sheet.confirm(self.args.mode) {
                for line in lines.iter_mut().filter(|line| line.standing == Standing::Ready) {
                    line.end("cancelled", "Stopped by you; nothing was sent.".into(), Exit::Interrupted);
                }
                return Ok(Ended::Told);
            }
        }
        self.apply(lines, &sheet).await?;
        Ok(Ended::Told)
    }

    /// Opens and understands every posting; nothing is sent. `false`: the person stopped.
    async fn rehearse(&self, lines: &mut [Line]) -> bool {
        let total = lines.len();
        for at in 0..total {
            if lines[at].standing != Standing::Ready {
                continue;
            }
            self.say(&format!("Reading {} of {total}: {}", at + 1, lines[at].url));
            let line = &mut lines[at];
            match Box::pin(self.run(&line.url, BTreeMap::new(), true)).await {
                Ok((finished, Exit::Interrupted)) => {
                    line.end_as(&finished, Exit::Interrupted);
                    stop_the_rest(lines);
                    return false;
                }
                Ok((finished, exit)) => read(line, finished, exit),
                Err(problem) => line.end("failed", problem.message, problem.exit),
            }
            if lines[at].standing != Standing::Ready {
                self.say_end(&lines[at]);
            }
        }
        true
    }

    fn end_rehearsal(&self, lines: &mut [Line], sheet: Sheet) -> Ended {
        for line in lines.iter_mut().filter(|line| line.standing == Standing::Ready) {
            let outcome = line.rehearsed.as_ref().map_or(String::new(), |finished| finished.outcome.clone());
            line.end(TaskStatus::Rehearsed.as_str(), outcome, Exit::Ok);
        }
        if self.session.json {
            return Ended::Sheet(sheet, worst(lines));
        }
        if !sheet.questions.is_empty() {
            sheet.show();
            println!();
        }
        Ended::Told
    }

    /// Makes the applications, one after the other.
    async fn apply(&self, lines: &mut [Line], sheet: &Sheet) -> Result<(), Problem> {
        let mut told = sheet.take_in(self.session).await?;
        let total = lines.len();
        for at in 0..total {
            if lines[at].standing != Standing::Ready {
                continue;
            }
            self.say(&format!("Applying to {} of {total}: {}", at + 1, lines[at].posting));
            let said = told.get_mut(at).map(std::mem::take).unwrap_or_default();
            let line = &mut lines[at];
            match Box::pin(self.run(&line.url, said, false)).await {
                Ok((finished, exit)) => {
                    line.end_as(&finished, exit);
                    self.say_end(line);
                    if exit == Exit::Interrupted && !self.goes_on(lines) {
                        stop_the_rest(lines);
                        return Ok(());
                    }
                }
                Err(problem) => {
                    line.end("failed", problem.message, problem.exit);
                    self.say_end(line);
                }
            }
        }
        Ok(())
    }

    /// What became of a posting, at once: the table comes when all are over.
    fn say_end(&self, line: &Line) {
        self.say(&format!("  {}: {}", line.status, line.outcome));
    }

    /// Stopping one application is not stopping them all: the person says which is meant.
    fn goes_on(&self, lines: &[Line]) -> bool {
        let left = lines.iter().filter(|line| line.standing == Standing::Ready).count();
        let question = format!("This one is stopped. Go on with the other {left}?");
        left > 0
            && self.session.interactive
            && inquire::Confirm::new(&question).with_default(false).prompt().unwrap_or(false)
    }

    async fn run(
        &self,
        url: &str,
        said: BTreeMap<FieldKey, Fact<String>>,
        dry_run: bool,
    ) -> Result<(Finished, Exit), Problem> {
        let mut request = request(self.session, self.args).await?;
        (request.said, request.dry_run) = (said, dry_run);
        let (task, job) = enqueue(self.session, self.args, address(url)?, request).await?;
        watch_and_finish(self.session, &task, job).await
    }

    fn say(&self, sentence: &str) {
        if !self.session.json {
            eprintln!("{}", show::plain(sentence));
        }
    }
}

/// What a rehearsal found out. A form behind an account cannot be rehearsed, but applied to all the same.
fn read(line: &mut Line, finished: Finished, exit: Exit) {
    match (finished.status, finished.code.as_deref()) {
        (TaskStatus::Rehearsed, _) | (_, Some("login_required")) => {
            line.learn(&finished);
            line.rehearsed = Some(finished);
        }
        (_, Some("duplicate")) => {
            line.learn(&finished);
            line.skip(finished.outcome, None);
        }
        _ => line.end_as(&finished, exit),
    }
}

fn stop_the_rest(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.standing == Standing::Ready) {
        line.end("cancelled", "Not begun; nothing was sent.".into(), Exit::Interrupted);
    }
}

/// The addresses of the command line and the file, in order.
fn addresses(args: &ApplyArgs) -> Result<Vec<String>, Problem> {
    let mut all = Vec::new();
    for url in &args.urls {
        match url.as_str() {
            "-" => all.extend(list(Path::new("-"))?),
            url => all.push(url.to_owned()),
        }
    }
    if let Some(file) = &args.from {
        all.extend(list(file)?);
    }
    match all.len() {
        0 => Err(Problem::usage("There is no address in the list.")),
        n if n > MOST_POSTINGS => {
            Err(Problem::usage(format!("{n} addresses are more than a batch takes ({MOST_POSTINGS}); split the list.")))
        }
        _ => Ok(all),
    }
}

/// One address per line; empty lines and lines that begin with # are left out.
fn list(path: &Path) -> Result<Vec<String>, Problem> {
    let refuse = |why: String| Problem::usage(format!("{} cannot be read: {why}.", path.display()));
    let source: Box<dyn std::io::Read> = match path.to_str() {
        Some("-") => Box::new(std::io::stdin()),
        _ => Box::new(std::fs::File::open(path).map_err(|error| refuse(error.to_string()))?),
    };
    let mut text = String::new();
    source.take(LIST_LIMIT).read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// The postings of a sheet that came back. Those that could not be read then are not applied to now.
fn of_sheet(sheet: &Sheet) -> Vec<Line> {
    let line = |posting: &Posting| {
        let mut line = Line { posting: posting.posting.clone(), ..Line::new(&posting.url) };
        if !posting.ready {
            line.skip(posting.state.clone(), None);
        }
        line
    };
    sheet.postings.iter().map(line).collect()
}

/// Sets aside what cannot be an address, what the batch names twice, and what was applied to already.
async fn set_duplicates_aside(session: &Session, lines: &mut [Line]) -> Result<(), Problem> {
    let mut db = session.pool.acquire().await?;
    let mut first: HashMap<PostingKey, usize> = HashMap::new();
    for (at, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.standing == Standing::Ready) {
        let url: JobUrl = match address(&line.url) {
            Ok(url) => url,
            Err(problem) => {
                line.end("failed", problem.message, Exit::Failure);
                continue;
            }
        };
        let key = PostingKey::of(&url);
        if let Some(first) = first.get(&key) {
            line.skip(format!("The same posting as number {}.", first + 1), None);
        } else if let Some(task) = store::tasks::find_blocking_task(&mut db, session.user, &key).await? {
            let id = task.id.to_string();
            let status = task.status.as_str();
            let outcome = format!("You have applied already ({status}): valet show {}", &id[id.len() - 8..]);
            line.skip(outcome, Some(task.id));
        } else {
            first.insert(key, at);
        }
    }
    Ok(())
}

fn postings(lines: &[Line]) -> Vec<Posting> {
    let posting = |line: &Line| Posting {
        url: line.url.clone(),
        posting: line.posting.clone(),
        ready: line.standing == Standing::Ready,
        state: match line.outcome.as_str() {
            "" => line.rehearsed.as_ref().map_or(String::new(), |finished| finished.outcome.clone()),
            outcome => outcome.to_owned(),
        },
    };
    lines.iter().map(posting).collect()
}

/// The open fields of all forms.
fn asks(lines: &[Line]) -> Vec<Ask> {
    let mut asks = Vec::new();
    for (posting, line) in lines.iter().enumerate().filter(|(_, line)| line.standing == Standing::Ready) {
        let Some(finished) = &line.rehearsed else { continue };
        let mut after = String::new();
        for row in &finished.rows {
            if row.open {
                asks.push(ask(posting, finished, row, &after));
            }
            after.clone_from(&row.label);
        }
    }
    asks
}

fn ask(posting: usize, finished: &Finished, row: &Row, after: &str) -> Ask {
    Ask {
        posting,
        company: finished.posting.company.to_lowercase(),
        country: finished.posting.country.clone(),
        key: Some(row.key.clone()),
        section: row.section.clone(),
        label: row.label.clone(),
        after: after.to_owned(),
        options: row.options.clone(),
        takes: Takes::of(row.widget),
        class: row.class,
        suggestion: row.suggestion.clone(),
        why: row.note.clone().unwrap_or_default(),
    }
}

/// Prints what became of each posting, and returns how the batch ends.
fn tell(session: &Session, lines: &[Line]) -> Exit {
    let exit = worst(lines);
    if session.json {
        show::json(&serde_json::json!({ "postings": lines, "exit": exit as u8 }));
        return exit;
    }
    let mut table = show::grid(["", "Posting", "Status", "Outcome", "Task"]);
    for (at, line) in lines.iter().enumerate() {
        let task = line.task.map_or(String::new(), |task| {
            let id = task.to_string();
            id[id.len() - 8..].to_owned()
        });
        table.add_row([
            (at + 1).to_string(),
            show::plain(&line.posting),
            line.status.to_owned(),
            show::plain(&line.outcome),
            task,
        ]);
    }
    println!();
    show::table(table);
    let named = |status: &str| lines.iter().filter(|line| line.status == status).count();
    let counted = ["completed", "rehearsed", "unknown", "failed", "cancelled", "skipped"]
        .into_iter()
        .map(|status| (status, named(status)))
        .filter(|(_, n)| *n > 0)
        .map(|(status, n)| format!("{n} {status}"));
    println!("\n{}", counted.collect::<Vec<_>>().join(", "));
    exit
}

/// The most serious end in the batch. What was skipped does not count.
fn worst(lines: &[Line]) -> Exit {
    const SERIOUS_FIRST: [Exit; 6] =
        [Exit::OutcomeUnknown, Exit::Interrupted, Exit::NeedsPerson, Exit::Usage, Exit::Failure, Exit::Refused];
    let ended = |exit: &Exit| lines.iter().any(|line| line.standing == Standing::Ended(*exit));
    let exit = SERIOUS_FIRST.into_iter().find(ended).unwrap_or(Exit::Ok);
    // The command line itself was right.
    if exit == Exit::Usage { Exit::Failure } else { exit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_ends_as_its_most_serious_posting_and_skipped_ones_do_not_count() {
        let lines = |exits: &[Option<Exit>]| -> Vec<Line> {
            let line = |exit: &Option<Exit>| {
                let mut line = Line::new("https://acme.example/jobs/1");
                match exit {
                    Some(exit) => line.end("failed", String::new(), *exit),
                    None => line.skip("You have applied already.".into(), None),
                }
                line
            };
            exits.iter().map(line).collect()
        };
        for (exits, expected) in [
            (&[None, None][..], Exit::Ok),
            (&[Some(Exit::Ok), None], Exit::Ok),
            (&[Some(Exit::Ok), Some(Exit::Refused)], Exit::Refused),
            (&[Some(Exit::Refused), Some(Exit::Failure)], Exit::Failure),
            (&[Some(Exit::Failure), Some(Exit::NeedsPerson)], Exit::NeedsPerson),
            (&[Some(Exit::NeedsPerson), Some(Exit::OutcomeUnknown), Some(Exit::Interrupted)], Exit::OutcomeUnknown),
        ] {
            assert_eq!(worst(&lines(exits)), expected, "{exits:?}");
        }
    }
}
