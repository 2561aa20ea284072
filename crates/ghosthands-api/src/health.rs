//! Whether the service is there, which build it is, and how its machine does. Public.

use crate::state::State;
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long an answer of the database holds.
const PROBED: Duration = Duration::from_secs(30);

pub(crate) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(version)).routes(routes!(system))
}

/// Which build runs, and where.
#[derive(Debug, Clone)]
pub struct Build {
    /// `development`, `staging` or `production`.
    pub environment: String,
    /// Commit it was built from.
    pub commit_sha: String,
    /// Tag of its image.
    pub image_tag: String,
    /// When it was built.
    pub build_time: String,
    /// When the process started.
    pub started: Instant,
}

impl Default for Build {
    fn default() -> Self {
        let unknown = || "unknown".to_owned();
        Self {
            environment: "development".to_owned(),
            commit_sha: unknown(),
            image_tag: unknown(),
            build_time: unknown(),
            started: Instant::now(),
        }
    }
}

/// Asks the database now and then whether it is there.
#[derive(Debug, Default)]
pub(crate) struct Probe(Mutex<Option<(Instant, bool)>>);

impl Probe {
    async fn is_well(&self, pool: &PgPool) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, well)) = *last
            && at.elapsed() < PROBED
        {
            return well;
        }
        let asked = tokio::time::timeout(Duration::from_secs(2), sqlx::query("SELECT 1").execute(pool)).await;
        let well = matches!(asked, Ok(Ok(_)));
        *last = Some((Instant::now(), well));
        well
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok` when anything answers.
    status: &'static str,
    service: &'static str,
    version: &'static str,
    environment: String,
    commit_sha: String,
    /// The database answered within the last 30 seconds.
    api_healthy: bool,
    timestamp: DateTime<Utc>,
}

/// Is it there?
///
/// Answers 200 as long as the process runs; `api_healthy` says whether its database does.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = 200, body = Health)))]
async fn health(extract::State(state): extract::State<State>) -> Json<Health> {
    Json(Health {
        status: "ok",
        service: "ghosthands",
        version: env!("CARGO_PKG_VERSION"),
        environment: state.build.environment.clone(),
        commit_sha: state.build.commit_sha.clone(),
        api_healthy: state.probe.is_well(&state.pool).await,
        timestamp: Utc::now(),
    })
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    service: &'static str,
    version: &'static str,
    environment: String,
    commit_sha: String,
    image_tag: String,
    build_time: String,
    uptime_ms: u64,
    /// The same as `environment`; an older name.
    node_env: String,
}

/// Which build is it?
#[utoipa::path(get, path = "/health/version", tag = "health", responses((status = 200, body = Version)))]
async fn version(extract::State(state): extract::State<State>) -> Json<Version> {
    let build = &state.build;
    Json(Version {
        service: "ghosthands",
        version: env!("CARGO_PKG_VERSION"),
        environment: build.environment.clone(),
        commit_sha: build.commit_sha.clone(),
        image_tag: build.image_tag.clone(),
        build_time: build.build_time.clone(),
        uptime_ms: u64::try_from(build.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        node_env: build.environment.clone(),
    })
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct System {
    cpu: Cpu,
    memory: Space,
    disk: Space,
    timestamp: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cpu {
    /// Mean since the machine started.
    usage_percent: f64,
    cores: usize,
    load_avg1m: f64,
    load_avg5m: f64,
    load_avg15m: f64,
}

#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Space {
    used_mb: u64,
    total_mb: u64,
    usage_percent: f64,
}

impl Space {
    fn of(total: u64, free: u64) -> Self {
        let used = total.saturating_sub(free);
        let usage_percent = if total == 0 { 0.0 } else { (used as f64 / total as f64 * 1000.0).round() / 10.0 };
        Self { used_mb: used >> 20, total_mb: total >> 20, usage_percent }
    }
}

/// How does its machine do?
///
/// Zeros where the system does not tell.
#[utoipa::path(get, path = "/health/system", tag = "health", responses((status = 200, body = System)))]
async fn system() -> Json<System> {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    Json(System {
        cpu: cpu(&read("/proc/stat"), &read("/proc/loadavg")),
        memory: memory(&read("/proc/meminfo")),
        disk: disk(),
        timestamp: Utc::now(),
    })
}

fn cpu(stat: &str, loads: &str) -> Cpu {
    let ticks: Vec<f64> =
        stat.lines().next().unwrap_or_default().split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let total: f64 = ticks.iter().take(8).sum();
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    let load = |at: usize| loads.split_whitespace().nth(at).and_then(|n| n.parse().ok()).unwrap_or(0.0);
    Cpu {
        usage_percent: if total > 0.0 { ((total - idle) / total * 1000.0).round() / 10.0 } else { 0.0 },
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        load_avg1m: load(0),
        load_avg5m: load(1),
        load_avg15m: load(2),
    }
}

fn memory(info: &str) -> Space {
    let bytes = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb << 10)
    };
    Space::of(bytes("MemTotal").unwrap_or(0), bytes("MemAvailable").unwrap_or(0))
}

fn disk() -> Space {
    rustix::fs::statvfs("/").map_or(Space::default(), |disk| {
        Space::of(disk.f_blocks.saturating_mul(disk.f_frsize), disk.f_bavail.saturating_mul(disk.f_frsize))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_tells_is_read_and_garbage_is_zero() {
        let cpu = cpu("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3", "0.50 0.25 0.10 1/100 7\n");
        assert_eq!((cpu.usage_percent, cpu.load_avg1m, cpu.load_avg15m), (20.0, 0.5, 0.1));
        let space = memory("MemTotal:       2048 kB\nMemFree: 1 kB\nMemAvailable:   1024 kB\n");
        assert_eq!((space.total_mb, space.used_mb, space.usage_percent), (2, 1, 50.0));
        assert_eq!(memory("nonsense").total_mb, 0);
        assert_eq!(super::cpu("", "x").usage_percent, 0.0);
    }
}
