//! Every route in four cases: happy, validation, not the owner, unauthenticated. The table is compared with the
//! description of the routes, so a route without its row fails.

use crate::stand::{As, KEY, Stand, options};
use ghosthands::limits::Tier;
use ghosthands_api::{Options, openapi};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How a request is made that cannot be used.
enum Wrong {
    Body(Value),
    Query(&'static str),
    Path(&'static str),
    /// Nothing of the request can be wrong.
    Nothing,
}

/// What somebody meets whom it does not belong to.
enum Stranger {
    NotFound,
    Forbidden,
    /// It answers with what is their own, which is nothing.
    Nothing(&'static str),
    /// It belongs to nobody: everybody may ask.
    Public,
}

struct Route {
    method: Method,
    path: &'static str,
    /// Status of the job in the path.
    job: &'static str,
    body: fn(&Stand) -> Value,
    done: u16,
    wrong: Wrong,
    stranger: Stranger,
    /// Needs a service key.
    operator: bool,
}

fn route(method: Method, path: &'static str) -> Route {
    Route {
        method,
        path,
        job: "pending",
        body: |_| Value::Null,
        done: 200,
        wrong: Wrong::Path("nonsense"),
        stranger: Stranger::NotFound,
        operator: false,
    }
}

fn public(path: &'static str) -> Route {
    Route { wrong: Wrong::Nothing, stranger: Stranger::Public, ..route(Method::GET, path) }
}

fn table() -> Vec<Route> {
    const JOBS: &str = "/api/v1/gh/jobs";
    vec![
        public("/health"),
        public("/health/version"),
        public("/health/system"),
        public("/api/v1/gh/models"),
        // No worker lives here, which is degraded, and degraded works.
        public("/monitoring/health"),
        public("/monitoring/metrics"),
        public("/monitoring/metrics/json"),
        public("/monitoring/alerts"),
        public("/monitoring/workers"),
        public("/monitoring/dashboard"),
        Route {
            body: Stand::order,
            done: 201,
            wrong: Wrong::Body(json!({ "job_type": "apply" })),
            stranger: Stranger::Forbidden,
            ..route(Method::POST, JOBS)
        },
        Route {
            wrong: Wrong::Query("?limit=0&sort=id;drop"),
            stranger: Stranger::Nothing("/jobs"),
            ..route(Method::GET, JOBS)
        },
        Route {
            body: |stand| json!({ "jobs": [stand.order()] }),
            done: 201,
            wrong: Wrong::Body(json!({ "jobs": [] })),
            stranger: Stranger::Nothing("/created"),
            ..route(Method::POST, "/api/v1/gh/jobs/batch")
        },
        route(Method::GET, "/api/v1/gh/jobs/{id}"),
        route(Method::GET, "/api/v1/gh/jobs/{id}/status"),
        Route { wrong: Wrong::Query("?limit=201"), ..route(Method::GET, "/api/v1/gh/jobs/{id}/events") },
        Route {
            job: "completed",
            wrong: Wrong::Query("?cursor=-1"),
            ..route(Method::GET, "/api/v1/gh/jobs/{id}/events/stream")
        },
        Route { job: "paused", done: 201, ..route(Method::POST, "/api/v1/gh/jobs/{id}/live") },
        route(Method::POST, "/api/v1/gh/jobs/{id}/cancel"),
        Route { job: "failed", ..route(Method::POST, "/api/v1/gh/jobs/{id}/retry") },
        Route {
            body: Stand::application,
            done: 201,
            wrong: Wrong::Body(json!({})),
            stranger: Stranger::Forbidden,
            ..route(Method::POST, "/api/v1/gh/valet/apply")
        },
        Route {
            body: |stand| {
                json!({
                    "valet_task_id": "task-2", "valet_user_id": stand.ada, "job_type": "custom",
                    "target_url": "https://acme.example/", "task_description": "Look around"
                })
            },
            done: 201,
            wrong: Wrong::Body(json!({ "job_type": "dance" })),
            stranger: Stranger::Forbidden,
            ..route(Method::POST, "/api/v1/gh/valet/task")
        },
        Route {
            job: "paused",
            body: |_| json!({ "resolution_type": "stop" }),
            wrong: Wrong::Body(json!({ "resolution_type": "dance" })),
            ..route(Method::POST, "/api/v1/gh/valet/resume/{job_id}")
        },
        route(Method::GET, "/api/v1/gh/valet/status/{job_id}"),
        Route { stranger: Stranger::Forbidden, ..route(Method::GET, "/api/v1/gh/users/{id}/usage") },
        Route { stranger: Stranger::Forbidden, ..route(Method::GET, "/api/v1/gh/valet/sessions/{user_id}") },
        Route {
            stranger: Stranger::Forbidden,
            ..route(Method::DELETE, "/api/v1/gh/valet/sessions/{user_id}/{domain}")
        },
        Route { stranger: Stranger::Forbidden, ..route(Method::DELETE, "/api/v1/gh/valet/sessions/{user_id}") },
        Route {
            body: |_| json!({ "target_worker_id": "worker-1" }),
            wrong: Wrong::Body(json!({ "target_worker_id": "" })),
            stranger: Stranger::Forbidden,
            operator: true,
            ..route(Method::POST, "/api/v1/gh/valet/workers/deregister")
        },
    ]
}

async fn stand() -> Stand {
    let stand = Stand::with(Options { default_tier: Tier::Enterprise, ..options() }).await;
    sqlx::query("INSERT INTO gh_worker_registry (worker_id) VALUES ('worker-1')")
        .execute(&stand.database.pool)
        .await
        .unwrap();
    stand
}

/// A sign-in of Ada's at acme.example.
async fn keep_session(stand: &Stand) {
    sqlx::query(
        "INSERT INTO gh_browser_sessions (user_id, domain, session_data, encryption_key_id, expires_at)
         VALUES ($1, 'acme.example', 'sealed'::bytea, '1', now() + interval '1 day')",
    )
    .bind(stand.ada)
    .execute(&stand.database.pool)
    .await
    .unwrap();
}

impl Route {
    /// The address, with a job, a person and a site of Ada's in it.
    async fn address(&self, stand: &Stand) -> String {
        let mut path = self.path.replace("{user_id}", &stand.ada.to_string()).replace("{domain}", "acme.example");
        path = path.replace("/users/{id}", &format!("/users/{}", stand.ada));
        if path.contains("{id}") || path.contains("{job_id}") {
            let job = stand.job(self.job).await.to_string();
            path = path.replace("{id}", &job).replace("{job_id}", &job);
        }
        path
    }

    fn body(&self, stand: &Stand) -> Option<Value> {
        Some((self.body)(stand)).filter(|body| !body.is_null())
    }

    fn owner(&self, stand: &Stand) -> As {
        match (&self.stranger, self.operator) {
            (Stranger::Public, _) => As::Nobody,
            (_, true) => As::Service,
            _ => As::User(stand.ada),
        }
    }
}

#[test]
fn every_route_that_is_described_has_a_row_and_every_row_a_route() {
    let described = serde_json::to_value(openapi()).unwrap();
    let described: BTreeSet<String> = described["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let rows: BTreeSet<String> = table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(rows, described);
}

#[tokio::test]
async fn every_route_does_what_it_is_for() {
    let stand = stand().await;
    keep_session(&stand).await;
    for route in table() {
        let address = route.address(&stand).await;
        let answer = stand.send(route.owner(&stand), route.method.clone(), &address, route.body(&stand)).await;
        assert_eq!(answer.status.as_u16(), route.done, "{} {}: {}", route.method, route.path, answer.body);
    }
}

#[tokio::test]
async fn every_route_says_what_is_wrong_with_a_request() {
    let stand = stand().await;
    for route in table() {
        let address = route.address(&stand).await;
        let (address, body) = match &route.wrong {
            Wrong::Nothing => continue,
            Wrong::Body(body) => (address, Some(body.clone())),
            Wrong::Query(query) => (format!("{address}{query}"), route.body(&stand)),
            Wrong::Path(part) => {
                let last = route.path.rfind('{').expect("only a path with a part can be wrong");
                let before = route.path[..last].replace("{user_id}", part);
                let after = route.path[last..].split_once('}').unwrap().1;
                (format!("{before}{part}{after}"), route.body(&stand))
            }
        };
        let answer = stand.send(route.owner(&stand), route.method.clone(), &address, body).await;
        let name = format!("{} {}: {}", route.method, route.path, answer.body);
        assert_eq!(answer.code(), (422, "validation_error"), "{name}");
        assert!(!answer.wrong().is_empty(), "{name}");
        assert_eq!(answer.body["request_id"], answer.header("x-request-id"), "{name}");
    }
}

#[tokio::test]
async fn no_route_shows_or_does_anything_to_somebody_else() {
    let stand = stand().await;
    for route in table() {
        let address = route.address(&stand).await;
        let before = stand.count().await;
        let stranger = As::User(stand.bob);
        let answer = stand.send(stranger, route.method.clone(), &address, route.body(&stand)).await;
        let name = format!("{} {}: {}", route.method, route.path, answer.body);
        match route.stranger {
            Stranger::Public => assert_eq!(answer.status.as_u16(), route.done, "{name}"),
            Stranger::NotFound => assert_eq!(answer.code(), (404, "not_found"), "{name}"),
            Stranger::Forbidden => assert_eq!(answer.code(), (403, "forbidden"), "{name}"),
            Stranger::Nothing(pointer) => assert_eq!(answer.body.pointer(pointer), Some(&json!([])), "{name}"),
        }
        assert_eq!(stand.count().await, before, "{name}");
    }
    // Nothing of Ada's changed.
    let changed: (i64,) =
        sqlx::query_as("SELECT count(*) FROM gh_job_events WHERE event_type = 'status_change' OR actor <> 'system'")
            .fetch_one(&stand.database.pool)
            .await
            .unwrap();
    assert_eq!(changed.0, 0);
}

#[tokio::test]
async fn no_protected_route_answers_without_valid_credentials() {
    let stand = stand().await;
    for route in table() {
        if matches!(route.stranger, Stranger::Public) {
            continue;
        }
        let address = route.address(&stand).await;
        let name = format!("{} {}", route.method, route.path);
        let ask = || {
            let request = stand.request(As::Nobody, route.method.clone(), &address);
            match route.body(&stand) {
                Some(body) => request.json(&body),
                None => request,
            }
        };
        for request in [
            ask(),
            ask().header("X-GH-Service-Key", ""),
            ask().header("X-GH-Service-Key", "wrong"),
            ask().header("X-GH-Service-Key", KEY.to_uppercase()),
            ask().header("Authorization", "Bearer nonsense"),
            ask().header("Authorization", format!("Basic {KEY}")),
        ] {
            let answer = crate::stand::read(request.send().await.unwrap()).await;
            assert_eq!(answer.code(), (401, "unauthorized"), "{name}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn no_route_falls_over_garbage() {
    let stand = stand().await;
    let garbage: [&[u8]; 9] = [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"\"x\"",
        b"{\"jobs\": {\"a\": 1}}",
        b"{\"user_id\": 7, \"valet_user_id\": [], \"target_worker_id\": {}, \"resolution_type\": 1}",
        b"{\"target_url\": \"http://[::1\", \"job_type\": \"apply\", \"task_description\": \"\\u0000\"}",
        &[b'['; 5000],
    ];
    for route in table().into_iter().filter(|route| route.method == Method::POST) {
        let address = route.address(&stand).await;
        for body in garbage {
            let owner = route.owner(&stand);
            let sent = stand.request(owner, Method::POST, &address).body(body.to_vec()).send().await.unwrap();
            let status = sent.status().as_u16();
            // A route without a body does not read it, and an answer to a pause may say nothing.
            let bodiless = (route.body)(&stand).is_null() || route.path.contains("/resume/");
            assert!(
                matches!(status, 400 | 422) || bodiless && matches!(status, 200 | 201 | 409),
                "{}: {status} for {:.40}",
                route.path,
                String::from_utf8_lossy(body)
            );
        }
    }
}
