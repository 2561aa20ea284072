//! The plan: every field with what will be entered and why, in a form to
//! review, to store as evidence, and to compare with a later look at the page.

use crate::answering::{Decision, Entry};
use crate::fields::{Field, FieldKey, Widget};
use crate::meaning::Meaning;
use crate::wording::{option_key, words};
use domain::{Confidence, Sha256, Source};
use serde::{Deserialize, Serialize};

/// What happens to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A value is entered.
    Fill,
    /// The person is asked.
    Ask,
    /// It stays as it is.
    Leave,
}

/// One field of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The field.
    pub key: FieldKey,
    /// Its question.
    pub label: String,
    /// Its section.
    pub section: String,
    /// How it is operated.
    pub widget: Widget,
    /// Must be answered.
    pub required: bool,
    /// What it was read as.
    pub meaning: Option<Meaning>,
    /// The rule that decided the reading.
    pub rule: String,
    /// What came second.
    pub runner_up: Option<Meaning>,
    /// What happens.
    pub action: Action,
    /// The value as people read it; empty unless it is filled.
    pub shown: String,
    /// The entry and nothing else; `None` unless it is filled.
    pub entry: Option<Entry>,
    /// Where the value comes from; `None` unless it is filled.
    pub source: Option<Source>,
    /// The source in words, or why nothing is entered.
    pub because: String,
    /// The weaker of the reading's confidence and the source's; 1 where nothing is entered.
    pub confidence: Confidence,
}

/// A page's fields and what happens to each, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Digest of the form as it was planned for, see [`schema_fingerprint`].
    pub fingerprint: String,
    /// Every field.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Joins `fields` with the decisions about them (same order; a missing decision is a field left alone).
    #[must_use]
    pub fn new(fields: &[Field], decisions: &[Decision]) -> Self {
        let unread = Decision::Leave { why: "nothing was decided".to_owned() };
        let decisions = decisions.iter().chain(std::iter::repeat(&unread));
        let steps = fields.iter().zip(decisions).map(|(field, decision)| step(field, decision)).collect();
        Self { fingerprint: schema_fingerprint(fields), steps }
    }

    /// Steps that wait for the person.
    pub fn open(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.action == Action::Ask)
    }
}

fn step(field: &Field, decision: &Decision) -> Step {
    let (action, shown, entry, source, because, trust) = match decision {
        Decision::Fill { entry } => (
            Action::Fill,
            show(entry.value()),
            Some(entry.value().clone()),
            Some(entry.source().clone()),
            entry.source().describe(),
            entry.confidence(),
        ),
        Decision::Ask { why, .. } => (Action::Ask, String::new(), None, None, why.clone(), Confidence::CERTAIN),
        Decision::Leave { why } | Decision::Untick { why } => {
            (Action::Leave, String::new(), None, None, why.clone(), Confidence::CERTAIN)
        }
    };
    let confidence = match action {
        Action::Fill if stated_for_the_field(source.as_ref()) => trust,
        Action::Fill if field.reading.confidence < trust => field.reading.confidence,
        _ => trust,
    };
    Step {
        key: field.key.clone(),
        label: field.label.clone(),
        section: field.section.clone(),
        widget: field.widget,
        required: field.required,
        meaning: field.reading.meaning,
        rule: field.reading.evidence.first().map(|e| e.rule.clone()).unwrap_or_default(),
        runner_up: field.reading.runner_up,
        action,
        shown,
        entry,
        source,
        because,
        confidence,
    }
}

/// An answer of the Q&A bank was found by the question's own text: how the field was read does not matter then.
fn stated_for_the_field(source: Option<&Source>) -> bool {
    matches!(source, Some(Source::Answer { .. }))
}

/// An entry as people read it.
#[must_use]
pub fn show(entry: &Entry) -> String {
    match entry {
        Entry::Text { text } => text.clone(),
        Entry::Pick { wanted } => {
            let shown: Vec<&str> = wanted.iter().filter_map(|w| w.wordings.first()).map(String::as_str).collect();
            shown.join(", ")
        }
        Entry::Check { checked } => if *checked { "checked" } else { "not checked" }.to_owned(),
        Entry::Date { date } => date.to_string(),
        Entry::File { file } => file.name.clone(),
    }
}

/// Digest of a form by its ordered fields: widget, words of the label, options
/// and whether it must be answered. Independent of ids, classes and values, so
/// that a re-render keeps it and a new question changes it. 64 hex digits.
#[must_use]
pub fn schema_fingerprint(fields: &[Field]) -> String {
    let mut text = String::new();
    for field in fields {
        let options: Vec<String> = field.options.iter().map(|o| option_key(&o.text)).collect();
        // Open lists show their options only while open.
        let listed =
            !matches!(field.widget, Widget::Combobox | Widget::MultiCombobox | Widget::Prompt | Widget::ListboxButton);
        let options = if listed { options.join("\u{1f}") } else { String::new() };
        let widget = serde_json::to_string(&field.widget).unwrap_or_default();
        text.push_str(&format!(
            "{widget}\u{1e}{}\u{1e}{options}\u{1e}{}\u{1d}",
            words(&field.label).join(" "),
            field.required
        ));
    }
    Sha256::of(text.as_bytes()).to_string()
}
