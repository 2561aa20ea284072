//! All facts of a profile as one list, whatever they are facts about.
//!
//! Works on the profile's JSON form, in which a fact is an object with exactly
//! `value` and `source`: a new field of a profile is shown without a change here.

use domain::{Profile, Source};
use serde_json::Value;

/// A fact with the place it has in the profile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// `work 1 position`
    pub place: String,
    pub value: Value,
    pub source: Source,
}

/// The value and source of a fact, when `value` is one.
pub(crate) fn as_fact(value: &Value) -> Option<(&Value, Source)> {
    let object = value.as_object().filter(|object| object.len() == 2)?;
    let source = serde_json::from_value(object.get("source")?.clone()).ok()?;
    Some((object.get("value")?, source))
}

/// Every fact, in the order of the profile's fields.
pub(crate) fn all(profile: &Profile) -> Vec<Found> {
    let mut found = Vec::new();
    collect(&serde_json::to_value(profile).unwrap_or_default(), "", &mut found);
    found
}

fn collect(value: &Value, place: &str, found: &mut Vec<Found>) {
    if let Some((value, source)) = as_fact(value) {
        found.push(Found { place: place.to_owned(), value: value.clone(), source });
        return;
    }
    let under = |part: &str| if place.is_empty() { part.to_owned() } else { format!("{place} {part}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| collect(member, &under(key), found)),
        Value::Array(items) => (1..).zip(items).for_each(|(number, item): (usize, _)| {
            // A link is known by its site, anything else by its number.
            let network = item.get("network").and_then(Value::as_str).map(str::to_owned);
            collect(item, &under(&network.unwrap_or_else(|| number.to_string())), found);
        }),
        _ => {}
    }
}

/// A place in the words of the person.
pub(crate) fn label(place: &str) -> String {
    const NAMED: [(&str, &str); 12] = [
        ("name full", "Name"),
        ("location address", "Street"),
        ("location country_code", "Country"),
        ("application over_18", "At least 18"),
        ("application gender", "Gender"),
        ("application how_heard", "How heard of the job"),
        ("application salary", "Expected pay"),
        ("links linked_in url", "LinkedIn"),
        ("links git_hub url", "GitHub"),
        ("links git_lab url", "GitLab"),
        ("links website url", "Website"),
        ("links twitter url", "Twitter"),
    ];
    if let Some((_, label)) = NAMED.iter().find(|(named, _)| *named == place) {
        return (*label).to_owned();
    }
    let words = place.replace('_', " ");
    let words = ["application ", "location "].iter().find_map(|prefix| words.strip_prefix(prefix)).unwrap_or(&words);
    let words = match words.strip_prefix("name ") {
        Some(part) => format!("{part} name"),
        None => words.trim_end_matches(" url").to_owned(),
    };
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A value as people read it.
pub(crate) fn shown(value: &Value) -> String {
    let text = |key: &str| value.get(key).map(shown).unwrap_or_default();
    match value {
        Value::String(word) if word == "decline" => "rather not say".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Object(members) if members.contains_key("says") => text("says"),
        Value::Object(members) if members.contains_key("authorized") => {
            let may = if value["authorized"] == true { "may work" } else { "may not work yet" };
            let sponsor = if value["needsSponsorship"] == true { "needs sponsorship" } else { "needs no sponsorship" };
            format!("{}: {may}, {sponsor}", text("country"))
        }
        Value::Object(members) if members.contains_key("currency") => {
            format!("{} {} per {}", text("amount"), text("currency"), text("period"))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::profile::{Disclosure, Employment, Link, Network, PayPeriod, Salary, WorkAuthorization};
    use domain::{Fact, PartialDate};

    fn said<T>(value: T) -> Fact<T> {
        Fact::new(value, Source::Person { at: chrono::DateTime::UNIX_EPOCH })
    }

    #[test]
    fn every_fact_is_found_and_told_in_words() {
        let start: PartialDate = "2019-03".parse().unwrap();
        let mut profile = Profile { email: Some(said("ada@example.org".into())), ..Profile::default() };
        profile.name.given = Some(said("Ada".into()));
        profile.location.postal_code = Some(said("N1".into()));
        profile.links.push(Link { network: Network::GitHub, url: said("https://github.com/ada".into()) });
        profile.work.push(Employment { start: Some(said(start)), ..Employment::default() });
        let facts = &mut profile.application;
        let permit =
            |needs_sponsorship| WorkAuthorization { country: "US".into(), authorized: true, needs_sponsorship };
        facts.work_authorization = vec![said(permit(true))];
        facts.gender = Some(said(Disclosure::Says("woman".into())));
        facts.race = Some(said(Disclosure::Decline));
        facts.salary = Some(said(Salary { amount: 90_000, currency: "EUR".into(), period: PayPeriod::Year }));
        facts.notice_period_days = Some(said(30));
        facts.over_18 = Some(said(true));

        let told: Vec<_> = all(&profile).iter().map(|fact| (label(&fact.place), shown(&fact.value))).collect();
        let expected = [
            ("Given name", "Ada"),
            ("Email", "ada@example.org"),
            ("Postal code", "N1"),
            ("GitHub", "https://github.com/ada"),
            ("Work 1 start", "2019-03"),
            ("Work authorization 1", "US: may work, needs sponsorship"),
            ("Gender", "woman"),
            ("Race", "rather not say"),
            ("Expected pay", "90000 EUR per year"),
            ("Notice period days", "30"),
            ("At least 18", "yes"),
        ];
        assert_eq!(told, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));
    }
}
