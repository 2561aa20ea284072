//! Steps that send their answers before the final submission.
//!
//! What a site calls Next can be its Submit. So such a step goes through the
//! submit fence like a submission: it needs a yes of the person who was told,
//! or a page that shows further steps; an attempt is armed for it, one request
//! is let out, and what comes back is judged by the same rules. Only a further
//! page of the form proves that it was a step, and the attempt is settled as one.

use super::approval::Purpose;
use super::steps::next_button;
use super::walk::Walk;
use super::{Application, Turn};
use crate::events::names;
use crate::failure::Failure;
use crate::filling::Filled;
use crate::submission::{By, Passed, Press, Stepped};
use domain::AttemptId;
use forms::pages::{Progress, progress};
use forms::snapshot::PageSnapshot;

/// What a person has to know before going on.
pub(super) fn warnings(snapshot: &PageSnapshot) -> Vec<String> {
    let mut said =
        vec!["Going on may send these answers to the employer's site, before the final submission.".to_owned()];
    match progress(snapshot).filter(Progress::goes_on) {
        Some(progress) => said.push(format!("The page says that this is step {} of {}.", progress.at, progress.of)),
        None => said.push("The page does not say that further steps follow: this could already submit it.".to_owned()),
    }
    said
}

impl Application<'_> {
    /// Presses on, and lets the answers of this page out at most once.
    pub(super) async fn send_answers(
        &mut self,
        walk: &mut Walk,
        filled: &Filled,
        again: Option<AttemptId>,
    ) -> Result<Turn, Failure> {
        self.progress("sending_step", "Going on to the next step through the fence").await?;
        // It may turn out to be the submission.
        self.note_answers(walk).await?;
        self.record.ledger("gate-before.jsonl", &self.gate);
        let packet = self.packet(walk, Purpose::SendStep);
        let Some((page, next)) = self.still_as_shown(walk, filled, next_button).await? else {
            return self.fill_again(walk).await;
        };
        let press = Press { page: &page, button: &next, packet, by: By::Button };
        match self.submission(walk, again).step(&press).await? {
            Stepped::WentOn(passed) => {
                self.passed(walk, &passed, &press).await?;
                walk.kept_drafts |= passed.sent;
                walk.leave_page();
                Ok(Turn::Next)
            }
            Stepped::CameBack(passed) => {
                self.passed(walk, &passed, &press).await?;
                self.correct(walk, "The page did not go on.", passed.said).await
            }
            Stepped::Judged(submitted) => {
                self.prove(walk, &submitted).await;
                self.follow_up(walk, &submitted).await
            }
        }
    }

    /// Writes down that it was a step.
    async fn passed(&mut self, walk: &mut Walk, passed: &Passed, press: &Press<'_>) -> Result<(), Failure> {
        self.gate.close();
        let facts = serde_json::json!({
            "attempt": passed.attempt, "packet": press.packet, "sent": passed.sent,
            "progress": progress(&press.page.snapshot),
        });
        self.record.add_json(&format!("step-{}.json", walk.form_pages), &facts);
        if passed.sent {
            // Whatever was said about an earlier attempt has been used up.
            walk.doubt = None;
            walk.on_site = true;
            self.event(names::STEP_SENT, "The site took the answers of this step").await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_later_steps_is_said_to_be_possibly_the_last() {
        let said = warnings(&PageSnapshot::default());
        assert!(said[1].contains("could already submit"), "{said:?}");
    }
}
