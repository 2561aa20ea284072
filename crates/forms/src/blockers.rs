//! What stands in the way of a page, told by its address, its elements and its words.
//!
//! Signals are tables ([`signals`]); each has a kind and a confidence. An
//! element that is not drawn counts half. Signals of one kind from the document
//! and from what its elements are called support each other; otherwise the
//! strongest wins. But a badge is not a wall: a signal counts only where the
//! page leaves nothing else to do, or where a challenge lies over it. What a
//! page is for decides [`crate::pages::classify`].

mod signals;
#[cfg(test)]
mod tests;

use crate::fields::{Field, Widget};
use crate::meaning::Meaning;
use crate::pages::{Page, classify};
use crate::snapshot::PageSnapshot;
use crate::wording::words;
use serde::{Deserialize, Serialize};
use signals::Signal;

/// From here on a person is asked.
pub const PAUSE_AT: f32 = 0.6;

/// With so many words a page is about something; a wall says little.
const A_WALL_SAYS_LESS: usize = 200;

/// A challenge that takes this much of the page, CSS pixels each way, has been opened.
const OPENED: [f32; 2] = [280.0, 250.0];

/// Smallest box a person is meant to tick.
const TICKABLE: [f32; 2] = [200.0, 50.0];

/// What kind of thing stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A challenge for people: a box to tick, pictures, sound.
    Captcha,
    /// An account that we do not have.
    Login,
    /// A code sent to the person or shown by an app.
    #[serde(rename = "2fa")]
    TwoFactor,
    /// The site looks whether a browser is a person's; often passes by itself.
    BotCheck,
    /// A puzzle: a slider, images.
    Verification,
    /// Too many requests.
    RateLimited,
}

impl Kind {
    /// The word used on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Captcha => "captcha",
            Self::Login => "login",
            Self::TwoFactor => "2fa",
            Self::BotCheck => "bot_check",
            Self::Verification => "verification",
            Self::RateLimited => "rate_limited",
        }
    }

    /// It is a challenge of the site's guard, not a door of the site itself.
    fn is_challenge(self) -> bool {
        matches!(self, Self::Captcha | Self::BotCheck | Self::Verification | Self::RateLimited)
    }
}

/// How it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// By the address.
    Url,
    /// By an element or the words of the document.
    Dom,
    /// By what its elements are called.
    Observed,
    /// By the document and by what its elements are called.
    Combined,
}

/// Something in the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blocker {
    /// What.
    pub kind: Kind,
    /// How sure, 0..=1.
    pub confidence: f32,
    /// How it was told.
    pub source: Source,
    /// The strongest sign: a part of an address, a selector, a phrase of the tables. Never a text of the page.
    pub signal: String,
    /// It stands beside a form that can be filled meanwhile; only sending waits for it.
    pub beside: bool,
}

impl Blocker {
    /// The maker of a captcha, told by the sign: `recaptcha`, `hcaptcha`, `funcaptcha`, `turnstile` or `unknown`.
    #[must_use]
    pub fn captcha_type(&self) -> &'static str {
        let signal = self.signal.to_ascii_lowercase();
        let is = |part: &str| signal.contains(part);
        match () {
            () if is("hcaptcha") || is("h-captcha") => "hcaptcha",
            () if is("recaptcha") || is("rc-audio") => "recaptcha",
            () if is("funcaptcha") || is("arkose") => "funcaptcha",
            () if is("turnstile") || is("cloudflare") => "turnstile",
            () => "unknown",
        }
    }
}

/// Finds what stands in the way of a page, if anything does. `fields` are those of [`crate::fields::fields`] for the
/// same snapshot; `status` is the answer the document came with, when known.
#[must_use]
pub fn find(snapshot: &PageSnapshot, fields: &[Field], status: Option<u16>) -> Option<Blocker> {
    let page = classify(snapshot, fields);
    let scene = Scene::new(snapshot, fields, &page);
    let found = signals::of(snapshot, status);
    let alone: Vec<&Signal> = found.iter().filter(|signal| scene.is_wall(signal)).collect();
    let told = surer(strongest(&alone), scene.door());
    if told.as_ref().is_some_and(|blocker| blocker.confidence >= PAUSE_AT) {
        return told;
    }
    scene.beside(&found)
}

fn surer(one: Option<Blocker>, other: Option<Blocker>) -> Option<Blocker> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.confidence > one.confidence { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Combines signals: a clear address alone decides, then the document; a document and what its elements are called
/// support each other when they speak of the same kind, else the higher wins.
fn strongest(signals: &[&Signal]) -> Option<Blocker> {
    let best = |sources: &[Source]| {
        let of = signals.iter().filter(|signal| sources.contains(&signal.source));
        of.fold(None::<&Signal>, |best, signal| match best {
            Some(best) if best.confidence >= signal.confidence => Some(best),
            _ => Some(signal),
        })
    };
    const CLEAR: f32 = 0.8;
    if let Some(address) = best(&[Source::Url]).filter(|signal| signal.confidence >= CLEAR) {
        return Some(address.blocker());
    }
    let dom = best(&[Source::Url, Source::Dom]);
    if let Some(dom) = dom.filter(|signal| signal.confidence >= CLEAR) {
        return Some(dom.blocker());
    }
    match (dom, best(&[Source::Observed])) {
        (Some(dom), Some(observed)) if dom.kind == observed.kind => Some(Blocker {
            confidence: (dom.confidence + 0.3 * observed.confidence).min(1.0),
            source: Source::Combined,
            ..dom.blocker()
        }),
        (Some(dom), Some(observed)) if observed.confidence > dom.confidence => Some(observed.blocker()),
        (dom, observed) => dom.or(observed).map(Signal::blocker),
    }
}

/// What the page is for, as far as a wall is concerned.
struct Scene<'a> {
    page: &'a Page,
    fields: &'a [Field],
    /// Words the page says, frames included.
    words: usize,
    /// A challenge on it has been answered.
    solved: bool,
    /// All there is to fill is one text.
    only_one_text: bool,
}

impl<'a> Scene<'a> {
    fn new(snapshot: &PageSnapshot, fields: &'a [Field], page: &'a Page) -> Self {
        let words = snapshot.frames.iter().map(|frame| words(&frame.text).len()).sum();
        let texts = fields.iter().filter(|field| field.widget == Widget::Text).count();
        Self { page, fields, words, solved: solved(snapshot), only_one_text: fields.len() == 1 && texts == 1 }
    }

    /// Nothing on the page leads on by itself.
    fn is_stuck(&self) -> bool {
        matches!(self.page, Page::Blocked { .. } | Page::Unknown | Page::Posting { apply: None } | Page::SignIn { .. })
    }

    fn is_wall(&self, signal: &Signal) -> bool {
        if self.solved && signal.kind.is_challenge() {
            return false;
        }
        let thin = self.words < A_WALL_SAYS_LESS;
        match signal.kind {
            // Opened over the page, whatever the page is.
            Kind::Captcha | Kind::Verification | Kind::BotCheck if signal.frame && signal.covers(OPENED) => true,
            kind if kind.is_challenge() => {
                // What asks nobody anything is drawn small, or not at all.
                let stands = signal.size.is_none() || signal.covers(TICKABLE) || signal.is_sure_unseen();
                let said = !signal.is_words() || thin;
                self.is_stuck() && self.fields.len() < 2 && stands && said
            }
            // A button called "Log in" is in every header; only a sentence asks for it.
            Kind::Login => {
                let asked = signal.is_words() && signal.source == Source::Dom;
                matches!(self.page, Page::SignIn { .. }) || (self.is_stuck() && asked && thin)
            }
            _ => *self.page == Page::CodeEntry || (self.is_stuck() && self.only_one_text && thin),
        }
    }

    /// What the kind of the page says by itself.
    fn door(&self) -> Option<Blocker> {
        let (kind, signal) = match self.page {
            Page::SignIn { .. } => (Kind::Login, "a page that asks to sign in"),
            Page::CodeEntry => (Kind::TwoFactor, "boxes for a code"),
            Page::Blocked { blocker } if !self.solved => match blocker.as_str() {
                "rate_limited" => (Kind::RateLimited, "a page that says to slow down"),
                "bot_check" => (Kind::BotCheck, "a page that asks whether one is a person"),
                _ => (Kind::Captcha, "a page with a challenge alone"),
            },
            _ => return None,
        };
        Some(Blocker { kind, confidence: 0.7, source: Source::Dom, signal: signal.to_owned(), beside: false })
    }

    /// A box beside a form that a person has to tick, and that says so, before the form can be sent.
    fn beside(&self, found: &[Signal]) -> Option<Blocker> {
        let demands = |signal: &&Signal| signal.kind == Kind::Captcha && signal.is_words() && signal.confidence >= 0.75;
        let drawn = |signal: &&Signal| signal.kind == Kind::Captcha && signal.covers(TICKABLE);
        if self.solved || self.is_stuck() || self.fields.len() < 2 || !found.iter().any(|signal| demands(&signal)) {
            return None;
        }
        let widgets: Vec<&Signal> = found.iter().filter(drawn).collect();
        strongest(&widgets).map(|blocker| Blocker { beside: true, ..blocker })
    }
}

/// A challenge on the page has been answered: its box is ticked, or it has left its token in the form.
#[must_use]
pub fn solved(snapshot: &PageSnapshot) -> bool {
    const TOKENS: [&str; 3] = ["g-recaptcha-response", "h-captcha-response", "cf-turnstile-response"];
    snapshot.frames.iter().flat_map(|frame| &frame.controls).any(|control| {
        let token = TOKENS.contains(&control.name.as_str()) && !control.value.is_empty();
        let ticked = control.checked == Some(true)
            && [&control.labels.aria, &control.labels.native].iter().any(|label| signals::is_challenge_box(label));
        token || ticked
    })
}

/// The boxes a code is typed into, in order: one, or one per character.
#[must_use]
pub fn code_boxes(fields: &[Field]) -> Vec<&Field> {
    let single: Vec<&Field> =
        fields.iter().filter(|field| field.widget == Widget::Text && field.max_length == Some(1)).collect();
    if single.len() >= 4 {
        return single;
    }
    let texts = |field: &&Field| matches!(field.widget, Widget::Text | Widget::Password);
    let meant = |field: &&Field| field.reading.meaning == Some(Meaning::OneTimeCode);
    let named = |field: &&Field| {
        let control = &field.control;
        control.autocomplete == "one-time-code"
            || ["code", "otp", "totp", "verification", "token", "2fa", "mfa"]
                .iter()
                .any(|part| control.name.to_ascii_lowercase().contains(part))
            || (matches!(control.input_type.as_str(), "tel" | "number") && control.max_length == Some(6))
            || control.input_mode == "numeric"
    };
    let first = fields.iter().filter(texts).find(meant).or_else(|| fields.iter().filter(texts).find(named));
    first.into_iter().collect()
}
