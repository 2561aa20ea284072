//! Places in the profile: by token, by the names of ATS families, by label, by type, by the words of names and ids.

use super::{Claim, Entry, OPTIONS_READ, Sight, claim, is_file, trust};
use crate::fields::Widget;
use crate::meaning::{Meaning, Slot, conventions, labels, questions, snake};
use crate::phrases::Lexicon;
use crate::salutations;
use crate::snapshot::{Control, OptionEntry};
use crate::wording::{attribute_words, words};
use domain::QuestionClass;
use std::sync::LazyLock;

/// Everything that speaks for a place in the profile.
pub(super) fn slot_claims(sight: &Sight<'_>, label: &[String], claims: &mut Vec<Claim>) {
    let control = sight.control;
    if sight.widget == Widget::File {
        claims.extend(file_claim(sight, label));
        return;
    }
    if let Some(meaning) = conventions::autocomplete(&control.autocomplete) {
        let rule = format!("autocomplete.{}", control.autocomplete);
        claims.push(claim(in_entry(meaning, sight.entry), trust::AUTOCOMPLETE, rule, &control.autocomplete));
    }
    for attribute in [&control.automation_id, &control.name, &control.id] {
        if let Some(meaning) = conventions::family(attribute).filter(|m| suits(*m, sight.widget)) {
            claims.push(claim(in_entry(meaning, sight.entry), trust::FAMILY, "ats.attribute", attribute));
            break;
        }
    }
    if let Some((slot, rule)) = label_slot(sight, label) {
        let trust = match (sight.weak_label, sight.entry) {
            (true, _) => trust::WEAK_LABEL,
            (_, Entry::None) => trust::LABEL,
            _ => trust::IN_SECTION,
        };
        claims.push(claim(slot, trust, rule, sight.label));
    }
    if claims.iter().all(|c| !c.evidence.rule.starts_with("label.")) {
        claims.extend(front_claim(sight, label));
    }
    if control.input_type == "email" && sight.entry == Entry::None && !says_whose(label) {
        claims.push(claim(Meaning::Profile(Slot::Email), trust::TYPE, "type.email", "email"));
    } else if control.input_type == "tel" && label.is_empty() && sight.entry == Entry::None {
        claims.push(claim(Meaning::Profile(Slot::Phone), trust::ATTRIBUTE, "type.tel", "tel"));
    }
    if sight.entry == Entry::None && label_admits_attribute(sight, label) {
        claims.extend(attribute_claim(sight, label));
    }
}

/// A family's name for a text box does not describe a checkbox that happens to share it.
fn suits(meaning: Meaning, widget: Widget) -> bool {
    match meaning {
        Meaning::Profile(Slot::WorkCurrent) => true,
        // Files are told apart by their own rule; a text box of that name wants words.
        meaning if is_file(meaning) => false,
        Meaning::Profile(_) => !matches!(widget, Widget::Checkbox | Widget::File),
        _ => true,
    }
}

/// The same meaning inside an entry of a repeating section.
fn in_entry(meaning: Meaning, entry: Entry) -> Meaning {
    use Slot::{City, Country, CurrentEmployer, CurrentTitle, LocationText, WorkEmployer, WorkLocation, WorkTitle};
    let Meaning::Profile(slot) = meaning else { return meaning };
    match (entry, slot) {
        (Entry::Work, CurrentEmployer) => Meaning::Profile(WorkEmployer),
        (Entry::Work, CurrentTitle) => Meaning::Profile(WorkTitle),
        (Entry::Work, LocationText) => Meaning::Profile(WorkLocation),
        (
            Entry::Work | Entry::Education,
            City | Country | Slot::Region | Slot::Phone | Slot::FullName | Slot::Email,
        ) => Meaning::Question(QuestionClass::Other),
        (Entry::Education, LocationText) => Meaning::Question(QuestionClass::Other),
        _ => meaning,
    }
}

fn label_slot(sight: &Sight<'_>, label: &[String]) -> Option<(Meaning, String)> {
    if salutations::are_offered(sight.options) && says_title(label) {
        return Some((Meaning::Profile(Slot::Salutation), "options.salutations".to_owned()));
    }
    // A sentence of consent or a choice is not a name for a value.
    if matches!(sight.widget, Widget::Checkbox | Widget::Radios | Widget::ButtonGroup) && sight.entry != Entry::Work {
        return None;
    }
    let core = labels::core_words(label);
    if core.is_empty() || core.len() > 14 {
        return None;
    }
    let in_section = match sight.entry {
        Entry::None => None,
        Entry::Work => labels::IN_WORK.find(&core).first().map(|(slot, _)| *slot),
        Entry::Education => labels::IN_EDUCATION.find(&core).first().map(|(slot, _)| *slot),
    };
    if let Some(slot) = in_section {
        return Some((Meaning::Profile(slot), format!("section.{}", snake(&slot))));
    }
    let mut found = labels::SLOTS.find(&core);
    if found.is_empty() {
        // What is filler in one language is a word in another ("a" between two names).
        found = labels::SLOTS.find(label);
    }
    let ((first, language), _) = *found.first()?;
    if sight.weak_label && placeholder_disagrees(sight, first) {
        return None;
    }
    // Two readings of one label are none.
    if found.iter().any(|((slot, _), _)| *slot != first) {
        return None;
    }
    if first == Slot::FullName && is_account_name(sight.control) {
        return None;
    }
    // Some lists of countries are called "Region".
    if first == Slot::Region && label.iter().all(|w| w != "state" && w != "province") && lists_countries(sight.options)
    {
        return Some((Meaning::Profile(Slot::Country), "options.countries".to_owned()));
    }
    // "Country" under "Phone" is the country of the number.
    if first == Slot::Country && matches!(words(sight.section).as_slice(), [w] if w == "phone" || w == "telephone") {
        return Some((Meaning::Profile(Slot::PhoneCountry), "section.phone_country".to_owned()));
    }
    Some((in_entry(Meaning::Profile(first), sight.entry), format!("label.{language}.{}", snake(&first))))
}

/// Names of lists of salutations, some of which stand over other lists as well.
fn says_title(label: &[String]) -> bool {
    const NAMES: [&str; 12] = [
        "title",
        "titel",
        "titre",
        "titulo",
        "prefix",
        "salutation",
        "honorific",
        "anrede",
        "civilite",
        "tratamiento",
        "tratamento",
        "aanhef",
    ];
    let core = labels::core_words(label);
    core.len() <= 3 && core.iter().any(|word| NAMES.contains(word))
}

/// "Name" over a box for an account's name.
fn is_account_name(control: &Control) -> bool {
    [&control.name, &control.id].iter().any(|a| {
        let lower = a.to_ascii_lowercase();
        lower.contains("username") || lower.contains("login") || lower.contains("user_name")
    })
}

fn lists_countries(options: &[OptionEntry]) -> bool {
    let countries =
        options.iter().take(OPTIONS_READ).filter(|o| domain::countries::Country::by_name(&o.text).is_some());
    countries.count() >= 8
}

/// A placeholder that names another value than the text before the box.
fn placeholder_disagrees(sight: &Sight<'_>, slot: Slot) -> bool {
    let words = words(&sight.control.labels.placeholder);
    let found = labels::SLOTS.find(&labels::core_words(&words));
    !found.is_empty() && found.iter().all(|((other, _), _)| *other != slot)
}

static RESUME: LazyLock<Lexicon<Slot>> = LazyLock::new(|| {
    Lexicon::new(
        [
            ("resume|resumes|cv|lebenslauf|curriculum|resumecv|hojadevida|curriculo|zivotopis", Slot::ResumeFile),
            ("hoja de vida", Slot::ResumeFile),
            ("cover letter", Slot::CoverLetterFile),
            ("letter of motivation|interest", Slot::CoverLetterFile),
            ("motivation letter", Slot::CoverLetterFile),
            (
                "coverletter|anschreiben|motivationsschreiben|bewerbungsschreiben|begleitschreiben|motivatiebrief|sollicitatiebrief",
                Slot::CoverLetterFile,
            ),
            ("motivacni|pruvodni dopis", Slot::CoverLetterFile),
            ("lettre de motivation", Slot::CoverLetterFile),
            ("carta de? presentacion|apresentacao|motivacion", Slot::CoverLetterFile),
        ],
        false,
    )
});

/// Which file: by the label if it says so, else by the names around it. Two kinds in one label are asked.
fn file_claim(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    let control = sight.control;
    let texts = [
        (label.to_vec(), trust::LABEL, "label.file"),
        (words(&control.labels.container), trust::LABEL, "container.file"),
        (attribute_words(&control.automation_id), trust::FAMILY, "attribute.file"),
        (attribute_words(&control.id), trust::FAMILY, "attribute.file"),
        (attribute_words(&control.name), trust::FAMILY, "attribute.file"),
        (words(&control.labels.preceding), trust::WEAK_LABEL, "preceding.file"),
    ];
    for (words, trust, rule) in texts {
        let mut slots: Vec<Slot> = RESUME.find(&words).into_iter().map(|(slot, _)| slot).collect();
        slots.dedup();
        match slots[..] {
            [slot] => return Some(claim(Meaning::Profile(slot), trust, rule, &words.join(" "))),
            [] => {}
            _ => {
                return Some(claim(
                    Meaning::Question(QuestionClass::Other),
                    trust,
                    "label.two_files",
                    &words.join(" "),
                ));
            }
        }
    }
    let named = !label.is_empty();
    named.then(|| claim(Meaning::Question(QuestionClass::Other), trust::LABEL, "label.other_file", sight.label))
}

/// The part of a label before the mark, the bracket or the hint that follows it. What stands before a required mark is
/// the label; before anything else a second witness (name, id or type) has to say the same.
fn front_claim(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    let marks = ["*", "✱", " (", " - ", " – ", "? ", ". ", " please ", " Please ", " e.g"];
    if sight.weak_label || sight.entry != Entry::None || !is_free(sight.widget) || questions::SOMEBODY_ELSE.hits(label)
    {
        return None;
    }
    let first = marks.iter().filter_map(|mark| Some((sight.label.find(mark).filter(|at| *at > 0)?, *mark))).min();
    let (front, marked) = match first {
        Some((at, mark)) => (words(&sight.label[..at]), matches!(mark, "*" | "✱")),
        // A name that is read out twice: its text and the hint in the box.
        None => {
            let half = label.len() / 2;
            (label.len().is_multiple_of(2) && label[..half] == label[half..]).then(|| (label[..half].to_vec(), true))?
        }
    };
    let core = labels::core_words(&front);
    let found = labels::SLOTS.find(&core);
    let ((slot, _), _) = *found.first()?;
    let one = found.iter().all(|((other, _), _)| *other == slot);
    let rest = &label[front.len().min(label.len())..];
    let own = one && !QUALIFIED.hits(rest) && (marked || is_witnessed(sight, slot));
    own.then(|| claim(Meaning::Profile(slot), trust::WEAK_LABEL, format!("label_front.{}", snake(&slot)), sight.label))
}

/// Whether the type of the box, its name or its id says the same.
fn is_witnessed(sight: &Sight<'_>, slot: Slot) -> bool {
    let control = sight.control;
    let by_type = matches!((control.input_type.as_str(), slot), ("email", Slot::Email) | ("tel", Slot::Phone));
    by_type || attribute_slot(sight, &[]).is_some_and(|(found, _)| found == slot)
}

/// An address with more to its label than "e-mail address" may be somebody else's ("courriel du référent").
fn says_whose(label: &[String]) -> bool {
    const LINKS: [&str; 14] =
        ["of", "for", "from", "der", "des", "von", "du", "de", "del", "da", "do", "van", "pro", "od"];
    let core = labels::core_words(label);
    core.len() > 3 || (core.len() > 2 && core.iter().any(|w| LINKS.contains(w)))
}

static QUALIFIED: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["preferred|desired|previous|former|other|company|employer|work|office|school|birth|emergency|which|why|if|not|target|job|alternate|alternative|secondary|second|maiden|extension|ext|billing|shipping|mother~|father~|partner|pet|user|username|file"]
            .map(|p| (p, ())),
        false,
    )
});

/// Widgets into which any text can go.
fn is_free(widget: Widget) -> bool {
    matches!(widget, Widget::Text | Widget::TextArea | Widget::NativeSelect | Widget::Combobox | Widget::ListboxButton)
}

/// Names and ids may speak only where the label does not ask something of its own.
fn label_admits_attribute(sight: &Sight<'_>, label: &[String]) -> bool {
    is_free(sight.widget) && label.len() <= 4 && !sight.label.contains('?') && !QUALIFIED.hits(label)
}

fn attribute_claim(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    let (slot, attribute) = attribute_slot(sight, label)?;
    Some(claim(Meaning::Profile(slot), trust::ATTRIBUTE, "attribute.words", attribute))
}

/// The slot that the name, the id or the automation id names, with the attribute.
fn attribute_slot<'a>(sight: &Sight<'a>, label: &[String]) -> Option<(Slot, &'a str)> {
    let control = sight.control;
    [&control.name, &control.id, &control.automation_id].into_iter().find_map(|attribute| {
        let mut words = attribute_words(attribute);
        if QUALIFIED.hits(&words) && !words.iter().any(|w| w == "job" || w == "user") {
            return None;
        }
        if let Some(slot) = conventions::token_in(attribute) {
            return Some((slot, attribute.as_str()));
        }
        words.retain(|w| w.len() > 1 && !conventions::ATTRIBUTE_NOISE.contains(&w.as_str()));
        let mut found = conventions::ATTRIBUTE.find(&words);
        if found.is_empty() && words.len() == 1 && words[0] == "name" && label.iter().all(|w| w == "name") {
            found.push((Slot::FullName, "name"));
        }
        let (slot, _) = *found.first()?;
        let slot = if slot == Slot::AddressLine1 { address_line(attribute)? } else { slot };
        (!is_file(Meaning::Profile(slot))).then_some((slot, attribute.as_str()))
    })
}

/// Which line of an address: `address_line_2`, `addr3`. A third line is nothing of ours.
fn address_line(attribute: &str) -> Option<Slot> {
    match attribute.trim_end_matches([']', '_', '-']).chars().rev().find(char::is_ascii_alphanumeric) {
        Some('2') => Some(Slot::AddressLine2),
        Some(c) if c.is_ascii_digit() && c != '1' => None,
        _ => Some(Slot::AddressLine1),
    }
}
