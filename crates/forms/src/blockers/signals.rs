//! The tables of signals, and finding them in a snapshot.
//!
//! Confidences are those observed to work on real sites: an iframe of a
//! challenge service is nearly sure, a phrase that ordinary pages use is a hint.

use super::{Blocker, Kind, Source};
use crate::phrases::Lexicon;
use crate::snapshot::{FrameSnapshot, PageSnapshot};
use crate::wording::words;
use std::sync::LazyLock;

/// A sign of something in the way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Signal {
    pub(super) kind: Kind,
    pub(super) confidence: f32,
    pub(super) source: Source,
    pub(super) name: String,
    /// Visible size of the element; `None` of an address or of words.
    pub(super) size: Option<[f32; 2]>,
    pub(super) words: bool,
    /// It is a frame of a service, not a mark that any wrapper may carry.
    pub(super) frame: bool,
}

impl Signal {
    pub(super) fn covers(&self, [width, height]: [f32; 2]) -> bool {
        self.size.is_some_and(|size| size[0] >= width && size[1] >= height)
    }

    pub(super) fn is_words(&self) -> bool {
        self.words
    }

    /// Sure enough without being drawn, as the marks of a page that only waits.
    pub(super) fn is_sure_unseen(&self) -> bool {
        matches!(self.kind, Kind::BotCheck)
    }

    pub(super) fn blocker(&self) -> Blocker {
        let Self { kind, confidence, source, .. } = *self;
        Blocker { kind, confidence, source, signal: self.name.clone(), beside: false }
    }
}

/// Parts of the address of the page, beginning with the host.
pub(super) const ADDRESSES: [(&str, Kind, f32); 5] = [
    ("google.com/sorry", Kind::Captcha, 0.95),
    ("cloudflare.com/cdn-cgi/challenge", Kind::BotCheck, 0.95),
    ("challenges.cloudflare.com", Kind::BotCheck, 0.95),
    ("/cdn-cgi/challenge-platform", Kind::BotCheck, 0.95),
    ("captcha", Kind::Captcha, 0.60),
];

/// Parts of the address of an iframe.
pub(super) const FRAMES: [(&str, Kind, f32); 8] = [
    ("hcaptcha", Kind::Captcha, 0.95),
    ("recaptcha", Kind::Captcha, 0.95),
    ("challenges.cloudflare.com", Kind::Captcha, 0.95),
    ("turnstile", Kind::Captcha, 0.90),
    ("funcaptcha", Kind::Captcha, 0.90),
    ("arkoselabs", Kind::Captcha, 0.90),
    ("captcha-delivery", Kind::Captcha, 0.90),
    ("geo.captcha", Kind::Captcha, 0.90),
];

/// Selectors, as the page script reports them.
pub(super) const ELEMENTS: [(&str, Kind, f32); 23] = [
    (".g-recaptcha", Kind::Captcha, 0.90),
    (".h-captcha", Kind::Captcha, 0.90),
    (".cf-turnstile", Kind::Captcha, 0.90),
    ("#captcha", Kind::Captcha, 0.70),
    ("[data-captcha]", Kind::Captcha, 0.70),
    ("#FunCaptcha", Kind::Captcha, 0.85),
    (".rc-audiochallenge", Kind::Captcha, 0.95),
    ("#audio-source", Kind::Captcha, 0.90),
    ("audio[src*=captcha]", Kind::Captcha, 0.85),
    ("#challenge-running", Kind::BotCheck, 0.95),
    ("#cf-challenge-running", Kind::BotCheck, 0.95),
    (".cf-browser-verification", Kind::BotCheck, 0.90),
    ("#px-captcha", Kind::BotCheck, 0.90),
    ("[data-datadome]", Kind::BotCheck, 0.85),
    (".slider-captcha", Kind::Verification, 0.85),
    ("[data-slider-captcha]", Kind::Verification, 0.85),
    ("form[action*=login]", Kind::Login, 0.80),
    ("form[action*=signin]", Kind::Login, 0.80),
    ("form[action*=sign-in]", Kind::Login, 0.80),
    ("#login-form", Kind::Login, 0.85),
    ("[data-testid=login-form]", Kind::Login, 0.85),
    ("input[type=password]", Kind::Login, 0.60),
    // What asks nobody anything.
    (".grecaptcha-badge", Kind::Captcha, 0.0),
];

/// What the page says, in its first words.
pub(super) const SAID: &[(&str, Kind, f32)] = &[
    ("please complete the security|captcha check", Kind::Captcha, 0.75),
    ("complete the captcha|challenge", Kind::Captcha, 0.75),
    ("verify that? you are a? human", Kind::Captcha, 0.80),
    ("verify youre a? human", Kind::Captcha, 0.80),
    ("prove that? you are|youre not a? robot", Kind::Captcha, 0.80),
    ("im|am not a? robot", Kind::Captcha, 0.85),
    ("cloudflare * turnstile", Kind::Captcha, 0.80),
    ("press play and type what you hear", Kind::Captcha, 0.90),
    ("listen and type the numbers", Kind::Captcha, 0.90),
    ("audio challenge", Kind::Captcha, 0.85),
    ("switch to audio", Kind::Captcha, 0.70),
    ("two factor auth~", Kind::TwoFactor, 0.85),
    ("verification code", Kind::TwoFactor, 0.70),
    ("authenticator app", Kind::TwoFactor, 0.85),
    ("enter the code sent|emailed|texted to", Kind::TwoFactor, 0.80),
    ("enter the code we sent|emailed|texted", Kind::TwoFactor, 0.80),
    ("security code", Kind::TwoFactor, 0.60),
    ("email verification", Kind::TwoFactor, 0.70),
    ("sign|log in to continue", Kind::Login, 0.85),
    ("session has? expired", Kind::Login, 0.80),
    ("please log|sign in", Kind::Login, 0.75),
    ("checking your browser", Kind::BotCheck, 0.85),
    ("just a moment", Kind::BotCheck, 0.50),
    ("please wait while we verify", Kind::BotCheck, 0.80),
    ("access denied", Kind::BotCheck, 0.50),
    ("blocked by * security", Kind::BotCheck, 0.70),
    ("are you a ro~|bot", Kind::BotCheck, 0.85),
    ("please verify you are human", Kind::BotCheck, 0.85),
    ("too many requests", Kind::RateLimited, 0.90),
    ("please try again later", Kind::RateLimited, 0.65),
    ("rate limit|limited", Kind::RateLimited, 0.85),
    ("429", Kind::RateLimited, 0.50),
    ("select all images|squares with", Kind::Verification, 0.90),
    ("slide to verify|unlock", Kind::Verification, 0.85),
    ("drag the slider|puzzle", Kind::Verification, 0.85),
];

/// What buttons, boxes, headings and frames are called.
pub(super) const CALLED: &[(&str, Kind, f32)] = &[
    ("recaptcha|hcaptcha", Kind::Captcha, 0.90),
    ("captcha", Kind::Captcha, 0.80),
    ("turnstile|funcaptcha", Kind::Captcha, 0.85),
    ("not a? robot", Kind::Captcha, 0.85),
    ("sign|log in", Kind::Login, 0.75),
    ("signin|login", Kind::Login, 0.75),
    ("password", Kind::Login, 0.70),
    ("session has? expired", Kind::Login, 0.80),
    ("two factor", Kind::TwoFactor, 0.85),
    ("2fa|mfa", Kind::TwoFactor, 0.85),
    ("verification code", Kind::TwoFactor, 0.80),
    ("authenticator", Kind::TwoFactor, 0.85),
    ("sms code", Kind::TwoFactor, 0.80),
    ("checking your? browser", Kind::BotCheck, 0.80),
    ("verify you? are? human", Kind::BotCheck, 0.85),
    ("bot detection", Kind::BotCheck, 0.85),
    ("browser fingerprint", Kind::BotCheck, 0.80),
    ("too many requests", Kind::RateLimited, 0.90),
    ("rate limit|limited", Kind::RateLimited, 0.85),
    ("try again later", Kind::RateLimited, 0.70),
    ("audio challenge", Kind::Captcha, 0.85),
    ("press play and type", Kind::Captcha, 0.90),
    ("listen and type the? numbers", Kind::Captcha, 0.90),
    ("select all? images|squares", Kind::Verification, 0.85),
    ("slider|slide", Kind::Verification, 0.80),
    ("puzzle", Kind::Verification, 0.75),
];

/// Characters of a page's text that are looked at.
const SAID_LIMIT: usize = 5_000;

type Table = Lexicon<(Kind, f32)>;

fn table(entries: &'static [(&'static str, Kind, f32)]) -> Table {
    Lexicon::new(entries.iter().map(|(phrase, kind, sure)| (*phrase, (*kind, *sure))), false)
}

static SAID_TABLE: LazyLock<Table> = LazyLock::new(|| table(SAID));
static CALLED_TABLE: LazyLock<Table> = LazyLock::new(|| table(CALLED));

/// Whether a box is the one of a challenge.
pub(super) fn is_challenge_box(label: &str) -> bool {
    CALLED_TABLE.find(&words(label)).iter().any(|((kind, _), _)| *kind == Kind::Captcha)
}

/// Every signal of a page.
pub(super) fn of(snapshot: &PageSnapshot, status: Option<u16>) -> Vec<Signal> {
    let mut found = address(&snapshot.url);
    if status == Some(429) {
        let signal = words_signal(Kind::RateLimited, 0.95, Source::Url, "status 429");
        found.push(Signal { words: false, ..signal });
    }
    for frame in &snapshot.frames {
        elements(frame, &mut found);
        said(frame, &mut found);
        called(frame, &mut found);
    }
    found
}

fn words_signal(kind: Kind, confidence: f32, source: Source, name: &str) -> Signal {
    Signal { kind, confidence, source, name: name.to_owned(), size: None, words: true, frame: false }
}

fn address(url: &str) -> Vec<Signal> {
    let place = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let place = place.split_once("://").map_or(place.as_str(), |(_, rest)| rest);
    let host = place.split('/').next().unwrap_or_default();
    let is = |part: &str| match part.split_once('/') {
        Some(("", _)) | None if part != "challenges.cloudflare.com" => place.contains(part),
        // A name is a whole host, or the end of one after a dot.
        _ => {
            let (name, path) = part.split_once('/').unwrap_or((part, ""));
            let own = host == name || host.ends_with(&format!(".{name}"));
            own && place[host.len()..].trim_start_matches('/').starts_with(path)
        }
    };
    let matching = ADDRESSES.iter().filter(|(part, ..)| is(part));
    matching
        .map(|(part, kind, sure)| Signal { words: false, ..words_signal(*kind, *sure, Source::Url, part) })
        .collect()
}

fn elements(frame: &FrameSnapshot, found: &mut Vec<Signal>) {
    let mut add = |name: &str, size: [f32; 2]| {
        let lower = name.to_ascii_lowercase();
        let by_selector = ELEMENTS.iter().find(|(selector, ..)| *selector == name);
        let row = by_selector.or_else(|| FRAMES.iter().find(|(part, ..)| lower.contains(part)));
        if let Some((row, kind, sure)) = row.filter(|(_, _, sure)| *sure > 0.0) {
            let drawn = size[0] > 0.0 && size[1] > 0.0;
            let confidence = if drawn { *sure } else { sure / 2.0 };
            let source = Source::Dom;
            let frame = by_selector.is_none();
            let size = Some(size);
            found.push(Signal { kind: *kind, confidence, source, name: (*row).to_owned(), size, words: false, frame });
        }
    };
    for challenge in frame.challenges.iter().filter(|challenge| !challenge.badge) {
        add(&challenge.signal, challenge.size);
    }
    for door in &frame.doors {
        add(&door.signal, door.size);
    }
    for control in frame.controls.iter().filter(|control| control.input_type == "password") {
        let size = if control.visible { [control.rect[2], control.rect[3]] } else { [0.0; 2] };
        add("input[type=password]", size);
    }
}

fn said(frame: &FrameSnapshot, found: &mut Vec<Signal>) {
    let text: String = frame.text.chars().take(SAID_LIMIT).collect();
    // The words of a text are counted up to a limit; a page is looked at in pieces that overlap.
    let pieces = pieces(&text);
    let all = pieces.iter().flat_map(|piece| SAID_TABLE.find(&words(piece)));
    found.extend(all.map(|((kind, sure), phrase)| words_signal(kind, sure, Source::Dom, phrase)));
}

/// Pieces of at most 1,200 characters, each beginning within the one before.
fn pieces(text: &str) -> Vec<String> {
    const LONG: usize = 1_200;
    const STEP: usize = 1_100;
    let chars: Vec<char> = text.chars().collect();
    let starts = (0..chars.len().max(1)).step_by(STEP);
    starts.map(|at| chars[at.min(chars.len())..chars.len().min(at + LONG)].iter().collect()).collect()
}

fn called(frame: &FrameSnapshot, found: &mut Vec<Signal>) {
    let buttons = frame.buttons.iter().filter(|button| button.visible).map(|button| &button.text);
    let headings = frame.headings.iter().map(|heading| &heading.text);
    let controls = frame.controls.iter().filter(|control| control.visible);
    let labels =
        controls.flat_map(|control| [&control.labels.aria, &control.labels.native, &control.labels.placeholder]);
    let names = buttons.chain(headings).chain(labels).chain(std::iter::once(&frame.title));
    for name in names.filter(|name| name.chars().count() <= 120) {
        let hits = CALLED_TABLE.find(&words(name));
        found.extend(hits.into_iter().map(|((kind, sure), phrase)| words_signal(kind, sure, Source::Observed, phrase)));
    }
}
