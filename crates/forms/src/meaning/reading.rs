//! Weighs the evidence: from what is seen of a field to what it asks.

mod secrets;
mod settling;
mod slots;

use super::{Evidence, Meaning, Reading, Slot, labels, questions, snake};
use crate::fields::Widget;
use crate::phrases::Lexicon;
use crate::snapshot::{Control, OptionEntry};
use crate::wording::{attribute_words, words};
use domain::QuestionClass;
use secrets::secret;
use settling::settle;
use slots::slot_claims;
use std::sync::LazyLock;

/// The repeating section a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    /// None.
    None,
    /// Work experience.
    Work,
    /// Education.
    Education,
}

/// What is known of a field when its meaning is read.
pub(crate) struct Sight<'a> {
    pub(crate) label: &'a str,
    /// The label is a placeholder or merely the text before the control.
    pub(crate) weak_label: bool,
    pub(crate) section: &'a str,
    pub(crate) options: &'a [OptionEntry],
    pub(crate) control: &'a Control,
    pub(crate) widget: Widget,
    pub(crate) entry: Entry,
}

/// Options looked at when they may decide the class.
const OPTIONS_READ: usize = 60;

/// How much each kind of evidence is trusted.
mod trust {
    pub(super) const AUTOCOMPLETE: f32 = 0.98;
    pub(super) const FAMILY: f32 = 0.96;
    pub(super) const LABEL: f32 = 0.95;
    pub(super) const IN_SECTION: f32 = 0.93;
    pub(super) const QUESTION: f32 = 0.93;
    pub(super) const TYPE: f32 = 0.9;
    pub(super) const OPTIONS: f32 = 0.9;
    pub(super) const WEAK_LABEL: f32 = 0.85;
    pub(super) const ATTRIBUTE: f32 = 0.82;
    /// At least this much on both sides is a contradiction rather than a preference.
    pub(super) const STRONG: f32 = 0.9;
}

struct Claim {
    meaning: Meaning,
    trust: f32,
    evidence: Evidence,
}

fn claim(meaning: Meaning, trust: f32, rule: impl Into<String>, text: &str) -> Claim {
    let text = text.chars().take(120).collect();
    Claim { meaning, trust, evidence: Evidence { rule: rule.into(), text } }
}

/// Whether a question continues the one before it ("If yes, please explain").
pub(crate) fn is_follow_up(label: &str) -> bool {
    questions::FOLLOW_UP.hits(&words(label))
}

/// What a label names in an entry of a career, whether or not it stands in one.
pub(crate) fn entry_label(label: &str) -> Option<Slot> {
    let words = words(label);
    labels::IN_WORK.find(&labels::core_words(&words)).first().map(|(slot, _)| *slot)
}

/// The class of a question as somebody wrote it down, without a field around it; `None` when its words say none.
#[must_use]
pub fn class_of_question(text: &str) -> Option<QuestionClass> {
    class_of_words(&words(text)).map(|(class, _)| class)
}

fn class_of_words(words: &[String]) -> Option<(QuestionClass, &'static str)> {
    questions::QUESTIONS.find(words).into_iter().min_by_key(|(class, _)| questions::rank(*class))
}

/// Reads what a field asks for.
pub(crate) fn read(sight: &Sight<'_>) -> Reading {
    let label_words = words(sight.label);
    let mut claims = Vec::new();
    if let Some(secret) = secret(sight, &label_words) {
        claims.push(secret);
    } else {
        let somebody_else = somebody_else(sight, &label_words);
        slot_claims(sight, &label_words, &mut claims);
        if let Some(rule) = somebody_else {
            claims.retain(|c| !matches!(c.meaning, Meaning::Profile(_)) || is_file(c.meaning));
            class_claims(sight, &label_words, &mut claims);
            if claims.is_empty() {
                claims.push(claim(Meaning::Question(QuestionClass::Other), trust::QUESTION, rule, sight.label));
            }
        } else {
            class_claims(sight, &label_words, &mut claims);
        }
    }
    settle(claims)
}

fn is_file(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Profile(Slot::ResumeFile | Slot::CoverLetterFile))
}

static OTHERS_SECTION: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["reference|references|referees|referee|referenzen", "emergency", "next of kin", "referral|referrer|referred"]
            .map(|p| (p, ())),
        false,
    )
});

/// The rule by which a field asks for somebody else's data.
fn somebody_else(sight: &Sight<'_>, label: &[String]) -> Option<&'static str> {
    if questions::SOMEBODY_ELSE.hits(label) {
        return Some("veto.somebody_else");
    }
    if OTHERS_SECTION.hits(&words(sight.section)) {
        return Some("veto.section_of_others");
    }
    let control = sight.control;
    [&control.name, &control.id, &control.automation_id]
        .iter()
        .any(|a| OTHERS_SECTION.hits(&attribute_words(a)))
        .then_some("veto.attribute_of_others")
}

fn class_claims(sight: &Sight<'_>, label: &[String], claims: &mut Vec<Claim>) {
    if sight.widget == Widget::File {
        return;
    }
    let asked = class_of_words(label);
    let has_slot = claims.iter().any(|c| matches!(c.meaning, Meaning::Profile(_)) && c.trust >= trust::WEAK_LABEL);
    if let Some((class, phrase)) = asked {
        // Dates and pay of an entry are of that employment, not of the one applied for.
        let of_entry = sight.entry != Entry::None
            && matches!(class, QuestionClass::StartDate | QuestionClass::Salary | QuestionClass::NoticePeriod)
            && !to_come(label);
        let class = if of_entry { QuestionClass::Other } else { class };
        let class = if prose(sight, class) { QuestionClass::FreeText } else { class };
        if questions::is_guarded(class) {
            claims.retain(|c| !matches!(c.meaning, Meaning::Profile(_)) || c.evidence.rule.starts_with("label."));
        }
        let whole_label_slot =
            claims.iter().any(|c| c.evidence.rule.starts_with("label.") || c.evidence.rule.starts_with("section."));
        if !whole_label_slot || questions::is_guarded(class) {
            let trust = if sight.weak_label { trust::WEAK_LABEL } else { trust::QUESTION };
            claims.push(claim(Meaning::Question(class), trust, format!("question.{}", snake(&class)), phrase));
        }
    }
    if !has_slot && !asked.is_some_and(|(class, _)| questions::is_guarded(class)) {
        claims.extend(options_claim(sight));
    }
}

/// Words that speak of the employment applied for, wherever they stand.
fn to_come(label: &[String]) -> bool {
    const WORDS: [&str; 7] = ["available", "earliest", "expected", "expectation", "expectations", "desired", "notice"];
    label.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// A long answer about experience, salary and the like is prose, not a value. Sensitive classes stay what they are.
fn prose(sight: &Sight<'_>, class: QuestionClass) -> bool {
    sight.widget == Widget::TextArea
        && matches!(
            class,
            QuestionClass::Experience
                | QuestionClass::Relocation
                | QuestionClass::Attestation
                | QuestionClass::Marketing
        )
}

fn options_claim(sight: &Sight<'_>) -> Option<Claim> {
    let choice = !matches!(sight.widget, Widget::Text | Widget::TextArea);
    let found = sight.options.iter().take(OPTIONS_READ).filter(|_| choice).flat_map(|option| {
        let words = words(&option.text);
        questions::OPTIONS.find(&words)
    });
    let (class, phrase) = found.min_by_key(|(class, _)| questions::rank(*class))?;
    Some(claim(Meaning::Question(class), trust::OPTIONS, format!("options.{}", snake(&class)), phrase))
}

/// The more restrictive of two classes.
pub(crate) fn stricter(a: QuestionClass, b: QuestionClass) -> QuestionClass {
    if questions::rank(a) <= questions::rank(b) { a } else { b }
}
