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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Field;
    use crate::fixture::{checks, combobox, field_of, fields_of, input, select, text};
    use crate::snapshot::Control;

    fn holding(control: Control, texts: &[&str]) -> Field {
        let mut field = field_of(control);
        field.holding.texts = texts.iter().map(|t| (*t).to_owned()).collect();
        field
    }

    fn write(text: &str) -> Entry {
        Entry::Text { text: text.to_owned() }
    }

    fn pick(texts: &[&str]) -> Entry {
        Entry::Pick { wanted: texts.iter().map(|t| Wanted::text(t)).collect() }
    }

    #[test]
    fn text_is_exact_up_to_whitespace() {
        let held = |text_held: &str| read_back(&write("Ada  Byron"), &holding(text("Full name"), &[text_held]));
        assert_eq!(held("Ada Byron "), Verdict::Holds);
        for other in ["Ada", "Ada Byron Jr", "ada byron", "Ada Byrón"] {
            assert_eq!(held(other), Verdict::Differs { found: other.into() });
        }
        assert_eq!(read_back(&write("Ada"), &holding(text("Full name"), &[])), Verdict::Empty);
        assert_eq!(
            read_back(&write("120000"), &holding(text("Desired salary"), &["120,000"])),
            Verdict::Differs { found: "120,000".into() }
        );
    }

    #[test]
    fn a_site_may_format_a_number_and_change_no_digit() {
        let held = |shown: &str| read_back(&write("+1 415 555 0132"), &holding(input("tel", "Phone"), &[shown]));
        for same in ["+14155550132", "(415) 555-0132", "415-555-0132", "1 (415) 555-0132"] {
            assert_eq!(held(same), Verdict::Holds, "{same}");
        }
        for other in ["+1 415 555 0133", "555-0132", "415 555 01320", "415 555 0132 ext"] {
            assert!(matches!(held(other), Verdict::Differs { .. }), "{other}");
        }
    }

    #[test]
    fn a_choice_is_one_of_the_wordings_and_nothing_beside() {
        let held = |texts: &[&str]| read_back(&pick(&["Male"]), &holding(combobox("Gender"), texts));
        assert_eq!(held(&["male"]), Verdict::Holds);
        assert!(matches!(held(&["Female"]), Verdict::Differs { .. }));
        assert!(matches!(held(&["Male", "Other"]), Verdict::Differs { .. }));
        assert_eq!(held(&[]), Verdict::Empty);
        let two = pick(&["Rust", "Go"]);
        assert_eq!(read_back(&two, &holding(combobox("Skills"), &["Go", "Rust"])), Verdict::Holds);
        assert!(matches!(read_back(&two, &holding(combobox("Skills"), &["Rust"])), Verdict::Differs { .. }));
        let mut list = select("Country", &["Select...", "Germany"]);
        list.options[1].selected = true;
        assert_eq!(read_back(&pick(&["Germany"]), &field_of(list)), Verdict::Holds);
        let mut boxes = checks(1, "Languages you can work in", &["English", "German"]);
        boxes[0].checked = Some(true);
        assert_eq!(read_back(&pick(&["English"]), &fields_of(boxes)[0]), Verdict::Holds);
    }

    #[test]
    fn dates_checks_and_files_are_compared_by_what_they_say() {
        let date = Entry::Date { date: "2027-01-15".parse().unwrap() };
        assert_eq!(read_back(&date, &holding(input("date", "Start date"), &["2027-01-15"])), Verdict::Holds);
        assert!(matches!(
            read_back(&date, &holding(input("date", "Start date"), &["2027-01-16"])),
            Verdict::Differs { .. }
        ));
        let mut segments = holding(input("date", "Start date"), &["1", "15", "2027"]);
        segments.widget = Widget::SegmentedDate;
        assert_eq!(read_back(&date, &segments), Verdict::Holds);
        segments.holding.texts[1] = "16".into();
        assert!(matches!(read_back(&date, &segments), Verdict::Differs { .. }));
        segments.holding.texts = vec!["01".into(), "2027".into()];
        assert_eq!(read_back(&date, &segments), Verdict::Holds);

        let ticked = Control { checked: Some(true), ..input("checkbox", "I agree") };
        assert_eq!(read_back(&Entry::Check { checked: true }, &field_of(ticked.clone())), Verdict::Holds);
        assert!(matches!(read_back(&Entry::Check { checked: false }, &field_of(ticked)), Verdict::Differs { .. }));

        let file = Entry::File {
            file: crate::answering::FileEntry {
                path: "/tmp/cv.pdf".into(),
                name: "cv.pdf".into(),
                sha256: domain::Sha256::of(b""),
                bytes: 0,
            },
        };
        let shows = |names: &[&str]| {
            let mut field = field_of(input("file", "Resume"));
            field.holding.files = names.iter().map(|n| (*n).to_owned()).collect();
            read_back(&file, &field)
        };
        assert_eq!(shows(&["cv.pdf"]), Verdict::Holds);
        assert_eq!(shows(&["cv.pdf (12.3 KB)"]), Verdict::Holds);
        assert!(matches!(shows(&["old-cv.pdf"]), Verdict::Differs { .. }));
        assert_eq!(shows(&[]), Verdict::Empty);
    }
}
