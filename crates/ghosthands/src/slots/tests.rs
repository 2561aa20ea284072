use super::*;
use futures_util::FutureExt as _;

/// What is ready without waiting.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}

#[test]
fn as_many_work_as_there_are_slots() {
    let slots = Slots::new(2, 4);
    let first = now(slots.take()).unwrap();
    let _second = now(slots.take()).unwrap();
    assert!(now(slots.take()).is_none());
    drop(first);
    assert!(now(slots.take()).is_some());
}

#[test]
fn who_waits_for_a_person_holds_no_slot() {
    let slots = Slots::new(1, 4);
    let mut asking = now(slots.take()).unwrap();
    now(asking.give_back()).unwrap();
    now(asking.give_back()).unwrap();
    assert!(now(slots.take()).is_some());
    assert_eq!(slots.counts(), Counts { working: 0, waiting: 1, returning: 0 });
}

#[tokio::test]
async fn an_answered_job_goes_before_a_new_one() {
    let slots = Slots::new(1, 4);
    let mut asking = slots.take().await;
    asking.give_back().await;
    let working = slots.take().await;
    let returning = asking.take_again();
    let mut returning = std::pin::pin!(returning);
    assert!(now(&mut returning).is_none());
    drop(working);
    assert!(now(slots.take()).is_none(), "the free slot is for the job whose person answered");
    returning.await;
    assert_eq!(slots.counts(), Counts { working: 1, waiting: 0, returning: 0 });
}

#[test]
fn at_the_ceiling_of_kept_browsers_nothing_new_is_taken() {
    let slots = Slots::new(2, 1);
    let mut asking = now(slots.take()).unwrap();
    now(asking.give_back()).unwrap();
    assert!(now(slots.take()).is_none());
    now(asking.take_again()).unwrap();
    assert!(now(slots.take()).is_some());
}

#[test]
fn a_job_that_ends_anywhere_leaves_room() {
    let slots = Slots::new(1, 1);
    let mut asking = now(slots.take()).unwrap();
    now(asking.give_back()).unwrap();
    drop(asking);
    assert_eq!(slots.counts(), Counts::default());
    assert!(now(slots.take()).is_some());
}

#[tokio::test]
async fn giving_up_the_return_keeps_the_count() {
    let slots = Slots::new(1, 4);
    let mut asking = slots.take().await;
    asking.give_back().await;
    let working = slots.take().await;
    assert!(now(asking.take_again()).is_none());
    assert_eq!(slots.counts(), Counts { working: 1, waiting: 0, returning: 1 });
    drop(asking);
    drop(working);
    assert_eq!(slots.counts(), Counts::default());
}
