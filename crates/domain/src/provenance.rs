//! Where a value comes from. A [`Fact`] is a value with its [`Source`]; there
//! is no other way to carry a value towards a form.

use crate::ids::AnswerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The SHA-256 digest of a file, shown as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        Self(digest.as_ref().try_into().expect("SHA-256 is 32 bytes"))
    }

    /// The raw digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Sha256 {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("expected 64 hex digits, got {} characters", s.len());
        if s.len() != 64 || !s.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&s[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Sha256 {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How sure an extraction or a classification is, from 0 (none) to 1 (certain).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// Certain: the person said so, or the rule admits no other reading.
    pub const CERTAIN: Self = Self(1.0);

    /// Clamps `value` into 0..=1; a NaN is no confidence at all.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The number, 0..=1.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        f32::deserialize(d).map(Self::new)
    }
}

/// A place in a document. Page and line count from 1; characters count
/// Unicode scalar values from 0 within the line, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Page, from 1. A document without pages has one.
    pub page: u32,
    /// First line on that page, from 1.
    pub line: u32,
    /// Last line, from 1; equal to `line` unless the value runs over lines.
    pub end_line: u32,
    /// First character on `line`, from 0.
    pub start: u32,
    /// One past the last character on `end_line`.
    pub end: u32,
}

/// Why a value may be used. Every variant can be shown to the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Read in a document the person gave us, at this place.
    Document {
        /// Digest of the file.
        document: Sha256,
        /// Where in it.
        span: Span,
        /// How sure the reading is.
        confidence: Confidence,
    },
    /// Imported from a structured file the person gave us.
    Imported {
        /// Digest of the file.
        document: Sha256,
        /// JSON pointer (RFC 6901) of the value.
        pointer: String,
    },
    /// Stated by the person to the product that asked for the application, and named in its request.
    Request {
        /// JSON pointer (RFC 6901) of the value within the request.
        pointer: String,
        /// When the request was made.
        at: DateTime<Utc>,
    },
    /// The person stated it.
    Person {
        /// When.
        at: DateTime<Utc>,
    },
    /// An entry of the person's own Q&A bank.
    Answer {
        /// Which entry.
        id: AnswerId,
        /// When the person last stated it.
        at: DateTime<Utc>,
    },
    /// A language model proposed that these sources answer the question. The person has to see it: it is neither stated
    /// nor sure enough for a machine to go on with.
    Proposed {
        /// Which model, by its short name.
        model: String,
        /// When.
        at: DateTime<Utc>,
        /// What the value is; never empty.
        from: Vec<Source>,
    },
    /// Computed from other sourced values by a named rule, with the arithmetic shown.
    Derived {
        /// Name of the rule, e.g. `name.two_words`.
        rule: String,
        /// The arithmetic in words, e.g. `2019-03 to 2026-11 = 7 years`. Holds no value beyond the facts.
        because: String,
        /// What it was computed from; never empty.
        from: Vec<Source>,
    },
}

/// How sure a proposal is at most: below what any gate lets pass.
const PROPOSAL: Confidence = Confidence(0.5);

impl Source {
    /// The weakest confidence along the chain.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        match self {
            Self::Document { confidence, .. } => *confidence,
            Self::Imported { .. } | Self::Request { .. } | Self::Person { .. } | Self::Answer { .. } => {
                Confidence::CERTAIN
            }
            Self::Derived { from, .. } => weakest(Confidence::CERTAIN, from),
            Self::Proposed { from, .. } => weakest(PROPOSAL, from),
        }
    }

    /// Whether the person stated this themselves, as opposed to a reading of a
    /// document. Sensitive questions accept nothing else.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        match self {
            Self::Person { .. } | Self::Answer { .. } | Self::Imported { .. } | Self::Request { .. } => true,
            Self::Document { .. } | Self::Proposed { .. } => false,
            Self::Derived { from, .. } => !from.is_empty() && from.iter().all(Self::is_stated),
        }
    }

    /// One phrase for people: "page 2, line 14 of your résumé".
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Document { span, .. } => {
                format!("page {}, line {} of your résumé", span.page, span.line)
            }
            Self::Imported { pointer, .. } => format!("your profile file, {pointer}"),
            Self::Request { pointer, at } => format!("your request of {}, {pointer}", at.format("%-d %B %Y")),
            Self::Person { at } => format!("you, {}", at.format("%-d %B %Y")),
            Self::Answer { at, .. } => format!("your answer of {}", at.format("%-d %B %Y")),
            Self::Proposed { model, from, .. } => {
                let from: Vec<String> = from.iter().map(Self::describe).collect();
                format!("proposed by {model} from: {}", from.join("; "))
            }
            Self::Derived { because, from, .. } => match from.first() {
                Some(first) => format!("{because} ({})", first.describe()),
                None => because.clone(),
            },
        }
    }
}

fn weakest(most: Confidence, from: &[Source]) -> Confidence {
    from.iter().map(Source::confidence).fold(most, |a, b| if b < a { b } else { a })
}

/// A value together with its source. Fields are private: a value that did not
/// come with a source cannot become a fact, and a fact cannot lose its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact<T> {
    value: T,
    source: Source,
}

impl<T> Fact<T> {
    /// States `value` on the authority of `source`.
    pub fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Its source.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The weakest confidence along the source's chain.
    pub fn confidence(&self) -> Confidence {
        self.source.confidence()
    }

    /// A new fact computed from this one alone by a named rule.
    pub fn derive<U>(&self, rule: &str, because: impl Into<String>, value: U) -> Fact<U> {
        Fact {
            value,
            source: Source::Derived { rule: rule.to_owned(), because: because.into(), from: vec![self.source.clone()] },
        }
    }

    /// The same fact seen as another representation of the same value (a
    /// number as text, a date as its year): the source does not change.
    pub fn represent<U>(&self, f: impl FnOnce(&T) -> U) -> Fact<U> {
        Fact { value: f(&self.value), source: self.source.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(confidence: f32) -> Source {
        Source::Document {
            document: Sha256::of(b"cv"),
            span: Span { page: 1, line: 2, end_line: 2, start: 0, end: 4 },
            confidence: Confidence::new(confidence),
        }
    }

    #[test]
    fn a_derived_fact_is_no_surer_than_its_weakest_source() {
        let source = Source::Derived {
            rule: "r".into(),
            because: "b".into(),
            from: vec![read(0.9), read(0.4), Source::Person { at: DateTime::UNIX_EPOCH }],
        };
        assert_eq!(source.confidence(), Confidence::new(0.4));
        assert!(!source.is_stated());
    }

    #[test]
    fn a_proposal_is_neither_stated_nor_sure_whatever_it_rests_on() {
        let stated = Source::Person { at: DateTime::UNIX_EPOCH };
        let proposed = |from| Source::Proposed { model: "m".into(), at: DateTime::UNIX_EPOCH, from };
        assert!(!proposed(vec![stated.clone()]).is_stated());
        assert_eq!(proposed(vec![stated.clone()]).confidence(), Confidence::new(0.5));
        assert_eq!(proposed(vec![stated.clone(), read(0.3)]).confidence(), Confidence::new(0.3));
        assert_eq!(proposed(vec![stated]).describe(), "proposed by m from: you, 1 January 1970");
    }

    #[test]
    fn a_digest_survives_text_and_refuses_garbage() {
        let digest = Sha256::of(b"x");
        assert_eq!(digest.to_string().parse::<Sha256>().unwrap(), digest);
        assert!("+f".repeat(32).parse::<Sha256>().is_err());
        assert!("zz".repeat(32).parse::<Sha256>().is_err());
        assert!("é".repeat(32).parse::<Sha256>().is_err());
    }
}
