//! Forms of several pages: what is called Next can be the Submit, and what was
//! a step is no application.

use crate::lying::{Applied, apply, told_before_again};
use domain::attempts::AttemptStatus::{Confirmed, Refused, Step, Unknown};
use domain::tasks::Mode;
use e2e::engine::{Attendant, Engine};
use e2e::lying::{Delays, Lying, find_scenario};
use ghosthands::interactions::Interaction;

async fn pass(engine: &Engine, lying: &Lying, id: &str, n: u32, mode: Mode, by: Attendant) -> Applied {
    apply(engine, lying, find_scenario(id).unwrap(), n, mode, by).await
}

fn reasons(asked: &[Interaction]) -> String {
    let reasons = asked.iter().filter_map(|interaction| match interaction {
        Interaction::Review { reasons, .. } => Some(reasons.join("\n")),
        Interaction::Question { .. } | Interaction::Blocker(_) => None,
    });
    reasons.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_that_submits_it_all_is_taken_for_the_submission_it_was() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for (n, mode, by) in [(1, Mode::Autopilot, Attendant::Nobody), (2, Mode::Copilot, Attendant::ApprovesOnce)] {
        let applied = pass(&engine, &lying, "next-is-submit", n, mode, by).await;
        let summary = applied.job.summary;
        assert_eq!((applied.posted, applied.recorded), (1, 1), "{mode:?}: {summary:?}");
        assert_eq!(applied.attempts, [Confirmed], "{mode:?}: {summary:?}");
        assert_eq!(applied.asked.len(), usize::from(mode == Mode::Copilot), "{mode:?}");
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_that_may_be_the_last_sends_nothing_without_the_persons_yes() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for (n, mode, by, sent) in [
        (1, Mode::Autopilot, Attendant::Nobody, 0),
        (2, Mode::Copilot, Attendant::Nobody, 0),
        (3, Mode::Autopilot, Attendant::ApprovesOnce, 1),
        (4, Mode::Copilot, Attendant::ApprovesOnce, 1),
    ] {
        let applied = pass(&engine, &lying, "next-is-submit-unsaid", n, mode, by).await;
        assert_eq!((applied.posted, applied.recorded), (sent, sent), "{mode:?} {by:?}: {:?}", applied.job.summary);
        let told = reasons(&applied.asked);
        assert!(told.contains("could already submit it"), "{mode:?} {by:?}: {told}");
        assert_eq!(applied.attempts.last(), (sent == 1).then_some(&Confirmed), "{mode:?} {by:?}");
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_may_have_been_the_application_is_sent_again_only_on_a_yes_to_exactly_that() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for (n, id, mode, by, attempts) in [
        (1, "errors-as-a-step", Mode::Autopilot, Attendant::Nobody, &[Unknown][..]),
        (2, "errors-as-a-step", Mode::Copilot, Attendant::ApprovesOnce, &[Unknown]),
        (3, "errors-as-a-step", Mode::Autopilot, Attendant::Approves, &[Refused, Confirmed]),
        (1, "next-records-with-errors", Mode::Copilot, Attendant::ApprovesOnce, &[Unknown]),
    ] {
        let applied = pass(&engine, &lying, id, n, mode, by).await;
        let told = told_before_again(&applied.asked).unwrap_or_default();
        assert!(told.contains("applying twice"), "{id} {mode:?}: {told:?}");
        assert_eq!(applied.attempts, attempts, "{id} {mode:?} {by:?}");
        assert_eq!((applied.posted, applied.recorded), (attempts.len(), attempts.len()), "{id} {mode:?} {by:?}");
        if attempts == [Unknown] {
            assert_eq!(applied.job.error_code.as_deref(), Some("outcome_unknown"), "{id} {mode:?}");
        }
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_two_steps_is_sent_step_by_step_and_counts_once() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for (id, attempts) in [
        ("steps", &[Step, Confirmed][..]),
        ("steps-with-errors", &[Step, Step, Confirmed]),
        ("steps-of-choices", &[Step, Confirmed]),
    ] {
        let applied = pass(&engine, &lying, id, 1, Mode::Autopilot, Attendant::Nobody).await;
        let summary = applied.job.summary;
        assert_eq!(applied.attempts, attempts, "{id}: {summary:?}");
        assert_eq!((applied.posted, applied.recorded), (attempts.len(), 1), "{id}: {summary:?}");
    }
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_after_a_step_is_told_that_its_answers_are_on_the_site() {
    let lying = Lying::start(Delays::default()).await.unwrap();
    let engine = Engine::start(|_| ()).await;
    for id in ["steps", "steps-of-choices"] {
        let applied = pass(&engine, &lying, id, 1, Mode::Copilot, Attendant::ApprovesOnce).await;
        let summary = applied.job.summary.unwrap_or_default();
        assert_eq!((applied.posted, applied.recorded), (1, 0), "{id}: {summary}");
        assert!(summary.contains("answers of earlier steps are on the employer's site"), "{id}: {summary}");
    }
    engine.stop().await;
}
