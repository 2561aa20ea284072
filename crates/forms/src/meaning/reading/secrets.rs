//! Passwords and codes: never from the profile, whatever else the field says.

use super::{Claim, Sight, claim, class_of_words, trust};
use crate::fields::Widget;
use crate::meaning::{Meaning, conventions};
use crate::phrases::Lexicon;
use crate::wording::attribute_words;
use domain::QuestionClass;
use std::sync::LazyLock;

static CODE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "verification|security|confirmation|authentication|access|login code|codes",
            "one time code|passcode|password|pin",
            "otp|totp|passcode|2fa",
            "code * sent|emailed|texted",
            "digit|character|digits code|pin",
            "^ enter? the? code $",
            "bestatigungscode|verifizierungscode|sicherheitscode",
            "code de verification|securite",
        ]
        .map(|p| (p, ())),
        false,
    )
});

static AGAIN: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["confirm~|verify|verification|repeat|again|retype|reenter|re|second|wiederholen|bestatigen"].map(|p| (p, ())),
        false,
    )
});

static NO_PASSWORD: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["answer|question|passphrase", "^ pin|tin|ssn $", "code|codes", "number|digits|email|mail"].map(|p| (p, ())),
        false,
    )
});

/// What a box that hides its text asks when it asks for no password: codes, numbers of authorities, answers to security questions.
fn hidden_text(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    if sight.widget != Widget::Password || label.iter().any(|w| w.starts_with("passwor") || w.starts_with("kennwor")) {
        return None;
    }
    if class_of_words(label).is_some_and(|(class, _)| class == QuestionClass::NeverStore) {
        return Some(claim(
            Meaning::Question(QuestionClass::NeverStore),
            trust::LABEL,
            "label.hidden_text",
            sight.label,
        ));
    }
    if CODE.hits(label) {
        return Some(claim(Meaning::OneTimeCode, trust::LABEL, "label.one_time_code", sight.label));
    }
    let named = [&sight.control.name, &sight.control.id].iter().any(|a| NO_PASSWORD.hits(&attribute_words(a)));
    (NO_PASSWORD.hits(label) || (named && label.iter().all(|w| w != "pin")))
        .then(|| claim(Meaning::Question(QuestionClass::Other), trust::LABEL, "label.hidden_text", sight.label))
}

/// The password or the code that the field asks for.
pub(super) fn secret(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    let control = sight.control;
    let by_token = conventions::autocomplete(&control.autocomplete);
    if let Some(other) = hidden_text(sight, label).filter(|_| by_token != Some(Meaning::Password)) {
        return Some(other);
    }
    if sight.widget == Widget::Password || by_token == Some(Meaning::Password) {
        let again = AGAIN.hits(label)
            || [&control.name, &control.id, &control.automation_id].iter().any(|a| AGAIN.hits(&attribute_words(a)));
        let meaning = if again { Meaning::PasswordAgain } else { Meaning::Password };
        return Some(claim(meaning, trust::AUTOCOMPLETE, "type.password", sight.label));
    }
    if !matches!(sight.widget, Widget::Text) {
        return None;
    }
    if by_token == Some(Meaning::OneTimeCode) {
        return Some(claim(Meaning::OneTimeCode, trust::AUTOCOMPLETE, "autocomplete.one-time-code", sight.label));
    }
    let by_attribute = [&control.name, &control.id].iter().any(|a| {
        let words = attribute_words(a);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        matches!(words.as_slice(), ["security", "input"] | ["otp" | "passcode" | "totp", ..]) || CODE.hits(&words)
    });
    (by_attribute || CODE.hits(label))
        .then(|| claim(Meaning::OneTimeCode, trust::LABEL, "label.one_time_code", sight.label))
}
