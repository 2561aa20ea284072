//! Median time of a snapshot of one page: `cargo run --release -p browser --example snapshot_speed -- <url> [runs]`.
//!
//! Prints the size of what was seen and p50, p90 and the slowest, in milliseconds.

#![expect(clippy::print_stdout, reason = "it is a program that prints")]

use browser::{Browser, BrowserError, Guard, LaunchOptions, Outgoing, Verdict};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Open;

impl Guard for Open {
    fn judge<'a>(&'a self, _request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::Pass })
    }
}

#[tokio::main]
async fn main() -> Result<(), BrowserError> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| "about:blank".into());
    let runs: usize = arguments.next().and_then(|runs| runs.parse().ok()).unwrap_or(50).max(1);
    let browser = Browser::launch(LaunchOptions::default()).await?;
    let context = browser.context(Arc::new(Open)).await?;
    let page = context.page().await?;
    page.goto(&url, Duration::from_secs(30)).await?;
    page.settle(Duration::from_millis(300), Duration::from_secs(10)).await?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let started = Instant::now();
        page.snapshot().await?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let snapshot = page.snapshot().await?;
    let controls: usize = snapshot.frames.iter().map(|frame| frame.controls.len()).sum();
    let buttons: usize = snapshot.frames.iter().map(|frame| frame.buttons.len()).sum();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{} frames, {controls} controls, {buttons} buttons", snapshot.frames.len());
    println!("snapshot of {runs} runs: p50 {:.1} ms, p90 {:.1} ms, slowest {:.1} ms", at(50), at(90), at(100));
    browser.close().await;
    Ok(())
}
