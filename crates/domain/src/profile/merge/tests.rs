use super::*;
use crate::profile::WorkAuthorization;
use crate::provenance::{Confidence, Sha256, Span};

fn said(value: &str) -> Text {
    Some(Fact::new(value.to_owned(), Source::Person { at: chrono::DateTime::UNIX_EPOCH }))
}

fn read(document: &[u8], value: &str) -> Text {
    let span = Span { page: 1, line: 1, end_line: 1, start: 0, end: 1 };
    let document = Sha256::of(document);
    Some(Fact::new(value.to_owned(), Source::Document { document, span, confidence: Confidence::new(0.9) }))
}

fn resume(document: &[u8], name: &str, city: &str) -> Profile {
    let mut profile = Profile::default();
    profile.name.full = read(document, name);
    profile.name.split_two_words();
    profile.location.city = read(document, city);
    profile
}

fn values(name: &Name) -> [Option<&str>; 4] {
    [&name.full, &name.given, &name.middle, &name.family].map(|fact| fact.as_ref().map(|fact| fact.value().as_str()))
}

#[test]
fn a_newer_resume_replaces_an_older_one_and_mixes_nothing() {
    let mut old = resume(b"old", "Ada King", "London");
    old.email = read(b"old", "old@example.org");
    old.skills = vec![read(b"old", "Analysis").unwrap()];
    old.work = vec![Employment { employer: read(b"old", "Acme"), ..Employment::default() }];
    let new = resume(b"new", "Ada María Lovelace", "Paris");
    assert_eq!(old.updated_by_reading(new.clone()), new, "nothing of the older one is left");
}

#[test]
fn a_statement_survives_every_resume() {
    let mut known = resume(b"old", "Ada King", "London");
    known.email = said("mine@example.org");
    known.skills = vec![read(b"old", "Analysis").unwrap(), said("Engines").unwrap()];
    // The employer was read; only the end of the job was corrected.
    let end = Some(Fact::new("2020-01".parse().unwrap(), Source::Person { at: chrono::DateTime::UNIX_EPOCH }));
    known.work = vec![Employment { employer: read(b"old", "Acme"), end, ..Employment::default() }];
    known.application.how_heard = said("A friend");
    let mut new = resume(b"new", "Ada King", "Paris");
    new.email = read(b"new", "new@example.org");
    new.skills = vec![read(b"new", "Poetry").unwrap()];
    new.work = vec![Employment { employer: read(b"new", "Bcme"), ..Employment::default() }];
    let merged = known.clone().updated_by_reading(new);
    assert_eq!(merged.email, known.email);
    assert_eq!(merged.skills, known.skills);
    assert_eq!(merged.work, known.work);
    assert_eq!(merged.application, known.application);
    assert_eq!(merged.location.city, read(b"new", "Paris"), "nothing of the address was stated");
}

#[test]
fn an_address_is_kept_whole_unless_the_resume_repeats_what_was_stated_of_it() {
    let mut known = resume(b"old", "Ada King", "London");
    known.location.country_code = said("GB");
    let in_country = |country: Option<&str>| {
        let mut new = resume(b"new", "Ada King", "Bath");
        new.location.country_code = country.and_then(|code| read(b"new", code));
        known.clone().updated_by_reading(new).location
    };
    assert_eq!(in_country(None), known.location, "nobody said that this Bath is in GB");
    assert_eq!(in_country(Some("US")), known.location);
    let moved = in_country(Some("GB"));
    assert_eq!((moved.city, moved.country_code), (read(b"new", "Bath"), said("GB")));
}

#[test]
fn a_stated_name_is_not_completed_by_somebody_elses_parts() {
    for (full, given, family, resume_name, expected) in [
        // stated: full, given, family; the résumé's name; what is known afterwards
        (Some("Ana María Cruz"), None, None, "Ana Cruz", [Some("Ana María Cruz"), None, None, None]),
        (Some("Ada Lovelace"), None, None, "Ada King", [Some("Ada Lovelace"), None, None, None]),
        (Some("ada king"), None, None, "Ada King", [Some("ada king"), Some("Ada"), None, Some("King")]),
        (None, Some("Bob"), None, "Ada King", [None, Some("Bob"), None, None]),
        (None, Some("Ada"), None, "Ada King", [Some("Ada King"), Some("Ada"), None, Some("King")]),
        (None, Some("Ana María"), None, "Ana María", [Some("Ana María"), Some("Ana María"), None, None]),
        (None, None, Some("Cruz"), "Ana María Cruz", [Some("Ana María Cruz"), None, None, Some("Cruz")]),
    ] {
        let mut known = Profile::default();
        let state = |value: Option<&str>| value.and_then(said);
        known.name = Name { full: state(full), given: state(given), family: state(family), ..Name::default() };
        let merged = known.updated_by_reading(resume(b"new", resume_name, "Lima"));
        assert_eq!(values(&merged.name), expected, "{full:?} {given:?} {family:?} + {resume_name}");
    }
}

#[test]
fn a_preferred_name_does_not_keep_a_resume_from_saying_the_full_one() {
    let mut known = Profile::default();
    known.name.preferred = said("Addie");
    let merged = known.updated_by_reading(resume(b"new", "Ada King", "London"));
    assert_eq!(values(&merged.name), [Some("Ada King"), Some("Ada"), None, Some("King")]);
    assert_eq!(merged.name.preferred, said("Addie"));
}

#[test]
fn a_profile_file_replaces_what_it_mentions_and_leaves_the_rest() {
    let mut known = resume(b"old", "Ada King", "London");
    known.name.preferred = said("Addie");
    known.phone = said("1");
    known.application.work_authorization = vec![permit("GB", false), permit("US", false)];
    let mut new = Profile { email: said("new@example.org"), ..Profile::default() };
    new.name.full = said("Ada María Lovelace");
    new.application.work_authorization = vec![permit("us", true)];
    let merged = known.clone().updated_by_statement(new);
    assert_eq!((merged.email, merged.phone), (said("new@example.org"), said("1")));
    assert_eq!(values(&merged.name), [Some("Ada María Lovelace"), None, None, None]);
    assert_eq!(merged.name.preferred, said("Addie"));
    assert_eq!(merged.location, known.location);
    assert_eq!(merged.application.work_authorization, [permit("us", true), permit("GB", false)]);
}

fn permit(country: &str, authorized: bool) -> Fact<WorkAuthorization> {
    let value = WorkAuthorization { country: country.to_owned(), authorized, needs_sponsorship: false };
    Fact::new(value, Source::Person { at: chrono::DateTime::UNIX_EPOCH })
}

#[test]
fn a_newer_stated_address_leaves_nothing_of_the_older_one() {
    let mut known = resume(b"old", "Ada King", "London");
    known.location.postal_code = said("SW1");
    let new = Profile { location: Location { city: said("Paris"), ..Location::default() }, ..Profile::default() };
    assert_eq!(known.updated_by_statement(new.clone()).location, new.location);
}

#[test]
fn stated_parts_complete_the_name_they_occur_in_and_replace_any_other() {
    let with_parts = |full: &str, given: &str, family: Option<&str>| {
        let mut known = resume(b"old", full, "Lima");
        known.name.middle = read(b"old", "María");
        let name = Name { given: said(given), family: family.and_then(said), ..Name::default() };
        known.updated_by_statement(Profile { name, ..Profile::default() }).name
    };
    let completed = with_parts("Ana María Cruz", "Ana María", Some("Cruz"));
    assert_eq!(values(&completed), [Some("Ana María Cruz"), Some("Ana María"), None, Some("Cruz")]);
    assert_eq!(values(&with_parts("Ada King", "Bob", None)), [None, Some("Bob"), None, None]);
}
