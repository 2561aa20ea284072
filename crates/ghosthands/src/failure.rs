//! Why an application ended without a submission: one table of codes.

use crate::jobs::QueueError;
use browser::BrowserError;

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No.
    Never,
    /// After a while, by itself.
    Backoff,
    /// After a person did something.
    AfterHuman,
}

/// Code and meaning of a failure. The code is stored and shown; the sentence says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The posting is closed or gone.
    PostingClosed,
    /// No form can be reached from this address.
    NoForm,
    /// The page is of a kind that is not understood.
    UnsupportedPage,
    /// A challenge stands in the way.
    CaptchaBlocked,
    /// An account that we do not have is needed.
    LoginRequired,
    /// The site says that there were too many requests.
    RateLimited,
    /// A code sent to the person is needed.
    TwoFactorRequired,
    /// The site refused the application.
    Refused,
    /// It was sent and nobody can say what became of it.
    OutcomeUnknown,
    /// An application to this posting exists already.
    Duplicate,
    /// The page would not take a value.
    ElementNotFound,
    /// A step of an unknown site sends answers before the application is approved.
    StepSendsAnswers,
    /// The person stopped it.
    Stopped,
    /// Nobody answered in time.
    HitlTimeout,
    /// The job's input is unusable.
    ValidationError,
    /// The run stopped between the steps of a form, and what it knew is lost.
    Interrupted,
    /// The work took longer than allowed.
    Timeout,
    /// The site could not be reached.
    NetworkError,
    /// No browser can be started.
    BrowserUnavailable,
    /// The pages took more memory than one job may have.
    MemoryLimit,
    /// Chromium died.
    BrowserCrashed,
    /// Something is wrong with the service itself.
    InternalError,
}

impl Code {
    /// The stored word and whether trying again can help.
    #[must_use]
    pub fn row(self) -> (&'static str, Retry) {
        match self {
            Self::PostingClosed => ("posting_closed", Retry::Never),
            Self::NoForm => ("no_form", Retry::Never),
            Self::UnsupportedPage => ("unsupported_page", Retry::Never),
            Self::CaptchaBlocked => ("captcha_blocked", Retry::AfterHuman),
            Self::LoginRequired => ("login_required", Retry::AfterHuman),
            Self::RateLimited => ("rate_limited", Retry::Backoff),
            Self::TwoFactorRequired => ("2fa_required", Retry::AfterHuman),
            Self::Refused => ("refused", Retry::AfterHuman),
            Self::OutcomeUnknown => ("outcome_unknown", Retry::Never),
            Self::Duplicate => ("duplicate", Retry::Never),
            Self::ElementNotFound => ("element_not_found", Retry::AfterHuman),
            Self::StepSendsAnswers => ("step_sends_answers", Retry::AfterHuman),
            Self::Stopped => ("stopped", Retry::Never),
            Self::HitlTimeout => ("hitl_timeout", Retry::Never),
            Self::ValidationError => ("validation_error", Retry::Never),
            Self::Interrupted => ("interrupted", Retry::AfterHuman),
            Self::Timeout => ("timeout", Retry::Backoff),
            Self::NetworkError => ("network_error", Retry::Backoff),
            Self::BrowserUnavailable => ("browser_unavailable", Retry::Backoff),
            Self::MemoryLimit => ("memory_limit", Retry::Never),
            Self::BrowserCrashed => ("browser_crashed", Retry::Backoff),
            Self::InternalError => ("internal_error", Retry::Backoff),
        }
    }
}

/// What the employer's site holds of an application that ended without being submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing of it was sent.
    Nothing,
    /// The answers of earlier steps.
    EarlierSteps,
}

impl Left {
    fn sentence(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing was sent.",
            Self::EarlierSteps => {
                "No application was made, but the answers of earlier steps are on the employer's site."
            }
        }
    }
}

/// An application that ended without a submission, or with one nobody can vouch for.
#[derive(Debug, thiserror::Error)]
pub struct Failure {
    /// Why.
    pub code: Code,
    /// A sentence that says what happened and what to do; not what was sent.
    pub message: String,
    /// What was sent, where there is something to say about it.
    pub left: Option<Left>,
}

/// The message, and what was sent.
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.left.map_or(Ok(()), |left| write!(f, " {}", left.sentence()))
    }
}

impl Failure {
    /// Pairs a code with its sentence.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), left: None }
    }

    /// As [`Failure::new`], where it is worth saying that nothing was sent.
    #[must_use]
    pub fn before_sending(code: Code, message: impl Into<String>) -> Self {
        Self { left: Some(Left::Nothing), ..Self::new(code, message) }
    }

    /// The same failure, of a form whose earlier steps are on the employer's site.
    #[must_use]
    pub fn after_steps(self) -> Self {
        Self { left: Some(Left::EarlierSteps), ..self }
    }
}

impl From<BrowserError> for Failure {
    fn from(error: BrowserError) -> Self {
        let code = match error {
            BrowserError::NotFound | BrowserError::Launch(_) => Code::BrowserUnavailable,
            BrowserError::Protocol(_) => Code::InternalError,
            BrowserError::Crashed => Code::BrowserCrashed,
            BrowserError::Timeout(_) => Code::Timeout,
            BrowserError::Gone | BrowserError::Obscured => Code::ElementNotFound,
            BrowserError::Navigation(_) => Code::NetworkError,
        };
        Self::new(code, format!("{}.", capitalised(&error.to_string())))
    }
}

impl From<QueueError> for Failure {
    fn from(error: QueueError) -> Self {
        Self::new(Code::InternalError, format!("{}.", capitalised(&error.to_string())))
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        QueueError::from(error).into()
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_after_a_step_does_not_say_that_nothing_was_sent() {
        let stopped = Failure::before_sending(Code::Stopped, "Stopped by you.");
        assert_eq!(stopped.to_string(), "Stopped by you. Nothing was sent.");
        let said = stopped.after_steps().to_string();
        assert!(said.starts_with("Stopped by you. No application was made") && !said.contains("Nothing"), "{said}");
        assert_eq!(Failure::new(Code::Timeout, "Too long.").to_string(), "Too long.");
    }
}
