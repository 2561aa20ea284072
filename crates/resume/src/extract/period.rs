//! Periods as facts.

use super::document::{Document, Slice};
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

/// A single date, or the end of a period.
pub(super) fn last_date(doc: &Document<'_>, period: &Period, part: Slice) -> Option<Fact<PartialDate>> {
    let at = match period.to {
        End::None => period.from,
        End::At(to) => to,
        End::Open | End::Ongoing { .. } => return None,
    };
    Some(doc.fact(doc.within(part, at.start, at.end), at.date, 0.9))
}
