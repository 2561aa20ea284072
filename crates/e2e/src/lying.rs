//! An employer whose answer to a submission does not say, or misstates, what
//! became of it.
//!
//! Each [`Scenario`] is one server, at `/{scenario}/jobs/{n}/`, with what may be
//! concluded from it. What it truly recorded is in [`Lying::recorded`].

use crate::log::{Arrival, Log, Road};
use crate::wire::{Reply, Request, Server};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

mod scenarios;

use scenarios::EMAIL_ERROR;
pub use scenarios::{CHANGES_ONCE, SCENARIOS, STEPS, Scenario};

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub struct Delays {
    /// Until the `slow` server answers.
    pub slow: Duration,
    /// Until the `silent` server ends the connection without an answer.
    pub silent: Duration,
}

impl Default for Delays {
    /// As slow as a server in trouble.
    fn default() -> Self {
        Self { slow: Duration::from_secs(60), silent: Duration::from_secs(600) }
    }
}

/// The running server; it ends when it is dropped.
#[derive(Debug)]
pub struct Lying {
    address: SocketAddr,
    log: Log,
    records: Records,
    _server: Server,
}

/// Recorded applications by the path of their posting.
#[derive(Debug, Clone, Default)]
struct Records(Arc<Mutex<HashMap<String, Vec<Vec<u8>>>>>);

impl Records {
    fn of(&self, posting: &str) -> Vec<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(posting).cloned().unwrap_or_default()
    }

    fn add(&self, posting: &str, body: &[u8]) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.entry(posting.to_owned()).or_default().push(body.to_vec());
    }
}

impl Lying {
    /// Starts on a free port of this machine.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn start(delays: Delays) -> io::Result<Self> {
        let (log, records, mut server) = (Log::default(), Records::default(), Server::default());
        let (kept, arrived) = (records.clone(), log.clone());
        let handler = Arc::new(move |request: &Request<'_>| answer(request, &kept, &arrived, delays));
        let address = server.serve(Road::Employer, &log, handler).await?;
        Ok(Self { address, log, records, _server: server })
    }

    /// The address of posting number `n` of a scenario.
    #[must_use]
    pub fn posting(&self, scenario: &str, n: u32) -> String {
        format!("http://{}{}/", self.address, posting_path(scenario, n))
    }

    /// Bodies of the applications that were recorded for a posting.
    #[must_use]
    pub fn recorded(&self, scenario: &str, n: u32) -> Vec<Vec<u8>> {
        self.records.of(&posting_path(scenario, n))
    }

    /// Everything that arrived.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }
}

fn posting_path(scenario: &str, n: u32) -> String {
    format!("/{scenario}/jobs/{n}")
}

/// Postings under this name are gone, without a word.
pub const GONE: &str = "gone";

/// The scenario with that id.
#[must_use]
pub fn find_scenario(id: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().chain(STEPS).chain([&CHANGES_ONCE]).find(|scenario| scenario.id == id)
}

fn answer(request: &Request<'_>, records: &Records, log: &Log, delays: Delays) -> Reply {
    let parts: Vec<&str> = request.path().split('/').skip(1).collect();
    let [id, "jobs", n, rest @ ..] = parts.as_slice() else { return Reply::new(404, "text/plain", "Not found") };
    if *id == GONE {
        return Reply::new(410, "text/html", "");
    }
    if find_scenario(id).is_none() {
        return Reply::new(404, "text/plain", "Not found");
    }
    let posting = format!("/{id}/jobs/{n}");
    match (request.method, rest) {
        ("GET", [""]) => posting_page(id, request.query()),
        ("POST", ["applications" | "applications-moved" | "choices"]) => {
            let submission = Submission { id, posting: &posting, request, records, log, delays };
            submission.answer()
        }
        ("GET", ["confirmation"]) if *id == "thanks-place-with-form" => {
            form().notice("<p>Thank you for applying to Night Watch Engineer.</p>").html()
        }
        ("GET", ["confirmation" | "thanks"]) => Reply::html(CONFIRMATION),
        ("GET", ["sign-in"]) => Reply::html(SIGN_IN),
        _ => Reply::new(404, "text/plain", "Not found"),
    }
}

const CONFIRMATION: &str = "<!doctype html><title>Application received</title><h1>Application received</h1>
<p>Thank you. Your application for Night Watch Engineer at Harbour Lights has been received.</p>";
const BARE_THANKS: &str = "<!doctype html><title>Done</title><h1>Thank you!</h1>";
const OTHER_JOB: &str = "<!doctype html><title>Application received</title><h1>Application received</h1>
<p>Thank you for applying to Deck Officer at Northern Ferries.</p>";
const SIGN_IN: &str = "<!doctype html><title>Sign in</title><h1>Sign in</h1><form method=post>
<p><label>Email <input name=user type=email></label></p><p><label>Password <input name=password type=password></label></p>
<button>Sign in</button></form>";
const WENT_WRONG: &str = "<p role=\"alert\">Something went wrong. Please try again later.</p>";
const SPAM: &str = "<p role=\"alert\">We couldn't submit your application. It was flagged as possible spam.</p>";
const NOT_SUBMITTED: &str = "<p role=\"alert\">Your application was not submitted.</p>";

/// The form as it is shown at first.
fn posting_page(id: &str, query: &str) -> Reply {
    let page = form();
    match id {
        "next-is-submit" | "steps" | "steps-with-errors" => page.next(FIRST_OF_TWO).html(),
        "next-is-submit-unsaid" | "next-records-with-errors" => page.next("").html(),
        "steps-of-choices" => choices(FIRST_OF_TWO, "Next"),
        "error-redirect" if query == "error=true" => page.notice(NOT_SUBMITTED).html(),
        "fetch-and-submit" => page.script(FETCH_AND_SUBMIT).html(),
        "submits-twice" => page.script(SUBMITS_TWICE).html(),
        "reset-when-kept" | "posted-on-and-reset" => page.html().kept(),
        "changes-once" => page.script(EMPTIES_A_FIELD).html(),
        "inert-button" => page.script("form.addEventListener('submit', e => e.preventDefault());").html(),
        "retries" => page.script(&format!("{BY_FETCH}\nconst again = true;")).html(),
        _ if id.starts_with("fetch-") || id == "code-428" => {
            page.script(&format!("{BY_FETCH}\nconst again = false;")).html()
        }
        _ => page.html(),
    }
}

const FETCH_AND_SUBMIT: &str = "form.addEventListener('submit', () => fetch(form.action, { method: 'POST', body: new FormData(form), keepalive: true }));";
const SUBMITS_TWICE: &str = "form.addEventListener('submit', () => HTMLFormElement.prototype.submit.call(form));";
/// Its picture is taken with a window as high as the page, which the page notices.
const EMPTIES_A_FIELD: &str = "document.body.style.minHeight = '200vh';
addEventListener('resize', () => { document.getElementById('first_name').value = ''; }, { once: true });";
/// Sends the form without leaving the page and does what the answer says.
const BY_FETCH: &str = "const notice = (html, role) => form.insertAdjacentHTML('beforebegin', `<p role=\"${role}\">${html}</p>`);
const send = () => fetch(form.action, { method: 'POST', body: new FormData(form) });
form.addEventListener('submit', async e => {
  e.preventDefault();
  try {
    let answer = await send();
    if (again && !answer.ok) answer = await send();
    const told = await answer.json();
    if (told.confirmation) form.outerHTML = `<section id=\"success\">${told.confirmation}</section>`;
    if (told.toast) notice(told.toast, 'status');
    if (told.banner) notice(told.banner, 'alert');
    if (told.code) form.insertAdjacentHTML('beforeend', '<p><label for=\"code\">Security code</label> <input id=\"code\" name=\"security_code\" required></p>');
    for (const [name, text] of Object.entries(told.errors ?? {})) {
      const field = document.getElementById(name), error = document.getElementById(name + '-error');
      field.setAttribute('aria-invalid', 'true'); field.setAttribute('aria-describedby', error.id);
      error.className = 'field-error'; error.setAttribute('role', 'alert'); error.textContent = text;
    }
  } catch { notice('The connection was lost. Please try again.', 'alert'); }
});";

/// A submission that arrived.
struct Submission<'a> {
    id: &'a str,
    posting: &'a str,
    request: &'a Request<'a>,
    records: &'a Records,
    log: &'a Log,
    delays: Delays,
}

impl Submission<'_> {
    fn answer(&self) -> Reply {
        let thanks = |html: &str| Reply::json(200, format!("{{\"confirmation\":\"{html}\"}}"));
        match self.id {
            "redirect-to-thanks" => self.recorded(Reply::redirect(302, self.at("thanks"))),
            "thanks-in-place" => self.recorded(Reply::html(CONFIRMATION)),
            "fetch-success" => self.recorded(thanks(FETCHED)),
            "slow" => self.recorded(Reply::redirect(303, self.at("confirmation"))).after(self.delays.slow),
            "posted-on-and-reset" if self.request.path().ends_with("applications") => {
                Reply::redirect(307, self.at("applications-moved")).kept()
            }
            "posted-on" if self.request.path().ends_with("applications") => {
                Reply::redirect(307, self.at("applications-moved"))
            }
            "bare-thanks" => self.recorded(Reply::html(BARE_THANKS)),
            "records-nothing" => Reply::html(BARE_THANKS),
            "thanks-with-form" => form().notice("<p>Thank you for applying to Night Watch Engineer.</p>").html(),
            "thanks-place-with-form" => Reply::redirect(303, self.at("confirmation")),
            "thanks-for-another-job" => Reply::html(OTHER_JOB),
            "fetch-success-with-form" => Reply::json(200, format!("{{\"toast\":\"{FETCHED}\"}}")),
            "fetch-500-success" => thanks(FETCHED).status(500),
            "bad-gateway" => self.recorded(Reply::html("<h1>502 Bad Gateway</h1>").status(502)),
            "gateway-timeout" => Reply::html("<h1>504 Gateway Time-out</h1>").status(504),
            "error-with-form" => self.recorded(form().notice(WENT_WRONG).html().status(500)),
            "try-again" => self.recorded(form().notice(WENT_WRONG).html()),
            "reset" | "fetch-reset" | "reset-when-kept" | "posted-on-and-reset" => self.recorded(Reply::reset()),
            "silent" => self.recorded(Reply::silence().after(self.delays.silent)),
            "form-again" | "error-redirect" => Reply::redirect(303, self.at("?error=true")),
            "sign-in" => Reply::redirect(302, self.at("sign-in")),
            "too-many" => Reply::html("<h1>Too many requests</h1>").status(429),
            "validation-errors" => form().email_error("aria-describedby").html(),
            "error-message" => form().email_error("aria-errormessage").html(),
            "errors-though-recorded" if self.records.of(self.posting).is_empty() => {
                self.recorded(form().email_error("aria-describedby").html())
            }
            "errors-as-a-step" if self.records.of(self.posting).is_empty() => {
                self.recorded(form().email_error("aria-describedby").next(FIRST_OF_TWO).html())
            }
            "next-records-with-errors" => self.recorded(form().email_error("aria-describedby").next("").html()),
            "steps" if !self.is_choices() => choices(LAST_OF_TWO, SUBMIT),
            "steps-with-errors" if self.visits() == 1 => {
                form().email_error("aria-describedby").next(FIRST_OF_TWO).html()
            }
            "steps-with-errors" if !self.is_choices() => choices(LAST_OF_TWO, SUBMIT),
            "steps-of-choices" if self.is_choices() => form().step(LAST_OF_TWO).html(),
            "unprocessable" => form().email_error("aria-describedby").html().status(422),
            "fetch-422" => Reply::json(422, r#"{"errors":{"email":"Enter an e-mail address we can reach."}}"#),
            "spam-banner" => form().notice(SPAM).html(),
            "fetch-spam" => Reply::json(
                200,
                r#"{"banner":"We couldn't submit your application. It was flagged as possible spam."}"#,
            ),
            "code-428" => {
                Reply::json(428, r#"{"code":true,"banner":"Enter the security code we sent you by e-mail."}"#)
            }
            "retries" => self.recorded(Reply::json(503, r#"{"banner":"The service is busy."}"#)),
            _ => self.recorded(Reply::redirect(303, self.at("confirmation"))),
        }
    }

    /// It came from the page of choices.
    fn is_choices(&self) -> bool {
        self.request.path().ends_with("choices")
    }

    /// How often something was sent to this posting, this time included.
    fn visits(&self) -> usize {
        let path = format!("{}/", self.posting);
        let sent = |one: &Arrival| one.method == "POST" && one.path().starts_with(&path);
        self.log.arrivals().iter().filter(|one| sent(one)).count()
    }

    /// Records it before it is answered.
    fn recorded(&self, reply: Reply) -> Reply {
        self.records.add(self.posting, self.request.body);
        reply
    }

    fn at(&self, place: &str) -> String {
        format!("{}/{place}", self.posting)
    }
}

const SUBMIT: &str = "Submit application";
const FIRST_OF_TWO: &str = "<h2>Step 1 of 2</h2>";
const LAST_OF_TWO: &str = "<h2>Step 2 of 2</h2>";

/// A page of choices alone, whose answers are no values of anybody.
fn choices(step: &str, button: &str) -> Reply {
    let page = include_str!("lying/choices.html");
    Reply::html(page.replace("{{step}}", step).replace("{{button}}", button).replace("{{action}}", "choices"))
}

const FETCHED: &str =
    "<h2>Application submitted</h2><p>Thank you for applying to Night Watch Engineer at Harbour Lights.</p>";

/// The form, to be dressed up.
fn form() -> Form {
    Form(include_str!("lying/form.html").to_owned())
}

struct Form(String);

impl Form {
    fn notice(self, html: &str) -> Self {
        Self(self.0.replace("{{notice}}", html))
    }

    /// The error, which `reference` alone ties to the field.
    fn email_error(self, reference: &str) -> Self {
        let marked = self.0.replace("{{email}}", &format!("aria-invalid=\"true\" {reference}=\"email-error\""));
        Self(marked.replace("{{email-error}}", EMAIL_ERROR))
    }

    /// What it says about its steps.
    fn step(self, html: &str) -> Self {
        Self(self.0.replace("{{step}}", html))
    }

    /// A page that is called a step.
    fn next(self, step: &str) -> Self {
        Self(self.step(step).0.replace("{{button}}", "Next"))
    }

    fn script(self, script: &str) -> Self {
        Self(self.0.replace("{{script}}", script))
    }

    fn html(self) -> Reply {
        let html = self.0.replace("{{button}}", SUBMIT);
        let blanks = ["{{step}}", "{{notice}}", "{{email}}", "{{email-error}}", "{{script}}"];
        Reply::html(blanks.iter().fold(html, |html, blank| html.replace(blank, "")))
    }
}
