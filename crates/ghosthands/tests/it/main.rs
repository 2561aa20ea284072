//! The queue and the fence on a real Postgres.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod callbacks;
mod claiming;
mod errors;
mod events;
mod fence;
mod lifecycle;
mod manuals;
mod monitoring;
mod people;
mod queue;
mod receiver;
mod registry;
mod spending;

use domain::tasks::Mode;
use domain::{JobId, Profile, UserId};
use ghosthands::jobs::{self, Claimed, NewJob};
use ghosthands::request::ApplyRequest;
use ghosthands::workers::Registration;
use postgres::testing::{TestDatabase, database};
use sqlx::PgConnection;
use std::time::Duration;

async fn fresh() -> TestDatabase {
    database(&[&ghosthands::migrator()]).await
}

fn a_job(user: UserId) -> NewJob {
    NewJob {
        user_id: user,
        target_url: "https://jobs.example/acme/1".into(),
        description: "Apply to Acme".into(),
        request: ApplyRequest {
            mode: Mode::Autopilot,
            dry_run: false,
            profile: Profile::default(),
            answers: Vec::new(),
            resume: None,
            cover_letter: None,
            said: std::collections::BTreeMap::new(),
        },
        priority: 5,
        timeout: Duration::from_secs(300),
        valet_task_id: None,
        idempotency_key: None,
        target_worker_id: None,
    }
}

async fn enqueue(db: &mut PgConnection, user: UserId) -> JobId {
    jobs::enqueue(db, &a_job(user)).await.unwrap()
}

/// Claims and starts the next job.
async fn started(db: &mut PgConnection, worker: &str) -> Claimed {
    let claimed = jobs::claim(db, worker).await.unwrap().expect("a job to claim");
    claimed.lease.start(db).await.unwrap();
    claimed
}

async fn age_heartbeats(db: &mut PgConnection) {
    sqlx::query("UPDATE gh_automation_jobs SET last_heartbeat = now() - interval '10 minutes'")
        .execute(db)
        .await
        .unwrap();
}

fn named(worker: &str) -> Registration {
    Registration { worker_id: worker.to_owned(), max_concurrent_jobs: 2, ..Registration::default() }
}
