//! What a process of the service does beside its work: callbacks, counters, chores.

use crate::exit::Problem;
use ghosthands::callbacks::DispatcherOptions;
use ghosthands::egress::Egress;
use ghosthands::monitoring::{Monitor, MonitorOptions};
use ghosthands::settings::{Settings, table};
use ghosthands::upkeep::{Upkeep, UpkeepOptions};
use sqlx::PgPool;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The upkeep of this process, until it is stopped.
pub(crate) struct Beside {
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

/// How this process is monitored; `storage` is the folder it keeps files in.
pub(crate) fn monitor(pool: PgPool, settings: &Settings, storage: Option<PathBuf>) -> Monitor {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Monitor::new(pool, MonitorOptions { version, models: settings.model_providers(), storage })
}

impl Beside {
    /// Starts it. Callbacks go where `egress` lets them.
    pub(crate) fn start(pool: PgPool, monitor: Monitor, settings: &Settings, egress: Egress) -> Result<Self, Problem> {
        let options = UpkeepOptions {
            callbacks: DispatcherOptions {
                service_key: settings.secret(&table::SERVICE_SECRET),
                kasm_url: settings.text(&table::KASM_SESSION_URL).map(str::to_owned),
                egress: Arc::new(egress),
                ..DispatcherOptions::default()
            },
            alert_webhook: settings.secret(&table::ALERT_WEBHOOK_URL),
            ..UpkeepOptions::default()
        };
        let upkeep = Upkeep::new(pool, monitor, options).map_err(Problem::failure)?;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(async move { upkeep.run(stopped).await });
        Ok(Self { stop, running })
    }

    /// Writes what was counted and ends.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.running.await;
    }
}
