//! What people give and are given: sealed, short-lived, wiped.

use super::*;
use browser::storage::{Cookie, Entry, OriginStorage, StorageState};
use ghosthands::access::Caller;
use ghosthands::interactions::{Interaction, Passed, Resolution};
use ghosthands::live::{self, Issued, Opening, Refused};
use ghosthands::recovery::recover;
use ghosthands::sealing::{Keys, Resealed, Secret, reencrypt};
use ghosthands::{credentials, sessions};

fn keys(id: u16, byte: u8, previous: &[(u16, u8)]) -> Keys {
    let previous: Vec<(u16, Vec<u8>)> = previous.iter().map(|(id, byte)| (*id, vec![*byte; 32])).collect();
    Keys::new((id, &[byte; 32]), &previous).unwrap()
}

fn question() -> Interaction {
    Interaction::Question { rows: Vec::new(), company: String::new() }
}

fn a_state() -> StorageState {
    let cookie = |domain: &str| Cookie {
        name: "session".into(),
        value: "cookie-of-the-person".into(),
        domain: domain.into(),
        path: "/".into(),
        ..Cookie::default()
    };
    let origin = |origin: &str| OriginStorage {
        origin: origin.into(),
        local_storage: vec![Entry { name: "k".into(), value: "v".into() }],
    };
    StorageState {
        cookies: vec![cookie(".acme.example"), cookie("tracker.example"), cookie("mail.google.com")],
        origins: vec![origin("https://jobs.acme.example"), origin("https://tracker.example")],
    }
}

async fn open(db: &mut PgConnection, user: UserId, job: JobId) -> Issued {
    match live::issue(db, Caller::User(user), job).await.unwrap() {
        Opening::Open(issued) => issued,
        other => panic!("{other:?}"),
    }
}

async fn paused(db: &mut PgConnection, user: UserId) -> Claimed {
    enqueue(db, user).await;
    let claimed = started(db, "w1").await;
    claimed.lease.pause(db, &question()).await.unwrap();
    claimed
}

#[tokio::test]
async fn what_a_person_said_is_wiped_when_it_is_taken_and_when_the_worker_dies_before() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let said = Resolution {
        blocker: Some(Passed::CodeEntry { code: Secret::new("secret-code-77") }),
        ..Resolution::default()
    };
    let holds = async |db: &mut PgConnection| -> bool {
        let (held,): (bool,) = sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM gh_automation_jobs j WHERE j::text LIKE '%secret-code-77%')
                 OR EXISTS (SELECT 1 FROM gh_job_events e WHERE e::text LIKE '%secret-code-77%')",
        )
        .fetch_one(db)
        .await
        .unwrap();
        held
    };
    let taken = paused(&mut db, user).await;
    assert!(jobs::resolve(&mut db, user, taken.lease.job, &said).await.unwrap());
    assert!(holds(&mut db).await, "on its way to the worker");
    assert_eq!(taken.lease.take_resolution(&mut db).await.unwrap(), Some(said.clone()));
    assert!(!holds(&mut db).await);

    // The worker dies between the answer and taking it.
    taken.lease.pause(&mut db, &question()).await.unwrap();
    jobs::resolve(&mut db, user, taken.lease.job, &said).await.unwrap();
    age_heartbeats(&mut db).await;
    recover(&mut db, Duration::from_secs(120)).await.unwrap();
    assert!(!holds(&mut db).await, "recovery");

    // Whoever ends the job, by whatever statement.
    for end in [
        "UPDATE gh_automation_jobs SET status = 'cancelled'",
        "UPDATE gh_automation_jobs SET status = 'expired'",
        "UPDATE gh_automation_jobs SET status = 'pending', worker_id = NULL",
    ] {
        let job = started(&mut db, "w1").await;
        job.lease.pause(&mut db, &question()).await.unwrap();
        jobs::resolve(&mut db, user, job.lease.job, &said).await.unwrap();
        sqlx::query(end).execute(&mut *db).await.unwrap();
        assert!(!holds(&mut db).await, "{end}");
        sqlx::query("UPDATE gh_automation_jobs SET status = 'pending', worker_id = NULL")
            .execute(&mut *db)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_job_goes_on_by_itself_only_where_nobody_answered_first() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = paused(&mut db, user).await;
    let answer = Resolution { stop: true, ..Resolution::default() };
    assert!(jobs::resolve(&mut db, user, job.lease.job, &answer).await.unwrap());
    assert!(!job.lease.go_on(&mut db).await.unwrap());
    assert_eq!(job.lease.take_resolution(&mut db).await.unwrap(), Some(answer));
    job.lease.pause(&mut db, &question()).await.unwrap();
    assert!(job.lease.go_on(&mut db).await.unwrap());
    assert_eq!(job.lease.take_resolution(&mut db).await.unwrap(), None);
}

#[tokio::test]
async fn a_live_session_is_for_one_person_one_claim_and_five_minutes() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let user = UserId::generate();
    let job = paused(&mut db, user).await;
    assert!(matches!(
        live::issue(&mut db, Caller::User(UserId::generate()), job.lease.job).await.unwrap(),
        Opening::NoSuchJob
    ));
    let issued = open(&mut db, user, job.lease.job).await;
    let other = open(&mut db, user, job.lease.job).await;
    assert_ne!(issued.token, other.token);
    let (stored,): (String,) =
        sqlx::query_as("SELECT string_agg(s::text, ' ') FROM gh_live_sessions s").fetch_one(&mut *db).await.unwrap();
    assert!(!stored.contains(&issued.token));
    let session = live::find(&mut db, &issued.token).await.unwrap().unwrap();
    assert_eq!((session.job, session.user, session.epoch), (job.lease.job, user, job.lease.epoch));
    assert_eq!(session.worker_id, "w1");
    assert!(session.left <= live::LIFE && session.left > live::LIFE / 2);
    for token in ["", "nonsense", &issued.token[1..]] {
        assert_eq!(live::find(&mut db, token).await.unwrap(), Err(Refused::Unknown), "{token}");
    }

    // Time, the end of the session, another claim and the end of the job each end it.
    for end in [
        "UPDATE gh_live_sessions SET expires_at = now() - interval '1 second'",
        "UPDATE gh_live_sessions SET ended_at = now()",
        "UPDATE gh_automation_jobs SET lease_epoch = lease_epoch + 1",
        "UPDATE gh_automation_jobs SET status = 'failed'",
    ] {
        let mut tx = sqlx::Acquire::begin(&mut *db).await.unwrap();
        sqlx::query(end).execute(&mut *tx).await.unwrap();
        assert_eq!(live::find(&mut tx, &issued.token).await.unwrap(), Err(Refused::Expired), "{end}");
        tx.rollback().await.unwrap();
    }
    assert_eq!(live::end(&mut db, job.lease.job).await.unwrap(), 2);
    assert_eq!(live::sweep(&mut db).await.unwrap(), 2);
    sqlx::query("UPDATE gh_automation_jobs SET status = 'completed'").execute(&mut *db).await.unwrap();
    assert!(matches!(live::issue(&mut db, Caller::Service, job.lease.job).await.unwrap(), Opening::NotNow));
}

#[tokio::test]
async fn a_session_holds_its_own_site_only_and_is_seen_by_its_person_only() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (keys, ana, ben) = (keys(1, 7, &[]), UserId::generate(), UserId::generate());
    assert!(sessions::save(&mut db, &keys, ana, "jobs.acme.example", &a_state()).await.unwrap());
    assert!(!sessions::save(&mut db, &keys, ana, "other.example", &a_state()).await.unwrap(), "nothing of that site");
    let (stored,): (Vec<u8>,) =
        sqlx::query_as("SELECT session_data FROM gh_browser_sessions").fetch_one(&mut *db).await.unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("cookie-of-the-person"));
    let loaded = sessions::load(&mut db, &keys, ana, "apply.acme.example").await.unwrap().unwrap();
    assert_eq!((loaded.cookies.len(), loaded.origins.len()), (1, 1));
    assert_eq!(loaded.cookies[0].domain, ".acme.example");
    assert!(sessions::load(&mut db, &keys, ben, "acme.example").await.unwrap().is_none());
    assert!(sessions::load(&mut db, &keys, ana, "mail.google.com").await.unwrap().is_none());

    let held = sessions::list(&mut db, ana).await.unwrap();
    assert_eq!(held.len(), 1);
    assert!(held[0].last_used_at.is_some() && held[0].expires_at > chrono::Utc::now());
    assert!(sessions::list(&mut db, ben).await.unwrap().is_empty());
    assert!(!sessions::clear(&mut db, ben, "acme.example").await.unwrap());
    assert!(sessions::clear(&mut db, ana, "jobs.acme.example").await.unwrap());
    assert!(!sessions::clear(&mut db, ana, "jobs.acme.example").await.unwrap());
    sessions::save(&mut db, &keys, ana, "acme.example", &a_state()).await.unwrap();
    sessions::save(&mut db, &keys, ana, "tracker.example", &a_state()).await.unwrap();
    assert_eq!(sessions::clear_all(&mut db, ana).await.unwrap(), 2);
}

#[tokio::test]
async fn a_session_that_expired_or_does_not_open_is_removed() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (keys, ana) = (keys(1, 7, &[]), UserId::generate());
    for spoil in [
        "UPDATE gh_browser_sessions SET expires_at = now()",
        "UPDATE gh_browser_sessions SET session_data = set_byte(session_data, 40, get_byte(session_data, 40) # 1)",
        "UPDATE gh_browser_sessions SET session_data = ''",
    ] {
        sessions::save(&mut db, &keys, ana, "acme.example", &a_state()).await.unwrap();
        sqlx::query(spoil).execute(&mut *db).await.unwrap();
        assert!(sessions::load(&mut db, &keys, ana, "acme.example").await.unwrap().is_none(), "{spoil}");
        assert!(sessions::list(&mut db, ana).await.unwrap().is_empty(), "{spoil}");
    }
    sessions::save(&mut db, &keys, ana, "acme.example", &a_state()).await.unwrap();
    sqlx::query("UPDATE gh_browser_sessions SET expires_at = now() - interval '1 day'")
        .execute(&mut *db)
        .await
        .unwrap();
    assert!(sessions::list(&mut db, ana).await.unwrap().is_empty());
    assert_eq!(sessions::sweep(&mut db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_credential_is_listed_without_being_opened_and_removed_by_its_person_only() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (keys, ana, ben) = (keys(1, 7, &[]), UserId::generate(), UserId::generate());
    let secret = Secret::new("hunter2");
    credentials::add(&mut db, &keys, ana, "Jobs.Acme.example", "ana@example.com", &secret).await.unwrap().unwrap();
    credentials::add(&mut db, &keys, ana, "jobs.acme.example", "ana@example.org", &secret).await.unwrap().unwrap();
    let held = credentials::list(&mut db, ana).await.unwrap();
    assert_eq!(held.len(), 1, "one per host");
    assert_eq!((held[0].domain.as_str(), held[0].kind.as_str()), ("jobs.acme.example", "login"));
    assert!(!serde_json::to_string(&held).unwrap().contains("ana@"));
    let (stored,): (String,) =
        sqlx::query_as("SELECT c::text FROM gh_user_credentials c").fetch_one(&mut *db).await.unwrap();
    assert!(!stored.contains("hunter2") && !stored.contains("ana@"));
    assert!(credentials::list(&mut db, ben).await.unwrap().is_empty());
    assert!(!credentials::remove(&mut db, ben, held[0].id).await.unwrap());
    assert!(credentials::remove(&mut db, ana, held[0].id).await.unwrap());
}

#[tokio::test]
async fn after_a_rotation_everything_is_sealed_again_and_a_run_that_stops_goes_on() {
    let database = fresh().await;
    let mut db = database.pool.acquire().await.unwrap();
    let (old, new) = (keys(1, 7, &[]), keys(2, 9, &[(1, 7)]));
    let people: Vec<UserId> = (0..5).map(|_| UserId::generate()).collect();
    for user in &people {
        sessions::save(&mut db, &old, *user, "acme.example", &a_state()).await.unwrap();
        credentials::add(&mut db, &old, *user, "acme.example", "a", &Secret::new("b")).await.unwrap().unwrap();
    }
    // One that no key opens, and one that is done already.
    sqlx::query("UPDATE gh_browser_sessions SET session_data = '\\x01' WHERE user_id = $1")
        .bind(people[0].0)
        .execute(&mut *db)
        .await
        .unwrap();
    sessions::save(&mut db, &new, people[1], "acme.example", &a_state()).await.unwrap();
    assert_eq!(reencrypt(&mut db, &new).await.unwrap(), Resealed { done: 8, unreadable: 1 });
    assert_eq!(reencrypt(&mut db, &new).await.unwrap(), Resealed { done: 0, unreadable: 1 });
    let only_new = keys(2, 9, &[]);
    for user in &people[1..] {
        assert!(sessions::load(&mut db, &only_new, *user, "acme.example").await.unwrap().is_some());
    }
    assert!(sessions::load(&mut db, &only_new, people[0], "acme.example").await.unwrap().is_none());
}
