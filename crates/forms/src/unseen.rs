//! Boxes that are out of sight and go out with the form all the same.
//!
//! A form that keeps its steps in one document and resumes an old draft shows
//! its last step, while the first holds what was true years ago. Nothing here
//! is entered: what contradicts the profile is for the person to see.

use crate::answering::{Circumstances, Decision, Person, decide};
use crate::fields::{Field, fields};
use crate::meaning::{Meaning, Slot};
use crate::readback::{Verdict, read_back};
use crate::snapshot::{Control, FrameSnapshot, PageSnapshot};

/// Fields in the forms of `shown` that nobody sees and that hold something else about who the person is and how to
/// reach them than is known. `shown` are the fields of `snapshot`.
#[must_use]
pub fn contradicting(
    snapshot: &PageSnapshot,
    shown: &[Field],
    person: &Person,
    circumstances: &Circumstances,
) -> Vec<Field> {
    let frames: Vec<FrameSnapshot> = snapshot.frames.iter().map(|frame| brought_to_light(frame, shown)).collect();
    if frames.iter().all(|frame| frame.controls.is_empty()) {
        return Vec::new();
    }
    let unseen = fields(&PageSnapshot { frames, ..PageSnapshot::default() });
    // What stands beside a box decides what it asks for, seen or not.
    let all: Vec<Field> = unseen.iter().chain(shown).cloned().collect();
    let decisions = decide(&all, person, circumstances);
    unseen.into_iter().zip(decisions).filter(|(field, decision)| contradicts(field, decision)).map(|(f, _)| f).collect()
}

/// The frame with its unseen boxes only, as if they were shown.
fn brought_to_light(frame: &FrameSnapshot, shown: &[Field]) -> FrameSnapshot {
    let same_form = |control: &Control| {
        control.form.is_some()
            && shown.iter().any(|field| {
                field.control.form == control.form && field.elements.iter().any(|element| element.frame == frame.frame)
            })
    };
    let controls = frame.controls.iter().filter(|control| is_unseen(control) && same_form(control));
    let controls = controls.map(|control| Control { visible: true, reachable: true, ..control.clone() });
    FrameSnapshot { frame: frame.frame.clone(), controls: controls.collect(), ..FrameSnapshot::default() }
}

fn is_unseen(control: &Control) -> bool {
    let labels = &control.labels;
    let named = [&labels.native, &labels.aria, &labels.labelledby].iter().any(|label| !label.trim().is_empty());
    let text = matches!(control.input_type.as_str(), "text" | "email" | "tel" | "url") || control.tag == "textarea";
    text && named
        && !control.visible
        && !control.folded
        && !control.disabled
        && !control.combobox
        && !control.value.trim().is_empty()
}

fn contradicts(field: &Field, decision: &Decision) -> bool {
    let told = matches!(
        field.reading.meaning,
        Some(Meaning::Profile(
            Slot::FullName
                | Slot::GivenName
                | Slot::FamilyName
                | Slot::Email
                | Slot::Phone
                | Slot::PhoneNational
                | Slot::AddressLine1
                | Slot::City
                | Slot::PostalCode
                | Slot::LinkedIn
        ))
    );
    told && decision.entry().is_some_and(|entry| matches!(read_back(entry, field), Verdict::Differs { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{input, page, text};
    use chrono::DateTime;
    use domain::{Fact, Source};

    fn hidden(label: &str, value: &str) -> Control {
        Control { visible: false, reachable: false, value: value.into(), ..input("email", label) }
    }

    fn found(controls: Vec<Control>) -> Vec<String> {
        let mut person = Person::default();
        person.profile.email = Some(Fact::new("ada@byron.example".into(), Source::Person { at: DateTime::UNIX_EPOCH }));
        let here = Circumstances { now: DateTime::UNIX_EPOCH, company: String::new(), country: None };
        let snapshot = page(controls, Vec::new());
        contradicting(&snapshot, &fields(&snapshot), &person, &here).into_iter().map(|field| field.label).collect()
    }

    #[test]
    fn an_old_draft_behind_the_last_step_is_found_and_an_honest_one_is_not() {
        let question = text("Why do you want to work here?");
        assert_eq!(found(vec![hidden("Email", "old@draft.example"), question.clone()]), ["Email"]);
        assert!(found(vec![hidden("Email", "ada@byron.example"), question.clone()]).is_empty());
        assert!(found(vec![hidden("Email", ""), question.clone()]).is_empty());
        let elsewhere = Control { form: Some(7), ..hidden("Email", "old@draft.example") };
        assert!(found(vec![elsewhere, question]).is_empty(), "another form of the page is not sent");
    }
}
