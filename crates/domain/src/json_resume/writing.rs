//! A profile as JSON Resume.

use super::EXTRAS;
use crate::answers::{Answer, AnswerScope};
use crate::profile::{Certificate, Disclosure, Education, Employment, Language, Link, Location, Network, Profile};
use crate::provenance::{Fact, Source};
use serde_json::{Map, Value, json};

/// Writes a profile and a Q&A bank as JSON Resume v1.0.0 with `x-valet`.
/// What is unknown is left out. Name parts that were only derived from the full
/// name are left out too, so that they do not come back as stated.
#[must_use]
pub fn export(profile: &Profile, answers: &[Answer]) -> Value {
    let (website, accounts): (Vec<&Link>, Vec<&Link>) =
        profile.links.iter().partition(|link| link.network == Network::Website);
    let (main, more) = website.split_first().map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
    let profiles: Vec<Value> = more.iter().copied().chain(accounts).map(write_account).collect();

    let mut basics = Map::new();
    put(&mut basics, "name", text(&profile.name.full));
    put(&mut basics, "label", text(&profile.headline));
    put(&mut basics, "email", text(&profile.email));
    put(&mut basics, "phone", text(&profile.phone));
    put(&mut basics, "url", main.map(|link| json!(link.url.value())));
    put(&mut basics, "summary", text(&profile.summary));
    put(&mut basics, "location", non_empty(write_location(&profile.location)));
    put(&mut basics, "profiles", list(profiles));

    let mut root = Map::new();
    root.insert(
        "$schema".into(),
        json!("https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"),
    );
    put(&mut root, "basics", non_empty(basics));
    put(&mut root, "work", list(profile.work.iter().map(write_employment).collect()));
    put(&mut root, "education", list(profile.education.iter().map(write_education).collect()));
    put(&mut root, "skills", list(profile.skills.iter().map(|skill| json!({ "name": skill.value() })).collect()));
    put(&mut root, "languages", list(profile.languages.iter().map(write_language).collect()));
    put(&mut root, "certificates", list(profile.certificates.iter().map(write_certificate).collect()));
    put(&mut root, EXTRAS, non_empty(write_extras(profile, answers)));
    Value::Object(root)
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn text<T: ToString>(fact: &Option<Fact<T>>) -> Option<Value> {
    fact.as_ref().map(|fact| json!(fact.value().to_string()))
}

fn list(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

fn non_empty(map: Map<String, Value>) -> Option<Value> {
    (!map.is_empty()).then_some(Value::Object(map))
}

fn write_account(link: &Link) -> Value {
    let network = match link.network {
        Network::LinkedIn => "LinkedIn",
        Network::GitHub => "GitHub",
        Network::GitLab => "GitLab",
        Network::Twitter => "Twitter",
        Network::Website => "Website",
        Network::Other => "Other",
    };
    json!({ "network": network, "url": link.url.value() })
}

fn write_location(location: &Location) -> Map<String, Value> {
    let mut map = Map::new();
    put(&mut map, "address", text(&location.address));
    put(&mut map, "postalCode", text(&location.postal_code));
    put(&mut map, "city", text(&location.city));
    put(&mut map, "countryCode", text(&location.country_code));
    put(&mut map, "region", text(&location.region));
    map
}

fn write_employment(job: &Employment) -> Value {
    let mut map = Map::new();
    put(&mut map, "name", text(&job.employer));
    put(&mut map, "position", text(&job.position));
    put(&mut map, "location", text(&job.location));
    put(&mut map, "startDate", text(&job.start));
    let ongoing = job.current.as_ref().is_some_and(|current| *current.value());
    match (&job.end, ongoing, &job.start) {
        (Some(end), _, _) => put(&mut map, "endDate", Some(json!(end.value()))),
        (None, true, None) => put(&mut map, "endDate", Some(json!("present"))),
        (None, false, Some(_)) => put(&mut map, EXTRAS, Some(json!({ "endUnknown": true }))),
        (None, _, _) => {}
    }
    put(&mut map, "summary", text(&job.summary));
    put(&mut map, "highlights", list(job.highlights.iter().map(|item| json!(item.value())).collect()));
    Value::Object(map)
}

fn write_education(school: &Education) -> Value {
    let mut map = Map::new();
    put(&mut map, "institution", text(&school.institution));
    put(&mut map, "area", text(&school.area));
    put(&mut map, "studyType", text(&school.study_type));
    put(&mut map, "startDate", text(&school.start));
    put(&mut map, "endDate", text(&school.end));
    put(&mut map, "score", text(&school.score));
    Value::Object(map)
}

fn write_language(language: &Language) -> Value {
    let mut map = Map::new();
    map.insert("language".into(), json!(language.language.value()));
    put(&mut map, "fluency", text(&language.fluency));
    Value::Object(map)
}

fn write_certificate(certificate: &Certificate) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), json!(certificate.name.value()));
    put(&mut map, "date", text(&certificate.date));
    put(&mut map, "issuer", text(&certificate.issuer));
    Value::Object(map)
}

fn write_extras(profile: &Profile, answers: &[Answer]) -> Map<String, Value> {
    let mut map = Map::new();
    let stated = |part: &Option<Fact<String>>| {
        let derived = part.as_ref().is_some_and(|fact| matches!(fact.source(), Source::Derived { .. }));
        if derived { None } else { text(part) }
    };
    put(&mut map, "givenName", stated(&profile.name.given));
    put(&mut map, "middleName", stated(&profile.name.middle));
    put(&mut map, "familyName", stated(&profile.name.family));
    put(&mut map, "preferredName", stated(&profile.name.preferred));

    let facts = &profile.application;
    let disclosure = |fact: &Option<Fact<Disclosure>>| {
        fact.as_ref().map(|fact| match fact.value() {
            Disclosure::Decline => json!("decline"),
            Disclosure::Says(word) => json!(word),
        })
    };
    put(&mut map, "workAuthorization", list(facts.work_authorization.iter().map(|fact| json!(fact.value())).collect()));
    put(&mut map, "gender", disclosure(&facts.gender));
    put(&mut map, "race", disclosure(&facts.race));
    put(&mut map, "hispanicLatino", disclosure(&facts.hispanic_latino));
    put(&mut map, "veteran", disclosure(&facts.veteran));
    put(&mut map, "disability", disclosure(&facts.disability));
    put(&mut map, "pronouns", disclosure(&facts.pronouns));
    put(&mut map, "salary", facts.salary.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "earliestStart", text(&facts.earliest_start));
    put(&mut map, "noticePeriodDays", facts.notice_period_days.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "willingToRelocate", facts.willing_to_relocate.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "over18", facts.over_18.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "birthDate", text(&facts.birth_date));
    put(&mut map, "salutation", text(&facts.salutation));
    put(&mut map, "howHeard", text(&facts.how_heard));
    put(&mut map, "answers", list(answers.iter().map(write_answer).collect()));
    map
}

fn write_answer(answer: &Answer) -> Value {
    let company = match &answer.scope {
        AnswerScope::Everywhere => Value::Null,
        AnswerScope::Company(name) => json!(name),
    };
    json!({
        "question": answer.question,
        "class": answer.class,
        "answer": answer.answer,
        "company": company,
        "usage": answer.usage,
    })
}
