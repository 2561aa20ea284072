//! Rules that watch over the service, and what they found.
//!
//! One process at a time measures everything in one query ([`Measured`]) and holds it against the table [`RULES`]. A rule
//! whose condition holds long enough fires once; it can fire again only after it was cleared.

mod announcing;

pub use announcing::Announcer;

use crate::jobs::QueueError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody should look.
    Warning,
    /// Somebody should look now.
    Critical,
}

impl Severity {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// A condition that somebody wants to know of.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Name.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is exceeded, or fallen short of for a rate of success.
    pub threshold: f64,
    /// How long it has to last.
    pub hold: Duration,
    /// What it means, with the unit of the value.
    pub meaning: &'static str,
    measure: fn(&Measured) -> Option<f64>,
    below: bool,
}

const fn rule(
    name: &'static str,
    severity: Severity,
    threshold: f64,
    meaning: &'static str,
    measure: fn(&Measured) -> Option<f64>,
) -> Rule {
    Rule { name, severity, threshold, hold: Duration::ZERO, meaning, measure, below: false }
}

/// Every rule. A rate needs [`ENOUGH`] jobs before it says anything.
pub const RULES: [Rule; 16] = [
    Rule {
        hold: Duration::from_secs(300),
        ..rule("queue_depth", Severity::Warning, 20.0, "jobs that could be claimed and are not", |m| {
            Some(m.queue_depth)
        })
    },
    Rule {
        hold: Duration::from_secs(120),
        ..rule("no_worker", Severity::Critical, 0.0, "jobs wait and no worker lives", |m| {
            Some(if m.workers > 0.0 { 0.0 } else { m.queue_depth })
        })
    },
    Rule {
        below: true,
        ..rule("completion_rate", Severity::Warning, 70.0, "percent of the last hour's jobs completed", |m| {
            share(m.completed_hour, m.ended_hour)
        })
    },
    rule("execution_p95", Severity::Warning, 300.0, "seconds that 95 of 100 jobs of the last hour stayed below", |m| {
        m.p95_seconds.filter(|_| m.ended_hour >= ENOUGH)
    }),
    rule("heartbeat_stale", Severity::Warning, 120.0, "seconds since the last heartbeat of a running job", |m| {
        Some(m.silence_seconds)
    }),
    rule("api_p99", Severity::Warning, 2.0, "seconds that 99 of 100 answers of the last 5 minutes stayed below", |m| {
        m.api_p99_seconds
    }),
    rule("job_cost", Severity::Warning, 50.0, "cents that models cost for one job of the last hour", |m| {
        Some(m.dearest_cents)
    }),
    rule("error_code_share", Severity::Warning, 30.0, "percent of the last hour's jobs ended by one error code", |m| {
        share(m.commonest_error, m.ended_hour)
    }),
    rule("high_error_rate", Severity::Warning, 10.0, "percent of the last 5 minutes' jobs failed", |m| {
        share(m.failed_lately, m.ended_lately)
    }),
    rule("high_error_rate", Severity::Critical, 25.0, "percent of the last 5 minutes' jobs failed", |m| {
        share(m.failed_lately, m.ended_lately)
    }),
    rule("stuck_jobs", Severity::Warning, 300.0, "seconds that running jobs have taken on average", |m| {
        Some(m.running_seconds)
    }),
    rule("high_cost", Severity::Warning, 1000.0, "cents that models cost in the last hour", |m| Some(m.cents_hour)),
    rule("high_cost", Severity::Critical, 2000.0, "cents that models cost in the last hour", |m| Some(m.cents_hour)),
    rule(STUCK, Severity::Warning, 0.0, "jobs without a heartbeat for 5 minutes", |m| Some(m.silent_jobs)),
    rule(STUCK, Severity::Critical, 3.0, "jobs without a heartbeat for 5 minutes", |m| Some(m.silent_jobs)),
    rule("callbacks_dead", Severity::Warning, 0.0, "callbacks were given up in the last hour", |m| {
        Some(m.callbacks_dead)
    }),
];

/// The rule that is looked at anew whenever somebody asks.
const STUCK: &str = "stuck_jobs_db";

/// So many jobs have to have ended before a rate means anything.
pub const ENOUGH: f64 = 5.0;

fn share(part: f64, of: f64) -> Option<f64> {
    (of >= ENOUGH).then(|| part / of * 100.0)
}

/// What the rules look at.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub struct Measured {
    queue_depth: f64,
    workers: f64,
    silence_seconds: f64,
    silent_jobs: f64,
    running_seconds: f64,
    ended_hour: f64,
    completed_hour: f64,
    p95_seconds: Option<f64>,
    dearest_cents: f64,
    commonest_error: f64,
    ended_lately: f64,
    failed_lately: f64,
    cents_hour: f64,
    callbacks_dead: f64,
    api_p99_seconds: Option<f64>,
}

const MEASURE: &str = "
    WITH live AS (
        SELECT count(*) FILTER (WHERE status IN ('pending', 'queued') AND worker_id IS NULL
                                AND (scheduled_at IS NULL OR scheduled_at <= now())) AS queue_depth,
               COALESCE(extract(epoch FROM max(now() - last_heartbeat) FILTER (WHERE status = 'running')), 0)
                   AS silence_seconds,
               count(*) FILTER (WHERE status IN ('queued', 'running', 'paused') AND worker_id IS NOT NULL
                                AND last_heartbeat < now() - interval '5 minutes') AS silent_jobs,
               COALESCE(extract(epoch FROM avg(now() - started_at) FILTER (WHERE status = 'running')), 0)
                   AS running_seconds,
               COALESCE(max(llm_cost_cents), 0) AS cents
        FROM gh_automation_jobs WHERE status IN ('pending', 'queued', 'running', 'paused')),
    ended AS (
        SELECT status, error_code, completed_at, llm_cost_cents, extract(epoch FROM completed_at - started_at) AS seconds
        FROM gh_automation_jobs WHERE completed_at > now() - interval '1 hour' AND status IN ('completed', 'failed')),
    hour AS (
        SELECT count(*) AS ended, count(*) FILTER (WHERE status = 'completed') AS completed,
               percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS p95, COALESCE(max(llm_cost_cents), 0) AS cents,
               count(*) FILTER (WHERE completed_at > now() - interval '5 minutes') AS ended_lately,
               count(*) FILTER (WHERE completed_at > now() - interval '5 minutes' AND status = 'failed') AS failed_lately
        FROM ended),
    answers AS (
        SELECT labels ->> 'le' AS le, name, sum(value) AS value FROM gh_metrics
        WHERE name IN ('gh_api_response_seconds_bucket', 'gh_api_response_seconds_count')
          AND slot > now() - interval '5 minutes'
        GROUP BY 1, 2)
    SELECT live.queue_depth::float8, live.silence_seconds::float8, live.silent_jobs::float8,
           live.running_seconds::float8,
           (SELECT count(*) FROM gh_worker_registry
            WHERE status = 'active' AND last_heartbeat > now() - interval '120 seconds')::float8 AS workers,
           hour.ended::float8 AS ended_hour, hour.completed::float8 AS completed_hour, hour.p95::float8 AS p95_seconds,
           GREATEST(hour.cents, live.cents)::float8 AS dearest_cents,
           COALESCE((SELECT count(*) FROM ended WHERE error_code IS NOT NULL
                     GROUP BY error_code ORDER BY 1 DESC LIMIT 1), 0)::float8 AS commonest_error,
           hour.ended_lately::float8, hour.failed_lately::float8,
           COALESCE((SELECT sum(value) FROM gh_metrics WHERE name = 'gh_llm_cost_cents_total'
                     AND slot > now() - interval '1 hour'), 0)::float8 AS cents_hour,
           (SELECT count(*) FROM gh_callbacks
            WHERE state = 'dead' AND settled_at > now() - interval '1 hour')::float8 AS callbacks_dead,
           -- The bound that 99 of 100 stayed below; beyond the last bound, one second more than it.
           (SELECT COALESCE((SELECT min(b.le::float8) FROM answers b
                             WHERE b.le IS NOT NULL AND b.value >= 0.99 * c.value), 11)
            FROM answers c WHERE c.le IS NULL AND c.value >= 20)::float8 AS api_p99_seconds
    FROM live, hour";

/// An alert that fires, or did.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct Alert {
    /// Identifies this time that the rule fired.
    pub id: Uuid,
    /// The rule.
    pub rule: String,
    /// `warning` or `critical`.
    pub severity: String,
    /// `firing` or `cleared`.
    pub state: String,
    /// In words.
    pub message: String,
    /// What was measured last.
    pub value: f64,
    /// What it was held against.
    pub threshold: f64,
    /// When it began to fire.
    pub triggered_at: DateTime<Utc>,
    /// When it ended.
    pub cleared_at: Option<DateTime<Utc>>,
}

impl Rule {
    fn holds(&self, measured: &Measured) -> Option<f64> {
        let value = (self.measure)(measured)?;
        let beyond = if self.below { value < self.threshold } else { value > self.threshold };
        beyond.then_some(value)
    }
}

/// Measures everything and notes what begins and what ends. One process at a time, by the lock of its caller.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn evaluate(db: &mut PgConnection) -> Result<(), QueueError> {
    let measured: Measured = sqlx::query_as(MEASURE).fetch_one(&mut *db).await?;
    judge(db, &measured, |_| true).await
}

async fn judge(db: &mut PgConnection, measured: &Measured, which: fn(&Rule) -> bool) -> Result<(), QueueError> {
    for rule in RULES.iter().filter(|rule| which(rule)) {
        match rule.holds(measured) {
            Some(value) => note(db, rule, value).await?,
            None => clear(db, rule).await?,
        }
    }
    Ok(())
}

async fn note(db: &mut PgConnection, rule: &Rule, value: f64) -> Result<(), QueueError> {
    let sides = if rule.below { "below" } else { "above" };
    let message = format!("{}: {:.1}, {sides} {:.0} ({})", rule.name, value, rule.threshold, rule.meaning);
    sqlx::query(
        "INSERT INTO gh_alerts AS a (rule, severity, message, value, threshold, state, triggered_at)
         VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 = 0 THEN 'firing' ELSE 'pending' END,
                 CASE WHEN $6 = 0 THEN now() END)
         ON CONFLICT (rule, severity) WHERE state <> 'cleared' DO UPDATE SET
             message = EXCLUDED.message, value = EXCLUDED.value,
             state = CASE WHEN a.since <= now() - make_interval(secs => $6) THEN 'firing' ELSE a.state END,
             triggered_at = CASE WHEN a.state = 'pending' AND a.since <= now() - make_interval(secs => $6) THEN now()
                                 ELSE a.triggered_at END",
    )
    .bind(rule.name)
    .bind(rule.severity.as_str())
    .bind(message)
    .bind(value)
    .bind(rule.threshold)
    .bind(rule.hold.as_secs_f64())
    .execute(db)
    .await?;
    Ok(())
}

async fn clear(db: &mut PgConnection, rule: &Rule) -> Result<(), QueueError> {
    // What never fired leaves no trace.
    sqlx::query("DELETE FROM gh_alerts WHERE rule = $1 AND severity = $2 AND state = 'pending'")
        .bind(rule.name)
        .bind(rule.severity.as_str())
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "UPDATE gh_alerts SET state = 'cleared', cleared_at = now()
         WHERE rule = $1 AND severity = $2 AND state = 'firing'",
    )
    .bind(rule.name)
    .bind(rule.severity.as_str())
    .execute(db)
    .await?;
    Ok(())
}

/// What fires at this moment, the most severe first. Jobs without a heartbeat are looked for anew.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn list_active(db: &mut PgConnection) -> Result<Vec<Alert>, QueueError> {
    let silent_jobs: f64 = sqlx::query_scalar(
        "SELECT count(*)::float8 FROM gh_automation_jobs
         WHERE status IN ('queued', 'running', 'paused') AND worker_id IS NOT NULL
           AND last_heartbeat < now() - interval '5 minutes'",
    )
    .fetch_one(&mut *db)
    .await?;
    judge(db, &Measured { silent_jobs, ..Measured::default() }, |rule| rule.name == STUCK).await?;
    Ok(sqlx::query_as(
        "SELECT id, rule, severity, state, message, value, threshold, triggered_at, cleared_at FROM gh_alerts
         WHERE state = 'firing' ORDER BY severity, triggered_at DESC LIMIT 200",
    )
    .fetch_all(db)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firing(measured: &Measured) -> Vec<(&'static str, Severity)> {
        RULES.iter().filter(|rule| rule.holds(measured).is_some()).map(|rule| (rule.name, rule.severity)).collect()
    }

    fn quiet() -> Measured {
        Measured { workers: 1.0, ..Measured::default() }
    }

    #[test]
    fn a_quiet_service_fires_nothing() {
        assert_eq!(firing(&quiet()), []);
    }

    /// The thresholds of the contract: the value that is still right, and the one that is not.
    #[test]
    fn each_rule_fires_just_beyond_its_threshold() {
        use Severity::{Critical, Warning};
        type Set = fn(&mut Measured, f64);
        let table: [(&str, Severity, f64, f64, Set); 14] = [
            ("queue_depth", Warning, 20.0, 21.0, |m, v| m.queue_depth = v),
            ("completion_rate", Warning, 7.0, 6.0, |m, v| (m.ended_hour, m.completed_hour) = (10.0, v)),
            ("execution_p95", Warning, 300.0, 301.0, |m, v| {
                (m.ended_hour, m.completed_hour, m.p95_seconds) = (10.0, 10.0, Some(v));
            }),
            ("heartbeat_stale", Warning, 120.0, 121.0, |m, v| m.silence_seconds = v),
            ("api_p99", Warning, 2.0, 5.0, |m, v| m.api_p99_seconds = Some(v)),
            ("job_cost", Warning, 50.0, 51.0, |m, v| m.dearest_cents = v),
            ("error_code_share", Warning, 3.0, 4.0, |m, v| {
                (m.ended_hour, m.completed_hour, m.commonest_error) = (10.0, 10.0, v);
            }),
            ("high_error_rate", Warning, 2.0, 3.0, |m, v| (m.ended_lately, m.failed_lately) = (20.0, v)),
            ("high_error_rate", Critical, 5.0, 6.0, |m, v| (m.ended_lately, m.failed_lately) = (20.0, v)),
            ("stuck_jobs", Warning, 300.0, 301.0, |m, v| m.running_seconds = v),
            ("high_cost", Warning, 1000.0, 1001.0, |m, v| m.cents_hour = v),
            ("high_cost", Critical, 2000.0, 2001.0, |m, v| m.cents_hour = v),
            ("stuck_jobs_db", Critical, 3.0, 4.0, |m, v| m.silent_jobs = v),
            ("callbacks_dead", Warning, 0.0, 1.0, |m, v| m.callbacks_dead = v),
        ];
        for (name, severity, right, wrong, set) in table {
            let mut measured = quiet();
            set(&mut measured, right);
            assert!(!firing(&measured).contains(&(name, severity)), "{name} at {right}");
            set(&mut measured, wrong);
            assert!(firing(&measured).contains(&(name, severity)), "{name} at {wrong}");
        }
    }

    #[test]
    fn one_failure_alone_is_no_rate() {
        let measured =
            Measured { ended_hour: 1.0, ended_lately: 1.0, failed_lately: 1.0, commonest_error: 1.0, ..quiet() };
        assert_eq!(firing(&measured), []);
    }

    #[test]
    fn waiting_jobs_without_a_worker_are_critical() {
        let measured = Measured { workers: 0.0, queue_depth: 1.0, ..quiet() };
        assert_eq!(firing(&measured), [("no_worker", Severity::Critical)]);
    }
}
