//! One application from the first page to the outcome.
//!
//! Walks the pages of a posting: opens it, follows Apply, fills each page,
//! asks the person what nobody knows, shows what would be sent, and submits
//! through the fence at most once per approval. It never clicks a button it
//! did not classify, and it never guesses an outcome.

use crate::account::Accounts;
use crate::attempts;
use crate::events;
use crate::failure::{Code, Failure};
use crate::filling::{Filled, Filling, host};
use crate::gate::{Gate, Stage};
use crate::halt::{self, Point};
use crate::interactions::{Interaction, Resolution, Row};
use crate::jobs::Lease;
use crate::needles::Needles;
use crate::outcome::Outcome;
use crate::record::Record;
use crate::request::ApplyRequest;
use crate::review;
use crate::submission::{Submission, Submitted};
use crate::worker::Bell;
use browser::Page;
use chrono::Utc;
use domain::attempts::AttemptStatus;
use domain::tasks::Mode;
use domain::{Fact, JobUrl, PostingKey, Sha256, Source, UserId};
use forms::answering::{Circumstances, Decision, Entry, Person};
use forms::fields::{ElementRef, Field, Widget, fields};
use forms::gates::gates;
use forms::pages::{self, PostingFacts, classify};
use forms::plan::Plan;
use forms::readback::Verdict;
use forms::snapshot::PageSnapshot;
use serde::Serialize;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Pages walked before an application counts as going in circles.
const MOST_PAGES: usize = 40;
/// Times a page may come back with errors before a person is told.
const MOST_CORRECTIONS: usize = 3;
const OPEN_LIMIT: Duration = Duration::from_secs(45);
const TURN_LIMIT: Duration = Duration::from_secs(20);

/// What one application needs.
pub struct Application<'a> {
    /// Database.
    pub pool: &'a PgPool,
    /// The right to work on the job.
    pub lease: Lease,
    /// Whose application.
    pub user: UserId,
    /// The posting.
    pub url: JobUrl,
    /// What to apply with.
    pub request: ApplyRequest,
    /// A tab in a context guarded by `gate`.
    pub page: Page,
    /// The gate.
    pub gate: Arc<Gate>,
    /// Notifications from the database.
    pub bell: Bell,
    /// Accounts made on sites.
    pub accounts: Accounts,
    /// Where the evidence goes.
    pub record: Record,
    /// Work time left; stands still while a person is asked.
    pub clock: WorkClock,
    /// How long a person may take.
    pub patience: Duration,
    /// Where to die, in tests.
    pub halt: Option<Point>,
}

/// How an application ended.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    /// What became of it.
    pub outcome: Ending,
    /// One sentence.
    pub reason: String,
    /// Facts of the posting.
    pub posting: PostingFacts,
    /// Every field of every page, as last seen.
    pub rows: Vec<Row>,
    /// Seconds by phase.
    pub timings: Vec<(&'static str, f64)>,
    /// Calls to a language model.
    pub model_calls: u32,
}

/// What became of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The site confirmed it.
    Confirmed,
    /// It left, and nobody can say what became of it.
    Unknown,
    /// A dry run ended where it would have been submitted.
    Rehearsed,
}

/// Work time: counts down while the machine works, stands still while a person is asked.
#[derive(Debug, Clone)]
pub struct WorkClock(Arc<std::sync::Mutex<ClockState>>);

#[derive(Debug)]
struct ClockState {
    left: Duration,
    running_since: Option<Instant>,
}

impl WorkClock {
    /// Starts with `limit` left.
    #[must_use]
    pub fn start(limit: Duration) -> Self {
        Self(Arc::new(std::sync::Mutex::new(ClockState { left: limit, running_since: Some(Instant::now()) })))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, ClockState> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn stop(&self) {
        let mut state = self.state();
        if let Some(since) = state.running_since.take() {
            state.left = state.left.saturating_sub(since.elapsed());
        }
    }

    fn go_on(&self) {
        self.state().running_since.get_or_insert_with(Instant::now);
    }

    /// Returns when the time is used up.
    pub async fn ran_out(&self) {
        loop {
            let wait = {
                let state = self.state();
                match state.running_since {
                    Some(since) => state.left.saturating_sub(since.elapsed()),
                    None => Duration::from_millis(500),
                }
            };
            if wait.is_zero() {
                return;
            }
            tokio::time::sleep(wait.min(Duration::from_millis(500))).await;
        }
    }
}

/// What the walk carries from page to page.
struct Walk {
    person: Person,
    circumstances: Circumstances,
    facts: PostingFacts,
    posting: PostingKey,
    /// Rows of pages that lie behind.
    earlier: Vec<Row>,
    /// Rows of the page that is open.
    rows: Vec<Row>,
    form_pages: usize,
    /// A step has been saved on the site.
    kept_drafts: bool,
    timings: BTreeMap<&'static str, Duration>,
}

enum Turn {
    /// Look at the page that is open now.
    Next,
    /// It is over.
    End(Ending, String),
}

impl Application<'_> {
    /// Makes the application.
    ///
    /// # Errors
    /// [`Failure`], when it ends without a submission that can be vouched for.
    pub async fn run(&mut self) -> Result<Ended, Failure> {
        let mut walk = self.prepare().await?;
        self.progress("opening", "Opening the posting").await?;
        let opening = Instant::now();
        self.open(&mut walk).await?;
        walk.spent("open", opening);
        let mut corrections = 0;
        for _ in 0..MOST_PAGES {
            match self.turn(&mut walk, &mut corrections).await {
                Ok(Turn::Next) => {}
                Ok(Turn::End(outcome, reason)) => {
                    let ended = walk.ended(outcome, reason);
                    self.record.add_json("timings.json", &ended.timings);
                    return Ok(ended);
                }
                Err(failure) => {
                    self.record.screenshot("failure.png", &self.page).await;
                    return Err(failure);
                }
            }
        }
        Err(Failure::new(Code::UnsupportedPage, "The form goes in circles; it was left without sending anything."))
    }

    async fn prepare(&mut self) -> Result<Walk, Failure> {
        let posting = PostingKey::of(&self.url);
        let mut db = self.pool.acquire().await?;
        if let Some(standing) = attempts::find_standing(&mut db, self.user, &posting).await? {
            let status = standing.status;
            let duplicate = attempts::FenceError::Duplicate { status, job: standing.job };
            return Err(Failure::new(Code::Duplicate, format!("Not sent again: {duplicate}.")));
        }
        let mut resume = None;
        if let Some(attachment) = &self.request.resume {
            resume = Some(attachment.check().await.map_err(|e| Failure::new(Code::ValidationError, e))?);
        }
        let mut cover_letter = None;
        if let Some(attachment) = &self.request.cover_letter {
            cover_letter = Some(attachment.check().await.map_err(|e| Failure::new(Code::ValidationError, e))?);
        }
        Ok(Walk {
            person: Person {
                profile: self.request.profile.clone(),
                answers: self.request.answers.clone(),
                resume,
                cover_letter,
                said: BTreeMap::new(),
            },
            circumstances: Circumstances { now: Utc::now(), company: String::new(), country: None },
            facts: PostingFacts::default(),
            posting,
            earlier: Vec::new(),
            rows: Vec::new(),
            form_pages: 0,
            kept_drafts: false,
            timings: BTreeMap::new(),
        })
    }

    async fn open(&mut self, walk: &mut Walk) -> Result<(), Failure> {
        let navigation = self.page.goto(self.url.as_url().as_str(), OPEN_LIMIT).await?;
        if matches!(navigation.status, Some(404 | 410)) {
            return Err(Failure::new(Code::PostingClosed, "The posting is gone: the site says it does not exist."));
        }
        if navigation.status.is_some_and(|status| status >= 500) {
            return Err(Failure::new(Code::NetworkError, "The site answered with an error; try again later."));
        }
        self.rest().await?;
        self.record.html("posting.html", &self.page).await;
        walk.learn(&self.page.snapshot().await?);
        self.guard_values(walk, &[]);
        Ok(())
    }

    /// Looks at the page that is open and does what its kind asks for.
    async fn turn(&mut self, walk: &mut Walk, corrections: &mut usize) -> Result<Turn, Failure> {
        let snapshot = self.understandable_page().await?;
        walk.learn(&snapshot);
        let page_fields = fields(&snapshot);
        match classify(&snapshot, &page_fields) {
            pages::Page::Posting { apply: Some(button) } | pages::Page::ApplyChooser { manually: button } => {
                self.follow(&snapshot, &button).await
            }
            pages::Page::SignIn { create_instead: Some(button) } if !self.has_account(&snapshot).await? => {
                self.follow(&snapshot, &button).await
            }
            pages::Page::SignIn { .. } => self.sign_in(walk, &snapshot, &page_fields).await,
            pages::Page::CreateAccount { create } => self.create_account(walk, &snapshot, &create).await,
            pages::Page::Step { next } => self.step(walk, &next, corrections).await,
            pages::Page::Last { submit } => self.last(walk, &submit, corrections).await,
            other => Err(stopped_by(&other)),
        }
    }

    /// Waits until the page is of a known kind; single-page sites take a moment.
    async fn understandable_page(&self) -> Result<PageSnapshot, Failure> {
        let started = Instant::now();
        loop {
            let snapshot = self.page.snapshot().await?;
            let kind = classify(&snapshot, &fields(&snapshot));
            let unclear = matches!(kind, pages::Page::Unknown | pages::Page::Posting { apply: None });
            if !unclear || started.elapsed() > Duration::from_secs(8) {
                return Ok(snapshot);
            }
            self.page.settle(Duration::from_millis(250), Duration::from_secs(2)).await?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Presses a button that leads on without carrying anything. A link is
    /// opened in the same tab, whatever its target says.
    async fn follow(&self, snapshot: &PageSnapshot, button: &ElementRef) -> Result<Turn, Failure> {
        let before = signature(snapshot);
        match link_of(snapshot, button) {
            Some(href) => drop(self.page.goto(&href, OPEN_LIMIT).await?),
            None => self.page.click(button).await?,
        }
        self.turned(&before).await?;
        Ok(Turn::Next)
    }

    async fn step(&mut self, walk: &mut Walk, next: &ElementRef, corrections: &mut usize) -> Result<Turn, Failure> {
        let filled = self.fill_and_ask(walk, false).await?;
        if self.request.dry_run && keeps_drafts(&filled.snapshot) {
            return Ok(Turn::End(
                Ending::Rehearsed,
                "The first page was filled and read back. Going on would have saved it on the employer's site.".into(),
            ));
        }
        let next = relocate(&filled.snapshot, &filled.fields, next, |page| match page {
            pages::Page::Step { next } => Some(next),
            _ => None,
        });
        let before = signature(&filled.snapshot);
        let stopped_before = self.gate.aborted_carrying();
        if keeps_drafts(&filled.snapshot) {
            self.gate.set(Stage::Step { host: host(&filled.snapshot.url) });
        }
        self.page.click(&next).await?;
        let moved = self.turned(&before).await?;
        self.gate.set(Stage::Closed);
        if self.gate.aborted_carrying() > stopped_before {
            return Err(Failure::new(
                Code::StepSendsAnswers,
                "Going to the next step would have sent your answers to a site that is not known to keep drafts. \
                 Nothing was sent; please finish this application by hand.",
            ));
        }
        if moved {
            walk.kept_drafts |= keeps_drafts(&filled.snapshot);
            walk.leave_page();
            *corrections = 0;
            return Ok(Turn::Next);
        }
        self.correct(walk, corrections, "The page did not go on").await
    }

    async fn last(&mut self, walk: &mut Walk, submit: &ElementRef, corrections: &mut usize) -> Result<Turn, Failure> {
        let filled = self.fill_and_ask(walk, true).await?;
        if self.request.dry_run {
            self.record.screenshot("before.png", &self.page).await;
            return Ok(Turn::End(Ending::Rehearsed, rehearsed(&filled)));
        }
        let submit = relocate(&filled.snapshot, &filled.fields, submit, |page| match page {
            pages::Page::Last { submit } => Some(submit),
            _ => None,
        });
        self.progress("submitting", "Submitting through the fence").await?;
        self.record.screenshot("before.png", &self.page).await;
        self.record.add_json("form-final.json", &filled.snapshot);
        // A run that is killed from here on leaves what the network did until now.
        self.record.ledger("gate-before.jsonl", &self.gate);
        let submitting = Instant::now();
        let packet = self.packet(walk);
        let submitted = self.submission(walk).submit(&filled, &submit, &packet).await?;
        walk.spent("submit", submitting);
        self.prove(walk, &submitted).await;
        halt::at(self.halt, Point::Sealed);
        match submitted.outcome.status {
            AttemptStatus::Confirmed => Ok(Turn::End(Ending::Confirmed, submitted.outcome.reason)),
            AttemptStatus::Refused | AttemptStatus::NotSent if !submitted.errors.is_empty() => {
                self.gate.close();
                self.correct(walk, corrections, &submitted.outcome.reason).await
            }
            AttemptStatus::Refused => Err(Failure::new(Code::Refused, with_alerts(&submitted))),
            AttemptStatus::NotSent => Err(Failure::new(Code::ElementNotFound, with_alerts(&submitted))),
            _ => Ok(Turn::End(Ending::Unknown, unknown(&submitted.outcome))),
        }
    }

    /// The page came back with errors: the next turn refills it and shows them
    /// to the person; after a few rounds it is given up.
    async fn correct(&self, walk: &mut Walk, corrections: &mut usize, reason: &str) -> Result<Turn, Failure> {
        *corrections += 1;
        if *corrections > MOST_CORRECTIONS {
            let errors: Vec<&str> = walk.rows.iter().filter_map(|row| row.note.as_deref()).take(3).collect();
            return Err(Failure::new(Code::ElementNotFound, format!("{reason} {}", errors.join(" "))));
        }
        self.event("validation_errors", "The page asks for corrections").await?;
        Ok(Turn::Next)
    }

    fn submission<'s>(&'s self, walk: &'s Walk) -> Submission<'s> {
        Submission {
            pool: self.pool,
            lease: &self.lease,
            user: self.user,
            posting: &walk.posting,
            facts: &walk.facts,
            page: &self.page,
            gate: &self.gate,
            kept: walk.kept_drafts,
            halt: self.halt,
        }
    }

    /// Fills the page, asks what is open, and gets the approval: from the
    /// person in copilot, from the gates in autopilot.
    async fn fill_and_ask(&mut self, walk: &mut Walk, last: bool) -> Result<Filled, Failure> {
        let filling = Instant::now();
        self.progress("filling", "Filling and reading back").await?;
        loop {
            let filled = self.fill(walk).await?;
            walk.rows = review::rows(&filled);
            walk.spent("fill", filling);
            self.note_plan(walk, &filled);
            if self.request.dry_run {
                return Ok(filled);
            }
            if walk.rows.iter().any(|row| row.open) {
                self.progress("asking", "Waiting for your answers").await?;
                let resolution = self.ask(Interaction::Question { rows: walk.rows.clone() }).await?;
                walk.hear(resolution.said);
                continue;
            }
            let reasons = match self.request.mode {
                Mode::Copilot => Vec::new(),
                Mode::Autopilot => failed_gates(&filled, last),
            };
            if self.request.mode == Mode::Autopilot && reasons.is_empty() {
                return Ok(filled);
            }
            self.progress("reviewing", "Waiting for your approval").await?;
            let packet = self.packet(walk);
            let rows = walk.all_rows();
            let resolution = self.ask(Interaction::Review { packet, rows, last, reasons }).await?;
            if !resolution.said.is_empty() {
                walk.hear(resolution.said);
                continue;
            }
            if resolution.approve == Some(packet) && self.unchanged(walk, packet).await? {
                return Ok(filled);
            }
        }
    }

    /// The approval counts only for what is on the page at this moment.
    async fn unchanged(&self, walk: &mut Walk, packet: Sha256) -> Result<bool, Failure> {
        let now = self.filling(walk).look(BTreeMap::new()).await?;
        let rows = review::rows(&now);
        let values = |rows: &[Row]| rows.iter().map(|row| (row.key.clone(), row.value.clone())).collect::<Vec<_>>();
        if values(&rows) != values(&walk.rows) {
            return Ok(false);
        }
        Ok(self.packet(walk) == packet)
    }

    fn filling<'f>(&'f self, walk: &'f Walk) -> Filling<'f> {
        Filling {
            page: &self.page,
            gate: &self.gate,
            person: &walk.person,
            circumstances: &walk.circumstances,
            dry_run: self.request.dry_run,
        }
    }

    async fn fill(&self, walk: &mut Walk) -> Result<Filled, Failure> {
        let look = self.filling(walk).look(BTreeMap::new()).await?;
        self.guard_values(walk, &look.decisions);
        self.gate.set(Stage::Closed);
        let filled = self.filling(walk).fill().await?;
        self.guard_values(walk, &filled.decisions);
        Ok(filled)
    }

    /// Everything of the person that must not leave but by permission.
    fn guard_values(&self, walk: &Walk, decisions: &[Decision]) {
        let profile = &walk.person.profile;
        let texts = decisions.iter().filter_map(|decision| match decision {
            Decision::Fill { entry } => match entry.value() {
                Entry::Text { text } => Some(text.as_str()),
                _ => None,
            },
            _ => None,
        });
        let identity =
            [&profile.name.full, &profile.email, &profile.phone, &profile.location.address, &profile.name.family];
        let said = walk.person.said.values().map(|fact| fact.value().as_str());
        let values: Vec<&str> =
            identity.into_iter().flatten().map(|fact| fact.value().as_str()).chain(texts).chain(said).collect();
        let public = format!("{} {} {} {}", self.url, walk.facts.title, walk.facts.place, walk.facts.company);
        self.gate.guard_values(Needles::new(values, &public));
    }

    fn packet(&self, walk: &Walk) -> Sha256 {
        let files: Vec<Sha256> = [&self.request.resume, &self.request.cover_letter]
            .into_iter()
            .flatten()
            .map(|attachment| attachment.file.sha256)
            .collect();
        review::packet(&walk.posting, &walk.all_rows(), &files)
    }

    /// Pauses the job and waits for the person.
    async fn ask(&mut self, interaction: Interaction) -> Result<Resolution, Failure> {
        self.record.screenshot("review.png", &self.page).await;
        self.clock.stop();
        self.lease.pause(&mut *self.pool.acquire().await?, &interaction).await?;
        let deadline = tokio::time::Instant::now() + self.patience;
        let resolution = loop {
            self.bell.resumed(self.lease.job, Duration::from_secs(1)).await;
            if let Some(resolution) = self.lease.take_resolution(&mut *self.pool.acquire().await?).await? {
                break resolution;
            }
            if tokio::time::Instant::now() >= deadline {
                return Err(Failure::new(Code::HitlTimeout, "Nobody answered in time; nothing was sent."));
            }
        };
        self.clock.go_on();
        if resolution.stop {
            return Err(Failure::new(Code::Stopped, "Stopped by you; nothing was sent."));
        }
        Ok(resolution)
    }

    async fn has_account(&self, snapshot: &PageSnapshot) -> Result<bool, Failure> {
        self.accounts.exists(&mut *self.pool.acquire().await?, self.user, &host(&snapshot.url)).await
    }

    async fn create_account(
        &mut self,
        walk: &mut Walk,
        snapshot: &PageSnapshot,
        create: &ElementRef,
    ) -> Result<Turn, Failure> {
        if self.request.dry_run {
            return Ok(Turn::End(
                Ending::Rehearsed,
                "Going on would have created an account on the employer's site.".into(),
            ));
        }
        let site = host(&snapshot.url);
        if self.has_account(snapshot).await? {
            let Some(link) = button_named(snapshot, &["sign in", "log in"]) else {
                return Err(Failure::new(
                    Code::LoginRequired,
                    "An account exists, but the page shows no way to sign in.",
                ));
            };
            return self.follow(snapshot, &link).await;
        }
        let filled = self.fill_and_ask(walk, false).await?;
        let email = walk.person.profile.email.as_ref().map(|fact| fact.value().clone()).unwrap_or_default();
        let password = self.accounts.create(&mut *self.pool.acquire().await?, self.user, &site, &email).await?;
        self.page.set_texts(&password_steps(&filled.fields, &password)).await?;
        let create = relocate(&filled.snapshot, &filled.fields, create, |page| match page {
            pages::Page::CreateAccount { create } => Some(create),
            _ => None,
        });
        self.event("account_created", "Creating an account on the employer's site").await?;
        self.send_step(walk, &filled.snapshot, &create).await
    }

    async fn sign_in(&mut self, walk: &mut Walk, snapshot: &PageSnapshot, found: &[Field]) -> Result<Turn, Failure> {
        let login_required =
            || Failure::new(Code::LoginRequired, "The site asks for an account that Valet does not have.");
        let account = self.accounts.find(&mut *self.pool.acquire().await?, self.user, &host(&snapshot.url)).await?;
        let (Some((email, password)), false) = (account, self.request.dry_run) else { return Err(login_required()) };
        let submit = button_named(snapshot, &["sign in", "log in", "submit"]).ok_or_else(login_required)?;
        let mut steps: Vec<(ElementRef, String)> = found
            .iter()
            .filter(|field| field.widget == Widget::Text)
            .take(1)
            .filter_map(|field| Some((field.elements.first()?.clone(), email.clone())))
            .collect();
        steps.extend(password_steps(found, &password));
        self.gate.set(Stage::Closed);
        self.page.set_texts(&steps).await?;
        self.send_step(walk, snapshot, &submit).await
    }

    async fn send_step(&self, walk: &mut Walk, snapshot: &PageSnapshot, button: &ElementRef) -> Result<Turn, Failure> {
        let before = signature(snapshot);
        self.gate.set(Stage::Step { host: host(&snapshot.url) });
        self.page.click(button).await?;
        let moved = self.turned(&before).await?;
        self.gate.set(Stage::Closed);
        walk.leave_page();
        match moved {
            true => Ok(Turn::Next),
            false => Err(Failure::new(Code::LoginRequired, "The site did not accept the account.")),
        }
    }

    /// Waits until the page is another one, or shows errors; says whether it moved on.
    async fn turned(&self, before: &Signature) -> Result<bool, Failure> {
        let started = Instant::now();
        loop {
            self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
            let snapshot = self.page.snapshot().await?;
            let now = signature(&snapshot);
            if now.differs(before) {
                self.rest().await?;
                return Ok(true);
            }
            if now.errors > before.errors || started.elapsed() > TURN_LIMIT {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    async fn rest(&self) -> Result<(), Failure> {
        self.page.settle(Duration::from_millis(100), Duration::from_secs(10)).await?;
        Ok(())
    }

    fn note_plan(&mut self, walk: &mut Walk, filled: &Filled) {
        walk.form_pages += 1;
        self.record.add_json(&format!("form-{}.json", walk.form_pages), &filled.snapshot);
        self.record.add_json(&format!("plan-{}.json", walk.form_pages), &Plan::new(&filled.fields, &filled.decisions));
        self.record.add_json(&format!("review-{}.json", walk.form_pages), &walk.rows);
    }

    async fn prove(&mut self, walk: &Walk, submitted: &Submitted) {
        #[derive(Serialize)]
        struct Response<'a> {
            attempt: String,
            outcome: &'a Outcome,
            answer: String,
            url: &'a str,
        }
        self.record.screenshot("after.png", &self.page).await;
        self.record.html("after.html", &self.page).await;
        self.record.add_json(
            "response.json",
            &Response {
                attempt: submitted.attempt.to_string(),
                outcome: &submitted.outcome,
                answer: format!("{:?}", submitted.answer),
                url: &submitted.snapshot.url,
            },
        );
        self.record.add_json("posting.json", &walk.facts);
        let files: Vec<_> = [&self.request.resume, &self.request.cover_letter]
            .into_iter()
            .flatten()
            .map(|attachment| serde_json::json!({"name": attachment.file.name, "sha256": attachment.file.sha256, "bytes": attachment.file.bytes}))
            .collect();
        self.record.add_json("files.json", &files);
    }

    async fn progress(&self, phase: &str, message: &str) -> Result<(), Failure> {
        let mut db = self.pool.acquire().await?;
        events::record(&mut db, &self.lease, "progress", message, serde_json::json!({ "phase": phase })).await?;
        Ok(())
    }

    async fn event(&self, event: &str, message: &str) -> Result<(), Failure> {
        let mut db = self.pool.acquire().await?;
        events::record(&mut db, &self.lease, event, message, serde_json::json!({})).await?;
        Ok(())
    }
}

impl Walk {
    /// Takes what a page says about the posting; what was known stays.
    fn learn(&mut self, snapshot: &PageSnapshot) {
        let facts = pages::posting_facts(snapshot);
        let keep = |known: &mut String, new: String| {
            if known.is_empty() {
                *known = new;
            }
        };
        keep(&mut self.facts.company, facts.company);
        keep(&mut self.facts.title, facts.title);
        keep(&mut self.facts.place, facts.place);
        self.facts.country = self.facts.country.take().or(facts.country);
        self.circumstances.company = self.facts.company.to_lowercase();
        self.circumstances.country.clone_from(&self.facts.country);
    }

    fn hear(&mut self, said: BTreeMap<forms::fields::FieldKey, String>) {
        let at = Utc::now();
        self.circumstances.now = at;
        self.person.said.extend(said.into_iter().map(|(key, text)| (key, Fact::new(text, Source::Person { at }))));
    }

    fn leave_page(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.earlier.extend(rows.into_iter().map(|row| Row { editable: false, ..row }));
    }

    fn all_rows(&self) -> Vec<Row> {
        self.earlier.iter().chain(&self.rows).cloned().collect()
    }

    fn spent(&mut self, phase: &'static str, since: Instant) {
        *self.timings.entry(phase).or_default() += since.elapsed();
    }

    fn ended(&self, outcome: Ending, reason: String) -> Ended {
        Ended {
            outcome,
            reason,
            posting: self.facts.clone(),
            rows: self.all_rows(),
            timings: self.timings.iter().map(|(phase, spent)| (*phase, spent.as_secs_f64())).collect(),
            model_calls: 0,
        }
    }
}

/// What a dry run found. Files are not attached in one and do not count.
fn rehearsed(filled: &Filled) -> String {
    let holds = |at: usize| filled.verdicts[at] == Some(Verdict::Holds);
    let open = (0..filled.fields.len())
        .filter(|&at| filled.fields[at].required && filled.fields[at].widget != Widget::File && !holds(at))
        .count();
    match (filled.fields.len(), open) {
        (0, _) => "Nothing on the page could be filled; nothing was sent, as asked.".to_owned(),
        (_, 0) => "Filled and read back; nothing was sent, as asked.".to_owned(),
        (_, 1) => "Filled, but one required field is still open; nothing was sent, as asked.".to_owned(),
        (_, n) => format!("Filled, but {n} required fields are still open; nothing was sent, as asked."),
    }
}

/// The reason, with what the page itself says.
fn with_alerts(submitted: &Submitted) -> String {
    let alerts = submitted.snapshot.frames.iter().flat_map(|frame| &frame.alerts).take(3);
    let said: Vec<String> = alerts.map(|alert| alert.chars().take(300).collect()).collect();
    match said.is_empty() {
        true => submitted.outcome.reason.clone(),
        false => format!("{} The page says: {}", submitted.outcome.reason, said.join(" · ")),
    }
}

fn unknown(outcome: &Outcome) -> String {
    format!(
        "{} Look for a confirmation before doing anything else; it will not be sent again by itself.",
        outcome.reason
    )
}

/// Why autopilot may not go on by itself; empty when it may. That the page is
/// the last one is asked only where it is to be submitted.
fn failed_gates(filled: &Filled, last: bool) -> Vec<String> {
    // Passwords are entered after the approval and are nobody's answer.
    let asked: Vec<usize> = (0..filled.fields.len()).filter(|&at| !review::is_password(&filled.fields[at])).collect();
    let fields: Vec<Field> = asked.iter().map(|&at| filled.fields[at].clone()).collect();
    let decisions: Vec<Decision> = asked.iter().map(|&at| filled.decisions[at].clone()).collect();
    let verdicts: Vec<_> = asked.iter().map(|&at| filled.verdicts[at].clone()).collect();
    let page = classify(&filled.snapshot, &filled.fields);
    gates(&Plan::new(&fields, &decisions), &verdicts, &page)
        .into_iter()
        .filter(|gate| !gate.passed && (last || gate.name != "last_page"))
        .map(|gate| gate.finding)
        .collect()
}

fn stopped_by(page: &pages::Page) -> Failure {
    match page {
        pages::Page::Closed => Failure::new(Code::PostingClosed, "The posting is closed."),
        pages::Page::Blocked { blocker } => Failure::new(
            Code::CaptchaBlocked,
            format!("The site wants to see a person ({blocker}). Open it with --headed, or apply by hand."),
        ),
        pages::Page::SignIn { .. } => {
            Failure::new(Code::LoginRequired, "The site asks for an account that Valet does not have.")
        }
        pages::Page::CodeEntry => {
            Failure::new(Code::TwoFactorRequired, "The site sent you a code and waits for it; finish this one by hand.")
        }
        pages::Page::Posting { .. } => Failure::new(
            Code::NoForm,
            "No application form was found on this page. Open the posting, press Apply, and use the address of the form.",
        ),
        _ => Failure::new(Code::UnsupportedPage, "This page is not a form that Valet understands; nothing was sent."),
    }
}

/// What tells one step of a form from the next, on sites whose address never changes.
struct Signature {
    url: String,
    heading: String,
    keys: std::collections::BTreeSet<forms::fields::FieldKey>,
    errors: usize,
}

fn signature(snapshot: &PageSnapshot) -> Signature {
    let found = fields(snapshot);
    let headings = snapshot.frames.iter().flat_map(|frame| &frame.headings);
    let alerts: usize = snapshot.frames.iter().map(|frame| frame.alerts.len()).sum();
    Signature {
        url: snapshot.url.clone(),
        heading: headings.map(|heading| heading.text.as_str()).collect::<Vec<_>>().join(" | "),
        errors: alerts + found.iter().filter(|field| !field.error.is_empty()).count(),
        keys: found.into_iter().map(|field| field.key).collect(),
    }
}

impl Signature {
    /// Another address, or other headings, with most fields replaced.
    fn differs(&self, before: &Self) -> bool {
        let kept = self.keys.intersection(&before.keys).count();
        let replaced = kept * 2 < before.keys.len().max(self.keys.len());
        let both_empty = self.keys.is_empty() && before.keys.is_empty();
        (self.url != before.url && (replaced || both_empty || self.heading != before.heading))
            || (self.heading != before.heading && (replaced || both_empty))
    }
}

/// Sites that keep a draft of every step and send nothing to the employer
/// before Submit, told by the marks of their own page structure.
fn keeps_drafts(snapshot: &PageSnapshot) -> bool {
    const MARKS: [&str; 2] = ["pageFooterNextButton", "bottom-navigation-next-button"];
    snapshot.frames.iter().flat_map(|frame| &frame.buttons).any(|button| MARKS.contains(&button.automation_id.as_str()))
}

/// The button as it is in a newer snapshot.
fn relocate(
    snapshot: &PageSnapshot,
    found: &[Field],
    old: &ElementRef,
    pick: impl Fn(pages::Page) -> Option<ElementRef>,
) -> ElementRef {
    pick(classify(snapshot, found)).unwrap_or_else(|| old.clone())
}

fn link_of(snapshot: &PageSnapshot, at: &ElementRef) -> Option<String> {
    let frame = snapshot.frames.iter().find(|frame| frame.frame == at.frame)?;
    let href = &frame.buttons.iter().find(|button| button.node == at.node)?.href;
    let here = snapshot.url.split('#').next();
    (href.starts_with("http") && href.split('#').next() != here).then(|| href.clone())
}

fn button_named(snapshot: &PageSnapshot, names: &[&str]) -> Option<ElementRef> {
    snapshot.frames.iter().find_map(|frame| {
        let button = frame
            .buttons
            .iter()
            .filter(|button| button.visible && !button.disabled && button.role != "tab")
            .find(|button| names.contains(&button.text.trim().to_lowercase().as_str()))?;
        Some(ElementRef { frame: frame.frame.clone(), node: button.node })
    })
}

fn password_steps(found: &[Field], password: &str) -> Vec<(ElementRef, String)> {
    found
        .iter()
        .filter(|field| field.widget == Widget::Password)
        .filter_map(|field| Some((field.elements.first()?.clone(), password.to_owned())))
        .collect()
}
