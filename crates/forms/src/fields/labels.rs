//! Which of the candidate labels is the question, and which the choice.

use crate::phrases::Lexicon;
use crate::snapshot::{Control, Node};
use crate::wording::{option_key, tidy, without_marks, words};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A question and how it was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    pub(super) text: String,
    /// From a placeholder, a title or merely the text before the control.
    pub(super) weak: bool,
}

/// Texts that ask nothing: prompts of empty widgets and names of their buttons.
static GENERIC: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "select|choose|pick|search|enter|browse|attach|upload|open|clear|none|type|start|add|loading|input|dropdown|combobox|textbox|optional|required|suchen|auswahlen|wahlen|seleccionar|selectionner|kies",
            "please? select|choose|pick|enter one|an|option|options|value|values|item|items|date|your|answer|here?",
            "select|choose an|one|a|your option|answer|value|file|date|files?",
            "type|write|enter here|something|your|text answer|response|text|here?",
            "start typing|writing to? search?",
            "type to search|add|filter",
            "your answer|response|text",
            "choose|select|upload|attach|add|drop|browse a? file|files here?",
            "drag and? drop * ",
            "drop|drag files? * ",
            "upload|attach|drop or|and * ",
            "attach dropbox|google|enter * ",
            "no file|files|options|results chosen|selected|found?",
            "none|nothing selected",
            "toggle flyout|menu|dropdown",
            "pick date|a?",
            "mm|dd|yyyy|jj|tt|aaaa|m|d|y mm|dd|yyyy|yy|m|d? mm|dd|yyyy|yy|y?",
            "0|items|item selected",
            "bitte wahlen|auswahlen",
            "jane|john doe|smith|applicant?",
            "items selected",
            "search or? select",
        ]
        .map(|p| (p, ())),
        true,
    )
});

/// Texts that already are the label of some control: standing before another
/// control as well does not make them the question of that one.
#[derive(Debug, Default)]
pub(super) struct Taken(HashMap<String, Owner>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    node: Node,
    group: Option<u32>,
}

impl Taken {
    pub(super) fn of(controls: &[Control]) -> Self {
        let mut owners = HashMap::new();
        let mut own = |text: &str, control: &Control| {
            let text = tidy(text);
            if !text.is_empty() {
                owners.entry(text).or_insert(Owner { node: control.node, group: control.group });
            }
        };
        for control in controls {
            own(&control.labels.labelledby, control);
            own(&control.labels.native, control);
        }
        for control in controls.iter().filter(|c| c.labels.labelledby.is_empty() && c.labels.native.is_empty()) {
            own(&control.labels.preceding, control);
        }
        Self(owners)
    }

    /// The text before a control, unless it belongs to another one.
    fn preceding(&self, control: &Control) -> Option<String> {
        let text = tidy(&control.labels.preceding);
        let mine = self.0.get(&text).is_none_or(|owner| {
            owner.node == control.node || (control.group.is_some() && owner.group == control.group)
        });
        if mine { usable(&text) } else { None }
    }
}

/// A candidate as a label, or nothing when it asks nothing.
fn usable(text: &str) -> Option<String> {
    let text = without_marks(text);
    if text.is_empty() || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let plain = words(&text);
    (!plain.is_empty() && !GENERIC.hits(&plain)).then_some(text)
}

/// A placeholder is often an example: addresses, numbers and web pages are not questions.
fn usable_placeholder(text: &str) -> Option<String> {
    let example = text.contains('@') || text.contains("://") || text.contains("www.") || text.starts_with("e.g");
    if example { None } else { usable(text) }
}

/// The question of a control that stands alone: the order of the accessible
/// name, then the container's question and the text before it, the placeholder last.
pub(super) fn of_single(control: &Control, schema: Option<&str>, taken: &Taken) -> Question {
    let labels = &control.labels;
    let strong = [
        schema.map(str::to_owned),
        Some(without_shown(&labels.labelledby, control)),
        Some(without_value(&labels.aria, &control.value)),
        Some(without_shown(&labels.native, control)),
        Some(labels.container.clone()),
    ];
    if let Some(text) = strong.into_iter().flatten().find_map(|t| usable(&t)) {
        return Question { text, weak: false };
    }
    let group = usable(&labels.group);
    let weak = usable(&labels.title).or_else(|| taken.preceding(control)).or(group);
    let weak = weak.or_else(|| usable_placeholder(&labels.placeholder));
    weak.map_or_else(Question::default, |text| Question { text, weak: true })
}

/// Words that agree without saying to what.
static BARE_YES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "yes? i? hereby? agree|accept|consent|confirm|acknowledge|understand|certify",
            "yes|agreed|accepted|ok|okay",
            "i have read and? understood|understand|agree|accept? this|it|above?",
            "ja|oui|si|sim",
            "ich stimme zu",
            "einverstanden|zustimmen",
            "jaccepte|accepter",
            "acepto|aceito|concordo|akkoord",
        ]
        .map(|p| (p, ())),
        true,
    )
});

/// The question of a box on its own. "I agree" asks nothing: what is agreed to is the text it refers to, else the text around it.
pub(super) fn of_box(control: &Control, schema: Option<&str>, taken: &Taken) -> Question {
    let named = of_single(control, schema, taken);
    if !BARE_YES.hits(&words(&named.text)) {
        return named;
    }
    let labels = &control.labels;
    let beside = [&control.description, &labels.container, &labels.group, &labels.preceding];
    let statement = beside.into_iter().filter_map(|text| usable(text)).find(|text| !BARE_YES.hits(&words(text)));
    statement.map_or(named, |text| Question { text, weak: false })
}

/// The label of a list may enclose what the list shows: "Country United States".
fn without_shown(label: &str, control: &Control) -> String {
    let listed = control.combobox || !control.popup.is_empty();
    match tidy(label).strip_suffix(control.value.trim()) {
        Some(front) if listed && !control.value.trim().is_empty() && front.ends_with(' ') => {
            front.trim_end().to_owned()
        }
        _ => label.to_owned(),
    }
}

/// Some buttons carry their value in their name: "State California Required".
fn without_value(aria: &str, value: &str) -> String {
    let mut text = without_marks(aria);
    let trailing = [value, "Select One", "select one", "–Select–", "-Select-", "--Select--", "Select..."];
    for mark in [" Required", " required"] {
        if let Some(front) = text.strip_suffix(mark) {
            text = front.to_owned();
        }
    }
    for end in trailing.into_iter().filter(|v| !v.is_empty()) {
        if let Some(front) = text.strip_suffix(end)
            && front.ends_with(' ')
        {
            text = front.trim_end().to_owned();
        }
    }
    text
}

/// The choice a radio button, a checkbox or a toggle stands for.
pub(super) fn of_choice(control: &Control) -> String {
    let labels = &control.labels;
    [&labels.native, &labels.aria, &labels.labelledby, &labels.title, &control.value, &control.raw_value]
        .into_iter()
        .map(|t| tidy(t))
        .find(|t| !t.is_empty() && (t != "on" || labels.native.is_empty()))
        .unwrap_or_default()
}

/// The question of a group: never the text of one of its choices.
pub(super) fn of_group(members: &[&Control], schema: Option<&str>, taken: &Taken) -> Question {
    let Some(first) = members.first() else { return Question::default() };
    let choices: Vec<String> = members.iter().map(|m| option_key(&of_choice(m))).collect();
    let is_question = |text: &String| {
        let key = option_key(text);
        // A container that repeats all its choices after the question is not usable as a whole.
        !choices.contains(&key)
    };
    let strong = [schema.map(str::to_owned), Some(first.labels.group.clone()), Some(first.labels.container.clone())];
    if let Some(text) = strong.into_iter().flatten().find_map(|t| usable(&t).filter(&is_question)) {
        return Question { text, weak: false };
    }
    match taken.preceding(first).filter(is_question) {
        Some(text) => Question { text, weak: true },
        None => Question::default(),
    }
}

/// The question of a date in parts: what is said above the parts, not "Month".
pub(super) fn of_date(members: &[&Control], taken: &Taken) -> Question {
    let Some(first) = members.first() else { return Question::default() };
    let labels = &first.labels;
    let above = [&labels.labelledby, &labels.group, &labels.container, &labels.native, &labels.aria];
    let is_part = |text: &String| {
        words(text).iter().all(|w| matches!(w.as_str(), "month" | "day" | "year" | "mm" | "dd" | "yyyy" | "of"))
    };
    if let Some(text) = above.into_iter().find_map(|t| usable(t).filter(|t| !is_part(t))) {
        return Question { text, weak: false };
    }
    match taken.preceding(first).filter(|t| !is_part(t)) {
        Some(text) => Question { text, weak: true },
        None => usable(&labels.aria).map_or_else(Question::default, |text| Question { text, weak: true }),
    }
}

/// What an empty choice widget shows.
pub(crate) fn is_prompt_text(text: &str) -> bool {
    let words = words(text);
    !words.is_empty()
        && GENERIC.hits(&words)
        && !matches!(words.as_slice(), [w] if matches!(w.as_str(), "none" | "open" | "add" | "other" | "optional" | "required" | "clear"))
        || text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '…' | ' ' | '_'))
}

/// A first option without a value that invites: "Select your state".
pub(super) fn starts_like_prompt(text: &str) -> bool {
    words(text).first().is_some_and(|w| {
        matches!(w.as_str(), "select" | "choose" | "please" | "pick" | "bitte" | "selectionner" | "seleccione" | "kies")
    })
}
