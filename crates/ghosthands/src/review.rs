//! What a person is shown of a page, and the digest that binds an approval to it.

use crate::filling::Filled;
use crate::interactions::Row;
use domain::{AnswerId, AttemptId, PostingKey, Sha256, Source};
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
    let note = filled.known.notes.get(&field.key);
    let failed = filled.verdicts[at].as_ref().is_some_and(|verdict| *verdict != Verdict::Holds);
    let entry = match decision {
        Decision::Fill { entry } => Some(entry),
        _ => None,
    };
    let (why, suggestion, class) = match decision {
        Decision::Fill { .. } if failed => (note.map(|n| n.why.clone()).filter(|why| !why.is_empty()), None, None),
        Decision::Fill { .. } => (None, None, None),
        Decision::Ask { why, suggestion, class } => (Some(why.clone()), suggestion.clone(), *class),
        Decision::Leave { why } | Decision::Untick { why } => (Some(why.clone()), None, None),
    };
    let error = (!field.error.is_empty()).then(|| format!("The page says: {}", field.error));
    let options = match note {
        Some(note) if !note.options.is_empty() => note.options.clone(),
        _ => field.options.iter().filter(|o| !o.disabled).map(|o| o.text.clone()).collect(),
    };
    Row {
        key: field.key.clone(),
        section: field.section.clone(),
        label: label(field),
        required: field.required,
        value: shown(field),
        source: entry.map(|entry| entry.source().describe()),
        confidence: entry.map(|entry| entry.confidence().get()),
        rule: field.reading.evidence.first().map(|evidence| evidence.rule.clone()),
        note: error.or(why),
        open: matches!(decision, Decision::Ask { .. })
            || (failed && (field.required || matches!(decision, Decision::Untick { .. }))),
        suggestion,
        options,
        multiple: matches!(
            field.widget,
            Widget::CheckboxGroup | Widget::MultiCombobox | Widget::Prompt | Widget::NativeMultiSelect
        ),
        widget: Some(field.widget),
        class,
        answer: entry.and_then(|entry| bank_entry(entry.source())),
        editable: true,
    }
}

/// The question alone, without required marks. The label of a file field often
/// wraps what follows the question: the name of its button, then of the file.
pub(crate) fn label(field: &Field) -> String {
    let mut text = field.label.clone();
    if field.widget == Widget::File {
        if let Some((question, _)) = text.split_once(MARKS).filter(|(question, _)| !question.trim().is_empty()) {
            text = question.to_owned();
        }
        for file in &field.holding.files {
            text = text.replace(file.as_str(), " ");
        }
        for button in [" Attach", " Upload", " Browse"] {
            text.truncate(text.trim_end().trim_end_matches(button).len());
        }
    }
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(MARKS)).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Marks of a required field.
const MARKS: [char; 5] = ['*', '✱', '＊', '∗', '⁎'];

fn bank_entry(source: &Source) -> Option<AnswerId> {
    match source {
        Source::Answer { id, .. } => Some(*id),
        Source::Derived { from, .. } | Source::Proposed { from, .. } => from.iter().find_map(bank_entry),
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

/// What a yes is to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Approved<'a> {
    /// The next step; its answers may leave.
    Step,
    /// The submission.
    Submission,
    /// Another submission after this attempt, which may have been recorded.
    Again(&'a AttemptId),
}

/// The digest of exactly what is shown: the posting, and every row's question
/// and value in order, the digests of attached files, and what is approved.
/// Anything that changes it makes an approval void: a yes to a step is never
/// one to a submission, nor a yes to the first submission one to a second.
pub(crate) fn packet(posting: &PostingKey, rows: &[Row], files: &[Sha256], approved: Approved<'_>) -> Sha256 {
    let mut text = match approved {
        Approved::Step => String::from("valet packet 1 step\n"),
        Approved::Submission => String::from("valet packet 1\n"),
        Approved::Again(attempt) => format!("valet packet 1 again after {attempt}\n"),
    };
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
    use forms::fields::{FieldKey, Holding, fields};
    use forms::snapshot::{Control, FrameSnapshot, Labels, PageSnapshot};

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
            widget: None,
            class: None,
            answer: None,
            editable: true,
        }
    }

    #[test]
    fn a_label_is_the_question_without_marks_buttons_and_file_names() {
        let named = |widget, text: &str, files: &[&str]| {
            let holding = Holding { files: files.iter().map(|&file| file.to_owned()).collect(), ..Holding::default() };
            label(&Field { widget, label: text.to_owned(), holding, ..a_field() })
        };
        for (widget, text, files, expected) in [
            (Widget::File, "Resume/CV✱ resume.pdf", &["resume.pdf"][..], "Resume/CV"),
            (Widget::File, "Resume/CV ✱ Attach résumé/CV", &[], "Resume/CV"),
            (Widget::File, "Cover letter my cv.pdf", &["my cv.pdf"], "Cover letter"),
            (Widget::File, "* Resume", &[], "Resume"),
            (Widget::File, "Resume/CV Attach", &[], "Resume/CV"),
            (Widget::File, "Upload", &[], "Upload"),
            (Widget::Text, "Full name✱", &[], "Full name"),
            (Widget::Text, "City * where you live", &[], "City where you live"),
            (Widget::Text, "Why resume.pdf?", &["resume.pdf"], "Why resume.pdf?"),
        ] {
            assert_eq!(named(widget, text, files), expected);
        }
    }

    fn a_field() -> Field {
        let control = Control { tag: "input".into(), visible: true, reachable: true, ..Control::default() };
        let control = Control { input_type: "text".into(), rect: [0.0, 0.0, 200.0, 30.0], ..control };
        let control = Control { labels: Labels { native: "Q".into(), ..Labels::default() }, ..control };
        let frame = FrameSnapshot { controls: vec![control], ..FrameSnapshot::default() };
        fields(&PageSnapshot { frames: vec![frame], ..PageSnapshot::default() }).remove(0)
    }

    #[test]
    fn any_change_of_a_value_a_field_a_file_or_the_posting_changes_the_packet() {
        let posting = PostingKey::from_stored("a:b:1".into());
        let base = packet(&posting, &[a_row("k", Some("v"))], &[], Approved::Submission);
        let other_posting = PostingKey::from_stored("a:b:2".into());
        for changed in [
            packet(&posting, &[a_row("k", Some("w"))], &[], Approved::Submission),
            packet(&posting, &[a_row("k", None)], &[], Approved::Submission),
            packet(&posting, &[a_row("l", Some("v"))], &[], Approved::Submission),
            packet(&posting, &[a_row("k", Some("v")), a_row("m", None)], &[], Approved::Submission),
            packet(&posting, &[a_row("k", Some("v"))], &[Sha256::of(b"f")], Approved::Submission),
            packet(&other_posting, &[a_row("k", Some("v"))], &[], Approved::Submission),
            packet(&posting, &[a_row("k", Some("v"))], &[], Approved::Again(&AttemptId::generate())),
            packet(&posting, &[a_row("k", Some("v"))], &[], Approved::Step),
        ] {
            assert_ne!(changed, base);
        }
        assert_eq!(packet(&posting, &[a_row("k", Some("v"))], &[], Approved::Submission), base);
    }
}
