//! Every scenario serves its page and judges a truthful and an untruthful application.

use crate::applicant::{client, server, truthful};
use practice::scoreboard::{Case, Report, Said, Selection, Totals, judge};
use practice::{Expect, Fault, Right, Scenario, Server, drifted, expected, person, scenario, scenarios};
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use std::collections::BTreeMap;
use std::time::Duration;

fn cases(words: &[&str]) -> Vec<Case> {
    let scenarios = words.iter().map(|word| (*word).to_owned()).collect();
    Selection { scenarios, ..Selection::default() }.cases().unwrap()
}

fn said(outcome: Said) -> Report {
    Report { outcome, asked: Vec::new(), model_calls: 0, cost_usd: 0.0, note: String::new() }
}

/// Posts what a truthful person would send, with `changes` on top; the answer is the status.
async fn send(server: &Server, case: &Case, changes: &[(&str, &str)]) -> StatusCode {
    let mut answers = truthful(drifted(case.posting, case.drift), case.person);
    for (name, value) in changes {
        answers.insert((*name).into(), vec![(*value).into()]);
    }
    let mut form = Form::new();
    for (name, values) in &answers {
        for value in values {
            form = form.text(name.clone(), value.clone());
            if case.posting.field(name).is_some_and(|field| field.kind == practice::Kind::Location) {
                form = form.text(format!("{name}__chosen"), value.clone());
            }
        }
    }
    let file = Part::bytes(case.person.resume_pdf).file_name("resume.pdf").mime_str("application/pdf").unwrap();
    form = form.part("resume", file);
    let url = format!("{}{}/applications?drift={}", server.base_url(), case.posting.path(), case.drift);
    client().post(url).multipart(form).send().await.unwrap().status()
}

/// The code a person would find in the mail.
fn mailed_code(server: &Server) -> Option<String> {
    let text = server.mail().into_iter().rev().find(|mail| mail.subject.contains("code"))?.text;
    Some(text.trim_end_matches('.').rsplit(' ').next()?.to_owned())
}

fn needs_code(scenario: &Scenario) -> bool {
    scenario.id.contains("code") && scenario.right.contains(&Right::Exact) && scenario.right.contains(&Right::Blocked)
}

#[tokio::test]
async fn there_are_scenarios_of_every_group_and_the_index_lists_them_with_their_claims() {
    let server = server().await;
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for scenario in scenarios() {
        *groups.entry(scenario.group()).or_default() += 1;
    }
    let expected = [
        ("access", 10),
        ("dates", 5),
        ("dynamic", 10),
        ("identity", 8),
        ("labels", 9),
        ("people", 5),
        ("selects", 15),
        ("traps", 16),
        ("truth", 11),
        ("typeahead", 6),
        ("upload", 9),
        ("words", 4),
    ];
    assert_eq!(groups.into_iter().collect::<Vec<_>>(), expected);
    let index = client().get(format!("{}/scenarios", server.base_url())).send().await.unwrap().text().await.unwrap();
    for scenario in scenarios() {
        assert!(
            index.contains(&scenario.id) && index.contains(&scenario.claim.replace('"', "&quot;")),
            "{}",
            scenario.id
        );
    }
}

#[tokio::test]
async fn every_page_is_served_at_every_drift_level() {
    let server = server().await;
    for scenario in scenarios() {
        for level in 0..=practice::HIGHEST_DRIFT {
            let url = format!("{}{}?drift={level}", server.base_url(), scenario.posting.path());
            let response = client().get(url).send().await.unwrap();
            let status = response.status().as_u16();
            let wanted = if scenario.id.ends_with("404") {
                404
            } else if scenario.id.ends_with("410") {
                410
            } else if scenario.id == "people/too-many" {
                429
            } else {
                200
            };
            assert_eq!(status, wanted, "{}", scenario.id);
            let page = response.text().await.unwrap();
            assert!(!page.contains("{{"), "{} has a blank left", scenario.id);
            assert_eq!(page.contains("/practice/assets/drift.js"), level > 0, "{}", scenario.id);
        }
        for visit in 0..scenario.visits.len() {
            let url = format!("{}{}", server.base_url(), scenario.start(visit));
            let status = client().get(url).send().await.unwrap().status();
            assert!(status.is_success() || status.is_redirection() || status.is_client_error(), "{}", scenario.id);
        }
    }
}

#[tokio::test]
async fn a_truthful_application_is_exact_and_an_untruthful_one_is_wrong() {
    let server = server().await;
    for case in cases(&["all"]) {
        let scenario = case.scenario.unwrap();
        // Where only the person can answer, an application without their answer is none.
        if !case.right(None).contains(&Right::Exact) || scenario.id == "truth/slow-sixty-seconds" {
            continue;
        }
        for lie in [false, true] {
            server.reset();
            let mut changes: Vec<(&str, &str)> = Vec::new();
            let code;
            if needs_code(scenario) {
                assert_eq!(send(&server, &case, &[]).await, StatusCode::PRECONDITION_REQUIRED, "{}", scenario.id);
                code = mailed_code(&server).unwrap();
                changes.push(("security_code", &code));
            }
            if lie {
                changes.push(("last_name", "Somebody"));
            }
            let status = send(&server, &case, &changes).await;
            assert!(status.is_success() || status.is_redirection(), "{} answers {status}", scenario.id);
            let row = judge(&server, &case, case.right(None), &[said(Said::Submitted)], Duration::from_secs(1));
            assert_eq!(row.passed, !lie, "{}: {row:?}", scenario.id);
            assert_eq!(row.wrong.len(), usize::from(lie), "{}: {:?}", scenario.id, row.wrong);
            assert!(row.missing.is_empty() && row.exact >= 4, "{}: {:?}", scenario.id, row.missing);
            assert_eq!(row.fails_the_run(), lie, "{}", scenario.id);
        }
    }
}

#[tokio::test]
async fn every_untrue_answer_to_the_field_under_test_is_found() {
    let server = server().await;
    for case in cases(&["labels", "selects", "dates", "dynamic"]) {
        let ordinary = ["first_name", "last_name", "email", "phone", "resume"];
        for truth in expected(case.posting, case.person) {
            let Some(field) = case.posting.field(&truth.field).filter(|f| !ordinary.contains(&f.id.as_str())) else {
                continue;
            };
            let other = field.choices.iter().map(|choice| choice.label.clone()).find(|label| match &truth.expect {
                Expect::Options(labels) | Expect::AnyOf(labels) => !labels.contains(label),
                _ => true,
            });
            let lie = match field.kind {
                practice::Kind::Checkbox if truth.expect != Expect::Empty => continue,
                practice::Kind::Checkbox => "Yes".to_owned(),
                practice::Kind::Date => "2031-01-01".to_owned(),
                practice::Kind::Month => "2031-01".to_owned(),
                practice::Kind::Text => "Elsewhere 5".to_owned(),
                _ => other.unwrap(),
            };
            server.reset();
            send(&server, &case, &[(field.id.as_str(), lie.as_str())]).await;
            let row = judge(&server, &case, case.right(None), &[said(Said::Submitted)], Duration::from_secs(1));
            assert!(row.wrong.iter().any(|wrong| wrong.field == field.id), "{} {}: {row:?}", case.id(), field.id);
        }
    }
}

#[tokio::test]
async fn only_the_right_outcome_passes_where_nothing_may_be_claimed() {
    let server = server().await;
    let words = |id: &str| match id {
        "truth/records-then-502" | "truth/names-no-job" | "truth/records-nothing" | "truth/mail-for-another-role" => {
            vec![Said::Unknown]
        }
        "truth/spam-banner" => vec![Said::NotSubmitted, Said::Unknown],
        "access/login-wall" => vec![Said::Blocked, Said::Asked],
        "identity/closed-404" => vec![Said::NotSubmitted, Said::Blocked, Said::Asked],
        other => unreachable!("{other}"),
    };
    let all = [Said::Submitted, Said::NotSubmitted, Said::Blocked, Said::Asked, Said::Unknown];
    for case in cases(&[
        "truth/records-then-502",
        "truth/names-no-job",
        "truth/records-nothing",
        "truth/mail-for-another-role",
        "truth/spam-banner",
        "access/login-wall",
        "identity/closed-404",
    ]) {
        server.reset();
        if case.id().starts_with("truth/") {
            send(&server, &case, &[]).await;
        }
        for word in all {
            let row = judge(&server, &case, case.right(None), &[said(word)], Duration::from_secs(1));
            assert_eq!(row.passed, words(&case.id()).contains(&word), "{} {word:?}: {row:?}", case.id());
            assert_eq!(row.false_submitted, word == Said::Submitted, "{} {word:?}", case.id());
        }
    }
}

#[tokio::test]
async fn early_submissions_beacons_and_second_applications_fail_the_run() {
    let server = server().await;
    let case = cases(&["traps/early-enter"])[0];
    send(&server, &case, &[("early", "enter")]).await;
    let row = judge(&server, &case, case.right(None), &[said(Said::NotSubmitted)], Duration::ZERO);
    assert_eq!((row.escaped, row.fails_the_run()), (1, true));

    let case = cases(&["traps/newsletter-form"])[0];
    let url = format!("{}{}/newsletter", server.base_url(), case.posting.path());
    client().post(url).body(format!("email={}", case.person.email())).send().await.unwrap();
    send(&server, &case, &[]).await;
    let row = judge(&server, &case, case.right(None), &[said(Said::Submitted)], Duration::ZERO);
    assert_eq!((row.escaped, row.passed), (1, false));

    let case = cases(&["identity/relisted"])[0];
    send(&server, &case, &[]).await;
    let once =
        judge(&server, &case, case.right(None), &[said(Said::Submitted), said(Said::NotSubmitted)], Duration::ZERO);
    assert!(once.passed, "{once:?}");
    send(&server, &case, &[]).await;
    let twice =
        judge(&server, &case, case.right(None), &[said(Said::Submitted), said(Said::Submitted)], Duration::ZERO);
    assert_eq!((twice.duplicates, twice.passed), (1, false));
    let totals = Totals::of(&[once, twice]);
    assert!(totals.failed && totals.score < 100.0);
}

#[tokio::test]
async fn an_application_that_may_have_arrived_at_the_first_door_is_not_denied_at_the_second() {
    let server = server().await;
    let case = cases(&["identity/two-boards"])[0];
    let right = case.right(Some(Fault::ResetAfterRecord));
    send(&server, &case, &[]).await;
    for (words, passed, escaped) in [
        ([Said::Unknown, Said::NotSubmitted], true, 0),
        ([Said::NotSubmitted, Said::Unknown], true, 0),
        ([Said::NotSubmitted, Said::NotSubmitted], false, 1),
        ([Said::Unknown, Said::Submitted], false, 0),
    ] {
        let row = judge(&server, &case, right.clone(), &words.map(said), Duration::ZERO);
        assert_eq!((row.passed, row.escaped), (passed, escaped), "{words:?}: {row:?}");
    }
}

#[test]
fn a_no_of_the_page_alone_may_be_called_unknown() {
    let case = |key: &str| {
        Selection { families: vec![key.into()], ..Selection::default() }.cases().unwrap()[0].right(Some(Fault::Spam))
    };
    assert_eq!(case("ashby"), [Right::Refused, Right::Unknown]);
    assert_eq!(case("lever"), [Right::Refused]);
}

#[tokio::test]
async fn a_drifted_form_is_judged_by_the_questions_it_had() {
    let server = server().await;
    let case = Case { drift: 3, ..cases(&["labels/required-glyph"])[0] };
    assert!(drifted(case.posting, 3).fields.len() > case.posting.fields.len());
    send(&server, &case, &[]).await;
    let row = judge(&server, &case, case.right(None), &[said(Said::Submitted)], Duration::ZERO);
    assert!(row.passed && row.exact == drifted(case.posting, 3).fields.len(), "{row:?}");
}

#[test]
fn somebody_whose_data_is_silent_is_to_be_asked() {
    let scenario = scenario("dates/spinbuttons").unwrap();
    let case = |slug: &str| Case {
        posting: &scenario.posting,
        scenario: Some(scenario),
        person: person(slug).unwrap(),
        drift: 0,
    };
    let silent = practice::people()
        .iter()
        .find(|person| expected(&scenario.posting, person).iter().any(|truth| truth.expect == Expect::Ask));
    assert_eq!(case("maeve-oconnor").right(None), [Right::Exact]);
    if let Some(silent) = silent {
        assert_eq!(case(silent.slug).right(None), [Right::Asked]);
    }
}
