//! The manifest: what the bundle is about and where its chain ends. It is the one file that is signed.

use crate::keys::PublicKey;
use crate::{FORMAT, instant};
use chrono::{DateTime, Utc};
use domain::{JobId, PostingKey, Sha256, TaskId};
use serde::{Deserialize, Serialize};

/// Largest manifest.
pub(crate) const MAX_MANIFEST: usize = 16 * 1024;
/// Largest header, so that a manifest always fits.
pub(crate) const MAX_HEADER: usize = 8 * 1024;

/// Which application a bundle is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Product and version that made it, e.g. `valet 0.1.0`.
    pub product: String,
    /// The person's wish.
    pub task: TaskId,
    /// The run that fulfilled it.
    pub job: JobId,
    /// The advert.
    pub posting: PostingKey,
}

/// Whether the record reaches the end of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// Sealed by the run itself.
    Complete,
    /// The run was interrupted; what it had recorded until then was sealed later.
    Incomplete,
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: String,
    #[serde(flatten)]
    pub(crate) header: Header,
    #[serde(with = "instant")]
    pub(crate) created_at: DateTime<Utc>,
    #[serde(with = "instant")]
    pub(crate) finished_at: DateTime<Utc>,
    pub(crate) completeness: Completeness,
    /// Number of entries.
    pub(crate) entries: usize,
    /// Digest of the last line of the chain.
    pub(crate) head: Sha256,
    pub(crate) public_key: PublicKey,
}

impl Manifest {
    pub(crate) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest has only text and numbers") + "\n"
    }

    /// Reads a manifest that is spelled exactly as [`Manifest::text`] would spell it.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(text).ok()?;
        (manifest.text().as_bytes() == text && manifest.format == FORMAT).then_some(manifest)
    }

    /// The format a manifest claims, when it is another than ours.
    pub(crate) fn foreign_format(text: &[u8]) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(text).ok()?;
        let format = value.get("format")?.as_str()?;
        let ours = FORMAT.split_once('/').map_or(FORMAT, |(family, _)| family);
        let version = format.strip_prefix(ours)?.strip_prefix('/')?;
        let version: u32 = version.parse().ok()?;
        let foreign = format!("{ours}/{version}");
        (foreign != FORMAT && foreign == format).then_some(foreign)
    }
}
