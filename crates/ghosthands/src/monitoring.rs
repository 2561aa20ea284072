//! What can be seen of the service from outside: health, metrics, alerts, workers.
//!
//! Everything is read from the database, so whichever process is asked answers for all of them: jobs are counted by
//! triggers, what only a process knows (requests, callbacks) by its [`Recorder`]. No value here is a person's.

mod health;
mod metrics;
mod recorder;

pub use health::{Check, Health, Status};
pub(crate) use metrics::add_up;
pub use metrics::{Histogram, Metric, MetricKind, Metrics, Sample};
pub use recorder::Recorder;

use crate::alerts::{self, Alert};
use crate::jobs::QueueError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// What a process knows about itself.
#[derive(Debug, Clone, Default)]
pub struct MonitorOptions {
    /// Version that is shown.
    pub version: String,
    /// Providers of models for which a key is configured; without any the service works by rules and manuals.
    pub models: Vec<String>,
    /// Folder for evidence and files; `None` where this process keeps none.
    pub storage: Option<PathBuf>,
}

/// Answers questions about the service. Cheap to clone.
#[derive(Clone)]
pub struct Monitor {
    pool: PgPool,
    options: Arc<MonitorOptions>,
    recorder: Arc<Recorder>,
    started: Instant,
}

/// A worker as the registry knows it.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct WorkerEntry {
    /// Its name.
    pub worker_id: String,
    /// `active`, `draining` or `offline`.
    pub status: String,
    /// Name under which jobs are targeted at it.
    pub target_worker_id: Option<String>,
    /// Machine.
    pub ec2_instance_id: Option<String>,
    /// Address of the machine.
    pub ec2_ip: Option<String>,
    /// What it works on.
    pub current_job_id: Option<Uuid>,
    /// Since when it is registered.
    pub registered_at: DateTime<Utc>,
    /// When it last said that it lives.
    pub last_heartbeat: DateTime<Utc>,
    /// Jobs it completed.
    pub jobs_completed: i32,
    /// Jobs that failed on it.
    pub jobs_failed: i32,
    /// Seconds between registration and last heartbeat.
    pub uptime_seconds: i64,
}

/// Everything at once.
#[derive(Debug, Clone, Serialize)]
pub struct Dashboard {
    /// As [`Monitor::health`].
    pub health: Health,
    /// As [`Monitor::metrics`].
    pub metrics: Metrics,
    /// As [`Monitor::alerts`].
    pub active_alerts: Vec<Alert>,
    /// When this was read.
    pub timestamp: DateTime<Utc>,
}

impl Monitor {
    /// A monitor of the service whose database this is.
    #[must_use]
    pub fn new(pool: PgPool, options: MonitorOptions) -> Self {
        Self { pool, options: Arc::new(options), recorder: Arc::default(), started: Instant::now() }
    }

    /// Where this process counts.
    #[must_use]
    pub fn recorder(&self) -> &Arc<Recorder> {
        &self.recorder
    }

    /// Checks everything the service needs. Never fails: what cannot be asked is unhealthy.
    pub async fn health(&self) -> Health {
        health::check(&self.pool, &self.options, self.started.elapsed()).await
    }

    /// Counters and gauges of the whole service.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn metrics(&self) -> Result<Metrics, QueueError> {
        // What this process has counted just now belongs to the answer.
        self.recorder.flush(&self.pool).await?;
        metrics::read(&mut *self.pool.acquire().await?, self.started.elapsed()).await
    }

    /// The alerts that are firing, the most severe first; jobs without a heartbeat are looked for at this moment.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn alerts(&self) -> Result<Vec<Alert>, QueueError> {
        alerts::list_active(&mut *self.pool.acquire().await?).await
    }

    /// The registry of workers, active ones first.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn workers(&self) -> Result<Vec<WorkerEntry>, QueueError> {
        Ok(sqlx::query_as(
            "SELECT worker_id, status, target_worker_id, ec2_instance_id, ec2_ip, current_job_id, registered_at,
                    last_heartbeat, jobs_completed, jobs_failed,
                    extract(epoch FROM last_heartbeat - registered_at)::bigint AS uptime_seconds
             FROM gh_worker_registry ORDER BY status, last_heartbeat DESC LIMIT 500",
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// Everything at once.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn dashboard(&self) -> Result<Dashboard, QueueError> {
        Ok(Dashboard {
            health: self.health().await,
            metrics: self.metrics().await?,
            active_alerts: self.alerts().await?,
            timestamp: Utc::now(),
        })
    }
}
