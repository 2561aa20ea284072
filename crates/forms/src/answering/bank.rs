//! Answers from the Q&A bank: for the same question text, or for a question of
//! the same class that cannot mean anything else. What was stated for another
//! question of pay, start, place or experience is used where both ask the same.

use super::entering::{self, Value};
use super::{Decision, Desk, authorization, numbers, questions, stated_value};
use crate::fields::Field;
use crate::meaning;
use crate::phrases::Lexicon;
use crate::wording::words;
use domain::{Answer, AnswerScope, Fact, QuestionClass, Sensitivity, Source, UsageMode};
use std::sync::LazyLock;

/// What the bank decides about `field`; `None` when it has nothing to say.
pub(super) fn decide(desk: &Desk<'_>, field: &Field, class: Option<QuestionClass>) -> Option<Decision> {
    if class.is_some_and(|c| c.sensitivity() == Sensitivity::AskEachTime) || words(&field.label).is_empty() {
        return None;
    }
    let answer = find(desk, field, class)?;
    let source = Source::Answer { id: answer.id, at: answer.stated_at };
    let ask = |why: &str| Decision::Ask {
        why: why.to_owned(),
        suggestion: (!answer.answer.is_empty()).then(|| answer.answer.clone()),
        class: Some(class.unwrap_or(answer.class)),
    };
    match answer.usage {
        UsageMode::AskEachTime => Some(ask("you want to be asked each time")),
        UsageMode::DeclineToAnswer => {
            let value = Fact::new(Value::One(entering::decline()), source);
            let can_decline = entering::is_choice(field.widget);
            match entering::enter(field, &value) {
                Ok(entry) if can_decline => Some(Decision::Fill { entry }),
                _ if field.required => Some(Decision::Ask {
                    why: "you decline to answer and the form offers no way to".to_owned(),
                    suggestion: None,
                    class,
                }),
                _ => Some(super::leave("you decline to answer")),
            }
        }
        UsageMode::AlwaysUse => {
            if answer.answer.trim().is_empty() {
                return Some(super::leave("your answer is to leave it empty"));
            }
            let value = Fact::new(stated_value(field, &answer.answer), source);
            let same_question = words(&answer.question) == words(&field.label);
            let entered = if same_question { entering::enter(field, &value) } else { entering::answer(field, &value) };
            Some(match entered {
                Ok(entry) => Decision::Fill { entry },
                Err(why) if field.required => ask(&format!("your saved answer does not fit: {why}")),
                Err(why) => super::leave(&format!("your saved answer does not fit: {why}")),
            })
        }
    }
}

/// A wish not to be answered for, kept for this very question, holds before any fact.
pub(super) fn wish(desk: &Desk<'_>, field: &Field, class: Option<QuestionClass>) -> Option<Decision> {
    let answer = find(desk, field, class)?;
    let own = words(&answer.question) == words(&field.label) && answer.usage != UsageMode::AlwaysUse;
    own.then(|| decide(desk, field, class)).flatten()
}

/// The best entry: stated for this company before anywhere, the same text before the same class, the newest first.
fn find<'a>(desk: &'a Desk<'_>, field: &Field, class: Option<QuestionClass>) -> Option<&'a Answer> {
    let label = words(&field.label);
    let follow_up = meaning::is_follow_up(&field.label);
    desk.person
        .answers
        .iter()
        .filter(|answer| answer.class.sensitivity() != Sensitivity::AskEachTime && in_scope(answer, desk, class))
        .filter_map(|answer| {
            let same_text = words(&answer.question) == label;
            let same_class =
                || !follow_up && class.is_some_and(|c| c == answer.class && same_thing(desk, field, answer));
            let closeness = if same_text {
                2
            } else if same_class() {
                1
            } else {
                return None;
            };
            let company = matches!(answer.scope, AnswerScope::Company(_));
            Some(((closeness, company, answer.stated_at), answer))
        })
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, answer)| answer)
}

fn in_scope(answer: &Answer, desk: &Desk<'_>, class: Option<QuestionClass>) -> bool {
    let company_only = answer.class.sensitivity() == Sensitivity::CompanyScoped
        || class.is_some_and(|c| c.sensitivity() == Sensitivity::CompanyScoped);
    match &answer.scope {
        AnswerScope::Company(company) => {
            !company.is_empty() && company.to_lowercase() == desk.circumstances.company.to_lowercase()
        }
        AnswerScope::Everywhere => !company_only,
    }
}

/// Whether two questions of one class ask the same thing.
fn same_thing(desk: &Desk<'_>, field: &Field, answer: &Answer) -> bool {
    use QuestionClass as Q;
    match answer.class {
        Q::HowHeard
        | Q::Pronouns
        | Q::Gender
        | Q::Race
        | Q::HispanicLatino
        | Q::Veteran
        | Q::Disability
        | Q::NoticePeriod => true,
        Q::WorkAuthorization | Q::Sponsorship => {
            let country = desk.circumstances.country.as_deref();
            authorization::same_question(&field.label, &answer.question, country)
        }
        Q::Attestation => {
            let about = topics(&field.label);
            !about.is_empty() && about == topics(&answer.question)
        }
        Q::Salary => numbers::same_pay(&field.label, &answer.question),
        Q::StartDate => questions::asks_for_a_start(&field.label) && questions::asks_for_a_start(&answer.question),
        Q::Relocation => questions::asks_to_relocate(&field.label) && questions::asks_to_relocate(&answer.question),
        Q::CompanyRelation => {
            let kind = relation(&field.label);
            kind.is_some() && kind == relation(&answer.question)
        }
        Q::Experience => {
            let thing = experience_with(&field.label);
            !thing.is_empty() && thing == experience_with(&answer.question)
        }
        _ => false,
    }
}

static RELATION: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| {
    Lexicon::new(
        [
            ("worked|employed|gearbeitet|beschaftigt|travaille|trabajado|trabalhou|gewerkt", "worked"),
            ("applied|apply|beworben|postule|postulado|candidatou|gesolliciteerd", "applied"),
            ("interviewed|interview", "interviewed"),
            ("related|relative|relatives|relationship|family", "related"),
            ("referred|referral|refer|empfohlen|recommande|referido|indicado|aanbevolen", "referred"),
            ("conflict|conflicts", "conflict"),
            ("know|friend|friends|acquainted", "acquainted"),
            ("current|currently|presently", "now"),
        ],
        false,
    )
});

/// What a yes-or-no question about the company is about. "Employee ID" is no such question.
fn relation(text: &str) -> Option<Vec<&'static str>> {
    const CLOSED: [&str; 20] = [
        "have", "has", "were", "was", "are", "did", "do", "does", "is", "haben", "waren", "sind", "avez", "etes", "ha",
        "es", "ja", "voce", "heb", "ben",
    ];
    const OPEN: [&str; 9] = ["who", "when", "where", "which", "what", "name", "id", "number", "details"];
    let words = words(text);
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if !words.first().is_some_and(|w| CLOSED.contains(&w.as_str())) || says(&OPEN) {
        return None;
    }
    let mut found: Vec<&str> = RELATION.find(&words).into_iter().map(|(kind, _)| kind).collect();
    found.sort_unstable();
    found.dedup();
    (!found.is_empty() && found.len() <= 2).then_some(found)
}

/// The words of a question about experience that say with what and how it is counted.
fn experience_with(text: &str) -> Vec<String> {
    const GENERIC: [&str; 34] = [
        "how",
        "many",
        "much",
        "do",
        "does",
        "did",
        "you",
        "have",
        "has",
        "of",
        "with",
        "in",
        "using",
        "the",
        "a",
        "an",
        "your",
        "please",
        "what",
        "is",
        "experience",
        "exp",
        "any",
        "hands",
        "on",
        "working",
        "work",
        "professional",
        "relevant",
        "total",
        "number",
        "enter",
        "state",
        "for",
    ];
    let mut kept: Vec<String> = words(text);
    kept.retain(|w| !GENERIC.contains(&w.as_str()));
    // "Years of experience" alone says nothing of a thing, and a bare thing nothing of years.
    if kept.iter().all(|w| w == "years" || w == "yrs") { Vec::new() } else { kept }
}

static TOPICS: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| {
    Lexicon::new(
        [
            ("privacy|datenschutz|datenschutzerklarung", "privacy"),
            ("gdpr|dsgvo|data processing|protection|retention", "privacy"),
            ("terms", "terms"),
            ("true|accurate|correct|truthful", "accuracy"),
            ("background check|checks|screening|investigation", "background"),
            ("drug", "drugs"),
            ("sms|text message|messages|messaging", "messages"),
            ("text messages|message", "messages"),
            ("ai", "ai"),
            ("artificial intelligence", "ai"),
            ("arbitration", "arbitration"),
            ("nda|confidentiality", "confidentiality"),
            ("at will", "at will"),
            ("reference checks|check", "references"),
            ("credit", "credit"),
            ("marketing|newsletter|alerts|future", "marketing"),
        ],
        false,
    )
});

/// What an attestation is about; several topics in one sentence are all of them.
fn topics(text: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = TOPICS.find(&words(text)).into_iter().map(|(topic, _)| topic).collect();
    found.sort_unstable();
    found.dedup();
    found
}
