//! What stands in the way of a page: waited out, or put before the person.
//!
//! A resolution is used here once and then dropped: no event, log, evidence or
//! error repeats it. Credentials go into the site's own form only, a code into
//! the boxes that ask for it. Neither lets an application out: where one was
//! approved and the server wants a code for it, it goes through the fence again
//! as a new attempt at exactly what was approved; otherwise a code is entered
//! for the person only where none of their answers has been given yet.

use super::approval::Purpose;
use super::door;
use super::walk::Walk;
use super::{Application, Turn};
use crate::credentials;
use crate::events::names;
use crate::failure::{Code, Failure};
use crate::filling::{Known, host};
use crate::gate::Stage;
use crate::interactions::{Blocked, Interaction, Passed, Resolution, Sign, Way};
use crate::live::Shown;
use crate::places;
use crate::review;
use crate::sealing::Secret;
use crate::sessions;
use crate::submission::{By, Press};
use chrono::Utc;
use domain::attempts::AttemptStatus;
use forms::blockers::{self, Blocker, Kind, PAUSE_AT, Source};
use forms::fields::{ElementRef, Field, fields};
use forms::pages::{self, classify};
use forms::snapshot::PageSnapshot;
use std::time::{Duration, Instant};

/// How often the person is asked about one thing in the way.
const MOST_TRIES: usize = 3;

/// How long a check that may pass by itself is left alone before anybody is asked.
const PASSES_BY_ITSELF: Duration = Duration::from_secs(20);

/// Times a server may want another code for one application.
const MOST_CODES: usize = 3;

/// A page that asks for a code, whatever else was seen.
pub(super) fn code_asked(seen: Option<Blocker>) -> Blocker {
    seen.filter(|blocker| blocker.kind == Kind::TwoFactor).unwrap_or(Blocker {
        kind: Kind::TwoFactor,
        confidence: 0.7,
        source: Source::Dom,
        signal: "boxes for a code".to_owned(),
        beside: false,
    })
}

/// A page that asks to sign in.
pub(super) fn sign_in_asked(snapshot: &PageSnapshot, found: &[Field]) -> Blocker {
    let seen = blockers::find(snapshot, found, None).filter(|blocker| blocker.kind == Kind::Login);
    seen.unwrap_or(Blocker {
        kind: Kind::Login,
        confidence: 0.7,
        source: Source::Dom,
        signal: "a page that asks to sign in".to_owned(),
        beside: false,
    })
}

/// What came of entering something.
enum Entered {
    /// The page went on, or what was sent was judged.
    Turn(Turn),
    /// It did not; why.
    Not(&'static str),
}

impl Application<'_> {
    /// Gets past what stands in the way, with the person where it does not pass by itself. `note`: why it is asked again.
    pub(super) async fn past(
        &mut self,
        walk: &mut Walk,
        blocker: Blocker,
        note: Option<String>,
    ) -> Result<Turn, Failure> {
        if blocker.kind == Kind::BotCheck && self.passed_by_itself(&blocker).await? {
            return Ok(Turn::Next);
        }
        let door = matches!(blocker.kind, Kind::Login | Kind::TwoFactor);
        if self.request.dry_run && door {
            return Err(in_the_way(blocker.kind, walk));
        }
        if walk.code.as_ref().is_some_and(|code| code.refusals > MOST_CODES) {
            return Err(in_the_way(Kind::TwoFactor, walk));
        }
        let mut note = note.or_else(|| {
            let again = walk.code.as_ref().is_some_and(|code| code.refusals > 1);
            again.then(|| "The site did not take the code.".to_owned())
        });
        for _ in 0..MOST_TRIES {
            let asked = self.describe(walk, &blocker, note.take()).await?;
            let site = asked.site.clone();
            let Some(resolution) = self.wait_for_passage(walk, asked, &blocker).await? else { return Ok(Turn::Next) };
            let entered = match resolution.blocker {
                _ if resolution.stop && walk.code.is_some() => {
                    return Err(Failure::new(Code::Stopped, "Stopped by you; the site did not take the application."));
                }
                _ if resolution.stop => return Err(Failure::before_sending(Code::Stopped, "Stopped by you.")),
                Some(Passed::Skip) => match self.still(&blocker).await? {
                    true => return Err(in_the_way(blocker.kind, walk)),
                    false => return Ok(Turn::Next),
                },
                Some(Passed::CodeEntry { code }) => self.enter_code(walk, &code).await?,
                Some(Passed::Credentials { username, password, keep }) => {
                    self.enter_credentials(walk, &site, username, password, keep).await?
                }
                Some(Passed::Manual) | None => match (&walk.code, blocker.kind) {
                    (Some(_), Kind::TwoFactor) => self.send_with_code(walk, None).await?,
                    _ => self.look_again(walk, &blocker).await?,
                },
            };
            match entered {
                Entered::Turn(turn) => {
                    if door && walk.code.is_none() {
                        self.keep_session().await;
                    }
                    return Ok(turn);
                }
                Entered::Not(why) => note = Some(why.to_owned()),
            }
        }
        Err(in_the_way(blocker.kind, walk))
    }

    /// Gets past a box beside the form that a person has to tick. Says whether there was one.
    pub(super) async fn past_challenge_beside(&mut self, walk: &mut Walk) -> Result<bool, Failure> {
        let snapshot = self.page.snapshot().await?;
        let blocker = blockers::find(&snapshot, &fields(&snapshot), None);
        let Some(blocker) = blocker.filter(|blocker| blocker.beside) else { return Ok(false) };
        self.past(walk, blocker, None).await?;
        Ok(true)
    }

    /// Whether the same kind of thing still stands there.
    async fn still(&self, blocker: &Blocker) -> Result<bool, Failure> {
        self.page.settle(Duration::from_millis(200), Duration::from_secs(3)).await?;
        let snapshot = self.page.snapshot().await?;
        let now = blockers::find(&snapshot, &fields(&snapshot), None);
        Ok(now.is_some_and(|now| now.kind == blocker.kind && now.confidence >= PAUSE_AT))
    }

    async fn look_again(&self, walk: &Walk, blocker: &Blocker) -> Result<Entered, Failure> {
        if blocker.kind == Kind::RateLimited && walk.form_pages == 0 {
            self.page.goto(&self.page.url(), Duration::from_secs(45)).await?;
        }
        Ok(match self.still(blocker).await? {
            true => Entered::Not("It still stands in the way."),
            false => Entered::Turn(Turn::Next),
        })
    }

    async fn passed_by_itself(&self, blocker: &Blocker) -> Result<bool, Failure> {
        self.progress("waiting", "Waiting for a check of the browser to pass").await?;
        self.gate.travel(true);
        let started = Instant::now();
        while started.elapsed() < PASSES_BY_ITSELF {
            if !self.still(blocker).await? {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Ok(false)
    }

    async fn describe(&mut self, walk: &Walk, blocker: &Blocker, note: Option<String>) -> Result<Blocked, Failure> {
        let snapshot = self.page.snapshot().await?;
        let found = fields(&snapshot);
        let boxes = blockers::code_boxes(&found).len();
        let login = door::login(&snapshot, &found);
        let mut accepts = Vec::new();
        match blocker.kind {
            Kind::TwoFactor if boxes > 0 && self.may_enter_code(walk) => accepts.push(Way::CodeEntry),
            Kind::Login if login.is_some() => accepts.push(Way::Credentials),
            _ => {}
        }
        accepts.extend([Way::Manual, Way::Skip]);
        Ok(Blocked {
            blocker: blocker.kind,
            metadata: Sign {
                blocker_confidence: blocker.confidence,
                detection_method: blocker.source,
                signal: blocker.signal.clone(),
                captcha_type: (blocker.kind == Kind::Captcha).then(|| blocker.captcha_type().to_owned()),
            },
            description: description(blocker.kind, walk).to_owned(),
            page_url: places::shown(&snapshot.url),
            site: login.map(|login| login.host).unwrap_or_default(),
            screenshot: self.record.screenshot("blocker.png", &self.page).await,
            boxes,
            accepts,
            note,
            timeout_seconds: self.patience.as_secs(),
            detected_at: Utc::now(),
        })
    }

    /// Pauses until the person has answered; `None` when it passed meanwhile.
    async fn wait_for_passage(
        &mut self,
        walk: &Walk,
        asked: Blocked,
        blocker: &Blocker,
    ) -> Result<Option<Resolution>, Failure> {
        let seen = serde_json::json!({
            "blocker_type": blocker.kind, "confidence": blocker.confidence, "page_url": asked.page_url,
        });
        self.event_with(names::BLOCKER_DETECTED, "Something stands in the way", seen).await?;
        let before = self.gate.stage();
        let shown = self.pause(&Interaction::Blocker(asked)).await?;
        let answered = self.watch_passage(walk, blocker, &shown).await;
        self.gate.set(before);
        let answered = answered?;
        self.go_on(shown, answered.as_ref().map_or("passed", Resolution::kind)).await?;
        Ok(answered)
    }

    async fn watch_passage(
        &mut self,
        walk: &Walk,
        blocker: &Blocker,
        shown: &Shown,
    ) -> Result<Option<Resolution>, Failure> {
        let deadline = tokio::time::Instant::now() + self.patience;
        self.attend(walk).await;
        loop {
            self.bell.resumed(self.lease.job, Duration::from_secs(1)).await;
            if let Some(resolution) = self.lease.take_resolution(&mut *self.pool.acquire().await?).await? {
                return Ok(Some(resolution));
            }
            if tokio::time::Instant::now() >= deadline {
                self.event(names::HITL_TIMEOUT, "Nobody answered in time").await?;
                return Err(timed_out(walk));
            }
            if shown.watchers() > 0 {
                self.attend(walk).await;
            }
            // Not while somebody works on it: they say when they are done.
            let passes = blocker.kind == Kind::BotCheck && shown.watchers() == 0;
            if passes && !self.still(blocker).await? && self.lease.go_on(&mut *self.pool.acquire().await?).await? {
                return Ok(None);
            }
        }
    }

    /// Lets out what a person does at this page, as far as it cannot be an application.
    async fn attend(&self, walk: &Walk) {
        // A page that does not answer is treated as a form.
        let snapshot = self.page.snapshot().await.unwrap_or_default();
        let kind = classify(&snapshot, &fields(&snapshot));
        let form = matches!(kind, pages::Page::Step { .. } | pages::Page::Last { .. }) || snapshot.url.is_empty();
        let may = walk.person.profile.email.as_ref().map(|email| email.value().clone()).unwrap_or_default();
        let kept = walk.kept_drafts || walk.code.is_some();
        self.gate.set(Stage::Attended { host: host(&snapshot.url), kept, form: form || walk.code.is_some(), may });
    }

    /// A code may be entered for the person where it is for what they approved, or where nothing of theirs was given yet.
    fn may_enter_code(&self, walk: &Walk) -> bool {
        walk.code.is_some() || (walk.form_pages == 0 && !walk.on_site && !walk.kept_drafts)
    }

    async fn enter_code(&mut self, walk: &mut Walk, code: &Secret) -> Result<Entered, Failure> {
        if !self.may_enter_code(walk) {
            return Ok(Entered::Not("A code cannot be entered for you on this page."));
        }
        if walk.code.is_some() {
            return self.send_with_code(walk, Some(code)).await;
        }
        let snapshot = self.page.snapshot().await?;
        let found = fields(&snapshot);
        let texts = match code_texts(&found, code) {
            Ok(texts) => texts,
            Err(why) => return Ok(Entered::Not(why)),
        };
        let Some(at) = texts.first().map(|(at, _)| at.clone()) else { return Ok(Entered::Not(NO_BOX)) };
        let Some(button) = door::button_of(&snapshot, &at, &CODE_BUTTONS) else {
            return Ok(Entered::Not("The page shows no button to go on with."));
        };
        let stage = self.gate.stage();
        let moved = self.press_door(&snapshot, &texts, &button).await?;
        self.gate.set(stage);
        walk.leave_page();
        Ok(if moved { Entered::Turn(Turn::Next) } else { Entered::Not("The site did not take the code.") })
    }

    /// Sends what was approved once more, with the code the server wants for it. Without a code the person has entered
    /// it themselves.
    async fn send_with_code(&mut self, walk: &mut Walk, code: Option<&Secret>) -> Result<Entered, Failure> {
        let Some(wanted) = walk.code.clone() else { return Ok(Entered::Not("No code is asked for.")) };
        let filled = self.filling(walk).look(Known::default()).await?;
        let found = &filled.fields;
        let texts = match code {
            Some(code) => match code_texts(found, code) {
                Ok(texts) => texts,
                Err(why) => return Ok(Entered::Not(why)),
            },
            None => Vec::new(),
        };
        let shown = review::rows(&filled);
        let same =
            |row: &crate::interactions::Row| shown.iter().any(|now| now.key == row.key && now.value == row.value);
        if self.packet(walk, Purpose::Submit) != wanted.packet || !walk.rows.iter().all(same) {
            let message = "The form changed after you approved it; it was not sent again. Please finish it by hand.";
            return Err(Failure::new(Code::TwoFactorRequired, message));
        }
        let code_keys: Vec<_> = blockers::code_boxes(found).into_iter().map(|field| field.key.clone()).collect();
        let others: Vec<Field> = found.iter().filter(|field| !code_keys.contains(&field.key)).cloned().collect();
        let Some(submit) = submit_of(&filled.snapshot, &others) else {
            return Ok(Entered::Not("The page shows no button to submit with."));
        };
        let by = if texts.is_empty() { By::Button } else { By::Code { texts: &texts } };
        self.progress("submitting", "Submitting with the code, through the fence").await?;
        self.record.ledger("gate-before.jsonl", &self.gate);
        let press = Press { page: &filled, button: &submit, packet: wanted.packet, by };
        let submitted = self.submission(walk, None).submit(&press).await?;
        // A page that still shows the code is not kept.
        if submitted.outcome.status != AttemptStatus::Refused {
            self.prove(walk, &submitted).await;
        }
        let turn = self.follow_up_last(walk, &submitted).await?;
        Ok(Entered::Turn(turn))
    }

    async fn enter_credentials(
        &mut self,
        walk: &mut Walk,
        site: &str,
        username: Option<Secret>,
        password: Option<Secret>,
        keep: bool,
    ) -> Result<Entered, Failure> {
        let stage = self.gate.stage();
        // Some sites ask for the name first, and for the password on the next page.
        for _ in 0..2 {
            let snapshot = self.page.snapshot().await?;
            let found = fields(&snapshot);
            let Some(login) = door::login(&snapshot, &found) else { break };
            if login.host != site || !self.gate.sites().contains(&places::site(&login.host)) {
                return Ok(Entered::Not("The form belongs to another site now; nothing was entered."));
            }
            let texts = login.texts(username.as_ref(), password.as_ref());
            let Some(button) = login.button.clone().filter(|_| !texts.is_empty()) else {
                return Ok(Entered::Not("The page does not take what was given."));
            };
            let asks_for_password = login.password.is_some();
            let what = serde_json::json!({ "domain": login.host });
            self.event_with(names::CREDENTIAL_INJECTION_ATTEMPTED, "Signing in", what.clone()).await?;
            let moved = self.press_door(&snapshot, &texts, &button).await?;
            self.gate.set(stage.clone());
            walk.leave_page();
            if !moved {
                self.event_with(names::CREDENTIAL_INJECTION_FAILED, "The site did not accept the account", what)
                    .await?;
                return Ok(Entered::Not(NOT_ACCEPTED));
            }
            if asks_for_password {
                break;
            }
        }
        let snapshot = self.page.snapshot().await?;
        if self.still(&sign_in_asked(&snapshot, &fields(&snapshot))).await? {
            self.event(names::CREDENTIAL_INJECTION_FAILED, "The site did not accept the account").await?;
            return Ok(Entered::Not(NOT_ACCEPTED));
        }
        self.event(names::CREDENTIAL_INJECTION_SUCCEEDED, "Signed in").await?;
        if let (true, Some(username), Some(password)) = (keep, &username, &password) {
            let mut db = self.pool.acquire().await?;
            let keys = self.accounts.keys();
            let kept = credentials::add(&mut db, keys, self.user, site, username.expose(), password).await?;
            if let Err(error) = kept {
                tracing::warn!(%error, "a credential could not be kept");
            }
        }
        Ok(Entered::Turn(Turn::Next))
    }

    /// Puts the person's session of a site into the browser, if one is kept. Without one the site shows its doors.
    pub(super) async fn restore_session(&self, host: &str) -> Result<(), Failure> {
        let kept = sessions::load(&mut *self.pool.acquire().await?, self.accounts.keys(), self.user, host).await?;
        if let Some(state) = kept {
            self.page.restore(&state).await?;
            let domain = serde_json::json!({ "domain": places::site(host) });
            self.event_with(names::SESSION_RESTORED, "Using your session of this site", domain).await?;
        }
        Ok(())
    }

    /// Keeps what the browser holds of the sites this job was led to. Failing to is no failure of the application.
    pub(super) async fn keep_session(&self) {
        let kept = async {
            let state = self.page.storage().await?;
            let mut db = self.pool.acquire().await?;
            for site in self.gate.sites() {
                if sessions::save(&mut db, self.accounts.keys(), self.user, &site, &state).await? {
                    let domain = serde_json::json!({ "domain": site });
                    self.event_with(names::SESSION_SAVED, "Your session of this site is kept", domain).await?;
                }
            }
            Ok::<_, Failure>(())
        };
        if let Err(failure) = kept.await {
            tracing::warn!(code = failure.code.row().0, "the session could not be kept");
        }
    }
}

const NOT_ACCEPTED: &str = "The site did not accept the account.";
const NO_BOX: &str = "The page shows no box for a code.";

/// What goes into which box: the whole code, or a character each.
fn code_texts(found: &[Field], code: &Secret) -> Result<Vec<(ElementRef, String)>, &'static str> {
    let boxes: Vec<ElementRef> =
        blockers::code_boxes(found).into_iter().filter_map(|field| field.elements.first().cloned()).collect();
    let signs: Vec<char> = code.expose().chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
    match boxes.len() {
        0 => Err(NO_BOX),
        1 => Ok(vec![(boxes[0].clone(), code.expose().trim().to_owned())]),
        many if many == signs.len() => Ok(boxes.into_iter().zip(signs.into_iter().map(String::from)).collect()),
        _ => Err("The code is not as long as the page wants it."),
    }
}

const CODE_BUTTONS: [&str; 9] =
    ["verify", "verify code", "confirm", "continue", "submit", "next", "submit code", "sign in", "log in"];

/// The button that submits the form around the boxes.
fn submit_of(snapshot: &PageSnapshot, others: &[Field]) -> Option<ElementRef> {
    match classify(snapshot, others) {
        pages::Page::Last { submit } => Some(submit),
        _ => None,
    }
}

fn description(kind: Kind, walk: &Walk) -> &'static str {
    match (kind, &walk.code) {
        (Kind::TwoFactor, Some(_)) => {
            "The employer's site sent you a code and wants it before it takes the application you approved. Entering it \
             submits the application."
        }
        (Kind::TwoFactor, None) => "The site sent you a code, or an app of yours shows one; it wants to see it.",
        (Kind::Login, _) => "The site asks you to sign in.",
        (Kind::Captcha, _) => "The site wants to see a person: solve its challenge in the live view.",
        (Kind::Verification, _) => "The site shows a puzzle: solve it in the live view.",
        (Kind::BotCheck, _) => "The site checks the browser, and the check does not pass by itself.",
        (Kind::RateLimited, _) => "The site says that there were too many requests; wait a while before going on.",
    }
}

fn in_the_way(kind: Kind, walk: &Walk) -> Failure {
    let (code, message) = match kind {
        Kind::Login => (Code::LoginRequired, "The site asks for an account that Valet does not have."),
        Kind::TwoFactor if walk.code.is_some() => (
            Code::TwoFactorRequired,
            "The site wants a code that it sent to you before it takes the application; finish this one by hand.",
        ),
        Kind::TwoFactor => {
            (Code::TwoFactorRequired, "The site sent you a code and waits for it; finish this one by hand.")
        }
        Kind::RateLimited => (Code::RateLimited, "The site says that there were too many requests; try again later."),
        Kind::Captcha | Kind::BotCheck | Kind::Verification => {
            (Code::CaptchaBlocked, "The site wants to see a person. Open it with --headed, or apply by hand.")
        }
    };
    Failure::new(code, message)
}

fn timed_out(walk: &Walk) -> Failure {
    match walk.code {
        Some(_) => Failure::new(
            Code::HitlTimeout,
            "Nobody answered in time; the site did not take the application without the code.",
        ),
        None => Failure::before_sending(Code::HitlTimeout, "Nobody answered in time."),
    }
}
