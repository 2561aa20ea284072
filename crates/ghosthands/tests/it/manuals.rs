//! Manuals are kept, found, judged, put in quarantine and shared.

use super::*;
use domain::JobUrl;
use forms::fields::Widget;
use forms::manual::{Manual, Operator, Predicate, Signature, Step};
use forms::meaning::{Meaning, Slot};
use ghosthands::advice::Advice;
use ghosthands::manuals;

fn url(path: &str) -> JobUrl {
    JobUrl::parse(&format!("https://jobs.lever.co/{path}")).unwrap()
}

fn step(label: &str, slot: Slot) -> Step {
    Step {
        section: "0".repeat(64),
        signature: Signature {
            frame: "top".into(),
            widget: Widget::Text,
            input_type: "text".into(),
            name: label.replace(' ', "_"),
            id: String::new(),
            automation_id: String::new(),
            label: label.into(),
            section: "you".into(),
            options: String::new(),
            repeat: 0,
            between: [String::new(), String::new()],
        },
        slot: Meaning::Profile(slot),
        operator: Operator::Text,
        predicate: Predicate::SameText,
    }
}

fn steps() -> Vec<Step> {
    vec![step("first name", Slot::GivenName), step("last name", Slot::FamilyName)]
}

async fn health(db: &mut PgConnection, set: f32) {
    sqlx::query("UPDATE gh_manual_steps SET health_score = $1").bind(set).execute(db).await.unwrap();
}

async fn known(db: &mut PgConnection, path: &str) -> Advice {
    manuals::advice(db, &url(path)).await.unwrap()
}

#[tokio::test]
async fn the_same_form_again_refreshes_its_manual() {
    let database = fresh().await;
    let db = &mut *database.pool.acquire().await.unwrap();
    assert!(known(db, "acme/1").await.is_empty());
    let first = manuals::keep(db, &url("acme/1"), &steps()).await.unwrap().unwrap();
    let again = manuals::keep(db, &url("acme/2"), &steps()).await.unwrap().unwrap();
    assert_eq!(first, again);
    let other = manuals::keep(db, &url("acme/1"), &steps()[..1]).await.unwrap().unwrap();
    assert_ne!(first, other);
    assert_eq!(manuals::keep(db, &url("acme/1"), &[]).await.unwrap(), None);
    assert_eq!(manuals::list(db).await.unwrap().len(), 2);
    assert_eq!(manuals::show(db, first).await.unwrap().iter().map(|s| s.step.clone()).collect::<Vec<_>>(), steps());
    // Another employer's form of the same kind of site is helped by it, another kind of site is not.
    assert_eq!(known(db, "umbrella/9").await.len(), 3);
    let elsewhere = JobUrl::parse("https://jobs.ashbyhq.com/acme/1").unwrap();
    assert!(manuals::advice(db, &elsewhere).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_step_that_fails_too_often_is_not_used_until_it_is_verified_anew() {
    let database = fresh().await;
    let db = &mut *database.pool.acquire().await.unwrap();
    let manual = manuals::keep(db, &url("acme/1"), &steps()).await.unwrap().unwrap();
    health(db, 30.5).await;
    assert_eq!(known(db, "acme/1").await.len(), 2);
    health(db, 30.0).await;
    assert!(known(db, "acme/1").await.is_empty(), "30 is quarantine");
    assert_eq!(manuals::list(db).await.unwrap()[0].quarantined, 2);
    manuals::keep(db, &url("acme/1"), &steps()).await.unwrap();
    let shown = manuals::show(db, manual).await.unwrap();
    assert_eq!((shown[0].health, shown[0].failure_count), (60.0, 0));
    assert_eq!(known(db, "acme/1").await.len(), 2);
}

#[tokio::test]
async fn steps_rise_by_two_and_fall_by_five_then_by_fifteen() {
    let database = fresh().await;
    let db = &mut *database.pool.acquire().await.unwrap();
    let manual = manuals::keep(db, &url("acme/1"), &steps()).await.unwrap().unwrap();
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT id FROM gh_manual_steps ORDER BY ord").fetch_all(&mut *db).await.unwrap();
    let (good, bad) = (ids[0], ids[1]);
    health(db, 97.0).await;
    let mut seen = Vec::new();
    for _ in 0..8 {
        assert_eq!(manuals::judge(db, vec![good], vec![bad]).await.unwrap(), Some(manual));
        let shown = manuals::show(db, manual).await.unwrap();
        seen.push((shown[0].health, shown[1].health));
    }
    let falling: Vec<f32> = seen.iter().map(|(_, bad)| *bad).collect();
    assert_eq!(falling, [92.0, 87.0, 82.0, 77.0, 72.0, 57.0, 42.0, 27.0]);
    assert_eq!((seen[0].0, seen[1].0, seen[7].0), (99.0, 100.0, 100.0));
    let listed = &manuals::list(db).await.unwrap()[0];
    assert_eq!((listed.success_count, listed.failure_count, listed.quarantined), (0, 8, 1), "half its steps failed");
    assert_eq!(manuals::judge(db, Vec::new(), Vec::new()).await.unwrap(), None);
}

#[tokio::test]
async fn what_nobody_verifies_loses_a_point_a_week() {
    let database = fresh().await;
    let db = &mut *database.pool.acquire().await.unwrap();
    let manual = manuals::keep(db, &url("acme/1"), &steps()).await.unwrap().unwrap();
    let age = |weeks: i32| {
        sqlx::query("UPDATE gh_manual_steps SET last_verified = now() - make_interval(weeks => $1)").bind(weeks)
    };
    age(12).execute(&mut *db).await.unwrap();
    assert_eq!(manuals::show(db, manual).await.unwrap()[0].health, 88.0);
    age(70).execute(&mut *db).await.unwrap();
    assert!(known(db, "acme/1").await.is_empty());
    age(700).execute(&mut *db).await.unwrap();
    assert_eq!(manuals::show(db, manual).await.unwrap()[0].health, 0.0);
}

#[tokio::test]
async fn an_exported_manual_is_the_same_elsewhere_and_claims_no_other_identity() {
    let (here, there) = (fresh().await, fresh().await);
    let db = &mut *here.pool.acquire().await.unwrap();
    let id = manuals::keep(db, &url("acme/1"), &steps()).await.unwrap().unwrap();
    let mut exported = manuals::export(db, id).await.unwrap().unwrap();
    assert_eq!(manuals::export(db, uuid::Uuid::nil()).await.unwrap(), None);
    let fingerprint = exported.fingerprint.clone();
    exported.fingerprint = "f".repeat(64);
    let bytes = serde_json::to_vec(&exported).unwrap();
    let elsewhere = &mut *there.pool.acquire().await.unwrap();
    let imported = manuals::import(elsewhere, &Manual::read(&bytes).unwrap()).await.unwrap().unwrap();
    let back = manuals::export(elsewhere, imported).await.unwrap().unwrap();
    assert_eq!((back.fingerprint, back.steps), (fingerprint, steps()));
    assert_eq!(manuals::list(elsewhere).await.unwrap()[0].source, "template");
}
