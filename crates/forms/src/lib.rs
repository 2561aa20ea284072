//! Understands application forms: page snapshot → fields → meaning → answer →
//! plan → read-back verdict.
//!
//! Pure: no browser, no clock, no network. The browser crate produces
//! [`snapshot::PageSnapshot`]; everything here is a function of it, the
//! person, and the context passed in.

pub mod answering;
pub mod blockers;
pub mod cookies;
pub mod fields;
#[cfg(test)]
mod fixture;
pub mod gates;
pub mod manual;
pub mod meaning;
pub mod options;
pub mod pages;
mod phrases;
pub mod plan;
pub mod readback;
mod salutations;
pub mod sections;
pub mod sheet;
pub mod snapshot;
pub mod unseen;
pub mod wording;
