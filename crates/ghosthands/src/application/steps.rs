//! Steps of a form that are not the last, and pages that come back with errors.

use super::approval::{Cleared, Purpose};
use super::turns::signature;
use super::walk::Walk;
use super::{Application, Ending, Turn};
use crate::events::names;
use crate::failure::{Code, Failure};
use crate::filling::host;
use crate::gate::Stage;
use forms::fields::ElementRef;
use forms::pages;
use forms::snapshot::PageSnapshot;

/// Times a page may come back with errors before a person is told.
const MOST_CORRECTIONS: usize = 3;

impl Application<'_> {
    pub(super) async fn step(&mut self, walk: &mut Walk) -> Result<Turn, Failure> {
        let keeps = keeps_drafts(&self.page.snapshot().await?);
        let purpose = if keeps { Purpose::GoOn } else { Purpose::SendStep };
        let Cleared { filled, by_person, again, .. } = self.fill_and_ask(walk, purpose).await?;
        if self.request.dry_run && keeps {
            return Ok(Turn::End(
                Ending::Rehearsed,
                "The first page was filled and read back. Going on would have saved it on the employer's site.".into(),
            ));
        }
        if !keeps && !self.request.dry_run && (by_person || pages::goes_on(&filled.snapshot)) {
            return self.send_answers(walk, &filled, again).await;
        }
        let Some((filled, next)) = self.still_as_shown(walk, &filled, next_button).await? else {
            return self.fill_again(walk).await;
        };
        let before = signature(&filled.snapshot);
        let stopped_before = self.gate.aborted_carrying();
        if keeps {
            self.gate.set(Stage::Step { host: host(&filled.snapshot.url) });
        }
        self.page.click(&next).await?;
        let moved = self.turned(&before).await?;
        self.gate.set(Stage::Closed);
        if self.gate.aborted_carrying() > stopped_before {
            return self.stopped_before_sending(walk).await;
        }
        walk.on_site |= keeps;
        if moved {
            walk.kept_drafts |= keeps;
            walk.leave_page();
            return Ok(Turn::Next);
        }
        self.correct(walk, "The page did not go on.", Vec::new()).await
    }

    /// The step was about to send answers, which nobody had agreed to: the person is asked, once.
    async fn stopped_before_sending(&self, walk: &mut Walk) -> Result<Turn, Failure> {
        if self.request.dry_run {
            return Ok(Turn::End(
                Ending::Rehearsed,
                "The page was filled and read back. Going on would have sent its answers to the employer's site."
                    .into(),
            ));
        }
        if walk.step_is_stopped {
            return Err(Failure::new(
                Code::StepSendsAnswers,
                "The next step would send your answers, and nothing on the page says that it is not the last. \
                 It was not sent; please finish this application by hand.",
            ));
        }
        walk.step_is_stopped = true;
        self.event(names::STEP_SENDS_ANSWERS, "The next step would send answers; waiting for your approval").await?;
        Ok(Turn::Next)
    }

    /// The page came back with errors: the next turn refills it, and a review
    /// shows what the page said; after a few rounds it is given up.
    pub(super) async fn correct(&self, walk: &mut Walk, reason: &str, said: Vec<String>) -> Result<Turn, Failure> {
        one_round_more(walk, reason)?;
        walk.said = said;
        self.event(names::VALIDATION_ERRORS, "The page asks for corrections").await?;
        Ok(Turn::Next)
    }

    /// The page is no longer what was read back and shown: the next turn begins again with it.
    pub(super) async fn fill_again(&self, walk: &mut Walk) -> Result<Turn, Failure> {
        one_round_more(walk, "The page kept changing after it was filled.")?;
        self.event(names::PAGE_CHANGED, "The page changed after it was filled; filling it again").await?;
        Ok(Turn::Next)
    }
}

/// Counts a round of the open page; after a few it is given up.
fn one_round_more(walk: &mut Walk, reason: &str) -> Result<(), Failure> {
    walk.corrections += 1;
    if walk.corrections <= MOST_CORRECTIONS {
        return Ok(());
    }
    let errors: Vec<&str> = walk.rows.iter().filter_map(|row| row.note.as_deref()).take(3).collect();
    Err(Failure::new(Code::ElementNotFound, format!("{reason} {}", errors.join(" ")).trim().to_owned()))
}

/// The button that goes on from a step.
pub(super) fn next_button(page: pages::Page) -> Option<ElementRef> {
    match page {
        pages::Page::Step { next } => Some(next),
        _ => None,
    }
}

/// Sites that keep a draft of every step and send nothing to the employer
/// before Submit, told by the marks of their own page structure.
fn keeps_drafts(snapshot: &PageSnapshot) -> bool {
    const MARKS: [&str; 2] = ["pageFooterNextButton", "bottom-navigation-next-button"];
    snapshot.frames.iter().flat_map(|frame| &frame.buttons).any(|button| MARKS.contains(&button.automation_id.as_str()))
}
