//! Places and postal addresses. A place counts only with evidence beyond its
//! own name: a known country, a known state or province, or a postal code.

use super::document::{Document, Slice};
use super::vocabulary;
use domain::countries::{Country, Region};
use domain::profile::Location;

/// Countries whose states and provinces are recognised beside a city.
const REGION_COUNTRIES: [&str; 3] = ["US", "CA", "AU"];

/// The comma-separated members of a slice.
pub(super) fn members(doc: &Document<'_>, slice: Slice) -> Vec<Slice> {
    let pieces = doc.split(slice, |chars, i| matches!(chars[i], ',' | '\t').then_some(1));
    pieces.into_iter().map(|piece| doc.trim(piece)).filter(|piece| piece.start < piece.end).collect()
}

/// Where in a list of members a place such as "City, ST" or "City, Country" stands: first and last index.
pub(super) fn find(doc: &Document<'_>, members: &[Slice]) -> Option<(usize, usize)> {
    let texts: Vec<String> = members.iter().map(|member| doc.text(*member)).collect();
    for last in (0..texts.len()).rev() {
        let country = country_named(&texts[last]).is_some();
        let region = is_region(&texts[last]);
        if !country && !region {
            continue;
        }
        let mut first = last;
        // "City, ST, Country": the region belongs to the place.
        if country && first >= 2 && is_region(&texts[first - 1]) {
            first -= 1;
        }
        if first >= 1 && is_city(&texts[first - 1]) {
            first -= 1;
        } else if region {
            // A state alone may be anything.
            continue;
        }
        return Some((first, last));
    }
    None
}

/// Whether the whole slice is a place.
pub(super) fn is_place(doc: &Document<'_>, slice: Slice) -> bool {
    let text = doc.text(slice);
    if is_remote(&text) {
        return true;
    }
    let members = members(doc, slice);
    if members.len() <= 4
        && let Some((first, last)) = find(doc, &members)
    {
        return first == 0 && last + 1 == members.len();
    }
    // "Budapest (Hungary)"
    let bracketed = text.split_once('(').map(|(city, rest)| (city.trim(), rest.trim_end_matches(')').trim()));
    bracketed.is_some_and(|(city, country)| is_city(city) && country_named(country).is_some())
}

fn is_remote(text: &str) -> bool {
    let words = vocabulary::words(text);
    let remote = ["remote", "hybrid", "homeoffice", "teletravail", "remoto", "fernarbeit"];
    words.len() <= 3 && words.first().is_some_and(|word| remote.contains(&word.as_str()))
}

fn is_region(text: &str) -> bool {
    region_named(text).is_some()
}

fn region_named(text: &str) -> Option<&'static Region> {
    let text = text.trim_end_matches('.');
    // Two letters are a region only as capitals: "in", "or" and "me" are words.
    if text.chars().count() <= 3 && !text.chars().all(char::is_uppercase) {
        return None;
    }
    REGION_COUNTRIES.iter().find_map(|country| Region::find(country, text))
}

/// A country by name, or by code where the code stands in capitals.
fn country_named(text: &str) -> Option<&'static Country> {
    let text = text.trim_matches(|c: char| c == '(' || c == ')' || c == '.' || c.is_whitespace());
    Country::by_name(text)
        .or_else(|| text.split('/').find_map(Country::by_name))
        .filter(|_| text.chars().count() > 2)
        .or_else(|| {
            matches!(text, "USA" | "U.S.A" | "U.S" | "UK" | "U.K" | "UAE").then(|| match text.chars().next() {
                Some('U') if text.contains('K') => Country::by_code("GB"),
                Some('U') if text == "UAE" => Country::by_code("AE"),
                _ => Country::by_code("US"),
            })?
        })
}

/// Could be the name of a city: up to four capitalised words of letters, not a title.
pub(super) fn is_city(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    let plain = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’' | '/'));
    capital && plain && words.len() <= 4 && vocabulary::title_score(text) < 2
}

/// Reads a postal address or a city from slices that stand together (the lines
/// of an address). Nothing is stated without a country, region or postal code among them.
pub(super) fn location(doc: &Document<'_>, slices: &[Slice]) -> Option<Location> {
    let mut location = Location::default();
    let mut unclaimed: Vec<Slice> = Vec::new();
    for slice in slices {
        for member in members(doc, *slice) {
            let rest = claim(doc, member, &mut location);
            unclaimed.extend(rest);
        }
    }
    if location.region.is_none() && location.country_code.is_none() && location.postal_code.is_none() {
        return None;
    }
    let has_digit = |slice: &Slice| {
        let text = doc.text(*slice);
        text.split_whitespace().any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let anchors: Vec<usize> = [&location.region, &location.country_code, &location.postal_code]
        .into_iter()
        .flatten()
        .map(|fact| line_of(doc, fact))
        .collect();
    if location.city.is_none() {
        location.city = district_city(doc, &mut unclaimed, &anchors);
    }
    // The street is the member with a number, together with an unnumbered or numbered detail after it (flat, suite).
    let street = unclaimed.iter().position(has_digit);
    if let Some(at) = street {
        let mut last = at;
        while unclaimed.get(last + 1).is_some_and(|next| is_unit(&doc.text(*next)) && next.line == unclaimed[at].line) {
            last += 1;
        }
        // "50, rue de Chambéry": the number stands before the comma.
        let number_alone = doc.chars(unclaimed[at]).iter().all(|c| c.is_ascii_digit());
        if number_alone && unclaimed.get(at + 1).is_some_and(|next| next.line == unclaimed[at].line) {
            last = last.max(at + 1);
        }
        let slice = Slice { line: unclaimed[at].line, start: unclaimed[at].start, end: unclaimed[last].end };
        location.address = doc.text_fact(slice, 0.85);
        unclaimed.drain(at..=last);
    }
    if location.city.is_none() {
        let city = unclaimed.iter().rev().find(|slice| anchors.contains(&slice.line) && is_city(&doc.text(**slice)));
        location.city = city.and_then(|slice| doc.text_fact(*slice, 0.85));
    }
    Some(location)
}

/// The line a fact stands on, as an index into the document.
fn line_of(doc: &Document<'_>, fact: &domain::Fact<String>) -> usize {
    match fact.source() {
        domain::Source::Document { span, .. } => doc.index(*span).unwrap_or(usize::MAX),
        _ => usize::MAX,
    }
}

/// "Dublin 8": the city of a numbered district.
fn district_city(doc: &Document<'_>, unclaimed: &mut Vec<Slice>, anchors: &[usize]) -> Option<domain::Fact<String>> {
    let numbered = |slice: &Slice| {
        let text = doc.text(*slice);
        let (city, number) = text.rsplit_once(' ')?;
        let district = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
        (district && is_city(city) && !is_unit(&text) && !is_street(city) && city.split(' ').count() == 1)
            .then(|| city.chars().count())
    };
    let at =
        (1..unclaimed.len()).find(|i| anchors.contains(&unclaimed[*i].line) && numbered(&unclaimed[*i]).is_some())?;
    let slice = unclaimed.remove(at);
    let length = numbered(&slice)?;
    doc.text_fact(doc.within(slice, 0, length), 0.8)
}

fn is_street(text: &str) -> bool {
    let words = vocabulary::words(text);
    let street = [
        "st",
        "street",
        "ave",
        "avenue",
        "rd",
        "road",
        "ln",
        "lane",
        "blvd",
        "boulevard",
        "dr",
        "drive",
        "way",
        "ct",
        "court",
        "pl",
        "place",
        "terrace",
        "hill",
        "square",
        "sq",
        "parkway",
        "pkwy",
        "highway",
        "hwy",
        "circle",
        "close",
        "row",
        "crescent",
        "rue",
        "calle",
        "rua",
        "via",
    ];
    words.iter().any(|word| {
        street.contains(&word.as_str())
            || word.ends_with("strasse")
            || word.ends_with("straat")
            || word.ends_with("weg")
            || word.ends_with("platz")
    })
}

fn is_unit(text: &str) -> bool {
    let words = vocabulary::words(text);
    let unit = [
        "apt",
        "apartment",
        "unit",
        "suite",
        "ste",
        "flat",
        "floor",
        "fl",
        "room",
        "bldg",
        "building",
        "wohnung",
        "piso",
        "apto",
        "no",
    ];
    words.first().is_some_and(|word| unit.contains(&word.as_str())) || text.starts_with('#')
}

/// Takes country, region and postal code off the ends of an address member; returns what is left.
fn claim(doc: &Document<'_>, member: Slice, location: &mut Location) -> Option<Slice> {
    let mut rest = doc.trim(member);
    // "Washington (US)", "Brussels (Belgium)"
    let chars = doc.chars(rest);
    if let Some(open) = chars.iter().rposition(|c| *c == '(')
        && chars.last() == Some(&')')
    {
        let inside = doc.within(rest, open + 1, chars.len() - 1);
        let text = doc.text(inside);
        let country = country_named(&text).or_else(|| code(&text));
        if let Some(country) = country {
            location.country_code.get_or_insert_with(|| doc.fact(inside, country.code.to_owned(), 0.95));
            rest = doc.trim(doc.within(rest, 0, open));
        }
    }
    for _ in 0..4 {
        let before = rest;
        rest = claim_country(doc, rest, location);
        rest = claim_postal_code(doc, rest, location);
        rest = claim_region(doc, rest, location);
        if rest == before || rest.start >= rest.end {
            break;
        }
    }
    (rest.start < rest.end).then_some(rest)
}

fn code(text: &str) -> Option<&'static Country> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())).then(|| Country::by_code(text)).flatten()
}

/// The last `count` words of a slice.
fn tail(doc: &Document<'_>, slice: Slice, count: usize) -> Option<Slice> {
    let chars = doc.chars(slice);
    let starts: Vec<usize> =
        (0..chars.len()).filter(|i| !chars[*i].is_whitespace() && (*i == 0 || chars[i - 1].is_whitespace())).collect();
    let start = *starts.get(starts.len().checked_sub(count)?)?;
    Some(doc.within(slice, start, chars.len()))
}

fn cut(doc: &Document<'_>, slice: Slice, tail: Slice) -> Slice {
    doc.trim(Slice { end: tail.start, ..slice })
}

fn claim_country(doc: &Document<'_>, slice: Slice, location: &mut Location) -> Slice {
    if location.country_code.is_some() {
        return slice;
    }
    for count in (1..=4).rev() {
        let Some(tail) = tail(doc, slice, count) else { continue };
        let text = doc.text(tail);
        // A bare code is a country only at the end of something longer: "98105 US".
        let coded =
            if count == 1 && (tail.start > slice.start || location.region.is_some()) { code(&text) } else { None };
        let is_state = location.region.is_none() && coded.is_some() && is_region(&text);
        if let Some(country) = country_named(&text).or(coded).filter(|_| !is_state) {
            location.country_code = Some(doc.fact(tail, country.code.to_owned(), 0.95));
            return cut(doc, slice, tail);
        }
    }
    slice
}

fn claim_region(doc: &Document<'_>, slice: Slice, location: &mut Location) -> Slice {
    for count in (1..=3).rev() {
        let Some(tail) = tail(doc, slice, count) else { continue };
        if let Some(known) = &location.region {
            // The same region once more, in full or as its code: "CA 94115, San Francisco, California".
            let text = doc.text(tail);
            let same = region_named(&text).zip(region_named(known.value())).is_some_and(|(a, b)| std::ptr::eq(a, b));
            if same {
                if text.chars().count() > known.value().chars().count() {
                    location.region = doc.text_fact(tail, 0.9);
                }
                return cut(doc, slice, tail);
            }
            continue;
        }
        // A region is a member of its own or follows a city; a whole first member is a city ("New York").
        let alone = tail.start == slice.start;
        let text = doc.text(tail);
        if is_region(&text) && !(alone && location.city.is_none() && text.chars().count() > 3 && starts_line(doc, tail))
        {
            location.region = doc.text_fact(tail, 0.9);
            let rest = cut(doc, slice, tail);
            if rest.start < rest.end && !is_region(&doc.text(rest)) && is_city(&doc.text(rest)) {
                location.city = doc.text_fact(rest, 0.9);
                return Slice { start: rest.end, ..rest };
            }
            return rest;
        }
    }
    slice
}

fn starts_line(doc: &Document<'_>, slice: Slice) -> bool {
    let before = &doc.chars(doc.whole(slice.line))[..slice.start];
    !before.iter().any(|c| c.is_alphanumeric())
}

fn claim_postal_code(doc: &Document<'_>, slice: Slice, location: &mut Location) -> Slice {
    if location.postal_code.is_some() {
        return slice;
    }
    let text = doc.text(slice);
    for count in [2, 1] {
        if let Some(tail) = tail(doc, slice, count)
            && is_postal_code(&doc.text(tail))
        {
            location.postal_code = doc.text_fact(tail, 0.9);
            return cut(doc, slice, tail);
        }
    }
    // "33000 Bordeaux", "D-10115 Berlin", "1012 AB Amsterdam": code first, then the city.
    let words: Vec<&str> = text.split(' ').collect();
    for count in [2, 1] {
        if words.len() > count && is_leading_code(&words[..count].join(" ")) {
            let length: usize = words[..count].iter().map(|word| word.chars().count()).sum::<usize>() + count - 1;
            let code = doc.within(slice, 0, length);
            let city = doc.trim(doc.within(slice, length, doc.chars(slice).len()));
            if is_city(&doc.text(city)) && !is_street(&doc.text(city)) {
                location.postal_code = doc.text_fact(code, 0.9);
                location.city = doc.text_fact(city, 0.9);
                return Slice { start: slice.end, ..slice };
            }
        }
    }
    slice
}

/// A code that stands after the city, or alone: U.S., Canadian, British, Irish.
fn is_postal_code(text: &str) -> bool {
    matches!(
        shape(text).as_str(),
        "99999"
            | "99999-9999"
            | "A9A 9A9"
            | "A9A9A9"
            | "A9 9AA"
            | "A99 9AA"
            | "AA9 9AA"
            | "AA99 9AA"
            | "A9A 9AA"
            | "AA9A 9AA"
            | "A99 AA99"
            | "A99 A999"
    )
}

/// A code that stands before the city.
fn is_leading_code(text: &str) -> bool {
    matches!(
        shape(text).as_str(),
        "99999"
            | "9999"
            | "A-99999"
            | "A-9999"
            | "AA-9999"
            | "9999 AA"
            | "9999AA"
            | "99 999"
            | "99-999"
            | "999 99"
            | "9999-999"
            | "99999-999"
    )
}

fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            '–' | '‐' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests;
