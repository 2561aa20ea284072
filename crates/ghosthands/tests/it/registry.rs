//! The registry of workers.

use super::*;
use ghosthands::workers::{self, Beat, Listed};
use sqlx::postgres::PgListener;

async fn row(db: &mut PgConnection, worker: &str) -> (String, Option<uuid::Uuid>, Vec<uuid::Uuid>) {
    sqlx::query_as("SELECT status, current_job_id, current_job_ids FROM gh_worker_registry WHERE worker_id = $1")
        .bind(worker)
        .fetch_one(db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_worker_is_active_then_draining_then_offline_and_its_row_stays() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    workers::register(&mut db, &named("w1")).await.unwrap();
    let job = enqueue(&mut db, UserId::generate()).await;
    started(&mut db, "w1").await;
    let busy = Beat { draining: false, jobs: vec![job] };
    assert_eq!(workers::renew(&mut db, "w1", &busy).await.unwrap(), Listed::Expected);
    assert_eq!(row(&mut db, "w1").await, ("active".into(), Some(job.0), vec![job.0]));
    workers::renew(&mut db, "w1", &Beat { draining: true, ..busy }).await.unwrap();
    assert_eq!(row(&mut db, "w1").await.0, "draining");
    workers::deregister(&mut db, "w1").await.unwrap();
    assert_eq!(row(&mut db, "w1").await, ("offline".into(), None, Vec::new()));
}

#[tokio::test]
async fn registering_again_returns_the_same_row_to_active() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    workers::register(&mut db, &named("w1")).await.unwrap();
    workers::count(&mut db, "w1", true).await.unwrap();
    workers::ask_to_drain(&mut db, "w1").await.unwrap();
    workers::deregister(&mut db, "w1").await.unwrap();
    workers::register(&mut db, &named("w1")).await.unwrap();
    let (status, done, rows): (String, i32, i64) = sqlx::query_as(
        "SELECT max(status), max(jobs_completed), count(*) FROM gh_worker_registry WHERE drain_requested_at IS NULL",
    )
    .fetch_one(&mut *db)
    .await
    .unwrap();
    assert_eq!((status.as_str(), done, rows), ("active", 1, 1));
}

#[tokio::test]
async fn a_peers_leaving_disturbs_nobody() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for worker in ["w1", "w2"] {
        workers::register(&mut db, &named(worker)).await.unwrap();
    }
    let job = enqueue(&mut db, UserId::generate()).await;
    let lease = started(&mut db, "w1").await.lease;
    workers::deregister(&mut db, "w2").await.unwrap();
    assert_eq!(
        workers::renew(&mut db, "w1", &Beat { draining: false, jobs: vec![job] }).await.unwrap(),
        Listed::Expected
    );
    lease.complete(&mut db, &jobs::Report::default()).await.unwrap();
}

#[tokio::test]
async fn a_worker_silent_for_five_minutes_is_marked_offline_by_another_and_comes_back_by_itself() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for worker in ["w1", "w2"] {
        workers::register(&mut db, &named(worker)).await.unwrap();
    }
    sqlx::query("UPDATE gh_worker_registry SET last_heartbeat = now() - interval '6 minutes' WHERE worker_id = 'w2'")
        .execute(&mut *db)
        .await
        .unwrap();
    workers::renew(&mut db, "w1", &Beat::default()).await.unwrap();
    assert_eq!(row(&mut db, "w2").await.0, "offline");
    workers::renew(&mut db, "w2", &Beat::default()).await.unwrap();
    assert_eq!(row(&mut db, "w2").await.0, "active");
}

#[tokio::test]
async fn whoever_is_asked_to_drain_hears_it_and_stays_so_until_it_registers_anew() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    workers::register(&mut db, &named("w1")).await.unwrap();
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("gh_worker_drain").await.unwrap();
    assert_eq!(workers::ask_to_drain(&mut db, "w1").await.unwrap(), ["w1"]);
    assert_eq!(workers::ask_to_drain(&mut db, "w1").await.unwrap(), ["w1"], "asking twice changes nothing");
    let told = tokio::time::timeout(Duration::from_secs(5), listener.recv()).await.unwrap().unwrap();
    assert_eq!(told.payload(), "w1");
    assert_eq!(workers::renew(&mut db, "w1", &Beat::default()).await.unwrap(), Listed::ToDrain);
    assert_eq!(row(&mut db, "w1").await.0, "draining");
    assert!(workers::ask_to_drain(&mut db, "nobody").await.unwrap().is_empty());
    assert_eq!(workers::renew(&mut db, "nobody", &Beat::default()).await.unwrap(), Listed::Missing);
}
