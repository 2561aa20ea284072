//! What Valet needs beside Rust: a Chromium and the PostgreSQL programs.
//!
//! Says what it is going to install before it does, and installs only with
//! rights it already has; else it prints the command to run and stops.

use crate::run::program;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Chromium,
    Postgres,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Postgres => "PostgreSQL (initdb, postgres, pg_ctl)",
        }
    }

    /// Packages of Debian; Ubuntu names its browser differently.
    fn packages(self, ubuntu: bool) -> &'static [&'static str] {
        match self {
            Self::Chromium if ubuntu => &["chromium-browser", "fonts-liberation"],
            Self::Chromium => &["chromium", "fonts-liberation"],
            Self::Postgres => &["postgresql"],
        }
    }

    fn homebrew(self) -> &'static str {
        match self {
            Self::Chromium => "brew install --cask google-chrome",
            Self::Postgres => "brew install postgresql@17",
        }
    }

    fn is_there(self) -> bool {
        let (names, places): (&[&str], Vec<PathBuf>) = match self {
            Self::Chromium => {
                (&["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"], applications())
            }
            Self::Postgres => (&["initdb"], postgres_directories()),
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let in_path = std::env::split_paths(&path).flat_map(|dir| names.iter().map(move |name| dir.join(name)));
        in_path.chain(places).any(|found| works(&found))
    }
}

/// Makes sure that all of `needs` are there.
pub(crate) fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|need| need.name()).collect::<Vec<_>>().join(" and ");
    if cfg!(target_os = "macos") {
        let commands = missing.iter().map(|need| need.homebrew()).collect::<Vec<_>>().join(" && ");
        bail!("{names} is missing. Run:\n    {commands}");
    }
    let ubuntu = std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.contains("ID=ubuntu"));
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages(ubuntu)).copied().collect();
    let Some(prefix) = rights() else {
        let by_hand = format!("apt-get install --no-install-recommends {}", packages.join(" "));
        bail!(
            "{names} is missing, and this user cannot install it. Run as root, or install it another way:\n    {by_hand}"
        );
    };
    println!("{names} is missing. Installing with apt-get: {}", packages.join(", "));
    if missing.contains(&Need::Postgres) {
        println!("Valet runs a PostgreSQL of its own; the server that the package may start on port 5432 is not used.");
    }
    apt_get(prefix, &["update", "--quiet"])?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt_get(prefix, &[&install[..], &packages].concat())?;
    match missing.iter().find(|need| !need.is_there()) {
        None => Ok(()),
        Some(Need::Chromium) => bail!(
            "the package {} brought no browser that runs here (on Ubuntu it is a snap, which containers cannot \
             run). Install Google Chrome from https://www.google.com/chrome and start again",
            packages[0]
        ),
        Some(need) => bail!("{} is still missing after the installation", need.name()),
    }
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let words: Vec<&str> = prefix.iter().copied().chain(["apt-get"]).chain(arguments.iter().copied()).collect();
    // Debian's packages ask questions otherwise.
    program(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").run()
}

/// What to put before `apt-get`; `None` when it is not there or not allowed.
fn rights() -> Option<&'static [&'static str]> {
    let succeeds = |program: &str, arguments: &[&str]| {
        let silent = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        silent.is_ok_and(|status| status.success())
    };
    if !succeeds("apt-get", &["--version"]) {
        return None;
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    match () {
        () if root => Some(&[]),
        () if succeeds("sudo", &["-n", "true"]) => Some(&["sudo", "-n"]),
        () => None,
    }
}

/// Whether it is there and runs: a stub that only tells how to install a snap does not count.
fn works(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let version = Command::new(path).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output();
    version.is_ok_and(|output| output.status.success() && output.stdout.iter().any(u8::is_ascii_digit))
}

fn applications() -> Vec<PathBuf> {
    let places = [
        "/usr/lib/chromium/chromium",
        "/snap/bin/chromium",
        "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    places.into_iter().map(PathBuf::from).collect()
}

/// Debian keeps the server's programs out of PATH; Homebrew does with its versioned formulas.
fn postgres_directories() -> Vec<PathBuf> {
    ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Applications/Postgres.app/Contents/Versions"]
        .into_iter()
        .filter_map(|root| std::fs::read_dir(root).ok())
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("bin/initdb"))
        .collect()
}
