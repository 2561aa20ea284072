//! The Q&A bank.

use crate::{database, stranger};
use domain::tasks::{Mode, TaskStatus};
use domain::{Answer, AnswerScope, JobUrl, QuestionClass, TaskId, UsageMode, UserId};
use sqlx::PgConnection;
use store::Error;
use store::answers::{
    AnswerChange, NewAnswer, create_answer, delete_answer, list_answers, require_answer, update_answer,
};
use store::tasks::{NewTask, TaskChange, create_task, end_task, update_task_status};

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
    let made = sent_once(&mut connection, user, &made).await;
    let change = AnswerChange { usage: Some(UsageMode::AskEachTime), ..AnswerChange::default() };
    let changed = update_answer(&mut connection, user, made.id, &change).await.unwrap();
    let expected = Answer { usage: UsageMode::AskEachTime, stated_at: changed.stated_at, ..made.clone() };
    assert_eq!(changed, expected);
    assert!(changed.stated_at > made.stated_at, "changing an answer is stating it anew");
}

/// A task of this person that is running.
async fn running(connection: &mut PgConnection, user: UserId, url: &str) -> TaskId {
    use TaskStatus::{Created, Queued, Running};
    let new = NewTask {
        id: TaskId::generate(),
        job_url: JobUrl::parse(url).unwrap(),
        mode: Mode::Copilot,
        is_rehearsal: false,
    };
    let id = create_task(connection, user, &new).await.unwrap().id;
    for step in [(Created, Queued), (Queued, Running)] {
        update_task_status(connection, user, id, step, &TaskChange::default()).await.unwrap();
    }
    id
}

/// The answer after one application that it went into.
async fn sent_once(connection: &mut PgConnection, user: UserId, answer: &Answer) -> Answer {
    let task = running(connection, user, "https://acme.example/jobs/once").await;
    let step = (TaskStatus::Running, TaskStatus::Completed);
    end_task(connection, user, task, step, &TaskChange::default(), &[answer.id]).await.unwrap();
    require_answer(connection, user, answer.id).await.unwrap()
}

#[tokio::test]
async fn an_answer_counts_once_for_each_application_that_was_sent() {
    use TaskStatus::{Cancelled, Completed, Failed, Running, Unknown};
    let (_database, mut connection, user) = database().await;
    for (number, (ends, uses)) in [
        (&[Completed][..], 1),
        (&[Unknown], 1),
        (&[Unknown, Completed], 1),
        (&[Unknown, Failed], 1),
        (&[Failed], 0),
        (&[Cancelled], 0),
    ]
    .into_iter()
    .enumerate()
    {
        let question = format!("Question {number}");
        let new = NewAnswer { question, ..visa("No", AnswerScope::Everywhere) };
        let answer = create_answer(&mut connection, user, &new).await.unwrap();
        let task = running(&mut connection, user, &format!("https://acme.example/jobs/{number}")).await;
        let mut from = Running;
        for to in ends {
            // Named twice, as by a form with two fields, and told twice, as by a command that was run again.
            let used = [answer.id, answer.id];
            end_task(&mut connection, user, task, (from, *to), &TaskChange::default(), &used).await.unwrap();
            let again = end_task(&mut connection, user, task, (from, *to), &TaskChange::default(), &used).await;
            assert!(matches!(again, Err(Error::Conflict { .. })), "{ends:?}: {again:?}");
            from = *to;
        }
        let read = require_answer(&mut connection, user, answer.id).await.unwrap();
        assert_eq!((read.times_used, read.last_used_at.is_some()), (uses, uses > 0), "{ends:?}");
    }
}

#[tokio::test]
async fn the_answers_of_another_are_not_counted() {
    let (database, mut connection, user) = database().await;
    let made = create_answer(&mut connection, user, &visa("No", AnswerScope::Everywhere)).await.unwrap();
    let stranger = stranger(&database.pool).await;
    let task = running(&mut connection, stranger, "https://acme.example/jobs/1").await;
    let step = (TaskStatus::Running, TaskStatus::Completed);
    end_task(&mut connection, stranger, task, step, &TaskChange::default(), &[made.id]).await.unwrap();
    assert_eq!(require_answer(&mut connection, user, made.id).await.unwrap(), made);
}

#[tokio::test]
async fn nobody_reads_changes_or_deletes_the_answers_of_another() {
    let (database, mut connection, user) = database().await;
    let made = create_answer(&mut connection, user, &visa("No", AnswerScope::Everywhere)).await.unwrap();
    let stranger = stranger(&database.pool).await;
    let change = AnswerChange { answer: Some("Yes".into()), ..AnswerChange::default() };
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
