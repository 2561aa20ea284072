//! Starting, adopting and stopping the private server.

use crate::Error;
use crate::account::Account;
use crate::installation::Installation;
use crate::keeper::{self, Joined, Presence};
use crate::layout::Layout;
use rustix::process::{Pid, Signal};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// The database Valet uses on a private server.
const DATABASE: &str = "valet";

/// How long a server may take to become ready. Recovery after a crash replays
/// at most `max_wal_size`, which takes seconds.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How long a server may take to stop when asked politely.
const STOP_WITHIN: Duration = Duration::from_secs(30);

/// The pause between two looks at a server that starts or stops.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A log larger than this is started anew.
const LOG_MAX_BYTES: u64 = 1 << 20;

/// Small, because it serves one person; quiet about values, because statements
/// and row contents are the person's own.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=32MB",
    "maintenance_work_mem=16MB",
    "min_wal_size=32MB",
    "max_wal_size=128MB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_worker_processes=2",
    "autovacuum_max_workers=1",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "log_min_messages=warning",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length_on_error=0",
];

/// For data that nobody would miss.
const DISPOSABLE: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

/// What [`Cluster::start`] is doing, to show to the person who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The files are not in the data directory, because the server's account cannot reach it.
    KeptElsewhere(PathBuf),
    /// The database is being created: once, a second or two.
    Creating,
    /// A server left by an earlier run is still there and is used.
    Adopting,
    /// The server is being started.
    Starting,
}

/// How a cluster is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// By one Valet; data are precious.
    Alone,
    /// By several test processes; data are not.
    Shared,
}

/// A running private server. Call [`Cluster::stop`] when done; a cluster that
/// is only dropped, or whose process is killed, is stopped by its keeper a few
/// seconds later, unless another start adopts it before.
#[derive(Debug)]
pub struct Cluster {
    layout: Layout,
    presence: Presence,
    server: Server,
    /// Held for as long as the cluster when it is used alone.
    _lock: Option<File>,
}

/// The server process: ours, or one found running.
#[derive(Debug)]
enum Server {
    Child(Child),
    Adopted(Pid),
}

impl Cluster {
    /// Starts the private server of `data_dir`, or adopts the one that an
    /// earlier, killed Valet left running. Creates what is missing. The data are
    /// kept between runs.
    ///
    /// # Errors
    /// [`Error::InUse`] when another Valet holds the directory; the others
    /// when the machine cannot run a server.
    pub async fn start(data_dir: &Path, progress: impl Fn(Progress)) -> Result<Self, Error> {
        Self::open(data_dir, Use::Alone, progress).await
    }

    /// The address of Valet's database on this server.
    #[must_use]
    pub fn url(&self) -> String {
        self.layout.url(DATABASE)
    }

    /// Stops the server: open connections are ended, everything committed is
    /// on disk.
    ///
    /// # Errors
    /// When the server does not end.
    pub async fn stop(self) -> Result<(), Error> {
        let Self { layout, presence, mut server, _lock } = self;
        server.signal(Signal::INT);
        if !server.ended_within(STOP_WITHIN).await {
            tracing::warn!("the private PostgreSQL does not stop when asked; ending it at once");
            server.signal(Signal::QUIT);
            if !server.ended_within(STOP_WITHIN).await {
                return Err(Error::TooSlow { seconds: 2 * STOP_WITHIN.as_secs(), log: layout.log() });
            }
        }
        presence.dismiss(&layout)?;
        layout.remove_distant_sockets()
    }

    pub(crate) async fn open(data_dir: &Path, usage: Use, progress: impl Fn(Progress)) -> Result<Self, Error> {
        let layout = Layout::create(data_dir, Account::choose()?)?;
        if layout.root().parent() != data_dir.canonicalize().ok().as_deref() {
            progress(Progress::KeptElsewhere(layout.root().to_owned()));
        }
        let lock = take_lock(&layout, usage).await?;
        let all = Installation::locate_all();
        let installation = Installation::choose(all, layout.version(), layout.root())?;
        if layout.version().is_none() {
            progress(Progress::Creating);
            initialise(&layout, &installation, usage).await?;
        }
        let presence = join(&layout, &installation, usage).await?;
        let server = match running(&layout).await? {
            Some(pid) => {
                progress(Progress::Adopting);
                Server::Adopted(pid)
            }
            None => {
                progress(Progress::Starting);
                Server::Child(launch(&layout, &installation, usage).await?)
            }
        };
        create_database(&layout).await?;
        Ok(Self { layout, presence, server, _lock: (usage == Use::Alone).then_some(lock) })
    }

    /// The address of another database on this server.
    pub(crate) fn url_of(&self, database: &str) -> String {
        self.layout.url(database)
    }
}

impl Server {
    fn signal(&self, signal: Signal) {
        let pid = match self {
            Self::Child(child) => Pid::from_child(child),
            Self::Adopted(pid) => *pid,
        };
        // The only failure is that it has ended, which is what is wanted.
        let _ = rustix::process::kill_process(pid, signal);
    }

    async fn ended_within(&mut self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        loop {
            let ended = match self {
                Self::Child(child) => !matches!(child.try_wait(), Ok(None)),
                Self::Adopted(pid) => !is_alive(*pid),
            };
            if ended || Instant::now() > deadline {
                return ended;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// One Valet holds the lock for its life; test processes hold it while they start.
async fn take_lock(layout: &Layout, usage: Use) -> Result<File, Error> {
    let path = layout.lock();
    let open = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = open.map_err(Error::file("open", &path))?;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if usage == Use::Shared => tokio::time::sleep(LOOK_EVERY).await,
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() { "?".to_owned() } else { pid.trim().to_owned() };
                return Err(Error::InUse { directory: layout.root().to_owned(), pid });
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", path)(error)),
        }
    }
    let write = |file: &mut File| {
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())
    };
    write(&mut file).map_err(Error::file("write", path))?;
    Ok(file)
}

/// Creates the data directory under another name first, so that a killed
/// `initdb` leaves nothing that looks finished.
async fn initialise(layout: &Layout, installation: &Installation, usage: Use) -> Result<(), Error> {
    let unfinished = layout.unfinished();
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(Error::file("remove", &unfinished))?;
    }
    let mut command = Command::new(installation.program("initdb"));
    command.arg("-D").arg(&unfinished).args(["--username=valet", "--encoding=UTF8", "--no-locale"]);
    // Whoever can enter the socket's directory is the owner; nobody else gets that far.
    command.args(["--auth-local=trust", "--auth-host=reject"]);
    if usage == Use::Shared {
        command.arg("--no-sync");
    }
    prepare(&mut command, layout, installation);
    let mut command = tokio::process::Command::from(command);
    let output = command.output().await.map_err(Error::file("run", installation.program("initdb")))?;
    if !output.status.success() {
        let message = last_lines(&String::from_utf8_lossy(&output.stderr));
        return Err(Error::Program { program: "initdb".into(), message });
    }
    std::fs::rename(&unfinished, layout.cluster()).map_err(Error::file("rename", unfinished))
}

async fn join(layout: &Layout, installation: &Installation, usage: Use) -> Result<Presence, Error> {
    let linger = Duration::from_secs(if usage == Use::Alone { 20 } else { 5 });
    let deadline = Instant::now() + READY_WITHIN;
    while Instant::now() < deadline {
        match keeper::join(layout, installation, linger).await? {
            Joined::Yes(presence) => return Ok(presence),
            Joined::Closing => {
                while postmaster(layout).is_some_and(|found| is_server(found.pid)) && Instant::now() < deadline {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                keeper::clear(layout)?;
            }
        }
    }
    Err(Error::TooSlow { seconds: READY_WITHIN.as_secs(), log: layout.log() })
}

/// What `postmaster.pid` says.
struct Postmaster {
    pid: Pid,
    /// `starting`, `ready`, `stopping`; empty in the first moments.
    status: String,
}

fn postmaster(layout: &Layout) -> Option<Postmaster> {
    let text = std::fs::read_to_string(layout.postmaster_pid()).ok()?;
    let mut lines = text.lines();
    let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?)?;
    Some(Postmaster { pid, status: lines.nth(6).unwrap_or_default().trim().to_owned() })
}

/// The server that is running already, once it is ready. What a killed server
/// left is removed here, because PostgreSQL takes any living process with its
/// number, even a zombie, for the server.
async fn running(layout: &Layout) -> Result<Option<Pid>, Error> {
    let deadline = Instant::now() + READY_WITHIN;
    while let Some(found) = postmaster(layout) {
        if !is_server(found.pid) {
            forget(layout);
            return Ok(None);
        }
        if found.status == "ready" {
            return Ok(Some(found.pid));
        }
        if Instant::now() > deadline {
            return Err(Error::TooSlow { seconds: READY_WITHIN.as_secs(), log: layout.log() });
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(None)
}

/// Removes the two lock files of a server that has ended. It may be removing
/// them itself at this moment, so one that is gone is no failure.
fn forget(layout: &Layout) {
    for path in [layout.postmaster_pid(), layout.socket_lock()] {
        let _ = std::fs::remove_file(path);
    }
}

fn is_alive(pid: Pid) -> bool {
    rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH)
}

/// Whether `pid` is a living PostgreSQL, as far as the system tells.
fn is_server(pid: Pid) -> bool {
    let number = pid.as_raw_nonzero();
    if Path::new("/proc/self/stat").exists() {
        // `123 (postgres) S …`; a zombie has ended.
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        return stat.contains("(postgres) ") && !stat.contains("(postgres) Z");
    }
    let shown = Command::new("ps").args(["-o", "comm=", "-p", &number.to_string()]).stderr(Stdio::null()).output();
    shown.is_ok_and(|shown| String::from_utf8_lossy(&shown.stdout).contains("postgres"))
}

/// Starts the server and waits until it is ready. A killed predecessor's last
/// processes may hold its shared memory for a moment; then it is tried again.
async fn launch(layout: &Layout, installation: &Installation, usage: Use) -> Result<Child, Error> {
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        let log_from = std::fs::metadata(layout.log()).map_or(0, |meta| meta.len());
        let mut child = spawn(layout, installation, usage)?;
        loop {
            if postmaster(layout).is_some_and(|found| found.pid == Pid::from_child(&child) && found.status == "ready") {
                return Ok(child);
            }
            if !matches!(child.try_wait(), Ok(None)) {
                break;
            }
            if Instant::now() > deadline {
                let _ = rustix::process::kill_process(Pid::from_child(&child), Signal::QUIT);
                return Err(Error::TooSlow { seconds: READY_WITHIN.as_secs(), log: layout.log() });
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let message = log_since(layout, log_from);
        if !message.contains("shared memory block") || Instant::now() > deadline {
            return Err(Error::Program { program: "postgres".into(), message: last_lines(&message) });
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn spawn(layout: &Layout, installation: &Installation, usage: Use) -> Result<Child, Error> {
    let path = layout.log();
    let too_large = std::fs::metadata(&path).is_ok_and(|meta| meta.len() > LOG_MAX_BYTES);
    if too_large {
        std::fs::remove_file(&path).map_err(Error::file("remove", &path))?;
    }
    let log = File::options().append(true).create(true).open(&path).map_err(Error::file("open", &path))?;
    let program = installation.program("postgres");
    let mut command = Command::new(&program);
    command.arg("-D").arg(layout.cluster());
    let mut sockets = OsString::from("unix_socket_directories=\"");
    sockets.push(layout.sockets());
    sockets.push("\"");
    command.arg("-c").arg(sockets);
    let disposable: &[&str] = if usage == Use::Shared { DISPOSABLE } else { &[] };
    command.args(SETTINGS.iter().chain(disposable).flat_map(|setting| ["-c", setting]));
    prepare(&mut command, layout, installation);
    command.stdout(Stdio::null()).stderr(log).spawn().map_err(Error::file("run", program))
}

/// The same surroundings for every program: the server's account, no terminal,
/// no signals meant for Valet, no PG* variables of the person.
fn prepare(command: &mut Command, layout: &Layout, installation: &Installation) {
    command
        .env_clear()
        .env("PATH", installation.bin())
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .current_dir(layout.root())
        .process_group(0)
        .stdin(Stdio::null());
    layout.account.apply(command);
}

async fn create_database(layout: &Layout) -> Result<(), Error> {
    let options = sqlx::postgres::PgConnectOptions::from_str(&layout.url("postgres")).map_err(Error::Connect)?;
    let mut admin: PgConnection = options.disable_statement_logging().connect().await.map_err(Error::Connect)?;
    let exists: bool = sqlx::query_scalar("select exists(select from pg_database where datname = $1)")
        .bind(DATABASE)
        .fetch_one(&mut admin)
        .await
        .map_err(Error::Connect)?;
    if !exists {
        sqlx::query("create database valet").execute(&mut admin).await.map_err(Error::Connect)?;
    }
    admin.close().await.map_err(Error::Connect)
}

fn log_since(layout: &Layout, from: u64) -> String {
    let read = || {
        let mut file = File::open(layout.log())?;
        file.seek(std::io::SeekFrom::Start(from))?;
        let mut text = Vec::new();
        file.take(LOG_MAX_BYTES).read_to_end(&mut text)?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&text).into_owned())
    };
    read().unwrap_or_default()
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}
