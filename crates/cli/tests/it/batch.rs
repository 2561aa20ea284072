//! `valet apply` with several postings, and what becomes of the answers that go out.

use crate::{Machine, text};
use serde_json::{Value, json};

/// A machine that knows Priya but none of her answers, and the practice employers.
async fn priya() -> (Machine, practice::Server) {
    let machine = Machine::new().await;
    let person = practice::person("priya-raghunathan").unwrap();
    let mut known: Value = serde_json::from_str(person.json).unwrap();
    for unknown in ["answers", "howHeard"] {
        known["x-valet"].as_object_mut().unwrap().remove(unknown);
    }
    machine.json(&["profile", "import", &machine.write("resume.pdf", person.resume_pdf)]);
    machine.json(&["profile", "import", &machine.write("me.json", known.to_string().as_bytes())]);
    let server = practice::Server::start(practice::Options::default()).await.unwrap();
    (machine, server)
}

fn url(server: &practice::Server, company: &str) -> String {
    let posting = practice::postings().iter().find(|posting| posting.company == *company).unwrap();
    server.url(posting)
}

/// The document a command prints, with its exit code.
fn document(machine: &Machine, arguments: &[&str]) -> (i32, Value) {
    let output = machine.valet(&[&["--json"], arguments].concat());
    let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output)));
    (output.status.code().unwrap(), document)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_asks_each_question_once_and_applies_with_the_answers() {
    let (machine, server) = priya().await;
    let (one, two) = (url(&server, "Lumenforge"), url(&server, "Marrowstone Labs"));
    let no_form = server.base_url();
    let list = format!("# my list\n{one}\n\n{two}\nnot an address\n{no_form}\n{one}?utm_source=again\n");
    let list = machine.write("postings.txt", list.as_bytes());

    let (exit, mut sheet) = document(&machine, &["apply", "--from", &list, "--mode", "autopilot"]);
    assert_eq!(exit, 3, "{sheet:#}");
    let ready: Vec<bool> =
        sheet["postings"].as_array().unwrap().iter().map(|posting| posting["ready"].as_bool().unwrap()).collect();
    assert_eq!(ready, [true, true, false, false, false], "{sheet:#}");
    assert!(server.submissions().is_empty(), "a rehearsal sends nothing");

    let mut asked = 0;
    for question in sheet["questions"].as_array_mut().unwrap() {
        let words = question["question"].as_str().unwrap().to_owned();
        let answer = match words.as_str() {
            "How did you hear about this job?" => {
                asked = question["fields"].as_array().unwrap().len();
                question["keep"] = true.into();
                json!("LinkedIn")
            }
            "Have you ever been employed by Lumenforge?" => json!("No"),
            "Which of these programming languages have you used?" => json!("Python"),
            _ => question["options"].get(0).cloned().unwrap_or_else(|| json!("3")),
        };
        question["answer"] = answer;
    }
    assert_eq!(asked, 2, "one question for two forms: {sheet:#}");
    let filled = machine.write("sheet.json", sheet.to_string().as_bytes());
    let (exit, ended) = document(&machine, &["apply", "--sheet", &filled, "--mode", "autopilot"]);
    assert!(ended["postings"].is_array(), "{ended:#}");
    let statuses: Vec<&str> =
        ended["postings"].as_array().unwrap().iter().map(|posting| posting["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["completed", "completed", "skipped", "skipped", "skipped"], "{ended:#}");
    assert_eq!((exit, server.submissions().len()), (0, 2), "{ended:#}");

    let answers = machine.json(&["answers", "list"]);
    let kept: Vec<(&str, u64)> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| (answer["answer"].as_str().unwrap(), answer["times_used"].as_u64().unwrap()))
        .collect();
    assert_eq!(kept, [("LinkedIn", 2)], "only what was agreed to is kept: {answers:#}");
    assert!(answers[0]["last_used_at"].is_string());

    let (exit, again) = document(&machine, &["apply", &one, &two, "--mode", "autopilot"]);
    assert_eq!(exit, 0, "{again:#}");
    for posting in again["postings"].as_array().unwrap() {
        let outcome = posting["outcome"].as_str().unwrap();
        assert!(posting["status"] == "skipped" && outcome.contains("valet show"), "{again:#}");
    }
    assert_eq!(server.submissions().len(), 2);
    server.stop().await;
}

#[tokio::test]
async fn a_sheet_with_an_answer_that_cannot_be_one_is_refused_before_anything_is_opened() {
    let machine = Machine::new().await;
    let sheet = |answer: Value, posting: u32| {
        json!({ "sheet": 1, "postings": [{ "url": "https://acme.example/1", "posting": "Acme", "ready": true, "state": "" }],
            "questions": [{ "question": "Which?", "takes": "choice", "options": ["A", "B"], "answer": answer, "about": null,
                "fields": [{ "posting": posting, "key": "0:which", "options": ["A", "B"] }] }] })
    };
    for (content, says) in [
        (sheet(json!("C"), 0).to_string(), "it takes one of: A · B"),
        (sheet(json!("A"), 7).to_string(), "names a posting"),
        (r#"{ "sheet": 9, "postings": [], "questions": [] }"#.to_owned(), "format"),
        ("[]".to_owned(), "not a sheet"),
    ] {
        let path = machine.write("sheet.json", content.as_bytes());
        let output = machine.valet(&["apply", "--sheet", &path]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(says), "{says}: {}", text(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_used_offered_or_declined_as_the_person_said() {
    let (machine, server) = priya().await;
    let address = url(&server, "Brackenwater");
    let apply = |address: &str, how: &[&str]| document(&machine, &[&["apply", address], how].concat());
    let row = |ended: &Value, label: &str| -> Value {
        let rows = ended["rows"].as_array().cloned().unwrap_or_default();
        rows.into_iter().find(|row| row["label"] == label).unwrap_or_default()
    };
    let uses = || -> Vec<u64> {
        let answers = machine.json(&["answers", "list"]);
        answers.as_array().unwrap().iter().map(|answer| answer["times_used"].as_u64().unwrap()).collect()
    };
    let before = "Have you previously applied to Brackenwater?";
    let said = |usage: &str| {
        let about = ["--class", "company_relation", "--company", "Brackenwater", "--usage", usage];
        machine.json(&[&["answers", "add", before, "No"], &about[..]].concat());
    };
    machine.json(&["answers", "add", "Which of these tools have you worked with?", "SQL", "--class", "experience"]);

    said("ask");
    let (exit, ended) = apply(&address, &["--mode", "autopilot"]);
    assert_eq!((exit, server.submissions().len()), (3, 0), "asked, and nobody was there: {ended:#}");
    let (_, rehearsed) = apply(&address, &["--dry-run"]);
    let offered = row(&rehearsed, before);
    assert_eq!((&offered["open"], &offered["suggestion"]), (&json!(true), &json!("No")), "{offered:#}");

    said("decline");
    let (_, rehearsed) = apply(&address, &["--dry-run"]);
    let undeclinable = row(&rehearsed, before);
    assert_eq!((&undeclinable["open"], &undeclinable["value"]), (&json!(true), &Value::Null), "{undeclinable:#}");
    machine.json(&["answers", "add", "Gender", "", "--class", "gender", "--usage", "decline"]);
    let (_, rehearsed) = apply(&url(&server, "Lumenforge"), &["--dry-run"]);
    assert_eq!(row(&rehearsed, "Gender")["value"], "Decline To Self Identify", "{rehearsed:#}");

    said("always");
    assert_eq!(uses(), [0, 0, 0], "rehearsed and stopped applications are no uses");
    let (exit, ended) = apply(&address, &["--mode", "autopilot"]);
    assert_eq!((exit, server.submissions().len()), (0, 1), "{ended:#}");
    assert_eq!(row(&ended, before)["value"], "No", "{ended:#}");
    let once = uses();
    assert_eq!(once[..2], [1, 1], "{ended:#}");
    let (exit, _) = apply(&address, &["--mode", "autopilot"]);
    assert_eq!((exit, uses()), (5, once), "refused as a duplicate, and not counted again");
    server.stop().await;
}
