//! The PostgreSQL binaries of the machine.

use crate::Error;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest release Valet runs on; older ones lack `DROP DATABASE … WITH (FORCE)`.
pub const OLDEST_MAJOR: u32 = 13;

/// Directories whose children (`15`, `postgresql@16`, `pgsql-16`) hold a `bin`.
const USUAL_PLACES: [&str; 6] = [
    "/usr/lib/postgresql",                          // Debian, Ubuntu
    "/usr",                                         // Fedora and relatives: /usr/pgsql-16
    "/opt/homebrew/opt",                            // Homebrew on Apple silicon
    "/usr/local/opt",                               // Homebrew on Intel
    "/home/linuxbrew/.linuxbrew/opt",               // Homebrew on Linux
    "/Applications/Postgres.app/Contents/Versions", // Postgres.app
];

/// A complete set of binaries of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    bin: PathBuf,
    major: u32,
    minor: u32,
}

impl Installation {
    /// Every complete set on this machine, newest first. A lone `postgres`
    /// without `initdb` beside it, or beside one of another version, is no set.
    #[must_use]
    pub fn locate_all() -> Vec<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::among(std::env::split_paths(&path).chain(usual_places()))
    }

    /// The newest complete set.
    ///
    /// # Errors
    /// [`Error::NotInstalled`].
    pub fn locate() -> Result<Self, Error> {
        Self::locate_all().into_iter().next().ok_or(Error::NotInstalled)
    }

    /// The newest of `all`, or the one of version `major` when data of that
    /// version exist in `directory`.
    pub(crate) fn choose(all: Vec<Self>, major: Option<u32>, directory: &Path) -> Result<Self, Error> {
        let Some(newest) = all.first() else { return Err(Error::NotInstalled) };
        let Some(wanted) = major else { return Ok(newest.clone()) };
        let installed = all.iter().map(|found| found.major.to_string()).collect::<Vec<_>>().join(", ");
        let other_version = || Error::OtherVersion { directory: directory.to_owned(), wanted, installed };
        all.iter().find(|found| found.major == wanted).cloned().ok_or_else(other_version)
    }

    /// The directory of the binaries.
    #[must_use]
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// Major version, e.g. 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    fn among(directories: impl Iterator<Item = PathBuf>) -> Vec<Self> {
        // A link such as /usr/local/bin/initdb leads to the set it belongs to.
        let real: BTreeSet<PathBuf> = directories
            .filter_map(|dir| dir.join("initdb").canonicalize().ok())
            .filter_map(|initdb| initdb.parent().map(Path::to_owned))
            .collect();
        let mut found: Vec<Self> = real.iter().filter_map(|dir| Self::complete(dir)).collect();
        found.sort_by_key(|set| std::cmp::Reverse((set.major, set.minor)));
        found
    }

    fn complete(bin: &Path) -> Option<Self> {
        let version = version_of(&bin.join("initdb"))?;
        let agree = ["postgres", "pg_ctl"].iter().all(|name| version_of(&bin.join(name)) == Some(version));
        let (major, minor) = version;
        (agree && major >= OLDEST_MAJOR).then(|| Self { bin: bin.to_owned(), major, minor })
    }
}

fn usual_places() -> impl Iterator<Item = PathBuf> {
    USUAL_PLACES.into_iter().flat_map(|root| {
        std::fs::read_dir(root)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with("postgresql")
                    || name.starts_with("pgsql")
                    || name.starts_with(|c: char| c.is_ascii_digit())
            })
            .map(|entry| entry.path().join("bin"))
    })
}

fn version_of(program: &Path) -> Option<(u32, u32)> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, `postgres (PostgreSQL) 17beta1`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let version = text.split_once("(PostgreSQL)")?.1.split_whitespace().next()?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    Some((major, numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A directory with shell scripts that answer `--version`.
    fn install(root: &Path, name: &str, programs: &[(&str, &str)]) -> PathBuf {
        let bin = root.join(name);
        std::fs::create_dir_all(&bin).unwrap();
        for (program, version) in programs {
            let path = bin.join(program);
            std::fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        bin
    }

    #[test]
    fn only_a_complete_set_of_one_version_counts_and_the_newest_comes_first() {
        let root = tempfile::tempdir().unwrap();
        let set = |version| [("initdb", version), ("postgres", version), ("pg_ctl", version)];
        let old = install(root.path(), "old", &set("14.9"));
        let new = install(root.path(), "new", &set("16.2 (Debian 16.2-1)"));
        let partial = install(root.path(), "partial", &[("postgres", "17.1")]);
        let mixed = install(root.path(), "mixed", &[("initdb", "17.1"), ("postgres", "15.1"), ("pg_ctl", "17.1")]);
        let ancient = install(root.path(), "ancient", &set("9.6.1"));
        let linked = root.path().join("linked");
        std::fs::create_dir(&linked).unwrap();
        std::os::unix::fs::symlink(new.join("initdb"), linked.join("initdb")).unwrap();

        let missing = root.path().join("missing");
        let found = Installation::among([partial, old.clone(), mixed, ancient, linked, missing].into_iter());

        let found: Vec<_> = found.iter().map(|set| (set.bin().to_owned(), set.major())).collect();
        let real = |path: PathBuf| path.canonicalize().unwrap();
        assert_eq!(found, [(real(new), 16), (real(old), 14)]);
    }

    #[test]
    fn missing_binaries_are_a_sentence_that_says_what_to_install() {
        let error = Installation::choose(Vec::new(), None, Path::new("/data")).unwrap_err().to_string();
        assert!(error.contains("apt-get install postgresql") && error.contains("DATABASE_URL"), "{error}");
    }

    #[test]
    fn data_of_a_version_that_is_gone_are_refused_rather_than_lost() {
        let fifteen = Installation { bin: "/b".into(), major: 15, minor: 1 };
        let choose = |wanted| Installation::choose(vec![fifteen.clone()], wanted, Path::new("/data"));
        assert_eq!(choose(Some(15)).unwrap(), fifteen);
        let error = choose(Some(14)).unwrap_err().to_string();
        assert!(error.contains("PostgreSQL 14") && error.contains("postgresql-14"), "{error}");
    }

    #[test]
    fn versions_are_read_from_what_the_programs_print() {
        for (text, version) in [
            ("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some((15, 18))),
            ("postgres (PostgreSQL) 17beta1", Some((17, 0))),
            ("postgres 1.2", None),
            ("", None),
        ] {
            assert_eq!(parse_version(text), version, "{text:?}");
        }
    }
}
