//! Understanding, filling and reading back a one-page form of 25 fields, against
//! a hand-written Playwright script for the same page in the same Chromium. The
//! two take turns; the ratio of their medians is what counts.

#![expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]

use browser::{Browser, LaunchOptions};
use domain::Sha256;
use forms::answering::{Circumstances, FileEntry, Person};
use ghosthands::Practised;
use ghosthands::advice::{Advice, Advised};
use ghosthands::gate::Gate;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 12;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(Box::pin(measure()));
}

async fn measure() {
    let server = practice::Server::start(practice::Options::default()).await.expect("a practice server");
    let url = format!("{}/bench/one-page", server.base_url());
    let folder = tempfile::tempdir().expect("a temporary directory");
    let person = person(folder.path());
    let resume = folder.path().join("resume.pdf");
    let mut playwright = Playwright::start(&resume);
    let browser = Browser::launch(LaunchOptions::default()).await.expect("Chromium");
    let (mut ours, mut replays, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let nothing = Advice::default();
    for round in 0..=ROUNDS {
        let (ms, first) = fill(&browser, &url, &person, &nothing).await;
        let known = first.lessons.into_iter().map(|step| Advised { id: None, step }).collect();
        let (replay, again) = fill(&browser, &url, &person, &Advice::new("other", known)).await;
        let (baseline, operations) = playwright.fill(&url);
        // The first round warms all up.
        if round > 0 {
            ours.push(ms);
            replays.push(replay);
            theirs.push(baseline);
        }
        println!(
            "round {round:>2}: valet {ms:>6.0} ms ({} fields hold), by its manual {replay:>6.0} ms ({} of {} steps replay), playwright {baseline:>6.0} ms ({operations} operations)",
            first.held, again.advised.1, again.advised.0
        );
    }
    browser.close().await;
    server.stop().await;
    let (ours, replays, theirs) = (median(ours), median(replays), median(theirs));
    println!("median: valet {ours:.0} ms, playwright {theirs:.0} ms, ratio {:.2} (bar: 0.60)", ours / theirs);
    println!(
        "median: by its manual {replays:.0} ms, the first time {ours:.0} ms, ratio {:.2} (bar: 0.70)",
        replays / ours
    );
}

/// Milliseconds from the loaded page to the last read-back, and what was filled.
async fn fill(browser: &Browser, url: &str, person: &Person, advice: &Advice) -> (f64, Practised) {
    let gate = Arc::new(Gate::default());
    let context = browser.context(gate.clone()).await.expect("a context");
    let page = context.page().await.expect("a tab");
    page.goto(url, Duration::from_secs(20)).await.expect("the page");
    let circumstances = Circumstances { now: chrono::Utc::now(), company: String::new(), country: Some("US".into()) };
    let started = Instant::now();
    let filled = ghosthands::fill_page(&page, &gate, person, &circumstances, advice).await.expect("a filled page");
    let took = started.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(filled.held, filled.meant, "every field that was to be filled holds its value");
    context.close().await;
    (took, filled)
}

fn person(folder: &Path) -> Person {
    let sample = practice::person("maeve-oconnor").expect("a sample person");
    let request = e2e::engine::request(sample.json.as_bytes(), sample.resume_pdf, folder, domain::tasks::Mode::Copilot);
    let file = FileEntry {
        path: folder.join("resume.pdf"),
        name: "resume.pdf".into(),
        sha256: Sha256::of(sample.resume_pdf),
        bytes: sample.resume_pdf.len() as u64,
    };
    let source = domain::Source::Person { at: chrono::Utc::now() };
    Person {
        profile: request.profile,
        answers: request.answers,
        resume: Some(domain::Fact::new(file, source)),
        ..Person::default()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The baseline's process.
struct Playwright {
    child: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Playwright {
    /// Installs playwright-core beside the build when it is not there, and starts the script.
    fn start(resume: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fill.mjs");
        let folder = std::env::temp_dir().join("valet-bench-playwright");
        std::fs::create_dir_all(&folder).expect("a folder");
        if !folder.join("node_modules/playwright-core").exists() {
            let installed =
                Command::new("npm").args(["install", "--silent", "playwright-core"]).current_dir(&folder).status();
            assert!(installed.expect("npm").success(), "npm install playwright-core");
        }
        let local = folder.join("fill.mjs");
        std::fs::copy(&script, &local).expect("the script");
        let chromium =
            std::env::var_os("VALET_CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
        let mut child = Command::new("node")
            .arg(&local)
            .env("CHROMIUM", chromium)
            .env("RESUME", resume)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let answers = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, answers }
    }

    /// Milliseconds and operations of one fill.
    fn fill(&mut self, url: &str) -> (f64, u64) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        writeln!(stdin, "{url}").expect("a running script");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("an answer");
        let answer: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        (answer["ms"].as_f64().expect("a number"), answer["operations"].as_u64().expect("a number"))
    }
}

impl Drop for Playwright {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
