//! A field as the browser's own controls, for pages drawn by the server.

use crate::markup::escape;
use crate::postings::{Choice, Field, Kind};

/// How a family wants a control.
pub(super) struct Native<'a> {
    /// Name on the wire.
    pub(super) name: &'a str,
    /// Id of the control; of choices the id with their position.
    pub(super) id: &'a str,
    /// Class of the control.
    pub(super) class: &'a str,
    /// First option of a menu.
    pub(super) unchosen: &'a str,
    /// What the field holds: labels of options, text otherwise.
    pub(super) held: &'a [String],
    /// Further attributes, with a space before.
    pub(super) attributes: &'a str,
}

impl Native<'_> {
    /// Draws the control or, for visible alternatives, all of them.
    pub(super) fn draw(&self, field: &Field) -> String {
        let Self { name, id, class, attributes, .. } = self;
        let (name, id, text) = (escape(name), escape(id), escape(self.held.first().map_or("", String::as_str)));
        let input = |kind: &str| {
            format!(
                "<input type=\"{kind}\" name=\"{name}\" id=\"{id}\" class=\"{class}\" value=\"{text}\"{attributes}>"
            )
        };
        match field.kind {
            Kind::LongText => {
                format!(
                    "<textarea name=\"{name}\" id=\"{id}\" class=\"{class}\" rows=\"5\"{attributes}>{text}</textarea>"
                )
            }
            Kind::Checkbox => {
                let ticked = if self.held.is_empty() { "" } else { " checked" };
                format!("<input type=\"checkbox\" name=\"{name}\" id=\"{id}\" value=\"1\"{ticked}{attributes}>")
            }
            Kind::Radio | Kind::YesNo => self.alternatives(field, "radio"),
            Kind::Checkboxes | Kind::OneCheckbox => self.alternatives(field, "checkbox"),
            Kind::MultiSelect => format!(
                "<select name=\"{name}\" id=\"{id}\" class=\"{class}\" multiple{attributes}>{}</select>",
                self.options(field)
            ),
            kind if kind.has_choices() => format!(
                "<select name=\"{name}\" id=\"{id}\" class=\"{class}\"{attributes}><option value=\"\">{}</option>{}</select>",
                escape(self.unchosen),
                self.options(field)
            ),
            Kind::File => {
                format!("<input type=\"file\" name=\"{name}\" id=\"{id}\" class=\"{class}\"{attributes}>")
            }
            Kind::Email => input("email"),
            Kind::Phone => input("tel"),
            Kind::Date => input("date"),
            Kind::Number => input("number"),
            _ => input("text"),
        }
    }

    fn holds(&self, choice: &Choice) -> bool {
        self.held.contains(&choice.label)
    }

    fn options(&self, field: &Field) -> String {
        let option = |choice: &Choice| {
            let chosen = if self.holds(choice) { " selected" } else { "" };
            format!("<option value=\"{}\"{chosen}>{}</option>", escape(&choice.id), escape(&choice.label))
        };
        field.choices.iter().map(option).collect()
    }

    fn alternatives(&self, field: &Field, kind: &str) -> String {
        let (name, id) = (escape(self.name), escape(self.id));
        let row = |(index, choice): (usize, &Choice)| {
            let ticked = if self.holds(choice) { " checked" } else { "" };
            format!(
                "<span class=\"alternative\"><input type=\"{kind}\" name=\"{name}\" id=\"{id}_{index}\" value=\"{}\"{ticked}> \
                 <label for=\"{id}_{index}\">{}</label></span> ",
                escape(&choice.id),
                escape(&choice.label)
            )
        };
        field.choices.iter().enumerate().map(row).collect()
    }
}

/// The question, with the page's sign for required ones.
pub(super) fn caption(field: &Field, sign: &str) -> String {
    format!("{}{}", escape(&field.label), if field.required { sign } else { "" })
}
