//! Named places around the submission where a worker can be made to die, to
//! prove that what it leaves behind is understood. Off unless configured.

/// A place where the worker can be killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The form is filled and approved; the fence is not armed.
    BeforeArm,
    /// `armed` has been committed.
    Armed,
    /// The submit button was pressed.
    Clicked,
    /// The submission is held by the gate; `in_flight` is not committed.
    BeforeInFlight,
    /// `in_flight` has been committed; the request has not been released.
    InFlight,
    /// The answer was seen; the outcome is not written.
    Answered,
    /// The outcome of the attempt has been committed; the job is not ended.
    Settled,
    /// The evidence is sealed; the job is not ended.
    Sealed,
}

impl Point {
    /// Every point, in the order they are passed.
    pub const ALL: [Self; 8] = [
        Self::BeforeArm,
        Self::Armed,
        Self::BeforeInFlight,
        Self::InFlight,
        Self::Clicked,
        Self::Answered,
        Self::Settled,
        Self::Sealed,
    ];

    /// The name used in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeArm => "before_arm",
            Self::Armed => "armed",
            Self::Clicked => "clicked",
            Self::BeforeInFlight => "before_in_flight",
            Self::InFlight => "in_flight",
            Self::Answered => "answered",
            Self::Settled => "settled",
            Self::Sealed => "sealed",
        }
    }
}

impl std::str::FromStr for Point {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|point| point.as_str() == s).ok_or_else(|| format!("{s:?} is not a halt point"))
    }
}

/// Kills this process as `kill -9` would, when `configured` is `here`.
pub fn at(configured: Option<Point>, here: Point) {
    if configured == Some(here) {
        let this = rustix::process::getpid();
        // Cannot fail for one's own process; if it did, the test would see the worker go on.
        let _ = rustix::process::kill_process(this, rustix::process::Signal::KILL);
    }
}
