//! OpenAI Chat Completions, as OpenAI's own models and many other servers speak it.

use super::{Prompt, Reply, Said, text_at, usage};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// The answer follows a schema.
    Schema,
    /// The answer is JSON; the schema is told in words.
    Json,
}

pub(super) fn request(model: &str, prompt: &Prompt, format: Format) -> Value {
    let instructions = match format {
        Format::Schema => prompt.instructions.clone(),
        Format::Json => format!("{}\nAnswer with JSON of this JSON schema: {}", prompt.instructions, prompt.schema),
    };
    let response_format = match format {
        Format::Schema => {
            json!({ "type": "json_schema", "json_schema": { "name": "answer", "strict": true, "schema": prompt.schema } })
        }
        Format::Json => json!({ "type": "json_object" }),
    };
    json!({
        "model": model,
        "max_tokens": prompt.max_output_tokens,
        "messages": [
            { "role": "system", "content": instructions },
            { "role": "user", "content": prompt.data },
        ],
        "response_format": response_format,
    })
}

pub(super) fn reply(body: &Value) -> Reply {
    let refusal = text_at(body, "/choices/0/message/refusal").is_some_and(|text| !text.is_empty());
    let said = match (text_at(body, "/choices/0/finish_reason"), text_at(body, "/choices/0/message/content")) {
        _ if refusal => Said::Refused,
        (Some("content_filter"), _) => Said::Refused,
        (Some("length"), _) => Said::Cut,
        (_, Some(text)) => Said::Text(text.to_owned()),
        (_, None) => Said::Unreadable,
    };
    Reply { said, usage: usage(body, "/usage/prompt_tokens", "/usage/completion_tokens") }
}
