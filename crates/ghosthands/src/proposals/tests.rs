use super::*;
use chrono::DateTime;
use domain::{Confidence, Sha256};
use forms::fields::Holding;
use forms::snapshot::{Control, FrameSnapshot, Labels};

fn a_field(meaning: Option<Meaning>) -> Field {
    let control = Control { tag: "textarea".into(), visible: true, reachable: true, ..Control::default() };
    let control = Control { rect: [0.0, 0.0, 200.0, 30.0], ..control };
    let labels = Labels { native: "Tell us a story".into(), ..Labels::default() };
    let frame = FrameSnapshot { controls: vec![Control { labels, ..control }], ..FrameSnapshot::default() };
    let mut field = fields(&PageSnapshot { frames: vec![frame], ..PageSnapshot::default() }).remove(0);
    field.reading.meaning = meaning;
    field.reading.runner_up = None;
    field.reading.confidence = Confidence::new(0.9);
    field.holding = Holding::default();
    field
}

#[test]
fn no_sensitive_question_is_ever_shown_to_a_model() {
    for class in QuestionClass::ALL {
        let field = a_field(Some(Meaning::Question(class)));
        assert_eq!(may_be_sent(&field), !class.is_sensitive(), "{class:?}");
        let second = Field {
            reading: forms::meaning::Reading { runner_up: Some(Meaning::Question(class)), ..a_field(None).reading },
            ..a_field(None)
        };
        assert_eq!(may_be_sent(&second), !class.is_sensitive(), "{class:?} as the second reading");
    }
}

#[test]
fn no_password_code_trap_file_or_box_is_shown_to_a_model() {
    assert!(may_be_sent(&a_field(None)));
    for meaning in [Meaning::Password, Meaning::PasswordAgain, Meaning::OneTimeCode, Meaning::Honeypot] {
        assert!(!may_be_sent(&a_field(Some(meaning))), "{meaning:?}");
    }
    for widget in [Widget::Password, Widget::File, Widget::Checkbox] {
        assert!(!may_be_sent(&Field { widget, ..a_field(None) }), "{widget:?}");
    }
    assert!(!may_be_sent(&Field { label: " ".into(), ..a_field(None) }));
}

/// A person with something of everything.
fn person() -> Person {
    let json = br#"{
        "basics": {"name": "Ximena Quiroga-Okafor", "email": "ximena@quiroga.example", "phone": "+49 30 5557 0199",
                   "url": "https://quiroga.example/cv", "summary": "Ximena Quiroga-Okafor builds clocks, 030 5557 0199.",
                   "location": {"address": "Lindenallee 77", "postalCode": "10711", "city": "Wendelstein"}},
        "work": [{"name": "Uhrwerk Brandt", "position": "Horologist", "location": "Wendelstein",
                  "highlights": ["Rebuilt the tower clock of Uhrwerk Brandt", "Mail XIMENA%40QUIROGA.EXAMPLE for details"]}],
        "education": [{"institution": "Hochschule Feinwerk", "studyType": "Diplom"}],
        "x-valet": {"gender": "woman", "pronouns": "she/they", "salary": {"amount": 91500, "currency": "EUR", "period": "year"},
            "answers": [
              {"question": "Your pay?", "class": "salary", "answer": "91,500 euros a year", "usage": "always_use"},
              {"question": "Favourite tool?", "class": "other", "answer": "A loupe, bought in Wendelstein", "usage": "always_use"},
              {"question": "Second tool?", "class": "other", "answer": "Tweezers", "usage": "ask_each_time"},
              {"question": "Why them?", "class": "free_text", "answer": "Their bells", "company": "other inc", "usage": "always_use"}]}}"#;
    let imported = domain::json_resume::import(json, Sha256::of(json)).unwrap();
    let answer = |answer: domain::json_resume::ImportedAnswer| domain::Answer {
        id: domain::AnswerId::generate(),
        question: answer.question,
        class: answer.class,
        answer: answer.answer,
        scope: answer.scope,
        usage: answer.usage,
        times_used: 0,
        last_used_at: None,
        stated_at: DateTime::UNIX_EPOCH,
    };
    let mut answers: Vec<domain::Answer> = imported.answers.into_iter().map(answer).collect();
    let never = domain::Answer {
        question: "Do you have a criminal record?".into(),
        answer: "No, none whatsoever".into(),
        class: QuestionClass::NeverStore,
        ..answers[0].clone()
    };
    answers.push(never);
    Person { profile: imported.profile, answers, ..Person::default() }
}

#[test]
fn what_is_told_of_a_person_names_neither_them_nor_what_is_their_own_affair() {
    let person = person();
    let circumstances = Circumstances { now: DateTime::UNIX_EPOCH, company: "acme".into(), country: None };
    let redactor = redactor(&person);
    let told: Vec<String> = facts::told(&person, &circumstances)
        .iter()
        .map(|fact| redactor.redact(&fact.text).unwrap().as_str().to_owned())
        .collect();
    let all = told.join("\n");
    let folded: String = all.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    for value in [
        "ximena",
        "quiroga",
        "55570199",
        "lindenallee",
        "10711",
        "wendelstein",
        "brandt",
        "feinwerk",
        "91500",
        "shethey",
        "criminal",
        "euros",
        "tweezers",
        "theirbells",
    ] {
        assert!(!folded.contains(value), "{value} in {all}");
    }
    for kept in ["Horologist at «employer_1»", "tower clock", "A loupe, bought in «place_3»", "Diplom"] {
        assert!(all.contains(kept), "{kept} in {all}");
    }
}

#[test]
fn what_a_person_wished_is_not_put_to_a_model() {
    for why in ["you decline to answer", "you said to leave it empty", "you want to be asked each time"] {
        assert!(is_their_wish(why));
    }
    assert!(!is_their_wish("it is not clear what this asks"));
}
