//! What an application carries from page to page.

use super::doubt::Doubt;
use super::{Ended, Ending};
use crate::advice::Advice;
use crate::filling::{Filled, Replay};
use crate::interactions::Row;
use chrono::Utc;
use domain::postings::Identity;
use domain::{Fact, JobUrl, Sha256, Source};
use forms::answering::{Circumstances, Person};
use forms::fields::FieldKey;
use forms::manual::Step;
use forms::pages::{self, PostingFacts};
use forms::snapshot::PageSnapshot;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The state of one application between two looks at its pages.
pub(super) struct Walk {
    pub(super) person: Person,
    pub(super) circumstances: Circumstances,
    pub(super) facts: PostingFacts,
    pub(super) posting: Identity,
    /// Rows of pages that lie behind.
    pub(super) earlier: Vec<Row>,
    /// Rows of the page that is open.
    pub(super) rows: Vec<Row>,
    pub(super) form_pages: usize,
    /// Times the open page came back with errors.
    pub(super) corrections: usize,
    /// What the page said when it came back; shown with the next review.
    pub(super) said: Vec<String>,
    /// An application left, and only the page says that it was not accepted.
    pub(super) doubt: Option<Doubt>,
    /// The server wants a code before it takes the application that was approved.
    pub(super) code: Option<CodeWanted>,
    /// The account that is stored was not accepted.
    pub(super) account_refused: bool,
    /// Status the document was answered with, until it has been looked at.
    pub(super) status: Option<u16>,
    /// The site keeps the answers of the steps that lie behind.
    pub(super) kept_drafts: bool,
    /// Answers of this form are on the site: a step was saved there, or sent.
    pub(super) on_site: bool,
    /// The open step was stopped when it was about to send answers.
    pub(super) step_is_stopped: bool,
    pub(super) timings: BTreeMap<&'static str, Duration>,
    /// What manuals say about such forms.
    pub(super) advice: Advice,
    /// How fields were filled, over all pages.
    pub(super) lessons: Vec<Step>,
    /// How the steps of the advice did.
    pub(super) replays: Vec<Replay>,
}

/// What was approved and refused for want of a code.
#[derive(Debug, Clone)]
pub(super) struct CodeWanted {
    /// Digest of what was approved.
    pub(super) packet: Sha256,
    /// How often it was refused so.
    pub(super) refusals: usize,
}

impl Walk {
    pub(super) fn new(person: Person, posting: Identity, advice: Advice) -> Self {
        Self {
            person,
            circumstances: Circumstances { now: Utc::now(), company: String::new(), country: None },
            facts: PostingFacts::default(),
            posting,
            earlier: Vec::new(),
            rows: Vec::new(),
            form_pages: 0,
            corrections: 0,
            said: Vec::new(),
            doubt: None,
            code: None,
            account_refused: false,
            status: None,
            kept_drafts: false,
            on_site: false,
            step_is_stopped: false,
            timings: BTreeMap::new(),
            advice,
            lessons: Vec::new(),
            replays: Vec::new(),
        }
    }

    /// Remembers how a page was filled. What is filled again after a question
    /// was filled the first time already.
    pub(super) fn take_lessons(&mut self, filled: &Filled) {
        for step in filled.lessons(self.advice.platform(), &self.person) {
            if !self.lessons.iter().any(|known| known.signature == step.signature) {
                self.lessons.push(step);
            }
        }
        for replay in filled.replay() {
            if !self.replays.iter().any(|known| known.step == replay.step) {
                self.replays.push(replay);
            }
        }
    }

    /// Takes what a page says about the posting; what was known stays.
    pub(super) fn learn(&mut self, snapshot: &PageSnapshot) {
        let facts = pages::posting_facts(snapshot);
        let keep = |known: &mut String, new: String| {
            if known.is_empty() {
                *known = new;
            }
        };
        keep(&mut self.facts.company, facts.company);
        keep(&mut self.facts.title, facts.title);
        keep(&mut self.facts.place, facts.place);
        keep(&mut self.facts.identifier, facts.identifier);
        let known = &self.facts;
        self.posting.described(&known.company, &known.title, &known.place, &known.identifier);
        for frame in std::iter::once(&snapshot.url).chain(snapshot.frames.iter().map(|frame| &frame.url)) {
            if let Ok(url) = JobUrl::parse(frame) {
                self.posting.reached(&url);
            }
        }
        self.facts.country = self.facts.country.take().or(facts.country);
        self.circumstances.company = self.facts.company.to_lowercase();
        self.circumstances.country.clone_from(&self.facts.country);
    }

    pub(super) fn hear(&mut self, said: BTreeMap<FieldKey, String>) {
        let at = Utc::now();
        self.circumstances.now = at;
        self.person.said.extend(said.into_iter().map(|(key, text)| (key, Fact::new(text, Source::Person { at }))));
    }

    pub(super) fn leave_page(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.earlier.extend(rows.into_iter().map(|row| Row { editable: false, ..row }));
        self.corrections = 0;
        self.step_is_stopped = false;
        self.said.clear();
    }

    pub(super) fn all_rows(&self) -> Vec<Row> {
        self.earlier.iter().chain(&self.rows).cloned().collect()
    }

    pub(super) fn spent(&mut self, phase: &'static str, since: Instant) {
        *self.timings.entry(phase).or_default() += since.elapsed();
    }

    pub(super) fn ended(&self, outcome: Ending, reason: String) -> Ended {
        Ended {
            outcome,
            reason,
            posting: self.facts.clone(),
            rows: self.all_rows(),
            timings: self.timings.iter().map(|(phase, spent)| (*phase, spent.as_secs_f64())).collect(),
            model_calls: 0,
            advised: self.replays.len(),
            replayed: self.replays.iter().filter(|replay| replay.held).count(),
        }
    }
}
