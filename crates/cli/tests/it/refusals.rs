//! What is refused is refused with a sentence, a next step and an exit code.

use crate::{Machine, text};
use serde_json::Value;

#[tokio::test]
async fn a_refusal_is_a_sentence_and_an_exit_code() {
    let machine = Machine::new().await;
    let png = machine.write("cv.pdf", b"\x89PNG\r\n\x1a\n");
    let broken = machine.write("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<");
    let no_json = machine.write("me.json", b"{ \"basics\": ");
    for (arguments, exit, says) in [
        (&["frobnicate"][..], 2, "frobnicate"),
        (&["apply"], 2, "<URL>"),
        (&["apply", "acme.example/jobs"], 2, "https://"),
        (&["apply", "https://www.linkedin.com/jobs/view/1"], 2, "linkedin.com"),
        (&["apply", "https://acme.example/jobs/1"], 1, "valet profile import"),
        (&["show", "00000000"], 1, "valet history"),
        (&["profile", "export"], 1, "valet profile import"),
        (&["profile", "edit", "--set", "basics.name.first=A"], 1, "/basics/name"),
        (&["profile", "edit"], 2, "--set"),
        (&["profile", "import", "/no/such/file.pdf"], 1, "/no/such/file.pdf"),
        (&["profile", "import", &png], 1, "cv.pdf"),
        (&["profile", "import", &broken], 1, "broken.pdf"),
        (&["profile", "import", &no_json], 1, "me.json"),
        (&["verify", &png], 1, "not an evidence bundle"),
        (&["answers", "add", "Q", "A", "--class", "nonsense"], 2, "notice_period"),
    ] {
        let output = machine.valet(arguments);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?} should mention {says:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
    let output = machine.valet(&["history"]);
    assert!(output.status.success() && text(&output).contains("valet apply"), "{}", text(&output));
}

#[tokio::test]
async fn with_json_a_refusal_is_one_document_on_standard_output() {
    let machine = Machine::new().await;
    let output = machine.valet(&["show", "00000000", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["exit"], 1);
    assert!(document["error"].as_str().unwrap().contains("valet history"));
}

#[tokio::test]
async fn an_unreachable_database_is_told_without_its_password() {
    let machine = Machine::new().await;
    let output = machine.valet(&["history", "--database-url", "postgres://ada:s3cret@127.0.0.1:1/valet"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("DATABASE_URL") && !said.contains("s3cret"), "{said}");
}

#[test]
fn help_and_completions_need_nothing() {
    let nowhere = std::path::Path::new("/nonexistent");
    for arguments in [&["--help"][..], &["apply", "--help"], &["completions", "bash"], &["completions", "fish"]] {
        let output = crate::valet(nowhere).args(arguments).output().unwrap();
        assert!(output.status.success() && text(&output).contains("dry-run"), "{arguments:?}: {}", text(&output));
    }
}
