//! Hostile and broken requests.

use crate::applicant::{client, lever, server, truthful};
use practice::{Server, people, posting, postings};
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

const LEVER: &str = "lever/brackenwater/7f3a2b94-5c1d-4e86-a0b7-92d4c8e6f150";

/// Every address that takes a body.
fn doors(server: &Server) -> Vec<String> {
    let base = server.base_url();
    let mut doors = vec![
        format!("{base}/greenhouse/lumenforge/jobs/4410021007"),
        format!("{base}/greenhouse/lumenforge/jobs/4410021007/uploads"),
        format!("{base}/greenhouse/telemetry/tp2"),
        format!("{base}/{LEVER}/apply"),
        format!("{base}/{LEVER}/parseResume"),
        format!("{base}/ashby/api/non-user-graphql"),
        format!("{base}/bench/one-page"),
        format!("{base}/practice/api/faults"),
    ];
    let ashby = postings().iter().find(|posting| posting.key().starts_with("ashby")).unwrap();
    doors.push(format!("{base}{}/upload", ashby.path()));
    for family in ["greenhouse_embedded", "email_code", "greenhouse_classic"] {
        let posting = postings().iter().find(|posting| posting.family.to_string() == family).unwrap();
        doors.push(format!("{base}{}", posting.path()));
    }
    for family in ["smartrecruiters", "workable", "bamboohr", "rippling", "modal"] {
        let posting = postings().iter().find(|posting| posting.family.to_string() == family).unwrap();
        doors.push(format!("{base}{}/applications", posting.path()));
        doors.push(format!("{base}{}/uploads", posting.path()));
    }
    doors.push(format!("{base}/plain/stonebridge/a-17/application.html"));
    doors.push(format!("{base}/multipage/hollowell/ref-2291/apply/1"));
    doors.push(format!("{base}/icims/thornbury/18204/login"));
    for rest in ["account", "signin", "jobs/R-10482/steps/0", "jobs/R-10482/submit", "jobs/R-10482/upload?field=x"] {
        doors.push(format!("{base}/workday/meridale/api/{rest}"));
    }
    doors
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_everywhere() {
    let server = server().await;
    let huge = vec![b'a'; 9 * 1024 * 1024];
    for door in doors(&server) {
        let request = client().post(&door).header("content-type", "application/json").body(huge.clone());
        // The server may answer and close before it has read the whole body.
        if let Ok(response) = request.send().await {
            assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{door}");
        }
    }
    assert!(server.requests().is_empty() && server.submissions().is_empty());
}

#[tokio::test]
async fn garbage_is_refused_everywhere_and_recorded_nowhere() {
    let server = server().await;
    let json: [&[u8]; 6] =
        [b"", b"{", b"\xff\xfe\x00", b"[[[[[[", b"null", b"{\"job_application\":7,\"operationName\":1}"];
    let parts: [&[u8]; 4] =
        [b"", b"--x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\xfe", b"--y--"];
    for door in doors(&server) {
        let bodies = json.iter().map(|body| ("application/json", *body));
        let bodies = bodies.chain(parts.iter().map(|body| ("multipart/form-data; boundary=x", *body)));
        for (kind, body) in bodies.chain([("multipart/form-data", b"x".as_slice()), ("text/plain", b"hello")]) {
            let response = client().post(&door).header("content-type", kind).body(body.to_vec()).send().await.unwrap();
            let harmless = door.ends_with("/tp2") || door.ends_with("/one-page");
            let status = response.status();
            assert!(status.is_client_error() || (harmless && status.is_success()), "{door} {kind} {body:?}: {status}");
        }
    }
    assert!(server.submissions().is_empty() && server.uploads().is_empty());
}

#[tokio::test]
async fn a_broken_multipart_form_is_a_bad_request() {
    let server = server().await;
    for path in [format!("/{LEVER}/apply"), "/greenhouse/lumenforge/jobs/4410021007/uploads".into()] {
        let request = client()
            .post(format!("{}{path}", server.base_url()))
            .header("content-type", "multipart/form-data; boundary=x")
            .body("--x\r\nContent-Disposition: form-data; name=\"resume\"; filename=\"a.pdf\"\r\n\r\ncut off");
        assert_eq!(request.send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_file_over_five_megabytes_is_refused() {
    let server = server().await;
    let file = Part::bytes(vec![0; 5 * 1024 * 1024 + 1]).file_name("big.pdf");
    let url = format!("{}/greenhouse/lumenforge/jobs/4410021007/uploads", server.base_url());
    let response = client().post(url).multipart(Form::new().part("resume", file)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(server.uploads().is_empty());
}

#[tokio::test]
async fn a_form_of_a_thousand_parts_is_refused() {
    let server = server().await;
    let form = (0..1000).fold(Form::new(), |form, n| form.text(format!("f{n}"), "x"));
    let response = client().post(format!("{}/{LEVER}/apply", server.base_url())).multipart(form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_post_that_no_page_made_is_refused() {
    let server = server().await;
    let (posting, person) = (posting(LEVER).unwrap(), &people()[0]);
    let url = format!("{}/{LEVER}/apply", server.base_url());
    let form = Form::new().text("name", "A").text("email", "a@example.com");
    assert_eq!(client().post(url).multipart(form).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let url = format!("{}/greenhouse/lumenforge/jobs/4410021007", server.base_url());
    let body = serde_json::json!({ "job_application": {} });
    assert_eq!(client().post(url).json(&body).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let url = format!("{}/workday/meridale/api/jobs/R-10482/submit", server.base_url());
    assert_eq!(client().post(url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert!(server.submissions().is_empty());
    // The same Lever form with the page's captcha answer is taken.
    let taken = lever(&server, posting, person, &truthful(posting, person)).send().await.unwrap();
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn unknown_addresses_are_closed_postings() {
    let server = server().await;
    let base = server.base_url();
    let get = async |path: &str| client().get(format!("{base}{path}")).send().await.unwrap();
    assert_eq!(get("/lever/brackenwater/nope").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get("/workday/meridale/job/x/y_R-1").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get("/greenhouse/lumenforge/jobs/1").await.headers()["location"], "/greenhouse/lumenforge?error=true");
    assert!(get("/ashby/tessellary/nope").await.text().await.unwrap().contains("Job not found"));
    assert_eq!(get("/practice/assets/..%2fcountries.json").await.status(), StatusCode::NOT_FOUND);
}
