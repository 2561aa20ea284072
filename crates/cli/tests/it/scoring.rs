//! `valet practice score` with a command as the tool.

use crate::{text, valet};
use serde_json::Value;
use std::process::Output;

/// Runs the cases of one scenario with a shell script as the driver.
fn scored(scenario: &str, driver: &str, more: &[&str]) -> (Output, Value) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--json", "practice", "score", "--scenario", scenario, "--driver", driver];
    let output = valet(folder.path()).args(arguments).args(more).output().unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&output)));
    (output, document)
}

/// Posts the ordinary form as the person: data from the JSON file, the file as given.
const HONEST: &str = r#"
value() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" "$VALET_SCORE_PERSON" | head -1; }
page="${VALET_SCORE_URL%%\?*}"
status=$(curl -s -o /dev/null -w '%{http_code}' -F "first_name=$(value givenName)" -F "last_name=$(value familyName)" \
  -F "email=$(value email)" -F "phone=$(value phone)" -F "resume=@$VALET_SCORE_RESUME" "$page/applications")
case $status in 2*|3*) said=submitted;; *) said=unknown;; esac
echo "working on it"
echo "{\"outcome\":\"$said\",\"modelCalls\":2,\"costUsd\":0.01}"
"#;

#[test]
fn a_truthful_driver_scores_exact_and_its_costs_are_added_up() {
    let (output, document) = scored("traps/early-enter,traps/honeypot-off-screen", HONEST, &[]);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    let totals = &document["totals"];
    assert_eq!((totals["passed"].as_u64(), totals["modelCalls"].as_u64()), (Some(2), Some(4)), "{document:#}");
    assert_eq!(totals["score"], 100.0);
    let exact: Vec<_> = document["cases"].as_array().unwrap().iter().map(|case| case["exact"].as_u64()).collect();
    assert_eq!(exact, [Some(6), Some(5)], "the empty honeypot counts");
}

#[test]
fn claiming_what_did_not_happen_fails_the_run() {
    let (output, document) = scored("labels/required-glyph", r#"echo '{"outcome":"submitted"}'"#, &[]);
    assert_eq!(output.status.code(), Some(1), "{document:#}");
    assert_eq!(document["totals"]["falseSubmitted"], 1);
}

#[test]
fn a_server_error_makes_unknown_the_only_right_word() {
    let (_, document) = scored("traps/early-enter", HONEST, &["--fault", "status=502"]);
    let case = &document["cases"][0];
    assert_eq!((&case["said"], &case["passed"]), (&Value::from("unknown"), &Value::from(true)), "{document:#}");
}

#[test]
fn a_driver_without_a_result_is_taken_to_know_nothing_and_missing_answers_alone_do_not_fail() {
    let (output, document) = scored("labels/required-glyph", "sleep 60 & echo nothing", &["--timeout", "5"]);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    let case = &document["cases"][0];
    assert_eq!(case["said"], "unknown");
    assert!(case["missing"].as_array().is_some_and(|missing| missing.len() == 6), "{document:#}");
}

#[test]
fn a_scenario_that_does_not_exist_is_a_wrong_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = valet(folder.path()).args(["practice", "score", "--scenario", "labels/none"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

#[test]
fn without_a_driver_valet_applies_itself() {
    let folder = tempfile::Builder::new().prefix("valet-test").tempdir_in("/tmp").unwrap();
    let arguments = ["--json", "practice", "score", "--scenario", "labels/required-glyph,identity/closed-404"];
    let output = valet(folder.path()).args(arguments).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&output)));
    assert_eq!((output.status.code(), &document["totals"]["passed"]), (Some(0), &Value::from(2)), "{document:#}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "the database of the run is gone");
}
