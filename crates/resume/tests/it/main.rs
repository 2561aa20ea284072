//! The crate from outside: samples to profiles, sources, refusals, hostile files.

#[cfg(test)]
mod fuzzed;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod targets;

use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// The day the samples are read on.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day of the calendar")
}

/// The project's sample résumés.
fn samples() -> Vec<PathBuf> {
    documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"))
}

/// Every PDF, DOCX and text file in a folder and below, in order.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            _ if path.is_dir() => found.extend(documents(&path)),
            Some("pdf" | "docx" | "txt") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}
