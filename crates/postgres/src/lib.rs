//! A private PostgreSQL server, run from the machine's own binaries.
//!
//! Whoever has no `DATABASE_URL` gets a server of their own: a [`Cluster`] in a
//! directory, reachable only through a Unix socket that only its owner can
//! enter, never over the network. As root it runs under an unprivileged
//! account, because PostgreSQL refuses root.
//!
//! Invariants:
//! - one Valet per directory: a second one is refused and told the first one's
//!   process number;
//! - no server outlives its users: a small keeper process stops it some seconds
//!   after the last user is gone, even when that user was killed; a new user who
//!   comes earlier adopts the running server;
//! - nothing a person entered reaches the server's log.
//!
//! This crate knows no tables; [`testing`] takes migrations as an argument.

mod account;
mod cluster;
mod installation;
mod keeper;
mod layout;
mod source;
pub mod testing;

pub use cluster::{Cluster, Progress};
pub use installation::{Installation, OLDEST_MAJOR};
pub use source::{Database, DatabaseSource, connect};

use std::path::PathBuf;

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No complete set of binaries.
    #[error(
        "PostgreSQL {OLDEST_MAJOR} or newer is not installed, or not completely: initdb, postgres and pg_ctl of one \
         version were not found together. Install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install \
         postgresql) or set DATABASE_URL to a server you already have"
    )]
    NotInstalled,
    /// The data were written by a release that is not installed.
    #[error(
        "the database in {} was written by PostgreSQL {wanted}, but only {installed} is installed. Install \
         postgresql-{wanted} beside it, or choose another directory with --data-dir", directory.display()
    )]
    OtherVersion {
        /// The server's directory.
        directory: PathBuf,
        /// Major version that wrote it.
        wanted: u32,
        /// Major versions found, as text.
        installed: String,
    },
    /// Another Valet holds the directory.
    #[error(
        "another valet (process {pid}) is using {}. Stop it first, or choose another directory with --data-dir",
        directory.display()
    )]
    InUse {
        /// The server's directory.
        directory: PathBuf,
        /// Process number of the other one, or `?` when it has not yet said.
        pid: String,
    },
    /// Root, and nobody to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has no user \"postgres\" or \"nobody\" to run it as. \
         Start valet as an ordinary user, or set DATABASE_URL"
    )]
    NoAccount,
    /// A directory or file could not be used.
    #[error("cannot {action} {}: {error}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// A directory that others can write in.
    #[error("{} belongs to somebody else or is open to others. Remove it, or choose another directory with --data-dir", .0.display())]
    NotPrivate(PathBuf),
    /// `initdb` or `postgres` ended with an error.
    #[error("{program} failed: {message}")]
    Program {
        /// Which program.
        program: String,
        /// The end of what it wrote.
        message: String,
    },
    /// The server did not become ready in time.
    #[error("the private PostgreSQL did not become ready within {seconds} seconds. Its log is {}", log.display())]
    TooSlow {
        /// How long was waited.
        seconds: u64,
        /// The server's log.
        log: PathBuf,
    },
    /// The server is there but does not take us.
    #[error("cannot connect to the database: {0}. Check that it runs and that DATABASE_URL is right")]
    Connect(#[source] sqlx::Error),
}

impl Error {
    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { action, path, error }
    }
}
