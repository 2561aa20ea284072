//! The time the machine may work, without the time a person takes to answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

/// Work time: counts down while the machine works, stands still while a person is asked.
#[derive(Debug, Clone)]
pub struct WorkClock(Arc<std::sync::Mutex<ClockState>>);

#[derive(Debug)]
struct ClockState {
    left: Duration,
    running_since: Option<Instant>,
}

impl WorkClock {
    /// Starts with `limit` left.
    #[must_use]
    pub fn start(limit: Duration) -> Self {
        Self(Arc::new(std::sync::Mutex::new(ClockState { left: limit, running_since: Some(Instant::now()) })))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, ClockState> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(super) fn stop(&self) {
        let mut state = self.state();
        if let Some(since) = state.running_since.take() {
            state.left = state.left.saturating_sub(since.elapsed());
        }
    }

    pub(super) fn go_on(&self) {
        self.state().running_since.get_or_insert_with(Instant::now);
    }

    /// Returns when the time is used up.
    pub async fn ran_out(&self) {
        loop {
            let wait = {
                let state = self.state();
                match state.running_since {
                    Some(since) => state.left.saturating_sub(since.elapsed()),
                    None => Duration::from_millis(500),
                }
            };
            if wait.is_zero() {
                return;
            }
            tokio::time::sleep(wait.min(Duration::from_millis(500))).await;
        }
    }
}
