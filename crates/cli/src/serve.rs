//! Commands that keep running: `up`, `ghosthands worker`, `practice`; and the demo, which uses them.

use crate::api::{self, Api, ApiArgs};
use crate::apply::{self, ApplyArgs};
use crate::beside::{self, Beside};
use crate::exit::{Exit, Problem};
use crate::practice_score::{self, ScoreArgs};
use crate::session::{Session, Settings};
use crate::worker::{WorkerArgs, work};
use crate::{private, profile, show};
use anyhow::Context as _;
use domain::egress::Policy;
use domain::tasks::Mode;
use ghosthands::egress::{self, Egress};
use ghosthands::sealing::{self, KeySettings, Keys};
use ghosthands::settings;
use std::net::{Ipv4Addr, SocketAddr};

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Each posting is a form as one family of application systems builds it. Try one as yourself, in a second terminal:
  valet apply http://127.0.0.1:4100/… --dry-run

`/scenarios` shows one behaviour of real forms at a time; `?drift=1` to `6` the same form after its site changed.")]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PracticeArgs {
    /// Port on this machine; 0 takes a free one
    #[arg(long, default_value_t = 4100)]
    pub port: u16,
    #[command(subcommand)]
    pub command: Option<PracticeCommand>,
}

#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum PracticeCommand {
    /// Let Valet, or any command, apply to the practice forms, and judge what arrives
    Score(ScoreArgs),
}

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Keeps the private database open, works on queued jobs and takes orders over HTTP until Ctrl-C; the key for callers is in
the file service.key of the data directory unless GH_SERVICE_SECRET is set. Other `valet` commands need the data directory
for themselves meanwhile: use a PostgreSQL server of your own (DATABASE_URL) to run several at once.")]
pub(crate) struct UpArgs {
    #[command(flatten)]
    pub worker: WorkerArgs,
    #[command(flatten)]
    pub api: ApiArgs,
    /// Serve the practice employers as well, on this port
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "4100")]
    pub practice: Option<u16>,
}

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Runs beside your own data, in the folder `demo` of the data directory; nothing leaves this machine.

Examples:
  valet demo
  valet demo --family workday --headed     watch it go through an account, pages and a review")]
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
    /// Take orders over HTTP: jobs, answers, events, monitoring
    Api(ApiArgs),
    /// Claim jobs from the queue and make the applications
    Worker(WorkerArgs),
    /// Seal every stored credential and browser session with the current key, after a rotation
    #[command(after_help = "\
Reads GH_ENCRYPTION_KEY, its number in GH_ENCRYPTION_KEY_ID, and the earlier keys in GH_ENCRYPTION_KEYS_PREVIOUS. May be
stopped and started again at any time; workers may run meanwhile if they know the same keys.")]
    Reencrypt,
}

impl GhosthandsCommand {
    /// What its logs call it.
    pub(crate) fn service(&self) -> &'static str {
        match self {
            Self::Api(_) => "ghosthands-api",
            Self::Worker(_) => "ghosthands-worker",
            Self::Reencrypt => "ghosthands-reencrypt",
        }
    }
}

/// Serves the practice forms until interrupted.
pub(crate) async fn practice(settings: &Settings, args: &PracticeArgs) -> Result<Exit, Problem> {
    if let Some(PracticeCommand::Score(args)) = &args.command {
        return practice_score::score(settings, args).await;
    }
    let server = practice_employers(args.port).await?;
    if settings.json {
        show::json(&serde_json::json!({ "url": server.base_url(), "postings": listed(&server) }));
    } else {
        tell_postings(&server);
        println!("Scenarios: {}/scenarios", server.base_url());
        println!("Ctrl-C stops.");
    }
    interrupted().await;
    server.stop().await;
    Ok(Exit::Ok)
}

async fn practice_employers(port: u16) -> Result<practice::Server, Problem> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    practice::Server::start(practice::Options { addr, ..practice::Options::default() })
        .await
        .map_err(|error| Problem::failure(format!("{:#}. Choose another port.", anyhow::Error::from(error))))
}

/// A practice posting, for `--json`.
#[derive(Debug, serde::Serialize)]
struct Listed {
    family: String,
    company: String,
    title: String,
    url: String,
}

fn listed(server: &practice::Server) -> Vec<Listed> {
    let listed = |posting: &practice::Posting| Listed {
        family: posting.family.to_string(),
        company: posting.company.to_string(),
        title: posting.title.to_string(),
        url: server.url(posting),
    };
    practice::postings().iter().map(listed).collect()
}

fn tell_postings(server: &practice::Server) {
    println!("Practice employers at {}:", server.base_url());
    for posting in listed(server) {
        println!("  {:<11} {} · {}\n              {}", posting.family, posting.title, posting.company, posting.url);
    }
}

/// Everything on one machine: the database is open already; work until interrupted.
pub(crate) async fn up(session: &Session, args: &UpArgs) -> Result<Exit, Problem> {
    let server = match args.practice {
        Some(port) => Some(practice_employers(port).await?),
        None => None,
    };
    let practice = server.as_ref().map(practice::Server::addr);
    let api = Api::of_one_machine(session, &args.api, practice).await?;
    let (addr, data_dir) = (api.addr(), session.data_dir.display());
    show::done(session.json, &format!("Valet is up. Data in {data_dir}, API at http://{addr}. Ctrl-C stops."));
    if let Some(server) = server.as_ref().filter(|_| !session.json) {
        tell_postings(server);
    }
    let worked = work(session, &args.worker, Policy::unrestricted()).await;
    api.stop().await;
    if let Some(server) = server {
        server.stop().await;
    }
    worked
}

pub(crate) async fn ghosthands(session: &Session, command: &GhosthandsCommand) -> Result<Exit, Problem> {
    match command {
        GhosthandsCommand::Api(args) => api::api(session, args).await,
        GhosthandsCommand::Worker(args) => {
            let environment = settings::Settings::from_environment();
            environment.check(settings::Role::Worker).map_err(|problems| Problem::usage(problems.to_string()))?;
            let policy = egress::policy_of(&environment);
            let policy = policy.map_err(|error| Problem::usage(format!("GH_EGRESS_ALLOW: {error}.")))?;
            let monitor = beside::monitor(session.pool.clone(), &environment, Some(session.data_dir.clone()));
            let way_out = Egress::new(policy.clone());
            let beside = Beside::start(session.pool.clone(), monitor, &environment, way_out)?;
            let worked = work(session, args, policy).await;
            beside.stop().await;
            worked
        }
        GhosthandsCommand::Reencrypt => reencrypt(session).await,
    }
}

async fn reencrypt(session: &Session) -> Result<Exit, Problem> {
    let settings = KeySettings::read(|name| std::env::var(name).ok());
    let keys = Keys::configured_or_in_file(&settings, &session.data_dir.join("accounts.key"))
        .map_err(|error| Problem::usage(format!("The keys cannot be used: {error}.")))?;
    let told = sealing::reencrypt(&mut *session.pool.acquire().await?, &keys).await.context("sealing again")?;
    if session.json {
        show::json(&serde_json::json!({ "sealed": told.done, "unreadable": told.unreadable, "key": keys.current() }));
    } else {
        println!(
            "Sealed again with key {}: {}. Not opened by any key: {}.",
            keys.current(),
            told.done,
            told.unreadable
        );
    }
    if told.unreadable > 0 {
        return Err(Problem::failure(
            "Some rows were sealed with a key that is not configured; they were left as they are.",
        ));
    }
    Ok(Exit::Ok)
}

/// Waits for Ctrl-C or a polite request to end.
pub(crate) async fn interrupted() {
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
    let own = settings.data_dir()?;
    private::data_dir(&own)?;
    let data_dir = own.join("demo");
    let settings = Settings { data_dir: Some(data_dir), database_url: None, ..settings.clone() };
    let say = |text: &str| {
        if !settings.json {
            println!("{text}");
        }
    };
    say("Starting a private PostgreSQL and the practice employers …");
    let server = practice_employers(0).await?;
    let session = Session::open(&settings).await?.without_models();
    let done = rehearse(&session, &server, args, &say).await;
    let closed = session.close().await;
    server.stop().await;
    let exit = done?;
    closed?;
    say(FOR_REAL);
    Ok(exit)
}

const FOR_REAL: &str = "
That was a sample person and a fictional employer, in a data directory of their own. Now for real:
  valet profile import cv.pdf        read your résumé
  valet profile edit                 correct it, add what it does not say
  valet apply https://… --dry-run    see a form filled; nothing is sent
  valet apply https://…              you see every field, then you decide";

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
        urls: vec![url.clone()],
        from: None,
        sheet: None,
        mode: Mode::Autopilot,
        dry_run: false,
        resume: None,
        cover_letter: None,
        headed: args.headed,
        minutes: 5,
    };
    say(&format!("Applying to {} at {}: {url} …", posting.title, posting.company));
    let (finished, exit) = Box::pin(apply::apply(session, &apply)).await?;
    say("");
    show::finished(session, &finished);
    Ok(exit)
}
