//! What Valet knows about a person, through the commands.

use crate::Machine;

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
