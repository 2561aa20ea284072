//! The person's values as they could appear in a request: plain, URL-encoded,
//! form-encoded, JSON-escaped, base64, hexadecimal.

use browser::Outgoing;
use std::borrow::Cow;

/// Values shorter than this are too common to search for.
const SHORTEST: usize = 5;

/// Values to look for. Comparison ignores case and separators, so that a
/// telephone number is found however it is grouped.
#[derive(Debug, Clone, Default)]
pub struct Needles {
    values: Vec<Needle>,
}

#[derive(Clone)]
struct Needle {
    folded: String,
    base64: Vec<String>,
    hex: String,
}

impl std::fmt::Debug for Needle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Needle(…)")
    }
}

impl Needles {
    /// Looks for these values from now on. Texts that the posting itself shows
    /// (`public`: its address, title, place) are not secrets and are left out.
    #[must_use]
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>, public: &str) -> Self {
        let public = fold(public);
        let mut needles: Vec<Needle> = Vec::new();
        for value in values {
            // Long texts are recognised by their beginning.
            let head: String = value.chars().take(60).collect();
            let folded = fold(&head);
            let known = needles.iter().any(|needle| needle.folded == folded);
            if folded.chars().count() >= SHORTEST && !public.contains(&folded) && !known {
                let hex = head.bytes().map(|byte| format!("{byte:02x}")).collect();
                needles.push(Needle { folded, base64: base64_forms(&head), hex });
            }
        }
        Self { values: needles }
    }

    /// Whether a request carries any of the values, in its address or its body.
    #[must_use]
    pub fn in_request(&self, request: &Outgoing) -> bool {
        self.in_request_except(request, "")
    }

    /// As [`Needles::in_request`], but values that `allowed` contains or is the beginning of do not count.
    #[must_use]
    pub fn in_request_except(&self, request: &Outgoing, allowed: &str) -> bool {
        let allowed = fold(allowed);
        let counts = |needle: &Needle| {
            allowed.is_empty() || !(allowed.contains(&needle.folded) || needle.folded.starts_with(&allowed))
        };
        let body = String::from_utf8_lossy(&request.body);
        self.found(&request.url, counts)
            || self.found(&body, counts)
            || request.headers.iter().any(|(_, value)| self.found(value, counts))
    }

    /// Whether a request carries any of the values other than exactly `allowed`.
    #[must_use]
    pub fn in_request_beside(&self, request: &Outgoing, allowed: &str) -> bool {
        let allowed = fold(allowed);
        let counts = |needle: &Needle| allowed.is_empty() || needle.folded != allowed;
        let body = String::from_utf8_lossy(&request.body);
        self.found(&request.url, counts)
            || self.found(&body, counts)
            || request.headers.iter().any(|(_, value)| self.found(value, counts))
    }

    /// Whether a text carries any of the values.
    #[must_use]
    pub fn in_text(&self, text: &str) -> bool {
        self.found(text, |_| true)
    }

    fn found(&self, text: &str, counts: impl Fn(&Needle) -> bool) -> bool {
        if text.is_empty() || self.values.is_empty() {
            return false;
        }
        let views: Vec<String> = decodings(text).iter().map(|view| fold(view)).collect();
        self.values.iter().filter(|needle| counts(needle)).any(|needle| {
            views.iter().any(|view| view.contains(&needle.folded))
                || needle.base64.iter().any(|encoded| text.contains(encoded.as_str()))
                || views.iter().any(|view| view.contains(&needle.hex))
        })
    }
}

/// Lower case, letters and digits only.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text as it is, percent-decoded once and twice, and with JSON escapes undone.
fn decodings(text: &str) -> Vec<Cow<'_, str>> {
    let mut views = vec![Cow::Borrowed(text)];
    if text.contains('%') || text.contains('+') {
        let once = percent_decode(text);
        if once.contains('%') {
            views.push(Cow::Owned(percent_decode(&once)));
        }
        views.push(Cow::Owned(once));
    }
    if text.contains("\\u") {
        views.push(Cow::Owned(undo_json_escapes(text)));
    }
    views
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                i += 3;
            }
            (b'+', ..) => {
                decoded.push(b' ');
                i += 1;
            }
            (byte, ..) => {
                decoded.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn undo_json_escapes(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = rest.find("\\u") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match code {
            Some(c) => {
                plain.push(c);
                rest = &rest[at + 6..];
            }
            None => {
                plain.push_str("\\u");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The stable middle of the three alignments base64 can have inside a longer text.
fn base64_forms(value: &str) -> Vec<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    (0..3_usize)
        .filter_map(|shift| {
            let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(value.bytes()).collect();
            let encoded = STANDARD_NO_PAD.encode(&padded);
            // The first and last groups depend on the neighbours.
            let start = [0, 2, 3][shift];
            let whole_bits = padded.len() * 8 / 6;
            (whole_bits > start + 6).then(|| encoded[start..whole_bits].to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str, body: &[u8]) -> Outgoing {
        Outgoing {
            id: "1".into(),
            frame: String::new(),
            method: "POST".into(),
            url: url.into(),
            resource: "Fetch".into(),
            headers: Vec::new(),
            body: body.to_vec(),
            body_incomplete: false,
        }
    }

    #[test]
    fn a_value_is_found_however_it_is_written() {
        use base64::Engine as _;
        let needles = Needles::new(["ana.cruz@example.com", "+1 (415) 555-0132", "Müller"], "");
        let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        for carrying in [
            "ana.cruz@example.com".to_owned(),
            "e=ana.cruz%40example.com".into(),
            "e=ana.cruz%2540example.com".into(),
            "{\"phone\":\"4155550132\",\"country\":\"+1\"}".replace("4155550132", "14155550132"),
            "name=M%C3%BCller".into(),
            "{\"name\":\"M\\u00fcller\"}".into(),
            base64("ana.cruz@example.com"),
            base64("x=ana.cruz@example.com&y"),
            base64("xy=ana.cruz@example.com&y"),
            "ana.cruz@example.com".bytes().map(|b| format!("{b:02X}")).collect(),
        ] {
            assert!(needles.in_request(&request("https://a.example/", carrying.as_bytes())), "{carrying}");
            assert!(needles.in_request(&request(&format!("https://a.example/?q={carrying}"), b"")), "{carrying}");
        }
        for harmless in ["", "hello", "%", "%zz", "\\u12", "{\"a\":1}"] {
            assert!(!needles.in_request(&request("https://a.example/", harmless.as_bytes())), "{harmless}");
        }
    }

    #[test]
    fn a_value_in_a_header_is_found() {
        let needles = Needles::new(["ana.cruz@example.com"], "");
        let headers = vec![("referer".to_owned(), "https://a.example/?e=ana.cruz%40example.com".to_owned())];
        assert!(needles.in_request(&Outgoing { headers, ..request("https://a.example/a.css", b"") }));
    }

    #[test]
    fn a_lookup_may_carry_its_own_text_and_no_other() {
        let needles = Needles::new(["San Francisco", "ana@example.com"], "");
        let lookup = request("https://a.example/places?q=San+Franc", b"");
        assert!(!needles.in_request_except(&lookup, "San Franc"));
        let full = request("https://a.example/places?q=San%20Francisco", b"");
        assert!(needles.in_request(&full));
        assert!(!needles.in_request_except(&full, "San Francisco"));
        let both = request("https://a.example/places?q=San%20Francisco&e=ana@example.com", b"");
        assert!(needles.in_request_except(&both, "San Francisco"));
    }

    #[test]
    fn what_the_posting_itself_shows_is_no_secret() {
        let needles = Needles::new(["Berlin"], "https://a.example/jobs/berlin-clerk");
        assert!(!needles.in_text("/assets/berlin.png"));
    }
}
