//! One file per application that proves what was seen, planned, sent and answered.
//!
//! A [`Bundle`] is written while the application runs, survives the death of
//! its writer, and is sealed into a zip whose every byte is determined by its
//! entries, so that [`verify()`] notices any change without asking anybody.
//! `docs/evidence.md` describes the format and how to check it by hand.
//!
//! Does not know what an entry means. Never overwrites a file; every file it
//! creates is readable by its owner only, because a plan holds personal values.

mod bundle;
mod chain;
mod diagnosis;
mod digests;
mod instant;
mod journal;
mod keys;
mod layout;
mod manifest;
mod names;
mod verify;

pub use bundle::{Bundle, BundleError, Sealed, list_unfinished};
pub use keys::{KeyError, PublicKey, SigningKey};
pub use manifest::{Completeness, Header};
pub use names::{EntryName, EntryNameError, MediaType};
pub use verify::{Change, Report, Signer, VerifyError, verify};

/// Most entries a bundle may hold.
pub const MAX_ENTRIES: usize = 1_000;
/// Largest entry.
pub const MAX_ENTRY_BYTES: u64 = 64 * 1024 * 1024;
/// All entries together.
pub const MAX_CONTENT_BYTES: u64 = 1024 * 1024 * 1024;

/// What the first link of a chain refers back to, and the first word of a manifest.
pub(crate) const FORMAT: &str = "valet-evidence/1";
