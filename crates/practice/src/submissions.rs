//! What arrived: applications, files and how often.

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// A file as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceivedFile {
    /// Field it was attached to.
    pub field: String,
    /// Name the browser gave.
    pub name: String,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub size_bytes: usize,
}

/// An application as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// Number, counting from 1 since the start or the last reset.
    pub id: u64,
    /// Posting, by key.
    pub posting: String,
    /// E-mail address of the applicant as given, if any.
    pub email: Option<String>,
    /// When.
    pub received_at: DateTime<Utc>,
    /// Drift level of the form it was made with.
    pub drift: u8,
    /// Values by wire name; chosen options by label, dates in ISO, ticked boxes as `Yes`.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Files.
    pub files: Vec<ReceivedFile>,
    /// Request headers, cookies left out.
    pub headers: Vec<(String, String)>,
}

impl Submission {
    /// Values of a field without blanks; for a file its SHA-256.
    #[must_use]
    pub fn values(&self, field: &str) -> Vec<String> {
        let files = self.files.iter().filter(|file| file.field == field).map(|file| file.sha256.clone());
        let texts = self.fields.get(field).into_iter().flatten();
        texts.filter(|text| !text.trim().is_empty()).cloned().chain(files).collect()
    }
}

/// A file that left the browser before, or without, a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upload {
    /// Handle the page submits instead of the file.
    pub token: String,
    /// Posting, by key.
    pub posting: String,
    /// The file. The field `autofill` is a decoy: the page's "fill from résumé" input.
    pub file: ReceivedFile,
}

/// The content of an application before it is accepted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Received {
    pub(crate) fields: BTreeMap<String, Vec<String>>,
    pub(crate) files: Vec<ReceivedFile>,
}

impl Received {
    pub(crate) fn put(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.fields.entry(field.into()).or_default().push(value.into());
    }

    pub(crate) fn is_blank(&self, field: &str) -> bool {
        let text = self.fields.get(field).is_some_and(|values| values.iter().any(|value| !value.trim().is_empty()));
        !text && !self.files.iter().any(|file| file.field == field)
    }

    pub(crate) fn first(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.first().map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// SHA-256 as lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
