//! How long the simulated parts of a page take. Fixed, so that two runs agree.

use serde::Serialize;

/// Delays, in milliseconds, of everything that is slow on real forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// From the page being shown until its buttons listen (Ashby).
    pub hydration_ms: u64,
    /// From a file being chosen until the form shows it as uploaded.
    pub upload_ms: u64,
    /// From the last keystroke until a typeahead shows results.
    pub typeahead_ms: u64,
    /// From opening a server-backed menu until its options are there (Workday).
    pub menu_ms: u64,
    /// From pressing "Save and Continue" or "Submit" until the server answers.
    pub submit_ms: u64,
    /// From pressing Submit until the invisible captcha lets the form go (Lever).
    pub captcha_ms: u64,
}

impl Latency {
    /// What was seen on real forms, at the shorter end.
    #[must_use]
    pub const fn realistic() -> Self {
        Self { hydration_ms: 300, upload_ms: 1200, typeahead_ms: 450, menu_ms: 150, submit_ms: 250, captcha_ms: 400 }
    }

    /// Short delays that keep every order of events, for large matrices.
    #[must_use]
    pub const fn brisk() -> Self {
        Self { hydration_ms: 100, upload_ms: 150, typeahead_ms: 80, menu_ms: 40, submit_ms: 20, captcha_ms: 50 }
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self::realistic()
    }
}
