//! The `valet` binary: one command per file, thin over the crates that do the work.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks on both")]

mod answers;
mod api;
mod apply;
mod beside;
mod config;
mod exit;
mod manual;
mod models;
mod practice_score;
mod private;
mod profile;
mod progress;
mod reading;
mod review;
mod serve;
mod session;
mod sheet;
mod show;
mod tasks;
mod verify;
mod worker;

use apply::ApplyArgs;
use clap::{CommandFactory as _, Parser, Subcommand};
use exit::{Exit, Problem};
use ghosthands::settings::{Secret, Settings, table};
use session::Session;
use std::process::ExitCode;

/// Applies to jobs on your behalf: reads your résumé, fills the form in a real
/// browser, shows you every field with its source, submits once, and keeps proof.
#[derive(Debug, Parser)]
#[command(name = "valet", version, after_help = AFTER_HELP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    settings: session::Settings,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
First steps:
  valet profile import cv.pdf            read your résumé
  valet profile edit                     add what a résumé does not say
  valet apply https://… --dry-run        see a form filled; nothing is sent
  valet apply https://…                  review every field, then submit

Exit codes:
  0 done as asked          3 a person is needed and nobody was there
  1 not done, not intact   4 sent, outcome unknown: look before doing anything else
  2 wrong command line     5 refused: already applied, or the site said no
  130 interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    /// What Valet knows about you
    #[command(subcommand)]
    Profile(profile::ProfileCommand),
    /// Your own answers to questions that forms ask
    #[command(subcommand)]
    Answers(answers::AnswersCommand),
    /// What was learned about filling forms
    #[command(subcommand)]
    Manual(manual::ManualCommand),
    /// Apply to a posting, or to several in one sitting
    Apply(ApplyArgs),
    /// Your applications, the newest first
    History(tasks::HistoryArgs),
    /// One application with its fields, outcome and evidence
    Show(tasks::ShowArgs),
    /// Say what became of an application whose outcome is unknown
    Settle(tasks::SettleArgs),
    /// Check an evidence bundle; works offline
    Verify(verify::VerifyArgs),
    /// Serve the practice application forms, or score a tool on them
    Practice(serve::PracticeArgs),
    /// Run everything on this machine: database, worker and API
    Up(serve::UpArgs),
    /// A complete application to a practice employer, with a sample person
    Demo(serve::DemoArgs),
    /// Parts of the browser-automation service
    #[command(subcommand)]
    Ghosthands(serve::GhosthandsCommand),
    /// The language models there are, their prices, and which are configured
    Models(models::ModelsArgs),
    /// What the service reads from the environment, and what is wrong with it
    Config(config::ConfigArgs),
    /// Bring the database's tables up to date
    ///
    /// Every command does this by itself; on a server of your own you may want to do it at a time you choose.
    Migrate,
    /// Print a completion script for your shell
    #[command(after_help = "\
Examples:
  valet completions bash > ~/.local/share/bash-completion/completions/valet
  valet completions zsh > ~/.zfunc/_valet          with ~/.zfunc in your fpath
  valet completions fish > ~/.config/fish/completions/valet.fish")]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
    /// Read a document from standard input (run as a child with limits)
    #[command(hide = true)]
    ReadDocument,
    /// Print the reference of all commands in Markdown
    #[command(hide = true, name = "command-reference")]
    Reference,
}

/// `valet … | head` closes the pipe early: that is the reader's choice, not a fault.
fn end_quietly_on_a_closed_pipe() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let closed = panic.payload_as_str().is_some_and(|said| said.contains("Broken pipe"));
        if closed {
            std::process::exit(Exit::Ok as i32);
        }
        usual(panic);
    }));
}

fn main() -> ExitCode {
    end_quietly_on_a_closed_pipe();
    let cli = Cli::parse();
    if let Err(error) = log(&cli.command) {
        eprintln!("{error}.");
        return ExitCode::from(Exit::Usage as u8);
    }
    let json = cli.settings.json;
    let exit = match run(cli) {
        Ok(exit) => exit,
        Err(problem) => {
            show::problem(json, &problem);
            problem.exit
        }
    };
    ExitCode::from(exit as u8)
}

/// Writes logs as the environment says, without any secret it holds.
fn log(command: &Command) -> Result<(), String> {
    let settings = Settings::from_environment();
    let service = match command {
        Command::Ghosthands(command) => command.service(),
        _ => "valet",
    };
    let format = settings.text(&table::LOG_FORMAT).unwrap_or_default().parse()?;
    let secrets = settings.secrets();
    let secrets: Vec<&str> = secrets.iter().map(Secret::expose).collect();
    telemetry::init(service, format, settings.text(&table::LOG).unwrap_or_default(), &secrets)
}

fn run(cli: Cli) -> Result<Exit, Problem> {
    // Commands that need neither runtime nor database come first: they start in no time.
    match &cli.command {
        Command::ReadDocument => return reading::read_stdin(),
        Command::Verify(args) => return verify::verify(&cli.settings, args),
        Command::Models(args) => return models::list(&cli.settings, args),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "valet", &mut std::io::stdout());
            return Ok(Exit::Ok);
        }
        Command::Config(args) => return config::config(cli.settings.json, args),
        Command::Reference => {
            print!("{}", show::command_reference(&Cli::command()));
            return Ok(Exit::Ok);
        }
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(Box::pin(dispatch(cli)))
}

async fn dispatch(cli: Cli) -> Result<Exit, Problem> {
    match &cli.command {
        Command::Practice(args) => return Box::pin(serve::practice(&cli.settings, args)).await,
        Command::Demo(args) => return Box::pin(serve::demo(&cli.settings, args)).await,
        _ => {}
    }
    let session = Session::open(&cli.settings).await?;
    let done = with_session(&session, &cli.command).await;
    let closed = session.close().await;
    let exit = done?;
    closed.map(|()| exit)
}

async fn with_session(session: &Session, command: &Command) -> Result<Exit, Problem> {
    match command {
        Command::Profile(command) => profile::run(session, command).await,
        Command::Answers(command) => answers::run(session, command).await,
        Command::Manual(command) => manual::run(session, command).await,
        Command::Apply(args) if args.is_batch() => Box::pin(apply::apply_all(session, args)).await,
        Command::Apply(args) => {
            let (finished, exit) = Box::pin(apply::apply(session, args)).await?;
            show::finished(session, &finished);
            Ok(exit)
        }
        Command::History(args) => tasks::history(session, args).await,
        Command::Show(args) => tasks::show(session, args).await,
        Command::Settle(args) => tasks::settle(session, args).await,
        Command::Up(args) => Box::pin(serve::up(session, args)).await,
        Command::Ghosthands(command) => Box::pin(serve::ghosthands(session, command)).await,
        Command::Migrate => {
            show::done(session.json, "The tables are up to date.");
            Ok(Exit::Ok)
        }
        Command::Practice(_)
        | Command::Demo(_)
        | Command::Verify(_)
        | Command::Models(_)
        | Command::Completions { .. }
        | Command::Config(_)
        | Command::ReadDocument
        | Command::Reference => unreachable!("handled before a session is opened"),
    }
}
