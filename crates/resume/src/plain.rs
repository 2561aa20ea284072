//! Plain text: UTF-8, UTF-16 with a byte order mark, else Windows-1252.
//! A form feed starts a page; a tab or three spaces in a row are a gap.

use crate::text::{Line, LineBuilder, Page};
use crate::{MAX_LINES, MAX_PAGES, ResumeError};

/// Characters are taken to be this wide, in font sizes.
const CHAR_WIDTH: f32 = 0.5;
/// Longest line read; the rest of a longer one is cut off.
const MAX_LINE_CHARS: usize = 20_000;

/// Reads every page.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<Page>, ResumeError> {
    let text = decode(bytes);
    let mut pages = Vec::new();
    let mut total = 0;
    for (i, part) in text.split('\u{C}').enumerate() {
        if i >= MAX_PAGES {
            return Err(ResumeError::TooManyPages);
        }
        let lines = lines(part);
        total += lines.len();
        if total > MAX_LINES {
            return Err(ResumeError::TooMuchText);
        }
        pages.push(Page { number: i as u32 + 1, lines });
    }
    Ok(pages)
}

fn decode(bytes: &[u8]) -> String {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            }
        }
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn lines(page: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut above: Option<usize> = None;
    for (row, text) in page.lines().enumerate() {
        let Some(mut line) = line(text) else { continue };
        line.number = lines.len() as u32 + 1;
        line.y = (row + 1) as f32;
        line.shape.gap_above = above.map_or(f32::MAX, |above| (row - above) as f32 * 1.2);
        line.shape.first_of_column = above.is_none();
        above = Some(row);
        lines.push(line);
    }
    let edge = lines.iter().map(|line| line.x1).fold(0.0, f32::max);
    for line in &mut lines {
        line.shape.column_x1 = edge;
    }
    lines
}

fn line(text: &str) -> Option<Line> {
    let mut builder = LineBuilder::default();
    let mut column = 0;
    let mut blanks = 0;
    let x = |column: usize| column as f32 * CHAR_WIDTH;
    let mut end = 0;
    for c in text.chars().take(MAX_LINE_CHARS) {
        let c = if c == '\u{A0}' { ' ' } else { c };
        match c {
            '\t' => {
                column = (column / 8 + 1) * 8;
                blanks += 3;
                continue;
            }
            ' ' => blanks += 1,
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' => continue,
            c if c.is_control() => continue,
            c => {
                if blanks >= 3 || builder.chars.is_empty() {
                    builder.part(x(column));
                } else if blanks > 0 {
                    builder.space();
                }
                blanks = 0;
                builder.push(c, false, x(column));
                end = column + 1;
            }
        }
        column += 1;
    }
    let mut line = builder.build()?;
    line.x1 = x(end);
    Some(line)
}
