//! The people and the postings fit each other.

use practice::{Expect, expected, people, postings};
use std::collections::BTreeSet;

#[test]
fn there_are_twelve_people_with_distinct_addresses_and_small_resumes() {
    assert_eq!(people().len(), 12);
    let emails: BTreeSet<&str> = people().iter().map(|person| person.email()).collect();
    assert_eq!(emails.len(), 12);
    for person in people() {
        assert!(person.resume_pdf.starts_with(b"%PDF-"), "{}", person.slug);
        assert!((5_000..48_000).contains(&person.resume_pdf.len()), "{}", person.slug);
    }
}

#[test]
fn every_family_has_two_postings_anybody_can_answer_and_one_that_asks() {
    let mut counts = std::collections::BTreeMap::new();
    for posting in postings() {
        *counts.entry((posting.family, posting.needs_person)).or_insert(0) += 1;
    }
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [2, 1, 2, 1, 2, 1, 2, 1]);
}

#[test]
fn the_data_answers_every_required_question_of_the_matrix() {
    for posting in postings() {
        for person in people() {
            let open: Vec<_> = expected(posting, person).into_iter().filter(|e| e.expect == Expect::Ask).collect();
            assert_eq!(!open.is_empty(), posting.needs_person, "{} at {}: {open:?}", person.slug, posting.key());
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
fn pages_never_see_what_a_field_asks_for() {
    for posting in postings() {
        let page = serde_json::to_string(&posting.fields).unwrap();
        assert!(!page.contains("\"asks\"") && !page.contains("\"options\""), "{}", posting.key());
    }
}
