//! What surrounds every request: credentials, headers, identifiers, limits of size, and the description of the routes.

use crate::stand::{As, KEY, PREVIOUS_KEY, Stand, options, read};
use ghosthands_api::{Code, Options, ServiceKeys};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn every_active_key_is_a_service_and_the_key_is_told_apart_by_case() {
    let stand = Stand::new().await;
    for (key, status) in [(KEY, 200), (PREVIOUS_KEY, 200), ("CURRENT-SERVICE-KEY", 401), ("", 401)] {
        let request = stand.request(As::Nobody, Method::GET, "/api/v1/gh/jobs").header("x-gh-service-key", key);
        assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{key:?}");
    }
}

#[tokio::test]
async fn a_service_without_a_key_of_its_own_says_so() {
    let stand = Stand::with(Options { keys: ServiceKeys::default(), ..options() }).await;
    let answer = stand.get(As::Service, "/api/v1/gh/jobs").await;
    assert_eq!(answer.code(), (500, "server_config_error"));
    assert_eq!(stand.get(As::User(stand.ada), "/api/v1/gh/jobs").await.status, 200);
}

#[tokio::test]
async fn every_answer_has_an_identifier_and_the_headers_of_security() {
    let stand = Stand::new().await;
    for path in ["/health", "/nowhere", "/api/v1/gh/jobs"] {
        let answer = stand.get(As::Nobody, path).await;
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("x-xss-protection", "0"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
    let echoed = stand.request(As::Nobody, Method::GET, "/nowhere").header("X-Request-Id", "trace-1.2:3");
    let echoed = read(echoed.send().await.unwrap()).await;
    assert_eq!((echoed.header("x-request-id"), &echoed.body["request_id"]), ("trace-1.2:3", &json!("trace-1.2:3")));
    for hostile in ["a b", "<script>", &"x".repeat(200)] {
        let answer = stand.request(As::Nobody, Method::GET, "/health").header("X-Request-Id", hostile);
        assert_ne!(read(answer.send().await.unwrap()).await.header("x-request-id"), hostile);
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_same_shape() {
    let stand = Stand::new().await;
    assert_eq!(stand.get(As::Service, "/api/v1/gh/nowhere").await.code(), (404, "not_found"));
    let wrong_method = stand.send(As::Service, Method::PUT, "/api/v1/gh/jobs", None).await;
    assert_eq!(wrong_method.code(), (405, "method_not_allowed"));
    let large = stand.request(As::Service, Method::POST, "/api/v1/gh/jobs").body(vec![b' '; 5 * 1024 * 1024]);
    assert_eq!(read(large.send().await.unwrap()).await.code(), (413, "payload_too_large"));
    let broken = stand.request(As::Service, Method::POST, "/api/v1/gh/jobs").body("{\"job_type\": ");
    let broken = read(broken.send().await.unwrap()).await;
    assert_eq!(broken.code(), (400, "bad_request"));
    assert!(broken.body["message"].as_str().unwrap().contains("line 1"));
}

#[tokio::test]
async fn pages_of_allowed_origins_may_call() {
    let stand = Stand::with(Options { origins: vec!["https://app.example".to_owned()], ..options() }).await;
    let preflight = |origin: &str| {
        let request = stand.request(As::Nobody, Method::OPTIONS, "/api/v1/gh/valet/apply");
        let request = request.header("Origin", origin).header("Access-Control-Request-Method", "POST");
        request.header("Access-Control-Request-Headers", "x-gh-service-key,content-type").send()
    };
    let allowed = read(preflight("https://app.example").await.unwrap()).await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(allowed.header("access-control-max-age"), "86400");
    assert!(allowed.header("access-control-allow-headers").contains("x-gh-service-key"));
    let refused = read(preflight("https://evil.example").await.unwrap()).await;
    assert_eq!(refused.header("access-control-allow-origin"), "");
    let open = Stand::new().await;
    let answer = open.request(As::Nobody, Method::GET, "/health").header("Origin", "https://any.example");
    assert_eq!(read(answer.send().await.unwrap()).await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn health_says_what_runs_and_needs_no_credentials() {
    let stand = Stand::new().await;
    let health = stand.get(As::Nobody, "/health").await.body;
    assert_eq!((&health["status"], &health["service"]), (&json!("ok"), &json!("ghosthands")));
    assert_eq!((&health["api_healthy"], &health["environment"]), (&json!(true), &json!("development")));
    assert_eq!(health["version"].as_str().unwrap().split('.').count(), 3);
    let version = stand.get(As::Nobody, "/health/version").await.body;
    assert!(version["uptime_ms"].is_number() && version["commit_sha"] == "unknown");
    let system = stand.get(As::Nobody, "/health/system").await.body;
    assert!(system["memory"]["totalMb"].as_i64().unwrap() > 0 && system["cpu"]["cores"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn the_description_of_the_routes_is_served() {
    let stand = Stand::new().await;
    let served = stand.get(As::Nobody, "/api/v1/gh/openapi.json").await;
    assert_eq!(served.body, serde_json::to_value(ghosthands_api::openapi()).unwrap());
    assert_eq!(served.body["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    let apply = &served.body["paths"]["/api/v1/gh/valet/apply"]["post"];
    assert_eq!(apply["security"], json!([{ "service_key": [] }, { "token": [] }]));
    assert_eq!(served.body["paths"]["/health"]["get"].get("security"), None);
    assert_eq!(served.body["components"]["schemas"]["ApplyOrder"]["required"].as_array().unwrap().len(), 4);
}

#[test]
fn the_page_about_the_api_lists_every_code() {
    let page = include_str!("../../../../docs/ghosthands-api.md");
    for code in Code::ALL {
        let (status, word, again) = code.row();
        let row = format!("| `{word}` | {} | {} |", status.as_u16(), if again { "yes" } else { "no" });
        assert!(page.contains(&row), "docs/ghosthands-api.md has no row that begins with {row}");
    }
}

#[tokio::test]
async fn requests_on_one_connection_are_answered_in_turn_and_one_under_way_ends_before_the_server_does() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stand = Stand::new().await;
    let mut stream = tokio::net::TcpStream::connect(stand.server.addr()).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: a\r\n\r\nGET /health HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut read = vec![0; 16 * 1024];
    let mut text = String::new();
    while text.matches("HTTP/1.1 200").count() < 2 {
        let count = stream.read(&mut read).await.unwrap();
        text.push_str(&String::from_utf8_lossy(&read[..count]));
    }
    // Half a body: the server waits for the rest, and is told to stop meanwhile.
    let body = stand.order().to_string();
    let head = format!(
        "POST /api/v1/gh/jobs HTTP/1.1\r\nhost: a\r\nx-gh-service-key: {KEY}\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut asked = String::new();
    while !asked.contains("100 Continue") {
        let count = stream.read(&mut read).await.unwrap();
        asked.push_str(&String::from_utf8_lossy(&read[..count]));
    }
    stream.write_all(&body.as_bytes()[..10]).await.unwrap();
    let other = crate::stand::start(&stand.database, options()).await;
    let server = std::mem::replace(&mut stand.server, other);
    let stopping = tokio::spawn(server.stop());
    stream.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains("HTTP/1.1 201"), "{rest}");
    stopping.await.unwrap();
    assert_eq!(stand.count().await, 1);
}
