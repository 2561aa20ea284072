//! Quality gates: what must be true before a machine may submit.

use crate::answering::Entry;
use crate::meaning::{Meaning, Slot};
use crate::pages::Page;
use crate::plan::{Action, Plan, Step};
use crate::readback::Verdict;
use domain::{QuestionClass, Sensitivity};
use serde::{Deserialize, Serialize};

/// Least confidence of a value that was read rather than stated.
pub const LEAST_CONFIDENCE: f32 = 0.8;

/// One gate and whether it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Name, stable: `required_fields`, `open_questions` …
    pub name: String,
    /// Passed.
    pub passed: bool,
    /// The finding as a sentence; names fields, never values.
    pub finding: String,
}

/// Checks every gate. `verdicts` are those of the steps, in order; a missing
/// one counts as unread. Autopilot submits only when all have passed.
#[must_use]
pub fn gates(plan: &Plan, verdicts: &[Option<Verdict>], page: &Page) -> Vec<Gate> {
    let steps: Vec<(&Step, Option<&Verdict>)> =
        plan.steps.iter().enumerate().map(|(at, step)| (step, verdicts.get(at).and_then(Option::as_ref))).collect();
    vec![
        required_fields(&steps),
        none(
            "open_questions",
            "every question is answered",
            "waiting for you",
            names(&steps, |s, _| s.action == Action::Ask),
        ),
        none(
            "read_back",
            "every value that was entered was read back",
            "not read back",
            names(&steps, |s, v| s.action == Action::Fill && v.is_none()),
        ),
        none(
            "nothing_differs",
            "the form holds exactly what was planned",
            "holding something else",
            names(&steps, |s, v| {
                s.action == Action::Fill
                    && !left_unticked(s)
                    && matches!(v, Some(Verdict::Differs { .. } | Verdict::Empty))
            }),
        ),
        none(
            "sources",
            "every value has a source that is sure enough",
            "not sure enough",
            names(&steps, |s, _| s.action == Action::Fill && !sure(s)),
        ),
        none(
            "stated_only",
            "sensitive questions hold only what you stated",
            "answered from something you did not state",
            names(&steps, |s, _| s.action == Action::Fill && !stated_where_needed(s)),
        ),
        resume(&steps),
        Gate {
            name: "last_page".to_owned(),
            passed: matches!(page, Page::Last { .. }),
            finding: if matches!(page, Page::Last { .. }) {
                "this is the last page of the form".to_owned()
            } else {
                "this is not the last page of the form".to_owned()
            },
        },
    ]
}

fn gate(name: &str, passed: bool, finding: String) -> Gate {
    Gate { name: name.to_owned(), passed, finding }
}

/// Passes when no field is named.
fn none(name: &str, good: &str, bad: &str, named: Vec<&str>) -> Gate {
    let passed = named.is_empty();
    gate(name, passed, if passed { good.to_owned() } else { format!("{bad}: {}", list(&named)) })
}

fn names<'a>(steps: &[(&'a Step, Option<&Verdict>)], test: impl Fn(&Step, Option<&Verdict>) -> bool) -> Vec<&'a str> {
    steps.iter().filter(|(step, verdict)| test(step, *verdict)).map(|(step, _)| label(step)).collect()
}

fn label(step: &Step) -> &str {
    if step.label.is_empty() { "a field without a label" } else { &step.label }
}

fn list(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|n| n.chars().take(80).collect()).collect();
    let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
    format!("{}{more}", shown.join("; "))
}

fn required_fields(steps: &[(&Step, Option<&Verdict>)]) -> Gate {
    let missing = names(steps, |s, v| s.required && v != Some(&Verdict::Holds) && s.action != Action::Ask);
    none("required_fields", "every required field holds its value", "required and not filled", missing)
}

/// A box that stays empty on purpose holds nothing either way.
fn left_unticked(step: &Step) -> bool {
    matches!(step.entry, Some(Entry::Check { checked: false }))
}

fn sure(step: &Step) -> bool {
    let stated = step.source.as_ref().is_some_and(domain::Source::is_stated);
    let by_reading = step.confidence.get() >= LEAST_CONFIDENCE;
    step.source.is_some() && by_reading || (stated && step.meaning.is_none())
}

fn stated_where_needed(step: &Step) -> bool {
    let needs = match step.meaning {
        Some(Meaning::Question(class)) => class.sensitivity() >= Sensitivity::Stated && class != QuestionClass::Other,
        _ => false,
    };
    !needs || step.source.as_ref().is_some_and(domain::Source::is_stated)
}

/// Where a résumé is asked for, one is attached.
fn resume(steps: &[(&Step, Option<&Verdict>)]) -> Gate {
    let asked: Vec<&(&Step, Option<&Verdict>)> =
        steps.iter().filter(|(s, _)| s.meaning == Some(Meaning::Profile(Slot::ResumeFile))).collect();
    let attached = asked.iter().any(|(_, verdict)| *verdict == Some(&Verdict::Holds));
    let finding = match (asked.is_empty(), attached) {
        (true, _) => "no résumé is asked for",
        (_, true) => "the résumé is attached",
        _ => "the résumé is not attached",
    };
    gate("resume", asked.is_empty() || attached, finding.to_owned())
}
