//! Which skill a question is about, and which jobs name it.
//!
//! A skill is what the person lists as one, or what is spelled as no ordinary word is (`AWS`, `C++`,
//! `PostgreSQL`): "sales grew by a fifth" does not make anybody a salesperson. Names are compared
//! whole, and single names with their capitals, so that "go" is not Go.

use crate::wording::{option_key, words};
use domain::Fact;
use domain::profile::Employment;

/// What a question of years says beside the skill, per language. Words on both ends are taken off.
const FRAME: [&[&str]; 6] = [
    // English
    &[
        "how",
        "many",
        "much",
        "number",
        "of",
        "total",
        "years",
        "yrs",
        "year",
        "experience",
        "exp",
        "work",
        "worked",
        "working",
        "professional",
        "professionally",
        "hands",
        "on",
        "practical",
        "relevant",
        "do",
        "you",
        "have",
        "had",
        "has",
        "been",
        "with",
        "in",
        "using",
        "used",
        "use",
        "your",
        "please",
        "enter",
        "state",
        "specify",
        "what",
        "is",
        "the",
    ],
    // German
    &[
        "wie",
        "viele",
        "viel",
        "anzahl",
        "der",
        "jahre",
        "jahren",
        "an",
        "erfahrung",
        "erfahrungen",
        "berufserfahrung",
        "arbeitserfahrung",
        "praxiserfahrung",
        "praktische",
        "haben",
        "hast",
        "sie",
        "du",
        "bringen",
        "bringst",
        "besitzen",
        "mit",
        "in",
        "im",
        "bitte",
    ],
    // French
    &[
        "combien",
        "nombre",
        "dannees",
        "annees",
        "annee",
        "dexperience",
        "experience",
        "professionnelle",
        "avez",
        "vous",
        "as",
        "tu",
        "possedez",
        "en",
        "avec",
        "sur",
        "dans",
        "de",
        "le",
        "la",
    ],
    // Spanish
    &[
        "cuantos",
        "numero",
        "anos",
        "de",
        "experiencia",
        "laboral",
        "profesional",
        "tiene",
        "tienes",
        "posee",
        "en",
        "con",
        "el",
        "la",
    ],
    // Portuguese
    &[
        "quantos",
        "numero",
        "anos",
        "de",
        "experiencia",
        "profissional",
        "tem",
        "tens",
        "voce",
        "possui",
        "em",
        "com",
        "no",
        "na",
    ],
    // Dutch
    &[
        "hoeveel",
        "aantal",
        "jaar",
        "jaren",
        "ervaring",
        "werkervaring",
        "heb",
        "heeft",
        "je",
        "jij",
        "u",
        "met",
        "in",
        "de",
    ],
];

/// Words of a question that counts in years.
const YEARS: &[&str] = &["years", "yrs", "year", "jahre", "jahren", "annees", "dannees", "anos", "jaar", "jaren"];

/// Spellings of one skill.
const SPELLINGS: &[&[&str]] = &[
    &["JavaScript", "Javascript", "JS"],
    &["TypeScript", "Typescript", "TS"],
    &["PostgreSQL", "Postgres", "Postgresql"],
    &["Kubernetes", "K8s", "k8s"],
    &["Go", "Golang"],
    &["Node.js", "NodeJS", "Node.JS", "Nodejs"],
    &["React", "React.js", "ReactJS"],
    &["Vue", "Vue.js", "VueJS"],
    &["Angular", "AngularJS"],
    &["C#", "C Sharp"],
    &[".NET", ".Net", "dotnet"],
    &["AWS", "Amazon Web Services"],
    &["GCP", "Google Cloud Platform", "Google Cloud"],
    &["Azure", "Microsoft Azure"],
    &["Excel", "Microsoft Excel", "MS Excel"],
    &["CI/CD", "continuous integration"],
    &["machine learning", "ML"],
];

/// Words before a name that say it was not worked with, or leave it open. The second but last word counts too.
const NOT_WITH: &[&str] = &[
    // English
    "replaced",
    "replacing",
    "retired",
    "retiring",
    "removed",
    "removing",
    "dropped",
    "without",
    "not",
    "no",
    "instead",
    "versus",
    "vs",
    "unlike",
    "from",
    "off",
    // German
    "ersetzt",
    "statt",
    "anstatt",
    "ohne",
    "kein",
    "keine",
    "von",
    "abgelost",
    // French
    "remplace",
    "sans",
    "depuis",
    "pas",
    // Spanish
    "reemplazado",
    "sin",
    "desde",
    // Portuguese
    "substituido",
    "sem",
    // Dutch
    "vervangen",
    "zonder",
    "geen",
    "van",
];

/// Whether a job names a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// In its title, summary or bullets.
    Named,
    /// Only where it may not have been worked with ("migrated from …").
    Doubtful,
    /// Nowhere.
    Not,
}

/// The spellings of the skill that `label` asks years of experience with; `None` when it asks anything else.
pub(super) fn asked(label: &str, listed: &[Fact<String>]) -> Option<Vec<String>> {
    let tokens = tokens(label);
    if !tokens.iter().any(|token| words(token).iter().any(|w| YEARS.contains(&w.as_str()))) {
        return None;
    }
    let first = tokens.iter().position(|token| !is_frame(token))?;
    let last = tokens.iter().rposition(|token| !is_frame(token))?;
    let topic = tokens[first..=last].join(" ");
    let key = option_key(&topic);
    let group = SPELLINGS.iter().find(|group| group.iter().any(|spelling| option_key(spelling) == key));
    let same = |text: &str| match group {
        Some(group) => group.iter().any(|spelling| option_key(spelling) == option_key(text)),
        None => option_key(text) == key,
    };
    let mut spellings: Vec<String> =
        listed.iter().map(Fact::value).filter(|skill| same(skill)).map(|skill| skill.trim().to_owned()).collect();
    if spellings.is_empty() && !is_unmistakable(&topic) {
        return None;
    }
    spellings.push(topic);
    spellings.extend(group.into_iter().flat_map(|group| group.iter().map(|spelling| (*spelling).to_owned())));
    spellings.retain(|spelling| is_telling(spelling));
    (!spellings.is_empty()).then_some(spellings)
}

fn is_frame(token: &str) -> bool {
    words(token).iter().all(|word| word == "s" || FRAME.iter().any(|frame| frame.contains(&word.as_str())))
}

/// Spelled as no ordinary word is: capitals inside, digits or signs.
fn is_unmistakable(name: &str) -> bool {
    let single = !name.contains(' ') && name.chars().count() > 1;
    single && name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '+' | '#' | '.'))
}

/// Whether finding this spelling tells anything: a short word in small letters is found everywhere.
fn is_telling(spelling: &str) -> bool {
    spelling.chars().any(|c| !c.is_lowercase()) || spelling.chars().count() > 3
}

/// Whether `job` names the skill with one of these spellings.
pub(super) fn named(job: &Employment, spellings: &[String]) -> Naming {
    let lines = job.position.iter().chain(&job.summary).chain(&job.highlights);
    let mut found = Naming::Not;
    for line in lines {
        let line = with_parts(tokens(line.value()));
        for spelling in spellings {
            match in_line(&line, &tokens(spelling)) {
                Naming::Named => return Naming::Named,
                Naming::Doubtful => found = Naming::Doubtful,
                Naming::Not => {}
            }
        }
    }
    found
}

fn in_line(line: &[String], name: &[String]) -> Naming {
    let mut found = Naming::Not;
    for at in 0..(line.len() + 1).saturating_sub(name.len()) {
        if name.is_empty() || !line[at..at + name.len()].iter().zip(name).all(|(a, b)| is_same(a, b, name.len() > 1)) {
            continue;
        }
        let before = line[..at].iter().rev().take(2).flat_map(|token| words(token));
        if !before.into_iter().any(|word| NOT_WITH.contains(&word.as_str())) {
            return Naming::Named;
        }
        found = Naming::Doubtful;
    }
    found
}

/// A name of one word that has a capital is written with it; "Project Management" is also found in a sentence.
fn is_same(found: &str, name: &str, several: bool) -> bool {
    if several || name.chars().all(|c| !c.is_uppercase()) {
        option_key(found) == option_key(name)
    } else {
        found == name
    }
}

/// The words of a text with the signs that belong to names: `C++`, `.NET`, `Node.js`, `CI/CD`.
fn tokens(text: &str) -> Vec<String> {
    const OUTSIDE: &[char] =
        &['(', ')', '[', ']', '{', '}', '"', '“', '”', '„', '«', '»', ',', ';', ':', '?', '!', '*', '¿'];
    text.split(|c: char| c.is_whitespace() || OUTSIDE.contains(&c))
        .take(MOST_TOKENS)
        .map(|piece| piece.trim_end_matches(['.', '\'', '’']).trim_matches(['–', '—', '-', '/']))
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The same, with the parts of lists that are written with slashes ("Rust/Python") behind the whole.
fn with_parts(tokens: Vec<String>) -> Vec<String> {
    let parts = |token: &str| token.split('/').map(str::to_owned).collect::<Vec<_>>();
    let listed = |token: &str| token.contains('/') && token.split('/').all(|part| part.chars().count() > 1);
    tokens
        .into_iter()
        .flat_map(|token| if listed(&token) { [vec![token.clone()], parts(&token)].concat() } else { vec![token] })
        .collect()
}

/// Most words of a text that are looked at.
const MOST_TOKENS: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Source;

    fn stated(text: &str) -> Fact<String> {
        Fact::new(text.to_owned(), Source::Person { at: chrono::DateTime::UNIX_EPOCH })
    }

    fn topic(label: &str, listed: &[&str]) -> Option<String> {
        let listed: Vec<Fact<String>> = listed.iter().map(|skill| stated(skill)).collect();
        asked(label, &listed).and_then(|spellings| spellings.into_iter().next())
    }

    #[test]
    fn the_skill_asked_for_is_what_is_left_of_the_question() {
        for (label, skill) in [
            ("How many years of experience do you have with Rust?", "Rust"),
            ("Years of Rust experience", "Rust"),
            ("How many years of professional, hands-on experience do you have in Rust?", "Rust"),
            ("How many years have you worked with Rust?", "Rust"),
            ("Wie viele Jahre Berufserfahrung haben Sie mit Rust?", "Rust"),
            ("Combien d'années d'expérience avez-vous en Rust ?", "Rust"),
            ("¿Cuántos años de experiencia tiene con Rust?", "Rust"),
            ("Quantos anos de experiência você tem com Rust?", "Rust"),
            ("Hoeveel jaar ervaring heb je met Rust?", "Rust"),
            ("How many years of experience do you have with project management?", "Project Management"),
        ] {
            assert_eq!(topic(label, &["Rust", "Project Management"]).as_deref(), Some(skill), "{label}");
        }
    }

    #[test]
    fn a_question_that_says_more_or_names_no_listed_skill_is_about_no_skill() {
        for label in [
            "How many years of experience do you have with Rust in production?",
            "How many years of experience do you have with Rust and Go?",
            "How many years ago did you last use Rust?",
            "Do you have at least 5 years of experience with Rust?",
            "How many months of experience do you have with Rust?",
            "How many years of experience do you have in sales?",
            "How many years of experience do you have?",
            "Describe your experience with Rust",
        ] {
            assert_eq!(topic(label, &["Rust", "Go"]), None, "{label}");
        }
        assert_eq!(
            topic("Years of experience with PostgreSQL", &[]).as_deref(),
            Some("PostgreSQL"),
            "no ordinary word"
        );
    }

    #[test]
    fn a_job_names_a_skill_by_its_whole_name() {
        let job = |bullet: &str| Employment { highlights: vec![stated(bullet)], ..Employment::default() };
        for (bullet, skill, expected) in [
            ("Wrote services in Go.", "Go", Naming::Named),
            ("Helped teams go to market", "Go", Naming::Not),
            ("Go-to-market plans", "Go", Naming::Not),
            ("Built it in Golang", "Go", Naming::Named),
            ("Wrote C++ and SQL", "C", Naming::Not),
            ("Wrote C++ and SQL", "C++", Naming::Named),
            ("Backends (Rust/Python)", "Rust", Naming::Named),
            ("Rustic furniture", "Rust", Naming::Not),
            ("Led project management for two teams", "Project Management", Naming::Named),
            ("Migrated from Java to Kotlin", "Java", Naming::Doubtful),
            ("Migrated from Java to Kotlin", "Kotlin", Naming::Named),
            ("Ersetzte eine Lösung ohne Rust", "Rust", Naming::Doubtful),
        ] {
            let spellings = asked(&format!("Years of experience with {skill}"), &[stated(skill)]).unwrap();
            assert_eq!(named(&job(bullet), &spellings), expected, "{bullet}: {skill}");
        }
    }

    #[test]
    fn hostile_texts_take_bounded_time() {
        let long = "Rust from ".repeat(100_000);
        assert_eq!(topic(&long, &["Rust"]), None);
        let job = Employment { highlights: vec![stated(&long)], ..Employment::default() };
        assert_eq!(named(&job, &["Rust".to_owned()]), Naming::Named);
    }
}
