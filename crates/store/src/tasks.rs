//! A person's wishes to apply.
//!
//! A status changes only along [`TaskStatus::may_become`], and only when the
//! row still has the status the caller believes in. The table itself refuses a
//! second task for a posting that is under way, was sent, or may have been sent;
//! rehearsals never count.

use crate::{Error, words};
use chrono::{DateTime, Utc};
use domain::tasks::{Mode, TaskStatus};
use domain::{AnswerId, JobId, JobUrl, PostingKey, TaskId, UserId};
use serde::Serialize;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    /// Identifier.
    pub id: TaskId,
    /// The posting, by its canonical name.
    pub posting_key: PostingKey,
    /// The address the person gave.
    pub job_url: JobUrl,
    /// Employer, once known.
    pub company: Option<String>,
    /// Title of the posting, once known.
    pub title: Option<String>,
    /// Who decides that the form is submitted.
    pub mode: Mode,
    /// Fill and check, but never submit.
    pub is_rehearsal: bool,
    /// Where it stands.
    pub status: TaskStatus,
    /// The job in the GhostHands queue that works on it.
    pub job_id: Option<JobId>,
    /// Where its evidence bundle is.
    pub evidence_path: Option<String>,
    /// How it ended, in words for the person.
    pub outcome: Option<String>,
    /// Why it failed, as a code.
    pub failure_code: Option<String>,
    /// Why it failed, as a sentence.
    pub failure_message: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a new task needs.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    /// Identifier, chosen by the caller so that it can be shown before the row exists.
    pub id: TaskId,
    /// The posting's address.
    pub job_url: JobUrl,
    /// Who decides that the form is submitted.
    pub mode: Mode,
    /// Fill and check, but never submit.
    pub is_rehearsal: bool,
}

/// What becomes known along the way; `None` keeps what is there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskChange {
    /// Employer.
    pub company: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// The job that works on it.
    pub job_id: Option<JobId>,
    /// Where its evidence bundle is.
    pub evidence_path: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Why it failed: a code and a sentence.
    pub failure: Option<(String, String)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    posting_key: String,
    job_url: String,
    company: Option<String>,
    title: Option<String>,
    mode: String,
    is_rehearsal: bool,
    status: String,
    job_id: Option<Uuid>,
    evidence_path: Option<String>,
    outcome: Option<String>,
    failure_code: Option<String>,
    failure_message: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Task {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: TaskId(row.id),
            posting_key: PostingKey::from_stored(row.posting_key),
            job_url: JobUrl::parse(&row.job_url).map_err(|_| Error::Unreadable { what: "job address" })?,
            company: row.company,
            title: row.title,
            mode: words::parse(row.mode, "mode")?,
            is_rehearsal: row.is_rehearsal,
            status: row.status.parse().map_err(|_| Error::Unreadable { what: "task status" })?,
            job_id: row.job_id.map(JobId),
            evidence_path: row.evidence_path,
            outcome: row.outcome,
            failure_code: row.failure_code,
            failure_message: row.failure_message,
            created_at: row.created_at,
            updated_at: row.updated_at,
            finished_at: row.finished_at,
        })
    }
}

/// The columns of [`Row`], as text for `concat!`.
macro_rules! columns {
    () => {
        "id, posting_key, job_url, company, title, mode, is_rehearsal, status, job_id, evidence_path, outcome, \
         failure_code, failure_message, created_at, updated_at, finished_at"
    };
}

/// Writes down a wish, with status `created`.
///
/// # Errors
/// [`Error::DuplicatePosting`] with the task that stands in the way; or the
/// database fails.
pub async fn create_task(connection: &mut PgConnection, user: UserId, new: &NewTask) -> Result<Task, Error> {
    let posting_key = PostingKey::of(&new.job_url);
    let row: Option<Row> = sqlx::query_as(concat!(
        "insert into tasks (id, user_id, posting_key, job_url, mode, is_rehearsal, status)
         values ($1, $2, $3, $4, $5, $6, 'created')
         on conflict do nothing
         returning ",
        columns!()
    ))
    .bind(new.id.0)
    .bind(user.0)
    .bind(posting_key.as_str())
    .bind(new.job_url.to_string())
    .bind(words::word(&new.mode))
    .bind(new.is_rehearsal)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(row) = row {
        return row.try_into();
    }
    match find_blocking_task(connection, user, &posting_key).await? {
        Some(other) => Err(Error::DuplicatePosting(Box::new(other))),
        // Not a second task for the posting, then, but the same identifier twice.
        None => Err(Error::Database(sqlx::Error::RowNotFound)),
    }
}

/// The task that forbids another one for this posting: under way, sent, or
/// perhaps sent.
///
/// # Errors
/// When the database fails.
pub async fn find_blocking_task(
    connection: &mut PgConnection,
    user: UserId,
    posting: &PostingKey,
) -> Result<Option<Task>, Error> {
    let row: Option<Row> = sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from tasks where user_id = $1 and posting_key = $2 and not is_rehearsal
           and status in ('created', 'queued', 'running', 'waiting_human', 'completed', 'unknown')"
    ))
    .bind(user.0)
    .bind(posting.as_str())
    .fetch_optional(connection)
    .await?;
    row.map(Task::try_from).transpose()
}

/// The task with this identifier.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn require_task(connection: &mut PgConnection, user: UserId, id: TaskId) -> Result<Task, Error> {
    let row: Option<Row> = sqlx::query_as(concat!("select ", columns!(), " from tasks where user_id = $1 and id = $2"))
        .bind(user.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?;
    row.ok_or_else(|| Error::not_found("task", id))?.try_into()
}

/// The tasks whose identifier begins with `prefix` (hexadecimal, hyphens as
/// shown), the newest first, at most ten.
///
/// # Errors
/// When the database fails.
pub async fn list_tasks_by_prefix(
    connection: &mut PgConnection,
    user: UserId,
    prefix: &str,
) -> Result<Vec<Task>, Error> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from tasks where user_id = $1 and starts_with(id::text, lower($2)) order by created_at desc, id desc limit 10"
    ))
    .bind(user.0)
    .bind(prefix)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Task::try_from).collect()
}

/// The newest `limit` tasks, newest first, those before `before` when given.
///
/// # Errors
/// When the database fails.
pub async fn list_tasks(
    connection: &mut PgConnection,
    user: UserId,
    before: Option<TaskId>,
    limit: u16,
) -> Result<Vec<Task>, Error> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from tasks where user_id = $1
           and ($2::uuid is null or (created_at, id) < (select created_at, id from tasks where user_id = $1 and id = $2))
         order by created_at desc, id desc limit $3"
    ))
    .bind(user.0)
    .bind(before.map(|id| id.0))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Task::try_from).collect()
}

/// Writes what became known, without touching the status.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn update_task(
    connection: &mut PgConnection,
    user: UserId,
    id: TaskId,
    change: &TaskChange,
) -> Result<Task, Error> {
    let row = write(connection, user, id, None, change).await?;
    row.ok_or_else(|| Error::not_found("task", id))?.try_into()
}

/// Moves a task from `from` to `to`, and writes what became known with it.
///
/// # Errors
/// [`Error::Transition`] when the table does not allow it, before the database
/// is asked; [`Error::Conflict`] when the task is not `from` any more;
/// [`Error::NotFound`]; [`Error::DuplicatePosting`] never, because no transition
/// leads back among the tasks that block; or the database fails.
pub async fn update_task_status(
    connection: &mut PgConnection,
    user: UserId,
    id: TaskId,
    (from, to): (TaskStatus, TaskStatus),
    change: &TaskChange,
) -> Result<Task, Error> {
    if !from.may_become(to) {
        return Err(Error::Transition { from, to });
    }
    match write(&mut *connection, user, id, Some((from, to)), change).await? {
        Some(row) => row.try_into(),
        None => {
            let actual = require_task(connection, user, id).await?.status;
            Err(Error::Conflict { expected: from, actual })
        }
    }
}

/// Ends a task as [`update_task_status`] does, and counts a use of every answer in `used` when the application was
/// sent: when it ends `completed` or `unknown`. Both happen or neither. What an `unknown` task turns out to be later
/// is no second use.
///
/// # Errors
/// As [`update_task_status`].
pub async fn end_task(
    connection: &mut PgConnection,
    user: UserId,
    id: TaskId,
    (from, to): (TaskStatus, TaskStatus),
    change: &TaskChange,
    used: &[AnswerId],
) -> Result<Task, Error> {
    let mut transaction = connection.begin().await?;
    let task = update_task_status(&mut transaction, user, id, (from, to), change).await?;
    if matches!(to, TaskStatus::Completed | TaskStatus::Unknown) && from != TaskStatus::Unknown {
        crate::answers::count_uses(&mut transaction, user, used).await?;
    }
    transaction.commit().await?;
    Ok(task)
}

async fn write(
    connection: &mut PgConnection,
    user: UserId,
    id: TaskId,
    statuses: Option<(TaskStatus, TaskStatus)>,
    change: &TaskChange,
) -> Result<Option<Row>, Error> {
    let (from, to) = statuses.unzip();
    let row = sqlx::query_as(concat!(
        "update tasks set
             status = coalesce($4, status),
             finished_at = case when $4 is null then finished_at when $5 then now() end,
             company = coalesce($6, company), title = coalesce($7, title), job_id = coalesce($8, job_id),
             evidence_path = coalesce($9, evidence_path), outcome = coalesce($10, outcome),
             failure_code = coalesce($11, failure_code), failure_message = coalesce($12, failure_message),
             updated_at = now()
         where user_id = $1 and id = $2 and ($3::text is null or status = $3)
         returning ",
        columns!()
    ))
    .bind(user.0)
    .bind(id.0)
    .bind(from.map(TaskStatus::as_str))
    .bind(to.map(TaskStatus::as_str))
    .bind(to.is_some_and(TaskStatus::is_final))
    .bind(&change.company)
    .bind(&change.title)
    .bind(change.job_id.map(|job| job.0))
    .bind(&change.evidence_path)
    .bind(&change.outcome)
    .bind(change.failure.as_ref().map(|(code, _)| code))
    .bind(change.failure.as_ref().map(|(_, message)| message))
    .fetch_optional(connection)
    .await?;
    Ok(row)
}
