//! What Valet knows about a person, through the commands.

use crate::{Machine, text};

const PROFILE: &[u8] = br#"{
    "basics": { "name": "Ada Lovelace", "email": "ada@example.org", "phone": "01067" },
    "x-valet": { "over18": true, "answers": [{ "question": "Why us?", "class": "free_text", "answer": "Engines." }] }
}"#;

#[tokio::test]
async fn a_profile_file_is_imported_and_comes_out_with_the_same_values() {
    let machine = Machine::new().await;
    machine.json(&["profile", "import", &machine.write("me.json", PROFILE)]);
    let exported = machine.json(&["profile", "export"]);
    assert_eq!(exported["basics"]["name"], "Ada Lovelace");
    assert_eq!(exported["basics"]["phone"], "01067");
    assert_eq!(exported["x-valet"]["over18"], true);
    assert_eq!(exported["x-valet"]["answers"][0]["answer"], "Engines.");
}

#[tokio::test]
async fn what_the_person_sets_is_theirs_and_survives_the_next_resume() {
    let machine = Machine::new().await;
    let person = practice::people().first().unwrap();
    let resume = machine.write("cv.pdf", person.resume_pdf);
    machine.json(&["profile", "import", &resume]);
    let read = machine.json(&["profile", "show"]);
    assert_eq!(read["email"]["source"]["kind"], "document", "{read}");
    assert_eq!(read["email"]["value"], person.email());

    machine.json(&["profile", "edit", "--set", "basics.email=mine@example.org"]);
    machine.json(&["profile", "import", &resume]);
    let after = machine.json(&["profile", "show"]);
    assert_eq!(after["email"]["value"], "mine@example.org");
    assert_eq!(after["email"]["source"]["kind"], "person");
    assert_eq!(after["name"]["full"], read["name"]["full"]);
}

#[tokio::test]
async fn answers_are_kept_replaced_and_forgotten() {
    let machine = Machine::new().await;
    machine.json(&["answers", "add", "How did you hear about us?", "A friend", "--class", "how_heard"]);
    machine.json(&["answers", "add", "how did you hear about us", "LinkedIn", "--class", "how_heard"]);
    let answers = machine.json(&["answers", "list"]);
    assert_eq!(answers.as_array().unwrap().len(), 1, "{answers}");
    assert_eq!(answers[0]["answer"], "LinkedIn");
    machine.json(&["answers", "remove", answers[0]["id"].as_str().unwrap()]);
    assert_eq!(machine.json(&["answers", "list"]), serde_json::json!([]));
}

#[tokio::test]
async fn answers_that_must_be_given_each_time_are_not_kept_by_any_way() {
    let machine = Machine::new().await;
    let question = "Have you ever worked for us?";
    for class in ["never_store", "export_control"] {
        let refused = machine.valet(&["answers", "add", question, "No", "--class", class, "--usage", "ask"]);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
        assert!(text(&refused).contains("each time"), "{}", text(&refused));
    }
    let refused = machine.valet(&["answers", "add", question, "No", "--class", "company_relation"]);
    assert!(refused.status.code() == Some(2) && text(&refused).contains("--company"), "{}", text(&refused));
    machine.json(&["answers", "add", question, "No", "--class", "company_relation", "--company", "Acme"]);

    let file = br#"{ "basics": { "name": "Bob Other" }, "x-valet": { "answers": [
        { "question": "Why us?", "class": "free_text", "answer": "Engines." },
        { "question": "Are you a citizen?", "class": "export_control", "answer": "Yes" }
    ] } }"#;
    let refused = machine.valet(&["profile", "import", &machine.write("me.json", file)]);
    let said = text(&refused);
    assert!(!refused.status.success() && said.contains("/x-valet/answers/1"), "{said}");
    assert_eq!(machine.json(&["answers", "list"]).as_array().unwrap().len(), 1, "nothing of the file was taken in");
    assert!(!machine.valet(&["profile", "show"]).status.success());
}

#[tokio::test]
async fn every_fact_is_shown_with_its_source() {
    let machine = Machine::new().await;
    let file = br#"{ "basics": { "name": "Ada Lovelace" }, "x-valet": {
        "workAuthorization": [{ "country": "US", "authorized": true, "needsSponsorship": true }],
        "salary": { "amount": 90000, "currency": "EUR", "period": "year" }, "gender": "decline", "noticePeriodDays": 30
    } }"#;
    machine.valet(&["profile", "import", &machine.write("me.json", file)]);
    let shown = text(&machine.valet(&["profile", "show"]));
    for (label, value, source) in [
        ("Name", "Ada Lovelace", "/basics/name"),
        ("Work authorization 1", "US: may work, needs sponsorship", "/x-valet/workAuthorization/0"),
        ("Gender", "rather not say", "/x-valet/gender"),
        ("Expected pay", "90000 EUR per year", "/x-valet/salary"),
        ("Notice period days", "30", "/x-valet/noticePeriodDays"),
    ] {
        let told = |line: &str| line.contains(label) && line.contains(value) && line.contains(source);
        assert!(shown.lines().any(told), "{label}: {shown}");
    }
}

#[tokio::test]
async fn what_lies_in_the_data_directory_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let machine = Machine::new().await;
    let mode = |name: &str| machine.data_dir.path().join(name).metadata().unwrap().permissions().mode() & 0o777;
    std::fs::create_dir(machine.data_dir.path().join("evidence")).unwrap();
    machine.json(&["history"]);
    assert_eq!((mode("files"), mode("evidence")), (0o700, 0o700));
}
