//! What a claim costs when the table is full of rows that are not to be claimed.

use crate::{Server, quantile, verdict};
use ghosthands::jobs;
use sqlx::PgPool;
use std::time::Instant;

const SAMPLES: usize = 400;

pub(crate) async fn measure(server: &Server) {
    println!("(c) one claim, {SAMPLES} times, ms");
    let pool = server.queue("bench_flat").await;
    let empty = claims(&pool, "nothing else in the table").await;
    insert(&pool, 100_000, "'completed', NULL, now() - interval '1 day'").await;
    insert(&pool, 10_000, "'pending', now() + interval '1 day', now() - interval '1 day'").await;
    let unknown = claims(&pool, "100,000 finished, 10,000 future, no statistics yet").await;
    sqlx::query("VACUUM ANALYZE").execute(&pool).await.unwrap();
    let full = claims(&pool, "the same, with statistics").await;
    let worst = unknown.max(full) / empty;
    println!("    worst {worst:.2} x (bar 1.2): {}", verdict(worst <= 1.2));
}

/// The rest of a row: status, scheduled_at, created_at.
async fn insert(pool: &PgPool, rows: i32, rest: &str) {
    let sql = format!(
        "INSERT INTO gh_automation_jobs
             (user_id, job_type, target_url, task_description, priority, status, scheduled_at, created_at)
         SELECT gen_random_uuid(), 'apply', 'https://jobs.example/' || n, 'Measure', 1 + n % 10, {rest}
         FROM generate_series(1, $1) n"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(rows).execute(pool).await.unwrap();
}

/// Median milliseconds of a claim by a connection that has claimed before.
async fn claims(pool: &PgPool, what: &str) -> f64 {
    insert(pool, SAMPLES as i32 + 50, "'pending', NULL, now()").await;
    let mut db = pool.acquire().await.unwrap();
    let mut took = Vec::new();
    for n in 0..SAMPLES + 50 {
        let started = Instant::now();
        assert!(jobs::claim(&mut db, "bench").await.unwrap().is_some());
        if n >= 50 {
            took.push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!("    p50 {:.3}  p95 {:.3}  {what}", quantile(&took, 0.5), quantile(&took, 0.95));
    quantile(&took, 0.5)
}
