//! Gemini generateContent.

use super::{Prompt, Reply, Said, Usage, text_at};
use serde_json::{Value, json};

pub(super) fn request(prompt: &Prompt) -> Value {
    json!({
        "systemInstruction": { "parts": [{ "text": prompt.instructions }] },
        "contents": [{ "role": "user", "parts": [{ "text": prompt.data }] }],
        "generationConfig": {
            "maxOutputTokens": prompt.max_output_tokens,
            "responseMimeType": "application/json",
            "responseSchema": plain(&prompt.schema),
        },
    })
}

/// The schema in the part of OpenAPI that this format knows: it has no `additionalProperties`.
fn plain(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != "additionalProperties")
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(plain).collect(),
        other => other.clone(),
    }
}

pub(super) fn reply(body: &Value) -> Reply {
    let tokens = |name: &str| body.pointer(&format!("/usageMetadata/{name}")).and_then(Value::as_u64);
    let usage = tokens("promptTokenCount").map(|input| Usage {
        input,
        output: tokens("candidatesTokenCount").unwrap_or(0).saturating_add(tokens("thoughtsTokenCount").unwrap_or(0)),
    });
    let blocked = text_at(body, "/promptFeedback/blockReason").is_some();
    let parts = || body.pointer("/candidates/0/content/parts").and_then(Value::as_array).into_iter().flatten();
    let text: String =
        parts().filter(|part| part["thought"] != true).filter_map(|part| text_at(part, "/text")).collect();
    let said = match text_at(body, "/candidates/0/finishReason") {
        _ if blocked => Said::Refused,
        Some("SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE") => Said::Refused,
        Some("MAX_TOKENS") => Said::Cut,
        _ if text.is_empty() => Said::Unreadable,
        _ => Said::Text(text),
    };
    Reply { said, usage }
}
