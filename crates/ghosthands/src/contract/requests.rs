//! What a request may say, field by field. What is wrong with one, and the row it becomes, is in `rows`.

mod rows;

pub use rows::Checked;

use chrono::{DateTime, Utc};
use domain::tasks::Mode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// The word on the wire and in the row.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// What kind of work a job is.
    JobType {
        /// Apply to a posting.
        Apply = "apply",
        /// Read a page.
        Scrape = "scrape",
        /// Fill a form and stop before it is sent.
        FillForm = "fill_form",
        /// Anything else.
        Custom = "custom",
        /// Apply; an older name.
        SmartApply = "smart_apply",
        /// Apply; an older name.
        AgentApply = "agent_apply",
        /// Apply; an older name.
        WorkdayApply = "workday_apply",
    }
}
words! {
    /// The tier a request claims. It chooses a model; it never raises a limit.
    Tier {
        /// Free.
        Free = "free",
        /// Starter.
        Starter = "starter",
        /// Pro.
        Pro = "pro",
        /// Premium.
        Premium = "premium",
    }
}
words! {
    /// The applicant tracking system, as the caller names it. The server looks at the address itself.
    PlatformName {
        /// linkedin.com
        LinkedIn = "linkedin",
        /// greenhouse.io
        Greenhouse = "greenhouse",
        /// lever.co
        Lever = "lever",
        /// ashbyhq.com
        Ashby = "ashby",
        /// myworkdayjobs.com
        Workday = "workday",
        /// icims.com
        Icims = "icims",
        /// taleo.net
        Taleo = "taleo",
        /// smartrecruiters.com
        SmartRecruiters = "smartrecruiters",
        /// Any other site.
        Other = "other",
    }
}
words! {
    /// How much may be spent on an application.
    Preset {
        /// As little as possible.
        Speed = "speed",
        /// The usual.
        Balanced = "balanced",
        /// As much as helps.
        Quality = "quality",
    }
}
words! {
    /// How strictly a job belongs to its target worker.
    Affinity {
        /// To it alone.
        Strict = "strict",
        /// To it while it lives.
        Preferred = "preferred",
        /// To any.
        Any = "any",
    }
}
words! {
    /// What may help to fill a form.
    ExecutionMode {
        /// Whatever helps.
        Auto = "auto",
        /// No manual.
        AiOnly = "ai_only",
        /// No model.
        CookbookOnly = "cookbook_only",
        /// A manual, then a model.
        Hybrid = "hybrid",
        /// An older name for `auto`.
        SmartApply = "smart_apply",
        /// An older name for `ai_only`.
        AgentApply = "agent_apply",
    }
}
words! {
    /// Whose browser is used.
    BrowserMode {
        /// The worker's.
        Server = "server",
        /// The person's own.
        Operator = "operator",
    }
}

/// A job in the words of `POST /api/v1/gh/jobs`; `null` is the same as leaving a field out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct JobOrder {
    /// For whom. A person may leave it out; a service may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    /// Kind of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = true)]
    pub job_type: Option<JobType>,
    /// Address of the posting, at most 2,048 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 2048, example = "https://job-boards.greenhouse.io/acme/jobs/123")]
    pub target_url: Option<String>,
    /// One line for people, 1 to 1,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, min_length = 1, max_length = 1000)]
    pub task_description: Option<String>,
    /// What to apply with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_data: Option<Input>,
    /// 1 (most urgent) to 10; 5 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, default = 5)]
    pub priority: Option<i32>,
    /// Not before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// 0 to 10; 3 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10, default = 3)]
    pub max_retries: Option<i32>,
    /// Work time allowed, 30 to 1,800 seconds; 300 when left out. The time a person takes does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 30, maximum = 1800, default = 300)]
    pub timeout_seconds: Option<i32>,
    /// At most 20 of at most 50 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// At most 255 characters; a second job of the same person with the same key is not made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255)]
    pub idempotency_key: Option<String>,
    /// Anything; kept and given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub metadata: Option<Map<String, Value>>,
    /// The worker meant, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub target_worker_id: Option<String>,
    /// How strictly; `preferred` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_affinity: Option<Affinity>,
    /// What may help; `auto` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_mode: Option<ExecutionMode>,
    /// Where status changes are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048)]
    pub callback_url: Option<String>,
    /// The task of the ordering product.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255)]
    pub valet_task_id: Option<String>,
}

/// `input_data` of a job: known fields are checked, others are kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Input {
    /// URL or storage path of the résumé, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub resume_path: Option<String>,
    /// Identifier of the résumé in the ordering product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume_id: Option<Uuid>,
    /// About the person: `first_name`, `last_name`, `email`, `phone`, `linkedin_url`, and whatever else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub user_data: Option<Map<String, Value>>,
    /// Chooses a model; never a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The applicant tracking system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<PlatformName>,
    /// Answers by question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub qa_overrides: Option<BTreeMap<String, String>>,
    /// Who decides that the form is submitted; `copilot` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mode: Option<Mode>,
    /// Everything else.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub rest: Map<String, Value>,
}

/// What holds for every job of a batch that does not say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct BatchDefaults {
    /// As in a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10)]
    pub priority: Option<i32>,
    /// As in a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10)]
    pub max_retries: Option<i32>,
    /// As in a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 30, maximum = 1800)]
    pub timeout_seconds: Option<i32>,
    /// As in a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Keys that a job's own metadata does not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub metadata: Option<Map<String, Value>>,
}

/// Several jobs at once. Each stands for itself: one that cannot be made does not keep the others from being made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct BatchOrder {
    /// 1 to 50 jobs, each as in `POST /api/v1/gh/jobs`.
    #[schema(value_type = Vec<JobOrder>, required = true, min_items = 1, max_items = 50)]
    pub jobs: Vec<Value>,
    /// For whom, where a job does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    /// For jobs that do not say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<BatchDefaults>,
}

/// Most jobs of one batch.
pub const BATCH_MOST: usize = 50;

/// An application in the words of `POST /api/v1/gh/valet/apply`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ApplyOrder {
    /// The task of the ordering product, 1 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, min_length = 1, max_length = 255)]
    pub valet_task_id: Option<String>,
    /// For whom. A person may leave it out; a service may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required = true)]
    pub valet_user_id: Option<Uuid>,
    /// Address of the posting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 2048, example = "https://job-boards.greenhouse.io/acme/jobs/123")]
    pub target_url: Option<String>,
    /// The applicant tracking system; told from the address when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<PlatformName>,
    /// Where the résumé lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<ResumeSource>,
    /// Who applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Applicant, required = true)]
    pub profile: Option<Applicant>,
    /// Answers by question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub qa_answers: Option<BTreeMap<String, String>>,
    /// Where status changes are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048)]
    pub callback_url: Option<String>,
    /// How much may be spent; `balanced` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Preset>,
    /// 1 (most urgent) to 10; 5 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, default = 5)]
    pub priority: Option<i32>,
    /// Work time allowed, 30 to 1,800 seconds; 300 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 30, maximum = 1800, default = 300)]
    pub timeout_seconds: Option<i32>,
    /// At most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255)]
    pub idempotency_key: Option<String>,
    /// Anything; kept and given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub metadata: Option<Map<String, Value>>,
    /// The worker meant, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub target_worker_id: Option<String>,
    /// How strictly; `preferred` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_affinity: Option<Affinity>,
    /// A model by alias, preset or full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub model: Option<String>,
    /// A model for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub image_model: Option<String>,
    /// What may help; `auto` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_mode: Option<ExecutionMode>,
    /// Who decides that the form is submitted: `copilot` (the person, when left out) or `autopilot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mode: Option<Mode>,
}

/// Where a résumé lies; the first that is given is used: `storage_path`, `download_url`, `s3_key`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ResumeSource {
    /// Path in the storage of résumés, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub storage_path: Option<String>,
    /// Key in the bucket of résumés, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub s3_key: Option<String>,
    /// Address to download it from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048)]
    pub download_url: Option<String>,
}

/// Who applies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Applicant {
    /// Given name, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 100)]
    pub first_name: Option<String>,
    /// Family name, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 100)]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 200)]
    pub email: Option<String>,
    /// Telephone number, at most 30 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 30)]
    pub phone: Option<String>,
    /// LinkedIn page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// Portfolio or own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portfolio_url: Option<String>,
    /// Home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Address>,
    /// In the person's words, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub work_authorization: Option<String>,
    /// In the person's words, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub salary_expectation: Option<String>,
    /// 0 to 70.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 70)]
    pub years_of_experience: Option<f64>,
    /// At most 10, latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<Vec<School>>,
    /// At most 20, latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_history: Option<Vec<Station>>,
    /// At most 100 of at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
}

/// Where somebody lives.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Address {
    /// Street and number, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// At most 20 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
}

/// A period of education.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct School {
    /// At most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 200)]
    pub institution: Option<String>,
    /// At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degree: Option<String>,
    /// At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// 1950 to 2040.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1950, maximum = 2040)]
    pub graduation_year: Option<i32>,
}

/// A period of employment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Station {
    /// At most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 200)]
    pub company: Option<String>,
    /// At most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 200)]
    pub title: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, at most 20 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// As `start_date`, or `Present`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// At most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Any work in the words of `POST /api/v1/gh/valet/task`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TaskOrder {
    /// The task of the ordering product, 1 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, min_length = 1, max_length = 255)]
    pub valet_task_id: Option<String>,
    /// For whom. A person may leave it out; a service may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required = true)]
    pub valet_user_id: Option<Uuid>,
    /// Kind of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = true)]
    pub job_type: Option<JobType>,
    /// Address to begin at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, max_length = 2048)]
    pub target_url: Option<String>,
    /// One line for people, 1 to 1,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, min_length = 1, max_length = 1000)]
    pub task_description: Option<String>,
    /// What to work with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_data: Option<Input>,
    /// The applicant tracking system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<PlatformName>,
    /// Where status changes are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048)]
    pub callback_url: Option<String>,
    /// How much may be spent; `balanced` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Preset>,
    /// 1 (most urgent) to 10; 5 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, default = 5)]
    pub priority: Option<i32>,
    /// Work time allowed, 30 to 1,800 seconds; 300 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 30, maximum = 1800, default = 300)]
    pub timeout_seconds: Option<i32>,
    /// At most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255)]
    pub idempotency_key: Option<String>,
    /// Anything; kept and given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub metadata: Option<Map<String, Value>>,
    /// The worker meant, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub target_worker_id: Option<String>,
    /// How strictly; `preferred` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_affinity: Option<Affinity>,
    /// A model by alias, preset or full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub model: Option<String>,
    /// A model for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub image_model: Option<String>,
    /// What may help; `auto` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_mode: Option<ExecutionMode>,
    /// Who decides that the form is submitted; `copilot` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mode: Option<Mode>,
}
