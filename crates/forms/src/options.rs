//! Choosing among options: whole label or the equivalence table, exactly one, or nothing.

use crate::snapshot::OptionEntry;
use crate::wording::option_key;
use serde::{Deserialize, Serialize};

/// What is looked for in a list, best wording first. All wordings mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Wordings in order of preference; the first is what people are shown.
    pub wordings: Vec<String>,
    /// What to type into a search box to make the option appear, in order of preference.
    pub queries: Vec<String>,
}

/// The result of looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Exactly this option (index into the list).
    One(usize),
    /// No option means it.
    None,
    /// Several options mean it; a person has to choose.
    Several(Vec<usize>),
}

impl Wanted {
    /// Exactly this text, which is also what is searched for.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { wordings: vec![text.to_owned()], queries: vec![text.to_owned()] }
    }

    /// These wordings of one thing; the first is searched for. Empty and repeated ones are left out.
    #[must_use]
    pub fn any_of<S: Into<String>>(wordings: impl IntoIterator<Item = S>) -> Self {
        let mut kept: Vec<String> = Vec::new();
        for wording in wordings {
            let wording = wording.into();
            if !wording.is_empty() && !kept.contains(&wording) {
                kept.push(wording);
            }
        }
        Self { queries: kept.first().cloned().into_iter().collect(), wordings: kept }
    }

    /// Whether `label` is one of the wordings, compared as whole labels.
    #[must_use]
    pub fn means(&self, label: &str) -> bool {
        let label = option_key(label);
        !label.is_empty() && self.wordings.iter().any(|w| option_key(w) == label)
    }
}

/// Finds the one option that means `wanted`. Compares whole labels after
/// normalisation (case, accents kept apart, whitespace, punctuation); never a
/// part of a label. A wording that is preferred and found exactly once settles
/// it, so that a list with both "Bachelor of Science" and "Bachelor's Degree"
/// is not a tie. Disabled options cannot be chosen.
#[must_use]
pub fn choose(wanted: &Wanted, options: &[OptionEntry]) -> Choice {
    let keys: Vec<String> =
        options.iter().map(|o| if o.disabled { String::new() } else { option_key(&o.text) }).collect();
    for wording in &wanted.wordings {
        let wording = option_key(wording);
        if wording.is_empty() {
            continue;
        }
        let found: Vec<usize> = (0..keys.len()).filter(|i| keys[*i] == wording).collect();
        match found[..] {
            [] => {}
            [one] => return Choice::One(one),
            _ => return Choice::Several(found),
        }
    }
    Choice::None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(texts: &[&str]) -> Vec<OptionEntry> {
        texts.iter().map(|t| OptionEntry { text: (*t).to_owned(), ..OptionEntry::default() }).collect()
    }

    #[test]
    fn a_part_of_a_label_is_never_a_match() {
        let list = options(&["Female", "No, thank you", "I do not want to answer", "Austin, MN, USA", "C++"]);
        for part in ["Male", "No", "Austin", "C", "want", ""] {
            assert_eq!(choose(&Wanted::text(part), &list), Choice::None, "{part}");
        }
    }

    #[test]
    fn the_preferred_wording_settles_and_equal_labels_do_not() {
        let list = options(&["Bachelor's Degree", "Bachelor of Science", "Other", "Other"]);
        let wanted = Wanted::any_of(["BSc", "Bachelor of Science", "Bachelor's Degree"]);
        assert_eq!(choose(&wanted, &list), Choice::One(1));
        assert_eq!(choose(&Wanted::text("other"), &list), Choice::Several(vec![2, 3]));
    }

    #[test]
    fn a_disabled_option_cannot_be_chosen() {
        let mut list = options(&["Yes", "No"]);
        list[0].disabled = true;
        assert_eq!(choose(&Wanted::text("Yes"), &list), Choice::None);
    }
}
