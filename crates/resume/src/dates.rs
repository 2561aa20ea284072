//! Dates and periods as résumés write them, in six languages.
//!
//! `03/04/2019` admits two readings and counts as the year alone; two-digit
//! years are read only after an apostrophe or as the end of a period ("2019–21").

use chrono::{Datelike, NaiveDate};
use domain::PartialDate;
use unicode_normalization::UnicodeNormalization;

/// A date with the characters it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateAt {
    pub(crate) date: PartialDate,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// How a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    At(DateAt),
    /// "Present"; the characters it stands on.
    Ongoing {
        start: usize,
        end: usize,
    },
    /// A start with a dash and nothing after it ("1996–"): not said to be ongoing.
    Open,
    /// A single date, not a period.
    None,
}

/// A period, or a single date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: DateAt,
    pub(crate) to: End,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Period {
    /// Whether it has two ends.
    pub(crate) fn is_range(&self) -> bool {
        self.to != End::None
    }
}

/// Every period and date in `chars`, left to right.
pub(crate) fn periods(chars: &[char], today: NaiveDate) -> Vec<Period> {
    // Most lines hold no digit at all.
    if !chars.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let tokens = tokenize(chars);
    let reader = Reader { tokens: &tokens, latest: today.year() + 8 };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reader.period(at) {
            Some((period, next)) => {
                found.push(period);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// The end of a period when `chars` hold nothing else: a date, or "present".
pub(crate) fn end_alone(chars: &[char], today: NaiveDate) -> Option<End> {
    let tokens = tokenize(chars);
    let reader = Reader { tokens: &tokens, latest: today.year() + 8 };
    if let Some((end, start, next)) = reader.ongoing(0) {
        return (next == tokens.len()).then_some(End::Ongoing { start, end });
    }
    let (date, next) = reader.date(0)?;
    (next == tokens.len()).then_some(End::At(date))
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Number(u32, usize),
    Text(String),
    Mark(char),
}

#[derive(Debug, Clone)]
struct Token {
    word: Word,
    start: usize,
    end: usize,
    spaced: bool,
}

fn tokenize(chars: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut spaced = true;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        if c.is_whitespace() {
            // A gap is as good as a border: nothing reads across it.
            if c == '\t' {
                tokens.push(Token { word: Word::Mark('\t'), start, end: at + 1, spaced: true });
            }
            spaced = true;
            at += 1;
            continue;
        }
        let word = if c.is_ascii_digit() {
            while at < chars.len() && chars[at].is_ascii_digit() {
                at += 1;
            }
            let digits = at - start;
            let number = chars[start..at].iter().take(9).collect::<String>().parse().unwrap_or(u32::MAX);
            Word::Number(number, digits)
        } else if c.is_alphabetic() {
            while at < chars.len() && (chars[at].is_alphabetic() || is_combining(chars[at])) {
                at += 1;
            }
            Word::Text(fold(&chars[start..at]))
        } else {
            at += 1;
            Word::Mark(if matches!(c, '–' | '—' | '‐' | '‑' | '‒' | '−' | '\u{AD}') { '-' } else { c })
        };
        tokens.push(Token { word, start, end: at, spaced });
        spaced = false;
    }
    tokens
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// Lower case without accents.
fn fold(chars: &[char]) -> String {
    chars.iter().copied().nfd().filter(|c| !is_combining(*c)).flat_map(char::to_lowercase).collect()
}

struct Reader<'a> {
    tokens: &'a [Token],
    latest: i32,
}

impl Reader<'_> {
    fn period(&self, at: usize) -> Option<(Period, usize)> {
        if let Some(found) = self.since(at) {
            return Some(found);
        }
        if self.prefixed(at) {
            return None;
        }
        let (from, mut next) = match self.date(at) {
            Some(found) => found,
            None => return self.months_of_one_year(at),
        };
        let single = Period { from, to: End::None, start: from.start, end: from.end };
        let Some(after) = self.separator(next) else { return Some((single, next)) };
        if let Some((end, start, after)) = self.ongoing(after) {
            next = after;
            return Some((Period { from, to: End::Ongoing { start, end }, start: from.start, end }, next));
        }
        let to = self.date(after).or_else(|| self.short_year(after, from.date));
        match to {
            Some((to, after)) if to.date.months() + 11 >= from.date.months() => {
                Some((Period { from, to: End::At(to), start: from.start, end: to.end }, after))
            }
            _ if self.dangling(after) => Some((Period { to: End::Open, ..single }, after)),
            _ => Some((single, next)),
        }
    }

    /// "since 2019", "seit 03/2019".
    fn since(&self, at: usize) -> Option<(Period, usize)> {
        let word = self.text(at)?;
        if !SINCE.contains(&word) {
            return None;
        }
        let (from, next) = self.date(at + 1)?;
        // "from 2019 to 2021", "desde 2019 hasta 2021" is an ordinary period.
        if self.separator(next).is_some_and(|after| self.date(after).is_some() || self.ongoing(after).is_some()) {
            return None;
        }
        if matches!(word, "from" | "von" | "de" | "van") {
            return None;
        }
        let (start, end) = (self.tokens[at].start, self.tokens[at].end);
        let period = Period { from, to: End::Ongoing { start, end }, start, end: from.end };
        Some((period, next))
    }

    /// "Jun – Sep 2024": the first month takes the year of the second.
    fn months_of_one_year(&self, at: usize) -> Option<(Period, usize)> {
        let month = self.month(at)?;
        let next = self.skip_dot(at + 1);
        let after = self.separator(next)?;
        let (to, next) = self.date(after)?;
        let date = PartialDate::year_month(to.date.year(), month).filter(|date| *date <= to.date)?;
        to.date.month()?;
        let from = DateAt { date, start: self.tokens[at].start, end: to.end };
        Some((Period { from, to: End::At(to), start: from.start, end: to.end }, next))
    }

    /// A number that is part of something longer: "v2019", "1.2019.3", "$2019", "#2020".
    fn prefixed(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if token.spaced || at == 0 {
            return false;
        }
        match &self.tokens[at - 1].word {
            Word::Number(..) => true,
            Word::Text(_) => matches!(token.word, Word::Number(..)),
            Word::Mark(mark) => matches!(mark, '$' | '€' | '£' | '#' | '+' | '.' | '/' | '_' | '@' | '='),
        }
    }

    fn date(&self, at: usize) -> Option<(DateAt, usize)> {
        let found = self
            .named_month(at)
            .or_else(|| self.day_and_month(at))
            .or_else(|| self.numeric(at))
            .or_else(|| self.season(at))
            .or_else(|| self.year_alone(at))?;
        let ((date, last), start) = (found, self.tokens[at].start);
        Some((DateAt { date, start, end: self.tokens[last].end }, last + 1))
    }

    /// "March 2019", "Sept. 2016", "mars, 2019", "marzo de 2019", "Mar '19", "March 5, 2019".
    fn named_month(&self, at: usize) -> Option<(PartialDate, usize)> {
        let month = self.month(at)?;
        let mut next = self.skip_dot(at + 1);
        if let Some(day) = self.number(next, 1..=2)
            && (self.mark(next + 1) == Some(',') || self.number(next + 1, 4..=4).is_some())
        {
            let year_at = if self.mark(next + 1) == Some(',') { next + 2 } else { next + 1 };
            if let Some(year) = self.year(year_at) {
                return PartialDate::full(year, month, day).map(|date| (date, year_at));
            }
        }
        while matches!(self.mark(next), Some(',' | '/' | '-')) || matches!(self.text(next), Some("de" | "of" | "del")) {
            next += 1;
            if next > at + 4 {
                return None;
            }
        }
        if matches!(self.mark(next), Some('\'' | '’' | '‘' | '`')) {
            let short = self.number(next + 1, 2..=2)?;
            let year = if short as i32 + 2000 <= self.latest { 2000 + short as i32 } else { 1900 + short as i32 };
            return PartialDate::year_month(year, month).map(|date| (date, next + 1));
        }
        let year = self.year(next)?;
        PartialDate::year_month(year, month).map(|date| (date, next))
    }

    /// "15 March 2019", "1er mars 2019", "15. März 2019", "5 de marzo de 2019".
    fn day_and_month(&self, at: usize) -> Option<(PartialDate, usize)> {
        let day = self.number(at, 1..=2)?;
        let mut next = self.skip_dot(at + 1);
        if matches!(self.text(next), Some("er" | "st" | "nd" | "rd" | "th" | "de" | "of")) {
            next += 1;
        }
        let (date, last) = self.named_month(next)?;
        if date.day().is_some() {
            return None;
        }
        PartialDate::full(date.year(), date.month()?, day).map(|date| (date, last))
    }

    /// "03/2019", "03.2019", "2019-03", "2019-03-01", "01.03.2019".
    fn numeric(&self, at: usize) -> Option<(PartialDate, usize)> {
        let mark = self.mark(at + 1).filter(|mark| matches!(mark, '/' | '.' | '-'))?;
        let joined = |i: usize| self.tokens.get(i).is_some_and(|token| !token.spaced);
        if !joined(at + 1) || !joined(at + 2) {
            return None;
        }
        let ends = |i: usize| {
            !(joined(i + 1)
                && matches!(self.mark(i + 1), Some('/' | '.' | '-'))
                && joined(i + 2)
                && matches!(self.word(i + 2), Some(Word::Number(..))))
        };
        if let Some(year) = self.year(at) {
            let month = self.number(at + 2, 1..=2)?;
            if self.mark(at + 3) == Some(mark) && joined(at + 3) && joined(at + 4) {
                let day = self.number(at + 4, 1..=2)?;
                return PartialDate::full(year, month, day).filter(|_| ends(at + 4)).map(|date| (date, at + 4));
            }
            // "2019-21" is a period, "2019-03" a month; "2010-11" admits both, and a month is two digits up to 12.
            return (self.number(at + 2, 2..=2).is_some() && ends(at + 2))
                .then(|| PartialDate::year_month(year, month))
                .flatten()
                .map(|date| (date, at + 2));
        }
        let first = self.number(at, 1..=2)?;
        if let Some(year) = self.year(at + 2) {
            return PartialDate::year_month(year, first).filter(|_| ends(at + 2)).map(|date| (date, at + 2));
        }
        let second = self.number(at + 2, 1..=2)?;
        let year = self.year(at + 4).filter(|_| self.mark(at + 3) == Some(mark) && joined(at + 3) && joined(at + 4))?;
        let date = match (mark, first, second) {
            ('.', day, month) => PartialDate::full(year, month, day),
            (_, day @ 13.., month) => PartialDate::full(year, month, day),
            (_, month, day @ 13..) => PartialDate::full(year, month, day),
            (_, day, month) if day == month => PartialDate::full(year, month, day),
            _ => PartialDate::year_only(year),
        };
        date.map(|date| (date, at + 4))
    }

    /// "Fall 2019": the year is all that is certain.
    fn season(&self, at: usize) -> Option<(PartialDate, usize)> {
        let word = self.text(at)?;
        SEASONS
            .contains(&word)
            .then(|| self.year(at + 1))
            .flatten()
            .and_then(PartialDate::year_only)
            .map(|d| (d, at + 1))
    }

    fn year_alone(&self, at: usize) -> Option<(PartialDate, usize)> {
        let year = self.year(at)?;
        // "2000+ users", "2000 users", "2,000", "2000%": a quantity.
        let glued = self.tokens.get(at + 1).filter(|token| !token.spaced);
        if glued
            .is_some_and(|token| matches!(token.word, Word::Mark('+' | '%' | '$' | '€' | '_' | '@') | Word::Text(_)))
        {
            return None;
        }
        PartialDate::year_only(year).map(|date| (date, at))
    }

    /// "2019–21": the end in two digits.
    fn short_year(&self, at: usize, from: PartialDate) -> Option<(DateAt, usize)> {
        let short = self.number(at, 2..=2)? as i32;
        let year = from.year() / 100 * 100 + short;
        if from.month().is_some() || year <= from.year() || year > self.latest {
            return None;
        }
        let token = &self.tokens[at];
        PartialDate::year_only(year).map(|date| (DateAt { date, start: token.start, end: token.end }, at + 1))
    }

    /// The index after a separator of a period.
    fn separator(&self, at: usize) -> Option<usize> {
        match self.word(at)? {
            Word::Mark('-') => {
                let more = matches!(self.word(at + 1), Some(Word::Mark('-')));
                Some(at + 1 + usize::from(more))
            }
            Word::Mark('~' | '→' | '>') => Some(at + 1),
            Word::Text(word) if word == "t" && self.mark(at + 1) == Some('/') && self.text(at + 2) == Some("m") => {
                Some(at + 3)
            }
            Word::Text(word) if SEPARATORS.contains(&word.as_str()) => Some(at + 1),
            _ => None,
        }
    }

    fn dangling(&self, at: usize) -> bool {
        at >= self.tokens.len() || self.mark(at) == Some('\t')
    }

    /// "Present", "heute", "à ce jour"; returns its end, start and the next index.
    fn ongoing(&self, at: usize) -> Option<(usize, usize, usize)> {
        ONGOING.iter().find_map(|phrase| {
            let words: Vec<&str> = phrase.split(' ').collect();
            let matches = words.iter().enumerate().all(|(i, word)| self.text(at + i) == Some(word));
            let mut last = at + words.len() - 1;
            // "aujourd’hui" is two words around an apostrophe.
            if matches!(self.mark(last + 1), Some('\'' | '’')) && self.text(last + 2) == Some("hui") {
                last += 2;
            }
            matches.then(|| (self.tokens[last].end, self.tokens[at].start, last + 1))
        })
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.tokens.get(at).map(|token| &token.word)
    }

    fn text(&self, at: usize) -> Option<&str> {
        match self.word(at)? {
            Word::Text(text) => Some(text),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.word(at)? {
            Word::Mark(mark) => Some(*mark),
            _ => None,
        }
    }

    fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.word(at)? {
            Word::Number(number, count) if digits.contains(count) => Some(*number),
            _ => None,
        }
    }

    fn year(&self, at: usize) -> Option<i32> {
        let year = self.number(at, 4..=4)? as i32;
        (1950..=self.latest).contains(&year).then_some(year)
    }

    fn month(&self, at: usize) -> Option<u32> {
        month_of(self.text(at)?)
    }

    fn skip_dot(&self, at: usize) -> usize {
        at + usize::from(self.mark(at) == Some('.') && self.tokens.get(at).is_some_and(|token| !token.spaced))
    }
}

fn month_of(word: &str) -> Option<u32> {
    MONTHS.iter().position(|names| names.split(' ').any(|name| name == word)).map(|i| i as u32 + 1)
}

/// Month names without accents: English, German, French, Spanish, Portuguese, Dutch.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier janv enero ene janeiro januari",
    "february feb februar feber fevrier fevr fev febrero fevereiro februari",
    "march mar marz mrz maerz mars marzo marco maart mrt",
    "april apr avril avr abril abr",
    "may mai mayo maio mei",
    "june jun juni juin junio junho",
    "july jul juli juillet juil julio julho",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre setembro set",
    "october oct oktober okt octobre octubre outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro",
];

const SEASONS: [&str; 8] = ["spring", "summer", "fall", "autumn", "winter", "expected", "graduating", "class"];

const SEPARATORS: [&str; 12] =
    ["to", "until", "till", "through", "bis", "a", "au", "hasta", "al", "ate", "tot", "jusqu"];

const SINCE: [&str; 9] = ["since", "seit", "depuis", "desde", "sinds", "from", "von", "de", "van"];

/// What says that a period has not ended, without accents; longer phrases first.
const ONGOING: &[&str] = &[
    "the present",
    "to date",
    "ce jour",
    "en cours",
    "aujourd hui",
    "a ce jour",
    "la actualidad",
    "la fecha",
    "o momento",
    "o presente",
    "present",
    "presently",
    "current",
    "currently",
    "now",
    "today",
    "ongoing",
    "date",
    "heute",
    "aktuell",
    "jetzt",
    "laufend",
    "gegenwart",
    "derzeit",
    "aujourd",
    "actuel",
    "actuellement",
    "maintenant",
    "actualidad",
    "actualmente",
    "actual",
    "presente",
    "hoy",
    "ahora",
    "atual",
    "atualmente",
    "atualidade",
    "hoje",
    "heden",
    "nu",
];

#[cfg(test)]
mod tests;
