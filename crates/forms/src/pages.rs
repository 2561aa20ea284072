//! What kind of page this is, and which button leads on.

use crate::fields::{ElementRef, Field};
use crate::snapshot::PageSnapshot;
use serde::{Deserialize, Serialize};

/// The kind of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum Page {
    /// An advert; this leads to the form.
    Posting {
        /// The Apply button or link. `None` when there is no way to apply here.
        apply: Option<ElementRef>,
    },
    /// Several ways to apply are offered; this one is "manually".
    ApplyChooser {
        /// The button for applying by hand.
        manually: ElementRef,
    },
    /// A step of a form that is not the last.
    Step {
        /// The button that saves and continues. Never one that submits.
        next: ElementRef,
    },
    /// The last page: it can be submitted from here. Includes a review page without fields.
    Last {
        /// The submit button, enabled or not.
        submit: ElementRef,
    },
    /// Asks to create an account.
    CreateAccount {
        /// The button that creates it.
        create: ElementRef,
    },
    /// Asks to sign in.
    SignIn {
        /// The button that leads to creating an account instead, when there is one.
        create_instead: Option<ElementRef>,
    },
    /// Asks for a code sent by e-mail or shown by an app.
    CodeEntry,
    /// Says that the application was received.
    Confirmation,
    /// Says that the posting is closed or does not exist.
    Closed,
    /// A challenge stands in the way of the page itself. A badge is not a wall.
    Blocked {
        /// What it looks like: `captcha`, `bot_check`, `rate_limited`.
        blocker: String,
    },
    /// None of the above.
    Unknown,
}

/// Classifies a page. `fields` are those of [`crate::fields::fields`] for the same snapshot.
#[must_use]
pub fn classify(_snapshot: &PageSnapshot, _fields: &[Field]) -> Page {
    Page::Unknown
}

/// The employer's name, the title, place and country (alpha-2) of the posting, from JSON-LD, meta data or headings; empty when not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostingFacts {
    /// Employer.
    pub company: String,
    /// Title of the job.
    pub title: String,
    /// Place as written.
    pub place: String,
    /// Country, alpha-2.
    pub country: Option<String>,
}

/// Reads the facts of the posting.
#[must_use]
pub fn posting_facts(_snapshot: &PageSnapshot) -> PostingFacts {
    PostingFacts::default()
}
