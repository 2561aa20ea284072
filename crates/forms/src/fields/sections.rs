//! What the surroundings of a field say: the entry of a repeating section it
//! belongs to, the question it continues, the form it signs.

use super::{Field, Widget};
use crate::meaning::{self, Entry, Evidence, Meaning, Slot};
use crate::phrases::Lexicon;
use crate::snapshot::{Control, FrameSnapshot};
use crate::wording::words;
use domain::{Confidence, QuestionClass};
use std::collections::HashMap;
use std::sync::LazyLock;

static WORK: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "work|professional|employment|job|career|relevant experience|history",
            "^ experience $",
            "^ employment $",
            "^ experience|employment|position|job 1|2|3|4|5|6|7|8|9|10",
            "previous|past employment|jobs|employers",
            "berufserfahrung|werdegang|arbeitserfahrung|werkervaring|loopbaan",
            "experience|experiences professionnelle|professionnelles",
            "parcours professionnel",
            "experiencia|experiencias|historial profesional|profissional|laboral|profesionales|laborales|profissionais",
        ]
        .map(|p| (p, ())),
        false,
    )
});

static EDUCATION: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "education|educational|academic",
            "^ school|studies $",
            "ausbildung|formation|formations|educacion|formacion|educacao|formacao|opleiding|opleidingen|studium|bildungsweg",
        ]
        .map(|p| (p, ())),
        false,
    )
});

/// The kind of entry a control belongs to: by its id, else by its section.
pub(super) fn entry_of(control: &Control) -> Entry {
    for attribute in [&control.id, &control.automation_id, &control.name] {
        let lower = attribute.to_ascii_lowercase();
        let lower = lower.strip_prefix("formfield-").unwrap_or(&lower);
        if lower.starts_with("workexperience")
            || lower.starts_with("employment")
            || lower.starts_with("work_experience")
        {
            return Entry::Work;
        }
        if lower.starts_with("education") {
            return Entry::Education;
        }
    }
    let section = words(&control.section);
    match (WORK.hits(&section), EDUCATION.hits(&section)) {
        (true, false) => Entry::Work,
        (false, true) => Entry::Education,
        _ => Entry::None,
    }
}

/// Second pass over the fields of a frame, in order.
pub(super) fn read_neighbours(fields: &mut [Field], frame: &FrameSnapshot) {
    inherit(fields);
    sign(fields);
    settle_bare_name(fields, &frame.lang);
    read_repeated_jobs(fields);
    number_entries(fields);
}

/// A follow-up belongs to the class of the question it continues.
fn inherit(fields: &mut [Field]) {
    let mut parent: Option<QuestionClass> = None;
    for field in fields.iter_mut() {
        if meaning::is_follow_up(&field.label) && !matches!(field.widget, Widget::File) {
            let class = parent.unwrap_or(QuestionClass::Other);
            let own = match field.reading.meaning {
                Some(Meaning::Question(own)) => own,
                _ => QuestionClass::Other,
            };
            let class = meaning::stricter(class, own);
            field.reading.runner_up = field.reading.meaning.filter(|m| *m != Meaning::Question(class));
            field.reading.meaning = Some(Meaning::Question(class));
            field.reading.confidence = Confidence::new(0.9);
            let evidence = Evidence { rule: "follow_up".to_owned(), text: field.label.chars().take(120).collect() };
            field.reading.evidence.insert(0, evidence);
        }
        parent = match field.reading.meaning {
            Some(Meaning::Question(class)) => Some(class),
            _ => None,
        };
    }
}

/// Name and date beside a self-identification sign it.
fn sign(fields: &mut [Field]) {
    let disability = Some(Meaning::Question(QuestionClass::Disability));
    let spots: Vec<usize> = (0..fields.len()).filter(|i| fields[*i].reading.meaning == disability).collect();
    if spots.is_empty() {
        return;
    }
    for at in 0..fields.len() {
        let near = spots.iter().any(|spot| spot.abs_diff(at) <= 4 && fields[*spot].section == fields[at].section);
        let about = words(&fields[at].section);
        let by_section = about.iter().any(|w| w.starts_with("disabilit") || w.starts_with("self"));
        if !near && !by_section {
            continue;
        }
        let field = &mut fields[at];
        let label = words(&field.label);
        let label: Vec<&str> = label.iter().map(String::as_str).collect();
        let slot = match (label.as_slice(), field.widget) {
            (["name"] | ["your", "name"] | ["full", "name"] | ["employee", "name"], Widget::Text) => Slot::Signature,
            (
                ["date"] | ["todays", "date"] | ["date", "today"],
                Widget::Text | Widget::NativeDate | Widget::SegmentedDate,
            ) => Slot::Today,
            _ => continue,
        };
        let alone_before = field.reading.meaning == Some(Meaning::Profile(Slot::FullName)) && !by_section && !near;
        if !alone_before {
            field.reading.meaning = Some(Meaning::Profile(slot));
            field.reading.confidence = Confidence::new(0.93);
            field
                .reading
                .evidence
                .insert(0, Evidence { rule: "section.signature".to_owned(), text: field.label.clone() });
        }
    }
}

/// "Name" beside "First name" is the family name in German forms, and unclear elsewhere.
fn settle_bare_name(fields: &mut [Field], lang: &str) {
    let has = |slot: Slot| fields.iter().any(|f| f.reading.meaning == Some(Meaning::Profile(slot)));
    if !has(Slot::GivenName) || has(Slot::FamilyName) {
        return;
    }
    let german =
        lang.starts_with("de") || fields.iter().any(|f| words(&f.label).first().is_some_and(|w| w == "vorname"));
    for field in fields.iter_mut().filter(|f| f.reading.meaning == Some(Meaning::Profile(Slot::FullName))) {
        if matches!(words(&field.label).as_slice(), [w] if w == "name" || w == "nom") {
            field.reading.runner_up = field.reading.meaning;
            field.reading.meaning = german.then_some(Meaning::Profile(Slot::FamilyName));
            field.reading.confidence = Confidence::new(if german { 0.85 } else { 0.0 });
            field
                .reading
                .evidence
                .insert(0, Evidence { rule: "neighbours.bare_name".to_owned(), text: field.label.clone() });
        }
    }
}

/// "Company" and "Job title" mean nothing on their own. The pair again under the same heading is a list of jobs, and so
/// is one pair under a heading that speaks of experience.
fn read_repeated_jobs(fields: &mut [Field]) {
    let pairs: Vec<usize> = (1..fields.len())
        .filter(|at| {
            let (employer, title) = (&fields[at - 1], &fields[*at]);
            let bare = employer.reading.meaning.is_none() && title.reading.meaning.is_none();
            bare && employer.section == title.section
                && meaning::entry_label(&employer.label) == Some(Slot::WorkEmployer)
                && meaning::entry_label(&title.label) == Some(Slot::WorkTitle)
        })
        .collect();
    for &at in &pairs {
        let again = pairs.iter().filter(|other| fields[**other].section == fields[at].section).count() > 1;
        let said = words(&fields[at].section).iter().any(|w| w == "experience" || w == "employment");
        if !again && !said {
            continue;
        }
        for (at, slot) in [(at - 1, Slot::WorkEmployer), (at, Slot::WorkTitle)] {
            let reading = &mut fields[at].reading;
            reading.meaning = Some(Meaning::Profile(slot));
            reading.confidence = Confidence::new(0.85);
            let text = fields[at].label.chars().take(120).collect();
            fields[at].reading.evidence.insert(0, Evidence { rule: "neighbours.repeated_jobs".to_owned(), text });
        }
    }
}

/// Counts the entries of repeating sections: by the number in the id where there is one, else by repetition.
fn number_entries(fields: &mut [Field]) {
    let mut tokens: HashMap<Entry, Vec<String>> = HashMap::new();
    let mut seen: HashMap<Slot, usize> = HashMap::new();
    for field in fields.iter_mut() {
        let Some(Meaning::Profile(slot)) = field.reading.meaning else { continue };
        let entry = slot.entry();
        if entry == Entry::None {
            continue;
        }
        field.repeat = match entry_token(field, entry) {
            Some(token) => {
                let known = tokens.entry(entry).or_default();
                known.iter().position(|t| *t == token).unwrap_or_else(|| {
                    known.push(token);
                    known.len() - 1
                })
            }
            None => {
                let part = super::grouping::part_of_label(&field.label, &field.control);
                // Month and year boxes of one date are one occurrence.
                let count = seen.entry(slot).or_default();
                let second_part = part.is_some_and(|p| p != super::grouping::Part::Month)
                    && *count > 0
                    && field.widget != Widget::SegmentedDate;
                if !second_part {
                    *count += 1;
                }
                *count - 1
            }
        };
    }
}

/// What tells one entry from the next: the number in its id (`school--0`, `workExperience-16--title`) or its heading ("Education 2").
fn entry_token(field: &Field, entry: Entry) -> Option<String> {
    let control = &field.control;
    let family = match entry {
        Entry::Work => ["workexperience", "employment"],
        _ => ["education", "school"],
    };
    for attribute in [&control.id, &control.automation_id, &control.name] {
        let lower = attribute.to_ascii_lowercase();
        if let Some((_, number)) = lower.rsplit_once("--")
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            return Some(format!("#{number}"));
        }
        for name in family {
            if let Some(at) = lower.find(name) {
                let rest = lower[at + name.len()..]
                    .trim_start_matches(['-', '_', '[', 's', 'x', 'p', 'e', 'r', 'i', 'n', 'c']);
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                if !number.is_empty() {
                    return Some(format!("#{number}"));
                }
            }
        }
    }
    let last = field.section.split_whitespace().last()?;
    (last.len() <= 2 && last.bytes().all(|b| b.is_ascii_digit())).then(|| format!("section {last}"))
}
