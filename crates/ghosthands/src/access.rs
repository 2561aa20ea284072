//! Who asks, and whose jobs and sessions they may see. Every query on behalf of a caller is narrowed by
//! [`Caller::scope`], and every job made by one goes through [`Caller::acts_for`]: there is no other check.

use domain::UserId;
use uuid::Uuid;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The product itself, by a service key: may act for everybody.
    Service,
    /// A person: sees and makes their own only.
    User(UserId),
}

/// Why a caller may not act as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// A service has to say for whom.
    #[error("say for which user")]
    NobodyNamed,
    /// A person named somebody else.
    #[error("you may only act for yourself")]
    SomebodyElse,
}

impl Caller {
    /// The person a request is made for. A person may leave themselves out and may name nobody else.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn acts_for(self, named: Option<UserId>) -> Result<UserId, Denied> {
        match (self, named) {
            (Self::Service, Some(user)) => Ok(user),
            (Self::Service, None) => Err(Denied::NobodyNamed),
            (Self::User(own), None) => Ok(own),
            (Self::User(own), Some(user)) if user == own => Ok(own),
            (Self::User(_), Some(_)) => Err(Denied::SomebodyElse),
        }
    }

    /// The one person whose rows may be touched; `None` for all. Bound as
    /// `($n::uuid IS NULL OR user_id = $n)` or as a condition of its own.
    #[must_use]
    pub fn scope(self) -> Option<Uuid> {
        match self {
            Self::Service => None,
            Self::User(user) => Some(user.0),
        }
    }

    /// What `created_by` says of a job made by this caller.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Service => "valet",
            Self::User(_) => "api",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_acts_for_nobody_else_and_a_service_says_for_whom() {
        let (ada, bob) = (UserId::generate(), UserId::generate());
        assert_eq!(Caller::User(ada).acts_for(None), Ok(ada));
        assert_eq!(Caller::User(ada).acts_for(Some(ada)), Ok(ada));
        assert_eq!(Caller::User(ada).acts_for(Some(bob)), Err(Denied::SomebodyElse));
        assert_eq!(Caller::Service.acts_for(Some(bob)), Ok(bob));
        assert_eq!(Caller::Service.acts_for(None), Err(Denied::NobodyNamed));
        assert_eq!((Caller::Service.scope(), Caller::User(ada).scope()), (None, Some(ada.0)));
    }
}
