//! What commands print.

use crate::apply::Finished;
use crate::exit::Problem;
use crate::review;
use crate::session::Session;
use domain::tasks::TaskStatus;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::IsTerminal as _;

/// Prints a document.
pub(crate) fn json(document: &impl Serialize) {
    match serde_json::to_string_pretty(document) {
        Ok(text) => println!("{text}"),
        Err(error) => eprintln!("The result cannot be written as JSON: {error}."),
    }
}

/// Rule under the head, space between columns, nothing between rows.
const STYLE: comfy_table::TableStyle =
    comfy_table::TableStyle::new().header_separator(comfy_table::LineStyle::none().fill('─').junction('─'));

/// Width of a table that goes into a file or another program, in columns.
const WIDTH_OF_FILES: u16 = 120;

/// Narrowest terminal that a table is fitted to, in columns.
const NARROWEST: u16 = 40;

/// An empty table in the house's look, as wide as the terminal.
pub(crate) fn grid<const N: usize>(head: [&str; N]) -> comfy_table::Table {
    use comfy_table::{Attribute, Cell, ContentArrangement, Table};
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(head.map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    // Some terminals do not know their width and say 0.
    if !std::io::stdout().is_terminal() || table.width().is_none_or(|width| width < NARROWEST) {
        table.set_width(WIDTH_OF_FILES);
    }
    table
}

/// Prints a table made with [`grid`].
pub(crate) fn table(table: comfy_table::Table) {
    for line in table.lines() {
        println!("{}", line.trim_end());
    }
}

/// Text from a document or a page, unable to move the cursor or colour the terminal.
pub(crate) fn plain(text: &str) -> String {
    // Marks that reorder text could show a value as another one.
    let reorders = |c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if (c.is_control() && c != '\n') || reorders(c) { '\u{FFFD}' } else { c }).collect()
}

/// Prints a sentence about something done.
pub(crate) fn done(as_json: bool, sentence: &str) {
    if as_json {
        json(&serde_json::json!({ "done": sentence }));
    } else {
        println!("{sentence}");
    }
}

/// Prints why a command could not do what it was asked.
pub(crate) fn problem(as_json: bool, problem: &Problem) {
    if as_json {
        json(&serde_json::json!({ "error": problem.message, "exit": problem.exit as u8 }));
    } else {
        eprintln!("valet: {}", problem.message);
    }
}

/// Prints how an application ended.
pub(crate) fn finished(session: &Session, finished: &Finished) {
    if session.json {
        return json(finished);
    }
    if !finished.rows.is_empty() {
        table(review::table(&finished.rows));
        println!();
    }
    let posting = &finished.posting;
    if !posting.title.is_empty() {
        println!("{} · {}", posting.title, posting.company);
    }
    println!("{}  {}", headline(finished.status), finished.outcome);
    let mut timings = finished.timings.clone();
    timings.sort_by_key(|(phase, _)| ["open", "fill", "submit"].iter().position(|known| known == phase));
    let spent: Vec<String> = timings.iter().map(|(phase, s)| format!("{phase} {s:.1} s")).collect();
    if !spent.is_empty() {
        println!("Time       {} · model calls {}", spent.join(", "), finished.model_calls);
    }
    if let Some(path) = &finished.evidence {
        println!("Evidence   {}", path.display());
        println!("           valet verify {}", path.display());
    }
    if let Some(path) = &finished.screenshot {
        println!("Screenshot {}", path.display());
    }
    println!("Task       {}", finished.task);
}

/// A status in words that cannot be misread.
pub(crate) fn headline(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Completed => "Submitted and confirmed.",
        TaskStatus::Unknown => "OUTCOME UNKNOWN.",
        TaskStatus::Rehearsed => "Rehearsed.",
        TaskStatus::Cancelled => "Stopped.",
        TaskStatus::Failed => "Not submitted.",
        TaskStatus::Created | TaskStatus::Queued | TaskStatus::Running | TaskStatus::WaitingHuman => "Under way.",
    }
}

/// All commands with their help, in Markdown.
pub(crate) fn command_reference(command: &clap::Command) -> String {
    let mut text = String::from(
        "# Commands\n\nGenerated from `valet --help` by `cargo xtask gen`; every command also takes the options of `valet` itself.\n",
    );
    describe(&mut command.clone(), "", &mut text);
    text
}

fn describe(command: &mut clap::Command, parent: &str, text: &mut String) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = format!("{parent}{}", command.get_name());
    let help = command.clone().bin_name(&name).max_term_width(100).term_width(100).render_long_help();
    let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", help.to_string().trim_end());
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for sub in names {
        if let Some(sub) = command.find_subcommand_mut(&sub) {
            describe(sub, &format!("{name} "), text);
        }
    }
}
