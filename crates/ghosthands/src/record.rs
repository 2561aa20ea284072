//! What an application leaves as evidence, written down while it happens.
//!
//! A record that cannot be written never stops an application that may have
//! left already; what is missing is said in the job's result.

use crate::gate::Gate;
use browser::Page;
use chrono::Utc;
use domain::{JobId, PostingKey, TaskId};
use evidence::{Bundle, EntryName, Header, MediaType, SigningKey};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The evidence of one application.
pub struct Record {
    path: PathBuf,
    bundle: Option<Bundle>,
    missing: Vec<String>,
}

/// Where the evidence of a finished application is.
#[derive(Debug, Clone, Serialize)]
pub struct Sealed {
    /// The bundle.
    pub path: PathBuf,
    /// Digest of its chain's last line.
    pub head: String,
    /// Entries that could not be written, with the reason.
    pub missing: Vec<String>,
}

/// Seals what workers that were killed left unfinished, as incomplete. A
/// bundle whose writer lives is left to it.
pub(crate) fn seal_abandoned(folder: &Path, key: &SigningKey) {
    let Ok(unfinished) = evidence::list_unfinished(folder) else { return };
    for path in unfinished {
        let sealed = Bundle::recover(&path).and_then(|bundle| match bundle {
            Some(bundle) => bundle.finish(key, Utc::now()).map(Some),
            None => Ok(None),
        });
        match sealed {
            Ok(Some(sealed)) => tracing::info!(path = %sealed.path.display(), "sealed an unfinished bundle"),
            Ok(None) | Err(evidence::BundleError::Busy(_)) => {}
            Err(error) => tracing::warn!(path = %path.display(), %error, "an unfinished bundle cannot be sealed"),
        }
    }
}

impl Record {
    /// Begins `<folder>/<job>.zip`. A run that is tried again begins a new bundle beside the old one.
    #[must_use]
    pub fn begin(folder: &Path, task: TaskId, job: JobId, epoch: i64, posting: PostingKey) -> Self {
        let name = if epoch == 1 { format!("{job}.zip") } else { format!("{job}-{epoch}.zip") };
        let path = folder.join(name);
        let header = Header { product: concat!("valet ", env!("CARGO_PKG_VERSION")).to_owned(), task, job, posting };
        let begun = std::fs::create_dir_all(folder)
            .map_err(|e| e.to_string())
            .and_then(|()| Bundle::create(&path, header, Utc::now()).map_err(|e| e.to_string()));
        let (bundle, missing) = match begun {
            Ok(bundle) => (Some(bundle), Vec::new()),
            Err(error) => (None, vec![format!("the whole bundle: {error}")]),
        };
        Self { path, bundle, missing }
    }

    /// Adds a JSON document.
    pub fn add_json(&mut self, name: &str, document: &impl Serialize) {
        match serde_json::to_vec_pretty(document) {
            Ok(bytes) => drop(self.add(name, MediaType::Json, &bytes)),
            Err(error) => self.missing.push(format!("{name}: {error}")),
        }
    }

    /// Adds a picture of the page as it is. Returns the entry's name.
    pub async fn screenshot(&mut self, name: &str, page: &Page) -> Option<String> {
        match page.screenshot().await {
            Ok(png) => self.add(name, MediaType::Png, &png),
            Err(error) => {
                self.missing.push(format!("{name}: {error}"));
                None
            }
        }
    }

    /// Adds the page's source as it is.
    pub async fn html(&mut self, name: &str, page: &Page) {
        match page.html().await {
            Ok(html) => drop(self.add(name, MediaType::Html, html.as_bytes())),
            Err(error) => self.missing.push(format!("{name}: {error}")),
        }
    }

    /// Adds the gate's ledger as it is now. Its last line says how many requests it leaves out.
    pub fn ledger(&mut self, name: &str, gate: &Gate) {
        let entries = gate.ledger();
        let end = serde_json::json!({ "left_out": gate.left_out() }).to_string();
        let lines: Vec<String> =
            entries.iter().filter_map(|entry| serde_json::to_string(entry).ok()).chain([end]).collect();
        self.add(name, MediaType::JsonLines, lines.join("\n").as_bytes());
    }

    /// Adds the gate's ledger and the versions, signs and seals.
    pub fn seal(mut self, gate: &Gate, browser: &str, key: &SigningKey) -> Sealed {
        self.ledger("gate.jsonl", gate);
        self.add_json(
            "versions.json",
            &serde_json::json!({ "valet": env!("CARGO_PKG_VERSION"), "browser": browser, "missing": self.missing }),
        );
        let Self { path, bundle, mut missing } = self;
        let head = match bundle.map(|bundle| bundle.finish(key, Utc::now())) {
            Some(Ok(sealed)) => sealed.head.to_string(),
            Some(Err(error)) => {
                missing.push(format!("the seal: {error}"));
                String::new()
            }
            None => String::new(),
        };
        Sealed { path, head, missing }
    }

    /// Adds an entry under `name`, or under `name-2`, `name-3` … when it is taken.
    fn add(&mut self, name: &str, media: MediaType, bytes: &[u8]) -> Option<String> {
        let bundle = self.bundle.as_mut()?;
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let taken: Vec<&str> = bundle.entries().map(EntryName::as_str).collect();
        let free = std::iter::once(name.to_owned())
            .chain((2..1_000).map(|n| format!("{stem}-{n}.{extension}")))
            .find(|candidate| !taken.contains(&candidate.as_str()));
        let added = free
            .ok_or_else(|| "too many of that name".to_owned())
            .and_then(|free| EntryName::parse(&free).map_err(|e| e.to_string()).map(|entry| (free, entry)))
            .and_then(|(free, entry)| {
                bundle.add(entry, media, bytes, Utc::now()).map_err(|e| e.to_string()).map(|_| free)
            });
        match added {
            Ok(free) => Some(free),
            Err(error) => {
                self.missing.push(format!("{name}: {error}"));
                None
            }
        }
    }
}
