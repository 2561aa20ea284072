//! The Q&A bank.

use crate::{database, stranger};
use domain::{Answer, AnswerScope, QuestionClass, UsageMode};
use store::Error;
use store::answers::{
    AnswerChange, NewAnswer, count_uses, create_answer, delete_answer, list_answers, require_answer, update_answer,
};

fn visa(answer: &str, scope: AnswerScope) -> NewAnswer {
    NewAnswer {
        question: "Will you need a visa?".into(),
        class: QuestionClass::Sponsorship,
        answer: answer.into(),
        scope,
        usage: UsageMode::AlwaysUse,
    }
}

#[tokio::test]
async fn stating_a_question_again_replaces_its_answer_in_the_same_scope_only() {
    let (_database, mut connection, user) = database().await;
    let everywhere = create_answer(&mut connection, user, &visa("No", AnswerScope::Everywhere)).await.unwrap();
    let at_acme = AnswerScope::Company("Acme ".into());
    let acme = create_answer(&mut connection, user, &visa("Yes", at_acme)).await.unwrap();
    assert_eq!(acme.scope, AnswerScope::Company("acme".into()));

    let mut again = visa("Yes, later", AnswerScope::Everywhere);
    again.question = "will you need  a VISA".into();
    let replaced = create_answer(&mut connection, user, &again).await.unwrap();
    assert_eq!(replaced.id, everywhere.id);
    let answers: Vec<String> =
        list_answers(&mut connection, user).await.unwrap().into_iter().map(|entry| entry.answer).collect();
    assert_eq!(answers, ["Yes, later", "Yes"]);
}

#[tokio::test]
async fn every_class_and_usage_survives_the_database() {
    let (_database, mut connection, user) = database().await;
    let usages = [UsageMode::AlwaysUse, UsageMode::AskEachTime, UsageMode::DeclineToAnswer];
    for (number, class) in QuestionClass::ALL.into_iter().enumerate() {
        let usage = usages[number % usages.len()];
        let question = format!("Question {number}");
        let new = NewAnswer { question, class, answer: "a\nb".into(), scope: AnswerScope::Everywhere, usage };
        let made = create_answer(&mut connection, user, &new).await.unwrap();
        let read = require_answer(&mut connection, user, made.id).await.unwrap();
        assert_eq!((read.class, read.usage, read.answer.as_str()), (class, usage, "a\nb"));
    }
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name() {
    let (_database, mut connection, user) = database().await;
    let made = create_answer(&mut connection, user, &visa("No", AnswerScope::Everywhere)).await.unwrap();
    count_uses(&mut connection, user, &[made.id]).await.unwrap();
    let change = AnswerChange { usage: Some(UsageMode::AskEachTime), ..AnswerChange::default() };
    let changed = update_answer(&mut connection, user, made.id, &change).await.unwrap();
    let expected =
        Answer { usage: UsageMode::AskEachTime, times_used: 1, stated_at: changed.stated_at, ..made.clone() };
    assert_eq!(changed, expected);
    assert!(changed.stated_at > made.stated_at, "changing an answer is stating it anew");
}

#[tokio::test]
async fn nobody_reads_changes_or_deletes_the_answers_of_another() {
    let (database, mut connection, user) = database().await;
    let made = create_answer(&mut connection, user, &visa("No", AnswerScope::Everywhere)).await.unwrap();
    let stranger = stranger(&database.pool).await;
    let change = AnswerChange { answer: Some("Yes".into()), ..AnswerChange::default() };
    count_uses(&mut connection, stranger, &[made.id]).await.unwrap();
    for refused in [
        require_answer(&mut connection, stranger, made.id).await.err(),
        update_answer(&mut connection, stranger, made.id, &change).await.err(),
        delete_answer(&mut connection, stranger, made.id).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::NotFound { what: "answer", .. })), "{refused:?}");
    }
    assert_eq!(require_answer(&mut connection, user, made.id).await.unwrap(), made);
    delete_answer(&mut connection, user, made.id).await.unwrap();
    assert!(list_answers(&mut connection, user).await.unwrap().is_empty());
}
