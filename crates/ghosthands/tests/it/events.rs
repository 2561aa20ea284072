//! Events: a reader by cursor misses none, however they are written.

use super::*;
use ghosthands::events::{self, Event, names};
use ghosthands::jobs::{Lease, Report};
use ghosthands::progress::{Reporter, Step, Tracker};
use sqlx::PgPool;
use sqlx::postgres::PgListener;

async fn running(pool: &PgPool) -> Lease {
    let mut db = pool.acquire().await.unwrap();
    enqueue(&mut db, UserId::generate()).await;
    started(&mut db, "w1").await.lease
}

async fn all(db: &mut PgConnection, job: JobId) -> Vec<Event> {
    events::list_after(db, job, 0).await.unwrap()
}

/// Reads as a client does: listens, reads after its cursor, waits for the next notification.
async fn follow(pool: &PgPool, mut listener: PgListener, job: JobId, last: &str) -> Vec<Event> {
    let (mut seen, mut cursor): (Vec<Event>, i64) = (Vec::new(), 0);
    loop {
        let news = events::list_after(&mut pool.acquire().await.unwrap(), job, cursor).await.unwrap();
        cursor = news.last().map_or(cursor, |event| event.seq);
        seen.extend(news);
        if seen.iter().any(|event| event.event_type == last) {
            return seen;
        }
        listener.recv().await.unwrap();
    }
}

async fn insert(db: &mut PgConnection, job: JobId, event_type: &str, message: &str) {
    sqlx::query("INSERT INTO gh_job_events (job_id, event_type, message) VALUES ($1, $2, $3)")
        .bind(job.0)
        .bind(event_type)
        .bind(message)
        .execute(db)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reader_by_cursor_sees_every_event_of_many_writers_once_and_in_order() {
    const WRITERS: usize = 8;
    const EACH: usize = 40;
    let database = fresh().await;
    let lease = running(&database.pool).await;
    let mut listener = PgListener::connect_with(&database.pool).await.unwrap();
    listener.listen("gh_job_event").await.unwrap();
    let reading = tokio::spawn({
        let pool = database.pool.clone();
        async move { follow(&pool, listener, lease.job, "end").await }
    });
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let pool = database.pool.clone();
            tokio::spawn(async move {
                for n in 0..EACH {
                    // Some commit late: numbers drawn early become visible after numbers drawn later.
                    let mut tx = pool.begin().await.unwrap();
                    insert(&mut tx, lease.job, "step_started", &format!("{writer}/{n}")).await;
                    if (writer + n) % 5 == 0 {
                        sqlx::query("SELECT pg_sleep(0.003)").execute(&mut *tx).await.unwrap();
                    }
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut db = database.pool.acquire().await.unwrap();
    insert(&mut db, lease.job, "end", "").await;
    let seen = tokio::time::timeout(Duration::from_secs(60), reading).await.unwrap().unwrap();
    let told: Vec<&str> =
        seen.iter().filter(|e| e.event_type == "step_started").filter_map(|e| e.message.as_deref()).collect();
    assert_eq!(told.len(), WRITERS * EACH, "none is lost and none comes twice");
    for writer in 0..WRITERS {
        let own: Vec<&str> = told.iter().copied().filter(|one| one.starts_with(&format!("{writer}/"))).collect();
        let expected: Vec<String> = (0..EACH).map(|n| format!("{writer}/{n}")).collect();
        assert_eq!(own, expected);
    }
    assert!(seen.is_sorted_by(|a, b| a.seq < b.seq));
}

/// The case that loses an event where numbers are drawn before they are visible in order.
#[tokio::test]
async fn an_event_that_commits_late_is_not_stepped_over() {
    let database = fresh().await;
    let lease = running(&database.pool).await;
    let mut early = database.pool.begin().await.unwrap();
    insert(&mut early, lease.job, "step_started", "early").await;
    let late = tokio::spawn({
        let pool = database.pool.clone();
        async move { insert(&mut pool.acquire().await.unwrap(), lease.job, "step_started", "late").await }
    });
    // The second writer has to wait for the first: once it does, nothing of it can be seen.
    let waits = async {
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
            )
            .fetch_one(&database.pool)
            .await
            .unwrap();
            if waiting > 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waits).await.expect("the second writer waits");
    let mut db = database.pool.acquire().await.unwrap();
    let cursor = all(&mut db, lease.job).await.last().map_or(0, |event| event.seq);
    early.commit().await.unwrap();
    late.await.unwrap();
    let news = events::list_after(&mut db, lease.job, cursor).await.unwrap();
    let told: Vec<_> = news.iter().filter_map(|event| event.message.as_deref()).collect();
    assert_eq!(told, ["early", "late"]);
}

#[tokio::test]
async fn events_of_different_jobs_do_not_wait_for_each_other() {
    let database = fresh().await;
    let (one, other) = (running(&database.pool).await, running(&database.pool).await);
    let mut open = database.pool.begin().await.unwrap();
    insert(&mut open, one.job, "step_started", "open").await;
    let mut db = database.pool.acquire().await.unwrap();
    let written = insert(&mut db, other.job, "step_started", "free");
    tokio::time::timeout(Duration::from_secs(10), written).await.expect("it need not wait");
    open.rollback().await.unwrap();
    assert_eq!(all(&mut db, other.job).await.last().unwrap().message.as_deref(), Some("free"));
}

#[tokio::test]
async fn progress_is_written_with_the_last_of_it_and_counted_in_the_row() {
    let database = fresh().await;
    let lease = running(&database.pool).await;
    let reporter = Reporter::start(database.pool.clone(), lease.clone(), Tracker::new(chrono::Utc::now(), None));
    reporter.step(Step::Navigating, "Opening the posting");
    reporter.acted("type", 7);
    reporter.think("I see a question").await.unwrap();
    reporter.think("Too soon after the other").await.unwrap();
    reporter.step(Step::Completed, "Done");
    reporter.finish().await.unwrap();
    let mut db = database.pool.acquire().await.unwrap();
    let written = all(&mut db, lease.job).await;
    let thoughts = written.iter().filter(|event| event.event_type == names::THOUGHT).count();
    let updates: Vec<&Event> = written.iter().filter(|event| event.event_type == names::PROGRESS_UPDATE).collect();
    assert_eq!(thoughts, 1);
    assert!((1..=2).contains(&updates.len()), "{updates:?}");
    let last = &updates.last().unwrap().metadata;
    assert_eq!(
        (&last["progress_pct"], &last["action_index"], &last["step"]),
        (&100.into(), &7.into(), &"completed".into())
    );
    let actions: i32 =
        sqlx::query_scalar("SELECT action_count FROM gh_automation_jobs").fetch_one(&mut *db).await.unwrap();
    assert_eq!(actions, 7);
}

#[tokio::test]
async fn progress_of_a_lost_lease_is_not_written() {
    let database = fresh().await;
    let lease = running(&database.pool).await;
    let mut db = database.pool.acquire().await.unwrap();
    lease.release(&mut db, "worker_shutdown", None).await.unwrap();
    let before = all(&mut db, lease.job).await.len();
    let reporter = Reporter::start(database.pool.clone(), lease.clone(), Tracker::new(chrono::Utc::now(), None));
    reporter.step(Step::Submitting, "Submitting");
    let ended = reporter.finish().await;
    assert!(ended.is_err() || all(&mut db, lease.job).await.len() == before);
    assert_eq!(all(&mut db, lease.job).await.len(), before);
}

#[tokio::test]
async fn a_status_change_and_an_event_of_the_same_moment_do_not_block_each_other_for_good() {
    let database = fresh().await;
    let lease = running(&database.pool).await;
    let mut tx = database.pool.begin().await.unwrap();
    events::record(&mut tx, &lease, names::STEP_STARTED, "in a transaction", serde_json::json!({})).await.unwrap();
    let heartbeat = tokio::spawn({
        let (pool, lease) = (database.pool.clone(), lease.clone());
        async move { lease.renew(&mut pool.acquire().await.unwrap()).await.unwrap() }
    });
    lease.complete(&mut tx, &Report::default()).await.unwrap();
    tx.commit().await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), heartbeat).await.unwrap().unwrap();
}
