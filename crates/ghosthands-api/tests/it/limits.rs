//! How much a person may ask for, across servers.

use crate::stand::{As, Stand, options, read, request, start};
use ghosthands::limits::Tier;
use ghosthands_api::Options;
use reqwest::Method;
use serde_json::json;

async fn with_tier(tier: Tier) -> Stand {
    Stand::with(Options { default_tier: tier, ..options() }).await
}

#[tokio::test]
async fn two_servers_at_once_let_no_more_through_than_one() {
    let stand = with_tier(Tier::Starter).await;
    let other = start(&stand.database, Options { default_tier: Tier::Starter, ..options() }).await;
    let orders = (0..40).map(|n| {
        let server = if n % 2 == 0 { &stand.server } else { &other };
        let order = request(&stand.client, server, As::User(stand.ada), Method::POST, "/api/v1/gh/jobs");
        async { read(order.json(&stand.order()).send().await.unwrap()).await }
    });
    let answers = futures_util::future::join_all(orders).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status.as_u16() == status).count();
    assert_eq!((count(201), count(429)), (10, 30));
    assert_eq!(stand.count().await, 10);
}

#[tokio::test]
async fn what_is_left_is_said_and_a_refusal_says_until_when() {
    let stand = with_tier(Tier::Free).await;
    let order = || stand.post(As::User(stand.ada), "/api/v1/gh/valet/apply", stand.application());
    for remaining in ["2", "1", "0"] {
        let answer = order().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!((answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")), ("3", remaining));
    }
    let refused = order().await;
    assert_eq!(refused.code(), (429, "rate_limit_exceeded"));
    assert_eq!((&refused.body["limit"], &refused.body["limited_by"]), (&json!(3), &json!("tier")));
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    assert!((3500..=3600).contains(&seconds), "{seconds}");
    let reset = chrono::DateTime::parse_from_rfc3339(refused.body["reset_at"].as_str().unwrap()).unwrap();
    let told: i64 = refused.header("x-ratelimit-reset").parse().unwrap();
    assert!((told - reset.timestamp()).abs() <= 1);
    assert_eq!(refused.header("x-ratelimit-remaining"), "0");
}

#[tokio::test]
async fn persons_have_limits_of_their_own_and_services_have_none() {
    let stand = with_tier(Tier::Free).await;
    for _ in 0..3 {
        stand.post(As::User(stand.ada), "/api/v1/gh/jobs", stand.order()).await;
    }
    assert_eq!(stand.post(As::User(stand.ada), "/api/v1/gh/jobs", stand.order()).await.status, 429);
    let mut bobs = stand.order();
    bobs["user_id"] = json!(stand.bob);
    assert_eq!(stand.post(As::User(stand.bob), "/api/v1/gh/jobs", bobs).await.status, 201);
    let service = stand.post(As::Service, "/api/v1/gh/jobs", stand.order()).await;
    assert_eq!((service.status.as_u16(), service.header("x-ratelimit-limit")), (201, ""));
}

#[tokio::test]
async fn one_site_is_full_while_another_is_not_and_the_address_tells_which() {
    let stand = with_tier(Tier::Pro).await;
    let apply = async |url: &str| {
        let mut order = stand.application();
        // What the request says about the site does not count.
        (order["target_url"], order["platform"]) = (json!(url), json!("other"));
        stand.post(As::User(stand.ada), "/api/v1/gh/valet/apply", order).await
    };
    for _ in 0..5 {
        assert_eq!(apply("https://www.linkedin.com/jobs/view/1").await.status, 201);
    }
    let sixth = apply("https://www.linkedin.com/jobs/view/1").await;
    assert_eq!((sixth.code(), &sixth.body["limited_by"]), ((429, "rate_limit_exceeded"), &json!("platform")));
    assert_eq!(apply("https://job-boards.greenhouse.io/acme/jobs/1").await.status, 201, "the refusal was not counted");
}

#[tokio::test]
async fn the_day_outlasts_the_hour() {
    let stand = with_tier(Tier::Free).await;
    let order = || stand.post(As::User(stand.ada), "/api/v1/gh/jobs", stand.order());
    let pass = async |interval: &str| {
        let sql = format!("UPDATE gh_rate_uses SET used_at = used_at - interval '{interval}'");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&stand.database.pool).await.unwrap();
    };
    for _ in 0..3 {
        assert_eq!(order().await.status, 201);
    }
    assert_eq!(order().await.status, 429);
    pass("61 minutes").await;
    assert_eq!((order().await.status.as_u16(), order().await.status.as_u16()), (201, 201));
    let by_day = order().await;
    assert_eq!((by_day.status.as_u16(), &by_day.body["limit"]), (429, &json!(5)));
    pass("23 hours").await;
    assert_eq!(order().await.status, 201);
}

#[tokio::test]
async fn what_is_not_made_is_not_counted() {
    let stand = with_tier(Tier::Free).await;
    let mut order = stand.order();
    order["idempotency_key"] = json!("one");
    let user = As::User(stand.ada);
    assert_eq!(stand.post(user, "/api/v1/gh/jobs", order.clone()).await.status, 201);
    for _ in 0..5 {
        assert_eq!(stand.post(user, "/api/v1/gh/jobs", order.clone()).await.status, 409);
        assert_eq!(stand.post(user, "/api/v1/gh/jobs", json!({})).await.status, 422);
    }
    assert_eq!(stand.post(user, "/api/v1/gh/jobs", stand.order()).await.header("x-ratelimit-remaining"), "1");
}

#[tokio::test]
async fn a_batch_is_counted_job_by_job() {
    let stand = with_tier(Tier::Free).await;
    let batch = json!({ "jobs": vec![stand.order(); 5] });
    let answer = stand.post(As::User(stand.ada), "/api/v1/gh/jobs/batch", batch).await;
    assert_eq!(answer.body["created"].as_array().unwrap().len(), 3);
    assert!(answer.body["errors"].as_array().unwrap().iter().all(|error| error["error"] == "rate_limit_exceeded"));
}

#[tokio::test]
async fn the_tier_on_record_counts_and_not_the_one_of_unknown_persons() {
    let stand = with_tier(Tier::Free).await;
    sqlx::query(
        "INSERT INTO gh_user_usage (user_id, tier, period_start, period_end)
         VALUES ($1, 'starter', now() - interval '1 day', now() + interval '9 days')",
    )
    .bind(stand.ada)
    .execute(&stand.database.pool)
    .await
    .unwrap();
    let answer = stand.post(As::User(stand.ada), "/api/v1/gh/jobs", stand.order()).await;
    assert_eq!((answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")), ("10", "9"));
}
