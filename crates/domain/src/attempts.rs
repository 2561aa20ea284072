//! Statuses of a passage through the submit fence.

use serde::{Deserialize, Serialize};

/// Where one attempt to submit stands. `armed` is committed before the network
/// gate opens; what follows is decided by what left the browser and what came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStatus {
    /// Committed; the gate may let one submission out from now on.
    Armed,
    /// A request that carries the application has left.
    InFlight,
    /// The employer's site confirmed it.
    Confirmed,
    /// The employer's site refused it; nothing was recorded there.
    Refused,
    /// It was a step of the form and no application: the site went on to a further page of it, or showed the same one
    /// again while saying that more steps follow.
    Step,
    /// It left, or may have left, and nobody can say what became of it. Never retried by a machine.
    Unknown,
    /// Proven not to have left.
    NotSent,
}

impl AttemptStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Armed, Self::InFlight, Self::Confirmed, Self::Refused, Self::Step, Self::Unknown, Self::NotSent];

    /// The transition table. Only `unknown` may be settled later, by a receipt or by the person.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use AttemptStatus::{Armed, Confirmed, InFlight, NotSent, Refused, Step, Unknown};
        matches!(
            (self, next),
            (Armed, InFlight | NotSent | Step | Unknown)
                | (InFlight, Confirmed | Refused | Step | Unknown)
                | (Unknown, Confirmed | Refused)
        )
    }

    /// Whether this attempt forbids another one for the same person and posting.
    #[must_use]
    pub fn blocks_another(self) -> bool {
        !matches!(self, Self::Refused | Self::Step | Self::NotSent)
    }

    /// The word in the database and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Armed => "armed",
            Self::InFlight => "in_flight",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Step => "step",
            Self::Unknown => "unknown",
            Self::NotSent => "not_sent",
        }
    }
}

impl std::str::FromStr for AttemptStatus {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == s)
            .ok_or_else(|| format!("{s:?} is not an attempt status"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_outcome_never_becomes_not_sent_and_a_final_one_never_changes() {
        assert!(!AttemptStatus::Unknown.may_become(AttemptStatus::NotSent));
        assert!(!AttemptStatus::InFlight.may_become(AttemptStatus::NotSent));
        for end in [AttemptStatus::Confirmed, AttemptStatus::Refused, AttemptStatus::Step, AttemptStatus::NotSent] {
            assert!(AttemptStatus::ALL.into_iter().all(|next| !end.may_become(next)));
        }
    }
}
