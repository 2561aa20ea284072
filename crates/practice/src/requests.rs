//! The log of every request, in order, and whether it carried something personal.
//!
//! A test that claims "nothing left the browser" reads this log. Bodies are looked
//! through and forgotten: values are never stored here.

use crate::people::people;
use base64::Engine as _;
use serde::Serialize;

/// A personal value seen in a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Carried {
    /// Slug of the person, or `watched` for a value of [`crate::Options::watch`].
    pub person: String,
    /// `name`, `email`, `phone`, `street`, `resume`, or `value`.
    pub what: &'static str,
}

/// A request as it came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Position, counting from 1 since the start or the last reset.
    pub sequence: u64,
    /// Method.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// Whether there was a query string.
    pub has_query: bool,
    /// Size of the body in bytes.
    pub body_bytes: usize,
    /// Personal values in query or body, whatever their encoding.
    pub carried: Vec<Carried>,
    /// Status answered; `None` while under way or when the connection was cut.
    pub status: Option<u16>,
}

/// Personal values in `query` and `body`: as they are, percent-encoded, JSON-escaped or in Base64.
pub(crate) fn carried(query: &str, body: &[u8], watch: &[String]) -> Vec<Carried> {
    let mut found = Vec::new();
    let mut texts = vec![String::from_utf8_lossy(body).into_owned(), query.to_owned()];
    let hidden: Vec<String> = texts.iter().flat_map(|text| base64_runs(text)).collect();
    texts.extend(hidden);
    let haystacks: Vec<Haystack> =
        texts.iter().filter(|text| !text.is_empty()).map(|text| Haystack::new(text)).collect();
    let files = pdf_files(body);
    let seen = |value: &str| haystacks.iter().any(|hay| hay.has(value));
    for person in people() {
        let basics = &person.facts.basics;
        let mut note = |what| found.push(Carried { person: person.slug.to_owned(), what });
        if seen(&basics.name) {
            note("name");
        }
        if seen(&basics.email) {
            note("email");
        }
        if seen(&basics.location.address) {
            note("street");
        }
        let phone = crate::gazetteer::telephone(&basics.phone, &basics.location.country_code);
        if phone.is_some_and(|phone| haystacks.iter().any(|hay| hay.digits.contains(&phone.national))) {
            note("phone");
        }
        if files.iter().any(|rest| rest.starts_with(person.resume_pdf)) {
            note("resume");
        }
    }
    found.extend(watch.iter().filter(|value| seen(value)).map(|_| Carried { person: "watched".into(), what: "value" }));
    found.sort();
    found.dedup();
    found
}

struct Haystack {
    text: String,
    digits: String,
}

impl Haystack {
    fn new(raw: &str) -> Self {
        let plus = raw.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&plus).decode_utf8_lossy().into_owned();
        let text = format!("{raw}\n{decoded}\n{}", unescape(raw)).to_lowercase();
        let digits = decoded.chars().filter(|c| !" -().".contains(*c)).collect();
        Self { text, digits }
    }

    fn has(&self, value: &str) -> bool {
        value.chars().count() >= 4 && self.text.contains(&value.to_lowercase())
    }
}

/// Resolves `\uXXXX` as JSON and scripts write it.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        out.push_str(&rest[..at]);
        let unit = rest.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match unit {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 6..];
            }
            None => {
                out.push_str("\\u");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text found in long runs of Base64; at most a few, so that a hostile body costs little.
fn base64_runs(text: &str) -> Vec<String> {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    text.split(|c| !is_sign(c))
        .filter(|run| (16..200_000).contains(&run.len()))
        .take(64)
        .filter_map(|run| {
            let standard: String = run
                .chars()
                .map(|c| {
                    if c == '-' {
                        '+'
                    } else if c == '_' {
                        '/'
                    } else {
                        c
                    }
                })
                .collect();
            let whole = &standard[..standard.len() - usize::from(standard.len() % 4 == 1)];
            let bytes = base64::engine::general_purpose::STANDARD_NO_PAD.decode(whole).ok()?;
            String::from_utf8(bytes).ok()
        })
        .collect()
}

/// The rest of the body from every place where a PDF begins.
fn pdf_files(body: &[u8]) -> Vec<&[u8]> {
    let starts = body.windows(5).enumerate().filter(|(_, window)| *window == b"%PDF-");
    starts.map(|(at, _)| &body[at..]).take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(query: &str, body: &[u8]) -> Vec<&'static str> {
        carried(query, body, &[]).into_iter().map(|c| c.what).collect()
    }

    #[test]
    fn a_value_is_seen_in_every_usual_encoding() {
        assert_eq!(what("", br#"{"e":"maeve.oconnor@example.com"}"#), ["email"]);
        assert_eq!(what("q=maeve.oconnor%40example.com", b""), ["email"]);
        assert_eq!(what("", b"name=J%C3%BCrgen+Wei%C3%9F"), ["name"]);
        assert_eq!(what("", br#"{"n":"J\u00fcrgen Wei\u00df"}"#), ["name"]);
        assert_eq!(what("", br#"["+1 (617) 555-0142"]"#), ["phone"]);
        let encoded = base64::engine::general_purpose::STANDARD.encode("to=maeve.oconnor@example.com");
        assert_eq!(what("", encoded.as_bytes()), ["email"]);
        assert!(what("", people()[0].resume_pdf).contains(&"resume"));
        assert!(what("q=Austin", b"\xff\xfe garbage \\u12 %zz").is_empty());
    }

    #[test]
    fn a_watched_value_is_seen() {
        let found = carried("", b"x=hunter2-secret", &["hunter2-secret".into()]);
        assert_eq!(found, [Carried { person: "watched".into(), what: "value" }]);
    }
}
