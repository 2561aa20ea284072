//! A worker that dies around the submission.

use domain::attempts::AttemptStatus;
use e2e::crash::{Kill, Lane};
use ghosthands::halt::Point;
use ghosthands::jobs::JobStatus;

/// Where nothing has left yet, so that the application is made in the end.
const BEFORE_ANYTHING_LEFT: [Point; 3] = [Point::BeforeArm, Point::Armed, Point::BeforeInFlight];

/// Where the first of two steps has left.
const AFTER_IT_LEFT: [Point; 3] = [Point::InFlight, Point::Answered, Point::Settled];

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_at_any_point_around_the_submission_never_applies_twice_and_never_denies_it() {
    let lane = Lane::open(env!("CARGO_BIN_EXE_e2e-worker")).await;
    for point in Point::ALL {
        let passage = lane.pass("honest", Kill::At(point)).await;
        assert_eq!((passage.wrong(), passage.missed()), (None, false), "{passage:?}");
        if BEFORE_ANYTHING_LEFT.contains(&point) {
            assert_eq!(
                (passage.received, passage.job),
                (1, JobStatus::Completed),
                "it is made in the end: {passage:?}"
            );
            assert_eq!(passage.attempts.last(), Some(&AttemptStatus::Confirmed), "{passage:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_the_middle_of_a_step_never_applies_twice_and_never_denies_it() {
    let lane = Lane::open(env!("CARGO_BIN_EXE_e2e-worker")).await;
    for employer in ["steps", "next-is-submit"] {
        for point in Point::ALL {
            let passage = lane.pass(employer, Kill::At(point)).await;
            assert_eq!((passage.wrong(), passage.missed()), (None, false), "{passage:?}");
            if BEFORE_ANYTHING_LEFT.contains(&point) {
                assert_eq!((passage.received, passage.job), (1, JobStatus::Completed), "{passage:?}");
            } else if employer == "steps" && AFTER_IT_LEFT.contains(&point) {
                // What is on the site is not sent again by itself, and it is no application.
                assert_eq!((passage.received, passage.job), (0, JobStatus::Failed), "{passage:?}");
            }
        }
    }
}
