//! Reading jobs: lists by offset and cursor, filters, statuses, stopping and retrying.

use crate::stand::{As, Stand};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

async fn many(stand: &Stand, count: i32) {
    sqlx::query(
        "INSERT INTO gh_automation_jobs (user_id, job_type, target_url, task_description, priority, status, created_at)
         SELECT $1, 'apply', 'https://acme.example/' || n, 'Apply', 1 + n % 3,
                CASE WHEN n % 2 = 0 THEN 'completed' ELSE 'pending' END, now() - n / 4 * interval '1 second'
         FROM generate_series(1, $2) n",
    )
    .bind(stand.ada)
    .bind(count)
    .execute(&stand.database.pool)
    .await
    .unwrap();
}

fn ids(body: &Value) -> Vec<&str> {
    body["jobs"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_cursor_visits_every_job_once_in_every_order_also_among_equals() {
    let stand = Stand::new().await;
    many(&stand, 23).await;
    for sort in ["created_at:desc", "created_at:asc", "updated_at:desc", "priority:asc", "priority:desc", "status:asc"]
    {
        let whole = stand.get(As::Service, &format!("/api/v1/gh/jobs?limit=100&sort={sort}")).await;
        assert_eq!(whole.body["total"], 23);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = stand.get(As::Service, &format!("/api/v1/gh/jobs?limit=5&sort={sort}&cursor={cursor}")).await;
            seen.extend(ids(&page.body).into_iter().map(str::to_owned));
            match page.body["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, ids(&whole.body), "{sort}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 23);
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_what_is_asked_and_by_whom() {
    let stand = Stand::new().await;
    many(&stand, 10).await;
    let bobs = json!({ "user_id": stand.bob, "job_type": "custom", "target_url": "https://acme.example/",
        "task_description": "x", "valet_task_id": "t" });
    stand.post(As::Service, "/api/v1/gh/jobs", bobs).await;
    let total = async |who: As, query: &str| {
        let answer = stand.get(who, &format!("/api/v1/gh/jobs?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["total"].as_i64().unwrap()
    };
    assert_eq!(total(As::Service, "").await, 11);
    assert_eq!(total(As::Service, &format!("user_id={}", stand.bob)).await, 1);
    assert_eq!(total(As::Service, "status=completed,pending&user_id=").await, 11);
    assert_eq!(total(As::Service, "status=completed").await, 5);
    assert_eq!(total(As::Service, "job_type=custom").await, 1);
    assert_eq!(total(As::Service, "valet_task_id=t").await, 1);
    assert_eq!(total(As::User(stand.ada), "").await, 10);
    assert_eq!(total(As::User(stand.bob), "status=completed").await, 0);
    let page = stand.get(As::Service, "/api/v1/gh/jobs?limit=3&offset=9").await;
    assert_eq!((ids(&page.body).len(), &page.body["limit"], &page.body["offset"]), (2, &json!(3), &json!(9)));
    let others = stand.get(As::User(stand.bob), &format!("/api/v1/gh/jobs?user_id={}", stand.ada)).await;
    assert_eq!(others.code(), (403, "forbidden"));
}

#[tokio::test]
async fn a_query_that_cannot_be_used_is_refused_and_reaches_no_sql() {
    let stand = Stand::new().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("offset=-1", "offset"),
        ("sort=id", "sort"),
        ("sort=created_at;drop table x:desc", "sort"),
        ("sort=created_at:sideways", "sort"),
        ("status=sleeping", "status"),
        ("user_id=ada", "user_id"),
        ("cursor=nonsense", "cursor"),
        ("cursor=AAAA", "cursor"),
        ("job_type=%00", "job_type"),
    ] {
        let answer = stand.get(As::Service, &format!("/api/v1/gh/jobs?{query}")).await;
        assert_eq!(answer.wrong().first().map(|(field, _)| *field), Some(field), "{query}: {}", answer.body);
    }
    many(&stand, 3).await;
    let page = stand.get(As::Service, "/api/v1/gh/jobs?limit=1").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let other_sort = stand.get(As::Service, &format!("/api/v1/gh/jobs?sort=priority:asc&cursor={cursor}")).await;
    assert_eq!(other_sort.wrong(), [("cursor", "invalid_format")], "a cursor belongs to its sort");
}

#[tokio::test]
async fn a_job_shows_no_answer_to_a_pause() {
    let stand = Stand::new().await;
    let job = stand.job("paused").await;
    sqlx::query(
        "UPDATE gh_automation_jobs SET interaction_data = interaction_data || '{\"resolution\": {\"code\": \"123456\"}}'",
    )
    .execute(&stand.database.pool)
    .await
    .unwrap();
    for path in [format!("jobs/{job}"), format!("valet/status/{job}"), "jobs".to_owned()] {
        let answer = stand.get(As::User(stand.ada), &format!("/api/v1/gh/{path}")).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.body.to_string().contains("123456"), "{path}");
    }
}

#[tokio::test]
async fn what_has_ended_or_may_have_left_is_not_cancelled() {
    let stand = Stand::new().await;
    let cancel = async |job: Uuid| {
        stand.send(As::User(stand.ada), reqwest::Method::POST, &format!("/api/v1/gh/jobs/{job}/cancel"), None).await
    };
    for status in ["pending", "queued", "running", "paused"] {
        let answer = cancel(stand.job(status).await).await;
        assert_eq!((answer.status.as_u16(), &answer.body["status"]), (200, &json!("cancelled")), "{status}");
        assert!(answer.body["cancelled_at"].is_string());
    }
    for status in ["completed", "failed", "cancelled", "expired"] {
        let answer = cancel(stand.job(status).await).await;
        assert_eq!((answer.code(), &answer.body["current_status"]), ((409, "job_not_cancellable"), &json!(status)));
    }
    let left = stand.job("running").await;
    attempt(&stand, left, "in_flight").await;
    let answer = cancel(left).await;
    assert_eq!((answer.code(), &answer.body["current_status"]), ((409, "job_not_cancellable"), &json!("running")));
}

#[tokio::test]
async fn what_failed_is_retried_from_the_start_unless_it_may_have_been_sent() {
    let stand = Stand::new().await;
    let retry = async |job: Uuid| {
        stand.send(As::User(stand.ada), reqwest::Method::POST, &format!("/api/v1/gh/jobs/{job}/retry"), None).await
    };
    for status in ["failed", "cancelled"] {
        let job = stand.job(status).await;
        sqlx::query(
            "UPDATE gh_automation_jobs SET worker_id = 'w', error_code = 'timeout', error_details = '{}',
                 started_at = now(), completed_at = now(), last_heartbeat = now() WHERE id = $1",
        )
        .bind(job)
        .execute(&stand.database.pool)
        .await
        .unwrap();
        let answer = retry(job).await;
        assert_eq!((&answer.body["status"], &answer.body["retry_count"]), (&json!("pending"), &json!(1)), "{status}");
        let row = stand.row(&json!(job.to_string())).await;
        for column in ["worker_id", "error_code", "error_details", "started_at", "completed_at", "last_heartbeat"] {
            assert_eq!(row[column], Value::Null, "{column}");
        }
        assert_eq!(row["lease_epoch"], 1, "a worker that comes back can write nothing");
    }
    for status in ["pending", "running", "completed"] {
        assert_eq!(retry(stand.job(status).await).await.code(), (409, "job_not_retryable"), "{status}");
    }
    let sent = stand.job("failed").await;
    attempt(&stand, sent, "unknown").await;
    assert_eq!(retry(sent).await.code(), (409, "job_not_retryable"));
}

async fn attempt(stand: &Stand, job: Uuid, status: &str) {
    sqlx::query(
        "INSERT INTO gh_submit_attempts (id, user_id, posting_key, job_id, lease_epoch, packet, status, settled_at)
         VALUES (gen_random_uuid(), $1, $2, $3, 0, '', $4, CASE WHEN $4 = 'unknown' THEN now() END)",
    )
    .bind(stand.ada)
    .bind(job.to_string())
    .bind(job)
    .bind(status)
    .execute(&stand.database.pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_status_says_what_came_of_the_job() {
    let stand = Stand::new().await;
    let of = async |job: Uuid| stand.get(As::User(stand.ada), &format!("/api/v1/gh/valet/status/{job}")).await.body;
    let pending = of(stand.job("pending").await).await;
    for absent in ["result", "error", "interaction", "manual", "cost_breakdown"] {
        assert_eq!(pending.get(absent), None, "{absent}");
    }
    assert_eq!((&pending["worker_id"], &pending["browser_mode"]), (&Value::Null, &json!("server")));

    let set = async |job: Uuid, assignments: &str| {
        let sql = format!("UPDATE gh_automation_jobs SET {assignments} WHERE id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(job).execute(&stand.database.pool).await.unwrap();
    };
    let completed = stand.job("completed").await;
    set(
        completed,
        "started_at = now(), completed_at = now(), worker_id = 'w', result_summary = 'Sent.', final_mode = 'rules',
         result_data = '{\"outcome\": \"confirmed\"}', llm_cost_cents = 250, action_count = 7, total_tokens = 99",
    )
    .await;
    let completed = of(completed).await;
    assert_eq!(completed["result"]["summary"], "Sent.");
    assert_eq!(completed["cost_breakdown"]["total_cost_usd"], 2.5);
    assert_eq!(completed["manual"]["status"], "no_manual_available");
    assert_eq!(completed["worker_id"], "w");

    let failed = stand.job("failed").await;
    set(failed, "error_code = 'timeout', result_summary = 'Too slow.', error_details = '{\"at\": 1}'").await;
    let failed = of(failed).await;
    assert_eq!((&failed["error"]["code"], &failed["error"]["message"]), (&json!("timeout"), &json!("Too slow.")));

    let paused = of(stand.job("paused").await).await;
    assert_eq!(paused["interaction"]["type"], "question");
    assert!(paused["interaction"]["paused_at"].is_string());
}
