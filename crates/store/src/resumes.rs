//! The files a person gave us, as they were.
//!
//! They are kept in the database, not beside it: a file and what was read in
//! it are written and deleted together, and a backup has both.

use crate::{Error, words};
use chrono::{DateTime, Utc};
use domain::{Sha256, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// What kind of file it is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResumeKind {
    /// PDF.
    Pdf,
    /// Word document.
    Docx,
    /// Plain text.
    Txt,
    /// JSON Resume.
    Json,
}

/// A file without its bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resume {
    /// Identifier.
    pub id: Uuid,
    /// Name it had on the person's machine, without directories.
    pub file_name: String,
    /// Kind.
    pub kind: ResumeKind,
    /// Digest; names the file in every [`domain::Source`] that points into it.
    pub sha256: Sha256,
    /// The one uploaded when no other is named.
    pub is_default: bool,
    /// When it was first given.
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    file_name: String,
    kind: String,
    sha256: Vec<u8>,
    is_default: bool,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Resume {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let hex: String = row.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            id: row.id,
            file_name: row.file_name,
            kind: words::parse(row.kind, "kind of résumé")?,
            sha256: hex.parse().map_err(|_| Error::Unreadable { what: "digest" })?,
            is_default: row.is_default,
            created_at: row.created_at,
        })
    }
}

/// Keeps a file and makes it the default one. The same file again changes its
/// name and makes it the default, and keeps its identifier.
///
/// # Errors
/// When the database fails; it refuses files of more than 20 MB.
pub async fn create_resume(
    connection: &mut PgConnection,
    user: UserId,
    file_name: &str,
    kind: ResumeKind,
    bytes: &[u8],
) -> Result<Resume, Error> {
    // Two statements, because a unique index is checked row by row: the old
    // default has to be gone before the new one is written.
    let mut transaction = sqlx::Connection::begin(connection).await?;
    sqlx::query("update resumes set is_default = false where user_id = $1 and is_default")
        .bind(user.0)
        .execute(&mut *transaction)
        .await?;
    let row: Row = sqlx::query_as(
        "insert into resumes (id, user_id, file_name, kind, sha256, bytes, is_default)
         values ($1, $2, $3, $4, $5, $6, true)
         on conflict (user_id, sha256) do update set file_name = excluded.file_name, is_default = true
         returning id, file_name, kind, sha256, is_default, created_at",
    )
    .bind(Uuid::now_v7())
    .bind(user.0)
    .bind(file_name)
    .bind(words::word(&kind))
    .bind(Sha256::of(bytes).as_bytes().as_slice())
    .bind(bytes)
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    row.try_into()
}

/// Every file, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_resumes(connection: &mut PgConnection, user: UserId) -> Result<Vec<Resume>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, file_name, kind, sha256, is_default, created_at
         from resumes where user_id = $1 order by created_at desc, id desc",
    )
    .bind(user.0)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Resume::try_from).collect()
}

/// The default file, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_default_resume(connection: &mut PgConnection, user: UserId) -> Result<Option<Resume>, Error> {
    let row: Option<Row> = sqlx::query_as(
        "select id, file_name, kind, sha256, is_default, created_at
         from resumes where user_id = $1 and is_default",
    )
    .bind(user.0)
    .fetch_optional(connection)
    .await?;
    row.map(Resume::try_from).transpose()
}

/// The bytes of a file.
///
/// # Errors
/// [`Error::NotFound`], or the database fails.
pub async fn require_resume_bytes(connection: &mut PgConnection, user: UserId, id: Uuid) -> Result<Vec<u8>, Error> {
    sqlx::query_scalar("select bytes from resumes where user_id = $1 and id = $2")
        .bind(user.0)
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Error::not_found("résumé", id))
}
