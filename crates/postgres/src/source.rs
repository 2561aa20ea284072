//! Which database Valet works on: a server somebody runs, or a private one.

use crate::{Cluster, Error, Progress};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgPool};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// How long a connection may take, so that a wrong address is told soon.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long connections under use may take to be given back when the database is closed.
const RETURN_WITHIN: Duration = Duration::from_secs(1);

/// Where the database comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseSource {
    /// A server that is there already: `postgres://user:password@host/database`.
    Url(String),
    /// A private server in this data directory.
    Private(PathBuf),
}

impl std::fmt::Debug for DatabaseSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            // The address may hold a password.
            Self::Url(_) => f.write_str("Url(…)"),
            Self::Private(data_dir) => f.debug_tuple("Private").field(data_dir).finish(),
        }
    }
}

/// An open database.
#[derive(Debug)]
pub struct Database {
    pool: PgPool,
    url: String,
    cluster: Option<Cluster>,
}

impl DatabaseSource {
    /// Starts the private server when it is one, and connects.
    ///
    /// # Errors
    /// See [`Cluster::start`]; [`Error::Connect`] when the server does not take us.
    pub async fn open(&self, max_connections: u32, progress: impl Fn(Progress)) -> Result<Database, Error> {
        let cluster = match self {
            Self::Url(_) => None,
            Self::Private(data_dir) => Some(Cluster::start(data_dir, progress).await?),
        };
        let url = match (self, &cluster) {
            (Self::Url(url), _) => url.clone(),
            (Self::Private(_), Some(cluster)) => cluster.url(),
            (Self::Private(_), None) => unreachable!("a private source has just started its cluster"),
        };
        let pool = connect(&url, max_connections).await?;
        Ok(Database { pool, url, cluster })
    }
}

impl Database {
    /// Connections to it.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Its address; may hold a password, so it is for handing on, not for showing.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Closes the connections and stops the private server, if it is one.
    /// Connections that somebody still holds are waited for a moment; a private
    /// server ends them when it stops.
    ///
    /// # Errors
    /// See [`Cluster::stop`].
    pub async fn close(self) -> Result<(), Error> {
        if tokio::time::timeout(RETURN_WITHIN, self.pool.close()).await.is_err() {
            tracing::debug!("some database connections were not given back before the database was closed");
        }
        match self.cluster {
            Some(cluster) => cluster.stop().await,
            None => Ok(()),
        }
    }
}

/// Connects to `url` with up to `max_connections`, and checks that it works.
/// Statements are logged at no level, because their values are personal.
///
/// # Errors
/// [`Error::Connect`].
pub async fn connect(url: &str, max_connections: u32) -> Result<PgPool, Error> {
    let options = PgConnectOptions::from_str(url).map_err(Error::Connect)?;
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(CONNECT_WITHIN)
        .connect_with(options.application_name("valet").disable_statement_logging())
        .await
        .map_err(Error::Connect)
}
