//! The approval of a page: what is open is asked, and what was shown is what
//! goes on. An approval names the digest of exactly that.

use super::Application;
use super::doubt::Doubt;
use super::sending;
use super::walk::Walk;
use crate::events::names;
use crate::failure::{Code, Failure};
use crate::filling::Filled;
use crate::interactions::{Interaction, Resolution, Row};
use crate::live::Shown;
use crate::review::{self, Approved};
use domain::tasks::Mode;
use domain::{AttemptId, Sha256};
use forms::answering::Decision;
use forms::fields::{ElementRef, Field, fields};
use forms::gates::gates;
use forms::pages::{Page, classify, goes_on};
use forms::plan::Plan;
use forms::snapshot::PageSnapshot;
use forms::unseen::contradicting;
use std::time::{Duration, Instant};

/// How long a disabled Submit button is waited for.
const WAKE_LIMIT: Duration = Duration::from_secs(15);

/// What the page is filled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To go on where nothing is sent to the employer: an account, a step that is kept as a draft.
    GoOn,
    /// To go on where the answers may be sent with it.
    SendStep,
    /// To submit.
    Submit,
}

/// A page that may go on.
pub(super) struct Cleared {
    pub(super) filled: Filled,
    /// The person said so, and had been told what going on does.
    pub(super) by_person: bool,
    /// The attempt that may have been recorded, when the person, told so, said to send again all
    /// the same. Nobody else can say it: without this the fence stays closed after such an attempt.
    pub(super) again: Option<AttemptId>,
    /// The person wants to press the button themselves.
    pub(super) by_hand: bool,
}

impl Cleared {
    fn by_gates(filled: Filled) -> Self {
        Self { filled, by_person: false, again: None, by_hand: false }
    }
}

impl Application<'_> {
    /// Fills the page, asks what is open, and gets the approval: from the
    /// person in copilot, from the gates in autopilot. What could send an
    /// application a second time is the person's to approve in either mode,
    /// and so is a step that sends answers and may be the last.
    pub(super) async fn fill_and_ask(&mut self, walk: &mut Walk, purpose: Purpose) -> Result<Cleared, Failure> {
        let last = purpose == Purpose::Submit;
        self.progress("filling", "Filling and reading back").await?;
        loop {
            let filling = Instant::now();
            let mut filled = self.fill_with_proposals(walk).await?;
            if self.request.dry_run {
                self.filling(walk).read_lists(&mut filled).await?;
            }
            walk.rows = review::rows(&filled);
            self.advisor.annotate(&mut walk.rows, &walk.person);
            walk.spent("fill", filling);
            self.count_actions(walk);
            self.note_plan(walk, &filled);
            if self.request.dry_run {
                return Ok(Cleared::by_gates(filled));
            }
            if walk.rows.iter().any(|row| row.open) {
                self.progress("asking", "Waiting for your answers").await?;
                let (rows, company) = (walk.rows.clone(), walk.circumstances.company.clone());
                let resolution = self.ask(Interaction::Question { rows, company }).await?;
                self.advisor.heard(&resolution.said).await;
                walk.hear(resolution.said);
                continue;
            }
            if last && self.submit_woke(&filled).await? {
                // Whatever kept it from being pressed may have written into the form.
                continue;
            }
            let doubt = walk.doubt.as_ref().filter(|_| purpose != Purpose::GoOn);
            let again = doubt.map(|doubt| doubt.attempt);
            let mut reasons = doubt.map(Doubt::reasons).unwrap_or_default();
            reasons.extend(out_of_sight(walk, &filled).filter(|_| last));
            if self.request.mode == Mode::Autopilot {
                reasons.extend(failed_gates(&filled, last));
                if reasons.is_empty() && !(purpose == Purpose::SendStep && walk.step_is_stopped) {
                    return Ok(Cleared::by_gates(filled));
                }
            }
            if purpose == Purpose::SendStep {
                reasons.extend(sending::warnings(&filled.snapshot));
            }
            let packet = self.packet(walk, purpose);
            let review = Interaction::Review {
                packet,
                rows: walk.all_rows(),
                last,
                again: again.is_some(),
                reasons: walk.said.iter().map(|text| format!("The page says: {text}")).chain(reasons).collect(),
                company: walk.circumstances.company.clone(),
            };
            self.progress("reviewing", "Waiting for your approval").await?;
            let resolution = self.ask(review).await?;
            if !resolution.said.is_empty() {
                self.advisor.heard(&resolution.said).await;
                walk.hear(resolution.said);
                continue;
            }
            if resolution.approve == Some(packet) {
                let by_hand = resolution.by_hand && last;
                return Ok(Cleared { filled, by_person: true, again, by_hand });
            }
        }
    }

    /// Waits a while for a Submit button that is disabled, as some forms do with it while they read a file; says
    /// whether it came back.
    async fn submit_woke(&self, filled: &Filled) -> Result<bool, Failure> {
        if !submit_sleeps(&filled.snapshot) {
            return Ok(false);
        }
        self.progress("waiting", "Waiting for the form to be ready").await?;
        let waiting = Instant::now();
        while waiting.elapsed() < WAKE_LIMIT {
            self.page.settle(Duration::from_millis(100), Duration::from_secs(1)).await?;
            if !submit_sleeps(&self.page.snapshot().await?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The page at this moment with the button `pick` finds on it, when it is still what was shown to the person or
    /// the gates: the same values, and the same word about further steps. Some pages change after they were read.
    pub(super) async fn still_as_shown(
        &self,
        walk: &mut Walk,
        shown: &Filled,
        pick: fn(Page) -> Option<ElementRef>,
    ) -> Result<Option<(Filled, ElementRef)>, Failure> {
        let looking = Instant::now();
        let now = self.filling(walk).look_again().await?;
        // Part of what filling takes: it rests here as long as it did not rest before.
        walk.spent("fill", looking);
        let values = |rows: &[Row]| rows.iter().map(|row| (row.key.clone(), row.value.clone())).collect::<Vec<_>>();
        let same =
            values(&review::rows(&now)) == values(&walk.rows) && goes_on(&now.snapshot) == goes_on(&shown.snapshot);
        let button = pick(classify(&now.snapshot, &now.fields)).filter(|_| same);
        Ok(button.map(|button| (now, button)))
    }

    pub(super) fn packet(&self, walk: &Walk, purpose: Purpose) -> Sha256 {
        let files: Vec<Sha256> = [&self.request.resume, &self.request.cover_letter]
            .into_iter()
            .flatten()
            .map(|attachment| attachment.file.sha256)
            .collect();
        let approved = match (purpose, &walk.doubt) {
            (Purpose::GoOn, _) | (Purpose::SendStep, None) => Approved::Step,
            (Purpose::SendStep | Purpose::Submit, Some(doubt)) => Approved::Again(&doubt.attempt),
            (Purpose::Submit, None) => Approved::Submission,
        };
        review::packet(walk.posting.key(), &walk.all_rows(), &files, approved)
    }

    /// Pauses the job and waits for the person.
    pub(super) async fn ask(&mut self, interaction: Interaction) -> Result<Resolution, Failure> {
        self.record.screenshot("review.png", &self.page).await;
        let deadline = tokio::time::Instant::now() + self.patience;
        let shown = self.pause(&interaction).await?;
        let resolution = loop {
            self.bell.resumed(self.lease.job, Duration::from_secs(1)).await;
            if let Some(resolution) = self.lease.take_resolution(&mut *self.pool.acquire().await?).await? {
                break resolution;
            }
            if tokio::time::Instant::now() >= deadline {
                self.event(names::HITL_TIMEOUT, "Nobody answered in time").await?;
                return Err(Failure::before_sending(Code::HitlTimeout, "Nobody answered in time."));
            }
        };
        self.go_on(shown, resolution.kind()).await?;
        if resolution.stop {
            return Err(Failure::before_sending(Code::Stopped, "Stopped by you."));
        }
        Ok(resolution)
    }

    /// Stops the clock, says what is waited for, lets the page be seen and makes room for another job.
    pub(super) async fn pause(&mut self, interaction: &Interaction) -> Result<Shown, Failure> {
        self.clock.stop();
        let shown = self.views.show(&self.lease, &self.page, &self.gate);
        self.lease.pause(&mut *self.pool.acquire().await?, interaction).await?;
        let kind = serde_json::json!({ "blocker_type": interaction.kind() });
        self.event_with(names::HITL_PAUSED, "Waiting for you", kind).await?;
        self.slot.give_back().await;
        Ok(shown)
    }

    /// Takes a place at work again; the page is no longer seen. `answer`: how the person answered, never what.
    pub(super) async fn go_on(&mut self, shown: Shown, answer: &str) -> Result<(), Failure> {
        drop(shown);
        self.slot.take_again().await;
        self.clock.go_on();
        let kind = serde_json::json!({ "resolution_type": answer });
        self.event_with(names::HITL_RESUMED, "Going on", kind).await
    }

    fn note_plan(&mut self, walk: &mut Walk, filled: &Filled) {
        walk.form_pages += 1;
        self.record.add_json(&format!("form-{}.json", walk.form_pages), &filled.snapshot);
        self.record.add_json(&format!("plan-{}.json", walk.form_pages), &Plan::new(&filled.fields, &filled.decisions));
        self.record.add_json(&format!("review-{}.json", walk.form_pages), &walk.rows);
    }
}

fn submit_sleeps(snapshot: &PageSnapshot) -> bool {
    let Page::Last { submit } = classify(snapshot, &fields(snapshot)) else { return false };
    let buttons = snapshot.frames.iter().filter(|frame| frame.frame == submit.frame).flat_map(|frame| &frame.buttons);
    buttons.into_iter().any(|button| button.node == submit.node && button.disabled)
}

/// What steps that lie behind hold against the profile, by the names of their fields.
fn out_of_sight(walk: &Walk, filled: &Filled) -> Option<String> {
    let found = contradicting(&filled.snapshot, &filled.fields, &walk.person, &walk.circumstances);
    let names: Vec<String> = found.iter().map(review::label).take(5).collect();
    (!names.is_empty()).then(|| {
        format!("A step of this form that is not shown holds something else than your profile: {}.", names.join(", "))
    })
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
