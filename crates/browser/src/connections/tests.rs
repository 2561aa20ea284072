use super::*;

fn request(id: &str, url: &str, body: usize) -> Outgoing {
    Outgoing {
        id: id.into(),
        frame: String::new(),
        method: "POST".into(),
        url: url.into(),
        resource: "Fetch".into(),
        headers: Vec::new(),
        body: vec![b'x'; body],
        body_incomplete: false,
    }
}

fn there() -> Server {
    ("jobs.acme.test".into(), 443)
}

const SUBMIT: &str = "https://jobs.acme.test/apply";

fn answer(id: &str) -> Incoming {
    Incoming { id: id.into(), url: SUBMIT.into(), status: Some(200), location: None }
}

#[tokio::test]
async fn a_connection_that_was_there_before_carries_nothing_of_a_request_that_goes_once() {
    let board = Arc::new(Switchboard::default());
    let (old, cut) = board.begin(there()).unwrap();
    let (elsewhere, _) = board.begin(("cdn.test".into(), 443)).unwrap();
    assert!(board.may_carry(old, 5_000));
    let severing = tokio::spawn({
        let board = board.clone();
        async move { board.only_once(&request("1", SUBMIT, 800)).await }
    });
    cut.notified().await;
    assert!(!board.may_carry(old, 1), "it was severed");
    assert!(!severing.is_finished(), "the browser could still take it");
    board.ended(old);
    board.forget(old);
    severing.await.unwrap();
    assert!(board.may_carry(elsewhere, 100_000), "other servers are left alone");
    assert!(board.begin(there()).is_some(), "its end says nothing about the request");
}

#[tokio::test]
async fn after_a_connection_that_may_have_carried_it_no_copy_fits_through() {
    let board = Switchboard::default();
    board.only_once(&request("1", SUBMIT, 800)).await;
    let [(first, _), (idle, _)] = [board.begin(there()).unwrap(), board.begin(there()).unwrap()];
    assert!(board.may_carry(first, 900) && board.may_carry(idle, 100));
    board.ended(first);
    assert!(board.begin(there()).is_none(), "no new connection");
    assert!(board.begin(("cdn.test".into(), 443)).is_some(), "but to others");
    assert!(board.may_carry(idle, 500), "what is on its way may end");
    assert!(!board.may_carry(idle, 300), "a whole copy may not");
    assert!(!board.may_carry(idle, 1));
    board.answered(&answer("2"));
    assert!(board.begin(there()).is_none(), "another request's answer settles nothing");
    board.answered(&answer("1"));
    assert!(board.begin(there()).is_some());
}

#[tokio::test]
async fn a_connection_too_short_for_the_request_may_end() {
    let board = Switchboard::default();
    board.only_once(&request("1", SUBMIT, 800)).await;
    let (short, _) = board.begin(there()).unwrap();
    assert!(board.may_carry(short, 799));
    board.ended(short);
    assert!(board.begin(there()).is_some());
}

#[test]
fn a_server_is_read_from_an_address_as_the_proxy_hears_it() {
    for (url, host, port) in [
        ("https://Jobs.acme.test/apply?x=@b:1", "jobs.acme.test", 443),
        ("http://127.0.0.1:4100/", "127.0.0.1", 4100),
        ("http://[::1]:80/x", "::1", 80),
        ("https://[0:0::1]#x", "::1", 443),
        ("https://a:b@acme.test:8443", "acme.test", 8443),
    ] {
        assert_eq!(server(url), Some((host.to_owned(), port)), "{url}");
    }
    for url in ["ftp://a.test/", "https://a.test:99999/", "", "nonsense"] {
        assert_eq!(server(url), None, "{url}");
    }
}
