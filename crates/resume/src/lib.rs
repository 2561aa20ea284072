//! A résumé file (PDF with text, DOCX, plain text) → positioned text → [`domain::Profile`].
//!
//! Deterministic and without a model. Every value of the profile points at the
//! characters it was read from ([`domain::Source::Document`]) or is derived
//! from such values by a named rule; what cannot be pointed at does not exist.
//! Precision goes before recall: an unknown field is asked for, a wrong one is
//! somebody's application with a wrong answer.
//!
//! The crate knows nothing of files' names, of forms, or of the person's
//! stated answers, and it logs nothing.
//!
//! # Hostile files
//!
//! [`read`] bounds the size of the file, pages, content tokens, characters,
//! unpacked bytes and nesting, and runs on a thread of its own: a panic in a
//! library becomes [`ResumeError::Corrupt`], and after [`DEADLINE`] the caller
//! gets [`ResumeError::TimedOut`] while the thread, whose every own loop is
//! bounded, runs out by itself. A caller that also wants memory to be bounded
//! by the system may call [`read`] in a child process: it needs nothing but the
//! bytes, and both its result and its errors serialise.

mod dates;
mod docx;
mod extract;
mod headings;
mod kind;
mod layout;
mod pdf;
mod plain;
mod text;

pub use kind::{Kind, detect_kind};
pub use text::{GAP, Line, LinkArea, Page, SYMBOL};

use chrono::NaiveDate;
use domain::{Profile, Sha256, Span};
use serde::Serialize;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Largest file accepted.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Most pages accepted.
pub const MAX_PAGES: usize = 30;
/// Most lines accepted.
pub const MAX_LINES: usize = 6_000;
/// Most characters accepted; thirty dense pages have about 200,000.
pub const MAX_CHARS: usize = 400_000;
/// Longest time [`read`] takes.
pub const DEADLINE: Duration = Duration::from_secs(5);
/// Stack of the reading thread; nesting is bounded everywhere, this leaves room for the libraries' own.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// What was read in a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// What kind of file it is.
    pub kind: Kind,
    /// Digest of the file, as in every source.
    pub document: Sha256,
    /// The text with its positions; what [`Span`]s point into.
    pub pages: Vec<Page>,
    /// The profile.
    pub profile: Profile,
    /// What the person should look at.
    pub warnings: Vec<Warning>,
}

impl Reading {
    /// The characters a span points at, lines separated by a line feed; `None` when it points outside the document.
    #[must_use]
    pub fn text_at(&self, span: Span) -> Option<String> {
        text::text_at(&self.pages, span)
    }
}

/// Something that may be missing or mistaken; [`std::fmt::Display`] is a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// No name was found.
    #[error("no name was found at the top of the résumé")]
    NoName,
    /// Neither e-mail nor telephone was found.
    #[error("no e-mail address and no telephone number were found")]
    NoContact,
    /// No employment was found.
    #[error("no work experience was found")]
    NoWork,
    /// No education was found.
    #[error("no education was found")]
    NoEducation,
    /// At least one job has no dates.
    #[error("some jobs have no dates that could be read with certainty")]
    JobWithoutDates,
}

/// Why a document was not read; a sentence with the next step, never a part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ResumeError {
    /// No bytes, or nothing but white space.
    #[error("the file is empty; choose the file of your résumé again")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("the file is larger than 10 MB; export the résumé again with smaller or no pictures")]
    TooLarge,
    /// Another kind of file; holds what it seems to be.
    #[error(
        "the file is {0}, and a résumé must be a PDF with text, a DOCX or a plain-text file; export it as PDF and try again"
    )]
    WrongType(&'static str),
    /// Needs a password.
    #[error("the file is protected by a password; save a copy without one and try again")]
    Encrypted,
    /// Damaged, or cut off.
    #[error("the file is damaged or incomplete; export the résumé again")]
    Corrupt,
    /// Pictures of text, as from a scanner.
    #[error(
        "the file holds pictures of text but no text; export the résumé from the program it was written in, or use a DOCX"
    )]
    NoText,
    /// Text in fonts that do not say which characters they show.
    #[error(
        "the fonts in the file do not say which characters they show; export the résumé again as PDF, or use a DOCX"
    )]
    UnreadableFonts,
    /// More than [`MAX_PAGES`].
    #[error("the file has more than 30 pages; a résumé should be shorter")]
    TooManyPages,
    /// More text than any résumé has, or data that unpacks to it.
    #[error("the file holds far more text than a résumé; choose the file of your résumé again")]
    TooMuchText,
    /// Took longer than [`DEADLINE`].
    #[error("reading the file took too long; export the résumé again as PDF, or use a DOCX")]
    TimedOut,
}

/// Reads a document. `today` bounds which years are plausible; it must be the current date.
///
/// Takes a few milliseconds for a usual résumé and never longer than [`DEADLINE`].
///
/// # Errors
///
/// [`ResumeError`] when the file is refused.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Reading, ResumeError> {
    if bytes.len() > MAX_BYTES {
        return Err(ResumeError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ResumeError::Empty);
    }
    let kind = detect_kind(bytes).map_err(ResumeError::WrongType)?;
    let deadline = Instant::now() + DEADLINE;
    let owned = bytes.to_vec();
    let (send, receive) = mpsc::sync_channel(1);
    let worker = std::thread::Builder::new().name("resume".into()).stack_size(STACK_BYTES).spawn(move || {
        // A panic drops the sender, which the caller sees as a damaged file.
        let _ = send.send(read_now(&owned, kind, today, deadline));
    });
    if worker.is_err() {
        return Err(ResumeError::TimedOut);
    }
    match receive.recv_timeout(DEADLINE) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(ResumeError::TimedOut),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(ResumeError::Corrupt),
    }
}

fn read_now(bytes: &[u8], kind: Kind, today: NaiveDate, deadline: Instant) -> Result<Reading, ResumeError> {
    let document = Sha256::of(bytes);
    let mut pages = match kind {
        Kind::Pdf => {
            let raw = pdf::pages(bytes, deadline)?;
            raw.into_iter().enumerate().map(|(i, raw)| layout::page(i as u32 + 1, raw)).collect()
        }
        Kind::Docx => docx::pages(bytes)?,
        Kind::Text => plain::pages(bytes)?,
    };
    let lines = || pages.iter().flat_map(|page: &Page| &page.lines);
    if lines().count() > MAX_LINES || lines().map(|line| line.shape.chars.len()).sum::<usize>() > MAX_CHARS {
        return Err(ResumeError::TooMuchText);
    }
    text::mark_items(&mut pages);
    let (profile, warnings) = extract::profile(&pages, document, today);
    Ok(Reading { kind, document, pages, profile, warnings })
}
