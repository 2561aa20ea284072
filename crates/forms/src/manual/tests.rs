use super::*;
use crate::fixture::{combobox, in_section, input, radios, select, text, with_id};
use crate::snapshot::Control;

fn page(controls: Vec<Control>) -> PageSnapshot {
    crate::fixture::page(controls, Vec::new())
}

fn named(name: &str, control: Control) -> Control {
    with_id(name, crate::fixture::named(name, control))
}

fn form(name: &str, extra: Option<Control>) -> PageSnapshot {
    let mut controls = vec![
        named(&format!("{name}_first"), text("First name")),
        named(&format!("{name}_last"), text("Last name")),
        named(&format!("{name}_email"), input("email", "Email")),
        named(&format!("{name}_country"), select("Country", &["Brazil", "Canada"])),
        named(&format!("{name}_where"), combobox("Location (City)")),
    ];
    controls.extend(extra);
    controls.extend(radios(7, "Are you at least 18 years of age?", &["Yes", "No"]));
    page(controls)
}

fn steps_of(snapshot: &PageSnapshot) -> Vec<Step> {
    let fields = crate::fields::fields(snapshot);
    let signatures = signatures(snapshot, &fields);
    let sections = section_fingerprints("greenhouse", &signatures);
    fields
        .iter()
        .zip(signatures)
        .zip(sections)
        .filter_map(|((field, signature), section)| {
            let operator = match field.widget {
                Widget::Text => Operator::Text,
                Widget::NativeSelect => Operator::Select { reveals: false },
                Widget::Combobox => Operator::List { query: Some(0), asks: true, reveals: false },
                _ => Operator::Press { reveals: true },
            };
            Some(Step { section, signature, slot: field.reading.meaning?, operator, predicate: Predicate::SameText })
        })
        .collect()
}

fn recognised(steps: &[Step], snapshot: &PageSnapshot) -> Vec<(String, Option<Level>)> {
    let fields = crate::fields::fields(snapshot);
    let signatures = signatures(snapshot, &fields);
    let found = recognise(&steps.iter().collect::<Vec<_>>(), &fields, &signatures);
    fields.into_iter().zip(found).map(|(field, found)| (field.label, found.map(|(_, level)| level))).collect()
}

#[test]
fn the_same_form_is_recognised_in_every_part() {
    let snapshot = form("job", None);
    let steps = steps_of(&snapshot);
    assert_eq!(steps.len(), 6, "{steps:?}");
    for (label, level) in recognised(&steps, &snapshot) {
        assert_eq!(level, Some(Level::Exact), "{label}");
    }
}

#[test]
fn other_ids_leave_the_questions() {
    let steps = steps_of(&form("job", None));
    for (label, level) in recognised(&steps, &form("other", None)) {
        assert!(level.is_some_and(|level| level > Level::Exact) || label.contains("18"), "{label}: {level:?}");
    }
}

#[test]
fn one_more_question_leaves_the_other_steps() {
    let steps = steps_of(&form("job", None));
    let now = form("job", Some(named("why", text("Why do you want to work here?"))));
    let unknown: Vec<String> =
        recognised(&steps, &now).into_iter().filter(|(_, level)| level.is_none()).map(|(label, _)| label).collect();
    assert_eq!(unknown, ["Why do you want to work here?"]);
}

#[test]
fn a_section_keeps_its_digest_when_another_changes() {
    let before = page(vec![in_section("You", text("First name")), in_section("Work", text("Current company"))]);
    let after = page(vec![
        in_section("You", text("First name")),
        in_section("Work", text("Current company")),
        in_section("Work", text("Notice period")),
    ]);
    let digests = |snapshot: &PageSnapshot| {
        section_fingerprints("lever", &signatures(snapshot, &crate::fields::fields(snapshot)))
    };
    let (before, after) = (digests(&before), digests(&after));
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
}

#[test]
fn a_field_that_asks_for_something_else_now_has_no_step() {
    let steps = steps_of(&page(vec![named("q1", text("First name"))]));
    assert_eq!(steps.len(), 1);
    assert_eq!(recognised(&steps, &page(vec![named("q1", text("Last name"))]))[0].1, None);
}

#[test]
fn what_cannot_be_a_manual_is_refused_with_a_reason() {
    let manual = Manual {
        format: FORMAT,
        platform: "greenhouse".into(),
        url_pattern: "*.greenhouse.io/*/jobs/*".into(),
        fingerprint: "0".repeat(64),
        steps: steps_of(&form("job", None)),
    };
    let bytes = serde_json::to_vec(&manual).unwrap();
    assert_eq!(Manual::read(&bytes).unwrap(), manual);
    assert!(matches!(Manual::read(b"{\"format\":1"), Err(ManualError::Unreadable(_))));
    assert!(matches!(Manual::read(&vec![b' '; SIZE_LIMIT + 1]), Err(ManualError::TooLarge)));
    let newer = serde_json::to_vec(&Manual { format: 2, ..manual.clone() }).unwrap();
    assert_eq!(Manual::read(&newer), Err(ManualError::Format(2)));
    let with = |change: fn(&mut Step)| {
        let mut changed = manual.clone();
        change(&mut changed.steps[1]);
        Manual::read(&serde_json::to_vec(&changed).unwrap())
    };
    for change in [
        (|step| step.slot = Meaning::Password) as fn(&mut Step),
        |step| step.operator = Operator::Upload { asks: false },
        |step| step.signature.label = "x".repeat(TEXT_LIMIT + 1),
    ] {
        assert!(matches!(with(change), Err(ManualError::Step { step: 2, .. })));
    }
    // Cut and bent anywhere, it is refused or is still a manual.
    for at in (0..bytes.len()).step_by(7) {
        let _ = Manual::read(&bytes[..at]);
        let mut bent = bytes.clone();
        bent[at] ^= 0x15;
        let _ = Manual::read(&bent);
    }
}

#[test]
fn a_choice_of_which_nothing_is_said_may_reveal_something() {
    for (text, reveals) in [
        (r#"{"kind":"press"}"#, true),
        (r#"{"kind":"select","reveals":false}"#, false),
        (r#"{"kind":"list","query":null,"asks":false}"#, true),
        (r#"{"kind":"text"}"#, false),
    ] {
        let operator: Operator = serde_json::from_str(text).unwrap();
        assert_eq!(operator.reveals(), reveals, "{text}");
        assert!(!operator.revealing(false).reveals());
    }
}
