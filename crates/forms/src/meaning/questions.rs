//! What a question is about. Phrases are looked for anywhere in the question;
//! of all classes found the most restrictive wins.

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

/// Phrases per class.
pub(super) type Table = &'static [(QuestionClass, &'static [&'static str])];

fn lexicon(tables: &[Table]) -> Lexicon<QuestionClass> {
    let rows = tables.iter().flat_map(|table| table.iter());
    Lexicon::new(rows.flat_map(|(class, phrases)| phrases.iter().map(move |p| (*p, *class))), false)
}

/// Phrases of questions.
pub(super) static QUESTIONS: LazyLock<Lexicon<QuestionClass>> = LazyLock::new(|| {
    use super::languages::questions::{CS, DE, ES, FR, NL, PT};
    lexicon(&[ASKED, DE, FR, ES, PT, NL, CS])
});

/// Phrases of options that decide the class whatever the question says.
pub(super) static OPTIONS: LazyLock<Lexicon<QuestionClass>> = LazyLock::new(|| lexicon(&[OFFERED]));

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

pub(super) const ASKED: Table = &[
    (
        Q::NeverStore,
        &[
            "criminal|felony|felonies|misdemeanor|misdemeanors|convict~|arrested|incarcerat~|probation|parole",
            "pleaded|pled|plead guilty|no|nolo",
            "vorstrafen|fuhrungszeugnis",
            "health|medical condition|conditions|history|issue|issues|problem|problems|exam~|restriction~",
            "physical|mental health|condition|impairment",
            "pregnan~|vaccinat~|vaccine|covid",
            "accommodation|accommodations|accomodation|accomodations",
            "religio~|konfession|faith|creed",
            "sexual orientation|identity",
            "orientation sexual|and",
            "transgender|lgbt~|heterosexual",
            "marital|civil status",
            "familienstand|married",
            "date|day|place|country|city|year of birth",
            "birth date|day|year|place|country",
            "birthdate|birthday|dob|birthplace|geburtsdatum|geburtsort|geburtstag",
            "how old are you",
            "^ age $",
            "your|current age",
            "age range|group|band|bracket",
            "date de naissance",
            "fecha de nacimiento",
            "data de nascimento",
            "social security|insurance number|no?",
            "ssn|sin number?",
            "last four|4 digits of",
            "national|tax|government id|identification|identity|insurance number?",
            "passport|license|licence|visa number|no",
            "drivers|driving license|licence number|no",
            "political party|affiliation|opinion~|view~",
            "trade|labor|labour union member~",
            "bank account|details",
            "iban|routing number?",
            "cvv|cvv2|cvc|csc",
            "credit|debit card|score|history|check",
            "genetic|hiv|illness|disease",
            "socioeconomic|socio economic",
            "first generation|gen",
            "caste|parental|caregiver|caregiving",
        ],
    ),
    (
        Q::ExportControl,
        &[
            "us|united person|persons status?",
            "us person|persons",
            "citizen~|nationality|nationalities|staatsangehorigkeit|staatsburgerschaft|nationalite|nacionalidad|nacionalidade",
            "green card",
            "permanent resident|residency|residence",
            "security|government|active|current|federal|secret|dod|sc|dv clearance|clearances",
            "clearance level|status|type|eligib~",
            "hold|have|possess|obtain|maintain|eligible|held * clearance",
            "itar|eccn|ofac|polygraph",
            "export control~|administration|license|licence|licensing|compliance|law~|regulation~",
            "foreign person|national|government|agent",
            "restricted|embargoed|sanctioned countr~|part~|list~",
            "dual national~",
        ],
    ),
    (
        Q::Sponsorship,
        &[
            "sponsorship|sponsorships",
            "require|need|requiring|needing|requires|needs|provide * sponsor~",
            "visa * sponsor~",
            "sponsor~ * visa|work|employment|you",
            "visa status|type|classification|category|kind",
            "type|kind|category|status of visa",
            "require|need|requiring|needing * visa|visas",
            "work|employment|student|visitor|current visa",
            "hold|have|obtain|transfer|possess a|any|your|valid|work|current? a|any|your|valid|work|current visa|visas",
            "immigration * status|support|assistance|case|sponsor~|benefit|petition|filing",
            "immigration status|support|related",
            "opt cpt",
            "cpt opt",
            "stem opt",
            "opt|cpt extension|program|status|ead",
            "h1b|h1|tn1|ead",
            "f 1",
            "visum|visumssponsoring|aufenthaltstitel",
        ],
    ),
    (
        Q::WorkAuthorization,
        &[
            "authori~ * work|employ~",
            "work|working|employment authori~|eligib~|permit|permits|permission|rights",
            "right|rights|permission|permit to legally? work",
            "legal right|rights|status",
            "eligib~ * to * work|employ~",
            "eligib~ for employment",
            "legally * work|employ~|eligib~",
            "permitted|allowed|entitled to * work",
            "able|available to legally work",
            "able to work * sponsor~",
            "able to work in the|your|this country|us|united|uk|eu|location",
            "arbeitserlaubnis|arbeitsgenehmigung|arbeitsberechtigung",
            "permis|autorisation|autorise de|a travail|travailler",
            "permiso|autorizacion de|para trabajo|trabajar",
            "residency status|permit",
        ],
    ),
    (Q::Disability, &["disab~", "cc 305", "handicap~|schwerbehind~|behinderung|discapacidad"]),
    (
        Q::Veteran,
        &[
            "veteran|veterans",
            "military service|status|spouse|experience|background",
            "served|serve|serving|member|active * military|armed|uniformed|army|forces",
        ],
    ),
    (Q::HispanicLatino, &["hispanic", "latino|latina|latinx|latine"]),
    (Q::Race, &["race|races|racial", "ethnic~", "ethnicity|ethnicities"]),
    (
        Q::Gender,
        &[
            "gender|genders|geschlecht|genre|sexe|sexo|genero|geslacht|pohlavi",
            "^ sex $",
            "your|legal|biological sex",
            "sex assigned|at",
        ],
    ),
    (Q::Pronouns, &["pronoun|pronouns|pronomen"]),
    (
        Q::CompanyRelation,
        &[
            "previously|ever|formerly|before|past|currently|presently * employed|applied|interviewed",
            "previously|ever|formerly * worked|work|working|interned|contracted|consulted * for|at|with|here|by|as",
            "have|were|did|are you * work|worked|employed|employee * here|before|previously|past|us|company|subsidiar~|affiliate~",
            "worked|work for|at|with * before|previously|past",
            "former|previous|prior|current|ex employee|worker|contractor|intern|associate|colleague",
            "related to|by",
            "relative|relatives|family * employ~|work|works|working",
            "relationship|relationships with|to * employ~|company|anyone|director~|officer~",
            "know anyone|someone|anybody|somebody|any",
            "were|was|are|been you|i? referred",
            "who|employee|person * referred",
            "referred by|you",
            "referral name|code|email|id",
            "referrers|referrer|referees|referee name|email",
            "employee|internal referral|referrals",
            "name of * referr~|referral|employee",
            "conflict|conflicts of interest",
            "applied to|for|with|at * before|previously|past|company|us|role|position",
            "have|did you * applied|apply",
            "interviewed|interview with|at|for * before|previously|past",
            "employee id|number|no",
        ],
    ),
    (
        Q::LegalAge,
        &[
            "18|eighteen|21|16|17 years|yrs|year",
            "at least 18|eighteen|21|16",
            "over|above|under 18|eighteen|21|16 $",
            "18|21|16 or older|above|over",
            "18 older|of|and",
            "legal working|minimum? age",
            "legal age to work",
            "minimum age|working",
            "years of age",
            "volljahrig",
        ],
    ),
    (
        Q::Salary,
        &[
            "salary|salaries|salarial|remuneration|wage|wages|ctc|gehalt|gehaltsvorstellung|gehaltswunsch|gehaltsvorstellungen|salaire|salario|salarisindicatie|salaris",
            "compensation",
            "pretentions|pretensao salariales?",
            "pay expectation|expectations|range|rate|requirement|requirements|scale",
            "expected|desired|target|minimum|current|hourly|annual|base|total pay|package|earnings|income|rate",
            "hourly|daily|day rate",
            "rate per hour|day",
            "package expect~",
        ],
    ),
    (
        Q::Marketing,
        &[
            "marketing|newsletter|newsletters|promotional|promotions|subscribe",
            "job|jobs alert|alerts|notification~|recommendation~",
            "talent community|pool|network",
            "future|other|similar|new|upcoming opportunities|openings|roles|jobs|positions|vacancies|opportunity|opening",
            "keep|keeping|stay|hold me|my|you|us|in? informed|updated|posted|touch|loop|contact|cv|resume|data|details|profile|application",
            "receive|send * update|updates|emails|news|communications|offers|information|messages|alerts",
            "considered|contact~ * future|other",
            "talentpool|talentpools",
            "event|events invitations|updates",
        ],
    ),
    (
        Q::Attestation,
        &[
            "i|we|you|hereby certify|acknowledge|agree|consent|confirm|understand|accept|authorize|authorise|declare|attest|affirm|warrant",
            "i|we|hereby permit|give",
            "i have|ve|had read",
            "have read|reviewed * and|the|our|privacy|policy|notice|terms",
            "by checking|clicking|submitting|signing|applying|selecting|ticking|typing|providing|continuing",
            "terms and|of|conditions",
            "agree to|with",
            "privacy policy|notice|statement|terms|consent|agreement|disclosure|acknowledg~",
            "data protection|privacy|processing|retention|policy|consent|collection",
            "gdpr|dsgvo|ccpa|datenschutz|datenschutzerklarung|datenschutzhinweise|einwilligung|rgpd|lgpd",
            "background|reference check|checks|screening|investigation|verification",
            "drug|substance test|testing|screen|screening|alcohol",
            "arbitration|attestation|certification statement|certify|declaration|acknowledgement|acknowledgment",
            "non disclosure",
            "nda|confidentiality agreement|signed?",
            "true|complete|accurate|correct * complete|accurate|correct|true|best|knowledge",
            "consent to|for|statement|form",
            "text|sms message|messages|messaging|updates|communication~|consent|opt",
            "ai|artificial policy|intelligence * policy|guideline~|consent|process",
            "do you agree|consent|certify|acknowledge|accept|confirm|understand|authorize",
            "ich|hiermit bestatige|stimme|akzeptiere|willige|erklare|habe",
            "j|je accepte|consens|certifie|autorise|reconnais",
            "acepto|autorizo|certifico|aceito|concordo|declaro",
        ],
    ),
    (
        Q::NoticePeriod,
        &[
            "notice period|periods",
            "notice * required|give|serve|need|current|employer",
            "weeks|days|much|long of? notice",
            "kundigungsfrist|opzegtermijn|preavis|preaviso",
        ],
    ),
    (
        Q::StartDate,
        &[
            "start date",
            "date * start|available|join|begin|commence",
            "earliest|soonest|possible|desired|preferred|expected * start|availability|available|joining|date",
            "when|soon|date * start|available|begin|join|commence",
            "available|availability|ready to|for * start|begin|join|work|immediately|starting|joining",
            "^ availability|available from?|date? $",
            "date of availability|joining",
            "availability date|to",
            "eintrittsdatum|eintrittstermin|startdatum|verfugbarkeit|starttermin",
            "fruhester|fruhestmoglicher * eintritt~|start~|termin",
        ],
    ),
    (
        Q::Relocation,
        &[
            "relocat~|umzug|umzugsbereit~",
            "willing|able|open|prepared|happy * move|commute|travel",
            "commut~",
            "willing~|able|comfortable|open|can|okay|ok|prepared|happy|available|agree|ability|are * onsite|hybrid|office|person|travel|shift|weekends|overtime|nights",
            "travel required|requirement~|up|percentage",
            "work|working|days * onsite|office|hybrid|person|remotely",
            "preferred|desired work|office|job? location|locations|city|office",
            "location preference|preferences|preferred",
            "which|what * location|locations|office|offices * prefer~|interested|apply~|work|consider~",
            "reisebereitschaft",
        ],
    ),
    (
        Q::HowHeard,
        &[
            "how|where * hear|heard|find|found|discover|discovered * about|us|of|job|position|role|this|vacancy|opportunity|opening|company|out",
            "how|where did|have|do you * hear|heard",
            "how|where * learn|learned|learnt|know * about|of * us|job|position|role|this|opportunity|company|opening|vacancy",
            "how|where did you come across",
            "hear|heard about us|this|the|our",
            "^ source|source $",
            "^ application|candidate|referral|applicant|lead source",
            "source of application|referral|hire",
            "what|who brought|led|directed|attracted you * us|here|job|role",
            "wie|wo * gefunden|erfahren|aufmerksam",
            "comment * connu|entendu",
            "como * conocido|conociste|enteraste|ficou|soube|nos",
        ],
    ),
    (
        Q::Experience,
        &[
            "years|yrs|year|months * experience|exp",
            "years of|in * ",
            "how many|much years|months|experience",
            "experience|experienced|expertise with|in|using|of|on",
            "do|have you|i * experience|worked|used|built|familiar",
            "proficien~|familiarity|familiar|fluen~|skilled",
            "rate|level|describe|assess your|of * proficien~|experience|expertise|knowledge|skill|skills|ability|command|english|language",
            "hands on",
            "level of * experience|expertise|knowledge|english|german|french|spanish|dutch|japanese|chinese|proficiency",
            "do|are you|i know|speak|fluent|certified|licensed",
            "hold|have|possess * degree|certificate|certification|license|licence|diploma",
            "berufserfahrung|jahre",
        ],
    ),
    (
        Q::FreeText,
        &[
            "why|explain|elaborate|describe|motivation|motivations",
            "tell|share|write|give * us|about|example|examples|time|story|something|why|how",
            "cover|motivation|motivational letter",
            "letter of",
            "what interests|excites|motivates|attracts|draws|appeals|drew|attracted|makes|inspires|do|are|would|is",
            "anything else|additional",
            "additional|other|further information|comments|comment|notes|details|info|remarks",
            "^ comments|comment|message|notes|note|summary|bio|about|introduction|pitch $",
            "message|note to|for",
            "biggest|proudest|greatest|favorite|favourite|accomplishment|achievement|challenge|strengths|weakness~",
            "personal statement|summary|bio",
            "in your own words",
            "how do|would|did|have|has|will you",
            "motivationsschreiben|anschreiben|nachricht|bemerkungen",
            "lettre de? motivation",
            "carta de? presentacion|motivacion|apresentacao",
            "paste|copy * resume|cv|here",
            "share|link|provide * work|project|projects|code|sample|samples",
        ],
    ),
];

const OFFERED: Table = &[
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
