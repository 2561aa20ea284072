use super::*;
use serde_json::json;

fn import_value(value: &Value) -> Result<Imported, ImportError> {
    let bytes = serde_json::to_vec(value).unwrap();
    import(&bytes, Sha256::of(&bytes))
}

fn error_at(value: Value) -> String {
    match import_value(&value) {
        Err(ImportError::Invalid { pointer, .. }) => pointer,
        other => panic!("expected an invalid value, got {other:?}"),
    }
}

fn complete() -> Value {
    json!({
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {
            "name": "Siobhán O'Brien",
            "label": "Engineer",
            "email": "siobhan@example.com",
            "phone": "+353 85 012 3456",
            "url": "https://siobhan.example.com",
            "summary": "Builds things.",
            "location": {
                "address": "1 Main Street", "postalCode": "D02 X285", "city": "Dublin",
                "countryCode": "IE", "region": "Leinster"
            },
            "profiles": [
                { "network": "LinkedIn", "url": "https://www.linkedin.com/in/siobhan" },
                { "network": "Other", "url": "https://mastodon.example.org/@siobhan" }
            ]
        },
        "work": [
            { "name": "Acme", "position": "Lead", "location": "Dublin", "startDate": "2021-03",
              "summary": "Leads.", "highlights": ["Shipped A", "Shipped B"] },
            { "name": "Initech", "position": "Engineer", "startDate": "2018-09-01", "endDate": "2021-02" },
            { "name": "Globex", "startDate": "2017", "x-valet": { "endUnknown": true } }
        ],
        "education": [
            { "institution": "Trinity College", "area": "Mathematics", "studyType": "BA",
              "startDate": "2014", "endDate": "2018", "score": "1.1" }
        ],
        "skills": [{ "name": "Rust" }, { "name": "SQL" }],
        "languages": [{ "language": "Irish", "fluency": "Native" }],
        "certificates": [{ "name": "CKA", "date": "2022-05", "issuer": "CNCF" }],
        "x-valet": {
            "givenName": "Siobhán", "familyName": "O'Brien", "preferredName": "Shiv",
            "workAuthorization": [
                { "country": "IE", "authorized": true, "needsSponsorship": false },
                { "country": "US", "authorized": false, "needsSponsorship": true }
            ],
            "gender": "woman", "race": "decline", "hispanicLatino": "no", "veteran": "no",
            "disability": "decline", "pronouns": "she/her",
            "salary": { "amount": 120000, "currency": "EUR", "period": "year" },
            "earliestStart": "2027-01-15", "noticePeriodDays": 30, "willingToRelocate": false,
            "over18": true, "birthDate": "1990-05-14", "salutation": "Ms", "howHeard": "A friend",
            "answers": [
                { "question": "Have you worked here?", "class": "company_relation", "answer": "No",
                  "company": "acme", "usage": "always_use" },
                { "question": "Clearance?", "class": "export_control", "answer": "",
                  "company": null, "usage": "decline_to_answer" }
            ]
        }
    })
}

#[test]
fn what_is_imported_is_exported_unchanged() {
    let file = complete();
    let imported = import_value(&file).unwrap();
    let answers: Vec<Answer> =
        imported.answers.into_iter().map(|answer| answer.into_answer(DateTime::UNIX_EPOCH)).collect();
    assert_eq!(export(&imported.profile, &answers), file);
    assert_eq!(export(&Profile::default(), &[]), json!({"$schema": file["$schema"]}), "what is unknown is left out");
}

#[test]
fn every_imported_value_points_at_its_place() {
    let file = complete();
    let profile = import_value(&file).unwrap().profile;
    let serialised = serde_json::to_value(&profile).unwrap();
    let mut facts = 0;
    each_fact(&serialised, &mut |value, source| {
        let source = if source["kind"] == "derived" { &source["from"][0] } else { source };
        assert_eq!(source["kind"], "imported");
        let pointed = file.pointer(source["pointer"].as_str().unwrap()).expect("the pointer resolves");
        facts += 1;
        // Disclosures, salaries and flags are representations; texts must be the very text.
        if let (Some(value), Some(pointed)) = (value.as_str(), pointed.as_str())
            && pointed != "decline"
        {
            assert_eq!(value, pointed);
        }
    });
    assert!(facts > 50, "{facts}");
}

fn each_fact(value: &Value, check: &mut impl FnMut(&Value, &Value)) {
    match value {
        Value::Object(map) if map.contains_key("source") => check(&map["value"], &map["source"]),
        Value::Object(map) => map.values().for_each(|item| each_fact(item, check)),
        Value::Array(items) => items.iter().for_each(|item| each_fact(item, check)),
        _ => {}
    }
}

#[test]
fn names_from_before_1_0_are_understood() {
    let profile = import_value(&json!({
        "basics": { "name": "Ana María Cruz", "website": "ana.example.com", "picture": "x.png", "bio": "Writes.",
                    "profiles": [{ "network": "GitHub", "username": "anacruz" }, { "network": "SoundCloud", "username": "a" }] },
        "work": [{ "company": "Acme", "website": "https://acme.example.com", "startDate": "2020-01-01", "endDate": "Present" }],
        "education": [{ "institution": "UNAM", "gpa": 9.2 }],
        "skills": ["Rust", { "name": "Web", "keywords": ["HTML", "CSS"] }],
        "awards": [{ "title": "ignored" }]
    }))
    .unwrap()
    .profile;
    assert_eq!(profile.summary.as_ref().unwrap().value(), "Writes.");
    assert_eq!(profile.link(Network::Website).unwrap().value(), "https://ana.example.com");
    assert_eq!(profile.link(Network::GitHub).unwrap().value(), "https://github.com/anacruz");
    assert_eq!(profile.links.len(), 2);
    assert_eq!(profile.work[0].employer.as_ref().unwrap().value(), "Acme");
    assert!(profile.work[0].current.is_some() && profile.work[0].end.is_none());
    assert_eq!(profile.education[0].score.as_ref().unwrap().value(), "9.2");
    let skills: Vec<&str> = profile.skills.iter().map(|skill| skill.value().as_str()).collect();
    assert_eq!(skills, ["Rust", "HTML", "CSS"]);
    assert_eq!(profile.name.given, None, "three words are not split");
}

#[test]
fn a_job_without_an_end_is_ongoing_unless_the_end_is_unknown() {
    let profile = import_value(&complete()).unwrap().profile;
    let current: Vec<bool> = profile.work.iter().map(|job| job.current.is_some()).collect();
    assert_eq!(current, [true, false, false]);
}

#[test]
fn jobs_come_latest_first() {
    let profile = import_value(&json!({ "work": [
        { "name": "Old", "startDate": "2001", "endDate": "2003" },
        { "name": "Now", "startDate": "2010" },
        { "name": "Mid", "startDate": "2004", "endDate": "2009" }
    ] }))
    .unwrap()
    .profile;
    let names: Vec<&str> = profile.work.iter().map(|job| job.employer.as_ref().unwrap().value().as_str()).collect();
    assert_eq!(names, ["Now", "Mid", "Old"]);
}

#[test]
fn an_error_names_the_place_and_not_the_value() {
    let cases = [
        (json!([]), ""),
        (json!({ "basics": "Jane" }), "/basics"),
        (json!({ "basics": { "name": ["Jane"] } }), "/basics/name"),
        (json!({ "basics": { "url": "javascript:alert(1)" } }), "/basics/url"),
        (json!({ "basics": { "location": { "countryCode": "Ireland" } } }), "/basics/location/countryCode"),
        (json!({ "work": {} }), "/work"),
        (json!({ "work": [{ "startDate": "March 2019" }] }), "/work/0/startDate"),
        (json!({ "languages": [{}] }), "/languages/0"),
        (json!({ "x-valet": { "gendre": "woman" } }), "/x-valet/gendre"),
        (json!({ "x-valet": { "a/b": 1 } }), "/x-valet/a~1b"),
        (json!({ "x-valet": { "veteran": "maybe" } }), "/x-valet/veteran"),
        (json!({ "x-valet": { "over18": "yes" } }), "/x-valet/over18"),
        (json!({ "x-valet": { "birthDate": "14.05.1990" } }), "/x-valet/birthDate"),
        (json!({ "x-valet": { "salutation": ["Ms"] } }), "/x-valet/salutation"),
        (
            json!({ "x-valet": { "salary": { "amount": -1, "currency": "USD", "period": "year" } } }),
            "/x-valet/salary/amount",
        ),
        (json!({ "x-valet": { "workAuthorization": [{ "country": "US" }] } }), "/x-valet/workAuthorization/0"),
        (
            json!({ "x-valet": { "answers": [{ "question": "Q", "class": "nonsense", "answer": "A" }] } }),
            "/x-valet/answers/0/class",
        ),
        (json!({ "x-valet": { "answers": [{ "question": "Q", "class": "other" }] } }), "/x-valet/answers/0"),
    ];
    for (file, pointer) in cases {
        assert_eq!(error_at(file.clone()), pointer, "{file}");
    }
    let error = import_value(&json!({ "work": [{ "startDate": "secret" }] })).unwrap_err();
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn an_answer_without_a_usage_is_not_used_by_itself() {
    let file = json!({ "x-valet": { "answers": [{ "question": "Q", "class": "other", "answer": "A" }] } });
    assert_eq!(import_value(&file).unwrap().answers[0].usage, UsageMode::AskEachTime);
}

#[test]
fn limits_hold() {
    assert_eq!(import(&vec![b' '; MAX_BYTES + 1], Sha256::of(b"")), Err(ImportError::TooLarge));
    assert_eq!(error_at(json!({ "skills": vec!["x"; MAX_ENTRIES + 1] })), "/skills");
    assert_eq!(error_at(json!({ "basics": { "name": "x".repeat(MAX_TEXT_CHARS + 1) } })), "/basics/name");
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    assert!(error_at(json!({ "meta": deep })).starts_with("/meta/0/0"));
    let wide: Vec<Value> = (0..60).map(|_| json!(vec![1; 900])).collect();
    assert_eq!(error_at(json!({ "meta": wide })), "");
    let bottomless = "[".repeat(1_000_000);
    assert!(matches!(import(bottomless.as_bytes(), Sha256::of(b"")), Err(ImportError::NotJson { .. })));
}

#[test]
fn garbage_is_refused_without_a_panic() {
    let whole = serde_json::to_vec(&complete()).unwrap();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let mut bytes = whole.clone();
        for _ in 0..1 + next() % 4 {
            let at = next() % bytes.len();
            match next() % 3 {
                0 => bytes[at] ^= 1 << (next() % 8),
                1 => bytes.truncate(at.max(1)),
                _ => drop(bytes.remove(at)),
            }
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        match import(&bytes, Sha256::of(&bytes)) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}
