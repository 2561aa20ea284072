//! The live view over the wire: from a viewer through the API to the worker that holds the page, and back.

use crate::stand::{As, KEY, Stand};
use browser::{Browser, LaunchOptions};
use domain::JobId;
use futures_util::{SinkExt as _, StreamExt as _};
use ghosthands::gate::Gate;
use ghosthands::jobs::Lease;
use ghosthands::worker::{Control, Worker, WorkerOptions};
use ghosthands_api::{ServiceKeys, WorkerFacts, WorkerServer};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

const PAGE: &str = "data:text/html,<title>before</title><body style='margin:0;height:600px' \
    onclick=\"document.title='pressed';document.body.style.background='teal'\">A page</body>";

/// A worker that claims nothing, with its server, entered in the registry.
async fn a_worker(stand: &Stand) -> (Worker, Control, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = WorkerOptions::new("w1".into(), folder.path().to_owned(), LaunchOptions::default());
    let worker = Worker::new(stand.database.pool.clone(), options).await.unwrap();
    let control = worker.control();
    let port = WorkerServer::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    sqlx::query("INSERT INTO gh_worker_registry (worker_id, status_url) VALUES ('w1', $1)")
        .bind(port.url())
        .execute(&stand.database.pool)
        .await
        .unwrap();
    let facts = WorkerFacts {
        control: control.clone(),
        instance: (None, None),
        asg_name: None,
        keys: ServiceKeys::new([KEY]),
        pool: stand.database.pool.clone(),
    };
    tokio::spawn(port.serve(facts).unwrap().run(std::future::pending()));
    (worker, control, folder)
}

/// A job of Ada's that waits on that worker.
async fn waiting(stand: &Stand) -> Lease {
    let job = stand.job("paused").await;
    sqlx::query("UPDATE gh_automation_jobs SET worker_id = 'w1', lease_epoch = 1 WHERE id = $1")
        .bind(job)
        .execute(&stand.database.pool)
        .await
        .unwrap();
    Lease { job: JobId(job), worker_id: "w1".into(), epoch: 1 }
}

async fn open(stand: &Stand, job: Uuid) -> String {
    let answer = stand.post(As::User(stand.ada), &format!("/api/v1/gh/jobs/{job}/live"), json!({})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body["url"].as_str().unwrap().to_owned()
}

async fn connect(stand: &Stand, path: &str) -> Socket {
    let url = format!("ws://{}{path}", stand.server.addr());
    tokio_tungstenite::connect_async(url).await.unwrap().0
}

/// The code a socket is closed with.
async fn closed(socket: &mut Socket) -> u16 {
    let search = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return u16::from(frame.code),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), search).await.unwrap()
}

async fn told(socket: &mut Socket, found: impl Fn(&Value) -> bool) -> Value {
    let search = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    if found(&message) {
                        return message;
                    }
                }
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), search).await.expect("to be told")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_sees_the_page_of_a_waiting_job_and_works_on_it() {
    let stand = Stand::new().await;
    let (_worker, control, _folder) = a_worker(&stand).await;
    let lease = waiting(&stand).await;
    let browser = Browser::launch(LaunchOptions::default()).await.unwrap();
    let gate = Arc::new(Gate::default());
    let context = browser.context(gate.clone()).await.unwrap();
    let page = context.page().await.unwrap();
    page.goto(PAGE, Duration::from_secs(30)).await.unwrap();
    let shown = control.views().show(&lease, &page, &gate);

    let path = open(&stand, lease.job.0).await;
    let mut viewer = connect(&stand, &path).await;
    told(&mut viewer, |message| message["state"] == "connected").await;
    let meta = told(&mut viewer, |message| message["type"] == "page_meta").await;
    assert_eq!((meta["url"].as_str(), meta["title"].as_str()), (Some("data:"), Some("before")));
    let frame = told(&mut viewer, |message| message["type"] == "frame").await;
    assert!(frame["format"] == "jpeg" && frame["data"].as_str().unwrap().starts_with("/9j/"));
    viewer.send(Message::text(json!({ "type": "ping" }).to_string())).await.unwrap();
    told(&mut viewer, |message| message["type"] == "pong").await;
    viewer.send(Message::text("alert(1)")).await.unwrap();
    told(&mut viewer, |message| message["type"] == "error").await;
    viewer.send(Message::text(json!({ "type": "click", "x": 80, "y": 200 }).to_string())).await.unwrap();
    told(&mut viewer, |message| message["type"] == "page_meta" && message["title"] == "pressed").await;

    // The pause is over: the page is no longer seen.
    drop(shown);
    assert_eq!(closed(&mut viewer).await, 1000);
    assert_eq!(closed(&mut connect(&stand, &path).await).await, 4002);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_opens_nothing_is_told_why() {
    let stand = Stand::new().await;
    let lease = waiting(&stand).await;
    assert_eq!(closed(&mut connect(&stand, "/api/v1/gh/live/nonsense").await).await, 4001);
    let path = open(&stand, lease.job.0).await;
    assert_eq!(closed(&mut connect(&stand, &path).await).await, 1011, "no worker answers");
    sqlx::query("UPDATE gh_live_sessions SET expires_at = now()").execute(&stand.database.pool).await.unwrap();
    assert_eq!(closed(&mut connect(&stand, &path).await).await, 4002);

    let live = format!("/api/v1/gh/jobs/{}/live", lease.job.0);
    assert_eq!(stand.post(As::User(stand.bob), &live, json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stand.post(As::Nobody, &live, json!({})).await.status, StatusCode::UNAUTHORIZED);
    let over = stand.job("completed").await;
    let over = stand.post(As::Service, &format!("/api/v1/gh/jobs/{over}/live"), json!({})).await;
    assert_eq!(over.status, StatusCode::CONFLICT);
}
