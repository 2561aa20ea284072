//! Choosing among options: whole label or the equivalence table, exactly one, or nothing.

use crate::snapshot::OptionEntry;
use serde::{Deserialize, Serialize};

/// What is looked for in a list, best wording first. All wordings mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Wordings in order of preference; the first is what people are shown.
    pub wordings: Vec<String>,
    /// What to type into a search box to make the option appear, in order of preference.
    pub queries: Vec<String>,
}

/// The result of looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Exactly this option (index into the list).
    One(usize),
    /// No option means it.
    None,
    /// Several options mean it; a person has to choose.
    Several(Vec<usize>),
}

/// Finds the one option that means `wanted`. Compares whole labels after
/// normalisation (case, accents kept apart, whitespace, punctuation); never a part of a label.
#[must_use]
pub fn choose(_wanted: &Wanted, _options: &[OptionEntry]) -> Choice {
    Choice::None
}
