//! The `valet` binary, run as people and scripts run it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod batch;
mod person;
mod private_database;
mod refusals;
mod scoring;
mod verifying;

use postgres::testing::TestDatabase;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// A machine with an empty database and data directory.
struct Machine {
    database: TestDatabase,
    data_dir: tempfile::TempDir,
}

impl Machine {
    async fn new() -> Self {
        Self { database: postgres::testing::database(&[]).await, data_dir: tempfile::tempdir().unwrap() }
    }

    fn valet(&self, arguments: &[&str]) -> Output {
        valet(self.data_dir.path()).env("DATABASE_URL", &self.database.url).args(arguments).output().unwrap()
    }

    /// What it prints, as JSON; it must succeed.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.valet(&[&["--json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output)))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.data_dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// The binary with nothing of the tester's own surroundings but the path.
fn valet(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_valet"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("VALET_DATA_DIR", data_dir);
    command.stdin(std::process::Stdio::null());
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
