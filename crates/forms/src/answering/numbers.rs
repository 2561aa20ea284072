//! Answers that are numbers: pay and notice. Conversions are exact or not made,
//! and their arithmetic is shown.

use super::entering::{Value, is_choice};
use super::{Desk, Finding};
use crate::fields::{Field, Widget};
use crate::options::Wanted;
use crate::phrases::Lexicon;
use crate::snapshot::OptionEntry;
use crate::wording::words;
use domain::Fact;
use domain::profile::{PayPeriod, Salary};
use std::sync::LazyLock;

/// Hours of a full-time year, 40 × 52.
const HOURS_PER_YEAR: u64 = 2_080;

/// A range of a bucket option: from, inclusive; to, inclusive when the text says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    from: f64,
    to: f64,
}

/// Reads "$100,000 - $120,000", "5-7 years", "10+", "less than 1 year", "Under 50k". Anything else is no range.
pub(super) fn range(text: &str) -> Option<Range> {
    let lower: String = text.chars().take(120).flat_map(char::to_lowercase).collect();
    let numbers = numbers(&lower);
    let words = words(&lower);
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let below = says(&["under", "below", "less", "fewer"]) || lower.trim_start().starts_with('<');
    let above = says(&["over", "above", "more"]) || lower.trim_start().starts_with('>');
    let at_least = says(&["least", "plus", "greater"]) || lower.contains('+') || (above && says(&["or", "and"]));
    match numbers[..] {
        [a, b] if a <= b && !below && !above => Some(Range { from: a, to: b }),
        [a] if below => Some(Range { from: 0.0, to: a - 0.001 }),
        [a] if at_least => Some(Range { from: a, to: f64::INFINITY }),
        [a] if above => Some(Range { from: a + 0.001, to: f64::INFINITY }),
        _ => None,
    }
}

/// Numbers of a text; `k` multiplies by a thousand, commas group.
fn numbers(text: &str) -> Vec<f64> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() && out.len() < 4 {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut digits = String::new();
        while at < chars.len() {
            let c = chars[at];
            let three_follow = || chars.get(at + 1..at + 4).is_some_and(|d| d.iter().all(char::is_ascii_digit));
            match c {
                c if c.is_ascii_digit() => digits.push(c),
                ',' | '.' | '\'' | '’' if three_follow() && !chars.get(at + 4).is_some_and(char::is_ascii_digit) => {}
                '.' if chars.get(at + 1).is_some_and(char::is_ascii_digit) && !digits.contains('.') => digits.push('.'),
                _ => break,
            }
            at += 1;
        }
        let mut number: f64 = digits.parse().unwrap_or(f64::NAN);
        if chars.get(at) == Some(&'k') && !chars.get(at + 1).is_some_and(|c| c.is_alphabetic()) {
            number *= 1000.0;
            at += 1;
        }
        if number.is_finite() {
            out.push(number);
        }
    }
    out
}

/// The one option whose range holds `number`; a number on the border of two is in none.
pub(super) fn bucket(number: f64, options: &[OptionEntry]) -> Option<usize> {
    let holding: Vec<usize> = options
        .iter()
        .enumerate()
        .filter(|(_, o)| !o.disabled && range(&o.text).is_some_and(|r| r.from <= number && number <= r.to))
        .map(|(i, _)| i)
        .collect();
    match holding[..] {
        [one] => Some(one),
        _ => None,
    }
}

static PAY: LazyLock<Lexicon<Pay>> = LazyLock::new(|| {
    Lexicon::new(
        [
            (
                "current|currently|last|previous|present|existing|drawn salary|base|compensation|ctc|pay|remuneration|total|annual|gross|earnings|income",
                Pay::NotExpected,
            ),
            ("salary history|drawn", Pay::NotExpected),
            ("what are|is you currently * earning|making|paid|salary", Pay::NotExpected),
            ("minimum|lowest|least", Pay::NotExpected),
            ("hour|hourly|stundenlohn", Pay::Per(PayPeriod::Hour)),
            ("month|monthly|monat|monatlich|mensual|mensuel", Pay::Per(PayPeriod::Month)),
            (
                "year|yearly|annual|annually|annum|pa|jahr|jahrlich|jahresgehalt|anual|annuel|base|ctc",
                Pay::Per(PayPeriod::Year),
            ),
            ("week|weekly|day|daily|per diem", Pay::OtherPeriod),
            ("lakhs|lakh|lpa|thousands|thousand|k", Pay::OtherPeriod),
            ("total compensation|package|target", Pay::OtherPeriod),
            ("equity|bonus|ote|commission", Pay::OtherPeriod),
            ("range|comfortable|acceptable|agree|aligned|align|within", Pay::Range),
        ],
        false,
    )
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pay {
    NotExpected,
    Per(PayPeriod),
    OtherPeriod,
    Range,
}

const CURRENCIES: [(&str, &str); 13] = [
    ("usd", "USD"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("gbp", "GBP"),
    ("chf", "CHF"),
    ("cad", "CAD"),
    ("aud", "AUD"),
    ("inr", "INR"),
    ("sek", "SEK"),
    ("pln", "PLN"),
    ("jpy", "JPY"),
    ("czk", "CZK"),
];

/// Expected pay as asked.
pub(super) fn salary(desk: &Desk<'_>, field: &Field) -> Finding {
    let Some(stated) = &desk.person.profile.application.salary else {
        return Finding::Nothing("you have not stated what you expect to earn".to_owned());
    };
    let text = format!("{} {}", field.label, field.help);
    let asked: Vec<Pay> = PAY.find(&words(&text)).into_iter().map(|(p, _)| p).collect();
    if asked.contains(&Pay::NotExpected) || asked.contains(&Pay::OtherPeriod) {
        return Finding::Nothing("this asks for another figure than the pay you expect".to_owned());
    }
    let periods: Vec<PayPeriod> =
        asked.iter().filter_map(|p| if let Pay::Per(period) = p { Some(*period) } else { None }).collect();
    if periods.windows(2).any(|w| w[0] != w[1]) {
        return Finding::Nothing("this asks for pay per more than one period".to_owned());
    }
    if named_currency(&text).is_some_and(|c| !c.eq_ignore_ascii_case(&stated.value().currency)) {
        return Finding::Nothing("this asks for pay in another currency than you stated".to_owned());
    }
    if is_choice(field.widget) {
        return bucketed(field, stated, periods.first().copied());
    }
    if asked.contains(&Pay::Range) && field.label.contains('?') {
        return Finding::Nothing("this asks about a range of pay".to_owned());
    }
    let period = periods.first().copied();
    let amount = converted(stated, period.unwrap_or(stated.value().period));
    let bare = field.control.input_type == "number"
        || field.control.input_mode == "numeric"
        || field.control.input_mode == "decimal";
    if bare && period.is_none() && stated.value().period != PayPeriod::Year {
        return Finding::Nothing("it is not said whether the figure is per year, month or hour".to_owned());
    }
    let currency = stated.value().currency.clone();
    let shown_in_label = period.is_some() && named_currency(&text).is_some();
    Finding::Value(amount.represent(|amount| {
        Value::Text(if bare || shown_in_label {
            amount.to_string()
        } else {
            format!("{amount} {currency} per {}", per(period.unwrap_or(stated.value().period)))
        })
    }))
}

/// Whether two questions about pay ask for the same figure: expected or current, per what, in which currency.
pub(super) fn same_pay(a: &str, b: &str) -> bool {
    let kinds = |text: &str| -> Vec<Pay> {
        let found: Vec<Pay> = PAY.find(&words(text)).into_iter().map(|(pay, _)| pay).collect();
        let all = [
            Pay::NotExpected,
            Pay::Per(PayPeriod::Hour),
            Pay::Per(PayPeriod::Month),
            Pay::Per(PayPeriod::Year),
            Pay::OtherPeriod,
            Pay::Range,
        ];
        all.into_iter().filter(|kind| found.contains(kind)).collect()
    };
    kinds(a) == kinds(b) && named_currency(a) == named_currency(b) && !kinds(a).contains(&Pay::NotExpected)
}

fn per(period: PayPeriod) -> &'static str {
    match period {
        PayPeriod::Hour => "hour",
        PayPeriod::Month => "month",
        PayPeriod::Year => "year",
    }
}

fn named_currency(text: &str) -> Option<&'static str> {
    let words = words(text);
    let by_word = CURRENCIES.iter().find(|(word, _)| words.iter().any(|w| w == word)).map(|(_, code)| *code);
    by_word.or_else(|| match () {
        () if text.contains('€') => Some("EUR"),
        () if text.contains('£') => Some("GBP"),
        () if text.contains('₹') => Some("INR"),
        () if text.contains('$') => Some("USD"),
        () => None,
    })
}

/// Pay per another period, rounded to the whole unit, with the arithmetic shown.
fn converted(stated: &Fact<Salary>, period: PayPeriod) -> Fact<u64> {
    let Salary { amount, currency, period: own } = stated.value();
    let per_year = match own {
        PayPeriod::Hour => amount.saturating_mul(HOURS_PER_YEAR),
        PayPeriod::Month => amount.saturating_mul(12),
        PayPeriod::Year => *amount,
    };
    if *own == period {
        return stated.represent(|s| s.amount);
    }
    let (result, how) = match (own, period) {
        (PayPeriod::Hour, PayPeriod::Year) => (per_year, format!("{amount} × {HOURS_PER_YEAR} hours")),
        (PayPeriod::Month, PayPeriod::Year) => (per_year, format!("{amount} × 12")),
        (PayPeriod::Year, PayPeriod::Month) => (round(per_year, 12), format!("{amount} ÷ 12")),
        (PayPeriod::Year, PayPeriod::Hour) => {
            (round(per_year, HOURS_PER_YEAR), format!("{amount} ÷ {HOURS_PER_YEAR} hours"))
        }
        (PayPeriod::Hour, _) => (round(per_year, 12), format!("{amount} × {HOURS_PER_YEAR} hours ÷ 12")),
        _ => (round(per_year, HOURS_PER_YEAR), format!("{amount} × 12 ÷ {HOURS_PER_YEAR} hours")),
    };
    stated.derive("salary.period", format!("{how} = {result} {currency} per {}", per(period)), result)
}

fn round(dividend: u64, divisor: u64) -> u64 {
    dividend.saturating_add(divisor / 2) / divisor
}

fn bucketed(field: &Field, stated: &Fact<Salary>, period: Option<PayPeriod>) -> Finding {
    let amount = converted(stated, period.unwrap_or(stated.value().period));
    match bucket(*amount.value() as f64, &field.options) {
        Some(at) => {
            let text = field.options[at].text.clone();
            Finding::Value(amount.represent(|_| Value::One(Wanted::text(&text))))
        }
        None => Finding::Nothing("no single range holds the pay you stated".to_owned()),
    }
}

/// Notice as asked: days, or whole weeks; a list needs the same length in words.
pub(super) fn notice(desk: &Desk<'_>, field: &Field) -> Finding {
    let Some(stated) = &desk.person.profile.application.notice_period_days else {
        return Finding::Nothing("you have not stated your notice period".to_owned());
    };
    let days = *stated.value();
    let label = words(&format!("{} {}", field.label, field.help));
    let asks = |list: &[&str]| label.iter().any(|w| list.contains(&w.as_str()));
    let weeks = days.is_multiple_of(7).then_some(days / 7);
    let plural = |n: u32| if n == 1 { "" } else { "s" };
    let mut wordings = vec![format!("{days} day{}", plural(days))];
    if let Some(weeks) = weeks.filter(|w| *w > 0) {
        wordings.push(format!("{weeks} week{}", plural(weeks)));
    }
    if days == 0 {
        wordings.extend(["Immediately", "None", "No notice period", "Immediate", "No notice"].map(str::to_owned));
    }
    let in_units = label.windows(2).any(|w| w[0] == "in" && matches!(w[1].as_str(), "weeks" | "months" | "days"));
    let bare = matches!(field.widget, Widget::Text | Widget::TextArea)
        && (field.control.input_type == "number" || field.control.input_mode == "numeric" || in_units);
    let value = match () {
        () if is_choice(field.widget) => match bucket_of_days(days, &field.options) {
            Some(text) => Value::One(Wanted::text(&text)),
            None => Value::One(Wanted::any_of(wordings)),
        },
        () if bare && asks(&["weeks", "week"]) => match weeks {
            Some(weeks) => Value::Text(weeks.to_string()),
            None => return Finding::Nothing("your notice period is not a whole number of weeks".to_owned()),
        },
        () if bare && asks(&["months", "month"]) => {
            return Finding::Nothing("your notice period is stated in days".to_owned());
        }
        () if bare && !asks(&["days", "day"]) => {
            return Finding::Nothing("the unit of the figure is not said".to_owned());
        }
        () if bare => Value::Text(days.to_string()),
        () => Value::Text(wordings.remove(0)),
    };
    Finding::Value(stated.represent(|_| value))
}

/// The one range in days or weeks that holds `days`.
fn bucket_of_days(days: u32, options: &[OptionEntry]) -> Option<String> {
    let holds = |option: &&OptionEntry| {
        let words = words(&option.text);
        let unit = match () {
            () if words.iter().any(|w| w.starts_with("day")) => 1.0,
            () if words.iter().any(|w| w.starts_with("week")) => 7.0,
            () => return false,
        };
        range(&option.text).is_some_and(|r| r.from * unit <= f64::from(days) && f64::from(days) <= r.to * unit)
    };
    let found: Vec<&OptionEntry> = options.iter().filter(holds).collect();
    match found[..] {
        [one] => Some(one.text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(texts: &[&str]) -> Vec<OptionEntry> {
        texts.iter().map(|t| OptionEntry { text: (*t).to_owned(), ..OptionEntry::default() }).collect()
    }

    #[test]
    fn a_bucket_holds_exactly_one_number_or_nobody_chooses() {
        let pay = options(&[
            "Under $50,000",
            "$50,000 - $79,999",
            "$80,000 - $120,000",
            "$120,000 - $150,000",
            "$150k+",
            "Negotiable",
        ]);
        for (amount, at) in
            [(49_000.0, Some(0)), (80_000.0, Some(2)), (120_000.0, None), (150_000.0, None), (200_000.0, Some(4))]
        {
            assert_eq!(bucket(amount, &pay), at, "{amount}");
        }
        let years = options(&["Less than 1 year", "1-2 years", "3-5 years", "6-9 years", "10+ years"]);
        for (n, at) in [(0.0, Some(0)), (1.0, Some(1)), (5.0, Some(2)), (10.0, Some(4)), (30.0, Some(4))] {
            assert_eq!(bucket(n, &years), at, "{n}");
        }
    }

    #[test]
    fn numbers_are_read_with_their_groups() {
        for (text, read) in [
            ("$100,000 - $120,000", vec![100_000.0, 120_000.0]),
            ("100k–120k", vec![100_000.0, 120_000.0]),
            ("1.5 to 2", vec![1.5, 2.0]),
            ("50.000 €", vec![50_000.0]),
            ("none", vec![]),
        ] {
            assert_eq!(numbers(text), read, "{text}");
        }
    }
}
