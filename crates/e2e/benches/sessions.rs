//! How many applications fit into memory: contexts of one Chromium that fill practice forms at once, and their
//! proportional share of memory (PSS), the highest seen while they fill. `--process` gives every session a Chromium of
//! its own.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement talks, and a panic is how it fails")]

use browser::{Browser, LaunchOptions};
use domain::tasks::Mode;
use forms::answering::{Circumstances, Person};
use ghosthands::advice::Advice;
use ghosthands::gate::Gate;
use ghosthands::memory;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

const GIB: f64 = (1_u64 << 30) as f64;
const BAR: f64 = 4.0;

fn main() {
    let own = std::env::args().any(|word| word == "--process");
    tokio::runtime::Runtime::new().unwrap().block_on(Box::pin(measure(own)));
}

async fn measure(own: bool) {
    let site = practice::Server::start(practice::Options::default()).await.unwrap();
    let what = if own { "a Chromium each" } else { "contexts of one Chromium" };
    println!("sessions filling practice forms at once, {what}");
    let mut last = 0.0;
    for sessions in [1, 2, 4, 8, 16] {
        let bytes = at_once(&site, sessions, own).await;
        last = sessions as f64 / (bytes / GIB);
        println!("    {sessions:>2} sessions: {:>5.0} MiB PSS, {last:.1} per GiB", bytes / f64::from(1 << 20));
    }
    println!("    at 16: {last:.1} per GiB (bar {BAR:.0}): {}", if last >= BAR { "ok" } else { "MISSED" });
    site.stop().await;
}

/// Highest memory of all browsers while `sessions` forms are filled.
async fn at_once(site: &practice::Server, sessions: usize, own: bool) -> f64 {
    let mut browsers = Vec::new();
    for _ in 0..if own { sessions } else { 1 } {
        browsers.push(Browser::launch(LaunchOptions::default()).await.unwrap());
    }
    let groups: Vec<u32> = browsers.iter().filter_map(Browser::process_id).collect();
    let filling = Arc::new(AtomicBool::new(true));
    let peak = Arc::new(AtomicU64::new(0));
    let watching = {
        let (filling, peak) = (filling.clone(), peak.clone());
        std::thread::spawn(move || {
            while filling.load(Ordering::SeqCst) {
                let now = groups.iter().filter_map(|group| memory::of_group(*group)).map(|used| used.all).sum();
                peak.fetch_max(now, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(250));
            }
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let sample = practice::person("maeve-oconnor").unwrap();
    let request = e2e::engine::request(sample.json.as_bytes(), sample.resume_pdf, folder.path(), Mode::Copilot);
    let resume = request
        .resume
        .as_ref()
        .map(|resume| domain::Fact::new(resume.file.clone(), domain::Source::Person { at: resume.given_at }));
    let person = Person { profile: request.profile, answers: request.answers, resume, ..Person::default() };
    let postings = practice::postings();
    let fills = (0..sessions).map(|n| {
        let browser = &browsers[n % browsers.len()];
        let url = site.url(&postings[n % 3]);
        fill(browser, url, &person)
    });
    // All stay open until the last is filled.
    let open = futures_util::future::join_all(fills).await;
    filling.store(false, Ordering::SeqCst);
    watching.join().unwrap();
    drop(open);
    for browser in browsers {
        browser.close().await;
    }
    peak.load(Ordering::SeqCst) as f64
}

async fn fill(browser: &Browser, url: String, person: &Person) -> browser::Context {
    let gate = Arc::new(Gate::default());
    let context = browser.context(gate.clone()).await.unwrap();
    let page = context.page().await.unwrap();
    page.goto(&url, Duration::from_secs(120)).await.unwrap();
    let circumstances = Circumstances { now: chrono::Utc::now(), company: String::new(), country: Some("US".into()) };
    ghosthands::fill_page(&page, &gate, person, &circumstances, &Advice::default()).await.unwrap();
    context
}
