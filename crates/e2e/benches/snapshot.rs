//! One snapshot with every field, name and option: of a one-page form, and of a
//! page with 12,000 elements. The baseline, in the same run, is the browser's
//! own serialisation of the same page to HTML.

#![expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]

use browser::{Browser, LaunchOptions, Page};
use ghosthands::gate::Gate;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let server = practice::Server::start(practice::Options::default()).await.expect("a practice server");
    let browser = Browser::launch(LaunchOptions::default()).await.expect("Chromium");
    for (path, runs, bar) in [("one-page", 200, 5.0), ("heavy", 40, 150.0)] {
        let context = browser.context(Arc::new(Gate::default())).await.expect("a context");
        let page = context.page().await.expect("a tab");
        let url = format!("{}/bench/{path}", server.base_url());
        page.goto(&url, Duration::from_secs(30)).await.expect("the page");
        page.settle(Duration::from_millis(200), Duration::from_secs(5)).await.expect("a quiet page");
        let controls =
            page.snapshot().await.expect("a snapshot").frames.iter().map(|f| f.controls.len()).sum::<usize>();
        let baseline = median(&page, runs, async |page| drop(page.html().await)).await;
        let snapshot = median(&page, runs, async |page| drop(page.snapshot().await)).await;
        println!(
            "{path:<9} {controls:>4} controls: snapshot p50 {snapshot:.1} ms (bar {bar}), serialised HTML of the same page {baseline:.1} ms, ratio {:.1}",
            snapshot / baseline
        );
        context.close().await;
    }
    browser.close().await;
    server.stop().await;
}

async fn median(page: &Page, runs: usize, one: impl AsyncFn(&Page)) -> f64 {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let started = Instant::now();
        one(page).await;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}
