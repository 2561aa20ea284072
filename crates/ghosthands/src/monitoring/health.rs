//! Health checks: what the service needs, and whether it is there.

use super::MonitorOptions;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;
use std::path::Path;
use std::time::{Duration, Instant};

/// Slower than this, the database is degraded.
const SLOW: Duration = Duration::from_secs(2);
/// Slower than this, it is gone.
const GONE: Duration = Duration::from_secs(5);
/// A job waiting longer than this while workers could take it says that they do not.
const LONG_WAIT_SECONDS: f64 = 600.0;

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should be.
    Healthy,
    /// It works, but somebody should look.
    Degraded,
    /// It does not work.
    Unhealthy,
}

/// One check.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub status: Status,
    /// In words.
    pub message: String,
    /// How long looking took.
    pub latency_ms: u64,
}

/// All checks.
#[derive(Debug, Clone, Serialize)]
pub struct Health {
    /// The worst of them.
    pub status: Status,
    /// Version of the process that answers.
    pub version: String,
    /// Seconds it has been running.
    pub uptime: u64,
    /// Each by itself.
    pub checks: Vec<Check>,
    /// When they were made.
    pub timestamp: DateTime<Utc>,
}

type Finding = (Status, String);

pub(super) async fn check(pool: &PgPool, options: &MonitorOptions, uptime: Duration) -> Health {
    // Together, so that a database that is gone costs its time limit once.
    let (database, heartbeat, queue, models, storage) = tokio::join!(
        timed("database", database(pool)),
        timed("worker_heartbeat", heartbeat(pool)),
        timed("queue", queue(pool)),
        timed("llm_provider", models(pool, &options.models)),
        timed("storage", storage(options.storage.as_deref())),
    );
    let checks = vec![database, heartbeat, queue, models, storage];
    Health {
        status: checks.iter().map(|check| check.status).max().unwrap_or(Status::Healthy),
        version: options.version.clone(),
        uptime: uptime.as_secs(),
        checks,
        timestamp: Utc::now(),
    }
}

async fn timed(name: &'static str, looking: impl Future<Output = Result<Finding, sqlx::Error>>) -> Check {
    let started = Instant::now();
    let found = tokio::time::timeout(GONE, looking).await;
    let (status, message) = match found {
        Ok(Ok(finding)) => finding,
        Ok(Err(_)) => (Status::Unhealthy, "the database did not answer as expected".to_owned()),
        Err(_) => (Status::Unhealthy, format!("no answer within {} seconds", GONE.as_secs())),
    };
    Check { name, status, message, latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX) }
}

async fn database(pool: &PgPool) -> Result<Finding, sqlx::Error> {
    let started = Instant::now();
    sqlx::query("SELECT 1").execute(pool).await?;
    Ok(match started.elapsed() > SLOW {
        true => (Status::Degraded, "it answers slowly".to_owned()),
        false => (Status::Healthy, "it answers".to_owned()),
    })
}

async fn heartbeat(pool: &PgPool) -> Result<Finding, sqlx::Error> {
    let (silent, active): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM gh_automation_jobs
                 WHERE status = 'running' AND last_heartbeat < now() - interval '120 seconds'),
                (SELECT count(*) FROM gh_worker_registry
                 WHERE status = 'active' AND last_heartbeat > now() - interval '120 seconds')",
    )
    .fetch_one(pool)
    .await?;
    Ok(match silent {
        0 => (Status::Healthy, format!("{active} workers live")),
        _ => (Status::Degraded, format!("{silent} running jobs have had no heartbeat for 120 seconds")),
    })
}

async fn queue(pool: &PgPool) -> Result<Finding, sqlx::Error> {
    let (waiting, oldest, dead): (i64, f64, i64) = sqlx::query_as(
        "SELECT count(*), COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8,
                (SELECT count(*) FROM gh_callbacks WHERE state = 'dead')
         FROM gh_automation_jobs
         WHERE status IN ('pending', 'queued') AND worker_id IS NULL AND (scheduled_at IS NULL OR scheduled_at <= now())",
    )
    .fetch_one(pool)
    .await?;
    Ok(match (oldest > LONG_WAIT_SECONDS, dead) {
        (true, _) => (Status::Degraded, format!("{waiting} jobs wait, one of them for {oldest:.0} seconds")),
        (false, 1..) => (Status::Degraded, format!("{dead} callbacks were given up")),
        _ => (Status::Healthy, format!("{waiting} jobs wait")),
    })
}

/// No model is a way to work, by rules and manuals, not a fault.
async fn models(pool: &PgPool, configured: &[String]) -> Result<Finding, sqlx::Error> {
    if configured.is_empty() {
        return Ok((Status::Healthy, "none configured: rules and manuals only".to_owned()));
    }
    let (calls, failed): (f64, f64) = sqlx::query_as(
        "SELECT COALESCE(sum(value), 0)::float8,
                COALESCE(sum(value) FILTER (WHERE labels ->> 'result' <> 'answered'), 0)::float8
         FROM gh_metrics WHERE name = 'gh_llm_calls_total' AND slot > now() - interval '15 minutes'",
    )
    .fetch_one(pool)
    .await?;
    Ok(match calls > 0.0 && failed / calls > 0.5 {
        true => (Status::Degraded, format!("{failed:.0} of {calls:.0} calls of the last 15 minutes failed")),
        false => (Status::Healthy, format!("configured: {}", configured.join(", "))),
    })
}

/// Whether the folder takes a file.
async fn storage(folder: Option<&Path>) -> Result<Finding, sqlx::Error> {
    let Some(folder) = folder else {
        return Ok((Status::Healthy, "this process keeps no files".to_owned()));
    };
    let probe = folder.join(format!(".health-{}", std::process::id()));
    let written = async {
        tokio::fs::write(&probe, b"ok").await?;
        tokio::fs::remove_file(&probe).await
    };
    Ok(match written.await {
        Ok(()) => (Status::Healthy, "it takes files".to_owned()),
        Err(error) => (Status::Unhealthy, format!("it takes no files: {}", error.kind())),
    })
}
