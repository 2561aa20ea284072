//! A real database per test.
//!
//! ```ignore
//! let database = postgres::testing::database(&[&store::migrator()]).await;
//! store::users::create_user(&database.pool, …).await?;
//! ```
//!
//! The first test of a machine creates a server under the target directory;
//! all test processes share it, and its keeper stops it seconds after the last
//! one. Migrations run once, into a template; each test gets a clone and drops
//! it at its end. `VALET_TEST_DATABASE_URL` names another server to use (its
//! user must be allowed to create databases).
//!
//! Everything here panics with a sentence instead of returning an error: it is
//! for tests alone.

#![expect(clippy::unwrap_used, reason = "for tests alone, and a panic is how a test fails")]

use crate::cluster::{Cluster, Use};
use crate::layout::digest;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// Names another server than the shared one.
const OTHER_SERVER: &str = "VALET_TEST_DATABASE_URL";

/// Templates of older migrations that are kept; the rest is dropped.
const TEMPLATES_KEPT: i64 = 8;

/// A database of one test. Dropping it drops the database.
#[derive(Debug)]
pub struct TestDatabase {
    /// Connections to it.
    pub pool: PgPool,
    /// Its address, for handing to another process.
    pub url: String,
    name: String,
    admin: PgConnectOptions,
}

/// A fresh database in which `migrators` have run, in that order.
///
/// # Panics
/// When there is no server, or a migration fails.
pub async fn database(migrators: &[&Migrator]) -> TestDatabase {
    let server = server().await;
    let mut admin = server.connect().await;
    let template = server.template(&mut admin, migrators).await;
    let name = fresh_name();
    execute(&mut admin, format!("create database {name} template {template}")).await;
    let _ = admin.close().await;
    let url = (server.url_of)(&name);
    let pool = crate::connect(&url, 10).await.unwrap_or_else(|error| panic!("{error}"));
    TestDatabase { pool, url, name, admin: server.admin.clone() }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (admin, name) = (self.admin.clone(), self.name.clone());
        // A thread of its own: this one may be inside the test's runtime, or unwinding.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut admin = admin.connect().await?;
                let sql = format!("drop database if exists {name} with (force)");
                sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
                admin.close().await
            })
        });
        // What is left behind after a failure is dropped by a later process.
        let _ = dropping.join();
    }
}

struct Server {
    admin: PgConnectOptions,
    url_of: Box<dyn Fn(&str) -> String + Send + Sync>,
    /// Kept while this process lives, as a sign that the server is in use.
    _cluster: Option<Cluster>,
}

async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    SERVER.get_or_init(|| async { Box::pin(Server::reach()).await }).await
}

impl Server {
    async fn reach() -> Self {
        if let Ok(url) = std::env::var(OTHER_SERVER) {
            let admin = PgConnectOptions::from_str(&url).unwrap_or_else(|error| panic!("{OTHER_SERVER}: {error}"));
            return Self { admin, url_of: Box::new(move |name| with_database(&url, name)), _cluster: None };
        }
        let directory = shared_directory();
        let cluster = Cluster::open(&directory, Use::Shared, |_| ()).await;
        let cluster = cluster.unwrap_or_else(|error| panic!("no database for tests: {error}"));
        let admin = PgConnectOptions::from_str(&cluster.url_of("postgres")).expect("an address made here is valid");
        let any = cluster.url_of("*");
        let url_of = Box::new(move |name: &str| any.replacen('*', name, 1));
        let server = Self { admin, url_of, _cluster: Some(cluster) };
        server.drop_leftovers().await;
        server
    }

    async fn connect(&self) -> PgConnection {
        let admin = self.admin.clone().disable_statement_logging().connect().await;
        admin.unwrap_or_else(|error| panic!("no database for tests: {error}"))
    }

    /// The template for `migrators`, made by whoever needs it first. It gets
    /// its final name when it is complete.
    async fn template(&self, admin: &mut PgConnection, migrators: &[&Migrator]) -> String {
        let key = key(migrators);
        let name = format!("template_{key}");
        if exists(admin, &name).await {
            return name;
        }
        sqlx::query("select pg_advisory_lock(hashtext($1))").bind(&name).execute(&mut *admin).await.unwrap();
        if !exists(admin, &name).await {
            let unfinished = format!("unfinished_{key}");
            execute(admin, format!("drop database if exists {unfinished} with (force)")).await;
            execute(admin, format!("create database {unfinished}")).await;
            let mut connection = self.admin.clone().database(&unfinished).connect().await.unwrap();
            for migrator in migrators {
                migrator.run(&mut connection).await.unwrap_or_else(|error| panic!("a migration fails: {error}"));
            }
            connection.close().await.unwrap();
            execute(admin, format!("alter database {unfinished} rename to {name}")).await;
        }
        sqlx::query("select pg_advisory_unlock(hashtext($1))").bind(&name).execute(&mut *admin).await.unwrap();
        name
    }

    /// Drops the databases of killed test processes and the templates of old migrations.
    async fn drop_leftovers(&self) {
        let mut admin = self.connect().await;
        let tests = "select datname from pg_database where datname like 'test\\_%'";
        let tests: Vec<String> = sqlx::query_scalar(tests).fetch_all(&mut admin).await.unwrap();
        let templates = "select datname from pg_database where datname like 'template\\_%' order by oid desc offset $1";
        let templates: Vec<String> =
            sqlx::query_scalar(templates).bind(TEMPLATES_KEPT).fetch_all(&mut admin).await.unwrap();
        for name in tests.into_iter().filter(|name| is_orphan(name)).chain(templates) {
            let sql = format!("drop database if exists {name} with (force)");
            // Another process may be doing the same.
            let _ = sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await;
        }
        let _ = admin.close().await;
    }
}

async fn exists(admin: &mut PgConnection, name: &str) -> bool {
    let query = sqlx::query_scalar("select exists(select from pg_database where datname = $1)");
    query.bind(name).fetch_one(admin).await.unwrap_or_else(|error| panic!("no database for tests: {error}"))
}

/// `sql` is made of names that this module made: letters, digits, underscores.
async fn execute(admin: &mut PgConnection, sql: String) {
    let done = sqlx::query(AssertSqlSafe(sql.clone())).execute(admin).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// `test_<process>_<number>`
fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn is_orphan(name: &str) -> bool {
    let pid = name.split('_').nth(1).and_then(|pid| pid.parse().ok()).and_then(rustix::process::Pid::from_raw);
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

fn key(migrators: &[&Migrator]) -> String {
    let mut bytes = Vec::new();
    for migration in migrators.iter().flat_map(|migrator| migrator.iter()) {
        bytes.extend_from_slice(&migration.version.to_be_bytes());
        bytes.extend_from_slice(&migration.checksum);
    }
    digest(&bytes)
}

/// Under the target directory of the running test, by user, because root and
/// an ordinary user cannot share one; in the temporary directory when the target
/// directory is not writable.
fn shared_directory() -> PathBuf {
    let uid = rustix::process::geteuid().as_raw();
    let program = std::env::current_exe().unwrap_or_default();
    let target = program.ancestors().find(|dir| dir.join("CACHEDIR.TAG").exists());
    let places = [target.map(|target| target.join(format!("test-database-{uid}"))), Some(temporary(uid))];
    let place = places.into_iter().flatten().find(|place| std::fs::create_dir_all(place).is_ok());
    place.unwrap_or_else(|| temporary(uid))
}

fn temporary(uid: u32) -> PathBuf {
    std::env::temp_dir().join(format!("valet-test-database-{uid}"))
}

/// `url` with another database name.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{}/{name}{query}", &base[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_of_an_address_changes() {
        for (url, expected) in [
            ("postgres://u:p@h:1/d?sslmode=disable", "postgres://u:p@h:1/new?sslmode=disable"),
            ("postgres://h", "postgres://h/new"),
            ("postgres:///d?host=/tmp/x", "postgres:///new?host=/tmp/x"),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }

    #[test]
    fn only_databases_of_ended_processes_are_left_over() {
        assert!(!is_orphan(&format!("test_{}_0", std::process::id())));
        assert!(is_orphan("test_2147483646_0"));
        assert!(!is_orphan("test_x_0"));
    }
}
