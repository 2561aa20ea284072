//! From positioned characters to lines in reading order.
//!
//! Characters on one baseline form a row; a row falls apart into parts where
//! wide gaps stand. A page is read row by row, except where two columns run
//! independently of each other: there, one column is read before the next. A
//! date or a place at the right margin beside its title is not a column: it
//! always shares a row with the left side.

use crate::headings;
use crate::pdf::{Glyph, RawLink, RawPage};
use crate::text::{Line, LineBuilder, LinkArea, Page, SYMBOL};

/// A gap wider than this many font sizes separates parts of a row.
const PART_GAP: f32 = 1.05;
/// A gap wider than this separates words.
const WORD_GAP: f32 = 0.11;
/// Deepest nesting of columns within columns.
const MAX_SPLITS: usize = 4;
/// Most rows of one page that are looked at for columns.
const MAX_ROWS: usize = 600;

/// Most left edges tried as the border between columns.
const MAX_EDGES: usize = 24;

/// Part of a row: characters without a wide gap between them.
#[derive(Debug, Clone)]
struct Part {
    glyphs: Vec<Glyph>,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
    /// Its text is a section heading.
    heading: bool,
}

type Row = Vec<Part>;

/// Lays out one page.
pub(crate) fn page(number: u32, raw: RawPage) -> Page {
    let rows = rows(raw.glyphs);
    let mut lines = Vec::new();
    read_rows(&rows, 0, &mut lines);
    for (i, line) in lines.iter_mut().enumerate() {
        line.number = i as u32 + 1;
    }
    for link in raw.links {
        attach(&mut lines, &link);
    }
    Page { number, lines }
}

/// Groups characters by baseline, top to bottom, and each row into parts, left to right.
fn rows(mut glyphs: Vec<Glyph>) -> Vec<Row> {
    for glyph in &mut glyphs {
        glyph.char = visible(glyph.char);
    }
    glyphs.retain(|glyph| glyph.char != '\0');
    // Where a row's characters are drawn in several passes, order within equal x keeps the drawing order.
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if shares_baseline(row, &glyph) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().map(parts).filter(|row| !row.is_empty()).collect()
}

fn shares_baseline(row: &[Glyph], glyph: &Glyph) -> bool {
    let anchor = row.iter().find(|g| g.char != ' ').unwrap_or(&row[0]);
    (glyph.y - anchor.y).abs() <= 0.3 * anchor.size.min(glyph.size).max(4.0)
}

/// The character as text: white space as a space, nothing for the invisible, [`SYMBOL`] for the unknown.
fn visible(char: char) -> char {
    match char {
        '\u{FFFD}' => SYMBOL,
        c if c.is_whitespace() => ' ',
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => '\0',
        c if c.is_control() => '\0',
        c => c,
    }
}

fn parts(mut glyphs: Vec<Glyph>) -> Row {
    glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    // Bold drawn by printing twice with a small shift.
    glyphs.dedup_by(|b, a| a.char == b.char && (b.x0 - a.x0).abs() < 0.08 * a.size && a.char != ' ');
    let mut row: Row = Vec::new();
    let mut spaces: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        if glyph.char == ' ' {
            spaces.push(glyph);
            continue;
        }
        let size = glyph.size;
        match row.last_mut() {
            Some(part) if glyph.x0 - part.x1 <= PART_GAP * part.size.min(size).max(0.6 * part.size.max(size)) => {
                part.glyphs.append(&mut spaces);
                part.x1 = part.x1.max(glyph.x1);
                part.glyphs.push(glyph);
            }
            _ => {
                spaces.clear();
                row.push(Part { x0: glyph.x0, x1: glyph.x1, y: glyph.y, size, glyphs: vec![glyph], heading: false });
            }
        }
    }
    for part in &mut row {
        part.size = median(part.glyphs.iter().filter(|g| g.char != ' ').map(|g| g.size).collect());
        let ys = part.glyphs.iter().filter(|g| g.size >= 0.9 * part.size).map(|g| g.y).collect();
        part.y = median(ys);
        part.heading = is_heading(part);
    }
    row
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Reads rows into lines, splitting off columns where there are any.
fn read_rows(rows: &[Row], depth: usize, lines: &mut Vec<Line>) {
    let columns = if depth < MAX_SPLITS && rows.len() <= MAX_ROWS { find_columns(rows) } else { None };
    let Some(columns) = columns else {
        read_column(rows, lines);
        return;
    };
    let band = &rows[columns.first..=columns.last];
    let side = |left: bool| -> Vec<Row> {
        let keep = |part: &&Part| (part.x0 < columns.x) == left;
        let rows = band.iter().map(|row| row.iter().filter(keep).cloned().collect::<Row>());
        rows.filter(|row| !row.is_empty()).collect()
    };
    read_rows(&rows[..columns.first], depth + 1, lines);
    read_rows(&split_by_baseline(side(true)), depth + 1, lines);
    read_rows(&split_by_baseline(side(false)), depth + 1, lines);
    read_rows(&rows[columns.last + 1..], depth + 1, lines);
}

/// Columns may have pulled each other's baselines into one row; alone they are in order.
fn split_by_baseline(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| a[0].y.total_cmp(&b[0].y));
    rows
}

struct Columns {
    /// Left edge of the right column.
    x: f32,
    first: usize,
    last: usize,
}

/// How the rows of a band stand to a vertical line.
#[derive(Default)]
struct Band {
    left_only: usize,
    right_only: usize,
    aligned: usize,
    askew: usize,
}

fn find_columns(rows: &[Row]) -> Option<Columns> {
    if rows.len() < 6 {
        return None;
    }
    let parts = || rows.iter().flatten();
    let left = parts().map(|p| p.x0).fold(f32::MAX, f32::min);
    let right = parts().map(|p| p.x1).fold(f32::MIN, f32::max);
    let width = right - left;
    let mut best: Option<(usize, Columns)> = None;
    for x in common_edges(rows) {
        if x < left + 0.12 * width || x > right - 0.1 * width {
            continue;
        }
        for columns in bands(rows, x) {
            let size = independence(rows, &columns);
            if let Some(size) = size
                && best.as_ref().is_none_or(|(best, _)| size > *best)
            {
                best = Some((size, columns));
            }
        }
    }
    best.map(|(_, columns)| columns)
}

/// Left edges at which at least three parts begin.
///
/// At most [`MAX_EDGES`], the commonest: each is tried against every row.
fn common_edges(rows: &[Row]) -> Vec<f32> {
    let mut edges: Vec<f32> = rows.iter().flat_map(|row| row.iter().map(|part| part.x0)).collect();
    edges.sort_by(f32::total_cmp);
    let mut common = Vec::new();
    let mut start = 0;
    for i in 1..=edges.len() {
        if i == edges.len() || edges[i] - edges[start] > 2.0 {
            if i - start >= 3 {
                common.push((i - start, edges[start]));
            }
            start = i;
        }
    }
    common.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    common.into_iter().take(MAX_EDGES).map(|(_, edge)| edge).collect()
}

/// Maximal runs of rows that no part crosses at `x`.
fn bands(rows: &[Row], x: f32) -> Vec<Columns> {
    let crossed = |row: &Row| row.iter().any(|part| part.x0 < x - 0.5 && part.x1 > x - 0.3 * part.size);
    let mut found = Vec::new();
    let mut first = 0;
    for i in 0..=rows.len() {
        if i < rows.len() && !crossed(&rows[i]) {
            continue;
        }
        if i > first
            && let Some(columns) = trim(rows, x, first, i - 1, i < rows.len())
        {
            found.push(columns);
        }
        first = i + 1;
    }
    found
}

/// Leaves out rows above the right column, and, where full-width text follows,
/// the one-sided rows below both columns: they belong to that text.
fn trim(rows: &[Row], x: f32, first: usize, last: usize, text_follows: bool) -> Option<Columns> {
    let has_right = |row: &Row| row.iter().any(|part| part.x0 >= x - 0.5);
    let has_left = |row: &Row| row.iter().any(|part| part.x0 < x - 0.5);
    let start = (first..=last).find(|i| has_right(&rows[*i]))?;
    let end = if text_follows { (start..=last).rev().find(|i| has_right(&rows[*i]))? } else { last };
    (start..=end).any(|i| has_left(&rows[i])).then_some(Columns { x: x - 0.5, first: start, last: end })
}

/// The number of rows of the band when its two sides run independently.
fn independence(rows: &[Row], columns: &Columns) -> Option<usize> {
    let band = &rows[columns.first..=columns.last];
    let mut count = Band::default();
    for row in band {
        let left = row.iter().rev().find(|part| part.x0 < columns.x);
        let right = row.iter().find(|part| part.x0 >= columns.x);
        match (left, right) {
            (Some(_), None) => count.left_only += 1,
            (None, Some(_)) => count.right_only += 1,
            (Some(left), Some(right)) if (left.y - right.y).abs() > 0.12 * left.size.max(right.size) => {
                count.askew += 1
            }
            (Some(_), Some(_)) => count.aligned += 1,
            (None, None) => {}
        }
    }
    let both = count.aligned + count.askew;
    let (left_rows, right_rows) = (count.left_only + both, count.right_only + both);
    if left_rows < 4 || right_rows < 4 {
        return None;
    }
    let apart = count.left_only.min(count.right_only) + count.askew;
    let independent = apart * 100 >= 35 * (both + count.left_only.min(count.right_only));
    let heading = |left: bool| {
        let begins = |row: &&Row| row.iter().any(|part| (part.x0 < columns.x) == left && part.heading);
        band.iter().filter(begins).count()
    };
    let enough_apart = apart >= 3 && count.left_only.min(count.right_only) >= 2;
    let columns_found = (independent && enough_apart) || (heading(true) >= 1 && heading(false) >= 1);
    (columns_found && !is_label_column(band, columns.x)).then_some(band.len())
}

/// A left margin that holds only headings and dates names what stands beside it; it is not read alone.
fn is_label_column(band: &[Row], x: f32) -> bool {
    let parts: Vec<&Part> = band.iter().flatten().filter(|part| part.x0 < x).collect();
    let labels = parts.iter().filter(|part| part.heading || is_dated(part)).count();
    labels * 10 >= parts.len() * 8
}

/// Short, and a year is in it.
fn is_dated(part: &Part) -> bool {
    let digits = |window: &[Glyph]| window.iter().all(|g| g.char.is_ascii_digit());
    part.glyphs.len() <= 30 && part.glyphs.windows(4).any(digits)
}

fn is_heading(part: &Part) -> bool {
    let line = line_of(std::slice::from_ref(part));
    line.is_some_and(|line| headings::section_of(&line.text).is_some())
}

fn read_column(rows: &[Row], lines: &mut Vec<Line>) {
    let edge = rows.iter().flatten().map(|part| part.x1).fold(0.0, f32::max);
    let left = rows.iter().flatten().map(|part| part.x0).fold(f32::MAX, f32::min);
    let reach = |row: &&Row| row.iter().any(|part| part.x1 > edge - 3.0 * part.size);
    let full = rows.iter().filter(reach).count() >= 4;
    let mut above: Option<f32> = None;
    for row in rows {
        let Some(mut line) = line_of(row) else { continue };
        line.shape.column_x0 = left;
        line.shape.column_x1 = edge;
        line.shape.column_is_full = full;
        line.shape.first_of_column = above.is_none();
        line.shape.gap_above = above.map_or(f32::MAX, |y| (line.y - y) / line.size.max(1.0));
        above = Some(line.y);
        lines.push(line);
    }
}

fn line_of(parts: &[Part]) -> Option<Line> {
    let mut builder = LineBuilder::default();
    for part in parts {
        builder.part(part.x0);
        write_words(part, &mut builder);
    }
    let mut line = builder.build()?;
    let first = parts.first()?;
    line.x0 = first.x0;
    line.x1 = parts.iter().map(|part| part.x1).fold(first.x1, f32::max);
    line.y = first.y;
    line.size = parts.iter().map(|part| part.size).fold(first.size, f32::max);
    Some(line)
}

/// Writes a part's characters with a space wherever the gap says so.
fn write_words(part: &Part, builder: &mut LineBuilder) {
    let spacing = letter_spacing(part);
    let has_spaces = part.glyphs.iter().any(|g| g.char == ' ');
    let mut previous: Option<&Glyph> = None;
    for glyph in &part.glyphs {
        if glyph.char == ' ' {
            builder.space();
            continue;
        }
        if let Some(previous) = previous {
            let gap = (glyph.x0 - previous.x1) / glyph.size.max(previous.size);
            let word = match spacing {
                Some(_) if has_spaces => false,
                Some(usual) => gap > usual + 0.25,
                None => gap > WORD_GAP,
            };
            if word || glyph.char == SYMBOL || previous.char == SYMBOL {
                builder.space();
            }
        }
        builder.push(glyph.char, glyph.bold, (glyph.x0 + glyph.x1) / 2.0);
        previous = Some(glyph);
    }
}

/// The usual gap between letters, in font sizes, when they are set apart ("S U M M A R Y").
fn letter_spacing(part: &Part) -> Option<f32> {
    let mut gaps = Vec::new();
    for pair in part.glyphs.windows(2) {
        if pair[0].char.is_alphabetic() && pair[1].char.is_alphabetic() {
            gaps.push((pair[1].x0 - pair[0].x1) / pair[0].size.max(pair[1].size));
        }
    }
    let wide = gaps.iter().filter(|gap| **gap > 0.09).count();
    (gaps.len() >= 3 && wide * 10 >= gaps.len() * 7).then(|| median(gaps))
}

/// Lays a link over the characters under its area, or over the nearest line when it covers none (a drawn icon).
fn attach(lines: &mut [Line], link: &RawLink) {
    let middle = (link.y0 + link.y1) / 2.0;
    let mut covered = false;
    for line in lines.iter_mut() {
        // The area of a link reaches from below the baseline to above the capitals.
        if line.y < link.y0 - 0.1 * line.size || line.y - 0.35 * line.size > link.y1 || line.y - line.size > link.y1 {
            continue;
        }
        if line.y > link.y1 + 0.1 * line.size || line.x1 < link.x0 || line.x0 > link.x1 {
            continue;
        }
        covered = true;
        if let Some((start, end)) = characters_within(line, link.x0, link.x1) {
            line.links.push(LinkArea { start, end, uri: link.uri.clone() });
        }
    }
    if covered {
        return;
    }
    let distance = |line: &Line| {
        let dx = (line.x0 - link.x1).max(link.x0 - line.x1).max(0.0);
        (line.y - 0.3 * line.size - middle).abs() + 0.2 * dx
    };
    let nearest = lines.iter_mut().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    if let Some(line) = nearest.filter(|line| distance(line) < 3.0 * line.size) {
        let end = line.shape.chars.len() as u32;
        line.links.push(LinkArea { start: 0, end, uri: link.uri.clone() });
    }
}

/// The characters whose middle lies between two x positions.
fn characters_within(line: &Line, x0: f32, x1: f32) -> Option<(u32, u32)> {
    let centre = |i: usize| line.shape.x.get(i).copied();
    let inside = |i: &usize| centre(*i).is_some_and(|x| x >= x0 && x <= x1);
    let visible = |i: &usize| inside(i) && !line.shape.chars[*i].is_whitespace();
    let start = (0..line.shape.chars.len()).find(visible)?;
    let end = (0..line.shape.chars.len()).rfind(visible)? + 1;
    Some((start as u32, end as u32))
}
