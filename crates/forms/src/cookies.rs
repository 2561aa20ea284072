//! Refusing cookies where a dialog about them stands before the page.

use crate::fields::ElementRef;
use crate::phrases::Lexicon;
use crate::snapshot::{FrameSnapshot, PageSnapshot};
use crate::wording::words;
use std::sync::LazyLock;

/// Whole texts of buttons that take no cookie beyond the necessary ones.
static REFUSE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "reject|decline|refuse|deny all|optional|everything? cookies?",
            "reject|decline|refuse|deny all? non essential|necessary cookies?",
            "only|just necessary|essential|required cookies?",
            "necessary|essential|required cookies? only",
            "use|accept|allow|keep only? necessary|essential|required cookies? only?",
            "continue without accepting|agreeing|cookies",
            "alle|alles? ablehnen",
            "nur notwendige|erforderliche|essenzielle cookies? akzeptieren|zulassen|verwenden?",
            "tout|tous refuser",
            "refuser tout|tous?",
            "continuer sans accepter",
            "rechazar todo|todas|cookies?",
            "solo|apenas|somente necesarias|necessarios|esenciales|essenciais",
            "rejeitar|recusar tudo|todos|cookies?",
            "alles? weigeren|afwijzen",
            "alleen noodzakelijke cookies? accepteren?",
        ]
        .map(|p| (p, ())),
        true,
    )
});

/// The button that refuses cookies, where the page speaks of them. Never one that accepts more than the necessary ones.
#[must_use]
pub fn refusal(snapshot: &PageSnapshot) -> Option<ElementRef> {
    snapshot.frames.iter().filter(|frame| speaks_of_cookies(frame)).find_map(|frame| {
        let button = frame.buttons.iter().find(|button| {
            button.visible && !button.disabled && button.href.is_empty() && REFUSE.hits(&words(&button.text))
        })?;
        Some(ElementRef { frame: frame.frame.clone(), node: button.node })
    })
}

fn speaks_of_cookies(frame: &FrameSnapshot) -> bool {
    words(&frame.text).iter().any(|word| word.starts_with("cookie"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{button, page};

    fn pressed(said: &str, texts: &[&str]) -> Option<String> {
        let mut snapshot = page(Vec::new(), texts.iter().map(|text| button(text)).collect());
        snapshot.frames[0].text = said.into();
        let at = refusal(&snapshot)?;
        snapshot.frames[0].buttons.iter().find(|button| button.node == at.node).map(|button| button.text.clone())
    }

    #[test]
    fn the_most_private_button_is_pressed_and_none_that_accepts() {
        let said = "We use cookies to count visitors.";
        for refusing in
            ["Reject all", "Reject", "Only necessary", "Necessary cookies only", "Alle ablehnen", "Tout refuser"]
        {
            assert_eq!(pressed(said, &["Accept all", refusing]).as_deref(), Some(refusing), "{refusing}");
        }
        for other in ["Accept all", "Accept", "OK", "Settings", "Accept necessary and marketing cookies", "Allow"] {
            assert_eq!(pressed(said, &[other]), None, "{other}");
        }
        assert_eq!(pressed("Do you accept the offer?", &["Reject"]), None, "not about cookies");
    }
}
