//! Running other programs, loudly: what runs is printed, what fails is an error.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program about to run in the root of the repository.
pub(crate) struct Run {
    command: Command,
    shown: String,
}

/// The `cargo` that runs us.
pub(crate) fn cargo(subcommand: &str) -> Run {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Run { command: Command::new(program), shown: "cargo".to_owned() };
    run.command.current_dir(root());
    run.arg(subcommand)
}

/// Any other program.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Run {
    let mut command = Command::new(&name);
    command.current_dir(root());
    Run { command, shown: name.as_ref().to_string_lossy().into_owned() }
}

/// Builds the `valet` binary and runs one of its commands with the terminal.
pub(crate) fn valet(subcommand: &str, arguments: &[String]) -> Result<()> {
    cargo("build").args(["--package", "cli", "--bin", "valet"]).run()?;
    let binary = target_directory()?.join("debug/valet");
    let status = Command::new(&binary).arg(subcommand).args(arguments).status();
    let status = status.with_context(|| format!("cannot run {}", binary.display()))?;
    // The exit codes of valet mean something; hand them on.
    std::process::exit(status.code().unwrap_or(1));
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root of the repository")
}

fn target_directory() -> Result<PathBuf> {
    Ok(crate::metadata::read()?.target_directory)
}

impl Run {
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&argument.as_ref().to_string_lossy());
        self.command.arg(argument);
        self
    }

    pub(crate) fn args(self, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.shown = format!("{name}={value} {}", self.shown);
        self.command.env(name, value);
        self
    }

    /// Hides variables of the person's environment from it.
    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        for name in names {
            self.command.env_remove(name);
        }
        self
    }

    /// Runs it with our terminal; an exit code other than 0 is an error.
    pub(crate) fn run(mut self) -> Result<()> {
        println!("$ {}", self.shown);
        let status = self.command.status().with_context(|| format!("cannot run `{}`", self.shown))?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.shown);
        }
        Ok(())
    }

    /// Runs it quietly and returns what it writes.
    pub(crate) fn read(mut self) -> Result<String> {
        let output = self.command.output().with_context(|| format!("cannot run `{}`", self.shown))?;
        if !output.status.success() {
            bail!("`{}` failed ({}): {}", self.shown, output.status, String::from_utf8_lossy(&output.stderr));
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{}` does not write text", self.shown))
    }
}
