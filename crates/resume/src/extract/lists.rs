//! Skills, languages and certificates.

use super::document::{Document, Slice};
use super::{period, places, vocabulary};
use domain::Fact;
use domain::profile::{Certificate, Language};

/// Skills as listed; labels and levels are left out.
pub(super) fn skills(doc: &Document<'_>, lines: &[Slice]) -> Vec<Fact<String>> {
    let listing = listing_size(doc, lines);
    let mut items: Vec<(Slice, Option<Slice>)> = Vec::new();
    let mut open: Option<Slice> = None;
    for slice in lines {
        let content = doc.without_bullet(*slice);
        for (i, part) in doc.parts(content).into_iter().enumerate() {
            let part = after_label(doc, part);
            let pieces = split_list(doc, part);
            let single = pieces.len() == 1;
            // In a section of lists, a part without any separator in larger or bolder type is their label.
            let line = doc.line(slice.line);
            if single
                && listing.is_some_and(|size| line.size > size * 1.04 || (doc.is_bold(part) && !doc.is_item(*slice)))
            {
                continue;
            }
            for (k, piece) in pieces.into_iter().enumerate() {
                let continues = i == 0
                    && k == 0
                    && open
                        .is_some_and(|above| doc.flows(doc.whole(above.line), *slice) && part.start == content.start);
                match (continues, items.last_mut()) {
                    (true, Some(last)) if last.1.is_none() => last.1 = Some(piece),
                    _ => items.push((piece, None)),
                }
            }
        }
        let ends_open = doc.chars(*slice).last().is_some_and(|c| !matches!(c, ',' | ';' | '·' | '•' | '∙' | '|' | '.'));
        let several = split_list(doc, content).len() > 1 && doc.parts(content).len() == 1;
        open = (ends_open && several).then_some(*slice);
    }
    let facts = items.into_iter().filter_map(|(first, second)| match second {
        Some(second) => doc.joined(&[first, second], 0.8),
        None => doc.text_fact(first, 0.85),
    });
    let mut skills: Vec<Fact<String>> = Vec::new();
    for fact in facts.filter(|fact| is_skill(fact.value())) {
        if !skills.iter().any(|known| known.value() == fact.value()) {
            skills.push(fact);
        }
    }
    skills
}

/// The size of the lines that list several things, if any do.
fn listing_size(doc: &Document<'_>, lines: &[Slice]) -> Option<f32> {
    let lists =
        |slice: &&Slice| doc.parts(**slice).iter().any(|part| split_list(doc, after_label(doc, *part)).len() > 2);
    let gaps = |slice: &&Slice| doc.parts(**slice).len() > 2;
    lines.iter().find(lists).or_else(|| lines.iter().find(gaps)).map(|slice| doc.line(slice.line).size)
}

fn is_skill(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    words <= 7
        && text.chars().count() <= 60
        && letters >= 1
        && !vocabulary::is_level(text)
        && !text.contains("://")
        && !text.ends_with(':')
}

/// "Languages: Go, Rust" → "Go, Rust".
fn after_label(doc: &Document<'_>, part: Slice) -> Slice {
    let chars = doc.chars(part);
    match chars.iter().position(|c| *c == ':') {
        Some(at) if at <= 45 && chars.get(at + 1).is_none_or(|c| c.is_whitespace()) => {
            doc.trim(doc.within(part, at + 1, chars.len()))
        }
        _ => part,
    }
}

/// Splits at commas and the like, but not within brackets.
fn split_list(doc: &Document<'_>, slice: Slice) -> Vec<Slice> {
    let mut depth = 0_i32;
    let depths: Vec<i32> = doc
        .chars(slice)
        .iter()
        .map(|c| {
            depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
            depth
        })
        .collect();
    let pieces = doc.split(slice, |chars, i| {
        (depths[i] <= 0 && matches!(chars[i], ',' | ';' | '|' | '·' | '•' | '∙' | '⋅')).then_some(1)
    });
    let trim = |piece: Slice| {
        doc.trim_where(piece, |c| c.is_whitespace() || ",;|·•.–—".contains(c) && c != '.' || c == crate::text::SYMBOL)
    };
    pieces
        .into_iter()
        .map(trim)
        .map(|piece| without_full_stop(doc, piece))
        .filter(|piece| piece.start < piece.end)
        .collect()
}

fn without_full_stop(doc: &Document<'_>, piece: Slice) -> Slice {
    let chars = doc.chars(piece);
    let inner = chars.iter().filter(|c| **c == '.').count();
    if chars.last() == Some(&'.') && inner == 1 { doc.within(piece, 0, chars.len() - 1) } else { piece }
}

/// Languages with how well they are spoken, beside, behind or below them.
pub(super) fn languages(doc: &Document<'_>, lines: &[Slice]) -> Vec<Language> {
    let mut found: Vec<Language> = Vec::new();
    // The languages of the line above, waiting for a line of levels.
    let mut waiting: Vec<usize> = Vec::new();
    for slice in lines {
        let content = doc.without_bullet(*slice);
        let pieces: Vec<Slice> = doc.parts(content).into_iter().flat_map(|part| split_list(doc, part)).collect();
        let levels = pieces.iter().all(|piece| vocabulary::is_level(&doc.text(*piece)));
        if levels && !pieces.is_empty() && pieces.len() == waiting.len() {
            for (at, piece) in waiting.drain(..).zip(pieces) {
                found[at].fluency = doc.text_fact(piece, 0.85);
            }
            continue;
        }
        waiting.clear();
        for piece in pieces {
            match language(doc, piece) {
                Some(language) => {
                    if language.fluency.is_none() {
                        waiting.push(found.len());
                    }
                    found.push(language);
                }
                // "English⇥Native": the level is the next part of the line.
                None => {
                    let text = doc.text(piece);
                    if let Some(last) =
                        found.last_mut().filter(|last| last.fluency.is_none() && vocabulary::is_level(&text))
                    {
                        last.fluency = doc.text_fact(piece, 0.85);
                        waiting.pop();
                    }
                }
            }
        }
    }
    found
}

/// "English (native)", "English: native", "English – C1", "English".
fn language(doc: &Document<'_>, piece: Slice) -> Option<Language> {
    let chars = doc.chars(piece);
    let border = chars.iter().position(|c| matches!(c, '(' | ':' | '–' | '—' | '-' | '/' | '=') || *c == ',');
    let name = doc.trim(doc.within(piece, 0, border.unwrap_or(chars.len())));
    if vocabulary::is_language(&doc.text(name)) {
        let rest = border.map(|at| {
            doc.trim_where(doc.within(piece, at + 1, chars.len()), |c| c.is_whitespace() || "():–—-,.".contains(c))
        });
        let fluency =
            rest.filter(|rest| !doc.text(*rest).is_empty() && doc.text(*rest).split_whitespace().count() <= 8);
        return Some(Language {
            language: doc.text_fact(name, 0.9)?,
            fluency: fluency.and_then(|rest| doc.text_fact(rest, 0.8)),
        });
    }
    // "English native speaker": the first word is the language, the others a level.
    let first = chars.iter().position(|c| c.is_whitespace())?;
    let (name, rest) = (doc.within(piece, 0, first), doc.trim(doc.within(piece, first, chars.len())));
    let split = vocabulary::is_language(&doc.text(name)) && vocabulary::is_level(&doc.text(rest));
    split.then(|| Some(Language { language: doc.text_fact(name, 0.9)?, fluency: doc.text_fact(rest, 0.8) }))?
}

/// Certificates, one per line or list item, with their date and issuer where these stand apart.
pub(super) fn certificates(doc: &Document<'_>, lines: &[Slice]) -> Vec<Certificate> {
    let mut found: Vec<Certificate> = Vec::new();
    let mut previous: Option<Slice> = None;
    for slice in lines {
        let content = doc.without_bullet(*slice);
        let text = doc.text(content);
        let continues = previous.is_some_and(|above| doc.flows(above, *slice));
        previous = Some(*slice);
        if text.contains("://") || text.starts_with("www.") || continues {
            continue;
        }
        let issuer = ["issued by ", "awarded by ", "by "].iter().find(|start| text.to_lowercase().starts_with(**start));
        if let (Some(start), Some(last)) = (issuer, found.last_mut()) {
            let rest = doc.within(content, start.chars().count(), doc.chars(content).len());
            last.issuer = last.issuer.take().or_else(|| doc.text_fact(rest, 0.85));
            continue;
        }
        let (name, issuer, date) = certificate(doc, content);
        match (name, found.last_mut()) {
            (None, Some(last)) if last.date.is_none() => last.date = date,
            (Some(name), _) if text.split_whitespace().count() <= 16 && !text.ends_with('.') => {
                if let Some(name) = doc.text_fact(name, 0.8) {
                    let issuer = issuer.and_then(|issuer| doc.text_fact(issuer, 0.75));
                    found.push(Certificate { name, issuer, date });
                }
            }
            _ => {}
        }
    }
    found
}

type CertificateParts = (Option<Slice>, Option<Slice>, Option<Fact<domain::PartialDate>>);

/// "Name (2023)", "Name – Issuer – 2019", "Name⇥Mar 2019".
fn certificate(doc: &Document<'_>, content: Slice) -> CertificateParts {
    let mut date = None;
    let mut rest: Vec<Slice> = Vec::new();
    for part in doc.parts(content) {
        match doc.periods(part).first() {
            Some(found) if date.is_none() => {
                date = period::last_date(doc, found, part);
                let before =
                    doc.trim_where(doc.within(part, 0, found.start), |c| c.is_whitespace() || "(,–—-|:·[".contains(c));
                rest.push(before);
            }
            _ => rest.push(part),
        }
    }
    rest.retain(|slice| doc.chars(*slice).iter().any(|c| c.is_alphabetic()) && !places::is_place(doc, *slice));
    let Some(first) = rest.first().copied() else { return (None, None, date) };
    let pieces = doc.split(first, |chars, i| {
        let spaced = i > 0 && chars[i - 1].is_whitespace() && chars.get(i + 1).is_some_and(|c| c.is_whitespace());
        (matches!(chars[i], '|' | '·') || (spaced && matches!(chars[i], '–' | '—' | '-'))).then_some(1)
    });
    match pieces.as_slice() {
        // A dash may be part of a name ("Architect – Professional"): an issuer only where a date follows as the third piece.
        [name, issuer] if date.is_some() && first.end < content.end => (Some(*name), Some(*issuer), date),
        _ => (Some(first), rest.get(1).copied(), date),
    }
}
