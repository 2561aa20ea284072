//! Weighs the evidence: from what is seen of a field to what it asks.

use super::{Evidence, Meaning, Reading, Slot, conventions, labels, questions, snake};
use crate::fields::Widget;
use crate::phrases::Lexicon;
use crate::salutations;
use crate::snapshot::{Control, OptionEntry};
use crate::wording::{attribute_words, words};
use domain::{Confidence, QuestionClass};
use std::sync::LazyLock;

/// The repeating section a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    /// None.
    None,
    /// Work experience.
    Work,
    /// Education.
    Education,
}

/// What is known of a field when its meaning is read.
pub(crate) struct Sight<'a> {
    pub(crate) label: &'a str,
    /// The label is a placeholder or merely the text before the control.
    pub(crate) weak_label: bool,
    pub(crate) section: &'a str,
    pub(crate) options: &'a [OptionEntry],
    pub(crate) control: &'a Control,
    pub(crate) widget: Widget,
    pub(crate) entry: Entry,
}

/// Options looked at when they may decide the class.
const OPTIONS_READ: usize = 60;

/// How much each kind of evidence is trusted.
mod trust {
    pub(super) const AUTOCOMPLETE: f32 = 0.98;
    pub(super) const FAMILY: f32 = 0.96;
    pub(super) const LABEL: f32 = 0.95;
    pub(super) const IN_SECTION: f32 = 0.93;
    pub(super) const QUESTION: f32 = 0.93;
    pub(super) const TYPE: f32 = 0.9;
    pub(super) const OPTIONS: f32 = 0.9;
    pub(super) const WEAK_LABEL: f32 = 0.85;
    pub(super) const ATTRIBUTE: f32 = 0.82;
    /// At least this much on both sides is a contradiction rather than a preference.
    pub(super) const STRONG: f32 = 0.9;
}

struct Claim {
    meaning: Meaning,
    trust: f32,
    evidence: Evidence,
}

fn claim(meaning: Meaning, trust: f32, rule: impl Into<String>, text: &str) -> Claim {
    let text = text.chars().take(120).collect();
    Claim { meaning, trust, evidence: Evidence { rule: rule.into(), text } }
}

/// Whether a question continues the one before it ("If yes, please explain").
pub(crate) fn is_follow_up(label: &str) -> bool {
    questions::FOLLOW_UP.hits(&words(label))
}

/// What a label names in an entry of a career, whether or not it stands in one.
pub(crate) fn entry_label(label: &str) -> Option<Slot> {
    let words = words(label);
    labels::IN_WORK.find(&labels::core_words(&words)).first().map(|(slot, _)| *slot)
}

/// The class of a question as somebody wrote it down, without a field around it; `None` when its words say none.
#[must_use]
pub fn class_of_question(text: &str) -> Option<QuestionClass> {
    class_of_words(&words(text)).map(|(class, _)| class)
}

fn class_of_words(words: &[String]) -> Option<(QuestionClass, &'static str)> {
    questions::QUESTIONS.find(words).into_iter().min_by_key(|(class, _)| questions::rank(*class))
}

/// Reads what a field asks for.
pub(crate) fn read(sight: &Sight<'_>) -> Reading {
    let label_words = words(sight.label);
    let mut claims = Vec::new();
    if let Some(secret) = secret(sight, &label_words) {
        claims.push(secret);
    } else {
        let somebody_else = somebody_else(sight, &label_words);
        slot_claims(sight, &label_words, &mut claims);
        if let Some(rule) = somebody_else {
            claims.retain(|c| !matches!(c.meaning, Meaning::Profile(_)) || is_file(c.meaning));
            class_claims(sight, &label_words, &mut claims);
            if claims.is_empty() {
                claims.push(claim(Meaning::Question(QuestionClass::Other), trust::QUESTION, rule, sight.label));
            }
        } else {
            class_claims(sight, &label_words, &mut claims);
        }
    }
    settle(claims)
}

fn is_file(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Profile(Slot::ResumeFile | Slot::CoverLetterFile))
}

static CODE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "verification|security|confirmation|authentication|access|login code|codes",
            "one time code|passcode|password|pin",
            "otp|totp|passcode|2fa",
            "code * sent|emailed|texted",
            "digit|character|digits code|pin",
            "^ enter? the? code $",
            "bestatigungscode|verifizierungscode|sicherheitscode",
            "code de verification|securite",
        ]
        .map(|p| (p, ())),
        false,
    )
});

static AGAIN: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["confirm~|verify|verification|repeat|again|retype|reenter|re|second|wiederholen|bestatigen"].map(|p| (p, ())),
        false,
    )
});

static NO_PASSWORD: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["answer|question|passphrase", "^ pin|tin|ssn $", "code|codes", "number|digits|email|mail"].map(|p| (p, ())),
        false,
    )
});

/// What a box that hides its text asks when it asks for no password: codes, numbers of authorities, answers to security questions.
fn hidden_text(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    if sight.widget != Widget::Password || label.iter().any(|w| w.starts_with("passwor") || w.starts_with("kennwor")) {
        return None;
    }
    if class_of_words(label).is_some_and(|(class, _)| class == QuestionClass::NeverStore) {
        return Some(claim(
            Meaning::Question(QuestionClass::NeverStore),
            trust::LABEL,
            "label.hidden_text",
            sight.label,
        ));
    }
    if CODE.hits(label) {
        return Some(claim(Meaning::OneTimeCode, trust::LABEL, "label.one_time_code", sight.label));
    }
    let named = [&sight.control.name, &sight.control.id].iter().any(|a| NO_PASSWORD.hits(&attribute_words(a)));
    (NO_PASSWORD.hits(label) || (named && label.iter().all(|w| w != "pin")))
        .then(|| claim(Meaning::Question(QuestionClass::Other), trust::LABEL, "label.hidden_text", sight.label))
}

/// Passwords and codes: never from the profile, whatever else the field says.
fn secret(sight: &Sight<'_>, label: &[String]) -> Option<Claim> {
    let control = sight.control;
    let by_token = conventions::autocomplete(&control.autocomplete);
    if let Some(other) = hidden_text(sight, label).filter(|_| by_token != Some(Meaning::Password)) {
        return Some(other);
    }
    if sight.widget == Widget::Password || by_token == Some(Meaning::Password) {
        let again = AGAIN.hits(label)
            || [&control.name, &control.id, &control.automation_id].iter().any(|a| AGAIN.hits(&attribute_words(a)));
        let meaning = if again { Meaning::PasswordAgain } else { Meaning::Password };
        return Some(claim(meaning, trust::AUTOCOMPLETE, "type.password", sight.label));
    }
    if !matches!(sight.widget, Widget::Text) {
        return None;
    }
    if by_token == Some(Meaning::OneTimeCode) {
        return Some(claim(Meaning::OneTimeCode, trust::AUTOCOMPLETE, "autocomplete.one-time-code", sight.label));
    }
    let by_attribute = [&control.name, &control.id].iter().any(|a| {
        let words = attribute_words(a);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        matches!(words.as_slice(), ["security", "input"] | ["otp" | "passcode" | "totp", ..]) || CODE.hits(&words)
    });
    (by_attribute || CODE.hits(label))
        .then(|| claim(Meaning::OneTimeCode, trust::LABEL, "label.one_time_code", sight.label))
}

static OTHERS_SECTION: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        ["reference|references|referees|referee|referenzen", "emergency", "next of kin", "referral|referrer|referred"]
            .map(|p| (p, ())),
        false,
    )
});

/// The rule by which a field asks for somebody else's data.
fn somebody_else(sight: &Sight<'_>, label: &[String]) -> Option<&'static str> {
    if questions::SOMEBODY_ELSE.hits(label) {
        return Some("veto.somebody_else");
    }
    if OTHERS_SECTION.hits(&words(sight.section)) {
        return Some("veto.section_of_others");
    }
    let control = sight.control;
    [&control.name, &control.id, &control.automation_id]
        .iter()
        .any(|a| OTHERS_SECTION.hits(&attribute_words(a)))
        .then_some("veto.attribute_of_others")
}

fn slot_claims(sight: &Sight<'_>, label: &[String], claims: &mut Vec<Claim>) {
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

/// Words that speak of the employment applied for, wherever they stand.
fn to_come(label: &[String]) -> bool {
    const WORDS: [&str; 7] = ["available", "earliest", "expected", "expectation", "expectations", "desired", "notice"];
    label.iter().any(|word| WORDS.contains(&word.as_str()))
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

fn class_claims(sight: &Sight<'_>, label: &[String], claims: &mut Vec<Claim>) {
    if sight.widget == Widget::File {
        return;
    }
    let asked = class_of_words(label);
    let has_slot = claims.iter().any(|c| matches!(c.meaning, Meaning::Profile(_)) && c.trust >= trust::WEAK_LABEL);
    if let Some((class, phrase)) = asked {
        // Dates and pay of an entry are of that employment, not of the one applied for.
        let of_entry = sight.entry != Entry::None
            && matches!(class, QuestionClass::StartDate | QuestionClass::Salary | QuestionClass::NoticePeriod)
            && !to_come(label);
        let class = if of_entry { QuestionClass::Other } else { class };
        let class = if prose(sight, class) { QuestionClass::FreeText } else { class };
        if questions::is_guarded(class) {
            claims.retain(|c| !matches!(c.meaning, Meaning::Profile(_)) || c.evidence.rule.starts_with("label."));
        }
        let whole_label_slot =
            claims.iter().any(|c| c.evidence.rule.starts_with("label.") || c.evidence.rule.starts_with("section."));
        if !whole_label_slot || questions::is_guarded(class) {
            let trust = if sight.weak_label { trust::WEAK_LABEL } else { trust::QUESTION };
            claims.push(claim(Meaning::Question(class), trust, format!("question.{}", snake(&class)), phrase));
        }
    }
    if !has_slot && !asked.is_some_and(|(class, _)| questions::is_guarded(class)) {
        claims.extend(options_claim(sight));
    }
}

/// A long answer about experience, salary and the like is prose, not a value. Sensitive classes stay what they are.
fn prose(sight: &Sight<'_>, class: QuestionClass) -> bool {
    sight.widget == Widget::TextArea
        && matches!(
            class,
            QuestionClass::Experience
                | QuestionClass::Relocation
                | QuestionClass::Attestation
                | QuestionClass::Marketing
        )
}

fn options_claim(sight: &Sight<'_>) -> Option<Claim> {
    let choice = !matches!(sight.widget, Widget::Text | Widget::TextArea);
    let found = sight.options.iter().take(OPTIONS_READ).filter(|_| choice).flat_map(|option| {
        let words = words(&option.text);
        questions::OPTIONS.find(&words)
    });
    let (class, phrase) = found.min_by_key(|(class, _)| questions::rank(*class))?;
    Some(claim(Meaning::Question(class), trust::OPTIONS, format!("options.{}", snake(&class)), phrase))
}

/// Chooses among claims: guarded classes first, then trust; claims that complete each other agree on the more specific.
fn settle(mut claims: Vec<Claim>) -> Reading {
    claims.sort_by(|a, b| b.trust.total_cmp(&a.trust));
    let guarded = claims
        .iter()
        .filter_map(|c| match c.meaning {
            Meaning::Question(class) if questions::is_guarded(class) => {
                Some((questions::rank(class), c.meaning, c.trust))
            }
            _ => None,
        })
        .min_by_key(|(rank, ..)| *rank);
    let evidence = |claims: &[Claim]| claims.iter().map(|c| c.evidence.clone()).collect::<Vec<_>>();
    if let Some((_, meaning, trust)) = guarded {
        let runner_up = claims.iter().map(|c| c.meaning).find(|m| *m != meaning);
        return Reading {
            meaning: Some(meaning),
            confidence: Confidence::new(trust),
            evidence: evidence(&claims),
            runner_up,
        };
    }
    let Some(first) = claims.first() else {
        return Reading { meaning: None, confidence: Confidence::new(0.0), evidence: Vec::new(), runner_up: None };
    };
    let (mut meaning, trust) = (first.meaning, first.trust);
    let mut runner_up = None;
    for other in &claims[1..] {
        match agreed(meaning, other.meaning) {
            Some(specific) => meaning = specific,
            None if other.trust >= trust::STRONG => {
                let evidence = evidence(&claims);
                return Reading { meaning: None, confidence: Confidence::new(0.0), evidence, runner_up: Some(meaning) };
            }
            None => runner_up = runner_up.or(Some(other.meaning)),
        }
    }
    Reading { meaning: Some(meaning), confidence: Confidence::new(trust), evidence: evidence(&claims), runner_up }
}

/// The more specific of two meanings that can both be true.
fn agreed(a: Meaning, b: Meaning) -> Option<Meaning> {
    use Slot as S;
    if a == b {
        return Some(a);
    }
    let (Meaning::Profile(a), Meaning::Profile(b)) = (a, b) else { return None };
    // General on the left, specific on the right.
    const REFINES: [(Slot, Slot); 23] = [
        (S::Phone, S::PhoneNational),
        (S::FullName, S::Signature),
        (S::FullName, S::GivenName),
        (S::FullName, S::FamilyName),
        (S::FullName, S::PreferredName),
        (S::GivenName, S::PreferredName),
        (S::CurrentEmployer, S::WorkEmployer),
        (S::CurrentTitle, S::WorkTitle),
        (S::City, S::LocationText),
        (S::City, S::WorkLocation),
        (S::LocationText, S::WorkLocation),
        (S::Website, S::LinkedIn),
        (S::Website, S::GitHub),
        (S::Website, S::Twitter),
        (S::Website, S::OtherLink),
        (S::OtherLink, S::LinkedIn),
        (S::OtherLink, S::GitHub),
        (S::OtherLink, S::Twitter),
        (S::Country, S::PhoneCountry),
        (S::Phone, S::PhoneCountry),
        (S::EducationStart, S::WorkStart),
        (S::EducationEnd, S::WorkEnd),
        (S::Phone, S::PhoneType),
    ];
    REFINES
        .iter()
        .find(|(general, specific)| (*general, *specific) == (a, b) || (*general, *specific) == (b, a))
        .map(|(_, specific)| Meaning::Profile(*specific))
}

/// The more restrictive of two classes.
pub(crate) fn stricter(a: QuestionClass, b: QuestionClass) -> QuestionClass {
    if questions::rank(a) <= questions::rank(b) { a } else { b }
}
