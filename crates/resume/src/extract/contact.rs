//! Name, headline, e-mail, telephone, address and links: what stands above the
//! first heading or under a heading of its own.

mod links;
mod name;

use super::document::{Document, Slice};
use super::sections::Block;
use super::{places, vocabulary};
use crate::headings::Section;
use crate::text::SYMBOL;
use domain::Fact;
use domain::countries::Region;
use domain::profile::{Link, Location, Name, Profile};

/// Reads the contact data into `profile`.
pub(super) fn read(doc: &Document<'_>, blocks: &[Block], profile: &mut Profile) {
    let lines = contact_lines(blocks);
    let found = name::find(doc, blocks);
    if let Some(found) = &found {
        profile.name = Name { full: Some(found.fact.clone()), ..Name::default() };
        profile.name.split_two_words();
        profile.headline = name::headline(doc, found, blocks);
    }
    profile.email = email(doc, &lines);
    profile.phone = phone(doc, &lines);
    profile.location = location(doc, &lines, found.as_ref().map(|found| found.last_line));
    complete_country(profile);
    profile.links = links::find(doc, blocks, &lines);
}

/// The lines above the first heading and those of contact sections.
fn contact_lines(blocks: &[Block]) -> Vec<Slice> {
    let is_contact = |block: &&Block| matches!(block.section, None | Some(Section::Contact));
    blocks.iter().filter(is_contact).flat_map(|block| block.lines.iter().copied()).collect()
}

/// The segments of a line: between gaps, bars, bullets and symbols.
fn segments(doc: &Document<'_>, slice: Slice) -> Vec<Slice> {
    let border = |chars: &[char], i: usize| {
        let c = chars[i];
        let spaced = i > 0 && chars[i - 1].is_whitespace() && chars.get(i + 1).is_some_and(|c| c.is_whitespace());
        (matches!(c, '|' | '•' | '·' | '∙' | '⋅' | '●' | '\t' | '‖' | '◦' | '⋄' | '◇')
            || c == SYMBOL
            || (spaced && matches!(c, '–' | '—' | '-' | '/')))
        .then_some(1)
    };
    doc.split(slice, border).into_iter().map(|s| doc.trim_where(s, |c| c.is_whitespace() || c == SYMBOL)).collect()
}

fn email(doc: &Document<'_>, lines: &[Slice]) -> Option<Fact<String>> {
    let written = |slice: &Slice| email_in(doc, *slice);
    let everywhere = || (0..doc.len()).map(|line| doc.whole(line)).collect::<Vec<_>>();
    if let Some(found) = lines.iter().find_map(written) {
        return doc.text_fact(found, 0.98);
    }
    // A link says the address even where the text is a name or an icon.
    let linked = |slice: &Slice| {
        let line = doc.line(slice.line);
        line.links.iter().find_map(|link| {
            let address = link.uri.strip_prefix("mailto:")?.split('?').next()?.trim();
            let chars: Vec<char> = address.chars().collect();
            let (start, end) = email_range(&chars)?;
            let area = Slice { line: slice.line, start: link.start as usize, end: link.end as usize };
            (start == 0 && end == chars.len()).then(|| doc.fact(area, address.to_owned(), 0.95))
        })
    };
    lines.iter().find_map(linked).or_else(|| {
        let all = everywhere();
        // Elsewhere an address may be a referee's: only on the first page, and only when it is the only one.
        let found: Vec<Slice> =
            all.iter().filter(|slice| doc.page(slice.line) == 1).filter_map(|slice| email_in(doc, *slice)).collect();
        match found.as_slice() {
            [one] => doc.text_fact(*one, 0.8),
            _ => None,
        }
    })
}

fn email_in(doc: &Document<'_>, slice: Slice) -> Option<Slice> {
    let (start, end) = email_range(doc.chars(slice))?;
    Some(doc.within(slice, start, end))
}

/// Where an e-mail address stands.
fn email_range(chars: &[char]) -> Option<(usize, usize)> {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    for at in (0..chars.len()).filter(|i| chars[*i] == '@') {
        let start = at - chars[..at].iter().rev().take_while(|c| local(**c)).count();
        let mut end = at + 1 + chars[at + 1..].iter().take_while(|c| domain(**c)).count();
        while end > at + 1 && matches!(chars[end - 1], '.' | '-') {
            end -= 1;
        }
        let host: String = chars[at + 1..end].iter().collect();
        let top = host.rsplit('.').next().unwrap_or_default();
        let proper = host.contains('.') && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
        let first = chars.get(start).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
        let proper = proper && host.chars().next().is_some_and(char::is_alphanumeric);
        if start < at && proper && first && !host.contains("..") {
            return Some((start, end));
        }
    }
    None
}

fn phone(doc: &Document<'_>, lines: &[Slice]) -> Option<Fact<String>> {
    let mut best: Option<(u32, Fact<String>)> = None;
    for slice in lines {
        for segment in segments(doc, *slice) {
            let Some((found, rank)) = phone_in(doc, segment) else { continue };
            let fact =
                linked_number(doc, found).unwrap_or_else(|| doc.fact(found, international(&doc.text(found)), 0.95));
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, fact));
            }
        }
    }
    best.map(|(_, fact)| fact)
}

/// Words before a mobile number.
const MOBILE: [&str; 13] = [
    "mobile",
    "mobil",
    "mobiel",
    "mob",
    "cell",
    "cellphone",
    "movil",
    "celular",
    "portable",
    "handy",
    "telemovel",
    "m",
    "gsm",
];

/// Other words before a telephone number.
const PHONE: [&str; 14] = [
    "phone",
    "tel",
    "telephone",
    "telefon",
    "telefone",
    "telefono",
    "telefoon",
    "t",
    "p",
    "c",
    "ph",
    "call",
    "whatsapp",
    "tlf",
];

/// A telephone number in a segment, and how good: a mobile number before another, a labelled one before a bare one.
fn phone_in(doc: &Document<'_>, segment: Slice) -> Option<(Slice, u32)> {
    let chars = doc.chars(segment);
    let part = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()-./–‑‐\u{AD}".contains(c);
    let start = chars.iter().position(|c| c.is_ascii_digit() || matches!(c, '+' | '('))?;
    let (label, _) = chars.split_at(start);
    let label = vocabulary::words(&label.iter().collect::<String>());
    let is = |words: &[&str]| label.iter().any(|word| words.contains(&word.as_str()));
    if is(&["fax", "telefax", "telecopie"])
        || is(&["born", "birth", "geboren", "ne", "nee", "geburtsdatum", "nacimiento", "nascimento"])
    {
        return None;
    }
    let labelled = is(&MOBILE) || is(&PHONE);
    // Letters before an unlabelled number make it something else: a street, a post box.
    if !labelled && !label.is_empty() {
        return None;
    }
    let length = chars[start..].iter().take_while(|c| part(**c)).count();
    let found = doc.trim_where(doc.within(segment, start, start + length), |c| c.is_whitespace() || "-./–".contains(c));
    let text = doc.text(found);
    let found = if text.ends_with('(') { doc.trim_where(found, |c| c.is_whitespace() || c == '(') } else { found };
    let text = doc.text(found);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest: String = chars[start + length..].iter().collect();
    let extension = vocabulary::words(&rest).first().is_none_or(|word| {
        ["ext", "x", "mobile", "home", "cell", "work", "mobil", "h", "m", "c", "privat"].contains(&word.as_str())
    });
    let enough = if labelled { 7..=15 } else { 9..=15 };
    if !enough.contains(&digits) || !(extension || labelled) || (!labelled && !doc.periods(found).is_empty()) {
        return None;
    }
    let mobile = is(&MOBILE);
    Some((found, u32::from(labelled) + 2 * u32::from(mobile) + u32::from(digits >= 9)))
}

/// The number in the link over it, when that is the international form of the same number.
fn linked_number(doc: &Document<'_>, found: Slice) -> Option<Fact<String>> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let shown = digits(&doc.text(found));
    let significant = shown.trim_start_matches('0');
    let links = &doc.line(found.line).links;
    let over = links.iter().filter(|link| (link.start as usize) < found.end && link.end as usize > found.start);
    over.filter_map(|link| link.uri.strip_prefix("tel:")).find_map(|number| {
        let number = number.trim().replace("%20", " ");
        let plain = number.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c));
        let same = digits(&number).ends_with(significant) && significant.len() >= 7;
        (number.starts_with('+') && plain && same).then(|| doc.fact(found, number, 0.95))
    })
}

/// "(+82) 10…" → "+82 10…".
fn international(text: &str) -> String {
    match text.strip_prefix("(+").and_then(|rest| rest.split_once(')')) {
        Some((code, rest)) => format!("+{code} {}", rest.trim_start_matches([' ', '-'])),
        None => text.to_owned(),
    }
}

fn location(doc: &Document<'_>, lines: &[Slice], name_line: Option<usize>) -> Location {
    let mut pieces: Vec<Slice> = Vec::new();
    for slice in lines.iter().filter(|slice| Some(slice.line) != name_line) {
        pieces.extend(segments(doc, *slice).into_iter().map(|segment| without_label(doc, segment)));
    }
    pieces.retain(|piece| is_address_like(doc, *piece));
    let mut best: Option<(usize, Location)> = None;
    for i in 0..pieces.len() {
        for length in 1..=4 {
            let Some(window) = pieces.get(i..i + length) else { break };
            // The pieces of one address stand on one line or on lines that follow each other.
            let together = window.windows(2).all(|pair| pair[1].line.abs_diff(pair[0].line) <= 2);
            if !together {
                break;
            }
            if let Some(location) = places::location(doc, window) {
                let count = completeness(&location);
                // Joining a further piece must explain it: an address does not contain something unknown.
                if count >= length && best.as_ref().is_none_or(|(most, _)| count > *most) {
                    best = Some((count, location));
                }
            }
        }
    }
    best.map(|(_, location)| location).unwrap_or_default()
}

fn completeness(location: &Location) -> usize {
    let parts = [&location.address, &location.city, &location.region, &location.postal_code, &location.country_code];
    parts.iter().filter(|part| part.is_some()).count()
}

fn without_label(doc: &Document<'_>, segment: Slice) -> Slice {
    let chars = doc.chars(segment);
    let labels = [
        "address",
        "adresse",
        "anschrift",
        "location",
        "ort",
        "wohnort",
        "direccion",
        "domicilio",
        "endereco",
        "morada",
        "adres",
        "woonplaats",
        "residence",
        "lives",
        "based",
        "city",
        "ville",
        "ciudad",
        "cidade",
    ];
    if let Some(colon) = chars.iter().position(|c| *c == ':') {
        let label = vocabulary::words(&chars[..colon].iter().collect::<String>());
        if label.len() <= 2 && label.first().is_some_and(|word| labels.contains(&word.as_str())) {
            return doc.trim(doc.within(segment, colon + 1, chars.len()));
        }
    }
    segment
}

fn is_address_like(doc: &Document<'_>, segment: Slice) -> bool {
    let text = doc.text(segment);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let words = text.split_whitespace().count();
    !text.is_empty()
        && words <= 14
        && digits <= 12
        && !text.contains('@')
        && !text.contains("://")
        && !text.contains("www.")
        && phone_in(doc, segment).is_none()
        && doc.periods(segment).iter().all(|period| !period.is_range() && period.from.date.month().is_none())
}

/// A U.S. state says the country when a second thing agrees: a ZIP code or a North American number.
fn complete_country(profile: &mut Profile) {
    let location = &mut profile.location;
    let Some(region) = &location.region else { return };
    if location.country_code.is_some() || Region::find("US", region.value()).is_none() {
        return;
    }
    let zip = location.postal_code.as_ref().is_some_and(|code| {
        let digits = code.value().split('-').next().unwrap_or_default();
        digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit())
    });
    let number = profile.phone.as_ref().is_some_and(|phone| {
        let digits: String = phone.value().chars().filter(char::is_ascii_digit).collect();
        let national = !phone.value().starts_with('+') && !phone.value().starts_with('0') && digits.len() == 10;
        national || (digits.len() == 11 && digits.starts_with('1'))
    });
    if zip || number {
        let because = if zip { "a U.S. state and a ZIP code" } else { "a U.S. state and a North American number" };
        location.country_code = Some(region.derive("location.us_state", because, "US".to_owned()));
    }
}

/// Adds a link unless its address is already there.
fn push_link(links: &mut Vec<Link>, link: Link) {
    let same = |a: &str, b: &str| links::key(a) == links::key(b);
    if !links.iter().any(|known| same(known.url.value(), link.url.value())) {
        links.push(link);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_running_text() {
        let found = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            email_range(&chars).map(|(start, end)| chars[start..end].iter().collect::<String>())
        };
        assert_eq!(
            found("Mail: jane.o'neil+cv@mail.example.co.uk.").as_deref(),
            Some("jane.o'neil+cv@mail.example.co.uk")
        );
        for none in ["@handle", "a@b", "x@.com", "see github.com/@x", "me@localhost"] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
