//! What a person is shown of a page, and the digest that binds an approval to it.

use crate::filling::Filled;
use crate::interactions::Row;
use domain::{AnswerId, PostingKey, Sha256, Source};
use forms::answering::Decision;
use forms::fields::{Field, Widget};
use forms::meaning::Meaning;
use forms::readback::Verdict;

/// One row per field of the page that is open, in order.
pub(crate) fn rows(filled: &Filled) -> Vec<Row> {
    let shown = (0..filled.fields.len()).filter(|&at| !is_password(&filled.fields[at]));
    shown.map(|at| row(filled, at)).collect()
}

/// Whether a field takes the password of an account: made by Valet, shown to nobody.
pub(crate) fn is_password(field: &Field) -> bool {
    field.widget == Widget::Password
        || matches!(field.reading.meaning, Some(Meaning::Password | Meaning::PasswordAgain))
}

fn row(filled: &Filled, at: usize) -> Row {
    let field = &filled.fields[at];
    let decision = &filled.decisions[at];
    let note = filled.notes.get(&field.key);
    let failed = filled.verdicts[at].as_ref().is_some_and(|verdict| *verdict != Verdict::Holds);
    let entry = match decision {
        Decision::Fill { entry } => Some(entry),
        _ => None,
    };
    let (why, suggestion, class) = match decision {
        Decision::Fill { .. } if failed => (note.map(|n| n.why.clone()).filter(|why| !why.is_empty()), None, None),
        Decision::Fill { .. } => (None, None, None),
        Decision::Ask { why, suggestion, class } => (Some(why.clone()), suggestion.clone(), *class),
        Decision::Leave { why } => (Some(why.clone()), None, None),
    };
    let error = (!field.error.is_empty()).then(|| format!("The page says: {}", field.error));
    let options = match note {
        Some(note) if !note.options.is_empty() => note.options.clone(),
        _ => field.options.iter().filter(|o| !o.disabled).map(|o| o.text.clone()).collect(),
    };
    Row {
        key: field.key.clone(),
        section: field.section.clone(),
        label: field.label.clone(),
        required: field.required,
        value: shown(field),
        source: entry.map(|entry| entry.source().describe()),
        confidence: entry.map(|entry| entry.confidence().get()),
        rule: field.reading.evidence.first().map(|evidence| evidence.rule.clone()),
        note: error.or(why),
        open: matches!(decision, Decision::Ask { .. }) || (failed && field.required),
        suggestion,
        options,
        multiple: matches!(
            field.widget,
            Widget::CheckboxGroup | Widget::MultiCombobox | Widget::Prompt | Widget::NativeMultiSelect
        ),
        class,
        answer: entry.and_then(|entry| bank_entry(entry.source())),
        editable: true,
    }
}

fn bank_entry(source: &Source) -> Option<AnswerId> {
    match source {
        Source::Answer { id, .. } => Some(*id),
        Source::Derived { from, .. } => from.iter().find_map(bank_entry),
        _ => None,
    }
}

/// What the page really holds, as text.
fn shown(field: &Field) -> Option<String> {
    let holding = &field.holding;
    match (field.widget, holding.checked) {
        (Widget::Checkbox, Some(checked)) => Some(if checked { "checked" } else { "not checked" }.to_owned()),
        (Widget::File, _) => (!holding.files.is_empty()).then(|| holding.files.join(", ")),
        _ => {
            let text = holding.texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n");
            (!text.is_empty()).then_some(text)
        }
    }
}

/// The digest of exactly what is shown: the posting, and every row's question
/// and value in order, and the digests of attached files. Anything that
/// changes it makes an approval void.
pub(crate) fn packet(posting: &PostingKey, rows: &[Row], files: &[Sha256]) -> Sha256 {
    let mut text = String::from("valet packet 1\n");
    let mut line = |part: &str| {
        // Length first, so that no two different packets have one text.
        text.push_str(&format!("{}:{part}\n", part.len()));
    };
    line(posting.as_str());
    for row in rows {
        line(&row.key.0);
        line(&row.label);
        line(row.value.as_deref().unwrap_or("\u{0}empty"));
    }
    for file in files {
        line(&file.to_string());
    }
    Sha256::of(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::fields::FieldKey;

    fn a_row(key: &str, value: Option<&str>) -> Row {
        Row {
            key: FieldKey(key.into()),
            section: String::new(),
            label: "Q".into(),
            required: true,
            value: value.map(str::to_owned),
            source: None,
            confidence: None,
            rule: None,
            note: None,
            open: false,
            suggestion: None,
            options: Vec::new(),
            multiple: false,
            class: None,
            answer: None,
            editable: true,
        }
    }

    #[test]
    fn any_change_of_a_value_a_field_a_file_or_the_posting_changes_the_packet() {
        let posting = PostingKey::from_stored("a:b:1".into());
        let base = packet(&posting, &[a_row("k", Some("v"))], &[]);
        let other_posting = PostingKey::from_stored("a:b:2".into());
        for changed in [
            packet(&posting, &[a_row("k", Some("w"))], &[]),
            packet(&posting, &[a_row("k", None)], &[]),
            packet(&posting, &[a_row("l", Some("v"))], &[]),
            packet(&posting, &[a_row("k", Some("v")), a_row("m", None)], &[]),
            packet(&posting, &[a_row("k", Some("v"))], &[Sha256::of(b"f")]),
            packet(&other_posting, &[a_row("k", Some("v"))], &[]),
        ] {
            assert_ne!(changed, base);
        }
        assert_eq!(packet(&posting, &[a_row("k", Some("v"))], &[]), base);
    }
}
