//! Identifiers. Each entity has its own type, so that a task id cannot be
//! passed where a job id is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh identifier; time-ordered (UUID v7), so that new rows land at the end of an index.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    };
}

id! {
    /// A person whose applications we make.
    UserId
}
id! {
    /// A person's wish to apply to one posting.
    TaskId
}
id! {
    /// A row of the GhostHands queue.
    JobId
}
id! {
    /// One passage through the submit fence.
    AttemptId
}
id! {
    /// An entry of the Q&A bank.
    AnswerId
}
