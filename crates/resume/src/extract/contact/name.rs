//! The name at the top of a résumé and the headline below it.

use super::super::document::{Document, Slice};
use super::super::sections::Block;
use super::super::{places, vocabulary};
use super::{email_range, phone_in};
use crate::headings::{Section, section_of};
use domain::Fact;

/// The name with where it stands.
pub(super) struct Found {
    pub(super) fact: Fact<String>,
    pub(super) last_line: usize,
}

/// Finds the name: the largest name-like line of the first page's head.
pub(super) fn find(doc: &Document<'_>, blocks: &[Block]) -> Option<Found> {
    let head: Vec<Slice> = head_lines(doc, blocks);
    if let Some(found) = head.iter().find_map(|slice| labelled(doc, *slice)) {
        return Some(found);
    }
    let candidates: Vec<Slice> = head.iter().filter_map(|slice| candidate(doc, *slice)).collect();
    let largest = candidates.iter().map(|slice| doc.line(slice.line).size).fold(0.0, f32::max);
    let at = candidates.iter().position(|slice| {
        let line = doc.line(slice.line);
        line.size >= 0.97 * largest
    })?;
    let first = candidates[at];
    let words = doc.text(first).split_whitespace().count();
    let body = body_size(doc);
    let prominent = doc.line(first.line).size > 1.12 * body;
    let leads = head.first().is_some_and(|slice| slice.line == first.line) || is_after_title(doc, &head, first);
    // A single word, or a line that is set like the others, is a name only in the first place.
    if !(prominent || (leads && (words >= 2 || doc.is_bold(first)))) {
        return None;
    }
    let title = vocabulary::title_score(&doc.text(first)) >= 2;
    if title && !(prominent && leads) {
        return None;
    }
    let confidence = if prominent && words >= 2 { 0.95 } else { 0.8 };
    // A name over two lines in the same large type.
    let second = candidates.get(at + 1).copied().filter(|second| {
        let (a, b) = (doc.line(first.line), doc.line(second.line));
        prominent
            && second.line == first.line + 1
            && (a.size - b.size).abs() < 0.05 * a.size
            && words <= 2
            && doc.text(*second).split_whitespace().count() <= 3
            && vocabulary::title_score(&doc.text(*second)) == 0
    });
    match second {
        Some(second) => {
            let fact = doc.joined(&[first, second], confidence)?;
            let value = natural_case(doc, fact.value());
            Some(Found { fact: fact.represent(|_| value.clone()), last_line: second.line })
        }
        None => {
            let value = natural_case(doc, &doc.text(first));
            Some(Found { fact: doc.fact(first, value, confidence), last_line: first.line })
        }
    }
}

/// Lines of the first page that may hold the name.
fn head_lines(doc: &Document<'_>, blocks: &[Block]) -> Vec<Slice> {
    let is_head = |block: &&Block| matches!(block.section, None | Some(Section::Contact));
    let lines: Vec<Slice> = blocks.iter().filter(is_head).flat_map(|block| block.lines.iter().copied()).collect();
    let first: Vec<Slice> = lines.into_iter().filter(|slice| doc.page(slice.line) == 1).take(60).collect();
    if first.iter().any(|slice| candidate(doc, *slice).is_some()) {
        return first;
    }
    // A left column may begin with a heading before the name is read in the right one.
    (0..doc.len())
        .map(|line| doc.whole(line))
        .filter(|slice| doc.page(slice.line) == 1 && section_of(&doc.text(*slice)).is_none())
        .collect()
}

/// The usual size of text.
fn body_size(doc: &Document<'_>) -> f32 {
    let mut sizes: Vec<(f32, usize)> =
        (0..doc.len()).map(|line| (doc.line(line).size, doc.line(line).shape.chars.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: usize = sizes.iter().map(|(_, count)| count).sum();
    let mut seen = 0;
    for (size, count) in sizes {
        seen += count;
        if seen * 2 >= total {
            return size;
        }
    }
    1.0
}

/// Only the title of the document ("Curriculum vitae") stands before it.
fn is_after_title(doc: &Document<'_>, head: &[Slice], name: Slice) -> bool {
    head.iter().take_while(|slice| slice.line != name.line).all(|slice| is_document_title(&doc.text(*slice)))
}

fn is_document_title(text: &str) -> bool {
    let words = vocabulary::words(text);
    let titles = [
        "curriculum",
        "vitae",
        "resume",
        "cv",
        "lebenslauf",
        "tabellarischer",
        "last",
        "updated",
        "hoja",
        "de",
        "vida",
        "confidential",
    ];
    words.len() <= 5
        && words
            .iter()
            .all(|word| titles.contains(&word.as_str()) || word.chars().all(|c| c.is_ascii_digit()) || word.len() == 3)
        && words.iter().any(|word| titles.contains(&word.as_str()))
}

/// "Name: Max Mustermann", "Name⇥Max Mustermann".
fn labelled(doc: &Document<'_>, slice: Slice) -> Option<Found> {
    let chars = doc.chars(slice);
    let border = chars.iter().position(|c| matches!(c, ':' | '\t'))?;
    let label = vocabulary::words(&chars[..border].iter().collect::<String>());
    let labels = ["name", "nom", "nombre", "nome", "naam"];
    let full = ["full", "vor", "und", "nachname", "vollstandiger", "completo", "complet", "volledige"];
    let named = label.iter().any(|word| labels.contains(&word.as_str()))
        && label.iter().all(|word| labels.contains(&word.as_str()) || full.contains(&word.as_str()));
    let value = doc.trim(doc.within(slice, border + 1, chars.len()));
    let words = doc.text(value).split_whitespace().count();
    (named && (1..=6).contains(&words) && is_name_like(&doc.text(value)))
        .then(|| Found { fact: doc.fact(value, natural_case(doc, &doc.text(value)), 0.95), last_line: slice.line })
}

fn candidate(doc: &Document<'_>, slice: Slice) -> Option<Slice> {
    if doc.is_item(slice) {
        return None;
    }
    let part = doc.trim(*doc.parts(slice).first()?);
    // "Jane Doe, PhD", "Jane Doe | Engineer", "Jane Doe (she/her)"
    let border = doc.chars(part).iter().position(|c| matches!(c, ',' | '|' | '(' | '·' | '•'));
    let part = border.map_or(part, |at| doc.trim(doc.within(part, 0, at)));
    let text = doc.text(part);
    let usable = is_name_like(&text)
        && section_of(&text).is_none()
        && !is_document_title(&text)
        && !places::is_place(doc, slice)
        && phone_in(doc, part).is_none()
        && email_range(doc.chars(part)).is_none();
    usable.then_some(part)
}

/// One to five words of letters, each beginning with a capital except for particles.
fn is_name_like(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let particle = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str());
    let letter = |c: char| {
        c.is_alphabetic()
            || matches!(c, '-' | '‐' | '‑' | '.' | '\'' | '’' | '`' | '´')
            || ('\u{300}'..='\u{36F}').contains(&c)
    };
    let capital =
        |word: &str| word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
    (1..=5).contains(&words.len())
        && text.chars().count() <= 60
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && words.iter().all(|word| word.chars().all(letter) && (capital(word) || particle(word)))
        && !particle(words[words.len() - 1])
}

const PARTICLES: &[&str] = &[
    "de", "del", "de'", "della", "di", "da", "das", "do", "dos", "du", "des", "la", "le", "van", "von", "der", "den",
    "ter", "ten", "te", "zu", "zum", "zur", "bin", "ibn", "al", "el", "y", "e", "i", "und", "af", "av", "ben", "st",
];

/// A name printed in capitals in the case it has elsewhere, or in the usual one.
fn natural_case(doc: &Document<'_>, name: &str) -> String {
    let shouted = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    let longest = name.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    if !shouted || longest <= 2 {
        return name.to_owned();
    }
    let same = |text: &str| text.to_lowercase() == name.to_lowercase() && text.chars().any(char::is_lowercase);
    for line in 0..doc.len() {
        let text = doc.text(doc.whole(line));
        let length = name.chars().count();
        let chars: Vec<char> = text.chars().collect();
        let first = name.chars().next();
        let candidates = chars.windows(length).filter(|window| window.first().copied() == first);
        let elsewhere = candidates.map(|window| window.iter().collect::<String>()).find(|window| same(window));
        if let Some(elsewhere) = elsewhere {
            return elsewhere;
        }
    }
    // A particle is written large by some families and small by others: left as printed.
    if name.split_whitespace().any(|word| PARTICLES.contains(&word.to_lowercase().as_str())) {
        return name.to_owned();
    }
    name.split(' ').map(capitalised).collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    let mut result = String::new();
    let mut start = true;
    for c in word.chars() {
        if start {
            result.push(c);
        } else {
            result.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    if let Some(rest) = result.strip_prefix("Mc").filter(|rest| rest.chars().count() > 2) {
        return format!("Mc{}", capitalised(&rest.to_uppercase()));
    }
    result
}

/// The line below the name that says what the person is.
pub(super) fn headline(doc: &Document<'_>, name: &Found, blocks: &[Block]) -> Option<Fact<String>> {
    let lines: Vec<Slice> = blocks.iter().flat_map(|block| block.lines.iter().copied()).collect();
    let next = lines.into_iter().find(|slice| slice.line == name.last_line + 1)?;
    let parts = doc.parts(next);
    let [part] = parts.as_slice() else { return None };
    let slice = doc.trim(*part);
    let text = doc.text(slice);
    let words = text.split_whitespace().count();
    let described = vocabulary::title_score(&text) >= 1 && !text.ends_with('.');
    let plain = !text.contains('@')
        && !text.chars().any(|c| c.is_ascii_digit())
        && !text.contains("www.")
        && !places::is_place(doc, slice);
    let bullets = text.contains('@') || text.contains("://");
    let shouted = !text.chars().any(char::is_lowercase);
    let value = if shouted { text.split(' ').map(capitalised).collect::<Vec<_>>().join(" ") } else { text };
    if !(words <= 12 && described && plain && !bullets) {
        return None;
    }
    // A headline in large type that runs over the line.
    let below = blocks.iter().flat_map(|block| &block.lines).find(|below| below.line == next.line + 1).copied();
    if let Some(below) = below
        && doc.flows(next, below)
        && (doc.line(below.line).size - doc.line(next.line).size).abs() < 0.1
        && doc.line(next.line).size > 1.1 * body_size(doc)
        && doc.text(below).split_whitespace().count() <= 6
    {
        return doc.joined(&[*part, below], 0.75);
    }
    Some(doc.fact(slice, value, 0.8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_shape_look_like_names() {
        for name in [
            "Seán O’Brien",
            "Ana María de la Cruz",
            "Madonna",
            "LUDWIG VAN BEETHOVEN",
            "Jean-Luc Picard",
            "J. R. Smith",
            "李小龙",
            "Zoë Müller-Lüdenscheidt",
        ] {
            assert!(is_name_like(name), "{name}");
        }
        for other in
            ["jane@example.com", "123 Main Street", "Summary of my work so far here", "Jane van", "https://x.org", ""]
        {
            assert!(!is_name_like(other), "{other}");
        }
    }

    #[test]
    fn capitals_become_the_usual_case() {
        for (shouted, usual) in
            [("O'BRIEN", "O'Brien"), ("MCDONALD", "McDonald"), ("JEAN-LUC", "Jean-Luc"), ("ŁUKASZ", "Łukasz")]
        {
            assert_eq!(capitalised(shouted), usual);
        }
    }
}
