//! What a page itself says about the steps that still follow.

use crate::snapshot::PageSnapshot;
use crate::wording::words;
use serde::{Deserialize, Serialize};

/// More steps than this are no form.
const MOST_STEPS: u32 = 30;

/// Where in its steps a form is. Only made when the page says both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The current step, from 1.
    pub at: u32,
    /// All steps, the current one included.
    pub of: u32,
    /// Names of the steps that follow, when the page lists them.
    pub later: Vec<String>,
}

impl Progress {
    /// Whether further steps follow this one.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.at < self.of
    }
}

/// Reads the progress that a page shows: a list of steps that marks the current
/// one, or "Step 2 of 4" in a heading. `None` when it says nothing, and when
/// what it says contradicts itself.
#[must_use]
pub fn progress(snapshot: &PageSnapshot) -> Option<Progress> {
    let listed = snapshot.frames.iter().filter_map(|frame| {
        let at = frame.step?;
        let of = u32::try_from(frame.steps.len()).ok()?;
        let later = frame.steps.iter().skip(at as usize + 1).cloned().collect();
        Some(Progress { at: at + 1, of, later })
    });
    let told = snapshot
        .frames
        .iter()
        .flat_map(|frame| &frame.headings)
        .filter_map(|heading| counted(&words(&heading.text)))
        .map(|(at, of)| Progress { at, of, later: Vec::new() });
    let mut found: Option<Progress> = None;
    for progress in listed.chain(told) {
        if progress.at == 0 || progress.at > progress.of || progress.of > MOST_STEPS {
            return None;
        }
        match &found {
            Some(known) if (known.at, known.of) != (progress.at, progress.of) => return None,
            Some(_) => {}
            None => found = Some(progress),
        }
    }
    found
}

/// Whether the page itself shows that further steps follow.
#[must_use]
pub fn goes_on(snapshot: &PageSnapshot) -> bool {
    progress(snapshot).is_some_and(|progress| progress.goes_on())
}

/// The numbers of "step 2 of 4", wherever it stands in a heading.
fn counted(words: &[String]) -> Option<(u32, u32)> {
    const STEPS: [&str; 6] = ["step", "page", "schritt", "etape", "paso", "stap"];
    const OF: [&str; 5] = ["of", "von", "sur", "de", "van"];
    words.windows(4).find_map(|four| {
        let says = STEPS.contains(&four[0].as_str()) && OF.contains(&four[2].as_str());
        says.then(|| Some((four[1].parse().ok()?, four[3].parse().ok()?)))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{FrameSnapshot, Heading};

    fn page(steps: &[&str], step: Option<u32>, headings: &[&str]) -> PageSnapshot {
        let frame = FrameSnapshot {
            steps: steps.iter().map(|&name| name.to_owned()).collect(),
            step,
            headings: headings.iter().map(|&text| Heading { level: 2, text: text.to_owned() }).collect(),
            ..FrameSnapshot::default()
        };
        PageSnapshot { frames: vec![frame], ..PageSnapshot::default() }
    }

    #[test]
    fn a_page_says_where_it_is_by_a_list_or_in_a_heading_and_never_in_two_ways() {
        let said = |steps: &[&str], step, headings: &[&str]| {
            progress(&page(steps, step, headings)).map(|it| (it.at, it.of, it.goes_on()))
        };
        for (steps, step, headings, expected) in [
            (&["You", "Work", "Review"][..], Some(0), &["You"][..], Some((1, 3, true))),
            (&["You", "Work", "Review"], Some(2), &[], Some((3, 3, false))),
            (&[], None, &["Step 2 of 4: Work"], Some((2, 4, true))),
            (&[], None, &["Schritt 4 von 4"], Some((4, 4, false))),
            (&["You", "Work"], Some(0), &["Step 1 of 2"], Some((1, 2, true))),
            (&["You", "Work"], Some(0), &["Step 2 of 2"], None),
            (&[], None, &["Step 5 of 4"], None),
            (&[], None, &["Step 0 of 4"], None),
            (&[], None, &["Step 1 of 4000000000000"], None),
            (&[], None, &["Two of four steps", "Next"], None),
            (&["You"], Some(7), &[], None),
            (&["You", "Work"], None, &[], None),
        ] {
            assert_eq!(said(steps, step, headings), expected, "{steps:?} {step:?} {headings:?}");
        }
    }
}
