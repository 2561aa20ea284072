//! The text of a document with the position of every character: what the
//! readers of PDF, DOCX and plain text produce and what every value points into.

use domain::Span;
use serde::Serialize;

/// Stands in a line's text for a drawn symbol without a character, such as an icon.
pub const SYMBOL: char = '\u{FFFC}';

/// Separates, in a line's text, parts that stand far apart on the page.
pub const GAP: char = '\t';

/// A page, its lines in reading order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Lines in reading order: columns one after the other.
    pub lines: Vec<Line>,
}

/// A printed line of one column. A paragraph of a DOCX file is one line.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Line {
    /// From 1 on its page, in reading order.
    pub number: u32,
    /// The text; [`GAP`] between parts that stand far apart, [`SYMBOL`] for an icon.
    pub text: String,
    /// Left edge in points from the left edge of the page.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Baseline in points from the top of the page.
    pub y: f32,
    /// Font size in points.
    pub size: f32,
    /// Links laid over parts of the line.
    pub links: Vec<LinkArea>,
    /// What the reading rules need beyond the text.
    #[serde(skip)]
    pub(crate) shape: Shape,
}

/// A link over characters of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkArea {
    /// First character, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Where it leads.
    pub uri: String,
}

/// How a line looks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    /// The characters of the text.
    pub(crate) chars: Vec<char>,
    /// Whether each is bold; as long as `chars`.
    pub(crate) bold: Vec<bool>,
    /// Middle of each character on the page; as long as `chars`, or empty in files without positions.
    pub(crate) x: Vec<f32>,
    /// Left edge of each part between gaps.
    pub(crate) part_x: Vec<f32>,
    /// Distance from the baseline above in the same column, in font sizes.
    pub(crate) gap_above: f32,
    /// Right edge of the column the line stands in; 0 where lines do not wrap.
    pub(crate) column_x1: f32,
    /// Left edge of the column.
    pub(crate) column_x0: f32,
    /// Several lines of the column reach its right edge: it is where text wraps, not just where the longest line ends.
    pub(crate) column_is_full: bool,
    /// Begins with, or was marked by the file as, a list item.
    pub(crate) item: bool,
    /// The file itself calls it a heading.
    pub(crate) heading: bool,
    /// First line of a column or page.
    pub(crate) first_of_column: bool,
}

/// Builds a line character by character.
#[derive(Default)]
pub(crate) struct LineBuilder {
    pub(crate) chars: Vec<char>,
    bold: Vec<bool>,
    x: Vec<f32>,
    part_x: Vec<f32>,
}

impl LineBuilder {
    /// A character whose middle stands at `x`.
    pub(crate) fn push(&mut self, char: char, bold: bool, x: f32) {
        self.chars.push(char);
        self.bold.push(bold);
        self.x.push(x);
    }

    fn pop(&mut self) {
        self.chars.pop();
        self.bold.pop();
        self.x.pop();
    }

    /// A single space, unless the line is empty or already ends with white space.
    pub(crate) fn space(&mut self) {
        if self.chars.last().is_some_and(|c| !c.is_whitespace()) {
            self.push(' ', false, self.x.last().copied().unwrap_or(0.0));
        }
    }

    /// Starts a part at `x`, after a gap unless it is the first.
    pub(crate) fn part(&mut self, x: f32) {
        while self.chars.last() == Some(&' ') {
            self.pop();
        }
        if !self.chars.is_empty() && self.chars.last() != Some(&GAP) {
            self.push(GAP, false, self.x.last().copied().unwrap_or(0.0));
            self.part_x.push(x);
        }
        if self.part_x.is_empty() {
            self.part_x.push(x);
        }
    }

    /// The line, or nothing when it holds no visible character.
    pub(crate) fn build(mut self) -> Option<Line> {
        while self.chars.last().is_some_and(|c| c.is_whitespace()) {
            self.pop();
        }
        let leading = self.chars.iter().take_while(|c| c.is_whitespace()).count();
        self.chars.drain(..leading);
        self.bold.drain(..leading);
        self.x.drain(..leading);
        if self.chars.is_empty() {
            return None;
        }
        Some(Line {
            number: 0,
            text: self.chars.iter().collect(),
            x0: self.part_x.first().copied().unwrap_or(0.0),
            x1: 0.0,
            y: 0.0,
            size: 1.0,
            links: Vec::new(),
            shape: Shape { chars: self.chars, bold: self.bold, x: self.x, part_x: self.part_x, ..Shape::default() },
        })
    }
}

/// The text of a span: the characters of its lines, lines separated by a line
/// feed; `None` when it points outside the document.
pub(crate) fn text_at(pages: &[Page], span: Span) -> Option<String> {
    let page = pages.iter().find(|page| page.number == span.page)?;
    let first = (span.line as usize).checked_sub(1)?;
    let last = (span.end_line as usize).checked_sub(1)?;
    let lines = page.lines.get(first..=last)?;
    let mut text = String::new();
    for (i, line) in lines.iter().enumerate() {
        let start = if i == 0 { span.start as usize } else { 0 };
        let end = if i + 1 == lines.len() { span.end as usize } else { line.shape.chars.len() };
        if i > 0 {
            text.push('\n');
        }
        text.extend(line.shape.chars.get(start..end)?);
    }
    Some(text)
}

/// Marks the lines that begin with a bullet and joins a bullet that stands apart with its text.
pub(crate) fn mark_items(pages: &mut [Page]) {
    for line in pages.iter_mut().flat_map(|page| &mut page.lines) {
        let Some(first) = line.shape.chars.first().copied() else { continue };
        let second = line.shape.chars.get(1).copied();
        let apart = second.is_some_and(|c| c.is_whitespace());
        let bullet = BULLETS.contains(first) || (apart && (WEAK_BULLETS.contains(first)));
        if !bullet {
            continue;
        }
        line.shape.item = true;
        if second == Some(GAP) {
            line.shape.chars[1] = ' ';
            line.text = line.shape.chars.iter().collect();
            if line.shape.part_x.len() > 1 {
                line.shape.part_x.remove(1);
            }
        }
    }
}

/// Characters that begin a list item.
pub(crate) const BULLETS: &str = "•◦▪▫●○■□‣⁃∙⊲▶►▸✓✔→⮚➢❖◆◇★⬥⦿⁌";
/// Characters that begin one only when white space follows.
pub(crate) const WEAK_BULLETS: &str = "-–—*·+>o";
