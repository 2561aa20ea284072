//! Pages that send early: nothing of the person leaves before the fence is armed, and then only the application.

use chrono::{DateTime, Utc};
use domain::UserId;
use domain::tasks::Mode;
use e2e::applicant::{VALUES, request};
use e2e::engine::{Attendant, Engine};
use e2e::hostile::{Hostile, Provocation, SCENARIOS, Scenario};
use e2e::log::{Arrival, Road};

fn carrying(hostile: &Hostile, scenario: &Scenario) -> Vec<Arrival> {
    hostile.caused_by(scenario).into_iter().filter(|arrival| arrival.carried(&VALUES).is_some()).collect()
}

/// Describes an arrival without what it carries.
fn shown(arrival: &Arrival) -> String {
    format!("{:?} {} {}", arrival.road, arrival.method, arrival.path().chars().take(40).collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_to_a_hostile_page_leaves_once_after_the_fence_and_nothing_else_does() {
    let hostile = Hostile::start().await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let mut armed: Vec<(&Scenario, Option<DateTime<Utc>>)> = Vec::new();
    for scenario in SCENARIOS {
        let user = UserId::generate();
        let request = request(engine.folder(), Mode::Copilot, false);
        let job = engine.enqueue(user, &hostile.posting(scenario, 1), request).await;
        engine.attend(user, job, Attendant::Approves).await;
        let armed_at = sqlx::query_scalar("SELECT min(armed_at) FROM gh_submit_attempts WHERE job_id = $1")
            .bind(job.0)
            .fetch_one(engine.pool())
            .await
            .unwrap();
        armed.push((scenario, armed_at));
    }
    // With the browser gone, nothing can be on its way any more.
    engine.stop().await;
    let mut escapes = Vec::new();
    for (scenario, armed_at) in &armed {
        let applications = hostile.applications(scenario, 1);
        assert!(applications.len() <= 1, "{}: applied {} times", scenario.id, applications.len());
        let early = |arrival: &Arrival| armed_at.is_none_or(|armed_at| arrival.at < armed_at);
        let application = |arrival: &Arrival| applications.iter().any(|a| a.at == arrival.at);
        // The employer has the application by now; a page of theirs may be told again what it says.
        let read_after = |arrival: &Arrival| {
            let after = applications.first().is_some_and(|application| arrival.at > application.at);
            after && arrival.road == Road::Employer && arrival.method == "GET"
        };
        let escaped = carrying(&hostile, scenario).into_iter();
        let escaped = escaped.filter(|a| early(a) || !(application(a) || read_after(a)));
        escapes.extend(escaped.map(|arrival| (scenario.id, shown(&arrival))));
    }
    assert!(escapes.is_empty(), "{escapes:#?}");
    let applied = SCENARIOS.iter().filter(|scenario| hostile.applications(scenario, 1).len() == 1).count();
    assert!(applied * 3 > SCENARIOS.len() * 2, "only {applied} of {} applications got through", SCENARIOS.len());
}

/// A rehearsal leaves the page with everything filled in: the ways that wait for that moment, and one of each other kind.
#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_lets_no_value_out_of_a_hostile_page() {
    let hostile = Hostile::start().await.unwrap();
    let engine = Engine::start(|_| ()).await;
    let others = ["timer", "beacon", "image", "web-socket", "worker", "frame-message", "upload-elsewhere", "reload"];
    let tried: Vec<&Scenario> =
        SCENARIOS.iter().filter(|s| s.provocation == Provocation::Leave || others.contains(&s.id)).collect();
    for scenario in &tried {
        let user = UserId::generate();
        let request = request(engine.folder(), Mode::Autopilot, true);
        let job = engine.enqueue(user, &hostile.posting(scenario, 1), request).await;
        engine.attend(user, job, Attendant::Nobody).await;
    }
    engine.stop().await;
    let escapes: Vec<_> = tried
        .iter()
        .flat_map(|scenario| carrying(&hostile, scenario).into_iter().map(|arrival| (scenario.id, shown(&arrival))))
        .collect();
    assert!(escapes.is_empty(), "{escapes:#?}");
    assert_eq!(tried.iter().map(|scenario| hostile.applications(scenario, 1).len()).sum::<usize>(), 0);
}
