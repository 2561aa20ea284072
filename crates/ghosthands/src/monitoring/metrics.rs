//! Counters and gauges, read from the database and written for Prometheus.

use crate::jobs::QueueError;
use serde::Serialize;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// What happened and is not added up yet, as increments of counters. `{tallies}` is the table, or rows taken from it.
const INCREMENTS: &str = "
    SELECT 'gh_jobs_' || kind || '_total' AS name,
           CASE WHEN kind = 'failed' THEN jsonb_build_object('error_code', label)
                WHEN kind IN ('created', 'retried') THEN jsonb_build_object('job_type', label)
                ELSE '{}'::jsonb END AS labels,
           date_trunc('minute', at) AS slot, 1::float8 AS value
    FROM {tallies} WHERE kind <> 'model_call'
    UNION ALL
    SELECT part.name, part.labels, date_trunc('minute', at), part.value
    FROM {tallies}, LATERAL (
        SELECT 'gh_llm_calls_total' AS name, jsonb_build_object('model', split_part(label, ' ', 1),
                                                               'result', split_part(label, ' ', 2)) AS labels,
               1::float8 AS value
        UNION ALL SELECT 'gh_llm_input_tokens_total', jsonb_build_object('model', split_part(label, ' ', 1)), tokens_in
        UNION ALL SELECT 'gh_llm_output_tokens_total', jsonb_build_object('model', split_part(label, ' ', 1)), tokens_out
        UNION ALL SELECT 'gh_llm_cost_cents_total', jsonb_build_object('model', split_part(label, ' ', 1)), cents) part
    WHERE kind = 'model_call' AND part.value IS NOT NULL
    UNION ALL
    SELECT 'gh_job_duration_seconds_' || part.name, part.labels, date_trunc('minute', at), part.value
    FROM {tallies}, LATERAL (
        SELECT 'sum' AS name, '{}'::jsonb AS labels, seconds AS value
        UNION ALL SELECT 'count', '{}', 1
        UNION ALL SELECT 'bucket', jsonb_build_object('le', le::text), 1
                  FROM unnest(ARRAY[1, 5, 15, 30, 60, 120, 300, 600, 1800]) le WHERE seconds <= le) part
    WHERE kind IN ('completed', 'failed') AND seconds IS NOT NULL";

/// Gauges of this moment.
const GAUGES: &str = "
    SELECT count(*) FILTER (WHERE status IN ('pending', 'queued') AND worker_id IS NULL
                            AND (scheduled_at IS NULL OR scheduled_at <= now()))::float8 AS queue_depth,
           count(*) FILTER (WHERE status = 'pending' AND scheduled_at > now())::float8 AS scheduled,
           count(*) FILTER (WHERE status = 'running')::float8 AS running,
           count(*) FILTER (WHERE status = 'paused')::float8 AS paused,
           COALESCE(extract(epoch FROM now() - min(GREATEST(created_at, COALESCE(scheduled_at, created_at)))
                    FILTER (WHERE status = 'pending' AND (scheduled_at IS NULL OR scheduled_at <= now()))), 0)::float8
               AS oldest_seconds,
           (SELECT count(*) FROM gh_worker_registry WHERE status = 'active')::float8 AS workers,
           (SELECT count(*) FROM gh_callbacks WHERE state = 'pending')::float8 AS callbacks_waiting,
           (SELECT count(*) FROM gh_callbacks WHERE state = 'dead')::float8 AS callbacks_dead
    FROM gh_automation_jobs WHERE status IN ('pending', 'queued', 'running', 'paused')";

/// Counters that are shown before they were ever counted, with what they mean.
const KNOWN: [(&str, &str, MetricKind); 20] = [
    ("gh_jobs_created_total", "Jobs put into the queue", MetricKind::Counter),
    ("gh_jobs_completed_total", "Jobs that ended as asked", MetricKind::Counter),
    ("gh_jobs_failed_total", "Jobs that ended otherwise, by error code", MetricKind::Counter),
    ("gh_jobs_cancelled_total", "Jobs stopped by a person", MetricKind::Counter),
    ("gh_jobs_expired_total", "Jobs that waited too long", MetricKind::Counter),
    ("gh_jobs_retried_total", "Jobs put back to be tried again", MetricKind::Counter),
    ("gh_job_duration_seconds", "From the start of a job to its end", MetricKind::Histogram),
    ("gh_api_requests_total", "Answered requests by route and class of status", MetricKind::Counter),
    ("gh_api_errors_total", "Requests that the service could not answer", MetricKind::Counter),
    ("gh_api_response_seconds", "Time to the answer of a request", MetricKind::Histogram),
    ("gh_callbacks_total", "Attempts to deliver a callback by result", MetricKind::Counter),
    ("gh_llm_calls_total", "Calls of models by model and result", MetricKind::Counter),
    ("gh_llm_input_tokens_total", "Tokens sent to models", MetricKind::Counter),
    ("gh_llm_output_tokens_total", "Tokens received from models", MetricKind::Counter),
    ("gh_llm_cost_cents_total", "Cost of models in US cents", MetricKind::Counter),
    ("gh_worker_active_jobs", "Jobs that are worked on", MetricKind::Gauge),
    ("gh_worker_queue_depth", "Jobs that could be claimed now", MetricKind::Gauge),
    ("gh_job_duration_avg_ms", "Mean of gh_job_duration_seconds, in milliseconds", MetricKind::Gauge),
    ("gh_api_response_time_avg_ms", "Mean of gh_api_response_seconds, in milliseconds", MetricKind::Gauge),
    ("gh_uptime_ms", "Age of the process that answers", MetricKind::Gauge),
];

/// How a metric behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Durations by bucket.
    Histogram,
}

/// One value of a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// Labels by name.
    pub labels: BTreeMap<String, String>,
    /// The value.
    pub value: f64,
}

/// One metric with all its values.
#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// Meaning.
    pub help: &'static str,
    /// Behaviour.
    pub kind: MetricKind,
    /// Values; for a histogram empty.
    pub samples: Vec<Sample>,
    /// The histogram, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histogram: Option<Histogram>,
}

/// Durations in seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Histogram {
    /// How many were at most so long: bound and number, ascending.
    pub buckets: Vec<(f64, f64)>,
    /// How many there were.
    pub count: f64,
    /// All of them together.
    pub sum: f64,
}

/// All metrics of the service.
#[derive(Debug, Clone, Serialize)]
pub struct Metrics {
    /// In the order they are documented.
    pub metrics: Vec<Metric>,
}

#[derive(sqlx::FromRow)]
struct CounterRow {
    name: String,
    labels: serde_json::Value,
    value: f64,
}

#[derive(sqlx::FromRow)]
struct Gauges {
    queue_depth: f64,
    scheduled: f64,
    running: f64,
    paused: f64,
    oldest_seconds: f64,
    workers: f64,
    callbacks_waiting: f64,
    callbacks_dead: f64,
}

/// Reads everything.
pub(super) async fn read(db: &mut PgConnection, uptime: Duration) -> Result<Metrics, QueueError> {
    let increments = INCREMENTS.replace("{tallies}", "gh_tallies");
    let sql = format!(
        "SELECT name, labels, sum(value)::float8 AS value
         FROM (SELECT name, labels, value FROM gh_metrics UNION ALL SELECT name, labels, value FROM ({increments}) i) c
         GROUP BY name, labels ORDER BY name, labels"
    );
    let counters: Vec<CounterRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *db).await?;
    let gauges: Gauges = sqlx::query_as(GAUGES).fetch_one(db).await?;
    Ok(Metrics::assemble(counters, &gauges, uptime))
}

/// Adds up what happened since the last time. One process at a time, by the lock of its caller.
///
/// # Errors
/// [`QueueError::Database`].
pub(crate) async fn add_up(db: &mut PgConnection) -> Result<(), QueueError> {
    let increments = INCREMENTS.replace("{tallies}", "taken");
    let sql = format!(
        "WITH taken AS (DELETE FROM gh_tallies RETURNING kind, label, seconds, tokens_in, tokens_out, cents, at)
         INSERT INTO gh_metrics (name, labels, slot, value)
         SELECT name, labels, slot, sum(value) FROM ({increments}) i GROUP BY name, labels, slot ORDER BY 1, 2, 3
         ON CONFLICT (name, labels, slot) DO UPDATE SET value = gh_metrics.value + EXCLUDED.value"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *db).await?;
    sqlx::query(
        "WITH taken AS (
             DELETE FROM gh_metrics WHERE slot < now() - interval '2 hours' AND slot > '-infinity'
             RETURNING name, labels, value)
         INSERT INTO gh_metrics (name, labels, slot, value)
         SELECT name, labels, '-infinity', sum(value) FROM taken GROUP BY name, labels ORDER BY 1, 2
         ON CONFLICT (name, labels, slot) DO UPDATE SET value = gh_metrics.value + EXCLUDED.value",
    )
    .execute(db)
    .await?;
    Ok(())
}

impl Metrics {
    fn assemble(counters: Vec<CounterRow>, gauges: &Gauges, uptime: Duration) -> Self {
        let mut series: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
        for row in counters {
            let labels = match row.labels {
                serde_json::Value::Object(labels) => {
                    labels.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()))
                }
                _ => continue,
            };
            series.entry(row.name).or_default().push(Sample { labels: labels.collect(), value: row.value });
        }
        let mut metrics: Vec<Metric> = KNOWN.iter().map(|known| Metric::known(*known, &mut series)).collect();
        let mean = |name: &str| {
            let found = metrics.iter().find(|metric| metric.name == name).and_then(|metric| metric.histogram.as_ref());
            found.filter(|histogram| histogram.count > 0.0).map_or(0.0, |h| h.sum / h.count * 1000.0)
        };
        let now = [
            ("gh_worker_active_jobs", gauges.running),
            ("gh_worker_queue_depth", gauges.queue_depth),
            ("gh_job_duration_avg_ms", mean("gh_job_duration_seconds")),
            ("gh_api_response_time_avg_ms", mean("gh_api_response_seconds")),
            ("gh_uptime_ms", uptime.as_secs_f64() * 1000.0),
        ];
        for (name, value) in now {
            if let Some(metric) = metrics.iter_mut().find(|metric| metric.name == name) {
                metric.samples = vec![Sample { labels: BTreeMap::new(), value }];
            }
        }
        metrics.extend([
            Metric::gauge("gh_jobs_scheduled", "Jobs whose time has not come", gauges.scheduled),
            Metric::gauge("gh_jobs_paused", "Jobs that wait for a person", gauges.paused),
            Metric::gauge("gh_queue_oldest_seconds", "Time the longest waiting job has waited", gauges.oldest_seconds),
            Metric::gauge("gh_workers", "Active workers", gauges.workers),
            Metric::gauge("gh_callbacks_waiting", "Callbacks not delivered yet", gauges.callbacks_waiting),
            Metric::gauge("gh_callbacks_dead", "Callbacks that were given up", gauges.callbacks_dead),
        ]);
        Self { metrics }
    }

    /// The metric of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// The text format of Prometheus, version 0.0.4.
    #[must_use]
    pub fn prometheus(&self) -> String {
        let mut text = String::new();
        for metric in &self.metrics {
            let kind = match metric.kind {
                MetricKind::Counter => "counter",
                MetricKind::Gauge => "gauge",
                MetricKind::Histogram => "histogram",
            };
            let _ = writeln!(text, "# HELP {} {}\n# TYPE {} {kind}", metric.name, metric.help, metric.name);
            for sample in &metric.samples {
                let _ = writeln!(text, "{}{} {}", metric.name, in_braces(&sample.labels), sample.value);
            }
            if let Some(histogram) = &metric.histogram {
                histogram.write(&metric.name, &mut text);
            }
        }
        text
    }
}

impl Metric {
    fn known(known: (&str, &'static str, MetricKind), series: &mut BTreeMap<String, Vec<Sample>>) -> Self {
        let (name, help, kind) = known;
        let mut metric = Self { name: name.to_owned(), help, kind, samples: Vec::new(), histogram: None };
        match kind {
            MetricKind::Histogram => metric.histogram = Some(Histogram::take(name, series)),
            MetricKind::Counter => {
                let zero = || vec![Sample { labels: BTreeMap::new(), value: 0.0 }];
                metric.samples = series.remove(name).unwrap_or_else(zero);
            }
            MetricKind::Gauge => {}
        }
        metric
    }

    fn gauge(name: &str, help: &'static str, value: f64) -> Self {
        let samples = vec![Sample { labels: BTreeMap::new(), value }];
        Self { name: name.to_owned(), help, kind: MetricKind::Gauge, samples, histogram: None }
    }

    /// All values together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.samples.iter().fold(0.0, |sum, sample| sum + sample.value)
    }
}

impl Histogram {
    fn take(name: &str, series: &mut BTreeMap<String, Vec<Sample>>) -> Self {
        let mut part = |part: &str| series.remove(&format!("{name}_{part}")).unwrap_or_default();
        let bound = |sample: Sample| Some((sample.labels.get("le")?.parse().ok()?, sample.value));
        let mut buckets: Vec<(f64, f64)> = part("bucket").into_iter().filter_map(bound).collect();
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = |name| part(name).iter().fold(0.0, |sum, sample| sum + sample.value);
        Self { buckets, count: total("count"), sum: total("sum") }
    }

    fn write(&self, name: &str, text: &mut String) {
        for (bound, count) in &self.buckets {
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {count}");
        }
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {}", self.count);
        let _ = writeln!(text, "{name}_sum {}\n{name}_count {}", self.sum, self.count);
    }
}

fn in_braces(labels: &BTreeMap<String, String>) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(name: &str, labels: serde_json::Value, value: f64) -> CounterRow {
        CounterRow { name: name.to_owned(), labels, value }
    }

    fn metrics(counters: Vec<CounterRow>) -> Metrics {
        let gauges = Gauges {
            queue_depth: 3.0,
            scheduled: 0.0,
            running: 2.0,
            paused: 1.0,
            oldest_seconds: 4.5,
            workers: 1.0,
            callbacks_waiting: 0.0,
            callbacks_dead: 0.0,
        };
        Metrics::assemble(counters, &gauges, Duration::from_millis(1500))
    }

    #[test]
    fn every_documented_metric_is_there_before_anything_happened() {
        let text = metrics(Vec::new()).prometheus();
        for (name, ..) in KNOWN {
            let there = text.lines().any(|line| !line.starts_with('#') && line.starts_with(name));
            assert!(there, "{name} has no value:\n{text}");
        }
        assert!(!text.contains("-0"), "nothing is zero, not minus zero:\n{text}");
    }

    #[test]
    fn a_label_cannot_break_out_of_its_quotes() {
        let row = row("gh_jobs_failed_total", json!({ "error_code": "a\"} 1\nx \\" }), 1.0);
        let text = metrics(vec![row]).prometheus();
        assert!(text.contains("gh_jobs_failed_total{error_code=\"a\\\"} 1\\nx \\\\\"} 1\n"), "{text}");
    }

    #[test]
    fn buckets_are_sorted_by_bound_and_end_with_all() {
        let bucket = |le: &str, value| row("gh_job_duration_seconds_bucket", json!({ "le": le }), value);
        let counters = vec![
            bucket("15", 3.0),
            bucket("120", 4.0),
            bucket("5", 1.0),
            row("gh_job_duration_seconds_count", json!({}), 5.0),
            row("gh_job_duration_seconds_sum", json!({}), 600.0),
        ];
        let metrics = metrics(counters);
        let text = metrics.prometheus();
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("gh_job_duration_seconds")).collect();
        assert_eq!(
            lines,
            [
                "gh_job_duration_seconds_bucket{le=\"5\"} 1",
                "gh_job_duration_seconds_bucket{le=\"15\"} 3",
                "gh_job_duration_seconds_bucket{le=\"120\"} 4",
                "gh_job_duration_seconds_bucket{le=\"+Inf\"} 5",
                "gh_job_duration_seconds_sum 600",
                "gh_job_duration_seconds_count 5",
            ]
        );
        assert_eq!(metrics.find("gh_job_duration_avg_ms").unwrap().total(), 120_000.0);
    }
}
