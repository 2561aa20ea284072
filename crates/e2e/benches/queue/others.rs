//! Queues that people know, in their own language on the same server.

use crate::Server;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::Command;

const PACKAGES: [&str; 3] = ["pg-boss@10", "graphile-worker@0.17", "pg@8"];

/// The installed packages.
pub(crate) struct Others {
    folder: PathBuf,
    url: String,
}

impl Others {
    /// Installs the packages beside the build when they are not there; `None` where that cannot be done.
    pub(crate) async fn install(server: &Server, database: &str) -> Option<Self> {
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
        let folder = target.join("bench-node");
        std::fs::create_dir_all(&folder).unwrap();
        if !PACKAGES.iter().all(|package| {
            let name = package.split_once('@').map_or(*package, |(name, _)| name);
            folder.join("node_modules").join(name).exists()
        }) {
            let mut npm = Command::new("npm");
            let installed = npm.args(["install", "--silent"]).args(PACKAGES).current_dir(&folder).status().await;
            if !installed.is_ok_and(|status| status.success()) {
                println!("(b) pg-boss and graphile-worker are left out: npm cannot install them here");
                return None;
            }
        }
        std::fs::write(folder.join("queue.mjs"), include_str!("queue.mjs")).unwrap();
        server.database(database).await.close().await;
        let options = server.options().database(database);
        let url = sqlx::ConnectOptions::to_url_lossy(&options).to_string();
        Some(Self { folder, url })
    }

    /// Jobs per second of one round.
    pub(crate) async fn run(&self, queue: &str, jobs: i32) -> f64 {
        let mut node = Command::new("node");
        node.args(["queue.mjs", queue, &jobs.to_string()]).env("DATABASE_URL", &self.url).current_dir(&self.folder);
        let output = node.stderr(Stdio::inherit()).output().await.unwrap();
        assert!(output.status.success(), "{queue} failed");
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }
}
