//! Question schemas that a page carries as data: Lever's hidden
//! `cards[<id>][baseTemplate]` and `surveysResponses[<id>][baseTemplate]`.

use crate::snapshot::FrameSnapshot;
use crate::wording::tidy;
use serde::Deserialize;
use std::collections::HashMap;

/// One question of a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The question.
    pub(super) text: String,
    /// Must be answered.
    pub(super) required: bool,
    /// Choices, in order.
    pub(super) options: Vec<Choice>,
}

/// A choice of a question.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    /// Whole text.
    pub(super) text: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Card {
    fields: Vec<Asked>,
}

/// The schemas of a frame by the name in front of `[fieldN]`.
#[derive(Default)]
pub(super) struct Schemas(HashMap<String, Vec<Asked>>);

const TEMPLATE: &str = "[baseTemplate]";

/// Reads every schema; one that does not parse is as good as none.
pub(super) fn schemas(frame: &FrameSnapshot) -> Schemas {
    let cards = frame.controls.iter().filter_map(|control| {
        let prefix = control.name.strip_suffix(TEMPLATE)?;
        let card: Card = serde_json::from_str(&control.value).ok()?;
        Some((prefix.to_owned(), card.fields))
    });
    Schemas(cards.collect())
}

impl Schemas {
    /// The question behind a control named `cards[<id>][fieldN]`.
    pub(super) fn of(&self, name: &str) -> Option<&Asked> {
        if self.0.is_empty() {
            return None;
        }
        let at = name.rfind("[field")?;
        let number: usize = name[at + 6..].split(']').next()?.parse().ok()?;
        let prefix = name[..at].trim_end_matches("[responses]");
        self.0.get(prefix)?.get(number).filter(|asked| !tidy(&asked.text).is_empty())
    }
}
