use super::*;

fn tracker() -> Tracker {
    Tracker::new(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), None)
}

fn at(step: Step, actions: u32) -> Tracker {
    let mut tracker = tracker();
    tracker.set_step(step, "");
    tracker.acted("wait", actions);
    tracker
}

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_percentage_weighs_step_and_actions() {
    for (step, actions, expected) in [
        (Step::Queued, 0, 0),
        (Step::Initializing, 0, 5),
        (Step::Navigating, 0, 11),
        (Step::FillingForm, 0, 22),
        (Step::FillingForm, 15, 42),
        (Step::Reviewing, 30, 78),
        (Step::Submitting, 300, 84),
        (Step::AwaitingUserReview, 30, 95),
        (Step::AwaitingUserReview, 0, 55),
        (Step::Completed, 0, 100),
    ] {
        assert_eq!(at(step, actions).percentage(), expected, "{step:?} after {actions} actions");
    }
}

#[test]
fn only_completion_is_100() {
    for step in Step::ORDER.into_iter().filter(|step| *step != Step::Completed) {
        assert!(at(step, u32::MAX).percentage() <= 99, "{step:?}");
    }
}

#[test]
fn a_job_that_failed_stays_where_it_got_to() {
    let mut tracker = at(Step::Reviewing, 15);
    let reached = tracker.percentage();
    tracker.set_step(Step::Failed, "The site refused it.");
    assert_eq!((tracker.percentage(), tracker.snapshot(s(9)).eta_ms), (reached, None));
    tracker.acted("submit", 1);
    assert_eq!(tracker.snapshot(s(9)).step, Step::Failed, "nothing is inferred after the end");
}

#[test]
fn what_is_inferred_leads_only_forward() {
    let mut tracker = at(Step::UploadingResume, 0);
    for (thought, expected) in [
        ("Filling the name", Step::UploadingResume),
        ("I see a screening question", Step::AnsweringQuestions),
        ("Attach the résumé", Step::AnsweringQuestions),
        ("Presume nothing", Step::AnsweringQuestions),
        ("Let me check it", Step::Reviewing),
        ("Submitting now", Step::Submitting),
    ] {
        tracker.think(s(0), thought);
        assert_eq!(tracker.snapshot(s(0)).step, expected, "{thought}");
    }
    tracker.acted("goto", 1);
    assert_eq!(tracker.snapshot(s(0)).step, Step::Submitting);
    tracker.set_step(Step::FillingForm, "The next page");
    assert_eq!(tracker.snapshot(s(0)).step, Step::FillingForm, "what is set may lead back");
}

#[test]
fn kinds_of_action_name_their_step() {
    for (action, expected) in [
        ("upload", Some(Step::UploadingResume)),
        ("goto", Some(Step::Navigating)),
        ("navigate", Some(Step::Navigating)),
        ("type", Some(Step::FillingForm)),
        ("scroll", Some(Step::FillingForm)),
        ("dance", None),
    ] {
        assert_eq!(Step::of_action(action), expected, "{action}");
    }
}

#[test]
fn what_is_left_is_unknown_before_the_second_action() {
    assert_eq!(at(Step::FillingForm, 1).snapshot(s(10)).eta_ms, None);
    let tracker = at(Step::FillingForm, 15);
    let eta = tracker.snapshot(s(42)).eta_ms.unwrap();
    assert_eq!((tracker.percentage(), eta), (42, 58_000));
    assert_eq!(at(Step::Completed, 15).snapshot(s(42)).eta_ms, Some(0));
}

#[test]
fn snapshots_are_two_seconds_apart_and_the_last_is_not_lost() {
    let mut tracker = tracker();
    assert_eq!(tracker.due(s(0)), None, "nothing has happened");
    tracker.set_step(Step::Navigating, "Opening");
    assert_eq!(tracker.due(s(0)).unwrap().step, Step::Navigating);
    tracker.set_step(Step::FillingForm, "Filling");
    assert_eq!((tracker.due(Duration::from_millis(1999)), tracker.due_in(s(1))), (None, Some(s(1))));
    tracker.set_step(Step::Reviewing, "Reviewing");
    assert_eq!(tracker.due(s(2)).unwrap().step, Step::Reviewing, "the newest counts");
    assert_eq!((tracker.due(s(9)), tracker.due_in(s(9))), (None, None), "nothing new");
    tracker.set_step(Step::Completed, "Done");
    assert_eq!(tracker.due(s(3)), None);
    assert_eq!(tracker.flush(s(3)).unwrap().progress_pct, 100);
    assert_eq!(tracker.flush(s(3)), None);
}

#[test]
fn thoughts_are_short_and_two_seconds_apart() {
    let mut tracker = tracker();
    let long = "é".repeat(700);
    let told = tracker.think(s(0), &long).unwrap();
    assert_eq!(told.chars().count(), 500);
    assert_eq!(tracker.think(s(1), "too soon"), None);
    assert_eq!(tracker.snapshot(s(1)).current_action.as_deref(), Some("too soon"), "but it is the latest");
    assert_eq!(tracker.think(s(2), "again").as_deref(), Some("again"));
}

#[test]
fn a_snapshot_has_the_fields_of_the_contract() {
    let mut tracker = at(Step::FillingForm, 3);
    tracker.execution_mode = Some("auto".into());
    let told = serde_json::to_value(tracker.snapshot(s(1))).unwrap();
    let fields: std::collections::BTreeSet<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "step",
        "progress_pct",
        "description",
        "action_index",
        "total_actions_estimate",
        "started_at",
        "elapsed_ms",
        "eta_ms",
        "execution_mode",
    ];
    assert_eq!(fields, expected.into());
    assert_eq!(told["step"], "filling_form");
}
