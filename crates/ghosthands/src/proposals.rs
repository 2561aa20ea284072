//! Asking a language model: the only place where the engine does.
//!
//! A model may propose what an unknown field asks for, which option means what the
//! person stated, a draft grounded in cited facts, and a button on a page nobody
//! understands. It chooses among what it is given; what it says is checked against
//! that, and nothing it says goes out unseen: a value it had a part in has the
//! source [`Source::Proposed`], which no gate of autopilot lets pass, and a draft
//! is a suggestion to a question that stays open. Sensitive classes are neither
//! sent nor proposed, and a model can make a question more restricted, never less.
//!
//! Nothing is asked when no model is configured or the execution mode forbids it.
//! A model that fails, declines or is too dear leaves things as they were.

mod drafts;
mod facts;
mod meanings;
mod models;
mod options;
mod page_actions;
#[cfg(test)]
mod tests;

pub use llm::Model;
pub use models::Models;

use crate::events::{self, names};
use crate::execution::ExecutionMode;
use crate::filling::Filled;
use crate::interactions::Row;
use crate::jobs::{Lease, QueueError};
use crate::review;
use crate::spending::{self, Account, Terms};
use chrono::Utc;
use domain::{Fact, QuestionClass, Source};
use drafts::Draft;
use forms::answering::{Circumstances, Decision, Entry, Person, decide};
use forms::fields::{ElementRef, Field, FieldKey, Widget, fields};
use forms::meaning::Meaning;
use forms::options::{Choice, choose};
use forms::snapshot::{OptionEntry, PageSnapshot};
use llm::{Answer, Ask, AskError, Redactor, Router};
use serde_json::json;
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Most questions put to models for one application.
const MOST_ASKED: usize = 24;
/// Most buttons pressed on a model's word in one application.
const MOST_ACTIONS: usize = 3;
/// How long models may be asked about one page.
const PAGE_LIMIT: Duration = Duration::from_secs(75);
/// How much of a posting is shown to a model, characters.
const POSTING: usize = 3_000;

/// Asks models on behalf of one application, and remembers what they said.
pub struct Advisor {
    pool: PgPool,
    lease: Lease,
    mode: ExecutionMode,
    router: Option<Arc<Router>>,
    chain: Vec<Model>,
    account: Account,
    asked: usize,
    actions: usize,
    /// What was put to a model already, whatever came of it.
    settled: BTreeSet<(FieldKey, &'static str)>,
    /// What fields were said to ask for, and by which model.
    meanings: BTreeMap<FieldKey, (Meaning, String)>,
    drafts: BTreeMap<FieldKey, Draft>,
    posting: String,
}

/// What an application knows when a page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub person: &'a Person,
    pub circumstances: &'a Circumstances,
    pub title: &'a str,
}

impl Advisor {
    /// Reads what the job says about models.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn open(pool: &PgPool, lease: &Lease, models: &Models) -> Result<Self, QueueError> {
        let mut db = pool.acquire().await?;
        let terms = Terms::of(&mut db, lease, models.own_month()).await?;
        let router = models.router().filter(|_| terms.mode.asks_models());
        let chain = match &router {
            Some(router) => {
                router.settings().chain(terms.model.as_deref(), Some(terms.quality.as_str()), terms.premium)
            }
            None => Vec::new(),
        };
        if !chain.is_empty() {
            spending::settle_abandoned(&mut db).await?;
        }
        Ok(Self {
            pool: pool.clone(),
            lease: lease.clone(),
            mode: terms.mode,
            router,
            chain,
            account: Account::new(pool.clone(), lease.clone(), terms),
            asked: 0,
            actions: 0,
            settled: BTreeSet::new(),
            meanings: BTreeMap::new(),
            drafts: BTreeMap::new(),
            posting: String::new(),
        })
    }

    /// How the job is to be filled.
    #[must_use]
    pub fn mode(&self) -> ExecutionMode {
        self.mode
    }

    /// Requests made to models so far.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.account.calls()
    }

    /// Keeps what the posting says.
    pub(crate) fn read_posting(&mut self, snapshot: &PageSnapshot) {
        let texts = snapshot.frames.iter().map(|frame| frame.text.as_str());
        self.posting = texts.collect::<Vec<_>>().join("\n").chars().take(POSTING).collect();
    }

    /// Values for fields of the page that only a model could tie to what the person stated. Each goes into the form as
    /// if the person had said it for this very field, but with the source [`Source::Proposed`].
    pub(crate) async fn values(&mut self, filled: &Filled, scene: Scene<'_>) -> BTreeMap<FieldKey, Fact<String>> {
        let open = self.open_fields(filled, scene);
        if open.is_empty() {
            return BTreeMap::new();
        }
        let mut found = BTreeMap::new();
        let asking = self.find_values(filled, scene, &open, &mut found);
        if tokio::time::timeout(PAGE_LIMIT, asking).await.is_err() {
            tracing::info!(job = %self.lease.job, "models took too long over a page");
        }
        self.note("Values were proposed by a language model", found.len()).await;
        found
    }

    /// Writes drafts for questions in the person's own words, once per question.
    pub(crate) async fn write_drafts(&mut self, filled: &Filled, scene: Scene<'_>) {
        let open = self.open_fields(filled, scene);
        let wanted: Vec<usize> = open.into_iter().filter(|&at| self.wants_a_draft(&filled.fields[at])).collect();
        if wanted.is_empty() {
            return;
        }
        let before = self.drafts.len();
        let asking = async {
            for at in wanted {
                let field = &filled.fields[at];
                if self.first_time(&field.key, drafts::PURPOSE)
                    && let Some(draft) = self.draft(field, scene).await
                {
                    self.drafts.insert(field.key.clone(), draft);
                }
            }
        };
        if tokio::time::timeout(PAGE_LIMIT, asking).await.is_err() {
            tracing::info!(job = %self.lease.job, "models took too long over a page");
        }
        let written = self.drafts.len() - before;
        if written > 0 {
            self.event("Drafts were written for questions that are yours to answer", written).await;
        }
    }

    /// Shows drafts as suggestions, and says of answers that were accepted where they come from.
    pub(crate) fn annotate(&self, rows: &mut [Row], person: &Person) {
        for row in rows {
            let Some(draft) = self.drafts.get(&row.key) else { continue };
            match person.said.get(&row.key) {
                Some(said) if *said.value() == draft.text => {
                    row.source = Some(format!("{}, {}", said.source().describe(), draft.describe("as")));
                }
                Some(said) => row.source = Some(format!("{}, {}", said.source().describe(), draft.describe("after"))),
                None => {
                    row.suggestion = Some(draft.text.clone());
                    row.note = Some(format!("A draft for you to check, {}.", draft.describe("as")));
                }
            }
        }
    }

    /// Takes note of what the person said: a draft they accepted took part in the application.
    pub(crate) async fn heard(&mut self, said: &BTreeMap<FieldKey, String>) {
        let accepted = said.iter().filter(|(key, text)| self.drafts.get(key).is_some_and(|draft| draft.text == **text));
        let accepted = accepted.count();
        self.count(accepted).await;
    }

    /// A button to press on a page nobody understands; never one that could send or sign up.
    pub(crate) async fn page_action(&mut self, snapshot: &PageSnapshot, person: &Person) -> Option<ElementRef> {
        if self.chain.is_empty() || self.actions >= MOST_ACTIONS {
            return None;
        }
        let offered = forms::pages::near_side(snapshot, &fields(snapshot));
        let asking = self.choose_button(snapshot, person, offered);
        let chosen = tokio::time::timeout(PAGE_LIMIT, asking).await.ok().flatten()?;
        self.actions += 1;
        self.note("A language model chose a button on a page that is not understood", 1).await;
        Some(chosen)
    }

    async fn find_values(
        &mut self,
        filled: &Filled,
        scene: Scene<'_>,
        open: &[usize],
        found: &mut BTreeMap<FieldKey, Fact<String>>,
    ) {
        let unknown: Vec<&Field> = open
            .iter()
            .map(|&at| &filled.fields[at])
            .filter(|field| field.reading.meaning.is_none() && self.first_time(&field.key, meanings::PURPOSE))
            .collect();
        self.learn_meanings(&unknown, scene).await;
        let read = self.reread(&filled.fields);
        let decisions = decide(&read, scene.person, scene.circumstances);
        for &at in open {
            let field = with_options(&read[at], filled);
            if !self.may_be_answered(&field, &filled.fields) {
                continue;
            }
            if let Decision::Fill { entry } = &decisions[at]
                && let Some((_, model)) = self.meanings.get(&field.key)
                && let Some(text) = as_said(entry.value(), &field)
            {
                found.insert(field.key.clone(), proposed(text, model, vec![entry.source().clone()]));
            } else if self.first_time(&field.key, options::PURPOSE)
                && let Some(value) = self.same_option(&field, scene).await
            {
                found.insert(field.key.clone(), value);
            }
        }
    }

    /// Fields that are worth a question, by their place in the page.
    fn open_fields(&self, filled: &Filled, scene: Scene<'_>) -> Vec<usize> {
        if self.chain.is_empty() {
            return Vec::new();
        }
        let open = |at: &usize| {
            let field = &filled.fields[*at];
            !scene.person.said.contains_key(&field.key)
                && may_be_sent(field)
                && match &filled.decisions[*at] {
                    Decision::Ask { why, .. } => !is_their_wish(why),
                    Decision::Leave { why } => self.mode.asks_about_optional() && !is_their_wish(why),
                    Decision::Fill { .. } | Decision::Untick { .. } => false,
                }
        };
        (0..filled.fields.len()).filter(open).collect()
    }

    /// The fields as they are read with what models said of those that nothing else could read.
    fn reread(&self, fields: &[Field]) -> Vec<Field> {
        let reread = |field: &Field| {
            let mut field = field.clone();
            if field.reading.meaning.is_none() {
                field.reading.meaning = self.meanings.get(&field.key).map(|(meaning, _)| *meaning);
            }
            field
        };
        fields.iter().map(reread).collect()
    }

    /// A meaning that came from a model never opens a sensitive question, nor fills a place of the profile twice: the
    /// second box for an e-mail address is somebody else's.
    fn may_be_answered(&self, field: &Field, all: &[Field]) -> bool {
        match field.reading.meaning {
            Some(Meaning::Question(class)) => !class.is_sensitive(),
            Some(meaning @ Meaning::Profile(_)) => {
                !all.iter().any(|other| other.key != field.key && other.reading.meaning == Some(meaning))
                    && !self.meanings.iter().any(|(key, (known, _))| *key != field.key && *known == meaning)
            }
            _ => false,
        }
    }

    fn wants_a_draft(&self, field: &Field) -> bool {
        let meaning = field.reading.meaning.or_else(|| self.meanings.get(&field.key).map(|(meaning, _)| *meaning));
        let own_words = matches!(meaning, Some(Meaning::Question(QuestionClass::FreeText)));
        let long =
            field.widget == Widget::TextArea && matches!(meaning, None | Some(Meaning::Question(QuestionClass::Other)));
        let text = matches!(field.control.input_type.as_str(), "" | "text");
        matches!(field.widget, Widget::Text | Widget::TextArea) && text && (own_words || long)
    }

    /// Whether this is the first time that this is put to a model.
    fn first_time(&mut self, key: &FieldKey, purpose: &'static str) -> bool {
        self.settled.insert((key.clone(), purpose))
    }

    async fn ask(&mut self, ask: &Ask) -> Option<Answer> {
        let router = self.router.clone()?;
        if self.asked >= MOST_ASKED {
            return None;
        }
        self.asked += 1;
        match router.ask(&self.chain, ask, &self.account).await {
            Ok(answer) => Some(answer),
            Err(AskError::Budget(refused)) => {
                // It will not become more: the rest is done without.
                self.chain.clear();
                self.record(names::BUDGET_PREFLIGHT_FAILED, &refused.0, json!({ "purpose": ask.purpose })).await;
                None
            }
            Err(error) => {
                tracing::info!(job = %self.lease.job, purpose = ask.purpose, %error, "a model proposed nothing");
                None
            }
        }
    }

    async fn note(&self, message: &str, number: usize) {
        if number > 0 {
            self.count(number).await;
            self.event(message, number).await;
        }
    }

    async fn event(&self, message: &str, number: usize) {
        self.record(names::PROPOSALS_MADE, message, json!({ "proposals": number })).await;
    }

    /// Bookkeeping may fail: the application goes on all the same.
    async fn record(&self, event: &str, message: &str, metadata: serde_json::Value) {
        let written =
            async { events::record(&mut *self.pool.acquire().await?, &self.lease, event, message, metadata).await };
        if let Err(error) = written.await {
            tracing::warn!(job = %self.lease.job, %error, "an event could not be written");
        }
    }

    async fn count(&self, number: usize) {
        if number == 0 {
            return;
        }
        let counted = async { spending::count_proposals(&mut *self.pool.acquire().await?, &self.lease, number).await };
        if let Err(error) = counted.await {
            tracing::warn!(job = %self.lease.job, %error, "a proposal could not be counted");
        }
    }
}

/// Whether a field may be shown to a model at all: no sensitive class, nothing that could be one, no password, no
/// file, no box to tick.
fn may_be_sent(field: &Field) -> bool {
    let sensitive = |meaning: Option<Meaning>| match meaning {
        Some(Meaning::Question(class)) => class.is_sensitive(),
        Some(Meaning::Profile(_)) | None => false,
        Some(Meaning::OneTimeCode | Meaning::Password | Meaning::PasswordAgain | Meaning::Honeypot) => true,
    };
    let typed = matches!(field.control.input_type.as_str(), "password" | "hidden" | "file");
    let kind = matches!(field.widget, Widget::Password | Widget::File | Widget::Checkbox);
    !sensitive(field.reading.meaning)
        && !sensitive(field.reading.runner_up)
        && !kind
        && !typed
        && !review::is_password(field)
        && !field.label.trim().is_empty()
}

/// A field is left or asked because the person wants it so.
fn is_their_wish(why: &str) -> bool {
    ["you decline", "you said", "you want", "your answer is to leave"].iter().any(|start| why.starts_with(start))
}

/// The field with what was seen in its closed list.
fn with_options(field: &Field, filled: &Filled) -> Field {
    let mut field = field.clone();
    if field.options.is_empty()
        && let Some(note) = filled.known.notes.get(&field.key)
    {
        let seen = note.options.iter().map(|text| OptionEntry { text: text.clone(), ..OptionEntry::default() });
        field.options = seen.collect();
    }
    field
}

/// An entry as a person would have said it.
fn as_said(entry: &Entry, field: &Field) -> Option<String> {
    match entry {
        Entry::Text { text } => Some(text.clone()),
        Entry::Date { date } => Some(date.to_string()),
        Entry::Pick { wanted } => {
            let label = |wanted: &forms::options::Wanted| match choose(wanted, &field.options) {
                Choice::One(at) => Some(field.options[at].text.clone()),
                Choice::None if field.options.is_empty() => wanted.wordings.first().cloned(),
                Choice::None | Choice::Several(_) => None,
            };
            wanted.iter().map(label).collect::<Option<Vec<_>>>().map(|labels| labels.join("\n"))
        }
        Entry::Check { .. } | Entry::File { .. } => None,
    }
}

fn proposed(text: String, model: &str, from: Vec<Source>) -> Fact<String> {
    Fact::new(text, Source::Proposed { model: model.to_owned(), at: Utc::now(), from })
}

/// One line of a text, at most `most` characters.
fn one_line(text: &str, most: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

fn redactor(person: &Person) -> Redactor {
    facts::redactor(person)
}
