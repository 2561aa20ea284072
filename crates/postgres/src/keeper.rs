//! Stops the server when nobody uses it any more, however its users ended.
//!
//! The keeper is a shell of a few lines in a process group of its own. Every
//! user of the server holds the writing end of a named pipe, which the system
//! closes even on `kill -9`; the keeper reads the other end. At end-of-file it
//! lingers, so that a user who comes back finds the server still running, and
//! then stops it.
//!
//! Whoever joins while the keeper lingers must not lose the server. Both sides
//! therefore rename the same file: a user renames `turn.N` to `turn.N+1` after
//! opening the pipe; the keeper notes N *before* it sees end-of-file and renames
//! `turn.N` to `closing.N` afterwards. One of the two renames fails: the keeper's,
//! and it goes on waiting, or the user's, who then waits for the server to end
//! and starts it anew. Users join one at a time, under the start lock.

use crate::Error;
use crate::installation::Installation;
use crate::layout::Layout;
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// `$1` is the linger in seconds; what follows stops the server.
const SCRIPT: &str = r#"
linger=$1; shift
mkfifo -m 600 pipe && exec 3<pipe || exit 1
while :; do
    turn=$(echo turn.*)
    if read -r word <&3; then exit 0; fi
    sleep "$linger"
    if mv "$turn" "closing.${turn#turn.}" 2>/dev/null; then
        "$@"
        rm -f "closing.${turn#turn.}"
        exit 0
    fi
    [ -p pipe ] || exit 0
done
"#;

/// How long a keeper may take to open its pipe.
const KEEPER_START: Duration = Duration::from_secs(10);

/// Being a user of the server. Dropping it is leaving.
#[derive(Debug)]
pub(crate) struct Presence {
    pipe: File,
    keeper: Option<Child>,
}

/// What came of an attempt to join.
pub(crate) enum Joined {
    /// The keeper counts us; the server will not be stopped under us.
    Yes(Presence),
    /// The keeper is stopping the server; join again once it is gone.
    Closing,
}

/// Joins as a user, with a new keeper where there is none. The caller holds
/// the start lock.
pub(crate) async fn join(layout: &Layout, installation: &Installation, linger: Duration) -> Result<Joined, Error> {
    if let Some(pipe) = open_pipe(layout)? {
        return Ok(if next_turn(layout)? { Joined::Yes(Presence { pipe, keeper: None }) } else { Joined::Closing });
    }
    clear(layout)?;
    let mut keeper = spawn(layout, installation, linger)?;
    let deadline = Instant::now() + KEEPER_START;
    loop {
        if let Some(pipe) = open_pipe(layout)? {
            return Ok(Joined::Yes(Presence { pipe, keeper: Some(keeper) }));
        }
        let ended = keeper.try_wait().map_err(Error::file("watch", "/bin/sh"))?.is_some();
        if ended || Instant::now() > deadline {
            let _ = keeper.kill();
            let message = format!("it could not watch over {}", layout.root().display());
            return Err(Error::Program { program: "/bin/sh".into(), message });
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

impl Presence {
    /// Tells the keeper to leave without stopping anything, because the caller
    /// stops the server itself.
    pub(crate) fn dismiss(mut self, layout: &Layout) -> Result<(), Error> {
        // A keeper that is gone already has nothing to be told.
        let _ = self.pipe.write_all(b"leave\n");
        if let Some(keeper) = &mut self.keeper {
            keeper.wait().map_err(Error::file("watch", "/bin/sh"))?;
        }
        clear(layout)
    }
}

/// The writing end of the pipe, when a keeper reads the other.
fn open_pipe(layout: &Layout) -> Result<Option<File>, Error> {
    let path = layout.root().join("pipe");
    match rustix::fs::open(&path, OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty()) {
        Ok(pipe) => Ok(Some(File::from(pipe))),
        Err(rustix::io::Errno::NXIO | rustix::io::Errno::NOENT) => Ok(None),
        Err(error) => Err(Error::file("open", path)(error.into())),
    }
}

/// Renames `turn.N` to `turn.N+1`; false when the keeper was first.
fn next_turn(layout: &Layout) -> Result<bool, Error> {
    let Some((number, path)) = entries(layout, "turn.")?.pop() else { return Ok(false) };
    match std::fs::rename(&path, layout.root().join(format!("turn.{}", number + 1))) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::file("rename", path)(error)),
    }
}

/// Removes what a former keeper left behind.
pub(crate) fn clear(layout: &Layout) -> Result<(), Error> {
    let mut left = entries(layout, "turn.")?;
    left.extend(entries(layout, "closing.")?);
    for path in left.into_iter().map(|(_, path)| path).chain([layout.root().join("pipe")]) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::file("remove", path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn entries(layout: &Layout, prefix: &str) -> Result<Vec<(u64, PathBuf)>, Error> {
    let listing = std::fs::read_dir(layout.root()).map_err(Error::file("list", layout.root()))?;
    Ok(listing
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?, entry.path())))
        .collect())
}

fn spawn(layout: &Layout, installation: &Installation, linger: Duration) -> Result<Child, Error> {
    let turn = layout.root().join("turn.0");
    File::create(&turn).map_err(Error::file("create", turn))?;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", SCRIPT, "valet-keeper", &linger.as_secs().to_string()])
        .arg(installation.program("pg_ctl"))
        .args(["stop", "--silent", "--mode=fast", "--timeout=60", "-D"])
        .arg(layout.cluster())
        .current_dir(layout.root())
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    layout.account.apply(&mut command);
    command.spawn().map_err(Error::file("run", "/bin/sh"))
}
