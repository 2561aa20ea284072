//! What the page script saw: the wire shape between the browser and the brain.
//!
//! One snapshot holds every frame of a page (same-origin, cross-origin) and
//! every open shadow root. It holds facts of the document only; what they mean
//! is decided elsewhere. Texts are trimmed, inner whitespace collapsed, and cut
//! at [`TEXT_LIMIT`] characters; a frame reports at most [`CONTROL_LIMIT`] controls.

use serde::{Deserialize, Serialize};

/// Longest text the page script reports for a label, an option or a value, in characters.
pub const TEXT_LIMIT: usize = 2_000;

/// Most controls a frame reports; beyond it the frame is marked `truncated`.
pub const CONTROL_LIMIT: usize = 2_000;

/// Most options a control reports.
pub const OPTION_LIMIT: usize = 3_000;

/// A page at one moment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageSnapshot {
    /// Address of the top frame.
    pub url: String,
    /// Document title of the top frame.
    pub title: String,
    /// Top frame first, then document order.
    pub frames: Vec<FrameSnapshot>,
}

/// One document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameSnapshot {
    /// The browser's identifier of the frame; set by the browser crate.
    pub frame: String,
    /// Address of the document.
    pub url: String,
    /// Document title.
    pub title: String,
    /// `lang` of the root element, lower case, as written.
    pub lang: String,
    /// Visible headings (`h1`–`h4`, `role=heading`) in order.
    pub headings: Vec<Heading>,
    /// Form controls in document order.
    pub controls: Vec<Control>,
    /// Things one can press that are not form controls, in document order.
    pub buttons: Vec<Button>,
    /// Visible error and alert texts.
    pub alerts: Vec<String>,
    /// The first 6,000 characters of visible text.
    pub text: String,
    /// Contents of `script[type="application/ld+json"]`, at most 20 kB each, at most 5.
    pub json_ld: Vec<String>,
    /// URLs of frames and elements that betray a challenge (reCAPTCHA, hCaptcha, Turnstile …), with their visible size.
    pub challenges: Vec<Challenge>,
    /// Elements that betray a place to sign in, by selector, with their visible size.
    pub doors: Vec<Challenge>,
    /// Names of the steps of the list that marks one of them as current, at most 30; empty without such a list.
    pub steps: Vec<String>,
    /// Which of `steps` is the current one, from 0.
    pub step: Option<u32>,
    /// Some controls were left out because there were too many.
    pub truncated: bool,
}

/// A heading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Text.
    pub text: String,
}

/// Names an element within one document for as long as the document lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Node(pub u32);

/// A form control as the document describes it. One radio button is one
/// control; grouping is the brain's work, helped by `group`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// The element.
    pub node: Node,
    /// Tag name, lower case.
    pub tag: String,
    /// `type` of an input, lower case (`text` when absent); empty for other tags.
    pub input_type: String,
    /// Explicit `role`.
    pub role: String,
    /// `id` attribute.
    pub id: String,
    /// `name` attribute.
    pub name: String,
    /// `autocomplete` attribute, lower case.
    pub autocomplete: String,
    /// First of `data-automation-id`, `data-qa`, `data-testid`, `data-field-path`, `data-field`, own or of the nearest of five ancestors.
    pub automation_id: String,
    /// Everything that might be its label, by origin.
    pub labels: Labels,
    /// Description: `aria-describedby`, then `title` when it is not the name.
    pub description: String,
    /// Error shown for this control: `aria-errormessage`, or an error element within its container.
    pub error: String,
    /// `aria-invalid=true` or the native validity state after a submit attempt.
    pub invalid: bool,
    /// Nearest heading or legend that precedes it and contains more than this one control.
    pub section: String,
    /// Controls with the same number answer one question: same radio name, same fieldset or `role=group|radiogroup` of checkboxes or toggle buttons.
    pub group: Option<u32>,
    /// How it is marked as required.
    pub required: Required,
    /// Rendered: not `display:none`, `visibility:hidden`, zero opacity or `hidden`.
    pub visible: bool,
    /// A person could meet it: visible, at least 2 px each way, within the page's scrollable area, not under `aria-hidden`, `tabindex` not negative with zero size.
    pub reachable: bool,
    /// Inside a closed `<details>`, which a person can open.
    pub folded: bool,
    /// Disabled, by itself or by its fieldset.
    pub disabled: bool,
    /// Read-only.
    pub readonly: bool,
    /// Current value. For a native select the text of the selected option; for
    /// a custom select the committed text it shows; never a password. For a
    /// hidden input that carries a question schema the whole of it, up to 20,000 characters.
    pub value: String,
    /// Raw `value` attribute of a radio or checkbox.
    pub raw_value: String,
    /// Checked, pressed or selected state of radios, checkboxes and toggle buttons.
    pub checked: Option<bool>,
    /// Committed choices of a multiple custom select (chips).
    pub chips: Vec<String>,
    /// Names of files a file input holds, or that its container shows as uploaded.
    pub files: Vec<String>,
    /// Options of a native select, a datalist, or an open listbox.
    pub options: Vec<OptionEntry>,
    /// `aria-expanded`.
    pub expanded: Option<bool>,
    /// `aria-haspopup`, lower case.
    pub popup: String,
    /// Behaves like a combobox: role, `aria-autocomplete`, or a known widget's class (react-select, select2 …).
    pub combobox: bool,
    /// Accepts several values.
    pub multiple: bool,
    /// `maxlength`.
    pub max_length: Option<u32>,
    /// `min`.
    pub min: String,
    /// `max`.
    pub max: String,
    /// `pattern`.
    pub pattern: String,
    /// `accept` of a file input.
    pub accept: String,
    /// `inputmode`.
    pub input_mode: String,
    /// Index into the frame's `buttons`' `form` numbering: controls of one `<form>` share it.
    pub form: Option<u32>,
    /// Left, top, width, height in CSS pixels of the frame's page.
    pub rect: [f32; 4],
}

/// Candidate labels by origin, in the order of the accessible-name rules, then the fallbacks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// `aria-labelledby`, concatenated.
    pub labelledby: String,
    /// `aria-label`.
    pub aria: String,
    /// `<label for>` and wrapping `<label>`, without the text of the control itself.
    pub native: String,
    /// `<legend>` of the nearest fieldset, or the name of the nearest `role=group|radiogroup`.
    pub group: String,
    /// `title`.
    pub title: String,
    /// `placeholder`.
    pub placeholder: String,
    /// Question text of the nearest container that holds this control (or its group) only.
    pub container: String,
    /// Nearest preceding visible text.
    pub preceding: String,
}

/// How a control is marked as required.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Required {
    /// `required` attribute, on itself or on a hidden proxy of its widget.
    pub native: bool,
    /// `aria-required=true`, own or of its group.
    pub aria: bool,
    /// A glyph (`*`, `✱`) or the word "required" in its label, legend or container.
    pub marked: bool,
}

impl Required {
    /// Required in any of the ways.
    #[must_use]
    pub fn any(self) -> bool {
        self.native || self.aria || self.marked
    }
}

/// One choice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OptionEntry {
    /// The element; absent for a datalist.
    pub node: Option<Node>,
    /// Whole visible text.
    pub text: String,
    /// `value` attribute.
    pub value: String,
    /// Selected now.
    pub selected: bool,
    /// Cannot be chosen.
    pub disabled: bool,
}

/// Something one can press.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    /// The element.
    pub node: Node,
    /// Tag name.
    pub tag: String,
    /// `type` of a button or input; `submit` for a button without one inside a form.
    pub button_type: String,
    /// Explicit `role`.
    pub role: String,
    /// Accessible name.
    pub text: String,
    /// `id` attribute.
    pub id: String,
    /// Same order of attributes as [`Control::automation_id`], own only.
    pub automation_id: String,
    /// Target of a link, absolute.
    pub href: String,
    /// Rendered and reachable.
    pub visible: bool,
    /// Disabled natively or by ARIA.
    pub disabled: bool,
    /// `aria-haspopup`, lower case.
    pub popup: String,
    /// Which `<form>` it belongs to.
    pub form: Option<u32>,
    /// Left, top, width, height in CSS pixels.
    pub rect: [f32; 4],
}

/// A trace of a challenge widget.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Challenge {
    /// What matched: the selector or the frame address without its query.
    pub signal: String,
    /// Visible width and height in CSS pixels; zero when not rendered.
    pub size: [f32; 2],
    /// It only says that the page is watched over, and asks nobody anything.
    pub badge: bool,
}
