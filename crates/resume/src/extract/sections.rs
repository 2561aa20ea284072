//! Divides the document at its headings.

use super::document::{Document, Slice};
use crate::headings::{Section, section_of};
use std::collections::HashMap;

/// The lines under one heading; `None` is what stands before the first.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) section: Option<Section>,
    pub(super) lines: Vec<Slice>,
}

/// The blocks in reading order.
pub(super) fn blocks(doc: &Document<'_>) -> Vec<Block> {
    let labels = label_column(doc);
    let least = least_heading_size(doc);
    let repeated = repeated_lines(doc);
    let mut blocks = vec![Block { section: None, lines: Vec::new() }];
    // The block each column of the page ends in: a section goes on in the same column of the next page.
    let mut columns: Vec<(u32, f32, usize)> = Vec::new();
    let mut current = 0;
    for line in 0..doc.len() {
        if doc.line(line).shape.first_of_column {
            current = continued(doc, line, &columns, &mut blocks).unwrap_or(current);
        }
        columns.retain(|(page, x, _)| {
            *page + 1 >= doc.page(line) && !(*page == doc.page(line) && *x == doc.line(line).shape.column_x0)
        });
        let whole = doc.whole(line);
        if is_furniture(doc, whole, &repeated) {
            continue;
        }
        if let Some(section) = heading(doc, whole, least) {
            blocks.push(Block { section: Some(section), lines: Vec::new() });
            current = blocks.len() - 1;
            columns.push((doc.page(line), doc.line(line).shape.column_x0, current));
            continue;
        }
        let parts = doc.parts(whole);
        let mut rest = whole;
        if let (Some(first), Some(second)) = (parts.first(), parts.get(1))
            && labels.is_some_and(|x| (doc.line(line).x0 - x).abs() < LABEL_REACH)
            && let Some(section) = section_of(&doc.text(*first))
        {
            blocks.push(Block { section: Some(section), lines: Vec::new() });
            current = blocks.len() - 1;
            rest = Slice { start: second.start, ..whole };
        }
        columns.push((doc.page(line), doc.line(line).shape.column_x0, current));
        blocks[current].lines.push(rest);
    }
    blocks
}

/// The block that the first line of a column continues, when it is not simply the one before.
fn continued(doc: &Document<'_>, line: usize, columns: &[(u32, f32, usize)], blocks: &mut Vec<Block>) -> Option<usize> {
    let (page, this) = (doc.page(line), doc.line(line));
    if let Some((_, _, block)) =
        columns.iter().rev().find(|(before, x, _)| *before + 1 == page && (x - this.shape.column_x0).abs() < 12.0)
    {
        let new_page = line == 0 || doc.page(line - 1) != page;
        // On a page of one column the last section goes on, wherever it stood.
        if !new_page
            || columns.iter().any(|(before, x, _)| *before + 1 == page && (x - this.shape.column_x0).abs() >= 12.0)
        {
            return Some(*block);
        }
        return None;
    }
    // Large type at the head of a column next to another: a name, not the end of the section beside it.
    let beside = line > 0 && doc.page(line - 1) == page && this.y < doc.line(line - 1).y;
    let body = doc.line((line + 1).min(doc.len() - 1)).size.max(doc.line((line + 2).min(doc.len() - 1)).size);
    if beside && this.size > 1.3 * body.min(this.size / 1.1) && this.size > 1.3 * doc.line(line - 1).size {
        blocks.push(Block { section: None, lines: Vec::new() });
        return Some(blocks.len() - 1);
    }
    None
}

/// How far the headings of a label column, which may be set flush right, start from each other.
const LABEL_REACH: f32 = 75.0;

fn heading(doc: &Document<'_>, slice: Slice, least: f32) -> Option<Section> {
    let line = doc.line(slice.line);
    if line.shape.item && !line.shape.heading {
        return None;
    }
    let parts = doc.parts(slice);
    let section = match parts.as_slice() {
        [one] => section_of(&doc.text(*one))?,
        _ => return None,
    };
    // Words such as "Languages" or "Tools" also label lists within a section, in smaller type.
    let core = matches!(section, Section::Work | Section::Education);
    (core || line.shape.heading || line.size >= least || has_siblings(doc, slice.line)).then_some(section)
}

/// Whether headings that do not also label lists stand in the same place in the same type: those of a side column.
fn has_siblings(doc: &Document<'_>, line: usize) -> bool {
    let this = doc.line(line);
    (0..doc.len()).any(|other| {
        let that = doc.line(other);
        let alike = (that.size - this.size).abs() < 0.05 * this.size && (that.x0 - this.x0).abs() < 3.0;
        let section = if alike && other != line { section_of(&that.text) } else { None };
        section.is_some_and(|section| !matches!(section, Section::Skills | Section::Languages))
    })
}

/// The smallest size of the headings that admit no other reading, less a little.
fn least_heading_size(doc: &Document<'_>) -> f32 {
    let core = |line: &usize| {
        let first = doc.parts(doc.whole(*line)).first().copied();
        let section = first.and_then(|first| section_of(&doc.text(first)));
        matches!(section, Some(Section::Work | Section::Education))
    };
    let least = (0..doc.len()).filter(core).map(|line| doc.line(line).size).fold(f32::MAX, f32::min);
    if least == f32::MAX { 0.0 } else { least * 0.93 }
}

/// Where headings stand as labels beside their sections: the left edge of that
/// column, if at least two different sections, one of them work or education, begin so.
fn label_column(doc: &Document<'_>) -> Option<f32> {
    let mut found: Vec<(Section, f32)> = Vec::new();
    for line in 0..doc.len() {
        let parts = doc.parts(doc.whole(line));
        if parts.len() < 2 {
            continue;
        }
        if let Some(section) = section_of(&doc.text(parts[0])) {
            found.push((section, doc.line(line).x0));
        }
    }
    let core = found.iter().any(|(section, _)| matches!(section, Section::Work | Section::Education));
    let distinct = found.iter().any(|(section, _)| *section != found[0].0);
    (core && distinct).then(|| found.iter().map(|(_, x)| *x).sum::<f32>() / found.len() as f32)
}

/// Lines without digits that stand on several pages: running heads and feet.
fn repeated_lines(doc: &Document<'_>) -> HashMap<String, usize> {
    let mut pages: HashMap<String, Vec<u32>> = HashMap::new();
    for line in 0..doc.len() {
        pages.entry(without_digits(&doc.text(doc.whole(line)))).or_default().push(doc.page(line));
    }
    let distinct = |mut list: Vec<u32>| {
        list.dedup();
        list.len()
    };
    pages.into_iter().map(|(text, list)| (text, distinct(list))).filter(|(_, count)| *count > 1).collect()
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn is_furniture(doc: &Document<'_>, slice: Slice, repeated: &HashMap<String, usize>) -> bool {
    let line = doc.line(slice.line);
    if line.shape.chars.len() > 90 || line.shape.item {
        return false;
    }
    let text = doc.text(slice);
    let numbered = text.chars().any(|c| c.is_ascii_digit());
    if numbered && repeated.contains_key(&without_digits(&text)) && has_page_number(&text, doc.page(slice.line)) {
        return true;
    }
    let words = super::vocabulary::words(&text);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let before = words.len().checked_sub(2).and_then(|i| words.get(i)).map(String::as_str).unwrap_or_default();
    let number = |word: &str| word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty();
    // "Page 2", "Seite 2 / 3", "Jane Doe – 1/2", "2"
    let page_word = words.iter().any(|word| matches!(word.as_str(), "page" | "seite" | "pagina" | "blatt"));
    let counted = number(last) && number(before) && (text.contains('/') || text.contains(" of ")) && words.len() <= 6;
    (page_word && number(last) && words.len() <= 7)
        || (counted && !text.contains('@'))
        || (words.len() == 1 && number(last))
}

/// Whether one of the numbers in a running line is the number of its page.
fn has_page_number(text: &str, page: u32) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|number| number.parse() == Ok(page))
}
