use super::*;

const FORM: &str = "jobs.acme.example";

fn request(method: &str, url: &str, resource: &str, body: &str) -> Outgoing {
    Outgoing {
        id: "7".into(),
        frame: "f".into(),
        method: method.into(),
        url: url.into(),
        resource: resource.into(),
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        body_incomplete: false,
    }
}

fn needles() -> Needles {
    Needles::new(["ana.cruz@example.com", "San Francisco"], "")
}

fn ruled(stage: &Stage, request: &Outgoing) -> Ruling {
    rule(stage, &needles(), request).0
}

#[test]
fn nothing_that_could_carry_the_application_leaves_before_the_fence_is_armed() {
    let post = request("POST", "https://jobs.acme.example/apply", "Fetch", "{}");
    let beacon = request("POST", "https://t.example/b", "Ping", "ana.cruz@example.com");
    let image = request("GET", "https://t.example/p.gif?e=ana.cruz%40example.com", "Image", "");
    let get_form = request("GET", "https://jobs.acme.example/apply?x=y", "Document", "");
    let socket = request("GET", "wss://jobs.acme.example/s", "WebSocket", "");
    let stages = [Stage::Closed, Stage::Lookup { query: "San".into() }, Stage::Upload { host: FORM.into() }];
    for stage in &stages {
        for leak in [&beacon, &image, &get_form, &socket] {
            assert_eq!(ruled(stage, leak), Ruling::Abort, "{stage:?} {leak:?}");
        }
    }
    assert_eq!(ruled(&Stage::Closed, &post), Ruling::Abort);
    assert_eq!(ruled(&Stage::Closed, &request("GET", "https://cdn.example/a.css", "Stylesheet", "")), Ruling::Pass);
}

#[test]
fn an_armed_gate_releases_one_submission_to_the_forms_own_site() {
    let armed = Stage::Armed { host: FORM.into(), kept: false };
    let submission = request("POST", "https://api.acme.example/apply", "Fetch", "e=ana.cruz%40example.com");
    assert_eq!(ruled(&armed, &submission), Ruling::Submission);
    let elsewhere = request("POST", "https://evil.example/apply", "Fetch", "e=ana.cruz%40example.com");
    assert_eq!(ruled(&armed, &elsewhere), Ruling::Abort);
    let in_the_address = request("GET", "https://jobs.acme.example/apply?e=ana.cruz%40example.com", "Document", "");
    assert_eq!(ruled(&armed, &in_the_address), Ruling::Abort);
    let spent = Stage::Spent { host: FORM.into(), request: "7".into() };
    assert_eq!(ruled(&spent, &submission), Ruling::PassPermitted, "a redirect keeps its id");
    let again = Outgoing { id: "8".into(), ..submission };
    assert_eq!(ruled(&spent, &again), Ruling::Abort);
}

#[test]
fn a_body_that_cannot_be_read_counts_as_the_submission() {
    let armed = Stage::Armed { host: FORM.into(), kept: false };
    let opaque =
        Outgoing { body_incomplete: true, ..request("POST", "https://jobs.acme.example/apply", "Document", "") };
    assert_eq!(ruled(&armed, &opaque), Ruling::Submission);
    assert_eq!(ruled(&Stage::Closed, &opaque), Ruling::Abort);
}

#[test]
fn where_the_site_keeps_the_answers_the_next_request_to_it_is_the_submission() {
    let submit = request("POST", "https://jobs.acme.example/submit", "Fetch", "{}");
    let telemetry = request("POST", "https://t.example/b", "Ping", "{}");
    assert_eq!(ruled(&Stage::Armed { host: FORM.into(), kept: true }, &submit), Ruling::Submission);
    assert_eq!(ruled(&Stage::Armed { host: FORM.into(), kept: false }, &submit), Ruling::Pass);
    assert_eq!(ruled(&Stage::Armed { host: FORM.into(), kept: true }, &telemetry), Ruling::Abort);
}

#[test]
fn an_upload_goes_to_the_forms_site_or_its_storage_only() {
    let upload = Stage::Upload { host: FORM.into() };
    let file = |url| Outgoing { body_incomplete: true, ..request("POST", url, "XHR", "") };
    assert_eq!(ruled(&upload, &file("https://jobs.acme.example/parse")), Ruling::PassPermitted);
    assert_eq!(ruled(&upload, &file("https://grnhse.s3.amazonaws.com/x")), Ruling::PassPermitted);
    assert_eq!(ruled(&upload, &file("https://evil.example/x")), Ruling::Abort);
}

#[test]
fn sites_are_compared_by_their_registrable_part() {
    for (a, b, same) in [
        ("jobs.acme.example", "api.acme.example", true),
        ("acme.example", "acme.example", true),
        ("acme.co.uk", "evil.co.uk", false),
        ("a.acme.co.uk", "b.acme.co.uk", true),
        ("127.0.0.1", "127.0.0.2", false),
        ("localhost", "localhost", true),
        ("localhost", "evil.example", false),
    ] {
        assert_eq!(same_site(a, b), same, "{a} {b}");
    }
}

#[tokio::test]
async fn of_two_submissions_at_once_one_is_released_and_a_refused_commit_releases_none() {
    let gate = Gate::default();
    gate.guard_values(needles());
    gate.arm(FORM, false, Box::new(|| Box::pin(async { true })));
    let first = request("POST", "https://jobs.acme.example/apply", "Fetch", "ana.cruz@example.com");
    let second = Outgoing { id: "8".into(), ..first.clone() };
    assert_eq!(gate.judge(&first).await, Verdict::PassOnce);
    assert_eq!(gate.judge(&second).await, Verdict::Abort);
    assert!(gate.released());

    let gate = Gate::default();
    gate.guard_values(needles());
    gate.arm(FORM, false, Box::new(|| Box::pin(async { false })));
    assert_eq!(gate.judge(&first).await, Verdict::Abort);
    assert_eq!(gate.judge(&second).await, Verdict::Abort);
    assert!(!gate.released());
    assert_eq!(gate.ledger()[0].ruling, Ruling::Abort);
}

#[test]
fn a_cookie_may_be_written_unless_it_carries_a_value() {
    let cookie = |text| request("SET", "https://jobs.acme.example/", "Cookie", text);
    let stages = [
        Stage::Closed,
        Stage::Lookup { query: "ana.cruz@example.com".into() },
        Stage::Upload { host: FORM.into() },
        Stage::Step { host: FORM.into() },
        Stage::Armed { host: FORM.into(), kept: true },
        Stage::Spent { host: FORM.into(), request: "8".into() },
    ];
    for stage in stages {
        assert_eq!(ruled(&stage, &cookie("seen=1; path=/")), Ruling::Pass, "{stage:?}");
        assert_eq!(ruled(&stage, &cookie("draft=YW5hLmNydXpAZXhhbXBsZS5jb20=")), Ruling::Abort, "{stage:?}");
    }
}

#[tokio::test]
async fn the_ledger_says_how_much_it_leaves_out() {
    let gate = Gate::default();
    gate.guard_values(needles());
    gate.set(Stage::Closed);
    let read = request("GET", "https://jobs.acme.example/a.css", "Stylesheet", "");
    let beacon = request("POST", "https://t.example/b", "Ping", "{}");
    for _ in 0..LEDGER_LIMIT + 2 {
        gate.judge(&read).await;
    }
    assert_eq!((gate.ledger().len(), gate.left_out()), (LEDGER_LIMIT, LeftOut { passed: 2, aborted: 0 }));
    for _ in 0..LEDGER_ABORT_LIMIT - LEDGER_LIMIT + 3 {
        gate.judge(&beacon).await;
    }
    assert_eq!((gate.ledger().len(), gate.left_out()), (LEDGER_ABORT_LIMIT, LeftOut { passed: 2, aborted: 3 }));
    assert_eq!(gate.judge(&beacon).await, Verdict::Abort, "left out of the ledger only");
}

#[test]
fn a_person_at_the_page_can_sign_in_and_answer_a_challenge_but_not_apply() {
    let attended = |form, kept| Stage::Attended { host: FORM.into(), kept, form, may: "ana.cruz@example.com".into() };
    let door = attended(false, false);
    let sign_in =
        request("POST", "https://jobs.acme.example/session", "Document", "u=ana.cruz%40example.com&p=hunter2");
    let application =
        request("POST", "https://jobs.acme.example/apply", "Fetch", "e=ana.cruz%40example.com&c=San+Francisco");
    let upload = Outgoing { body_incomplete: true, ..request("POST", "https://jobs.acme.example/apply", "Fetch", "") };
    let long = request("POST", "https://jobs.acme.example/apply", "Fetch", &"x".repeat(100_000));
    let token = request("POST", "https://www.google.com/recaptcha/api2/userverify", "XHR", "c=abc");
    let next = request("GET", "https://jobs.acme.example/next", "Document", "");
    for (stage, asked, expected) in [
        (&door, &sign_in, Ruling::PassPermitted),
        (&door, &application, Ruling::Abort),
        (&door, &upload, Ruling::Abort),
        (&door, &long, Ruling::Abort),
        (&door, &token, Ruling::Pass),
        (&door, &next, Ruling::Pass),
        // On a form only the challenge is answered.
        (&attended(true, false), &sign_in, Ruling::Abort),
        (&attended(true, false), &token, Ruling::Pass),
        (&attended(true, false), &next, Ruling::Abort),
        // Where the site keeps the answers, whatever is sent to it may submit them.
        (&attended(false, true), &sign_in, Ruling::Abort),
        (&attended(false, true), &token, Ruling::Pass),
    ] {
        assert_eq!(ruled(stage, asked), expected, "{stage:?} {asked:?}");
    }
}

#[tokio::test]
async fn what_a_person_tried_to_send_is_held_and_counted() {
    let gate = Gate::default();
    gate.guard_values(needles());
    gate.set(Stage::Attended { host: FORM.into(), kept: false, form: true, may: String::new() });
    let held = gate.held();
    let post = request("POST", "https://jobs.acme.example/apply", "Fetch", "e=ana.cruz%40example.com");
    assert_eq!(gate.judge(&post).await, Verdict::Abort);
    assert_eq!(*held.borrow(), 1);
    assert!(!gate.passed_since_armed());
}

#[tokio::test]
async fn a_page_stays_where_its_job_is_and_goes_anywhere_once_the_application_has_left() {
    let gate = Gate::default();
    gate.confine("top");
    let to = |url: &str| Outgoing { frame: "top".into(), ..request("GET", url, "Document", "") };
    assert_eq!(gate.judge(&to("https://jobs.acme.example/1")).await, Verdict::Pass);
    gate.travel(false);
    assert_eq!(gate.judge(&to("https://evil.example/")).await, Verdict::Abort);
    assert_eq!(gate.judge(&to("https://boards.greenhouse.io/acme")).await, Verdict::Pass);
    let frame = Outgoing { frame: "child".into(), ..to("https://evil.example/") };
    assert_eq!(gate.judge(&frame).await, Verdict::Pass, "an advert's frame");
    let image = Outgoing { resource: "Image".into(), ..to("https://cdn.example/a.png") };
    assert_eq!(gate.judge(&image).await, Verdict::Pass);
    assert_eq!(gate.ledger()[1].rule, "outside_the_job");
    gate.arm(FORM, false, Box::new(|| Box::pin(async { true })));
    let submission = request("POST", "https://jobs.acme.example/apply", "Document", "e=x");
    let submission = Outgoing { body_incomplete: true, ..submission };
    assert_eq!(gate.judge(&submission).await, Verdict::PassOnce);
    assert_eq!(gate.judge(&to("https://www.acme.org/thank-you")).await, Verdict::Pass);
}
