//! What events are called. Lowercase, snake_case, each once; receivers rely on them.

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $word;)*
        /// Every name.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

names! {
    /// The status changed; written by a trigger, whoever changed it.
    STATUS_CHANGE = "status_change";
    /// A worker began: worker_id, attempt.
    JOB_STARTED = "job_started";
    /// It ended as asked: final_mode, action_count, cost_cents.
    JOB_COMPLETED = "job_completed";
    /// It ended otherwise: error_code, action_count.
    JOB_FAILED = "job_failed";
    /// What it has cost when a run of it ended: cost_cents, cost_usd, total_tokens, action_count.
    COST_RECORDED = "cost_recorded";
    /// A budget does not allow another call to a model; it goes on without: purpose.
    BUDGET_PREFLIGHT_FAILED = "budget_preflight_failed";
    /// Which way the form is filled: mode, reason.
    MODE_SELECTED = "mode_selected";
    /// It goes on in another way: from, to, reason.
    MODE_SWITCHED = "mode_switched";
    /// A manual for this form is known: manual.
    MANUAL_FOUND = "manual_found";
    /// A manual was made or added to: manual, steps, url_pattern.
    MANUAL_CREATED = "manual_created";
    /// How the steps of a manual did: manual, steps, held, healed.
    MANUAL_REPLAYED = "manual_replayed";
    /// A phase began: phase, step.
    STEP_STARTED = "step_started";
    /// A phase ended: phase, action_count.
    STEP_COMPLETED = "step_completed";
    /// How far it is: see [`crate::progress::Snapshot`].
    PROGRESS_UPDATE = "progress_update";
    /// What the engine makes of what it sees: content.
    THOUGHT = "thought";
    /// A model was called: purpose, provider, model, input_tokens, output_tokens, cost_usd, outcome.
    TOKENS_USED = "tokens_used";
    /// A model proposed something that is shown or used: proposals.
    PROPOSALS_MADE = "proposals_made";
    /// The page left for another: host and path.
    URL_CHANGE_DETECTED = "url_change_detected";
    /// The application left through the fence: attempt.
    FORM_SUBMITTED = "form_submitted";
    /// A step would send answers and nobody has agreed to it.
    STEP_SENDS_ANSWERS = "step_sends_answers";
    /// A step has sent its answers.
    STEP_SENT = "step_sent";
    /// The person presses the form's button themselves.
    SUBMIT_BY_HAND = "submit_by_hand";
    /// The page came back with errors.
    VALIDATION_ERRORS = "validation_errors";
    /// The page changed after it was filled, and is filled again.
    PAGE_CHANGED = "page_changed";
    /// An account is made on the employer's site.
    ACCOUNT_CREATED = "account_created";
    /// Which entries of the Q&A bank are in the form that is about to be submitted: answers.
    ANSWERS_USED = "answers_used";
    /// Something stands in the way: blocker_type, confidence, page_url.
    BLOCKER_DETECTED = "blocker_detected";
    /// It waits for a person: blocker_type.
    HITL_PAUSED = "hitl_paused";
    /// A person answered: resolution_type.
    HITL_RESUMED = "hitl_resumed";
    /// Nobody answered in time.
    HITL_TIMEOUT = "hitl_timeout";
    /// Credentials are about to be entered; which, never what.
    CREDENTIAL_INJECTION_ATTEMPTED = "credential_injection_attempted";
    /// They were entered.
    CREDENTIAL_INJECTION_SUCCEEDED = "credential_injection_succeeded";
    /// They could not be entered.
    CREDENTIAL_INJECTION_FAILED = "credential_injection_failed";
    /// A kept browser session was put in place: domain.
    SESSION_RESTORED = "session_restored";
    /// A browser session was kept: domain.
    SESSION_SAVED = "session_saved";
    /// Chromium died: attempt.
    BROWSER_CRASH_DETECTED = "browser_crash_detected";
    /// Chromium was started anew.
    BROWSER_CRASH_RECOVERED = "browser_crash_recovered";
    /// The résumé was fetched: bytes.
    RESUME_DOWNLOADED = "resume_downloaded";
    /// It could not be fetched: reason.
    RESUME_DOWNLOAD_FAILED = "resume_download_failed";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_many_distinct_and_lowercase_snake_case() {
        assert!(ALL.len() >= 25, "{}", ALL.len());
        assert_eq!(ALL.iter().collect::<BTreeSet<_>>().len(), ALL.len());
        for name in ALL {
            let words = name.split('_').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
            assert!(words && name.len() <= 50, "{name:?}");
        }
    }
}
