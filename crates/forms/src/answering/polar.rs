//! Whether a question asks yes or no.
//!
//! A list or a pair of buttons says by its options what may be answered; a text
//! box takes anything, so "No" would also go into a box for an employee number.
//! Knows wording only, and in doubt a question does not ask yes or no.

use crate::fields::Field;
use crate::wording::words;

/// Verbs and pronouns that open a question of yes or no.
const OPENS: &[&str] = &[
    "are",
    "is",
    "am",
    "do",
    "does",
    "did",
    "have",
    "has",
    "had",
    "were",
    "was",
    "will",
    "would",
    "can",
    "could",
    "may",
    "should",
    "shall",
    "haben",
    "hast",
    "waren",
    "sind",
    "bist",
    "konnen",
    "benotigen",
    "brauchen",
    "durfen",
    "mochten",
    "avez",
    "etes",
    "pouvez",
    "acceptez",
    "ha",
    "es",
    "eres",
    "esta",
    "tiene",
    "tienes",
    "puede",
    "voce",
    "possui",
    "heb",
    "hebt",
    "ben",
    "bent",
    "kunt",
    "kun",
];

/// Openings of the same without the verb: "Willing to relocate", "Require sponsorship".
const SHORT: &[&str] = &[
    "willing",
    "able",
    "authorized",
    "authorised",
    "eligible",
    "legally",
    "require",
    "requires",
    "need",
    "open",
    "agree",
    "whether",
];

/// Words of questions that want a thing: a name, a number, an account.
const OPEN: &[&str] = &[
    "who", "whom", "whose", "when", "where", "which", "what", "why", "how", "name", "id", "number", "code", "date",
    "email", "details", "describe", "explain", "list", "specify", "wer", "wann", "welche", "welcher", "welches",
    "warum", "wie", "qui", "quand", "quel", "quelle", "combien", "comment", "pourquoi", "quien", "cuando", "cual",
    "cuanto", "como", "donde", "quem", "quando", "qual", "quanto", "onde", "wie", "wanneer", "welke", "waarom",
];

/// Whether "Yes" or "No" would answer the question of `field`.
pub(super) fn asks(field: &Field) -> bool {
    let hints = [&field.label, &field.help, &field.control.labels.placeholder];
    hints.iter().any(|hint| names_both(hint)) || asks_in_words(&field.label)
}

/// "(Yes/No)", "y/n".
fn names_both(hint: &str) -> bool {
    const PAIRS: [(&str, &str); 7] =
        [("yes", "no"), ("y", "n"), ("ja", "nein"), ("oui", "non"), ("si", "no"), ("sim", "nao"), ("ja", "nee")];
    let said = words(hint);
    let near = |at: usize, other: &str| said[at + 1..].iter().take(2).any(|word| word == other);
    said.iter().enumerate().any(|(at, word)| PAIRS.iter().any(|(yes, no)| word == yes && near(at, no)))
}

/// One of its sentences opens like a question of yes or no, or is one and names no thing.
fn asks_in_words(label: &str) -> bool {
    label.split_inclusive(['.', '?', '!', ':', ';', '\n', '(']).any(|sentence| {
        let said = words(sentence);
        let first = said.first().map_or("", String::as_str);
        OPENS.contains(&first)
            || SHORT.contains(&first)
            || (sentence.ends_with('?') && !said.iter().any(|word| OPEN.contains(&word.as_str())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{field_of, text};

    #[test]
    fn only_a_question_of_yes_or_no_asks_for_one() {
        for (label, expected) in [
            ("Are you authorized to work in the country where this role is based?", true),
            ("Willing to relocate", true),
            ("Over 18?", true),
            ("Former employee (Yes/No)", true),
            ("Haben Sie schon für uns gearbeitet?", true),
            ("Please confirm. Do you hold a licence?", true),
            ("Employee ID (if applicable)", false),
            ("Employee ID?", false),
            ("Who referred you?", false),
            ("Former employer", false),
            ("Work authorization", false),
            ("If you were referred, name of the employee", false),
            ("", false),
        ] {
            assert_eq!(asks(&field_of(text(label))), expected, "{label}");
        }
    }
}
