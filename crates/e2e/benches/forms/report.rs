//! The tables of `docs/accuracy/forms.md`.

use crate::Line;
use crate::autofill::{Tallies, Tally};
use crate::score::Verdict;
use std::fmt::Write as _;

/// The whole page.
pub(crate) fn page(lines: &[Line], duckduckgo: &Tallies, firefox: &Tallies) -> String {
    format!(
        "# Accuracy on forms\n\n\
         Measured by `cargo xtask bench forms` on pages that other people wrote; the material is not part of this \
         repository. What the columns mean stands in [accuracy.md](../accuracy.md).\n\n\
         ## Application forms\n\n{}\n\
         ## Sign-up, checkout and login pages\n\n\
         DuckDuckGo's saved pages, field by field against people's labels. A type read into a field that people \
         labelled otherwise, or as none of the suite's types, counts as wrong; where nobody labelled anything it is not \
         judged and stands in the last column.\n\n{}\n\
         Mozilla's autofill fixtures. They name the types of a section, not the fields, so types are counted per page.\n\n{}",
        forms(lines),
        tallies(duckduckgo),
        tallies(firefox)
    )
}

fn forms(lines: &[Line]) -> String {
    let mut text = String::from(
        "| Page | labelled | right | unknown | wrong | to be left empty | would be filled |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    let all: Vec<Verdict> = lines.iter().flat_map(|line| line.verdicts.iter().copied()).collect();
    for line in lines.iter().filter(|line| !line.verdicts.is_empty()) {
        let _ = writeln!(text, "| {} | {} |", line.page, numbers(&line.verdicts).join(" | "));
    }
    let total = numbers(&all).map(|n| format!("**{n}**"));
    let _ = writeln!(text, "| **all** | {} |", total.join(" | "));
    let count = |verdict: Verdict| all.iter().filter(|v| **v == verdict).count();
    let (right, unknown, wrong) = (count(Verdict::Right), count(Verdict::Unknown), count(Verdict::Wrong));
    let labelled = right + unknown + wrong;
    let _ = writeln!(
        text,
        "\nRight: {} (bar 90 %). Right or unknown: {} (bar 95 %). Wrong: {} (bar 1 %). Pages opened: {}, of them with labelled fields: {}.",
        percent(right, labelled),
        percent(right + unknown, labelled),
        percent(wrong, labelled),
        lines.len(),
        lines.iter().filter(|line| !line.verdicts.is_empty()).count(),
    );
    text
}

fn numbers(verdicts: &[Verdict]) -> [String; 6] {
    let count = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
    let (right, unknown, wrong) = (count(Verdict::Right), count(Verdict::Unknown), count(Verdict::Wrong));
    let (empty, filled) = (count(Verdict::LeftEmpty), count(Verdict::Filled));
    [right + unknown + wrong, right, unknown, wrong, empty + filled, filled].map(|n| n.to_string())
}

fn tallies(tallies: &Tallies) -> String {
    let mut text = String::from(
        "| Type | fields | right | wrong | missed | precision | recall | unlabelled |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut row = |name: &str, tally: &Tally| {
        let Tally { right, wrong, missed, unlabelled } = *tally;
        let (precision, recall) = (percent(right, right + wrong), percent(right, right + missed));
        let fields = right + missed;
        let _ = writeln!(
            text,
            "| {name} | {fields} | {right} | {wrong} | {missed} | {precision} | {recall} | {unlabelled} |"
        );
    };
    let mut all = Tally::default();
    for (name, tally) in tallies {
        row(name, tally);
        all.right += tally.right;
        all.wrong += tally.wrong;
        all.missed += tally.missed;
        all.unlabelled += tally.unlabelled;
    }
    row("**all**", &all);
    text
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}
