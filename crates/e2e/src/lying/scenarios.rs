//! What a server may do with a submission, and what may be concluded from it.
//!
//! Confirmed takes an answer of 2xx or 3xx, a place or a text that confirms
//! this job, and the form being gone. Refused takes the server saying so (400,
//! 422, 428) while the form is still there. Nothing having left is not sent. All
//! else is unknown, also what only the page calls refused: the person is told
//! what it says and decides.

use domain::attempts::AttemptStatus::{self, Confirmed, NotSent, Refused, Unknown};
use std::ops::RangeInclusive;

/// One server.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name in addresses.
    pub id: &'static str,
    /// What it does.
    pub claim: &'static str,
    /// What may be concluded from what it shows.
    pub outcomes: &'static [AttemptStatus],
    /// How many applications it has recorded after one attempt.
    pub recorded: RangeInclusive<usize>,
    /// What the page alone says against it.
    pub page_says: Option<&'static str>,
}

const fn scenario(
    id: &'static str,
    claim: &'static str,
    outcomes: &'static [AttemptStatus],
    recorded: RangeInclusive<usize>,
) -> Scenario {
    Scenario { id, claim, outcomes, recorded, page_says: None }
}

/// A server that does not refuse, under a page that does.
const fn page_refuses(
    id: &'static str,
    claim: &'static str,
    recorded: RangeInclusive<usize>,
    says: &'static str,
) -> Scenario {
    Scenario { id, claim, outcomes: &[Unknown], recorded, page_says: Some(says) }
}

/// The error beside the e-mail field.
pub(super) const EMAIL_ERROR: &str = "Enter an e-mail address we can reach.";

/// Every scenario.
pub const SCENARIOS: &[Scenario] = &[
    // Honest ones, so that silence is not the only right answer
    scenario("honest", "records it and redirects (303) to a confirmation", &[Confirmed], 1..=1),
    scenario("redirect-to-thanks", "records it and redirects (302) to /thanks", &[Confirmed], 1..=1),
    scenario("thanks-in-place", "records it and answers with a confirmation that names the job", &[Confirmed], 1..=1),
    scenario("fetch-success", "records it; the page replaces the form by a confirmation", &[Confirmed], 1..=1),
    scenario("slow", "records it and confirms after a long time", &[Confirmed], 1..=1),
    scenario("posted-on", "redirects (307) the submission to another path, which records it", &[Confirmed], 1..=1),
    // Thanks that prove nothing
    scenario("bare-thanks", "records it and says thank you, naming nothing", &[Unknown], 1..=1),
    scenario("records-nothing", "records nothing and says thank you, naming nothing", &[Unknown], 0..=0),
    scenario("thanks-with-form", "records nothing and thanks above the form", &[Unknown], 0..=0),
    scenario("thanks-place-with-form", "redirects to /confirmation, where the form still is", &[Unknown], 0..=0),
    scenario("thanks-for-another-job", "thanks for an application to another job", &[Unknown], 0..=0),
    scenario("fetch-success-with-form", "the page shows a success message above the form", &[Unknown], 0..=0),
    scenario("fetch-500-success", "answers 500, and the page confirms it all the same", &[Unknown], 0..=0),
    // Failures that prove nothing
    scenario("bad-gateway", "records it and answers 502", &[Unknown], 1..=1),
    scenario("gateway-timeout", "records nothing and answers 504", &[Unknown], 0..=0),
    scenario("error-with-form", "records it, answers 500 and shows the form again", &[Unknown], 1..=1),
    scenario("try-again", "records it, answers 200, says that something went wrong", &[Unknown], 1..=1),
    scenario("reset", "records it and resets the connection", &[Unknown], 1..=1),
    scenario("fetch-reset", "records it and resets; the page says to try again", &[Unknown], 1..=1),
    scenario("reset-when-kept", "records it and resets a connection that was used before", &[Unknown], 1..=1),
    scenario("posted-on-and-reset", "redirects (307) it on the same connection, records, resets", &[Unknown], 1..=1),
    scenario("silent", "records it and never answers", &[Unknown], 1..=1),
    scenario(
        "form-again",
        "records nothing and redirects to the form with ?error=true, without a word",
        &[Unknown],
        0..=0,
    ),
    scenario("sign-in", "records nothing and redirects to a sign-in page", &[Unknown], 0..=0),
    scenario("too-many", "records nothing and answers 429", &[Unknown], 0..=0),
    // Refusals by the server
    scenario("unprocessable", "answers 422 with the form and an error beside a field", &[Refused], 0..=0),
    scenario("fetch-422", "answers 422 with JSON; the page shows the error beside the field", &[Refused], 0..=0),
    scenario("code-428", "answers 428; the page asks for a code sent by e-mail", &[Refused], 0..=0),
    // Refusals by the page alone
    page_refuses("validation-errors", "answers 200 with the form and an error beside a field", 0..=0, EMAIL_ERROR),
    page_refuses("error-message", "as before, the error named by aria-errormessage", 0..=0, EMAIL_ERROR),
    page_refuses(
        "errors-though-recorded",
        "records it and answers 200 with the form and an error beside a field; confirms the next one",
        1..=1,
        EMAIL_ERROR,
    ),
    page_refuses(
        "errors-as-a-step",
        "records it and answers 200 with an error and what is now called the first of two steps; confirms the next one",
        1..=1,
        EMAIL_ERROR,
    ),
    page_refuses(
        "error-redirect",
        "redirects to the form with ?error=true and says that it was not submitted",
        0..=0,
        "Your application was not submitted.",
    ),
    page_refuses(
        "spam-banner",
        "answers 200 with the form and a banner: flagged as possible spam",
        0..=0,
        "possible spam",
    ),
    page_refuses(
        "fetch-spam",
        "answers 200 with JSON; the page shows a banner: flagged as possible spam",
        0..=0,
        "possible spam",
    ),
    // Pages that send twice, or not at all
    scenario(
        "fetch-and-submit",
        "the page sends it by fetch and by navigation; both would be recorded",
        &[Confirmed, Unknown],
        1..=1,
    ),
    scenario("submits-twice", "the page submits the form twice; both would be recorded", &[Confirmed, Unknown], 0..=1),
    scenario("retries", "records it and answers 503; the page sends it again by itself", &[Unknown], 1..=1),
    scenario("inert-button", "the button does nothing", &[NotSent], 0..=0),
];

/// A form that is not, when it is pressed, what it was when it was shown.
pub const CHANGES_ONCE: Scenario = scenario(
    "changes-once",
    "empties a field, once, while its picture is taken, and records what it gets",
    &[Confirmed],
    1..=1,
);

/// Forms whose first button is called Next. Recorded is what one yes of the person leads to.
pub const STEPS: &[Scenario] = &[
    scenario("next-is-submit", "shows further steps, but Next submits it all", &[Confirmed], 1..=1),
    scenario(
        "next-is-submit-unsaid",
        "Next submits it all, and nothing says how many steps there are",
        &[Confirmed],
        1..=1,
    ),
    page_refuses(
        "next-records-with-errors",
        "Next records it and answers 200 with the form and an error, and nothing says how many steps there are",
        1..=1,
        EMAIL_ERROR,
    ),
    scenario("steps", "takes the first of two steps, then the second, and records both together", &[Confirmed], 1..=1),
    scenario("steps-with-errors", "as before, but answers the first step with an error at first", &[Confirmed], 1..=1),
    scenario("steps-of-choices", "as before, the first step being choices alone", &[Confirmed], 1..=1),
];
