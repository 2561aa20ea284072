//! What a form's own server refuses, in the words a page shows beside the field.

use crate::postings::{Field, Kind, Posting};
use crate::submissions::Received;
use std::collections::BTreeMap;

/// Wire name of a field to the message shown beside it.
pub(crate) type FieldErrors = BTreeMap<String, String>;

/// Checks everything of an application.
pub(crate) fn check(posting: &Posting, received: &Received) -> FieldErrors {
    let mut errors = check_fields(posting.fields.iter(), "", received);
    for group in &posting.groups {
        errors.extend(check_group(group, received));
    }
    errors
}

/// Checks one step of a form in steps.
pub(crate) fn check_step(posting: &Posting, step: &str, received: &Received) -> FieldErrors {
    let here = |section: Option<&str>| section == Some(step);
    let mut errors = check_fields(posting.fields.iter().filter(|f| here(f.section.as_deref())), "", received);
    for group in posting.groups.iter().filter(|group| group.section == step) {
        errors.extend(check_group(group, received));
    }
    errors
}

fn check_group(group: &crate::postings::Group, received: &Received) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for index in 0..entries(&group.id, received).max(usize::from(group.required)) {
        errors.extend(check_fields(group.fields.iter(), &format!("{}[{index}].", group.id), received));
    }
    errors
}

/// How many entries of a repeating group arrived.
pub(crate) fn entries(group: &str, received: &Received) -> usize {
    let index = |name: &String| name.strip_prefix(group)?.strip_prefix('[')?.split_once(']')?.0.parse::<usize>().ok();
    received.fields.keys().filter_map(index).max().map_or(0, |last| last + 1)
}

fn check_fields<'a>(fields: impl Iterator<Item = &'a Field>, prefix: &str, received: &Received) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for field in fields {
        let name = format!("{prefix}{}", field.id);
        if let Some(message) = refusal(field, &name, prefix, received) {
            errors.insert(name, message.to_owned());
        }
    }
    errors
}

fn refusal(field: &Field, name: &str, prefix: &str, received: &Received) -> Option<&'static str> {
    if received.is_blank(name) {
        return (field.required && is_shown(field, prefix, received)).then_some("This field is required.");
    }
    let values = received.fields.get(name).map(Vec::as_slice).unwrap_or_default();
    let value = values.first().map_or("", |value| value.trim());
    if field.kind.has_choices() && values.iter().any(|value| field.labelled(value).is_none()) {
        return Some("Select one of the options.");
    }
    match field.kind {
        Kind::Email if !is_email(value) => Some("Enter a valid email address."),
        Kind::Phone if !is_phone(value) => Some("Enter a valid phone number."),
        Kind::Number if value.parse::<f64>().is_err() => Some("Enter a number."),
        Kind::Date if value.parse::<chrono::NaiveDate>().is_err() => Some("Enter a date."),
        Kind::Month if format!("{value}-01").parse::<chrono::NaiveDate>().is_err() => Some("Enter a month and a year."),
        Kind::OneCheckbox if values.len() > 1 => Some("Check only one box."),
        _ if value.chars().count() > 10_000 => Some("This text is too long."),
        _ => None,
    }
}

/// A country without listed regions has no region field; other conditions name a field and its label.
fn is_shown(field: &Field, prefix: &str, received: &Received) -> bool {
    if field.list.as_deref() == Some("regions") {
        let country =
            ["country--country", "countryId"].iter().find_map(|name| received.first(name)).unwrap_or_default();
        return crate::gazetteer::regions().keys().any(|code| {
            crate::lists::entries("countries").iter().any(|e| e.label == country && e.code.as_ref() == Some(code))
        });
    }
    field.shown_when.as_ref().is_none_or(|when| {
        let other = received.first(&format!("{prefix}{}", when.field)).unwrap_or("No");
        other == when.is
    })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !text.contains(char::is_whitespace)
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (6..=16).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c))
}
