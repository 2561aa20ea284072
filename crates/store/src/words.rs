//! Unit enums as the words the domain gives them in JSON.

use crate::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The word of a unit variant.
pub(crate) fn word(of: &impl Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(Value::String(word)) => word,
        other => unreachable!("only unit variants are stored as words, not {other:?}"),
    }
}

/// The variant with this word.
pub(crate) fn parse<T: DeserializeOwned>(word: String, what: &'static str) -> Result<T, Error> {
    serde_json::from_value(Value::String(word)).map_err(|_| Error::Unreadable { what })
}
