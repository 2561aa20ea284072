//! `valet practice score`: runs cases of the practice ATS with Valet's own engine or
//! with any command, and compares what the server received with the truth.
//!
//! Each lane has a practice server of its own that forgets between cases, and every
//! case is made by somebody new: nothing one case leaves can help or hinder another.

mod driver;
mod engine;
mod table;

use crate::exit::{Exit, Problem};
use crate::session::Settings;
use crate::show;
use ghosthands::halt::Point;
use indicatif::{ProgressBar, ProgressStyle};
use practice::scoreboard::{Case, Report, Row, Selection, Totals, judge};
use practice::{Fault, Server};
use std::collections::VecDeque;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ScoreArgs {
    /// Forms of these families (greenhouse, lever …) or one posting by key; `all` for every family
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub family: Vec<String>,
    /// These scenarios: group, group/name, or `all`
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub scenario: Vec<String>,
    /// Apply as these sample people instead of the one each form is made for; `all` for everybody
    #[arg(long, value_name = "SLUG", value_delimiter = ',')]
    pub person: Vec<String>,
    /// Drift levels: 1 class names, 2 ids, 3 a question more, 4 another order, 5 another widget library, 6 in steps
    #[arg(long, value_name = "0-6", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(0..=6))]
    pub drift: Vec<u8>,
    /// Score this command instead of Valet; it finds its orders in VALET_SCORE_URL, _PERSON, _RESUME and _TIMEOUT
    #[arg(long, value_name = "COMMAND")]
    pub driver: Option<String>,
    /// Let something go wrong: status=502, slow=MS, reset, reset-before, spam, invalid-first, or crash=POINT
    #[arg(long, value_name = "FAULT", value_parser = parse_trouble)]
    pub fault: Option<Trouble>,
    /// Seconds a case may take
    #[arg(long, value_name = "SECONDS", default_value_t = 150, value_parser = clap::value_parser!(u64).range(5..=3600))]
    pub timeout: u64,
    /// Cases run at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=16))]
    pub lanes: u16,
}

const EXAMPLES: &str = "\
Examples:
  valet practice score                                    every form and scenario once
  valet practice score --scenario selects --drift 0,1,2,3
  valet practice score --family greenhouse --person all
  valet practice score --scenario all --driver \"node my-agent.mjs\" --json > scores.json
  valet practice score --family lever --fault status=502

Exit codes: 0 when nothing was sent that should not have been; 1 when something was (a wrong value, a second
application, an early or unwanted one, a false \"submitted\"). Missing answers alone do not fail a run.
docs/practice-score.md says how to write a driver and how points are counted.";

/// What is made to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The server misbehaves when an application arrives.
    Server(Fault),
    /// Valet's worker is killed at this point; another one finds what it left.
    Crash(Point),
}

fn parse_trouble(text: &str) -> Result<Trouble, String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Ok(Trouble::Server(match name {
        "status" => match value.parse() {
            Ok(status @ 500..=599) => Fault::StatusAfterRecord { status },
            _ => return Err("status takes a number from 500 to 599".into()),
        },
        "slow" => Fault::SlowAfterRecord { delay_ms: value.parse().map_err(|_| "slow takes milliseconds")? },
        "reset" => Fault::ResetAfterRecord,
        "reset-before" => Fault::ResetBeforeRecord,
        "spam" => Fault::Spam,
        "invalid-first" => Fault::InvalidFirst,
        "crash" => return value.parse().map(Trouble::Crash),
        _ => return Err("choose status=502, slow=MS, reset, reset-before, spam, invalid-first or crash=POINT".into()),
    }))
}

/// Something that applies.
enum Tool {
    Valet(Box<engine::Engine>),
    Command(String),
}

impl Tool {
    async fn visit(&self, visit: &Visit<'_>) -> Result<Report, Problem> {
        match self {
            Self::Valet(engine) => engine.apply(visit).await,
            Self::Command(command) => driver::run(command, visit).await,
        }
    }
}

/// One address to apply at, as one person, with a folder that lasts for the case.
pub(crate) struct Visit<'a> {
    url: &'a str,
    server: &'a Server,
    case: &'a Case,
    user: domain::UserId,
    folder: &'a std::path::Path,
    limit: Duration,
}

/// Runs the chosen cases and prints what came of them.
pub(crate) async fn score(settings: &Settings, args: &ScoreArgs) -> Result<Exit, Problem> {
    let selection = Selection {
        families: args.family.clone(),
        scenarios: args.scenario.clone(),
        people: args.person.clone(),
        drift: args.drift.clone(),
    };
    let cases = selection.cases().map_err(|error| Problem::usage(format!("{error}.")))?;
    let crash = match args.fault {
        Some(Trouble::Crash(point)) => Some(point),
        _ => None,
    };
    if crash.is_some() && args.driver.is_some() {
        return Err(Problem::usage("Only Valet's own worker can be made to crash; leave out --driver."));
    }
    // A crash leaves the browser of its worker to be cleared away: one at a time.
    let lanes = if crash.is_some() { 1 } else { usize::from(args.lanes).min(cases.len().max(1)) };
    let tool = match &args.driver {
        Some(command) => Tool::Command(command.clone()),
        None => Tool::Valet(Box::new(engine::Engine::start(settings, lanes, crash).await?)),
    };
    let rows = run(&tool, args, settings, cases, lanes).await;
    if let Tool::Valet(engine) = tool {
        engine.stop().await?;
    }
    let rows = rows?;
    let totals = Totals::of(&rows);
    if settings.json {
        show::json(&serde_json::json!({ "totals": totals, "cases": rows }));
    } else {
        table::print(&rows, &totals);
    }
    Ok(if totals.failed { Exit::Failure } else { Exit::Ok })
}

async fn run(
    tool: &Tool,
    args: &ScoreArgs,
    settings: &Settings,
    cases: Vec<Case>,
    lanes: usize,
) -> Result<Vec<Row>, Problem> {
    let bar = progress(settings, cases.len());
    let queue = Arc::new(Mutex::new(cases.into_iter().enumerate().collect::<VecDeque<_>>()));
    let mut done: Vec<(usize, Row)> = Vec::new();
    let mut working = Vec::new();
    for _ in 0..lanes {
        working.push(lane(tool, args, queue.clone(), &bar, !settings.json));
    }
    for rows in join_all(working).await {
        done.extend(rows?);
    }
    bar.finish_and_clear();
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, row)| row).collect())
}

/// Waits for all of a few futures that do not need tasks of their own.
async fn join_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in &mut waiting {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *done = Some(value);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

async fn lane(
    tool: &Tool,
    args: &ScoreArgs,
    queue: Arc<Mutex<VecDeque<(usize, Case)>>>,
    bar: &ProgressBar,
    talks: bool,
) -> Result<Vec<(usize, Row)>, Problem> {
    let fault = match args.fault {
        Some(Trouble::Server(fault)) => Some(fault),
        _ => None,
    };
    let options =
        practice::Options { faults: fault.map(|fault| (None, fault)).into_iter().collect(), ..Default::default() };
    let server = Server::start(options).await.map_err(anyhow::Error::from)?;
    let mut rows = Vec::new();
    loop {
        let Some((at, case)) = queue.lock().await.pop_front() else { break };
        bar.set_message(case.id());
        server.reset();
        let row = one(tool, args, &server, &case).await?;
        if talks {
            bar.suspend(|| {
                if !std::io::stderr().is_terminal() {
                    eprintln!("{}", table::line(&row));
                }
            });
        }
        bar.inc(1);
        rows.push((at, row));
    }
    server.stop().await;
    Ok(rows)
}

async fn one(tool: &Tool, args: &ScoreArgs, server: &Server, case: &Case) -> Result<Row, Problem> {
    let folder = tempfile::tempdir()?;
    let user = domain::UserId::generate();
    let started = Instant::now();
    let mut reports = Vec::new();
    for url in case.urls(server) {
        let limit = Duration::from_secs(args.timeout);
        let visit = Visit { url: &url, server, case, user, folder: folder.path(), limit };
        reports.push(tool.visit(&visit).await?);
    }
    let right = match args.fault {
        Some(Trouble::Crash(_)) => case.right_after_crash(),
        Some(Trouble::Server(fault)) => case.right(Some(fault)),
        None => case.right(None),
    };
    Ok(judge(server, case, right, &reports, started.elapsed()))
}

fn progress(settings: &Settings, cases: usize) -> ProgressBar {
    if settings.json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(cases as u64);
    let style = ProgressStyle::with_template("{spinner} [{bar:30}] {pos}/{len} {msg} ({elapsed})");
    bar.set_style(style.expect("a valid template").progress_chars("━╸─"));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_named_with_their_measure() {
        assert_eq!(parse_trouble("status=502"), Ok(Trouble::Server(Fault::StatusAfterRecord { status: 502 })));
        assert_eq!(parse_trouble("slow=1500"), Ok(Trouble::Server(Fault::SlowAfterRecord { delay_ms: 1500 })));
        assert_eq!(parse_trouble("crash=in_flight"), Ok(Trouble::Crash(Point::InFlight)));
        for bad in ["status=404", "slow", "crash=nowhere", "flood"] {
            assert!(parse_trouble(bad).is_err(), "{bad}");
        }
    }
}
