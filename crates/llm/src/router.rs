//! From a question to an answer that may be acted on.
//!
//! Money is asked for before each request and accounted for after it. A provider
//! that fails is followed by the next model of the chain; an answer that is not
//! of its shape is asked for once more and then given up; a refusal is final.

use crate::catalogue::Model;
use crate::client::{Client, Completion, Failure, FailureKind, failure};
use crate::quoting::{Data, RULES};
use crate::settings::Settings;
use crate::shape::Shape;
use crate::wire::{Prompt, Usage};
use serde_json::Value;
use std::future::Future;
use std::time::{Duration, Instant};

/// Longest wait that a provider may ask for before it is asked again instead of passed over.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Tokens a thinking model gets on top of the answer.
const FOR_THOUGHTS: u32 = 4_000;

/// A question. Nothing in it can be a person's: the task and the choices are constants or numbers of this program, and
/// [`Data`] is made of redacted texts only.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it is for: `field_meaning`, `draft` … Stored with every call.
    pub purpose: &'static str,
    /// The task.
    pub task: &'static str,
    /// Redacted, quoted data.
    pub data: Data,
    /// What an answer must be.
    pub shape: Shape,
    /// Most tokens of the answer.
    pub max_output_tokens: u32,
}

/// An answer of the shape that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The answer.
    pub value: Value,
    /// Alias of the model that gave it.
    pub model: String,
}

/// A request that is about to be made, at its worst.
#[derive(Debug, Clone)]
pub struct Planned<'a> {
    /// What it is for.
    pub purpose: &'static str,
    /// Who is asked.
    pub model: &'a Model,
    /// Most it can cost, millionths of a dollar.
    pub worst_microusd: i64,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer of the right shape.
    Answered,
    /// An answer of another shape.
    Malformed,
    /// No answer.
    Failed(FailureKind),
}

impl Outcome {
    /// The word for it in tables and events.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Malformed => "malformed",
            Self::Failed(kind) => kind.as_str(),
        }
    }
}

/// A request that was made.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Tokens, as far as they are known.
    pub usage: Usage,
    /// What it costs, millionths of a dollar; the worst case where the provider does not say.
    pub cost_microusd: i64,
    /// How long it took.
    pub latency: Duration,
    /// How it ended.
    pub outcome: Outcome,
}

/// There is no money for a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Who pays. Asked before every request, told after it.
pub trait Meter: Sync {
    /// What [`Meter::settle`] needs to know which request it is about. Dropped without being settled when the caller
    /// goes away in the middle of a request: whoever implements this sees to it that money is not forgotten then.
    type Ticket: Send;

    /// Sets the worst case aside.
    fn reserve(&self, planned: &Planned<'_>) -> impl Future<Output = Result<Self::Ticket, Refused>> + Send;

    /// Accounts for what it really was.
    fn settle(&self, ticket: Self::Ticket, attempt: &Attempt) -> impl Future<Output = ()> + Send;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// No model may be used.
    #[error("no model is configured")]
    NoModel,
    /// There is no money left.
    #[error("not asked: {0}")]
    Budget(Refused),
    /// Every model of the chain failed; this is what the last one said.
    #[error("no model answered: {0}")]
    Failed(Failure),
    /// The model will not answer this.
    #[error("the model declined to answer")]
    Declined,
    /// Twice something else than what was asked for.
    #[error("the model did not give an answer that could be used")]
    Malformed,
}

/// Asks the models of a chain.
#[derive(Debug, Clone)]
pub struct Router {
    client: Client,
    settings: Settings,
}

impl Router {
    /// A router over what is configured.
    #[must_use]
    pub fn new(settings: Settings, client: Client) -> Self {
        Self { client, settings }
    }

    /// What is configured.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks the models of `chain` in order until one answers.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn ask<M: Meter>(&self, chain: &[Model], ask: &Ask, meter: &M) -> Result<Answer, AskError> {
        let mut last = None;
        for model in chain {
            match self.of_one(model, ask, meter).await {
                Ok(value) => return Ok(Answer { value, model: model.alias.clone() }),
                Err(AskError::Failed(failure)) => {
                    tracing::warn!(model = %model.alias, purpose = ask.purpose, %failure, "a model did not answer");
                    last = Some(failure);
                }
                Err(other) => return Err(other),
            }
        }
        Err(last.map_or(AskError::NoModel, AskError::Failed))
    }

    /// Asks one model; once more when its answer has not the right shape.
    async fn of_one<M: Meter>(&self, model: &Model, ask: &Ask, meter: &M) -> Result<Value, AskError> {
        let mut prompt = prompt(model, ask);
        for last_try in [false, true] {
            let faults = match self.tried(model, ask, &prompt, meter).await? {
                Ok(value) => return Ok(value),
                Err(faults) => faults,
            };
            if last_try {
                break;
            }
            // What was answered is not repeated: it may be what a page told the model to say.
            let said = faults.join("; ");
            prompt
                .data
                .push_str(&format!("\nAn earlier answer was not usable: {said}. Answer in the shape asked for."));
        }
        Err(AskError::Malformed)
    }

    /// One request, or two when the provider asks for a short wait.
    async fn tried<M: Meter>(
        &self,
        model: &Model,
        ask: &Ask,
        prompt: &Prompt,
        meter: &M,
    ) -> Result<Result<Value, Vec<String>>, AskError> {
        for patient in [true, false] {
            let planned = Planned { purpose: ask.purpose, model, worst_microusd: worst(model, prompt) };
            let ticket = meter.reserve(&planned).await.map_err(AskError::Budget)?;
            let started = Instant::now();
            let done = self.request(model, prompt).await;
            let read = done.as_ref().map(|completion| ask.shape.read(&completion.text));
            let outcome = match &read {
                Ok(Ok(_)) => Outcome::Answered,
                Ok(Err(_)) => Outcome::Malformed,
                Err(failure) => Outcome::Failed(failure.kind),
            };
            let attempt = accounted(&planned, &done, started.elapsed(), outcome);
            let read = read.map_err(Failure::clone);
            meter.settle(ticket, &attempt).await;
            match read {
                Ok(read) => return Ok(read),
                Err(failure) if failure.kind == FailureKind::Refused => return Err(AskError::Declined),
                Err(failure) => match failure.retry_after {
                    Some(wait) if patient && wait <= LONGEST_WAIT => tokio::time::sleep(wait).await,
                    _ => return Err(AskError::Failed(failure)),
                },
            }
        }
        unreachable!("the second round returns")
    }

    async fn request(&self, model: &Model, prompt: &Prompt) -> Result<Completion, Failure> {
        match self.settings.endpoint(model.provider) {
            Some(endpoint) => self.client.complete(endpoint, model, prompt).await,
            None => Err(failure(model, FailureKind::Unauthorized)),
        }
    }
}

fn prompt(model: &Model, ask: &Ask) -> Prompt {
    Prompt {
        instructions: format!("{RULES}\n\n{}", ask.task),
        data: ask.data.as_str().to_owned(),
        schema: ask.shape.schema(),
        max_output_tokens: ask.max_output_tokens + if model.thinking { FOR_THOUGHTS } else { 0 },
    }
}

/// No tokenizer makes more tokens than there are bytes; a hundred for what a provider puts around them.
fn worst(model: &Model, prompt: &Prompt) -> i64 {
    // The schema can be in the request twice: as such and in words.
    let bytes = prompt.instructions.len() + prompt.data.len() + 2 * prompt.schema.to_string().len();
    model.cost_microusd(bytes as u64 + 100, prompt.max_output_tokens.into())
}

fn accounted(
    planned: &Planned<'_>,
    done: &Result<Completion, Failure>,
    latency: Duration,
    outcome: Outcome,
) -> Attempt {
    let (usage, may_cost) = match done {
        Ok(completion) => (completion.usage, true),
        Err(failure) => (failure.usage, failure.may_cost),
    };
    let cost_microusd = match usage {
        Some(usage) => planned.model.cost_microusd(usage.input, usage.output),
        None if may_cost => planned.worst_microusd,
        None => 0,
    };
    Attempt { usage: usage.unwrap_or_default(), cost_microusd, latency, outcome }
}
