//! Whether a page has turned: single-page sites change their form without
//! changing their address.

use super::Application;
use crate::failure::Failure;
use forms::fields::{FieldKey, fields};
use forms::snapshot::PageSnapshot;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const TURN_LIMIT: Duration = Duration::from_secs(20);
/// A page that has not come alive yet loses a press: how long until the next one.
pub(super) const PRESS_AGAIN: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(4), TURN_LIMIT];

/// What tells one step of a form from the next, on sites whose address never changes.
pub(crate) struct Signature {
    url: String,
    heading: String,
    keys: BTreeSet<FieldKey>,
    errors: usize,
}

pub(crate) fn signature(snapshot: &PageSnapshot) -> Signature {
    let found = fields(snapshot);
    let headings = snapshot.frames.iter().flat_map(|frame| &frame.headings);
    let alerts: usize = snapshot.frames.iter().map(|frame| frame.alerts.len()).sum();
    Signature {
        url: snapshot.url.clone(),
        heading: headings.map(|heading| heading.text.as_str()).collect::<Vec<_>>().join(" | "),
        errors: alerts + found.iter().filter(|field| !field.error.is_empty()).count(),
        keys: found.into_iter().map(|field| field.key).collect(),
    }
}

impl Signature {
    /// Another address, or other headings, with most fields replaced.
    pub(crate) fn differs(&self, before: &Self) -> bool {
        let kept = self.keys.intersection(&before.keys).count();
        let replaced = kept * 2 < before.keys.len().max(self.keys.len());
        let both_empty = self.keys.is_empty() && before.keys.is_empty();
        (self.url != before.url && (replaced || both_empty || self.heading != before.heading))
            || (self.heading != before.heading && (replaced || both_empty))
    }
}

impl Application<'_> {
    /// Waits until the page is another one, or shows errors; says whether it moved on.
    pub(super) async fn turned(&self, before: &Signature) -> Result<bool, Failure> {
        self.turned_within(before, TURN_LIMIT).await
    }

    pub(super) async fn turned_within(&self, before: &Signature, limit: Duration) -> Result<bool, Failure> {
        let started = Instant::now();
        loop {
            self.page.settle(Duration::from_millis(120), Duration::from_secs(2)).await?;
            let snapshot = self.page.snapshot().await?;
            let now = signature(&snapshot);
            if now.differs(before) {
                self.rest().await?;
                return Ok(true);
            }
            if now.errors > before.errors || started.elapsed() > limit {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    pub(super) async fn rest(&self) -> Result<(), Failure> {
        self.page.settle(Duration::from_millis(100), Duration::from_secs(10)).await?;
        Ok(())
    }
}
