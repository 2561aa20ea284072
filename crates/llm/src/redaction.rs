//! Values of a person become tokens before anything is sent, and are put back after.
//!
//! A [`Redacted`] text can only be made here, and only such texts can become the
//! data of a request ([`crate::quoting::Quoted`]); everything else in a request is
//! a constant of this program. So what leaves is clean by construction.
//!
//! A value is found in any casing and spacing, with or without accents,
//! percent-encoded (twice over), as JSON and HTML escapes, in base64 and in
//! hexadecimal. Short values are found as whole words. A token is stable: the same
//! value of the same person always has the same one.

mod views;

use std::fmt;
use views::{Folded, View, fold_text, readings};

/// From this many letters and digits on a value is found inside other words too.
const ANYWHERE: usize = 5;
/// Longest text that is redacted, bytes.
const MOST_BYTES: usize = 256 * 1024;
/// Times a text is looked at again: what stands in place of a value can bring its neighbours together.
const MOST_PASSES: usize = 4;

/// What a value is; the word is part of its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A name of the person, whole or in part.
    Name,
    /// E-mail address or a part of it.
    Email,
    /// Telephone number or a part of it.
    Phone,
    /// Address or a part of it.
    Place,
    /// A web page or account.
    Link,
    /// An employer.
    Employer,
    /// A school.
    School,
    /// Anything else that is the person's own affair.
    Private,
}

impl Kind {
    const ALL: [Self; 8] =
        [Self::Name, Self::Email, Self::Phone, Self::Place, Self::Link, Self::Employer, Self::School, Self::Private];

    fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Place => "place",
            Self::Link => "link",
            Self::Employer => "employer",
            Self::School => "school",
            Self::Private => "private",
        }
    }
}

/// A text without any value of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted(String);

impl Redacted {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text cannot be sent: a value stays in it whatever is replaced, or it is too long to look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text cannot be freed of personal values")]
pub struct CannotRedact;

/// A token that stands for no value, or a text that only looks like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text holds a token that stands for nothing")]
pub struct ForeignToken;

struct Needle {
    kind: Kind,
    token: String,
    value: String,
    /// How it is found, folded.
    folded: String,
    base64: Vec<String>,
    hex: String,
}

/// The values of one person and their tokens.
#[derive(Default)]
pub struct Redactor {
    /// Longest first, so that a part never hides the whole.
    needles: Vec<Needle>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} values)", self.needles.len())
    }
}

impl Redactor {
    /// Looks for these values from now on. Their order decides the numbers of their tokens.
    #[must_use]
    pub fn new<S: AsRef<str>>(values: impl IntoIterator<Item = (Kind, S)>) -> Self {
        let mut redactor = Self::default();
        for (kind, value) in values {
            let value = value.as_ref().trim();
            let token = redactor.token(kind, value);
            for form in forms(kind, value) {
                redactor.add(kind, &token, value, &form);
            }
        }
        redactor.needles.sort_by_key(|needle| std::cmp::Reverse(needle.folded.len()));
        redactor
    }

    /// The token of a value: its own when it is known, else the next of its kind.
    fn token(&self, kind: Kind, value: &str) -> String {
        let folded = fold_text(value);
        if let Some(known) = self.needles.iter().find(|n| n.kind == kind && n.value_folds_to(&folded)) {
            return known.token.clone();
        }
        let mut numbers: Vec<&str> = self.needles.iter().filter(|n| n.kind == kind).map(|n| &*n.token).collect();
        numbers.sort_unstable();
        numbers.dedup();
        format!("«{}_{}»", kind.word(), numbers.len() + 1)
    }

    fn add(&mut self, kind: Kind, token: &str, value: &str, form: &str) {
        let folded = fold_text(form);
        let length = folded.chars().count();
        let known = self.needles.iter().any(|needle| needle.folded == folded);
        if length < 2 || known {
            return;
        }
        let found_in_code = length >= ANYWHERE;
        self.needles.push(Needle {
            kind,
            token: token.to_owned(),
            value: value.to_owned(),
            base64: if found_in_code { base64_forms(form) } else { Vec::new() },
            hex: if found_in_code { form.bytes().map(|byte| format!("{byte:02x}")).collect() } else { String::new() },
            folded,
        });
    }

    /// The text with every value replaced by its token. Guillemets of its own become angle brackets, so that a text
    /// cannot bring tokens along.
    ///
    /// # Errors
    /// [`CannotRedact`].
    pub fn redact(&self, text: &str) -> Result<Redacted, CannotRedact> {
        if text.len() > MOST_BYTES {
            return Err(CannotRedact);
        }
        let mut text = printable(text).replace('«', "<").replace('»', ">");
        for _ in 0..MOST_PASSES {
            let spans = self.spans(&text);
            if spans.is_empty() {
                return Ok(Redacted(text));
            }
            for (start, end, token) in spans.into_iter().rev() {
                text.replace_range(start..end, token);
            }
        }
        Err(CannotRedact)
    }

    /// Whether a text carries none of the values.
    #[must_use]
    pub fn is_clean(&self, text: &str) -> bool {
        self.spans(text).is_empty()
    }

    /// Puts the values back.
    ///
    /// # Errors
    /// [`ForeignToken`], when something looks like a token and is none of this person's.
    pub fn restore(&self, text: &str) -> Result<String, ForeignToken> {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('«') {
            let end = rest[start..].find('»').ok_or(ForeignToken)? + start + '»'.len_utf8();
            let token = &rest[start..end];
            let needle = self.needles.iter().find(|needle| needle.token == token).ok_or(ForeignToken)?;
            restored.push_str(without_tokens(&rest[..start])?);
            restored.push_str(&needle.value);
            rest = &rest[end..];
        }
        restored.push_str(without_tokens(rest)?);
        Ok(restored)
    }

    /// The kinds of the tokens in a text.
    #[must_use]
    pub fn kinds(&self, text: &str) -> Vec<Kind> {
        let mut kinds: Vec<Kind> =
            self.needles.iter().filter(|needle| text.contains(&needle.token)).map(|needle| needle.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Where values are in the text, in order and apart from each other.
    fn spans<'s>(&'s self, text: &str) -> Vec<(usize, usize, &'s str)> {
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        let taken = token_ranges(text);
        let readings = readings(text);
        let folded: Vec<Folded> = readings.iter().map(View::fold).collect();
        for needle in &self.needles {
            let anywhere = needle.folded.chars().count() >= ANYWHERE;
            for view in &folded {
                let hits = if anywhere { view.anywhere(&needle.folded) } else { view.whole_words(&needle.folded) };
                let hex = if needle.hex.is_empty() { Vec::new() } else { view.anywhere(&needle.hex) };
                for (start, end) in hits.into_iter().chain(hex) {
                    add_apart(&mut found, &taken, (start, end, &needle.token));
                }
            }
            for encoded in &needle.base64 {
                for (at, _) in text.match_indices(encoded.as_str()) {
                    let (start, end) = run_around(text, at, at + encoded.len());
                    add_apart(&mut found, &taken, (start, end, &needle.token));
                }
            }
        }
        found.sort_unstable_by_key(|(start, ..)| *start);
        found
    }
}

impl Needle {
    fn value_folds_to(&self, folded: &str) -> bool {
        fold_text(&self.value) == folded
    }
}

/// The text without what draws nothing or turns the direction of writing: hidden instructions use both.
fn printable(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
            || matches!(c, '\u{e0000}'..='\u{e007f}')
    };
    text.chars().filter(|c| !hidden(*c)).collect()
}

/// Adds a span unless it touches one that is there, or lies within a token of ours.
fn add_apart<'s>(found: &mut Vec<(usize, usize, &'s str)>, taken: &[(usize, usize)], span: (usize, usize, &'s str)) {
    let (start, end, _) = span;
    let within = |(from, to): &(usize, usize)| start >= *from && end <= *to;
    let touches = |(from, to, _): &(usize, usize, &str)| start < *to && *from < end;
    if !taken.iter().any(within) && !found.iter().any(touches) {
        found.push(span);
    }
}

/// Where tokens stand. Nothing but this module writes guillemets into a text that is searched.
fn token_ranges(text: &str) -> Vec<(usize, usize)> {
    text.match_indices('«')
        .filter_map(|(start, _)| text[start..].find('»').map(|end| (start, start + end + '»'.len_utf8())))
        .collect()
}

/// The text, when nothing in it looks like a token that lost its guillemets.
fn without_tokens(text: &str) -> Result<&str, ForeignToken> {
    let looks_like_one = |word: &str| {
        word.rsplit_once('_').is_some_and(|(kind, number)| {
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && Kind::ALL.iter().any(|known| kind.ends_with(known.word()))
        })
    };
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    if text.contains('»') || words.any(looks_like_one) { Err(ForeignToken) } else { Ok(text) }
}

/// The run of characters without blanks and quotes around a place.
fn run_around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '«' | '»');
    let from = text[..start].rfind(ends).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let to = text[end..].find(ends).map_or(text.len(), |at| end + at);
    (from, to)
}

/// The ways a value is written that are not just another spelling of all of it.
fn forms(kind: Kind, value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned()];
    match kind {
        Kind::Phone => {
            // With or without calling code, trunk zero and area code.
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let ends = (7..digits.len()).rev().filter_map(|length| digits.get(digits.len() - length..));
            forms.extend(ends.map(str::to_owned));
        }
        Kind::Email => forms.extend(value.split_once('@').map(|(local, _)| local.to_owned())),
        Kind::Link => {
            let bare = value.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
            let bare = bare.trim_end_matches('/');
            forms.push(bare.to_owned());
            // The name of the account is the person's; the site's is everybody's.
            forms.extend(bare.rsplit_once('/').map(|(_, handle)| handle.to_owned()).filter(|h| h.len() >= ANYWHERE));
        }
        Kind::Name | Kind::Place | Kind::Employer | Kind::School | Kind::Private => {}
    }
    forms
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
mod tests;
