//! From a field and a person to a decision: fill with a sourced value, ask, or leave empty.
//!
//! What the person said for this form comes first, then a wish not to be
//! answered for that they kept for this very question, the profile, the Q&A
//! bank, facts derived with their arithmetic shown; then the person is asked
//! when the field must be answered, and it is left alone when it need not be.
//! Sensitive classes take only what the person stated. The absence of a fact
//! is a question, never a No.

mod age;
mod authorization;
mod bank;
mod dates;
mod degrees;
mod demographics;
mod entering;
mod equivalents;
mod experience;
mod numbers;
mod phones;
mod places;
mod polar;
mod questions;
mod slots;
#[cfg(test)]
mod tests;

pub use dates::parse as parse_date;
pub(crate) use dates::shows as date_shows;
pub(crate) use entering::option_meaning;

use crate::meaning::{self, Meaning, Slot};
use domain::{Sensitivity, Source};
use entering::Value;

use crate::fields::{Field, FieldKey, Widget};
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
    /// A box that the page ticked and the person did not: take the tick away.
    Untick {
        /// Why, as a sentence.
        why: String,
    },
}

impl Decision {
    /// What the field is to hold; `None` where that is not decided.
    #[must_use]
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Fill { entry } => Some(entry.value()),
            Self::Untick { .. } => Some(&Entry::Check { checked: false }),
            Self::Ask { .. } | Self::Leave { .. } => None,
        }
    }
}

/// Decides for every field, in the same order.
#[must_use]
pub fn decide(fields: &[Field], person: &Person, circumstances: &Circumstances) -> Vec<Decision> {
    let desk = Desk { fields, person, circumstances };
    let mut decisions: Vec<Decision> = fields.iter().map(|field| desk.decide(field)).collect();
    for (at, field) in fields.iter().enumerate() {
        if let Some(decision) = desk.sign(at, field, &decisions) {
            decisions[at] = decision;
        }
    }
    decisions
}

/// Everything a decision may look at.
struct Desk<'a> {
    fields: &'a [Field],
    person: &'a Person,
    circumstances: &'a Circumstances,
}

/// What a source of answers has to say about a field.
enum Finding {
    /// This value.
    Value(Fact<Value>),
    /// Settled: leave it, or ask for this reason.
    Settled(Decision),
    /// Nothing, for this reason.
    Nothing(String),
}

impl Desk<'_> {
    fn decide(&self, field: &Field) -> Decision {
        match self.answer(field) {
            Decision::Leave { why } if ticked_for_the_person(field) => Decision::Untick { why },
            decision => decision,
        }
    }

    fn answer(&self, field: &Field) -> Decision {
        if let Some(said) = self.person.said.get(&field.key) {
            return said_decision(field, said);
        }
        match field.reading.meaning {
            None => self.by_text(field, None, "it is not clear what this asks"),
            Some(Meaning::Honeypot) => leave("this field is a trap for machines"),
            Some(Meaning::Password | Meaning::PasswordAgain) => leave("a password never comes from the profile"),
            Some(Meaning::OneTimeCode) => leave("a code is entered when it arrives, never from the profile"),
            Some(Meaning::Profile(slot)) => self.of_slot(field, slot),
            Some(Meaning::Question(class)) => self.of_question(field, class),
        }
    }

    fn of_slot(&self, field: &Field, slot: Slot) -> Decision {
        match slots::find(self, field, slot) {
            Finding::Settled(decision) => decision,
            Finding::Nothing(why) => self.by_text(field, None, &why),
            Finding::Value(value) => match entering::enter(field, &value) {
                Ok(entry) => Decision::Fill { entry },
                Err(why) => ask_or_leave(field, &why, Some(QuestionClass::Other), suggestion(&value)),
            },
        }
    }

    fn of_question(&self, field: &Field, class: QuestionClass) -> Decision {
        let sensitivity = class.sensitivity();
        if sensitivity == Sensitivity::AskEachTime {
            return ask_or_leave(field, "only you answer this, each time", None, None);
        }
        if let Some(decision) = bank::wish(self, field, Some(class)) {
            return decision;
        }
        // What the person said of their experience counts before what the dates of their jobs add up to.
        if class == QuestionClass::Experience
            && let Some(decision) = bank::decide(self, field, Some(class))
        {
            return decision;
        }
        let follow_up = meaning::is_follow_up(&field.label);
        let finding = if follow_up {
            Finding::Nothing("this continues the question before it".to_owned())
        } else {
            questions::find(self, field, class)
        };
        let value = match finding {
            Finding::Settled(decision) => return decision,
            Finding::Nothing(why) => return self.by_text(field, Some(class), &why),
            Finding::Value(value) => value,
        };
        if sensitivity >= Sensitivity::Stated && !value.source().is_stated() {
            return ask_or_leave(field, "only what you stated yourself may answer this", Some(class), None);
        }
        match entering::answer(field, &value) {
            Ok(entry) => Decision::Fill { entry },
            // An answer stated for this very question may fit where the general fact does not.
            Err(why) => self.by_text(field, Some(class), &why),
        }
    }

    /// From the Q&A bank, else ask or leave.
    fn by_text(&self, field: &Field, class: Option<QuestionClass>, why: &str) -> Decision {
        bank::decide(self, field, class)
            .unwrap_or_else(|| ask_or_leave(field, why, Some(class.unwrap_or(QuestionClass::Other)), None))
    }

    /// Signature and today's date: only when the person answered the form that they sign.
    fn sign(&self, at: usize, field: &Field, decisions: &[Decision]) -> Option<Decision> {
        let Some(Meaning::Profile(slot @ (Slot::Signature | Slot::Today))) = field.reading.meaning else { return None };
        if matches!(decisions[at], Decision::Fill { .. }) {
            return None;
        }
        let signed = self.fields.iter().zip(decisions).find_map(|(other, decision)| match decision {
            Decision::Fill { entry }
                if signs_for(other.reading.meaning) && entry.source().is_stated() && close_by(other, field) =>
            {
                Some(entry.source().clone())
            }
            _ => None,
        });
        let Some(answered) = signed else {
            return Some(ask_or_leave(field, "you sign this yourself", Some(QuestionClass::Attestation), None));
        };
        let value = match slot {
            Slot::Today => Fact::new(
                Value::Date(self.circumstances.today().into()),
                Source::Derived {
                    rule: "clock.today".to_owned(),
                    because: format!("the day this form is signed, {}", self.circumstances.today()),
                    from: vec![answered],
                },
            ),
            _ => match slots::full_name(&self.person.profile.name) {
                Some(name) => name.represent(|n| Value::Text(n.clone())),
                None => {
                    return Some(ask_or_leave(
                        field,
                        "your full name is not known",
                        Some(QuestionClass::Attestation),
                        None,
                    ));
                }
            },
        };
        Some(match entering::enter(field, &value) {
            Ok(entry) => Decision::Fill { entry },
            Err(why) => ask_or_leave(field, &why, Some(QuestionClass::Attestation), None),
        })
    }
}

fn signs_for(meaning: Option<Meaning>) -> bool {
    matches!(meaning, Some(Meaning::Question(QuestionClass::Disability | QuestionClass::Attestation)))
}

fn close_by(answered: &Field, signature: &Field) -> bool {
    answered.section == signature.section
        || answered.elements.first().map(|e| &e.frame) == signature.elements.first().map(|e| &e.frame)
}

/// A consent that the page gave in the person's name.
fn ticked_for_the_person(field: &Field) -> bool {
    let consent =
        matches!(field.reading.meaning, Some(Meaning::Question(QuestionClass::Marketing | QuestionClass::Attestation)));
    consent && field.widget == Widget::Checkbox && field.holding.checked == Some(true)
}

/// What the person said for this form.
fn said_decision(field: &Field, said: &Fact<String>) -> Decision {
    if said.value().trim().is_empty() {
        return leave("you said to leave it empty");
    }
    let value = said.represent(|text| stated_value(field, text));
    match entering::enter(field, &value) {
        Ok(entry) => Decision::Fill { entry },
        Err(why) => Decision::Ask {
            why: format!("your answer does not fit: {why}"),
            suggestion: None,
            class: class_to_save(field),
        },
    }
}

/// A stated text as a value: yes and no in any wording of theirs, one choice per line.
fn stated_value(field: &Field, text: &str) -> Value {
    if !entering::is_choice(field.widget) {
        return Value::Text(text.to_owned());
    }
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let wanted = lines.map(|line| match entering::yes_or_no(line) {
        Some(yes) => {
            let mut wordings = vec![line.to_owned()];
            wordings.extend(entering::yes_no(yes).wordings);
            crate::options::Wanted::any_of(wordings)
        }
        None => crate::options::Wanted::text(line),
    });
    Value::All(wanted.collect())
}

fn class_to_save(field: &Field) -> Option<QuestionClass> {
    match field.reading.meaning {
        Some(Meaning::Question(class)) if class.sensitivity() == Sensitivity::AskEachTime => None,
        Some(Meaning::Question(class)) => Some(class),
        _ => Some(QuestionClass::Other),
    }
}

fn leave(why: &str) -> Decision {
    Decision::Leave { why: why.to_owned() }
}

fn ask_or_leave(field: &Field, why: &str, class: Option<QuestionClass>, suggestion: Option<String>) -> Decision {
    if field.required { Decision::Ask { why: why.to_owned(), suggestion, class } } else { leave(why) }
}

/// What a value would look like to the person who has to choose instead.
fn suggestion(value: &Fact<Value>) -> Option<String> {
    match value.value() {
        Value::Text(text) => Some(text.clone()),
        Value::One(wanted) => wanted.wordings.first().cloned(),
        Value::Some(all) | Value::All(all) => {
            let firsts: Vec<&str> = all.iter().filter_map(|w| w.wordings.first()).map(String::as_str).collect();
            (!firsts.is_empty()).then(|| firsts.join(", "))
        }
        Value::Bool(yes) => Some(if *yes { "Yes" } else { "No" }.to_owned()),
        Value::Date(date) => Some(date.to_string()),
        Value::File(_) => None,
    }
}

/// A fact computed from several others.
fn derived<T>(rule: &str, because: impl Into<String>, from: Vec<Source>, value: T) -> Fact<T> {
    Fact::new(value, Source::Derived { rule: rule.to_owned(), because: because.into(), from })
}
