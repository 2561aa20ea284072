//! OpenAI Responses. Nothing is kept at the provider (`store: false`).

use super::{Prompt, Reply, Said, text_at, usage};
use serde_json::{Value, json};

pub(super) fn request(model: &str, prompt: &Prompt) -> Value {
    json!({
        "model": model,
        "max_output_tokens": prompt.max_output_tokens,
        "store": false,
        "instructions": prompt.instructions,
        "input": [{ "role": "user", "content": prompt.data }],
        "text": { "format": { "type": "json_schema", "name": "answer", "strict": true, "schema": prompt.schema } },
    })
}

pub(super) fn reply(body: &Value) -> Reply {
    let parts = || {
        let items = body["output"].as_array().into_iter().flatten().filter(|item| item["type"] == "message");
        items.flat_map(|item| item["content"].as_array().into_iter().flatten())
    };
    let cut_for = text_at(body, "/incomplete_details/reason");
    let said = match text_at(body, "/status") {
        Some("incomplete") if cut_for == Some("content_filter") => Said::Refused,
        Some("incomplete") => Said::Cut,
        Some("completed") | None if parts().any(|part| part["type"] == "refusal") => Said::Refused,
        Some("completed") | None => match parts().find_map(|part| text_at(part, "/text")) {
            Some(text) => Said::Text(text.to_owned()),
            None => Said::Unreadable,
        },
        Some(_) => Said::Unreadable,
    };
    Reply { said, usage: usage(body, "/usage/input_tokens", "/usage/output_tokens") }
}
