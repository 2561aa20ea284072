//! Providers as they speak: a local server answers each wire format, and what it was sent is looked at.

#![expect(clippy::unwrap_used, reason = "a provider that cannot go on fails its test")]

mod answers;
mod hostile;
mod provider;
mod wires;
