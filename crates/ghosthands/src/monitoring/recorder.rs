//! Counters of one process, written to the database from time to time.

use crate::jobs::QueueError;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds in seconds of the buckets of durations measured by a process.
pub(super) const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// Series in memory at once; further ones are dropped, so that no label can fill the memory.
const MOST_SERIES: usize = 2_000;

type Series = (String, Vec<(&'static str, String)>);

/// Counts what a process does. Cheap; to be shared.
#[derive(Debug, Default)]
pub struct Recorder {
    counted: Mutex<BTreeMap<Series, f64>>,
}

impl Recorder {
    /// Adds to a counter. `name` ends in `_total`; label values are words of the program, never of a request.
    pub fn count(&self, name: &str, labels: &[(&'static str, &str)], by: f64) {
        self.add(name.to_owned(), own(labels), by);
    }

    /// Adds one duration to the histogram `name`, which ends in `_seconds`.
    pub fn observe(&self, name: &str, labels: &[(&'static str, &str)], took: Duration) {
        let (seconds, labels) = (took.as_secs_f64(), own(labels));
        self.add(format!("{name}_sum"), labels.clone(), seconds);
        self.add(format!("{name}_count"), labels.clone(), 1.0);
        for bound in BUCKETS.into_iter().filter(|bound| seconds <= *bound) {
            let mut labels = labels.clone();
            labels.push(("le", bound.to_string()));
            self.add(format!("{name}_bucket"), labels, 1.0);
        }
    }

    /// Counts one answered request of the API: `route` is its pattern, not its path.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let class = format!("{}xx", status / 100);
        self.count("gh_api_requests_total", &[("method", method), ("route", route), ("status", &class)], 1.0);
        if status >= 500 {
            self.count("gh_api_errors_total", &[("route", route)], 1.0);
        }
        self.observe("gh_api_response_seconds", &[], took);
    }

    fn add(&self, name: String, labels: Vec<(&'static str, String)>, by: f64) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name, labels);
        if counted.len() < MOST_SERIES || counted.contains_key(&key) {
            *counted.entry(key).or_default() += by;
        }
    }

    /// Writes what was counted since the last time. What cannot be written is kept for the next time.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn flush(&self, pool: &PgPool) -> Result<(), QueueError> {
        let counted = std::mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner));
        if counted.is_empty() {
            return Ok(());
        }
        let written = write(pool, &counted).await;
        if written.is_err() {
            for ((name, labels), by) in counted {
                self.add(name, labels, by);
            }
        }
        Ok(written?)
    }
}

fn own(labels: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    labels.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// One statement for all series. They come in the same order from every process, so that no two wait for each other.
async fn write(pool: &PgPool, counted: &BTreeMap<Series, f64>) -> Result<(), sqlx::Error> {
    let names: Vec<&str> = counted.keys().map(|(name, _)| name.as_str()).collect();
    let labels: Vec<serde_json::Value> = counted
        .keys()
        .map(|(_, labels)| {
            labels.iter().map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(value.as_str()))).collect()
        })
        .collect();
    let values: Vec<f64> = counted.values().copied().collect();
    sqlx::query(
        "INSERT INTO gh_metrics (name, labels, slot, value)
         SELECT name, labels, date_trunc('minute', now()), value
         FROM unnest($1::text[], $2::jsonb[], $3::float8[]) AS c (name, labels, value)
         ON CONFLICT (name, labels, slot) DO UPDATE SET value = gh_metrics.value + EXCLUDED.value",
    )
    .bind(names)
    .bind(labels)
    .bind(values)
    .execute(pool)
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(recorder: &Recorder, name: &str) -> f64 {
        let counted = recorder.counted.lock().unwrap();
        counted.iter().filter(|((n, _), _)| n == name).map(|(_, value)| value).sum()
    }

    #[test]
    fn a_duration_counts_in_every_bucket_it_fits_into() {
        let recorder = Recorder::default();
        recorder.observe("x_seconds", &[], Duration::from_millis(300));
        recorder.observe("x_seconds", &[], Duration::from_secs(60));
        let fitting = BUCKETS.iter().filter(|bound| 0.3 <= **bound).count();
        assert_eq!(value(&recorder, "x_seconds_bucket"), fitting as f64);
        assert_eq!((value(&recorder, "x_seconds_count"), value(&recorder, "x_seconds_sum")), (2.0, 60.3));
    }

    #[test]
    fn a_label_that_never_ends_does_not_fill_the_memory() {
        let recorder = Recorder::default();
        for n in 0..MOST_SERIES * 2 {
            recorder.count("x_total", &[("n", &n.to_string())], 1.0);
        }
        recorder.count("x_total", &[("n", "0")], 1.0);
        assert_eq!(recorder.counted.lock().unwrap().len(), MOST_SERIES);
        assert_eq!(value(&recorder, "x_total"), (MOST_SERIES + 1) as f64);
    }
}
