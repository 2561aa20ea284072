//! Which controls may be fields at all: no traps, no searches, no newsletters.

use super::labels::{self, Taken};
use crate::phrases::Lexicon;
use crate::snapshot::{Control, FrameSnapshot};
use crate::wording::{attribute_words, words};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

fn lexicon(phrases: &[&'static str], whole: bool) -> Lexicon<()> {
    Lexicon::new(phrases.iter().map(|p| (*p, ())), whole)
}

/// Names and labels of traps for machines.
static TRAP: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &[
            "robots only",
            "for robots|bots",
            "beecatcher|honeypot|beehive|fakeemail~|fakepassword~|fakeuser~",
            "honey pot",
            "if you are|re human",
            "if youre human",
            "leave this? field? blank|empty",
            "leave this field|input|box",
            "not fill this? in|out|field?",
            "nicht ausfullen",
            "should be left blank|empty",
            "hp field|input|email|name",
        ],
        false,
    )
});

static SEARCH: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &[
            "^ search $",
            "^ search for|jobs|by|our|all|roles|openings|positions|this|site|careers|job|the|keyword|keywords|location",
            "^ find jobs|a|your",
            "^ job? keyword|keywords",
            "keyword search",
            "job title or keyword|keywords",
            "^ jobs? suchen|suche $",
            "^ filter by|jobs|results",
        ],
        false,
    )
});

/// Sections of job searches.
static FILTERS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &["^ filter|filters|refine $", "filter|refine by|jobs|results|your", "^ search jobs?|results|filters? $"],
        false,
    )
});

static LANGUAGE_SWITCH: LazyLock<Lexicon<()>> =
    LazyLock::new(|| lexicon(&["select|choose|change|site|page? language|locale|sprache|langue|idioma", "lang"], true));

static SIDE_SHOW: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &[
            "job|jobs alert|alerts",
            "newsletter|newsletters",
            "subscribe|abonnieren",
            "notify me",
            "sign up for * alerts|updates|news",
            "get notified",
            "search job|jobs",
            "find jobs",
            "create alert",
        ],
        false,
    )
});

/// Buttons that belong to a form one does apply with.
static APPLYING: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &[
            "submit|apply|continue|next|save|send|weiter|absenden|bewerben|envoyer|postuler|enviar|verzenden|create|sign|log",
        ],
        false,
    )
});

static DECOY_UPLOAD: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    lexicon(
        &[
            "autofill|autocomplete|prefill|autopopulate",
            "auto|pre fill|populate|complete",
            "parse|import|extract * resume|cv",
            "resume|cv parser|import",
            "fill * application|form * resume|cv",
            "populate * resume|cv",
            "profile photo|picture",
            "easy apply",
        ],
        false,
    )
});

/// What is known of a frame's forms before any control is admitted.
pub(super) struct Gate {
    /// `<form>`s beside the application: job alerts, newsletters, searches.
    side_forms: HashSet<u32>,
    taken: Taken,
}

impl Gate {
    pub(super) fn of(frame: &FrameSnapshot) -> Self {
        let mut sizes: HashMap<u32, usize> = HashMap::new();
        for control in frame.controls.iter().filter(|c| c.input_type != "hidden" && c.reachable) {
            if let Some(form) = control.form {
                *sizes.entry(form).or_default() += 1;
            }
        }
        let mut said: HashMap<u32, (bool, bool)> = HashMap::new();
        for button in &frame.buttons {
            if let Some(form) = button.form {
                let words = words(&button.text);
                let (side, applying) = said.entry(form).or_default();
                let side_button = SIDE_SHOW.hits(&words) || matches!(words.as_slice(), [w] if w == "search");
                *side |= side_button;
                *applying |= !side_button && APPLYING.hits(&words);
            }
        }
        let side_forms = said
            .into_iter()
            .filter(|(form, (side, applying))| *side && !applying && sizes.get(form).copied().unwrap_or(0) <= 4)
            .map(|(form, _)| form)
            .collect();
        Self { side_forms, taken: Taken::of(&frame.controls) }
    }

    /// Labels that are some control's own.
    pub(super) fn into_taken(self) -> Taken {
        self.taken
    }

    /// Whether a person applying would fill this control.
    pub(super) fn admits(&self, control: &Control) -> bool {
        is_input(control)
            && !control.disabled
            && (control.reachable || hidden_on_purpose(control) || folded_away(control))
            && !is_trap(control)
            && !fixed(control)
            && !self.beside_the_application(control)
    }

    fn beside_the_application(&self, control: &Control) -> bool {
        if control.form.is_some_and(|form| self.side_forms.contains(&form)) {
            return true;
        }
        let question = labels::of_single(control, None, &self.taken);
        let label = words(&question.text);
        is_search(control, &label)
            || FILTERS.hits(&words(&control.section))
            || is_language_switch(control, &label)
            || is_job_alert(control, &label)
            || is_cookie_choice(control, &label)
            || is_decoy_upload(control, &label)
    }
}

/// Whether a control is a trap that a person never sees or is told to leave.
pub(super) fn is_trap(control: &Control) -> bool {
    let labels = &control.labels;
    let attributes = [&control.name, &control.id, &control.automation_id];
    attributes.iter().any(|a| TRAP.hits(&attribute_words(a)))
        || [
            &labels.native,
            &labels.aria,
            &labels.labelledby,
            &labels.container,
            &labels.placeholder,
            &control.description,
        ]
        .iter()
        .any(|t| TRAP.hits(&words(t)))
}

fn is_input(control: &Control) -> bool {
    if control.name.ends_with("-captcha-response")
        || control.name.ends_with("recaptcha-response")
        || control.name == "cf-turnstile-response"
    {
        return false;
    }
    match control.tag.as_str() {
        "input" => !matches!(
            control.input_type.as_str(),
            "hidden" | "submit" | "button" | "image" | "reset" | "range" | "color"
        ),
        "button" => {
            control.popup == "listbox" || control.checked.is_some() || control.combobox || control.role == "combobox"
        }
        _ => true,
    }
}

/// File inputs hide behind buttons, native radios and checkboxes behind drawn ones, the inputs of lists behind their value.
fn hidden_on_purpose(control: &Control) -> bool {
    match control.input_type.as_str() {
        "file" => true,
        "radio" | "checkbox" => control.visible && !control.labels.native.is_empty() && control.rect[2] >= 1.0,
        // A chosen value hides the input that it was typed into.
        _ => control.combobox && control.rect[3] >= 2.0 && (!control.value.is_empty() || !control.chips.is_empty()),
    }
}

/// What is folded away and says something already, or has to, goes out with the form like everything else.
fn folded_away(control: &Control) -> bool {
    control.folded && (control.checked == Some(true) || !control.value.is_empty() || control.required.any())
}

/// Read-only text that already says something is information, not a question.
fn fixed(control: &Control) -> bool {
    control.readonly && !control.combobox && control.popup.is_empty() && !control.value.is_empty()
}

fn is_search(control: &Control, label: &[String]) -> bool {
    let text = control.tag == "input" && matches!(control.input_type.as_str(), "text" | "search")
        || control.role == "searchbox";
    if !text || control.required.any() || control.combobox || !control.chips.is_empty() {
        return false;
    }
    let named =
        matches!(control.name.to_ascii_lowercase().as_str(), "q" | "s" | "query" | "search" | "keyword" | "keywords");
    let typed = control.input_type == "search" || control.role == "searchbox";
    SEARCH.hits(label)
        || named
        || (typed && (label.is_empty() || label.iter().any(|w| w.starts_with("search") || w.starts_with("such"))))
}

fn is_language_switch(control: &Control, label: &[String]) -> bool {
    let choice = control.tag == "select" || control.combobox || !control.popup.is_empty();
    let attribute = [&control.name, &control.id].iter().any(|a| LANGUAGE_SWITCH.hits(&attribute_words(a)));
    choice && !control.required.any() && (LANGUAGE_SWITCH.hits(label) || (attribute && label.len() <= 1))
}

fn is_job_alert(control: &Control, label: &[String]) -> bool {
    let box_for_address =
        matches!(control.input_type.as_str(), "email" | "text") && !control.required.any() && !control.combobox;
    box_for_address
        && [label, &words(&control.section), &words(&control.labels.container), &words(&control.labels.placeholder)]
            .iter()
            .any(|w| SIDE_SHOW.hits(w))
}

fn is_cookie_choice(control: &Control, label: &[String]) -> bool {
    matches!(control.input_type.as_str(), "checkbox" | "radio")
        && !control.required.any()
        && (label.iter().any(|w| w == "cookies" || w == "cookie")
            || words(&control.section).iter().any(|w| w == "cookies" || w == "cookie"))
}

fn is_decoy_upload(control: &Control, label: &[String]) -> bool {
    control.input_type == "file"
        && (DECOY_UPLOAD.hits(label)
            || DECOY_UPLOAD.hits(&words(&control.labels.container))
            || (DECOY_UPLOAD.hits(&words(&control.labels.preceding)) && label.len() <= 2)
            || [&control.id, &control.name, &control.automation_id]
                .iter()
                .any(|a| DECOY_UPLOAD.hits(&attribute_words(a))))
}
