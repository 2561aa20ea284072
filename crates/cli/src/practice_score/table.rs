//! What a run looks like on a terminal.

use crate::show::{grid, plain, table};
use practice::scoreboard::{Row, Totals};

/// Prints every case, what is amiss, and the sums.
pub(super) fn print(rows: &[Row], totals: &Totals) {
    let mut cases =
        grid(["", "Case", "Said", "Exact", "Miss", "Wrong", "Asked", "Block", "Dup", "Esc", "False", "s", "Calls"]);
    for row in rows {
        let number = |n: usize| if n == 0 { "·".to_owned() } else { n.to_string() };
        cases.add_row([
            mark(row).to_owned(),
            name(row),
            word(&row.said),
            row.exact.to_string(),
            number(row.missing.len()),
            number(row.wrong.len()),
            number(row.asked.len()),
            number(usize::from(row.blocked)),
            number(row.duplicates),
            number(row.escaped),
            number(usize::from(row.false_submitted)),
            format!("{:.1}", row.seconds),
            row.model_calls.to_string(),
        ]);
    }
    // Numbers broken over two lines cannot be read; a wide table can be scrolled.
    cases.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    table(cases);
    for row in rows.iter().filter(|row| !row.passed) {
        explain(row);
    }
    sums(totals);
}

/// The case, with person and drift where they are not the usual ones.
fn name(row: &Row) -> String {
    let usual = practice::scenario(&row.case).map(|scenario| scenario.person.as_str());
    let mut name = row.case.clone();
    if usual != Some(row.person.as_str()) {
        name = format!("{name} · {}", row.person);
    }
    if row.drift > 0 {
        name = format!("{name} · drift {}", row.drift);
    }
    name
}

/// One case in one line, for a log.
pub(super) fn line(row: &Row) -> String {
    format!(
        "{} {}: {}, {} exact, {} missing, {} wrong, {:.1} s",
        mark(row),
        name(row),
        word(&row.said),
        row.exact,
        row.missing.len(),
        row.wrong.len(),
        row.seconds
    )
}

fn mark(row: &Row) -> &'static str {
    match (row.passed, row.fails_the_run()) {
        (true, _) => "✓",
        (false, true) => "✗",
        (false, false) => "–",
    }
}

fn word(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned));
    text.unwrap_or_default().replace('_', " ")
}

/// Why a case did not pass.
fn explain(row: &Row) {
    let right: Vec<String> = row.right.iter().map(word).collect();
    println!("\n{} {} · right: {} · said: {}", mark(row), name(row), right.join(" or "), word(&row.said));
    if !row.note.is_empty() {
        println!("    {}", plain(&row.note));
    }
    for question in &row.asked {
        println!("    asked: {}", plain(question));
    }
    if row.received == 0 && !row.missing.is_empty() {
        println!("    nothing arrived: {} fields", row.missing.len());
    }
    for lack in row.missing.iter().filter(|_| row.received > 0) {
        println!("    missing: {} ({})", plain(&lack.label), lack.field);
    }
    for error in &row.wrong {
        println!(
            "    WRONG: {} ({}): got {:?}, expected {:?}",
            plain(&error.label),
            error.field,
            error.got,
            error.expected
        );
    }
}

fn sums(totals: &Totals) {
    println!(
        "\n{} of {} cases right · {} fields exact, {} missing, {} wrong · {} asked, {} blocked · {} duplicates, {} escaped, {} false \"submitted\"",
        totals.passed,
        totals.cases,
        totals.exact,
        totals.missing,
        totals.wrong,
        totals.asked,
        totals.blocked,
        totals.duplicates,
        totals.escaped,
        totals.false_submitted
    );
    println!(
        "p50 {:.1} s, p95 {:.1} s · {} model calls, ${:.2} · penalty {} · score {:.1} of 100",
        totals.p50_seconds, totals.p95_seconds, totals.model_calls, totals.cost_usd, totals.penalty, totals.score
    );
}
