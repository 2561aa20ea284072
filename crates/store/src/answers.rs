//! The Q&A bank.
//!
//! One entry per person, question and scope. Two questions are the same when
//! they differ only in case, spacing and closing marks.

use crate::{Error, words};
use chrono::{DateTime, Utc};
use domain::{Answer, AnswerId, AnswerScope, QuestionClass, UsageMode, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// What the person states.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnswer {
    /// The question, in the words it was asked.
    pub question: String,
    /// Its class.
    pub class: QuestionClass,
    /// The answer; several choices are separated by newlines.
    pub answer: String,
    /// Where it may be used.
    pub scope: AnswerScope,
    /// How it may be used.
    pub usage: UsageMode,
}

/// Changes to an entry; `None` keeps what is there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerChange {
    /// Another answer.
    pub answer: Option<String>,
    /// Another class.
    pub class: Option<QuestionClass>,
    /// Another usage.
    pub usage: Option<UsageMode>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    question: String,
    class: String,
    answer: String,
    company: Option<String>,
    usage: String,
    times_used: i32,
    last_used_at: Option<DateTime<Utc>>,
    stated_at: DateTime<Utc>,
}

impl TryFrom<Row> for Answer {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: AnswerId(row.id),
            question: row.question,
            class: words::parse(row.class, "class of question")?,
            answer: row.answer,
            scope: row.company.map_or(AnswerScope::Everywhere, AnswerScope::Company),
            usage: words::parse(row.usage, "usage of an answer")?,
            times_used: row.times_used.unsigned_abs(),
            last_used_at: row.last_used_at,
            stated_at: row.stated_at,
        })
    }
}

/// States an answer. The same question in the same scope again replaces the
/// answer and keeps the identifier.
///
/// # Errors
/// When the database fails; it refuses an empty question.
pub async fn create_answer(connection: &mut PgConnection, user: UserId, new: &NewAnswer) -> Result<Answer, Error> {
    let row: Row = sqlx::query_as(
        "insert into answers (id, user_id, question, question_key, class, answer, company, usage)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (user_id, question_key, coalesce(company, '')) do update set
             question = excluded.question, class = excluded.class, answer = excluded.answer,
             usage = excluded.usage, stated_at = now()
         returning id, question, class, answer, company, usage, times_used, last_used_at, stated_at",
    )
    .bind(AnswerId::generate().0)
    .bind(user.0)
    .bind(new.question.trim())
    .bind(question_key(&new.question))
    .bind(words::word(&new.class))
    .bind(&new.answer)
    .bind(company(&new.scope))
    .bind(words::word(&new.usage))
    .fetch_one(connection)
    .await?;
    row.try_into()
}

/// Every entry, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_answers(connection: &mut PgConnection, user: UserId) -> Result<Vec<Answer>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, question, class, answer, company, usage, times_used, last_used_at, stated_at
         from answers where user_id = $1 order by id",
    )
    .bind(user.0)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Answer::try_from).collect()
}

/// The entry with this identifier.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn require_answer(connection: &mut PgConnection, user: UserId, id: AnswerId) -> Result<Answer, Error> {
    let row: Option<Row> = sqlx::query_as(
        "select id, question, class, answer, company, usage, times_used, last_used_at, stated_at
         from answers where user_id = $1 and id = $2",
    )
    .bind(user.0)
    .bind(id.0)
    .fetch_optional(connection)
    .await?;
    row.ok_or_else(|| Error::not_found("answer", id))?.try_into()
}

/// Changes an entry, which is stating it anew.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn update_answer(
    connection: &mut PgConnection,
    user: UserId,
    id: AnswerId,
    change: &AnswerChange,
) -> Result<Answer, Error> {
    let row: Option<Row> = sqlx::query_as(
        "update answers set
             answer = coalesce($3, answer), class = coalesce($4, class), usage = coalesce($5, usage), stated_at = now()
         where user_id = $1 and id = $2
         returning id, question, class, answer, company, usage, times_used, last_used_at, stated_at",
    )
    .bind(user.0)
    .bind(id.0)
    .bind(&change.answer)
    .bind(change.class.as_ref().map(words::word))
    .bind(change.usage.as_ref().map(words::word))
    .fetch_optional(connection)
    .await?;
    row.ok_or_else(|| Error::not_found("answer", id))?.try_into()
}

/// Counts one more application for each of these entries. Only [`crate::tasks::end_task`] may say so: in the
/// transaction that ends the task, so that no repetition counts twice.
pub(crate) async fn count_uses(connection: &mut PgConnection, user: UserId, ids: &[AnswerId]) -> Result<(), Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query(
        "update answers set times_used = times_used + 1, last_used_at = now() where user_id = $1 and id = any($2)",
    )
    .bind(user.0)
    .bind(ids)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes an entry.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn delete_answer(connection: &mut PgConnection, user: UserId, id: AnswerId) -> Result<(), Error> {
    let done = sqlx::query("delete from answers where user_id = $1 and id = $2")
        .bind(user.0)
        .bind(id.0)
        .execute(connection)
        .await?;
    if done.rows_affected() == 0 { Err(Error::not_found("answer", id)) } else { Ok(()) }
}

fn company(scope: &AnswerScope) -> Option<String> {
    match scope {
        AnswerScope::Everywhere => None,
        AnswerScope::Company(name) => Some(name.trim().to_lowercase()),
    }
}

/// The question without case, spacing and closing marks.
fn question_key(question: &str) -> String {
    let words = question.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_end_matches(|c: char| c.is_whitespace() || "?*:.".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spacing_and_closing_marks_make_no_new_question() {
        let plain = question_key("Do you need a visa?");
        for same in ["do you  need a visa", " Do you need\na VISA? *", "Do you need a visa:"] {
            assert_eq!(question_key(same), plain, "{same:?}");
        }
        for other in ["Do you need a visa now?", "Do you not need a visa?"] {
            assert_ne!(question_key(other), plain, "{other:?}");
        }
    }
}
