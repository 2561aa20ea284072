//! The state behind all pages: what was received, and how to receive.

use crate::faults::Fault;
use crate::latency::Latency;
use crate::postings::{Kind, Posting};
use crate::requests::LoggedRequest;
use crate::submissions::{Received, ReceivedFile, Submission, Upload, sha256};
use crate::validation::{self, FieldErrors};
use axum::http::HeaderMap;
use chrono::Utc;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What handlers share.
pub(crate) type Shared = Arc<Site>;

pub(crate) struct Site {
    pub(crate) latency: Latency,
    pub(crate) watch: Vec<String>,
    book: Mutex<Book>,
}

/// Everything that was received.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) submissions: Vec<Submission>,
    pub(crate) uploads: Vec<Upload>,
    pub(crate) telemetry: Vec<serde_json::Value>,
    pub(crate) requests: Vec<LoggedRequest>,
    /// Workday accounts by tenant and e-mail address.
    pub(crate) accounts: BTreeMap<(String, String), crate::families::workday::Account>,
    /// Whose each session cookie is.
    pub(crate) sessions: BTreeMap<String, (String, String)>,
    /// What the employers' servers wrote to applicants, oldest first.
    pub(crate) mail: Vec<crate::mailbox::Mail>,
    /// Applications in pages, by session cookie.
    pub(crate) walks: BTreeMap<String, crate::families::walk::Walk>,
    /// Security codes mailed and not yet entered, by posting and address.
    pub(crate) codes: BTreeMap<(String, String), String>,
    /// What the bench form sent last.
    pub(crate) bench: serde_json::Value,
    faults: BTreeMap<Option<String>, Fault>,
    once_refused: BTreeSet<(String, Option<String>)>,
    logged: u64,
}

/// What the server made of an application.
pub(crate) enum Verdict {
    /// Answer as for a received application.
    Accepted,
    /// Refused; messages by field.
    Invalid(FieldErrors),
    /// Refused as possible spam.
    Spam,
    /// Answer with this server error.
    Status(u16),
    /// Reset the connection.
    Cut,
}

impl Site {
    pub(crate) fn new(latency: Latency, watch: Vec<String>) -> Self {
        Self { latency, watch, book: Mutex::default() }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Judges an application as the employer's server would, and keeps it if it is one.
    pub(crate) async fn receive(&self, posting: &Posting, received: Received, headers: &HeaderMap) -> Verdict {
        let errors = validation::check(posting, &received);
        if !errors.is_empty() {
            return Verdict::Invalid(errors);
        }
        let key = posting.key();
        let fault = self.book().fault(&key);
        match fault {
            Some(Fault::Spam) => return Verdict::Spam,
            Some(Fault::AcceptNothing) => return Verdict::Accepted,
            Some(Fault::ResetBeforeRecord) => return Verdict::Cut,
            Some(Fault::InvalidFirst) => {
                let applicant = (key.clone(), email_of(posting, &received));
                if self.book().once_refused.insert(applicant) {
                    return Verdict::Invalid(one_error(posting));
                }
            }
            _ => {}
        }
        self.book().record(key, email_of(posting, &received), received, headers);
        match fault {
            Some(Fault::StatusAfterRecord { status }) => Verdict::Status(status),
            Some(Fault::ResetAfterRecord) => Verdict::Cut,
            Some(Fault::SlowAfterRecord { delay_ms }) => {
                tokio::time::sleep(Duration::from_millis(delay_ms)).await;
                Verdict::Accepted
            }
            _ => Verdict::Accepted,
        }
    }

    /// Keeps a file that was sent on attach; the answer is the handle to submit.
    pub(crate) fn keep_upload(&self, posting: &Posting, field: &str, name: &str, bytes: &[u8]) -> Upload {
        let file = ReceivedFile {
            field: field.to_owned(),
            name: name.to_owned(),
            sha256: sha256(bytes),
            size_bytes: bytes.len(),
        };
        let mut book = self.book();
        let token = format!("upload-{}-{}", book.uploads.len() + 1, &file.sha256[..12]);
        let upload = Upload { token, posting: posting.key(), file };
        book.uploads.push(upload.clone());
        upload
    }

    /// The file behind a handle, attached to `field`.
    pub(crate) fn uploaded(&self, token: &str, field: &str) -> Option<ReceivedFile> {
        let book = self.book();
        let upload = book.uploads.iter().find(|upload| upload.token == token)?;
        Some(ReceivedFile { field: field.to_owned(), ..upload.file.clone() })
    }
}

impl Book {
    pub(crate) fn reset(&mut self) {
        let faults = std::mem::take(&mut self.faults);
        *self = Self { faults, ..Self::default() };
    }

    /// Sets or clears a fault, for one posting or for all.
    pub(crate) fn set_fault(&mut self, posting: Option<String>, fault: Option<Fault>) {
        match fault {
            Some(fault) => self.faults.insert(posting, fault),
            None => self.faults.remove(&posting),
        };
    }

    fn fault(&self, posting: &str) -> Option<Fault> {
        self.faults.get(&Some(posting.to_owned())).or_else(|| self.faults.get(&None)).copied()
    }

    /// Notes a request that has just arrived; the answer is its number.
    pub(crate) fn log(&mut self, request: LoggedRequest) -> u64 {
        self.logged += 1;
        self.requests.push(LoggedRequest { sequence: self.logged, ..request });
        self.logged
    }

    pub(crate) fn answered(&mut self, sequence: u64, status: u16) {
        if let Some(request) = self.requests.iter_mut().rev().find(|request| request.sequence == sequence) {
            request.status = Some(status);
        }
    }

    fn record(&mut self, posting: String, email: Option<String>, received: Received, headers: &HeaderMap) {
        let id = self.submissions.len() as u64 + 1;
        let headers = headers
            .iter()
            .filter(|(name, _)| *name != "cookie")
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let Received { fields, files } = received;
        let drift = crate::drift::level();
        self.submissions.push(Submission {
            id,
            posting,
            email,
            received_at: Utc::now(),
            drift,
            fields,
            files,
            headers,
        });
    }
}

fn email_of(posting: &Posting, received: &Received) -> Option<String> {
    let named = posting.fields.iter().find(|field| field.kind == Kind::Email).map_or("email", |field| &field.id);
    received.first(named).map(str::to_lowercase)
}

/// The field error of a server that is hard to please: the telephone number.
fn one_error(posting: &Posting) -> FieldErrors {
    let phone = posting.fields.iter().find(|field| field.kind == Kind::Phone);
    let field = phone.or(posting.fields.first()).map_or_else(String::new, |field| field.id.clone());
    FieldErrors::from([(field, "Enter a valid phone number.".into())])
}
