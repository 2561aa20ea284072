//! A server with a database of its own, and who calls it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::egress::Policy;
use ghosthands::monitoring::{Monitor, MonitorOptions};
use ghosthands_api::{Options, Server, ServiceKeys, TokenOptions};
use postgres::testing::TestDatabase;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const KEY: &str = "current-service-key";
pub(crate) const PREVIOUS_KEY: &str = "previous-service-key";
const SECRET: &str = "a-shared-secret-of-some-length";

pub(crate) struct Stand {
    pub database: TestDatabase,
    pub server: Server,
    pub client: reqwest::Client,
    pub ada: Uuid,
    pub bob: Uuid,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum As {
    Nobody,
    Service,
    User(Uuid),
}

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

pub(crate) fn options() -> Options {
    Options {
        keys: ServiceKeys::new([KEY, PREVIOUS_KEY]),
        tokens: TokenOptions {
            secret: Some(SECRET.to_owned()),
            audience: "authenticated".to_owned(),
            ..TokenOptions::default()
        },
        egress: Policy::allowing("practice.local:4100").unwrap(),
        ..Options::default()
    }
}

pub(crate) fn token(user: Uuid) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let exp = chrono::Utc::now().timestamp() + 600;
    let claims = json!({ "sub": user, "aud": "authenticated", "exp": exp });
    let message = format!("{}.{}", part(json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, message.as_bytes())))
}

impl Stand {
    pub(crate) async fn new() -> Self {
        Self::with(options()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let database = postgres::testing::database(&[&ghosthands::migrator()]).await;
        let server = start(&database, options).await;
        let (ada, bob) = (Uuid::new_v4(), Uuid::new_v4());
        Self { database, server, client: reqwest::Client::new(), ada, bob }
    }

    pub(crate) fn request(&self, who: As, method: Method, path: &str) -> RequestBuilder {
        request(&self.client, &self.server, who, method, path)
    }

    pub(crate) async fn send(&self, who: As, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(who, method, path);
        read(match body {
            Some(body) => request.json(&body).send().await.unwrap(),
            None => request.send().await.unwrap(),
        })
        .await
    }

    pub(crate) async fn post(&self, who: As, path: &str, body: Value) -> Answer {
        self.send(who, Method::POST, path, Some(body)).await
    }

    pub(crate) async fn get(&self, who: As, path: &str) -> Answer {
        self.send(who, Method::GET, path, None).await
    }

    /// A job of Ada's in some status.
    pub(crate) async fn job(&self, status: &str) -> Uuid {
        let (id,): (Uuid,) = sqlx::query_as(
            "INSERT INTO gh_automation_jobs
                 (user_id, job_type, target_url, task_description, status, paused_at, interaction_type, interaction_data)
             VALUES ($1, 'apply', 'https://acme.example/jobs/1', 'Apply', $2,
                     CASE WHEN $2 = 'paused' THEN now() END, CASE WHEN $2 = 'paused' THEN 'question' END,
                     CASE WHEN $2 = 'paused' THEN '{\"type\": \"question\", \"rows\": []}'::jsonb END)
             RETURNING id",
        )
        .bind(self.ada)
        .bind(status)
        .fetch_one(&self.database.pool)
        .await
        .unwrap();
        id
    }

    /// The whole row, without what differs between any two rows.
    pub(crate) async fn row(&self, job: &Value) -> Value {
        let (row,): (Value,) = sqlx::query_as(
            "SELECT to_jsonb(j) - 'id' - 'created_at' - 'updated_at' FROM gh_automation_jobs j WHERE id = $1::uuid",
        )
        .bind(job.as_str().unwrap().parse::<Uuid>().unwrap())
        .fetch_one(&self.database.pool)
        .await
        .unwrap();
        row
    }

    pub(crate) async fn count(&self) -> i64 {
        let (count,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM gh_automation_jobs").fetch_one(&self.database.pool).await.unwrap();
        count
    }

    pub(crate) fn order(&self) -> Value {
        json!({
            "user_id": self.ada, "job_type": "apply", "target_url": "https://acme.example/jobs/1",
            "task_description": "Apply to Acme"
        })
    }

    pub(crate) fn application(&self) -> Value {
        json!({
            "valet_task_id": "task-1", "valet_user_id": self.ada, "target_url": "https://acme.example/jobs/1",
            "profile": { "first_name": "Ada", "last_name": "King", "email": "ada@example.org" }
        })
    }
}

pub(crate) async fn start(database: &TestDatabase, options: Options) -> Server {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let monitor = Monitor::new(database.pool.clone(), MonitorOptions::default());
    Server::start(listener, monitor, database.pool.clone(), options).await.unwrap()
}

pub(crate) fn request(
    client: &reqwest::Client,
    server: &Server,
    who: As,
    method: Method,
    path: &str,
) -> RequestBuilder {
    let request = client.request(method, format!("http://{}{path}", server.addr()));
    match who {
        As::Nobody => request,
        As::Service => request.header("X-GH-Service-Key", KEY),
        As::User(user) => request.bearer_auth(token(user)),
    }
}

pub(crate) async fn read(response: Response) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

impl Answer {
    pub(crate) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["error"].as_str().unwrap_or_default())
    }

    /// The fields that are said to be wrong, with their codes.
    pub(crate) fn wrong(&self) -> Vec<(&str, &str)> {
        let details = self.body["details"].as_array().map(Vec::as_slice).unwrap_or_default();
        details.iter().map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
