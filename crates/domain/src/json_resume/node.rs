//! A place in a document: reads one value there or says what is wrong with it.

use super::{ImportError, MAX_DEPTH, MAX_ENTRIES, MAX_TEXT_CHARS, MAX_VALUES};
use crate::dates::PartialDate;
use crate::provenance::{Fact, Sha256, Source};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A value with the place it stands at.
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
    pub(super) document: Sha256,
}

impl<'a> Node<'a> {
    pub(super) fn invalid<T>(&self, problem: &str) -> Result<T, ImportError> {
        Err(ImportError::Invalid { pointer: self.pointer.clone(), problem: problem.to_owned() })
    }

    pub(super) fn object(&self) -> Result<&'a Map<String, Value>, ImportError> {
        match self.value {
            Value::Object(map) => Ok(map),
            _ => self.invalid("expected an object"),
        }
    }

    /// The member `key`; null, an empty text and absence are the same.
    pub(super) fn child(&self, key: &str) -> Result<Option<Node<'a>>, ImportError> {
        let present = |value: &&Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
        Ok(self.object()?.get(key).filter(present).map(|value| self.at(key, value)))
    }

    /// The first member present among `keys`: today's name, then older ones.
    pub(super) fn first(&self, keys: &[&str]) -> Result<Option<Node<'a>>, ImportError> {
        for key in keys {
            if let Some(node) = self.child(key)? {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    pub(super) fn at(&self, key: &str, value: &'a Value) -> Node<'a> {
        let key = key.replace('~', "~0").replace('/', "~1");
        Node { value, pointer: format!("{}/{key}", self.pointer), document: self.document }
    }

    pub(super) fn entries<T>(
        &self,
        keys: &[&str],
        read: impl Fn(&Node<'a>) -> Result<T, ImportError>,
    ) -> Result<Vec<T>, ImportError> {
        let Some(list) = self.first(keys)? else { return Ok(Vec::new()) };
        let Value::Array(items) = list.value else { return list.invalid("expected a list") };
        let nodes = items.iter().enumerate().map(|(i, item)| list.at(&i.to_string(), item));
        nodes.filter(|node| !node.value.is_null()).map(|node| read(&node)).collect()
    }

    /// Refuses members the format does not know.
    pub(super) fn only(&self, keys: &[&str]) -> Result<(), ImportError> {
        match self.object()?.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            Some((key, value)) => self.at(key, value).invalid("unknown key"),
            None => Ok(()),
        }
    }

    pub(super) fn fact<T>(&self, value: T) -> Fact<T> {
        Fact::new(value, Source::Imported { document: self.document, pointer: self.pointer.clone() })
    }

    pub(super) fn text(&self) -> Result<String, ImportError> {
        match self.value {
            Value::String(text) => Ok(text.trim().to_owned()),
            // A score or a postal code is often typed as a number.
            Value::Number(number) => Ok(number.to_string()),
            _ => self.invalid("expected a text"),
        }
    }

    pub(super) fn bool(&self) -> Result<bool, ImportError> {
        self.value.as_bool().map_or_else(|| self.invalid("expected true or false"), Ok)
    }

    pub(super) fn country(&self) -> Result<String, ImportError> {
        let code = self.text()?.to_ascii_uppercase();
        if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(code);
        }
        self.invalid("expected a country as two letters, such as US")
    }

    pub(super) fn date(&self) -> Result<PartialDate, ImportError> {
        let text = self.text()?;
        let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
        day.parse().or_else(|_| self.invalid("expected a date: YYYY, YYYY-MM or YYYY-MM-DD"))
    }

    /// A word of a closed list.
    pub(super) fn word<T: DeserializeOwned>(&self, expected: &str) -> Result<T, ImportError> {
        serde_json::from_value(self.value.clone()).or_else(|_| self.invalid(&format!("expected {expected}")))
    }

    pub(super) fn text_fact(&self, keys: &[&str]) -> Result<Option<Fact<String>>, ImportError> {
        self.first(keys)?.map(|node| Ok(node.fact(node.text()?))).transpose()
    }

    pub(super) fn date_fact(&self, key: &str) -> Result<Option<Fact<PartialDate>>, ImportError> {
        self.child(key)?.map(|node| Ok(node.fact(node.date()?))).transpose()
    }
}

pub(super) fn check_limits(value: &Value, path: &mut Vec<String>, seen: &mut usize) -> Result<(), ImportError> {
    let refuse = |path: &[String], problem: String| {
        // The pointer itself may be hostile: keep it short.
        let pointer: String = path.iter().flat_map(|key| ["/", key]).collect::<String>().chars().take(200).collect();
        Err(ImportError::Invalid { pointer, problem })
    };
    *seen += 1;
    if *seen > MAX_VALUES {
        return refuse(&[], format!("more than {MAX_VALUES} values"));
    }
    if path.len() > MAX_DEPTH {
        return refuse(path, format!("nested deeper than {MAX_DEPTH} levels"));
    }
    match value {
        Value::String(text) if text.chars().count() > MAX_TEXT_CHARS => {
            refuse(path, format!("longer than {MAX_TEXT_CHARS} characters"))
        }
        Value::Array(items) if items.len() > MAX_ENTRIES => refuse(path, format!("more than {MAX_ENTRIES} entries")),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(i, item)| {
            path.push(i.to_string());
            check_limits(item, path, seen)?;
            path.pop();
            Ok(())
        }),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| {
            path.push(key.clone());
            check_limits(item, path, seen)?;
            path.pop();
            Ok(())
        }),
        _ => Ok(()),
    }
}
