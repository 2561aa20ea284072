//! One passage through the fence: arm, press, watch, judge, write down.
//!
//! A submission and a step that may be one pass the same way. They differ in
//! what the page afterwards may prove: of a step, that it was no more than that.

mod watch;

use crate::attempts::{self, FenceError};
use crate::failure::{Code, Failure};
use crate::filling::{Filled, host};
use crate::gate::{Gate, SubmissionAnswer};
use crate::halt::{self, Point};
use crate::jobs::Lease;
use crate::outcome::{self, Observed, Outcome};
use crate::review;
use browser::Page;
use domain::attempts::AttemptStatus;
use domain::postings::Identity;
use domain::{AttemptId, Sha256, UserId};
use forms::fields::{ElementRef, Field};
use forms::pages::{PostingFacts, goes_on};
use forms::snapshot::PageSnapshot;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use watch::{Before, Now};

/// What one passage needs.
pub(crate) struct Submission<'a> {
    pub pool: &'a PgPool,
    pub lease: &'a Lease,
    pub user: UserId,
    pub posting: &'a Identity,
    pub facts: &'a PostingFacts,
    pub page: &'a Page,
    pub gate: &'a Arc<Gate>,
    /// The site keeps the answers of earlier steps.
    pub kept: bool,
    /// An earlier attempt that may have been recorded, when the person said to
    /// send again all the same. Without their word the database refuses.
    pub doubted: Option<AttemptId>,
    pub halt: Option<Point>,
}

/// What is pressed.
pub(crate) struct Press<'a> {
    /// The page as it is at this moment: what was approved, looked at once more.
    pub page: &'a Filled,
    pub button: &'a ElementRef,
    /// Digest of what was approved.
    pub packet: Sha256,
    pub by: By<'a>,
}

/// What makes the form send itself, once the fence is armed.
pub(crate) enum By<'a> {
    /// The button is pressed.
    Button,
    /// A code goes into its boxes; then the button is pressed, unless that sent the form already.
    Code {
        /// What goes where: all of it, or a character each.
        texts: &'a [(ElementRef, String)],
    },
    /// The person presses, in the live view, within this time.
    Person(Duration),
}

/// What came of it.
pub(crate) struct Submitted {
    pub attempt: AttemptId,
    pub outcome: Outcome,
    pub answer: SubmissionAnswer,
    /// The page afterwards.
    pub snapshot: PageSnapshot,
    /// Errors it shows beside fields.
    pub errors: Vec<(Field, String)>,
    /// The form as it was last seen before it was sent, where that took a while.
    pub last_form: Option<PageSnapshot>,
}

/// What came of going on to the next step.
pub(crate) enum Stepped {
    /// The site shows a further page of the form.
    WentOn(Passed),
    /// It shows the same one again.
    CameBack(Passed),
    /// It was no step, or nobody can say: judged as a submission.
    Judged(Submitted),
}

/// A step that is settled.
pub(crate) struct Passed {
    pub attempt: AttemptId,
    /// Answers were sent, or may have been.
    pub sent: bool,
    /// What the page says is wrong.
    pub said: Vec<String>,
}

impl Submitted {
    /// What the page says is wrong.
    pub(crate) fn page_says(&self) -> Vec<String> {
        page_says(&self.snapshot, &self.errors)
    }
}

/// Errors beside fields, then the other alerts of the page. Few and short.
fn page_says(snapshot: &PageSnapshot, errors: &[(Field, String)]) -> Vec<String> {
    let beside = errors.iter().map(|(field, error)| format!("{}: {error}", review::label(field)));
    let alerts = snapshot.frames.iter().flat_map(|frame| &frame.alerts);
    let others = alerts.filter(|alert| errors.iter().all(|(_, error)| error != *alert)).cloned();
    beside.chain(others).take(5).map(|text| text.chars().take(300).collect()).collect()
}

impl Submission<'_> {
    /// Goes through the fence once.
    ///
    /// # Errors
    /// When the fence stays closed (duplicate, lost lease). After arming, every
    /// end is an [`Outcome`]; a browser that dies then leaves the attempt to be
    /// settled by [`attempts::settle_abandoned`].
    pub(crate) async fn submit(&self, press: &Press<'_>) -> Result<Submitted, Failure> {
        let attempt = self.press(press).await?;
        let release_limit = match press.by {
            By::Person(limit) => limit,
            _ => watch::RELEASE_LIMIT,
        };
        let mut now = self.watch(&Before::of(press.page), release_limit, |_| false).await?;
        halt::at(self.halt, Point::Answered);
        let outcome = self.settle(attempt, &mut now).await?;
        halt::at(self.halt, Point::Settled);
        Ok(now.submitted(attempt, outcome))
    }

    /// Goes through the fence once with a step that may send its answers.
    ///
    /// # Errors
    /// As [`Submission::submit`].
    pub(crate) async fn step(&self, press: &Press<'_>) -> Result<Stepped, Failure> {
        let before = Before::of(press.page);
        let attempt = self.press(press).await?;
        let mut now = self.watch(&before, watch::RELEASE_LIMIT, |now| now.went_on(&before)).await?;
        halt::at(self.halt, Point::Answered);
        let further = goes_on(&press.page.snapshot) && goes_on(&now.snapshot);
        let proof = Proof::of(&now.seen, now.went_on(&before), further);
        if let Some(proof) = proof
            && self.settle_as(attempt, &mut now, proof.status, proof.reason).await? == proof.status
        {
            halt::at(self.halt, Point::Settled);
            let sent = proof.status == AttemptStatus::Step;
            let passed = Passed { attempt, sent, said: page_says(&now.snapshot, &now.errors) };
            return Ok(if proof.went_on { Stepped::WentOn(passed) } else { Stepped::CameBack(passed) });
        }
        let outcome = self.settle(attempt, &mut now).await?;
        halt::at(self.halt, Point::Settled);
        Ok(Stepped::Judged(now.submitted(attempt, outcome)))
    }

    /// Arms the fence, opens the gate for one request and presses.
    async fn press(&self, press: &Press<'_>) -> Result<AttemptId, Failure> {
        halt::at(self.halt, Point::BeforeArm);
        let attempt = self.arm(&press.packet).await?;
        halt::at(self.halt, Point::Armed);
        self.open_gate(&press.page.snapshot, press.button, attempt);
        self.send(press).await?;
        halt::at(self.halt, Point::Clicked);
        Ok(attempt)
    }

    async fn send(&self, press: &Press<'_>) -> Result<(), Failure> {
        if let By::Code { texts } = &press.by {
            self.page.set_texts(texts).await?;
            self.page.settle(Duration::from_millis(200), Duration::from_secs(2)).await?;
            if self.gate.released() || self.gate.passed_since_armed() {
                return Ok(());
            }
        }
        if !matches!(press.by, By::Person(_)) {
            self.page.click(press.button).await?;
        }
        Ok(())
    }

    async fn arm(&self, packet: &Sha256) -> Result<AttemptId, Failure> {
        let mut db = self.pool.acquire().await?;
        let armed = match self.doubted {
            Some(doubted) => attempts::arm_again(&mut db, self.lease, self.user, self.posting, packet, doubted).await,
            None => attempts::arm(&mut db, self.lease, self.user, self.posting, packet).await,
        };
        match armed {
            Ok(attempt) => Ok(attempt),
            Err(FenceError::Queue(error)) => Err(error.into()),
            Err(duplicate @ (FenceError::Duplicate { .. } | FenceError::Alike { .. })) => {
                Err(Failure::new(Code::Duplicate, format!("Not sent again: {duplicate}.")))
            }
        }
    }

    fn open_gate(&self, snapshot: &PageSnapshot, button: &ElementRef, attempt: AttemptId) {
        let form_url = snapshot.frames.iter().find(|f| f.frame == button.frame).map_or(&snapshot.url, |f| &f.url);
        let (pool, lease, halt) = (self.pool.clone(), self.lease.clone(), self.halt);
        let commit = move || -> futures_util::future::BoxFuture<'static, bool> {
            let (pool, lease) = (pool.clone(), lease.clone());
            Box::pin(async move {
                halt::at(halt, Point::BeforeInFlight);
                let Ok(mut db) = pool.acquire().await else { return false };
                let marked = attempts::mark_in_flight(&mut db, &lease, attempt).await.is_ok();
                halt::at(halt, Point::InFlight);
                marked
            })
        };
        self.gate.arm(&host(form_url), self.kept, Box::new(commit));
    }

    /// Judges the outcome and writes it down.
    async fn settle(&self, attempt: AttemptId, now: &mut Now) -> Result<Outcome, Failure> {
        let decided = outcome::decide(&now.seen);
        let status = self.settle_as(attempt, now, decided.status, &decided.reason).await?;
        if status != AttemptStatus::InFlight {
            return Ok(Outcome { status, ..decided });
        }
        let reason = "It left at the last moment; no answer was seen.";
        let status = self.settle_as(attempt, now, AttemptStatus::Unknown, reason).await?;
        Ok(Outcome { status, reason: reason.to_owned(), page_refuses: false })
    }

    /// Writes down what became of an attempt; answers where it stands now. The database decides races: an attempt
    /// that went in flight after all cannot be called `not_sent`.
    async fn settle_as(
        &self,
        attempt: AttemptId,
        now: &mut Now,
        to: AttemptStatus,
        reason: &str,
    ) -> Result<AttemptStatus, Failure> {
        let from = if now.seen.released { AttemptStatus::InFlight } else { AttemptStatus::Armed };
        if !now.seen.released {
            self.gate.close();
        }
        let mut db = self.pool.acquire().await?;
        let status = attempts::settle(&mut db, attempt, from, to, reason).await?;
        now.seen.released |= status == AttemptStatus::InFlight;
        Ok(status)
    }
}

/// What shows that a step was no more than a step.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Proof {
    status: AttemptStatus,
    went_on: bool,
    reason: &'static str,
}

impl Proof {
    /// `went_on`: a further page of the form is there. `further`: the page showed, and still shows, that steps follow.
    fn of(seen: &Observed, went_on: bool, further: bool) -> Option<Self> {
        // What carries answers the gate takes for the step; choices alone it cannot tell from other traffic.
        let left = seen.released || seen.anything_left;
        let proof = |status, reason| Some(Self { status, went_on, reason });
        match () {
            () if went_on && left => proof(
                AttemptStatus::Step,
                "It was a step: the site took its answers and shows a further page of the form.",
            ),
            () if went_on => proof(AttemptStatus::NotSent, "It was a step that sent nothing."),
            () if !left && !seen.form_gone => proof(AttemptStatus::NotSent, "The step sent nothing."),
            () if further && outcome::decide(seen).page_refuses => {
                proof(AttemptStatus::Step, "It was a step: the page shows it again with errors.")
            }
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttemptStatus::{NotSent, Step};

    #[test]
    fn a_step_is_proven_by_what_follows_it_or_by_errors_where_steps_are_shown_to_follow() {
        let same_page = Observed {
            released: true,
            anything_left: true,
            answer: SubmissionAnswer::Status(200),
            form_gone: false,
            confirmation_location: false,
            confirmation_names_job: false,
            field_errors: 1,
            refusal_shown: false,
        };
        let nothing_left = Observed { released: false, anything_left: false, ..same_page.clone() };
        let unrecognised = Observed { released: false, ..same_page.clone() };
        let without_errors = Observed { field_errors: 0, ..same_page.clone() };
        let unanswered = Observed { answer: SubmissionAnswer::Failed, ..same_page.clone() };
        let no_longer_there = Observed { form_gone: true, ..nothing_left.clone() };
        for (seen, went_on, further, expected) in [
            (&same_page, true, false, Some(Step)),
            (&unrecognised, true, false, Some(Step)),
            (&nothing_left, true, true, Some(NotSent)),
            (&nothing_left, false, false, Some(NotSent)),
            (&same_page, false, true, Some(Step)),
            (&unrecognised, false, true, Some(Step)),
            (&same_page, false, false, None),
            (&unrecognised, false, false, None),
            (&without_errors, false, true, None),
            (&unanswered, false, true, None),
            (&no_longer_there, false, true, None),
        ] {
            let status = Proof::of(seen, went_on, further).map(|proof| proof.status);
            assert_eq!(status, expected, "{seen:?} {went_on} {further}");
        }
    }
}
