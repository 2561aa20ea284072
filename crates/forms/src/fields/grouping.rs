//! Controls that answer one question together become one field.

use super::admission::Gate;
use super::labels::{self, Question, Taken};
use super::schema::Schemas;
use super::{ElementRef, Field, Holding, Widget, keys, sections};
use crate::meaning::{self, Sight};
use crate::phrases::Lexicon;
use crate::snapshot::{Control, FrameSnapshot, OptionEntry};
use crate::wording::{attribute_words, tidy, words};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Controls that become a field, in the order of its elements.
pub(super) struct Draft<'a> {
    members: Vec<&'a Control>,
    widget: Widget,
}

/// What several controls may have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Radio,
    Check,
    Toggle,
}

#[derive(PartialEq, Eq, Hash)]
enum GroupId<'a> {
    Number(u32, Kind),
    Name(Option<u32>, &'a str, Kind),
}

/// Admits and groups the controls of a frame, in document order.
pub(super) fn drafts(frame: &FrameSnapshot) -> (Vec<Draft<'_>>, Taken) {
    let gate = Gate::of(frame);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut groups: HashMap<GroupId<'_>, usize> = HashMap::new();
    for control in &frame.controls {
        if !gate.admits(control) {
            absorb_proxy(control, &mut drafts);
            continue;
        }
        let Some(kind) = kind(control) else {
            drafts.push(Draft { members: vec![control], widget: single_widget(control) });
            continue;
        };
        let id = match (control.group, control.name.as_str()) {
            (Some(number), _) => Some(GroupId::Number(number, kind)),
            (None, name) if !name.is_empty() && kind != Kind::Toggle => Some(GroupId::Name(control.form, name, kind)),
            _ => None,
        };
        match id.as_ref().and_then(|id| groups.get(id)) {
            Some(&at) => drafts[at].members.push(control),
            None => {
                if let Some(id) = id {
                    groups.insert(id, drafts.len());
                }
                drafts.push(Draft { members: vec![control], widget: group_widget(kind) });
            }
        }
    }
    // One toggle alone is a switch of the page, not an answer.
    drafts.retain(|d| d.widget != Widget::ButtonGroup || d.members.len() > 1);
    let taken = gate.into_taken();
    let drafts = drafts.into_iter().flat_map(|draft| separate(draft, &taken)).collect();
    (join_dates(without_shadows(drafts, &taken)), taken)
}

/// A hidden input that only carries `required` for the widget before it.
fn absorb_proxy<'a>(control: &'a Control, drafts: &mut [Draft<'a>]) {
    let proxy = control.tag == "input"
        && !control.reachable
        && control.required.native
        && control.name.is_empty()
        && control.id.is_empty()
        && control.input_type == "text";
    if proxy
        && let Some(last) = drafts.last_mut()
        && matches!(last.widget, Widget::Combobox | Widget::MultiCombobox | Widget::ListboxButton)
    {
        last.members.push(control);
    }
}

fn kind(control: &Control) -> Option<Kind> {
    match (control.tag.as_str(), control.input_type.as_str(), control.role.as_str()) {
        ("input", "radio", _) | (_, _, "radio" | "menuitemradio") => Some(Kind::Radio),
        ("input", "checkbox", _) | (_, _, "checkbox" | "switch" | "menuitemcheckbox") => Some(Kind::Check),
        ("button", ..) | (_, _, "button") if control.checked.is_some() && control.popup.is_empty() => {
            Some(Kind::Toggle)
        }
        _ => None,
    }
}

fn group_widget(kind: Kind) -> Widget {
    match kind {
        Kind::Radio => Widget::Radios,
        Kind::Check => Widget::CheckboxGroup,
        Kind::Toggle => Widget::ButtonGroup,
    }
}

fn single_widget(control: &Control) -> Widget {
    match (control.tag.as_str(), control.input_type.as_str()) {
        ("textarea", _) => Widget::TextArea,
        ("select", _) if control.multiple => Widget::NativeMultiSelect,
        ("select", _) => Widget::NativeSelect,
        ("input", "password") => Widget::Password,
        ("input", "file") => Widget::File,
        ("input", "date" | "month") => Widget::NativeDate,
        ("input", _) if is_prompt(control) => Widget::Prompt,
        // Takes no key, and what it opens is no list: a calendar, which shows the date in the box.
        ("input", "text") if control.readonly && control.popup == "dialog" => Widget::Text,
        // Lever's place box says nothing of itself, but only a chosen place counts.
        ("input", "text") if control.id == "location-input" => Widget::Combobox,
        ("input", _) if control.combobox && control.multiple => Widget::MultiCombobox,
        ("input", _) if control.combobox => Widget::Combobox,
        ("input", _) => Widget::Text,
        (_, _) if control.role == "textbox" => Widget::TextArea,
        (_, _) if control.role == "spinbutton" => Widget::Text,
        (_, _) if control.multiple && (control.popup == "listbox" || control.combobox) => Widget::MultiCombobox,
        (_, _) if control.popup == "listbox" || matches!(control.role.as_str(), "combobox" | "listbox" | "button") => {
            Widget::ListboxButton
        }
        _ if control.combobox => Widget::ListboxButton,
        _ => Widget::TextArea,
    }
}

/// Workday's search boxes have no role; they answer after Enter and collect chips.
fn is_prompt(control: &Control) -> bool {
    let automation = control.automation_id.to_ascii_lowercase();
    let named =
        ["searchbox", "monikersearchbox", "multiselectcontainer", "promptsearchbutton", "multiselectinputcontainer"]
            .iter()
            .any(|n| automation.contains(n) || control.id.to_ascii_lowercase().contains(n));
    let plain_search = !control.combobox
        && control.labels.placeholder.eq_ignore_ascii_case("search")
        && (automation.starts_with("formfield-") || !control.chips.is_empty());
    named || plain_search
}

static CONSENT: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "^ i|we|yes i? hereby|do? agree|consent|certify|acknowledge|confirm|accept|understand|authorize|authorise|declare|attest|have|want|would|am",
            "terms and|of|conditions|service|use",
            "privacy policy|notice|statement",
            "by checking|clicking|submitting|ticking",
            "subscribe|newsletter|marketing",
        ]
        .map(|p| (p, ())),
        false,
    )
});

/// Checkboxes in one fieldset are one question only when something asks it; consents stand each for itself.
fn separate<'a>(draft: Draft<'a>, taken: &Taken) -> Vec<Draft<'a>> {
    if draft.widget != Widget::CheckboxGroup {
        return vec![draft];
    }
    if draft.members.len() == 1 {
        return vec![Draft { widget: Widget::Checkbox, ..draft }];
    }
    let same_name =
        draft.members.windows(2).all(|pair| pair[0].name == pair[1].name) && !draft.members[0].name.is_empty();
    let asked = !labels::of_group(&draft.members, None, taken).text.is_empty();
    let consents = draft.members.iter().filter(|m| is_consent(m)).count();
    let about_disability = draft.members.iter().any(|m| words(&labels::of_choice(m)).iter().any(|w| w == "disability"));
    if (consents == 0 || about_disability) && (asked || same_name) {
        return vec![draft];
    }
    draft.members.into_iter().map(|m| Draft { members: vec![m], widget: Widget::Checkbox }).collect()
}

fn is_consent(control: &Control) -> bool {
    let choice = words(&labels::of_choice(control));
    choice.len() > 2 && CONSENT.hits(&choice)
}

/// A hidden checkbox behind a group of buttons that say the same is the same question.
fn without_shadows<'a>(drafts: Vec<Draft<'a>>, taken: &Taken) -> Vec<Draft<'a>> {
    let shown: Vec<(String, String)> = drafts
        .iter()
        .filter(|d| d.widget == Widget::ButtonGroup)
        .map(|d| (d.members[0].automation_id.clone(), labels::of_group(&d.members, None, taken).text))
        .collect();
    if shown.is_empty() {
        return drafts;
    }
    let is_shadow = |draft: &Draft<'_>| {
        let control = draft.members[0];
        draft.widget == Widget::Checkbox
            && !control.reachable
            && shown.iter().any(|(automation, question)| {
                (!automation.is_empty() && *automation == control.automation_id)
                    || (!question.is_empty() && *question == labels::of_single(control, None, taken).text)
            })
    };
    drafts.into_iter().filter(|d| !is_shadow(d)).collect()
}

/// A part of a date that has a control of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Month,
    Day,
    Year,
}

/// The part a control is for, when its own name says nothing else.
fn part(control: &Control) -> Option<Part> {
    let own = [&control.labels.aria, &control.labels.native, &control.labels.placeholder, &control.labels.title];
    let said = own.into_iter().map(|t| words(t)).find(|w| !w.is_empty()).and_then(|w| match w.as_slice() {
        [only] => part_word(only),
        _ => None,
    });
    said.or_else(|| {
        [&control.automation_id, &control.id].into_iter().find_map(|attribute| {
            let lower = attribute.to_ascii_lowercase();
            let at = lower.find("datesection")?;
            let rest = &lower[at + "datesection".len()..];
            [("month", Part::Month), ("day", Part::Day), ("year", Part::Year)]
                .into_iter()
                .find(|(word, _)| rest.starts_with(word))
                .map(|(_, part)| part)
        })
    })
}

fn part_word(word: &str) -> Option<Part> {
    match word {
        "month" | "mm" | "monat" | "mois" | "mes" | "maand" => Some(Part::Month),
        "day" | "dd" | "tag" | "tt" | "jour" | "dia" | "dag" => Some(Part::Day),
        "year" | "yyyy" | "jahr" | "jjjj" | "annee" | "ano" | "jaar" => Some(Part::Year),
        _ => None,
    }
}

fn is_segment(control: &Control) -> bool {
    control.role == "spinbutton"
        || [&control.automation_id, &control.id].iter().any(|a| a.to_ascii_lowercase().contains("datesection"))
}

/// Month, day and year boxes next to each other are one date; a lone year box only when it is a segment.
fn join_dates(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let mut out: Vec<Draft<'_>> = Vec::new();
    let mut open: Vec<Part> = Vec::new();
    for draft in drafts {
        let control = draft.members[0];
        let this = (draft.widget == Widget::Text).then(|| part(control)).flatten();
        let Some(this) = this else {
            open.clear();
            out.push(draft);
            continue;
        };
        match out.last_mut() {
            Some(last) if !open.is_empty() && !open.contains(&this) && together(last.members[0], control) => {
                open.push(this);
                last.members.push(control);
                last.widget = Widget::SegmentedDate;
            }
            _ => {
                open = vec![this];
                let widget = if is_segment(control) { Widget::SegmentedDate } else { Widget::Text };
                out.push(Draft { members: draft.members, widget });
            }
        }
    }
    for draft in out.iter_mut().filter(|d| d.widget == Widget::SegmentedDate) {
        draft.members.sort_by_key(|m| part(m));
    }
    out
}

fn together(a: &Control, b: &Control) -> bool {
    let close = (a.rect[1] - b.rect[1]).abs() < 60.0;
    a.section == b.section && a.form == b.form && close
}

/// What the page says is wrong with a control: its error, else the description of a control that is marked invalid.
fn error_of(control: &Control) -> String {
    let error = tidy(&control.error);
    if error.is_empty() && control.invalid { tidy(&control.description) } else { error }
}

impl Draft<'_> {
    /// Labels the draft, reads its meaning and names it.
    pub(super) fn finish(
        &self,
        number: usize,
        frame: &FrameSnapshot,
        schemas: &Schemas,
        taken: &Taken,
        keys: &mut keys::Keys,
    ) -> Field {
        let control = self.members[0];
        let asked = schemas.of(&control.name);
        let question = self.question(asked.map(|a| a.text.as_str()), taken);
        let options = self.options();
        let section = tidy(&control.section);
        let label = question.text;
        let reading = meaning::read(&Sight {
            label: &label,
            weak_label: question.weak,
            section: &section,
            options: &options,
            control,
            widget: self.widget,
            entry: sections::entry_of(control),
        });
        let said_optional = self.members.iter().any(|m| says_optional(m));
        let native = self.members.iter().any(|m| m.required.native || m.required.aria);
        let marked = self.members.iter().any(|m| m.required.any()) || asked.is_some_and(|a| a.required);
        Field {
            key: keys.name(number, control, &label, &section),
            elements: self.fillable().map(|m| ElementRef { frame: frame.frame.clone(), node: m.node }).collect(),
            widget: self.widget,
            help: tidy(&control.description),
            section,
            required: native || (marked && !said_optional),
            holding: self.holding(),
            error: self.members.iter().map(|m| error_of(m)).find(|e| !e.is_empty()).unwrap_or_default(),
            max_length: control.max_length.filter(|n| *n > 0),
            accept: control.accept.clone(),
            repeat: 0,
            lang: frame.lang.clone(),
            options,
            label,
            reading,
            control: control.clone(),
        }
    }

    /// Without the proxies that only carry `required`.
    fn fillable(&self) -> impl Iterator<Item = &Control> {
        let several =
            matches!(self.widget, Widget::Radios | Widget::ButtonGroup | Widget::CheckboxGroup | Widget::SegmentedDate);
        self.members.iter().copied().take(if several { usize::MAX } else { 1 })
    }

    fn question(&self, schema: Option<&str>, taken: &Taken) -> Question {
        match self.widget {
            Widget::Radios | Widget::ButtonGroup | Widget::CheckboxGroup => {
                labels::of_group(&self.members, schema, taken)
            }
            Widget::SegmentedDate => labels::of_date(&self.members, taken),
            Widget::Checkbox => labels::of_box(self.members[0], schema, taken),
            _ => labels::of_single(self.members[0], schema, taken),
        }
    }

    fn options(&self) -> Vec<OptionEntry> {
        match self.widget {
            Widget::Radios | Widget::ButtonGroup | Widget::CheckboxGroup => {
                self.members.iter().map(|m| choice(m)).collect()
            }
            _ => self.members[0].options.clone(),
        }
    }

    fn holding(&self) -> Holding {
        let control = self.members[0];
        let mut holding = Holding::default();
        match self.widget {
            Widget::Radios | Widget::ButtonGroup | Widget::CheckboxGroup => {
                let chosen = self.members.iter().filter(|m| m.checked == Some(true));
                holding.texts = chosen.map(|m| labels::of_choice(m)).collect();
            }
            Widget::Checkbox => holding.checked = Some(control.checked.unwrap_or(false)),
            Widget::File => holding.files.clone_from(&control.files),
            Widget::SegmentedDate => {
                let parts: Vec<String> = self.members.iter().map(|m| tidy(&m.value)).collect();
                if parts.iter().any(|p| p.chars().any(|c| c.is_ascii_digit())) {
                    holding.texts = parts;
                }
            }
            Widget::NativeMultiSelect => {
                holding.texts = control.options.iter().filter(|o| o.selected).map(|o| tidy(&o.text)).collect();
            }
            Widget::NativeSelect => holding.texts = chosen_text(control).into_iter().collect(),
            Widget::MultiCombobox | Widget::Prompt => holding.texts = control.chips.iter().map(|c| tidy(c)).collect(),
            Widget::Combobox | Widget::ListboxButton => {
                let shown = if control.chips.is_empty() { vec![tidy(&control.value)] } else { control.chips.clone() };
                holding.texts = shown.into_iter().filter(|t| !t.is_empty() && !labels::is_prompt_text(t)).collect();
            }
            Widget::Text | Widget::TextArea | Widget::NativeDate => {
                let value = control.value.trim();
                holding.texts = (!value.is_empty()).then(|| value.to_owned()).into_iter().collect();
            }
            Widget::Password => {}
        }
        holding
    }
}

fn chosen_text(control: &Control) -> Option<String> {
    let selected = control.options.iter().find(|o| o.selected);
    let text = tidy(selected.map_or(control.value.as_str(), |o| o.text.as_str()));
    let is_prompt = labels::is_prompt_text(&text)
        || selected.is_some_and(|o| o.value.is_empty() && labels::starts_like_prompt(&text));
    (!text.is_empty() && !is_prompt).then_some(text)
}

fn choice(control: &Control) -> OptionEntry {
    OptionEntry {
        node: Some(control.node),
        text: labels::of_choice(control),
        value: control.raw_value.clone(),
        selected: control.checked == Some(true),
        disabled: control.disabled,
    }
}

fn says_optional(control: &Control) -> bool {
    let labels = &control.labels;
    [&labels.native, &labels.aria, &labels.group, &labels.container]
        .iter()
        .any(|t| t.to_lowercase().trim_end_matches([')', ']', ' ']).ends_with("optional"))
}

/// The part of a date a control asks for by its attributes or the last word of its label ("Start date month").
pub(crate) fn part_of_label(label: &str, control: &Control) -> Option<Part> {
    let label = words(label);
    let by_label = label.iter().rev().find_map(|w| part_word(w));
    let years_asked = label.iter().any(|w| w == "years" || w == "many");
    let whole = words(&control.labels.placeholder).iter().filter(|w| part_word(w).is_some()).count() > 1;
    if years_asked || whole {
        return None;
    }
    by_label.or_else(|| {
        let words = attribute_words(&control.id);
        words.iter().find_map(|w| part_word(w))
    })
}
