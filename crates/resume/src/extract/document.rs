//! The lines of all pages as one sequence, and the only way to make a fact of them.

use crate::text::{BULLETS, GAP, Page, SYMBOL, WEAK_BULLETS};
use crate::{Line, dates};
use chrono::NaiveDate;
use domain::{Confidence, Fact, Sha256, Source, Span};

/// Characters of one line: index of the line in the document, first, one past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

pub(super) struct Document<'a> {
    lines: Vec<(u32, &'a Line)>,
    digest: Sha256,
    pub(super) today: NaiveDate,
    /// The file marks hyphens that only break a word, so that a plain one belongs to it.
    soft_hyphens: bool,
}

impl<'a> Document<'a> {
    pub(super) fn new(pages: &'a [Page], digest: Sha256, today: NaiveDate) -> Self {
        let lines: Vec<(u32, &Line)> =
            pages.iter().flat_map(|page| page.lines.iter().map(move |line| (page.number, line))).collect();
        let soft_hyphens = lines.iter().any(|(_, line)| line.shape.chars.last() == Some(&'\u{AD}'));
        Self { lines, digest, today, soft_hyphens }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The line a span begins on.
    pub(super) fn index(&self, span: Span) -> Option<usize> {
        self.lines.iter().position(|(page, line)| *page == span.page && line.number == span.line)
    }

    pub(super) fn page(&self, line: usize) -> u32 {
        self.lines[line].0
    }

    pub(super) fn line(&self, line: usize) -> &'a Line {
        self.lines[line].1
    }

    /// All characters of a line.
    pub(super) fn whole(&self, line: usize) -> Slice {
        Slice { line, start: 0, end: self.line(line).shape.chars.len() }
    }

    pub(super) fn chars(&self, slice: Slice) -> &'a [char] {
        self.line(slice.line).shape.chars.get(slice.start..slice.end).unwrap_or_default()
    }

    /// The text with gaps, symbols and runs of white space as single spaces.
    pub(super) fn text(&self, slice: Slice) -> String {
        clean(self.chars(slice))
    }

    /// A part of a slice by positions within it.
    pub(super) fn within(&self, slice: Slice, start: usize, end: usize) -> Slice {
        Slice { line: slice.line, start: slice.start + start, end: (slice.start + end).min(slice.end) }
    }

    /// Without white space, symbols and stray separators at both ends.
    pub(super) fn trim(&self, slice: Slice) -> Slice {
        self.trim_where(slice, |c| c.is_whitespace() || c == SYMBOL || ",;:|·•–—-/\u{AD}".contains(c))
    }

    pub(super) fn trim_where(&self, slice: Slice, drop: impl Fn(char) -> bool) -> Slice {
        let chars = self.chars(slice);
        let start = chars.iter().take_while(|c| drop(**c)).count();
        let end = chars.len() - chars[start..].iter().rev().take_while(|c| drop(**c)).count();
        self.within(slice, start, end)
    }

    /// The parts between gaps.
    pub(super) fn parts(&self, slice: Slice) -> Vec<Slice> {
        self.split(slice, |chars, i| (chars[i] == GAP).then_some(1))
    }

    /// Splits where `separator` matches; it returns how many characters the separator takes.
    pub(super) fn split(&self, slice: Slice, separator: impl Fn(&[char], usize) -> Option<usize>) -> Vec<Slice> {
        let chars = self.chars(slice);
        let mut pieces = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < chars.len() {
            match separator(chars, at) {
                Some(length) => {
                    pieces.push(self.within(slice, start, at));
                    at += length.max(1);
                    start = at;
                }
                None => at += 1,
            }
        }
        pieces.push(self.within(slice, start, chars.len()));
        let blank = |piece: &Slice| self.chars(*piece).iter().all(|c| c.is_whitespace() || *c == SYMBOL);
        pieces.retain(|piece| !blank(piece));
        pieces
    }

    /// Whether the line begins with a bullet or is a list item of the file.
    pub(super) fn is_item(&self, slice: Slice) -> bool {
        slice.start == 0 && self.line(slice.line).shape.item
    }

    /// The slice without its bullet.
    pub(super) fn without_bullet(&self, slice: Slice) -> Slice {
        if !self.is_item(slice) {
            return slice;
        }
        let bullet = |c: char| c.is_whitespace() || BULLETS.contains(c);
        let chars = self.chars(slice);
        let weak = usize::from(
            chars.first().is_some_and(|c| WEAK_BULLETS.contains(*c)) && chars.get(1).is_some_and(|c| c.is_whitespace()),
        );
        let rest = self.within(slice, weak, chars.len());
        let start = self.chars(rest).iter().take_while(|c| bullet(**c)).count();
        self.within(rest, start, self.chars(rest).len())
    }

    /// Where the first character of a slice stands on the page.
    pub(super) fn left(&self, slice: Slice) -> f32 {
        let line = self.line(slice.line);
        if slice.start == 0 {
            return line.x0;
        }
        line.shape.x.get(slice.start).map_or(line.x0, |middle| middle - 0.25 * line.size)
    }

    pub(super) fn is_bold(&self, slice: Slice) -> bool {
        let shape = &self.line(slice.line).shape;
        let letters = |i: &usize| shape.chars[*i].is_alphabetic();
        let all = (slice.start..slice.end).filter(letters).count();
        let bold = (slice.start..slice.end).filter(letters).filter(|i| shape.bold.get(*i) == Some(&true)).count();
        all > 0 && bold * 10 >= all * 8
    }

    pub(super) fn periods(&self, slice: Slice) -> Vec<dates::Period> {
        dates::periods(self.chars(slice), self.today)
    }

    /// States `value`, read at `slice`.
    pub(super) fn fact<T>(&self, slice: Slice, value: T, confidence: f32) -> Fact<T> {
        Fact::new(value, self.source(slice, confidence))
    }

    /// States the text of `slice`, trimmed.
    pub(super) fn text_fact(&self, slice: Slice, confidence: f32) -> Option<Fact<String>> {
        let slice = self.trim(slice);
        let value = self.text(slice);
        (!value.is_empty()).then(|| self.fact(slice, value, confidence))
    }

    fn source(&self, slice: Slice, confidence: f32) -> Source {
        let (page, line) = self.lines[slice.line];
        let span =
            Span { page, line: line.number, end_line: line.number, start: slice.start as u32, end: slice.end as u32 };
        Source::Document { document: self.digest, span, confidence: Confidence::new(confidence) }
    }

    /// States the text of several lines as one: a paragraph. Words broken at a
    /// line end are made whole. Where something else stands between the lines,
    /// each is a source of its own.
    pub(super) fn joined(&self, slices: &[Slice], confidence: f32) -> Option<Fact<String>> {
        let slices: Vec<Slice> =
            slices.iter().map(|s| self.trim_where(*s, |c| c.is_whitespace() || c == SYMBOL)).collect();
        let (first, last) = (*slices.first()?, *slices.last()?);
        let mut value = String::new();
        for slice in &slices {
            self.append(&mut value, *slice);
        }
        if value.is_empty() {
            return None;
        }
        let whole_lines = slices.windows(2).all(|pair| {
            let follows = pair[1].line == pair[0].line + 1 && self.page(pair[1].line) == self.page(pair[0].line);
            let to_the_end = pair[0].end == self.whole(pair[0].line).end && pair[1].start == 0;
            follows && to_the_end
        });
        if whole_lines {
            let span = Span {
                page: self.page(first.line),
                line: self.line(first.line).number,
                end_line: self.line(last.line).number,
                start: first.start as u32,
                end: last.end as u32,
            };
            let confidence = Confidence::new(confidence);
            return Some(Fact::new(value, Source::Document { document: self.digest, span, confidence }));
        }
        let from = slices.iter().map(|slice| self.source(*slice, confidence)).collect();
        let because = format!("printed in {} pieces", slices.len());
        Some(Fact::new(value, Source::Derived { rule: "text.joined".to_owned(), because, from }))
    }

    fn append(&self, value: &mut String, slice: Slice) {
        let text = self.text(slice);
        let continues = text.chars().next().is_some_and(char::is_lowercase);
        let softly = slice.line > 0 && self.line(slice.line - 1).shape.chars.last() == Some(&'\u{AD}');
        if softly && value.ends_with('-') {
            if continues {
                value.pop();
            }
        } else if value.ends_with('-') {
            if continues && self.breaks_word(value, slice.line) {
                value.pop();
            }
        } else if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(&text);
    }

    /// Whether the hyphen before this line was set by a justifying typesetter.
    fn breaks_word(&self, before: &str, line: usize) -> bool {
        if self.soft_hyphens || line == 0 {
            return false;
        }
        let word = before.trim_end_matches('-').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let above = self.line(line - 1);
        let justified =
            above.shape.column_x1 > 0.0 && above.x1 >= above.shape.column_x1 - 0.015 * (above.x1 - above.x0);
        justified && word.chars().count() >= 2 && !COMPOUND_STARTS.contains(&word.to_lowercase().as_str())
    }

    /// Whether `b` is the next line of the paragraph `a` stands in: it follows
    /// closely and its first word would not have fitted on the line of `a`.
    pub(super) fn flows(&self, a: Slice, b: Slice) -> bool {
        let (above, below) = (self.line(a.line), self.line(b.line));
        if b.line != a.line + 1 || self.is_item(b) || below.shape.column_x1 <= 0.0 {
            return false;
        }
        // Over the end of a page or column, an unfinished sentence goes on.
        if below.shape.first_of_column {
            let open = !self.chars(a).last().is_some_and(|c| ".!?:".contains(*c));
            return open
                && self.chars(b).first().is_some_and(|c| c.is_lowercase())
                && above.x1 > 0.8 * above.shape.column_x1;
        }
        // A paragraph neither moves to the left nor turns bold on its way.
        if below.x0 < above.x0 - 0.5 * above.size || (self.is_bold(b) && !self.is_bold(a)) {
            return false;
        }
        if below.shape.gap_above > 1.75 || (below.size - above.size).abs() > 0.12 * above.size {
            return false;
        }
        if self.chars(a).last().is_some_and(|c| matches!(c, '-' | '\u{AD}' | ',' | '·')) {
            return true;
        }
        let chars = self.chars(b);
        // A sentence that goes on in small letters on the next line.
        let level = (below.x0 - above.x0).abs() < 0.5 * above.size;
        let long = above.x1 - above.x0 > 0.55 * (above.shape.column_x1 - above.x0);
        let first = chars.split(|c| c.is_whitespace()).next().unwrap_or_default();
        let word = first.iter().all(|c| c.is_alphabetic() || ",.;-’'".contains(*c))
            && first.first().is_some_and(|c| c.is_lowercase());
        if level && long && word {
            return true;
        }
        let width = (below.x1 - below.x0) / below.shape.chars.len().max(1) as f32;
        let word = chars.iter().take_while(|c| !c.is_whitespace()).count() as f32;
        let capital = chars.first().is_some_and(|c| c.is_uppercase());
        let room = above.shape.column_x1 - above.x1;
        let hangs = self.is_item(a) && below.x0 > above.x0 + 0.3 * above.size;
        let wraps = room < (word + 1.0) * width * 1.05 && (above.shape.column_is_full || !capital);
        wraps || (hangs && room < 0.35 * above.shape.column_x1)
    }
}

/// Single spaces, no symbols.
pub(super) fn clean(chars: &[char]) -> String {
    let mut text = String::with_capacity(chars.len());
    for c in chars {
        if c.is_whitespace() || *c == SYMBOL {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        } else {
            // Some programs store every hyphen as a soft one.
            text.push(if *c == '\u{AD}' { '-' } else { *c });
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// First halves of words that are written with a hyphen.
const COMPOUND_STARTS: &[&str] = &[
    "self", "non", "cross", "multi", "co", "ex", "pre", "post", "sub", "semi", "anti", "inter", "long", "short",
    "high", "low", "well", "full", "end", "real", "open", "on", "off", "in", "up", "one", "two", "three", "first",
    "second", "large", "small", "state", "day", "year", "data", "user", "cloud", "front", "back", "cost", "part",
    "hands", "award", "decision", "customer", "problem", "results", "team", "time", "test", "client", "server", "peer",
    "step", "face",
];
