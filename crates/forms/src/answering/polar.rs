//! Whether a question asks yes or no, and how its language says them.
//!
//! A list or a pair of buttons says by its options what may be answered; a text
//! box takes anything, so "No" would also go into a box for an employee number.
//! Knows wording only, and in doubt a question does not ask yes or no.

use crate::fields::Field;
use crate::wording::words;

/// A language that questions of yes or no are asked in.
struct Tongue {
    /// As in a page's `lang`.
    code: &'static str,
    yes: &'static str,
    no: &'static str,
    /// Verbs and pronouns that open a question of yes or no.
    opens: &'static [&'static str],
    /// Words of questions that want a thing: a name, a number, an account.
    things: &'static [&'static str],
    /// Other words that show the language.
    shows: &'static [&'static str],
}

/// English first: it is the answer where no language is shown.
const TONGUES: [Tongue; 6] = [
    Tongue {
        code: "en",
        yes: "Yes",
        no: "No",
        opens: &[
            "are", "is", "am", "do", "does", "did", "have", "has", "had", "were", "was", "will", "would", "can",
            "could", "may", "should", "shall",
        ],
        things: &[
            "who", "whom", "whose", "when", "where", "which", "what", "why", "how", "name", "id", "number", "code",
            "date", "email", "details", "describe", "explain", "list", "specify",
        ],
        shows: &["you", "your", "the", "to", "for", "of", "at", "this", "with", "if", "any", "and", "or", "be"],
    },
    Tongue {
        code: "de",
        yes: "Ja",
        no: "Nein",
        opens: &[
            "haben",
            "hast",
            "waren",
            "warst",
            "sind",
            "bist",
            "konnen",
            "kannst",
            "benotigen",
            "benotigst",
            "brauchen",
            "brauchst",
            "durfen",
            "darfst",
            "mochten",
            "mochtest",
            "wollen",
            "willst",
            "besitzen",
            "besitzt",
            "verfugen",
            "verfugst",
            "wurden",
            "wurdest",
            "leben",
            "wohnen",
            "kommen",
        ],
        things: &["wer", "wann", "welche", "welcher", "welches", "warum", "wie", "wo", "wieso"],
        shows: &[
            "sie", "ihr", "ihre", "ihnen", "du", "dein", "deine", "der", "die", "das", "ein", "eine", "einen", "und",
            "oder", "fur", "mit", "zu", "im", "bei", "uns", "bereits", "arbeiten", "arbeit", "jahre", "alt", "bereit",
            "schon", "nicht", "auf", "von",
        ],
    },
    Tongue {
        code: "fr",
        yes: "Oui",
        no: "Non",
        opens: &[
            "avez",
            "etes",
            "pouvez",
            "acceptez",
            "seriez",
            "souhaitez",
            "disposez",
            "possedez",
            "voulez",
            "auriez",
            "detenez",
            "est",
            "peux",
        ],
        things: &["qui", "quand", "quel", "quelle", "combien", "comment", "pourquoi", "ou"],
        shows: &[
            "vous",
            "votre",
            "vos",
            "tu",
            "une",
            "un",
            "le",
            "la",
            "les",
            "des",
            "du",
            "pour",
            "en",
            "nous",
            "dans",
            "deja",
            "besoin",
            "travailler",
            "travail",
            "ans",
            "pret",
            "prete",
            "avec",
            "chez",
            "au",
            "et",
        ],
    },
    Tongue {
        code: "es",
        yes: "Sí",
        no: "No",
        opens: &[
            "ha",
            "has",
            "es",
            "eres",
            "esta",
            "estas",
            "tiene",
            "tienes",
            "puede",
            "puedes",
            "necesita",
            "necesitas",
            "requiere",
            "posee",
            "dispone",
            "dispones",
            "acepta",
            "estaria",
            "estarias",
            "cuenta",
        ],
        things: &["quien", "cuando", "cual", "cuanto", "como", "donde"],
        shows: &[
            "usted",
            "su",
            "tu",
            "una",
            "un",
            "el",
            "la",
            "los",
            "las",
            "para",
            "en",
            "de",
            "con",
            "por",
            "del",
            "nosotros",
            "y",
            "alguna",
            "vez",
            "trabajar",
            "trabajo",
            "dispuesto",
            "dispuesta",
            "edad",
        ],
    },
    Tongue {
        code: "pt",
        yes: "Sim",
        no: "Não",
        opens: &[
            "voce",
            "possui",
            "tem",
            "tens",
            "precisa",
            "pode",
            "podes",
            "aceita",
            "aceitas",
            "concorda",
            "esta",
            "estaria",
            "necessita",
            "ja",
        ],
        things: &["quem", "quando", "qual", "quanto", "onde"],
        shows: &[
            "seu",
            "sua",
            "uma",
            "um",
            "o",
            "os",
            "as",
            "para",
            "em",
            "no",
            "na",
            "com",
            "de",
            "do",
            "da",
            "nos",
            "conosco",
            "trabalhar",
            "trabalho",
            "disposto",
            "disposta",
            "idade",
            "e",
            "ou",
            "alguma",
        ],
    },
    Tongue {
        code: "nl",
        yes: "Ja",
        no: "Nee",
        opens: &[
            "heb", "hebt", "heeft", "ben", "bent", "kunt", "kun", "wil", "wilt", "mag", "beschikt", "bezit", "woont",
        ],
        things: &["wie", "wanneer", "welke", "waarom", "waar", "hoe"],
        shows: &[
            "je", "jij", "jouw", "u", "uw", "een", "de", "het", "voor", "met", "bij", "ons", "wij", "al", "ooit",
            "werken", "werk", "jaar", "oud", "bereid", "eerder", "te", "of", "en", "van",
        ],
    },
];

/// Openings of the same without the verb: "Willing to relocate", "Require sponsorship".
const SHORT: &[&str] = &[
    "willing",
    "able",
    "authorized",
    "authorised",
    "eligible",
    "legally",
    "require",
    "requires",
    "need",
    "open",
    "agree",
    "whether",
];

/// Whether "Yes" or "No" would answer the question of `field`.
pub(super) fn asks(field: &Field) -> bool {
    hints(field).any(|hint| named_in(hint).is_some()) || asks_in_words(&field.label)
}

/// "Yes" or "No" as the question of `field` would be answered: in the words that it offers itself, else in its own
/// language, else in that of its page.
pub(super) fn word(field: &Field, yes: bool) -> &'static str {
    let offered = hints(field).find_map(named_in);
    let tongue = offered.or_else(|| tongue_of(&field.label, &field.lang)).unwrap_or(&TONGUES[0]);
    if yes { tongue.yes } else { tongue.no }
}

fn hints(field: &Field) -> impl Iterator<Item = &str> {
    [&field.label, &field.help, &field.control.labels.placeholder].into_iter().map(String::as_str)
}

/// The language of "(Yes/No)", "y/n", "ja / nein".
fn named_in(hint: &str) -> Option<&'static Tongue> {
    let said = words(hint);
    let near = |at: usize, other: &str| said[at + 1..].iter().take(2).any(|word| word == other);
    let names = |yes: &str, no: &str| said.iter().enumerate().any(|(at, word)| word == yes && near(at, no));
    let plain = |word: &str| words(word).concat();
    let initials = names("y", "n").then_some(&TONGUES[0]);
    initials.or_else(|| TONGUES.iter().find(|tongue| names(&plain(tongue.yes), &plain(tongue.no))))
}

/// The language that more of the words speak for than for any other. Where several are equal, the page decides.
fn tongue_of(label: &str, lang: &str) -> Option<&'static Tongue> {
    let said = words(label);
    let weight = |tongue: &Tongue| {
        let known = |word: &str| [tongue.opens, tongue.things, tongue.shows].iter().any(|list| list.contains(&word));
        said.iter().filter(|word| known(word)).count()
    };
    let most = TONGUES.iter().map(weight).max().unwrap_or_default();
    let mut likely = TONGUES.iter().filter(|tongue| weight(tongue) == most);
    match (likely.next(), likely.next()) {
        (Some(only), None) => Some(only),
        (first, second) => {
            let page = lang.get(..2).unwrap_or_default();
            first.into_iter().chain(second).chain(likely).find(|tongue| tongue.code == page)
        }
    }
}

/// One of its sentences opens like a question of yes or no, or is one and names no thing.
fn asks_in_words(label: &str) -> bool {
    label.split_inclusive(['.', '?', '!', ':', ';', '\n', '(']).any(|sentence| {
        let said = words(sentence);
        let first = said.first().map_or("", String::as_str);
        let opens = TONGUES.iter().any(|tongue| tongue.opens.contains(&first)) || SHORT.contains(&first);
        let wants = |word: &String| TONGUES.iter().any(|tongue| tongue.things.contains(&word.as_str()));
        opens || (sentence.ends_with('?') && !said.iter().any(wants))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{field_of, text};

    #[test]
    fn only_a_question_of_yes_or_no_asks_for_one() {
        for (label, expected) in [
            ("Are you authorized to work in the country where this role is based?", true),
            ("Willing to relocate", true),
            ("Over 18?", true),
            ("Former employee (Yes/No)", true),
            ("Haben Sie schon für uns gearbeitet?", true),
            ("Please confirm. Do you hold a licence?", true),
            ("Employee ID (if applicable)", false),
            ("Employee ID?", false),
            ("Who referred you?", false),
            ("Former employer", false),
            ("Work authorization", false),
            ("If you were referred, name of the employee", false),
            ("", false),
        ] {
            assert_eq!(asks(&field_of(text(label))), expected, "{label}");
        }
    }
    #[test]
    fn yes_and_no_are_said_in_the_language_of_the_question() {
        let said = |label: &str, lang: &str| {
            let field = Field { lang: lang.into(), ..field_of(text(label)) };
            format!("{}/{}", word(&field, true), word(&field, false))
        };
        for (label, lang, expected) in [
            ("Are you authorized to work in the country where this role is based?", "de", "Yes/No"),
            ("Sind Sie berechtigt, in Deutschland zu arbeiten?", "en", "Ja/Nein"),
            ("Êtes-vous autorisé(e) à travailler en France ?", "", "Oui/Non"),
            ("¿Necesita usted un visado para trabajar en España?", "", "Sí/No"),
            ("Você tem autorização para trabalhar no Brasil?", "", "Sim/Não"),
            ("Heb je een werkvergunning voor Nederland?", "", "Ja/Nee"),
            ("Visa?", "nl-BE", "Ja/Nee"),
            ("Visa?", "", "Yes/No"),
            ("Visa?", "ja", "Yes/No"),
            ("Umzugsbereit (ja/nein)", "en", "Ja/Nein"),
            ("Over 18 (yes/no)", "fr", "Yes/No"),
        ] {
            assert_eq!(said(label, lang), expected, "{label}");
        }
    }
}
