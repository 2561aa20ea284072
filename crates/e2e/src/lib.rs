//! Journeys through the whole system, and the adversaries they pass.
//!
//! [`hostile`] serves application forms that try to send the person's values
//! before anybody decided to; [`lying`] serves forms whose answer to a
//! submission does not say, or misstates, what became of it. Both keep a
//! [`log`] of every byte that reached them, in which [`traces`] finds the
//! person's values under whatever encoding. None of them knows the engine.

pub mod applicant;
pub mod chaos;
pub mod crash;
pub mod engine;
pub mod fleet;
pub mod hostile;
pub mod log;
pub mod lying;
pub mod matrix;
pub mod model_server;
pub mod stale;
pub mod traces;
mod wire;
