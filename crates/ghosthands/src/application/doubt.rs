//! An application that left and that only the page says no to.
//!
//! A server that recorded it may show the same page, so the attempt stays
//! `unknown`: the fence forbids another one until the person, told what the
//! page said, says to submit again.

use super::Application;
use super::walk::Walk;
use crate::attempts;
use crate::failure::{Code, Failure};
use crate::submission::Submitted;
use domain::AttemptId;
use domain::attempts::AttemptStatus;

const MAY_ARRIVE_TWICE: &str = "It may have been recorded all the same, and submitting it again could mean applying \
                                twice. Say yes only when you are sure that it did not arrive.";

/// What a person has to know before they decide.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    /// The attempt nobody can vouch for.
    pub(super) attempt: AttemptId,
    reason: String,
    said: Vec<String>,
}

impl Doubt {
    pub(super) fn about(submitted: &Submitted) -> Self {
        Self { attempt: submitted.attempt, reason: submitted.outcome.reason.clone(), said: submitted.page_says() }
    }

    /// The lines shown with a review whose approval would submit a second time.
    pub(super) fn reasons(&self) -> Vec<String> {
        let said = self.said.iter().map(|text| format!("The page says: {text}"));
        std::iter::once(self.reason.clone()).chain(said).chain([MAY_ARRIVE_TWICE.to_owned()]).collect()
    }

    /// How a job ends that leaves the doubt as it is.
    fn left_open(&self, failure: &Failure) -> String {
        let said = match self.said.is_empty() {
            true => String::new(),
            false => format!(" The page says: {}", self.said.join(" · ")),
        };
        let end = match failure.code {
            Code::Stopped => "You did not send it again.",
            Code::HitlTimeout => "Nobody answered in time, so it was not sent again.",
            _ => &failure.message,
        };
        format!(
            "{}{said} {end} It may have been recorded all the same: look for a confirmation before doing anything else; \
             it will not be sent again by itself.",
            self.reason
        )
    }
}

impl Application<'_> {
    /// The sentence for a run that failed while an earlier attempt of it is
    /// still unknown; `None` when there is no such attempt.
    pub(super) async fn left_in_doubt(&self, walk: &Walk, failure: &Failure) -> Option<String> {
        let doubt = walk.doubt.as_ref()?;
        let mut db = self.pool.acquire().await.ok()?;
        let standing = attempts::find_standing(&mut db, self.user, &walk.posting).await.ok()??;
        let open = standing.id == doubt.attempt && standing.status == AttemptStatus::Unknown;
        open.then(|| doubt.left_open(failure))
    }
}
