//! Claim and finish of jobs that do nothing, ten at a time.

use crate::{Arguments, Server, others, quantile, raw, verdict};
use ghosthands::jobs::{self, Report};
use sqlx::PgPool;
use std::time::Instant;

const CLAIMERS: usize = 10;

pub(crate) async fn measure(server: &Server, arguments: &Arguments) {
    let jobs = arguments.jobs;
    let ours = server.queue("bench_ours").await;
    let least = server.database("bench_raw").await;
    raw::create(&least).await;
    let others = others::Others::install(server, "bench_others").await;

    let mut rates: [Vec<f64>; 4] = Default::default();
    // In turn, so that whatever else the machine does hits all.
    for _ in 0..arguments.rounds {
        rates[0].push(run_raw(&least, jobs).await);
        rates[1].push(run_ours(&ours, jobs).await);
        if let Some(others) = &others {
            rates[2].push(others.run("pg-boss", jobs).await);
            rates[3].push(others.run("graphile-worker", jobs).await);
        }
    }
    println!(
        "(b) claim + finish, {CLAIMERS} claimers, {jobs} no-op jobs, median of {} rounds, jobs/s",
        arguments.rounds
    );
    let names = ["raw SQL", "GhostHands", "pg-boss", "graphile-worker"];
    let median = |at: usize| (!rates[at].is_empty()).then(|| quantile(&rates[at], 0.5));
    let baseline = median(0).unwrap_or(f64::NAN);
    for (at, name) in names.into_iter().enumerate() {
        if let Some(rate) = median(at) {
            println!("    {name:<16} {rate:>7.0}  {:.2} x raw SQL", rate / baseline);
        }
    }
    let mine = median(1).unwrap_or_default();
    println!("    at least 0.70 x raw SQL: {}", verdict(mine >= 0.7 * baseline));
    for at in [2, 3] {
        if let Some(rate) = median(at) {
            println!("    above {}: {}", names[at], verdict(mine > rate));
        }
    }
}

async fn run_raw(pool: &PgPool, jobs: i32) -> f64 {
    sqlx::query("TRUNCATE bench_jobs").execute(pool).await.unwrap();
    raw::fill(pool, jobs).await;
    settle(pool).await;
    let started = Instant::now();
    let claimers = (0..CLAIMERS).map(|_| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let mut db = pool.acquire().await.unwrap();
            let mut done = 0;
            while let Some(id) = raw::claim(&mut db).await {
                raw::finish(&mut db, id).await;
                done += 1;
            }
            done
        })
    });
    rate(futures_util::future::join_all(claimers).await, jobs, started)
}

async fn run_ours(pool: &PgPool, jobs: i32) -> f64 {
    sqlx::query("TRUNCATE gh_automation_jobs CASCADE").execute(pool).await.unwrap();
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, input_data)
         SELECT gen_random_uuid(), 'apply', 'https://jobs.example/1', 'Measure', '{\"n\": 1}' FROM generate_series(1, $1)",
    )
    .bind(jobs)
    .execute(pool)
    .await
    .unwrap();
    settle(pool).await;
    let started = Instant::now();
    let claimers = (0..CLAIMERS).map(|n| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let worker = format!("bench-{n}");
            let mut db = pool.acquire().await.unwrap();
            let mut done = 0;
            while let Some(claimed) = jobs::claim(&mut db, &worker).await.unwrap() {
                claimed.lease.complete(&mut db, &Report::default()).await.unwrap();
                done += 1;
            }
            done
        })
    });
    rate(futures_util::future::join_all(claimers).await, jobs, started)
}

/// Every measurement begins with the same state of statistics and disk.
async fn settle(pool: &PgPool) {
    for sql in ["VACUUM ANALYZE", "CHECKPOINT"] {
        sqlx::query(sql).execute(pool).await.unwrap();
    }
}

fn rate(done: Vec<Result<i32, tokio::task::JoinError>>, jobs: i32, started: Instant) -> f64 {
    let elapsed = started.elapsed().as_secs_f64();
    let done: i32 = done.into_iter().map(Result::unwrap).sum();
    assert_eq!(done, jobs, "every job is done once");
    f64::from(jobs) / elapsed
}
