//! What a worker with nothing to do asks of the database.

use crate::{Server, a_worker, verdict};
use sqlx::{ConnectOptions, PgConnection};
use std::time::Duration;

const TIME: Duration = Duration::from_secs(40);

pub(crate) async fn measure(server: &Server) {
    let pool = server.queue("bench_idle").await;
    let folder = tempfile::tempdir().unwrap();
    let worker = a_worker(&pool, folder.path()).await;
    let control = worker.control();
    let working = tokio::spawn(async move { worker.run().await });
    // Another database, so that looking is not counted.
    let mut watching = server.options().connect().await.unwrap();
    // What it does at its start is not idling; the server's own counters lag by a moment.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = transactions(&mut watching).await;
    tokio::time::sleep(TIME).await;
    let after = transactions(&mut watching).await;
    control.stop_now();
    working.await.unwrap().unwrap();
    let rate = (after - before) as f64 / TIME.as_secs_f64();
    println!("(d) idle worker: {rate:.2} transactions/s over {} s (bar 2): {}", TIME.as_secs(), verdict(rate <= 2.0));
}

async fn transactions(db: &mut PgConnection) -> i64 {
    sqlx::query_scalar("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'bench_idle'")
        .fetch_one(db)
        .await
        .unwrap()
}
