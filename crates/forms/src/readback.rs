//! Whether a field holds what was meant, judged from a fresh snapshot.

use crate::answering::{Entry, date_shows};
use crate::fields::{Field, Widget};
use crate::meaning::{Meaning, Slot};
use crate::options::Wanted;
use domain::PartialDate;
use domain::countries::Country;
use serde::{Deserialize, Serialize};

/// The verdict on one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds exactly what was meant (formatting of phones and dates by the site allowed).
    Holds,
    /// It holds nothing.
    Empty,
    /// It holds something else.
    Differs {
        /// What it holds.
        found: String,
    },
}

/// Judges `field` (from a fresh snapshot) against `entry`.
///
/// Text must be equal up to whitespace; a number of a telephone field up to its
/// formatting; a date up to its format; a choice must be one of the wordings as
/// a whole. A part of a text is never enough.
#[must_use]
pub fn read_back(entry: &Entry, field: &Field) -> Verdict {
    match entry {
        Entry::Text { text } => text_verdict(text, field),
        Entry::Pick { wanted } => pick_verdict(wanted, field),
        Entry::Check { checked } => match field.holding.checked {
            Some(held) if held == *checked => Verdict::Holds,
            Some(held) => Verdict::Differs { found: if held { "checked" } else { "not checked" }.to_owned() },
            None => Verdict::Empty,
        },
        Entry::Date { date } => date_verdict(*date, field),
        Entry::File { file } => file_verdict(&file.name, field),
    }
}

fn differs(field: &Field) -> Verdict {
    Verdict::Differs { found: field.holding.texts.join(", ") }
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_verdict(text: &str, field: &Field) -> Verdict {
    let Some(held) = field.holding.texts.first().filter(|t| !t.trim().is_empty()) else {
        return if text.trim().is_empty() { Verdict::Holds } else { Verdict::Empty };
    };
    let same = collapsed(held) == collapsed(text)
        || (is_phone(field) && same_number(text, held, field))
        || (field.control.input_type == "email" && held.trim().eq_ignore_ascii_case(text.trim()))
        || (field.control.input_type == "url" && held.trim_end_matches('/') == text.trim_end_matches('/'))
        || (field.control.input_type == "number" && same_value(text, held));
    if same { Verdict::Holds } else { differs(field) }
}

fn is_phone(field: &Field) -> bool {
    field.control.input_type == "tel"
        || matches!(field.reading.meaning, Some(Meaning::Profile(Slot::Phone | Slot::PhoneNational)))
}

/// The same digits; a site may move the country code out of the box, but only a whole code.
fn same_number(meant: &str, held: &str, field: &Field) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = held.chars().any(char::is_alphabetic);
    let (meant_digits, held_digits) = (digits(meant), digits(held));
    if letters || held_digits.len() < 5 {
        return false;
    }
    let international = meant.trim_start().starts_with('+');
    let without_code = || {
        Country::of_number(&meant_digits).iter().any(|country| {
            let code = if country.calling_code.starts_with('1') { "1" } else { country.calling_code };
            meant_digits.strip_prefix(code) == Some(held_digits.as_str())
        })
    };
    meant_digits == held_digits || (international && field.control.input_type == "tel" && without_code())
}

fn same_value(a: &str, b: &str) -> bool {
    matches!((a.trim().parse::<f64>(), b.trim().parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

fn pick_verdict(wanted: &[Wanted], field: &Field) -> Verdict {
    let held = &field.holding.texts;
    if held.is_empty() {
        return Verdict::Empty;
    }
    // One choice each, nothing beside: a stray chip is a wrong answer too.
    let each_found = wanted.iter().all(|w| held.iter().any(|text| w.means(text)));
    let nothing_else = held.iter().all(|text| wanted.iter().any(|w| w.means(text)));
    if each_found && nothing_else { Verdict::Holds } else { differs(field) }
}

fn date_verdict(date: PartialDate, field: &Field) -> Verdict {
    let held = &field.holding.texts;
    if held.iter().all(|t| t.trim().is_empty()) {
        return Verdict::Empty;
    }
    let holds = match field.widget {
        Widget::SegmentedDate => segments(date, field),
        _ => held.len() == 1 && date_shows(&held[0], date),
    };
    if holds { Verdict::Holds } else { differs(field) }
}

/// Each segment holds its number: month, day, year; month, year; or the year.
fn segments(date: PartialDate, field: &Field) -> bool {
    let numbers: Vec<Option<u32>> = field.holding.texts.iter().map(|t| t.trim().parse().ok()).collect();
    let year = u32::try_from(date.year()).ok();
    match numbers[..] {
        [m, d, y] => m == date.month() && d == date.day() && y == year && date.day().is_some(),
        [m, y] => m == date.month() && y == year && date.month().is_some(),
        [y] => y == year,
        _ => false,
    }
}

fn file_verdict(name: &str, field: &Field) -> Verdict {
    match &field.holding.files[..] {
        [] => Verdict::Empty,
        files if files.iter().any(|f| shows_name(f, name)) => Verdict::Holds,
        files => Verdict::Differs { found: files.join(", ") },
    }
}

/// The name as the site shows it: alone, or followed by its size.
fn shows_name(shown: &str, name: &str) -> bool {
    let shown = shown.trim();
    shown == name
        || shown.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-' | '·'));
            let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
            matches!(unit.to_ascii_lowercase().as_str(), "b" | "kb" | "mb" | "bytes" | "kib" | "mib" | "k" | "m")
        })
}
