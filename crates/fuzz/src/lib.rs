//! A small mutation fuzzer: seeded, in one process, on stable Rust.
//!
//! A target takes bytes and must neither panic nor take longer than its limit. Every case has a seed of its own; the
//! same seed makes the same case, so that a finding is replayed by its seed alone. It measures no coverage: it is as
//! good as the samples it starts from.
//!
//! It knows nothing of what is being tested.

mod mutation;
mod random;
mod run;
mod watch;

pub use mutation::{bytes, json};
pub use random::Random;
pub use run::{bench, regress};
pub use watch::{Fault, Finding};

/// What is fuzzed.
pub struct Target {
    /// Name on the command line.
    pub name: &'static str,
    /// Makes a case.
    pub make: fn(&mut Random) -> Vec<u8>,
    /// Runs a case; it must not panic.
    pub run: fn(&[u8]),
    /// Longest time a case may take, milliseconds, in a build with optimisation.
    pub limit_ms: u64,
    /// Panics are findings only in files whose path contains this; the code under test may contain those of others.
    pub ours: &'static str,
    /// Names of threads that the code under test starts.
    pub threads: &'static [&'static str],
}
