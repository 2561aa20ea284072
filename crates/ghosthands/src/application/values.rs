//! Entering values, after the gate has been told which ones must not leave.

use super::Application;
use super::walk::Walk;
use crate::failure::Failure;
use crate::filling::{Filled, Filling, Known};
use crate::gate::Stage;
use crate::needles::Needles;
use crate::proposals::Scene;
use forms::answering::{Decision, Entry};

impl Application<'_> {
    pub(super) fn filling<'f>(&'f self, walk: &'f Walk) -> Filling<'f> {
        Filling {
            page: &self.page,
            gate: &self.gate,
            person: &walk.person,
            circumstances: &walk.circumstances,
            advice: &walk.advice,
            dry_run: self.request.dry_run,
        }
    }

    pub(super) async fn fill(&self, walk: &mut Walk) -> Result<Filled, Failure> {
        let look = self.filling(walk).look(Known::default()).await?;
        self.guard_values(walk, &look.decisions);
        self.gate.set(Stage::Closed);
        let filled = self.filling(walk).fill(look).await?;
        self.guard_values(walk, &filled.decisions);
        walk.take_lessons(&filled);
        Ok(filled)
    }

    /// As [`Self::fill`], and once more with what a model proposed for what stayed open.
    pub(super) async fn fill_with_proposals(&mut self, walk: &mut Walk) -> Result<Filled, Failure> {
        let mut filled = self.fill(walk).await?;
        let proposed = self.advisor.values(&filled, scene(walk)).await;
        if !proposed.is_empty() {
            walk.person.said.extend(proposed);
            filled = self.fill(walk).await?;
        }
        self.advisor.write_drafts(&filled, scene(walk)).await;
        Ok(filled)
    }

    /// Everything of the person that must not leave but by permission.
    pub(super) fn guard_values(&self, walk: &Walk, decisions: &[Decision]) {
        let profile = &walk.person.profile;
        let texts = decisions.iter().filter_map(|decision| match decision {
            Decision::Fill { entry } => match entry.value() {
                Entry::Text { text } => Some(text.as_str()),
                _ => None,
            },
            _ => None,
        });
        let identity =
            [&profile.name.full, &profile.email, &profile.phone, &profile.location.address, &profile.name.family];
        let said = walk.person.said.values().map(|fact| fact.value().as_str());
        let values: Vec<&str> =
            identity.into_iter().flatten().map(|fact| fact.value().as_str()).chain(texts).chain(said).collect();
        let public = format!("{} {} {} {}", self.url, walk.facts.title, walk.facts.place, walk.facts.company);
        self.gate.guard_values(Needles::new(values, &public));
    }
}

fn scene(walk: &Walk) -> Scene<'_> {
    Scene { person: &walk.person, circumstances: &walk.circumstances, title: &walk.facts.title }
}
