//! Builders of snapshots for tests.

use crate::fields::{Field, fields};
use crate::snapshot::{Button, Control, FrameSnapshot, Heading, Labels, Node, OptionEntry, PageSnapshot};

/// A reachable text input with this label.
pub(crate) fn text(label: &str) -> Control {
    Control {
        tag: "input".into(),
        input_type: "text".into(),
        labels: Labels { native: label.into(), ..Labels::default() },
        visible: true,
        reachable: true,
        form: Some(0),
        rect: [0.0, 0.0, 200.0, 30.0],
        ..Control::default()
    }
}

/// The same of another type.
pub(crate) fn input(kind: &str, label: &str) -> Control {
    Control { input_type: kind.into(), ..text(label) }
}

pub(crate) fn area(label: &str) -> Control {
    Control { tag: "textarea".into(), input_type: String::new(), ..text(label) }
}

pub(crate) fn options(texts: &[&str]) -> Vec<OptionEntry> {
    texts.iter().map(|t| OptionEntry { text: (*t).into(), value: (*t).into(), ..OptionEntry::default() }).collect()
}

pub(crate) fn select(label: &str, texts: &[&str]) -> Control {
    Control { tag: "select".into(), input_type: String::new(), options: options(texts), ..text(label) }
}

pub(crate) fn combobox(label: &str) -> Control {
    Control { combobox: true, role: "combobox".into(), ..text(label) }
}

/// Radio buttons of one group under one question.
pub(crate) fn radios(group: u32, question: &str, choices: &[&str]) -> Vec<Control> {
    grouped("radio", group, question, choices)
}

pub(crate) fn checks(group: u32, question: &str, choices: &[&str]) -> Vec<Control> {
    grouped("checkbox", group, question, choices)
}

fn grouped(kind: &str, group: u32, question: &str, choices: &[&str]) -> Vec<Control> {
    choices
        .iter()
        .map(|choice| Control {
            group: Some(group),
            checked: Some(false),
            raw_value: (*choice).into(),
            labels: Labels { native: (*choice).into(), group: question.into(), ..Labels::default() },
            ..input(kind, choice)
        })
        .collect()
}

pub(crate) fn required(mut control: Control) -> Control {
    control.required.native = true;
    control
}

pub(crate) fn named(name: &str, mut control: Control) -> Control {
    control.name = name.into();
    control
}

pub(crate) fn with_id(id: &str, mut control: Control) -> Control {
    control.id = id.into();
    control
}

pub(crate) fn in_section(section: &str, mut control: Control) -> Control {
    control.section = section.into();
    control
}

pub(crate) fn button(text: &str) -> Button {
    Button {
        tag: "button".into(),
        button_type: "submit".into(),
        text: text.into(),
        visible: true,
        form: Some(0),
        rect: [0.0, 5_000.0, 100.0, 30.0],
        ..Button::default()
    }
}

pub(crate) fn heading(text: &str) -> Heading {
    Heading { level: 1, text: text.into() }
}

/// One frame; nodes are numbered in order.
pub(crate) fn page(controls: Vec<Control>, buttons: Vec<Button>) -> PageSnapshot {
    let mut frame = FrameSnapshot { frame: "main".into(), controls, buttons, ..FrameSnapshot::default() };
    for (number, control) in frame.controls.iter_mut().enumerate() {
        control.node = Node(number as u32 + 1);
        if control.rect[1] == 0.0 {
            control.rect[1] = number as f32 * 40.0;
        }
    }
    for (number, button) in frame.buttons.iter_mut().enumerate() {
        button.node = Node(number as u32 + 10_001);
    }
    PageSnapshot { frames: vec![frame], ..PageSnapshot::default() }
}

pub(crate) fn fields_of(controls: Vec<Control>) -> Vec<Field> {
    fields(&page(controls, vec![]))
}

/// The only field of a page with one control.
pub(crate) fn field_of(control: Control) -> Field {
    let mut all = fields_of(vec![control]);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}
