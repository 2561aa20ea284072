use super::*;
use domain::QuestionClass as Q;

fn ask(posting: usize, class: Q, label: &str) -> Ask {
    Ask {
        posting,
        company: ["acme", "beta", "gamma"][posting % 3].to_owned(),
        key: Some(FieldKey(format!("0:{label}{posting}"))),
        label: label.to_owned(),
        class: Some(class),
        ..Ask::default()
    }
}

fn choice(posting: usize, class: Q, label: &str, options: &[&str]) -> Ask {
    let options = options.iter().map(|&option| option.to_owned()).collect();
    Ask { options, takes: Takes::Choice, ..ask(posting, class, label) }
}

/// How many questions two asks make.
fn together(a: Ask, b: Ask) -> usize {
    questions(&[a, b]).len()
}

#[test]
fn questions_of_two_forms_are_one_only_when_one_answer_serves_both() {
    let heard = ["LinkedIn", "A friend"];
    for (a, b, expected) in [
        // The same words.
        (ask(0, Q::Other, "Which tools do you use daily?"), ask(1, Q::Other, "Which tools do you use  daily? *"), 1),
        (ask(0, Q::Other, "Which tools do you use daily?"), ask(1, Q::Other, "Which tools did you use daily?"), 2),
        (ask(0, Q::Experience, "Years of work with C++"), ask(1, Q::Experience, "Years of work with C#"), 2),
        // The same class.
        (ask(0, Q::HowHeard, "How did you hear about us?"), ask(1, Q::HowHeard, "How did you find this job?"), 1),
        (ask(0, Q::NoticePeriod, "Notice period in days"), ask(1, Q::NoticePeriod, "Notice period in weeks"), 2),
        (ask(0, Q::StartDate, "When can you start with us?"), ask(1, Q::StartDate, "What is your first day?"), 2),
        (ask(0, Q::HowHeard, "How did you hear about us?"), ask(1, Q::Other, "How did you hear about us?"), 2),
        // The same options.
        (choice(0, Q::HowHeard, "Source", &heard), choice(1, Q::HowHeard, "How did you hear?", &heard), 1),
        (choice(0, Q::HowHeard, "Source", &heard), choice(1, Q::HowHeard, "Source", &["LinkedIn", "Fair"]), 2),
        (choice(0, Q::HowHeard, "Source", &heard), ask(1, Q::HowHeard, "Source"), 2),
        (choice(0, Q::HowHeard, "Source", &[]), choice(1, Q::HowHeard, "Source", &[]), 2),
        (ask(0, Q::HowHeard, "How did you hear of Acme?"), ask(1, Q::HowHeard, "How did you hear of Beta?"), 1),
        (
            choice(0, Q::Relocation, "Can you travel every month?", &["Select…", "Yes", "No"]),
            choice(1, Q::Relocation, "Can you travel every month?", &["N", "Y"]),
            1,
        ),
        // One form means two things by the same words.
        (ask(0, Q::HowHeard, "How did you hear about us?"), ask(0, Q::HowHeard, "How did you hear about us?"), 2),
        // What continues another question means nothing by itself.
        (ask(0, Q::Other, "If yes, please explain"), ask(1, Q::Other, "If yes, please explain"), 2),
        (ask(0, Q::Other, ""), ask(1, Q::Other, ""), 2),
    ] {
        assert_eq!(together(a.clone(), b.clone()), expected, "{a:?} and {b:?}");
    }
}

#[test]
fn what_is_about_an_employer_stays_with_that_employer() {
    for (class, label) in [
        (Q::CompanyRelation, "Have you worked for us before?"),
        (Q::FreeText, "Why do you want to join our team?"),
        (Q::Other, "Did you interview with this company before?"),
    ] {
        assert_eq!(together(ask(0, class, label), ask(1, class, label)), 2, "{label}");
        let second = Ask { company: "acme".into(), ..ask(3, class, label) };
        let merged = questions(&[ask(0, class, label), second]);
        assert_eq!(merged.len(), 1, "{label}: two postings of one employer");
        assert_eq!(merged[0].scope, Some(AnswerScope::Company("acme".into())));
        let nobody = |posting| Ask { company: String::new(), ..ask(posting, class, label) };
        let unknown = questions(&[nobody(0), nobody(1)]);
        assert_eq!((unknown.len(), &unknown[0].scope), (2, &None), "{label}: employers that are not known");
    }
}

#[test]
fn a_question_that_names_its_employer_is_about_that_employer() {
    let named = |label: &str| questions(&[ask(0, Q::Relocation, label)])[0].scope.clone();
    assert_eq!(named("Would you move to the home of ACME?"), Some(AnswerScope::Company("acme".into())));
    assert_eq!(named("Would you move to the home of Acmeworks?"), Some(AnswerScope::Everywhere));
}

#[test]
fn sensitive_questions_are_one_only_in_the_same_words_and_are_never_filled_in() {
    let binary = ["Male", "Female"];
    let gender = |posting, label: &str, options: &[&str]| Ask {
        suggestion: Some("Female".into()),
        ..choice(posting, Q::Gender, label, options)
    };
    let merged = questions(&[gender(0, "What is your gender?", &binary), gender(1, "What is your gender?", &binary)]);
    assert_eq!((merged.len(), merged[0].places.len(), &merged[0].suggestion), (1, 2, &None));
    for other in [
        gender(1, "Which gender were you assigned at birth?", &binary),
        gender(1, "What is your gender?", &["Man", "Woman"]),
        Ask { section: "At birth".into(), ..gender(1, "What is your gender?", &binary) },
    ] {
        assert_eq!(together(gender(0, "What is your gender?", &binary), other.clone()), 2, "{other:?}");
    }
    let pay = |posting, country: &str| Ask {
        country: Some(country.into()),
        ..ask(posting, Q::Salary, "What pay do you expect in a year?")
    };
    assert_eq!((together(pay(0, "US"), pay(1, "US")), together(pay(0, "US"), pay(1, "DE"))), (1, 2));
}

#[test]
fn what_the_person_decides_each_time_is_neither_merged_nor_kept_nor_filled_in() {
    let citizen = |posting| Ask {
        class: None,
        suggestion: Some("Yes".into()),
        ..ask(posting, Q::ExportControl, "Are you a citizen of the country?")
    };
    let asked = questions(&[citizen(0), citizen(1)]);
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|question| question.scope.is_none() && question.suggestion.is_none()));
}

#[test]
fn suggestions_that_differ_are_none() {
    let known = |posting, text: &str| Ask {
        suggestion: Some(text.into()),
        ..ask(posting, Q::Relocation, "When could you move to another city?")
    };
    assert_eq!(questions(&[known(0, "May"), known(1, "May")])[0].suggestion.as_deref(), Some("May"));
    assert_eq!(questions(&[known(0, "May"), known(1, "June")])[0].suggestion, None);
}

#[test]
fn an_answer_is_told_to_each_form_in_its_own_words() {
    let label = "Can you travel every month?";
    let asked = questions(&[
        choice(0, Q::Relocation, label, &["Please select", "Yes", "No"]),
        choice(1, Q::Relocation, label, &["NO", "Y"]),
    ]);
    assert_eq!(asked.len(), 1);
    let answer = asked[0].check(" yes ").unwrap();
    assert_eq!(answer, "Yes");
    let said: Vec<(usize, String)> = asked[0].said(&answer).into_iter().map(|(at, (_, text))| (at, text)).collect();
    assert_eq!(said, [(0, "Yes".to_owned()), (1, "Y".to_owned())]);
}

#[test]
fn an_answer_that_cannot_be_one_is_refused() {
    let of = |ask: Ask| questions(&[ask]).remove(0);
    let date = of(Ask { takes: Takes::Date, ..ask(0, Q::StartDate, "When can you start?") });
    let several = Ask { takes: Takes::Choices, ..choice(0, Q::Other, "Which of these?", &["A", "B", "C"]) };
    let several = of(several);
    for (question, answer, good) in [
        (&date, "2027-01-15", Some("2027-01-15")),
        (&date, "soon", None),
        (&several, "b\n\n A ", Some("B\nA")),
        (&several, "A\nD", None),
        (&several, "A, B", None),
        (&several, " ", None),
    ] {
        assert_eq!(question.check(answer).ok().as_deref(), good, "{answer:?}");
    }
    assert!(of(ask(0, Q::FreeText, "Describe a project")).check(&"x".repeat(ANSWER_LIMIT + 1)).is_err());
}

#[test]
fn a_file_is_not_asked_for_and_a_tick_is_yes_or_no() {
    let file = Ask { takes: Takes::File, ..ask(0, Q::Other, "Portfolio as a file") };
    assert_eq!(questions(&[file]), []);
    let tick = Ask { takes: Takes::Tick, ..ask(0, Q::Attestation, "I have read the notice") };
    let tick = &questions(&[tick])[0];
    assert_eq!((tick.check("no").as_deref(), tick.check("perhaps").is_err()), (Ok("No"), true));
}
