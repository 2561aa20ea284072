//! Which providers are configured, and which model is meant, read once from
//! named variables. A key alone switches nothing on: a model has to be named.

use crate::catalogue::{Catalogue, DEFAULT_MODEL, Model, PRESETS, Provider, Wire};
use std::collections::BTreeMap;
use std::fmt;
use url::Url;

/// Most models tried for one question.
const LONGEST_CHAIN: usize = 3;

/// A key. It can be sent to its provider and cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key; `None` when it is empty or cannot be sent in a header.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && text.len() <= 1_000 && text.bytes().all(|byte| byte.is_ascii_graphic()))
            .then(|| Self(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where a provider listens and how it is spoken to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Address without a trailing slash.
    pub base_url: String,
    /// How it is spoken to.
    pub wire: Wire,
    pub(crate) key: Option<Secret>,
}

/// What is wrong with a variable. Names it, and never says what it holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct SettingsError {
    /// The variable.
    pub variable: String,
    /// What is wrong.
    pub problem: String,
}

fn wrong(variable: impl Into<String>, problem: impl Into<String>) -> SettingsError {
    SettingsError { variable: variable.into(), problem: problem.into() }
}

/// What was configured.
#[derive(Debug, Clone)]
pub struct Settings {
    catalogue: Catalogue,
    endpoints: BTreeMap<Provider, Endpoint>,
    chosen: Option<Model>,
    default: Option<Model>,
    fallbacks: Vec<Model>,
}

impl Settings {
    /// Reads the settings through `lookup`, which answers the value of a variable.
    ///
    /// | Variable | Meaning |
    /// |---|---|
    /// | `<PROVIDER>_API_KEY` | key of a provider |
    /// | `<PROVIDER>_BASE_URL` | another address for it; OpenAI is then spoken to by Chat Completions, as gateways expect |
    /// | `GH_LOCAL_BASE_URL`, `GH_LOCAL_API_KEY` | a server of one's own for `local/…` models |
    /// | `GH_MODEL`, `MODEL` | the model of every job that names none |
    /// | `GH_DEFAULT_MODEL` | the model when nothing else is said |
    /// | `GH_FALLBACK_MODELS` | models tried when that one fails, separated by commas |
    /// | `GH_MODELS_FILE` | a file of further models, in the form of `models.json` |
    ///
    /// # Errors
    /// [`SettingsError`] names the variable that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let read = |name: &str| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let catalogue = match read("GH_MODELS_FILE") {
            None => Catalogue::built_in().clone(),
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| wrong("GH_MODELS_FILE", format!("cannot be read: {}", error.kind())))?;
                Catalogue::built_in().extended(&text).map_err(|error| wrong("GH_MODELS_FILE", error.to_string()))?
            }
        };
        let mut endpoints = BTreeMap::new();
        for provider in Provider::ALL {
            let own = read(&provider.base_url_variable());
            let key = match read(&provider.key_variable()) {
                Some(key) => Some(Secret::new(&key).ok_or_else(|| {
                    wrong(
                        provider.key_variable(),
                        "is not a key: it holds blanks or other characters that keys do not have",
                    )
                })?),
                None => None,
            };
            if key.is_none() && own.is_none() {
                continue;
            }
            let wire = match (provider, &own) {
                (Provider::OpenAi, Some(_)) => Wire::Chat,
                _ => provider.wire(),
            };
            let base_url = match own {
                Some(own) => usable(provider, &own).map_err(|problem| wrong(provider.base_url_variable(), problem))?,
                None => provider.base_url().to_owned(),
            };
            endpoints.insert(provider, Endpoint { base_url, wire, key });
        }
        let named = |variable: &str| {
            let Some(name) = read(variable) else { return Ok(None) };
            catalogue.resolve(&name).map(Some).map_err(|error| wrong(variable, error.to_string()))
        };
        let chosen = match named("GH_MODEL")? {
            Some(model) => Some(model),
            None => named("MODEL")?,
        };
        let default = named("GH_DEFAULT_MODEL")?;
        let mut fallbacks = Vec::new();
        for name in read("GH_FALLBACK_MODELS").iter().flat_map(|list| list.split(',')).filter(|n| !n.trim().is_empty())
        {
            let model = catalogue.resolve(name).map_err(|error| wrong("GH_FALLBACK_MODELS", error.to_string()))?;
            fallbacks.push(model);
        }
        Ok(Self { chosen, default, fallbacks, catalogue, endpoints })
    }

    /// Nothing configured: no request is ever made.
    #[must_use]
    pub fn none() -> Self {
        Self {
            catalogue: Catalogue::built_in().clone(),
            endpoints: BTreeMap::new(),
            chosen: None,
            default: None,
            fallbacks: Vec::new(),
        }
    }

    /// The models there are.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How `provider` is reached, when it is configured: a key, or an address of one's own.
    #[must_use]
    pub fn endpoint(&self, provider: Provider) -> Option<&Endpoint> {
        self.endpoints.get(&provider)
    }

    /// The alias shown as the default.
    #[must_use]
    pub fn default_alias(&self) -> &str {
        self.chosen.as_ref().or(self.default.as_ref()).map_or(DEFAULT_MODEL, |model| &model.alias)
    }

    /// Whether a job that names no model may use one.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.chain(None, None, false).is_empty()
    }

    /// The models to try for a job, first choice first, each of a configured provider.
    ///
    /// The first choice is `claude-sonnet` in the premium tier; else what the job names, else `GH_MODEL`, else
    /// `GH_DEFAULT_MODEL`, where a `quality` that is not balanced means the model of its preset. Without any of
    /// these there is none, whatever keys there are. `GH_FALLBACK_MODELS` come after it.
    #[must_use]
    pub fn chain(&self, named: Option<&str>, quality: Option<&str>, premium: bool) -> Vec<Model> {
        let of_job = named.and_then(|name| self.catalogue.resolve(name).ok());
        let of_quality = || {
            let preset = PRESETS.iter().find(|preset| Some(preset.name) == quality && preset.name != "balanced")?;
            self.catalogue.resolve(preset.name).ok().filter(|model| self.reaches(model))
        };
        let of_default = || self.default.clone().map(|default| of_quality().unwrap_or(default));
        let Some(first) = of_job.or_else(|| self.chosen.clone()).or_else(of_default) else { return Vec::new() };
        let best = premium.then(|| self.catalogue.resolve("claude-sonnet").ok()).flatten();
        let mut chain: Vec<Model> = Vec::new();
        for model in best.into_iter().chain([first]).chain(self.fallbacks.iter().cloned()) {
            if self.reaches(&model) && !chain.iter().any(|known| known.alias == model.alias) {
                chain.push(model);
            }
        }
        chain.truncate(LONGEST_CHAIN);
        chain
    }

    fn reaches(&self, model: &Model) -> bool {
        self.endpoints.contains_key(&model.provider)
    }
}

/// The address without its trailing slash. Keys travel in the clear over plain HTTP, so that is for servers on this
/// machine and for those of one's own.
fn usable(provider: Provider, text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("is not an address: {error}"))?;
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err("names no host".to_owned()),
    };
    let scheme_is_fine = match url.scheme() {
        "https" => true,
        "http" => loopback || provider == Provider::Local,
        _ => false,
    };
    match () {
        () if !scheme_is_fine => Err("must begin with https://".to_owned()),
        () if !url.username().is_empty() || url.password().is_some() => Err("must not hold a password".to_owned()),
        () if url.query().is_some() || url.fragment().is_some() => Err("must not hold a query".to_owned()),
        () => Ok(url.as_str().trim_end_matches('/').to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(of: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let of: BTreeMap<String, String> = of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Settings::from_lookup(|name| of.get(name).cloned())
    }

    fn aliases(chain: Vec<Model>) -> Vec<String> {
        chain.into_iter().map(|model| model.alias).collect()
    }

    #[test]
    fn a_key_alone_switches_nothing_on() {
        assert!(!settings(&[]).unwrap().is_on());
        assert!(!settings(&[("OPENAI_API_KEY", "sk-1")]).unwrap().is_on());
        assert!(!settings(&[("GH_MODEL", "gpt-4o")]).unwrap().is_on(), "nor does a model without its provider");
        assert!(settings(&[("OPENAI_API_KEY", "sk-1"), ("GH_MODEL", "gpt-4o")]).unwrap().is_on());
        assert!(
            settings(&[("GH_LOCAL_BASE_URL", "http://10.0.0.2:8080/v1"), ("GH_MODEL", "local/q")]).unwrap().is_on()
        );
    }

    #[test]
    fn the_first_choice_follows_the_order_of_precedence() {
        let keys = [("OPENAI_API_KEY", "k"), ("ANTHROPIC_API_KEY", "k"), ("SILICONFLOW_API_KEY", "k")];
        let with = |more: &[(&str, &str)]| settings(&[&keys[..], more].concat()).unwrap();
        let default = with(&[("GH_DEFAULT_MODEL", "gpt-4o-mini"), ("GH_FALLBACK_MODELS", "qwen-72b, gpt-4o-mini")]);
        assert_eq!(aliases(default.chain(None, None, false)), ["gpt-4o-mini", "qwen-72b"]);
        assert_eq!(aliases(default.chain(None, Some("speed"), false))[0], "qwen-7b");
        assert_eq!(aliases(default.chain(None, Some("balanced"), false))[0], "gpt-4o-mini");
        assert_eq!(aliases(default.chain(Some("gpt-4.1"), Some("speed"), false))[0], "gpt-4.1");
        assert_eq!(aliases(default.chain(Some("no-such"), None, false))[0], "gpt-4o-mini");
        assert_eq!(aliases(default.chain(Some("gpt-4.1"), None, true))[..2], ["claude-sonnet", "gpt-4.1"]);
        let both = with(&[("GH_MODEL", "claude-haiku"), ("GH_DEFAULT_MODEL", "gpt-4o-mini")]);
        assert_eq!(aliases(both.chain(None, Some("quality"), false)), ["claude-haiku"]);
    }

    #[test]
    fn a_model_of_a_provider_that_is_not_configured_is_passed_over() {
        let own =
            settings(&[("GOOGLE_API_KEY", "k"), ("GH_MODEL", "gpt-4o"), ("GH_FALLBACK_MODELS", "gemini-2.5-pro")]);
        assert_eq!(aliases(own.unwrap().chain(None, None, true)), ["gemini-2.5-pro"]);
    }

    #[test]
    fn an_error_names_the_variable_and_not_what_it_holds() {
        for (variable, value) in [
            ("OPENAI_API_KEY", "sk secret"),
            ("OPENAI_BASE_URL", "http://secret.example/v1"),
            ("OPENAI_BASE_URL", "https://user:secret@a.example/v1"),
            ("ANTHROPIC_BASE_URL", "file:///secret"),
            ("GOOGLE_BASE_URL", "https://a.example/?key=secret"),
            ("GH_MODELS_FILE", "/no/such/secret"),
        ] {
            let error = settings(&[(variable, value)]).unwrap_err();
            assert_eq!(error.variable, variable);
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert_eq!(settings(&[("GH_MODEL", "nothing-like-it")]).unwrap_err().variable, "GH_MODEL");
    }

    #[test]
    fn a_key_is_not_printed() {
        let settings = settings(&[("OPENAI_API_KEY", "sk-very-secret"), ("GH_MODEL", "gpt-4o")]).unwrap();
        assert!(!format!("{settings:?}").contains("very-secret"));
    }

    #[test]
    fn openai_elsewhere_is_spoken_to_as_gateways_expect() {
        let own = settings(&[("OPENAI_BASE_URL", "http://127.0.0.1:9000/v1/")]).unwrap();
        let endpoint = own.endpoint(Provider::OpenAi).unwrap();
        assert_eq!((endpoint.base_url.as_str(), endpoint.wire), ("http://127.0.0.1:9000/v1", Wire::Chat));
        let usual = settings(&[("OPENAI_API_KEY", "k")]).unwrap();
        assert_eq!(usual.endpoint(Provider::OpenAi).unwrap().wire, Wire::Responses);
    }
}
