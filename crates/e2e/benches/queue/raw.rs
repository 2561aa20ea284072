//! The least that a queue in SQL can be: a table, a partial index, one statement to claim and one to finish.

use sqlx::{PgConnection, PgPool};

pub(crate) const CHANNEL: &str = "bench_created";

pub(crate) async fn create(pool: &PgPool) {
    sqlx::raw_sql(
        "CREATE TABLE bench_jobs (
             id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL DEFAULT '{}',
             status text NOT NULL DEFAULT 'pending', created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
             claimed_at timestamptz, finished_at timestamptz);
         CREATE INDEX bench_jobs_idx ON bench_jobs (created_at) WHERE status = 'pending';",
    )
    .execute(pool)
    .await
    .unwrap();
}

pub(crate) async fn fill(pool: &PgPool, jobs: i32) {
    sqlx::query("INSERT INTO bench_jobs (payload) SELECT '{\"n\": 1}' FROM generate_series(1, $1)")
        .bind(jobs)
        .execute(pool)
        .await
        .unwrap();
}

pub(crate) async fn claim(db: &mut PgConnection) -> Option<i64> {
    sqlx::query_scalar(
        "UPDATE bench_jobs SET status = 'active', claimed_at = clock_timestamp()
         WHERE id = (SELECT id FROM bench_jobs WHERE status = 'pending' ORDER BY created_at LIMIT 1
                     FOR UPDATE SKIP LOCKED)
         RETURNING id",
    )
    .fetch_optional(db)
    .await
    .unwrap()
}

pub(crate) async fn finish(db: &mut PgConnection, id: i64) {
    sqlx::query("UPDATE bench_jobs SET status = 'done', finished_at = now() WHERE id = $1")
        .bind(id)
        .execute(db)
        .await
        .unwrap();
}
