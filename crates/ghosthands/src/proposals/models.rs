//! Which models a worker may ask.

use llm::{Client, Limits, Router, Settings, SettingsError};
use std::sync::Arc;

/// The models a worker may ask, and what people without a tier may spend on them.
#[derive(Debug, Clone, Default)]
pub struct Models {
    router: Option<Arc<Router>>,
    own_month_microusd: Option<i64>,
}

impl Models {
    /// None: no request is ever made.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These, with the usual limits.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { router: Some(Arc::new(Router::new(settings, Client::new(Limits::default())))), own_month_microusd: None }
    }

    /// Reads the settings of [`Settings::from_lookup`], and `GH_MONTHLY_BUDGET_USD`: what a person without a tier may
    /// spend in a calendar month.
    ///
    /// # Errors
    /// [`SettingsError`] names the variable that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        const BUDGET: &str = "GH_MONTHLY_BUDGET_USD";
        let own_month_microusd = match lookup(BUDGET).map(|text| text.trim().to_owned()).filter(|t| !t.is_empty()) {
            None => None,
            Some(text) => {
                let usd = text.parse::<f64>().ok().filter(|usd| (0.0..=100_000.0).contains(usd));
                let usd = usd.ok_or_else(|| SettingsError {
                    variable: BUDGET.to_owned(),
                    problem: "is not a number of dollars, 0 to 100000".to_owned(),
                })?;
                Some((usd * 1e6) as i64)
            }
        };
        Ok(Self { own_month_microusd, ..Self::new(Settings::from_lookup(lookup)?) })
    }

    /// What is configured; `None` when nothing is.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        self.router.as_deref().map(Router::settings)
    }

    pub(super) fn router(&self) -> Option<Arc<Router>> {
        self.router.clone()
    }

    pub(super) fn own_month(&self) -> Option<i64> {
        self.own_month_microusd
    }
}
