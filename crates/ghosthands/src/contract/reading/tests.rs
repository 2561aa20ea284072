use super::*;
use chrono::TimeZone as _;
use serde_json::json;

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
}

fn row<'a>(input: &'a Value, metadata: &'a Value) -> Reading<'a> {
    Reading { input, metadata, resume_ref: None, created_at: at() }
}

fn read_input(input: Value) -> ApplyRequest {
    read(row(&input, &json!({}))).unwrap()
}

fn ada() -> Value {
    json!({
        "user_data": {
            "first_name": "Ada", "last_name": "King", "email": "ada@example.org", "phone": "+44 20 7946 0000",
            "linkedin_url": "https://www.linkedin.com/in/ada", "portfolio_url": "https://ada.example.org/",
            "city": "London", "state": "England", "country": "United Kingdom", "zip": "W1J 7NT",
            "years_of_experience": 12, "salary_expectation": "90000 GBP",
            "education": [{ "institution": "Home", "degree": "BSc", "field": "Mathematics", "graduation_year": 1995 }],
            "work_history": [
                { "company": "Analytical", "title": "Programmer", "start_date": "2019-03", "end_date": "Present" },
                { "company": "Difference", "title": "Clerk", "start_date": "sometime", "end_date": "2018" }
            ],
            "skills": ["Mathematics", ""]
        },
        "qa_overrides": { "Will you now or in the future require sponsorship?": "No", "Engine": "Analytical" }
    })
}

/// Every source within a value.
fn sources(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| match key.as_str() {
            "source" => found.push(value.clone()),
            _ => sources(value, found),
        }),
        Value::Array(list) => list.iter().for_each(|value| sources(value, found)),
        _ => {}
    }
}

#[test]
fn every_value_names_the_field_of_the_request_it_came_from() {
    let request = read_input(ada());
    let profile = &request.profile;
    let email = profile.email.as_ref().unwrap();
    assert_eq!(email.source(), &Source::Request { pointer: "/user_data/email".into(), at: at() });
    assert_eq!(email.source().describe(), "your request of 21 November 2026, /user_data/email");
    assert_eq!(profile.name.full.as_ref().unwrap().value(), "Ada King");
    assert_eq!(profile.location.country_code.as_ref().unwrap().value(), "GB");
    assert_eq!(
        profile.work[0].employer.as_ref().unwrap().source(),
        &Source::Request { pointer: "/user_data/work_history/0/company".into(), at: at() }
    );
    assert_eq!(profile.skills[0].source(), &Source::Request { pointer: "/user_data/skills/0".into(), at: at() });
    let mut found = Vec::new();
    sources(&serde_json::to_value(profile).unwrap(), &mut found);
    assert!(found.len() > 15, "{}", found.len());
    for source in found {
        let source: Source = serde_json::from_value(source).unwrap();
        assert!(source.is_stated(), "{source:?}");
    }
}

#[test]
fn what_cannot_be_read_is_left_out_and_nothing_is_added() {
    let request = read_input(ada());
    assert_eq!(request.profile.work[0].current.as_ref().map(|c| *c.value()), Some(true));
    assert_eq!(request.profile.work[1].start, None, "sometime is no date");
    assert_eq!(request.profile.skills.len(), 1);
    let nothing = read_input(json!({}));
    assert_eq!(nothing.profile, Profile::default());
    assert!(nothing.answers.is_empty());
    assert_eq!((nothing.mode, nothing.dry_run), (Mode::Copilot, false));
}

#[test]
fn answers_are_classed_by_their_question_and_are_the_same_at_every_reading() {
    let (one, two) = (read_input(ada()), read_input(ada()));
    assert_eq!(one, two);
    let class = |question: &str| one.answers.iter().find(|a| a.question == question).map(|a| a.class);
    assert_eq!(class("Will you now or in the future require sponsorship?"), Some(QuestionClass::Sponsorship));
    assert_eq!(class("Engine"), Some(QuestionClass::Other));
    assert_eq!(class("Years of experience"), Some(QuestionClass::Experience));
    let ids: std::collections::BTreeSet<_> = one.answers.iter().map(|answer| answer.id).collect();
    assert_eq!(ids.len(), one.answers.len());
}

#[test]
fn names_of_earlier_versions_are_understood() {
    let request = read_input(json!({ "user_data": {
        "first_name": "Ada", "last_name": "King",
        "address": { "street": "12 St James's Square", "city": "London", "zip": "SW1Y", "country": "gb" },
        "experience": [{ "company": "Analytical", "title": "Programmer", "currently_work_here": true }],
        "education": [{ "school": "Home", "major": "Mathematics", "gpa": 4 }],
        "visa_sponsorship": "no", "authorized_to_work": "Yes",
        "gender": "Female", "veteran_status": "No", "disability_status": "Prefer not to say", "race_ethnicity": "Decline"
    }}));
    let profile = &request.profile;
    assert_eq!(profile.location.address.as_ref().unwrap().value(), "12 St James's Square");
    assert_eq!(profile.location.country_code.as_ref().unwrap().value(), "GB");
    assert_eq!(profile.work[0].current.as_ref().map(|c| *c.value()), Some(true));
    assert_eq!(profile.education[0].area.as_ref().unwrap().value(), "Mathematics");
    let facts = &profile.application;
    let authorization = facts.work_authorization[0].value();
    assert_eq!((authorization.authorized, authorization.needs_sponsorship), (true, false));
    assert!(facts.work_authorization[0].source().is_stated());
    assert_eq!(facts.gender.as_ref().unwrap().value(), &Disclosure::Says("woman".into()));
    assert_eq!(facts.veteran.as_ref().unwrap().value(), &Disclosure::Says("no".into()));
    assert_eq!(facts.disability.as_ref().unwrap().value(), &Disclosure::Decline);
    assert_eq!(facts.race.as_ref().unwrap().value(), &Disclosure::Decline);
}

#[test]
fn a_sensitive_fact_is_never_guessed_from_words_that_do_not_say_it() {
    let facts = read_input(json!({ "user_data": {
        "work_authorization": "US citizen", "country": "US", "veteran_status": "not applicable", "visa_sponsorship": "maybe"
    }}));
    assert!(facts.profile.application.work_authorization.is_empty());
    assert_eq!(facts.profile.application.veteran, None);
    let answer = &facts.answers[0];
    assert_eq!((answer.class, answer.usage), (QuestionClass::WorkAuthorization, UsageMode::AskEachTime));
}

#[test]
fn the_mode_is_the_inputs_then_the_metadatas_then_the_persons() {
    let mode = |input: Value, metadata: Value| read(row(&input, &metadata)).map(|request| request.mode);
    assert_eq!(mode(json!({ "mode": "autopilot" }), json!({ "mode": "copilot" })), Ok(Mode::Autopilot));
    assert_eq!(mode(json!({ "mode": null }), json!({ "mode": "autopilot" })), Ok(Mode::Autopilot));
    assert_eq!(mode(json!({}), json!({})), Ok(Mode::Copilot));
    assert!(mode(json!({ "mode": "yolo" }), json!({})).is_err());
}

#[test]
fn a_resume_is_found_where_the_contract_says_blank_ones_skipped() {
    let reference = |input: Value, metadata: Value, column: Option<Value>| {
        Reading { input: &input, metadata: &metadata, resume_ref: column.as_ref(), created_at: at() }.reference()
    };
    let storage = |path: &str| Some(Reference::Storage(path.to_owned()));
    let all = json!({ "s3_key": "k", "download_url": "https://x.example/cv.pdf", "storage_path": "p" });
    assert_eq!(reference(json!({}), json!({}), Some(all)), storage("p"));
    let blank = json!({ "storage_path": " ", "s3_key": "k" });
    assert_eq!(reference(json!({}), json!({}), Some(blank)), Some(Reference::Bucket("k".into())));
    let metadata = json!({ "resume_ref": { "storage_path": "m" } });
    assert_eq!(reference(json!({ "resume_path": "i" }), metadata.clone(), Some(json!({}))), storage("m"));
    assert_eq!(reference(json!({ "resume_path": "i" }), json!({}), None), storage("i"));
    let url = json!({ "resume_path": "https://x.example/cv.pdf" });
    assert_eq!(reference(url, json!({}), None), Some(Reference::Url("https://x.example/cv.pdf".into())));
    assert_eq!(reference(json!({ "resume_path": "" }), json!({}), None), None);
}

#[test]
fn a_person_names_no_file_of_somebody_else() {
    let (ada, bob) = (UserId::generate(), UserId::generate());
    for (path, open) in [
        (format!("{ada}/cv.pdf"), true),
        (format!("/{ada}/cv.pdf"), true),
        (format!("{ada}"), false),
        (format!("{ada}x/cv.pdf"), false),
        (format!("{bob}/cv.pdf"), false),
        ("cv.pdf".to_owned(), false),
    ] {
        assert_eq!(Reference::Storage(path.clone()).is_open_to(ada), open, "{path}");
        assert_eq!(Reference::Bucket(path.clone()).is_open_to(ada), open, "{path}");
    }
    assert!(Reference::Url("https://x.example/cv.pdf".into()).is_open_to(ada));
}

#[test]
fn garbage_is_refused_or_left_out_and_its_values_are_not_repeated() {
    for input in [
        json!({ "user_data": "secret" }),
        json!({ "qa_overrides": ["secret"] }),
        json!({ "mode": "secret" }),
        json!({ "profile": { "name": "secret" } }),
    ] {
        let error = read(row(&input, &json!({}))).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
    for input in [
        json!(null),
        json!([]),
        json!("x"),
        json!({ "user_data": { "first_name": {}, "education": "x", "skills": [{}], "email": [1], "address": 7 } }),
        json!({ "qa_overrides": { "": "x", "q": { "deep": [] } } }),
    ] {
        let request = read(row(&input, &json!([1]))).unwrap();
        assert!(request.answers.is_empty());
    }
}
