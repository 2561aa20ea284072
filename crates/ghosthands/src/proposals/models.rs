//! Which models a worker may ask.

use llm::{Client, Limits, Router, Settings, SettingsError};
use std::sync::Arc;

/// The models a worker may ask, and what people of the free tier may spend on them.
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

    /// Reads the settings of [`Settings::from_lookup`], and `GH_MONTHLY_BUDGET_USD`: what a person of the free
    /// tier may spend in a calendar month.
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

    /// Reads the service's settings.
    ///
    /// # Errors
    /// As [`Models::from_lookup`].
    pub fn from_settings(settings: &crate::settings::Settings) -> Result<Self, SettingsError> {
        Self::from_lookup(|name| {
            let variable = crate::settings::ALL.iter().find(|variable| variable.name == name)?;
            settings.text(variable).map(str::to_owned)
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    #[test]
    fn every_variable_that_is_read_is_in_the_table_of_settings() {
        let asked = RefCell::new(BTreeSet::new());
        Models::from_lookup(|name| {
            asked.borrow_mut().insert(name.to_owned());
            None
        })
        .unwrap();
        let known: Vec<&str> = crate::settings::ALL.iter().flat_map(|variable| variable.names()).collect();
        let unknown: Vec<String> =
            asked.into_inner().into_iter().filter(|name| !known.contains(&name.as_str())).collect();
        assert_eq!(unknown, Vec::<String>::new());
    }

    #[test]
    fn a_budget_is_a_number_of_dollars() {
        let with =
            |budget: &str| Models::from_lookup(|name| (name == "GH_MONTHLY_BUDGET_USD").then(|| budget.to_owned()));
        assert_eq!(with("2.5").unwrap().own_month(), Some(2_500_000));
        assert_eq!(with(" ").unwrap().own_month(), None);
        for wrong in ["-1", "NaN", "1e9", "five"] {
            assert_eq!(with(wrong).unwrap_err().variable, "GH_MONTHLY_BUDGET_USD", "{wrong}");
        }
    }
}
