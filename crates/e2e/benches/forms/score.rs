//! What a page is read as, against what its oracle says.

use crate::truths::{EMPTY, NOT_JUDGED};
use crate::vocabularies::accepted;
use domain::QuestionClass;
use forms::answering::{Circumstances, Decision, Person, decide};
use forms::fields::{Field, fields};
use forms::meaning::Meaning;
use forms::snapshot::{Control, PageSnapshot};
use serde_json::Value;

/// A page as the brain reads it.
pub(crate) struct Read {
    pub(crate) fields: Vec<Field>,
    filled: Vec<bool>,
    controls: Vec<(String, Control)>,
}

/// What came of one labelled field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    /// No meaning, or "a question of its own": the person is asked.
    Unknown,
    Wrong,
    /// It had to stay empty and stays empty.
    LeftEmpty,
    /// It had to stay empty and would be filled.
    Filled,
}

impl Read {
    pub(crate) fn of(snapshot: &PageSnapshot, person: &Person, now: chrono::DateTime<chrono::Utc>) -> Self {
        let fields = fields(snapshot);
        let facts = forms::pages::posting_facts(snapshot);
        let circumstances = Circumstances { now, company: facts.company.to_lowercase(), country: facts.country };
        let decisions = decide(&fields, person, &circumstances);
        let filled = decisions.iter().map(|decision| matches!(decision, Decision::Fill { .. })).collect();
        let frames = snapshot.frames.iter();
        let controls = frames.flat_map(|f| f.controls.iter().map(|c| (f.frame.clone(), c.clone()))).collect();
        Self { fields, filled, controls }
    }

    /// The control an oracle lists: the `nth` with this tag, type, id and name.
    pub(crate) fn listed(&self, listed: &Value, nth: usize) -> Option<usize> {
        let same = |key: &str, have: &str| listed[key].as_str().unwrap_or_default() == have;
        let matching = self.controls.iter().enumerate().filter(|(_, (_, control))| {
            let kind = listed["type"].as_str().unwrap_or(if control.tag == "input" { "text" } else { "" });
            same("tag", &control.tag)
                && same("id", &control.id)
                && same("name", &control.name)
                && (control.tag != "input" || kind == control.input_type)
        });
        matching.map(|(at, _)| at).nth(nth)
    }

    /// The control with this id, else name, else automation id, else question.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        let find = |own: fn(&Control) -> &str| self.controls.iter().position(|(_, control)| own(control) == name);
        let asking = || self.controls.iter().position(|(_, c)| c.labels.container.starts_with(name) && c.reachable);
        find(|c| &c.id).or_else(|| find(|c| &c.name)).or_else(|| find(|c| &c.automation_id)).or_else(asking)
    }

    pub(crate) fn field(&self, control: usize) -> Option<usize> {
        let (frame, control) = &self.controls[control];
        self.fields.iter().position(|f| f.elements.iter().any(|e| e.frame == *frame && e.node == control.node))
    }

    /// What the field at `control` is read as; `None` when it is no field or asks something unknown.
    pub(crate) fn meaning(&self, control: usize) -> Option<Meaning> {
        let field = self.field(control)?;
        self.fields[field].reading.meaning.filter(|m| *m != Meaning::Question(QuestionClass::Other))
    }

    /// Whether the page itself calls what it asks for an e-mail address.
    pub(crate) fn says_mail(&self, control: usize) -> bool {
        let own = &self.controls[control].1;
        let label = self.field(control).map(|f| self.fields[f].label.to_lowercase()).unwrap_or_default();
        own.input_type == "email" || own.autocomplete.ends_with("email") || label.replace('-', "").contains("email")
    }

    /// The label and the evidence, for somebody who looks for the reason.
    pub(crate) fn reason(&self, control: usize) -> String {
        let Some(field) = self.field(control) else {
            return format!("not a field: {:?}", self.controls[control].1.labels.native);
        };
        let field = &self.fields[field];
        let rules: Vec<&str> = field.reading.evidence.iter().map(|e| e.rule.as_str()).collect();
        format!("{:?} read as {:?} by {rules:?}", field.label, field.reading.meaning)
    }

    /// Judges one control; `None` when the word says nothing we know.
    pub(crate) fn judge(&self, control: usize, word: &str) -> Option<Verdict> {
        if word == EMPTY {
            let filled = self.field(control).is_some_and(|field| self.filled[field]);
            return Some(if filled { Verdict::Filled } else { Verdict::LeftEmpty });
        }
        if word == NOT_JUDGED {
            return None;
        }
        let accepted = accepted(word)?;
        let whole = self.field(control).and_then(|field| self.fields[field].reading.meaning);
        if whole.is_some_and(|m| accepted.contains(&m)) {
            return Some(Verdict::Right);
        }
        Some(match self.meaning(control) {
            None => Verdict::Unknown,
            Some(_) => Verdict::Wrong,
        })
    }
}
