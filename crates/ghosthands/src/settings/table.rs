//! Every variable of the environment that the service knows.

use super::Role;
use std::fmt;

/// Whether a role can do without a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It does not look at it.
    Unused,
    /// It can.
    Optional,
    /// Only in development.
    Serious,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unused => "–",
            Self::Optional => "optional",
            Self::Serious => "required",
        })
    }
}

/// What a value has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Text,
    /// An address with one of these schemes.
    Url(&'static [&'static str]),
    /// A whole number within these bounds.
    Number(u64, u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// true or false.
    Flag,
    /// At least so many characters that may stand in a header.
    Key(usize),
    /// 32 bytes in base64, or as 64 hexadecimal digits.
    Key32,
    /// Parts separated by commas.
    List,
}

/// One variable.
#[derive(Debug)]
pub struct Variable {
    /// Name.
    pub name: &'static str,
    /// Other names, each used when the ones before are not set.
    pub aliases: &'static [&'static str],
    /// What it is for.
    pub meaning: &'static str,
    /// What holds when it is not set.
    pub default: Option<&'static str>,
    /// Whether the API needs it.
    pub api: Need,
    /// Whether a worker needs it.
    pub worker: Need,
    /// Its value is never shown.
    pub secret: bool,
    /// What it has to look like.
    pub kind: Kind,
}

impl Variable {
    /// All its names, the preferred one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Whether this role needs it.
    #[must_use]
    pub fn need(&self, role: Role) -> Need {
        match role {
            Role::Api => self.api,
            Role::Worker => self.worker,
        }
    }

    /// Whether it holds the key of a provider of models.
    #[must_use]
    pub fn is_model_key(&self) -> bool {
        self.secret && self.name.ends_with("_API_KEY")
    }
}

const POSTGRES: Kind = Kind::Url(&["postgres", "postgresql"]);
const HTTP: Kind = Kind::Url(&["http", "https"]);

/// A variable that both roles may have.
const fn both(name: &'static str, meaning: &'static str, kind: Kind) -> Variable {
    Variable {
        name,
        aliases: &[],
        meaning,
        default: None,
        api: Need::Optional,
        worker: Need::Optional,
        secret: false,
        kind,
    }
}

/// A secret that both roles may have.
const fn hidden(name: &'static str, meaning: &'static str, kind: Kind) -> Variable {
    Variable { secret: true, ..both(name, meaning, kind) }
}

/// One that only the API looks at.
const fn api(name: &'static str, meaning: &'static str, kind: Kind) -> Variable {
    Variable { worker: Need::Unused, ..both(name, meaning, kind) }
}

/// One that only a worker looks at.
const fn worker(name: &'static str, meaning: &'static str, kind: Kind) -> Variable {
    Variable { api: Need::Unused, ..both(name, meaning, kind) }
}

/// The key of a provider of models.
const fn model_key(name: &'static str, meaning: &'static str) -> Variable {
    Variable { secret: true, ..worker(name, meaning, Kind::Key(8)) }
}

macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident = $variable:expr;)*) => {
        $($(#[$doc])* pub static $name: Variable = $variable;)*
        /// Every variable, in the order it is documented.
        pub static ALL: &[&Variable] = &[$(&$name),*];
    };
}

variables! {
    /// Where the service runs.
    ENVIRONMENT = Variable {
        aliases: &["NODE_ENV"],
        default: Some("development"),
        ..both(
            "GH_ENVIRONMENT",
            "Where it runs. Outside development what is marked required has to be set",
            Kind::Word(&["development", "test", "staging", "production"]),
        )
    };
    /// The database.
    DATABASE_URL = hidden("DATABASE_URL", "PostgreSQL for everything; without it a private server of this machine", POSTGRES);
    /// The database without a pooler.
    DATABASE_DIRECT_URL = hidden("DATABASE_DIRECT_URL", "The same database without a pooler between, for LISTEN", POSTGRES);
    /// The database without a pooler, at Supabase.
    SUPABASE_DIRECT_URL = hidden("SUPABASE_DIRECT_URL", "As DATABASE_DIRECT_URL; used when that is not set", POSTGRES);
    /// Address of the Supabase project.
    SUPABASE_URL = both("SUPABASE_URL", "Supabase project that users sign in to; without it only the service key opens the API", HTTP);
    /// Service role key of Supabase.
    SUPABASE_SERVICE_KEY = Variable {
        aliases: &["SUPABASE_SECRET_KEY"],
        ..hidden("SUPABASE_SERVICE_KEY", "Service role key of the Supabase project, for files in its storage", Kind::Key(8))
    };
    /// Public key of Supabase.
    SUPABASE_ANON_KEY = Variable {
        aliases: &["SUPABASE_PUBLISHABLE_KEY"],
        ..hidden("SUPABASE_ANON_KEY", "Public key of the Supabase project, to check users' tokens with", Kind::Key(8))
    };
    /// Shared secret between Valet and the service.
    SERVICE_SECRET = Variable {
        aliases: &["GH_SERVICE_KEY"],
        api: Need::Serious,
        worker: Need::Serious,
        ..hidden("GH_SERVICE_SECRET", "Key with which Valet calls the API, and with which callbacks are sent and signed", Kind::Key(16))
    };
    /// Keys being replaced.
    SERVICE_SECRET_PREVIOUS = Variable {
        secret: true,
        ..api("GH_SERVICE_SECRET_PREVIOUS", "Older keys that still open the API while they are replaced, separated by commas", Kind::List)
    };
    /// Port of the API.
    API_PORT = Variable { default: Some("3100"), ..api("GH_API_PORT", "Port of the API", Kind::Number(1, 65_535)) };
    /// Address of the API.
    API_HOST = Variable {
        default: Some("127.0.0.1"),
        ..api("GH_API_HOST", "Address the API listens on; 0.0.0.0 in a container", Kind::Text)
    };
    /// Shared secret of persons' tokens.
    JWT_SECRET = Variable {
        aliases: &["SUPABASE_JWT_SECRET"],
        secret: true,
        ..api("GH_JWT_SECRET", "Shared secret of persons' tokens (HS256)", Kind::Key(16))
    };
    /// Key set of persons' tokens.
    JWKS_URL = api("GH_JWKS_URL", "Key set of persons' tokens (RS256, ES256); without it that of SUPABASE_URL", HTTP);
    /// Whom tokens are for.
    JWT_AUDIENCE = Variable {
        default: Some("authenticated"),
        ..api("GH_JWT_AUDIENCE", "Whom persons' tokens have to be for", Kind::Text)
    };
    /// Who issues tokens.
    JWT_ISSUER = api("GH_JWT_ISSUER", "Who has to have issued persons' tokens; anybody with the key when not set", Kind::Text);
    /// Private hosts that may be gone to.
    EGRESS_ALLOW = both("GH_EGRESS_ALLOW", "Private hosts that jobs, callbacks and résumés may lead to: host or host:port, separated by commas", Kind::List);
    /// Tier of unknown persons.
    DEFAULT_TIER = Variable {
        default: Some("free"),
        ..api("GH_DEFAULT_TIER", "Tier of persons of whom nothing is on record", Kind::Word(&["free", "starter", "pro", "premium", "enterprise"]))
    };
    /// Folder of résumés.
    RESUME_DIR = worker("GH_RESUME_DIR", "Folder in which storage paths of résumés are read, instead of Supabase's storage", Kind::Text);
    /// Bucket of résumés.
    S3_RESUME_BUCKET = worker("AWS_S3_RESUME_BUCKET", "Bucket that keys of résumés belong to", Kind::Text);
    /// Region of the bucket.
    AWS_REGION = Variable { default: Some("us-east-1"), ..worker("AWS_REGION", "Region of that bucket", Kind::Text) };
    /// Allowed origin.
    CORS_ORIGIN = Variable {
        api: Need::Serious,
        ..api("CORS_ORIGIN", "Origin whose pages may call the API; without it, any in development and none elsewhere", Kind::Text)
    };
    /// Port of a worker's status server.
    WORKER_PORT = Variable {
        default: Some("3101"),
        ..worker("GH_WORKER_PORT", "Port of a worker's status server", Kind::Number(1, 65_535))
    };
    /// Name of the worker.
    WORKER_ID = worker("GH_WORKER_ID", "Name of the worker; without it one is made from machine and time", Kind::Text);
    /// Jobs at once.
    MAX_CONCURRENT_JOBS = Variable {
        default: Some("2"),
        ..worker("MAX_CONCURRENT_JOBS", "Jobs that one worker works on at once", Kind::Number(1, 64))
    };
    /// Browsers kept.
    MAX_WAITING_JOBS = Variable {
        default: Some("8"),
        ..worker("GH_MAX_WAITING_JOBS", "Browsers kept for jobs that wait for a person; at this number nothing new is claimed", Kind::Number(1, 256))
    };
    /// What jobs share.
    ISOLATION = Variable {
        default: Some("context"),
        ..worker("GH_ISOLATION", "What every job has of its own: a context in one Chromium, or a Chromium process", Kind::Word(&["context", "process"]))
    };
    /// Memory of a job.
    JOB_MEMORY_MB = worker("GH_JOB_MEMORY_MB", "Megabytes that one job's pages may take; without it, no ceiling", Kind::Number(64, 1_048_576));
    /// Hours in the queue.
    MAX_QUEUE_HOURS = Variable {
        default: Some("24"),
        ..worker("GH_MAX_QUEUE_HOURS", "Hours a job may wait for a worker before it expires", Kind::Number(1, 8_760))
    };
    /// Name of the machine.
    TARGET_WORKER_ID = worker("GH_TARGET_WORKER_ID", "Name that jobs are targeted at beside the worker's own: that of its machine", Kind::Text);
    /// Address of the status server.
    WORKER_HOST = Variable {
        default: Some("127.0.0.1"),
        ..worker("GH_WORKER_HOST", "Address a worker's status server listens on; beyond this machine, draining needs the service key", Kind::Text)
    };
    /// Machine at AWS.
    EC2_INSTANCE_ID = worker("EC2_INSTANCE_ID", "Identifier of the machine, for the registry of workers", Kind::Text);
    /// Its address.
    EC2_IP = worker("EC2_IP", "Address of the machine, for the registry of workers", Kind::Text);
    /// Scaling group at AWS.
    AWS_ASG_NAME = worker("AWS_ASG_NAME", "Scaling group of the machine, shown by a worker's status server", Kind::Text);
    /// Whether browsers are shown.
    HEADLESS = Variable {
        default: Some("true"),
        ..worker("GH_HEADLESS", "Whether Chromium works without a window", Kind::Flag)
    };
    /// Live view of the machine.
    KASM_SESSION_URL = both("KASM_SESSION_URL", "Live view of the machine, told in callbacks of jobs that name none of their own", HTTP);
    /// Key for credentials.
    ENCRYPTION_KEY = Variable {
        aliases: &["GH_CREDENTIAL_KEY"],
        worker: Need::Serious,
        ..hidden("GH_ENCRYPTION_KEY", "Key that seals credentials and browser sessions: 32 bytes in base64, or 64 hexadecimal digits", Kind::Key32)
    };
    /// Number of the key.
    ENCRYPTION_KEY_ID = Variable {
        aliases: &["GH_CREDENTIAL_KEY_ID"],
        default: Some("1"),
        ..both("GH_ENCRYPTION_KEY_ID", "Number of that key, written beside everything it seals", Kind::Number(1, 65_535))
    };
    /// Older keys.
    ENCRYPTION_KEYS_PREVIOUS = Variable {
        aliases: &["GH_CREDENTIAL_PREV_KEYS"],
        ..hidden("GH_ENCRYPTION_KEYS_PREVIOUS", "Older keys that still open what they sealed: JSON, [{\"id\": 1, \"key\": \"…\"}]", Kind::Text)
    };
    /// Model to use.
    MODEL = Variable {
        aliases: &["MODEL"],
        ..both("GH_MODEL", "Model that proposes what rules cannot decide: an alias, a preset or a full name", Kind::Text)
    };
    /// Model to use when nothing else is said.
    DEFAULT_MODEL = both("GH_DEFAULT_MODEL", "The same, but the quality of a job may choose another; without either, no model is asked", Kind::Text);
    /// Models to use when that one fails.
    FALLBACK_MODELS = worker("GH_FALLBACK_MODELS", "Models tried when that one does not answer, separated by commas", Kind::List);
    /// Further models.
    MODELS_FILE = both("GH_MODELS_FILE", "File of further models with their prices, see docs/models.md", Kind::Text);
    /// What a month may cost.
    MONTHLY_BUDGET = worker("GH_MONTHLY_BUDGET_USD", "What models may cost a person of the free tier in a calendar month, US dollars; 0.50 unless set", Kind::Text);
    /// Address of a model server.
    LOCAL_BASE_URL = worker("GH_LOCAL_BASE_URL", "Server of one's own that speaks Chat Completions, for models named local/…", HTTP);
    /// Key of that server.
    LOCAL_API_KEY = Variable { secret: true, ..worker("GH_LOCAL_API_KEY", "Key for that server", Kind::Key(1)) };
    /// Gemini.
    GOOGLE_API_KEY = model_key("GOOGLE_API_KEY", "Key for Gemini");
    /// OpenAI.
    OPENAI_API_KEY = model_key("OPENAI_API_KEY", "Key for OpenAI");
    /// Anthropic.
    ANTHROPIC_API_KEY = model_key("ANTHROPIC_API_KEY", "Key for Anthropic");
    /// SiliconFlow.
    SILICONFLOW_API_KEY = model_key("SILICONFLOW_API_KEY", "Key for SiliconFlow");
    /// DeepSeek.
    DEEPSEEK_API_KEY = model_key("DEEPSEEK_API_KEY", "Key for DeepSeek");
    /// Moonshot.
    MOONSHOT_API_KEY = model_key("MOONSHOT_API_KEY", "Key for Moonshot");
    /// MiniMax.
    MINIMAX_API_KEY = model_key("MINIMAX_API_KEY", "Key for MiniMax");
    /// Zhipu.
    ZHIPU_API_KEY = model_key("ZHIPU_API_KEY", "Key for Zhipu");
    /// DashScope.
    DASHSCOPE_API_KEY = model_key("DASHSCOPE_API_KEY", "Key for DashScope");
    /// Address of OpenAI.
    OPENAI_BASE_URL = worker("OPENAI_BASE_URL", "Another address for OpenAI, a gateway for example", HTTP);
    /// Address of Anthropic.
    ANTHROPIC_BASE_URL = worker("ANTHROPIC_BASE_URL", "Another address for Anthropic, a gateway for example", HTTP);
    /// Address of Gemini.
    GOOGLE_BASE_URL = worker("GOOGLE_BASE_URL", "Another address for Gemini, a gateway for example", HTTP);
    /// Address of SiliconFlow.
    SILICONFLOW_BASE_URL = worker("SILICONFLOW_BASE_URL", "Another address for SiliconFlow, a gateway for example", HTTP);
    /// Address of DeepSeek.
    DEEPSEEK_BASE_URL = worker("DEEPSEEK_BASE_URL", "Another address for DeepSeek, a gateway for example", HTTP);
    /// Address of Moonshot.
    MOONSHOT_BASE_URL = worker("MOONSHOT_BASE_URL", "Another address for Moonshot, a gateway for example", HTTP);
    /// Address of MiniMax.
    MINIMAX_BASE_URL = worker("MINIMAX_BASE_URL", "Another address for MiniMax, a gateway for example", HTTP);
    /// Address of Zhipu.
    ZHIPU_BASE_URL = worker("ZHIPU_BASE_URL", "Another address for Zhipu, a gateway for example", HTTP);
    /// Address of DashScope.
    DASHSCOPE_BASE_URL = worker("DASHSCOPE_BASE_URL", "Another address for DashScope, a gateway for example", HTTP);
    /// Address told of alerts.
    ALERT_WEBHOOK_URL = hidden("GH_ALERT_WEBHOOK_URL", "Address that gets {text, alert} when an alert begins or ends", HTTP);
    /// Commit that runs.
    COMMIT_SHA = api("COMMIT_SHA", "Commit that runs, shown by /health", Kind::Text);
    /// Image that runs.
    IMAGE_TAG = api("IMAGE_TAG", "Image that runs, shown by /health/version", Kind::Text);
    /// When it was built.
    BUILD_TIME = api("BUILD_TIME", "When it was built, shown by /health/version", Kind::Text);
    /// Where Valet keeps its data.
    DATA_DIR = both("VALET_DATA_DIR", "Folder for files, evidence and keys", Kind::Text);
    /// Chromium.
    CHROMIUM = worker("VALET_CHROMIUM", "Chromium's executable, when it is not in a usual place", Kind::Text);
    /// What is logged.
    LOG = Variable {
        default: Some("warn"),
        ..both("VALET_LOG", "What is logged: a level, or filters such as info,ghosthands=debug", Kind::Text)
    };
    /// How logs are written.
    LOG_FORMAT = Variable {
        default: Some("text"),
        ..both("VALET_LOG_FORMAT", "How logs are written", Kind::Word(&["text", "json"]))
    };
}
