//! Truth and untruth.

use crate::applicant::{apply, is_confirmation, lever, server, truthful, workday};
use practice::{Ending, Family, Posting, people, person, posting, postings};

const GREENHOUSE: &str = "greenhouse/lumenforge/4410021007";
const LEVER: &str = "lever/nordwende/2e9d0c47-8a6f-4b35-9c12-5f7e1a3b6d88";
const WORKDAY: &str = "workday/meridale/R-10482";

#[tokio::test]
async fn every_truthful_application_of_the_matrix_is_perfect() {
    let server = server().await;
    for (number, posting) in postings().iter().filter(|posting| !posting.needs_person).enumerate() {
        // Every person at the families that repeat entries; a third of them, in turn, at each of the others.
        let step = if number < 8 { 1 } else { 3 };
        for person in people().iter().skip(number % step).step_by(step) {
            let answers = truthful(posting, person);
            let response = apply(&server, posting, person, &answers).await.unwrap();
            let (at, who) = (posting.key(), person.slug);
            assert!(is_confirmation(posting, response).await, "{who} at {at}");
            let score = server.score(&at, who).unwrap();
            assert!(score.is_perfect(), "{who} at {at}: {:?} {:?}", score.missing, score.wrong);
            assert!(score.asked.is_empty() && score.exact.len() >= 10, "{who} at {at}");
        }
    }
    assert_eq!(server.submissions().len(), 8 * 15 + 20 * 5);
    server.stop().await;
}

#[tokio::test]
async fn questions_only_the_person_can_answer_are_listed_as_asked() {
    let server = server().await;
    let asking = |posting: &&Posting| posting.needs_person && posting.ending == Ending::Received;
    for posting in postings().iter().filter(asking) {
        let person = &people()[0];
        let mut answers = truthful(posting, person);
        let asked = answers.iter().find(|(_, values)| values[0] == "In my own words.").unwrap().0.clone();
        let response = apply(&server, posting, person, &answers).await.unwrap();
        assert!(is_confirmation(posting, response).await, "{}", posting.key());
        assert!(server.score(&posting.key(), person.slug).unwrap().asked.contains(&asked));
        answers.remove(&asked);
        server.reset();
        let response = apply(&server, posting, person, &answers).await.unwrap();
        assert!(!is_confirmation(posting, response).await, "{} insists on it", posting.key());
        assert_eq!(server.submissions().len(), 0);
    }
}

#[tokio::test]
async fn an_untrue_answer_is_found() {
    let server = server().await;
    let cases = [
        (GREENHOUSE, "question_30010003", "No"),
        (GREENHOUSE, "phone", "+1 617 555 0143"),
        (GREENHOUSE, "candidate-location", "Boston, New York, United States"),
        (GREENHOUSE, "question_30010009", "I have always loved lamps."),
        (GREENHOUSE, "gender", "Male"),
        (GREENHOUSE, "educations[0].degree", "Master's Degree"),
        (GREENHOUSE, "educations[1].school", "Other"),
        (LEVER, "phone", "6175550142"),
        (LEVER, "org", "Quillback Devices"),
        (WORKDAY, "workExperience[1].endDate", "2021-06"),
        (WORKDAY, "workExperience[0].roleDescription", "Led a team of fifty."),
    ];
    let person = person("maeve-oconnor").unwrap();
    for (key, field, lie) in cases {
        let posting = posting(key).unwrap();
        let mut answers = truthful(posting, person);
        answers.insert(field.into(), vec![lie.into()]);
        if field == "educations[1].school" {
            answers.insert("educations[1].degree".into(), vec!["Other".into()]);
        }
        server.reset();
        let response = apply(&server, posting, person, &answers).await.unwrap();
        assert!(is_confirmation(posting, response).await, "{field}");
        let score = server.score(key, person.slug).unwrap();
        assert!(score.wrong.iter().any(|wrong| wrong.field == field), "{field}: {:?}", score.wrong);
        assert!(!score.is_perfect());
    }
}

#[tokio::test]
async fn an_answer_left_out_is_missing_and_an_empty_truth_is_not() {
    let server = server().await;
    let (person, posting) = (person("haruka-saito").unwrap(), posting(GREENHOUSE).unwrap());
    let mut answers = truthful(posting, person);
    answers.remove("disability_status");
    apply(&server, posting, person, &answers).await.unwrap();
    let score = server.score(GREENHOUSE, person.slug).unwrap();
    assert_eq!(score.missing.iter().map(|m| m.field.as_str()).collect::<Vec<_>>(), ["disability_status"]);
    assert!(score.rightly_empty.contains(&"question_30010001".to_owned()), "she has no LinkedIn page");
}

#[tokio::test]
async fn every_submission_is_counted() {
    let server = server().await;
    for (key, times) in [(GREENHOUSE, 2), (LEVER, 3), (WORKDAY, 2)] {
        let (person, posting) = (&people()[0], posting(key).unwrap());
        for _ in 0..times {
            apply(&server, posting, person, &truthful(posting, person)).await.unwrap();
        }
        let score = server.score(key, person.slug).unwrap();
        assert_eq!(score.submissions, times, "{key}");
        assert!(!score.is_perfect(), "a second application is a failure");
    }
}

#[tokio::test]
async fn a_machine_that_fills_the_trap_is_caught() {
    let server = server().await;
    let (person, posting) = (&people()[0], posting(WORKDAY).unwrap());
    workday(&server, posting, person, &truthful(posting, person), "https://example.com").await.unwrap();
    let score = server.score(WORKDAY, person.slug).unwrap();
    assert_eq!(score.wrong[0].field, "beecatcher");
}

#[tokio::test]
async fn the_log_says_which_requests_carried_a_person() {
    let server = server().await;
    let (person, posting) = (person("juergen-weiss").unwrap(), posting(LEVER).unwrap());
    let page = format!("{}/apply", server.url(posting));
    crate::applicant::client().get(page).send().await.unwrap();
    let search = format!("{}/lever/searchLocations?text=T%C3%BCbingen", server.base_url());
    crate::applicant::client().get(search).send().await.unwrap();
    lever(&server, posting, person, &truthful(posting, person)).send().await.unwrap();
    let requests = server.requests();
    let carried: Vec<usize> = requests.iter().map(|request| request.carried.len()).collect();
    assert_eq!(carried, [0, 0, 4], "name, e-mail, telephone and file; the form does not ask for the street");
    assert!(requests[2].carried.iter().all(|c| c.person == "juergen-weiss"));
    assert_eq!((requests[2].method.as_str(), requests[2].status), ("POST", Some(303)));
}

#[tokio::test]
async fn every_advert_names_itself_to_machines() {
    let server = server().await;
    for posting in postings() {
        let page = crate::applicant::client().get(server.url(posting)).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("\"@type\":\"JobPosting\"") && page.contains(&posting.title), "{}", posting.key());
        if posting.family == Family::Lever {
            let form = crate::applicant::client().get(format!("{}/apply", server.url(posting)));
            assert!(form.send().await.unwrap().text().await.unwrap().contains("][baseTemplate]"));
        }
    }
    let index = crate::applicant::client().get(server.base_url()).send().await.unwrap().text().await.unwrap();
    assert!(postings().iter().all(|posting| index.contains(&posting.path())));
}
