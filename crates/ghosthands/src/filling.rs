//! Fills one page and reads every value back.
//!
//! Works in rounds: snapshot, decide, act on what does not hold yet, look
//! again. A round that changes nothing ends it. Fields that appear are picked
//! up by the next round, values that the page overwrote are entered again, and
//! a field that refuses three operators is handed to the person.

use crate::gate::{Gate, Stage};
use browser::{BrowserError, Key, List, Page};
use domain::Fact;
use forms::answering::{Circumstances, Decision, Entry, FileEntry, Person, decide};
use forms::fields::{ElementRef, Field, FieldKey, Widget, fields};
use forms::options::{Choice, Wanted, choose};
use forms::readback::{Verdict, read_back};
use forms::sections::additions;
use forms::snapshot::PageSnapshot;
use std::collections::BTreeMap;
use std::time::Duration;

/// Rounds before a page counts as one that never comes to rest.
const MOST_ROUNDS: usize = 60;
/// Operators tried on one field.
const MOST_TRIES: usize = 3;
/// Most fields one page may grow to while it is being filled.
const MOST_FIELDS: usize = 600;
/// How long a list may take to show its options.
const LIST_LIMIT: Duration = Duration::from_secs(5);
/// How long a file may take to arrive.
const UPLOAD_LIMIT: Duration = Duration::from_secs(30);
/// A page is at rest when nothing changed for this long. Some take a value back
/// a moment after it is left, so a page that was not at rest is never read.
const REST: Duration = Duration::from_millis(60);
/// Uploads begin within this time after a file was chosen.
const UPLOAD_REST: Duration = Duration::from_millis(100);
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
    /// Why a field could not be filled.
    pub notes: BTreeMap<FieldKey, Note>,
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
    /// Attach nothing, since attaching uploads.
    pub dry_run: bool,
}

enum Tried {
    Done,
    /// The page has to be looked at again before anything else is done.
    LookAgain,
    /// This operator did not work.
    Refused(Note),
}

/// Fills the page that is open and reads every value back, outside a job: no
/// question is asked, nothing is submitted. Returns how many fields hold their
/// value and how many were to.
///
/// # Errors
/// Only when the browser is gone or does not answer.
pub async fn fill_page(
    page: &Page,
    gate: &Gate,
    person: &Person,
    circumstances: &Circumstances,
) -> Result<(usize, usize), BrowserError> {
    gate.set(Stage::Closed);
    let filled = Filling { page, gate, person, circumstances, dry_run: false }.fill().await?;
    let meant: Vec<&Verdict> = filled.verdicts.iter().flatten().collect();
    Ok((meant.iter().filter(|verdict| ***verdict == Verdict::Holds).count(), meant.len()))
}

impl Filling<'_> {
    /// Fills the page that is open.
    ///
    /// # Errors
    /// Only when the browser is gone or does not answer.
    pub(crate) async fn fill(&self) -> Result<Filled, BrowserError> {
        let mut notes: BTreeMap<FieldKey, Note> = BTreeMap::new();
        let mut grown = 0;
        for _ in 0..MOST_ROUNDS {
            let mut filled = self.look(notes).await?;
            let due = filled.due();
            if filled.fields.len() > MOST_FIELDS {
                return Ok(filled);
            }
            if let Some(file) = filled.first_file(&due) {
                // Its parser may write into other fields, and its node is often replaced: read again before anything else.
                self.attempt(&mut filled, file).await?;
                notes = filled.notes;
                continue;
            } else if !due.is_empty() {
                self.round(&mut filled, &due).await?;
            } else if grown < MOST_ENTRIES_ADDED && self.add_entry(&filled).await? {
                grown += 1;
            } else {
                return Ok(filled);
            }
            self.page.settle(REST, SETTLE_LIMIT).await?;
            notes = filled.notes;
        }
        let mut filled = self.look(notes).await?;
        for at in filled.due() {
            let note = filled.notes.entry(filled.fields[at].key.clone()).or_default();
            *note = Note { why: "The page keeps changing this field.".into(), tries: MOST_TRIES, ..Note::default() };
        }
        Ok(filled)
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

    /// Reads the page and judges every field, without touching anything.
    pub(crate) async fn look(&self, notes: BTreeMap<FieldKey, Note>) -> Result<Filled, BrowserError> {
        let snapshot = self.page.snapshot().await?;
        let fields = fields(&snapshot);
        let decisions = decide(&fields, self.person, self.circumstances);
        let verdicts = decisions
            .iter()
            .zip(&fields)
            .map(|(decision, field)| match decision {
                Decision::Fill { entry } => Some(read_back(entry.value(), field)),
                _ => None,
            })
            .collect();
        Ok(Filled { snapshot, fields, decisions, verdicts, notes })
    }

    async fn round(&self, filled: &mut Filled, due: &[usize]) -> Result<(), BrowserError> {
        let (texts, others): (Vec<usize>, Vec<usize>) = due.iter().partition(|&&at| is_plain_text(filled, at));
        let batch: Vec<(ElementRef, String)> = texts.iter().filter_map(|&at| text_step(filled, at)).collect();
        if !batch.is_empty() {
            match self.page.set_texts(&batch).await {
                Ok(()) | Err(BrowserError::Gone | BrowserError::Obscured) => {}
                Err(error) => return Err(error),
            }
            for &at in &texts {
                filled.count_try(at);
            }
        }
        for at in others {
            if matches!(self.attempt(filled, at).await?, Tried::LookAgain) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One operator on one field. Only a browser that is gone is an error.
    async fn attempt(&self, filled: &mut Filled, at: usize) -> Result<Tried, BrowserError> {
        let Decision::Fill { entry } = filled.decisions[at].clone() else { return Ok(Tried::Done) };
        let field = filled.fields[at].clone();
        let tries = filled.count_try(at);
        let tried = match self.operate(&filled.snapshot, &field, &entry, tries).await {
            Ok(tried) => tried,
            Err(BrowserError::Gone) => Tried::LookAgain,
            Err(BrowserError::Obscured) => {
                Tried::Refused(Note { why: "Something lies over this field.".into(), ..Note::default() })
            }
            Err(BrowserError::Timeout(what)) => {
                Tried::Refused(Note { why: format!("{what} took too long."), ..Note::default() })
            }
            Err(error) => return Err(error),
        };
        self.gate.set(Stage::Closed);
        if let Tried::Refused(note) = &tried {
            let kept = filled.notes.entry(field.key).or_default();
            kept.why.clone_from(&note.why);
            if !note.options.is_empty() {
                kept.options.clone_from(&note.options);
            }
            kept.tries = kept.tries.max(note.tries);
        }
        Ok(tried)
    }

    async fn operate(
        &self,
        snapshot: &PageSnapshot,
        field: &Field,
        entry: &Fact<Entry>,
        tries: usize,
    ) -> Result<Tried, BrowserError> {
        let Some(first) = field.elements.first() else {
            return Ok(Tried::Refused(note("The field cannot be reached.")));
        };
        match (field.widget, entry.value()) {
            (Widget::Text | Widget::TextArea, Entry::Text { text }) => {
                self.page.type_keys(first, text).await?;
                Ok(Tried::Done)
            }
            (Widget::NativeDate, Entry::Date { date }) => {
                self.page.set_texts(&[(first.clone(), date.to_string())]).await?;
                Ok(Tried::Done)
            }
            (Widget::Text | Widget::TextArea, Entry::Date { date }) => {
                self.page.type_keys(first, &date.to_string()).await?;
                self.page.press(Key::Tab).await?;
                Ok(Tried::Done)
            }
            (Widget::SegmentedDate, Entry::Date { date }) => self.enter_segments(field, *date).await,
            (Widget::Checkbox, Entry::Check { checked }) => {
                self.page.set_checked(first, *checked).await?;
                Ok(Tried::Done)
            }
            (Widget::NativeSelect | Widget::NativeMultiSelect, Entry::Pick { wanted }) => match chosen(wanted, field) {
                Ok(indexes) => self.page.select(first, &indexes).await.map(|()| Tried::Done),
                Err(note) => Ok(Tried::Refused(note)),
            },
            (Widget::Radios | Widget::ButtonGroup, Entry::Pick { wanted }) => match chosen(wanted, field) {
                Ok(indexes) => self.press_choices(field, &indexes).await,
                Err(note) => Ok(Tried::Refused(note)),
            },
            (Widget::CheckboxGroup, Entry::Pick { wanted }) => match chosen(wanted, field) {
                Ok(indexes) => self.tick_exactly(field, &indexes).await,
                Err(note) => Ok(Tried::Refused(note)),
            },
            (Widget::Combobox | Widget::ListboxButton, Entry::Pick { wanted }) => match wanted.first() {
                Some(wanted) => self.choose_from_list(field, first, wanted, false, tries).await,
                None => Ok(Tried::Done),
            },
            (Widget::MultiCombobox | Widget::Prompt, Entry::Pick { wanted }) => {
                for wanted in wanted.iter().filter(|wanted| !already_chosen(wanted, field)) {
                    let enter = field.widget == Widget::Prompt;
                    match self.choose_from_list(field, first, wanted, enter, tries).await? {
                        Tried::Done => {}
                        other => return Ok(other),
                    }
                }
                Ok(Tried::Done)
            }
            (Widget::File, Entry::File { file }) => {
                self.attach(host_of(snapshot, &first.frame), field, first, file).await
            }
            _ => Ok(Tried::Refused(note("This kind of field does not take this kind of answer."))),
        }
    }

    async fn enter_segments(&self, field: &Field, date: domain::PartialDate) -> Result<Tried, BrowserError> {
        let year = format!("{:04}", date.year());
        let month = date.month().map(|m| format!("{m:02}"));
        let day = date.day().map(|d| format!("{d:02}"));
        let parts = match field.elements.len() {
            1 => vec![Some(year)],
            2 => vec![month, Some(year)],
            _ => vec![month, day, Some(year)],
        };
        let Some(parts) = parts.into_iter().collect::<Option<Vec<String>>>() else {
            return Ok(Tried::Refused(note("The form asks for a more precise date than is known.")));
        };
        for (element, part) in field.elements.iter().zip(parts) {
            self.page.type_keys(element, &part).await?;
        }
        Ok(Tried::Done)
    }

    async fn press_choices(&self, field: &Field, indexes: &[usize]) -> Result<Tried, BrowserError> {
        for &index in indexes {
            match field.elements.get(index) {
                Some(element) => self.page.set_checked(element, true).await?,
                None => return Ok(Tried::Refused(note("The choice cannot be reached."))),
            }
        }
        Ok(Tried::Done)
    }

    async fn tick_exactly(&self, field: &Field, indexes: &[usize]) -> Result<Tried, BrowserError> {
        for (index, (element, option)) in field.elements.iter().zip(&field.options).enumerate() {
            let wanted = indexes.contains(&index);
            if option.selected != wanted {
                self.page.set_checked(element, wanted).await?;
            }
        }
        Ok(Tried::Done)
    }

    /// Opens the list, looks for the option, searches for it when the list has
    /// a search box, picks it. Leaves nothing picked when it is not there.
    async fn choose_from_list(
        &self,
        field: &Field,
        at: &ElementRef,
        wanted: &Wanted,
        enter: bool,
        tries: usize,
    ) -> Result<Tried, BrowserError> {
        self.gate.set(Stage::Lookup { query: String::new() });
        let mut seen = self.page.open_list(at, LIST_LIMIT).await?;
        let mut choice = choose(wanted, &seen.options);
        if !matches!(choice, Choice::One(_)) && !seen.options.is_empty() {
            // Only a list that has come to rest can be said not to offer something.
            seen = self.page.rested_list(at, LIST_LIMIT).await?;
            choice = choose(wanted, &seen.options);
        }
        if choice == Choice::None && field.widget != Widget::ListboxButton {
            for query in &wanted.queries {
                self.gate.set(Stage::Lookup { query: query.clone() });
                seen = self.page.query_list(at, query, enter, LIST_LIMIT).await?;
                choice = choose(wanted, &seen.options);
                if choice != Choice::None {
                    break;
                }
            }
        }
        match same_place(field, choice, &seen) {
            Choice::One(index) => {
                self.page.pick(at, &seen.options[index]).await?;
                Ok(Tried::Done)
            }
            choice @ (Choice::None | Choice::Several(_)) => {
                self.page.close_list(at).await?;
                Ok(Tried::Refused(not_offered(&choice, &seen, tries)))
            }
        }
    }

    /// Chooses the file and waits until the page shows it and rests.
    async fn attach(
        &self,
        host: String,
        field: &Field,
        at: &ElementRef,
        file: &FileEntry,
    ) -> Result<Tried, BrowserError> {
        if self.dry_run {
            return Ok(Tried::Refused(Note {
                why: "Not attached: a dry run sends nothing, and attaching may upload at once.".into(),
                tries: MOST_TRIES,
                ..Note::default()
            }));
        }
        self.gate.set(Stage::Upload { host });
        self.page.attach(at, &file.path).await?;
        // Arrived when the page shows it and rests; the site may replace the input meanwhile.
        let deadline = tokio::time::Instant::now() + UPLOAD_LIMIT;
        loop {
            self.page.settle(UPLOAD_REST, Duration::from_secs(5)).await?;
            let now = fields(&self.page.snapshot().await?);
            let holds = now.iter().any(|other| other.key == field.key && !other.holding.files.is_empty());
            if holds || tokio::time::Instant::now() >= deadline {
                return Ok(if holds { Tried::Done } else { Tried::Refused(note("The file did not arrive.")) });
            }
        }
    }
}

impl Filled {
    /// Fields that do not hold what they should and may still be tried.
    fn due(&self) -> Vec<usize> {
        (0..self.fields.len())
            .filter(|&at| {
                self.verdicts[at].as_ref().is_some_and(|verdict| *verdict != Verdict::Holds)
                    && self.notes.get(&self.fields[at].key).is_none_or(|note| note.tries < MOST_TRIES)
            })
            .collect()
    }

    fn first_file(&self, due: &[usize]) -> Option<usize> {
        due.iter().copied().find(|&at| self.fields[at].widget == Widget::File)
    }

    fn count_try(&mut self, at: usize) -> usize {
        let note = self.notes.entry(self.fields[at].key.clone()).or_default();
        note.tries += 1;
        note.tries
    }
}

/// Text that goes in by one batch; a field that refused it once is typed key by key.
fn is_plain_text(filled: &Filled, at: usize) -> bool {
    let field = &filled.fields[at];
    let tries = filled.notes.get(&field.key).map_or(0, |note| note.tries);
    matches!(field.widget, Widget::Text | Widget::TextArea) && tries != 1 && text_step(filled, at).is_some()
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

fn chosen(wanted: &[Wanted], field: &Field) -> Result<Vec<usize>, Note> {
    let options = || field.options.iter().map(|option| option.text.clone()).collect();
    wanted
        .iter()
        .map(|wanted| match choose(wanted, &field.options) {
            Choice::One(index) => Ok(index),
            Choice::None => {
                Err(Note { why: "No option means this answer.".into(), options: options(), tries: MOST_TRIES })
            }
            Choice::Several(_) => {
                Err(Note { why: "Several options mean this answer.".into(), options: options(), tries: MOST_TRIES })
            }
        })
        .collect()
}

fn already_chosen(wanted: &Wanted, field: &Field) -> bool {
    let chips: Vec<_> = field
        .holding
        .texts
        .iter()
        .map(|text| forms::snapshot::OptionEntry { text: text.clone(), ..Default::default() })
        .collect();
    matches!(choose(wanted, &chips), Choice::One(_))
}

/// Places that a list shows in the very same words are the same answer: nobody
/// who reads the form can tell them apart. Other lists stay undecided; "+1" is two countries.
fn same_place(field: &Field, choice: Choice, seen: &List) -> Choice {
    use forms::meaning::{Meaning, Slot};
    let place = matches!(field.reading.meaning, Some(Meaning::Profile(Slot::LocationText | Slot::City)));
    match choice {
        Choice::Several(indexes)
            if place && indexes.iter().all(|&i| seen.options[i].text == seen.options[indexes[0]].text) =>
        {
            Choice::One(indexes[0])
        }
        other => other,
    }
}

fn not_offered(choice: &Choice, seen: &List, tries: usize) -> Note {
    let why = match choice {
        Choice::Several(_) => "Several options of the list mean this answer.",
        _ if seen.options.is_empty() => "The list showed no options.",
        _ => "The list does not offer this answer.",
    };
    // A list that was complete will not offer more the next time.
    let tries = if seen.settled && !seen.options.is_empty() { MOST_TRIES } else { tries };
    Note { why: why.into(), options: seen.options.iter().take(200).map(|option| option.text.clone()).collect(), tries }
}

fn note(why: &str) -> Note {
    Note { why: why.to_owned(), ..Note::default() }
}

/// The host of the document in a frame.
fn host_of(snapshot: &PageSnapshot, frame: &str) -> String {
    host(snapshot.frames.iter().find(|f| f.frame == frame).map_or(snapshot.url.as_str(), |f| f.url.as_str()))
}

/// Host of an address; empty when it has none.
pub(crate) fn host(url: &str) -> String {
    url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
