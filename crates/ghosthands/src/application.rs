//! One application from the first page to the outcome.
//!
//! Walks the pages of a posting: opens it, follows Apply, fills each page,
//! asks the person what nobody knows, shows what would be sent, and submits
//! through the fence at most once per approval. It never clicks a button it
//! did not classify, and it never guesses an outcome.

mod approval;
mod blocked;
mod buttons;
mod clock;
mod door;
mod doubt;
mod last_page;
mod learning;
mod likeness;
mod sending;
mod steps;
pub(crate) mod turns;
mod values;
mod walk;

pub use clock::WorkClock;

use crate::account::Accounts;
use crate::advice::Advice;
use crate::attempts;
use crate::events::{self, names};
use crate::failure::{Code, Failure};
use crate::filling::host;
use crate::gate::Gate;
use crate::halt::Point;
use crate::interactions::Row;
use crate::jobs::Lease;
use crate::live::Views;
use crate::manuals;
use crate::progress::{Reporter, Step};
use crate::proposals::Advisor;
use crate::record::Record;
use crate::request::{ApplyRequest, Attachment};
use crate::slots::Slot;
use crate::worker::Bell;
use browser::{Navigation, Page};
use buttons::link_of;
use domain::postings::{Identity, is_another_job};
use domain::{JobUrl, UserId};
use forms::answering::Person;
use forms::blockers::{self, Kind, PAUSE_AT};
use forms::cookies;
use forms::fields::{ElementRef, fields};
use forms::pages::{self, PostingFacts, classify};
use forms::snapshot::PageSnapshot;
use serde::Serialize;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turns::{PRESS_AGAIN, signature};
use walk::Walk;

/// Pages walked before an application counts as going in circles.
const MOST_PAGES: usize = 40;
const OPEN_LIMIT: Duration = Duration::from_secs(45);

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
    /// Asks language models, where that is allowed.
    pub advisor: Advisor,
    /// Where the evidence goes.
    pub record: Record,
    /// Work time left; stands still while a person is asked.
    pub clock: WorkClock,
    /// The job's place in its worker; given back while a person is asked.
    pub slot: Slot,
    /// Where its page can be seen while a person is asked.
    pub views: Views,
    /// How long a person may take.
    pub patience: Duration,
    /// Told how far it is.
    pub reporter: Reporter,
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
    /// Fields that a manual had a step for.
    pub advised: usize,
    /// Of them those that their step filled at the first try.
    pub replayed: usize,
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
        let ended = self.make().await;
        if let Err(failure) = &ended {
            self.reporter.step(Step::Failed, &failure.message);
        }
        if let Err(error) = self.reporter.finish().await {
            tracing::warn!(job = %self.lease.job, %error, "the last of the progress could not be written");
        }
        ended
    }

    async fn make(&mut self) -> Result<Ended, Failure> {
        let mut walk = self.prepare().await?;
        let mut ended = match self.walk(&mut walk).await {
            Ok((outcome, reason)) => walk.ended(outcome, reason),
            Err(failure) => {
                self.record.screenshot("failure.png", &self.page).await;
                match self.left_in_doubt(&walk, &failure).await {
                    Some(reason) => walk.ended(Ending::Unknown, reason),
                    None if walk.on_site => return Err(failure.after_steps()),
                    None => return Err(failure),
                }
            }
        };
        ended.model_calls = self.advisor.calls();
        if ended.outcome == Ending::Confirmed {
            self.keep_session().await;
        }
        self.learn(&walk, ended.outcome).await;
        let end = if ended.outcome == Ending::Unknown { Step::Failed } else { Step::Completed };
        self.reporter.step(end, &ended.reason);
        self.record.add_json("timings.json", &ended.timings);
        Ok(ended)
    }

    /// From the first page to the end.
    async fn walk(&mut self, walk: &mut Walk) -> Result<(Ending, String), Failure> {
        self.progress("opening", "Opening the posting").await?;
        let opening = Instant::now();
        self.open(walk).await?;
        walk.spent("open", opening);
        for _ in 0..MOST_PAGES {
            if let Turn::End(outcome, reason) = self.turn(walk).await? {
                return Ok((outcome, reason));
            }
        }
        Err(Failure::before_sending(Code::UnsupportedPage, "The form goes in circles."))
    }

    async fn prepare(&self) -> Result<Walk, Failure> {
        let posting = Identity::of(&self.url);
        let mut db = self.pool.acquire().await?;
        if let Some(standing) = attempts::find_standing(&mut db, self.user, &posting).await? {
            let status = standing.status;
            let duplicate = attempts::FenceError::Duplicate { status, job: standing.job };
            return Err(Failure::new(Code::Duplicate, format!("Not sent again: {duplicate}.")));
        }
        let person = Person {
            profile: self.request.profile.clone(),
            answers: self.request.answers.clone(),
            resume: checked(self.request.resume.as_ref()).await?,
            cover_letter: checked(self.request.cover_letter.as_ref()).await?,
            said: self.request.said.clone(),
        };
        let advice = match self.advisor.mode().takes_manuals() {
            true => manuals::advice(&mut db, &self.url).await?,
            false => Advice::default(),
        };
        self.advised(&mut db, &advice).await?;
        Ok(Walk::new(person, posting, advice))
    }

    async fn open(&mut self, walk: &mut Walk) -> Result<(), Failure> {
        self.gate.confine(self.page.main_frame());
        self.restore_session(self.url.as_url().host_str().unwrap_or_default()).await?;
        let navigation = self.page.goto(self.url.as_url().as_str(), OPEN_LIMIT).await?;
        if matches!(navigation.status, Some(404 | 410)) {
            return Err(Failure::new(Code::PostingClosed, "The posting is gone: the site says it does not exist."));
        }
        arrived(&navigation)?;
        walk.status = navigation.status;
        self.rest().await?;
        self.record.html("posting.html", &self.page).await;
        let snapshot = self.page.snapshot().await?;
        walk.learn(&snapshot);
        self.advisor.read_posting(&snapshot);
        let reached = JobUrl::parse(&snapshot.url);
        if reached.is_ok_and(|reached| is_another_job(&self.url, &reached)) {
            let message = "The link leads to another job than the one it names; nothing was filled.";
            return Err(Failure::before_sending(Code::PostingClosed, message));
        }
        self.guard_values(walk, &[]);
        Ok(())
    }

    /// Looks at the page that is open and does what its kind asks for.
    async fn turn(&mut self, walk: &mut Walk) -> Result<Turn, Failure> {
        let snapshot = self.understandable_page().await?;
        self.gate.travel(false);
        walk.learn(&snapshot);
        let page_fields = fields(&snapshot);
        let blocker = blockers::find(&snapshot, &page_fields, walk.status.take());
        let blocker = blocker.filter(|blocker| blocker.confidence >= PAUSE_AT && !blocker.beside);
        if let Some(blocker) = blocker.clone().filter(|blocker| !matches!(blocker.kind, Kind::Login | Kind::TwoFactor))
        {
            return self.past(walk, blocker, None).await;
        }
        match classify(&snapshot, &page_fields) {
            pages::Page::Posting { apply: Some(button) } | pages::Page::ApplyChooser { manually: button } => {
                self.follow(&snapshot, &button).await
            }
            pages::Page::SignIn { create_instead: Some(button) } if !self.has_account(&snapshot).await? => {
                self.follow(&snapshot, &button).await
            }
            pages::Page::SignIn { .. } => self.sign_in(walk, &snapshot, &page_fields).await,
            pages::Page::CodeEntry => self.past(walk, blocked::code_asked(blocker), None).await,
            pages::Page::CreateAccount { .. } => self.create_account(walk, &snapshot).await,
            pages::Page::Step { .. } => {
                self.compare(walk).await?;
                self.step(walk).await
            }
            pages::Page::Last { .. } => {
                self.compare(walk).await?;
                self.last(walk).await
            }
            other => match blocker {
                Some(blocker) => self.past(walk, blocker, None).await,
                None => match self.way_on(&other, &snapshot, walk).await {
                    Some(button) => self.follow(&snapshot, &button).await,
                    None => Err(stopped_by(&other)),
                },
            },
        }
    }

    /// A way on that only a model sees, where the page is of no known kind or an advert without a button to apply.
    async fn way_on(&mut self, kind: &pages::Page, snapshot: &PageSnapshot, walk: &Walk) -> Option<ElementRef> {
        match kind {
            pages::Page::Unknown | pages::Page::Posting { apply: None } => {
                self.advisor.page_action(snapshot, &walk.person).await
            }
            _ => None,
        }
    }

    /// Waits until the page is of a known kind; single-page sites take a moment.
    async fn understandable_page(&self) -> Result<PageSnapshot, Failure> {
        let started = Instant::now();
        let mut refused = false;
        loop {
            let snapshot = self.page.snapshot().await?;
            let kind = classify(&snapshot, &fields(&snapshot));
            let unclear = matches!(kind, pages::Page::Unknown | pages::Page::Posting { apply: None });
            if !unclear || started.elapsed() > Duration::from_secs(8) {
                return Ok(snapshot);
            }
            if !refused && let Some(button) = cookies::refusal(&snapshot) {
                refused = true;
                match self.page.click(&button).await {
                    Ok(()) | Err(browser::BrowserError::Gone | browser::BrowserError::Obscured) => continue,
                    Err(error) => return Err(error.into()),
                }
            }
            self.page.settle(Duration::from_millis(250), Duration::from_secs(2)).await?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Presses a button that leads on without carrying anything. A link is
    /// opened in the same tab, whatever its target says.
    async fn follow(&self, snapshot: &PageSnapshot, button: &ElementRef) -> Result<Turn, Failure> {
        let before = signature(snapshot);
        self.gate.travel(true);
        if let Some(href) = link_of(snapshot, button) {
            self.restore_session(&host(&href)).await?;
            arrived(&self.page.goto(&href, OPEN_LIMIT).await?)?;
            self.turned(&before).await?;
            return Ok(Turn::Next);
        }
        for patience in PRESS_AGAIN {
            match self.page.click(button).await {
                // It is no longer there: the page is turning.
                Ok(()) | Err(browser::BrowserError::Gone) => {}
                Err(error) => return Err(error.into()),
            }
            if self.turned_within(&before, patience).await? {
                break;
            }
        }
        Ok(Turn::Next)
    }

    async fn progress(&self, phase: &str, message: &str) -> Result<(), Failure> {
        let step = step_of(phase);
        if let Some(step) = step {
            self.reporter.step(step, message);
        }
        let metadata = serde_json::json!({ "phase": phase, "step": step });
        let mut db = self.pool.acquire().await?;
        events::record(&mut db, &self.lease, names::STEP_STARTED, message, metadata).await?;
        Ok(())
    }

    /// Fields that hold what they should are the actions of an application.
    fn count_actions(&self, walk: &Walk) {
        let filled = walk.all_rows().iter().filter(|row| row.value.is_some()).count();
        let filled = u32::try_from(filled).unwrap_or(u32::MAX);
        self.reporter.acted("type", filled.saturating_sub(self.reporter.actions()));
    }

    async fn event(&self, event: &str, message: &str) -> Result<(), Failure> {
        self.event_with(event, message, serde_json::json!({})).await
    }

    async fn event_with(&self, event: &str, message: &str, metadata: serde_json::Value) -> Result<(), Failure> {
        let mut db = self.pool.acquire().await?;
        events::record(&mut db, &self.lease, event, message, metadata).await?;
        Ok(())
    }
}

/// The step of the contract that a phase belongs to; one that only waits leaves it as it is.
fn step_of(phase: &str) -> Option<Step> {
    Some(match phase {
        "opening" => Step::Navigating,
        "filling" | "sending_step" => Step::FillingForm,
        "asking" => Step::AnsweringQuestions,
        "reviewing" => Step::Reviewing,
        "submitting" => Step::Submitting,
        _ => return None,
    })
}

/// The file as it goes into forms; it must still be what was chosen.
async fn checked(
    attachment: Option<&Attachment>,
) -> Result<Option<domain::Fact<forms::answering::FileEntry>>, Failure> {
    match attachment {
        Some(attachment) => {
            attachment.check().await.map(Some).map_err(|error| Failure::new(Code::ValidationError, error))
        }
        None => Ok(None),
    }
}

/// There is something to look at.
fn arrived(navigation: &Navigation) -> Result<(), Failure> {
    match navigation.empty || navigation.status.is_some_and(|status| status >= 500) {
        true => Err(Failure::new(Code::NetworkError, "The site answered with an error; try again later.")),
        false => Ok(()),
    }
}

fn stopped_by(page: &pages::Page) -> Failure {
    match page {
        pages::Page::Closed => Failure::new(Code::PostingClosed, "The posting is closed."),
        pages::Page::Posting { .. } => Failure::new(
            Code::NoForm,
            "No application form was found on this page. Open the posting, press Apply, and use the address of the form.",
        ),
        _ => Failure::before_sending(Code::UnsupportedPage, "This page is not a form that Valet understands."),
    }
}
