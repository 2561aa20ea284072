//! Repeating sections: which "Add" buttons have to be pressed so that every
//! entry of the profile has a place in the form.

use crate::fields::{ElementRef, Field};
use crate::meaning::{Meaning, Slot};
use crate::snapshot::PageSnapshot;
use crate::wording::words;
use domain::Profile;
use std::collections::BTreeSet;

/// Most entries of a section that are filled; a longer history stays in the résumé.
pub const MOST_ENTRIES: usize = 8;

/// A section that may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Work,
    Education,
}

/// Names of sections as they stand in the accessible name of their Add button.
const NAMES: [(Section, &[&str]); 17] = [
    (Section::Work, &["work", "experience"]),
    (Section::Work, &["work", "history"]),
    (Section::Work, &["employment"]),
    (Section::Work, &["experience"]),
    (Section::Education, &["education"]),
    (Section::Work, &["berufserfahrung"]),
    (Section::Education, &["ausbildung"]),
    (Section::Work, &["experience", "professionnelle"]),
    (Section::Education, &["formation"]),
    (Section::Work, &["experiencia"]),
    (Section::Work, &["experiencia", "laboral"]),
    (Section::Work, &["experiencia", "profesional"]),
    (Section::Work, &["experiencia", "profissional"]),
    (Section::Education, &["educacion"]),
    (Section::Education, &["formacao"]),
    (Section::Work, &["werkervaring"]),
    (Section::Education, &["opleiding"]),
];

/// Words that say "add".
const ADDS: [&str; 7] = ["add", "hinzufugen", "ajouter", "anadir", "agregar", "adicionar", "toevoegen"];

/// Words of an Add button that say nothing of the section.
const FILLER: [&str; 17] = [
    "another", "more", "entry", "new", "weitere", "eine", "une", "autre", "nouvelle", "una", "otra", "nueva", "uma",
    "outra", "nova", "een", "nieuwe",
];

/// The Add buttons of sections that show fewer entries than the profile has, in page order.
#[must_use]
pub fn additions(snapshot: &PageSnapshot, fields: &[Field], profile: &Profile) -> Vec<ElementRef> {
    let buttons = snapshot.frames.iter().flat_map(|frame| frame.buttons.iter().map(move |button| (frame, button)));
    buttons
        .filter(|(_, button)| button.visible && !button.disabled && button.href.is_empty())
        .filter_map(|(frame, button)| {
            let section = section_of(&button.text)?;
            let wanted = match section {
                Section::Work => profile.work.len(),
                Section::Education => profile.education.len(),
            };
            let short = entries(fields, section) < wanted.min(MOST_ENTRIES);
            short.then(|| ElementRef { frame: frame.frame.clone(), node: button.node })
        })
        .collect()
}

/// The section an Add button belongs to: its name is made of "add" and a section's name, and of nothing else.
fn section_of(text: &str) -> Option<Section> {
    let words = words(text);
    let adds = words.iter().any(|word| ADDS.contains(&word.as_str()));
    let said = |word: &&str| !ADDS.contains(word) && !FILLER.contains(word);
    let rest: Vec<&str> = words.iter().map(String::as_str).filter(said).collect();
    NAMES.iter().find(|(_, name)| adds && rest == *name).map(|(section, _)| *section)
}

/// How many entries the form shows.
fn entries(fields: &[Field], section: Section) -> usize {
    let belongs = |field: &&Field| match field.reading.meaning {
        Some(Meaning::Profile(Slot::WorkEmployer | Slot::WorkTitle)) => section == Section::Work,
        Some(Meaning::Profile(Slot::School | Slot::Degree)) => section == Section::Education,
        _ => false,
    };
    fields.iter().filter(belongs).map(|field| field.repeat).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Button, FrameSnapshot};
    use domain::profile::{Education, Employment};

    fn page(buttons: &[&str]) -> PageSnapshot {
        let buttons = buttons
            .iter()
            .map(|text| Button { text: (*text).to_owned(), visible: true, ..Button::default() })
            .collect();
        PageSnapshot { frames: vec![FrameSnapshot { buttons, ..FrameSnapshot::default() }], ..PageSnapshot::default() }
    }

    fn count(text: &str) -> usize {
        let profile =
            Profile { work: vec![Employment::default()], education: vec![Education::default()], ..Profile::default() };
        additions(&page(&[text]), &[], &profile).len()
    }

    #[test]
    fn only_a_button_that_adds_a_known_section_is_pressed() {
        for adding in [
            "Work Experience Add",
            "Add Work Experience",
            "Add another education",
            "Education Add",
            "Berufserfahrung hinzufügen",
            "Ajouter une expérience professionnelle",
            "Añadir experiencia laboral",
            "Adicionar formação",
            "Opleiding toevoegen",
        ] {
            assert_eq!(count(adding), 1, "{adding}");
        }
        for other in ["Add", "Websites Add", "Add Certifications", "Education", "Add to cart", "Remove Education", ""] {
            assert_eq!(count(other), 0, "{other}");
        }
    }

    #[test]
    fn a_section_without_entries_in_the_profile_is_left_alone() {
        assert!(additions(&page(&["Work Experience Add"]), &[], &Profile::default()).is_empty());
    }
}
