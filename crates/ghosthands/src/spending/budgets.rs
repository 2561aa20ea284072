//! Budgets: of a job by its quality, of a month by the person's tier.

use crate::execution::ExecutionMode;
use crate::jobs::{Lease, QueueError};
use domain::JobId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

/// What a person subscribed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Nothing.
    #[default]
    Free,
    /// The first step.
    Starter,
    /// The second.
    Pro,
    /// The third; the best model is tried first.
    Premium,
    /// A company.
    Enterprise,
}

impl Tier {
    const ALL: [Self; 5] = [Self::Free, Self::Starter, Self::Pro, Self::Premium, Self::Enterprise];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Starter => "starter",
            Self::Pro => "pro",
            Self::Premium => "premium",
            Self::Enterprise => "enterprise",
        }
    }

    /// The tier of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.as_str() == word)
    }

    /// What models may cost in a calendar month, millionths of a dollar.
    #[must_use]
    pub fn month_microusd(self) -> i64 {
        match self {
            Self::Free => 500_000,
            Self::Starter => 2_000_000,
            Self::Pro => 10_000_000,
            Self::Premium => 25_000_000,
            Self::Enterprise => 100_000_000,
        }
    }

    fn quality(self) -> Quality {
        match self {
            Self::Free => Quality::Speed,
            Self::Starter => Quality::Balanced,
            Self::Pro | Self::Premium | Self::Enterprise => Quality::Quality,
        }
    }
}

/// How much a job may cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// As little as possible.
    Speed,
    /// The usual.
    #[default]
    Balanced,
    /// More for a better answer.
    Quality,
}

impl Quality {
    /// The word in a job.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::Balanced => "balanced",
            Self::Quality => "quality",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "speed" | "fast" => Some(Self::Speed),
            "balanced" => Some(Self::Balanced),
            "quality" | "thorough" => Some(Self::Quality),
            _ => None,
        }
    }

    /// What models may cost in one job, millionths of a dollar.
    #[must_use]
    pub fn task_microusd(self) -> i64 {
        match self {
            Self::Speed => 50_000,
            Self::Balanced => 500_000,
            Self::Quality => 1_000_000,
        }
    }
}

/// What a Workday application may cost: it has more pages than any other.
const WORKDAY_MICROUSD: i64 = 2_000_000;

/// What a job says about models.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// How it is to be filled.
    pub mode: ExecutionMode,
    /// The model it names.
    pub model: Option<String>,
    /// The person's tier.
    pub tier: Tier,
    /// Its quality.
    pub quality: Quality,
    /// What it may cost, millionths of a dollar.
    pub task_microusd: i64,
    /// What the person's month may cost, millionths of a dollar.
    pub month_microusd: i64,
}

#[derive(sqlx::FromRow)]
struct TermsRow {
    execution_mode: String,
    job_type: String,
    created_by: String,
    metadata: Value,
    model: Option<String>,
    tier: Option<String>,
    quality: Option<String>,
}

const ROW: &str = "SELECT execution_mode, job_type, created_by, metadata, input_data ->> 'model' AS model,
                          input_data ->> 'tier' AS tier, input_data ->> 'quality_preset' AS quality
                   FROM gh_automation_jobs WHERE id = $1";

impl Terms {
    /// What the job's row says. `own_month` is the budget of people without a tier, where one is configured.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn of(db: &mut PgConnection, lease: &Lease, own_month: Option<i64>) -> Result<Self, QueueError> {
        let row: TermsRow = sqlx::query_as(ROW).bind(lease.job.0).fetch_one(db).await?;
        Ok(Self::read(&row, own_month))
    }

    fn read(row: &TermsRow, own_month: Option<i64>) -> Self {
        let text = |key: &str| row.metadata.get(key).and_then(Value::as_str).map(str::to_owned);
        let stated = stated_tier(row);
        let tier = stated.unwrap_or_default();
        let quality = text("quality_preset").or_else(|| row.quality.clone());
        let quality = quality.as_deref().and_then(Quality::parse);
        let quality = quality.or_else(|| stated.map(Tier::quality)).unwrap_or_default();
        let named = |name: &String| !name.trim().is_empty();
        Self {
            mode: ExecutionMode::parse(&row.execution_mode).unwrap_or_default(),
            model: row.model.clone().filter(named).or_else(|| text("model").filter(named)),
            tier,
            quality,
            task_microusd: if row.job_type == "workday_apply" { WORKDAY_MICROUSD } else { quality.task_microusd() },
            month_microusd: own_month.filter(|_| stated.is_none()).unwrap_or(tier.month_microusd()),
        }
    }
}

/// A tier is believed where the product put the job in, not where a person did.
fn stated_tier(row: &TermsRow) -> Option<Tier> {
    row.tier.as_deref().and_then(Tier::parse).filter(|_| row.created_by == "valet")
}

pub(super) async fn tier_of(db: &mut PgConnection, job: JobId) -> Result<Tier, QueueError> {
    let row: Option<TermsRow> = sqlx::query_as(ROW).bind(job.0).fetch_optional(db).await?;
    Ok(row.as_ref().and_then(stated_tier).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(metadata: Value) -> TermsRow {
        TermsRow {
            execution_mode: "auto".into(),
            job_type: "apply".into(),
            created_by: "valet".into(),
            metadata,
            model: None,
            tier: None,
            quality: None,
        }
    }

    #[test]
    fn quality_comes_from_the_metadata_then_the_input_then_the_tier() {
        let quality = |row: TermsRow| Terms::read(&row, None).quality;
        let all = || TermsRow {
            quality: Some("fast".into()),
            tier: Some("pro".into()),
            ..row(json!({ "quality_preset": "balanced" }))
        };
        assert_eq!(quality(all()), Quality::Balanced);
        assert_eq!(quality(TermsRow { metadata: json!({}), ..all() }), Quality::Speed);
        assert_eq!(quality(TermsRow { metadata: json!([]), quality: None, ..all() }), Quality::Quality);
        assert_eq!(quality(TermsRow { quality: Some("nonsense".into()), ..row(json!({})) }), Quality::Balanced);
    }

    #[test]
    fn only_the_product_says_what_tier_a_person_has() {
        let claims = |created_by: &str| TermsRow {
            created_by: created_by.into(),
            tier: Some("enterprise".into()),
            ..row(json!({}))
        };
        assert_eq!(Terms::read(&claims("valet"), None).tier, Tier::Enterprise);
        let own = Terms::read(&claims("api"), None);
        assert_eq!((own.tier, own.month_microusd), (Tier::Free, 500_000));
    }

    #[test]
    fn a_budget_of_ones_own_is_for_people_without_a_tier() {
        assert_eq!(Terms::read(&row(json!({})), Some(7)).month_microusd, 7);
        let starter = TermsRow { tier: Some("starter".into()), ..row(json!({})) };
        assert_eq!(Terms::read(&starter, Some(7)).month_microusd, 2_000_000);
    }

    #[test]
    fn the_model_of_the_input_comes_before_that_of_the_metadata() {
        let named = TermsRow { model: Some("gpt-4o".into()), ..row(json!({ "model": "qwen-7b" })) };
        assert_eq!(Terms::read(&named, None).model.as_deref(), Some("gpt-4o"));
        assert_eq!(Terms::read(&row(json!({ "model": "qwen-7b" })), None).model.as_deref(), Some("qwen-7b"));
        assert_eq!(Terms::read(&row(json!({ "model": 1 })), None).model, None);
    }
}
