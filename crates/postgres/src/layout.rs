//! Where the server's files are.
//!
//! Everything lives in `<data directory>/postgres`, which belongs to the
//! server's [`Account`] alone. When root's data directory lies below a
//! directory that account cannot pass (`/root` is the usual one), the files go
//! to `/var/lib/valet/<digest of the data directory>` instead.

use crate::Error;
use crate::account::Account;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A socket's path must fit `sockaddr_un`: 104 bytes on macOS with the closing NUL.
const SOCKET_PATH_MAX_BYTES: usize = 103;

/// The name PostgreSQL gives its socket for port 5432.
const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// Where root's servers go when the data directory cannot be reached by their account.
const FOR_ROOT: &str = "/var/lib/valet";

#[derive(Debug, Clone)]
pub(crate) struct Layout {
    root: PathBuf,
    sockets: PathBuf,
    pub(crate) account: Account,
}

impl Layout {
    /// Chooses the places for `data_dir` and creates them.
    pub(crate) fn create(data_dir: &Path, account: Account) -> Result<Self, Error> {
        std::fs::create_dir_all(data_dir).map_err(Error::file("create", data_dir))?;
        let data_dir = data_dir.canonicalize().map_err(Error::file("find", data_dir))?;
        let mut root = data_dir.join("postgres");
        if account.foreign && !account.can_reach(&root) {
            std::fs::create_dir_all(FOR_ROOT).map_err(Error::file("create", FOR_ROOT))?;
            root = Path::new(FOR_ROOT).join(digest(data_dir.as_os_str().as_encoded_bytes()));
        }
        create_private(&root, account)?;
        let sockets = sockets_for(&root);
        create_private(&sockets, account)?;
        Ok(Self { root, sockets, account })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// PostgreSQL's own data directory.
    pub(crate) fn cluster(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Where `initdb` works; renamed to [`Self::cluster`] when it is complete.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.root.join("data.unfinished")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn postmaster_pid(&self) -> PathBuf {
        self.cluster().join("postmaster.pid")
    }

    /// Removes the socket's directory of a stopped server when it is a temporary one.
    pub(crate) fn remove_distant_sockets(&self) -> Result<(), Error> {
        if self.sockets.starts_with(&self.root) {
            return Ok(());
        }
        std::fs::remove_dir(&self.sockets).map_err(Error::file("remove", &self.sockets))
    }

    pub(crate) fn socket_lock(&self) -> PathBuf {
        self.sockets.join(format!("{SOCKET_NAME}.lock"))
    }

    pub(crate) fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// The major version that wrote the data, when there are any.
    pub(crate) fn version(&self) -> Option<u32> {
        std::fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// The address of `database` on this server.
    pub(crate) fn url(&self, database: &str) -> String {
        let host = percent_encode(self.sockets.as_os_str().as_encoded_bytes());
        format!("postgres:///{database}?host={host}&port=5432&user=valet&sslmode=disable")
    }
}

/// Beside the data when the path is short enough, else in the temporary directory.
fn sockets_for(root: &Path) -> PathBuf {
    let beside = root.join("run");
    if beside.join(SOCKET_NAME).as_os_str().len() <= SOCKET_PATH_MAX_BYTES {
        return beside;
    }
    Path::new("/tmp").join(format!("valet-{}", digest(root.as_os_str().as_encoded_bytes())))
}

/// Creates `path` for `account` alone. One that exists must be just that
/// already: in a shared directory somebody else could have put it there.
fn create_private(path: &Path, account: Account) -> Result<(), Error> {
    match std::fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.own(path),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let meta = path.symlink_metadata().map_err(Error::file("look at", path))?;
            let ours = meta.is_dir() && meta.uid() == account.uid && meta.permissions().mode() & 0o022 == 0;
            // Root died between creating it and giving it away: still empty, still root's.
            let half_made = account.foreign && meta.is_dir() && meta.uid() == 0 && is_empty(path);
            match (ours, half_made) {
                (true, _) => Ok(()),
                (_, true) => account.own(path),
                _ => Err(Error::NotPrivate(path.to_owned())),
            }
        }
        Err(error) => Err(Error::file("create", path)(error)),
    }
}

fn is_empty(path: &Path) -> bool {
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// FNV-1a, 64 bits: names a place, protects nothing, and never changes.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

fn percent_encode(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let encode = |byte: &u8| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    bytes.iter().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_never_exceeds_what_the_system_can_bind() {
        assert_eq!(sockets_for(Path::new("/data/postgres")), Path::new("/data/postgres/run"));
        let deep = PathBuf::from("/").join("d".repeat(120));
        let sockets = sockets_for(&deep);
        assert!(sockets.join(SOCKET_NAME).as_os_str().len() <= SOCKET_PATH_MAX_BYTES, "{sockets:?}");
        assert_ne!(sockets, sockets_for(&deep.join("x")), "two servers never share a socket");
    }

    #[test]
    fn a_directory_that_others_can_write_in_is_refused() {
        let account = Account {
            uid: rustix::process::geteuid().as_raw(),
            gid: rustix::process::getegid().as_raw(),
            foreign: false,
        };
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("run");
        create_private(&path, account).unwrap();
        create_private(&path, account).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(create_private(&path, account), Err(Error::NotPrivate(_))));
        let link = place.path().join("link");
        std::os::unix::fs::symlink("/tmp", &link).unwrap();
        assert!(matches!(create_private(&link, account), Err(Error::NotPrivate(_))));
    }

    #[test]
    fn an_address_holds_any_path() {
        assert_eq!(percent_encode("/a b/ü&?".as_bytes()), "/a%20b/%C3%BC%26%3F");
    }
}
