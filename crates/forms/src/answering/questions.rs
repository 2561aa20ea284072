//! Questions of a class that a stated or derived fact answers.

use super::entering::Value;
use super::{Desk, Finding, age, authorization, demographics, derived, experience, numbers};
use crate::fields::{Field, Widget};
use crate::options::Wanted;
use crate::phrases::Lexicon;
use crate::wording::words;
use domain::{PartialDate, QuestionClass};
use std::sync::LazyLock;

/// What the profile says to a question.
pub(super) fn find(desk: &Desk<'_>, field: &Field, class: QuestionClass) -> Finding {
    use QuestionClass as Q;
    match class {
        Q::WorkAuthorization | Q::Sponsorship => authorization::find(desk, field),
        Q::Gender | Q::Race | Q::HispanicLatino | Q::Veteran | Q::Disability | Q::Pronouns => {
            demographics::find(desk, field, class)
        }
        Q::Salary => numbers::salary(desk, field),
        Q::NoticePeriod => numbers::notice(desk, field),
        Q::Experience => experience::find(desk, field),
        Q::StartDate => start(desk, field),
        Q::Relocation => relocation(desk, field),
        Q::LegalAge => age::find(desk, field),
        Q::HowHeard => how_heard(desk, field),
        Q::Attestation => nothing("you agree to such statements yourself"),
        Q::Marketing => nothing("nothing is subscribed to unless you say so"),
        Q::CompanyRelation => nothing("this is about you and this one employer"),
        Q::FreeText => nothing("this wants your own words"),
        Q::ExportControl | Q::NeverStore => nothing("only you answer this, each time"),
        Q::Other => nothing("nothing you stated answers this"),
    }
}

fn nothing(why: &str) -> Finding {
    Finding::Nothing(why.to_owned())
}

/// Words of a start that is not that of the job applied for.
fn starts_something_else(label: &[String]) -> bool {
    label.iter().any(|w| {
        matches!(w.as_str(), "project" | "contract" | "course" | "program" | "degree" | "assignment" | "employment")
    })
}

/// Whether a question of this class asks when the person can start, and not whether a given start suits.
pub(super) fn asks_for_a_start(text: &str) -> bool {
    let label = words(text);
    let yes_or_no = label.first().is_some_and(|w| matches!(w.as_str(), "are" | "can" | "will" | "do"));
    !starts_something_else(&label) && !yes_or_no && !text.chars().any(|c| c.is_ascii_digit())
}

/// Earliest start as stated, else today plus the notice period.
fn start(desk: &Desk<'_>, field: &Field) -> Finding {
    let label = words(&field.label);
    if starts_something_else(&label) {
        return nothing("this is the start of something else than this job");
    }
    if label.first().is_some_and(|w| matches!(w.as_str(), "are" | "can" | "will" | "do")) {
        return nothing("this asks whether a given start suits you");
    }
    if let Some(stated) = &desk.person.profile.application.earliest_start {
        return Finding::Value(stated.represent(|day| Value::Date(PartialDate::from(*day))));
    }
    let Some(notice) = &desk.person.profile.application.notice_period_days else {
        return nothing("you have not stated when you can start");
    };
    let days = *notice.value();
    let today = desk.circumstances.today();
    let Some(day) = today.checked_add_days(chrono::Days::new(u64::from(days))) else {
        return nothing("the notice period is longer than the calendar");
    };
    let because = format!("{today} + {days} days of notice = {day}");
    Finding::Value(derived("start.after_notice", because, vec![notice.source().clone()], Value::Date(day.into())))
}

static RELOCATE: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    Lexicon::new(
        [
            ("relocat~", true),
            ("umzug|umziehen|umzugsbereit|umzuziehen", true),
            ("demenager|mudarse|trasladarse|reubicarse|verhuizen", true),
            ("mudar se", true),
            ("willing|open|able|prepared to move", true),
            ("assistance|package|support|expenses|cost|costs", false),
            ("live|living|reside|based|located|local|currently|already|commut~|travel|onsite|office|hybrid", false),
            ("where|when|which|what|why", false),
            ("without", false),
        ],
        false,
    )
});

/// Whether a question is "would you relocate" and nothing beside it.
pub(super) fn asks_to_relocate(text: &str) -> bool {
    let found = RELOCATE.find(&words(text));
    found.iter().any(|(yes, _)| *yes) && found.iter().all(|(yes, _)| *yes)
}

/// Only "would you relocate"; days in the office, travel and commuting are other questions.
fn relocation(desk: &Desk<'_>, field: &Field) -> Finding {
    let asks = asks_to_relocate(&field.label);
    match &desk.person.profile.application.willing_to_relocate {
        Some(stated) if asks => Finding::Value(stated.represent(|yes| Value::Bool(*yes))),
        Some(_) => nothing("this is not the same as being willing to relocate"),
        None => nothing("you have not stated this"),
    }
}

/// The person's usual answer; a path such as "Job Board → LinkedIn" is also looked for step by step.
fn how_heard(desk: &Desk<'_>, field: &Field) -> Finding {
    let Some(stated) = &desk.person.profile.application.how_heard else {
        return nothing("you have not stated how you usually hear of postings");
    };
    if matches!(field.widget, Widget::Checkbox) {
        return nothing("this is one of several boxes");
    }
    Finding::Value(stated.represent(|text| Value::One(source_path(text))))
}

fn source_path(text: &str) -> Wanted {
    let steps: Vec<&str> = text.split(['→', '>']).map(str::trim).filter(|s| !s.is_empty()).collect();
    let last = steps.last().copied().unwrap_or(text);
    let mut wanted = Wanted::any_of([text, last]);
    wanted.queries = vec![last.to_owned()];
    wanted.queries.extend(steps.iter().take(steps.len().saturating_sub(1)).map(|s| (*s).to_owned()));
    wanted
}
