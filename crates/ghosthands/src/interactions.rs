//! What a person is asked while a job waits, and what they may answer.

use crate::jobs::QueueError;
use domain::{AnswerId, QuestionClass, Sha256};
use forms::fields::{FieldKey, Widget};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a paused job waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Interaction {
    /// Fields nobody could answer from what is known.
    Question {
        /// The fields of the page, open ones included.
        rows: Vec<Row>,
        /// The employer, for answers that hold for one employer only: its name in lower case, empty when not known.
        #[serde(default)]
        company: String,
    },
    /// Everything that would be sent from this page, to be approved or changed.
    Review {
        /// Digest of exactly what is shown; an approval names it.
        packet: Sha256,
        /// Every field.
        rows: Vec<Row>,
        /// The page is the last: approval submits. Otherwise it continues to the next step.
        last: bool,
        /// It was sent before and may have been recorded: approval submits it a second time, and says that the person
        /// knows it could arrive twice.
        #[serde(default)]
        again: bool,
        /// What the person should know before approving: why autopilot did not go on by itself, what the page said to
        /// an earlier submission.
        reasons: Vec<String>,
        /// As in [`Interaction::Question`].
        #[serde(default)]
        company: String,
    },
}

/// One field as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Field.
    pub key: FieldKey,
    /// Section heading.
    pub section: String,
    /// The question.
    pub label: String,
    /// Must be answered.
    pub required: bool,
    /// What it holds or would hold, as text; `None` when it stays empty.
    pub value: Option<String>,
    /// Where the value comes from, in words.
    pub source: Option<String>,
    /// How sure, 0..=1.
    pub confidence: Option<f32>,
    /// The rule that recognised the question.
    pub rule: Option<String>,
    /// Why it is open or left empty.
    pub note: Option<String>,
    /// The person has to answer.
    pub open: bool,
    /// Offered as the answer.
    pub suggestion: Option<String>,
    /// Choices, when known.
    pub options: Vec<String>,
    /// Several choices may be made, one per line.
    pub multiple: bool,
    /// How the field is operated; not known of rows that an earlier version wrote.
    #[serde(default)]
    pub widget: Option<Widget>,
    /// Class under which the answer may be saved; `None` when it must not be.
    pub class: Option<QuestionClass>,
    /// The entry of the Q&A bank it came from.
    #[serde(default)]
    pub answer: Option<AnswerId>,
    /// It lies on the page that is open now and can be changed.
    pub editable: bool,
}

/// What a person answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resolution {
    /// New answers, by field; an empty text empties the field.
    pub said: BTreeMap<FieldKey, String>,
    /// The digest of the review that is approved.
    pub approve: Option<Sha256>,
    /// Stop here; nothing is sent.
    pub stop: bool,
}

impl Interaction {
    /// The word in `interaction_type`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Question { .. } => "question",
            Self::Review { .. } => "review",
        }
    }

    /// Reads what the row holds.
    ///
    /// # Errors
    /// [`QueueError::Malformed`].
    pub fn from_stored(data: serde_json::Value) -> Result<Self, QueueError> {
        serde_json::from_value(data).map_err(|e| QueueError::Malformed(format!("interaction: {e}")))
    }
}
