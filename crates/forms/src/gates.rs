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
                // An optional field that took nothing, because its list does not
                // offer the answer, stays empty and is shown as such.
                let empty = s.action == Action::Fill && s.required && !left_unticked(s) && v == Some(&Verdict::Empty);
                matches!(v, Some(Verdict::Differs { .. })) || empty
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answering::{Circumstances, Person, decide};
    use crate::fields::ElementRef;
    use crate::fixture::{fields_of, input, required, select, text};
    use crate::snapshot::{Control, Node};
    use chrono::DateTime;
    use domain::{Confidence, Fact, Sha256, Source, Span};

    fn last() -> Page {
        Page::Last { submit: ElementRef { frame: "main".into(), node: Node(1) } }
    }

    fn read(value: &str, confidence: f32) -> Fact<String> {
        let span = Span { page: 1, line: 1, end_line: 1, start: 0, end: 4 };
        let source = Source::Document { document: Sha256::of(b"cv"), span, confidence: Confidence::new(confidence) };
        Fact::new(value.to_owned(), source)
    }

    fn plan(controls: Vec<Control>, confidence: f32) -> Plan {
        let mut person = Person::default();
        person.profile.name.full = Some(read("Ada Byron", confidence));
        person.profile.email = Some(read("ada@byron.example", confidence));
        let circumstances = Circumstances { now: DateTime::UNIX_EPOCH, company: "acme".into(), country: None };
        let fields = fields_of(controls);
        Plan::new(&fields, &decide(&fields, &person, &circumstances))
    }

    fn form() -> Vec<Control> {
        vec![required(text("First name")), required(input("email", "Email")), text("LinkedIn")]
    }

    fn failed(plan: &Plan, verdicts: &[Option<Verdict>], page: &Page) -> Vec<String> {
        gates(plan, verdicts, page).into_iter().filter(|g| !g.passed).map(|g| g.name).collect()
    }

    const HOLDS: Option<Verdict> = Some(Verdict::Holds);

    #[test]
    fn a_form_that_holds_what_was_planned_passes_every_gate() {
        let plan = plan(form(), 0.9);
        assert_eq!(failed(&plan, &[HOLDS, HOLDS, None], &last()), Vec::<String>::new());
    }

    #[test]
    fn each_gate_closes_for_its_own_reason() {
        let good = plan(form(), 0.9);
        let differs = Some(Verdict::Differs { found: "x".into() });
        assert_eq!(failed(&good, &[HOLDS, differs, None], &last()), ["required_fields", "nothing_differs"]);
        assert_eq!(failed(&good, &[HOLDS], &last()), ["required_fields", "read_back"]);
        assert_eq!(failed(&good, &[HOLDS, HOLDS, None], &Page::Unknown), ["last_page"]);
        assert_eq!(failed(&plan(form(), 0.5), &[HOLDS, HOLDS, None], &last()), ["sources"]);
        let mut asks = form();
        asks.push(required(select("Gender", &["Male", "Female"])));
        assert_eq!(failed(&plan(asks, 0.9), &[HOLDS, HOLDS, None, None], &last()), ["open_questions"]);
        let mut file = form();
        file.push(input("file", "Resume"));
        assert_eq!(failed(&plan(file, 0.9), &[HOLDS, HOLDS, None, None], &last()), ["resume"]);
    }

    #[test]
    fn findings_name_fields_and_never_values() {
        let differs = Some(Verdict::Differs { found: "secret".into() });
        let all = gates(&plan(form(), 0.9), &[differs, HOLDS, None], &last());
        let text = all.iter().map(|g| g.finding.clone()).collect::<String>();
        assert!(text.contains("First name") && !text.contains("secret") && !text.contains("Ada"), "{text}");
    }

    #[test]
    fn the_fingerprint_survives_a_re_render_and_sees_a_new_question() {
        let base = plan(form(), 0.9).fingerprint;
        let mut again = form();
        again[0].id = "other".into();
        again[0].value = "typed".into();
        assert_eq!(plan(again, 0.9).fingerprint, base);
        let mut more = form();
        more.push(text("One more question"));
        assert_ne!(plan(more, 0.9).fingerprint, base);
    }
}
