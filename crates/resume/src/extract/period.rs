//! Periods as facts.

use super::document::{Document, Slice};
use super::entries::Entry;
use crate::dates::{End, Period};
use domain::{Fact, PartialDate};

type DateFact = Option<Fact<PartialDate>>;

/// Start, end and "ongoing" of a period whose positions count from `part`. A single date is none of them.
pub(super) fn facts(doc: &Document<'_>, period: &Period, part: Slice) -> (DateFact, DateFact, Option<Fact<bool>>) {
    let date = |at: crate::dates::DateAt| doc.fact(doc.within(part, at.start, at.end), at.date, 0.95);
    match period.to {
        End::None => (None, None, None),
        End::Open => (Some(date(period.from)), None, None),
        End::At(to) => (Some(date(period.from)), Some(date(to)), None),
        End::Ongoing { start, end } => {
            (Some(date(period.from)), None, Some(doc.fact(doc.within(part, start, end), true, 0.95)))
        }
    }
}

/// Start, end and "ongoing" of an entry's period, whose end may stand on the line below.
pub(super) fn of_entry(doc: &Document<'_>, entry: &Entry) -> (DateFact, DateFact, Option<Fact<bool>>) {
    let Some((found, part)) = entry.period else { return (None, None, None) };
    let (start, end, current) = facts(doc, &found, part);
    let Some(below) = entry.below else { return (start, end, current) };
    // A single date with its end below is the start of a period.
    let start =
        start.or_else(|| Some(doc.fact(doc.within(part, found.from.start, found.from.end), found.from.date, 0.9)));
    match (below.end, below.above) {
        (End::At(at), None) if at.date >= found.from.date => {
            (start, Some(doc.fact(doc.within(below.slice, at.start, at.end), at.date, 0.9)), None)
        }
        (End::At(at), Some(above)) if at.date >= found.from.date => {
            let end = doc.joined(&[above, below.slice], 0.85).map(|text| text.represent(|_| at.date));
            (start, end, None)
        }
        (End::Ongoing { start: first, end: last }, None) => {
            (start, None, Some(doc.fact(doc.within(below.slice, first, last), true, 0.9)))
        }
        _ => (start, end, current),
    }
}

/// A single date, or the end of a period.
pub(super) fn last_date(doc: &Document<'_>, period: &Period, part: Slice) -> Option<Fact<PartialDate>> {
    let at = match period.to {
        End::None => period.from,
        End::At(to) => to,
        End::Open | End::Ongoing { .. } => return None,
    };
    Some(doc.fact(doc.within(part, at.start, at.end), at.date, 0.9))
}
