//! JSON Resume v1.0.0, in and out, with the application extras under `x-valet`.
//!
//! Import keeps for every value the JSON pointer it came from. It tolerates the
//! names used before 1.0 (`company`, `website`, `bio`, `gpa`) and ignores what a
//! profile has no place for (volunteering, awards …), but a value it would use and
//! cannot read is an error that names the place: a typing error must not
//! silently become a missing or a wrong answer. Errors never repeat the value.
//!
//! Export followed by import gives the same values; sources become the new file.

mod extras;
mod node;
mod sections;
mod writing;

pub use writing::export;

use crate::answers::{Answer, AnswerScope, QuestionClass, UsageMode};
use crate::ids::AnswerId;
use crate::profile::{Network, Profile};
use crate::provenance::Sha256;
use chrono::{DateTime, Utc};
use extras::{EXTRA_KEYS, read_answer, read_application, read_name_parts};
use node::{Node, check_limits};
use sections::{
    fact_date, latest_first, read_basics, read_certificate, read_education, read_employment, read_language, read_skills,
};
use serde_json::Value;

/// Largest file accepted.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting accepted; JSON Resume needs six levels.
pub const MAX_DEPTH: usize = 32;
/// Most entries of one list.
pub const MAX_ENTRIES: usize = 1_000;
/// Most values in the whole file.
pub const MAX_VALUES: usize = 50_000;
/// Longest text, in characters.
pub const MAX_TEXT_CHARS: usize = 20_000;

/// The key of the application extras.
const EXTRAS: &str = "x-valet";

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The profile; every source is [`Source::Imported`] or derived from one.
    pub profile: Profile,
    /// Entries for the Q&A bank.
    pub answers: Vec<ImportedAnswer>,
}

/// An entry for the Q&A bank as a file states it, without identity and time.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedAnswer {
    /// The question, in the words it was stated for.
    pub question: String,
    /// Its class.
    pub class: QuestionClass,
    /// What the person answers; empty only when the entry declines.
    pub answer: String,
    /// Where it may be used.
    pub scope: AnswerScope,
    /// How it may be used.
    pub usage: UsageMode,
}

impl ImportedAnswer {
    /// The entry itself: with an identity of its own, stated at `stated_at` and never used yet.
    #[must_use]
    pub fn into_answer(self, stated_at: DateTime<Utc>) -> Answer {
        Answer {
            id: AnswerId::generate(),
            question: self.question,
            class: self.class,
            answer: self.answer,
            scope: self.scope,
            usage: self.usage,
            times_used: 0,
            last_used_at: None,
            stated_at,
        }
    }
}

/// Why a file was not imported. Shows the place, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// More than [`MAX_BYTES`].
    #[error("the profile file is larger than 2 MB")]
    TooLarge,
    /// Not JSON, or not UTF-8.
    #[error("the profile file is not valid JSON (line {line}, column {column})")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but a value cannot be used.
    #[error("{}: {problem}", if pointer.is_empty() { "the profile file" } else { pointer.as_str() })]
    Invalid {
        /// JSON pointer (RFC 6901) of the value.
        pointer: String,
        /// What was expected there.
        problem: String,
    },
}

/// Reads a JSON Resume. `document` is the digest of `bytes` and becomes the source of every value.
///
/// # Errors
///
/// [`ImportError`] when the file is too large, is not JSON, or has a value of the wrong kind.
pub fn import(bytes: &[u8], document: Sha256) -> Result<Imported, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| ImportError::NotJson { line: error.line(), column: error.column() })?;
    check_limits(&value, &mut Vec::new(), &mut 0)?;

    let root = Node { value: &value, pointer: String::new(), document };
    root.object()?;
    let extras = root.child(EXTRAS)?;
    let mut profile = root.child("basics")?.map(|node| read_basics(&node)).transpose()?.unwrap_or_default();
    profile.work = root.entries(&["work"], read_employment)?;
    profile.education = root.entries(&["education"], read_education)?;
    profile.skills = root.entries(&["skills"], read_skills)?.into_iter().flatten().collect();
    profile.languages = root.entries(&["languages"], read_language)?;
    profile.certificates = root.entries(&["certificates", "certifications"], read_certificate)?;
    latest_first(&mut profile.work, |job| (job.current.is_some(), fact_date(&job.end), fact_date(&job.start)));
    latest_first(&mut profile.education, |school| (false, fact_date(&school.end), fact_date(&school.start)));

    let mut answers = Vec::new();
    if let Some(extras) = extras {
        extras.only(EXTRA_KEYS)?;
        read_name_parts(&extras, &mut profile.name)?;
        profile.application = read_application(&extras)?;
        answers = extras.entries(&["answers"], read_answer)?;
    }
    profile.name.split_two_words();
    Ok(Imported { profile, answers })
}

/// Which site a URL belongs to, by its host; [`Network::Website`] when it is none of the known ones.
#[must_use]
pub fn network_of(url: &str) -> Network {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let belongs = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    HOSTS.iter().find(|(domain, _)| belongs(domain)).map_or(Network::Website, |(_, network)| *network)
}

const HOSTS: &[(&str, Network)] = &[
    ("linkedin.com", Network::LinkedIn),
    ("github.com", Network::GitHub),
    ("gitlab.com", Network::GitLab),
    ("twitter.com", Network::Twitter),
    ("x.com", Network::Twitter),
];

#[cfg(test)]
mod tests;
