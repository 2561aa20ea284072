//! What the person changed in an exported profile becomes their statement;
//! what they left alone keeps the source it had.
//!
//! An export names no sources, so the edited document is compared with the
//! profile it was made from, field by field on their JSON form. Entries of lists
//! are paired first, each with at most one: a value typed into a new entry never
//! inherits the source of an equal value in another.

use super::facts::as_fact;
use chrono::{DateTime, Utc};
use domain::{Fact, Profile, Source};
use serde_json::{Value, json};
use std::cmp::Reverse;

/// `edited` with the sources of `known` wherever nothing was changed, and the person as the source of the rest.
///
/// # Errors
/// When a profile has no JSON form, which no profile does.
pub(crate) fn adopt(known: &Profile, edited: &Profile, at: DateTime<Utc>) -> serde_json::Result<Profile> {
    let (known, edited) = with_names_that_fit(known, edited);
    let adopted = adopt_value(Some(&serde_json::to_value(known)?), &serde_json::to_value(edited)?, at);
    serde_json::from_value(adopted)
}

/// Derived parts belong to the full name they were derived from: they go with it, and, since an export leaves them
/// out, they come back with it.
fn with_names_that_fit(known: &Profile, edited: &Profile) -> (Profile, Profile) {
    let (mut known, mut edited) = (known.clone(), edited.clone());
    let derived =
        |part: &Option<Fact<String>>| part.as_ref().is_some_and(|part| matches!(part.source(), Source::Derived { .. }));
    let value = |part: &Option<Fact<String>>| part.as_ref().map(|part| part.value().clone());
    let same_name = value(&known.name.full) == value(&edited.name.full);
    let pair = (value(&known.name.given), value(&known.name.family));
    let (old, new) = (&mut known.name, &mut edited.name);
    if !same_name {
        for part in [&mut old.given, &mut old.middle, &mut old.family].into_iter().filter(|part| derived(part)) {
            *part = None;
        }
    } else if new.family.is_none() && derived(&old.family) && value(&new.given) == pair.0 {
        new.family.clone_from(&old.family);
    } else if new.given.is_none() && derived(&old.given) && value(&new.family) == pair.1 {
        new.given.clone_from(&old.given);
    }
    (known, edited)
}

fn adopt_value(known: Option<&Value>, edited: &Value, at: DateTime<Utc>) -> Value {
    if let Some((value, source)) = as_fact(edited) {
        return match known.filter(|known| as_fact(known).is_some_and(|(same, _)| same == value)) {
            Some(known) => known.clone(),
            None => json!({ "value": value, "source": stated(source, at) }),
        };
    }
    match edited {
        Value::Object(members) => {
            let of = |key: &str| known.and_then(|known| known.get(key));
            members.iter().map(|(key, value)| (key.clone(), adopt_value(of(key), value, at))).collect()
        }
        Value::Array(items) => {
            let known: &[Value] = known.and_then(Value::as_array).map_or(&[], Vec::as_slice);
            let pairs = pairs(known, items);
            items.iter().zip(pairs).map(|(item, pair)| adopt_value(pair.map(|at| &known[at]), item, at)).collect()
        }
        other => other.clone(),
    }
}

/// For each edited entry the known one it was, if any: those that share most first, then those that moved least.
/// Half of their values must be shared, else the entry is a new one.
fn pairs(known: &[Value], edited: &[Value]) -> Vec<Option<usize>> {
    let known: Vec<_> = known.iter().map(values).collect();
    let mut likely = Vec::new();
    for (new, entry) in edited.iter().map(values).enumerate() {
        for (old, other) in known.iter().enumerate() {
            let shared = shared(&entry, other);
            if shared > 0 && 2 * shared >= entry.len().max(other.len()) {
                likely.push((Reverse(shared), old.abs_diff(new), new, old));
            }
        }
    }
    likely.sort_unstable();
    let mut pairs = vec![None; edited.len()];
    let mut taken = vec![false; known.len()];
    for (_, _, new, old) in likely {
        if pairs[new].is_none() && !taken[old] {
            (pairs[new], taken[old]) = (Some(old), true);
        }
    }
    pairs
}

/// The values of an entry by the name of their field. Entries of lists within it go by the list's name.
fn values(entry: &Value) -> Vec<(&str, &Value)> {
    fn collect<'v>(name: &'v str, value: &'v Value, found: &mut Vec<(&'v str, &'v Value)>) {
        match (as_fact(value), value) {
            (Some((value, _)), _) => found.push((name, value)),
            (None, Value::Object(members)) => members.iter().for_each(|(name, value)| collect(name, value, found)),
            (None, Value::Array(items)) => items.iter().for_each(|item| collect(name, item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect("", entry, &mut found);
    found
}

fn shared(one: &[(&str, &Value)], other: &[(&str, &Value)]) -> usize {
    let mut left = other.to_vec();
    one.iter()
        .filter(|value| left.iter().position(|known| known == *value).map(|at| left.swap_remove(at)).is_some())
        .count()
}

/// The same source with the person in place of the exported file.
fn stated(source: Source, at: DateTime<Utc>) -> Source {
    match source {
        Source::Derived { rule, because, from } => {
            Source::Derived { rule, because, from: from.into_iter().map(|source| stated(source, at)).collect() }
        }
        _ => Source::Person { at },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::profile::Employment;
    use domain::{Confidence, Sha256, Span, json_resume};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn read(value: &str) -> Option<Fact<String>> {
        let span = Span { page: 2, line: 3, end_line: 3, start: 0, end: 4 };
        let source = Source::Document { document: Sha256::of(b"cv"), span, confidence: Confidence::new(0.8) };
        Some(Fact::new(value.to_owned(), source))
    }

    fn job(employer: &str, position: &str) -> Employment {
        Employment {
            employer: read(employer),
            position: read(position),
            highlights: vec![read("Did one thing").unwrap(), read("Did another").unwrap()],
            ..Employment::default()
        }
    }

    fn known() -> Profile {
        let mut profile = Profile { email: read("ada@example.org"), phone: read("1"), ..Profile::default() };
        profile.name.full = read("Ada King");
        profile.name.split_two_words();
        profile.work = vec![job("Acme", "Clerk"), job("Bcme", "Baker")];
        profile.skills = vec![read("Rust").unwrap(), read("Algebra").unwrap()];
        profile
    }

    fn edited(change: impl FnOnce(&mut Value)) -> Profile {
        let mut document = json_resume::export(&known(), &[]);
        change(&mut document);
        let text = document.to_string();
        let edited = json_resume::import(text.as_bytes(), Sha256::of(text.as_bytes())).unwrap();
        adopt(&known(), &edited.profile, NOW).unwrap()
    }

    fn is_person(fact: &Option<Fact<String>>) -> bool {
        fact.as_ref().is_some_and(|fact| *fact.source() == Source::Person { at: NOW })
    }

    #[test]
    fn what_is_left_alone_keeps_its_place_in_the_document() {
        assert_eq!(edited(|_| ()), known());
    }

    #[test]
    fn only_what_is_changed_becomes_a_statement() {
        let after = edited(|document| {
            document["basics"]["email"] = "new@example.org".into();
            document["work"][1]["position"] = "Chef".into();
            document["skills"][0]["name"] = "Poetry".into();
        });
        assert!(
            is_person(&after.email) && is_person(&after.work[1].position) && is_person(&Some(after.skills[0].clone()))
        );
        assert_eq!((after.phone, &after.skills[1]), (known().phone, &known().skills[1]));
        assert_eq!((&after.work[0], &after.work[1].employer), (&known().work[0], &known().work[1].employer));
        assert_eq!(after.work[1].highlights, known().work[1].highlights);
    }

    #[test]
    fn entries_that_moved_are_recognised_and_a_new_one_inherits_nothing() {
        let after = edited(|document| {
            let work = document["work"].as_array_mut().unwrap();
            // The same title as at Acme, and the same words, typed for another employer.
            let new = json!({ "name": "Ccme", "position": "Clerk", "highlights": ["Did one thing"] });
            work.insert(0, new);
        });
        assert!(is_person(&after.work[0].employer) && is_person(&after.work[0].position));
        assert!(is_person(&Some(after.work[0].highlights[0].clone())));
        assert_eq!(after.work[1..], known().work);
    }

    #[test]
    fn an_entry_typed_in_place_of_another_inherits_nothing_from_the_one_thing_they_share() {
        let after = edited(|document| {
            let work = document["work"].as_array_mut().unwrap();
            work[0] = json!({ "name": "Ccme", "position": "Clerk", "location": "Bath" });
        });
        assert!(is_person(&after.work[0].position));
    }

    #[test]
    fn the_parts_of_a_new_name_are_derived_from_the_persons_statement() {
        let after = edited(|document| document["basics"]["name"] = "Ada Lovelace".into());
        for (part, expected) in [(after.name.given, "Ada"), (after.name.family, "Lovelace")] {
            let part = part.unwrap();
            assert_eq!(part.value(), expected);
            assert!(matches!(part.source(), Source::Derived { .. }) && part.source().is_stated(), "{part:?}");
        }
        let longer = edited(|document| document["basics"]["name"] = "Ada María Lovelace".into());
        assert_eq!((longer.name.given, longer.name.family), (None, None));
    }

    #[test]
    fn confirming_one_part_of_a_name_keeps_the_other_and_contradicting_it_does_not() {
        let given = |word: &str| edited(|document| document["x-valet"] = json!({ "givenName": word })).name;
        assert_eq!(given("Ada").family, known().name.family);
        assert_eq!(given("Augusta").family, None);
    }
}
