//! One passage through the fence: arm, press, watch, judge, write down.

use crate::application::turns::{Signature, signature};
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
use forms::fields::{ElementRef, Field, fields};
use forms::pages::{self, PostingFacts, classify};
use forms::snapshot::PageSnapshot;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a form may take to send itself after the press: tokens, uploads.
const RELEASE_LIMIT: Duration = Duration::from_secs(20);
/// How long the server may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(90);
/// How long the page may take to show what the answer means.
const SHOW_LIMIT: Duration = Duration::from_secs(12);
const LOOK_EVERY: Duration = Duration::from_millis(150);

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
    /// An earlier attempt that may have been recorded. Whoever submits has the
    /// person's yes to submit again all the same.
    pub doubted: Option<AttemptId>,
    pub halt: Option<Point>,
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
}

/// What came of going on to the next step.
pub(crate) enum Stepped {
    /// The site shows a further page of the form; whether anything was sent for it.
    WentOn {
        /// The attempt, settled.
        attempt: AttemptId,
        /// Answers were sent.
        sent: bool,
    },
    /// Nothing was sent, and the page is the same.
    CameBack,
    /// It was no step, or nobody can say: judged as a submission.
    Judged(Submitted),
}

impl Submitted {
    /// What the page says is wrong: errors beside fields, then its other alerts. Few and short.
    pub(crate) fn page_says(&self) -> Vec<String> {
        let beside = self.errors.iter().map(|(field, error)| format!("{}: {error}", review::label(field)));
        let alerts = self.snapshot.frames.iter().flat_map(|frame| &frame.alerts);
        let others = alerts.filter(|alert| self.errors.iter().all(|(_, error)| error != *alert)).cloned();
        beside.chain(others).take(5).map(|text| text.chars().take(300).collect()).collect()
    }
}

impl Submission<'_> {
    /// Goes through the fence once.
    ///
    /// # Errors
    /// When the fence stays closed (duplicate, lost lease). After arming, every
    /// end is an [`Outcome`]; a browser that dies then leaves the attempt to be
    /// settled by [`attempts::settle_abandoned`].
    pub(crate) async fn submit(
        &self,
        filled: &Filled,
        button: &ElementRef,
        packet: &Sha256,
    ) -> Result<Submitted, Failure> {
        halt::at(self.halt, Point::BeforeArm);
        let attempt = self.arm(packet).await?;
        halt::at(self.halt, Point::Armed);
        self.open_gate(&filled.snapshot, button, attempt);
        self.page.click(button).await?;
        halt::at(self.halt, Point::Clicked);

        let before = Before::of(filled);
        let mut now = self.watch(&before).await?;
        halt::at(self.halt, Point::Answered);
        let outcome = self.settle(attempt, &mut now).await?;
        halt::at(self.halt, Point::Settled);
        Ok(now.submitted(attempt, outcome))
    }

    /// Goes through the fence once with a step that may send its answers.
    ///
    /// # Errors
    /// As [`Submission::submit`].
    pub(crate) async fn step(&self, filled: &Filled, button: &ElementRef, packet: &Sha256) -> Result<Stepped, Failure> {
        // On what was approved, and on the page as it is when it is pressed.
        let goes_on = pages::goes_on(&filled.snapshot) && pages::goes_on(&self.page.snapshot().await?);
        halt::at(self.halt, Point::BeforeArm);
        let attempt = self.arm(packet).await?;
        halt::at(self.halt, Point::Armed);
        self.open_gate(&filled.snapshot, button, attempt);
        self.page.click(button).await?;
        halt::at(self.halt, Point::Clicked);
        let before = Before::of(filled);
        let place = signature(&filled.snapshot);
        let mut now = self.watch_step(&before, &place).await?;
        halt::at(self.halt, Point::Answered);
        let went_on = now.went_on(&place);
        if !now.seen.released && (went_on || !now.seen.form_gone) {
            // What carries answers the gate takes for the step; choices alone it cannot tell from other traffic.
            let anything_left = now.seen.anything_left;
            let reason = match anything_left {
                true => "Nothing that carries your answers left, but something that could not be recognised did.",
                false => "The step sent nothing.",
            };
            let mut db = self.pool.acquire().await?;
            self.gate.close();
            let status =
                attempts::settle(&mut db, attempt, AttemptStatus::Armed, AttemptStatus::NotSent, reason).await?;
            if status == AttemptStatus::NotSent {
                return Ok(if went_on { Stepped::WentOn { attempt, sent: anything_left } } else { Stepped::CameBack });
            }
            now.seen.released = true;
        }
        let same_step = goes_on && pages::goes_on(&now.snapshot) && outcome::decide(&now.seen).page_refuses;
        if went_on || same_step {
            let reason = match went_on {
                true => "It was a step: the site took its answers and shows a further page of the form.",
                false => "It was a step: the page shows it again with errors.",
            };
            let mut db = self.pool.acquire().await?;
            attempts::settle(&mut db, attempt, AttemptStatus::InFlight, AttemptStatus::Refused, reason).await?;
            if went_on {
                return Ok(Stepped::WentOn { attempt, sent: true });
            }
            let outcome = Outcome { status: AttemptStatus::Refused, reason: reason.to_owned(), page_refuses: false };
            return Ok(Stepped::Judged(now.submitted(attempt, outcome)));
        }
        let outcome = self.settle(attempt, &mut now).await?;
        Ok(Stepped::Judged(now.submitted(attempt, outcome)))
    }

    /// Watches until the next page is there, or what happened is clear, or time is up.
    async fn watch_step(&self, before: &Before, place: &Signature) -> Result<Now, Failure> {
        let mut answers = self.gate.answers();
        let pressed = Instant::now();
        while !self.gate.released() {
            let _ = tokio::time::timeout(LOOK_EVERY, answers.changed()).await;
            if self.gate.released() {
                break;
            }
            self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
            let now = self.look(before).await?;
            let over = now.went_on(place) || now.seen.field_errors > before.errors || now.seen.refusal_shown;
            if !self.gate.released() && (over || pressed.elapsed() > RELEASE_LIMIT) {
                return Ok(now);
            }
        }
        let waiting = answers.wait_for(|answer| *answer != SubmissionAnswer::Waiting);
        let _ = tokio::time::timeout(ANSWER_LIMIT, waiting).await;
        let answered = Instant::now();
        loop {
            self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
            let now = self.look(before).await?;
            let decided = outcome::decide(&now.seen);
            let says_no = decided.page_refuses && (now.seen.refusal_shown || now.seen.field_errors > before.errors);
            let clear = says_no || matches!(decided.status, AttemptStatus::Confirmed | AttemptStatus::Refused);
            if now.went_on(place) || clear || answered.elapsed() >= SHOW_LIMIT {
                return Ok(now);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
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

    /// Watches network and page until what happened is clear or time is up.
    async fn watch(&self, before: &Before) -> Result<Now, Failure> {
        let mut answers = self.gate.answers();
        let pressed = Instant::now();
        // First: something leaves, or the page says why not.
        while !self.gate.released() && pressed.elapsed() < RELEASE_LIMIT {
            let _ = tokio::time::timeout(LOOK_EVERY, answers.changed()).await;
            if self.gate.released() {
                break;
            }
            let now = self.look(before).await?;
            if now.seen.field_errors > before.errors || now.seen.refusal_shown {
                return Ok(now);
            }
        }
        // Then: the server answers.
        if self.gate.released() {
            let waiting = answers.wait_for(|answer| *answer != SubmissionAnswer::Waiting);
            let _ = tokio::time::timeout(ANSWER_LIMIT, waiting).await;
        }
        // Last: the page shows what that means.
        let answered = Instant::now();
        loop {
            self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
            let now = self.look(before).await?;
            let decided = outcome::decide(&now.seen);
            // Errors that were there before may go away yet.
            let says_no = decided.page_refuses && (now.seen.refusal_shown || now.seen.field_errors > before.errors);
            let clear = says_no || matches!(decided.status, AttemptStatus::Confirmed | AttemptStatus::Refused);
            if clear || !self.gate.released() || answered.elapsed() >= SHOW_LIMIT {
                return Ok(now);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn look(&self, before: &Before) -> Result<Now, Failure> {
        let snapshot = self.page.snapshot().await?;
        let answer = self.gate.answers().borrow().clone();
        let now_fields = fields(&snapshot);
        let still_there = now_fields.iter().filter(|field| before.keys.contains(&field.key)).count();
        let still_last = matches!(classify(&snapshot, &now_fields), forms::pages::Page::Last { .. });
        let errors: Vec<(Field, String)> =
            now_fields.into_iter().filter(|f| !f.error.is_empty()).map(|f| (f.clone(), f.error)).collect();
        let seen = Observed {
            released: self.gate.released(),
            anything_left: self.gate.passed_since_armed(),
            answer,
            form_gone: still_there * 2 < before.keys.len().max(1) && !still_last,
            confirmation_location: outcome::is_confirmation_location(&snapshot.url, &before.url),
            confirmation_names_job: names_job(&snapshot, self.facts),
            field_errors: errors.len(),
            refusal_shown: refusal_shown(&snapshot),
        };
        Ok(Now { snapshot, seen, errors })
    }

    /// Writes the outcome down. The database decides races: an attempt that
    /// went in flight after all cannot be called `not_sent`.
    async fn settle(&self, attempt: AttemptId, now: &mut Now) -> Result<Outcome, Failure> {
        let mut decided = outcome::decide(&now.seen);
        if !now.seen.released {
            self.gate.close();
        }
        let mut db = self.pool.acquire().await?;
        let from = if now.seen.released { AttemptStatus::InFlight } else { AttemptStatus::Armed };
        let status = attempts::settle(&mut db, attempt, from, decided.status, &decided.reason).await?;
        if status == AttemptStatus::InFlight {
            decided = Outcome {
                status: AttemptStatus::Unknown,
                reason: "It left at the last moment; no answer was seen.".to_owned(),
                page_refuses: false,
            };
            attempts::settle(&mut db, attempt, AttemptStatus::InFlight, decided.status, &decided.reason).await?;
        } else {
            decided.status = status;
        }
        Ok(decided)
    }
}

/// The form as it was when the button was pressed.
struct Before {
    url: String,
    keys: std::collections::BTreeSet<forms::fields::FieldKey>,
    errors: usize,
}

impl Before {
    fn of(filled: &Filled) -> Self {
        Self {
            url: filled.snapshot.url.clone(),
            keys: filled.fields.iter().map(|field| field.key.clone()).collect(),
            errors: filled.fields.iter().filter(|field| !field.error.is_empty()).count(),
        }
    }
}

struct Now {
    snapshot: PageSnapshot,
    seen: Observed,
    errors: Vec<(Field, String)>,
}

impl Now {
    /// A further page of the form is shown, and nothing says that an application
    /// was received or refused. What was released must have been accepted.
    fn went_on(&self, before: &Signature) -> bool {
        let seen = &self.seen;
        let accepted = match seen.answer {
            SubmissionAnswer::Status(status) => (200..400).contains(&status),
            _ => !seen.released,
        };
        let says = seen.confirmation_location || seen.confirmation_names_job || seen.refusal_shown;
        let kind = classify(&self.snapshot, &fields(&self.snapshot));
        let form = matches!(kind, forms::pages::Page::Step { .. } | forms::pages::Page::Last { .. });
        accepted && form && !says && signature(&self.snapshot).differs(before)
    }

    fn submitted(self, attempt: AttemptId, outcome: Outcome) -> Submitted {
        Submitted { attempt, outcome, answer: self.seen.answer, snapshot: self.snapshot, errors: self.errors }
    }
}

/// Thanks that are only said once an application is in.
const THANKS: [&str; 4] =
    ["thank you for applying", "thanks for applying", "thank you for your application", "thanks for your application"];

/// What a sentence about "application" says when it is in.
const RECEIVED: [&str; 9] = [
    "has been submitted",
    "has been sent",
    "was sent",
    "has been received",
    "was submitted",
    "was received",
    "successfully submitted",
    "application submitted",
    "application received",
];

/// A text that says an application was received, on a page that names this job or employer.
fn names_job(snapshot: &PageSnapshot, facts: &PostingFacts) -> bool {
    let text = visible_text(snapshot);
    let names = |name: &str| name.chars().count() >= 3 && text.contains(&name.to_lowercase());
    says_received(&text) && (names(&facts.title) || names(&facts.company))
}

/// Counts only together with the job's name, the answer of the server and the
/// form being gone. A sentence that denies it does not say it.
fn says_received(text: &str) -> bool {
    text.split(['.', '!', '?', '\n']).any(|sentence| {
        let denies =
            ["not ", "n't ", "unable", "if ", "once ", "after ", "when "].iter().any(|word| sentence.contains(word));
        let thanks = THANKS.iter().any(|wording| sentence.contains(wording));
        let received = sentence.contains("application") && RECEIVED.iter().any(|wording| sentence.contains(wording));
        !denies && (thanks || received)
    })
}

const REFUSALS: [&str; 6] = [
    "possible spam",
    "could not be submitted",
    "couldn't be submitted",
    "was not submitted",
    "we were unable to submit",
    "there was a problem with your application",
];

fn refusal_shown(snapshot: &PageSnapshot) -> bool {
    let text = visible_text(snapshot);
    REFUSALS.iter().any(|wording| text.contains(wording))
}

fn visible_text(snapshot: &PageSnapshot) -> String {
    // Headings by themselves as well: in the text of the page they run into what stands before them.
    let parts = snapshot.frames.iter().flat_map(|frame| {
        let headings = frame.headings.iter().map(|heading| &heading.text);
        frame.alerts.iter().chain(headings).chain(std::iter::once(&frame.text))
    });
    parts.map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::says_received;

    #[test]
    fn a_sentence_says_that_an_application_is_in_or_it_does_not() {
        for says in [
            "your application for clerk (r-1) at acme has been submitted.",
            "success! your application was successfully submitted. we'll contact you",
            "thank you for applying to acme",
        ] {
            assert!(says_received(says), "{says}");
        }
        for does_not in [
            "your application has not been submitted.",
            "once your application has been received, we will write to you.",
            "thank you!",
            "the form was submitted in 2019",
            "",
        ] {
            assert!(!says_received(does_not), "{does_not}");
        }
    }
}
