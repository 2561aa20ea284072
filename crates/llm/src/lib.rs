//! Language models: who serves which model at what price, how each provider is
//! spoken to, and how an answer becomes something that may be acted on.
//!
//! A request is an [`Ask`]: constant instructions, redacted and quoted data, and
//! the [`shape::Shape`] its answer must have. The [`Router`] sends it to the
//! first model of a chain that answers, checks the answer against the shape, and
//! asks a [`Meter`] for money before every single request.
//!
//! It knows no table, no form and no person: what must not leave is handed to it
//! as a [`Redactor`]. Errors and logs carry names of providers and models, status
//! numbers and places in an answer, never a text that was sent or received.

pub mod catalogue;
mod client;
pub mod quoting;
pub mod redaction;
mod router;
pub mod settings;
pub mod shape;
mod wire;

pub use catalogue::{Catalogue, Model, Provider, ResolveError};
pub use client::{Client, Failure, FailureKind, Limits};
pub use redaction::Redactor;
pub use router::{Answer, Ask, AskError, Attempt, Meter, Outcome, Planned, Refused, Router};
pub use settings::{Secret, Settings, SettingsError};
pub use wire::{Prompt, Usage};
