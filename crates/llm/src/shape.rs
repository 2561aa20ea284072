//! The shape an answer must have: one description that is sent as a JSON schema
//! and checked against what came back, so that the two cannot differ.

use serde_json::{Value, json};
use std::borrow::Cow;

/// Longest answer that is read, bytes.
const MOST_BYTES: usize = 64 * 1024;
/// Most things said to be wrong with an answer.
const MOST_FAULTS: usize = 5;

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Exactly one of these names.
    Choice(Choices),
    /// A text of at most this many characters.
    Text(usize),
    /// At most this many values of one shape.
    List(Box<Shape>, usize),
    /// Exactly these members.
    Object(Vec<(&'static str, Shape)>),
}

/// Names that can be chosen: constants and numbers, never a text of a page or a person. What they stand for is in the
/// data of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices(Vec<Cow<'static, str>>);

impl Shape {
    /// One of these constants.
    pub fn one_of(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self::Choice(Choices(names.into_iter().map(Cow::Borrowed).collect()))
    }

    /// `prefix1` to `prefix<count>`, or one of the `others`.
    #[must_use]
    pub fn numbered(prefix: char, count: usize, others: &[&'static str]) -> Self {
        let numbers = (1..=count).map(|number| Cow::Owned(format!("{prefix}{number}")));
        Self::Choice(Choices(numbers.chain(others.iter().copied().map(Cow::Borrowed)).collect()))
    }

    /// At most `most` values of this shape.
    #[must_use]
    pub fn up_to(self, most: usize) -> Self {
        Self::List(Box::new(self), most)
    }

    /// The shape as a JSON schema. Providers differ in which bounds they know, so only structure and choices are said.
    #[must_use]
    pub fn schema(&self) -> Value {
        match self {
            Self::Choice(choices) => json!({ "type": "string", "enum": choices.0 }),
            Self::Text(_) => json!({ "type": "string" }),
            Self::List(item, _) => json!({ "type": "array", "items": item.schema() }),
            Self::Object(members) => {
                let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
                let properties: serde_json::Map<String, Value> =
                    members.iter().map(|(name, shape)| ((*name).to_owned(), shape.schema())).collect();
                json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
            }
        }
    }

    /// Reads an answer as JSON of this shape.
    ///
    /// # Errors
    /// What is wrong with it, by place; holds nothing that the answer says.
    pub fn read(&self, answer: &str) -> Result<Value, Vec<String>> {
        if answer.len() > MOST_BYTES {
            return Err(vec!["the answer is too long".to_owned()]);
        }
        let value: Value = serde_json::from_str(bare(answer)).map_err(|_| vec!["the answer is not JSON".to_owned()])?;
        let mut faults = Vec::new();
        self.check(&value, "$", &mut faults);
        if faults.is_empty() { Ok(value) } else { Err(faults) }
    }

    fn check(&self, value: &Value, place: &str, faults: &mut Vec<String>) {
        if faults.len() >= MOST_FAULTS {
            return;
        }
        match (self, value) {
            (Self::Choice(choices), Value::String(text)) if choices.0.iter().any(|choice| choice == text) => {}
            (Self::Choice(_), _) => faults.push(format!("{place} is not one of the choices")),
            (Self::Text(most), Value::String(text)) if text.chars().count() <= *most => {}
            (Self::Text(most), _) => faults.push(format!("{place} is not a text of at most {most} characters")),
            (Self::List(item, most), Value::Array(values)) if values.len() <= *most => {
                for (at, value) in values.iter().enumerate() {
                    item.check(value, &format!("{place}[{at}]"), faults);
                }
            }
            (Self::List(_, most), _) => faults.push(format!("{place} is not a list of at most {most}")),
            (Self::Object(members), Value::Object(values)) => {
                if values.keys().any(|key| !members.iter().any(|(name, _)| name == key)) {
                    faults.push(format!("{place} holds something that was not asked for"));
                }
                for (name, shape) in members {
                    match values.get(*name) {
                        Some(value) => shape.check(value, &format!("{place}.{name}"), faults),
                        None => faults.push(format!("{place}.{name} is missing")),
                    }
                }
            }
            (Self::Object(_), _) => faults.push(format!("{place} is not an object")),
        }
    }
}

/// The answer without the fence of a code block, in which models without structured output like to wrap it.
fn bare(answer: &str) -> &str {
    let text = answer.trim();
    let Some(inner) = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")) else { return text };
    inner.strip_prefix("json").unwrap_or(inner).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        Shape::Object(vec![
            ("choice", Shape::numbered('o', 1, &["none"])),
            ("why", Shape::Text(5)),
            ("facts", Shape::one_of(["f1"]).up_to(2)),
        ])
    }

    #[test]
    fn an_answer_of_the_shape_is_read_in_a_code_block_too() {
        let plain = r#"{"choice":"o1","why":"ok","facts":["f1","f1"]}"#;
        assert_eq!(shape().read(plain).unwrap()["choice"], "o1");
        assert_eq!(shape().read(&format!(" ```json\n{plain}\n``` ")).unwrap()["why"], "ok");
    }

    #[test]
    fn every_way_to_miss_the_shape_is_named_by_its_place_alone() {
        for (answer, fault) in [
            (r#"{"choice":"secret","why":"","facts":[]}"#, "$.choice is not one of the choices"),
            (r#"{"choice":"O1","why":"","facts":[]}"#, "$.choice is not one of the choices"),
            (r#"{"choice":["o1"],"why":"","facts":[]}"#, "$.choice is not one of the choices"),
            (r#"{"choice":"o1","why":"secret","facts":[]}"#, "$.why is not a text of at most 5 characters"),
            (r#"{"choice":"o1","why":"","facts":["f1","f1","f1"]}"#, "$.facts is not a list of at most 2"),
            (r#"{"choice":"o1","why":"","facts":["secret"]}"#, "$.facts[0] is not one of the choices"),
            (r#"{"choice":"o1","why":""}"#, "$.facts is missing"),
            (r#"{"choice":"o1","why":"","facts":[],"secret":1}"#, "$ holds something that was not asked for"),
            ("[]", "$ is not an object"),
            (r#"{"choice":"o1""#, "the answer is not JSON"),
            ("sure! secret", "the answer is not JSON"),
            ("", "the answer is not JSON"),
        ] {
            assert_eq!(shape().read(answer).unwrap_err()[0], fault, "{answer}");
        }
    }

    #[test]
    fn garbage_is_refused_quickly() {
        for garbage in ["[".repeat(60_000), "{\"a\":".repeat(10_000), "\u{0}".repeat(100), "9".repeat(70_000)] {
            let started = std::time::Instant::now();
            assert!(shape().read(&garbage).is_err());
            assert!(started.elapsed().as_secs() < 2);
        }
    }

    #[test]
    fn the_schema_forbids_what_the_check_refuses() {
        let schema = shape().schema();
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["required"], json!(["choice", "why", "facts"]));
        assert_eq!(schema["properties"]["choice"]["enum"], json!(["o1", "none"]));
    }
}
