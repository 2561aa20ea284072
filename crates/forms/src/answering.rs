//! From a field and a person to a decision: fill with a sourced value, ask, or leave empty.

use crate::fields::{Field, FieldKey};
use crate::options::Wanted;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Answer, Fact, PartialDate, Profile, QuestionClass, Sha256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to enter into a field. Only ever travels inside a [`Fact`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// This text.
    Text {
        /// The text.
        text: String,
    },
    /// The one option meaning this (per element: one, or several for multiple choice).
    Pick {
        /// One per choice to make.
        wanted: Vec<Wanted>,
    },
    /// Checked or not.
    Check {
        /// The state to reach.
        checked: bool,
    },
    /// This date, as precisely as the widget asks.
    Date {
        /// The date.
        date: PartialDate,
    },
    /// This file.
    File {
        /// The file.
        file: FileEntry,
    },
}

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Where it lies on the worker's machine.
    pub path: PathBuf,
    /// Its name as the site will see it.
    pub name: String,
    /// Its digest.
    pub sha256: Sha256,
    /// Its size.
    pub bytes: u64,
}

/// Everything the person brought.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Profile.
    pub profile: Profile,
    /// Q&A bank.
    pub answers: Vec<Answer>,
    /// Résumé to attach.
    pub resume: Option<Fact<FileEntry>>,
    /// Cover letter to attach.
    pub cover_letter: Option<Fact<FileEntry>>,
    /// What the person said for this very form, by field: beats everything else. An empty text means "leave empty".
    pub said: BTreeMap<FieldKey, Fact<String>>,
}

/// The circumstances of this application.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// Now, passed in.
    pub now: DateTime<Utc>,
    /// Employer's name or board token, lower case; scopes company answers.
    pub company: String,
    /// Country of the posting, alpha-2, when the page says it.
    pub country: Option<String>,
}

impl Circumstances {
    /// Today's date in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }
}

/// What to do with a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Enter this.
    Fill {
        /// The value and its source.
        entry: Fact<Entry>,
    },
    /// The person has to say.
    Ask {
        /// Why, as a sentence.
        why: String,
        /// A sourced suggestion the person may accept, e.g. an `ask_each_time` answer.
        suggestion: Option<String>,
        /// Class, for saving the answer; `None` when it must not be saved.
        class: Option<QuestionClass>,
    },
    /// Leave as it is.
    Leave {
        /// Why, as a sentence.
        why: String,
    },
}

/// Decides for every field, in the same order.
#[must_use]
pub fn decide(_fields: &[Field], _person: &Person, _circumstances: &Circumstances) -> Vec<Decision> {
    Vec::new()
}
