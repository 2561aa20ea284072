//! Events of a job: by cursor, by type, and as they happen.

use crate::stand::{As, Stand};
use reqwest::{Method, Response};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

async fn happen(stand: &Stand, job: Uuid, kind: &str) {
    sqlx::query("INSERT INTO gh_job_events (job_id, event_type, message, actor) VALUES ($1, $2, 'x', 'worker-1')")
        .bind(job)
        .bind(kind)
        .execute(&stand.database.pool)
        .await
        .unwrap();
}

async fn end(stand: &Stand, job: Uuid) {
    sqlx::query("UPDATE gh_automation_jobs SET status = 'completed' WHERE id = $1")
        .bind(job)
        .execute(&stand.database.pool)
        .await
        .unwrap();
}

async fn follow(stand: &Stand, job: Uuid, query: &str, last: Option<&str>) -> Response {
    let path = format!("/api/v1/gh/jobs/{job}/events/stream{query}");
    let request = stand.request(As::User(stand.ada), Method::GET, &path);
    let response = match last {
        Some(last) => request.header("Last-Event-ID", last),
        None => request,
    };
    let response = response.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

/// Reads until `events` named events have come, or the stream has ended: names with identifiers.
async fn read(response: &mut Response, events: usize) -> Vec<(String, String)> {
    let reading = async {
        let (mut text, mut found) = (String::new(), Vec::new());
        while found.len() < events {
            let Some(chunk) = response.chunk().await.unwrap() else { break };
            text.push_str(&String::from_utf8_lossy(&chunk));
            while let Some((block, rest)) = text.split_once("\n\n") {
                let line = |name: &str| block.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().trim();
                found.push((line("event:").to_owned(), line("id:").to_owned()));
                text = rest.to_owned();
            }
        }
        found
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("events come")
}

fn names(events: &[(String, String)]) -> Vec<&str> {
    events.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn events_are_listed_by_cursor_and_by_type() {
    let stand = Stand::new().await;
    let (job, other) = (stand.job("running").await, stand.job("running").await);
    for kind in ["a", "b", "a", "c", "b"] {
        happen(&stand, job, kind).await;
        happen(&stand, other, "z").await;
    }
    let list =
        async |query: &str| stand.get(As::User(stand.ada), &format!("/api/v1/gh/jobs/{job}/events{query}")).await.body;
    let kinds = |body: &serde_json::Value| -> Vec<String> {
        body["events"].as_array().unwrap().iter().map(|e| e["event_type"].as_str().unwrap().to_owned()).collect()
    };
    let all = list("").await;
    assert_eq!((kinds(&all), &all["total"]), (["a", "b", "a", "c", "b"].map(String::from).to_vec(), &json!(5)));
    assert_eq!(all["events"][0]["actor"], "worker-1");
    let page = list("?limit=2").await;
    let next = list(&format!("?limit=10&cursor={}", page["next_cursor"])).await;
    assert_eq!(kinds(&next), ["a", "c", "b"]);
    let end = list(&format!("?cursor={}", next["next_cursor"])).await;
    assert_eq!((kinds(&end).len(), &end["next_cursor"]), (0, &next["next_cursor"]));
    let typed = list("?event_type=b,c&limit=2").await;
    assert_eq!((kinds(&typed), &typed["total"]), (["b", "c"].map(String::from).to_vec(), &json!(3)));
    assert_eq!(kinds(&list("?offset=4").await), ["b"]);
}

#[tokio::test]
async fn a_stream_begins_with_what_was_and_goes_on_with_what_happens_until_the_end() {
    let stand = Stand::new().await;
    let (job, other) = (stand.job("running").await, stand.job("running").await);
    happen(&stand, job, "before").await;
    let mut response = follow(&stand, job, "", None).await;
    assert_eq!(names(&read(&mut response, 1).await), ["before"]);
    happen(&stand, other, "elsewhere").await;
    happen(&stand, job, "live").await;
    assert_eq!(names(&read(&mut response, 1).await), ["live"]);
    end(&stand, job).await;
    assert_eq!(names(&read(&mut response, 9).await), ["status_change", "end"]);
}

#[tokio::test]
async fn a_stream_that_broke_goes_on_after_the_last_event() {
    let stand = Stand::new().await;
    let job = stand.job("running").await;
    for kind in ["one", "two", "three"] {
        happen(&stand, job, kind).await;
    }
    let first = read(&mut follow(&stand, job, "", None).await, 2).await;
    assert_eq!(names(&first[..2]), ["one", "two"]);
    let last = &first[1].1;
    end(&stand, job).await;
    let rest = read(&mut follow(&stand, job, "?cursor=0", Some(last)).await, 9).await;
    assert_eq!(names(&rest), ["three", "status_change", "end"]);
    let by_cursor = read(&mut follow(&stand, job, &format!("?cursor={last}&event_type=three"), None).await, 9).await;
    assert_eq!(names(&by_cursor), ["three", "end"]);
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams_within_its_time() {
    let mut stand = Stand::new().await;
    let job = stand.job("running").await;
    happen(&stand, job, "before").await;
    let mut response = follow(&stand, job, "", None).await;
    read(&mut response, 1).await;
    let other = crate::stand::start(&stand.database, crate::stand::options()).await;
    let server = std::mem::replace(&mut stand.server, other);
    let addr = server.addr();
    let began = std::time::Instant::now();
    server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(names(&read(&mut response, 9).await), [] as [&str; 0], "the stream ends without `end`");
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}
