//! What filling a page taught: how each field was filled, and how the advice did.

use super::{Filled, chooses};
use crate::advice::Hint;
use forms::answering::{Decision, Person};
use forms::manual::{Level, Operator, Predicate, Step, section_fingerprints, signatures};
use forms::readback::Verdict;
use forms::wording::words;

/// How a field was filled.
#[derive(Debug, Clone)]
pub(crate) struct Lesson {
    /// What was done to it last.
    operator: Operator,
    /// How often something was done to it.
    tries: usize,
    /// What a manual had said.
    hint: Option<Hint>,
}

impl Lesson {
    /// A file that was chosen here is sent by the page.
    pub(super) fn uploads(&mut self) {
        if let Operator::Upload { asks } = &mut self.operator {
            *asks = true;
        }
    }
}

/// How one step of the advice did.
#[derive(Debug, Clone)]
pub(crate) struct Replay {
    /// The step, as the advice numbers it.
    pub step: usize,
    /// How the field was recognised.
    pub level: Level,
    /// Its operator filled the field at the first try.
    pub held: bool,
}

impl Filled {
    /// Remembers what was done to a field.
    pub(super) fn learn(&mut self, at: usize, operator: Operator, hints: &[Option<Hint>]) {
        let key = self.fields[at].key.clone();
        let tries = self.known.notes.get(&key).map_or(1, |note| note.tries);
        let reveals = self.known.lessons.get(&key).is_some_and(|before| before.operator.reveals());
        if chooses(self.fields[at].widget) {
            self.known.open_choices.insert(key.clone());
        }
        let lesson = Lesson { operator: operator.revealing(reveals), tries, hint: hints[at].clone() };
        self.known.lessons.insert(key, lesson);
    }

    /// Says of the choices that were open whether the form `changed` after them; they stay open until it has `rested`.
    pub(super) fn judge_choices(&mut self, changed: bool, rested: bool) {
        if changed {
            for key in &self.known.open_choices {
                if let Some(lesson) = self.known.lessons.get_mut(key) {
                    lesson.operator = lesson.operator.revealing(true);
                }
            }
        }
        if changed || rested {
            self.known.open_choices.clear();
        }
    }

    /// How the steps of the advice did that were about fields of this page.
    pub(crate) fn replay(&self) -> Vec<Replay> {
        let judged = self.fields.iter().zip(&self.verdicts).filter_map(|(field, verdict)| {
            let lesson = self.known.lessons.get(&field.key)?;
            let hint = lesson.hint.as_ref()?;
            let held =
                *verdict == Some(Verdict::Holds) && lesson.tries == 1 && same_way(lesson.operator, hint.operator);
            Some(Replay { step: hint.step, level: hint.level, held })
        });
        judged.collect()
    }

    /// A step for every field that holds its value because something was done to it. Forms
    /// that speak of the person in their questions teach nothing there.
    pub(crate) fn lessons(&self, platform: &str, person: &Person) -> Vec<Step> {
        let signatures = signatures(&self.snapshot, &self.fields);
        let sections = section_fingerprints(platform, &signatures);
        let own = own_words(person);
        let mut steps = Vec::new();
        for (at, signature) in signatures.into_iter().enumerate() {
            let field = &self.fields[at];
            let (Some(lesson), Some(slot)) = (self.known.lessons.get(&field.key), field.reading.meaning) else {
                continue;
            };
            let Decision::Fill { entry } = &self.decisions[at] else { continue };
            let [before, after] = &signature.between;
            let speaks = [&signature.label, &signature.section, before, after]
                .into_iter()
                .any(|text| text.split(' ').any(|word| own.iter().any(|own| own == word)));
            if self.verdicts[at] != Some(Verdict::Holds) || speaks {
                continue;
            }
            steps.push(Step {
                section: sections[at].clone(),
                signature,
                slot,
                operator: lesson.operator,
                predicate: Predicate::of(entry.value(), field),
            });
        }
        steps
    }
}

/// Whether the page did what the manual says, up to what it asked its server.
fn same_way(used: Operator, hinted: Operator) -> bool {
    match (used, hinted) {
        (Operator::List { query: used, .. }, Operator::List { query: hinted, .. }) => used == hinted,
        (Operator::Upload { .. }, Operator::Upload { .. }) => true,
        (used, hinted) => used.revealing(false) == hinted.revealing(false),
    }
}

/// Words that only the person brings along: their names, address and telephone number.
fn own_words(person: &Person) -> Vec<String> {
    let profile = &person.profile;
    let texts = [
        &profile.name.full,
        &profile.name.given,
        &profile.name.family,
        &profile.email,
        &profile.phone,
        &profile.location.address,
    ];
    let words = texts.into_iter().flatten().flat_map(|fact| words(fact.value().as_str()));
    words.filter(|word| word.chars().count() > 2).collect()
}
