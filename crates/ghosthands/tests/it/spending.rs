//! Money for language models: never spent twice, never forgotten.

use crate::{enqueue, fresh, started};
use domain::{JobId, UserId};
use ghosthands::jobs::Lease;
use ghosthands::limits::{self, Tier};
use ghosthands::spending::{self, Account, Terms};
use llm::{Attempt, Catalogue, Meter as _, Outcome, Planned, Usage};
use sqlx::PgPool;
use std::time::Duration;

const PURPOSE: &str = "draft";

fn planned(model: &llm::Model, worst_microusd: i64) -> Planned<'_> {
    Planned { purpose: PURPOSE, model, worst_microusd }
}

fn model() -> llm::Model {
    Catalogue::built_in().resolve("gpt-4o-mini").unwrap()
}

fn cost(cost_microusd: i64) -> Attempt {
    let usage = Usage { input: 10, output: 5 };
    Attempt { usage, cost_microusd, latency: Duration::from_millis(7), outcome: Outcome::Answered }
}

async fn terms(pool: &PgPool, lease: &Lease) -> Terms {
    Terms::of(&mut pool.acquire().await.unwrap(), lease, None).await.unwrap()
}

/// Spent and reserved of the job, then of the month.
async fn amounts(pool: &PgPool, job: JobId) -> (i64, i64, i64, i64) {
    sqlx::query_as(
        "SELECT j.llm_cost_microusd, j.llm_reserved_microusd, COALESCE(u.cost_microusd, 0), COALESCE(u.reserved_microusd, 0)
         FROM gh_automation_jobs j LEFT JOIN gh_user_usage u USING (user_id) WHERE j.id = $1",
    )
    .bind(job.0)
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn a_lease(pool: &PgPool, user: UserId) -> Lease {
    let mut db = pool.acquire().await.unwrap();
    enqueue(&mut db, user).await;
    started(&mut db, "w").await.lease
}

#[tokio::test]
async fn what_is_set_aside_is_replaced_by_what_it_cost() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let account = Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await);
    let model = model();
    let ticket = account.reserve(&planned(&model, 100_000)).await.unwrap();
    assert_eq!(amounts(pool, lease.job).await, (0, 100_000, 0, 100_000));
    account.settle(ticket, &cost(12_345)).await;
    assert_eq!(amounts(pool, lease.job).await, (12_345, 0, 12_345, 0));
    let row: (i32, i64) = sqlx::query_as("SELECT llm_cost_cents, total_tokens FROM gh_automation_jobs WHERE id = $1")
        .bind(lease.job.0)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(row, (2, 15), "cents are rounded up");
    let call: (String, String, String, i64, i64, i64, String) = sqlx::query_as(
        "SELECT purpose, provider, model, input_tokens, output_tokens, cost_microusd, outcome FROM gh_model_calls",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    assert_eq!(call, ("draft".into(), "openai".into(), "gpt-4o-mini".into(), 10, 5, 12_345, "answered".into()));
    let event: (serde_json::Value,) =
        sqlx::query_as("SELECT metadata FROM gh_job_events WHERE event_type = 'tokens_used'")
            .fetch_one(pool)
            .await
            .unwrap();
    assert_eq!((&event.0["model"], &event.0["input_tokens"]), (&"gpt-4o-mini".into(), &10.into()));
    let usage = spending::usage(&mut pool.acquire().await.unwrap(), user).await.unwrap();
    assert_eq!((usage.tier, usage.monthly_budget_usd, usage.current_month_cost_usd), (Tier::Free, 0.5, 0.012345));
    assert!((usage.remaining_budget_usd - 0.487655).abs() < 1e-9);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_cannot_spend_the_same_money() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let mut accounts = Vec::new();
    for _ in 0..4 {
        let lease = a_lease(pool, user).await;
        accounts.push(Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await));
    }
    // The month of a free person holds 0.50 dollars: twelve times four cents.
    let tries = (0..20).map(|n| {
        let (account, model) = (accounts[n % 4].clone(), model());
        tokio::spawn(async move {
            let ticket = account.reserve(&planned(&model, 40_000)).await.ok()?;
            account.settle(ticket, &cost(40_000)).await;
            Some(())
        })
    });
    let mut paid = 0;
    for tried in tries.collect::<Vec<_>>() {
        paid += usize::from(tried.await.unwrap().is_some());
    }
    assert_eq!(paid, 12);
    let (spent,): (i64,) = sqlx::query_as("SELECT cost_microusd FROM gh_user_usage").fetch_one(pool).await.unwrap();
    assert_eq!(spent, 480_000);
    let left_over: (i64,) = sqlx::query_as("SELECT sum(llm_reserved_microusd)::bigint FROM gh_automation_jobs")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(left_over.0, 0, "a refused reservation leaves nothing behind");
}

#[tokio::test]
async fn a_job_stops_at_its_own_budget_and_a_stale_worker_gets_nothing() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let terms = Terms { task_microusd: 50_000, ..terms(pool, &lease).await };
    let account = Account::new(pool.clone(), lease.clone(), terms.clone());
    let model = model();
    let ticket = account.reserve(&planned(&model, 40_000)).await.unwrap();
    let refused = account.reserve(&planned(&model, 20_000)).await.unwrap_err();
    assert!(refused.0.contains("this application"), "{refused}");
    account.settle(ticket, &cost(10_000)).await;
    drop(account.reserve(&planned(&model, 40_000)).await.unwrap());
    let stale = Lease { epoch: lease.epoch - 1, ..lease.clone() };
    let refused = Account::new(pool.clone(), stale, terms).reserve(&planned(&model, 1)).await.unwrap_err();
    assert!(refused.0.contains("another worker"), "{refused}");
}

#[tokio::test]
async fn a_call_nobody_hears_the_end_of_costs_what_was_set_aside() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let account = Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await);
    let model = model();
    // The caller goes away.
    drop(account.reserve(&planned(&model, 30_000)).await.unwrap());
    let waiting = async {
        while amounts(pool, lease.job).await.1 != 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the call to be accounted for");
    assert_eq!(amounts(pool, lease.job).await, (30_000, 0, 30_000, 0));
    // The process dies: nothing runs on drop.
    std::mem::forget(account.reserve(&planned(&model, 20_000)).await.unwrap());
    let mut db = pool.acquire().await.unwrap();
    assert_eq!(spending::settle_abandoned(&mut db).await.unwrap(), 0, "it may still be under way");
    sqlx::query("UPDATE gh_model_calls SET started_at = now() - interval '11 minutes' WHERE outcome = 'under_way'")
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(spending::settle_abandoned(&mut db).await.unwrap(), 1);
    assert_eq!(spending::settle_abandoned(&mut db).await.unwrap(), 0);
    assert_eq!(amounts(pool, lease.job).await, (50_000, 0, 50_000, 0));
}

#[tokio::test]
async fn a_call_is_accounted_for_once() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let account = Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await);
    let model = model();
    let ticket = account.reserve(&planned(&model, 30_000)).await.unwrap();
    account.settle(ticket, &cost(1_000)).await;
    let again: (bool,) = sqlx::query_as("SELECT gh_settle_model_call(id, 5, 1, 1, 1, 'answered') FROM gh_model_calls")
        .fetch_one(pool)
        .await
        .unwrap();
    assert!(!again.0);
    assert_eq!(amounts(pool, lease.job).await, (1_000, 0, 1_000, 0));
}

#[tokio::test]
async fn the_cost_is_recorded_at_every_end_and_the_job_is_counted_once() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let mut db = pool.acquire().await.unwrap();
    for _ in 0..2 {
        spending::record_cost(&mut db, lease.job).await.unwrap();
    }
    let events: (i64,) = sqlx::query_as("SELECT count(*) FROM gh_job_events WHERE event_type = 'cost_recorded'")
        .fetch_one(pool)
        .await
        .unwrap();
    let usage = spending::usage(&mut db, user).await.unwrap();
    assert_eq!((events.0, usage.job_count, usage.current_month_cost_usd), (2, 1, 0.0));
    let nobody = spending::usage(&mut db, UserId::generate()).await.unwrap();
    assert_eq!((nobody.job_count, nobody.remaining_budget_usd), (0, 0.5));
}

#[tokio::test]
async fn a_month_begins_with_its_whole_budget() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let lease = a_lease(pool, user).await;
    let account = Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await);
    sqlx::query(
        "INSERT INTO gh_user_usage (user_id, period_start, period_end, cost_microusd)
         SELECT $1, starts - interval '1 month', starts, 500000 FROM gh_usage_period()",
    )
    .bind(user.0)
    .execute(pool)
    .await
    .unwrap();
    let model = model();
    assert!(account.reserve(&planned(&model, 400_000)).await.is_ok());
    assert!(account.reserve(&planned(&model, 200_000)).await.is_err());
}

#[tokio::test]
async fn the_tier_on_record_decides_and_goes_on_into_the_next_month() {
    let database = fresh().await;
    let (pool, user) = (&database.pool, UserId::generate());
    let mut db = pool.acquire().await.unwrap();
    spending::put_tier(&mut db, user, Tier::Starter).await.unwrap();
    sqlx::query("UPDATE gh_user_usage SET period_start = period_start - interval '1 month'")
        .execute(pool)
        .await
        .unwrap();
    let lease = a_lease(pool, user).await;
    let account = Account::new(pool.clone(), lease.clone(), terms(pool, &lease).await);
    let model = model();
    let ticket = account.reserve(&planned(&model, 400_000)).await.unwrap();
    account.settle(ticket, &cost(400_000)).await;
    let usage = spending::usage(&mut db, user).await.unwrap();
    assert_eq!((usage.tier, usage.monthly_budget_usd, usage.remaining_budget_usd), (Tier::Starter, 2.0, 1.6));
    assert_eq!(limits::tier_of(&mut db, user, Tier::Free).await.unwrap(), Tier::Starter);
    spending::put_tier(&mut db, user, Tier::Pro).await.unwrap();
    assert_eq!(spending::usage(&mut db, user).await.unwrap().remaining_budget_usd, 9.6, "an upgrade counts at once");
}
