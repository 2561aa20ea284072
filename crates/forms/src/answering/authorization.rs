//! Right to work and sponsorship: what exactly is asked, for which country,
//! and whether the person's statements determine the answer.

use super::entering::{Value, is_choice, yes_no};
use super::{Desk, Finding, derived};
use crate::fields::{Field, Widget};
use crate::options::{Choice, choose};
use crate::phrases::Lexicon;
use crate::wording::words;
use domain::Fact;
use domain::countries::Country;
use domain::profile::WorkAuthorization;
use std::sync::LazyLock;

/// What a question is after. Each stands for the statement that "Yes" makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// "I may work there."
    Authorized,
    /// "I will need sponsorship."
    NeedsSponsorship,
    /// "I will not need sponsorship."
    NeedsNone,
    /// "I may work there, and no employer has to sponsor it." `future`: now and later.
    AuthorizedWithoutSponsorship {
        /// The question speaks of the future too.
        future: bool,
    },
}

static RULES: LazyLock<Lexicon<Token>> = LazyLock::new(|| {
    Lexicon::new(
        [
            ("authori~ * work|employment|employed", Token::Authorized),
            ("authori~ in|for", Token::Authorized),
            (
                "eligib~|entitled|permitted|allowed|legally|lawfully * work|employment|employed|employ",
                Token::Authorized,
            ),
            ("right|permission|permit to legally? work", Token::Authorized),
            ("legal right|rights", Token::Authorized),
            ("able to legally|lawfully? work", Token::Authorized),
            ("have|hold|possess * work permit|authorization|authorisation|rights", Token::Authorized),
            ("work|employment authorization|authorisation|permit $", Token::Authorized),
            (
                "require|requires|requiring|need|needs|needing|seek|request * sponsor~|visa|petition|immigration|permit",
                Token::Needs,
            ),
            ("sponsor~ * required|needed|require|need", Token::Needs),
            ("visa|immigration|employment|work sponsorship", Token::Mentions),
            ("sponsorship|sponsored|sponsor", Token::Mentions),
            ("without", Token::Without),
            ("not|dont|never|wont * require|requiring|need|needing", Token::Not),
            ("no * sponsor~", Token::Not),
            ("future|later|ever", Token::Future),
            ("for any employer|company", Token::AnyEmployer),
            ("any employer|company", Token::AnyEmployer),
            (
                "are|is|am|do|does|have|can|may|i you|candidate|i|we? * authori~|eligib~|entitled|permitted|allowed|legally",
                Token::AsksAuthorized,
            ),
            ("^ what|which|describe|explain|select|please|choose|how|when|list", Token::Open),
            ("type|kind|basis|expire~|expiration", Token::Open),
            ("status", Token::Status),
            (
                "permanent|permanently|temporary|indefinite|indefinitely|unrestricted|citizen~|opt|cpt|ead|h1b",
                Token::Status,
            ),
            (
                "weekend|weekends|night|nights|shift|shifts|overtime|onsite|remotely|hours|holidays|evenings",
                Token::Open,
            ),
        ],
        false,
    )
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Authorized,
    Needs,
    Mentions,
    Without,
    Not,
    Future,
    AnyEmployer,
    AsksAuthorized,
    /// Not a question of yes or no.
    Open,
    /// Not a question of yes or no unless it is about needing sponsorship ("… for visa status, e.g. H-1B").
    Status,
}

/// Reads the question; `None` when "Yes" could mean two things.
pub(super) fn asked(label: &str) -> Option<Asked> {
    let words = words(label);
    let found: Vec<Token> = RULES.find(&words).into_iter().map(|(t, _)| t).collect();
    let has = |token: Token| found.contains(&token);
    let yes_no = words.first().is_some_and(|w| {
        matches!(
            w.as_str(),
            "are" | "is" | "do" | "does" | "will" | "would" | "have" | "can" | "i" | "we" | "if" | "at" | "now"
        )
    }) || label.contains('?')
        || words.len() <= 7;
    if has(Token::Open) || (has(Token::Status) && !has(Token::Needs)) || !yes_no {
        return None;
    }
    let future = has(Token::Future);
    let speaks_of_sponsorship = has(Token::Needs) || has(Token::Mentions);
    match (has(Token::Authorized), speaks_of_sponsorship) {
        (true, false) if has(Token::AnyEmployer) => Some(Asked::AuthorizedWithoutSponsorship { future }),
        (true, false) if has(Token::Not) || has(Token::Without) => None,
        (true, false) => Some(Asked::Authorized),
        (_, true) if has(Token::Without) => {
            let able = has(Token::Authorized) || words.iter().any(|w| w == "able" || w == "work");
            able.then_some(Asked::AuthorizedWithoutSponsorship { future })
        }
        (true, true) if has(Token::AsksAuthorized) && asks_both(&words) => None,
        (true, true) if has(Token::AsksAuthorized) && !has(Token::Needs) => None,
        (_, true) if has(Token::Not) => Some(Asked::NeedsNone),
        (_, true) if has(Token::Needs) || words.len() <= 5 => Some(Asked::NeedsSponsorship),
        _ => None,
    }
}

/// "Are you authorized … and do you require …": two questions with one answer box.
fn asks_both(words: &[String]) -> bool {
    let at = |stems: &[&str]| words.iter().position(|w| stems.iter().any(|s| w.starts_with(s)));
    match (at(&["authori", "eligib", "entitled", "permitted", "allowed"]), at(&["sponsor", "visa"])) {
        (Some(authorized), Some(sponsor)) if authorized < sponsor => {
            words[authorized..sponsor].iter().any(|w| matches!(w.as_str(), "and" | "or" | "will" | "do" | "if"))
        }
        _ => false,
    }
}

/// Country names as phrases; the ones that are ordinary words or parts of other names are left out.
static COUNTRIES: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| {
    const NOT_ALONE: [&str; 9] = ["us", "america", "jersey", "chad", "jordan", "georgia", "niger", "guinea", "britain"];
    let phrases = Country::all().iter().flat_map(|country| {
        country.names().filter_map(move |name| {
            let phrase = words(name).join(" ");
            let usable = phrase.is_ascii() && phrase.len() > 1 && !NOT_ALONE.contains(&phrase.as_str());
            // Compiled once for the life of the process.
            usable.then(|| (&*phrase.leak(), country.code))
        })
    });
    Lexicon::new(phrases, false)
});

/// The countries a question names, by alpha-2; a region such as the EU counts as several.
fn named(label: &str) -> Vec<&'static str> {
    let words = words(label);
    let mut codes: Vec<&'static str> = COUNTRIES.find(&words).into_iter().map(|(code, _)| code).collect();
    let raw =
        |token: &str| label.split(|c: char| !c.is_alphanumeric() && c != '.').any(|w| w.trim_end_matches('.') == token);
    if raw("US") || raw("U.S") || raw("U.S.A") {
        codes.push("US");
    }
    let wide = ["eu", "eea", "european", "europe", "schengen", "emea"];
    if words.iter().any(|w| wide.contains(&w.as_str())) {
        codes.extend(["EU", "EEA"]);
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The one country a question is about: the one it names, else that of the posting.
pub(super) fn country(label: &str, posting: Option<&str>) -> Option<String> {
    match named(label)[..] {
        [code] => Some(code.to_owned()),
        [] => posting.map(str::to_ascii_uppercase),
        _ => None,
    }
}

/// Whether two questions ask the same about the same country.
pub(super) fn same_question(a: &str, b: &str, posting: Option<&str>) -> bool {
    let (asked_a, asked_b) = (asked(a), asked(b));
    let (country_a, country_b) =
        (country(a, posting), country(b, None).or_else(|| named(b).is_empty().then(|| country(b, posting)).flatten()));
    asked_a.is_some() && asked_a == asked_b && country_a.is_some() && country_a == country_b
}

/// The answer from the person's statement about the country.
pub(super) fn find(desk: &Desk<'_>, field: &Field) -> Finding {
    let Some(asked) = asked(&field.label) else {
        return Finding::Nothing("the question on the right to work can be read in more than one way".to_owned());
    };
    let Some(code) = country(&field.label, desk.circumstances.country.as_deref()) else {
        return Finding::Nothing("it is not clear which country the question is about".to_owned());
    };
    let country_name = Country::by_code(&code).map_or(code.as_str(), |c| c.name);
    let Some(stated) = desk.person.profile.work_authorization(&code) else {
        return Finding::Nothing(format!("you have not stated whether you may work in {country_name}"));
    };
    let Some(yes) = answer(asked, stated.value()) else {
        return Finding::Nothing(format!("what you stated about {country_name} does not decide this wording"));
    };
    let because = because(stated.value(), country_name);
    let fact = derived("work_authorization", because, vec![stated.source().clone()], yes);
    worded(field, asked, &fact, country_name)
}

fn answer(asked: Asked, stated: &WorkAuthorization) -> Option<bool> {
    match asked {
        Asked::Authorized => Some(stated.authorized),
        Asked::NeedsSponsorship => Some(stated.needs_sponsorship),
        Asked::NeedsNone => Some(!stated.needs_sponsorship),
        Asked::AuthorizedWithoutSponsorship { future } => match (stated.authorized, stated.needs_sponsorship) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            // "Needs sponsorship" may be true of later only.
            (true, true) => future.then_some(false),
            (false, false) => None,
        },
    }
}

fn because(stated: &WorkAuthorization, country: &str) -> String {
    let may = if stated.authorized { "may" } else { "may not" };
    let sponsor = if stated.needs_sponsorship { "sponsorship needed" } else { "no sponsorship needed" };
    format!("you stated for {country}: {may} work, {sponsor}")
}

/// Yes or no, also in the long wordings that repeat the question.
fn worded(field: &Field, asked: Asked, fact: &Fact<bool>, country: &str) -> Finding {
    let yes = *fact.value();
    if field.widget == Widget::Checkbox {
        // A box states what its label says; one that would be untrue stays empty.
        return if yes {
            Finding::Value(fact.represent(|_| Value::Bool(true)))
        } else {
            Finding::Nothing("the statement is not true of you".to_owned())
        };
    }
    if !is_choice(field.widget) {
        return Finding::Value(fact.represent(|yes| Value::Bool(*yes)));
    }
    let mut wanted = yes_no(yes);
    wanted.wordings.extend(long_wordings(asked, yes, country));
    let plain = field.options.is_empty() || !matches!(choose(&wanted, &field.options), Choice::None);
    if plain {
        Finding::Value(fact.represent(|_| Value::One(wanted)))
    } else {
        Finding::Nothing("the options distinguish more than what you stated".to_owned())
    }
}

fn long_wordings(asked: Asked, yes: bool, country: &str) -> Vec<String> {
    let the =
        if matches!(country, "United States" | "United Kingdom" | "Netherlands" | "Philippines") { "the " } else { "" };
    let texts: &[&str] = match (asked, yes) {
        (Asked::Authorized, true) => &[
            "Yes, I am authorized to work in {}",
            "I am authorized to work in {}",
            "Yes, I am legally authorized to work in {}",
        ],
        (Asked::Authorized, false) => &["No, I am not authorized to work in {}", "I am not authorized to work in {}"],
        (Asked::NeedsSponsorship, true) => &[
            "Yes, I require sponsorship",
            "Yes, I will require sponsorship",
            "I will require sponsorship",
            "Yes, I need sponsorship",
        ],
        (Asked::NeedsSponsorship, false) => &[
            "No, I do not require sponsorship",
            "No, I will not require sponsorship",
            "I do not require sponsorship",
            "I will not require sponsorship",
            "No, I don't require sponsorship",
            "No, I do not need sponsorship",
        ],
        _ => &[],
    };
    texts.iter().map(|t| t.replace("{}", &format!("{the}{country}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_polarity_of_the_question_is_read_and_two_questions_are_none() {
        let without = |future| Some(Asked::AuthorizedWithoutSponsorship { future });
        for (label, expected) in [
            ("Are you legally authorized to work in the United States?", Some(Asked::Authorized)),
            ("Are you authorised to work in the country in which this job is located?", Some(Asked::Authorized)),
            ("Do you have the right to work in the UK?", Some(Asked::Authorized)),
            ("Work authorization", Some(Asked::Authorized)),
            (
                "Will you now or in the future require sponsorship for employment visa status (e.g. H-1B)?",
                Some(Asked::NeedsSponsorship),
            ),
            (
                "Will you now or in the future require sponsorship for an employment visa?",
                Some(Asked::NeedsSponsorship),
            ),
            ("Do you require visa sponsorship to work in Canada?", Some(Asked::NeedsSponsorship)),
            (
                "Will you require sponsorship to obtain or extend your work authorization?",
                Some(Asked::NeedsSponsorship),
            ),
            ("Do you NOT require sponsorship?", Some(Asked::NeedsNone)),
            ("I do not require sponsorship", Some(Asked::NeedsNone)),
            ("Are you able to work in the US without sponsorship?", without(false)),
            ("Are you authorized to work in the US without sponsorship, now or in the future?", without(true)),
            ("Are you authorized to work for any employer in the US?", without(false)),
            ("Are you authorized to work in the US and do you require sponsorship?", None),
            ("Are you legally authorized to work, or will you require sponsorship?", None),
            ("What is your work authorization status?", None),
            ("Which of these describes your right to work?", None),
            ("Are you eligible to work weekends?", None),
        ] {
            assert_eq!(asked(label), expected, "{label}");
        }
    }

    #[test]
    fn the_country_is_the_one_named_else_that_of_the_posting() {
        for (label, posting, expected) in [
            ("Are you authorized to work in the U.S.?", None, Some("US")),
            ("Are you authorized to work in the US?", Some("DE"), Some("US")),
            ("Would you like to work with us?", None, None),
            ("Are you authorized to work in Germany?", Some("US"), Some("DE")),
            ("… in the country in which this job is located?", Some("ie"), Some("IE")),
            ("… in the US or Canada?", Some("US"), None),
            ("… in the European Union?", Some("DE"), None),
        ] {
            assert_eq!(country(label, posting).as_deref(), expected, "{label}");
        }
    }
}
