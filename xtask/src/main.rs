//! All automation of the repository: `cargo xtask <command>`.
//!
//! It drives `cargo` and the `valet` binary from outside. Of our crates it links
//! only the pure `domain`, so that it builds in seconds and works while others do not.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to the person in front of it")]

mod bench;
mod ci;
mod ensure;
mod generate;
mod licences;
mod metadata;
mod run;
mod tidy;

use anyhow::Result;
use clap::{Parser, Subcommand};
use ensure::Need;
use run::{cargo, valet};
use std::process::ExitCode;

/// Builds, tests, measures and checks Valet.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and make one application to a practice employer
    Demo {
        /// Passed on to `valet demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run Valet with its practice employers, built for development
    Dev {
        /// Passed on to `valet up`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Everything the project tests, with its own database and browser
    Test {
        /// Passed on to `cargo test`, e.g. `-p forms` or a test's name
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// What decides whether a change is good: format, lints, tidiness, generated files, tests
    Ci,
    /// Measure; without a name, list what can be measured
    Bench {
        /// Names as listed, or `all`; what follows is passed on, e.g. `fuzz --seconds 60`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        names: Vec<String>,
    },
    /// Write the generated documentation
    Gen {
        /// Change nothing; fail when something is out of date
        #[arg(long)]
        check: bool,
    },
    /// Check what no compiler checks: dependencies between crates, licences, headers, links
    Tidy,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<()> {
    match command {
        Command::Demo { arguments } => {
            ensure::ensure(&[Need::Chromium, Need::Postgres])?;
            valet("demo", &arguments)
        }
        Command::Dev { arguments } => {
            ensure::ensure(&[Need::Chromium, Need::Postgres])?;
            valet("up", &[vec!["--practice".to_owned()], arguments].concat())
        }
        Command::Test { arguments } => test(&arguments),
        Command::Ci => ci::run(),
        Command::Bench { names } => bench::run(&names),
        Command::Gen { check } => generate::run(check),
        Command::Tidy => tidy::run(),
    }
}

fn test(arguments: &[String]) -> Result<()> {
    ensure::ensure(&[Need::Chromium, Need::Postgres])?;
    // One workspace build serves all crates; `-p` narrows which of them are tested.
    let narrowed = arguments.iter().any(|argument| argument == "-p" || argument.starts_with("--package"));
    cargo("test").args((!narrowed).then_some("--workspace")).args(arguments).run()
}
