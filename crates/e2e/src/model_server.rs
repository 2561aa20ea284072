//! A language model on this machine: speaks Chat Completions, keeps every request,
//! and answers by rule. It knows the tasks by their wording and nothing of the engine.

use crate::log::{Log, Road};
use crate::wire::{Reply, Request, Server};
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Does what it is asked, as well as a rule can.
    Helpful,
    /// Does whatever stands after "OBEY:" in the data it is shown.
    Obedient,
    /// Fails with a server error.
    Broken,
}

/// The running server; it ends when it is dropped.
#[derive(Debug)]
pub struct ModelServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Value>>>,
    _server: Server,
}

impl ModelServer {
    /// Starts on a free port of this machine.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn start(manner: Manner) -> io::Result<Self> {
        let (log, mut server) = (Log::default(), Server::default());
        let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
        let kept = asked.clone();
        let handler = Arc::new(move |request: &Request<'_>| {
            let body: Value = serde_json::from_slice(request.body).unwrap_or_default();
            let reply = answer(manner, request, &body);
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(body);
            reply
        });
        let address = server.serve(Road::Elsewhere, &log, handler).await?;
        Ok(Self { address, asked, _server: server })
    }

    /// Variables that make it the model of every job.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![("GH_LOCAL_BASE_URL", format!("http://{}/v1", self.address)), ("GH_MODEL", "local/rule".to_owned())]
    }

    /// Every request so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn answer(manner: Manner, request: &Request<'_>, body: &Value) -> Reply {
    if manner == Manner::Broken || request.path() != "/v1/chat/completions" {
        return Reply::json(500, "{}");
    }
    let text = |at: usize| body["messages"][at]["content"].as_str().unwrap_or_default();
    let (task, data) = (text(0), text(1));
    let said = match manner {
        Manner::Obedient => {
            data.split_once("OBEY:").map_or("{}", |(_, order)| order.lines().next().unwrap_or_default()).to_owned()
        }
        _ => helpful(task, data).to_string(),
    };
    let whole = json!({
        "choices": [{ "finish_reason": "stop", "message": { "role": "assistant", "content": said } }],
        "usage": { "prompt_tokens": task.len() / 4 + data.len() / 4, "completion_tokens": said.len() / 4 + 1 },
    });
    Reply::json(200, whole.to_string())
}

fn helpful(task: &str, data: &str) -> Value {
    match () {
        () if task.contains("what it asks the applicant for") => meanings(data),
        () if task.contains("says the same as what was stated") => json!({ "choice": numbered(data, "network") }),
        () if task.contains("Write an answer for the applicant") => draft(data),
        () if task.contains("leads to the form of this job") => json!({ "choice": numbered(data, "workshop") }),
        () => json!({}),
    }
}

/// The number of the first numbered line that says `word`.
fn numbered(data: &str, word: &str) -> String {
    let lines = data.lines().filter_map(|line| line.split_once(": ")).filter(|(id, _)| is_number(id));
    lines.into_iter().find(|(_, text)| text.to_lowercase().contains(word)).map_or("none", |(id, _)| id).to_owned()
}

fn is_number(id: &str) -> bool {
    id.get(1..).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn meanings(data: &str) -> Value {
    let known = [("paths first cross", "how_heard"), ("tell us about a system", "free_text")];
    let lines = data.lines().filter_map(|line| line.split_once(": ")).filter(|(id, _)| is_number(id));
    let fields = lines.map(|(id, text)| {
        let text = text.to_lowercase();
        let meaning = known.iter().find(|(words, _)| text.contains(words)).map_or("none", |(_, meaning)| meaning);
        json!({ "field": id, "meaning": meaning })
    });
    json!({ "fields": fields.collect::<Vec<_>>() })
}

/// One sentence that a fact carries, and one that none does.
fn draft(data: &str) -> Value {
    let fact = numbered(data, "updater");
    json!({ "sentences": [
        { "text": "I wrote the over-the-air updater that is used on 12,000 buoys.", "facts": [fact] },
        { "text": "I have led teams of 40 people across three continents.", "facts": [fact] },
    ] })
}
