//! What every command that touches data has: settings, resolved once, and an open database.

use crate::exit::Problem;
use crate::private;
use domain::UserId;
use postgres::{Database, DatabaseSource};
use sqlx::PgPool;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Settings that every command understands.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Settings {
    /// Print one JSON document instead of text; never ask questions
    #[arg(long, global = true)]
    pub json: bool,
    /// Where Valet keeps its database, files, evidence and keys
    #[arg(long, global = true, env = "VALET_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Use this PostgreSQL server instead of a private one
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Chromium's executable, when it is not in a usual place
    #[arg(long, global = true, env = "VALET_CHROMIUM", value_name = "FILE")]
    pub chromium: Option<PathBuf>,
    /// Kill this process at a named point of the submission (for crash tests)
    #[arg(long, global = true, env = "VALET_HALT_AT", hide = true)]
    pub halt_at: Option<String>,
}

impl Settings {
    /// The data directory: as told, else the usual place for this system.
    pub(crate) fn data_dir(&self) -> Result<PathBuf, Problem> {
        if let Some(dir) = &self.data_dir {
            return Ok(std::path::absolute(dir)?);
        }
        let home = std::env::home_dir().ok_or_else(|| Problem::usage("There is no home directory; use --data-dir."))?;
        let xdg = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
        Ok(match (xdg, cfg!(target_os = "macos")) {
            (Some(dir), _) => dir.join("valet"),
            (None, true) => home.join("Library/Application Support/valet"),
            (None, false) => home.join(".local/share/valet"),
        })
    }
}

/// An open session on the person's data.
pub(crate) struct Session {
    pub pool: PgPool,
    pub user: UserId,
    pub data_dir: PathBuf,
    pub chromium: Option<PathBuf>,
    pub json: bool,
    /// Somebody is at the terminal and may be asked.
    pub interactive: bool,
    /// No other process uses this database.
    pub exclusive: bool,
    pub halt_at: Option<String>,
    /// Applications may ask the language models that are configured.
    pub models: bool,
    pub database: Database,
}

impl Session {
    /// Starts or connects to the database and brings the tables up to date.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Problem> {
        let data_dir = settings.data_dir()?;
        let source = match &settings.database_url {
            Some(url) => DatabaseSource::Url(url.clone()),
            None => DatabaseSource::Private(data_dir.clone()),
        };
        private::data_dir(&data_dir)?;
        for personal in ["files", "evidence"] {
            private::folder(&data_dir.join(personal))?;
        }
        let quiet = settings.json;
        let database = source
            .open(10, |step| {
                if !quiet && std::io::stderr().is_terminal() {
                    tracing::debug!(?step, "database");
                }
            })
            .await?;
        let pool = database.pool().clone();
        migrate(&pool).await?;
        let user = store::users::require_local_user(&mut *pool.acquire().await?).await?;
        let interactive = !settings.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        Ok(Self {
            pool,
            user,
            data_dir,
            chromium: settings.chromium.clone(),
            json: settings.json,
            interactive,
            exclusive: settings.database_url.is_none(),
            halt_at: settings.halt_at.clone(),
            models: true,
            database,
        })
    }

    /// The same session without language models, whatever is configured.
    pub(crate) fn without_models(self) -> Self {
        Self { models: false, ..self }
    }

    /// Closes the database; a private one is stopped.
    pub(crate) async fn close(self) -> Result<(), Problem> {
        Ok(self.database.close().await?)
    }
}

/// Brings both sets of tables up to date.
pub(crate) async fn migrate(pool: &PgPool) -> Result<(), Problem> {
    store::migrate(pool).await?;
    ghosthands::migrator()
        .run(pool)
        .await
        .map_err(|error| Problem::failure(format!("The queue's tables cannot be brought up to date: {error}.")))
}
