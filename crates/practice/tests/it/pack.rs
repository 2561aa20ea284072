//! The people and the postings fit each other.

use practice::{Ending, Expect, Family, expected, people, postings};
use std::collections::BTreeSet;

#[test]
fn there_are_fifteen_people_with_distinct_addresses_and_small_resumes() {
    assert_eq!(people().len(), 15);
    let emails: BTreeSet<&str> = people().iter().map(|person| person.email()).collect();
    assert_eq!(emails.len(), 15);
    for person in people() {
        assert!(person.resume_pdf.starts_with(b"%PDF-"), "{}", person.slug);
        assert!((5_000..48_000).contains(&person.resume_pdf.len()), "{}", person.slug);
    }
}

#[test]
fn every_family_has_two_postings_that_end_alike() {
    for family in Family::ALL {
        let of_family = || postings().iter().filter(move |posting| posting.family == family);
        let answerable = of_family().filter(|posting| !posting.needs_person).count();
        let blocked = of_family().filter(|posting| posting.ending == Ending::Blocked).count();
        let expected = if family == Family::EmailCode { (0, 2) } else { (2, 0) };
        assert_eq!((answerable, blocked), expected, "{family}");
    }
}

#[test]
fn every_posting_has_an_address_and_an_employer_of_its_own() {
    let distinct = |of: fn(&practice::Posting) -> String| postings().iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|posting| posting.path()), postings().len());
    assert_eq!(distinct(|posting| posting.company.clone()), postings().len());
    assert_eq!(distinct(|posting| posting.key()), postings().len());
}

#[test]
fn a_family_is_written_the_same_everywhere() {
    for family in Family::ALL {
        assert_eq!(serde_json::to_value(family).unwrap(), family.to_string());
    }
}

#[test]
fn the_data_answers_every_required_question_of_the_matrix() {
    for posting in postings() {
        for person in people() {
            let open: Vec<_> = expected(posting, person).into_iter().filter(|e| e.expect == Expect::Ask).collect();
            let asks = posting.needs_person && posting.ending == Ending::Received;
            assert_eq!(!open.is_empty(), asks, "{} at {}: {open:?}", person.slug, posting.key());
        }
    }
}

#[test]
fn a_word_the_form_has_no_option_for_is_left_out() {
    let zoe = practice::person("zoe-fairweather-khan").unwrap();
    let at = |key: &str, field: &str| {
        let truths = expected(practice::posting(key).unwrap(), zoe);
        truths.into_iter().find(|truth| truth.field == field).unwrap().expect
    };
    assert_eq!(at("greenhouse/lumenforge/4410021007", "gender"), Expect::Empty);
    let options = Expect::Options(vec!["Non-Binary".into()]);
    assert_eq!(at("workday/auroraline/R-20771", "personalInfoGB--gender"), options);
}

#[test]
fn an_option_that_denies_an_origin_is_true_only_of_those_who_deny_it() {
    let race = |slug: &str| {
        let posting = practice::posting("lever/brackenwater/7f3a2b94-5c1d-4e86-a0b7-92d4c8e6f150").unwrap();
        let truths = expected(posting, practice::person(slug).unwrap());
        truths.into_iter().find(|truth| truth.field == "eeo[race]").unwrap().expect
    };
    assert_eq!(race("wulandari"), Expect::Empty, "she states a race and no origin");
    assert_eq!(race("desmond-tran"), Expect::Options(vec!["Asian (Not Hispanic or Latino)".into()]));
}

#[test]
fn pages_never_see_what_a_field_asks_for() {
    for posting in postings() {
        let page = serde_json::to_string(&posting.fields).unwrap();
        assert!(!page.contains("\"asks\"") && !page.contains("\"options\""), "{}", posting.key());
    }
}

#[test]
fn what_drift_adds_is_answered_by_everybodys_data() {
    for posting in postings() {
        let open = |posting, person| expected(posting, person).into_iter().filter(|e| e.expect == Expect::Ask).count();
        for person in people() {
            let drifted = practice::drifted(posting, 4);
            assert_eq!(open(posting, person), open(drifted, person), "{} at {}", person.slug, posting.key());
            assert!(expected(drifted, person).len() > expected(posting, person).len());
        }
    }
}
