//! Ways in which the server may misbehave at the moment of submission.

use serde::{Deserialize, Serialize};

/// What happens to submissions of a posting instead of the ordinary answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum Fault {
    /// Records the application, then answers with this status (502, 504 …).
    StatusAfterRecord {
        /// The status, 500 to 599.
        status: u16,
    },
    /// Answers as if all went well and records nothing.
    AcceptNothing,
    /// Records, then answers only after this long.
    SlowAfterRecord {
        /// Delay in milliseconds.
        delay_ms: u64,
    },
    /// Records, then resets the connection without an answer.
    ResetAfterRecord,
    /// Resets the connection and records nothing.
    ResetBeforeRecord,
    /// Refuses as possible spam in the family's own words; records nothing.
    Spam,
    /// Refuses the first submission of each applicant with a field error, accepts the next.
    InvalidFirst,
}
