//! Takes secrets and personal values out of text.
//!
//! Three ways, because none is enough: values that are known to be secret, fields whose name says so, and text that
//! looks like one. What looks like one and is not is lost from the log; that is the better mistake.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Stands where something was taken out.
pub const REDACTED: &str = "[redacted]";

/// Shorter values are not looked for: they would be found in ordinary words.
const LEAST_SECRET_CHARS: usize = 8;
/// Longer texts are cut.
const MOST_TEXT_BYTES: usize = 8 * 1024;

/// Parts of names of fields, without what separates their words.
const SECRET_PARTS: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "servicekey",
    "privatekey",
    "encryptionkey",
    "authorization",
    "credential",
    "creditcard",
    "cardnumber",
    "cookie",
];
/// Whole words in names of fields.
const SECRET_WORDS: [&str; 4] = ["ssn", "otp", "pin", "email"];

/// Takes secrets out of text.
#[derive(Debug)]
pub struct Redactor {
    secrets: Vec<String>,
    // Compiled when something is logged: most commands end without a line.
    looks: OnceLock<Looks>,
}

#[derive(Debug)]
struct Looks {
    patterns: Vec<(Regex, Replacement)>,
    cards: Regex,
}

type Replacement = &'static str;

/// What a text looks like, and what stays of it. In this order: an address is shortened before an e-mail address is
/// looked for in it.
const PATTERNS: [(&str, Replacement); 9] = [
    // JSON web tokens.
    (r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?", REDACTED),
    // Addresses of browsers and live views open them to whoever knows them.
    (r#"(?i)\bwss?://[^\s"'<>]+"#, REDACTED),
    // Name and password in an address.
    (r#"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@"'<>]+@"#, "${1}[redacted]@"),
    // Queries and fragments carry tokens.
    (r#"(?i)\b(https?://[^\s?#"'<>]+)[?#][^\s"'<>]*"#, "${1}?[redacted]"),
    (r#"(?i)\b(bearer\s+|basic\s+)[^\s"',;]{8,}"#, "${1}[redacted]"),
    // Keys of providers.
    (r"\b(?:sk|pk|rk|ghp|gho|ghs|xox[a-z]|AIza|AKIA)[-_A-Za-z0-9]{12,}", REDACTED),
    // A named value inside of a text, as Debug, JSON, headers and queries write it.
    (
        r#"(?ix) ( \b [\w-]* (?: password | passwd | passphrase | secret | token | api[_-]?key | service[_-]?key
             | private[_-]?key | encryption[_-]?key | authorization | credential s? | credit[_-]?card
             | card[_-]?number | cookie | \bssn ) ["']? \s* (?: [:=]\s* | \(\s* | \s=>\s* ) (?: Some\( )? \\? )
           ( "(?:[^"\\]|\\.)*" | '[^']*' | (?: (?: bearer | basic | digest | negotiate ) \s+ )? [^\s,;}&)]+ )"#,
        "${1}[redacted]",
    ),
    (r#"[^\s@<>"',;:()\[\]{}=]+@[^\s@<>"',;:()\[\]{}=]+\.[\p{L}]{2,}"#, REDACTED),
    // Social security numbers.
    (r"\b\d{3}-\d{2}-\d{4}\b", REDACTED),
];

impl Redactor {
    /// Also takes out these values, wherever they stand.
    #[must_use]
    pub fn new(secrets: &[&str]) -> Self {
        let mut secrets: Vec<String> = secrets
            .iter()
            .filter(|secret| secret.chars().count() >= LEAST_SECRET_CHARS)
            .map(|secret| (*secret).to_owned())
            .collect();
        // One that contains another comes first.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { secrets, looks: OnceLock::new() }
    }

    fn looks(&self) -> &Looks {
        let compiled = |pattern| Regex::new(pattern).expect("the patterns are constants, and a test compiles them");
        self.looks.get_or_init(|| Looks {
            patterns: PATTERNS.iter().map(|(pattern, replacement)| (compiled(pattern), *replacement)).collect(),
            cards: compiled(r"\d(?:[ -]?\d){12,18}"),
        })
    }

    /// The value of a field of this name, fit for a log.
    #[must_use]
    pub fn field(&self, name: &str, value: &str) -> String {
        if names_a_secret(name) { REDACTED.to_owned() } else { self.text(value) }
    }

    /// A text, fit for a log.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        // Before the text is cut, so that no part of one is left at the end.
        for secret in &self.secrets {
            if text.contains(secret) {
                text = text.replace(secret, REDACTED).into();
            }
        }
        let mut text = cut(&text).into_owned();
        for (pattern, replacement) in &self.looks().patterns {
            if let Cow::Owned(replaced) = pattern.replace_all(&text, *replacement) {
                text = replaced;
            }
        }
        let whole = text.clone();
        self.looks().cards.replace_all(&text, |found: &Captures<'_>| card(&whole, found)).into_owned()
    }
}

/// Digits that pass the check of card numbers, and that are not part of something longer such as an identifier.
fn card(whole: &str, found: &Captures<'_>) -> String {
    let Some(found) = found.get(0) else { return String::new() };
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
    let inside = part(whole[..found.start()].chars().next_back()) || part(whole[found.end()..].chars().next());
    match !inside && passes_luhn(found.as_str()) {
        true => REDACTED.to_owned(),
        false => found.as_str().to_owned(),
    }
}

fn passes_luhn(digits: &str) -> bool {
    let digits = digits.bytes().rev().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
    let weighed = digits.enumerate().map(|(place, digit)| match (place % 2, digit * 2) {
        (0, _) => digit,
        (_, doubled) => doubled / 10 + doubled % 10,
    });
    weighed.sum::<u32>().is_multiple_of(10)
}

fn cut(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_TEXT_BYTES {
        return text.into();
    }
    let end = (0..=MOST_TEXT_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}… ({} bytes)", &text[..end], text.len()).into()
}

/// Whether a field of this name holds a secret. Counts of tokens do not.
fn names_a_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let joined: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let counts = joined.ends_with("tokens");
    let part = SECRET_PARTS.iter().any(|part| joined.contains(part) && !(*part == "token" && counts));
    part || name.split(|letter: char| !letter.is_alphanumeric()).any(|word| SECRET_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "the-known-service-key";

    fn redactor() -> Redactor {
        Redactor::new(&[KNOWN, "short"])
    }

    #[test]
    fn what_looks_like_a_secret_is_taken_out_of_text() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJl";
        for (text, expected) in [
            (format!("key {KNOWN}!"), "key [redacted]!"),
            (format!("got {jwt} from it"), "got [redacted] from it"),
            ("at ws://127.0.0.1:9222/devtools/browser/abc".into(), "at [redacted]"),
            ("at wss://live.example/x?y=1, then".into(), "at [redacted] then"),
            ("postgres://u:p4ss@db.example:5432/x".into(), "postgres://[redacted]@db.example:5432/x"),
            ("POST https://v.example/hook?token=t0ken failed".into(), "POST https://v.example/hook?[redacted] failed"),
            ("https://v.example/a#access_token=x".into(), "https://v.example/a?[redacted]"),
            ("Authorization: Bearer abc.def".into(), "Authorization: [redacted]"),
            ("authorization: Bearer abcdefghijkl, x".into(), "authorization: [redacted], x"),
            ("key sk-abcdefghijklmnop1234 used".into(), "key [redacted] used"),
            ("AIzaSyA1234567890abcdef".into(), "[redacted]"),
            (r#"Login { user: "x", password: "hunter \" 2" }"#.into(), r#"Login { user: "x", password: [redacted] }"#),
            (r#"{"api_key":"abc","n":1}"#.into(), r#"{"api_key":[redacted],"n":1}"#),
            ("password=hunter2&next=1".into(), "password=[redacted]&next=1"),
            ("Creds { secret: Some(\"x y\") }".into(), "Creds { secret: Some([redacted]) }"),
            ("write to ada.lovelace+jobs@mail.example.co.uk today".into(), "write to [redacted] today"),
            ("Ünal <ünal@exämple.de>".into(), "Ünal <[redacted]>"),
            ("SSN 078-05-1120.".into(), "SSN [redacted]."),
            ("card 4111 1111 1111 1111 ok".into(), "card [redacted] ok"),
            ("card 4111111111111111".into(), "card [redacted]"),
        ] {
            assert_eq!(redactor().text(&text), expected);
        }
    }

    #[test]
    fn what_is_needed_to_understand_a_log_stays() {
        for text in [
            "job 01890a5d-ac96-774b-bcce-b302099a8057 claimed",
            "uuid 41111111-1111-1111-1111-111111111111",
            "took 1234567890123456 ns",
            "input_tokens=56 total_tokens: 7",
            "error_code=refused short",
            "the token was not accepted",
            "GET https://v.example/jobs/1 answered 404",
            "2026-11-21T18:11:41.123Z",
            "sk-ip this",
        ] {
            assert_eq!(redactor().text(text), text);
        }
    }

    #[test]
    fn a_field_whose_name_says_so_is_secret() {
        for (name, secret) in [
            ("password", true),
            ("userPassword", true),
            ("X-Api-Key", true),
            ("api_key", true),
            ("authorization", true),
            ("gh_service_key", true),
            ("access_token", true),
            ("credentials", true),
            ("ssn", true),
            ("user_ssn", true),
            ("credit_card", true),
            ("set-cookie", true),
            ("email", true),
            ("input_tokens", false),
            ("class_name", false),
            ("session", false),
            ("job", false),
            ("error_code", false),
            ("opinion", false),
        ] {
            assert_eq!(names_a_secret(name), secret, "{name}");
        }
        assert_eq!(redactor().field("password", "x"), REDACTED);
    }

    #[test]
    fn a_secret_at_the_cut_is_not_shown_in_part() {
        let text = format!("{}{KNOWN}", "x ".repeat(MOST_TEXT_BYTES / 2 - 4));
        let shown = redactor().text(&text);
        assert!(!shown.contains("the-known"), "{}", &shown[shown.len() - 60..]);
    }

    #[test]
    fn hostile_text_neither_panics_nor_takes_long() {
        let started = std::time::Instant::now();
        for text in [
            "@".repeat(100_000),
            "a@".repeat(50_000),
            "password=".repeat(20_000),
            "1 ".repeat(50_000),
            "eyJ".repeat(40_000),
            "http://".repeat(20_000),
            "日本@".repeat(20_000),
            format!("{}\u{0}\u{fffd}", "é".repeat(MOST_TEXT_BYTES)),
        ] {
            assert!(redactor().text(&text).len() <= 3 * MOST_TEXT_BYTES);
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    }
}
