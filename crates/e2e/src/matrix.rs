//! Every sample person to every practice posting, judged by what the server received.

use crate::engine::{Attendant, Engine, request, rows};
use domain::UserId;
use domain::tasks::Mode;
use ghosthands::interactions::{Interaction, Row};
use ghosthands::jobs::JobStatus;
use practice::{Ending, Family, Person, Posting, Score, Server};
use std::time::{Duration, Instant};

/// One application and what came of it.
#[derive(Debug)]
pub struct Cell {
    /// Which system.
    pub family: Family,
    /// Posting, by address.
    pub posting: String,
    /// Person, by slug.
    pub person: &'static str,
    /// What the server received against the truth; `None` when nothing arrived.
    pub score: Option<Score>,
    /// The job ended as confirmed.
    pub confirmed: bool,
    /// What it said at the end.
    pub summary: String,
    /// Questions that stayed open, as label and reason.
    pub open: Vec<(String, String)>,
    /// Fields that had an answer and do not hold it, as label and reason.
    pub unfilled: Vec<(String, String)>,
    /// Calls to a language model.
    pub model_calls: u64,
    /// From claim to end.
    pub took: Duration,
    /// Seconds spent filling and reading back.
    pub filling: f64,
    /// Fields that a manual had a step for, and those that their step filled at the first try.
    pub replayed: (u64, u64),
}

/// Fields over many applications.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Applications made.
    pub applications: usize,
    /// Of them received exactly once and confirmed.
    pub confirmed: usize,
    /// Fields that hold the truth, or are rightly empty.
    pub exact: usize,
    /// Fields that should have been answered and were not.
    pub missing: usize,
    /// Fields that hold something untrue.
    pub wrong: usize,
    /// Applications that ended without being sent, as they must where only the person can go on.
    pub held: usize,
    /// Fields of applications that did not arrive.
    pub not_sent: usize,
    /// Received more than once.
    pub duplicates: usize,
    /// Calls to a language model.
    pub model_calls: u64,
}

impl Tally {
    /// Share of fields exactly right, 0..=1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.exact as f64 / (self.exact + self.missing + self.wrong + self.not_sent).max(1) as f64
    }

    /// Counts a cell in.
    pub fn add(&mut self, cell: &Cell, posting: &Posting, person: &Person) {
        self.applications += 1;
        self.model_calls += cell.model_calls;
        match &cell.score {
            Some(score) => {
                self.confirmed += usize::from(cell.confirmed && score.submissions == 1);
                self.duplicates += usize::from(score.submissions > 1);
                self.exact += score.exact.len() + score.rightly_empty.len();
                self.missing += score.missing.len();
                self.wrong += score.wrong.len();
            }
            None if posting.ending == Ending::Blocked && !cell.confirmed => self.held += 1,
            None => self.not_sent += practice::expected(posting, person).len(),
        }
    }
}

/// Makes one application in autopilot and judges it. Nobody answers questions.
pub async fn apply(engine: &Engine, server: &Server, person: &'static Person, posting: &Posting) -> Cell {
    apply_at(engine, server, person, posting, &server.url(posting)).await
}

/// As [`apply`], at an address of the posting with something added to it.
pub async fn apply_at(engine: &Engine, server: &Server, person: &'static Person, posting: &Posting, url: &str) -> Cell {
    let user = UserId::generate();
    let request = request(person.json.as_bytes(), person.resume_pdf, engine.folder(), Mode::Autopilot);
    let started = Instant::now();
    let job = engine.enqueue(user, url, request).await;
    let (ended, asked) = engine.attend(user, job, Attendant::Nobody).await;
    let seen = asked.iter().flat_map(|interaction| interaction.rows().iter());
    let mut open: Vec<(String, String)> = seen.filter(|row| row.open).map(open_row).collect();
    for interaction in &asked {
        if let Interaction::Review { reasons, .. } = interaction {
            open.extend(reasons.iter().map(|reason| ("gate".to_owned(), reason.clone())));
        }
    }
    Cell {
        family: posting.family,
        posting: server.url(posting),
        person: person.slug,
        score: server.score(&posting.key(), person.slug),
        confirmed: ended.status == JobStatus::Completed,
        summary: ended.summary.clone().unwrap_or_default(),
        open,
        unfilled: rows(&ended)
            .into_iter()
            .filter(|row| row.source.is_some() && row.note.is_some())
            .map(|row| (row.label, row.note.unwrap_or_default()))
            .collect(),
        model_calls: ended.result.as_ref().and_then(|result| result["model_calls"].as_u64()).unwrap_or(0),
        took: started.elapsed(),
        filling: ended.result.as_ref().map_or(0.0, filling),
        replayed: ended.result.as_ref().map_or((0, 0), |result| {
            let count = |name: &str| result["manual"][name].as_u64().unwrap_or(0);
            (count("steps"), count("held"))
        }),
    }
}

fn filling(result: &serde_json::Value) -> f64 {
    let phases = result["timings"].as_array().into_iter().flatten();
    phases.filter(|phase| phase[0] == "fill").filter_map(|phase| phase[1].as_f64()).sum()
}

/// The question, why it is open, and what its list offers.
fn open_row(row: &Row) -> (String, String) {
    let offered: Vec<&str> = row.options.iter().take(6).map(String::as_str).collect();
    (row.label.clone(), format!("{} {offered:?}", row.note.as_deref().unwrap_or_default()))
}

/// Runs the matrix for the given families and people (empty: all) and prints a
/// line per application and the tally per family.
#[expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]
pub async fn run(families: &[String], people: &[String]) -> Vec<(Family, Tally)> {
    let engine = Engine::start(|_| ()).await;
    let server = Server::start(practice::Options::default()).await.expect("a practice server");
    let mut tallies: Vec<(Family, Tally)> = Vec::new();
    for posting in
        practice::postings().iter().filter(|posting| !posting.needs_person || posting.ending == Ending::Blocked)
    {
        if !families.is_empty() && !families.contains(&posting.family.to_string()) {
            continue;
        }
        for person in practice::people() {
            if !people.is_empty() && !people.iter().any(|slug| slug == person.slug) {
                continue;
            }
            let cell = apply(&engine, &server, person, posting).await;
            print(&cell);
            let at = tallies.iter().position(|(family, _)| *family == posting.family).unwrap_or_else(|| {
                tallies.push((posting.family, Tally::default()));
                tallies.len() - 1
            });
            tallies[at].1.add(&cell, posting, person);
        }
    }
    engine.stop().await;
    server.stop().await;
    for (family, tally) in &tallies {
        println!(
            "{family:<12} {:>3} applications, {:>3} confirmed, {} rightly held · {:>5} fields exact ({:.2} %), {} missing, {} wrong, \
             {} not sent · {} duplicates · {} model calls",
            tally.applications,
            tally.confirmed,
            tally.held,
            tally.exact,
            tally.share() * 100.0,
            tally.missing,
            tally.wrong,
            tally.not_sent,
            tally.duplicates,
            tally.model_calls
        );
    }
    tallies
}

#[expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]
fn print(cell: &Cell) {
    let took = cell.took.as_secs_f64();
    match &cell.score {
        Some(score) => println!(
            "{:<11} {:<22} {took:>5.1} s  {} exact, {} empty, {} missing, {} wrong{}",
            cell.family.to_string(),
            cell.person,
            score.exact.len(),
            score.rightly_empty.len(),
            score.missing.len(),
            score.wrong.len(),
            if cell.confirmed { "" } else { "  NOT CONFIRMED" }
        ),
        None => println!("{:<11} {:<22} {took:>5.1} s  nothing arrived", cell.family.to_string(), cell.person),
    }
    if !cell.confirmed {
        println!("    {}", cell.summary);
    }
    for (label, why) in &cell.open {
        println!("    open: {label} — {why}");
    }
    for (label, why) in &cell.unfilled {
        println!("    unfilled: {label} — {why}");
    }
    for lack in cell.score.iter().flat_map(|score| &score.missing) {
        println!("    missing: {} ({}): {:?}", lack.label, lack.field, lack.expected);
    }
    for error in cell.score.iter().flat_map(|score| &score.wrong) {
        println!("    WRONG: {} ({}): {:?}, got {:?}", error.label, error.field, error.expected, error.got);
    }
}
