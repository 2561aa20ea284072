//! The adversaries themselves: a page that cannot do harm proves nothing.

use browser::{Browser, BrowserError, Context, Guard, Key, LaunchOptions, Outgoing, Page, Patience, Verdict};
use e2e::applicant::{RESUME_MARK, VALUES, resume};
use e2e::hostile::{Hostile, Provocation, SCENARIOS, Scenario};
use e2e::lying::{self, Delays, Lying};
use forms::fields::ElementRef;
use forms::snapshot::PageSnapshot;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// Lets everything through.
struct Open;

impl Guard for Open {
    fn judge<'a>(&'a self, _request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::Pass })
    }
}

/// Ways that our browser does not offer to pages at all, gate or no gate. Each works in an ordinary Chromium.
const CLOSED_EXITS: [&str; 11] = [
    "download",
    "speculation",
    "shared-worker",
    "service-worker",
    "peer-connection",
    "cookie-store",
    "download-from-frame",
    "preconnect",
    "prerender",
    "reporting",
    "worklet",
];

const LIMIT: Duration = Duration::from_secs(10);

/// What is typed where.
const TYPED: [(&str, &str); 4] = [
    ("first_name", "Priyanka"),
    ("last_name", "Raghunathan"),
    ("email", "priya.raghunathan@example.net"),
    ("phone", "+91 98450 55512"),
];

fn find(snapshot: &PageSnapshot, id: &str) -> Option<ElementRef> {
    snapshot.frames.iter().find_map(|frame| {
        let control = frame.controls.iter().find(|control| control.id == id).map(|control| control.node);
        let button = frame.buttons.iter().find(|button| button.id == id).map(|button| button.node);
        control.or(button).map(|node| ElementRef { frame: frame.frame.clone(), node })
    })
}

/// Does to the page what makes it send. It may go away at any moment.
async fn provoke(page: &Page, scenario: &Scenario) -> Result<(), BrowserError> {
    let snapshot = page.snapshot().await?;
    let at = |id: &str| find(&snapshot, id).ok_or(BrowserError::Gone);
    let texts = TYPED.map(|(id, text)| at(id).map(|at| (at, text.to_owned())));
    // A press lets a page open windows for a while.
    page.click(&at("first_name")?).await?;
    page.set_texts(&texts.into_iter().collect::<Result<Vec<_>, _>>()?).await?;
    match scenario.provocation {
        Provocation::Fill => {}
        Provocation::Enter => {
            page.click(&at("email")?).await?;
            page.press(Key::Enter).await?;
        }
        Provocation::Press => page.click(&at("more")?).await?,
        Provocation::Pick => {
            let list = page.open_list(&at("country")?, Patience::Usual, LIMIT).await?;
            let option = list.options.iter().find(|option| option.text == "India").ok_or(BrowserError::Gone)?;
            page.pick(&at("country")?, option).await?;
        }
        Provocation::Attach => {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("resume.pdf");
            std::fs::write(&file, resume()).unwrap();
            page.attach(&at("resume")?, &file).await?;
            page.settle(Duration::from_millis(100), LIMIT).await?;
        }
        Provocation::Leave => drop(page.goto("about:blank", LIMIT).await?),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_page_gets_the_values_out_of_a_browser_without_a_gate() {
    let hostile = Hostile::start().await.unwrap();
    let browser = Browser::launch(LaunchOptions::default()).await.unwrap();
    let mut harmless = Vec::new();
    for scenario in SCENARIOS {
        let context: Context = browser.context(Arc::new(Open)).await.unwrap();
        let page = context.page().await.unwrap();
        page.goto(&hostile.posting(scenario, 1), LIMIT).await.unwrap();
        page.settle(Duration::from_millis(100), LIMIT).await.unwrap();
        // A page that sends itself away in the middle has done what it is here for.
        let provoked = provoke(&page, scenario).await;
        let carried = |_: &[_]| hostile.caused_by(scenario).iter().any(|arrival| arrival.carried(&VALUES).is_some());
        if !hostile.log().wait_for(Duration::from_secs(5), carried).await {
            harmless.push((scenario.id, provoked.err().map(|error| error.to_string())));
        }
        context.close().await;
    }
    browser.close().await;
    let sent_nothing: Vec<&str> = harmless.iter().map(|(id, _)| *id).collect();
    assert_eq!(sent_nothing, CLOSED_EXITS, "{harmless:?}");
    let seen: Vec<&str> = VALUES.into_iter().filter(|value| !hostile.log().leaks(&[value]).is_empty()).collect();
    assert!(seen.contains(&RESUME_MARK) && seen.len() >= 4, "values seen: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lying_server_records_what_it_says_it_records() {
    let delays = Delays { slow: Duration::from_millis(200), silent: Duration::from_millis(200) };
    let lying = Lying::start(delays).await.unwrap();
    let browser = Browser::launch(LaunchOptions::default()).await.unwrap();
    for scenario in lying::SCENARIOS {
        let context = browser.context(Arc::new(Open)).await.unwrap();
        let page = context.page().await.unwrap();
        page.goto(&lying.posting(scenario.id, 1), LIMIT).await.unwrap();
        let snapshot = page.snapshot().await.unwrap();
        let texts = TYPED.map(|(id, text)| (find(&snapshot, id).unwrap(), text.to_owned()));
        page.set_texts(&texts).await.unwrap();
        let frame = &snapshot.frames[0];
        let submit = frame.buttons.iter().find(|button| button.button_type == "submit").unwrap();
        page.click(&ElementRef { frame: frame.frame.clone(), node: submit.node }).await.unwrap();
        let least = *scenario.recorded.start();
        let recorded = |_: &[_]| lying.recorded(scenario.id, 1).len() >= least;
        assert!(lying.log().wait_for(LIMIT, recorded).await, "{}: nothing was recorded", scenario.id);
        let _ = page.settle(Duration::from_millis(100), LIMIT).await;
        context.close().await;
        let recorded = lying.recorded(scenario.id, 1).len();
        // Pages that send twice, and connections whose death makes the browser itself send again.
        let sends_twice = matches!(
            scenario.id,
            "fetch-and-submit" | "submits-twice" | "retries" | "reset-when-kept" | "posted-on-and-reset"
        );
        assert!(sends_twice || scenario.recorded.contains(&recorded), "{}: {recorded} recorded", scenario.id);
    }
    browser.close().await;
    for twice in ["fetch-and-submit", "retries"] {
        assert_eq!(lying.recorded(twice, 1).len(), 2, "{twice}: a page without a gate applies twice");
    }
}
