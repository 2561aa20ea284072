//! Turns a value into what a widget takes, or says why it cannot.

use super::equivalents::{DECLINE, MONTHS, NO, YES};
use super::{Entry, FileEntry, polar};
use crate::fields::{Field, Part, Widget, part_of_label};
use crate::options::{Choice, Wanted, choose};
use crate::wording::{option_key, words};
use domain::{Fact, PartialDate};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A value on its way into a field.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Text as it is.
    Text(String),
    /// One thing in several wordings.
    One(Wanted),
    /// Several things; those a list does not have are left out.
    Some(Vec<Wanted>),
    /// Several things, all of them.
    All(Vec<Wanted>),
    /// Yes or no.
    Bool(bool),
    /// A date.
    Date(PartialDate),
    /// A file.
    File(FileEntry),
}

/// Yes or no as choices.
pub(super) fn yes_no(yes: bool) -> Wanted {
    Wanted::any_of(if yes { YES } else { NO }.iter().copied())
}

/// Declining as a choice.
pub(super) fn decline() -> Wanted {
    Wanted::any_of(DECLINE.iter().copied())
}

/// Whether the widget offers choices.
pub(super) fn is_choice(widget: Widget) -> bool {
    use Widget as W;
    matches!(
        widget,
        W::NativeSelect
            | W::NativeMultiSelect
            | W::Radios
            | W::ButtonGroup
            | W::CheckboxGroup
            | W::Combobox
            | W::MultiCombobox
            | W::ListboxButton
            | W::Prompt
    )
}

/// Whether the widget takes several choices for sure.
pub(super) fn takes_several(widget: Widget) -> bool {
    matches!(widget, Widget::NativeMultiSelect | Widget::CheckboxGroup | Widget::MultiCombobox | Widget::Prompt)
}

/// Lists that do not say, before something was chosen, whether they take one choice or several: what they
/// hold afterwards decides.
fn may_take_several(widget: Widget) -> bool {
    takes_several(widget) || matches!(widget, Widget::Combobox | Widget::ListboxButton)
}

/// Whether all choices are in view; a closed or searched list shows only some.
fn options_are_known(field: &Field) -> bool {
    !field.options.is_empty() && !matches!(field.widget, Widget::Combobox | Widget::MultiCombobox | Widget::Prompt)
}

/// The entry for `value` in `field`.
pub(super) fn enter(field: &Field, value: &Fact<Value>) -> Result<Fact<Entry>, String> {
    let entry = match value.value() {
        Value::Text(text) => of_text(field, text)?,
        Value::One(wanted) => of_wanted(field, std::slice::from_ref(wanted), true)?,
        Value::Some(wanted) => of_wanted(field, wanted, false)?,
        Value::All(wanted) => of_wanted(field, wanted, true)?,
        Value::Bool(yes) => of_bool(field, *yes)?,
        Value::Date(date) => of_date(field, *date)?,
        Value::File(file) => of_file(field, file)?,
    };
    Ok(value.represent(|_| entry))
}

/// The entry for `value` in a field that asks a question which `value` was not stated for word by word:
/// "Yes" or "No" is written only where the question asks yes or no.
pub(super) fn answer(field: &Field, value: &Fact<Value>) -> Result<Fact<Entry>, String> {
    let entry = enter(field, value)?;
    match entry.value() {
        Entry::Text { text } if yes_or_no(text).is_some() && !polar::asks(field) => {
            Err("this does not ask yes or no".to_owned())
        }
        _ => Ok(entry),
    }
}

fn of_text(field: &Field, text: &str) -> Result<Entry, String> {
    match field.widget {
        Widget::Text | Widget::TextArea => fitting(field, text.to_owned()),
        widget if is_choice(widget) => of_wanted(field, &[Wanted::text(text)], true),
        Widget::NativeDate | Widget::SegmentedDate => {
            let date = super::dates::parse(text).ok_or("the answer is not a date")?;
            of_date(field, date)
        }
        Widget::Checkbox => match yes_or_no(text) {
            Some(checked) => Ok(Entry::Check { checked }),
            None => Err("a checkbox takes yes or no".to_owned()),
        },
        _ => Err("this kind of field does not take text".to_owned()),
    }
}

/// "yes", "no" and their likes.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let key = option_key(text);
    let is = |list: &[&str]| list.iter().any(|w| option_key(w) == key);
    match () {
        () if is(YES) || matches!(key.as_str(), "checked" | "on" | "agree" | "i agree" | "accept") => Some(true),
        () if is(NO) || matches!(key.as_str(), "unchecked" | "off") => Some(false),
        () => None,
    }
}

/// The form in which two options mean the same: agreement, denial and declining by the table of equivalents,
/// everything else as a whole label.
pub(crate) fn option_meaning(text: &str) -> String {
    static TABLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let lists = [(YES, "\u{0}yes"), (NO, "\u{0}no"), (DECLINE, "\u{0}decline")];
        lists.into_iter().flat_map(|(list, name)| list.iter().map(move |text| (option_key(text), name))).collect()
    });
    let key = option_key(text);
    TABLE.get(&key).map_or(key, |name| (*name).to_owned())
}

fn fitting(field: &Field, text: String) -> Result<Entry, String> {
    let length = text.chars().count();
    if let Some(limit) = field.max_length.filter(|limit| length > *limit as usize) {
        return Err(format!("the answer has {length} characters and the field takes {limit}"));
    }
    let number_only = field.control.input_type == "number";
    if number_only && text.parse::<f64>().is_err() {
        return Err("the field takes a number only".to_owned());
    }
    let text =
        if field.control.input_type == "url" && !text.contains("://") { format!("https://{text}") } else { text };
    Ok(Entry::Text { text })
}

fn of_wanted(field: &Field, wanted: &[Wanted], all: bool) -> Result<Entry, String> {
    match field.widget {
        Widget::Text | Widget::TextArea => {
            let texts: Vec<&str> = wanted.iter().filter_map(|w| w.wordings.first()).map(String::as_str).collect();
            fitting(field, texts.join(", "))
        }
        Widget::Checkbox => match wanted {
            [one] => match one.wordings.first().and_then(|w| yes_or_no(w)) {
                Some(checked) => Ok(Entry::Check { checked }),
                None if one.means(&field.label) => Ok(Entry::Check { checked: true }),
                None => Err("a checkbox takes yes or no".to_owned()),
            },
            _ => Err("a checkbox takes yes or no".to_owned()),
        },
        widget if is_choice(widget) => pick(field, wanted, all),
        _ => Err("this kind of field does not take a choice".to_owned()),
    }
}

fn pick(field: &Field, wanted: &[Wanted], all: bool) -> Result<Entry, String> {
    if wanted.len() > 1 && all && !may_take_several(field.widget) {
        return Err("the field takes one choice".to_owned());
    }
    let mut kept: Vec<Wanted> = wanted.to_vec();
    if options_are_known(field) {
        let mut missing = None;
        kept.retain(|w| match choose(w, &field.options) {
            Choice::One(_) => true,
            other => {
                missing = Some(other);
                false
            }
        });
        match missing {
            Some(Choice::Several(_)) if all => return Err("several options say the same".to_owned()),
            Some(_) if all => return Err("none of the options says it".to_owned()),
            _ => {}
        }
    }
    let several = if all { may_take_several } else { takes_several };
    if !several(field.widget) {
        kept.truncate(1);
    }
    if kept.is_empty() {
        return Err("none of the options says it".to_owned());
    }
    Ok(Entry::Pick { wanted: kept })
}

fn of_bool(field: &Field, yes: bool) -> Result<Entry, String> {
    match field.widget {
        Widget::Checkbox if !yes && field.required => Err("the box must be ticked to go on".to_owned()),
        Widget::Checkbox => Ok(Entry::Check { checked: yes }),
        Widget::Text | Widget::TextArea => fitting(field, polar::word(field, yes).to_owned()),
        widget if is_choice(widget) => pick(field, &[yes_no(yes)], true),
        _ => Err("this kind of field does not take yes or no".to_owned()),
    }
}

fn of_date(field: &Field, date: PartialDate) -> Result<Entry, String> {
    let vague = || "the date is not known precisely enough".to_owned();
    match field.widget {
        Widget::NativeDate => {
            let known = date.day().is_some() || (field.control.input_type == "month" && date.month().is_some());
            if known { Ok(Entry::Date { date }) } else { Err(vague()) }
        }
        Widget::SegmentedDate => {
            let known = match field.elements.len() {
                1 => true,
                2 => date.month().is_some(),
                _ => date.day().is_some(),
            };
            if known { Ok(Entry::Date { date }) } else { Err(vague()) }
        }
        _ => of_date_part(field, date),
    }
}

/// A date in a text box or a list, whole or the part the label names.
fn of_date_part(field: &Field, date: PartialDate) -> Result<Entry, String> {
    let vague = || "the date is not known precisely enough".to_owned();
    let part = part_of_label(&field.label, &field.control).filter(|_| !words(&field.label).iter().any(|w| w == "mm"));
    let choice = is_choice(field.widget);
    match part {
        Some(Part::Year) => of_text(field, &date.year().to_string()),
        Some(Part::Month) => {
            let month = date.month().ok_or_else(vague)?;
            let (name, short) = MONTHS[(month as usize - 1).min(11)];
            if choice {
                let wanted =
                    Wanted::any_of([name.to_owned(), short.to_owned(), format!("{month:02}"), month.to_string()]);
                of_wanted(field, &[wanted], true)
            } else {
                of_text(field, &format!("{month:02}"))
            }
        }
        Some(Part::Day) => {
            let day = date.day().ok_or_else(vague)?;
            let wanted = Wanted::any_of([day.to_string(), format!("{day:02}")]);
            of_wanted(field, &[wanted], true)
        }
        None if choice => {
            // A list of years or of graduation classes.
            of_text(field, &date.year().to_string())
        }
        None => {
            let hints = [field.control.labels.placeholder.as_str(), field.label.as_str(), field.help.as_str()];
            if date.day().is_some() && super::dates::is_picker(&hints) {
                return Ok(Entry::Date { date });
            }
            let text = super::dates::write(date, &hints).ok_or_else(vague)?;
            fitting(field, text)
        }
    }
}

fn of_file(field: &Field, file: &FileEntry) -> Result<Entry, String> {
    if field.widget != Widget::File {
        return Err("this field does not take a file".to_owned());
    }
    if accepts(&field.accept, &file.name) {
        Ok(Entry::File { file: file.clone() })
    } else {
        Err(format!("the site does not take this type of file; it takes {}", field.accept))
    }
}

/// Whether an `accept` attribute admits a file of this name. An attribute without anything usable admits all.
pub(super) fn accepts(accept: &str, name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let kinds: &[&str] = match extension.as_str() {
        "pdf" => &["application/pdf", "application/x-pdf"],
        "docx" => &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
        "doc" => &["application/msword"],
        "txt" => &["text/plain"],
        "rtf" => &["application/rtf", "text/rtf"],
        "odt" => &["application/vnd.oasis.opendocument.text"],
        _ => &[],
    };
    let tokens: Vec<String> =
        accept.split(',').map(|t| t.trim().to_ascii_lowercase()).filter(|t| !t.is_empty()).collect();
    tokens.is_empty()
        || tokens.iter().any(|token| {
            token == "*"
                || token == "*/*"
                || token.trim_start_matches('.') == extension
                || kinds.contains(&token.as_str())
                || (token.ends_with("/*") && kinds.iter().any(|k| k.starts_with(token.trim_end_matches('*'))))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_admits_by_extension_and_by_type() {
        for (accept, name, admitted) in [
            ("", "cv.pdf", true),
            (".pdf,.doc,.docx", "cv.PDF", true),
            ("application/pdf", "cv.pdf", true),
            ("image/*", "cv.pdf", false),
            (".doc, .docx", "cv.pdf", false),
            ("text/*", "cv.txt", true),
            ("*/*", "cv.odt", true),
        ] {
            assert_eq!(accepts(accept, name), admitted, "{accept} {name}");
        }
    }
}
