//! The whole judgement on a change, in the order in which it fails fastest.

use crate::ensure::{Need, ensure};
use crate::run::{cargo, program};
use crate::{generate, tidy};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 7] = [
    ("format", || cargo("fmt").args(["--all", "--check"]).run()),
    ("tidy", tidy::run),
    ("needs", || ensure(&[Need::Chromium, Need::Postgres])),
    ("lints", || cargo("clippy").args(["--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]).run()),
    ("deny", deny),
    ("generated files", || generate::run(true)),
    ("tests", || cargo("test").arg("--workspace").run()),
];

/// Runs every step and stops at the first that fails.
pub(crate) fn run() -> Result<()> {
    let mut took = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let start = Instant::now();
        step().with_context(|| format!("{name}: not good"))?;
        took.push((name, start.elapsed()));
    }
    let total: Duration = took.iter().map(|(_, time)| *time).sum();
    println!();
    for (name, time) in took.iter().chain([&("total", total)]) {
        println!("{name:<16} {:>7.1} s", time.as_secs_f64());
    }
    Ok(())
}

/// Known vulnerabilities and the rest of `deny.toml`, where `cargo-deny` is
/// installed; it takes minutes to build. Licences and sources are checked by
/// `tidy` in any case.
fn deny() -> Result<()> {
    if program("cargo-deny").arg("--version").read().is_err() {
        println!("cargo-deny is not installed; advisories are not checked (cargo install --locked cargo-deny)");
        return Ok(());
    }
    cargo("deny").args(["--workspace", "check"]).run()
}
