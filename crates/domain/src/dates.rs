//! Dates as people write them in a career: a year, a month, or a day.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A date known to the year, the month or the day; ISO 8601 on the wire
/// (`2019`, `2019-03`, `2019-03-01`), as JSON Resume has it. Ordered by its earliest day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

impl PartialDate {
    /// A year, 1900 to 2200.
    #[must_use]
    pub fn year_only(year: i32) -> Option<Self> {
        (1900..=2200).contains(&year).then_some(Self { year, month: None, day: None })
    }

    /// A month of a year.
    #[must_use]
    pub fn year_month(year: i32, month: u32) -> Option<Self> {
        let date = Self::year_only(year)?;
        (1..=12).contains(&month).then_some(Self { month: Some(month), ..date })
    }

    /// A day; refused when the calendar has no such day.
    #[must_use]
    pub fn full(year: i32, month: u32, day: u32) -> Option<Self> {
        let date = Self::year_month(year, month)?;
        chrono::NaiveDate::from_ymd_opt(year, month, day)?;
        Some(Self { day: Some(day), ..date })
    }

    /// Year.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// Month 1..=12 when known.
    #[must_use]
    pub fn month(&self) -> Option<u32> {
        self.month
    }

    /// Day 1..=31 when known.
    #[must_use]
    pub fn day(&self) -> Option<u32> {
        self.day
    }

    /// Months from year 0 to the month; a bare year counts from January.
    #[must_use]
    pub fn months(&self) -> i32 {
        self.year * 12 + self.month.unwrap_or(1) as i32 - 1
    }
}

impl From<chrono::NaiveDate> for PartialDate {
    fn from(d: chrono::NaiveDate) -> Self {
        use chrono::Datelike;
        Self { year: d.year(), month: Some(d.month()), day: Some(d.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl std::str::FromStr for PartialDate {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let number = |part: &str, digits: usize| -> Option<u32> {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let parts: Vec<&str> = s.trim().split('-').collect();
        let date = match parts.as_slice() {
            [y] => number(y, 4).and_then(|y| Self::year_only(y as i32)),
            [y, m] => number(y, 4).zip(number(m, 2)).and_then(|(y, m)| Self::year_month(y as i32, m)),
            [y, m, d] => {
                number(y, 4).zip(number(m, 2)).zip(number(d, 2)).and_then(|((y, m), d)| Self::full(y as i32, m, d))
            }
            _ => None,
        };
        date.ok_or_else(|| format!("{s:?} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_precisions_survive_text() {
        for text in ["2019", "2019-03", "2019-02-28"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in ["", "19", "2019-13", "2019-02-30", "2019-2-3", "+201", "2019-03-01-01", "yyyy"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }
}
