//! The last page: approved, sent through the fence, judged, proven.

use super::approval::{Cleared, Purpose};
use super::doubt::Doubt;
use super::walk::{CodeWanted, Walk};
use super::{Application, Ending, Turn};
use crate::events::{self, names};
use crate::failure::{Code, Failure};
use crate::filling::Filled;
use crate::halt::{self, Point};
use crate::outcome::Outcome;
use crate::submission::{By, Press, Submission, Submitted};
use domain::attempts::AttemptStatus;
use domain::{AnswerId, AttemptId};
use forms::fields::{ElementRef, Widget, fields};
use forms::pages::{self, classify};
use forms::readback::Verdict;
use serde::Serialize;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long a person may take to press a button they wanted to press themselves.
const BY_HAND_LIMIT: Duration = Duration::from_secs(600);

impl Application<'_> {
    pub(super) async fn last(&mut self, walk: &mut Walk) -> Result<Turn, Failure> {
        let Cleared { filled, again, by_hand, .. } = self.fill_and_ask(walk, Purpose::Submit).await?;
        if self.request.dry_run {
            self.record.screenshot("before.png", &self.page).await;
            return Ok(Turn::End(Ending::Rehearsed, rehearsed(&filled)));
        }
        self.past_challenge_beside(walk).await?;
        self.progress("submitting", "Submitting through the fence").await?;
        self.note_answers(walk).await?;
        self.record.screenshot("before.png", &self.page).await;
        self.record.add_json("form-final.json", &filled.snapshot);
        // A run that is killed from here on leaves what the network did until now.
        self.record.ledger("gate-before.jsonl", &self.gate);
        let submitting = Instant::now();
        let packet = self.packet(walk, Purpose::Submit);
        let Some((page, submit)) = self.still_as_shown(walk, &filled, submit_button).await? else {
            return self.fill_again(walk).await;
        };
        let by = if by_hand { By::Person(self.patience.min(BY_HAND_LIMIT)) } else { By::Button };
        let press = Press { page: &page, button: &submit, packet, by };
        let submitted = match by_hand {
            true => self.submit_by_hand(walk, again, &press).await?,
            false => self.submission(walk, again).submit(&press).await?,
        };
        walk.spent("submit", submitting);
        self.prove(walk, &submitted).await;
        self.follow_up_last(walk, &submitted).await
    }

    /// The fence is armed, and the person presses the button in the live view.
    async fn submit_by_hand(
        &mut self,
        walk: &Walk,
        again: Option<AttemptId>,
        press: &Press<'_>,
    ) -> Result<Submitted, Failure> {
        self.event(names::SUBMIT_BY_HAND, "Press the form's button in the live view").await?;
        let shown = self.views.show(&self.lease, &self.page, &self.gate);
        self.clock.stop();
        let submitted = self.submission(walk, again).submit(press).await;
        self.clock.go_on();
        drop(shown);
        let submitted = submitted?;
        if let Some(form) = &submitted.last_form {
            self.record.add_json("form-by-hand.json", form);
        }
        if submitted.outcome.status == AttemptStatus::NotSent && submitted.errors.is_empty() {
            let message = "The form's button was not pressed in time, or did nothing.";
            return Err(Failure::before_sending(Code::HitlTimeout, message));
        }
        Ok(submitted)
    }

    /// As [`Self::follow_up`], where a code could be wanted for what was approved.
    pub(super) async fn follow_up_last(&mut self, walk: &mut Walk, submitted: &Submitted) -> Result<Turn, Failure> {
        let code_wanted = classify(&submitted.snapshot, &fields(&submitted.snapshot)) == pages::Page::CodeEntry;
        if submitted.outcome.status == AttemptStatus::Refused && code_wanted {
            self.gate.close();
            walk.doubt = None;
            let refusals = walk.code.as_ref().map_or(0, |code| code.refusals) + 1;
            walk.code = Some(CodeWanted { packet: self.packet(walk, Purpose::Submit), refusals });
            return Ok(Turn::Next);
        }
        self.follow_up(walk, submitted).await
    }

    /// Which entries of the Q&A bank are about to leave, so that they can be counted whatever becomes of this run.
    pub(super) async fn note_answers(&self, walk: &Walk) -> Result<(), Failure> {
        let used: BTreeSet<AnswerId> = walk.all_rows().iter().filter_map(|row| row.answer).collect();
        let mut db = self.pool.acquire().await?;
        let metadata = serde_json::json!({ "answers": used });
        events::record(&mut db, &self.lease, names::ANSWERS_USED, "Answers of the Q&A bank in this form", metadata)
            .await?;
        Ok(())
    }

    /// What comes after a submission. The machine corrects and submits again
    /// only what the server refused or what never left.
    pub(super) async fn follow_up(&self, walk: &mut Walk, submitted: &Submitted) -> Result<Turn, Failure> {
        if submitted.outcome.status != AttemptStatus::NotSent {
            // Whatever was said about an earlier attempt has been used up.
            walk.doubt = None;
        }
        let reason = &submitted.outcome.reason;
        let code_wanted = classify(&submitted.snapshot, &fields(&submitted.snapshot)) == pages::Page::CodeEntry;
        match submitted.outcome.status {
            AttemptStatus::Refused if code_wanted => Err(Failure::new(
                Code::TwoFactorRequired,
                "The site wants a code that it sent to you before it takes the application; finish this one by hand.",
            )),
            AttemptStatus::Confirmed => Ok(Turn::End(Ending::Confirmed, reason.clone())),
            AttemptStatus::Refused | AttemptStatus::NotSent if !submitted.errors.is_empty() => {
                self.gate.close();
                self.correct(walk, reason, submitted.page_says()).await
            }
            AttemptStatus::Refused => Err(Failure::new(Code::Refused, with_words(submitted))),
            AttemptStatus::NotSent => Err(Failure::new(Code::ElementNotFound, with_words(submitted))),
            _ if submitted.outcome.page_refuses => {
                self.gate.close();
                walk.doubt = Some(Doubt::about(submitted));
                self.correct(walk, reason, Vec::new()).await
            }
            _ => Ok(Turn::End(Ending::Unknown, unknown(&submitted.outcome))),
        }
    }

    pub(super) fn submission<'s>(&'s self, walk: &'s Walk, again: Option<AttemptId>) -> Submission<'s> {
        Submission {
            pool: self.pool,
            lease: &self.lease,
            user: self.user,
            posting: &walk.posting,
            facts: &walk.facts,
            page: &self.page,
            gate: &self.gate,
            kept: walk.kept_drafts,
            doubted: again,
            halt: self.halt,
        }
    }

    pub(super) async fn prove(&mut self, walk: &Walk, submitted: &Submitted) {
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
        halt::at(self.halt, Point::Sealed);
    }
}

fn submit_button(page: pages::Page) -> Option<ElementRef> {
    match page {
        pages::Page::Last { submit } => Some(submit),
        _ => None,
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
fn with_words(submitted: &Submitted) -> String {
    let said = submitted.page_says();
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
