//! Whether this posting is one the person applied to before, under another name.
//!
//! The same job for sure ends it. What only looks like the same job is put
//! before the person with both links, in autopilot as well, before anything is
//! filled; their yes names exactly the attempts that were shown.

use super::Application;
use super::walk::Walk;
use crate::attempts::{self, Alike, FenceError};
use crate::failure::{Code, Failure};
use crate::interactions::Interaction;
use domain::Sha256;
use domain::attempts::AttemptStatus;

impl Application<'_> {
    /// Goes on when no earlier attempt, or only ones the person accepts, could be to the same job.
    pub(super) async fn compare(&mut self, walk: &mut Walk) -> Result<(), Failure> {
        let mut db = self.pool.acquire().await?;
        // An attempt of this application itself is the doubt's to speak of.
        let own = walk.doubt.as_ref().map(|doubt| doubt.attempt);
        let standing = attempts::find_standing(&mut db, self.user, &walk.posting).await?;
        if let Some(standing) = standing.filter(|standing| Some(standing.id) != own) {
            let duplicate = FenceError::Duplicate { status: standing.status, job: standing.job };
            return Err(Failure::new(Code::Duplicate, format!("Not sent again: {duplicate}.")));
        }
        let mut alike = attempts::list_alike(&mut db, self.user, &walk.posting).await?;
        alike.retain(|one| Some(one.id) != own);
        drop(db);
        if alike.is_empty() || self.request.dry_run {
            return Ok(());
        }
        self.progress("reviewing", "Waiting for you: it looks like a job you applied to").await?;
        let packet = packet(walk, &alike);
        loop {
            let review = Interaction::Review {
                packet,
                rows: walk.all_rows(),
                last: false,
                again: true,
                reasons: alike.iter().map(|one| self.reason(one)).collect(),
                company: walk.circumstances.company.clone(),
            };
            if self.ask(review).await?.approve == Some(packet) {
                alike.iter().for_each(|one| walk.posting.accept(one.id));
                return Ok(());
            }
        }
    }

    fn reason(&self, one: &Alike) -> String {
        let sent = match one.status {
            AttemptStatus::Confirmed => "You applied to",
            AttemptStatus::Unknown => "You may have applied to",
            _ => "You are applying to",
        };
        format!(
            "{sent} a job of the same employer with the same title: {}. This one, {}, may be the same job; applying to it \
             could mean applying twice. Say yes only when it is another job.",
            one.url, self.url
        )
    }
}

fn packet(walk: &Walk, alike: &[Alike]) -> Sha256 {
    let attempts: Vec<String> = alike.iter().map(|one| one.id.to_string()).collect();
    Sha256::of(format!("valet likeness 1\n{}\n{}", walk.posting.key(), attempts.join("\n")).as_bytes())
}
