//! What an application takes from manuals and leaves to them.

use super::walk::Walk;
use super::{Application, Ending};
use crate::advice::Advice;
use crate::events::{self, names};
use crate::failure::Failure;
use crate::filling::Replay;
use crate::manuals;
use forms::manual::Level;
use serde_json::json;
use sqlx::PgConnection;

impl Application<'_> {
    /// Tells which way the form will be filled.
    pub(super) async fn advised(&self, db: &mut PgConnection, advice: &Advice) -> Result<(), Failure> {
        let (mode, reason) =
            if advice.is_empty() { ("rules", "no_manual_found") } else { ("cookbook", "manual_found") };
        let message = match advice.len() {
            0 => "No form like this was filled before".to_owned(),
            steps => format!("{steps} steps from earlier forms of this kind are known"),
        };
        events::record(db, &self.lease, names::MODE_SELECTED, &message, json!({ "mode": mode, "reason": reason }))
            .await?;
        Ok(())
    }

    /// Judges the steps that were used; a confirmed application leaves a
    /// manual. Nothing here can change how the application ended.
    pub(super) async fn learn(&self, walk: &Walk, outcome: Ending) {
        if let Err(error) = self.try_to_learn(walk, outcome).await {
            tracing::warn!(%error, "what was learned from this form is lost");
        }
    }

    async fn try_to_learn(&self, walk: &Walk, outcome: Ending) -> Result<(), Failure> {
        let mut db = self.pool.acquire().await?;
        let (held, failed): (Vec<&Replay>, Vec<&Replay>) = walk.replays.iter().partition(|replay| replay.held);
        let ids = |replays: &[&Replay]| replays.iter().filter_map(|replay| walk.advice.id(replay.step)).collect();
        if let Some(manual) = manuals::judge(&mut db, ids(&held), ids(&failed)).await? {
            manuals::credit_job(&mut db, &self.lease, manual).await?;
            let message =
                format!("{} of {} known steps filled their field at the first try", held.len(), walk.replays.len());
            let healed = held.iter().filter(|replay| replay.level != Level::Exact).count();
            let details =
                json!({ "manual": manual, "steps": walk.replays.len(), "held": held.len(), "healed": healed });
            events::record(&mut db, &self.lease, names::MANUAL_REPLAYED, &message, details).await?;
        }
        if outcome == Ending::Confirmed
            && let Some(manual) = manuals::keep(&mut db, &self.url, &walk.lessons).await?
        {
            let steps = walk.lessons.len();
            let details =
                json!({ "manual": manual, "steps": steps, "url_pattern": manuals::url_pattern(self.url.as_url()) });
            let message = format!("How {steps} fields were filled is kept for the next form of this kind");
            events::record(&mut db, &self.lease, names::MANUAL_CREATED, &message, details).await?;
        }
        Ok(())
    }
}
