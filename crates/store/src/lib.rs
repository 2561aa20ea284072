//! Valet's tables, and the only place with Valet's SQL.
//!
//! One module per table, free functions in it: connection first, user second.
//! Signatures speak domain types; rows are private. The queue and the submit
//! fence are not here: GhostHands owns its own tables in the same database.

pub mod answers;
pub mod profiles;
pub mod resumes;
pub mod tasks;
pub mod users;
mod words;

use domain::tasks::TaskStatus;
use sqlx::migrate::{MigrateError, Migrator};
use std::sync::LazyLock;

/// Valet's migrations. They are recorded in `_valet_migrations`, apart from
/// those of other crates that keep tables in the same database.
#[must_use]
pub fn migrator() -> &'static Migrator {
    static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
        let mut migrator = sqlx::migrate!();
        migrator.dangerous_set_table_name("_valet_migrations");
        migrator
    });
    &MIGRATOR
}

/// Brings the tables up to date. Safe to call at every start and by several
/// processes at once.
///
/// # Errors
/// [`Error::Migration`] when a migration fails, or when the database was
/// migrated by a newer Valet.
pub async fn migrate(pool: &sqlx::PgPool) -> Result<(), Error> {
    migrator().run(pool).await.map_err(Error::Migration)
}

/// Why something could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row, or not this user's.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What was looked for: `task`, `answer`.
        what: &'static str,
        /// The identifier asked for.
        id: String,
    },
    /// The person has a task for this posting that is under way or was sent.
    #[error("there is already a task for this posting: {}", .0.id)]
    DuplicatePosting(Box<tasks::Task>),
    /// The transition table does not allow it.
    #[error("a {} task cannot become {}", from.as_str(), to.as_str())]
    Transition {
        /// The status it has.
        from: TaskStatus,
        /// The status asked for.
        to: TaskStatus,
    },
    /// The task has moved on meanwhile.
    #[error("the task is {}, not {} any more", actual.as_str(), expected.as_str())]
    Conflict {
        /// The status the caller believed in.
        expected: TaskStatus,
        /// The status it has.
        actual: TaskStatus,
    },
    /// A row holds a word this version does not know.
    #[error("the database holds a {what} this version of valet cannot read; a newer one may have written it")]
    Unreadable {
        /// Which column.
        what: &'static str,
    },
    /// A migration failed.
    #[error("the database cannot be brought up to date")]
    Migration(#[source] MigrateError),
    /// Anything else the database says.
    #[error("the database does not answer as expected")]
    Database(#[from] sqlx::Error),
}

impl Error {
    fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }
}
