//! Dates as text: written the way a field asks, read the way people write.

use super::equivalents::MONTHS;
use crate::wording::words;
use domain::PartialDate;

/// Formats a hint may show, longest first; letters are the English ones.
const FORMATS: [&str; 14] = [
    "mm/dd/yyyy",
    "dd/mm/yyyy",
    "yyyy/mm/dd",
    "yyyy-mm-dd",
    "dd-mm-yyyy",
    "mm-dd-yyyy",
    "dd.mm.yyyy",
    "mm/dd/yy",
    "dd/mm/yy",
    "mm/yyyy",
    "mm-yyyy",
    "mm.yyyy",
    "yyyy-mm",
    "yyyy",
];

/// `date` in the format that one of the hints shows; without a hint in words, which no reader takes for another day.
/// `None` when the date is not known as precisely as the format wants.
pub(super) fn write(date: PartialDate, hints: &[&str]) -> Option<String> {
    match hints.iter().find_map(|hint| format_in(hint)) {
        Some(format) => fill(format, date),
        None => Some(in_words(date)),
    }
}

fn format_in(hint: &str) -> Option<&'static str> {
    let hint: String = hint.chars().take(200).flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let german = hint.contains("jjjj") || hint.contains("aaaa");
    let hint = if german {
        hint.replace("jjjj", "yyyy").replace("aaaa", "yyyy").replace("tt", "dd").replace("jj", "dd")
    } else {
        hint
    };
    FORMATS.into_iter().find(|format| hint.contains(format))
}

fn fill(format: &str, date: PartialDate) -> Option<String> {
    let year = format!("{:04}", date.year());
    let mut text = format.replace("yyyy", &year).replace("yy", &year[2..]);
    if text.contains("mm") {
        text = text.replace("mm", &format!("{:02}", date.month()?));
    }
    if text.contains("dd") {
        text = text.replace("dd", &format!("{:02}", date.day()?));
    }
    Some(text)
}

fn in_words(date: PartialDate) -> String {
    let month = date.month().map(|m| MONTHS[(m as usize - 1).min(11)].0);
    match (date.day(), month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year()),
        (_, Some(month)) => format!("{month} {}", date.year()),
        _ => date.year().to_string(),
    }
}

/// Whether a text box says that a calendar stands behind it ("Pick date…"). Such
/// a box reads what is typed and shows it in its own format, or drops it: it
/// gets the one spelling that can be read in one way only, ISO 8601.
pub(crate) fn is_picker(hints: &[&str]) -> bool {
    hints.iter().any(|hint| {
        let words = words(hint);
        let verb = words.iter().any(|w| matches!(w.as_str(), "pick" | "choose" | "select"));
        verb && words.len() <= 4 && words.iter().any(|w| w == "date")
    })
}

/// Reads ISO dates, "15 January 2027", "January 15, 2027", "March 2019" and "2019". Numbers that could be two days are refused.
#[must_use]
pub fn parse(text: &str) -> Option<PartialDate> {
    if let Ok(date) = text.trim().parse() {
        return Some(date);
    }
    let words = words(text);
    let month_of = |w: &str| {
        MONTHS
            .iter()
            .position(|(name, short)| w == name.to_lowercase() || w == short.to_lowercase())
            .map(|m| m as u32 + 1)
    };
    let number = |w: &str| w.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [month, year] => PartialDate::year_month(number(year)? as i32, month_of(month)?),
        [a, b, year] => {
            let year = number(year)? as i32;
            match (month_of(a), month_of(b)) {
                (Some(month), None) => PartialDate::full(year, month, number(b)?),
                (None, Some(month)) => PartialDate::full(year, month, number(a)?),
                _ => unambiguous(number(a)?, number(b)?, year),
            }
        }
        _ => None,
    }
}

/// `15/01/2027` can only be the fifteenth; `03/04/2027` can be two days.
fn unambiguous(a: u32, b: u32, year: i32) -> Option<PartialDate> {
    match (a > 12, b > 12) {
        (true, false) => PartialDate::full(year, b, a),
        (false, true) => PartialDate::full(year, a, b),
        _ if a == b => PartialDate::full(year, a, b),
        _ => None,
    }
}

/// Whether `shown` is `date`, in any format a site may give it. A date that could be read two ways may be read as this one.
pub(crate) fn shows(shown: &str, date: PartialDate) -> bool {
    if parse(shown).is_some_and(|read| same(read, date)) {
        return true;
    }
    let numbers: Vec<u32> = words(shown).iter().filter_map(|w| w.parse().ok()).collect();
    let (year, month, day) = (date.year() as u32, date.month(), date.day());
    match numbers[..] {
        [a, b, c] => match (month, day) {
            (Some(m), Some(d)) => {
                [[m, d, year], [d, m, year], [year, m, d], [m, d, year % 100], [d, m, year % 100]].contains(&[a, b, c])
            }
            _ => false,
        },
        [a, b] => month.is_some_and(|m| [[m, year], [year, m]].contains(&[a, b])),
        [a] => a == year && month.is_none(),
        _ => false,
    }
}

/// Equal as far as the less precise of the two goes.
fn same(a: PartialDate, b: PartialDate) -> bool {
    let agree = |x: Option<u32>, y: Option<u32>| x.is_none() || y.is_none() || x == y;
    a.year() == b.year() && agree(a.month(), b.month()) && agree(a.day(), b.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_the_field_shows() {
        let date: PartialDate = "2027-03-04".parse().unwrap();
        for (hint, text) in [
            ("MM/DD/YYYY", "03/04/2027"),
            ("DD.MM.YYYY", "04.03.2027"),
            ("TT.MM.JJJJ", "04.03.2027"),
            ("Start (mm / yyyy)", "03/2027"),
            ("When could you start?", "4 March 2027"),
        ] {
            assert_eq!(write(date, &[hint]).unwrap(), text);
        }
        assert!(is_picker(&["Pick date..."]) && is_picker(&["", "Select a date"]));
        assert!(!is_picker(&["Start date", "MM/DD/YYYY", "Pick one"]));
        let year: PartialDate = "2027".parse().unwrap();
        assert_eq!(write(year, &["MM/YYYY"]), None);
        assert_eq!(write(year, &[]).unwrap(), "2027");
    }

    #[test]
    fn people_write_dates_in_words_and_numbers_that_are_two_days_are_none() {
        for (text, date) in [
            ("2027-01-15", Some("2027-01-15")),
            ("15 January 2027", Some("2027-01-15")),
            ("Jan 15th, 2027", Some("2027-01-15")),
            ("March 2019", Some("2019-03")),
            ("15/01/2027", Some("2027-01-15")),
            ("03/04/2027", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse(text).map(|d| d.to_string()).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn a_site_may_reformat_but_not_change_a_date() {
        let date: PartialDate = "2027-03-04".parse().unwrap();
        for shown in ["03/04/2027", "2027-03-04", "4 March 2027", "04.03.2027", "Mar 4, 2027"] {
            assert!(shows(shown, date), "{shown}");
        }
        for shown in ["03/05/2027", "2028-03-04", "", "3"] {
            assert!(!shows(shown, date), "{shown}");
        }
    }
}
