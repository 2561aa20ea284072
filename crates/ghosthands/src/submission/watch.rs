//! What is seen of a submission: the page and the network, from the press until it is clear what happened or time is up.

use super::{Submission, Submitted};
use crate::application::turns::{Signature, signature};
use crate::failure::Failure;
use crate::filling::Filled;
use crate::gate::SubmissionAnswer;
use crate::outcome::{self, Observed, Outcome, wording};
use domain::AttemptId;
use domain::attempts::AttemptStatus;
use forms::fields::{Field, FieldKey, fields};
use forms::pages::{Page, classify};
use forms::snapshot::PageSnapshot;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// How long a form may take to send itself after the press: tokens, uploads.
pub(super) const RELEASE_LIMIT: Duration = Duration::from_secs(20);
/// How long the server may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(90);
/// How long the page may take to show what the answer means.
const SHOW_LIMIT: Duration = Duration::from_secs(12);
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// The form as it was when the button was pressed.
pub(super) struct Before {
    url: String,
    keys: BTreeSet<FieldKey>,
    errors: usize,
    place: Signature,
}

/// What is seen at one moment after it.
pub(super) struct Now {
    pub(super) snapshot: PageSnapshot,
    pub(super) seen: Observed,
    /// Errors beside fields.
    pub(super) errors: Vec<(Field, String)>,
    /// What kind of page it is.
    pub(super) kind: Page,
    /// The form as it was last seen before it was sent.
    last_form: Option<PageSnapshot>,
}

impl Before {
    pub(super) fn of(filled: &Filled) -> Self {
        Self {
            url: filled.snapshot.url.clone(),
            keys: filled.fields.iter().map(|field| field.key.clone()).collect(),
            errors: filled.fields.iter().filter(|field| !field.error.is_empty()).count(),
            place: signature(&filled.snapshot),
        }
    }
}

impl Submission<'_> {
    /// Watches network and page until what happened is clear, or `over` says so, or time is up.
    /// `release_limit`: how long the form may take to send itself.
    pub(super) async fn watch(
        &self,
        before: &Before,
        release_limit: Duration,
        over: impl Fn(&Now) -> bool,
    ) -> Result<Now, Failure> {
        let mut answers = self.gate.answers();
        let pressed = Instant::now();
        let mut last_form = None;
        // First: something leaves, or the page says why not.
        while !self.gate.released() {
            let _ = tokio::time::timeout(LOOK_EVERY, answers.changed()).await;
            if self.gate.released() {
                break;
            }
            let now = self.look(before).await?;
            let enough = now.says_no_to(before) || over(&now) || pressed.elapsed() > release_limit;
            if enough && !self.gate.released() {
                return Ok(now);
            }
            last_form = Some(now.snapshot);
        }
        // Then: the server answers.
        let waiting = answers.wait_for(|answer| *answer != SubmissionAnswer::Waiting);
        let _ = tokio::time::timeout(ANSWER_LIMIT, waiting).await;
        // Last: the page shows what that means.
        let answered = Instant::now();
        loop {
            let now = self.look(before).await?;
            let decided = outcome::decide(&now.seen);
            let refused = decided.page_refuses && now.says_no_to(before);
            let clear = refused || matches!(decided.status, AttemptStatus::Confirmed | AttemptStatus::Refused);
            if clear || over(&now) || !now.seen.released || answered.elapsed() >= SHOW_LIMIT {
                return Ok(Now { last_form, ..now });
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn look(&self, before: &Before) -> Result<Now, Failure> {
        self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
        let snapshot = self.page.snapshot().await?;
        let answer = self.gate.answers().borrow().clone();
        let now_fields = fields(&snapshot);
        let still_there = now_fields.iter().filter(|field| before.keys.contains(&field.key)).count();
        let kind = classify(&snapshot, &now_fields);
        let still_last = matches!(kind, Page::Last { .. });
        let errors: Vec<(Field, String)> =
            now_fields.into_iter().filter(|f| !f.error.is_empty()).map(|f| (f.clone(), f.error)).collect();
        let seen = Observed {
            released: self.gate.released(),
            anything_left: self.gate.passed_since_armed(),
            answer,
            form_gone: still_there * 2 < before.keys.len().max(1) && !still_last,
            confirmation_location: outcome::is_confirmation_location(&snapshot.url, &before.url),
            confirmation_names_job: wording::names_job(&snapshot, self.facts),
            field_errors: errors.len(),
            refusal_shown: wording::refusal_shown(&snapshot),
        };
        Ok(Now { snapshot, seen, errors, kind, last_form: None })
    }
}

impl Now {
    /// The page says no; errors that were there before may go away yet.
    fn says_no_to(&self, before: &Before) -> bool {
        self.seen.refusal_shown || self.seen.field_errors > before.errors
    }

    /// A further page of the form is shown, and nothing says that an application
    /// was received or refused. What was released must have been accepted.
    pub(super) fn went_on(&self, before: &Before) -> bool {
        let seen = &self.seen;
        let accepted = match seen.answer {
            SubmissionAnswer::Status(status) => (200..400).contains(&status),
            _ => !seen.released,
        };
        let says = seen.confirmation_location || seen.confirmation_names_job || seen.refusal_shown;
        let form = matches!(self.kind, Page::Step { .. } | Page::Last { .. });
        accepted && form && !says && signature(&self.snapshot).differs(&before.place)
    }

    pub(super) fn submitted(self, attempt: AttemptId, outcome: Outcome) -> Submitted {
        let Self { snapshot, seen, errors, last_form, .. } = self;
        Submitted { attempt, outcome, answer: seen.answer, snapshot, errors, last_form }
    }
}
