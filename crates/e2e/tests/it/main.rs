//! The engine against adversaries.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod adversaries;
mod chaos;
mod crash;
mod hostile;
mod lying;
mod models;
mod people;
mod stale;
mod steps;
mod worker;
