//! The live view: a person sees the page of a job that waits for them, and works on it.
//!
//! A viewer holds a token. Only its digest is stored, with the job, the person
//! and the claim; it is good for five minutes, and no longer than the page is
//! shown. What the person does goes to the page like anybody's input, and what
//! the page sends goes through the job's gate: nothing here lets an application
//! out. Knows nothing about sockets; [`drive`] speaks in messages.

use crate::access::Caller;
use crate::gate::Gate;
use crate::jobs::{Lease, QueueError};
use crate::places;
use browser::{BrowserError, Hand, Page, Shot};
use chrono::{DateTime, Utc};
use domain::{JobId, Sha256, UserId};
use futures_util::{Stream, StreamExt as _};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use uuid::Uuid;

/// How long a session is good.
pub const LIFE: Duration = Duration::from_secs(300);

/// A session as its viewer gets it, once.
#[derive(Clone)]
pub struct Issued {
    /// What the viewer shows; not stored anywhere.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued(until {})", self.expires_at)
    }
}

/// A session that a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The job.
    pub job: JobId,
    /// The claim it was opened under.
    pub epoch: i64,
    /// Whose.
    pub user: UserId,
    /// The worker that holds the job's page.
    pub worker_id: String,
    /// How long it is still good.
    pub left: Duration,
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There never was such a session.
    Unknown,
    /// It is over, or its job no longer has a page to show.
    Expired,
}

/// What came of asking for a session.
#[derive(Debug, Clone)]
pub enum Opening {
    /// Here it is.
    Open(Issued),
    /// The job is not under way.
    NotNow,
    /// There is no such job, or it is somebody else's.
    NoSuchJob,
}

/// Opens a session on a job that is under way.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn issue(db: &mut PgConnection, caller: Caller, job: JobId) -> Result<Opening, QueueError> {
    let mut secret = [0_u8; 32];
    SystemRandom::new().fill(&mut secret).map_err(|_| QueueError::Malformed("no random numbers".to_owned()))?;
    let token = hex(&secret);
    let row: Option<(DateTime<Utc>,)> = sqlx::query_as(
        "INSERT INTO gh_live_sessions (token_sha256, job_id, user_id, lease_epoch, expires_at)
         SELECT $1, id, user_id, lease_epoch, now() + make_interval(secs => $4) FROM gh_automation_jobs
         WHERE id = $2 AND ($3::uuid IS NULL OR user_id = $3) AND status IN ('paused', 'running')
         RETURNING expires_at",
    )
    .bind(digest(&token))
    .bind(job.0)
    .bind(caller.scope())
    .bind(LIFE.as_secs_f64())
    .fetch_optional(&mut *db)
    .await?;
    if let Some((expires_at,)) = row {
        return Ok(Opening::Open(Issued { token, expires_at }));
    }
    let (exists,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM gh_automation_jobs WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2))",
    )
    .bind(job.0)
    .bind(caller.scope())
    .fetch_one(db)
    .await?;
    Ok(if exists { Opening::NotNow } else { Opening::NoSuchJob })
}

/// The session a token names, while it is good.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn find(db: &mut PgConnection, token: &str) -> Result<Result<Session, Refused>, QueueError> {
    type Row = (Uuid, i64, Uuid, Option<String>, f64);
    let row: Option<Row> = sqlx::query_as(
        "SELECT s.job_id, s.lease_epoch, s.user_id,
                CASE WHEN j.lease_epoch = s.lease_epoch AND j.status IN ('paused', 'running') THEN j.worker_id END,
                CASE WHEN s.ended_at IS NULL THEN extract(epoch FROM s.expires_at - now()) ELSE 0 END::float8
         FROM gh_live_sessions s JOIN gh_automation_jobs j ON j.id = s.job_id WHERE s.token_sha256 = $1",
    )
    .bind(digest(token))
    .fetch_optional(db)
    .await?;
    Ok(match row {
        None => Err(Refused::Unknown),
        Some((job, epoch, user, Some(worker_id), left)) if left > 0.0 => {
            Ok(Session { job: JobId(job), epoch, user: UserId(user), worker_id, left: Duration::from_secs_f64(left) })
        }
        Some(_) => Err(Refused::Expired),
    })
}

/// Ends every session of a job; does nothing when there is none.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn end(db: &mut PgConnection, job: JobId) -> Result<u64, QueueError> {
    let done = sqlx::query("UPDATE gh_live_sessions SET ended_at = now() WHERE job_id = $1 AND ended_at IS NULL")
        .bind(job.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// Removes sessions that are over.
///
/// # Errors
/// [`QueueError::Database`].
pub async fn sweep(db: &mut PgConnection) -> Result<u64, QueueError> {
    let done = sqlx::query("DELETE FROM gh_live_sessions WHERE expires_at < now() OR ended_at IS NOT NULL").execute(db);
    Ok(done.await?.rows_affected())
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::of(token.as_bytes()).to_string().into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The pages of a worker that are shown at the moment. Cheap to clone.
#[derive(Clone, Default)]
pub struct Views(Arc<Mutex<HashMap<JobId, View>>>);

/// A page that may be seen.
#[derive(Clone)]
pub struct View {
    epoch: i64,
    page: Page,
    gate: Arc<Gate>,
    over: watch::Receiver<bool>,
    watched: Arc<watch::Sender<usize>>,
}

/// Keeps a page in view; it is out of view when this is dropped.
pub struct Shown {
    views: Views,
    job: JobId,
    over: watch::Sender<bool>,
    watched: Arc<watch::Sender<usize>>,
}

impl std::fmt::Debug for Views {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Views({})", self.lock().len())
    }
}

impl Views {
    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, View>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the page of a job be seen for as long as the answer lives.
    #[must_use]
    pub fn show(&self, lease: &Lease, page: &Page, gate: &Arc<Gate>) -> Shown {
        let (over, told) = watch::channel(false);
        let watched = Arc::new(watch::Sender::new(0));
        let view =
            View { epoch: lease.epoch, page: page.clone(), gate: gate.clone(), over: told, watched: watched.clone() };
        self.lock().insert(lease.job, view);
        Shown { views: self.clone(), job: lease.job, over, watched }
    }

    /// The page a session is for, if it is shown.
    #[must_use]
    pub fn find(&self, session: &Session) -> Option<View> {
        self.lock().get(&session.job).filter(|view| view.epoch == session.epoch).cloned()
    }
}

impl View {
    /// The page itself.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }
}

impl Shown {
    /// How many people look at it now.
    #[must_use]
    pub fn watchers(&self) -> usize {
        *self.watched.borrow()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.views.lock().remove(&self.job);
        self.over.send_replace(true);
    }
}

/// What a viewer is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Told {
    /// How the session stands: `connecting`, `connected`, `expired`, `disconnected`.
    SessionState {
        /// The word.
        state: &'static str,
    },
    /// Where the page is.
    PageMeta {
        /// Address without user, query and fragment.
        url: String,
        /// Title.
        title: String,
    },
    /// A picture of the page. Places on it are in `width` by `height`.
    Frame {
        /// The picture, base64.
        data: String,
        /// `jpeg`.
        format: &'static str,
        /// CSS pixels.
        width: f64,
        /// CSS pixels.
        height: f64,
    },
    /// Something was not done; the session goes on.
    Error {
        /// What, in a sentence.
        message: String,
    },
    /// Answers a ping.
    Pong,
}

/// What a viewer does.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Deed {
    /// Presses the page.
    Click {
        /// From the left, CSS pixels.
        x: f64,
        /// From the top, CSS pixels.
        y: f64,
    },
    /// Types where the focus is.
    Type {
        /// At most 2,000 characters.
        text: String,
    },
    /// Presses a named key: `Enter`, `Tab`, `Escape`, `Backspace`, `Delete`, arrows, `Home`, `End`, `PageUp`, `PageDown`.
    Key {
        /// Its name.
        key: String,
    },
    /// Turns the wheel.
    Scroll {
        /// Where.
        x: f64,
        /// Where.
        y: f64,
        /// Pixels to the right.
        #[serde(rename = "deltaX", default)]
        delta_x: f64,
        /// Pixels down.
        #[serde(rename = "deltaY", default)]
        delta_y: f64,
    },
    /// Is anybody there.
    Ping,
}

impl std::fmt::Debug for Deed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Click { .. } => "Click(…)",
            Self::Type { .. } => "Type(…)",
            Self::Key { .. } => "Key(…)",
            Self::Scroll { .. } => "Scroll(…)",
            Self::Ping => "Ping",
        })
    }
}

/// How a viewing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The viewer left, or the page is no longer shown.
    Normal,
    /// The session's time is over.
    Expired,
    /// The browser is gone.
    Lost,
}

/// Time between two pictures at least.
const PICTURE_EVERY: Duration = Duration::from_millis(100);

/// A viewer that says nothing for so long is gone; it pings every 15 s.
const SILENCE: Duration = Duration::from_secs(45);

/// Deeds within a second; more are refused.
const DEEDS_A_SECOND: u32 = 60;

const TEXT_LIMIT: usize = 2_000;

/// Shows `view` to a viewer until either is gone or `left` is over. A picture is asked for when the viewer has taken
/// the last one, so a slow line gets fewer, not older ones.
pub async fn drive(
    view: View,
    left: Duration,
    deeds: impl Stream<Item = Result<Deed, String>> + Unpin,
    told: mpsc::Sender<Told>,
) -> Over {
    view.watched.send_modify(|count| *count += 1);
    let over = show(&view, left, deeds, &told).await;
    view.watched.send_modify(|count| *count = count.saturating_sub(1));
    let state = if over == Over::Expired { "expired" } else { "disconnected" };
    // Nobody may be there to hear it.
    let _ = tokio::time::timeout(Duration::from_secs(1), told.send(Told::SessionState { state })).await;
    over
}

async fn show(
    view: &View,
    left: Duration,
    mut deeds: impl Stream<Item = Result<Deed, String>> + Unpin,
    told: &mpsc::Sender<Told>,
) -> Over {
    let deadline = Instant::now() + left;
    let (mut ended, mut held) = (view.over.clone(), view.gate.held());
    held.mark_unchanged();
    if told.send(Told::SessionState { state: "connecting" }).await.is_err() {
        return Over::Normal;
    }
    let mut cast = match view.page.screencast().await {
        Ok(cast) => cast,
        Err(_) => return Over::Lost,
    };
    let mut meta = (String::new(), String::new());
    let mut allowance = Allowance::new();
    let mut heard = Instant::now();
    let mut next_picture = Instant::now();
    if told.send(Told::SessionState { state: "connected" }).await.is_err() {
        return Over::Normal;
    }
    loop {
        let message = tokio::select! {
            biased;
            () = no_longer_shown(&mut ended) => return Over::Normal,
            () = tokio::time::sleep_until(deadline) => return Over::Expired,
            () = tokio::time::sleep_until(heard + SILENCE) => return Over::Normal,
            deed = deeds.next() => {
                heard = Instant::now();
                match deed {
                    None => return Over::Normal,
                    Some(Err(message)) => Some(Told::Error { message }),
                    Some(Ok(Deed::Ping)) => Some(Told::Pong),
                    Some(Ok(_)) if !allowance.take() => Some(Told::Error { message: "That was too fast.".to_owned() }),
                    Some(Ok(deed)) => match act(view, deed).await {
                        Ok(()) => None,
                        Err(BrowserError::Crashed) => return Over::Lost,
                        Err(_) => Some(Told::Error { message: "The page did not take that.".to_owned() }),
                    },
                }
            }
            changed = held.changed() => match changed {
                Ok(()) => Some(Told::Error { message: HELD.to_owned() }),
                Err(_) => return Over::Normal,
            },
            shot = picture(&mut cast, next_picture) => match shot {
                None => return Over::Lost,
                Some(shot) => {
                    next_picture = Instant::now() + PICTURE_EVERY;
                    let now = (places::shown(&view.page.url()), view.page.title().await.unwrap_or_default());
                    if now != meta {
                        meta.clone_from(&now);
                        if told.send(Told::PageMeta { url: now.0, title: now.1 }).await.is_err() {
                            return Over::Normal;
                        }
                    }
                    Some(Told::Frame { data: shot.data, format: "jpeg", width: shot.width, height: shot.height })
                }
            },
        };
        if let Some(message) = message
            && told.send(message).await.is_err()
        {
            return Over::Normal;
        }
    }
}

async fn no_longer_shown(ended: &mut watch::Receiver<bool>) {
    // An error means that whoever shows it is gone, which is the same.
    let _ = ended.wait_for(|over| *over).await.is_ok();
}

const HELD: &str = "The page tried to send something that could be the application, and it was held. To send it \
                    yourself, approve it as \"I submit by hand\" first.";

async fn picture(cast: &mut browser::Screencast, not_before: Instant) -> Option<Shot> {
    tokio::time::sleep_until(not_before).await;
    cast.next().await
}

async fn act(view: &View, deed: Deed) -> Result<(), BrowserError> {
    let page = &view.page;
    match deed {
        Deed::Click { x, y } => page.hand(Hand::Click { x, y }).await,
        Deed::Scroll { x, y, delta_x, delta_y } => page.hand(Hand::Wheel { x, y, right: delta_x, down: delta_y }).await,
        Deed::Key { key } => page.hand(Hand::Key { name: &key }).await,
        Deed::Type { text } if text.chars().count() <= TEXT_LIMIT => page.hand(Hand::Type { text: &text }).await,
        Deed::Type { .. } => Err(BrowserError::Protocol("the text is too long".to_owned())),
        Deed::Ping => Ok(()),
    }
}

/// How many deeds are left in this second.
struct Allowance {
    since: Instant,
    used: u32,
}

impl Allowance {
    fn new() -> Self {
        Self { since: Instant::now(), used: 0 }
    }

    fn take(&mut self) -> bool {
        if self.since.elapsed() > Duration::from_secs(1) {
            *self = Self::new();
        }
        self.used += 1;
        self.used <= DEEDS_A_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_shape_viewers_know() {
        for (told, expected) in [
            (Told::SessionState { state: "connected" }, r#"{"type":"session_state","state":"connected"}"#),
            (
                Told::PageMeta { url: "https://a.example/".into(), title: "A".into() },
                r#"{"type":"page_meta","url":"https://a.example/","title":"A"}"#,
            ),
            (
                Told::Frame { data: "AA".into(), format: "jpeg", width: 1280.0, height: 720.0 },
                r#"{"type":"frame","data":"AA","format":"jpeg","width":1280.0,"height":720.0}"#,
            ),
            (Told::Error { message: "m".into() }, r#"{"type":"error","message":"m"}"#),
            (Told::Pong, r#"{"type":"pong"}"#),
        ] {
            assert_eq!(serde_json::to_string(&told).unwrap(), expected);
        }
        for (text, expected) in [
            (r#"{"type":"click","x":1,"y":2.5}"#, Some(Deed::Click { x: 1.0, y: 2.5 })),
            (r#"{"type":"type","text":"hi"}"#, Some(Deed::Type { text: "hi".into() })),
            (r#"{"type":"key","key":"Enter"}"#, Some(Deed::Key { key: "Enter".into() })),
            (
                r#"{"type":"scroll","x":1,"y":2,"deltaX":0,"deltaY":-40}"#,
                Some(Deed::Scroll { x: 1.0, y: 2.0, delta_x: 0.0, delta_y: -40.0 }),
            ),
            (r#"{"type":"ping"}"#, Some(Deed::Ping)),
            (r#"{"type":"eval","text":"alert(1)"}"#, None),
            ("", None),
        ] {
            assert_eq!(serde_json::from_str::<Deed>(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn what_a_person_types_does_not_print() {
        assert_eq!(format!("{:?}", Deed::Type { text: "hunter2".into() }), "Type(…)");
        let issued = Issued { token: "abc".into(), expires_at: Utc::now() };
        assert!(!format!("{issued:?}").contains("abc"));
    }
}
