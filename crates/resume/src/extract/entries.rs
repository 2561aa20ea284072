//! The entries of a section (jobs, schools): where one ends and the next
//! begins, and the pieces of its head.
//!
//! Within a résumé every entry is set alike. The first entry shows how many
//! lines stand above its dates; the others follow it.

use super::document::{Document, Slice};
use super::{places, vocabulary};
use crate::dates::{self, End, Period};
use crate::text::SYMBOL;

/// A line of a section, looked at once.
#[derive(Debug, Clone)]
struct Row {
    slice: Slice,
    item: bool,
    /// A period or date that stands apart from the text around it.
    date: Option<DatedPart>,
    /// Could be part of a head: short, no sentence, no list item.
    head: bool,
    /// Continues the paragraph of the line before.
    flows: bool,
}

#[derive(Debug, Clone, Copy)]
struct DatedPart {
    period: Period,
    /// The slice the period's positions count from.
    part: Slice,
    below: Option<Below>,
}

/// The end of a period that runs over the line: "mars 2020 –" over
/// "aujourd’hui", "Oktober 2012 – März" over "2018".
#[derive(Debug, Clone, Copy)]
pub(super) struct Below {
    pub(super) end: End,
    /// Its beginning on the line above, when it is broken itself.
    pub(super) above: Option<Slice>,
    /// What stands on the line below; the positions in `end` count from it unless the date is broken.
    pub(super) slice: Slice,
}

/// An entry of a section.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// What the head says, in order, without dates.
    pub(super) pieces: Vec<Piece>,
    /// The period, with the slice its positions count from.
    pub(super) period: Option<(Period, Slice)>,
    /// The end of the period, when it stands on the line below.
    pub(super) below: Option<Below>,
    /// Lines below the head.
    pub(super) body: Vec<Slice>,
    /// Left edge of the head.
    pub(super) x0: f32,
}

/// A piece of a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) slice: Slice,
    /// Follows a gap on its line: stands at the right margin.
    pub(super) right: bool,
    /// Recognised as a place.
    pub(super) place: bool,
}

/// Divides the lines of a section into entries by their dates. Lines before the first head are left out.
pub(super) fn by_dates(doc: &Document<'_>, lines: &[Slice]) -> Vec<Entry> {
    let rows = rows(doc, lines);
    let mut anchors: Vec<usize> =
        (0..rows.len()).filter(|i| rows[*i].date.is_some_and(|d| d.period.is_range() || d.below.is_some())).collect();
    if anchors.is_empty() {
        anchors = (0..rows.len()).filter(|i| rows[*i].date.is_some()).collect();
    }
    let Some(first) = anchors.first() else { return Vec::new() };
    let above = lines_above(&rows, *first);
    let mut heads: Vec<(usize, usize, usize)> = Vec::new();
    let mut floor = 0;
    for (i, anchor) in anchors.iter().enumerate() {
        let start = head_start(&rows, *anchor, above, floor);
        let limit = anchors.get(i + 1).map_or(rows.len(), |next| {
            // The lines above the next date belong to the next head.
            let mut start = *next;
            while start > anchor + 1 && *next - start < above && rows[start - 1].head && !rows[start - 1].flows {
                start -= 1;
            }
            start
        });
        let end = head_end(doc, &rows, *anchor, start, limit);
        heads.push((start, *anchor, end));
        floor = end + 1;
    }
    let next_start = |i: usize| heads.get(i + 1).map_or(rows.len(), |(start, ..)| *start);
    heads
        .iter()
        .enumerate()
        .map(|(i, (start, anchor, end))| entry(doc, &rows, *start, *anchor, *end, next_start(i)))
        .collect()
}

fn rows(doc: &Document<'_>, lines: &[Slice]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(lines.len());
    for slice in lines {
        let mut slice = slice;
        let rest;
        if let Some((below, after)) = rows.last().and_then(|above| end_below(doc, above, *slice)) {
            if let Some(date) = rows.last_mut().and_then(|above| above.date.as_mut()) {
                date.below = Some(below);
                // The broken date belongs to the period, not to the head beside it.
                if let Some(above) = below.above {
                    date.period.end = above.end - date.part.start;
                }
            }
            match after {
                Some(after) => rest = after,
                None => continue,
            }
            slice = &rest;
        }
        let item = doc.is_item(*slice);
        let flows = rows.last().is_some_and(|above| doc.flows(above.slice, *slice) && !above.head);
        let date = dated_part(doc, *slice, item);
        let head = !item && is_head_like(doc, *slice);
        rows.push(Row { slice: *slice, item, date, head, flows });
    }
    // A first line of a paragraph is no head even when it is short of words.
    for i in 0..rows.len() {
        let starts_paragraph = i + 1 < rows.len()
            && rows[i].date.is_none()
            && rows[i + 1].date.is_none()
            && doc.flows(rows[i].slice, rows[i + 1].slice)
            && doc.chars(rows[i + 1].slice).first().is_some_and(|c| c.is_lowercase());
        if starts_paragraph {
            rows[i].head = false;
            rows[i + 1].head = false;
            rows[i + 1].flows = true;
        }
    }
    rows
}

/// The end of a period left open on the line above, when the first part of this
/// line is nothing else; with what follows it on this line.
fn end_below(doc: &Document<'_>, above: &Row, slice: Slice) -> Option<(Below, Option<Slice>)> {
    let date = above
        .date
        .filter(|date| !matches!(date.period.to, End::At(_) | End::Ongoing { .. }) && date.below.is_none())?;
    let parts = doc.parts(slice);
    let first = doc.trim(*parts.first()?);
    let same_place = (doc.left(first) - doc.left(date.part)).abs() < 40.0 && slice.line == above.slice.line + 1;
    if !same_place {
        return None;
    }
    let rest = parts.get(1).map(|second| Slice { start: second.start, ..slice });
    if date.period.to == End::Open {
        let end = dates::end_alone(doc.chars(first), doc.today)?;
        return Some((Below { end, above: None, slice: first }, rest));
    }
    // The date itself is broken: what follows the dash goes on below.
    let tail = doc.within(date.part, date.period.end, doc.chars(date.part).len());
    let tail = doc.trim_where(tail, char::is_whitespace);
    let begun = doc.trim_where(tail, |c| c.is_whitespace() || "–—-".contains(c));
    if doc.chars(tail).first() == doc.chars(begun).first() || begun.start >= begun.end {
        return None;
    }
    let whole: Vec<char> = doc.chars(begun).iter().chain(&[' ']).chain(doc.chars(first)).copied().collect();
    let end = dates::end_alone(&whole, doc.today)?;
    Some((Below { end, above: Some(begun), slice: first }, rest))
}

/// The period of a line when it stands apart: a whole part, or at an end of one.
fn dated_part(doc: &Document<'_>, slice: Slice, item: bool) -> Option<DatedPart> {
    let parts = doc.parts(slice);
    let mut single = None;
    for (i, part) in parts.iter().enumerate() {
        if item && i == 0 && (parts.len() > 1 || !is_marked_date(doc, *part)) {
            continue;
        }
        let periods = doc.periods(*part);
        let [period] = periods.as_slice() else { continue };
        let chars = doc.chars(*part);
        let letters = |range: &[char]| range.iter().filter(|c| c.is_alphanumeric()).count();
        let before = letters(&chars[..period.start]);
        let after = letters(&chars[period.end..]);
        let bordered = |c: Option<&char>| {
            c.is_none_or(|c| {
                matches!(c, '(' | '[' | ',' | '|' | '·' | '•' | '–' | '—' | '-' | ':' | '/') || *c == SYMBOL
            })
        };
        let left = chars[..period.start].iter().rev().find(|c| !c.is_whitespace());
        let right = chars[period.end..].iter().find(|c| !c.is_whitespace() && **c != ')' && **c != ']');
        let begins = before == 0 && (after == 0 || period.is_range() || bordered(right));
        let ends = after <= 1 && (bordered(left) || period.is_range());
        let bracketed = chars[..period.start].contains(&'(');
        let apart = begins || ends || (period.is_range() && bordered(left) && (bordered(right) || bracketed));
        if !apart || before + after > 110 || (before > 60 && !bordered(left)) {
            continue;
        }
        let found = DatedPart { period: *period, part: *part, below: None };
        if period.is_range() {
            return Some(found);
        }
        single.get_or_insert(found);
    }
    single
}

/// A date in a list item counts only when the item is little else.
fn is_marked_date(doc: &Document<'_>, part: Slice) -> bool {
    doc.chars(part).len() <= 60
}

/// Short, not a sentence, nothing but names, titles and places.
fn is_head_like(doc: &Document<'_>, slice: Slice) -> bool {
    let text = doc.text(slice);
    let count = text.chars().count();
    let words: Vec<&str> = text.split_whitespace().collect();
    if count > 130 || words.len() > 18 || words.is_empty() {
        return false;
    }
    if ends_sentence(&text, &words) {
        return false;
    }
    let lower = words.iter().filter(|word| word.chars().next().is_some_and(char::is_lowercase)).count();
    let begins_lower = text.chars().next().is_some_and(char::is_lowercase);
    let prose = words.len() >= 7 && lower * 10 > words.len() * 6;
    !prose && (!begins_lower || words.len() <= 3)
}

fn ends_sentence(text: &str, words: &[&str]) -> bool {
    let Some(stem) = text.strip_suffix('.') else { return false };
    let last = stem.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    // "Inc.", "Co.", "S.A.", "U.S."
    let short = last.chars().count() <= 4 && last.chars().next().is_some_and(char::is_uppercase);
    !(short || last.contains('.')) || words.len() > 12
}

/// How many head lines stand above the first date.
fn lines_above(rows: &[Row], anchor: usize) -> usize {
    (0..anchor).rev().take_while(|i| rows[*i].head && !rows[*i].item).count().min(5)
}

fn head_start(rows: &[Row], anchor: usize, above: usize, floor: usize) -> usize {
    let mut start = anchor;
    while start > floor
        && anchor - start < above
        && rows[start - 1].head
        && !rows[start - 1].flows
        && rows[start - 1].date.is_none()
    {
        start -= 1;
    }
    start
}

/// The last line of the head: what follows the dates and is still no text.
fn head_end(doc: &Document<'_>, rows: &[Row], anchor: usize, start: usize, limit: usize) -> usize {
    let mut end = anchor;
    let titled = |range: std::ops::RangeInclusive<usize>| {
        range.into_iter().any(|i| vocabulary::title_score(&doc.text(rows[i].slice)) >= 2)
    };
    while end + 1 < limit {
        let next = &rows[end + 1];
        if !next.head || next.item || next.flows || end - anchor >= 3 {
            break;
        }
        let text = doc.text(next.slice);
        if vocabulary::is_list_label(&text) {
            break;
        }
        let line = doc.line(next.slice.line);
        // After a wide gap only a missing title or a place still belongs to the head.
        let apart = line.shape.gap_above > 1.9 || line.shape.first_of_column;
        let wanted = (!titled(start..=end) && vocabulary::title_score(&text) >= 2) || places::is_place(doc, next.slice);
        let anchor_line = doc.line(rows[anchor].slice.line);
        let indented = line.x0 > anchor_line.x0 + 0.8 * line.size && doc.parts(rows[anchor].slice).len() == 1;
        if (apart || indented || rows[anchor].item) && !wanted {
            break;
        }
        end += 1;
    }
    end
}

fn entry(doc: &Document<'_>, rows: &[Row], start: usize, anchor: usize, end: usize, next: usize) -> Entry {
    let mut entry = Entry {
        period: rows[anchor].date.map(|dated| (dated.period, dated.part)),
        below: rows[anchor].date.and_then(|dated| dated.below),
        ..Entry::default()
    };
    for (i, row) in rows.iter().enumerate().take(end + 1).skip(start) {
        if row.item {
            // The date stands beside the first list item.
            let parts = doc.parts(row.slice);
            entry.body.extend(parts.first().filter(|_| parts.len() > 1));
            continue;
        }
        let dated = (i == anchor).then_some(entry.period).flatten();
        entry.pieces.extend(pieces(doc, row.slice, dated));
    }
    let head = entry.pieces.iter().map(|piece| doc.left(piece.slice));
    entry.x0 = head.fold(f32::MAX, f32::min);
    for row in &rows[end + 1..next] {
        // What stands at the right margin beside the body belongs to the date: "5 years 9 months".
        let mut parts = doc.parts(row.slice);
        if parts.len() > 1 {
            parts.retain(|part| !is_noise(&doc.text(*part)));
        }
        let rest = parts.first().zip(parts.last()).map(|(first, last)| Slice { end: last.end, ..*first });
        entry.body.extend(if row.item { parts.first().copied() } else { rest });
    }
    entry
}

/// The pieces of a head line, without its date.
pub(super) fn pieces(doc: &Document<'_>, slice: Slice, dated: Option<(Period, Slice)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (i, part) in doc.parts(slice).into_iter().enumerate() {
        let mut segments = vec![part];
        if let Some((period, dated)) = dated
            && dated == part
        {
            let before = doc.within(part, 0, period.start);
            let after = doc.within(part, period.end, part.end - part.start);
            segments = vec![before, after];
        }
        let segments = segments.into_iter().flat_map(|segment| doc.split(segment, strong_separator));
        for segment in segments.flat_map(|segment| split_at_weight(doc, segment)) {
            let trimmed = doc.trim_where(segment, |c| {
                c.is_whitespace() || c == SYMBOL || ",;:|·•–—-()[]/".contains(c) && c != ')' && c != '('
            });
            let trimmed = unbracket(doc, trimmed);
            if doc.chars(trimmed).iter().any(|c| c.is_alphanumeric()) && !is_noise(&doc.text(trimmed)) {
                push_piece(doc, trimmed, i > 0, &mut pieces);
            }
        }
    }
    pieces
}

/// "**Engineer, Platform**, Acme": where bold type ends at a comma, the commas inside the bold part do not separate.
fn split_at_weight(doc: &Document<'_>, slice: Slice) -> Vec<Slice> {
    let chars = doc.chars(slice);
    let bold = |at: usize| doc.line(slice.line).shape.bold.get(slice.start + at).copied().unwrap_or(false);
    let letter = |at: &usize| chars[*at].is_alphanumeric();
    let changes: Vec<usize> =
        (1..chars.len()).filter(|at| bold(*at) != bold(at - 1) && !chars[*at].is_whitespace()).collect();
    for at in changes {
        let before = (0..at).filter(letter);
        let after = (at..chars.len()).filter(letter);
        let pure = before.clone().count() >= 2
            && after.clone().count() >= 2
            && before.clone().all(|i| bold(i) == bold(0))
            && after.clone().all(|i| bold(i) != bold(0));
        let gap: Vec<char> = chars[before.max().unwrap_or(at)..after.min().unwrap_or(at)].to_vec();
        if pure && gap.contains(&',') {
            return vec![doc.within(slice, 0, at), doc.within(slice, at, chars.len())];
        }
    }
    vec![slice]
}

/// Cuts a place out of a comma-separated segment: "Acme, New Orleans, LA, Accountant".
fn push_piece(doc: &Document<'_>, slice: Slice, right: bool, pieces: &mut Vec<Piece>) {
    let members = places::members(doc, slice);
    let found = places::find(doc, &members);
    let Some((first, last)) = found.filter(|(first, last)| last - first + 1 < members.len()) else {
        let place = places::is_place(doc, slice);
        pieces.push(Piece { slice, right, place });
        return;
    };
    let span = |from: usize, to: usize| Slice { line: slice.line, start: members[from].start, end: members[to].end };
    if first > 0 {
        pieces.push(Piece { slice: span(0, first - 1), right, place: false });
    }
    pieces.push(Piece { slice: span(first, last), right, place: true });
    if last + 1 < members.len() {
        pieces.push(Piece { slice: span(last + 1, members.len() - 1), right, place: false });
    }
}

/// A separator between things of different kinds: a bar, a bullet, a dash with space around it.
fn strong_separator(chars: &[char], i: usize) -> Option<usize> {
    let c = chars[i];
    let space = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_whitespace());
    match c {
        '|' | '•' | '·' | '∙' | '⋅' | '●' | '▪' | '◦' | '‖' => Some(1),
        '–' | '—' | '-' | '\u{AD}' | '~' if space(i.checked_sub(1)) && (space(Some(i + 1)) || i + 1 == chars.len()) => {
            Some(1)
        }
        c if c == SYMBOL => Some(1),
        _ => None,
    }
}

fn unbracket(doc: &Document<'_>, slice: Slice) -> Slice {
    let chars = doc.chars(slice);
    let unbalanced = |c: char| {
        chars.iter().filter(|x| **x == '(').count() != chars.iter().filter(|x| **x == ')').count()
            && (c == '(' || c == ')')
    };
    let whole =
        chars.first() == Some(&'(') && chars.last() == Some(&')') && chars.iter().filter(|c| **c == '(').count() == 1;
    let inner = if whole { doc.within(slice, 1, chars.len() - 1) } else { slice };
    doc.trim_where(inner, |c| c.is_whitespace() || unbalanced(c))
}

/// Durations, addresses of pages and working-time remarks.
fn is_noise(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.contains("://") || lower.starts_with("www.") {
        return true;
    }
    let words = vocabulary::words(text);
    let unit = [
        "year", "years", "yr", "yrs", "month", "months", "mos", "mo", "weeks", "jahre", "jahr", "monate", "ans", "an",
        "mois", "anos", "ano", "meses", "mes", "semaines", "jaar", "maanden",
    ];
    let duration = words
        .iter()
        .all(|word| word.chars().all(|c| c.is_ascii_digit()) || unit.contains(&word.as_str()) || word == "and")
        && words.iter().any(|word| unit.contains(&word.as_str()));
    let times = [
        "full time",
        "part time",
        "fulltime",
        "parttime",
        "permanent",
        "contract",
        "vollzeit",
        "teilzeit",
        "unbefristet",
        "cdi",
        "cdd",
        "temps plein",
    ];
    duration || times.contains(&words.join(" ").as_str())
}

/// The lines of an entry's body as paragraphs; each says whether it is a list item.
pub(super) fn paragraphs(doc: &Document<'_>, entry: &Entry) -> Vec<(bool, Vec<Slice>)> {
    let mut paragraphs: Vec<(bool, Vec<Slice>)> = Vec::new();
    for slice in &entry.body {
        let text = doc.text(*slice);
        let item = doc.is_item(*slice);
        if !item && (vocabulary::is_list_label(text.trim_end_matches(':')) || is_noise(&text)) {
            continue;
        }
        let content = doc.without_bullet(*slice);
        let last = paragraphs.last().and_then(|(_, lines)| lines.last().copied());
        let continues = last
            .is_some_and(|last| doc.flows(doc.whole(last.line), *slice) || hangs(doc, doc.whole(last.line), *slice));
        match paragraphs.last_mut() {
            Some((_, lines)) if continues && !item => lines.push(content),
            _ => {
                let indented = doc.left(*slice) > entry.x0 + 0.6 * doc.line(slice.line).size;
                paragraphs.push((item || indented, vec![content]));
            }
        }
    }
    paragraphs
}

/// A line that stands under the text of the list item above, right of its bullet.
fn hangs(doc: &Document<'_>, above: Slice, below: Slice) -> bool {
    let (a, b) = (doc.line(above.line), doc.line(below.line));
    below.line == above.line + 1
        && doc.is_item(above)
        && !doc.is_item(below)
        && b.shape.gap_above < 1.75
        && b.x0 > a.x0 + 0.3 * a.size
        && a.shape.column_x1 > 0.0
}

#[cfg(test)]
mod tests;
