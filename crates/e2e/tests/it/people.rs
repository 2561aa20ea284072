//! A person is needed: what stands in the way is put before them, what they do
//! about it works, and what they said is nowhere afterwards.

use domain::tasks::Mode;
use domain::{JobId, UserId};
use e2e::engine::{Attendant, Engine, request};
use forms::blockers::Kind;
use ghosthands::access::Caller;
use ghosthands::interactions::{Blocked, Interaction, Passed, Resolution, Way};
use ghosthands::jobs::{Job, JobStatus};
use ghosthands::live::{self, Deed, Opening, Over, Session, Told};
use ghosthands::sealing::Secret;
use practice::{Options, Person, Server, person, scenario};
use std::time::Duration;
use tokio::sync::mpsc;

const PASSWORD: &str = "lamp-oil-and-brass-7";

/// One application of one person in one scenario.
struct Case {
    server: Server,
    engine: Engine,
    person: &'static Person,
    key: String,
    user: UserId,
    job: JobId,
}

impl Case {
    async fn start(id: &str, mode: Mode) -> Self {
        Self::start_with(id, mode, |_| ()).await
    }

    async fn start_with(id: &str, mode: Mode, tune: impl FnOnce(&mut ghosthands::worker::WorkerOptions)) -> Self {
        let scenario = scenario(id).unwrap();
        let person = person(&scenario.person).unwrap();
        let (url, key) = (scenario.start(0), scenario.posting.key());
        Self::at(&url, key, person, mode, tune).await
    }

    async fn at(
        path: &str,
        key: String,
        person: &'static Person,
        mode: Mode,
        tune: impl FnOnce(&mut ghosthands::worker::WorkerOptions),
    ) -> Self {
        let server = Server::start(Options::default()).await.unwrap();
        let engine = Engine::start(tune).await;
        let user = UserId::generate();
        let url = format!("{}{path}", server.base_url());
        let request = request(person.json.as_bytes(), person.resume_pdf, engine.folder(), mode);
        let job = engine.enqueue(user, &url, request).await;
        Self { server, engine, person, key, user, job }
    }

    async fn blocked(&self) -> Blocked {
        match self.engine.asked(self.user, self.job).await {
            Ok(Interaction::Blocker(blocked)) => blocked,
            other => panic!("no blocker: {other:?}"),
        }
    }

    async fn pass(&self, way: Passed) {
        self.engine.resolve(self.user, self.job, &Resolution { blocker: Some(way), ..Resolution::default() }).await;
    }

    async fn end(&self) -> Job {
        self.engine.attend(self.user, self.job, Attendant::Approves).await.0
    }

    /// A session of the live view, as a viewer would open it.
    async fn session(&self) -> Session {
        let mut db = self.engine.pool().acquire().await.unwrap();
        let Opening::Open(issued) = live::issue(&mut db, Caller::User(self.user), self.job).await.unwrap() else {
            panic!("no session");
        };
        live::find(&mut db, &issued.token).await.unwrap().unwrap()
    }

    /// Opens the live view.
    async fn look(&self) -> Viewer {
        let session = self.session().await;
        let view = self.engine.views().find(&session).expect("a page that is shown");
        let (deeds, doing) = mpsc::unbounded_channel();
        let (told, seeing) = mpsc::channel(4);
        let doing =
            futures_util::stream::unfold(doing, |mut doing| async move { Some((Ok(doing.recv().await?), doing)) });
        let driven = tokio::spawn(live::drive(view, Duration::from_secs(120), Box::pin(doing), told));
        Viewer { deeds, seeing, driven }
    }

    fn arrived(&self) -> usize {
        self.server.submissions().iter().filter(|submission| submission.posting == self.key).count()
    }

    /// No row of the database and no file of the evidence holds any of these texts.
    async fn forgets(&self, texts: &[&str]) {
        for table in ["gh_automation_jobs", "gh_job_events", "gh_submit_attempts", "gh_live_sessions"] {
            let sql = format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t");
            let (held,): (String,) =
                sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(self.engine.pool()).await.unwrap();
            for text in texts {
                assert!(!held.contains(text), "{table} holds {text}");
            }
        }
        for file in std::fs::read_dir(self.engine.folder().join("evidence")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for text in texts {
                let held = bytes.windows(text.len()).any(|window| window == text.as_bytes());
                assert!(!held, "the evidence holds {text}");
            }
        }
    }
}

struct Viewer {
    deeds: mpsc::UnboundedSender<Deed>,
    seeing: mpsc::Receiver<Told>,
    driven: tokio::task::JoinHandle<Over>,
}

impl Viewer {
    async fn until(&mut self, found: impl Fn(&Told) -> bool) -> Told {
        let search = async {
            loop {
                let told = self.seeing.recv().await.expect("a session that goes on");
                if found(&told) {
                    return told;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), search).await.expect("to be told")
    }

    async fn picture(&mut self) -> (f64, f64) {
        match self.until(|told| matches!(told, Told::Frame { .. })).await {
            Told::Frame { data, width, height, .. } => {
                assert!(data.starts_with("/9j/"), "not a JPEG");
                (width, height)
            }
            other => unreachable!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captcha_that_a_person_solves_in_the_live_view_lets_the_application_go_on() {
    let case = Case::start("people/lantern-captcha", Mode::Autopilot).await;
    let blocked = case.blocked().await;
    assert_eq!((blocked.blocker, blocked.metadata.captcha_type.as_deref()), (Kind::Captcha, Some("recaptcha")));
    assert_eq!(blocked.accepts, [Way::Manual, Way::Skip]);
    assert_eq!(blocked.screenshot.as_deref(), Some("blocker.png"));
    // Said to be done without having done it: asked again.
    case.pass(Passed::Manual).await;
    let again = loop {
        let blocked = case.blocked().await;
        if blocked.note.is_some() {
            break blocked;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    assert_eq!(again.note.as_deref(), Some("It still stands in the way."));

    let mut viewer = case.look().await;
    viewer.picture().await;
    let (x, y) = place_of(&case, "lantern").await.unwrap();
    viewer.deeds.send(Deed::Click { x, y }).unwrap();
    viewer.until(|told| matches!(told, Told::PageMeta { url, .. } if url.ends_with("/form"))).await;
    case.pass(Passed::Manual).await;
    let over = tokio::time::timeout(Duration::from_secs(10), viewer.driven).await.unwrap().unwrap();
    assert_eq!(over, Over::Normal, "the view ends with the pause");
    let ended = case.end().await;
    assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{:?}", ended.summary);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_goes_into_the_sites_own_form_and_its_session_opens_the_door_the_next_time() {
    let case = Case::start("people/keeper-login", Mode::Autopilot).await;
    let blocked = case.blocked().await;
    assert_eq!((blocked.blocker, blocked.site.as_str()), (Kind::Login, "127.0.0.1"));
    assert_eq!(blocked.accepts, [Way::Credentials, Way::Manual, Way::Skip]);
    let login = |password: &str| Passed::Credentials {
        username: Some(Secret::new("keeper@turnstone.example")),
        password: Some(Secret::new(password)),
        keep: true,
    };
    case.pass(login("not-the-password")).await;
    let refused = loop {
        let blocked = case.blocked().await;
        if let Some(note) = blocked.note {
            break note;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    assert_eq!(refused, "The site did not accept the account.");
    case.pass(login(PASSWORD)).await;
    let ended = case.end().await;
    assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{:?}", ended.summary);
    case.forgets(&[PASSWORD, "not-the-password", "keeper@turnstone.example"]).await;

    let mut db = case.engine.pool().acquire().await.unwrap();
    let sessions = ghosthands::sessions::list(&mut db, case.user).await.unwrap();
    assert_eq!(sessions.iter().map(|held| held.domain.as_str()).collect::<Vec<_>>(), ["127.0.0.1"]);
    let credentials = ghosthands::credentials::list(&mut db, case.user).await.unwrap();
    assert_eq!(credentials.len(), 1, "{credentials:?}");
    // Another person has neither.
    assert!(ghosthands::sessions::list(&mut db, UserId::generate()).await.unwrap().is_empty());
    // With the session the site shows its form at once; the fence then recognises the posting.
    sqlx::query("DELETE FROM gh_submit_attempts").execute(&mut *db).await.unwrap();
    drop(db);
    let request = request(case.person.json.as_bytes(), case.person.resume_pdf, case.engine.folder(), Mode::Autopilot);
    let url = format!("{}{}", case.server.base_url(), scenario("people/keeper-login").unwrap().start(0));
    let job = case.engine.enqueue(case.user, &url, request).await;
    let (ended, asked) = case.engine.attend(case.user, job, Attendant::Nobody).await;
    assert_eq!((ended.status, asked.len()), (JobStatus::Completed, 0), "{:?}", ended.summary);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_mail_sends_exactly_what_was_approved_once_more() {
    for id in ["access/code-after-428", "access/code-submits-itself", "truth/security-code-mail"] {
        let case = Case::start(id, Mode::Autopilot).await;
        let blocked = case.blocked().await;
        assert_eq!(blocked.blocker, Kind::TwoFactor, "{id}");
        assert!(blocked.accepts.contains(&Way::CodeEntry), "{id}: {blocked:?}");
        assert_eq!(case.arrived(), 0, "{id}");
        let mail = case.server.mail().into_iter().next_back().unwrap().text;
        let code = mail.trim_end_matches('.').rsplit(' ').next().unwrap().to_owned();
        case.pass(Passed::CodeEntry { code: Secret::new(&code) }).await;
        let ended = case.end().await;
        assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{id}: {:?}", ended.summary);
        let attempts: Vec<(String, String)> =
            sqlx::query_as("SELECT status, packet FROM gh_submit_attempts ORDER BY armed_at")
                .fetch_all(case.engine.pool())
                .await
                .unwrap();
        let statuses: Vec<&str> = attempts.iter().map(|(status, _)| status.as_str()).collect();
        assert_eq!(statuses, ["refused", "confirmed"], "{id}");
        assert_eq!(attempts[0].1, attempts[1].1, "{id}: the same packet");
        case.forgets(&[&code]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_is_asked_again_and_nothing_is_sent_without_one() {
    let posting = practice::postings().iter().find(|posting| posting.family == practice::Family::EmailCode).unwrap();
    let person = person("maeve-oconnor").unwrap();
    let case = Case::at(&posting.path(), posting.key(), person, Mode::Copilot, |_| ()).await;
    let Ok(Interaction::Review { packet, .. }) = case.engine.asked(case.user, case.job).await else {
        panic!("no review");
    };
    let approve = Resolution { approve: Some(packet), ..Resolution::default() };
    case.engine.resolve(case.user, case.job, &approve).await;
    let blocked = case.blocked().await;
    assert_eq!((blocked.blocker, blocked.boxes), (Kind::TwoFactor, 8));
    case.pass(Passed::CodeEntry { code: Secret::new("short") }).await;
    let note = loop {
        if let Some(note) = case.blocked().await.note {
            break note;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    assert_eq!(note, "The code is not as long as the page wants it.");
    case.pass(Passed::CodeEntry { code: Secret::new("WRONGONE") }).await;
    let note = loop {
        match case.blocked().await.note {
            Some(note) if note.starts_with("The site") => break note,
            _ => tokio::time::sleep(Duration::from_millis(25)).await,
        }
    };
    assert_eq!(note, "The site did not take the code.");
    let mail = case.server.mail().into_iter().next_back().unwrap().text;
    let code = mail.lines().find(|line| line.len() == 8 && !line.contains(' ')).unwrap().to_owned();
    // As people copy it.
    case.pass(Passed::CodeEntry { code: Secret::new(format!("{} {}", &code[..4], &code[4..])) }).await;
    let ended = case.end().await;
    assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{:?}", ended.summary);
    case.forgets(&[&code, "WRONGONE"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_passes_by_itself_and_a_badge_ask_nobody() {
    for id in ["people/tide-check", "access/captcha-badge"] {
        let case = Case::start(id, Mode::Autopilot).await;
        let (ended, asked) = case.engine.attend(case.user, case.job, Attendant::Nobody).await;
        assert_eq!(
            (ended.status, asked.len(), case.arrived()),
            (JobStatus::Completed, 0, 1),
            "{id}: {:?}",
            ended.summary
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_beside_the_form_is_ticked_by_the_person_before_the_form_is_sent() {
    let case = Case::start("people/ticked-beside", Mode::Autopilot).await;
    let blocked = case.blocked().await;
    assert_eq!((blocked.blocker, case.arrived()), (Kind::Captcha, 0));
    let mut viewer = case.look().await;
    viewer.picture().await;
    // A submission by hand is held: nothing was switched over.
    viewer.deeds.send(Deed::Key { key: "Tab".into() }).unwrap();
    let Some(at) = place_of(&case, "not-a-robot").await else { panic!("no box") };
    viewer.deeds.send(Deed::Click { x: at.0, y: at.1 }).unwrap();
    viewer.picture().await;
    case.pass(Passed::Manual).await;
    let ended = case.end().await;
    assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{:?}", ended.summary);
}

/// Scrolls an element into view and says where its middle is.
async fn place_of(case: &Case, id: &str) -> Option<(f64, f64)> {
    let session = case.session().await;
    let view = case.engine.views().find(&session)?;
    view.page().place_of(id).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_by_hand_is_held_until_the_person_says_that_they_submit() {
    let case = Case::start("access/captcha-badge", Mode::Copilot).await;
    let packet = match case.engine.asked(case.user, case.job).await {
        Ok(Interaction::Review { packet, .. }) => packet,
        other => panic!("{other:?}"),
    };
    let (word,): (String,) =
        sqlx::query_as("SELECT interaction_type FROM gh_automation_jobs").fetch_one(case.engine.pool()).await.unwrap();
    assert_eq!(word, "awaiting_review");
    let mut viewer = case.look().await;
    viewer.picture().await;
    let (x, y) = place_of(&case, "send").await.unwrap();
    viewer.deeds.send(Deed::Click { x, y }).unwrap();
    viewer.until(|told| matches!(told, Told::Error { message } if message.contains("held"))).await;
    assert_eq!(case.arrived(), 0);
    let (attempts,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM gh_submit_attempts").fetch_one(case.engine.pool()).await.unwrap();
    assert_eq!(attempts, 0, "nothing was armed");

    let by_hand = Resolution { approve: Some(packet), by_hand: true, ..Resolution::default() };
    case.engine.resolve(case.user, case.job, &by_hand).await;
    let mut viewer = loop {
        // The page is shown again once the fence is armed.
        let (armed,): (i64,) = sqlx::query_as("SELECT count(*) FROM gh_submit_attempts WHERE status = 'armed'")
            .fetch_one(case.engine.pool())
            .await
            .unwrap();
        if armed == 1 {
            break case.look().await;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    viewer.picture().await;
    let (x, y) = place_of(&case, "send").await.unwrap();
    viewer.deeds.send(Deed::Click { x, y }).unwrap();
    let ended = case.end().await;
    assert_eq!((ended.status, case.arrived()), (JobStatus::Completed, 1), "{:?}", ended.summary);
    let (status,): (String,) =
        sqlx::query_as("SELECT status FROM gh_submit_attempts").fetch_one(case.engine.pool()).await.unwrap();
    assert_eq!(status, "confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answering_is_final_and_a_skipped_blocker_says_what_it_was() {
    let case = Case::start_with("people/lantern-captcha", Mode::Autopilot, |options| {
        options.patience = Duration::from_secs(1);
    })
    .await;
    let (ended, _) = case.engine.attend(case.user, case.job, Attendant::Silent).await;
    assert_eq!((ended.status, ended.error_code.as_deref()), (JobStatus::Failed, Some("hitl_timeout")));
    let mut db = case.engine.pool().acquire().await.unwrap();
    let late = Resolution { blocker: Some(Passed::Manual), ..Resolution::default() };
    assert!(!ghosthands::jobs::resolve(&mut db, case.user, case.job, &late).await.unwrap());
    drop(db);

    for (id, code) in [("people/lantern-captcha", "captcha_blocked"), ("access/sso-chooser", "login_required")] {
        let case = Case::start(id, Mode::Autopilot).await;
        case.blocked().await;
        case.pass(Passed::Skip).await;
        let ended = case.end().await;
        assert_eq!(ended.error_code.as_deref(), Some(code), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_leaves_its_place_to_another_and_its_clock_stands_still() {
    let case = Case::start_with("people/lantern-captcha", Mode::Autopilot, |options| options.max_concurrent = 1).await;
    case.blocked().await;
    let other = scenario("access/captcha-badge").unwrap();
    let request = request(case.person.json.as_bytes(), case.person.resume_pdf, case.engine.folder(), Mode::Autopilot);
    let url = format!("{}{}", case.server.base_url(), other.start(0));
    let job = case.engine.enqueue(case.user, &url, request).await;
    let (ended, _) = case.engine.attend(case.user, job, Attendant::Nobody).await;
    assert_eq!(ended.status, JobStatus::Completed, "{:?}", ended.summary);
    assert_eq!(case.blocked().await.blocker, Kind::Captcha, "the first still waits");
    // Its browser is the same: the person solves it, and it goes on.
    let mut viewer = case.look().await;
    viewer.picture().await;
    let (x, y) = place_of(&case, "lantern").await.unwrap();
    viewer.deeds.send(Deed::Click { x, y }).unwrap();
    viewer.until(|told| matches!(told, Told::PageMeta { url, .. } if url.ends_with("/form"))).await;
    case.pass(Passed::Manual).await;
    assert_eq!(case.end().await.status, JobStatus::Completed);
}
