//! A server that misbehaves in a known way.

use crate::applicant::{apply, is_confirmation, server, truthful};
use practice::{Fault, people, postings};
use std::time::{Duration, Instant};

/// One posting of each family.
fn one_of_each() -> impl Iterator<Item = &'static practice::Posting> {
    let mut seen = Vec::new();
    postings().iter().filter(move |posting| {
        let new = !seen.contains(&posting.family);
        seen.push(posting.family);
        new
    })
}

#[tokio::test]
async fn each_fault_records_or_does_not_as_it_says() {
    // Fault, whether a request fails outright, whether it is confirmed, how many are recorded.
    let table = [
        (Fault::StatusAfterRecord { status: 502 }, false, false, 1),
        (Fault::AcceptNothing, false, true, 0),
        (Fault::ResetAfterRecord, true, false, 1),
        (Fault::ResetBeforeRecord, true, false, 0),
        (Fault::Spam, false, false, 0),
        (Fault::InvalidFirst, false, false, 0),
    ];
    let server = server().await;
    let person = &people()[0];
    for posting in one_of_each() {
        for (fault, cut, confirmed, recorded) in table {
            server.reset();
            server.set_fault(Some(&posting.key()), Some(fault));
            let at = format!("{fault:?} at {}", posting.key());
            let answer = apply(&server, posting, person, &truthful(posting, person)).await;
            assert_eq!(answer.is_err(), cut, "{at}");
            if let Ok(response) = answer {
                assert_eq!(is_confirmation(posting, response).await, confirmed, "{at}");
            }
            assert_eq!(server.submissions().len(), recorded, "{at}");
        }
        server.set_fault(Some(&posting.key()), None);
    }
}

#[tokio::test]
async fn a_server_hard_to_please_accepts_the_second_time() {
    let server = server().await;
    server.set_fault(None, Some(Fault::InvalidFirst));
    let person = &people()[1];
    for posting in one_of_each() {
        for accepted in [false, true] {
            let response = apply(&server, posting, person, &truthful(posting, person)).await.unwrap();
            assert_eq!(is_confirmation(posting, response).await, accepted, "{}", posting.key());
        }
        assert!(server.score(&posting.key(), person.slug).unwrap().is_perfect());
    }
}

#[tokio::test]
async fn a_slow_server_has_recorded_before_it_answers() {
    let server = server().await;
    server.set_fault(None, Some(Fault::SlowAfterRecord { delay_ms: 400 }));
    let posting = one_of_each().next().unwrap();
    let began = Instant::now();
    let response = apply(&server, posting, &people()[0], &truthful(posting, &people()[0])).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(400));
    assert!(is_confirmation(posting, response).await);
    assert_eq!(server.submissions().len(), 1);
}

#[tokio::test]
async fn stopping_does_not_wait_for_slow_answers() {
    let server = server().await;
    server.set_fault(None, Some(Fault::SlowAfterRecord { delay_ms: 60_000 }));
    let posting = one_of_each().nth(1).unwrap();
    let answers = truthful(posting, &people()[0]);
    let request = crate::applicant::lever(&server, posting, &people()[0], &answers);
    let waiting = tokio::spawn(request.send());
    while server.submissions().is_empty() {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10));
    waiting.abort();
}
