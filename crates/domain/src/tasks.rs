//! Statuses of a task: a person's wish to apply to one posting.

use serde::{Deserialize, Serialize};

/// Where a task stands, in the words people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// Written down, not yet in the queue.
    Created,
    /// In the queue.
    Queued,
    /// A worker is on it.
    Running,
    /// Waits for the person: a question, a review, a blocker.
    WaitingHuman,
    /// Submitted and confirmed by the employer's site.
    Completed,
    /// Submitted, perhaps; the outcome is not known and the person has to look.
    Unknown,
    /// Ended without a submission, as asked (`--dry-run`).
    Rehearsed,
    /// Ended without a submission, for a reason that is given.
    Failed,
    /// Stopped by the person before anything was sent.
    Cancelled,
}

impl TaskStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Created,
        Self::Queued,
        Self::Running,
        Self::WaitingHuman,
        Self::Completed,
        Self::Unknown,
        Self::Rehearsed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The transition table.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use TaskStatus::{Cancelled, Completed, Created, Failed, Queued, Rehearsed, Running, Unknown, WaitingHuman};
        matches!(
            (self, next),
            (Created, Queued | Failed | Cancelled)
                | (Queued, Running | Failed | Cancelled)
                | (Running, Queued | WaitingHuman | Completed | Unknown | Rehearsed | Failed | Cancelled)
                | (WaitingHuman, Running | Unknown | Failed | Cancelled)
                | (Unknown, Completed | Failed)
        )
    }

    /// Whether nothing further happens by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Unknown | Self::Rehearsed | Self::Failed | Self::Cancelled)
    }

    /// The word in the database and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::WaitingHuman => "waiting_human",
            Self::Completed => "completed",
            Self::Unknown => "unknown",
            Self::Rehearsed => "rehearsed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::str::FromStr for TaskStatus {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or_else(|| format!("{s:?} is not a task status"))
    }
}

/// Who decides that the form is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The person, after reading every field.
    Copilot,
    /// The machine, when every quality gate passes.
    Autopilot,
}
