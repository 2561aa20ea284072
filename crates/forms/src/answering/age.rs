//! Whether the person is old enough: what they stated, or what their day of birth adds up to.
//!
//! A day of birth is looked at and never entered: what goes into the form is yes or no. Questions
//! that ask for the age itself are of a class that only the person answers.

use super::entering::Value;
use super::{Desk, Finding, derived};
use crate::fields::Field;
use crate::wording::words;
use chrono::NaiveDate;
use domain::Fact;

/// "Of age" in one word.
const OF_AGE: &[&str] = &["volljahrig", "majeur", "majeure", "mayor", "maior", "meerderjarig"];

/// Words of an age that the law sets.
const LEGAL: &[&str] = &["legal", "minimum", "working"];

/// Words of a question whose yes means too young.
const TOO_YOUNG: &[&str] = &[
    "under",
    "younger",
    "minor",
    "below",
    "minderjahrig",
    "unter",
    "junger",
    "mineur",
    "mineure",
    "moins",
    "menor",
    "menos",
    "minderjarig",
    "jonger",
];

/// Words that leave out the age they stand before, where no other takes it in again.
const BEYOND: &[&str] = &["over", "above", "older"];
/// Words that take it in.
const INCLUDED: &[&str] = &["or", "least", "and", "minimum"];

/// The age at which the law of every country lets people work without leave.
const FULL_AGE: u32 = 18;

/// The least age that is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    /// This many years.
    Years(u32),
    /// Whatever the law says.
    Legal,
}

/// Whether the person has the least age that `field` names.
pub(super) fn find(desk: &Desk<'_>, field: &Field) -> Finding {
    let label = words(&field.label);
    let Some(least) = least(&label) else { return nothing("it is not clear which age this asks for") };
    let facts = &desk.person.profile.application;
    let today = desk.circumstances.today();
    let born = facts.birth_date.as_ref().and_then(|born| Some((born, today.years_since(*born.value())?)));
    if let (Some(stated), Some((_, years))) = (&facts.over_18, born)
        && *stated.value() != (years >= FULL_AGE)
    {
        return nothing("your day of birth contradicts what you stated of being 18");
    }
    let stated = facts.over_18.as_ref().filter(|stated| match least {
        Least::Years(FULL_AGE) => true,
        Least::Years(asked) => asked < FULL_AGE && *stated.value(),
        Least::Legal => *stated.value(),
    });
    match (stated, born) {
        (Some(stated), _) => Finding::Value(stated.represent(|yes| Value::Bool(*yes))),
        (None, Some((born, years))) => of_birth(born, years, least, today, &label),
        (None, None) if facts.over_18.is_some() => nothing("this asks for another age than you stated"),
        (None, None) => nothing("you have not stated this"),
    }
}

fn nothing(why: &str) -> Finding {
    Finding::Nothing(why.to_owned())
}

/// The one age the question is about.
fn least(label: &[String]) -> Option<Least> {
    let says = |list: &[&str]| label.iter().any(|w| list.contains(&w.as_str()));
    if says(TOO_YOUNG) {
        return None;
    }
    let mut ages: Vec<u32> =
        label.iter().filter_map(|word| if word == "eighteen" { Some(FULL_AGE) } else { word.parse().ok() }).collect();
    ages.dedup();
    match ages[..] {
        [age] => Some(Least::Years(age)),
        [] if says(OF_AGE) => Some(Least::Years(FULL_AGE)),
        [] if says(LEGAL) => Some(Least::Legal),
        _ => None,
    }
}

fn of_birth(born: &Fact<NaiveDate>, years: u32, least: Least, today: NaiveDate, label: &[String]) -> Finding {
    let says = |list: &[&str]| label.iter().any(|w| list.contains(&w.as_str()));
    let asked = match least {
        Least::Years(asked) => asked,
        Least::Legal if years >= FULL_AGE => FULL_AGE,
        Least::Legal => return nothing("the legal age differs from country to country"),
    };
    if years == asked && says(BEYOND) && !says(INCLUDED) {
        return nothing("you are exactly this old, and whether that counts is not said");
    }
    let enough = years >= asked;
    let sign = if enough { "≥" } else { "<" };
    let because = format!("{} to {today} = {years} years, {years} {sign} {asked}", born.value());
    Finding::Value(derived("age.birth_date", because, vec![born.source().clone()], Value::Bool(enough)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_asked_for_is_the_only_one_the_question_names() {
        for (label, expected) in [
            ("Are you at least 18 years of age?", Some(18)),
            ("Are you 21 or older?", Some(21)),
            ("Sind Sie volljährig?", Some(18)),
            ("Avez-vous 18 ans ou plus ?", Some(18)),
            ("Are you between 18 and 65?", None),
            ("Are you under 18?", None),
            ("Is anybody in your family a minor?", None),
        ] {
            let read = match least(&words(label)) {
                Some(Least::Years(age)) => Some(age),
                _ => None,
            };
            assert_eq!(read, expected, "{label}");
        }
        assert!(least(&words("Are you of legal working age?")) == Some(Least::Legal));
    }
}
