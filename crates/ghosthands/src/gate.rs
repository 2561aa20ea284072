//! The network gate: which requests may leave the browser, and when.
//!
//! Everything the page sends passes [`rule`], a pure function of the gate's
//! [`Stage`], the request and the person's values. Until the fence is armed no
//! request that could carry the application leaves, whoever caused it. Once it
//! is armed exactly one such request is released, after the fence has written
//! down that it will be. Cookies that scripts write are ruled on like requests,
//! since later requests carry them. The gate keeps a ledger without bodies and
//! queries. The page itself stays where its job is ([`crate::places`]).

use crate::needles::Needles;
use crate::places::{Places, same_site};
use browser::{Guard, Incoming, Outgoing, Verdict};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use url::Url;

/// What the gate lets out at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of the person is on the page yet: it may load what it likes.
    #[default]
    Reading,
    /// Values are on the page: reading goes on, nothing may be sent.
    Closed,
    /// A search box is being asked for this text.
    Lookup {
        /// The text typed, which may leave.
        query: String,
    },
    /// A file is being attached to a page of this host.
    Upload {
        /// Host of the document that takes the file.
        host: String,
    },
    /// A step of a form that keeps drafts is being saved on this host.
    Step {
        /// Host of the document.
        host: String,
    },
    /// A person works on the page: answers a challenge, signs in.
    Attended {
        /// Host of the document.
        host: String,
        /// The site keeps the answers of earlier steps: whatever is sent to it may submit them.
        kept: bool,
        /// The page is a form: nothing but the answer to a challenge leaves it.
        form: bool,
        /// What the person signs in with, which may leave.
        may: String,
    },
    /// The fence is armed: one submission to this host may leave.
    Armed {
        /// Host of the document that holds the form.
        host: String,
        /// The site keeps the answers already: whatever is sent to it next submits them.
        kept: bool,
    },
    /// The submission has been released.
    Spent {
        /// Host of the document that held the form.
        host: String,
        /// The request that was released.
        request: String,
    },
}

/// What the rules say about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// It may leave: it carries nothing.
    Pass,
    /// It may leave with values, because of what we are doing right now.
    PassPermitted,
    /// It is the submission: write it down, then release it.
    Submission,
    /// It must not leave.
    Abort,
}

/// A line of the ledger. Holds no body, no query and no value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// The stage's name.
    pub stage: String,
    /// Method.
    pub method: String,
    /// Host.
    pub host: String,
    /// Path, with segments that carry values masked.
    pub path: String,
    /// Kind of resource.
    pub resource: String,
    /// What the rules said.
    pub ruling: Ruling,
    /// Name of the rule.
    pub rule: &'static str,
    /// Status that came back.
    pub status: Option<u16>,
    #[serde(skip)]
    id: String,
}

/// What came back for the submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubmissionAnswer {
    /// Nothing yet.
    Waiting,
    /// The server answered; redirects are followed to the last one seen.
    Status(u16),
    /// The connection failed after the request was released.
    Failed,
}

/// Something to do before the submission is released: `true` lets it go.
pub type Commit = Box<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// The gate of one job. Shared between the job and its browser context.
pub struct Gate {
    state: Mutex<State>,
    answer: watch::Sender<SubmissionAnswer>,
    held: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    stage: Stage,
    needles: Needles,
    commit: Option<Commit>,
    entries: Vec<Entry>,
    left_out: LeftOut,
    passed_since_armed: bool,
    aborted_carrying: usize,
    places: Places,
}

/// What the ledger has no line for, because it was long enough.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Requests without values that passed, after the first 5,000 lines.
    pub passed: usize,
    /// Requests that were aborted, after the first 20,000 lines.
    pub aborted: usize,
}

/// After so many lines, requests without values that pass are only counted.
const LEDGER_LIMIT: usize = 5_000;

/// After so many, aborted ones as well: a page can try without end.
const LEDGER_ABORT_LIMIT: usize = 20_000;

impl Default for Gate {
    fn default() -> Self {
        let answer = watch::Sender::new(SubmissionAnswer::Waiting);
        Self { state: Mutex::default(), answer, held: watch::Sender::default() }
    }
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The person's values from now on; they never leave but by permission.
    pub fn guard_values(&self, needles: Needles) {
        self.state().needles = needles;
    }

    /// Changes the stage. Arming goes through [`Gate::arm`] alone.
    pub fn set(&self, stage: Stage) {
        debug_assert!(!matches!(stage, Stage::Armed { .. } | Stage::Spent { .. }));
        self.state().stage = stage;
    }

    /// What it lets out at the moment.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.state().stage.clone()
    }

    /// From now on the page with this top frame stays where its job is. It is being led somewhere at first.
    pub fn confine(&self, main_frame: &str) {
        self.state().places = Places::of(main_frame);
    }

    /// The page is being led somewhere, or no longer.
    pub fn travel(&self, travelling: bool) {
        self.state().places.travel(travelling);
    }

    /// The sites the job has been led to.
    #[must_use]
    pub fn sites(&self) -> Vec<String> {
        self.state().places.sites()
    }

    /// How many requests were held that a person at the page may have meant to send.
    #[must_use]
    pub fn held(&self) -> watch::Receiver<usize> {
        self.held.subscribe()
    }

    /// Arms the gate for one submission to `host`, which has `kept` the answers of earlier steps or not. `commit` runs, once, before it is released.
    pub fn arm(&self, host: &str, kept: bool, commit: Commit) {
        let mut state = self.state();
        state.stage = Stage::Armed { host: host.to_owned(), kept };
        state.commit = Some(commit);
        state.passed_since_armed = false;
        self.answer.send_replace(SubmissionAnswer::Waiting);
    }

    /// Closes the gate after an attempt that is over.
    pub fn close(&self) {
        let mut state = self.state();
        state.stage = Stage::Closed;
        state.commit = None;
    }

    /// Whether the submission was released.
    #[must_use]
    pub fn released(&self) -> bool {
        matches!(self.state().stage, Stage::Spent { .. })
    }

    /// Whether anything but reads has left since the gate was armed.
    #[must_use]
    pub fn passed_since_armed(&self) -> bool {
        self.state().passed_since_armed
    }

    /// How many requests with the person's values were stopped.
    #[must_use]
    pub fn aborted_carrying(&self) -> usize {
        self.state().aborted_carrying
    }

    /// Follows what comes back for the submission.
    #[must_use]
    pub fn answers(&self) -> watch::Receiver<SubmissionAnswer> {
        self.answer.subscribe()
    }

    /// The ledger so far.
    #[must_use]
    pub fn ledger(&self) -> Vec<Entry> {
        self.state().entries.clone()
    }

    /// How much the ledger leaves out so far.
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        self.state().left_out
    }

    /// Rules on a request and writes it down. For a submission returns what has to happen first.
    fn admit(&self, request: &Outgoing) -> (Ruling, Option<Commit>) {
        let mut state = self.state();
        let (ruling, rule) = match state.stays(request) {
            true => rule(&state.stage, &state.needles, request),
            false => (Ruling::Abort, "outside_the_job"),
        };
        // A cookie leaves with a later request, which is ruled on by itself.
        let reads = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") || request.resource == "Cookie";
        if ruling == Ruling::Abort && state.needles.in_request(request) {
            state.aborted_carrying += 1;
        }
        let by_person = matches!(state.stage, Stage::Attended { .. } | Stage::Closed);
        if ruling == Ruling::Abort && by_person && !reads {
            self.held.send_modify(|held| *held += 1);
        }
        let lines = state.entries.len();
        match ruling {
            Ruling::Pass if lines >= LEDGER_LIMIT => state.left_out.passed += 1,
            Ruling::Abort if lines >= LEDGER_ABORT_LIMIT => state.left_out.aborted += 1,
            _ => {
                let entry = entry(&state, request, ruling, rule);
                state.entries.push(entry);
            }
        }
        let after_arming = matches!(state.stage, Stage::Armed { .. } | Stage::Spent { .. });
        if after_arming && ruling != Ruling::Abort && !reads {
            state.passed_since_armed = true;
        }
        if ruling != Ruling::Submission {
            return (ruling, None);
        }
        // Spent before the commit runs: a second request that arrives meanwhile finds the gate shut.
        let Stage::Armed { host, .. } = &state.stage else { return (Ruling::Abort, None) };
        state.stage = Stage::Spent { host: host.clone(), request: request.id.clone() };
        let commit = state.commit.take();
        (ruling, commit)
    }

    fn is_the_submission(&self, id: &str) -> bool {
        matches!(&self.state().stage, Stage::Spent { request, .. } if request == id)
    }

    /// The commit failed: nothing was released after all.
    fn withdraw(&self, request: &str) {
        let mut state = self.state();
        state.stage = Stage::Closed;
        if let Some(entry) = state.entries.iter_mut().rev().find(|entry| entry.id == request) {
            (entry.ruling, entry.rule) = (Ruling::Abort, "fence_refused");
        }
    }
}

impl State {
    /// Whether the page stays where its job is, should this request open a document.
    fn stays(&mut self, request: &Outgoing) -> bool {
        if request.resource != "Document" {
            return true;
        }
        let host = Url::parse(&request.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let attended = matches!(self.stage, Stage::Attended { .. });
        if matches!(self.stage, Stage::Spent { .. }) {
            // Confirmations are shown anywhere.
            return true;
        }
        host.is_none_or(|host| self.places.admits(&request.frame, &host, attended))
    }
}

fn entry(state: &State, request: &Outgoing, ruling: Ruling, rule: &'static str) -> Entry {
    let url = Url::parse(&request.url).ok();
    let path = url.as_ref().map(Url::path).unwrap_or_default();
    Entry {
        at_ms: chrono::Utc::now().timestamp_millis(),
        stage: state.stage.name().to_owned(),
        method: request.method.clone(),
        host: url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned(),
        path: if state.needles.in_text(path) { "(masked)".to_owned() } else { path.chars().take(200).collect() },
        resource: request.resource.clone(),
        ruling,
        rule,
        status: None,
        id: request.id.clone(),
    }
}

impl Guard for Gate {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        let again = self.is_the_submission(&request.id) && !matches!(request.method.as_str(), "GET" | "HEAD");
        let (ruling, commit) = self.admit(request);
        Box::pin(async move {
            match (ruling, commit) {
                (Ruling::Abort, _) => Verdict::Abort,
                // A redirect that is still no read sends the application again, elsewhere.
                (Ruling::PassPermitted, _) if again => Verdict::PassOnce,
                (Ruling::Pass | Ruling::PassPermitted, _) => Verdict::Pass,
                (Ruling::Submission, Some(commit)) if commit().await => Verdict::PassOnce,
                (Ruling::Submission, _) => {
                    self.withdraw(&request.id);
                    Verdict::Abort
                }
            }
        })
    }

    fn answered(&self, answer: &Incoming) {
        let mut state = self.state();
        if let Some(entry) = state.entries.iter_mut().rev().find(|entry| entry.id == answer.id) {
            entry.status = answer.status;
        }
        if matches!(&state.stage, Stage::Spent { request, .. } if *request == answer.id) {
            self.answer.send_replace(match answer.status {
                Some(status) => SubmissionAnswer::Status(status),
                None => SubmissionAnswer::Failed,
            });
        }
    }
}

impl Stage {
    fn name(&self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Closed => "closed",
            Self::Lookup { .. } => "lookup",
            Self::Upload { .. } => "upload",
            Self::Step { .. } => "step",
            Self::Attended { .. } => "attended",
            Self::Armed { .. } => "armed",
            Self::Spent { .. } => "spent",
        }
    }
}

/// Services that a form asks for a token on submit. They get no values.
const CHALLENGE_HOSTS: [&str; 6] = [
    "www.google.com",
    "www.recaptcha.net",
    "www.gstatic.com",
    "hcaptcha.com",
    "api.hcaptcha.com",
    "challenges.cloudflare.com",
];

/// Longest body of a sign-in or of an answer to a challenge, bytes; an application is longer or carries values.
const SIGN_IN_BODY: usize = 64 << 10;

/// Storage that application forms upload to from the browser.
const UPLOAD_HOSTS: [&str; 4] = ["amazonaws.com", "greenhouse.io", "lever.co", "ashbyhq.com"];

/// Decides on one request, and names the rule.
#[must_use]
pub fn rule(stage: &Stage, needles: &Needles, request: &Outgoing) -> (Ruling, &'static str) {
    let Ok(url) = Url::parse(&request.url) else { return (Ruling::Abort, "unreadable_address") };
    match url.scheme() {
        "http" | "https" => {}
        // Made inside the browser, leave nothing.
        "data" | "blob" | "about" => return (Ruling::Pass, "inside_the_browser"),
        // WebSockets and anything unheard of could carry everything and show nothing.
        "ws" | "wss" => return (Ruling::Abort, "no_socket"),
        _ => return (Ruling::Abort, "unknown_scheme"),
    }
    let host = url.host_str().unwrap_or_default();
    let reads = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let carries = needles.in_request(request);
    // What cannot be read completely may carry anything.
    let opaque = request.body_incomplete;
    if request.resource == "Cookie" {
        // It would go wherever the page's server is asked for anything, at any later time.
        return match stage {
            Stage::Reading => (Ruling::Pass, "nothing_to_carry"),
            _ if carries => (Ruling::Abort, "cookie_with_values"),
            _ => (Ruling::Pass, "cookie_without_values"),
        };
    }
    // A page that leaves by itself while values are on it takes them along, or loses them.
    let leaves = request.resource == "Document" && reads;

    match stage {
        Stage::Reading => (Ruling::Pass, "nothing_to_carry"),
        Stage::Closed if reads && leaves => (Ruling::Abort, "leaves_the_form"),
        Stage::Closed if reads && !carries => (Ruling::Pass, "read_without_values"),
        Stage::Closed => (Ruling::Abort, if carries { "carries_values" } else { "sends_before_armed" }),

        Stage::Lookup { .. } if leaves => (Ruling::Abort, "leaves_the_form"),
        Stage::Lookup { query } => match needles.in_request_except(request, query) || opaque {
            true => (Ruling::Abort, "carries_values"),
            false if reads || request.body.len() <= 4_096 => (Ruling::PassPermitted, "lookup_of_this_text"),
            false => (Ruling::Abort, "sends_before_armed"),
        },

        Stage::Upload { .. } if reads && leaves => (Ruling::Abort, "leaves_the_form"),
        Stage::Upload { .. } if carries => (Ruling::Abort, "carries_values"),
        Stage::Upload { .. } if reads => (Ruling::Pass, "read_without_values"),
        Stage::Upload { host: form } => match same_site(form, host) || under_any(host, &UPLOAD_HOSTS) {
            true => (Ruling::PassPermitted, "upload_of_the_attached_file"),
            false => (Ruling::Abort, "upload_elsewhere"),
        },

        Stage::Step { host: form } => match (same_site(form, host), reads, carries) {
            (true, ..) => (Ruling::PassPermitted, "step_of_a_kept_draft"),
            (false, true, false) => (Ruling::Pass, "read_without_values"),
            _ => (Ruling::Abort, "carries_values"),
        },

        Stage::Attended { .. } if opaque => (Ruling::Abort, "held_for_the_person"),
        Stage::Attended { may, .. } if needles.in_request_beside(request, may) => {
            (Ruling::Abort, "held_for_the_person")
        }
        Stage::Attended { form: true, .. } if leaves => (Ruling::Abort, "leaves_the_form"),
        Stage::Attended { .. } if reads => (Ruling::Pass, "read_without_values"),
        Stage::Attended { host: form, kept: true, .. } if same_site(form, host) => {
            (Ruling::Abort, "held_for_the_person")
        }
        Stage::Attended { .. } if under_any(host, &CHALLENGE_HOSTS) => (Ruling::Pass, "challenge_token"),
        Stage::Attended { form: true, .. } => (Ruling::Abort, "held_for_the_person"),
        Stage::Attended { .. } if request.body.len() > SIGN_IN_BODY => (Ruling::Abort, "held_for_the_person"),
        Stage::Attended { .. } => (Ruling::PassPermitted, "sent_by_the_person"),

        Stage::Armed { host: form, kept } => armed((form, *kept), host, reads, carries, opaque),

        Stage::Spent { request: released, .. } if *released == request.id => {
            (Ruling::PassPermitted, "redirect_of_the_submission")
        }
        Stage::Spent { host: form, .. } => match (reads, carries || opaque) {
            (true, false) => (Ruling::Pass, "read_without_values"),
            (true, true) if leaves && same_site(form, host) => (Ruling::PassPermitted, "page_after_the_submission"),
            (false, false) if same_site(form, host) => (Ruling::Pass, "cannot_carry"),
            _ => (Ruling::Abort, "already_spent"),
        },
    }
}

fn armed((form, kept): (&str, bool), host: &str, reads: bool, carries: bool, opaque: bool) -> (Ruling, &'static str) {
    let here = same_site(form, host);
    match (reads, carries) {
        // Also a form that sends itself by GET: values do not go into addresses, which every log keeps.
        (true, true) => (Ruling::Abort, "carries_values"),
        (true, false) => (Ruling::Pass, "read_without_values"),
        (false, true) if here => (Ruling::Submission, "submission"),
        (false, true) => (Ruling::Abort, "carries_values"),
        (false, false) if kept && here => (Ruling::Submission, "submission_of_kept_answers"),
        (false, false) if opaque && here => (Ruling::Submission, "submission_unread"),
        (false, false) if opaque => (Ruling::Abort, "upload_elsewhere"),
        (false, false) if here => (Ruling::Pass, "cannot_carry"),
        (false, false) if under_any(host, &CHALLENGE_HOSTS) => (Ruling::Pass, "challenge_token"),
        (false, false) => (Ruling::Abort, "sends_elsewhere"),
    }
}

fn under_any(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
}

#[cfg(test)]
mod tests;
