//! How a form is to be filled, and how it really was.
//!
//! | `execution_mode` | manuals | rules | a model is asked about |
//! |---|---|---|---|
//! | `auto` (also `smart_apply`) | yes | yes | required questions that stay open |
//! | `hybrid` | yes | yes | every question that stays open or empty |
//! | `ai_only` (also `agent_apply`) | no | yes | every question that stays open or empty |
//! | `cookbook_only` | yes | yes | nothing |
//!
//! What the person stated beats any proposal, and sensitive questions are theirs in
//! every mode, which is why even `ai_only` begins with the rules. Without a
//! configured model all modes work, and ask no one.

use serde::{Deserialize, Serialize};

/// How a form is to be filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionMode {
    /// Manuals, rules, and a model where a required question stays open.
    #[default]
    Auto,
    /// As `Auto`, and a model for optional questions too.
    Hybrid,
    /// No manuals; a model for everything that the person's own statements do not answer.
    AiOnly,
    /// Manuals and rules; no model.
    CookbookOnly,
}

impl ExecutionMode {
    /// The mode of a stored word; two words of earlier versions mean the nearest mode.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "auto" | "smart_apply" => Some(Self::Auto),
            "hybrid" => Some(Self::Hybrid),
            "ai_only" | "agent_apply" => Some(Self::AiOnly),
            "cookbook_only" => Some(Self::CookbookOnly),
            _ => None,
        }
    }

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Hybrid => "hybrid",
            Self::AiOnly => "ai_only",
            Self::CookbookOnly => "cookbook_only",
        }
    }

    /// Whether manuals are looked up.
    #[must_use]
    pub fn takes_manuals(self) -> bool {
        self != Self::AiOnly
    }

    /// Whether a model may be asked at all.
    #[must_use]
    pub fn asks_models(self) -> bool {
        self != Self::CookbookOnly
    }

    /// Whether a model may be asked about questions that need no answer.
    #[must_use]
    pub fn asks_about_optional(self) -> bool {
        matches!(self, Self::Hybrid | Self::AiOnly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_contract_is_a_mode() {
        for (word, mode) in [
            ("auto", ExecutionMode::Auto),
            ("smart_apply", ExecutionMode::Auto),
            ("ai_only", ExecutionMode::AiOnly),
            ("agent_apply", ExecutionMode::AiOnly),
            ("cookbook_only", ExecutionMode::CookbookOnly),
            ("hybrid", ExecutionMode::Hybrid),
        ] {
            assert_eq!(ExecutionMode::parse(word), Some(mode));
        }
        assert_eq!(ExecutionMode::parse("AUTO"), None);
    }
}
