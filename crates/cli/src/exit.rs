//! How a command ends: exit codes and the sentences that go with them.

use std::fmt;

/// Exit codes, documented in `valet --help` and docs/cli.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done as asked.
    Ok = 0,
    /// Not done; the message says why.
    Failure = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A person is needed and nobody was there.
    NeedsPerson = 3,
    /// It was sent and nobody can say what became of it.
    OutcomeUnknown = 4,
    /// Refused: an application exists already, or the site said no.
    Refused = 5,
    /// Interrupted by the person.
    Interrupted = 130,
}

/// Why a command could not do what it was asked: a sentence with a next step.
#[derive(Debug)]
pub(crate) struct Problem {
    pub exit: Exit,
    pub message: String,
}

impl Problem {
    pub(crate) fn failure(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failure, message: message.into() }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::failure(format!("{error:#}"))
    }
}

impl From<sqlx::Error> for Problem {
    fn from(_: sqlx::Error) -> Self {
        Self::failure("The database does not answer. Check DATABASE_URL, or run the command again.")
    }
}

impl From<postgres::Error> for Problem {
    fn from(error: postgres::Error) -> Self {
        Self::failure(format!("{error}."))
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        let exit = match error {
            store::Error::DuplicatePosting(_) => Exit::Refused,
            _ => Exit::Failure,
        };
        let next = match &error {
            store::Error::DuplicatePosting(task) => {
                format!(" ({}). See it with `valet show {}`", task.status.as_str(), task.id)
            }
            _ => String::new(),
        };
        Self { exit, message: format!("{error}{next}.") }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::failure(format!("{error}."))
    }
}
