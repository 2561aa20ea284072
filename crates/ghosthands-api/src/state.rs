//! What every request can use.

use crate::health::{Build, Probe};
use crate::keys::ServiceKeys;
use crate::tokens::Tokens;
use ghosthands::egress::Egress;
use ghosthands::limits::Tier;
use ghosthands::monitoring::Monitor;
use ghosthands::news::News;
use llm::catalogue::Listing;
use sqlx::PgPool;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::watch;

/// Shared by all requests. Cheap to clone.
#[derive(Clone)]
pub(crate) struct State(Arc<Shared>);

/// What is shared.
pub(crate) struct Shared {
    pub pool: PgPool,
    pub egress: Egress,
    pub news: News,
    pub keys: ServiceKeys,
    pub tokens: Tokens,
    /// Of persons of whom nothing is on record.
    pub default_tier: Tier,
    pub build: Build,
    /// The catalogue of models.
    pub models: Listing,
    pub probe: Probe,
    pub monitor: Monitor,
    /// Turns true when the server is told to stop: streams end.
    pub stopping: watch::Receiver<bool>,
}

impl State {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for State {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
