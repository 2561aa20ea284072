//! What labels ask for a value of the profile. Each phrase is the whole label,
//! after filler ("please enter your …") is taken out; see [`crate::phrases`].

use super::languages::{self, Labels};
use crate::meaning::Slot;
use crate::phrases::Lexicon;
use std::sync::LazyLock;

/// Words that say nothing about what is asked.
const FILLER: [&str; 43] = [
    "list",
    "s",
    "please",
    "enter",
    "provide",
    "your",
    "my",
    "the",
    "a",
    "an",
    "what",
    "is",
    "whats",
    "add",
    "kindly",
    "input",
    "fill",
    "here",
    "candidate",
    "candidates",
    "applicant",
    "applicants",
    "us",
    "with",
    "optional",
    "required",
    "share",
    "indicate",
    "select",
    "choose",
    "bitte",
    "ihr",
    "ihre",
    "dein",
    "deine",
    "votre",
    "su",
    "tu",
    "seu",
    "sua",
    "uw",
    "je",
    "mandatory",
];

/// The words that count in a label that may name a slot.
pub(super) fn core_words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).filter(|w| !FILLER.contains(w)).collect()
}

/// What the whole label says, per language. The name of the rule is `label.<language>.<slot>`.
pub(super) static SLOTS: LazyLock<Lexicon<(Slot, &'static str)>> = LazyLock::new(|| {
    let rows =
        languages::ALL.into_iter().flat_map(|language| language.labels.iter().map(move |row| (language.code, row)));
    let phrases =
        rows.flat_map(|(language, (slot, phrases))| phrases.iter().map(move |phrase| (*phrase, (*slot, language))));
    Lexicon::new(phrases, true)
});

/// Labels that mean an entry of a work-experience section when they stand in one.
pub(super) static IN_WORK: LazyLock<Lexicon<Slot>> = LazyLock::new(|| in_section(WORK_SECTION));

/// Labels that mean an entry of an education section when they stand in one.
pub(super) static IN_EDUCATION: LazyLock<Lexicon<Slot>> = LazyLock::new(|| in_section(EDUCATION_SECTION));

fn in_section(table: Labels) -> Lexicon<Slot> {
    Lexicon::new(table.iter().flat_map(|(slot, phrases)| phrases.iter().map(move |p| (*p, *slot))), true)
}

pub(super) const WORK_SECTION: Labels = &[
    (
        Slot::WorkEmployer,
        &[
            "company|employer|organization|organisation|firm|unternehmen|arbeitgeber|firma|entreprise|empresa name?",
            "name of company|employer|organization|organisation",
            "company organization|organisation?",
            "employer company? name?",
            "bedrijf|werkgever|empregador|empleador|societe|organisation|organisatie",
            "nom de lentreprise|lemployeur",
            "nombre|nome de|da la? empresa",
            "naam van? bedrijf|werkgever",
        ],
    ),
    (
        Slot::WorkTitle,
        &[
            "job|position|role? title",
            "job|position|role",
            "title position",
            "position title|held",
            "role title",
            "designation|stelle|position|poste|puesto",
            "stellenbezeichnung|jobtitel|berufsbezeichnung|funktion|positionsbezeichnung|fonction|cargo|funcao|functie|functietitel",
            "intitule|titre du poste",
            "titulo|nombre del puesto|cargo",
        ],
    ),
    (Slot::WorkLocation, &["job|company|employer|work? location", "location city * "]),
    (
        Slot::WorkStart,
        &[
            "start|from|begin|beginning date|month|year?",
            "start|from date|month|year month|year?",
            "from",
            "date from",
            "date started",
            "von",
            "mm yyyy from",
            "beginn|startdatum|debut|desde|inicio|begindatum|du|van|de",
            "date de debut",
            "fecha de inicio",
            "data de inicio",
        ],
    ),
    (
        Slot::WorkEnd,
        &[
            "end|to|until date|month|year?",
            "end|to date|month|year month|year?",
            "to",
            "date to",
            "date ended",
            "bis|ende|enddatum|fin|hasta|fim|ate|tot|einddatum|au|termino",
            "date de fin",
            "fecha de fin|finalizacion",
            "data de fim|termino|saida",
        ],
    ),
    (
        Slot::WorkCurrent,
        &[
            "i currently work here",
            "i currently work in this role|position|job",
            "i am|im currently working|employed here|in? this? role|position?",
            "i currently work|am|hold * here|role|position|job|company",
            "current|currently working? here|role|position|job|employer|employed?",
            "this is current role|position|job|employer?",
            "present",
            "still work|employed here?",
            "still working here?",
            "currently employed|working here?",
            "ich arbeite|bin derzeit|aktuell|noch hier|dort|beschaftigt?",
            "aktuelle|derzeitige stelle|position|tatigkeit",
            "jy travaille actuellement",
            "je travaille actuellement|toujours ici",
            "poste actuel|actuelle?",
            "trabajo aqui? actualmente aqui?",
            "actualmente trabajo aqui",
            "puesto|trabajo actual",
            "trabalho aqui? atualmente aqui?",
            "cargo|emprego|trabalho atual",
            "ik werk hier nog? momenteel?",
            "huidige functie|baan",
        ],
    ),
    (
        Slot::WorkDescription,
        &[
            "job|role|position|work? description",
            "responsibilities|duties|summary|description|achievements and? responsibilities|duties|achievements|accomplishments?",
            "job|role responsibilities|duties|summary",
            "description of responsibilities|duties|role|work",
            "beschreibung|tatigkeitsbeschreibung|aufgaben|tatigkeiten|descripcion|funciones|responsabilidades|descricao|atividades|omschrijving|taken|beschrijving|missions",
            "description du poste",
        ],
    ),
];

pub(super) const EDUCATION_SECTION: Labels = &[
    (
        Slot::EducationStart,
        &[
            "start|from|begin date|month|year?",
            "start|from date|month|year month|year?",
            "from",
            "date from",
            "from year",
            "first year attended",
            "von|beginn|startdatum|debut|desde|inicio|begindatum|du|van",
            "date de debut",
            "fecha de inicio",
            "data de inicio",
        ],
    ),
    (
        Slot::EducationEnd,
        &[
            "end|to|until date|month|year?",
            "end|to date|month|year month|year?",
            "to",
            "to actual or? expected?",
            "last year attended",
            "date to",
            "graduation",
            "graduated",
            "year",
            "end date or? expected|actual? * ",
            "bis|ende|enddatum|fin|hasta|fim|ate|tot|einddatum|au|termino|jahr|annee|ano|jaar",
            "date de fin",
            "fecha de fin|finalizacion",
            "data de fim|termino|conclusao",
        ],
    ),
    (Slot::Grade, &["grade", "score", "result", "overall result", "grade average?"]),
    (Slot::School, &["name", "institution name"]),
    (
        Slot::Discipline,
        &[
            "area",
            "subject",
            "field",
            "studies",
            "course",
            "program|programme",
            "fach|studium|matiere|carrera|curso|opleiding",
        ],
    ),
    (Slot::Degree, &["qualification", "study type", "type of degree", "level", "titulo|titulacion|grado|grau|niveau"]),
];
