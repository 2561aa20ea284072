//! Enqueue → claimed, by the server's clock: from the insert to the end of the claiming statement.

use crate::{Server, a_job, a_worker, quantile, raw, verdict};
use domain::UserId;
use ghosthands::jobs;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;

const SAMPLES: usize = 200;

pub(crate) async fn measure(server: &Server) {
    let ours = server.queue("bench_latency").await;
    // When the claim is done, whoever claims.
    sqlx::raw_sql(
        "CREATE TABLE bench_claims (job_id uuid PRIMARY KEY, at timestamptz NOT NULL);
         CREATE FUNCTION bench_note() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO bench_claims VALUES (NEW.id, clock_timestamp()); RETURN NULL; END $$;
         CREATE TRIGGER zz_bench AFTER UPDATE OF status ON gh_automation_jobs FOR EACH ROW
             WHEN (NEW.status = 'queued') EXECUTE FUNCTION bench_note();",
    )
    .execute(&ours)
    .await
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let worker = a_worker(&ours, folder.path()).await;
    let control = worker.control();
    let working = tokio::spawn(async move { worker.run().await });
    let least = server.database("bench_latency_raw").await;
    raw::create(&least).await;
    let claiming = tokio::spawn(claim_forever(least.clone(), PgListener::connect_with(&least).await.unwrap()));

    let (mut ours_ms, mut raw_ms) = (Vec::new(), Vec::new());
    for n in 0..SAMPLES {
        // Idle workers: some time passes between jobs, never the same.
        tokio::time::sleep(Duration::from_millis(20 + n as u64 * 7 % 30)).await;
        raw_ms.push(one_raw(&least).await);
        ours_ms.push(one(&ours).await);
    }
    control.stop_now();
    working.await.unwrap().unwrap();
    claiming.abort();

    println!("(a) enqueue -> claimed, idle worker, {SAMPLES} jobs each, ms");
    for (name, values) in [("raw SQL", &raw_ms), ("GhostHands", &ours_ms)] {
        let at = |part| quantile(values, part);
        println!("    {name:<12} p50 {:.2}  p95 {:.2}  p99 {:.2}", at(0.5), at(0.95), at(0.99));
    }
    let ratio = quantile(&ours_ms, 0.5) / quantile(&raw_ms, 0.5);
    println!("    p50 {ratio:.2} x raw SQL (bar 1.5): {}", verdict(ratio <= 1.5));
}

/// A job that the worker refuses before it opens a browser; waits until it has ended.
async fn one(pool: &PgPool) -> f64 {
    let mut db = pool.acquire().await.unwrap();
    sqlx::query("DELETE FROM gh_automation_jobs").execute(&mut *db).await.unwrap();
    let mut ended = PgListener::connect_with(pool).await.unwrap();
    ended.listen("gh_job_event").await.unwrap();
    let mut job = a_job(UserId::generate());
    // No address: it is refused before a browser is needed.
    job.target_url = "none".into();
    let id = sqlx::query_scalar::<_, uuid::Uuid>(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, input_data, created_at)
         VALUES ($1, 'apply', $2, $3, $4, clock_timestamp()) RETURNING id",
    )
    .bind(job.user_id.0)
    .bind(&job.target_url)
    .bind(&job.description)
    .bind(serde_json::to_value(&job.request).unwrap())
    .fetch_one(&mut *db)
    .await
    .unwrap();
    loop {
        let job = jobs::find(&mut db, job.user_id, domain::JobId(id)).await.unwrap().unwrap();
        if job.status.is_final() {
            break;
        }
        let _ = tokio::time::timeout(Duration::from_millis(200), ended.recv()).await;
    }
    sqlx::query_scalar(
        "SELECT extract(epoch FROM c.at - j.created_at)::float8 * 1000
         FROM gh_automation_jobs j JOIN bench_claims c ON c.job_id = j.id WHERE j.id = $1",
    )
    .bind(id)
    .fetch_one(&mut *db)
    .await
    .unwrap()
}

async fn one_raw(pool: &PgPool) -> f64 {
    let mut db = pool.acquire().await.unwrap();
    let id: i64 = sqlx::query_scalar(
        "WITH made AS (INSERT INTO bench_jobs (payload) VALUES ('{\"n\": 1}') RETURNING id)
         SELECT id FROM made, LATERAL pg_notify('bench_created', id::text)",
    )
    .fetch_one(&mut *db)
    .await
    .unwrap();
    loop {
        let ms: Option<f64> = sqlx::query_scalar(
            "SELECT extract(epoch FROM claimed_at - created_at)::float8 * 1000 FROM bench_jobs
             WHERE id = $1 AND finished_at IS NOT NULL",
        )
        .bind(id)
        .fetch_optional(&mut *db)
        .await
        .unwrap();
        if let Some(ms) = ms {
            return ms;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn claim_forever(pool: PgPool, mut listener: PgListener) {
    listener.listen(raw::CHANNEL).await.unwrap();
    loop {
        listener.recv().await.unwrap();
        let mut db = pool.acquire().await.unwrap();
        while let Some(id) = raw::claim(&mut db).await {
            raw::finish(&mut db, id).await;
        }
    }
}
