//! What a model is told about a person: facts with numbers to cite them by, and
//! which of their values become tokens first.

use chrono::NaiveDate;
use domain::profile::{Disclosure, Education, Employment};
use domain::{Answer, AnswerScope, Fact, PartialDate, Profile, Source, UsageMode};
use forms::answering::{Circumstances, Person};
use llm::Redactor;
use llm::redaction::Kind;

/// Most facts told at once.
const MOST: usize = 60;
/// Longest fact, characters.
const LONGEST: usize = 400;
/// Own affairs are sought by their beginning, characters.
const HEAD: usize = 60;
/// Shorter ones are words like "yes" that say nothing about anybody.
const SHORTEST_PRIVATE: usize = 5;

/// Something about the person that a draft may rest on.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) text: String,
    pub(super) source: Source,
}

/// Values that never leave as they are: who the person is, how to reach them, where they live, worked and learned, and
/// what they stated to sensitive questions or for this very form.
pub(super) fn redactor(person: &Person) -> Redactor {
    let profile = &person.profile;
    let (name, home) = (&profile.name, &profile.location);
    let of = |kind: Kind, facts: &[&Option<Fact<String>>]| -> Vec<(Kind, String)> {
        facts.iter().filter_map(|fact| fact.as_ref()).map(|fact| (kind, fact.value().clone())).collect()
    };
    let mut values = of(Kind::Name, &[&name.full, &name.given, &name.middle, &name.family, &name.preferred]);
    values.extend(of(Kind::Email, &[&profile.email]));
    values.extend(of(Kind::Phone, &[&profile.phone]));
    values.extend(of(Kind::Place, &[&home.address, &home.postal_code, &home.city]));
    values.extend(profile.links.iter().map(|link| (Kind::Link, link.url.value().clone())));
    for work in &profile.work {
        values.extend(of(Kind::Employer, &[&work.employer]));
        values.extend(of(Kind::Place, &[&work.location]));
    }
    for education in &profile.education {
        values.extend(of(Kind::School, &[&education.institution]));
    }
    values.extend(own_affairs(person).into_iter().map(|text| (Kind::Private, text)));
    Redactor::new(values)
}

fn own_affairs(person: &Person) -> Vec<String> {
    let facts = &person.profile.application;
    let disclosed =
        [&facts.gender, &facts.race, &facts.hispanic_latino, &facts.veteran, &facts.disability, &facts.pronouns];
    let words = disclosed.into_iter().flatten().filter_map(|fact| match fact.value() {
        Disclosure::Says(word) => Some(word.clone()),
        Disclosure::Decline => None,
    });
    let pay = facts.salary.iter().map(|salary| salary.value().amount.to_string());
    let answers = person.answers.iter().filter(|answer| answer.class.is_sensitive()).map(|answer| &answer.answer);
    // What a model proposed is no secret to it.
    let said = person.said.values().filter(|fact| !matches!(fact.source(), Source::Proposed { .. }));
    let said = said.map(|fact| fact.value());
    let texts = words.chain(pay).chain(answers.chain(said).cloned());
    texts
        .flat_map(|text| [text.chars().take(HEAD).collect::<String>(), text])
        .filter(|text| text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_PRIVATE)
        .collect()
}

/// What a draft may rest on: the career, and answers to questions that are not sensitive.
pub(super) fn told(person: &Person, circumstances: &Circumstances) -> Vec<Told> {
    let mut told = of_profile(&person.profile);
    let usable = person.answers.iter().filter(|answer| may_be_told(answer, circumstances));
    told.extend(usable.map(|answer| Told {
        text: format!("Asked “{}”, the answer was: {}", answer.question, answer.answer),
        source: source_of(answer),
    }));
    for fact in &mut told {
        fact.text = super::one_line(&fact.text, LONGEST);
    }
    told.truncate(MOST);
    told
}

/// Whether an answer of the bank may be told to a model at all.
pub(super) fn may_be_told(answer: &Answer, circumstances: &Circumstances) -> bool {
    let in_scope = match &answer.scope {
        AnswerScope::Everywhere => true,
        AnswerScope::Company(company) => !company.is_empty() && company.to_lowercase() == circumstances.company,
    };
    in_scope && !answer.class.is_sensitive() && answer.usage == UsageMode::AlwaysUse && !answer.answer.trim().is_empty()
}

pub(super) fn source_of(answer: &Answer) -> Source {
    Source::Answer { id: answer.id, at: answer.stated_at }
}

fn of_profile(profile: &Profile) -> Vec<Told> {
    let stating = |text: &str, fact: &Option<Fact<String>>| {
        fact.as_ref().map(|f| Told { text: format!("{text}{}", f.value()), source: f.source().clone() })
    };
    let mut told: Vec<Told> = [stating("Headline: ", &profile.headline), stating("Summary: ", &profile.summary)]
        .into_iter()
        .flatten()
        .collect();
    for work in &profile.work {
        of_work(work, &mut told);
    }
    told.extend(profile.education.iter().filter_map(of_education));
    if let Some(first) = profile.skills.first() {
        let skills: Vec<&str> = profile.skills.iter().map(|skill| skill.value().as_str()).collect();
        told.push(Told { text: format!("Skills: {}", skills.join(", ")), source: first.source().clone() });
    }
    told.extend(profile.languages.iter().map(|language| Told {
        text: match &language.fluency {
            Some(fluency) => format!("Speaks {} ({})", language.language.value(), fluency.value()),
            None => format!("Speaks {}", language.language.value()),
        },
        source: language.language.source().clone(),
    }));
    told.extend(profile.certificates.iter().map(|certificate| Told {
        text: format!("Certificate: {}", certificate.name.value()),
        source: certificate.name.source().clone(),
    }));
    told
}

fn of_work(work: &Employment, told: &mut Vec<Told>) {
    let employer = work.employer.as_ref().map_or("an employer", |fact| fact.value().as_str());
    let during = period(work.start.as_ref(), work.end.as_ref(), work.current.as_ref().is_some_and(|now| *now.value()));
    if let Some(head) = work.position.as_ref().or(work.employer.as_ref()) {
        let position = work.position.as_ref().map_or("Worked", |fact| fact.value().as_str());
        told.push(Told { text: format!("{position} at {employer}{during}"), source: head.source().clone() });
    }
    for fact in work.summary.iter().chain(&work.highlights) {
        told.push(Told { text: format!("At {employer}: {}", fact.value()), source: fact.source().clone() });
    }
}

fn of_education(education: &Education) -> Option<Told> {
    let head = education.study_type.as_ref().or(education.area.as_ref()).or(education.institution.as_ref())?;
    let text = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value().clone());
    let what: Vec<String> = [text(&education.study_type), text(&education.area)].into_iter().flatten().collect();
    let at = text(&education.institution).map(|school| format!(" at {school}")).unwrap_or_default();
    let during = period(education.start.as_ref(), education.end.as_ref(), false);
    Some(Told { text: format!("Studied {}{at}{during}", what.join(", ")), source: head.source().clone() })
}

fn period(start: Option<&Fact<PartialDate>>, end: Option<&Fact<PartialDate>>, current: bool) -> String {
    let shown = |date: Option<&Fact<PartialDate>>| date.map(|date| date.value().to_string());
    match (shown(start), shown(end)) {
        (Some(start), Some(end)) => format!(", {start} to {end}"),
        (Some(start), None) if current => format!(", since {start}"),
        (Some(start), None) => format!(", from {start}"),
        (None, Some(end)) => format!(", until {end}"),
        (None, None) => String::new(),
    }
}

/// A day as a fact is told.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
