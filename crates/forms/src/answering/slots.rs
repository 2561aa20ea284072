//! Values of the profile by the place a field asks for.

use super::entering::{self, Value};
use super::{Desk, Finding, degrees, derived, phones, places};
use crate::fields::Field;
use crate::meaning::{Entry, Meaning, Slot};
use crate::options::Wanted;
use crate::phrases::Lexicon;
use crate::salutations;
use crate::wording::words;
use domain::profile::{Employment, Name, Network};
use domain::{Fact, Source};
use std::sync::LazyLock;

/// Most skills put into one field.
const SKILLS: usize = 15;

/// What the profile has for `slot`.
pub(super) fn find(desk: &Desk<'_>, field: &Field, slot: Slot) -> Finding {
    let profile = &desk.person.profile;
    match slot.entry() {
        Entry::None => {}
        Entry::Education => return of_education(desk, field, slot),
        Entry::Work => {
            return profile
                .work
                .get(field.repeat)
                .map_or_else(|| nothing("your profile has no further employment"), |job| of_job(job, slot));
        }
    }
    let name = named(&profile.name);
    let location = &profile.location;
    match slot {
        Slot::FullName => {
            full_name(&profile.name).map_or_else(|| nothing("your full name is not in the profile"), as_text)
        }
        Slot::GivenName => text(name.given.as_ref(), "given name"),
        Slot::MiddleName => text(name.middle.as_ref(), "middle name"),
        Slot::FamilyName => text(name.family.as_ref(), "family name"),
        Slot::PreferredName => text(name.preferred.as_ref(), "preferred name"),
        Slot::Salutation => salutation(profile.application.salutation.as_ref()),
        Slot::Email => text(profile.email.as_ref(), "e-mail address"),
        Slot::Phone => phone(desk),
        Slot::PhoneNational => phone_without_code(desk),
        Slot::PhoneCountry => phones::code_choice(desk),
        // The kind of line is nowhere in a résumé, and "Mobile" would be a guess.
        Slot::PhoneType => nothing("you have not stated what kind of line your number is"),
        Slot::AddressLine1 => places::street(desk, field),
        Slot::AddressLine2 => nothing("your address has no second line"),
        Slot::City => places::plain(location.city.as_ref(), "city"),
        Slot::Region => places::region(desk, field),
        Slot::PostalCode => places::plain(location.postal_code.as_ref(), "postal code"),
        Slot::Country => places::country(desk, field),
        Slot::LocationText => places::one_line(desk, field),
        Slot::LinkedIn => link(desk, &[Network::LinkedIn]),
        Slot::GitHub => link(desk, &[Network::GitHub]),
        Slot::Twitter => link(desk, &[Network::Twitter]),
        Slot::Website => link(desk, &[Network::Website]),
        Slot::OtherLink => link(desk, &[Network::GitLab, Network::Other]),
        Slot::CurrentEmployer => text(current(desk, field).and_then(|job| job.employer.as_ref()), "current employer"),
        Slot::CurrentTitle => text(current(desk, field).and_then(|job| job.position.as_ref()), "current title"),
        Slot::Skills => skills(desk, field),
        Slot::Languages => several(profile.languages.iter().map(|l| &l.language), field, "languages"),
        Slot::ResumeFile => file(desk.person.resume.as_ref(), "no résumé was given"),
        Slot::CoverLetterFile => file(desk.person.cover_letter.as_ref(), "no cover letter was given"),
        // Signatures, and the entries of a career, which are found above.
        _ => nothing("you sign this yourself"),
    }
}

fn nothing(why: &str) -> Finding {
    Finding::Nothing(why.to_owned())
}

fn as_text(fact: Fact<String>) -> Finding {
    Finding::Value(fact.represent(|t| Value::Text(t.clone())))
}

fn text(fact: Option<&Fact<String>>, what: &str) -> Finding {
    fact.filter(|f| !f.value().trim().is_empty())
        .map_or_else(|| nothing(&format!("your {what} is not in the profile")), |f| as_text(f.clone()))
}

/// Only as the person stated it: neither a name nor a gender says how somebody wants to be addressed.
fn salutation(stated: Option<&Fact<String>>) -> Finding {
    let Some(stated) = stated.filter(|fact| fact.source().is_stated()) else {
        return nothing("you have not stated how you want to be addressed");
    };
    let own = stated.value().as_str();
    let wanted = Wanted::any_of(std::iter::once(own).chain(salutations::wordings(own).iter().copied()));
    Finding::Value(stated.represent(|_| Value::One(wanted)))
}

/// The name with the parts a two-word name admits.
fn named(name: &Name) -> Name {
    let mut name = name.clone();
    name.split_two_words();
    name
}

/// The full name as written, else put together from its parts.
pub(super) fn full_name(name: &Name) -> Option<Fact<String>> {
    if let Some(full) = &name.full {
        return Some(full.clone());
    }
    let (given, family) = (name.given.as_ref()?, name.family.as_ref()?);
    let parts: Vec<&Fact<String>> = [Some(given), name.middle.as_ref(), Some(family)].into_iter().flatten().collect();
    let text = parts.iter().map(|p| p.value().as_str()).collect::<Vec<_>>().join(" ");
    let sources: Vec<Source> = parts.iter().map(|p| p.source().clone()).collect();
    Some(derived("name.joined", "given, middle and family name together", sources, text))
}

/// The national part; the whole number where nothing on the page asks for the country, which would be lost.
fn phone_without_code(desk: &Desk<'_>) -> Finding {
    let country_asked = desk.fields.iter().any(|f| f.reading.meaning == Some(Meaning::Profile(Slot::PhoneCountry)));
    let home = phones::country(desk)
        .is_some_and(|country| desk.circumstances.country.as_deref() == Some(country.value().code));
    match phones::national(desk) {
        Some(national) if country_asked || home => as_text(national),
        _ => text(desk.person.profile.phone.as_ref(), "telephone number"),
    }
}

/// The whole number, or the national part when the form asks for the country code on its own.
fn phone(desk: &Desk<'_>) -> Finding {
    // A country beside the number goes with the whole of it; a country *code* takes that part away.
    let asked_apart = desk.fields.iter().any(|f| {
        f.reading.meaning == Some(Meaning::Profile(Slot::PhoneCountry))
            && words(&f.label)
                .iter()
                .any(|w| matches!(w.as_str(), "code" | "prefix" | "dialing" | "dialling" | "vorwahl" | "landervorwahl"))
    });
    if asked_apart && let Some(national) = phones::national(desk) {
        return as_text(national);
    }
    text(desk.person.profile.phone.as_ref(), "telephone number")
}

fn link(desk: &Desk<'_>, networks: &[Network]) -> Finding {
    let url = networks.iter().find_map(|network| desk.person.profile.link(*network));
    text(url, "link of this kind")
}

static LATEST: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new([("most? recent|latest|last|previous", ())], false));

/// The ongoing job; the latest one when the question admits it.
fn current<'a>(desk: &Desk<'a>, field: &Field) -> Option<&'a Employment> {
    let work = &desk.person.profile.work;
    let ongoing = work.iter().find(|job| job.current.as_ref().is_some_and(|c| *c.value()));
    ongoing.or_else(|| LATEST.hits(&words(&field.label)).then(|| work.first()).flatten())
}

fn of_job(job: &Employment, slot: Slot) -> Finding {
    let ongoing = job.current.as_ref().filter(|c| *c.value());
    match slot {
        Slot::WorkEmployer => text(job.employer.as_ref(), "employer of this entry"),
        Slot::WorkTitle => text(job.position.as_ref(), "title of this entry"),
        Slot::WorkLocation => text(job.location.as_ref(), "place of this entry"),
        Slot::WorkStart => date(job.start.as_ref()),
        Slot::WorkEnd if ongoing.is_some() => Finding::Settled(super::leave("this employment is ongoing")),
        Slot::WorkEnd => date(job.end.as_ref()),
        Slot::WorkCurrent => match (&job.current, &job.end) {
            (Some(current), _) => Finding::Value(current.represent(|c| Value::Bool(*c))),
            (None, Some(end)) => Finding::Value(end.derive("work.ended", "it has an end", Value::Bool(false))),
            (None, None) => nothing("whether this employment is ongoing is not known"),
        },
        _ => description(job),
    }
}

fn date(fact: Option<&Fact<domain::PartialDate>>) -> Finding {
    fact.map_or_else(
        || nothing("this date is not in the profile"),
        |f| Finding::Value(f.represent(|d| Value::Date(*d))),
    )
}

fn description(job: &Employment) -> Finding {
    let lines: Vec<&Fact<String>> = job.summary.iter().chain(&job.highlights).collect();
    match lines[..] {
        [] => nothing("this entry has no description"),
        [one] => as_text(one.clone()),
        _ => {
            let text = lines.iter().map(|l| l.value().as_str()).collect::<Vec<_>>().join("\n");
            let sources = lines.iter().map(|l| l.source().clone()).collect();
            Finding::Value(derived(
                "work.description",
                "summary and highlights, line by line",
                sources,
                Value::Text(text),
            ))
        }
    }
}

fn of_education(desk: &Desk<'_>, field: &Field, slot: Slot) -> Finding {
    let education = &desk.person.profile.education;
    let asks_highest = words(&field.label).iter().any(|w| w == "highest");
    if slot == Slot::Degree && (asks_highest || words(&field.label).iter().any(|w| w == "level")) {
        return degrees::highest(education, field);
    }
    let Some(entry) = education.get(field.repeat) else { return nothing("your profile has no further education") };
    match slot {
        Slot::School => text(entry.institution.as_ref(), "school of this entry"),
        Slot::Discipline => text(entry.area.as_ref(), "field of study of this entry"),
        Slot::EducationStart => date(entry.start.as_ref()),
        Slot::EducationEnd => date(entry.end.as_ref()),
        Slot::Grade => text(entry.score.as_ref(), "grade of this entry"),
        _ => match &entry.study_type {
            Some(degree) => Finding::Value(degrees::value(degree, field)),
            None => nothing("the degree of this entry is not in the profile"),
        },
    }
}

fn skills(desk: &Desk<'_>, field: &Field) -> Finding {
    several(desk.person.profile.skills.iter().take(SKILLS), field, "skills")
}

/// Several values: one choice each, or a list in a text box.
fn several<'a>(facts: impl Iterator<Item = &'a Fact<String>>, field: &Field, what: &str) -> Finding {
    let facts: Vec<&Fact<String>> = facts.collect();
    if facts.is_empty() {
        return nothing(&format!("your profile lists no {what}"));
    }
    let sources = facts.iter().map(|f| f.source().clone()).collect();
    let texts = facts.iter().map(|f| f.value().as_str());
    let value = if entering::is_choice(field.widget) {
        Value::Some(texts.map(Wanted::text).collect())
    } else {
        Value::Text(texts.collect::<Vec<_>>().join(", "))
    };
    Finding::Value(derived("profile.list", format!("the {what} of your profile, in order"), sources, value))
}

fn file(fact: Option<&Fact<super::FileEntry>>, why: &str) -> Finding {
    fact.map_or_else(|| nothing(why), |f| Finding::Value(f.represent(|file| Value::File(file.clone()))))
}
