//! Budgets: of a job by its quality, of a month by the person's tier.

use crate::execution::ExecutionMode;
use crate::jobs::{Lease, QueueError};
use crate::limits::Tier;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

/// What models may cost a person of this tier in a calendar month, millionths of a dollar.
#[must_use]
pub fn month_microusd(tier: Tier) -> i64 {
    match tier {
        Tier::Free => 500_000,
        Tier::Starter => 2_000_000,
        Tier::Pro => 10_000_000,
        Tier::Premium => 25_000_000,
        Tier::Enterprise => 100_000_000,
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

    fn of_tier(tier: Tier) -> Self {
        match tier {
            Tier::Free => Self::Speed,
            Tier::Starter => Self::Balanced,
            Tier::Pro | Tier::Premium | Tier::Enterprise => Self::Quality,
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
    /// The best model is tried first: the person's tier, or the one under which the job was ordered, is premium or more.
    pub premium: bool,
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
    metadata: Value,
    model: Option<String>,
    /// The tier under which the job was ordered: it chooses quality and model, and raises no budget of the month.
    ordered_as: Option<String>,
    quality: Option<String>,
    tier: Option<String>,
}

impl Terms {
    /// What the job's row says. `own_month` is the budget of the free tier, where another is configured.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn of(db: &mut PgConnection, lease: &Lease, own_month: Option<i64>) -> Result<Self, QueueError> {
        let row: TermsRow = sqlx::query_as(
            "SELECT execution_mode, job_type, metadata, input_data ->> 'model' AS model,
                    input_data ->> 'tier' AS ordered_as, input_data ->> 'quality_preset' AS quality,
                    gh_tier_of(user_id) AS tier
             FROM gh_automation_jobs WHERE id = $1",
        )
        .bind(lease.job.0)
        .fetch_one(db)
        .await?;
        Self::read(&row, own_month)
    }

    fn read(row: &TermsRow, own_month: Option<i64>) -> Result<Self, QueueError> {
        let text = |key: &str| row.metadata.get(key).and_then(Value::as_str).map(str::to_owned);
        let tier: Tier = row.tier.as_deref().map_or(Ok(Tier::Free), str::parse).map_err(QueueError::Malformed)?;
        let ordered_as: Option<Tier> = row.ordered_as.as_deref().and_then(|word| word.parse().ok());
        let quality = text("quality_preset").or_else(|| row.quality.clone());
        let quality = quality.as_deref().and_then(Quality::parse).or_else(|| ordered_as.map(Quality::of_tier));
        let quality = quality.unwrap_or_default();
        let named = |name: &String| !name.trim().is_empty();
        Ok(Self {
            // The job's type is a wish too: earlier versions chose their handler by it.
            mode: ExecutionMode::parse(&row.execution_mode)
                .filter(|mode| *mode != ExecutionMode::Auto)
                .or_else(|| ExecutionMode::parse(&row.job_type))
                .unwrap_or_default(),
            model: row.model.clone().filter(named).or_else(|| text("model").filter(named)),
            premium: tier.max(ordered_as.unwrap_or_default()) >= Tier::Premium,
            quality,
            task_microusd: if row.job_type == "workday_apply" { WORKDAY_MICROUSD } else { quality.task_microusd() },
            month_microusd: own_month.filter(|_| tier == Tier::Free).unwrap_or(month_microusd(tier)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(metadata: Value) -> TermsRow {
        TermsRow {
            execution_mode: "auto".into(),
            job_type: "apply".into(),
            metadata,
            model: None,
            ordered_as: None,
            quality: None,
            tier: None,
        }
    }

    fn terms(row: TermsRow) -> Terms {
        Terms::read(&row, None).unwrap()
    }

    #[test]
    fn quality_comes_from_the_metadata_then_the_input_then_the_tier_of_the_order() {
        let all = || TermsRow {
            quality: Some("fast".into()),
            ordered_as: Some("pro".into()),
            ..row(json!({ "quality_preset": "balanced" }))
        };
        assert_eq!(terms(all()).quality, Quality::Balanced);
        assert_eq!(terms(TermsRow { metadata: json!({}), ..all() }).quality, Quality::Speed);
        assert_eq!(terms(TermsRow { metadata: json!([]), quality: None, ..all() }).quality, Quality::Quality);
        assert_eq!(terms(TermsRow { quality: Some("nonsense".into()), ..row(json!({})) }).quality, Quality::Balanced);
    }

    #[test]
    fn what_an_order_says_of_its_tier_raises_no_budget_of_the_month() {
        let ordered = terms(TermsRow { ordered_as: Some("enterprise".into()), ..row(json!({})) });
        assert_eq!((ordered.month_microusd, ordered.premium), (500_000, true));
        let on_record = terms(TermsRow { tier: Some("enterprise".into()), ..row(json!({})) });
        assert_eq!((on_record.month_microusd, on_record.premium), (100_000_000, true));
    }

    #[test]
    fn a_budget_of_ones_own_is_for_the_free_tier() {
        assert_eq!(Terms::read(&row(json!({})), Some(7)).unwrap().month_microusd, 7);
        let starter = TermsRow { tier: Some("starter".into()), ..row(json!({})) };
        assert_eq!(Terms::read(&starter, Some(7)).unwrap().month_microusd, 2_000_000);
    }

    #[test]
    fn the_model_of_the_input_comes_before_that_of_the_metadata() {
        let named = TermsRow { model: Some("gpt-4o".into()), ..row(json!({ "model": "qwen-7b" })) };
        assert_eq!(terms(named).model.as_deref(), Some("gpt-4o"));
        assert_eq!(terms(row(json!({ "model": "qwen-7b" }))).model.as_deref(), Some("qwen-7b"));
        assert_eq!(terms(row(json!({ "model": 1 }))).model, None);
    }

    #[test]
    fn the_type_of_a_job_chooses_the_mode_where_nothing_else_does() {
        let of_type = |job_type: &str| TermsRow { job_type: job_type.into(), ..row(json!({})) };
        assert_eq!(terms(of_type("agent_apply")).mode, ExecutionMode::AiOnly);
        assert_eq!(terms(of_type("workday_apply")).mode, ExecutionMode::Auto);
        assert_eq!(terms(of_type("workday_apply")).task_microusd, 2_000_000);
        let said = TermsRow { execution_mode: "cookbook_only".into(), ..of_type("agent_apply") };
        assert_eq!(terms(said).mode, ExecutionMode::CookbookOnly);
    }
}
