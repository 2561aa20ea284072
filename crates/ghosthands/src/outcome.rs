//! What became of a submission, from what the network and the page say
//! together. Wording alone never decides.

pub(crate) mod wording;

use crate::gate::SubmissionAnswer;
use domain::attempts::AttemptStatus;
use serde::{Deserialize, Serialize};

/// What was observed after the submit button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// A request that carries the application was released.
    pub released: bool,
    /// Anything but reads left since the fence was armed.
    pub anything_left: bool,
    /// What came back for it.
    pub answer: SubmissionAnswer,
    /// The fields and the submit button are no longer there.
    pub form_gone: bool,
    /// The address is one where confirmations are shown.
    pub confirmation_location: bool,
    /// The page speaks of a received application and names this job or employer.
    pub confirmation_names_job: bool,
    /// Errors the page shows beside fields.
    pub field_errors: usize,
    /// The page says that the application was not accepted.
    pub refusal_shown: bool,
}

/// The outcome, with the reason as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// `confirmed`, `refused`, `unknown` or `not_sent`.
    pub status: AttemptStatus,
    /// Why, for people.
    pub reason: String,
    /// Unknown because the page says no and the server did not: whoever looks
    /// at the page may decide to submit again.
    #[serde(default)]
    pub page_refuses: bool,
}

/// Decides. The rules are tried in order:
///
/// 1. nothing but reads left: `not_sent`;
/// 2. accepted (2xx or 3xx), the form is gone, and the place or a text that
///    names the job confirms it: `confirmed`;
/// 3. the server says no (400, 422, 428; or 403 where the page says in words that the application was not taken and
///    names no field) while the form is still there: `refused`;
/// 4. anything else: `unknown`, even where the page says no: a server that
///    recorded the application can show its form again with errors.
#[must_use]
pub fn decide(seen: &Observed) -> Outcome {
    let outcome = |status, reason: &str| Outcome { status, reason: reason.to_owned(), page_refuses: false };
    let confirmed_by_page = seen.confirmation_location || seen.confirmation_names_job;
    let says_no = seen.refusal_shown || seen.field_errors > 0;
    let form_says_no = says_no && !seen.form_gone && !confirmed_by_page;
    if !seen.released {
        return match seen.anything_left {
            false => outcome(AttemptStatus::NotSent, "The form sent nothing when it was submitted."),
            true => Outcome {
                page_refuses: form_says_no,
                ..outcome(
                    AttemptStatus::Unknown,
                    "Something left the browser that could not be recognised as the application.",
                )
            },
        };
    }
    let SubmissionAnswer::Status(status) = seen.answer else {
        return outcome(AttemptStatus::Unknown, "The application was sent, but no answer came back.");
    };
    let accepted = (200..400).contains(&status);
    match () {
        () if accepted && seen.form_gone && confirmed_by_page && !says_no => outcome(
            AttemptStatus::Confirmed,
            &format!("The server accepted it ({status}), the form is gone and the page confirms it."),
        ),
        () if server_says_no(status, seen) && !seen.form_gone => {
            outcome(AttemptStatus::Refused, &format!("The server refused it ({status})."))
        }
        () if form_says_no && status < 500 => Outcome {
            page_refuses: true,
            ..outcome(
                AttemptStatus::Unknown,
                &format!(
                    "The server answered {status}, but the page says that it was not accepted and still shows the form."
                ),
            )
        },
        () => outcome(AttemptStatus::Unknown, &unknown_because(status, seen)),
    }
}

/// A 403 alone can be anybody's between here and the server. With the form's own words that the application was not
/// taken it is the server's: two that agree, and nothing to correct that would send it again.
fn server_says_no(status: u16, seen: &Observed) -> bool {
    matches!(status, 400 | 422 | 428) || (status == 403 && seen.refusal_shown && seen.field_errors == 0)
}

fn unknown_because(status: u16, seen: &Observed) -> String {
    let page = match (seen.form_gone, seen.confirmation_location || seen.confirmation_names_job) {
        (true, true) => "the page confirms it",
        (true, false) => "the form is gone, but nothing on the page names this application as received",
        (false, true) => "the page confirms it, but the form is still there",
        (false, false) => "the form is still there",
    };
    format!("It was sent and the server answered {status}; {page}.")
}

/// Whether an address is one where confirmations are shown: its last path segments say so.
#[must_use]
pub fn is_confirmation_location(url: &str, before: &str) -> bool {
    let (Ok(url), Ok(before)) = (url::Url::parse(url), url::Url::parse(before)) else { return false };
    let says = |url: &url::Url| {
        url.path_segments().is_some_and(|segments| {
            segments.rev().take(2).any(|segment| {
                let segment = segment.to_ascii_lowercase();
                segment.split(['-', '_', '.']).any(|word| {
                    matches!(
                        word,
                        "thanks" | "thank" | "thankyou" | "confirmation" | "confirmed" | "success" | "submitted"
                    )
                })
            })
        })
    };
    url.path() != before.path() && says(&url) && !url.query_pairs().any(|(key, _)| key == "error")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landed() -> Observed {
        Observed {
            released: true,
            anything_left: true,
            answer: SubmissionAnswer::Status(303),
            form_gone: true,
            confirmation_location: true,
            confirmation_names_job: false,
            field_errors: 0,
            refusal_shown: false,
        }
    }

    #[test]
    fn confirmed_takes_all_three_the_answer_the_place_and_the_form_gone() {
        use AttemptStatus::{Confirmed, NotSent, Refused, Unknown};
        let status = |change: fn(&mut Observed)| {
            let mut seen = landed();
            change(&mut seen);
            decide(&seen).status
        };
        assert_eq!(status(|_| ()), Confirmed);
        assert_eq!(status(|s| s.answer = SubmissionAnswer::Status(502)), Unknown);
        assert_eq!(status(|s| s.answer = SubmissionAnswer::Failed), Unknown);
        assert_eq!(status(|s| s.answer = SubmissionAnswer::Waiting), Unknown);
        assert_eq!(status(|s| s.form_gone = false), Unknown);
        assert_eq!(status(|s| s.confirmation_location = false), Unknown);
        assert_eq!(
            status(|s| {
                s.confirmation_location = false;
                s.confirmation_names_job = true;
            }),
            Confirmed
        );
        assert_eq!(
            status(|s| {
                (s.form_gone, s.confirmation_location, s.field_errors) = (false, false, 2);
                s.answer = SubmissionAnswer::Status(200);
            }),
            Unknown
        );
        assert_eq!(
            status(|s| {
                (s.form_gone, s.confirmation_location) = (false, false);
                s.answer = SubmissionAnswer::Status(428);
            }),
            Refused
        );
        assert_eq!(status(|s| (s.released, s.anything_left) = (false, false)), NotSent);
        assert_eq!(status(|s| s.released = false), Unknown);
        let unrecognised =
            Observed { released: false, form_gone: false, confirmation_location: false, field_errors: 1, ..landed() };
        assert!(decide(&unrecognised).page_refuses, "the person is asked");
    }

    #[test]
    fn only_the_server_refuses_and_a_page_that_says_no_leaves_the_outcome_unknown() {
        let form_again = |status, field_errors, refusal_shown| {
            decide(&Observed {
                answer: SubmissionAnswer::Status(status),
                form_gone: false,
                confirmation_location: false,
                field_errors,
                refusal_shown,
                ..landed()
            })
        };
        for (status, field_errors, banner, expected, page_refuses) in [
            (422, 1, false, AttemptStatus::Refused, false),
            (400, 0, false, AttemptStatus::Refused, false),
            (200, 1, false, AttemptStatus::Unknown, true),
            (303, 0, true, AttemptStatus::Unknown, true),
            (403, 0, true, AttemptStatus::Refused, false),
            (403, 0, false, AttemptStatus::Unknown, false),
            (403, 1, true, AttemptStatus::Unknown, true),
            (200, 0, false, AttemptStatus::Unknown, false),
            (500, 1, true, AttemptStatus::Unknown, false),
        ] {
            let outcome = form_again(status, field_errors, banner);
            assert_eq!((outcome.status, outcome.page_refuses), (expected, page_refuses), "{status}");
        }
    }

    #[test]
    fn a_confirmation_location_is_a_word_of_the_path_that_was_not_there_before() {
        let form = "https://a.example/acme/jobs/1";
        for (url, is) in [
            ("https://a.example/acme/jobs/1/confirmation", true),
            ("https://a.example/acme/1/thanks", true),
            ("https://a.example/thank-you", true),
            ("https://a.example/acme/jobs/1", false),
            ("https://a.example/acme/jobs/1/confirmation?error=true", false),
            ("https://a.example/unsuccessful", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_confirmation_location(url, form), is, "{url}");
        }
    }
}
