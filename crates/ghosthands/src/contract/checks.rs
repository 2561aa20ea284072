//! Checking a request: everything that is wrong with it is said at once, by field, and no value is repeated.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::RangeInclusive;
use url::Url;
use utoipa::ToSchema;

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Path of the field, e.g. `profile.education[2].institution`; empty for the body as a whole.
    pub field: String,
    /// A sentence for people.
    pub message: String,
    /// `required`, `invalid_type`, `invalid_value`, `invalid_format`, `too_small`, `too_big`, `forbidden_address` or `forbidden`.
    pub code: String,
}

/// Collects what is wrong.
#[derive(Debug, Default)]
pub struct Checks {
    errors: Vec<FieldError>,
    path: String,
}

impl Checks {
    /// Notes a problem with `field` of the place that is looked at.
    pub fn refuse(&mut self, field: &str, code: &str, message: impl Into<String>) {
        let field = match (self.path.as_str(), field) {
            ("", field) => field.to_owned(),
            (path, "") => path.to_owned(),
            (path, field) => format!("{path}.{field}"),
        };
        self.errors.push(FieldError { field, message: message.into(), code: code.to_owned() });
    }

    /// Looks at a part: fields named in `look` are below `part`.
    pub fn within<T>(&mut self, part: &str, look: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path.clone();
        self.path = if outer.is_empty() { part.to_owned() } else { format!("{outer}.{part}") };
        let seen = look(self);
        self.path = outer;
        seen
    }

    /// Looks at every entry of a list of at most `most`.
    pub fn each<T>(&mut self, field: &str, list: &[T], most: usize, mut look: impl FnMut(&mut Self, &T)) {
        if list.len() > most {
            self.refuse(field, "too_big", format!("At most {most} entries."));
        }
        for (at, entry) in list.iter().enumerate().take(most) {
            self.within(&format!("{field}[{at}]"), |checks| look(checks, entry));
        }
    }

    /// A value that has to be there.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(field, "required", "This field is required.");
        }
        value
    }

    /// The length of a text, in characters. Characters that no text has (NUL and other controls) are refused, except
    /// line breaks and tabs.
    pub fn text(&mut self, field: &str, value: Option<&str>, length: RangeInclusive<usize>) {
        let Some(text) = value else { return };
        let characters = text.chars().count();
        if characters < *length.start() {
            let least = length.start();
            self.refuse(
                field,
                "too_small",
                format!("At least {least} character{}.", if *least == 1 { "" } else { "s" }),
            );
        } else if characters > *length.end() {
            self.refuse(field, "too_big", format!("At most {} characters.", length.end()));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.refuse(field, "invalid_format", "Control characters cannot be used.");
        }
    }

    /// A value of any shape: no text and no key in it may hold NUL, which the database cannot keep.
    pub fn keepable(&mut self, field: &str, value: &Value) {
        fn holds_nul(value: &Value) -> bool {
            match value {
                Value::String(text) => text.contains('\0'),
                Value::Array(list) => list.iter().any(holds_nul),
                Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
                _ => false,
            }
        }
        if holds_nul(value) {
            self.refuse(field, "invalid_format", "Control characters cannot be used.");
        }
    }

    /// A number in its range.
    pub fn range<T: PartialOrd + std::fmt::Display + Copy>(
        &mut self,
        field: &str,
        value: Option<T>,
        range: RangeInclusive<T>,
    ) {
        let Some(value) = value else { return };
        if value < *range.start() {
            self.refuse(field, "too_small", format!("At least {}.", range.start()));
        } else if value > *range.end() {
            self.refuse(field, "too_big", format!("At most {}.", range.end()));
        }
    }

    /// An absolute http or https URL of at most `most` characters. Where it leads is judged by the egress policy.
    pub fn url(&mut self, field: &str, value: Option<&str>, most: usize) -> Option<Url> {
        let text = value?;
        if text.chars().count() > most {
            self.refuse(field, "too_big", format!("At most {most} characters."));
            return None;
        }
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(url),
            _ => {
                self.refuse(field, "invalid_format", "Expected a web address that starts with http:// or https://.");
                None
            }
        }
    }

    /// An e-mail address: something, an @, and a domain with a dot; no spaces.
    pub fn email(&mut self, field: &str, value: Option<&str>, most: usize) {
        let Some(text) = value else { return };
        self.text(field, Some(text), 1..=most);
        let shaped = text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty())
        });
        if !shaped || text.chars().any(char::is_whitespace) {
            self.refuse(field, "invalid_format", "Expected an e-mail address.");
        }
    }

    /// What was found; empty when all is well.
    #[must_use]
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }
}
