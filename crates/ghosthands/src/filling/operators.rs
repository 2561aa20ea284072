//! What can be done to a field, by kind of widget.
//!
//! An operator acts and says what it was; whether the field holds the value is
//! for the reader of the page to say. A hint of a manual spares waits and
//! detours, and what it does not bring is looked for as if there were none.

use super::{Filling, MOST_TRIES, Note, REST, Tried, host};
use crate::gate::Stage;
use browser::{BrowserError, Key, List, Patience};
use forms::answering::{Entry, FileEntry};
use forms::fields::{ElementRef, Field, Widget, fields};
use forms::manual::Operator;
use forms::meaning::{Meaning, Slot};
use forms::options::{Choice, Wanted, choose};
use forms::snapshot::{OptionEntry, PageSnapshot};
use std::time::{Duration, Instant};

/// How long a list may take to show its options.
const LIST_LIMIT: Duration = Duration::from_secs(5);
/// How long a file may take to arrive.
const UPLOAD_LIMIT: Duration = Duration::from_secs(30);
/// A page that still says that it is busy with a file after this long is not believed.
const UPLOAD_BUSY: Duration = Duration::from_secs(12);
/// How long a page is waited for before it is looked at again.
const UPLOAD_TURN: Duration = Duration::from_secs(5);
/// A page at rest that does not show the file after this long has lost it: one that comes
/// alive late replaces its inputs.
const UPLOAD_LOST: Duration = Duration::from_secs(2);
/// Uploads begin within this time after a page did something about the file that was chosen.
const UPLOAD_REST: Duration = Duration::from_millis(150);

/// What is known of one attempt beforehand.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    /// Which try this is, from 1.
    pub tries: usize,
    /// What worked on this field before.
    pub hint: Option<Operator>,
}

impl Filling<'_> {
    pub(super) async fn operate(
        &self,
        snapshot: &PageSnapshot,
        field: &Field,
        entry: &Entry,
        attempt: Attempt,
    ) -> Result<Tried, BrowserError> {
        let Some(first) = field.elements.first() else {
            return Ok(Tried::Refused(note("The field cannot be reached.")));
        };
        match (field.widget, entry) {
            (Widget::Text | Widget::TextArea, Entry::Text { text }) => {
                self.page.type_keys(first, text).await?;
                Ok(Tried::Done(Operator::Keys))
            }
            (Widget::NativeDate, Entry::Date { date }) => {
                self.page.set_texts(&[(first.clone(), date.to_string())]).await?;
                Ok(Tried::Done(Operator::Text))
            }
            (Widget::Text, Entry::Date { date }) if field.control.readonly => self.pick_day(first, *date).await,
            (Widget::Text | Widget::TextArea, Entry::Date { date }) => {
                self.page.type_keys(first, &date.to_string()).await?;
                self.page.press(Key::Tab).await?;
                Ok(Tried::Done(Operator::Keys))
            }
            (Widget::SegmentedDate, Entry::Date { date }) => self.enter_segments(field, *date).await,
            (Widget::Checkbox, Entry::Check { checked }) => {
                self.page.set_checked(first, *checked).await?;
                Ok(Tried::Done(Operator::Press { reveals: false }))
            }
            (Widget::NativeSelect | Widget::NativeMultiSelect, Entry::Pick { wanted }) => match chosen(wanted, field) {
                Ok(indexes) => {
                    self.page.select(first, &indexes).await.map(|()| Tried::Done(Operator::Select { reveals: false }))
                }
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
            (
                Widget::Combobox | Widget::ListboxButton | Widget::MultiCombobox | Widget::Prompt,
                Entry::Pick { wanted },
            ) => self.choose_each(field, first, wanted, attempt).await,
            (Widget::File, Entry::File { file }) => {
                self.attach(host_of(snapshot, &first.frame), field, first, file, attempt).await
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
        Ok(Tried::Done(Operator::Segments))
    }

    async fn press_choices(&self, field: &Field, indexes: &[usize]) -> Result<Tried, BrowserError> {
        for &index in indexes {
            match field.elements.get(index) {
                Some(element) => self.page.set_checked(element, true).await?,
                None => return Ok(Tried::Refused(note("The choice cannot be reached."))),
            }
        }
        Ok(Tried::Done(Operator::Press { reveals: false }))
    }

    async fn tick_exactly(&self, field: &Field, indexes: &[usize]) -> Result<Tried, BrowserError> {
        for (index, (element, option)) in field.elements.iter().zip(&field.options).enumerate() {
            let wanted = indexes.contains(&index);
            if option.selected != wanted {
                self.page.set_checked(element, wanted).await?;
            }
        }
        Ok(Tried::Done(Operator::Press { reveals: false }))
    }

    async fn choose_each(
        &self,
        field: &Field,
        at: &ElementRef,
        wanted: &[Wanted],
        attempt: Attempt,
    ) -> Result<Tried, BrowserError> {
        let mut operator = Operator::List { query: None, asks: false, reveals: false };
        for wanted in wanted.iter().filter(|wanted| !already_chosen(wanted, field)) {
            match self.choose_from_list(field, at, wanted, attempt).await? {
                Tried::Done(used) => operator = used,
                other => return Ok(other),
            }
        }
        if field.widget == Widget::MultiCombobox || (wanted.len() > 1 && field.widget != Widget::Prompt) {
            // A list that takes several stays open over whatever comes below it.
            match self.page.close_list(at).await {
                Ok(()) | Err(BrowserError::Protocol(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Tried::Done(operator))
    }

    /// Finds the option in the list, searching for it when the list has a
    /// search box, and picks it. Leaves nothing picked when it is not there.
    async fn choose_from_list(
        &self,
        field: &Field,
        at: &ElementRef,
        wanted: &Wanted,
        attempt: Attempt,
    ) -> Result<Tried, BrowserError> {
        let before = self.page.requests_so_far();
        let mut search = Search { filling: self, field, at, wanted, seen: List::default(), choice: Choice::None };
        let query = search.run(attempt.hint).await?;
        let (seen, choice) = (search.seen, search.choice);
        match same_place(field, choice, &seen) {
            Choice::One(index) => {
                self.page.pick(at, &seen.options[index]).await?;
                let asks = self.page.requests_so_far() != before;
                Ok(Tried::Done(Operator::List { query, asks, reveals: false }))
            }
            choice @ (Choice::None | Choice::Several(_)) => {
                self.page.close_list(at).await?;
                Ok(Tried::Refused(not_offered(&choice, &seen, attempt.tries)))
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
        attempt: Attempt,
    ) -> Result<Tried, BrowserError> {
        if self.dry_run {
            return Ok(Tried::Refused(Note {
                why: "Not attached: a dry run sends nothing, and attaching may upload at once.".into(),
                tries: MOST_TRIES,
                ..Note::default()
            }));
        }
        self.gate.set(Stage::Upload { host });
        let before = self.page.requests_so_far();
        self.page.attach(at, &file.path).await?;
        let reacted = self.page.file_taken(at).await? || self.page.requests_so_far() != before;
        let rest = match attempt.hint {
            // A form that was filled to the end without sending anything is only given a turn.
            Some(Operator::Upload { asks: false }) => Duration::ZERO,
            _ if reacted => UPLOAD_REST,
            _ => REST,
        };
        // Arrived when the page shows it and rests; the site may replace the input meanwhile.
        let deadline = Instant::now() + UPLOAD_LIMIT;
        let mut lost = Instant::now() + UPLOAD_LOST;
        let unfinished = Instant::now() + UPLOAD_BUSY;
        let mut rested = self.page.rest(rest, UPLOAD_TURN).await?;
        loop {
            let busy = Instant::now() < unfinished && self.page.file_busy(at).await?;
            let now = fields(&self.page.snapshot().await?);
            if !busy && now.iter().any(|other| other.key == field.key && !other.holding.files.is_empty()) {
                return Ok(Tried::Done(Operator::Upload { asks: false }));
            }
            if !rested || busy {
                lost = Instant::now() + UPLOAD_LOST;
            }
            if Instant::now() >= deadline.min(lost) {
                return Ok(Tried::Refused(note("The file did not arrive.")));
            }
            rested = self.page.settle(UPLOAD_REST, UPLOAD_TURN).await?;
        }
    }
}

/// The search for one option.
struct Search<'a> {
    filling: &'a Filling<'a>,
    field: &'a Field,
    at: &'a ElementRef,
    wanted: &'a Wanted,
    /// What the list shows.
    seen: List,
    /// Which of it is meant.
    choice: Choice,
}

impl Search<'_> {
    /// Looks where the hint says, then everywhere. Says which query brought the option.
    async fn run(&mut self, hint: Option<Operator>) -> Result<Option<u8>, BrowserError> {
        let hinted = match hint {
            Some(Operator::List { query: Some(number), .. }) if self.searches() => Some(number),
            _ => None,
        };
        if let Some(number) = hinted
            && let Some(query) = self.wanted.queries.get(usize::from(number))
        {
            self.ask(query).await?;
            if matches!(self.choice, Choice::One(_)) {
                return Ok(Some(number));
            }
        }
        let patience = match hint {
            Some(Operator::List { query: None, asks: false, .. }) => Patience::Known,
            _ => Patience::Usual,
        };
        self.open(patience).await?;
        if self.choice == Choice::None && self.searches() {
            for (number, query) in self.wanted.queries.iter().enumerate() {
                self.ask(query).await?;
                if self.choice != Choice::None {
                    return Ok(u8::try_from(number).ok());
                }
            }
        }
        Ok(None)
    }

    fn searches(&self) -> bool {
        self.field.widget != Widget::ListboxButton
    }

    async fn open(&mut self, patience: Patience) -> Result<(), BrowserError> {
        self.filling.gate.set(Stage::Lookup { query: String::new() });
        self.seen = self.filling.page.open_list(self.at, patience, LIST_LIMIT).await?;
        self.choice = choose(self.wanted, &self.seen.options);
        if !matches!(self.choice, Choice::One(_)) && !self.seen.options.is_empty() {
            // Only a list that has come to rest can be said not to offer something.
            self.seen = self.filling.page.rested_list(self.at, LIST_LIMIT).await?;
            self.choice = choose(self.wanted, &self.seen.options);
        }
        Ok(())
    }

    async fn ask(&mut self, query: &str) -> Result<(), BrowserError> {
        self.filling.gate.set(Stage::Lookup { query: query.to_owned() });
        let enter = self.field.widget == Widget::Prompt;
        self.seen = self.filling.page.query_list(self.at, query, enter, LIST_LIMIT).await?;
        self.choice = choose(self.wanted, &self.seen.options);
        Ok(())
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
    let chips: Vec<_> =
        field.holding.texts.iter().map(|text| OptionEntry { text: text.clone(), ..Default::default() }).collect();
    matches!(choose(wanted, &chips), Choice::One(_))
}

/// Places that a list shows in the very same words are the same answer: nobody
/// who reads the form can tell them apart. Other lists stay undecided; "+1" is two countries.
fn same_place(field: &Field, choice: Choice, seen: &List) -> Choice {
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
