//! Servers that lie: the outcome is what may be concluded, and the server never
//! holds more than one application unless the person, told so, sent another.

use domain::attempts::AttemptStatus;
use domain::tasks::Mode;
use domain::{JobId, UserId};
use e2e::applicant::request;
use e2e::engine::{Attendant, Engine};
use e2e::lying::{CHANGES_ONCE, Delays, GONE, Lying, SCENARIOS, Scenario, find_scenario};
use ghosthands::interactions::Interaction;
use ghosthands::jobs::Job;
use std::time::Duration;

/// What came of one application.
pub(crate) struct Applied {
    pub(crate) job: Job,
    pub(crate) asked: Vec<Interaction>,
    pub(crate) attempts: Vec<AttemptStatus>,
    pub(crate) recorded: usize,
    pub(crate) posted: usize,
}

pub(crate) async fn apply(
    engine: &Engine,
    lying: &Lying,
    scenario: &Scenario,
    n: u32,
    mode: Mode,
    by: Attendant,
) -> Applied {
    let user = UserId::generate();
    let job = engine.enqueue(user, &lying.posting(scenario.id, n), request(engine.folder(), mode, false)).await;
    let (ended, asked) = engine.attend(user, job, by).await;
    let path = format!("/{}/jobs/{n}/", scenario.id);
    Applied {
        job: ended,
        asked,
        attempts: attempts(engine, job).await,
        recorded: lying.recorded(scenario.id, n).len(),
        posted: lying
            .log()
            .arrivals()
            .iter()
            .filter(|one| one.method == "POST" && one.path().starts_with(&path))
            .count(),
    }
}

async fn attempts(engine: &Engine, job: JobId) -> Vec<AttemptStatus> {
    let statuses: Vec<String> =
        sqlx::query_scalar("SELECT status FROM gh_submit_attempts WHERE job_id = $1 ORDER BY armed_at")
            .bind(job.0)
            .fetch_all(engine.pool())
            .await
            .unwrap();
    statuses.iter().map(|status| status.parse().unwrap()).collect()
}

/// What a person is told before anything is sent a second time; `None` when that is not offered.
pub(crate) fn told_before_again(asked: &[Interaction]) -> Option<String> {
    asked.iter().find_map(|interaction| match interaction {
        Interaction::Review { again: true, reasons, .. } => Some(reasons.join("\n")),
        _ => None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_an_application_is_never_better_than_what_the_server_proves() {
    let delays = Delays { slow: Duration::from_secs(4), silent: Duration::from_secs(4) };
    let lying = Lying::start(delays).await.unwrap();
    // Unclear pages are watched for a while, so several are watched at once.
    let engines = [Engine::start(|_| ()).await, Engine::start(|_| ()).await, Engine::start(|_| ()).await];
    let (first, second, third) = tokio::join!(
        judge_every_third(&engines[0], &lying, 0),
        judge_every_third(&engines[1], &lying, 1),
        judge_every_third(&engines[2], &lying, 2)
    );
    for engine in engines {
        engine.stop().await;
    }
    assert_eq!([first, second, third].concat(), Vec::<String>::new());
}

async fn judge_every_third(engine: &Engine, lying: &Lying, offset: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    for scenario in SCENARIOS.iter().skip(offset).step_by(3) {
        let applied = apply(engine, lying, scenario, 1, Mode::Copilot, Attendant::ApprovesOnce).await;
        let told = told_before_again(&applied.asked);
        let status = applied.attempts.last();
        let right = status.is_some_and(|status| scenario.outcomes.contains(status))
            && scenario.recorded.contains(&applied.recorded)
            && told.is_some() == scenario.page_says.is_some();
        if !right {
            let Applied { attempts, recorded, job, .. } = applied;
            wrong.push(format!("{}: {attempts:?}, {recorded} recorded, {told:?} · {:?}", scenario.id, job.summary));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_page_refuses_is_sent_once_and_then_put_before_the_person() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let modes = [(Mode::Autopilot, Attendant::Nobody), (Mode::Copilot, Attendant::ApprovesOnce)];
    for (n, (mode, attendant)) in (1..).zip(modes) {
        for scenario in SCENARIOS {
            let Some(says) = scenario.page_says else { continue };
            let applied = apply(&engine, &lying, scenario, n, mode, attendant).await;
            let id = scenario.id;
            let told = told_before_again(&applied.asked).unwrap_or_default();
            assert!(told.contains(says) && told.contains("applying twice"), "{id}: {told:?}");
            assert_eq!((applied.posted, applied.attempts), (1, vec![AttemptStatus::Unknown]), "{id}");
            let summary = applied.job.summary.unwrap_or_default();
            assert_eq!(applied.job.error_code.as_deref(), Some("outcome_unknown"), "{id}: {summary}");
            assert!(summary.contains(says), "{id}: {summary}");
        }
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_dies_after_the_application_was_recorded_gets_no_second_copy() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let modes = [(Mode::Autopilot, Attendant::Nobody), (Mode::Copilot, Attendant::ApprovesOnce)];
    for (n, (mode, attendant)) in (1..).zip(modes) {
        for (id, posted) in [("reset-when-kept", 1), ("posted-on-and-reset", 2)] {
            let applied = apply(&engine, &lying, find_scenario(id).unwrap(), n, mode, attendant).await;
            assert_eq!((applied.recorded, applied.posted), (1, posted), "{id}");
            assert_eq!(applied.attempts, [AttemptStatus::Unknown], "{id}");
        }
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_sends_no_second_one() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|options| options.patience = Duration::from_secs(2)).await;
    let scenario = find_scenario("errors-though-recorded").unwrap();
    let applied = apply(&engine, &lying, scenario, 1, Mode::Autopilot, Attendant::Silent).await;
    assert!(told_before_again(&applied.asked).is_some());
    assert_eq!((applied.posted, applied.attempts), (1, vec![AttemptStatus::Unknown]));
    assert_eq!(applied.job.error_code.as_deref(), Some("outcome_unknown"), "{:?}", applied.job.summary);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_yes_to_exactly_that_sends_a_second_one() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let scenario = find_scenario("errors-though-recorded").unwrap();
    for (n, mode) in (1..).zip([Mode::Autopilot, Mode::Copilot]) {
        let applied = apply(&engine, &lying, scenario, n, mode, Attendant::Approves).await;
        assert_eq!(applied.attempts, [AttemptStatus::Refused, AttemptStatus::Confirmed], "{mode:?}");
        assert_eq!((applied.posted, applied.recorded), (2, 2), "{mode:?}");
        let packets: Vec<_> = applied
            .asked
            .iter()
            .filter_map(|interaction| match interaction {
                Interaction::Review { packet, again, .. } => Some((*again, packet.to_string())),
                Interaction::Question { .. } | Interaction::Blocker(_) => None,
            })
            .collect();
        let again: Vec<bool> = packets.iter().map(|(again, _)| *again).collect();
        match mode {
            Mode::Autopilot => assert_eq!(again, [true]),
            Mode::Copilot => {
                assert_eq!(again, [false, true]);
                assert_ne!(packets[0].1, packets[1].1, "a yes to the first must not be one to the second");
            }
        }
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posting_that_is_gone_without_a_word_is_not_tried_again() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let user = UserId::generate();
    let request = request(engine.folder(), Mode::Autopilot, false);
    let job = engine.enqueue(user, &lying.posting(GONE, 1), request).await;
    let (ended, _) = engine.attend(user, job, Attendant::Nobody).await;
    assert_eq!(ended.error_code.as_deref(), Some("posting_closed"), "{:?}", ended.summary);
    assert_eq!(lying.log().arrivals().iter().filter(|one| one.path().starts_with("/gone/")).count(), 1);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_what_was_shown_even_when_the_page_changed_in_between() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for (n, mode, by) in [(1, Mode::Autopilot, Attendant::Nobody), (2, Mode::Copilot, Attendant::Approves)] {
        let applied = apply(&engine, &lying, &CHANGES_ONCE, n, mode, by).await;
        assert_eq!(applied.attempts, [AttemptStatus::Confirmed], "{mode:?}: {:?}", applied.job.summary);
        let recorded = lying.recorded(CHANGES_ONCE.id, n);
        let whole = |body: &Vec<u8>| String::from_utf8_lossy(body).contains("Priya\r\n");
        assert!(recorded.len() == 1 && recorded.iter().all(whole), "{mode:?}");
        // In copilot the changed page is a new one to say yes to.
        assert_eq!(applied.asked.len(), if mode == Mode::Copilot { 2 } else { 0 }, "{mode:?}");
    }
    let changed: i64 = sqlx::query_scalar("SELECT count(*) FROM gh_job_events WHERE event_type = 'page_changed'")
        .fetch_one(engine.pool())
        .await
        .unwrap();
    assert_eq!(changed, 2, "the page did change");
    engine.stop().await;
}
