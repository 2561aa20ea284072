//! What the Q&A bank answers, and what it must not.

use super::*;

#[test]
fn the_bank_answers_the_same_question_in_any_spelling() {
    let bank = with_answers(vec![answer("Do you know Rust?", Q::Experience, "Yes")]);
    assert_eq!(outcome(vec![required(select("Do you know Rust? *", &["Yes", "No"]))], &bank), "Yes");
    assert_eq!(outcome(vec![required(select("Do you know Go?", &["Yes", "No"]))], &bank), "ask");
    let several = with_answers(vec![answer("Languages you can work in", Q::Other, "English\nFrench")]);
    assert_eq!(
        outcome(checks(1, "Languages you can work in", &["English", "German", "French"]), &several),
        "English + French"
    );
}

#[test]
fn an_attestation_is_made_only_on_the_same_matter() {
    let bank = with_answers(vec![answer("I agree to the privacy policy", Q::Attestation, "Yes")]);
    let tick = |label: &str| outcome(vec![required(input("checkbox", label))], &bank);
    assert_eq!(tick("I have read and accept the Privacy Notice"), "checked");
    assert_eq!(tick("I consent to a background check"), "ask");
    assert_eq!(tick("I certify that my answers are true"), "ask");
}

#[test]
fn what_was_said_to_one_company_is_not_told_to_another() {
    let question = "Have you previously worked at Acme?";
    let scoped = |company: &str| {
        let mut entry = answer(question, Q::CompanyRelation, "No");
        entry.scope = AnswerScope::Company(company.into());
        with_answers(vec![entry])
    };
    let control = || vec![required(select(question, &["Yes", "No"]))];
    assert_eq!(outcome(control(), &scoped("Acme")), "No");
    assert_eq!(outcome(control(), &scoped("globex")), "ask");
    assert_eq!(outcome(control(), &with_answers(vec![answer(question, Q::CompanyRelation, "No")])), "ask", "no scope");
}

#[test]
fn how_an_answer_may_be_used_is_respected() {
    let mut each_time = answer("Favourite colour", Q::Other, "Blue");
    each_time.usage = UsageMode::AskEachTime;
    let (_, decision) = one(vec![required(text("Favourite colour"))], &with_answers(vec![each_time]));
    assert!(matches!(decision, Decision::Ask { suggestion: Some(s), .. } if s == "Blue"));
    let mut decline = answer("Your pronouns", Q::Pronouns, "");
    decline.usage = UsageMode::DeclineToAnswer;
    let bank = with_answers(vec![decline]);
    assert_eq!(
        outcome(vec![required(select("Pronouns", &["She/her", "Prefer not to say"]))], &bank),
        "Prefer not to say"
    );
    assert_eq!(outcome(vec![required(select("Pronouns", &["She/her", "He/him"]))], &bank), "ask");
    let never = with_answers(vec![answer("Are you a U.S. citizen?", Q::ExportControl, "Yes")]);
    assert_eq!(outcome(vec![required(select("Are you a U.S. citizen?", &["Yes", "No"]))], &never), "ask");
    let (_, decision) = one(vec![required(select("Are you a U.S. citizen?", &["Yes", "No"]))], &never);
    assert!(matches!(decision, Decision::Ask { class: None, suggestion: None, .. }));
}

#[test]
fn a_kept_wish_not_to_be_answered_for_holds_before_a_fact() {
    let mut decline = answer("Gender", Q::Gender, "");
    decline.usage = UsageMode::DeclineToAnswer;
    let options = ["Male", "Female", "Prefer not to say"];
    let control = || vec![required(select("Gender", &options))];
    assert_eq!(outcome(control(), &person()), "Female");
    assert_eq!(outcome(control(), &with_answers(vec![decline.clone()])), "Prefer not to say");
    decline.usage = UsageMode::AskEachTime;
    assert_eq!(outcome(control(), &with_answers(vec![decline])), "ask");
}

#[test]
fn the_bank_answers_by_meaning_only_what_both_questions_ask() {
    let without_facts = |entry: Answer| {
        let mut person = with_answers(vec![entry]);
        person.profile.application = domain::profile::ApplicationFacts::default();
        person
    };
    let pay = without_facts(answer("What are your salary expectations?", Q::Salary, "100000"));
    assert_eq!(outcome(vec![required(text("Desired salary"))], &pay), "100000");
    assert_eq!(outcome(vec![required(text("Current salary"))], &pay), "ask");
    assert_eq!(outcome(vec![required(text("Desired hourly rate"))], &pay), "ask");
    let start = without_facts(answer("When can you start?", Q::StartDate, "1 March 2027"));
    assert_eq!(outcome(vec![required(text("Earliest start date"))], &start), "1 March 2027");
    assert_eq!(outcome(vec![required(text("Are you available to start on 4 January?"))], &start), "ask");
    let rust = without_facts(answer("Years of experience with Rust", Q::Experience, "6"));
    assert_eq!(outcome(vec![required(text("How many years of Rust experience do you have?"))], &rust), "6");
    assert_eq!(outcome(vec![required(text("How many years of Go experience do you have?"))], &rust), "ask");
    let mut worked = answer("Have you ever worked for Acme?", Q::CompanyRelation, "No");
    worked.scope = AnswerScope::Company("acme".into());
    let worked = without_facts(worked);
    assert_eq!(outcome(vec![required(select("Were you previously employed by us?", &["Yes", "No"]))], &worked), "No");
    assert_eq!(outcome(vec![required(select("Have you applied to us before?", &["Yes", "No"]))], &worked), "ask");
    for other in ["Employee ID (if applicable)", "Former employee number", "When were you employed by us?"] {
        assert_eq!(outcome(vec![required(text(other))], &worked), "ask", "{other}");
    }
}
