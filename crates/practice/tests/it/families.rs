//! What is particular to one family.

use crate::applicant::{apply, client, cookie, greenhouse, is_confirmation, mailed_code, server, steps, truthful};
use practice::{Family, Posting, Server, people, postings};
use reqwest::StatusCode;
use reqwest::multipart::Form;

fn first(family: Family) -> &'static Posting {
    postings().iter().find(|posting| posting.family == family).unwrap()
}

async fn page(server: &Server, path: &str) -> String {
    client().get(format!("{}{path}", server.base_url())).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_mailed_code_is_wanted_once_and_only_the_last_one_is_right() {
    let server = server().await;
    let (posting, person) = (first(Family::EmailCode), &people()[0]);
    let answers = truthful(posting, person);
    let asked = greenhouse(&server, posting, person, &answers, None).await.unwrap();
    assert_eq!(asked.status(), StatusCode::PRECONDITION_REQUIRED);
    let first_code = mailed_code(&server, person);
    assert!(first_code.len() == 8 && first_code.chars().all(|c| c.is_ascii_alphanumeric()));
    greenhouse(&server, posting, person, &answers, None).await.unwrap();
    for wrong in [first_code.as_str(), "", "ZZZZZZZZ"] {
        let refused = greenhouse(&server, posting, person, &answers, Some(wrong)).await.unwrap();
        assert_eq!(refused.status(), StatusCode::PRECONDITION_REQUIRED, "{wrong}");
    }
    assert!(server.submissions().is_empty(), "nothing counts before the code is right");
    let code = mailed_code(&server, person).to_lowercase();
    let taken = greenhouse(&server, posting, person, &answers, Some(&code)).await.unwrap();
    assert!(is_confirmation(posting, taken).await);
    let again = greenhouse(&server, posting, person, &answers, Some(&code)).await.unwrap();
    assert_eq!(again.status(), StatusCode::PRECONDITION_REQUIRED, "a code is used up");
    assert!(server.score(&posting.key(), person.slug).unwrap().is_perfect());
}

#[tokio::test]
async fn the_mailbox_shows_an_applicants_mail_newest_first_and_nobody_elses() {
    let server = server().await;
    let person = &people()[0];
    for posting in postings().iter().filter(|posting| posting.family == Family::EmailCode) {
        greenhouse(&server, posting, person, &truthful(posting, person), None).await.unwrap();
    }
    let mail: serde_json::Value =
        serde_json::from_str(&page(&server, &format!("/mailbox/{}", person.email().to_uppercase())).await).unwrap();
    let subjects: Vec<&str> = mail.as_array().unwrap().iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
    assert_eq!(
        subjects,
        [
            "Security code for your application to Loomwright Textiles",
            "Security code for your application to Ferrocene Motors"
        ]
    );
    assert_eq!(page(&server, &format!("/mailbox/{}", people()[1].email())).await, "[]");
}

#[tokio::test]
async fn the_embedded_form_is_on_another_host_than_the_page_around_it() {
    let server = server().await;
    let posting = first(Family::GreenhouseEmbedded);
    let outer = page(&server, &posting.path()).await;
    let port = server.addr().port();
    assert!(outer.contains(&format!("src=\"http://localhost:{port}{}/embed/job_app?", posting.path())));
    assert!(!outer.contains("jobApplicationRequestToken"), "the form is only in the frame");
}

#[tokio::test]
async fn a_page_without_script_comes_back_with_its_faults_and_what_was_typed() {
    let server = server().await;
    let (posting, person) = (first(Family::Plain), &people()[0]);
    let mut answers = truthful(posting, person);
    answers.insert("mail".into(), vec!["<not an address>".into()]);
    let refused = apply(&server, posting, person, &answers).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = refused.text().await.unwrap();
    assert!(html.contains("Enter a valid email address.") && html.contains("value=\"&lt;not an address&gt;\""));
    assert!(html.contains(" checked>") && !html.contains("<script src"));
    assert!(server.submissions().is_empty());
}

#[tokio::test]
async fn going_back_keeps_what_was_typed_and_asks_nothing() {
    let server = server().await;
    let posting = first(Family::Multipage);
    let url = server.url(posting);
    let session = cookie(&client().get(format!("{url}/apply")).send().await.unwrap());
    let post = async |page: usize, form: Form| {
        let request = client().post(format!("{url}/apply/{page}")).header("cookie", &session);
        request.multipart(form).send().await.unwrap()
    };
    let back = post(2, Form::new().text("linkedin", "https://example.com/me").text("go", "back")).await;
    assert_eq!(back.headers()["location"], format!("{}/apply/1", posting.path()).as_str());
    let html = client().get(format!("{url}/apply/2")).header("cookie", &session).send().await.unwrap();
    assert!(html.text().await.unwrap().contains("value=\"https://example.com/me\""));
    let refused = post(1, Form::new().text("given", "Maeve").text("go", "next")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("This field is required."));
    let early = client().post(format!("{url}/submit")).header("cookie", &session).send().await.unwrap();
    assert_eq!(early.status(), StatusCode::UNPROCESSABLE_ENTITY, "an unfinished application is not sent");
    let nobody = client().post(format!("{url}/submit")).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::GONE);
    assert!(server.submissions().is_empty());
}

#[tokio::test]
async fn a_session_ends_with_its_application() {
    let server = server().await;
    for family in [Family::Multipage, Family::Icims] {
        let (posting, person) = (first(family), &people()[0]);
        let answers = truthful(posting, person);
        assert!(is_confirmation(posting, apply(&server, posting, person, &answers).await.unwrap()).await);
        assert!(steps(posting).len() >= 4);
    }
    assert_eq!(server.submissions().len(), 2);
}

#[tokio::test]
async fn a_town_that_was_typed_and_not_chosen_is_no_town() {
    let server = server().await;
    for family in [Family::Workable, Family::Rippling, Family::SmartRecruiters, Family::Modal] {
        let (posting, person) = (first(family), &people()[0]);
        let field = posting.fields.iter().find(|field| field.kind == practice::Kind::Location).unwrap();
        let mut answers = truthful(posting, person);
        answers.insert(field.id.clone(), vec!["Boston".into()]);
        let refused = apply(&server, posting, person, &answers).await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{family}");
    }
}
