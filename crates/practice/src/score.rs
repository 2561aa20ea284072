//! The judge: compares what arrived with the truth, field by field.

use crate::people::Person;
use crate::postings::Posting;
use crate::submissions::Submission;
use crate::truth::{Expect, expected};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A field that should have been answered and was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// Wire name.
    pub field: String,
    /// Question as shown.
    pub label: String,
    /// The form insists on it.
    pub required: bool,
    /// What should have arrived.
    pub expected: Expect,
}

/// A field that holds something untrue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// Wire name.
    pub field: String,
    /// Question as shown.
    pub label: String,
    /// What should have arrived.
    pub expected: Expect,
    /// What arrived.
    pub got: Vec<String>,
}

/// How a submission compares with the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Posting, by key.
    pub posting: String,
    /// Person, by slug.
    pub person: String,
    /// Which submission was judged.
    pub submission: u64,
    /// Submissions of this person to this posting so far; more than one is a failure of its own.
    pub submissions: usize,
    /// Fields that hold exactly the truth.
    pub exact: Vec<String>,
    /// Fields rightly left empty.
    pub rightly_empty: Vec<String>,
    /// Fields only the person could answer, that were answered.
    pub asked: Vec<String>,
    /// Fields that should have been answered and were not.
    pub missing: Vec<Shortfall>,
    /// Fields that hold something untrue.
    pub wrong: Vec<Discrepancy>,
}

impl Score {
    /// Nothing missing, nothing wrong, received once.
    #[must_use]
    pub fn is_perfect(&self) -> bool {
        self.missing.is_empty() && self.wrong.is_empty() && self.submissions == 1
    }
}

/// Judges a submission. `submissions` is taken as one; [`crate::Server::score`] counts.
#[must_use]
pub fn score(submission: &Submission, person: &Person, posting: &Posting) -> Score {
    let mut score = Score {
        posting: posting.key(),
        person: person.slug.to_owned(),
        submission: submission.id,
        submissions: 1,
        exact: Vec::new(),
        rightly_empty: Vec::new(),
        asked: Vec::new(),
        missing: Vec::new(),
        wrong: Vec::new(),
    };
    let truths = expected(posting, person);
    for truth in &truths {
        let got = submission.values(&truth.field);
        let field = truth.field.clone();
        match (got.is_empty(), &truth.expect) {
            (true, Expect::Empty) => score.rightly_empty.push(field),
            (true, _) if truth.further => {}
            (true, wanted) => score.missing.push(Shortfall {
                field,
                label: truth.label.clone(),
                required: truth.required,
                expected: wanted.clone(),
            }),
            (false, Expect::Ask) => score.asked.push(field),
            (false, wanted) if holds(wanted, &got, submission.received_at) => score.exact.push(field),
            (false, wanted) => {
                score.wrong.push(Discrepancy { field, label: truth.label.clone(), expected: wanted.clone(), got })
            }
        }
    }
    let untold = submission.fields.keys().filter(|name| !truths.iter().any(|truth| &truth.field == *name));
    for name in untold.filter(|name| invented(name, posting)) {
        score.wrong.push(Discrepancy {
            field: name.clone(),
            label: name.clone(),
            expected: Expect::Empty,
            got: submission.values(name),
        });
    }
    score
}

/// Entries of repeating groups beyond the person's own, and traps for machines.
fn invented(name: &str, posting: &Posting) -> bool {
    name == "beecatcher" || posting.groups.iter().any(|group| name.starts_with(&format!("{}[", group.id)))
}

fn holds(wanted: &Expect, got: &[String], received_at: DateTime<Utc>) -> bool {
    let one = || if let [only] = got { only.trim() } else { "" };
    match wanted {
        Expect::Text(spellings) => spellings.iter().any(|text| squeeze(text) == squeeze(one())),
        Expect::Options(labels) => same_set(labels, got),
        Expect::AnyOf(labels) => got.iter().all(|label| labels.contains(label)),
        Expect::Phone { international, written } => is_phone(one(), international, written),
        Expect::NationalPhone(national) => {
            let digits = digits(one());
            !one().contains('+') && (digits == *national || digits.strip_prefix('0') == Some(national))
        }
        Expect::Amount(amount, currency) => is_amount(one(), *amount, currency),
        Expect::Days(days) => {
            let text = one().to_lowercase();
            let bare = text.trim_end_matches("days").trim_end_matches("calendar ").trim();
            bare == days.to_string()
        }
        Expect::Day(day) => one().parse::<NaiveDate>().is_ok_and(|got| got == *day),
        Expect::DayInWords(day) => spellings(*day).iter().any(|text| text.eq_ignore_ascii_case(one())),
        Expect::Today => one().parse::<NaiveDate>().is_ok_and(|got| {
            // The applicant's calendar may be a day off the server's.
            (got - received_at.date_naive()).num_days().abs() <= 1
        }),
        Expect::Passage(sentences) => is_made_of(one(), sentences),
        Expect::File(sha256) => got == [sha256.clone()],
        Expect::Empty | Expect::Ask => false,
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn same_set(a: &[String], b: &[String]) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    sorted(a) == sorted(b)
}

fn is_phone(got: &str, international: &str, written: &str) -> bool {
    let only_phone_signs = got.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    let with_code = got.starts_with('+') || got.starts_with("00");
    let plain = digits(got);
    let plain = if got.starts_with("00") { &plain[2..] } else { &plain };
    only_phone_signs && if with_code { plain == international } else { plain == written }
}

/// "95000", "$95,000", "95 000 USD per year", "95,000.00".
fn is_amount(got: &str, amount: u64, currency: &str) -> bool {
    let symbol = match currency {
        "USD" => "$",
        "GBP" => "£",
        "EUR" => "€",
        _ => "",
    };
    let mut text = got.to_lowercase();
    for word in ["per year", "a year", "per annum", "annually", "/year", "/yr", "yearly", "gross"] {
        text = text.replace(word, "");
    }
    text = text.replace(&currency.to_lowercase(), "").replace(symbol, "");
    let text = text.trim();
    let text = text.strip_suffix(".00").unwrap_or(text).replace([',', ' ', '\u{a0}'], "");
    text.parse() == Ok(amount)
}

fn spellings(day: NaiveDate) -> [String; 6] {
    ["%Y-%m-%d", "%B %-d, %Y", "%-d %B %Y", "%m/%d/%Y", "%b %-d, %Y", "%-d %b %Y"].map(|f| day.format(f).to_string())
}

/// True when nothing but list signs is left after the known sentences are taken out.
fn is_made_of(got: &str, sentences: &[String]) -> bool {
    let mut rest = squeeze(got);
    for sentence in sentences {
        rest = rest.replace(&squeeze(sentence), "");
    }
    rest.chars().all(|c| c.is_whitespace() || "-•*·–.;".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_by_value_and_currency() {
        for good in ["95000", "$95,000", "95,000 USD per year", "95000.00", "USD 95 000"] {
            assert!(is_amount(good, 95_000, "USD"), "{good}");
        }
        for bad in ["9500", "€95,000", "95000-99000", "", "95,000 per month"] {
            assert!(!is_amount(bad, 95_000, "USD"), "{bad}");
        }
    }

    #[test]
    fn a_number_without_its_calling_code_is_another_number() {
        assert!(is_phone("+1 617 555 0142", "16175550142", "+16175550142"));
        assert!(is_phone("0016175550142", "16175550142", "+16175550142"));
        assert!(!is_phone("617-555-0142", "16175550142", "+16175550142"));
        assert!(is_phone("(512) 555-0187", "15125550187", "5125550187"));
        assert!(!is_phone("512 555 0187 ext 4", "15125550187", "5125550187"));
    }

    #[test]
    fn a_description_may_only_repeat_the_person() {
        let known = ["Kept it up.".to_owned(), "Led five.".to_owned()];
        assert!(is_made_of("• Led five.\n• Kept it up.", &known));
        assert!(!is_made_of("Led fifty.", &known));
    }
}
