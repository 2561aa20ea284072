//! Equal-opportunity questions: the person's own word in the wordings of forms, or declining.

mod wordings;

use super::entering::{self, Value};
use super::equivalents::{NO, YES};
use super::{Desk, Finding};
use crate::fields::Field;
use crate::options::Wanted;
use crate::wording::{option_key, words};
use domain::profile::Disclosure;
use domain::{Fact, QuestionClass};
use wordings::{DISABILITY, GENDER, HISPANIC, NOT_HISPANIC, RACE, VETERAN};

/// The answer to an equal-opportunity question.
pub(super) fn find(desk: &Desk<'_>, field: &Field, class: QuestionClass) -> Finding {
    let facts = &desk.person.profile.application;
    let disclosed = match class {
        QuestionClass::Gender => &facts.gender,
        QuestionClass::Race => &facts.race,
        QuestionClass::HispanicLatino => &facts.hispanic_latino,
        QuestionClass::Veteran => &facts.veteran,
        QuestionClass::Disability => &facts.disability,
        _ => &facts.pronouns,
    };
    let Some(disclosed) = disclosed else {
        return match class {
            QuestionClass::Race => hispanic_as_race(desk, field).unwrap_or_else(unstated),
            _ => unstated(),
        };
    };
    let word = match disclosed.value() {
        Disclosure::Decline => return decline(field, disclosed),
        Disclosure::Says(word) => word.trim(),
    };
    let wanted = match class {
        QuestionClass::Gender => of_table(GENDER, word),
        QuestionClass::Race => race(desk, field, word),
        QuestionClass::HispanicLatino => of_table(HISPANIC, word),
        QuestionClass::Disability => of_table(DISABILITY, word),
        QuestionClass::Veteran => match veteran(field, word) {
            Some(wanted) => wanted,
            None => {
                return Finding::Nothing("not being a protected veteran does not say whether you served".to_owned());
            }
        },
        _ => pronouns(word),
    };
    Finding::Value(disclosed.represent(|_| Value::One(wanted)))
}

fn unstated() -> Finding {
    Finding::Nothing("you have not stated this".to_owned())
}

/// A list offers its own way to decline; a text box is left empty.
fn decline(field: &Field, disclosed: &Fact<Disclosure>) -> Finding {
    if entering::is_choice(field.widget) {
        let mut wanted = entering::decline();
        let suffixed: Vec<String> = wanted.wordings.iter().map(|w| format!("{w} (United States of America)")).collect();
        wanted.wordings.extend(suffixed);
        return Finding::Value(disclosed.represent(|_| Value::One(wanted)));
    }
    let settled = if field.required {
        super::ask_or_leave(field, "you decline to answer and the form offers no way to", None, None)
    } else {
        super::leave("you decline to answer")
    };
    Finding::Settled(settled)
}

fn of_table(table: &[(&str, &[&str])], word: &str) -> Wanted {
    let key = option_key(&word.replace('_', " "));
    let row = table
        .iter()
        .find(|(canonical, wordings)| {
            option_key(&canonical.replace('_', " ")) == key || wordings.iter().any(|w| option_key(w) == key)
        })
        .map(|(_, wordings)| *wordings);
    match row {
        // A plain "Yes" among the wordings is a yes in every language forms are in.
        Some(wordings) => {
            let plain = [YES, NO].into_iter().find(|list| wordings.contains(&list[0])).unwrap_or_default();
            Wanted::any_of(wordings.iter().chain(plain).copied())
        }
        None => Wanted::text(word),
    }
}

/// "Not Hispanic or Latino" beside a race states something of its own: it is chosen only when it was stated. A list
/// of one choice in which that origin stands among the races is the combined question of the EEO-1 report, where the
/// origin goes before the race.
fn race(desk: &Desk<'_>, field: &Field, word: &str) -> Wanted {
    let hispanic = desk.person.profile.application.hispanic_latino.as_ref().map(Fact::value);
    let states_origin = field.options.iter().any(|o| {
        let words = words(&o.text);
        words.iter().any(|w| w == "not") && words.iter().any(|w| w == "hispanic")
    });
    let says = |answer: &str| matches!(hispanic, Some(Disclosure::Says(said)) if said.eq_ignore_ascii_case(answer));
    if states_origin && says("yes") {
        return of_table(RACE, "hispanic");
    }
    let mut wanted = of_table(RACE, word);
    if says("yes") && entering::is_choice(field.widget) && !entering::takes_several(field.widget) {
        let origin = of_table(RACE, "hispanic");
        wanted.wordings = [origin.wordings, wanted.wordings].concat();
        wanted.queries = [origin.queries, wanted.queries].concat();
    }
    if says("no") {
        let bases = wanted.wordings.clone();
        wanted
            .wordings
            .extend(bases.iter().flat_map(|base| NOT_HISPANIC.iter().map(move |end| format!("{base} {end}"))));
    }
    let workday: Vec<String> =
        wanted.wordings.iter().map(|base| format!("{base} (United States of America)")).collect();
    wanted.wordings.extend(workday);
    wanted
}

/// Of Hispanic origin and no race stated: answers lists in which the races exclude that origin.
fn hispanic_as_race(desk: &Desk<'_>, field: &Field) -> Option<Finding> {
    let stated = desk.person.profile.application.hispanic_latino.as_ref()?;
    let yes = matches!(stated.value(), Disclosure::Says(said) if said.eq_ignore_ascii_case("yes"));
    let offered = field.options.iter().any(|o| words(&o.text).iter().any(|w| w == "not"));
    (yes && offered).then(|| Finding::Value(stated.represent(|_| Value::One(of_table(RACE, "hispanic")))))
}

/// The statement is on *protected* status; "No" to "are you a veteran" would say more than was stated.
fn veteran(field: &Field, word: &str) -> Option<Wanted> {
    let label = words(&field.label);
    let about_protection = label.iter().any(|w| w == "protected" || w == "status")
        || field.options.iter().any(|o| words(&o.text).iter().any(|w| w == "protected" || w == "classifications"));
    let plain_question = label.first().is_some_and(|w| matches!(w.as_str(), "are" | "have" | "did" | "do"));
    let says_no = option_key(word) == "no";
    (about_protection || !plain_question || !says_no).then(|| of_table(VETERAN, word))
}

/// `they/them` in the usual spellings.
fn pronouns(word: &str) -> Wanted {
    let parts: Vec<String> = words(word);
    let capital = |w: &String| {
        let mut chars = w.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let full = match parts.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["they", "them"] => Some("They/them/theirs"),
        ["she", "her"] => Some("She/her/hers"),
        ["he", "him"] => Some("He/him/his"),
        _ => None,
    };
    let capitals: Vec<String> = parts.iter().map(capital).collect();
    Wanted::any_of(
        [word.to_owned(), capitals.join("/"), capitals.join(" / ")].into_iter().chain(full.map(str::to_owned)),
    )
}
