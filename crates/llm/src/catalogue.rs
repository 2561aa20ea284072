//! Which models there are, who serves them and what they cost.
//!
//! The table is data (`models.json`): an operator may hand in a file of the same
//! form, whose rows are added and win by alias. A model without a price is not
//! offered, since a budget could not be kept with it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::LazyLock;

/// Most bytes of a table of models.
const MOST_BYTES: usize = 256 * 1024;
/// Most models in it.
const MOST_MODELS: usize = 500;

/// Who serves a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// SiliconFlow.
    SiliconFlow,
    /// DeepSeek.
    DeepSeek,
    /// Moonshot AI.
    Moonshot,
    /// MiniMax.
    MiniMax,
    /// OpenAI.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Zhipu AI.
    Zhipu,
    /// Alibaba DashScope.
    DashScope,
    /// Google.
    Google,
    /// A server of one's own that speaks OpenAI's Chat Completions: Ollama, llama.cpp, vLLM, a gateway.
    Local,
}

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// Anthropic Messages.
    Anthropic,
    /// OpenAI Responses.
    Responses,
    /// OpenAI Chat Completions with a schema for the answer.
    Chat,
    /// Chat Completions as others speak it: the answer is JSON, the schema is in the prompt.
    ChatJson,
    /// Gemini generateContent.
    Gemini,
}

struct Service {
    id: &'static str,
    name: &'static str,
    base_url: &'static str,
    wire: Wire,
    variable: &'static str,
}

impl Provider {
    /// Everyone, in the order of the catalogue's documentation.
    pub const ALL: [Self; 10] = [
        Self::SiliconFlow,
        Self::DeepSeek,
        Self::Moonshot,
        Self::MiniMax,
        Self::OpenAi,
        Self::Anthropic,
        Self::Zhipu,
        Self::DashScope,
        Self::Google,
        Self::Local,
    ];

    fn service(self) -> Service {
        let service = |id, name, base_url, wire, variable| Service { id, name, base_url, wire, variable };
        match self {
            Self::SiliconFlow => {
                service("siliconflow", "SiliconFlow", "https://api.siliconflow.com/v1", Wire::ChatJson, "SILICONFLOW")
            }
            Self::DeepSeek => {
                service("deepseek", "DeepSeek", "https://api.deepseek.com/v1", Wire::ChatJson, "DEEPSEEK")
            }
            Self::Moonshot => {
                service("moonshot", "Moonshot AI", "https://api.moonshot.ai/v1", Wire::ChatJson, "MOONSHOT")
            }
            Self::MiniMax => service("minimax", "MiniMax", "https://api.minimax.io/v1", Wire::ChatJson, "MINIMAX"),
            Self::OpenAi => service("openai", "OpenAI", "https://api.openai.com/v1", Wire::Responses, "OPENAI"),
            Self::Anthropic => {
                service("anthropic", "Anthropic", "https://api.anthropic.com/v1", Wire::Anthropic, "ANTHROPIC")
            }
            Self::Zhipu => service("zhipu", "Zhipu AI", "https://api.z.ai/api/paas/v4", Wire::ChatJson, "ZHIPU"),
            Self::DashScope => service(
                "dashscope",
                "Alibaba DashScope",
                "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
                Wire::ChatJson,
                "DASHSCOPE",
            ),
            Self::Google => {
                service("google", "Google", "https://generativelanguage.googleapis.com/v1beta", Wire::Gemini, "GOOGLE")
            }
            Self::Local => service("local", "Your own server", "http://127.0.0.1:11434/v1", Wire::Chat, "GH_LOCAL"),
        }
    }

    /// The word for it in models, logs and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.service().id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.service().name
    }

    /// Where it listens unless configured otherwise; without a trailing slash.
    #[must_use]
    pub fn base_url(self) -> &'static str {
        self.service().base_url
    }

    /// How it is spoken to at its own address.
    #[must_use]
    pub fn wire(self) -> Wire {
        self.service().wire
    }

    /// The environment variable that holds its key.
    #[must_use]
    pub fn key_variable(self) -> String {
        format!("{}_API_KEY", self.service().variable)
    }

    /// The environment variable that moves it to another address.
    #[must_use]
    pub fn base_url_variable(self) -> String {
        format!("{}_BASE_URL", self.service().variable)
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A model one can name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Short name.
    pub alias: String,
    /// The provider's own name for it.
    pub model: String,
    /// Who serves it.
    pub provider: Provider,
    /// USD per million input tokens.
    pub input: f64,
    /// USD per million output tokens.
    pub output: f64,
    /// Reads images.
    #[serde(default)]
    pub vision: bool,
    /// Writes down its thoughts first, and charges for them.
    #[serde(default)]
    pub thinking: bool,
    /// A remark for people.
    #[serde(default)]
    pub note: String,
}

impl Model {
    /// What so many tokens cost, in millionths of a dollar, rounded up.
    #[must_use]
    pub fn cost_microusd(&self, input_tokens: u64, output_tokens: u64) -> i64 {
        // USD per million tokens is the same number as millionths of a dollar per token.
        let cost = self.input * input_tokens as f64 + self.output * output_tokens as f64;
        // A price such as 0.15 is not exact in binary: a hair above a whole number is that number.
        (cost - 1e-6).ceil().clamp(0.0, 1e15) as i64
    }
}

/// A model chosen by intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// Its name: also a quality level.
    pub name: &'static str,
    /// When to take it.
    pub description: &'static str,
    /// Alias of the model.
    pub model: &'static str,
}

/// The presets.
pub const PRESETS: [Preset; 4] = [
    Preset { name: "speed", description: "Cheapest and fastest", model: "qwen-7b" },
    Preset { name: "balanced", description: "A good answer at a low price", model: "qwen3-235b" },
    Preset { name: "quality", description: "The best open model", model: "qwen3-vl-235b-thinking" },
    Preset { name: "premium", description: "The best answer at a higher price", model: "gpt-5.2" },
];

/// The model taken when none is named.
pub const DEFAULT_MODEL: &str = "qwen-72b";

/// Why a name is not a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no model {name:?}; `valet models` lists those there are")]
pub struct ResolveError {
    /// The name, cut short.
    pub name: String,
}

/// Why a table of models cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not what a table looks like.
    #[error("the table of models is malformed: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A row that cannot be.
    #[error("the table of models: {0}")]
    Row(String),
}

/// The table of models.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    models: Vec<Model>,
}

static BUILT_IN: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(include_str!("../models.json")).expect("the built-in table is tested"));

impl Catalogue {
    /// The table that comes with this version.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn parse(text: &str) -> Result<Self, CatalogueError> {
        if text.len() > MOST_BYTES {
            return Err(CatalogueError::Row(format!("longer than {MOST_BYTES} bytes")));
        }
        let models: Vec<Model> = serde_json::from_str(text)?;
        if models.len() > MOST_MODELS {
            return Err(CatalogueError::Row(format!("more than {MOST_MODELS} models")));
        }
        let mut known = std::collections::BTreeSet::new();
        for model in &models {
            let named = |name: &str| !name.is_empty() && name.len() <= 100 && !name.contains(char::is_control);
            let priced = |price: f64| price.is_finite() && (0.0..=10_000.0).contains(&price);
            if !named(&model.alias) || !named(&model.model) || !priced(model.input) || !priced(model.output) {
                return Err(CatalogueError::Row(format!("the row of {:?} is not usable", cut(&model.alias))));
            }
            if !known.insert(&model.alias) {
                return Err(CatalogueError::Row(format!("{:?} is there twice", model.alias)));
            }
        }
        Ok(Self { models })
    }

    /// This table with the rows of `text`, which win by alias.
    ///
    /// # Errors
    /// [`CatalogueError`].
    pub fn extended(&self, text: &str) -> Result<Self, CatalogueError> {
        let further = Self::parse(text)?;
        let kept = self.models.iter().filter(|model| !further.models.iter().any(|new| new.alias == model.alias));
        Ok(Self { models: kept.cloned().chain(further.models.iter().cloned()).collect() })
    }

    /// Every model.
    #[must_use]
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model meant by an alias, a preset, a provider's full name, or `local/` and the name of a model on a
    /// server of one's own, which costs nothing per token.
    ///
    /// # Errors
    /// [`ResolveError`].
    pub fn resolve(&self, name: &str) -> Result<Model, ResolveError> {
        let name = name.trim();
        let by_alias = |alias: &str| self.models.iter().find(|model| model.alias == alias);
        let preset = || PRESETS.iter().find(|preset| preset.name == name).and_then(|preset| by_alias(preset.model));
        let full = || self.models.iter().find(|model| model.model == name);
        if let Some(model) = by_alias(name).or_else(preset).or_else(full) {
            return Ok(model.clone());
        }
        match name.strip_prefix("local/") {
            Some(own) if !own.is_empty() && own.len() <= 100 && !own.contains(char::is_control) => Ok(Model {
                alias: name.to_owned(),
                model: own.to_owned(),
                provider: Provider::Local,
                input: 0.0,
                output: 0.0,
                vision: false,
                thinking: false,
                note: String::new(),
            }),
            _ => Err(ResolveError { name: cut(name) }),
        }
    }

    /// What `GET /api/v1/gh/models` answers.
    #[must_use]
    pub fn listing(&self, default: &str) -> Listing {
        let listed = |model: &Model| Listed {
            alias: model.alias.clone(),
            model: model.model.clone(),
            provider: model.provider,
            provider_name: model.provider.name(),
            vision: model.vision,
            cost: Cost { input: model.input, output: model.output, unit: "USD per million tokens" },
            note: model.note.clone(),
        };
        Listing {
            models: self.models.iter().map(listed).collect(),
            presets: PRESETS.to_vec(),
            default: default.to_owned(),
            total: self.models.len(),
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// The catalogue on the wire.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    /// Every model.
    pub models: Vec<Listed>,
    /// The presets.
    pub presets: Vec<Preset>,
    /// The model taken when none is named.
    pub default: String,
    /// Number of models.
    pub total: usize,
}

/// A model on the wire.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Short name.
    pub alias: String,
    /// The provider's name for it.
    pub model: String,
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name for people.
    pub provider_name: &'static str,
    /// Reads images.
    pub vision: bool,
    /// Prices.
    pub cost: Cost,
    /// A remark.
    pub note: String,
}

/// Prices on the wire.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Cost {
    /// Of input tokens.
    pub input: f64,
    /// Of output tokens.
    pub output: f64,
    /// What the numbers count.
    pub unit: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_and_the_default_name_a_model_of_the_table() {
        let table = Catalogue::built_in();
        for name in PRESETS.iter().map(|preset| preset.name).chain([DEFAULT_MODEL]) {
            assert!(table.resolve(name).is_ok(), "{name}");
        }
        assert_eq!(table.models().len(), 30);
    }

    #[test]
    fn a_name_is_an_alias_then_a_preset_then_a_full_name_then_an_error() {
        let table = Catalogue::built_in()
            .extended(r#"[{"alias":"speed","model":"own-fast","provider":"openai","input":1,"output":2}]"#)
            .unwrap();
        let resolved = |name: &str| table.resolve(name).map(|model| model.model);
        assert_eq!(resolved("speed").unwrap(), "own-fast", "an alias comes before a preset");
        assert_eq!(resolved("balanced").unwrap(), table.resolve("qwen3-235b").unwrap().model);
        assert_eq!(resolved("gpt-4o-mini").unwrap(), "gpt-4o-mini");
        let sonnet = table.resolve("claude-sonnet").unwrap().model;
        assert_eq!(table.resolve(&sonnet).unwrap().alias, "claude-sonnet");
        assert_eq!(table.resolve("local/llama3.2").unwrap().provider, Provider::Local);
        for unknown in ["", "gpt-9", "local/", "SPEED", "openai/gpt-4o"] {
            assert!(resolved(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_table_with_a_row_that_cannot_be_is_refused() {
        let row =
            |price: &str| format!(r#"[{{"alias":"a","model":"m","provider":"openai","input":{price},"output":1}}]"#);
        assert!(Catalogue::parse(&row("1")).is_ok());
        for bad in [
            row("-1"),
            row("1e300"),
            "[{}]".into(),
            "{".into(),
            "[".repeat(200_000),
            " ".repeat(MOST_BYTES + 1),
            r#"[{"alias":"a","model":"m","provider":"nobody","input":1,"output":1}]"#.into(),
            row("1").replace(r#""alias":"a""#, r#""alias":"""#),
        ] {
            assert!(Catalogue::parse(&bad).is_err(), "{}", bad.chars().take(80).collect::<String>());
        }
    }

    #[test]
    fn a_cost_is_counted_in_millionths_of_a_dollar_and_rounded_up() {
        let model = Catalogue::built_in().resolve("gpt-4o-mini").unwrap();
        assert_eq!(model.cost_microusd(1_000_000, 1_000_000), 750_000);
        assert_eq!(model.cost_microusd(1, 0), 1);
        assert_eq!(model.cost_microusd(0, 0), 0);
        assert_eq!(model.cost_microusd(u64::MAX, u64::MAX), 1_000_000_000_000_000);
    }

    #[test]
    fn the_listing_has_the_fields_of_its_contract() {
        let listing = serde_json::to_value(Catalogue::built_in().listing(DEFAULT_MODEL)).unwrap();
        assert_eq!(listing["total"], 30);
        assert_eq!(listing["default"], "qwen-72b");
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            keys(&listing["models"][0]),
            ["alias", "model", "provider", "provider_name", "vision", "cost", "note"]
        );
        assert_eq!(keys(&listing["models"][0]["cost"]), ["input", "output", "unit"]);
        assert_eq!(keys(&listing["presets"][0]), ["name", "description", "model"]);
    }
}
