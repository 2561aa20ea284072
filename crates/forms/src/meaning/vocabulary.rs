//! The label set as data, for the published table: what fields can be read as
//! and in how many wordings per language it is known.

use super::{Slot, labels, languages, snake};
use domain::QuestionClass;
use std::collections::BTreeMap;

/// The languages of the tables, English first.
pub const LANGUAGES: [&str; 9] = ["en", "de", "fr", "es", "pt", "nl", "cs", "it", "pl"];

/// One label of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its name on the wire: `given_name`, `work_authorization`.
    pub name: String,
    /// The class of question, for a label that is not a place in the profile.
    pub class: Option<QuestionClass>,
    /// Phrases per language, in the order of [`LANGUAGES`].
    pub phrases: [usize; LANGUAGES.len()],
}

/// Every place in the profile that a label names, in the order of the profile.
#[must_use]
pub fn slots() -> Vec<Label> {
    let mut counts: BTreeMap<Slot, [usize; LANGUAGES.len()]> = BTreeMap::new();
    // Labels of a career's entries stand in one table for all languages.
    let sections = [("en", labels::WORK_SECTION), ("en", labels::EDUCATION_SECTION)];
    let anywhere = languages::ALL.into_iter().map(|language| (language.code, language.labels));
    for (language, table) in anywhere.chain(sections) {
        let at = LANGUAGES.iter().position(|l| *l == language).unwrap_or_default();
        for (slot, phrases) in table {
            counts.entry(*slot).or_default()[at] += phrases.len();
        }
    }
    counts.into_iter().map(|(slot, phrases)| Label { name: snake(&slot), class: None, phrases }).collect()
}

/// Every class of question, in order of declaration.
#[must_use]
pub fn classes() -> Vec<Label> {
    let count = |class: QuestionClass| {
        let mut phrases = [0; LANGUAGES.len()];
        for (at, language) in languages::ALL.iter().enumerate() {
            phrases[at] = language.questions.iter().filter(|(of, _)| *of == class).map(|(_, all)| all.len()).sum();
        }
        phrases
    };
    QuestionClass::ALL
        .into_iter()
        .map(|class| Label { name: snake(&class), class: Some(class), phrases: count(class) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_labels_are_known_in_six_languages() {
        for name in ["given_name", "family_name", "email", "phone", "address_line1", "city", "postal_code", "degree"] {
            let label = slots().into_iter().find(|label| label.name == name).unwrap();
            assert!(label.phrases[..6].iter().all(|n| *n > 0), "{label:?}");
        }
        for class in classes() {
            let own = matches!(
                class.class,
                Some(QuestionClass::HispanicLatino | QuestionClass::Veteran | QuestionClass::Other)
            );
            assert!(own || class.phrases[0] > 0, "{class:?}");
        }
    }
}
