//! Reading held requests and answers.

use super::*;

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_request_and_its_answer_share_an_id() {
    assert_eq!(job("interception-job-7.0"), job("interception-job-7.1"));
    assert_eq!(job("odd"), "odd");
}

#[test]
fn a_body_with_a_file_is_marked_incomplete() {
    let request = json!({ "hasPostData": true, "postDataEntries": [{ "bytes": base64(b"a=1") }, {}] });
    assert_eq!(body(&request), (b"a=1".to_vec(), true));
    let request =
        json!({ "hasPostData": true, "postDataEntries": [{ "bytes": base64(b"a=1&") }, { "bytes": base64(b"b=2") }] });
    assert_eq!(body(&request), (b"a=1&b=2".to_vec(), false));
}

#[test]
fn a_body_that_is_not_shown_is_incomplete_and_none_is_complete() {
    for (request, expected) in [
        (json!({ "hasPostData": true }), (vec![], true)),
        (json!({ "hasPostData": true, "postDataEntries": [] }), (vec![], true)),
        (json!({ "hasPostData": true, "postDataEntries": [{ "bytes": "?not base64?" }] }), (vec![], true)),
        (json!({ "hasPostData": true, "postData": "x" }), (b"x".to_vec(), false)),
        (json!({}), (vec![], false)),
    ] {
        assert_eq!(body(&request), expected, "{request}");
    }
}

#[test]
fn only_a_redirect_has_a_location() {
    let headers = json!([{ "name": "Location", "value": "/next" }]);
    let at = |status: u16| {
        incoming(
            &json!({ "request": { "url": "http://a.test/" }, "responseStatusCode": status, "responseHeaders": headers }),
            "1".into(),
        )
    };
    assert_eq!(at(303).location.as_deref(), Some("/next"));
    assert_eq!(at(201).location, None);
    let failed =
        incoming(&json!({ "request": { "url": "http://a.test/" }, "responseErrorReason": "Failed" }), "1".into());
    assert_eq!((failed.status, failed.location), (None, None));
}

#[test]
fn a_long_poll_does_not_keep_a_page_busy_for_ever() {
    let mut traffic = Traffic::default();
    assert!(traffic.is_quiet(Duration::from_secs(1)));
    traffic.started("1");
    assert!(!traffic.is_quiet(Duration::ZERO));
    traffic.under_way.insert("1".into(), Instant::now().checked_sub(LONG_POLL * 2).unwrap());
    assert!(traffic.is_quiet(Duration::ZERO));
    traffic.ended("1");
    assert!(!traffic.is_quiet(Duration::from_secs(1)));
}
