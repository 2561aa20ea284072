//! Tasks and their statuses.

use crate::{database, stranger};
use domain::tasks::{Mode, TaskStatus};
use domain::{JobId, JobUrl, PostingKey, TaskId, UserId};
use sqlx::PgConnection;
use store::Error;
use store::tasks::{
    NewTask, Task, TaskChange, create_task, find_blocking_task, list_tasks, list_tasks_by_prefix, require_task,
    update_task, update_task_status,
};

const DOOR: &str = "https://boards.greenhouse.io/acme/jobs/123";
const OTHER_DOOR: &str = "https://job-boards.greenhouse.io/acme/jobs/123?gh_src=x";

fn wish(url: &str, is_rehearsal: bool) -> NewTask {
    NewTask { id: TaskId::generate(), job_url: JobUrl::parse(url).unwrap(), mode: Mode::Copilot, is_rehearsal }
}

/// Walks a task along `path` from `created`.
async fn walk(connection: &mut PgConnection, user: UserId, task: &Task, path: &[TaskStatus]) -> Task {
    let mut now = task.clone();
    for next in path {
        let step = (now.status, *next);
        now = update_task_status(connection, user, task.id, step, &TaskChange::default()).await.unwrap();
    }
    now
}

#[tokio::test]
async fn a_second_task_for_a_posting_is_refused_through_whatever_door() {
    let (_database, mut connection, user) = database().await;
    let first = create_task(&mut connection, user, &wish(DOOR, false)).await.unwrap();
    match create_task(&mut connection, user, &wish(OTHER_DOOR, false)).await {
        Err(Error::DuplicatePosting(other)) => assert_eq!(*other, first),
        other => panic!("{other:?}"),
    }
    create_task(&mut connection, user, &wish("https://boards.greenhouse.io/acme/jobs/124", false)).await.unwrap();
}

#[tokio::test]
async fn only_what_was_surely_not_sent_may_be_tried_again() {
    use TaskStatus::{Cancelled, Completed, Failed, Queued, Running, Unknown, WaitingHuman};
    for (path, may_try_again) in [
        (&[][..], false),
        (&[Queued], false),
        (&[Queued, Running], false),
        (&[Queued, Running, WaitingHuman], false),
        (&[Queued, Running, Completed], false),
        (&[Queued, Running, Unknown], false),
        (&[Queued, Running, Unknown, Failed], true),
        (&[Queued, Running, Failed], true),
        (&[Cancelled], true),
    ] {
        let (_database, mut connection, user) = database().await;
        let first = create_task(&mut connection, user, &wish(DOOR, false)).await.unwrap();
        let first = walk(&mut connection, user, &first, path).await;
        assert_eq!(first.finished_at.is_some(), first.status.is_final(), "{path:?}");
        let blocking = find_blocking_task(&mut connection, user, &PostingKey::of(&first.job_url)).await.unwrap();
        assert_eq!(blocking.is_none(), may_try_again, "{path:?}");
        assert_eq!(create_task(&mut connection, user, &wish(DOOR, false)).await.is_ok(), may_try_again, "{path:?}");
    }
}

#[tokio::test]
async fn a_rehearsal_blocks_nothing_and_can_never_count_as_sent() {
    let (_database, mut connection, user) = database().await;
    let rehearsal = create_task(&mut connection, user, &wish(DOOR, true)).await.unwrap();
    create_task(&mut connection, user, &wish(DOOR, true)).await.unwrap();
    create_task(&mut connection, user, &wish(DOOR, false)).await.unwrap();
    let running = walk(&mut connection, user, &rehearsal, &[TaskStatus::Queued, TaskStatus::Running]).await;
    for sent in [TaskStatus::Completed, TaskStatus::Unknown] {
        let step = (running.status, sent);
        assert!(update_task_status(&mut connection, user, running.id, step, &TaskChange::default()).await.is_err());
    }
    walk(&mut connection, user, &running, &[TaskStatus::Rehearsed]).await;
}

#[tokio::test]
async fn a_status_changes_only_along_the_table_and_only_from_what_it_is() {
    let (_database, mut connection, user) = database().await;
    let task = create_task(&mut connection, user, &wish(DOOR, false)).await.unwrap();
    let none = TaskChange::default();
    for from in TaskStatus::ALL {
        for to in TaskStatus::ALL.into_iter().filter(|to| !from.may_become(*to)) {
            let refused = update_task_status(&mut connection, user, task.id, (from, to), &none).await;
            assert!(matches!(refused, Err(Error::Transition { .. })), "{from:?} to {to:?}");
        }
    }
    let step = (TaskStatus::Queued, TaskStatus::Running);
    let refused = update_task_status(&mut connection, user, task.id, step, &none).await;
    assert!(matches!(refused, Err(Error::Conflict { actual: TaskStatus::Created, .. })), "{refused:?}");
    assert_eq!(require_task(&mut connection, user, task.id).await.unwrap(), task);
}

#[tokio::test]
async fn every_status_and_mode_survives_the_database() {
    let (database, mut connection, user) = database().await;
    for status in TaskStatus::ALL {
        let mut new = wish(&format!("https://acme.example/jobs/{}", status.as_str()), false);
        new.mode = Mode::Autopilot;
        let task = create_task(&mut connection, user, &new).await.unwrap();
        sqlx::query("update tasks set status = $1").bind(status.as_str()).execute(&database.pool).await.unwrap();
        let read = require_task(&mut connection, user, task.id).await.unwrap();
        assert_eq!((read.status, read.mode), (status, Mode::Autopilot));
    }
}

#[tokio::test]
async fn what_becomes_known_is_added_and_nothing_is_forgotten() {
    let (_database, mut connection, user) = database().await;
    let task = create_task(&mut connection, user, &wish(DOOR, false)).await.unwrap();
    let job_id = Some(JobId::generate());
    let change = TaskChange { company: Some("Acme".into()), job_id, ..TaskChange::default() };
    update_task(&mut connection, user, task.id, &change).await.unwrap();
    let failure = Some(("posting_closed".to_owned(), "The posting is closed.".to_owned()));
    let change = TaskChange { failure, ..TaskChange::default() };
    let step = (TaskStatus::Created, TaskStatus::Failed);
    let failed = update_task_status(&mut connection, user, task.id, step, &change).await.unwrap();
    assert_eq!((failed.company.as_deref(), failed.job_id), (Some("Acme"), job_id));
    assert_eq!(failed.failure_code.as_deref(), Some("posting_closed"));
    assert!(failed.finished_at.is_some());
}

#[tokio::test]
async fn tasks_are_listed_newest_first_page_by_page_and_found_by_the_start_of_their_id() {
    let (database, mut connection, user) = database().await;
    let mut made = Vec::new();
    for number in 0..5 {
        let url = format!("https://acme.example/jobs/{number}");
        made.push(create_task(&mut connection, user, &wish(&url, false)).await.unwrap());
    }
    made.reverse();
    let first = list_tasks(&mut connection, user, None, 3).await.unwrap();
    let rest = list_tasks(&mut connection, user, Some(first[2].id), 3).await.unwrap();
    assert_eq!([first, rest].concat(), made);

    let id = made[1].id.to_string();
    assert_eq!(list_tasks_by_prefix(&mut connection, user, &id.to_uppercase()).await.unwrap(), [made[1].clone()]);
    assert_eq!(list_tasks_by_prefix(&mut connection, user, &id[..2]).await.unwrap().len(), 5);
    assert!(list_tasks_by_prefix(&mut connection, user, "%").await.unwrap().is_empty());
    let stranger = stranger(&database.pool).await;
    assert!(list_tasks(&mut connection, stranger, None, 9).await.unwrap().is_empty());
    assert!(list_tasks_by_prefix(&mut connection, stranger, &id).await.unwrap().is_empty());
    assert!(require_task(&mut connection, stranger, made[0].id).await.is_err());
}
