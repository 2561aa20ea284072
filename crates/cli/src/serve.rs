//! Commands that keep running: `up`, `ghosthands worker`, `practice`; and the demo, which uses them.

use crate::apply::{self, ApplyArgs};
use crate::exit::{Exit, Problem};
use crate::session::{Session, Settings};
use crate::{profile, show};
use anyhow::Context as _;
use domain::tasks::Mode;
use ghosthands::worker::Worker;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::sync::watch;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct PracticeArgs {
    /// Port on this machine; 0 takes a free one
    #[arg(long, default_value_t = 4100)]
    pub port: u16,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct UpArgs {
    /// Show browser windows
    #[arg(long)]
    pub headed: bool,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DemoArgs {
    /// Form family to apply to: greenhouse, lever, ashby or workday
    #[arg(long, default_value = "greenhouse")]
    pub family: String,
    /// Show the browser window
    #[arg(long)]
    pub headed: bool,
}

#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum GhosthandsCommand {
    /// Claim jobs from the queue and make the applications
    Worker(UpArgs),
}

/// Serves the practice forms until interrupted.
pub(crate) async fn practice(settings: &Settings, args: &PracticeArgs) -> Result<Exit, Problem> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let server = practice::Server::start(practice::Options { addr, ..practice::Options::default() })
        .await
        .map_err(|error| Problem::failure(format!("{error}. Choose another port with --port.")))?;
    show::done(settings.json, &format!("Practice forms at {} — Ctrl-C stops.", server.base_url()));
    interrupted().await;
    server.stop().await;
    Ok(Exit::Ok)
}

/// Everything on one machine: the database is open already; work until interrupted.
pub(crate) async fn up(session: &Session, args: &UpArgs) -> Result<Exit, Problem> {
    show::done(session.json, &format!("Valet is up. Data in {}. Ctrl-C stops.", session.data_dir.display()));
    work(session, args).await
}

pub(crate) async fn ghosthands(session: &Session, command: &GhosthandsCommand) -> Result<Exit, Problem> {
    match command {
        GhosthandsCommand::Worker(args) => work(session, args).await,
    }
}

async fn work(session: &Session, args: &UpArgs) -> Result<Exit, Problem> {
    let options = apply::worker_options(session, args.headed)?;
    let worker = Worker::new(session.pool.clone(), options).await.context("starting the worker")?;
    let (stop, stopped) = watch::channel(false);
    let working = worker.run(stopped);
    let mut working = std::pin::pin!(working);
    tokio::select! {
        ended = &mut working => ended.context("the worker ended")?,
        () = interrupted() => {
            let _ = stop.send(true);
            working.await.context("the worker ended")?;
        }
    }
    Ok(Exit::Ok)
}

/// Waits for Ctrl-C or a polite request to end.
async fn interrupted() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// One whole application, by a sample person to a practice employer, in a data directory of its own.
pub(crate) async fn demo(settings: &Settings, args: &DemoArgs) -> Result<Exit, Problem> {
    let data_dir = settings.data_dir()?.join("demo");
    let settings = Settings { data_dir: Some(data_dir), database_url: None, ..settings.clone() };
    let say = |text: &str| {
        if !settings.json {
            println!("{text}");
        }
    };
    say("Starting a private PostgreSQL and the practice employer …");
    let server = practice::Server::start(practice::Options::default())
        .await
        .map_err(|error| Problem::failure(format!("{error}.")))?;
    let session = Session::open(&settings).await?;
    let done = rehearse(&session, &server, args, &say).await;
    let closed = session.close().await;
    server.stop().await;
    let exit = done?;
    closed?;
    say("\nNow for real:");
    say("  valet profile import cv.pdf");
    say("  valet profile edit");
    say("  valet apply https://job-boards.greenhouse.io/…  --dry-run");
    Ok(exit)
}

async fn rehearse(
    session: &Session,
    server: &practice::Server,
    args: &DemoArgs,
    say: &dyn Fn(&str),
) -> Result<Exit, Problem> {
    let person = practice::people().first().ok_or_else(|| Problem::failure("There is no sample person."))?;
    let posting = practice::postings()
        .iter()
        .find(|posting| posting.family.to_string() == args.family)
        .ok_or_else(|| Problem::usage(format!("There is no practice family {:?}.", args.family)))?;
    say(&format!("Reading the résumé of {} …", person.name()));
    let folder = tempfile::tempdir()?;
    for (name, bytes) in [("resume.pdf", person.resume_pdf), ("person.json", person.json.as_bytes())] {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes)?;
        profile::take_in(session, &file).await?;
    }
    // Every demo is a first application: the practice server forgets, so what earlier demos sent is gone there.
    let url = format!("{}?demo={}&id={}", server.url(posting), std::process::id(), chrono::Utc::now().timestamp());
    let apply = ApplyArgs {
        url,
        mode: Mode::Autopilot,
        dry_run: false,
        resume: None,
        cover_letter: None,
        headed: args.headed,
        minutes: 5,
    };
    say(&format!("Applying to {} …\n", server.url(posting)));
    let (finished, exit) = Box::pin(apply::apply(session, &apply)).await?;
    show::finished(session, &finished);
    Ok(exit)
}
