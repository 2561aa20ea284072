use super::*;
use domain::attempts::AttemptStatus;
use domain::postings::Identity;
use domain::{JobUrl, PostingKey, Sha256};
use ghosthands::attempts::{
    FenceError, arm, arm_again, find_standing, list_alike, mark_in_flight, settle, settle_by_person,
};
use ghosthands::jobs::{Lease, QueueError};
use ghosthands::recovery::{Recovered, recover};

fn posting() -> Identity {
    named("greenhouse:acme:1")
}

fn named(key: &str) -> Identity {
    PostingKey::from_stored(key.into()).into()
}

fn packet() -> Sha256 {
    Sha256::of(b"packet")
}

async fn a_lease(db: &mut PgConnection, user: UserId, worker: &str) -> Lease {
    enqueue(db, user).await;
    started(db, worker).await.lease
}

#[tokio::test]
async fn of_many_workers_that_arm_at_once_exactly_one_gets_through() {
    let database = fresh().await;
    let user = UserId::generate();
    let mut leases = Vec::new();
    for n in 0..8 {
        leases.push(a_lease(&mut database.pool.acquire().await.unwrap(), user, &format!("w{n}")).await);
    }
    let arming: Vec<_> = leases
        .into_iter()
        .map(|lease| {
            let pool = database.pool.clone();
            tokio::spawn(async move {
                let mut db = pool.acquire().await.unwrap();
                arm(&mut db, &lease, user, &posting(), &packet()).await
            })
        })
        .collect();
    let mut armed = 0;
    for one in arming {
        match one.await.unwrap() {
            Ok(_) => armed += 1,
            Err(FenceError::Duplicate { status: AttemptStatus::Armed, .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(armed, 1);
}

#[tokio::test]
async fn another_person_and_another_posting_have_fences_of_their_own() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (ana, ben) = (UserId::generate(), UserId::generate());
    let anas = a_lease(&mut db, ana, "w1").await;
    let bens = a_lease(&mut db, ben, "w2").await;
    arm(&mut db, &anas, ana, &posting(), &packet()).await.unwrap();
    arm(&mut db, &bens, ben, &posting(), &packet()).await.unwrap();
    arm(&mut db, &anas, ana, &named("other"), &packet()).await.unwrap();
    assert!(arm(&mut db, &bens, ana, &named("third"), &packet()).await.is_err(), "not Ana's job");
}

#[tokio::test]
async fn a_lost_lease_can_neither_arm_nor_go_in_flight() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let old = a_lease(&mut db, user, "w1").await;
    let attempt = arm(&mut db, &old, user, &posting(), &packet()).await.unwrap();
    age_heartbeats(&mut db).await;
    assert_eq!(recover(&mut db, Duration::from_secs(120)).await.unwrap(), [Recovered::Requeued(old.job)]);
    assert!(matches!(mark_in_flight(&mut db, &old, attempt).await, Err(QueueError::LeaseLost)));
    assert!(matches!(
        arm(&mut db, &old, user, &posting(), &packet()).await,
        Err(FenceError::Queue(QueueError::LeaseLost))
    ));
    let new = started(&mut db, "w2").await.lease;
    let attempt = arm(&mut db, &new, user, &posting(), &packet()).await.unwrap();
    mark_in_flight(&mut db, &new, attempt).await.unwrap();
}

#[tokio::test]
async fn a_worker_that_died_after_release_leaves_an_unknown_outcome_that_nobody_retries() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let lease = a_lease(&mut db, user, "w1").await;
    let attempt = arm(&mut db, &lease, user, &posting(), &packet()).await.unwrap();
    mark_in_flight(&mut db, &lease, attempt).await.unwrap();
    age_heartbeats(&mut db).await;
    let recovered = recover(&mut db, Duration::from_secs(120)).await.unwrap();
    assert_eq!(recovered, [Recovered::Ended(lease.job, AttemptStatus::Unknown)]);
    assert!(jobs::claim(&mut db, "w2").await.unwrap().is_none());
    let job = jobs::find(&mut db, user, lease.job).await.unwrap().unwrap();
    assert_eq!(job.error_code.as_deref(), Some("outcome_unknown"));
    let again = a_lease(&mut db, user, "w2").await;
    assert!(matches!(
        arm(&mut db, &again, user, &posting(), &packet()).await,
        Err(FenceError::Duplicate { status: AttemptStatus::Unknown, .. })
    ));
    // Only the person may open it again.
    assert!(settle_by_person(&mut db, user, lease.job, false).await.unwrap());
    arm(&mut db, &again, user, &posting(), &packet()).await.unwrap();
}

#[tokio::test]
async fn a_worker_that_died_between_confirmation_and_the_end_of_the_job_is_recovered_as_confirmed() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let lease = a_lease(&mut db, user, "w1").await;
    let attempt = arm(&mut db, &lease, user, &posting(), &packet()).await.unwrap();
    mark_in_flight(&mut db, &lease, attempt).await.unwrap();
    settle(&mut db, attempt, AttemptStatus::InFlight, AttemptStatus::Confirmed, "seen").await.unwrap();
    age_heartbeats(&mut db).await;
    let recovered = recover(&mut db, Duration::from_secs(120)).await.unwrap();
    assert_eq!(recovered, [Recovered::Ended(lease.job, AttemptStatus::Confirmed)]);
}

/// A job whose only attempt left and is unknown.
async fn in_doubt(db: &mut PgConnection, user: UserId) -> (Lease, domain::AttemptId) {
    let lease = a_lease(db, user, "w1").await;
    let attempt = arm(db, &lease, user, &posting(), &packet()).await.unwrap();
    bring_to(db, attempt, AttemptStatus::Unknown).await;
    (lease, attempt)
}

#[tokio::test]
async fn after_an_unknown_outcome_only_the_persons_word_about_that_attempt_arms_the_fence_again() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let (lease, doubted) = in_doubt(&mut db, user).await;
    let unknown = |armed: Result<_, FenceError>| {
        matches!(armed, Err(FenceError::Duplicate { status: AttemptStatus::Unknown, .. }))
    };
    assert!(unknown(arm(&mut db, &lease, user, &posting(), &packet()).await));
    let other = domain::AttemptId::generate();
    assert!(unknown(arm_again(&mut db, &lease, user, &posting(), &packet(), other).await));
    arm_again(&mut db, &lease, user, &posting(), &packet(), doubted).await.unwrap();
    let standing = find_standing(&mut db, user, &posting()).await.unwrap().unwrap();
    assert!(standing.status == AttemptStatus::Armed && standing.id != doubted);
}

#[tokio::test]
async fn an_attempt_stays_unknown_when_the_fence_cannot_be_armed_again() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let (lease, doubted) = in_doubt(&mut db, user).await;
    let lost = Lease { epoch: lease.epoch + 1, ..lease.clone() };
    arm_again(&mut db, &lost, user, &posting(), &packet(), doubted).await.unwrap_err();
    let standing = find_standing(&mut db, user, &posting()).await.unwrap().unwrap();
    assert_eq!((standing.id, standing.status), (doubted, AttemptStatus::Unknown));
    // Found to have arrived after all: no yes counts any more.
    assert!(settle_by_person(&mut db, user, lease.job, true).await.unwrap());
    assert!(matches!(
        arm_again(&mut db, &lease, user, &posting(), &packet(), doubted).await,
        Err(FenceError::Duplicate { status: AttemptStatus::Confirmed, .. })
    ));
}

#[tokio::test]
async fn a_job_that_sent_something_is_not_run_again_by_itself_even_when_that_was_refused() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let (lease, doubted) = in_doubt(&mut db, user).await;
    // The person said to submit again; the worker died before that left.
    arm_again(&mut db, &lease, user, &posting(), &packet(), doubted).await.unwrap();
    age_heartbeats(&mut db).await;
    let recovered = recover(&mut db, Duration::from_secs(120)).await.unwrap();
    assert_eq!(recovered, [Recovered::Ended(lease.job, AttemptStatus::Refused)]);
    assert!(jobs::claim(&mut db, "w2").await.unwrap().is_none());
    let job = jobs::find(&mut db, user, lease.job).await.unwrap().unwrap();
    assert_eq!(job.error_code.as_deref(), Some("refused"));
}

#[tokio::test]
async fn cancel_is_refused_after_submission_and_a_cancelled_job_releases_nothing() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let sent = a_lease(&mut db, user, "w1").await;
    let attempt = arm(&mut db, &sent, user, &posting(), &packet()).await.unwrap();
    mark_in_flight(&mut db, &sent, attempt).await.unwrap();
    assert!(!jobs::cancel(&mut db, user, sent.job).await.unwrap());

    let armed = a_lease(&mut db, user, "w2").await;
    let attempt = arm(&mut db, &armed, user, &named("b"), &packet()).await.unwrap();
    assert!(jobs::cancel(&mut db, user, armed.job).await.unwrap());
    assert!(mark_in_flight(&mut db, &armed, attempt).await.is_err());
}

#[tokio::test]
async fn the_database_itself_refuses_transitions_that_are_not_in_the_table() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    for (n, from) in AttemptStatus::ALL.into_iter().enumerate() {
        for (m, to) in AttemptStatus::ALL.into_iter().enumerate().filter(|(_, to)| *to != from) {
            let user = UserId::generate();
            let lease = a_lease(&mut db, user, "w1").await;
            let key = named(&format!("{n}-{m}"));
            let attempt = arm(&mut db, &lease, user, &key, &packet()).await.unwrap();
            bring_to(&mut db, attempt, from).await;
            let moved = put(&mut db, attempt, to).await;
            assert_eq!(moved.is_ok(), from.may_become(to), "{from:?} to {to:?}: {moved:?}");
        }
    }
    assert_eq!(find_standing(&mut db, UserId::generate(), &posting()).await.unwrap().map(|s| s.status), None);
}

/// Walks the table from `armed` to `status`.
async fn bring_to(db: &mut PgConnection, attempt: domain::AttemptId, status: AttemptStatus) {
    use AttemptStatus::{Armed, Confirmed, InFlight, NotSent, Refused, Step, Unknown};
    let way: &[AttemptStatus] = match status {
        Armed => &[],
        InFlight => &[InFlight],
        NotSent => &[NotSent],
        Unknown => &[Unknown],
        Confirmed => &[InFlight, Confirmed],
        Refused => &[InFlight, Refused],
        Step => &[InFlight, Step],
    };
    for step in way {
        put(db, attempt, *step).await.unwrap();
    }
}

async fn put(db: &mut PgConnection, attempt: domain::AttemptId, to: AttemptStatus) -> Result<(), sqlx::Error> {
    let settled = !matches!(to, AttemptStatus::Armed | AttemptStatus::InFlight);
    sqlx::query("UPDATE gh_submit_attempts SET status = $2, settled_at = CASE WHEN $3 THEN now() END WHERE id = $1")
        .bind(attempt.0)
        .bind(to.as_str())
        .bind(settled)
        .execute(db)
        .await
        .map(drop)
}

fn at(url: &str, company: &str, title: &str, place: &str) -> Identity {
    let mut identity = Identity::of(&JobUrl::parse(url).unwrap());
    identity.described(company, title, place, "");
    identity
}

#[tokio::test]
async fn of_many_doors_to_one_job_that_arm_at_once_exactly_one_gets_through() {
    let database = fresh().await;
    let user = UserId::generate();
    for (doors, what) in [
        (["https://acme.example/careers?gh_jid=5120033", "https://boards.greenhouse.io/acme/jobs/5120033"], "strong"),
        (["https://tern.example/jobs/4711", "https://agency.example/jobs/99887"], "alike"),
    ] {
        let mut arming = Vec::new();
        for n in 0..6 {
            let lease = a_lease(&mut database.pool.acquire().await.unwrap(), user, &format!("{what}{n}")).await;
            let (pool, door) = (database.pool.clone(), doors[n % 2]);
            // Places that are not said are like any.
            let place = if n % 2 == 0 { "" } else { "Fresno" };
            let identity = match what {
                "alike" => at(door, "Tern Ferries Ltd", "Deck Hand", place),
                _ => Identity::of(&JobUrl::parse(door).unwrap()),
            };
            arming.push(tokio::spawn(async move {
                arm(&mut pool.acquire().await.unwrap(), &lease, user, &identity, &packet()).await
            }));
        }
        let mut armed = 0;
        for one in arming {
            match one.await.unwrap() {
                Ok(_) => armed += 1,
                Err(FenceError::Duplicate { .. } | FenceError::Alike { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(armed, 1, "{what}");
    }
}

#[tokio::test]
async fn a_strong_name_is_guarded_by_the_table_itself() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let one = a_lease(&mut db, user, "w1").await;
    let first = arm(&mut db, &one, user, &named("a"), &packet()).await.unwrap();
    let other = a_lease(&mut db, user, "w2").await;
    let second = arm(&mut db, &other, user, &named("b"), &packet()).await.unwrap();
    let steal = "INSERT INTO gh_posting_aliases (attempt_id, user_id, alias, is_strong, is_live) VALUES ($1, $2, 'a', true, true)";
    let refused = sqlx::query(steal).bind(second.0).bind(user.0).execute(&mut *db).await.unwrap_err();
    assert!(refused.to_string().contains("gh_aliases_one_live"), "{refused}");
    // An attempt that proves that nothing left gives its names back.
    settle(&mut db, first, AttemptStatus::Armed, AttemptStatus::NotSent, "").await.unwrap();
    sqlx::query(steal).bind(second.0).bind(user.0).execute(&mut *db).await.unwrap();
}

#[tokio::test]
async fn what_looks_alike_waits_for_the_persons_yes_to_exactly_that() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let one = a_lease(&mut db, user, "w1").await;
    let first = arm(&mut db, &one, user, &at("https://a.example/1", "Tern", "Clerk", "Hull"), &packet()).await.unwrap();
    let lease = a_lease(&mut db, user, "w2").await;
    let mut copy = at("https://b.example/2", "TERN Ltd.", "Clerk (m/f/d)", "Hull");
    assert!(matches!(arm(&mut db, &lease, user, &copy, &packet()).await, Err(FenceError::Alike { .. })));
    let elsewhere = at("https://b.example/3", "Tern", "Clerk", "Leeds");
    assert!(list_alike(&mut db, user, &elsewhere).await.unwrap().is_empty(), "another place");
    assert!(list_alike(&mut db, UserId::generate(), &copy).await.unwrap().is_empty(), "another person");
    copy.accept(first);
    arm(&mut db, &lease, user, &copy, &packet()).await.unwrap();
}
