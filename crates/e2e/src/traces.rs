//! Whether bytes carry a value, under the encodings a page can use without effort.
//!
//! The bytes are decoded in every way that applies, again and again to a small
//! depth, and the value is looked for in each result: as it is, in any letter
//! case, without its blanks and punctuation (a telephone number is written in many ways), and
//! backwards. Encryption and compression are beyond it, and so beyond any test that uses it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;
use std::collections::HashSet;

/// Encodings inside encodings that are undone.
const DEPTH: usize = 3;
/// Shorter runs of base64 or hex digits are words, not encodings.
const SHORTEST_RUN: usize = 8;
/// Values shorter than this occur by chance.
const SHORTEST_VALUE: usize = 4;
/// Decoded forms that are looked at, so that hostile bytes cannot multiply.
const MAX_FORMS: usize = 4_000;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Whether `value` can be read out of `bytes`.
///
/// # Panics
/// When `value` is too short to mean anything: a test that looks for it cannot fail properly.
#[must_use]
pub fn carries(bytes: &[u8], value: &str) -> bool {
    let wanted = [plain(value), bare(value)];
    assert!(wanted[1].chars().count() >= SHORTEST_VALUE, "{value:?} is too short to be looked for");
    let backwards = wanted.clone().map(|text| text.chars().rev().collect::<String>());
    forms(bytes).iter().any(|form| {
        let text = String::from_utf8_lossy(form);
        let readings = [plain(&text), bare(&text)];
        let mut pairs = readings.iter().zip(wanted.iter().zip(&backwards));
        pairs.any(|(reading, (forth, back))| reading.contains(forth) || reading.contains(back))
    })
}

fn plain(text: &str) -> String {
    text.to_lowercase()
}

/// Letters and digits only.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The bytes, and what they decode to.
fn forms(bytes: &[u8]) -> HashSet<Vec<u8>> {
    let mut all = HashSet::from([bytes.to_vec()]);
    let mut latest = vec![bytes.to_vec()];
    for _ in 0..DEPTH {
        let decoded = latest.iter().flat_map(|form| decodings(form)).collect::<Vec<_>>();
        latest = decoded.into_iter().filter(|form| all.len() < MAX_FORMS && all.insert(form.clone())).collect();
    }
    all
}

fn decodings(form: &[u8]) -> Vec<Vec<u8>> {
    let spaced: Vec<u8> = form.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let mut out = vec![percent_decode(form).collect(), percent_decode(&spaced).collect(), unescape(form)];
    out.push(form.iter().copied().filter(|b| *b != 0).collect()); // UTF-16 of Latin text
    for run in runs(form, |b| b.is_ascii_alphanumeric() || b"+/".contains(&b)) {
        out.extend(aligned(run).filter_map(|part| STANDARD.decode(part).ok()));
    }
    for run in runs(form, |b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) {
        out.extend(aligned(run).filter_map(|part| URL_SAFE.decode(part).ok()));
    }
    for run in runs(form, |b| b.is_ascii_hexdigit()) {
        out.push(unhex(run));
        out.push(unhex(&run[1..]));
    }
    out
}

/// Longest stretches of `form` that consist of such bytes.
fn runs(form: &[u8], member: impl Fn(u8) -> bool) -> impl Iterator<Item = &[u8]> {
    form.split(move |b| !member(*b)).filter(|run| run.len() >= SHORTEST_RUN)
}

/// A run at the four places where a group of base64 digits can begin, without an incomplete last digit.
fn aligned(run: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..4).map(move |skip| &run[skip..]).map(|part| if part.len() % 4 == 1 { &part[..part.len() - 1] } else { part })
}

fn unhex(run: &[u8]) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or_default() as u8;
    run.chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Undoes `\uXXXX`, `\xXX`, `\/`, `\"`, `&#N;`, `&#xN;`, `&amp;` and `&quot;`.
fn unescape(form: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(form);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(place) = rest.find(['\\', '&']) {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let (decoded, length) = escape(rest).unwrap_or_else(|| (rest.chars().next(), 1));
        out.extend(decoded);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out.into_bytes()
}

/// The character an escape at the beginning of `text` stands for, and the length of the escape.
fn escape(text: &str) -> Option<(Option<char>, usize)> {
    let numbered = |digits: &str, radix: u32| u32::from_str_radix(digits, radix).ok().map(char::from_u32);
    if let Some(rest) = text.strip_prefix("\\u") {
        return Some((numbered(rest.get(..4)?, 16)?, 6));
    }
    if let Some(rest) = text.strip_prefix("\\x") {
        return Some((numbered(rest.get(..2)?, 16)?, 4));
    }
    if let Some(rest) = text.strip_prefix('\\') {
        let next = rest.chars().next()?;
        return "/\"'\\".contains(next).then_some((Some(next), 2));
    }
    let (semicolon, _) = text.char_indices().take(12).find(|(_, c)| *c == ';')?;
    let (name, end) = (text.get(1..semicolon)?, semicolon + 1);
    let character = match name.strip_prefix('#') {
        Some(digits) if digits.starts_with(['x', 'X']) => numbered(&digits[1..], 16)?,
        Some(digits) => numbered(digits, 10)?,
        None if name == "amp" => Some('&'),
        None if name == "quot" => Some('"'),
        None => return None,
    };
    Some((character, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "Zoë O'Brien";

    #[test]
    fn a_value_is_found_however_a_page_writes_it() {
        let base64 = STANDARD.encode(format!("{{\"name\":\"{NAME}\"}}"));
        let in_json = "{\"n\":\"Zo\\u00eb O\\u0027Brien\"}".to_owned();
        let hex: String = NAME.bytes().map(|b| format!("{b:02x}")).collect();
        for bytes in [
            format!("GET /?n={NAME} HTTP/1.1"),
            "GET /?n=Zo%C3%AB%20O%27Brien".to_owned(),
            "n=Zo%C3%AB+O%27Brien&x".to_owned(),
            "next=%2F%3Fn%3DZo%25C3%25ABO%2527Brien".to_owned(),
            format!("/p/{base64}"),
            format!("/p/xy{base64}"),
            format!("q={}", percent_encoding::utf8_percent_encode(&base64, percent_encoding::NON_ALPHANUMERIC)),
            format!("q={}", URL_SAFE.encode(NAME)),
            format!("q={}", STANDARD.encode(&base64)),
            in_json,
            "Zo&#235; O&#x27;BRIEN".to_owned(),
            "zoë_o-brien".to_owned(),
            hex.clone(),
            format!("f{hex}"),
            "neirB'O ëoZ".to_owned(),
        ] {
            assert!(carries(bytes.as_bytes(), NAME), "{bytes}");
        }
        let utf16: Vec<u8> = "sam.doe@example.org".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(carries(&utf16, "sam.doe@example.org"));
        assert!(carries(b"tel=%2B49%2030%20901820", "+49 (30) 901-820"));
    }

    #[test]
    fn what_does_not_carry_it_is_left_alone() {
        for bytes in [
            "GET /jobs/1 HTTP/1.1\r\nHost: 127.0.0.1",
            "Zoë",
            "O'Brien",
            "",
            "\\u",
            "&#x;",
            "\\",
            "&#99999999999;",
            "&������;",
            "\\é",
        ] {
            assert!(!carries(bytes.as_bytes(), NAME), "{bytes}");
        }
    }

    #[test]
    fn bytes_made_to_multiply_are_read_in_bounded_time() {
        let started = std::time::Instant::now();
        for unit in ["%25", "AAAAAAAA ", "deadbeef.", "\\u0041", "&#65;", "\\"] {
            assert!(!carries(unit.repeat(20_000).as_bytes(), NAME));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
    }

    #[test]
    #[should_panic(expected = "too short")]
    fn a_value_that_occurs_by_chance_cannot_be_looked_for() {
        let _ = carries(b"anything", "42");
    }
}
