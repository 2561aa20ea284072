//! What an entry may be called and of which kind it may be.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Names the seal uses for itself.
pub(crate) const CHAIN: &str = "chain.jsonl";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const SIGNATURE: &str = "manifest.sig";
pub(crate) const SIGNER: &str = "signer.pem";

/// The closing files of a sealed bundle, in their order.
pub(crate) const CLOSING: [&str; 4] = [CHAIN, MANIFEST, SIGNATURE, SIGNER];

/// Longest name, in bytes.
pub(crate) const MAX_NAME: usize = 80;

/// Names Windows keeps for devices, with or without an extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The name of an entry, such as `form-1.json`: a plain file name of lower-case
/// letters, digits, `.`, `-` and `_` that unpacks to itself on every system.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryName(String);

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryNameError {
    /// Empty, too long, or with other characters.
    #[error(
        "an entry is named with 1 to {MAX_NAME} lower-case letters, digits, '.', '-' and '_', starting and ending with a letter or digit"
    )]
    Characters,
    /// The seal needs the name itself, or a system keeps it for a device.
    #[error("the name {0:?} is reserved")]
    Reserved(String),
}

impl EntryName {
    /// Checks a name.
    ///
    /// # Errors
    /// See [`EntryNameError`].
    pub fn parse(name: &str) -> Result<Self, EntryNameError> {
        let alphanumeric = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = name.as_bytes();
        let edges = bytes.first().is_some_and(alphanumeric) && bytes.last().is_some_and(alphanumeric);
        let inside = bytes.iter().all(|b| alphanumeric(b) || b".-_".contains(b));
        if !edges || !inside || bytes.len() > MAX_NAME || name.contains("..") {
            return Err(EntryNameError::Characters);
        }
        let stem = name.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
        if CLOSING.contains(&name) || DEVICES.contains(&stem) {
            return Err(EntryNameError::Reserved(name.to_owned()));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EntryName {
    type Error = EntryNameError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse(&name)
    }
}

impl From<EntryName> for String {
    fn from(name: EntryName) -> Self {
        name.0
    }
}

impl std::str::FromStr for EntryName {
    type Err = EntryNameError;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::parse(name)
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the bytes of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A page as it was.
    #[serde(rename = "text/html")]
    Html,
    /// One JSON document.
    #[serde(rename = "application/json")]
    Json,
    /// One JSON document per line: logs.
    #[serde(rename = "application/jsonl")]
    JsonLines,
    /// A screenshot.
    #[serde(rename = "image/png")]
    Png,
    /// A document that was sent.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// Anything else a person can read.
    #[serde(rename = "text/plain")]
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_unpack_elsewhere_or_collide_is_refused() {
        for bad in [
            "",
            "/etc/passwd",
            "../up",
            "a/b",
            "a\\b",
            "a..b",
            ".hidden",
            "dot.",
            "Upper.json",
            "a b",
            "é",
            "a\0b",
            "c:x",
            "nul",
            "nul.txt",
            "com1.json",
            "manifest.json",
            "chain.jsonl",
            "manifest.sig",
            "signer.pem",
            &"a".repeat(81),
        ] {
            assert!(EntryName::parse(bad).is_err(), "{bad:?} was accepted");
        }
    }

    #[test]
    fn the_names_an_application_uses_are_accepted() {
        for good in ["posting.html", "form-1.json", "before.png", "gate_2.jsonl", "console.txt", "7"] {
            assert_eq!(EntryName::parse(good).unwrap().as_str(), good);
        }
    }
}
