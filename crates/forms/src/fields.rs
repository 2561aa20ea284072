//! Fields: what a person would call one question of a form.

mod admission;
mod grouping;
mod keys;
mod labels;
mod schema;
mod sections;
#[cfg(test)]
mod tests;

pub(crate) use grouping::{Part, part_of_label};
pub(crate) use keys::is_generated;

use crate::meaning::Reading;
use crate::snapshot::{Control, Node, OptionEntry, PageSnapshot};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Names a field across snapshots of the same form: built from frame order,
/// name or id, label and position among equals; survives re-renders.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldKey(pub String);

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An element in a frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ElementRef {
    /// Frame as in the snapshot.
    pub frame: String,
    /// Element in that frame.
    pub node: Node,
}

/// How a field is operated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Widget {
    /// One-line text of any flavour: text, email, tel, url, number, search.
    Text,
    /// Several lines.
    TextArea,
    /// Password; only ever filled from a credential made for this site.
    Password,
    /// `<select>`.
    NativeSelect,
    /// `<select multiple>`.
    NativeMultiSelect,
    /// Radio buttons, native or ARIA.
    Radios,
    /// Toggle buttons (`aria-pressed`) that answer one question, e.g. Yes / No.
    ButtonGroup,
    /// One checkbox.
    Checkbox,
    /// Several checkboxes that answer one question.
    CheckboxGroup,
    /// Text input with a list to choose from; the list may need a query. A value that was typed and not chosen does not count.
    Combobox,
    /// As [`Widget::Combobox`], several values shown as chips.
    MultiCombobox,
    /// A button that opens a list (`aria-haspopup=listbox`).
    ListboxButton,
    /// A search box whose results come after Enter, several values shown as chips.
    Prompt,
    /// `<input type=date>` or `month`.
    NativeDate,
    /// Separate month / day / year inputs.
    SegmentedDate,
    /// File input, visible or hidden behind a button or drop zone.
    File,
}

/// What the field holds now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holding {
    /// Text of a text field, or the committed texts of choices, in order.
    pub texts: Vec<String>,
    /// State of a single checkbox.
    pub checked: Option<bool>,
    /// File names.
    pub files: Vec<String>,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Stable name.
    pub key: FieldKey,
    /// The elements: one for most widgets, one per choice for radios, checkbox and button groups, month/day/year order for segmented dates (absent parts left out).
    pub elements: Vec<ElementRef>,
    /// How it is operated.
    pub widget: Widget,
    /// The question, without required marks.
    pub label: String,
    /// Help text.
    pub help: String,
    /// Section heading.
    pub section: String,
    /// Must be answered.
    pub required: bool,
    /// Choices known now; empty for a closed list.
    pub options: Vec<OptionEntry>,
    /// What it holds.
    pub holding: Holding,
    /// Error the page shows for it; empty when none.
    pub error: String,
    /// Longest text accepted, characters.
    pub max_length: Option<u32>,
    /// File types accepted, as the `accept` attribute.
    pub accept: String,
    /// First, second … entry of a repeating section, from 0.
    pub repeat: usize,
    /// `lang` of its page, lower case, as written; may be empty or untrue.
    #[serde(default)]
    pub lang: String,
    /// What it asks, with evidence.
    pub reading: Reading,
    /// The first control, for rules that need raw attributes.
    pub control: Control,
}

/// Finds the fields of a page, in document order. Honeypots, disabled
/// controls, search boxes and newsletter forms beside the application are not fields.
#[must_use]
pub fn fields(snapshot: &PageSnapshot) -> Vec<Field> {
    let mut keys = keys::Keys::default();
    let mut all = Vec::new();
    for (number, frame) in snapshot.frames.iter().enumerate() {
        let schemas = schema::schemas(frame);
        let (drafts, taken) = grouping::drafts(frame);
        let mut of_frame: Vec<Field> =
            drafts.iter().map(|draft| draft.finish(number, frame, &schemas, &taken, &mut keys)).collect();
        sections::read_neighbours(&mut of_frame, frame);
        all.append(&mut of_frame);
    }
    all
}
