//! `valet ghosthands worker`: claims jobs from the queue and makes the applications, with a status server beside it.

use crate::apply;
use crate::exit::{Exit, Problem};
use crate::session::Session;
use anyhow::Context as _;
use clap::builder::RangedU64ValueParser;
use domain::egress::Policy;
use ghosthands::resume_file::Sources;
use ghosthands::settings::{Secret, Settings, table};
use ghosthands::worker::{Control, Isolation, Worker, WorkerOptions};
use ghosthands_api::{ServiceKeys, WorkerFacts, WorkerServer};
use sqlx::PgPool;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How often in a row a job may find no browser before it fails; other workers may have one.
const BROWSER_TRIES: i32 = 5;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct WorkerArgs {
    /// Show browser windows
    #[arg(long)]
    pub headed: bool,
    /// Name in the registry, its own for every process; without it one is made from process and time
    #[arg(long, env = "GH_WORKER_ID", value_name = "NAME")]
    pub worker_id: Option<String>,
    /// Jobs are targeted at this name as well: that of the machine
    #[arg(long, env = "GH_TARGET_WORKER_ID", value_name = "NAME")]
    pub target: Option<String>,
    /// Jobs at work at once
    #[arg(long, env = "MAX_CONCURRENT_JOBS", value_name = "N", default_value_t = 2,
          value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    pub max_concurrent_jobs: usize,
    /// Browsers kept for jobs that wait for a person; at this number nothing new is claimed
    #[arg(long, env = "GH_MAX_WAITING_JOBS", value_name = "N", default_value_t = 8,
          value_parser = RangedU64ValueParser::<usize>::new().range(1..=256))]
    pub max_waiting_jobs: usize,
    /// What every job has of its own: a context in one Chromium, or a Chromium process
    #[arg(long, env = "GH_ISOLATION", value_name = "context|process", default_value = "context", value_parser = isolation)]
    pub isolation: Isolation,
    /// Megabytes that one job's pages may take; a job that takes more is stopped before it is sent
    #[arg(long, env = "GH_JOB_MEMORY_MB", value_name = "MB",
          value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub job_memory_mb: Option<u64>,
    /// Hours a job may wait for a worker before it expires
    #[arg(long, env = "GH_MAX_QUEUE_HOURS", value_name = "HOURS", default_value_t = 24,
          value_parser = clap::value_parser!(u64).range(1..=8_760))]
    pub max_queue_hours: u64,
    /// Address of the status server; beyond this machine, draining needs the service key
    #[arg(long, env = "GH_WORKER_HOST", value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// Port of the status server; 0 takes a free one
    #[arg(long, env = "GH_WORKER_PORT", default_value_t = 3101)]
    pub port: u16,
}

fn isolation(word: &str) -> Result<Isolation, String> {
    match word {
        "context" => Ok(Isolation::Context),
        "process" => Ok(Isolation::Process),
        _ => Err("choose context or process".into()),
    }
}

/// Works until told to stop: the first signal lets running jobs end within 30 seconds and gives back what has not
/// left; the second does so at once.
pub(crate) async fn work(session: &Session, args: &WorkerArgs, policy: Policy) -> Result<Exit, Problem> {
    say_only_where_it_panicked();
    let settings = Settings::from_environment();
    let listener = WorkerServer::listen(SocketAddr::from((args.host, args.port)))
        .await
        .map_err(|error| Problem::failure(format!("{error}.")))?;
    let mut options = options(session, args, &settings)?.under(policy);
    options.status_url = Some(listener.url());
    let worker = Worker::new(session.pool.clone(), options).await.context("starting the worker")?;
    let control = worker.control();
    let server = listener
        .serve(facts(&control, &settings, &session.pool))
        .map_err(|error| Problem::failure(format!("{error}.")))?;
    let told = async {
        crate::serve::interrupted().await;
        control.stop();
        crate::serve::interrupted().await;
        control.stop_now();
        std::future::pending().await
    };
    let answering = tokio::spawn(server.run(std::future::pending()));
    let ended = tokio::select! {
        ended = worker.run() => ended,
        () = told => Ok(()),
    };
    answering.abort();
    ended.context("the worker ended")?;
    Ok(Exit::Ok)
}

fn options(session: &Session, args: &WorkerArgs, settings: &Settings) -> Result<WorkerOptions, Problem> {
    let headed = args.headed || !settings.flag(&table::HEADLESS);
    let usual = apply::worker_options(session, headed)?;
    let text = |variable| settings.text(variable).map(str::to_owned);
    Ok(WorkerOptions {
        worker_id: args.worker_id.clone().unwrap_or(usual.worker_id.clone()),
        target_worker_id: args.target.clone(),
        instance: (text(&table::EC2_INSTANCE_ID), text(&table::EC2_IP)),
        listen_url: settings.dedicated_url().map(|url: Secret| url.expose().to_owned()),
        isolation: args.isolation,
        job_memory: args.job_memory_mb.map(|mb| mb * 1024 * 1024),
        browser_tries: BROWSER_TRIES,
        max_concurrent: args.max_concurrent_jobs,
        max_waiting: args.max_waiting_jobs,
        most_wait: Duration::from_secs(args.max_queue_hours * 60 * 60),
        resumes: Sources::of(settings),
        ..usual
    })
}

fn facts(control: &Control, settings: &Settings, pool: &PgPool) -> WorkerFacts {
    let text = |variable| settings.text(variable).map(str::to_owned);
    WorkerFacts {
        control: control.clone(),
        instance: (text(&table::EC2_INSTANCE_ID), text(&table::EC2_IP)),
        asg_name: text(&table::AWS_ASG_NAME),
        keys: ServiceKeys::new(settings.service_keys().iter().map(Secret::expose)),
        pool: pool.clone(),
    }
}

/// A panic's words can quote what was being worked on, which is a person's. Where it happened says enough.
fn say_only_where_it_panicked() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "something is wrong inside Valet; the job at work there ends");
    }));
}
