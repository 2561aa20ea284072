//! What of form understanding is fuzzed, shared by the test and the bench.

use chrono::{DateTime, Utc};
use domain::profile::WorkAuthorization;
use domain::{Answer, AnswerId, AnswerScope, Fact, Profile, QuestionClass, Source, UsageMode};
use forms::answering::{Circumstances, Decision, Person, decide};
use forms::fields::{Field, Widget, fields};
use forms::manual::Manual;
use forms::meaning::Meaning;
use forms::options::{Wanted, choose};
use forms::pages::{classify, posting_facts};
use forms::plan::Plan;
use forms::readback::read_back;
use forms::sections::additions;
use forms::sheet::{Ask, Takes, questions};
use forms::snapshot::{OptionEntry, PageSnapshot};
use fuzz::{Random, Target};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Everything that is fuzzed here.
pub(crate) const TARGETS: [Target; 3] = [
    Target { name: "snapshot", make: snapshot, run: understand, limit_ms: 1_000, ours: "crates/", threads: &[] },
    Target { name: "options", make: options, run: match_options, limit_ms: 1_000, ours: "crates/", threads: &[] },
    Target { name: "manual", make: manual, run: read_manual, limit_ms: 1_000, ours: "crates/", threads: &[] },
];

/// Longest list whose choice is checked against each of its options.
const CHECKED_OPTIONS: usize = 100;

/// Texts that mean something to forms.
const WORDS: [&str; 60] = [
    "First name",
    "Last name *",
    "E-mail",
    "Phone",
    "Country",
    "City",
    "Postal code",
    "Resume/CV",
    "Cover letter",
    "LinkedIn Profile",
    "Are you legally authorized to work in the United States?",
    "Yes",
    "No",
    "Will you now or in the future require sponsorship?",
    "Gender",
    "Decline To Self Identify",
    "Veteran status",
    "I don't wish to answer",
    "What are your salary expectations (EUR per year)?",
    "When can you start?",
    "Notice period in weeks",
    "How did you hear about us?",
    "I certify that the above is true",
    "Signature",
    "Date",
    "Years of experience with C++",
    "If yes, please explain",
    "Select...",
    "Submit application",
    "Next",
    "Apply",
    "Sign in",
    "Password",
    "input",
    "select",
    "textarea",
    "button",
    "text",
    "email",
    "tel",
    "file",
    "date",
    "month",
    "radio",
    "checkbox",
    "combobox",
    "listbox",
    "group",
    "given-name",
    "tel-national",
    "Work Experience 1",
    "Education",
    "Start date",
    "MM/YYYY",
    "2027-01-15",
    "+1 (415) 555-0132",
    "United States",
    "California",
    "Add another",
    "Voluntary Self-Identification",
];

static SNAPSHOT: LazyLock<Value> = LazyLock::new(|| {
    let control = |node: u32, tag: &str, kind: &str, label: &str, more: Value| {
        let mut control = json!({
            "node": node, "tag": tag, "input_type": kind, "role": "", "id": format!("f{node}"), "name": label,
            "autocomplete": "", "labels": { "native": label, "group": "", "placeholder": "", "preceding": label },
            "description": "", "error": "", "section": "", "required": { "native": true, "aria": false, "marked": false },
            "visible": true, "reachable": true, "disabled": false, "value": "", "raw_value": "on", "chips": [], "files": [],
            "options": [], "popup": "", "combobox": false, "multiple": false, "max_length": 100, "pattern": "",
            "accept": "", "form": 0, "rect": [0.0, f64::from(node) * 40.0, 200.0, 30.0]
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            control[key] = value.clone();
        }
        control
    };
    let choices = json!([{ "text": "Yes", "value": "1", "node": 900 }, { "text": "No", "value": "0", "selected": true },
        { "text": "Decline To Self Identify", "value": "2", "disabled": false }]);
    let work = json!({ "section": "Work Experience 1" });
    let controls = json!([
        control(1, "input", "text", "First name", json!({ "autocomplete": "given-name" })),
        control(2, "input", "email", "E-mail", json!({})),
        control(3, "input", "tel", "Phone", json!({ "value": "+1 415 555 0132" })),
        control(4, "select", "", "Country", json!({ "options": choices.clone() })),
        control(
            5,
            "select",
            "",
            "Are you legally authorized to work in the United States?",
            json!({ "options": choices })
        ),
        control(
            6,
            "input",
            "radio",
            "Yes",
            json!({ "group": 1, "checked": false, "labels": { "native": "Yes", "group": "Gender" } })
        ),
        control(
            7,
            "input",
            "radio",
            "No",
            json!({ "group": 1, "checked": true, "labels": { "native": "No", "group": "Gender" } })
        ),
        control(8, "input", "checkbox", "I certify that the above is true", json!({ "checked": false })),
        control(9, "input", "file", "Resume/CV", json!({ "accept": ".pdf,.docx", "files": ["cv.pdf"] })),
        control(
            10,
            "input",
            "text",
            "Location (City)",
            json!({ "combobox": true, "role": "combobox", "chips": ["Berlin"] })
        ),
        control(11, "button", "", "Which tools?", json!({ "popup": "listbox" })),
        control(12, "input", "date", "When can you start?", json!({})),
        control(13, "textarea", "", "Why us?", json!({ "error": "This field is required", "invalid": true })),
        control(14, "input", "text", "Company", work.clone()),
        control(15, "input", "text", "Month", work.clone()),
        control(16, "input", "text", "Year", work),
        control(17, "input", "password", "Password", json!({ "visible": false })),
    ]);
    let ld = r#"{"@type":"JobPosting","title":"Engineer","hiringOrganization":{"name":"Acme"}}"#;
    json!({
        "url": "https://jobs.example/acme/1?x=1", "title": "Engineer at Acme", "frames": [
            { "frame": "main", "url": "https://jobs.example/acme/1", "title": "Engineer at Acme", "lang": "en",
              "headings": [{ "level": 1, "text": "Apply" }, { "level": 2, "text": "Work Experience 1" }],
              "controls": controls,
              "buttons": [
                { "node": 800, "tag": "button", "button_type": "submit", "role": "", "text": "Submit application", "id": "s",
                  "automation_id": "", "href": "", "visible": true, "disabled": false, "popup": "", "form": 0,
                  "rect": [0.0, 900.0, 90.0, 30.0] },
                { "node": 801, "tag": "button", "button_type": "button", "text": "Add another", "visible": true,
                  "rect": [0.0, 700.0, 90.0, 30.0] } ],
              "alerts": ["Your form needs corrections"], "text": "Apply for this job", "json_ld": [ld],
              "challenges": [{ "signal": "captcha", "size": [300.0, 70.0] }], "truncated": false },
            { "frame": "inner", "url": "https://forms.example/2", "controls": [], "buttons": [] } ]
    })
});

static PERSON: LazyLock<(Person, Circumstances)> = LazyLock::new(|| {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let stated = |text: &str| Some(Fact::new(text.to_owned(), Source::Person { at }));
    let mut profile = Profile { email: stated("ada@example.org"), phone: stated("+14155550132"), ..Profile::default() };
    profile.name.full = stated("Ada Lovelace");
    profile.name.given = stated("Ada");
    let may = WorkAuthorization { country: "US".into(), authorized: true, needs_sponsorship: false };
    profile.application.work_authorization = vec![Fact::new(may, Source::Person { at })];
    let answers = QuestionClass::ALL.iter().zip(WORDS).map(|(class, question)| Answer {
        id: AnswerId::generate(),
        question: question.to_owned(),
        class: *class,
        answer: "Yes\n2027-01-15".to_owned(),
        scope: AnswerScope::Everywhere,
        usage: if question.len() % 2 == 0 { UsageMode::AlwaysUse } else { UsageMode::DeclineToAnswer },
        times_used: 0,
        last_used_at: None,
        stated_at: at,
    });
    let person = Person { profile, answers: answers.collect(), ..Person::default() };
    (person, Circumstances { now: at, company: "acme".into(), country: Some("US".into()) })
});

fn snapshot(random: &mut Random) -> Vec<u8> {
    let mut value = SNAPSHOT.clone();
    for _ in 0..=random.below(4) {
        fuzz::json(&mut value, &WORDS, random);
    }
    value.to_string().into_bytes()
}

fn understand(case: &[u8]) {
    let Ok(snapshot) = serde_json::from_slice::<PageSnapshot>(case) else { return };
    let found = fields(&snapshot);
    let page = classify(&snapshot, &found);
    let facts = posting_facts(&snapshot);
    let (person, circumstances) = &*PERSON;
    let decisions = decide(&found, person, circumstances);
    assert_eq!(decisions.len(), found.len());
    let plan = Plan::new(&found, &decisions);
    let verdicts: Vec<_> = found.iter().zip(&decisions).map(|(field, decision)| verdict(field, decision)).collect();
    let gates = forms::gates::gates(&plan, &verdicts, &page);
    let passed = gates.iter().all(|gate| gate.passed);
    let open = decisions.iter().any(|decision| matches!(decision, Decision::Ask { .. }));
    assert!(!(passed && open), "an open question passes no gates");
    let buttons: usize = snapshot.frames.iter().map(|frame| frame.buttons.len()).sum();
    assert!(additions(&snapshot, &found, &person.profile).len() <= buttons);
    sheet(&found, &decisions, &facts.company);
    let manual = forms::plan::schema_fingerprint(&found);
    assert_eq!(manual, plan.fingerprint);
}

fn verdict(field: &Field, decision: &Decision) -> Option<forms::readback::Verdict> {
    let Decision::Fill { entry } = decision else { return None };
    let each_time = matches!(
        field.reading.meaning,
        Some(Meaning::Question(QuestionClass::ExportControl | QuestionClass::NeverStore))
    );
    let trap = matches!(field.reading.meaning, Some(Meaning::Honeypot | Meaning::Password | Meaning::PasswordAgain));
    assert!(!each_time && !trap && field.widget != Widget::Password, "this is never filled from what is known");
    Some(read_back(entry.value(), field))
}

/// Two forms that ask the same.
fn sheet(found: &[Field], decisions: &[Decision], company: &str) {
    let asks: Vec<Ask> = [0, 1]
        .into_iter()
        .flat_map(|posting| {
            found.iter().zip(decisions).filter_map(move |(field, decision)| {
                let Decision::Ask { why, suggestion, class } = decision else { return None };
                Some(Ask {
                    posting,
                    company: company.to_owned(),
                    key: Some(field.key.clone()),
                    section: field.section.clone(),
                    label: field.label.clone(),
                    options: field.options.iter().map(|option| option.text.clone()).collect(),
                    takes: Takes::of(Some(field.widget)),
                    class: *class,
                    suggestion: suggestion.clone(),
                    why: why.clone(),
                    ..Ask::default()
                })
            })
        })
        .collect();
    for question in questions(&asks) {
        let answer = question.options.first().map_or("2027-01-15", String::as_str);
        if let Ok(answer) = question.check(answer) {
            let said = question.said(&answer);
            assert!(said.len() <= question.places.len());
        }
        assert!(question.class.is_some() || (question.places.len() == 1 && question.scope.is_none()));
    }
}

fn options(random: &mut Random) -> Vec<u8> {
    let texts: Vec<&str> = (0..random.below(40)).map(|_| *random.one(&WORDS)).collect();
    let mut value = json!({ "wanted": random.one(&WORDS), "options": texts });
    for _ in 0..=random.below(3) {
        fuzz::json(&mut value, &WORDS, random);
    }
    value.to_string().into_bytes()
}

fn match_options(case: &[u8]) {
    use forms::options::Choice;
    let Ok(value) = serde_json::from_slice::<Value>(case) else { return };
    let Some(wanted) = value["wanted"].as_str() else { return };
    let texts = value["options"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let options: Vec<OptionEntry> =
        texts.map(|text| OptionEntry { text: text.to_owned(), ..OptionEntry::default() }).collect();
    let wanted = Wanted::text(wanted);
    let choice = choose(&wanted, &options);
    if options.len() > CHECKED_OPTIONS {
        // Comparing one by one takes longer than what is measured.
        return;
    }
    let means = |at: usize| wanted.means(&options[at].text);
    match choice {
        Choice::One(at) => assert!(means(at) && (0..options.len()).filter(|at| means(*at)).count() == 1),
        Choice::None => assert!(!(0..options.len()).any(means)),
        Choice::Several(all) => assert!(all.len() > 1 && all.into_iter().all(means)),
    }
}

static MANUAL: LazyLock<Value> = LazyLock::new(|| {
    let step = |label: &str, widget: &str, slot: Value, operator: Value, predicate: &str| {
        json!({ "section": "ab".repeat(32), "slot": slot, "operator": operator, "predicate": predicate,
            "signature": { "frame": "top", "widget": widget, "inputType": "text", "name": "first_name", "id": "", "automationId": "",
                "label": label, "section": "", "options": "", "repeat": 0, "between": ["", "last name"] } })
    };
    json!({ "format": 1, "platform": "greenhouse", "urlPattern": "https://boards.greenhouse.io/*/jobs/*",
        "fingerprint": "ab".repeat(32), "steps": [
            step("first name", "text", json!({ "profile": "given_name" }), json!({ "kind": "text" }), "same_text"),
            step("gender", "combobox", json!({ "question": "gender" }), json!({ "kind": "list", "query": 1, "asks": true }), "chosen") ] })
});

fn manual(random: &mut Random) -> Vec<u8> {
    let mut value = MANUAL.clone();
    fuzz::json(&mut value, &WORDS, random);
    let text = value.to_string().into_bytes();
    if random.once_in(3) { fuzz::bytes(&text, random) } else { text }
}

fn read_manual(case: &[u8]) {
    let Ok(manual) = Manual::read(case) else { return };
    let written = serde_json::to_vec(&manual).unwrap_or_default();
    assert_eq!(Manual::read(&written).ok().as_ref(), Some(&manual), "what was read once is read again");
}
