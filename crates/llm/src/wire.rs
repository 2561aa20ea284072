//! The wire formats: what a request looks like, and what an answer says.
//! Pure; the files below know one format each.

mod anthropic;
mod chat;
mod gemini;
mod responses;

use crate::catalogue::{Model, Wire};
use serde_json::Value;

/// What is sent, whoever it is sent to.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Constant rules and the task.
    pub instructions: String,
    /// Redacted, quoted data and the question.
    pub data: String,
    /// JSON schema of the answer.
    pub schema: Value,
    /// Most tokens of the answer, thoughts included.
    pub max_output_tokens: u32,
}

/// Tokens that a call took, as its provider counted them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read.
    pub input: u64,
    /// Tokens written, thoughts included.
    pub output: u64,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) said: Said,
    /// `None` when the provider does not say.
    pub(crate) usage: Option<Usage>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// This.
    Text(String),
    /// That it will not answer this.
    Refused,
    /// Not everything: the allowance was used up.
    Cut,
    /// Nothing that its format knows.
    Unreadable,
}

/// Path below the base address, and the body.
pub(crate) fn request(wire: Wire, model: &Model, prompt: &Prompt) -> (String, Value) {
    match wire {
        Wire::Anthropic => ("messages".to_owned(), anthropic::request(&model.model, prompt)),
        Wire::Responses => ("responses".to_owned(), responses::request(&model.model, prompt)),
        Wire::Chat => ("chat/completions".to_owned(), chat::request(&model.model, prompt, chat::Format::Schema)),
        Wire::ChatJson => ("chat/completions".to_owned(), chat::request(&model.model, prompt, chat::Format::Json)),
        Wire::Gemini => (format!("models/{}:generateContent", segment(&model.model)), gemini::request(prompt)),
    }
}

/// Headers that carry the key.
pub(crate) fn headers(wire: Wire, key: &str) -> Vec<(&'static str, String)> {
    match wire {
        Wire::Anthropic => vec![("x-api-key", key.to_owned()), ("anthropic-version", "2023-06-01".to_owned())],
        Wire::Gemini => vec![("x-goog-api-key", key.to_owned())],
        Wire::Responses | Wire::Chat | Wire::ChatJson => vec![("authorization", format!("Bearer {key}"))],
    }
}

/// Reads the body of a successful answer.
pub(crate) fn reply(wire: Wire, body: &Value) -> Reply {
    match wire {
        Wire::Anthropic => anthropic::reply(body),
        Wire::Responses => responses::reply(body),
        Wire::Chat | Wire::ChatJson => chat::reply(body),
        Wire::Gemini => gemini::reply(body),
    }
}

/// The numbers at two places, when both are there.
fn usage(body: &Value, input: &str, output: &str) -> Option<Usage> {
    let at = |pointer| body.pointer(pointer).and_then(Value::as_u64);
    Some(Usage { input: at(input)?, output: at(output)? })
}

fn text_at<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer).and_then(Value::as_str)
}

/// A model's name as one segment of a path.
fn segment(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).collect()
}
