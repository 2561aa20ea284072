//! What kind of page this is, and which button leads on.
//!
//! Buttons are recognised by their whole text. "Apply" is not "Submit": it
//! sends an application only under a form; and a button that signs in
//! elsewhere, fills from elsewhere or goes back never leads on.

mod facts;
mod near_side;
mod progress;
#[cfg(test)]
mod tests;
mod wordings;

pub use near_side::near_side;
pub use progress::{Progress, goes_on, progress};

use crate::fields::{ElementRef, Field, Widget};
use crate::meaning::{Meaning, Slot};
use crate::phrases::Lexicon;
use crate::snapshot::{Button, FrameSnapshot, PageSnapshot};
use crate::wording::words;
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

/// Fewer fields than this are not a form one applies with.
const FORM: usize = 2;

/// With this many fields a page with a password is a registration inside a form, not a door.
const DOOR: usize = 6;

/// Classifies a page. `fields` are those of [`crate::fields::fields`] for the same snapshot.
#[must_use]
pub fn classify(snapshot: &PageSnapshot, fields: &[Field]) -> Page {
    let sight = Sight::new(snapshot, fields);
    sight
        .blocked()
        .or_else(|| sight.code_entry())
        .or_else(|| sight.door())
        .or_else(|| sight.chooser())
        .or_else(|| sight.form())
        .or_else(|| sight.ended())
        .or_else(|| sight.posting())
        .unwrap_or(Page::Unknown)
}

/// A button with the frame it is in and its words.
struct Pressable<'a> {
    frame: &'a FrameSnapshot,
    button: &'a Button,
}

impl Pressable<'_> {
    fn at(&self) -> ElementRef {
        ElementRef { frame: self.frame.frame.clone(), node: self.button.node }
    }

    fn is(&self, list: &Lexicon<()>) -> bool {
        wordings::is(list, &self.button.text)
    }

    fn automation(&self, name: &str) -> bool {
        self.button.automation_id.eq_ignore_ascii_case(name)
    }
}

struct Sight<'a> {
    fields: &'a [Field],
    buttons: Vec<Pressable<'a>>,
    /// Opens a form of the board's own, when it is a button: a link with such a text leads to somebody else's.
    easy: Option<ElementRef>,
    said: Vec<String>,
    headings: Vec<Vec<String>>,
    challenge: bool,
    json_ld: bool,
    /// Some button signs in with another service's account.
    elsewhere: bool,
}

impl<'a> Sight<'a> {
    fn new(snapshot: &'a PageSnapshot, fields: &'a [Field]) -> Self {
        let frames = &snapshot.frames;
        let buttons = frames
            .iter()
            .flat_map(|frame| frame.buttons.iter().map(move |button| Pressable { frame, button }))
            .filter(|p| p.button.visible && p.button.popup.is_empty() && p.button.role != "tab")
            .filter(|p| !wordings::is_never(&words(&p.button.text)))
            .collect();
        let elsewhere = frames
            .iter()
            .flat_map(|frame| &frame.buttons)
            .any(|button| button.visible && wordings::SIGN_IN_ELSEWHERE.hits(&words(&button.text)));
        let easy = frames
            .iter()
            .flat_map(|frame| frame.buttons.iter().map(move |button| Pressable { frame, button }))
            .find(|p| {
                p.button.visible && !p.button.disabled && p.button.tag == "button" && opens_easily(&p.button.text)
            })
            .map(|p| p.at());
        let mut said: Vec<String> = words(&snapshot.title);
        for frame in frames {
            said.push("|".to_owned());
            said.extend(words(&frame.text));
        }
        let headings = frames.iter().flat_map(|f| &f.headings).map(|h| words(&h.text)).collect();
        let challenge =
            frames.iter().flat_map(|f| &f.challenges).any(|c| !c.badge && c.size[0] >= 120.0 && c.size[1] >= 50.0);
        let json_ld = frames.iter().flat_map(|f| &f.json_ld).any(|j| j.contains("JobPosting"));
        Self { fields, buttons, easy, said, headings, challenge, json_ld, elsewhere }
    }

    fn says(&self, list: &Lexicon<()>) -> bool {
        list.hits(&self.said)
    }

    fn headed(&self, list: &Lexicon<()>) -> bool {
        self.headings.iter().any(|h| list.hits(h))
    }

    /// A wall leaves nothing to fill: a badge beside a form is none.
    fn blocked(&self) -> Option<Page> {
        let blocker = |name: &str| Some(Page::Blocked { blocker: name.to_owned() });
        if self.fields.len() >= FORM || self.find(&wordings::APPLY).is_some() {
            return None;
        }
        let human = self.says(&wordings::HUMAN);
        match () {
            () if self.challenge && human => blocker("captcha"),
            () if self.challenge && self.fields.is_empty() && self.said.len() < 120 => blocker("captcha"),
            () if human && self.said.len() < 200 => blocker("bot_check"),
            () if self.says(&wordings::SLOW_DOWN) && self.said.len() < 80 => blocker("rate_limited"),
            () => None,
        }
    }

    /// Boxes for a code that a person can see; text about codes is not enough.
    fn code_entry(&self) -> Option<Page> {
        let asked = self.fields.iter().any(|f| f.reading.meaning == Some(Meaning::OneTimeCode));
        let boxes = self.fields.iter().filter(|f| f.widget == Widget::Text && f.max_length == Some(1)).count();
        (asked || (boxes >= 4 && self.says(&wordings::CODE_SENT))).then_some(Page::CodeEntry)
    }

    /// Account creation and sign-in.
    fn door(&self) -> Option<Page> {
        let passwords = self.fields.iter().filter(|f| f.widget == Widget::Password).count();
        let others = self.fields.len() - passwords;
        let create = self.last(|p| p.automation("createAccountSubmitButton") || p.is(&wordings::CREATE));
        if passwords == 0 {
            return self.door_without_password(create);
        }
        if others >= DOOR && self.find(&wordings::SUBMIT).is_some() {
            return None;
        }
        let again = self.fields.iter().any(|f| f.reading.meaning == Some(Meaning::PasswordAgain));
        let link = |p: &&Pressable<'_>| p.automation("createAccountLink") || p.is(&wordings::CREATE);
        match create {
            Some(create) if again || (passwords >= 2 && !self.headed_sign_in()) => {
                Some(Page::CreateAccount { create: create.at() })
            }
            _ if again => {
                let submit = self.last(|p| p.button.button_type == "submit" || p.automation("click_filter"))?;
                Some(Page::CreateAccount { create: submit.at() })
            }
            Some(create) if self.headed(&wordings::CREATE) && !self.headed_sign_in() => {
                Some(Page::CreateAccount { create: create.at() })
            }
            _ => Some(Page::SignIn { create_instead: self.buttons.iter().find(link).map(Pressable::at) }),
        }
    }

    /// Pages that first ask for the way to sign in.
    fn door_without_password(&self, create: Option<&Pressable<'_>>) -> Option<Page> {
        let by_email = self.buttons.iter().any(|p| p.automation("SignInWithEmailButton"));
        let only_sign_in = self.fields.is_empty() && self.find(&wordings::SIGN_IN).is_some() && self.headed_sign_in();
        let only_elsewhere = self.fields.is_empty() && self.elsewhere && self.headed(&wordings::SIGN_IN_FIRST);
        (by_email || ((only_sign_in || only_elsewhere) && self.find(&wordings::APPLY).is_none()))
            .then(|| Page::SignIn { create_instead: create.map(Pressable::at) })
    }

    fn headed_sign_in(&self) -> bool {
        self.headed(&wordings::SIGN_IN)
    }

    fn chooser(&self) -> Option<Page> {
        let manually = self.buttons.iter().find(|p| p.automation("applyManually") || p.is(&wordings::MANUALLY))?;
        (self.fillable() < FORM).then(|| Page::ApplyChooser { manually: manually.at() })
    }

    /// Fields a person would fill; a lone language or filter list is no form.
    fn fillable(&self) -> usize {
        self.fields.len()
    }

    fn form(&self) -> Option<Page> {
        let next = self.last(|p| p.is(&wordings::NEXT));
        let submit = self.submit();
        let reviewing = self.headed(&wordings::REVIEW);
        if self.fillable() < FORM {
            // A review page has nothing to fill; a lone question or upload is a step all the same.
            return match (submit, next) {
                (Some(submit), None) if reviewing || self.fillable() > 0 || self.on_workday() => {
                    Some(Page::Last { submit: submit.at() })
                }
                (_, Some(next)) if self.fillable() > 0 || self.on_workday() => Some(Page::Step { next: next.at() }),
                _ => None,
            };
        }
        match (next, submit) {
            (Some(next), None) => Some(Page::Step { next: next.at() }),
            (Some(next), Some(_)) if !next.button.disabled => Some(Page::Step { next: next.at() }),
            (_, Some(submit)) => Some(Page::Last { submit: submit.at() }),
            (None, None) => self.applying().map(|apply| Page::Last { submit: apply.at() }),
        }
    }

    fn on_workday(&self) -> bool {
        self.buttons
            .iter()
            .any(|p| p.automation("pageFooterNextButton") || p.automation("bottom-navigation-next-button"))
    }

    /// The button that sends: by its text, the one in the form that holds the fields first.
    fn submit(&self) -> Option<&Pressable<'a>> {
        let candidates: Vec<&Pressable<'a>> = self.buttons.iter().filter(|p| p.is(&wordings::SUBMIT)).collect();
        self.nearest_to_fields(&candidates)
    }

    /// "Apply" under a form sends it; "Apply" in the header of the same page does not.
    fn applying(&self) -> Option<&Pressable<'a>> {
        let has_identity = self.fields.iter().any(|f| {
            matches!(
                f.reading.meaning,
                Some(Meaning::Profile(
                    Slot::Email | Slot::FullName | Slot::GivenName | Slot::FamilyName | Slot::ResumeFile | Slot::Phone
                ))
            )
        });
        let forms: Vec<Option<u32>> = self.fields.iter().map(|f| f.control.form).collect();
        let below = self.fields.iter().map(|f| f.control.rect[1]).fold(f32::MIN, f32::max);
        let candidates: Vec<&Pressable<'a>> = self
            .buttons
            .iter()
            .filter(|p| p.is(&wordings::APPLY) && p.button.tag != "a")
            .filter(|p| (p.button.form.is_some() && forms.contains(&p.button.form)) || p.button.rect[1] >= below)
            .collect();
        has_identity.then(|| self.nearest_to_fields(&candidates)).flatten()
    }

    fn nearest_to_fields<'b>(&self, candidates: &[&'b Pressable<'a>]) -> Option<&'b Pressable<'a>> {
        let holds = |p: &&&Pressable<'a>| {
            self.fields.iter().any(|f| {
                f.control.form.is_some()
                    && f.control.form == p.button.form
                    && f.elements.first().is_some_and(|e| e.frame == p.frame.frame)
            })
        };
        let with_fields = |p: &&&Pressable<'a>| {
            self.fields.iter().any(|f| f.elements.first().is_some_and(|e| e.frame == p.frame.frame))
        };
        let last = candidates.iter().rev();
        last.clone().find(holds).or_else(|| last.clone().find(with_fields)).or_else(|| candidates.last()).copied()
    }

    /// Received or closed: hints from wording, only where there is no form.
    fn ended(&self) -> Option<Page> {
        if self.fillable() >= FORM || self.find(&wordings::SUBMIT).is_some() {
            return None;
        }
        if self.says(&wordings::RECEIVED) && self.find(&wordings::APPLY).is_none() {
            return Some(Page::Confirmation);
        }
        let short = (self.said.len() < 250 && !self.json_ld) || self.said.len() < 40 || self.headed(&wordings::CLOSED);
        (self.says(&wordings::CLOSED) && short && self.find(&wordings::APPLY).is_none()).then_some(Page::Closed)
    }

    fn posting(&self) -> Option<Page> {
        if self.fillable() >= FORM {
            return None;
        }
        let entry = self.buttons.iter().find(|p| p.automation("adventureButton"));
        let apply = entry.or_else(|| self.find(&wordings::APPLY)).map(Pressable::at).or_else(|| self.easy.clone());
        let advert = self.json_ld || self.says(&wordings::ADVERT);
        (apply.is_some() || advert).then_some(Page::Posting { apply })
    }

    fn find(&self, list: &Lexicon<()>) -> Option<&Pressable<'a>> {
        self.buttons.iter().find(|p| p.is(list) && !p.button.disabled)
    }

    fn last(&self, test: impl Fn(&Pressable<'_>) -> bool) -> Option<&Pressable<'a>> {
        self.buttons.iter().rev().find(|p| test(p))
    }
}

/// "Easy Apply", alone or "to" a job.
fn opens_easily(text: &str) -> bool {
    let words = words(text);
    let words: Vec<&str> = words.iter().take(3).map(String::as_str).collect();
    matches!(words.as_slice(), ["easy", "apply"] | ["easy", "apply", "to"])
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
    /// The employer's or the board's own number of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identifier: String,
}

/// Reads the facts of the posting.
#[must_use]
pub fn posting_facts(snapshot: &PageSnapshot) -> PostingFacts {
    facts::read(snapshot)
}
