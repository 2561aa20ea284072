//! What pages say in words about an application that was sent. Words alone decide nothing.

use forms::pages::PostingFacts;
use forms::snapshot::PageSnapshot;

/// Thanks that are only said once an application is in.
const THANKS: [&str; 4] =
    ["thank you for applying", "thanks for applying", "thank you for your application", "thanks for your application"];

/// What a sentence about "application" says when it is in.
const RECEIVED: [&str; 9] = [
    "has been submitted",
    "has been sent",
    "was sent",
    "has been received",
    "was submitted",
    "was received",
    "successfully submitted",
    "application submitted",
    "application received",
];

/// A text that says an application was received, on a page that names this job or employer.
pub(crate) fn names_job(snapshot: &PageSnapshot, facts: &PostingFacts) -> bool {
    let text = visible_text(snapshot);
    let names = |name: &str| name.chars().count() >= 3 && text.contains(&name.to_lowercase());
    says_received(&text) && (names(&facts.title) || names(&facts.company))
}

/// Counts only together with the job's name, the answer of the server and the
/// form being gone. A sentence that denies it does not say it.
fn says_received(text: &str) -> bool {
    text.split(['.', '!', '?', '\n']).any(|sentence| {
        let denies =
            ["not ", "n't ", "unable", "if ", "once ", "after ", "when "].iter().any(|word| sentence.contains(word));
        let thanks = THANKS.iter().any(|wording| sentence.contains(wording));
        let received = sentence.contains("application") && RECEIVED.iter().any(|wording| sentence.contains(wording));
        !denies && (thanks || received)
    })
}

/// Words of a page that did not take an application.
const REFUSALS: [&str; 6] = [
    "possible spam",
    "could not be submitted",
    "couldn't be submitted",
    "was not submitted",
    "we were unable to submit",
    "there was a problem with your application",
];

/// Whether the page says in words that the application was not taken.
pub(crate) fn refusal_shown(snapshot: &PageSnapshot) -> bool {
    let text = visible_text(snapshot);
    REFUSALS.iter().any(|wording| text.contains(wording))
}

fn visible_text(snapshot: &PageSnapshot) -> String {
    // Headings by themselves as well: in the text of the page they run into what stands before them.
    let parts = snapshot.frames.iter().flat_map(|frame| {
        let headings = frame.headings.iter().map(|heading| &heading.text);
        frame.alerts.iter().chain(headings).chain(std::iter::once(&frame.text))
    });
    parts.map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::says_received;

    #[test]
    fn a_sentence_says_that_an_application_is_in_or_it_does_not() {
        for says in [
            "your application for clerk (r-1) at acme has been submitted.",
            "success! your application was successfully submitted. we'll contact you",
            "thank you for applying to acme",
        ] {
            assert!(says_received(says), "{says}");
        }
        for does_not in [
            "your application has not been submitted.",
            "once your application has been received, we will write to you.",
            "thank you!",
            "the form was submitted in 2019",
            "",
        ] {
            assert!(!says_received(does_not), "{does_not}");
        }
    }
}
