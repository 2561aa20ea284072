//! What an application is made with: the `input_data` of a job.

use chrono::{DateTime, Utc};
use domain::tasks::Mode;
use domain::{Answer, Fact, Profile, Sha256};
use forms::answering::FileEntry;
use forms::fields::FieldKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a worker needs to apply on a person's behalf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplyRequest {
    /// Who decides that the form is submitted.
    pub mode: Mode,
    /// Fill and read back, send nothing: no upload, no step, no submission.
    #[serde(default)]
    pub dry_run: bool,
    /// The person's profile.
    pub profile: Profile,
    /// The person's Q&A bank.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Résumé to attach.
    #[serde(default)]
    pub resume: Option<Attachment>,
    /// Cover letter to attach.
    #[serde(default)]
    pub cover_letter: Option<Attachment>,
    /// What the person said for this very form before it was opened, by field: beats everything else. A field that
    /// is not there any more, or that does not take its answer, is asked as any other.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub said: BTreeMap<FieldKey, Fact<String>>,
}

/// A file the person gave us.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file; its digest is checked before it is attached.
    pub file: FileEntry,
    /// When the person gave it.
    pub given_at: DateTime<Utc>,
}

impl Attachment {
    /// The file as a sourced fact, when it still is the file the person gave.
    ///
    /// # Errors
    /// A sentence, when the file is gone or was changed.
    pub async fn check(&self) -> Result<domain::Fact<FileEntry>, String> {
        let bytes = tokio::fs::read(&self.file.path)
            .await
            .map_err(|e| format!("the file {} can no longer be read: {}", self.file.name, e.kind()))?;
        if Sha256::of(&bytes) != self.file.sha256 {
            return Err(format!("the file {} was changed since it was given", self.file.name));
        }
        Ok(domain::Fact::new(self.file.clone(), domain::Source::Person { at: self.given_at }))
    }
}
