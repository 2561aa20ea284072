//! How far a job is: steps, a percentage, an estimate of what is left.
//!
//! [`Tracker`] is pure: whoever uses it says what time it is. It also says when something should be written, so that
//! many small steps do not become many rows, and that the last of them is not lost. [`Reporter`] does the writing.

mod reporter;

pub use reporter::Reporter;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Shortest time between two snapshots, and between two thoughts.
pub const THROTTLE: Duration = Duration::from_secs(2);
/// Longest thought, in characters.
pub const MOST_THOUGHT_CHARS: usize = 500;
/// Actions that an application takes, when nobody knows better.
pub const USUAL_ACTIONS: u32 = 30;

/// What a job is doing. The order is that of an application; failing stands outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the contract's and say what they are")]
pub enum Step {
    Queued,
    Initializing,
    Navigating,
    AnalyzingPage,
    FillingForm,
    UploadingResume,
    AnsweringQuestions,
    Reviewing,
    Submitting,
    ExtractingResults,
    AwaitingUserReview,
    Completed,
    Failed,
}

impl Step {
    /// The steps in order.
    pub const ORDER: [Self; 12] = [
        Self::Queued,
        Self::Initializing,
        Self::Navigating,
        Self::AnalyzingPage,
        Self::FillingForm,
        Self::UploadingResume,
        Self::AnsweringQuestions,
        Self::Reviewing,
        Self::Submitting,
        Self::ExtractingResults,
        Self::AwaitingUserReview,
        Self::Completed,
    ];

    /// Place in the order; `None` for failing.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        Self::ORDER.iter().position(|step| *step == self)
    }

    /// What kind of action says about the step.
    #[must_use]
    pub fn of_action(action: &str) -> Option<Self> {
        Some(match action {
            "upload" => Self::UploadingResume,
            "submit" => Self::Submitting,
            "goto" | "navigate" => Self::Navigating,
            "type" | "click" | "select" | "scroll" => Self::FillingForm,
            _ => return None,
        })
    }

    /// What a thought says about the step, by the beginnings of its words.
    #[must_use]
    pub fn of_thought(thought: &str) -> Option<Self> {
        const SIGNS: [(&[&str], Step); 4] = [
            (&["resume", "résumé", "upload", "attach"], Step::UploadingResume),
            (&["submit", "submission", "confirm"], Step::Submitting),
            (&["question", "screening", "answer"], Step::AnsweringQuestions),
            (&["review", "verif", "check"], Step::Reviewing),
        ];
        let thought = thought.to_lowercase();
        let words: Vec<&str> = thought.split(|letter: char| !letter.is_alphanumeric()).collect();
        let said = |signs: &[&str]| words.iter().any(|word| signs.iter().any(|sign| word.starts_with(sign)));
        SIGNS.iter().find(|(signs, _)| said(signs)).map(|(_, step)| *step)
    }
}

/// How far a job is, as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Snapshot {
    /// What it is doing.
    pub step: Step,
    /// 0..=100; exactly 100 only when it is completed.
    pub progress_pct: u8,
    /// One sentence.
    pub description: String,
    /// Actions so far.
    pub action_index: u32,
    /// Actions expected in all.
    pub total_actions_estimate: u32,
    /// The latest thought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_action: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Since then.
    pub elapsed_ms: u64,
    /// What is left; unknown before the second action.
    pub eta_ms: Option<u64>,
    /// How it is carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_mode: Option<String>,
    /// The manual that is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_id: Option<String>,
    /// Where it can be watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kasm_url: Option<String>,
}

/// Follows one job. Times are those since it began.
#[derive(Debug, Clone)]
pub struct Tracker {
    /// How it is carried out, told with every snapshot.
    pub execution_mode: Option<String>,
    /// The manual that is followed, told with every snapshot.
    pub manual_id: Option<String>,
    /// Where it can be watched, told with every snapshot.
    pub kasm_url: Option<String>,
    started_at: DateTime<Utc>,
    step: Step,
    /// The last step of the order, which is how far it got even when it failed.
    reached: usize,
    description: String,
    actions: u32,
    estimate: u32,
    thought: Option<String>,
    thought_at: Option<Duration>,
    written_at: Option<Duration>,
    pending: bool,
}

impl Tracker {
    /// A job that began at `started_at` and is expected to take `limit` actions.
    #[must_use]
    pub fn new(started_at: DateTime<Utc>, limit: Option<u32>) -> Self {
        Self {
            execution_mode: None,
            manual_id: None,
            kasm_url: None,
            started_at,
            step: Step::Queued,
            reached: 0,
            description: String::new(),
            actions: 0,
            estimate: limit.filter(|limit| *limit > 0).unwrap_or(USUAL_ACTIONS),
            thought: None,
            thought_at: None,
            written_at: None,
            pending: false,
        }
    }

    /// It is at this step now, wherever it was.
    pub fn set_step(&mut self, step: Step, description: &str) {
        self.step = step;
        self.reached = step.index().unwrap_or(self.reached);
        self.description = description.to_owned();
        self.pending = true;
    }

    /// Actions were taken, the last one of this kind, e.g. `type`.
    pub fn acted(&mut self, action: &str, times: u32) {
        self.actions = self.actions.saturating_add(times);
        self.pending |= times > 0;
        self.infer(Step::of_action(action));
    }

    /// It has a thought. Returns what of it should be told: at most [`MOST_THOUGHT_CHARS`], one in [`THROTTLE`].
    pub fn think(&mut self, now: Duration, thought: &str) -> Option<String> {
        let content: String = thought.chars().take(MOST_THOUGHT_CHARS).collect();
        self.thought = Some(content.clone());
        self.pending = true;
        self.infer(Step::of_thought(&content));
        if !has_passed(self.thought_at, now) {
            return None;
        }
        self.thought_at = Some(now);
        Some(content)
    }

    /// What is inferred may only lead forward: a word is no reason to believe that work was undone.
    fn infer(&mut self, step: Option<Step>) {
        let further = step.filter(|step| step.index() > self.step.index() && self.step != Step::Failed);
        if let Some(step) = further {
            self.step = step;
            self.reached = step.index().unwrap_or(self.reached);
            self.pending = true;
        }
    }

    /// Actions so far.
    #[must_use]
    pub fn actions(&self) -> u32 {
        self.actions
    }

    /// Percentage: six tenths by step, four tenths by actions.
    #[must_use]
    pub fn percentage(&self) -> u8 {
        if self.step == Step::Completed {
            return 100;
        }
        let by_step = self.reached as f64 / (Step::ORDER.len() - 1) as f64 * 100.0;
        let by_actions = (f64::from(self.actions) / f64::from(self.estimate) * 100.0).min(100.0);
        (0.6 * by_step + 0.4 * by_actions).round().min(99.0) as u8
    }

    /// How far it is.
    #[must_use]
    pub fn snapshot(&self, now: Duration) -> Snapshot {
        Snapshot {
            step: self.step,
            progress_pct: self.percentage(),
            description: self.description.clone(),
            action_index: self.actions,
            total_actions_estimate: self.estimate,
            current_action: self.thought.clone(),
            started_at: self.started_at,
            elapsed_ms: milliseconds(now),
            eta_ms: self.remaining(now).map(milliseconds),
            execution_mode: self.execution_mode.clone(),
            manual_id: self.manual_id.clone(),
            kasm_url: self.kasm_url.clone(),
        }
    }

    fn remaining(&self, now: Duration) -> Option<Duration> {
        let percentage = f64::from(self.percentage());
        let known = self.actions >= 2 && percentage > 0.0 && self.step != Step::Failed;
        known.then(|| now.mul_f64(100.0 / percentage).saturating_sub(now))
    }

    /// The snapshot to write now: something changed, and the last one is long enough ago.
    pub fn due(&mut self, now: Duration) -> Option<Snapshot> {
        (self.pending && has_passed(self.written_at, now)).then(|| self.written(now))
    }

    /// How long to wait until something is due; `None` while nothing has changed.
    #[must_use]
    pub fn due_in(&self, now: Duration) -> Option<Duration> {
        let ready = self.written_at.map_or(Duration::ZERO, |written| written + THROTTLE);
        self.pending.then(|| ready.saturating_sub(now))
    }

    /// The snapshot to write at the end, however recent the last one is.
    pub fn flush(&mut self, now: Duration) -> Option<Snapshot> {
        self.pending.then(|| self.written(now))
    }

    fn written(&mut self, now: Duration) -> Snapshot {
        self.pending = false;
        self.written_at = Some(now);
        self.snapshot(now)
    }
}

fn has_passed(last: Option<Duration>, now: Duration) -> bool {
    last.is_none_or(|last| now >= last + THROTTLE)
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
