//! Decisions: where values come from, and when the person is asked. Here: the person and the forms that the claims
//! are about.

mod bank;
mod career;
mod entering;
mod identity;
mod questions;

use super::{Circumstances, Decision, Entry, FileEntry, Person, decide};
use crate::fields::Field;
use crate::fixture::{
    area, checks, combobox, fields_of, in_section, input, named, options, radios, required, select, text, with_id,
};
use crate::plan::show;
use crate::snapshot::Control;
use chrono::{DateTime, NaiveDate};
use domain::profile::{Disclosure, Education, Employment, Link, Network, PayPeriod, Salary, WorkAuthorization};
use domain::{
    Answer, AnswerId, AnswerScope, Confidence, Fact, Profile, QuestionClass as Q, Sha256, Source, Span, UsageMode,
};

fn stated<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Person { at: DateTime::UNIX_EPOCH })
}

fn read<T>(value: T) -> Fact<T> {
    let span = Span { page: 1, line: 1, end_line: 1, start: 0, end: 4 };
    Fact::new(value, Source::Document { document: Sha256::of(b"cv"), span, confidence: Confidence::new(0.9) })
}

fn say(word: &str) -> Option<Fact<Disclosure>> {
    Some(stated(if word == "decline" { Disclosure::Decline } else { Disclosure::Says(word.into()) }))
}

fn job(employer: &str, start: &str, end: Option<&str>) -> Employment {
    Employment {
        employer: Some(read(employer.into())),
        position: Some(read(format!("{employer} clerk"))),
        start: Some(read(start.parse().unwrap())),
        end: end.map(|e| read(e.parse().unwrap())),
        current: end.is_none().then(|| read(true)),
        ..Employment::default()
    }
}

fn profile() -> Profile {
    let mut profile = Profile::default();
    profile.name.full = Some(read("Ada Byron".into()));
    profile.email = Some(read("ada@byron.example".into()));
    profile.phone = Some(read("+1 (415) 555-0132".into()));
    profile.location.address = Some(read("1 Main St".into()));
    profile.location.city = Some(read("Austin".into()));
    profile.location.region = Some(read("Texas".into()));
    profile.location.postal_code = Some(read("78701".into()));
    profile.location.country_code = Some(read("US".into()));
    profile.links = vec![Link { network: Network::LinkedIn, url: read("https://www.linkedin.com/in/ada".into()) }];
    profile.work = vec![job("Acme", "2020-01", None), job("Globex", "2017-06", Some("2019-12"))];
    profile.education = vec![Education {
        institution: Some(read("State University".into())),
        study_type: Some(read("BSc in Computer Science".into())),
        area: Some(read("Computer Science".into())),
        end: Some(read("2017-05".parse().unwrap())),
        ..Education::default()
    }];
    profile.skills = vec![read("Rust".into()), read("Go".into())];
    let facts = &mut profile.application;
    let permit = |country: &str, authorized, needs_sponsorship| {
        stated(WorkAuthorization { country: country.into(), authorized, needs_sponsorship })
    };
    facts.work_authorization = vec![permit("US", true, false), permit("GB", false, true), permit("CA", true, true)];
    facts.gender = say("woman");
    facts.race = say("asian");
    facts.hispanic_latino = say("no");
    facts.veteran = say("no");
    facts.disability = say("decline");
    facts.salary = Some(stated(Salary { amount: 120_000, currency: "USD".into(), period: PayPeriod::Year }));
    facts.earliest_start = Some(stated(NaiveDate::from_ymd_opt(2027, 1, 15).unwrap()));
    facts.notice_period_days = Some(stated(14));
    facts.willing_to_relocate = Some(stated(false));
    facts.over_18 = Some(stated(true));
    facts.how_heard = Some(stated("LinkedIn".into()));
    profile
}

fn person() -> Person {
    let file = FileEntry { path: "/tmp/cv.pdf".into(), name: "cv.pdf".into(), sha256: Sha256::of(b"cv"), bytes: 2 };
    Person { profile: profile(), resume: Some(stated(file)), ..Person::default() }
}

fn here() -> Circumstances {
    Circumstances {
        now: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        company: "acme".into(),
        country: Some("US".into()),
    }
}

fn one(controls: Vec<Control>, person: &Person) -> (Field, Decision) {
    let fields = fields_of(controls);
    let mut decisions = decide(&fields, person, &here());
    assert_eq!(decisions.len(), fields.len());
    (fields.into_iter().next().unwrap(), decisions.remove(0))
}

/// The value shown to people, or `ask`, or `leave`. A choice is shown as the option that is chosen.
fn outcome(controls: Vec<Control>, person: &Person) -> String {
    let (field, decision) = one(controls, person);
    match decision {
        Decision::Ask { .. } => "ask".into(),
        Decision::Leave { .. } => "leave".into(),
        Decision::Untick { .. } => "untick".into(),
        Decision::Fill { entry } => match entry.value() {
            Entry::Pick { wanted } if !field.options.is_empty() => wanted
                .iter()
                .map(|w| match crate::options::choose(w, &field.options) {
                    crate::options::Choice::One(at) => field.options[at].text.clone(),
                    other => format!("{other:?}"),
                })
                .collect::<Vec<_>>()
                .join(" + "),
            other => show(other),
        },
    }
}

#[track_caller]
fn fills(control: Control, expected: &str) {
    assert_eq!(outcome(vec![required(control)], &person()), expected);
}

#[track_caller]
fn answers(question: &str, choices: &[&str], expected: &str) {
    let mut controls = radios(1, question, choices);
    controls[0].required.native = true;
    assert_eq!(outcome(controls, &person()), expected, "{question}");
    assert_eq!(outcome(vec![required(select(question, choices))], &person()), expected, "{question}");
}

fn answer(question: &str, class: Q, answer: &str) -> Answer {
    Answer {
        id: AnswerId(uuid_of(question)),
        question: question.into(),
        class,
        answer: answer.into(),
        scope: AnswerScope::Everywhere,
        usage: UsageMode::AlwaysUse,
        times_used: 0,
        last_used_at: None,
        stated_at: DateTime::UNIX_EPOCH,
    }
}

fn uuid_of(text: &str) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::of(text.as_bytes()).as_bytes()[..16]);
    uuid::Uuid::from_bytes(bytes)
}

fn with_answers(answers: Vec<Answer>) -> Person {
    Person { answers, ..person() }
}

/// The reason shown for the value of the only field.
fn because(label: &str, person: &Person) -> String {
    match one(vec![required(text(label))], person).1 {
        Decision::Fill { entry } => format!("{} because {}", show(entry.value()), entry.source().describe()),
        Decision::Ask { why, .. } => format!("asked: {why}"),
        Decision::Leave { why } | Decision::Untick { why } => format!("left: {why}"),
    }
}
