//! What the environment says, read once and checked as a whole.
//!
//! [`table::ALL`] knows every variable: meaning, default, who needs it, whether it is a secret. A program reads the
//! environment through [`Settings`] and nowhere else; what is wrong is told together and before anything starts.
//! Secrets are values that cannot be printed.

mod problems;
pub mod table;

pub use problems::{Problem, Problems, Unknown, unknown};
pub use table::{ALL, Kind, Need, Variable};

use std::collections::BTreeMap;
use std::fmt;

/// A value that refuses to be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value, for where it has to be used.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Part of the service that is started with settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `valet ghosthands api`
    Api,
    /// `valet ghosthands worker`
    Worker,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::Api, Self::Worker];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Worker => "worker",
        }
    }
}

/// A value that was found, and under which name.
#[derive(Clone)]
struct Found {
    value: Secret,
    from: &'static str,
}

/// The environment, as far as it concerns the service.
#[derive(Clone, Default)]
pub struct Settings {
    found: BTreeMap<&'static str, Found>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.found.keys()).finish()
    }
}

impl Settings {
    /// Reads the environment of this process.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads through `lookup`. An empty value counts as none.
    #[must_use]
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let find = |variable: &&'static Variable| {
            variable.names().find_map(|from| {
                let value = lookup(from).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())?;
                Some((variable.name, Found { value: Secret(value), from }))
            })
        };
        Self { found: ALL.iter().filter_map(find).collect() }
    }

    /// The value, or the default.
    #[must_use]
    pub fn text(&self, variable: &'static Variable) -> Option<&str> {
        self.found.get(variable.name).map(|found| found.value.expose()).or(variable.default)
    }

    /// The value, or the default, as something that cannot be printed.
    #[must_use]
    pub fn secret(&self, variable: &'static Variable) -> Option<Secret> {
        self.text(variable).map(Secret::new)
    }

    /// The value, or the default, as a number. None also when it is not one: [`Settings::check`] has told that.
    #[must_use]
    pub fn number<N: std::str::FromStr>(&self, variable: &'static Variable) -> Option<N> {
        self.text(variable)?.parse().ok()
    }

    /// Whether the value, or the default, says yes.
    #[must_use]
    pub fn flag(&self, variable: &'static Variable) -> bool {
        self.text(variable).is_some_and(|value| matches!(value, "true" | "1" | "yes" | "on"))
    }

    /// The parts of a value that are separated by commas.
    #[must_use]
    pub fn list(&self, variable: &'static Variable) -> Vec<String> {
        let parts = self.text(variable).unwrap_or_default().split(',').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The name under which the value was found; `None` when the default holds, or nothing.
    #[must_use]
    pub fn source(&self, variable: &'static Variable) -> Option<&'static str> {
        self.found.get(variable.name).map(|found| found.from)
    }

    /// `development`, `staging` or `production`.
    #[must_use]
    pub fn environment(&self) -> &str {
        self.text(&table::ENVIRONMENT).unwrap_or("development")
    }

    /// Whether mistakes have consequences: everywhere but in development.
    #[must_use]
    pub fn is_serious(&self) -> bool {
        !matches!(self.environment(), "development" | "test")
    }

    /// Address of the database for ordinary queries: DATABASE_URL, else a direct one.
    #[must_use]
    pub fn database_url(&self) -> Option<Secret> {
        let direct = [&table::DATABASE_URL, &table::SUPABASE_DIRECT_URL, &table::DATABASE_DIRECT_URL];
        direct.into_iter().find_map(|variable| self.secret(variable))
    }

    /// Address of the database without a pooler between, for LISTEN: a direct one, else DATABASE_URL.
    #[must_use]
    pub fn direct_url(&self) -> Option<Secret> {
        let direct = [&table::DATABASE_DIRECT_URL, &table::SUPABASE_DIRECT_URL, &table::DATABASE_URL];
        direct.into_iter().find_map(|variable| self.secret(variable))
    }

    /// A connection for LISTEN that is another one than the usual, if there is one.
    #[must_use]
    pub fn dedicated_url(&self) -> Option<Secret> {
        let direct = [&table::DATABASE_DIRECT_URL, &table::SUPABASE_DIRECT_URL];
        direct.into_iter().find_map(|variable| self.secret(variable))
    }

    /// The keys with which Valet may call: the current one first, then those that are being replaced.
    #[must_use]
    pub fn service_keys(&self) -> Vec<Secret> {
        let current = self.secret(&table::SERVICE_SECRET);
        let previous = self.list(&table::SERVICE_SECRET_PREVIOUS).into_iter().map(Secret::new);
        current.into_iter().chain(previous).collect()
    }

    /// Providers of models for which a key is there.
    #[must_use]
    pub fn model_providers(&self) -> Vec<String> {
        let keys = ALL.iter().filter(|variable| variable.is_model_key());
        let there = keys.filter(|variable| self.source(variable).is_some());
        there.map(|variable| variable.name.trim_end_matches("_API_KEY").to_lowercase()).collect()
    }

    /// Every secret value that was found, so that logs can hide it wherever it turns up.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        let secret = ALL.iter().filter(|variable| variable.secret);
        secret.filter_map(|variable| self.found.get(variable.name)).map(|found| found.value.clone()).collect()
    }

    /// Everything that is wrong for `role`, together.
    ///
    /// # Errors
    /// [`Problems`], which say what to do.
    pub fn check(&self, role: Role) -> Result<(), Problems> {
        let problems = problems::find(self, role);
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
    }
}

#[cfg(test)]
mod tests;
