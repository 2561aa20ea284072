//! Who the server runs as.

use crate::Error;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Accounts that root hands the server to, in order of preference.
const PREFERRED: [&str; 3] = ["postgres", "_postgres", "nobody"];

/// The account that owns the server's files and processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Whether it is another account than the one this process runs under.
    pub(crate) foreign: bool,
}

impl Account {
    /// The current account, or an unprivileged one when that is root.
    pub(crate) fn choose() -> Result<Self, Error> {
        let uid = rustix::process::geteuid();
        if !uid.is_root() {
            return Ok(Self { uid: uid.as_raw(), gid: rustix::process::getegid().as_raw(), foreign: false });
        }
        let passwd = std::fs::read_to_string("/etc/passwd").map_err(Error::file("read", "/etc/passwd"))?;
        PREFERRED.iter().find_map(|name| find(&passwd, name)).ok_or(Error::NoAccount)
    }

    /// Makes `command` run under this account. The supplementary groups of
    /// root are dropped with it.
    pub(crate) fn apply(self, command: &mut Command) {
        if self.foreign {
            command.gid(self.gid).uid(self.uid);
        }
    }

    /// Gives `path` to this account.
    pub(crate) fn own(self, path: &Path) -> Result<(), Error> {
        if self.foreign {
            std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid)).map_err(Error::file("give away", path))?;
        }
        Ok(())
    }

    /// Whether this account can pass through every directory above `path`.
    /// Looks at the permission bits alone.
    pub(crate) fn can_reach(self, path: &Path) -> bool {
        path.ancestors().skip(1).all(|dir| dir.metadata().is_ok_and(|meta| self.can_enter(&meta)))
    }

    fn can_enter(self, meta: &Metadata) -> bool {
        let shift = match () {
            () if meta.uid() == self.uid => 6,
            () if meta.gid() == self.gid => 3,
            () => 0,
        };
        (meta.mode() >> shift) & 1 == 1
    }
}

/// `name:password:uid:gid:…`; macOS writes the uid of `nobody` as -2.
fn find(passwd: &str, name: &str) -> Option<Account> {
    let fields: Vec<&str> =
        passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
    let id = |text: &str| text.parse::<i64>().ok().map(|id| id as u32);
    let account = Account { uid: id(fields.get(2)?)?, gid: id(fields.get(3)?)?, foreign: true };
    (account.uid != 0).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobody2:x:7:7::/:\nnobody:*:-2:-2::/:\n";
        assert_eq!(find(passwd, "nobody").unwrap().uid, u32::MAX - 1);
        assert_eq!(find(passwd, "root"), None, "root is never unprivileged");
        assert_eq!(find("", "nobody"), None);
    }
}
