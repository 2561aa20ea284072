//! Buttons that may be tried on a page nobody understands: none that could
//! send, sign up, sign in, agree, pay, or lead to another site.

use super::wordings;
use crate::fields::{ElementRef, Field};
use crate::phrases::Lexicon;
use crate::snapshot::{Button, FrameSnapshot, PageSnapshot};
use crate::wording::words;
use std::sync::LazyLock;

/// Most buttons of one page.
const MOST: usize = 25;
/// Longest text of a button.
const LONGEST: usize = 80;

/// Words that have no place on a harmless button, anywhere in its text.
static FAR: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "submit~|send|sends|sending|finish~|complete|finalize|finalise",
            "confirm~|agree~|accept~|consent~|certify|sign|signs|signing|signature|authorize|authorise",
            "register|registration|create|account|accounts|join|login|signin|signup|password",
            "pay|pays|payment|buy|order|checkout|subscribe~|donate|unsubscribe",
            "delete|remove|withdraw|cancel|erase|logout",
            "call|mailto|download|print",
        ]
        .map(|phrase| (phrase, ())),
        false,
    )
});

/// The visible buttons and links that neither send nor sign up, with their texts, in order. On a page with fields a
/// button of a form is left out whatever it says, and so is one that could mean applying.
#[must_use]
pub fn near_side(snapshot: &PageSnapshot, fields: &[Field]) -> Vec<(ElementRef, String)> {
    let all = snapshot.frames.iter().flat_map(|frame| frame.buttons.iter().map(move |button| (frame, button)));
    all.filter(|(frame, button)| is_harmless(snapshot, frame, button, !fields.is_empty()))
        .map(|(frame, button)| {
            (ElementRef { frame: frame.frame.clone(), node: button.node }, button.text.trim().to_owned())
        })
        .take(MOST)
        .collect()
}

fn is_harmless(snapshot: &PageSnapshot, frame: &FrameSnapshot, button: &Button, with_fields: bool) -> bool {
    let text = words(&button.text);
    let says = |list: &Lexicon<()>| wordings::is(list, &button.text);
    let sends = button.button_type == "submit" || button.button_type == "image" || button.form.is_some();
    button.visible
        && !button.disabled
        && button.popup.is_empty()
        && button.role != "tab"
        && !text.is_empty()
        && button.text.chars().count() <= LONGEST
        && !(with_fields && (sends || says(&wordings::APPLY)))
        && !wordings::is_never(&text)
        && !FAR.hits(&text)
        && !says(&wordings::SUBMIT)
        && !says(&wordings::CREATE)
        && !says(&wordings::SIGN_IN)
        && !wordings::SIGN_IN_ELSEWHERE.hits(&text)
        && stays(snapshot, frame, button)
}

/// A link leads to a page of the same host; anything else is no link.
fn stays(snapshot: &PageSnapshot, frame: &FrameSnapshot, button: &Button) -> bool {
    if button.href.is_empty() {
        return true;
    }
    let host = |address: &str| {
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        let authority = rest.split(['/', '?', '#']).next()?;
        (!authority.is_empty() && !authority.contains('@')).then(|| authority.to_lowercase())
    };
    host(&button.href).is_some_and(|to| [&snapshot.url, &frame.url].iter().any(|here| host(here) == Some(to.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{fields_of, text as text_field};
    use crate::snapshot::Node;

    fn button(text: &str) -> Button {
        Button { text: text.into(), tag: "button".into(), visible: true, node: Node(1), ..Button::default() }
    }

    fn offered(buttons: Vec<Button>, fields: &[Field]) -> Vec<String> {
        let url = "https://jobs.example/a".to_owned();
        let frame = FrameSnapshot { frame: "main".into(), url: url.clone(), buttons, ..FrameSnapshot::default() };
        let snapshot = PageSnapshot { url, frames: vec![frame], ..PageSnapshot::default() };
        near_side(&snapshot, fields).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn what_could_send_sign_up_or_agree_is_never_offered() {
        for text in [
            "Submit application",
            "Send",
            "SUBMIT",
            "Yes, submit it now please",
            "Finish",
            "Create account",
            "Sign up now",
            "Sign in",
            "Continue with Google",
            "I agree",
            "Accept all cookies",
            "Confirm and continue",
            "Pay now",
            "Delete my application",
            "Cancel",
            "Upload resume",
            "Bewerbung absenden",
            "Envoyer ma candidature",
            "",
        ] {
            assert_eq!(offered(vec![button(text)], &[]), Vec::<String>::new(), "{text}");
        }
        assert_eq!(offered(vec![button("Show open positions"), button("Begin")], &[]).len(), 2);
    }

    #[test]
    fn with_fields_on_the_page_no_button_of_a_form_is_offered() {
        let fields = fields_of(vec![text_field("First name")]);
        let of_form = Button { form: Some(0), ..button("Onwards") };
        let submits = Button { button_type: "submit".into(), ..button("Onwards") };
        assert_eq!(offered(vec![of_form.clone(), submits, button("Apply now")], &fields), Vec::<String>::new());
        assert_eq!(offered(vec![of_form, button("Apply now")], &[]).len(), 2);
    }

    #[test]
    fn a_link_leads_nowhere_else() {
        for (href, offered_so_many) in [
            ("https://jobs.example/form", 1),
            ("https://JOBS.example?x", 1),
            ("https://thief.example/form", 0),
            ("https://jobs.example@thief.example/", 0),
            ("https://jobs.example.thief.example/", 0),
            ("javascript:alert(1)", 0),
            ("mailto:jobs@jobs.example", 0),
        ] {
            let link = Button { href: href.into(), tag: "a".into(), ..button("Onwards") };
            assert_eq!(offered(vec![link], &[]).len(), offered_so_many, "{href}");
        }
    }

    #[test]
    fn what_cannot_be_pressed_is_not_offered() {
        for hidden in [
            Button { visible: false, ..button("Onwards") },
            Button { disabled: true, ..button("Onwards") },
            Button { popup: "menu".into(), ..button("Onwards") },
            button(&"onwards ".repeat(30)),
        ] {
            assert!(offered(vec![hidden], &[]).is_empty());
        }
    }
}
