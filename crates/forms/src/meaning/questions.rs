//! What a question is about. Phrases are looked for anywhere in the question;
//! of all classes found the most restrictive wins.

use super::languages::{self, Questions};
use crate::phrases::Lexicon;
use domain::QuestionClass;
use domain::QuestionClass as Q;
use std::sync::LazyLock;

/// From the most restrictive to the least. A question that touches two classes belongs to the earlier one.
const RANK: [QuestionClass; 22] = [
    Q::NeverStore,
    Q::ExportControl,
    Q::Sponsorship,
    Q::WorkAuthorization,
    Q::Disability,
    Q::Veteran,
    Q::HispanicLatino,
    Q::Race,
    Q::Pronouns,
    Q::Gender,
    Q::CompanyRelation,
    Q::LegalAge,
    Q::Salary,
    Q::Marketing,
    Q::Attestation,
    Q::NoticePeriod,
    Q::StartDate,
    Q::Relocation,
    Q::HowHeard,
    Q::Experience,
    Q::FreeText,
    Q::Other,
];

/// Position in the order of restriction; smaller is more restrictive.
pub(super) fn rank(class: QuestionClass) -> usize {
    RANK.iter().position(|c| *c == class).unwrap_or(RANK.len())
}

/// Classes whose questions no other rule may claim.
pub(super) fn is_guarded(class: QuestionClass) -> bool {
    rank(class) <= rank(Q::Gender)
}

fn lexicon(tables: impl Iterator<Item = Questions>) -> Lexicon<QuestionClass> {
    let rows = tables.flat_map(|table| table.iter());
    Lexicon::new(rows.flat_map(|(class, phrases)| phrases.iter().map(move |p| (*p, *class))), false)
}

/// Phrases of questions.
pub(super) static QUESTIONS: LazyLock<Lexicon<QuestionClass>> =
    LazyLock::new(|| lexicon(languages::ALL.into_iter().map(|language| language.questions)));

/// Phrases of options that decide the class whatever the question says.
pub(super) static OPTIONS: LazyLock<Lexicon<QuestionClass>> = LazyLock::new(|| lexicon(std::iter::once(OFFERED)));

/// A question that continues the one before it.
pub(super) static FOLLOW_UP: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "^ if yes|so|applicable|selected|other|no",
            "^ if you|your answered|answer|selected|responded|chose|checked|indicated|are|is",
            "^ if the answer",
            "^ if any of the above",
            "^ please explain|specify|elaborate|describe $",
            "^ please specify|explain|elaborate|describe|list|provide * if|above|details|selected|other",
            "^ if * please specify|explain|list|describe|provide|elaborate|indicate|give|share|tell|enter|select",
            "^ wenn|falls ja|nein|zutreffend|vorhanden",
            "^ si oui|non|applicable",
            "^ dans laffirmative",
            "^ en caso afirmativo|negativo",
            "^ si la respuesta|contesto|respondio|has|ha",
            "^ em caso afirmativo|positivo|negativo",
            "^ se sim|nao|aplicavel",
            "^ zo ja|nee",
            "^ indien ja|nee|van",
        ]
        .map(|p| (p, ())),
        false,
    )
});

/// Somebody else's data, or a place that is not the person's own.
pub(super) static SOMEBODY_ELSE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "reference|references|referee|referees|referrer|referrers|referral|referrals",
            "referred|refer you|by|us|me|him|someone|a",
            "emergency",
            "next of kin",
            "manager|managers|supervisor|supervisors|boss",
            "recruiter|recruiters|recruiting|headhunter",
            "spouse|partner|spouses|parent|parents|mother|mothers|father|fathers|guardian|child|children",
            "relative|relatives|family member|members",
            "friend|friends|colleague|colleagues",
            "employee|employees name|id|email|number",
            "contact person",
            "school|college counselor|contact",
            "hiring manager",
            "beneficiary",
            "invite|invitee",
            "company|business|employer|employers|work|office email|phone|website|url|address|fax",
            "website|address|phone|url of the? company|employer|organization",
            "referenz~|referent|referents|referente|referee|ansprechpartner~|notfall~",
            "vorgesetzte~|ehepartner~|lebenspartner~|empfehler~|rechnungsadresse|lieferadresse|rechnungsanschrift",
            "urgence|durgence|superieur|superieure|conjoint|conjointe|parrain|cooptateur|recommandataire|facturation|livraison",
            "referencia|referencias|emergencia|jefe|conyuge|recomendador|facturacion|envio",
            "chefe|conjuge|faturamento|faturacao|entrega",
            "referentie~|noodgeval|noodcontact|leidinggevende|contactpersoon|factuuradres|bezorgadres",
            "billing|shipping",
        ]
        .map(|p| (p, ())),
        false,
    )
});

const OFFERED: Questions = &[
    (
        Q::ExportControl,
        &[
            "citizen|citizens|citizenship|national|noncitizen",
            "green card",
            "permanent resident|residents",
            "clearance",
            "asylee|refugee",
            "itar",
        ],
    ),
    (
        Q::Sponsorship,
        &[
            "sponsorship",
            "h1b|h1|h4|l2|tn|ead visa|opt|holder|ead|status?",
            "visa holder|sponsor~|status",
            "student|work|dependent visa",
            "opt cpt",
            "stem opt",
            "f 1",
        ],
    ),
    (Q::WorkAuthorization, &["authorized|authorised to work", "work permit", "right to work", "work authorization"]),
    (Q::Disability, &["i have a disability", "have a disability", "dont|not have a disability", "have * disability"]),
    (Q::Veteran, &["protected veteran", "a veteran", "classifications of"]),
    (
        Q::Race,
        &[
            "black or african",
            "american indian",
            "native hawaiian",
            "alaska|alaskan native",
            "two or more races",
            "african american",
        ],
    ),
    (
        Q::NeverStore,
        &[
            "heterosexual|bisexual|lesbian|gay|asexual",
            "christian|muslim|hindu|buddhist|jewish",
            "married|divorced|widowed",
        ],
    ),
    (Q::Gender, &["non binary", "nonbinary", "^ female $", "cisgender"]),
    (Q::Pronouns, &["they them", "she her", "he him"]),
];
