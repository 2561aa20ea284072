//! Fills one page and reads every value back.
//!
//! Works in rounds: snapshot, decide, act on what does not hold yet, look
//! again. A round that changes nothing ends it. Fields that appear are picked
//! up by the next round, values that the page overwrote are entered again, and
//! a field that refuses three operators is handed to the person.

mod calendar;
mod lessons;
mod lists;
mod operators;

pub(crate) use lessons::{Lesson, Replay};

use crate::advice::{Advice, Hint};
use crate::gate::{Gate, Stage};
use browser::{BrowserError, Page, Patience};
use forms::answering::{Circumstances, Decision, Entry, Person, decide};
use forms::fields::{ElementRef, Field, FieldKey, Widget, fields};
use forms::manual::{Level, Operator};
use forms::readback::{Verdict, read_back};
use forms::sections::additions;
use forms::snapshot::PageSnapshot;
use operators::Attempt;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Rounds before a page counts as one that never comes to rest.
const MOST_ROUNDS: usize = 60;
/// Operators tried on one field.
const MOST_TRIES: usize = 3;
/// Most fields one page may grow to while it is being filled.
const MOST_FIELDS: usize = 600;
/// A page is at rest when nothing changed for this long. Some take a value back
/// a moment after it is left, so a page that was not at rest is never read.
const REST: Duration = Duration::from_millis(60);
/// What a choice reveals may come a moment after it: before a page in which something was chosen counts as filled,
/// it must have been at rest for this long once. Where a manual has seen that nothing came, the wait is left to
/// whoever looks at the page again before it goes on.
const REVEAL: Duration = Duration::from_millis(200);
/// A page that takes a value back, or asks for more, does so within this time.
const AFTERMATH: Duration = Duration::from_millis(400);
/// How long a list that is only looked into may take.
const EXPLORE_LIMIT: Duration = Duration::from_secs(2);
/// Most Add buttons pressed on one page.
const MOST_ENTRIES_ADDED: usize = 20;
const SETTLE_LIMIT: Duration = Duration::from_secs(3);

/// A page after filling.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    /// The page as it is now.
    pub snapshot: PageSnapshot,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What was decided, in the order of `fields`.
    pub decisions: Vec<Decision>,
    /// Whether each filled field holds its value; `None` for fields left alone.
    pub verdicts: Vec<Option<Verdict>>,
    /// What was tried, by field.
    pub known: Known,
}

/// What is known of fields from earlier rounds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Why a field could not be filled.
    pub notes: BTreeMap<FieldKey, Note>,
    /// What filled it.
    pub lessons: BTreeMap<FieldKey, Lesson>,
    /// How many requests the page had made when the first file was chosen.
    requests_before_file: Option<u64>,
    /// Whose closed list was looked into before asking.
    explored: BTreeSet<FieldKey>,
    /// Choices that something may still follow.
    open_choices: BTreeSet<FieldKey>,
}

/// Why a field could not be filled, and what it offers instead.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    pub why: String,
    /// Options seen in its list.
    pub options: Vec<String>,
    tries: usize,
}

/// What filling needs besides the page.
pub(crate) struct Filling<'a> {
    pub page: &'a Page,
    pub gate: &'a Gate,
    pub person: &'a Person,
    pub circumstances: &'a Circumstances,
    /// What worked on such fields before.
    pub advice: &'a Advice,
    /// Attach nothing, since attaching uploads.
    pub dry_run: bool,
}

enum Tried {
    /// This was done to it.
    Done(Operator),
    /// The page has to be looked at again before anything else is done.
    LookAgain,
    /// This operator did not work.
    Refused(Note),
}

/// A page that was filled outside a job.
#[derive(Debug)]
pub struct Practised {
    /// Fields that hold their value.
    pub held: usize,
    /// Fields that were to.
    pub meant: usize,
    /// How they were filled.
    pub lessons: Vec<forms::manual::Step>,
    /// Steps of the advice that were about a field of the page, and those that filled it.
    pub advised: (usize, usize),
}

/// Fills the page that is open and reads every value back, outside a job: no
/// question is asked, nothing is submitted.
///
/// # Errors
/// Only when the browser is gone or does not answer.
pub async fn fill_page(
    page: &Page,
    gate: &Gate,
    person: &Person,
    circumstances: &Circumstances,
    advice: &Advice,
) -> Result<Practised, BrowserError> {
    gate.set(Stage::Closed);
    let filling = Filling { page, gate, person, circumstances, advice, dry_run: false };
    let filled = filling.fill(filling.look(Known::default()).await?).await?;
    let meant: Vec<&Verdict> = filled.verdicts.iter().flatten().collect();
    let (held, meant) = (meant.iter().filter(|verdict| ***verdict == Verdict::Holds).count(), meant.len());
    let replay = filled.replay();
    Ok(Practised {
        held,
        meant,
        lessons: filled.lessons(advice.platform(), person),
        advised: (replay.len(), replay.iter().filter(|step| step.held).count()),
    })
}

impl Filling<'_> {
    /// Fills the page that is open and that was just looked at.
    ///
    /// # Errors
    /// Only when the browser is gone or does not answer.
    pub(crate) async fn fill(&self, first: Filled) -> Result<Filled, BrowserError> {
        let mut filled = self.rounds(first).await?;
        if filled.known.requests_before_file.is_some_and(|before| before != self.page.requests_so_far()) {
            // Any of them may have been the upload.
            filled.known.lessons.values_mut().for_each(Lesson::uploads);
        }
        Ok(filled)
    }

    async fn rounds(&self, first: Filled) -> Result<Filled, BrowserError> {
        let mut filled = first;
        let mut grown = 0;
        let (mut chose, mut rested) = (false, false);
        let mut before: Option<Shape> = None;
        for _ in 0..MOST_ROUNDS {
            let shape = Shape::of(&filled.fields);
            filled.judge_choices(before.is_some_and(|before| before != shape), std::mem::take(&mut rested));
            before = Some(shape);
            let due = filled.due();
            if filled.fields.len() > MOST_FIELDS {
                return Ok(filled);
            }
            let hints = self.advice.hints(&filled.snapshot, &filled.fields);
            let mut rest = REST;
            if let Some(file) = filled.first_file(&due) {
                // Its parser may write into other fields, and its node is often replaced: read again before anything else.
                filled.known.requests_before_file.get_or_insert(self.page.requests_so_far());
                self.attempt(&mut filled, file, &hints).await?;
                rest = Duration::ZERO;
            } else if !due.is_empty() {
                chose |= due.iter().any(|&at| chooses(filled.fields[at].widget) && !is_still(hints[at].as_ref()));
                self.round(&mut filled, &due, &hints).await?;
            } else if self.explore(&mut filled).await? {
            } else if grown < MOST_ENTRIES_ADDED && self.add_entry(&filled).await? {
                grown += 1;
                // What comes now comes from the button.
                before = None;
            } else if std::mem::take(&mut chose) {
                rest = REVEAL;
            } else {
                return Ok(filled);
            }
            rested = self.page.rest(rest, SETTLE_LIMIT).await? && rest == REVEAL;
            filled = self.look(filled.known).await?;
        }
        for at in filled.due() {
            let note = filled.known.notes.entry(filled.fields[at].key.clone()).or_default();
            *note = Note { why: "The page keeps changing this field.".into(), tries: MOST_TRIES, ..Note::default() };
        }
        Ok(filled)
    }

    /// Looks into the closed list of a field that would be asked: what it offers
    /// is shown with the question, and whether it takes several may answer it.
    async fn explore(&self, filled: &mut Filled) -> Result<bool, BrowserError> {
        let closed = |at: &usize| {
            let field = &filled.fields[*at];
            matches!(field.widget, Widget::Combobox | Widget::ListboxButton)
                && field.options.is_empty()
                && matches!(filled.decisions[*at], Decision::Ask { .. })
                && !filled.known.explored.contains(&field.key)
        };
        let Some(at) = (0..filled.fields.len()).find(closed) else { return Ok(false) };
        let field = &filled.fields[at];
        filled.known.explored.insert(field.key.clone());
        let Some(element) = field.elements.first() else { return Ok(true) };
        self.gate.set(Stage::Lookup { query: String::new() });
        let seen = match self.page.open_list(element, Patience::Usual, EXPLORE_LIMIT).await {
            Ok(list) => self.page.close_list(element).await.map(|()| list),
            Err(error) => Err(error),
        };
        self.gate.set(Stage::Closed);
        match seen {
            Ok(list) => {
                let note = filled.known.notes.entry(field.key.clone()).or_default();
                note.options = list.options.into_iter().take(200).map(|option| option.text).collect();
                Ok(true)
            }
            // It stays a question without its options.
            Err(BrowserError::Gone | BrowserError::Obscured | BrowserError::Timeout(_) | BrowserError::Protocol(_)) => {
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// Presses one Add button when the profile has more entries than the form shows.
    async fn add_entry(&self, filled: &Filled) -> Result<bool, BrowserError> {
        let Some(button) = additions(&filled.snapshot, &filled.fields, &self.person.profile).into_iter().next() else {
            return Ok(false);
        };
        match self.page.click(&button).await {
            Ok(()) => Ok(true),
            Err(BrowserError::Gone | BrowserError::Obscured) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// As [`Filling::look`], once the page has been left alone for so long that what it does about a value has happened:
    /// to be asked right before it goes on. Mostly it has rested for so long already, and is read at once.
    pub(crate) async fn look_again(&self) -> Result<Filled, BrowserError> {
        self.page.rest(AFTERMATH, SETTLE_LIMIT).await?;
        self.look(Known::default()).await
    }

    /// Reads the page and judges every field, without touching anything.
    pub(crate) async fn look(&self, known: Known) -> Result<Filled, BrowserError> {
        let snapshot = self.page.snapshot().await?;
        let fields = fields(&snapshot);
        let decisions = decide(&fields, self.person, self.circumstances);
        let verdicts = decisions
            .iter()
            .zip(&fields)
            .map(|(decision, field)| decision.entry().map(|entry| read_back(entry, field)))
            .collect();
        Ok(Filled { snapshot, fields, decisions, verdicts, known })
    }

    async fn round(&self, filled: &mut Filled, due: &[usize], hints: &[Option<Hint>]) -> Result<(), BrowserError> {
        let in_one_piece = |at: usize| is_plain_text(filled, at, hints);
        let (texts, others): (Vec<usize>, Vec<usize>) = due.iter().partition(|&&at| in_one_piece(at));
        let batch: Vec<(ElementRef, String)> = texts.iter().filter_map(|&at| text_step(filled, at)).collect();
        if !batch.is_empty() {
            match self.page.set_texts(&batch).await {
                Ok(()) | Err(BrowserError::Gone | BrowserError::Obscured) => {}
                Err(error) => return Err(error),
            }
            for &at in &texts {
                filled.count_try(at);
                filled.learn(at, Operator::Text, hints);
            }
        }
        for at in others {
            if matches!(self.attempt(filled, at, hints).await?, Tried::LookAgain) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One operator on one field. Only a browser that is gone is an error.
    async fn attempt(&self, filled: &mut Filled, at: usize, hints: &[Option<Hint>]) -> Result<Tried, BrowserError> {
        let Some(entry) = filled.decisions[at].entry().cloned() else { return Ok(Tried::LookAgain) };
        let field = filled.fields[at].clone();
        let tries = filled.count_try(at);
        // What failed once is not tried the same way again.
        let hint = hints[at].as_ref().filter(|_| tries == 1).map(|hint| hint.operator);
        let tried = match self.operate(&filled.snapshot, &field, &entry, Attempt { tries, hint }).await {
            Ok(tried) => tried,
            Err(BrowserError::Gone) => Tried::LookAgain,
            Err(BrowserError::Obscured) => refused("Something lies over this field."),
            Err(BrowserError::Timeout(what)) => refused(&format!("{what} took too long.")),
            Err(BrowserError::Protocol(what)) => refused(&format!("The field could not be operated: {what}.")),
            Err(error) => return Err(error),
        };
        self.gate.set(Stage::Closed);
        match &tried {
            Tried::Done(operator) => filled.learn(at, *operator, hints),
            Tried::LookAgain => {}
            Tried::Refused(note) => {
                let kept = filled.known.notes.entry(field.key).or_default();
                kept.why.clone_from(&note.why);
                if !note.options.is_empty() {
                    kept.options.clone_from(&note.options);
                }
                kept.tries = kept.tries.max(note.tries);
            }
        }
        Ok(tried)
    }
}

fn refused(why: &str) -> Tried {
    Tried::Refused(Note { why: why.to_owned(), ..Note::default() })
}

impl Filled {
    /// Fields that do not hold what they should and may still be tried.
    fn due(&self) -> Vec<usize> {
        (0..self.fields.len())
            .filter(|&at| {
                self.verdicts[at].as_ref().is_some_and(|verdict| *verdict != Verdict::Holds)
                    && self.known.notes.get(&self.fields[at].key).is_none_or(|note| note.tries < MOST_TRIES)
            })
            .collect()
    }

    fn first_file(&self, due: &[usize]) -> Option<usize> {
        due.iter().copied().find(|&at| self.fields[at].widget == Widget::File)
    }

    fn count_try(&mut self, at: usize) -> usize {
        let note = self.known.notes.entry(self.fields[at].key.clone()).or_default();
        note.tries += 1;
        note.tries
    }
}

/// What a form asks, as far as a choice may change it.
#[derive(PartialEq)]
struct Shape(Vec<(FieldKey, bool, usize)>);

impl Shape {
    fn of(fields: &[Field]) -> Self {
        // The options of a drawn list are there while it is open.
        let options = |field: &Field| if opens(field.widget) { 0 } else { field.options.len() };
        Self(fields.iter().map(|field| (field.key.clone(), field.required, options(field))).collect())
    }
}

fn opens(widget: Widget) -> bool {
    matches!(widget, Widget::Combobox | Widget::ListboxButton | Widget::MultiCombobox | Widget::Prompt)
}

/// The very field of a manual, after whose choice nothing came.
fn is_still(hint: Option<&Hint>) -> bool {
    hint.is_some_and(|hint| hint.level == Level::Exact && !hint.operator.reveals())
}

/// Widgets whose choices decide what else is asked.
fn chooses(widget: Widget) -> bool {
    !matches!(widget, Widget::Text | Widget::TextArea | Widget::NativeDate | Widget::SegmentedDate | Widget::Password)
}

/// Text that goes in by one batch; a field that refused it is typed key by key.
fn is_plain_text(filled: &Filled, at: usize, hints: &[Option<Hint>]) -> bool {
    let field = &filled.fields[at];
    let tries = filled.known.notes.get(&field.key).map_or(0, |note| note.tries);
    let keys = tries == 1 || (tries == 0 && hints[at].as_ref().is_some_and(|hint| hint.operator == Operator::Keys));
    matches!(field.widget, Widget::Text | Widget::TextArea)
        && !field.control.readonly
        && !keys
        && text_step(filled, at).is_some()
}

fn text_step(filled: &Filled, at: usize) -> Option<(ElementRef, String)> {
    let Decision::Fill { entry } = &filled.decisions[at] else { return None };
    let element = filled.fields[at].elements.first()?.clone();
    match entry.value() {
        Entry::Text { text } => Some((element, text.clone())),
        Entry::Date { date } => Some((element, date.to_string())),
        _ => None,
    }
}

/// Host of an address; empty when it has none.
pub(crate) fn host(url: &str) -> String {
    url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
