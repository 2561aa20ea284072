//! Manuals: how the fields of a form were operated the last time it worked.
//!
//! A manual holds what a field looked like ([`Signature`]), what it asks for,
//! which operator filled it and how the result was read back; never a value. It
//! is advice: what goes into a field is decided anew from the person, and a step
//! counts only where the field is read as asking for the same thing today. There
//! is no step that presses a button, so a manual cannot submit anything.

#[cfg(test)]
mod tests;

use crate::answering::Entry;
use crate::fields::{Field, Widget, is_generated};
use crate::meaning::{Meaning, Slot};
use crate::snapshot::PageSnapshot;
use crate::wording::{option_key, words};
use domain::Sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the exchange format.
pub const FORMAT: u32 = 1;
/// Most steps of a manual.
pub const STEP_LIMIT: usize = 600;
/// Largest manual that is read, bytes.
pub const SIZE_LIMIT: usize = 2_000_000;
/// Longest text of a signature, characters.
const TEXT_LIMIT: usize = 600;

/// How the fields of one form are operated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manual {
    /// Version of this format, [`FORMAT`].
    pub format: u32,
    /// The kind of site, as [`domain::Platform`] names it.
    pub platform: String,
    /// Address with its changing parts as `*`.
    pub url_pattern: String,
    /// Digest of the whole form, 64 hex digits.
    pub fingerprint: String,
    /// In the order of the form.
    pub steps: Vec<Step>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Digest of the section it stands in, so that forms which differ elsewhere share it.
    pub section: String,
    /// What the field looked like.
    pub signature: Signature,
    /// What it asks for.
    pub slot: Meaning,
    /// What filled it.
    pub operator: Operator,
    /// What showed that it was filled.
    pub predicate: Predicate,
}

/// What a field looks like: words of the form, never of the person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signature {
    /// The document it is in: `top`, or the host of the frame.
    pub frame: String,
    /// How it is operated.
    pub widget: Widget,
    /// `type` of its first control.
    pub input_type: String,
    /// `name`, unless made up at run time.
    pub name: String,
    /// `id`, unless made up at run time.
    pub id: String,
    /// Marker for tests that the site keeps stable.
    pub automation_id: String,
    /// Words of the question.
    pub label: String,
    /// Words of the section heading.
    pub section: String,
    /// Digest of the options that show without opening a list; empty without.
    pub options: String,
    /// Which entry of a repeating section, from 0.
    pub repeat: usize,
    /// Words of the questions before and after it.
    pub between: [String; 2],
}

/// What fills a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operator {
    /// Text in one piece.
    Text,
    /// Text key by key.
    Keys,
    /// The parts of a date one after the other.
    Segments,
    /// A choice of a native select.
    Select {
        /// The form changed after it.
        #[serde(default = "not_seen")]
        reveals: bool,
    },
    /// A press on each choice.
    Press {
        /// The form changed after it.
        #[serde(default = "not_seen")]
        reveals: bool,
    },
    /// A choice from a list that opens.
    List {
        /// Which of the answer's queries brings the option; none when the list shows it by itself.
        query: Option<u8>,
        /// The page asked its server for the options.
        asks: bool,
        /// The form changed after it.
        #[serde(default = "not_seen")]
        reveals: bool,
    },
    /// A file.
    Upload {
        /// The page sent something between the choice of the file and the end of filling.
        asks: bool,
    },
}

/// Where nobody has looked for a change after a choice, one may come.
fn not_seen() -> bool {
    true
}

impl Operator {
    /// Whether the form changed after the choice that this is, so that what it asks depends on it.
    #[must_use]
    pub fn reveals(self) -> bool {
        match self {
            Self::Select { reveals } | Self::Press { reveals } | Self::List { reveals, .. } => reveals,
            Self::Text | Self::Keys | Self::Segments | Self::Upload { .. } => false,
        }
    }

    /// The same, with what is known now about changes after it.
    #[must_use]
    pub fn revealing(mut self, seen: bool) -> Self {
        if let Self::Select { reveals } | Self::Press { reveals } | Self::List { reveals, .. } = &mut self {
            *reveals = seen;
        }
        self
    }
}

/// What shows that a field holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predicate {
    /// The same text.
    SameText,
    /// The same telephone number, formatted freely.
    SameNumber,
    /// The chosen options, each by its whole label.
    Chosen,
    /// The state of a checkbox.
    State,
    /// The same date, formatted freely.
    SameDate,
    /// The name of the file.
    FileName,
}

impl Predicate {
    /// What shows that `field` holds `entry`, see [`crate::readback::read_back`].
    #[must_use]
    pub fn of(entry: &Entry, field: &Field) -> Self {
        let number = matches!(field.reading.meaning, Some(Meaning::Profile(Slot::Phone | Slot::PhoneNational)));
        match entry {
            Entry::Text { .. } if number => Self::SameNumber,
            Entry::Text { .. } => Self::SameText,
            Entry::Pick { .. } => Self::Chosen,
            Entry::Check { .. } => Self::State,
            Entry::Date { .. } => Self::SameDate,
            Entry::File { .. } => Self::FileName,
        }
    }
}

/// How a field was recognised as the one of a step, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// In every part.
    Exact,
    /// By question and an attribute that lasts.
    Stable,
    /// By its place between the same neighbours.
    Structure,
    /// By question and options.
    Name,
    /// By an attribute alone.
    Attribute,
}

impl Level {
    /// Surest first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Stable, Self::Structure, Self::Name, Self::Attribute];
}

/// Why a manual cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManualError {
    /// Not a manual at all.
    #[error("this is not a manual: {0}")]
    Unreadable(String),
    /// Of another version.
    #[error("this manual has format {0}; this version of Valet reads format {FORMAT}")]
    Format(u32),
    /// Larger than any form.
    #[error("this manual is too large: at most {STEP_LIMIT} steps and {SIZE_LIMIT} bytes are read")]
    TooLarge,
    /// A part that cannot be.
    #[error("step {step} of this manual is not possible: {why}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Manual {
    /// Reads a manual as [`serde_json`] writes it.
    ///
    /// # Errors
    /// [`ManualError`]; nothing of the text is repeated in it but the place.
    pub fn read(bytes: &[u8]) -> Result<Self, ManualError> {
        if bytes.len() > SIZE_LIMIT {
            return Err(ManualError::TooLarge);
        }
        let manual: Self = serde_json::from_slice(bytes)
            .map_err(|error| ManualError::Unreadable(format!("line {}, column {}", error.line(), error.column())))?;
        manual.check()?;
        Ok(manual)
    }

    /// Whether this could have been recorded from a form.
    fn check(&self) -> Result<(), ManualError> {
        if self.format != FORMAT {
            return Err(ManualError::Format(self.format));
        }
        let heading = [&self.platform, &self.url_pattern, &self.fingerprint];
        if self.steps.len() > STEP_LIMIT || heading.into_iter().any(|text| text.len() > TEXT_LIMIT) {
            return Err(ManualError::TooLarge);
        }
        for (number, step) in self.steps.iter().enumerate() {
            step.check().map_err(|why| ManualError::Step { step: number + 1, why })?;
        }
        Ok(())
    }
}

impl Step {
    fn check(&self) -> Result<(), &'static str> {
        let s = &self.signature;
        let [before, after] = &s.between;
        let texts = [
            &self.section,
            &s.frame,
            &s.input_type,
            &s.name,
            &s.id,
            &s.automation_id,
            &s.label,
            &s.section,
            &s.options,
            before,
            after,
        ];
        if texts.into_iter().any(|text| text.chars().count() > TEXT_LIMIT) {
            return Err("a text is too long");
        }
        if matches!(self.slot, Meaning::Honeypot | Meaning::OneTimeCode | Meaning::Password | Meaning::PasswordAgain) {
            return Err("traps, codes and passwords have no manual");
        }
        if !fits(self.operator, s.widget) {
            return Err("the operator does not fit the widget");
        }
        Ok(())
    }
}

fn fits(operator: Operator, widget: Widget) -> bool {
    use Widget as W;
    match operator {
        Operator::Text | Operator::Keys => matches!(widget, W::Text | W::TextArea | W::NativeDate),
        Operator::Segments => widget == W::SegmentedDate,
        Operator::Select { .. } => matches!(widget, W::NativeSelect | W::NativeMultiSelect),
        Operator::Press { .. } => matches!(widget, W::Radios | W::ButtonGroup | W::Checkbox | W::CheckboxGroup),
        Operator::List { .. } => matches!(widget, W::Combobox | W::MultiCombobox | W::ListboxButton | W::Prompt),
        Operator::Upload { .. } => widget == W::File,
    }
}

/// The signatures of `fields`, in their order.
#[must_use]
pub fn signatures(snapshot: &PageSnapshot, fields: &[Field]) -> Vec<Signature> {
    let labels: Vec<String> = fields.iter().map(|field| spoken(&field.label)).collect();
    let label = |at: Option<usize>| at.and_then(|at| labels.get(at)).cloned().unwrap_or_default();
    let lasting = |attribute: &str| if is_generated(attribute) { String::new() } else { cut(attribute) };
    fields
        .iter()
        .enumerate()
        .map(|(at, field)| Signature {
            frame: frame_of(snapshot, field),
            widget: field.widget,
            input_type: cut(&field.control.input_type),
            name: lasting(&field.control.name),
            id: lasting(&field.control.id),
            automation_id: cut(&field.control.automation_id),
            label: labels[at].clone(),
            section: spoken(&field.section),
            options: shown_options(field),
            repeat: field.repeat,
            between: [label(at.checked_sub(1)), label(at.checked_add(1))],
        })
        .collect()
}

/// Digest of each field's section: its questions in order, with their widgets and options. 64 hex digits.
#[must_use]
pub fn section_fingerprints(platform: &str, signatures: &[Signature]) -> Vec<String> {
    let mut texts: BTreeMap<(&str, &str, usize), String> = BTreeMap::new();
    for signature in signatures {
        let text = texts.entry(section(signature)).or_insert_with(|| format!("{platform}\u{1d}"));
        text.push_str(&asked(signature));
    }
    signatures
        .iter()
        .map(|signature| Sha256::of(texts.get(&section(signature)).map_or(&[][..], String::as_bytes)).to_string())
        .collect()
}

/// Digest of a whole form, from the signatures of all its pages. 64 hex digits.
#[must_use]
pub fn form_fingerprint<'a>(platform: &str, signatures: impl IntoIterator<Item = &'a Signature>) -> String {
    let text: String = signatures.into_iter().map(asked).collect();
    Sha256::of(format!("{platform}\u{1d}{text}").as_bytes()).to_string()
}

fn section(signature: &Signature) -> (&str, &str, usize) {
    (&signature.frame, &signature.section, signature.repeat)
}

fn asked(signature: &Signature) -> String {
    format!("{:?}\u{1e}{}\u{1e}{}\u{1d}", signature.widget, signature.label, signature.options)
}

/// For every field the step that is about it, as an index into `steps`, and how it was
/// recognised. Surer recognitions go first; no step is used for two fields, and a step
/// is about a field only where the field is read as asking for the step's slot.
#[must_use]
pub fn recognise(steps: &[&Step], fields: &[Field], signatures: &[Signature]) -> Vec<Option<(usize, Level)>> {
    let mut found: Vec<Option<(usize, Level)>> = vec![None; fields.len()];
    let mut used = vec![false; steps.len()];
    for level in Level::ALL {
        for (at, field) in fields.iter().enumerate() {
            let (None, Some(meaning), Some(now)) = (found[at], field.reading.meaning, signatures.get(at)) else {
                continue;
            };
            let step = steps
                .iter()
                .zip(&used)
                .position(|(step, used)| !used && step.slot == meaning && recognised_at(level, &step.signature, now));
            if let Some(step) = step {
                used[step] = true;
                found[at] = Some((step, level));
            }
        }
    }
    found
}

fn recognised_at(level: Level, known: &Signature, now: &Signature) -> bool {
    if (&known.frame, known.widget, known.repeat) != (&now.frame, now.widget, now.repeat) {
        return false;
    }
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let attribute =
        || same(&known.automation_id, &now.automation_id) || same(&known.name, &now.name) || same(&known.id, &now.id);
    let asked = || same(&known.label, &now.label);
    match level {
        Level::Exact => known == now,
        Level::Stable => asked() && attribute(),
        Level::Structure => {
            known.section == now.section
                && known.input_type == now.input_type
                && known.options == now.options
                && known.between == now.between
        }
        Level::Name => asked() && known.options == now.options,
        Level::Attribute => attribute(),
    }
}

/// `top`, or the host of the frame the field is in.
fn frame_of(snapshot: &PageSnapshot, field: &Field) -> String {
    let frame = field.elements.first().map(|element| element.frame.as_str()).unwrap_or_default();
    match snapshot.frames.iter().position(|known| known.frame == frame) {
        None | Some(0) => "top".to_owned(),
        Some(at) => {
            let url = &snapshot.frames[at].url;
            let host = url.split("//").nth(1).and_then(|rest| rest.split(['/', ':', '?', '#']).next());
            cut(host.filter(|host| !host.is_empty()).unwrap_or("frame"))
        }
    }
}

fn shown_options(field: &Field) -> String {
    // Lists that open show their options only while they are open.
    let listed =
        !matches!(field.widget, Widget::Combobox | Widget::MultiCombobox | Widget::Prompt | Widget::ListboxButton);
    if !listed || field.options.is_empty() {
        return String::new();
    }
    let text: String = field.options.iter().map(|option| option_key(&option.text) + "\u{1f}").collect();
    Sha256::of(text.as_bytes()).to_string()[..16].to_owned()
}

fn spoken(text: &str) -> String {
    cut(&words(text).join(" "))
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_LIMIT).collect()
}
