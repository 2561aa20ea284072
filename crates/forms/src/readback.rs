//! Whether a field holds what was meant, judged from a fresh snapshot.

use crate::answering::Entry;
use crate::fields::Field;
use serde::{Deserialize, Serialize};

/// The verdict on one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds exactly what was meant (formatting of phones and dates by the site allowed).
    Holds,
    /// It holds nothing.
    Empty,
    /// It holds something else.
    Differs {
        /// What it holds.
        found: String,
    },
}

/// Judges `field` (from a fresh snapshot) against `entry`.
#[must_use]
pub fn read_back(_entry: &Entry, _field: &Field) -> Verdict {
    Verdict::Empty
}
