//! Anthropic Messages. The answer is asked for as the input of the one tool there is.

use super::{Prompt, Reply, Said, Usage, text_at};
use serde_json::{Value, json};

const TOOL: &str = "answer";

pub(super) fn request(model: &str, prompt: &Prompt) -> Value {
    json!({
        "model": model,
        "max_tokens": prompt.max_output_tokens,
        "system": prompt.instructions,
        "messages": [{ "role": "user", "content": prompt.data }],
        "tools": [{ "name": TOOL, "description": "Gives your answer.", "input_schema": prompt.schema }],
        "tool_choice": { "type": "tool", "name": TOOL },
    })
}

pub(super) fn reply(body: &Value) -> Reply {
    let tokens = |name: &str| body.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
    let usage = tokens("input_tokens").zip(tokens("output_tokens")).map(|(input, output)| Usage {
        // What is read from or written to a cache is counted apart.
        input: input
            .saturating_add(tokens("cache_creation_input_tokens").unwrap_or(0))
            .saturating_add(tokens("cache_read_input_tokens").unwrap_or(0)),
        output,
    });
    let blocks = || body["content"].as_array().into_iter().flatten();
    let said = match text_at(body, "/stop_reason") {
        Some("refusal") => Said::Refused,
        Some("max_tokens" | "model_context_window_exceeded") => Said::Cut,
        _ => match blocks().find(|block| block["type"] == "tool_use" && block["name"] == TOOL) {
            Some(block) => Said::Text(block["input"].to_string()),
            None => match blocks().find_map(|block| text_at(block, "/text")) {
                Some(text) => Said::Text(text.to_owned()),
                None => Said::Unreadable,
            },
        },
    };
    Reply { said, usage }
}
