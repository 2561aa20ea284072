//! The languages that labels and questions are known in, a file each.
//!
//! A label's phrase is the whole label, after filler ("please enter your …") is taken out; a question's is looked for
//! anywhere in it. Both are written without accents; see [`crate::phrases`].

mod czech;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod polish;
mod portuguese;
mod spanish;
#[cfg(test)]
mod tests;

use super::Slot;
use domain::QuestionClass;

/// Phrases of labels per place in the profile.
pub(super) type Labels = &'static [(Slot, &'static [&'static str])];

/// Phrases of questions per class.
pub(super) type Questions = &'static [(QuestionClass, &'static [&'static str])];

/// What is known of a language.
pub(super) struct Language {
    /// ISO 639-1.
    pub(super) code: &'static str,
    pub(super) labels: Labels,
    pub(super) questions: Questions,
}

/// English first. Italian and Polish have the common labels only.
pub(super) const ALL: [Language; 9] = [
    Language { code: "en", labels: english::LABELS, questions: english::QUESTIONS },
    Language { code: "de", labels: german::LABELS, questions: german::QUESTIONS },
    Language { code: "fr", labels: french::LABELS, questions: french::QUESTIONS },
    Language { code: "es", labels: spanish::LABELS, questions: spanish::QUESTIONS },
    Language { code: "pt", labels: portuguese::LABELS, questions: portuguese::QUESTIONS },
    Language { code: "nl", labels: dutch::LABELS, questions: dutch::QUESTIONS },
    Language { code: "cs", labels: czech::LABELS, questions: czech::QUESTIONS },
    Language { code: "it", labels: italian::LABELS, questions: italian::QUESTIONS },
    Language { code: "pl", labels: polish::LABELS, questions: polish::QUESTIONS },
];
