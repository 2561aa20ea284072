//! Steps that send their answers before the final submission.
//!
//! What a site calls Next can be its Submit. So such a step goes through the
//! submit fence like a submission: it needs a yes of the person who was told,
//! or a page that shows further steps; an attempt is armed for it, one request
//! is let out, and what comes back is judged by the same rules. Only a further
//! page of the form proves that it was a step; the attempt is then settled as
//! one that was not taken as an application.

use super::approval::Purpose;
use super::walk::Walk;
use super::{Application, Turn};
use crate::failure::Failure;
use crate::filling::Filled;
use crate::submission::Stepped;
use domain::AttemptId;
use forms::fields::ElementRef;
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
        next: &ElementRef,
        again: Option<AttemptId>,
    ) -> Result<Turn, Failure> {
        self.progress("sending_step", "Going on to the next step through the fence").await?;
        // It may turn out to be the submission.
        self.note_answers(walk).await?;
        self.record.ledger("gate-before.jsonl", &self.gate);
        let packet = self.packet(walk, Purpose::SendStep);
        let progress = progress(&filled.snapshot);
        let stepped = self.submission(walk, again).step(filled, next, &packet).await?;
        match stepped {
            Stepped::WentOn { attempt, sent } => {
                self.gate.close();
                let place = format!("step-{}.json", walk.form_pages);
                let facts =
                    serde_json::json!({ "attempt": attempt, "packet": packet, "sent": sent, "progress": progress });
                self.record.add_json(&place, &facts);
                if sent {
                    walk.sent_steps += 1;
                    walk.kept_drafts = true;
                    self.event("step_sent", "The site took the answers of this step and goes on").await?;
                }
                walk.leave_page();
                Ok(Turn::Next)
            }
            Stepped::CameBack => {
                self.gate.close();
                self.correct(walk, "The page did not go on.", Vec::new()).await
            }
            Stepped::Judged(submitted) => {
                self.prove(walk, &submitted).await;
                self.follow_up(walk, &submitted).await
            }
        }
    }
}

/// The sentence of a failure, once answers of earlier steps are on the site.
pub(super) fn after_steps(failure: Failure, sent_steps: usize) -> Failure {
    if sent_steps == 0 {
        return failure;
    }
    let kept = "the application was not submitted, but the answers of earlier steps are on the employer's site";
    let mut capital = kept.to_owned();
    capital.replace_range(..1, "T");
    let message = failure.message.replace("nothing was sent", kept).replace("Nothing was sent", &capital);
    Failure { message, ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;

    #[test]
    fn a_failure_after_a_sent_step_does_not_say_that_nothing_was_sent() {
        let stopped = || Failure::new(Code::Stopped, "Stopped by you; nothing was sent.");
        assert_eq!(after_steps(stopped(), 0).message, "Stopped by you; nothing was sent.");
        let said = after_steps(stopped(), 2).message;
        assert!(!said.contains("nothing was sent") && said.contains("earlier steps are on"), "{said}");
    }

    #[test]
    fn a_page_without_later_steps_is_said_to_be_possibly_the_last() {
        let said = warnings(&PageSnapshot::default());
        assert!(said[1].contains("could already submit"), "{said:?}");
    }
}
