//! The life of a private server.

use postgres::{Cluster, DatabaseSource, Error, Progress};
use sqlx::PgPool;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The account of nobody on every system these tests run on.
const NOBODY: u32 = 65534;

/// A data directory that every account can reach.
fn data_dir() -> tempfile::TempDir {
    let dir = tempfile::Builder::new().prefix("valet-test").tempdir_in("/tmp").unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(dir.path(), open).unwrap();
    dir
}

async fn start(data_dir: &Path) -> (Cluster, Vec<Progress>) {
    let steps = Mutex::new(Vec::new());
    let cluster = Cluster::start(data_dir, |step| steps.lock().unwrap().push(step)).await.unwrap();
    (cluster, steps.into_inner().unwrap())
}

async fn pool(cluster: &Cluster) -> PgPool {
    postgres::connect(&cluster.url(), 2).await.unwrap()
}

async fn write(pool: &PgPool) {
    sqlx::raw_sql("create table kept (n int); insert into kept values (7)").execute(pool).await.unwrap();
}

async fn read(pool: &PgPool) -> i32 {
    sqlx::query_scalar("select n from kept").fetch_one(pool).await.unwrap()
}

/// The example `hold` as a child, and the lines it prints.
struct Holder {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Holder {
    fn run(data_dir: &Path, uid: Option<u32>) -> Self {
        let mut command = Command::new(example());
        command.arg(data_dir).current_dir("/").stdout(Stdio::piped());
        if let Some(uid) = uid {
            command.uid(uid).gid(uid);
        }
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What it says after `word`.
    fn said(&mut self, word: &str) -> String {
        let line = self.lines.by_ref().map(Result::unwrap).find(|line| line.starts_with(word));
        line.unwrap_or_else(|| panic!("it ended without saying {word:?}"))[word.len()..].trim().to_owned()
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `target/<profile>/examples/hold`; copied where any account can run it.
fn example() -> PathBuf {
    let built = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples/hold");
    assert!(built.exists(), "cargo test builds the examples; cargo test --test alone does not");
    built
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn server_pid(data_dir: &Path) -> Option<String> {
    let text = std::fs::read_to_string(data_dir.join("postgres/data/postmaster.pid")).ok()?;
    text.lines().next().map(str::to_owned)
}

async fn eventually(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} within {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_restart_keeps_the_data_and_takes_less_than_a_second() {
    let dir = data_dir();
    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Creating, Progress::Starting]);
    write(&pool(&cluster).await).await;
    cluster.stop().await.unwrap();
    assert_eq!(server_pid(dir.path()), None, "a stopped server leaves nothing running");

    let mut fastest = Duration::MAX;
    // The fastest of three: the machine may be busy with other tests.
    for _ in 0..3 {
        let before = Instant::now();
        let (cluster, steps) = start(dir.path()).await;
        fastest = fastest.min(before.elapsed());
        assert_eq!(steps, [Progress::Starting]);
        assert_eq!(read(&pool(&cluster).await).await, 7);
        cluster.stop().await.unwrap();
    }
    assert!(fastest < Duration::from_secs(1), "a later start took {fastest:?}");
    let left: Vec<_> =
        std::fs::read_dir(dir.path().join("postgres")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name == "pipe"), "{left:?}");
}

#[tokio::test]
async fn nothing_listens_on_the_network_and_the_socket_is_private() {
    let dir = data_dir();
    let (cluster, _) = start(dir.path()).await;
    let pool = pool(&cluster).await;
    let listening: String = sqlx::query_scalar("show listen_addresses").fetch_one(&pool).await.unwrap();
    assert_eq!(listening, "");
    let fsync: String = sqlx::query_scalar("show fsync").fetch_one(&pool).await.unwrap();
    assert_eq!(fsync, "on");
    let mode = std::fs::metadata(dir.path().join("postgres/run")).unwrap().permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o700);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_value_in_a_failing_statement_does_not_reach_the_log() {
    let dir = data_dir();
    let (cluster, _) = start(dir.path()).await;
    let pool = pool(&cluster).await;
    sqlx::raw_sql("create table people (email text primary key)").execute(&pool).await.unwrap();
    for _ in 0..2 {
        let insert = sqlx::raw_sql("insert into people values ('ada@secret.example')").execute(&pool).await;
        let _ = insert;
    }
    cluster.stop().await.unwrap();
    let log = std::fs::read_to_string(dir.path().join("postgres/postgres.log")).unwrap();
    assert!(log.contains("duplicate key"), "the failure itself is logged: {log}");
    assert!(!log.contains("secret.example"), "{log}");
}

#[tokio::test]
async fn a_second_valet_is_refused_with_the_number_of_the_first() {
    let dir = data_dir();
    let mut first = Holder::run(dir.path(), None);
    first.said("ready");
    let refused = Cluster::start(dir.path(), |_| ()).await.unwrap_err();
    assert!(matches!(refused, Error::InUse { .. }));
    let sentence = refused.to_string();
    assert!(sentence.contains(&format!("(process {})", first.child.id())), "{sentence}");
    assert!(sentence.contains("--data-dir"), "{sentence}");
}

#[tokio::test]
async fn a_server_whose_valet_was_killed_is_adopted_and_then_stopped() {
    let dir = data_dir();
    let mut holder = Holder::run(dir.path(), None);
    let url = holder.said("ready");
    let pool = postgres::connect(&url, 1).await.unwrap();
    write(&pool).await;
    let running = server_pid(dir.path()).unwrap();
    holder.kill();

    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Adopting]);
    assert_eq!(server_pid(dir.path()).unwrap(), running);
    assert_eq!(read(&pool).await, 7, "open connections survive the adoption");
    cluster.stop().await.unwrap();
    assert_eq!(server_pid(dir.path()), None);
}

#[tokio::test]
async fn a_server_nobody_adopts_is_stopped_by_its_keeper() {
    let dir = data_dir();
    let mut holder = Holder::run(dir.path(), None);
    holder.said("ready");
    holder.kill();
    let stopped = || server_pid(dir.path()).is_none();
    eventually("the keeper stops the server", Duration::from_secs(60), stopped).await;
    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Starting]);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_was_killed_itself_recovers_at_the_next_start() {
    let dir = data_dir();
    let (cluster, _) = start(dir.path()).await;
    write(&pool(&cluster).await).await;
    let server = server_pid(dir.path()).unwrap().parse().ok().and_then(rustix::process::Pid::from_raw).unwrap();
    rustix::process::kill_process(server, rustix::process::Signal::KILL).unwrap();
    drop(cluster);

    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Starting]);
    assert_eq!(read(&pool(&cluster).await).await, 7);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_process_number_that_now_belongs_to_another_program_does_not_block_the_start() {
    let dir = data_dir();
    let (cluster, _) = start(dir.path()).await;
    cluster.stop().await.unwrap();
    let stale = dir.path().join("postgres/data/postmaster.pid");
    let text = format!("{}\n{}\n0\n5432\n\n\n0 0\nready   \n", std::process::id(), dir.path().display());
    std::fs::write(&stale, text).unwrap();
    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Starting]);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn an_initdb_that_was_interrupted_is_done_again() {
    let dir = data_dir();
    let (cluster, _) = start(dir.path()).await;
    cluster.stop().await.unwrap();
    let postgres = dir.path().join("postgres");
    std::fs::rename(postgres.join("data"), postgres.join("data.unfinished")).unwrap();
    let (cluster, steps) = start(dir.path()).await;
    assert_eq!(steps, [Progress::Creating, Progress::Starting]);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn an_ordinary_user_runs_the_server_alone_and_root_hands_it_over() {
    let dir = data_dir();
    if is_root() {
        let (cluster, _) = start(dir.path()).await;
        let pid = server_pid(dir.path()).unwrap();
        let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(format!("/proc/{pid}")).unwrap());
        assert_ne!(owner, 0, "PostgreSQL must not run as root");
        cluster.stop().await.unwrap();
    }
    let own = data_dir();
    if is_root() {
        std::os::unix::fs::chown(own.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let mut holder = Holder::run(own.path(), is_root().then_some(NOBODY));
    holder.said("ready");
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(own.path().join("postgres/data")).unwrap());
    let expected = if is_root() { NOBODY } else { rustix::process::geteuid().as_raw() };
    assert_eq!(owner, expected);
}

#[tokio::test]
async fn a_directory_the_servers_account_cannot_reach_is_replaced_by_one_it_can() {
    let closed = tempfile::tempdir().unwrap();
    std::fs::set_permissions(closed.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let data_dir = closed.path().join("valet");
    let (cluster, steps) = start(&data_dir).await;
    match &steps[0] {
        Progress::KeptElsewhere(root) => {
            assert!(is_root() && root.starts_with("/var/lib/valet"), "{root:?}");
            write(&pool(&cluster).await).await;
            cluster.stop().await.unwrap();
            std::fs::remove_dir_all(root).unwrap();
        }
        _ => {
            assert!(!is_root(), "only root hands over");
            cluster.stop().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_data_directory_with_a_long_path_and_odd_characters_works() {
    let dir = data_dir();
    let deep = dir.path().join("a b'ü&?#%41".repeat(2)).join("d".repeat(100));
    let (cluster, _) = start(&deep).await;
    let pool_of_deep = pool(&cluster).await;
    write(&pool_of_deep).await;
    let sockets: String = sqlx::query_scalar("show unix_socket_directories").fetch_one(&pool_of_deep).await.unwrap();
    let sockets = PathBuf::from(sockets.trim_matches('"'));
    assert!(sockets.is_dir() && !sockets.starts_with(dir.path()), "{sockets:?}");
    cluster.stop().await.unwrap();
    assert!(!sockets.exists(), "nothing is left in the temporary directory");
    let odd = dir.path().join("a b'ü&?#%41");
    let (cluster, _) = start(&odd).await;
    write(&pool(&cluster).await).await;
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_address_is_told_without_its_password() {
    let source = DatabaseSource::Url("postgres://ada:s3cret@127.0.0.1:1/valet".into());
    let error = source.open(1, |_| ()).await.unwrap_err().to_string();
    assert!(error.contains("DATABASE_URL"), "{error}");
    assert!(!error.contains("s3cret") && !format!("{source:?}").contains("s3cret"), "{error}");
}

#[tokio::test]
async fn a_private_source_opens_and_closes() {
    let dir = data_dir();
    let database = DatabaseSource::Private(dir.path().to_owned()).open(2, |_| ()).await.unwrap();
    let one: i32 = sqlx::query_scalar("select 1").fetch_one(database.pool()).await.unwrap();
    assert_eq!(one, 1);
    assert!(database.url().starts_with("postgres:///valet?"));
    database.close().await.unwrap();
    assert_eq!(server_pid(dir.path()), None);
}

#[tokio::test]
async fn a_connection_that_is_never_given_back_does_not_keep_the_server_up() {
    let dir = data_dir();
    let database = DatabaseSource::Private(dir.path().to_owned()).open(2, |_| ()).await.unwrap();
    let held = database.pool().acquire().await.unwrap();
    database.close().await.unwrap();
    assert_eq!(server_pid(dir.path()), None);
    drop(held);
}
