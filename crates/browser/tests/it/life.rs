//! Starting, ending, navigating.

use crate::harness::{Open, Rig, SECOND, Site, browser, button, run};
use browser::{Browser, BrowserError, LaunchOptions};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn a_page_is_opened_with_its_status_and_final_address() {
    run(async {
        let site = Site::open().await;
        site.page("/", "<title>there</title>");
        site.answer("/moved", (302, vec![("location", "/".into())], vec![]));
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        let moved = rig.page.goto(&rig.site.url("/moved"), 5 * SECOND).await.unwrap();
        assert_eq!((moved.status, moved.url), (Some(200), rig.site.url("/")));
        let missing = rig.page.goto(&rig.site.url("/missing"), 5 * SECOND).await.unwrap();
        assert_eq!((missing.status, missing.empty), (Some(404), false));
        rig.site.answer("/bare", (410, vec![], vec![]));
        let bare = rig.page.goto(&rig.site.url("/bare"), 5 * SECOND).await.unwrap();
        assert_eq!((bare.status, bare.empty, bare.url), (Some(410), true, rig.site.url("/bare")));
        let nowhere = rig.page.goto("http://127.0.0.1:1/", 5 * SECOND).await;
        assert!(matches!(nowhere, Err(BrowserError::Navigation(_))), "{nowhere:?}");
        let slow = rig.page.goto(&rig.site.url("/slow/3000/x"), Duration::from_millis(300)).await;
        assert!(matches!(slow, Err(BrowserError::Timeout(_))), "{slow:?}");
    });
}

#[test]
fn dialogs_never_block() {
    run(async {
        let rig = Rig::open(
            "<button onclick=\"alert(1);document.title='a'+confirm('?')+prompt('!')\">ask</button><input id=i>
             <script>addEventListener('beforeunload',e=>{e.preventDefault();e.returnValue='x'})</script>",
        )
        .await;
        rig.page.click(&button(&rig.snapshot().await, "ask")).await.unwrap();
        assert_eq!(rig.title().await, "afalsenull");
        rig.page.set_texts(&[(rig.at_id("i").await, "x".into())]).await.unwrap();
        rig.page.goto(&rig.site.url("/?next"), 5 * SECOND).await.unwrap();
    });
}

#[test]
fn a_popup_becomes_a_page_of_its_context() {
    run(async {
        let site = Site::open().await;
        site.page("/", "<button onclick=\"window.open('/popup')\">go</button>")
            .page("/popup", "<title>popped</title><input id=p>");
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        rig.page.click(&button(&rig.snapshot().await, "go")).await.unwrap();
        let pages = rig.context.wait_for_pages(2, 5 * SECOND).await.unwrap();
        assert_eq!(rig.context.pages().len(), 2);
        assert!(pages[1].settle(Duration::from_millis(50), 5 * SECOND).await.unwrap());
        assert_eq!(pages[1].snapshot().await.unwrap().title, "popped");
        rig.context.close().await;
        assert!(matches!(pages[1].snapshot().await, Err(BrowserError::Crashed)));
    });
}

#[test]
fn a_screenshot_is_a_png_of_the_whole_page_and_html_is_the_document() {
    run(async {
        let rig = Rig::open("<div style='height:3000px'>x</div>").await;
        let png = rig.page.screenshot().await.unwrap();
        assert_eq!(&png[..4], b"\x89PNG");
        let height = u32::from_be_bytes(png[20..24].try_into().unwrap());
        assert!(height >= 3000, "{height}");
        assert!(rig.page.html().await.unwrap().contains("height:3000px"));
    });
}

#[test]
fn a_download_is_refused() {
    run(async {
        let site = Site::open().await;
        site.page("/", "x");
        site.answer(
            "/file",
            (
                200,
                vec![("content-type", "application/zip".into()), ("content-disposition", "attachment".into())],
                b"PK".to_vec(),
            ),
        );
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        let answer = rig.page.goto(&rig.site.url("/file"), 5 * SECOND).await;
        assert!(matches!(answer, Err(BrowserError::Navigation(_))), "{answer:?}");
    });
}

#[test]
fn a_rest_counts_from_the_last_change_or_input() {
    run(async {
        let rig = Rig::open("<input id=box onchange=\"setTimeout(()=>document.body.append('revealed'),150)\">").await;
        let (long, limit) = (Duration::from_millis(300), 5 * SECOND);
        assert!(rig.page.rest(long, limit).await.unwrap());
        let again = Instant::now();
        assert!(rig.page.rest(long, limit).await.unwrap());
        assert!(again.elapsed() < long, "it has rested for so long already");
        rig.page.set_texts(&[(rig.at_id("box").await, "x".into())]).await.unwrap();
        let entered = Instant::now();
        assert!(rig.page.rest(long, limit).await.unwrap());
        assert!(entered.elapsed() >= long, "what was entered, and what that changed, starts it anew");
        assert!(rig.snapshot().await.frames[0].text.contains("revealed"));
    });
}

#[test]
fn settling_waits_for_requests_and_changes_and_gives_up_in_time() {
    run(async {
        let site = Site::open().await;
        site.page(
            "/",
            "<script>fetch('/slow/300/a').then(()=>setTimeout(()=>document.body.append('done'),50))</script>",
        );
        site.page("/restless", "<p id=p></p><script>setInterval(()=>p.textContent=Math.random(),5)</script>");
        let rig = Rig::at(site, Arc::new(Open), "/").await;
        assert!(rig.page.settle(Duration::from_millis(100), 5 * SECOND).await.unwrap());
        assert!(rig.snapshot().await.frames[0].text.contains("done"));
        rig.page.goto(&rig.site.url("/restless"), 5 * SECOND).await.unwrap();
        let started = Instant::now();
        assert!(!rig.page.settle(Duration::from_millis(100), Duration::from_millis(400)).await.unwrap());
        assert!(started.elapsed() < 2 * SECOND);
    });
}

#[test]
fn a_crashed_page_fails_its_calls_and_leaves_the_browser() {
    run(async {
        let rig = Rig::open("<input id=a>").await;
        let page = rig.page.clone();
        let crash = tokio::spawn(async move { page.goto("chrome://crash", 20 * SECOND).await });
        let ended = crash.await.unwrap();
        assert!(matches!(ended, Err(BrowserError::Crashed | BrowserError::Navigation(_))), "{ended:?}");
        assert!(matches!(rig.page.snapshot().await, Err(BrowserError::Crashed)));
        Rig::open("<input id=b>").await.at_id("b").await;
    });
}

/// Ids of the processes below `parent`.
fn children(parent: u32) -> Vec<u32> {
    let listed = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// How many profiles with this prefix there are.
fn profiles_named(prefix: &str) -> usize {
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap();
    entries
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(prefix)))
        .count()
}

async fn own_browser() -> Browser {
    browser();
    Browser::launch(LaunchOptions::default()).await.unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_browser_fails_every_pending_call_at_once_and_leaves_nothing() {
    run(async {
        let browser = own_browser().await;
        let context = browser.context(Arc::new(Open)).await.unwrap();
        let page = context.page().await.unwrap();
        let shell = browser.process_id().unwrap();
        let chromium = children(shell);
        let waiting = tokio::spawn(async move { page.settle(60 * SECOND, 60 * SECOND).await });
        tokio::task::yield_now().await;
        let killed = Instant::now();
        for id in &chromium {
            std::process::Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        }
        let ended = waiting.await.unwrap();
        assert!(matches!(ended, Err(BrowserError::Crashed)), "{ended:?}");
        assert!(killed.elapsed() < 2 * SECOND, "{:?}", killed.elapsed());
        assert!(matches!(context.page().await, Err(BrowserError::Crashed)));
        browser.close().await;
        assert!(!PathBuf::from(format!("/proc/{shell}")).exists());
    });
}

/// Not a claim: what the next test runs in a process of its own and kills.
#[test]
#[cfg(target_os = "linux")]
fn a_process_that_holds_a_browser() {
    if std::env::var_os("VALET_TEST_HOLD").is_some() {
        run(async {
            let browser = own_browser().await;
            println!("holding {}", browser.process_id().unwrap());
            std::future::pending::<()>().await;
        });
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_browser_and_its_profile_end_with_a_killed_parent() {
    use std::io::{BufRead, BufReader};
    let test = std::env::current_exe().unwrap();
    let mut holder = std::process::Command::new(test)
        .args(["--exact", "life::a_process_that_holds_a_browser", "--nocapture"])
        .env("VALET_TEST_HOLD", "1")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    let shell = lines.find_map(|line| line.unwrap().rsplit_once("holding ").map(|(_, id)| id.to_owned())).unwrap();
    let prefix = format!("valet-chromium-{}-", holder.id());
    assert!(profiles_named(&prefix) >= 1);
    holder.kill().unwrap();
    holder.wait().unwrap();
    let deadline = Instant::now() + 10 * SECOND;
    while PathBuf::from(format!("/proc/{shell}")).exists() || profiles_named(&prefix) > 0 {
        assert!(Instant::now() < deadline, "the browser outlives its parent");
        std::thread::yield_now();
    }
}

#[test]
fn a_closed_browser_leaves_no_process_and_no_profile() {
    run(async {
        let browser = own_browser().await;
        assert!(browser.version().contains('/'));
        let mine = browser.process_id().unwrap();
        let profile = browser.profile().to_owned();
        assert!(profile.is_dir());
        browser.close().await;
        assert!(browser.is_closed());
        assert!(!PathBuf::from(format!("/proc/{mine}")).exists());
        assert!(!profile.exists());
        assert!(matches!(browser.context(Arc::new(Open)).await, Err(BrowserError::Crashed)));
    });
}

#[test]
fn a_program_that_is_not_a_browser_is_explained_and_a_missing_one_is_named() {
    run(async {
        let missing =
            Browser::launch(LaunchOptions { executable: Some("/no/such/chromium".into()), ..LaunchOptions::default() })
                .await;
        assert!(matches!(missing, Err(BrowserError::NotFound)));
        let file = std::env::temp_dir().join(format!("valet-not-chromium-{}", std::process::id()));
        std::fs::write(&file, "#!/bin/sh\necho 'cannot open display' >&2\nexit 1\n").unwrap();
        std::process::Command::new("chmod").arg("+x").arg(&file).status().unwrap();
        let failed =
            Browser::launch(LaunchOptions { executable: Some(file.clone()), ..LaunchOptions::default() }).await;
        std::fs::remove_file(&file).unwrap();
        let Err(BrowserError::Launch(why)) = failed else { panic!("it started") };
        assert!(why.contains("cannot open display"), "{why}");
    });
}
