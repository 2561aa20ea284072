//! Prints `docs/accuracy.md`: the label set from the code, and where the measured figures stand.
//! `cargo xtask gen` writes it.

#![expect(clippy::print_stdout, reason = "this is its output")]

use domain::Sensitivity;
use forms::meaning::vocabulary::{LANGUAGES, Label, classes, slots};

fn main() {
    println!(
        "# Accuracy\n\n\
         Generated from the tables of `crates/forms` by `cargo xtask gen`. What is measured stands in files of its own, \
         written by the measurements: [forms and autofill suites](accuracy/forms.md) by `cargo xtask bench forms`, \
         [résumés](accuracy/resumes.md) by `cargo xtask bench resume`. Both skip where the test material is absent.\n\n\
         ## How forms are judged\n\n\
         *Right* is the meaning an oracle gives the field. *Unknown* is no meaning, or a question of its own that the person \
         is asked. *Wrong* is any other meaning. A field *to be left empty* counts as filled when a person with everything \
         stated would get a value into it. Oracles, the first that speaks about a field counts: what the page itself says, \
         its author's list, Chromium's own prediction.\n\n\
         ## Label set\n\n\
         The numbers are the wordings known per language; a wording may have alternatives. Labels that hold only \
         in a section of the career stand under `en` in whatever language. Names and ids of ATS families and \
         `autocomplete` tokens come on top.\n\n\
         ### Places in the profile\n\n{}\n\
         ### Classes of questions\n\n{}",
        table("Label", &slots(), |_| None),
        table("Class | answered by", &classes(), |label| label.class.map(|class| match class.sensitivity() {
            Sensitivity::Open => "any value with a source",
            Sensitivity::Stated => "only what the person stated",
            Sensitivity::CompanyScoped => "only what they stated for this company",
            Sensitivity::AskEachTime => "the person, each time",
        }))
    );
}

fn table(head: &str, labels: &[Label], note: impl Fn(&Label) -> Option<&'static str>) -> String {
    let columns = head.matches('|').count() + 1;
    let mut text = format!(
        "| {head} | {} |\n|{}{}\n",
        LANGUAGES.join(" | "),
        "---|".repeat(columns),
        "--:|".repeat(LANGUAGES.len())
    );
    for label in labels {
        let counts = label.phrases.map(|n| if n == 0 { "–".to_owned() } else { n.to_string() }).join(" | ");
        let note = note(label).map(|note| format!(" {note} |")).unwrap_or_default();
        text.push_str(&format!("| `{}` |{note} {counts} |\n", label.name));
    }
    text
}
