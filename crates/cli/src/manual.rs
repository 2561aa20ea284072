//! `valet manual`: what was learned about filling forms, to look at and to share.

use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::show;
use forms::manual::{Manual, Operator, SIZE_LIMIT};
use ghosthands::manuals::{self, Shown, Summary};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, clap::Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum ManualCommand {
    /// List all manuals, the most recently used first
    List,
    /// Show the steps of a manual, with how well each did
    Show {
        /// The manual's identifier, or the beginning or end of it
        manual: String,
    },
    /// Write a manual as JSON, to standard output or a file
    Export {
        /// The manual's identifier, or the beginning or end of it
        manual: String,
        /// Where to write it
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Take over a manual that somebody exported; `-` reads standard input
    Import {
        /// The file
        file: PathBuf,
    },
}

const EXAMPLES: &str = "\
A manual says how the fields of a form were filled when an application was confirmed: what each field looked like,
what it asks for, what filled it and how that was checked. It holds nothing of yours, and it cannot press a button.
The next form of the same kind is filled by it, each field read back as always; what no longer fits is worked out anew.

Examples:
  valet manual list
  valet manual show 3f2a9c01
  valet manual export 3f2a9c01 -o greenhouse.json
  valet manual import greenhouse.json";

pub(crate) async fn run(session: &Session, command: &ManualCommand) -> Result<Exit, Problem> {
    let mut db = session.pool.acquire().await?;
    match command {
        ManualCommand::List => list(session, &manuals::list(&mut db).await?),
        ManualCommand::Show { manual } => {
            let found = find(manuals::list(&mut db).await?, manual)?;
            steps(session, &found, &manuals::show(&mut db, found.id).await?);
        }
        ManualCommand::Export { manual, output } => {
            let found = find(manuals::list(&mut db).await?, manual)?;
            let exported = manuals::export(&mut db, found.id).await?.ok_or_else(|| unknown(manual))?;
            write(session, &exported, output.as_deref())?;
        }
        ManualCommand::Import { file } => {
            let manual = Manual::read(&read(file)?)
                .map_err(|error| Problem::failure(format!("{}: {error}.", file.display())))?;
            let steps = manual.steps.len();
            match manuals::import(&mut db, &manual).await? {
                Some(id) => {
                    show::done(session.json, &format!("{steps} steps for {} are known as {id}.", manual.url_pattern))
                }
                None => return Err(Problem::failure("This manual has no steps; there is nothing to take over.")),
            }
        }
    }
    Ok(Exit::Ok)
}

fn list(session: &Session, all: &[Summary]) {
    if session.json {
        return show::json(&all);
    }
    if all.is_empty() {
        println!("No manuals yet. Every application that a site confirms leaves one.");
        return;
    }
    let mut table = show::grid(["Id", "Site", "Address", "Steps", "Health", "Held", "Failed", "Last used"]);
    for manual in all {
        let steps = match manual.quarantined {
            0 => manual.steps.to_string(),
            quarantined => format!("{} ({quarantined} in quarantine)", manual.steps),
        };
        table.add_row([
            short(manual),
            show::plain(&manual.platform),
            show::plain(&manual.url_pattern),
            steps,
            format!("{:.0}", manual.health),
            manual.success_count.to_string(),
            manual.failure_count.to_string(),
            manual.last_used.map_or_else(|| "–".into(), |at| at.format("%F %H:%M").to_string()),
        ]);
    }
    show::table(table);
}

fn steps(session: &Session, manual: &Summary, steps: &[Shown]) {
    if session.json {
        return show::json(&serde_json::json!({ "manual": manual, "steps": steps }));
    }
    println!("{} {} – health {:.0}", show::plain(&manual.platform), show::plain(&manual.url_pattern), manual.health);
    let mut table = show::grid(["#", "Section", "Question", "Asks for", "Filled by", "Checked by", "Health"]);
    for (number, shown) in steps.iter().enumerate() {
        let step = &shown.step;
        table.add_row([
            (number + 1).to_string(),
            show::plain(&step.signature.section),
            show::plain(&step.signature.label),
            word(&step.slot),
            operator(step.operator),
            word(&step.predicate),
            format!("{:.0} ({} held, {} failed)", shown.health, shown.success_count, shown.failure_count),
        ]);
    }
    show::table(table);
}

/// The word or words a value is stored as, e.g. `given name`.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        Ok(serde_json::Value::Object(one)) => {
            let inner = one.into_iter().next().map(|(_, inner)| inner);
            inner.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().replace('_', " ")
        }
        _ => String::new(),
    }
}

fn operator(operator: Operator) -> String {
    match operator {
        Operator::Text => "text in one piece".into(),
        Operator::Keys => "text key by key".into(),
        Operator::Segments => "parts of a date".into(),
        Operator::Select { .. } => "native select".into(),
        Operator::Press { .. } => "press".into(),
        Operator::List { query: None, .. } => "list that opens".into(),
        Operator::List { query: Some(number), .. } => format!("list, search {}", number + 1),
        Operator::Upload { asks: true } => "file, sent at once".into(),
        Operator::Upload { asks: false } => "file".into(),
    }
}

fn short(manual: &Summary) -> String {
    manual.id.to_string().chars().take(8).collect()
}

fn find(all: Vec<Summary>, id: &str) -> Result<Summary, Problem> {
    let matches = |manual: &Summary| manual.id.to_string().starts_with(id) || manual.id.to_string().ends_with(id);
    let mut matching = all.into_iter().filter(matches);
    match (matching.next(), matching.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(unknown(id)),
        _ => Err(Problem::failure(format!("Several manuals match {id}; give more of the identifier."))),
    }
}

fn unknown(id: &str) -> Problem {
    Problem::failure(format!("There is no manual {id}. `valet manual list` shows them all."))
}

fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let problem = |error: std::io::Error| Problem::failure(format!("{} cannot be read: {error}.", file.display()));
    let source: Box<dyn std::io::Read> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin()),
        _ => Box::new(std::fs::File::open(file).map_err(problem)?),
    };
    let mut bytes = Vec::new();
    // One byte more than is read, so that too much is seen as too much.
    source.take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(problem)?;
    Ok(bytes)
}

fn write(session: &Session, manual: &Manual, output: Option<&Path>) -> Result<(), Problem> {
    let Some(file) = output else {
        show::json(manual);
        return Ok(());
    };
    let problem = |error: std::io::Error| Problem::failure(format!("{} cannot be written: {error}.", file.display()));
    let mut to = std::fs::File::create(file).map_err(problem)?;
    serde_json::to_writer_pretty(&mut to, manual).map_err(|error| problem(error.into()))?;
    writeln!(to).map_err(problem)?;
    show::done(session.json, &format!("Written to {}.", file.display()));
    Ok(())
}
