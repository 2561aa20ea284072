//! Which wordings mean the same. The only place where one label may stand for
//! another; everything here is a whole label.

/// Agreement, in the languages forms are in.
pub(super) const YES: &[&str] = &["Yes", "Y", "Ja", "Oui", "Sí", "Si", "Sim", "True"];

/// Denial.
pub(super) const NO: &[&str] = &["No", "N", "Nein", "Non", "Não", "Nee", "False"];

/// Ways to decline to answer.
pub(super) const DECLINE: &[&str] = &[
    "I don't wish to answer",
    "I do not wish to answer",
    "I do not want to answer",
    "I don't want to answer",
    "Decline To Self Identify",
    "Decline to self-identify",
    "I decline to self-identify",
    "I do not wish to self-identify",
    "I don't wish to self-identify",
    "I choose not to self-identify",
    "Choose not to self-identify",
    "I do not wish to self identify at this time",
    "I do not wish to disclose",
    "I don't wish to disclose",
    "I choose not to disclose",
    "Choose not to disclose",
    "I prefer not to disclose",
    "Prefer not to disclose",
    "I prefer not to say",
    "Prefer not to say",
    "I'd prefer not to say",
    "I would prefer not to say",
    "I'd rather not say",
    "Rather not say",
    "I prefer not to answer",
    "Prefer not to answer",
    "I'd prefer not to answer",
    "Decline to answer",
    "I decline to answer",
    "Decline to state",
    "I decline to state",
    "Decline to disclose",
    "I decline to disclose",
    "Decline to specify",
    "I choose not to answer",
    "Choose not to answer",
    "Prefer not to specify",
    "Prefer not to self-identify",
    "Prefer not to identify",
    "Prefer not to share",
    "I prefer not to share",
    "I do not wish to provide this information",
    "I don't wish to provide this information",
    "I do not want to provide this information",
    "I choose not to provide this information",
    "Do not wish to answer",
    "Do not wish to disclose",
    "Don't wish to answer",
    "Not disclosed",
    "Not declared",
    "Not specified",
    "Undisclosed",
    // German.
    "Keine Angabe",
    "Keine Angaben",
    "Möchte ich nicht angeben",
    "Ich möchte keine Angabe machen",
    "Ich möchte dazu keine Angaben machen",
    "Ich möchte dies nicht angeben",
    "Ich möchte das nicht angeben",
    "Ich möchte nicht antworten",
    "Ich möchte diese Frage nicht beantworten",
    "Möchte ich nicht beantworten",
    "Möchte ich nicht sagen",
    "Lieber nicht angeben",
    // French.
    "Je préfère ne pas répondre",
    "Je préfère ne pas le dire",
    "Je préfère ne pas préciser",
    "Je préfère ne pas me prononcer",
    "Je ne souhaite pas répondre",
    "Je ne souhaite pas le préciser",
    "Je ne souhaite pas préciser",
    "Je ne souhaite pas communiquer cette information",
    "Préfère ne pas répondre",
    "Ne souhaite pas répondre",
    "Ne se prononce pas",
    "Non précisé",
    // Spanish.
    "Prefiero no decirlo",
    "Prefiero no decir",
    "Prefiero no responder",
    "Prefiero no contestar",
    "Prefiero no indicarlo",
    "Prefiero no especificar",
    "Prefiero no revelarlo",
    "No deseo responder",
    "No deseo contestar",
    "No deseo declarar",
    "No quiero responder",
    "No especificado",
    "Sin especificar",
    // Portuguese.
    "Prefiro não responder",
    "Prefiro não dizer",
    "Prefiro não informar",
    "Prefiro não declarar",
    "Prefiro não especificar",
    "Não desejo responder",
    "Não desejo informar",
    "Não desejo declarar",
    "Não quero responder",
    "Não informado",
    "Não declarado",
    // Dutch.
    "Zeg ik liever niet",
    "Wil ik niet zeggen",
    "Dat zeg ik liever niet",
    "Wil ik liever niet zeggen",
    "Geef ik liever niet aan",
    "Ik geef liever geen antwoord",
    "Ik wil dit niet zeggen",
    "Ik wil hier geen antwoord op geven",
    "Geen antwoord",
    "Geen opgave",
    "Wens ik niet te beantwoorden",
];

type Words = &'static [(&'static str, &'static [&'static str])];

/// Gender by canonical word.
pub(super) const GENDER: Words = &[
    (
        "man",
        &[
            "Man",
            "Male",
            "Man / Male",
            "Male / Man",
            "I identify as a man",
            "I identify as male",
            "Männlich",
            "Homme",
            "Masculino",
            "Hombre",
            "Mann",
            "männl.",
            "Masculin",
            "Un homme",
            "Varón",
            "Homem",
            "Mannelijk",
        ],
    ),
    (
        "woman",
        &[
            "Woman",
            "Female",
            "Woman / Female",
            "Female / Woman",
            "I identify as a woman",
            "I identify as female",
            "Weiblich",
            "Femme",
            "Femenino",
            "Feminino",
            "Mujer",
            "Frau",
            "weibl.",
            "Féminin",
            "Une femme",
            "Mulher",
            "Vrouw",
            "Vrouwelijk",
        ],
    ),
    (
        "non_binary",
        &[
            "Non-binary",
            "Nonbinary",
            "Non-binary person",
            "Non-binary / third gender",
            "Non-binary or third gender",
            "I identify as non-binary",
            "Divers",
            "Nicht-binär",
            "Non-binaire",
            "No binario",
            "Não binário",
            "Não-binário",
            "Não-binária",
            "Persona no binaria",
            "No binaria",
            "Non binaire",
            "Personne non binaire",
            "Nichtbinär",
            "Non-binair",
            "Pessoa não binária",
            "X",
        ],
    ),
];

/// Race by canonical word, without a statement on Hispanic origin.
pub(super) const RACE: Words = &[
    ("asian", &["Asian", "Asian or Asian American", "Asian / Asian American"]),
    (
        "black",
        &[
            "Black or African American",
            "Black / African American",
            "African American or Black",
            "Black",
            "Black or African-American",
            "Black or of African descent",
        ],
    ),
    (
        "white",
        &["White", "White / Caucasian", "White or Caucasian", "Caucasian", "Caucasian / White", "White or European"],
    ),
    (
        "hispanic",
        &[
            "Hispanic or Latino",
            "Hispanic / Latino",
            "Hispanic or Latinx",
            "Hispanic, Latinx or Spanish origin",
            "Hispanic, Latino or Spanish origin",
            "Hispanic, Latino, or of Spanish origin",
            "Hispanic or Latino/a",
            "Latino",
            "Hispanic or Latino or Spanish Origin",
            "Hispanic or Latino of any race",
            "Hispanic, Latinx or of Spanish Origin",
        ],
    ),
    (
        "native_american",
        &[
            "American Indian or Alaska Native",
            "American Indian or Alaskan Native",
            "American Indian / Alaska Native",
            "American Indian / Alaskan Native",
            "Native American or Alaska Native",
            "Native American or Alaskan Native",
            "Native American",
            "American Indian, Alaska Native, or Native American",
            "Indigenous, American Indian or Alaska Native",
        ],
    ),
    (
        "pacific_islander",
        &[
            "Native Hawaiian or Other Pacific Islander",
            "Native Hawaiian or Pacific Islander",
            "Native Hawaiian / Other Pacific Islander",
            "Native Hawaiian / Pacific Islander",
            "Pacific Islander",
            "Native Hawaiian and Other Pacific Islander",
        ],
    ),
    (
        "two_or_more",
        &["Two or More Races", "Two or more", "Multiracial", "Mixed race", "Two or more races or ethnicities"],
    ),
];

/// Ends that state the absence of Hispanic origin beside a race.
pub(super) const NOT_HISPANIC: &[&str] =
    &["(Not Hispanic or Latino)", "(not Hispanic or Latino) (United States of America)", ", not Hispanic or Latino"];

/// Of Hispanic origin, asked on its own.
pub(super) const HISPANIC: Words = &[
    (
        "yes",
        &[
            "Yes",
            "Hispanic or Latino",
            "Yes, I am Hispanic or Latino",
            "I am Hispanic or Latino",
            "Yes, Hispanic or Latino",
            "Hispanic/Latino",
            "Yes, I identify as Hispanic or Latino",
        ],
    ),
    (
        "no",
        &[
            "No",
            "Not Hispanic or Latino",
            "No, I am not Hispanic or Latino",
            "I am not Hispanic or Latino",
            "No, not Hispanic or Latino",
            "Not Hispanic/Latino",
            "Non-Hispanic or Latino",
            "No, I do not identify as Hispanic or Latino",
        ],
    ),
];

/// Protected-veteran status. "Not a veteran" is not here: one may be a veteran and not a protected one.
pub(super) const VETERAN: Words = &[
    (
        "yes",
        &[
            "I identify as one or more of the classifications of a protected veteran",
            "I identify as one or more of the classifications of protected veterans listed above",
            "I identify as one or more of the classifications of protected veteran listed above",
            "I identify as one or more of the classifications of protected veteran",
            "I identify as one or more of the classifications of protected veterans",
            "I identify as a protected veteran",
            "I am a protected veteran",
            "Yes, I am a protected veteran",
            "Protected veteran",
            "Yes",
        ],
    ),
    (
        "no",
        &[
            "I am not a protected veteran",
            "No, I am not a protected veteran",
            "I do not identify as a protected veteran",
            "I am not a protected veteran as defined above",
            "Not a protected veteran",
            "No",
        ],
    ),
];

/// Disability status (form CC-305 and its abbreviations).
pub(super) const DISABILITY: Words = &[
    (
        "yes",
        &[
            "Yes, I have a disability, or have had one in the past",
            "Yes, I have a disability (or previously had a disability)",
            "Yes, I have a disability, or have a history/record of having a disability",
            "Yes, I have a disability or have a history of having a disability",
            "Yes, I have a disability",
            "I have a disability",
            "Yes",
            "Ja, ich habe eine Behinderung",
            "Ja, ich habe eine Schwerbehinderung",
            "Oui, j'ai un handicap",
            "Oui, je suis en situation de handicap",
            "Sí, tengo una discapacidad",
            "Sim, tenho uma deficiência",
            "Sim, tenho deficiência",
            "Ja, ik heb een beperking",
            "Ja, ik heb een arbeidsbeperking",
        ],
    ),
    (
        "no",
        &[
            "No, I do not have a disability and have not had one in the past",
            "No, I don't have a disability and have not had one in the past",
            "No, I do not have a disability, or a history/record of having a disability",
            "No, I do not have a disability or a history of having a disability",
            "No, I don't have a disability, or a history/record of having a disability",
            "No, I don't have a disability",
            "No, I do not have a disability",
            "I do not have a disability",
            "I don't have a disability",
            "No",
            "Nein, ich habe keine Behinderung",
            "Nein, ich habe keine Schwerbehinderung",
            "Non, je n'ai pas de handicap",
            "Non, je ne suis pas en situation de handicap",
            "No, no tengo ninguna discapacidad",
            "No, no tengo una discapacidad",
            "No, no tengo discapacidad",
            "Não, não tenho deficiência",
            "Não, não tenho uma deficiência",
            "Nee, ik heb geen beperking",
            "Nee, ik heb geen arbeidsbeperking",
        ],
    ),
];

/// A degree: how people write it, how forms name it from the exact to the general, and its level.
pub(super) struct DegreeKind {
    /// Spellings of exactly this degree.
    pub(super) spellings: &'static [&'static str],
    /// Names of its level.
    pub(super) level: Level,
}

/// Level of a degree, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    School,
    Associate,
    Bachelor,
    Master,
    Doctor,
}

impl Level {
    /// What forms call the level.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::School => &[
                "High School",
                "High School Diploma",
                "High School or equivalent",
                "High School Diploma or equivalent",
                "High School Diploma/GED",
                "High School / GED",
                "Secondary School",
                "Secondary Education",
            ],
            Self::Associate => &[
                "Associate's Degree",
                "Associates Degree",
                "Associate Degree",
                "Associate's",
                "Associate",
                "Associates",
            ],
            Self::Bachelor => &[
                "Bachelor's Degree",
                "Bachelors Degree",
                "Bachelor Degree",
                "Bachelor's",
                "Bachelors",
                "Bachelor",
                "Undergraduate Degree",
                "Bachelor's Degree (BA, BS, etc.)",
                "Bachelor's level degree",
            ],
            Self::Master => &[
                "Master's Degree",
                "Masters Degree",
                "Master Degree",
                "Master's",
                "Masters",
                "Master",
                "Master's level degree",
            ],
            Self::Doctor => &[
                "Doctorate",
                "Doctoral Degree",
                "Doctorate Degree",
                "Doctor's Degree",
                "Doctoral",
                "Doctorate (PhD)",
                "PhD or Doctorate",
            ],
        }
    }
}

/// Degrees.
pub(super) const DEGREES: &[DegreeKind] = &[
    DegreeKind {
        spellings: &[
            "High School Diploma",
            "High School",
            "Abitur",
            "A-Levels",
            "GED",
            "Baccalauréat",
            "Secondary School",
        ],
        level: Level::School,
    },
    DegreeKind {
        spellings: &[
            "Associate of Applied Science",
            "A.A.S.",
            "AAS",
            "Associate of Applied Science (AAS)",
            "Associate of Applied Science (A.A.S.)",
        ],
        level: Level::Associate,
    },
    DegreeKind { spellings: &["Associate of Science", "A.S.", "Associate of Science (A.S.)"], level: Level::Associate },
    DegreeKind { spellings: &["Associate of Arts", "A.A.", "Associate of Arts (A.A.)"], level: Level::Associate },
    DegreeKind {
        spellings: &["Associate's Degree", "Associate Degree", "Associate of Applied Science", "A.A.S."],
        level: Level::Associate,
    },
    DegreeKind {
        spellings: &[
            "Bachelor of Science",
            "BSc",
            "B.Sc.",
            "BS",
            "B.S.",
            "Bachelor of Science (BS)",
            "Bachelor of Science (BSc)",
            "Bachelors of Science",
            "B.S. / B.Sc.",
            "Bachelor of Science (Honours)",
            "BSc (Hons)",
            "BSc Hons",
        ],
        level: Level::Bachelor,
    },
    DegreeKind {
        spellings: &["Bachelor of Arts", "BA", "B.A.", "Bachelor of Arts (BA)", "BA (Hons)", "BA Hons", "AB", "A.B."],
        level: Level::Bachelor,
    },
    DegreeKind {
        spellings: &[
            "Bachelor of Engineering",
            "BEng",
            "B.Eng.",
            "BE",
            "B.E.",
            "Bachelor of Engineering (BEng)",
            "BEng (Hons)",
        ],
        level: Level::Bachelor,
    },
    DegreeKind {
        spellings: &["Bachelor of Technology", "BTech", "B.Tech", "B.Tech.", "Bachelor of Technology (BTech)"],
        level: Level::Bachelor,
    },
    DegreeKind {
        spellings: &[
            "Bachelor of Business Administration",
            "BBA",
            "B.B.A.",
            "Bachelor of Business Administration (BBA)",
        ],
        level: Level::Bachelor,
    },
    DegreeKind { spellings: &["Bachelor of Commerce", "BCom", "B.Com", "B.Com.", "BComm"], level: Level::Bachelor },
    DegreeKind { spellings: &["Bachelor of Laws", "LLB", "LL.B.", "Bachelor of Law"], level: Level::Bachelor },
    DegreeKind { spellings: &["Bachelor of Fine Arts", "BFA", "B.F.A."], level: Level::Bachelor },
    DegreeKind {
        spellings: &[
            "Bachelor's Degree",
            "Bachelor",
            "Bachelors",
            "Bachelor's",
            "Bachelor Degree",
            "Licenciatura",
            "Licence",
            "Laurea",
        ],
        level: Level::Bachelor,
    },
    DegreeKind {
        spellings: &[
            "Master of Science",
            "MSc",
            "M.Sc.",
            "MS",
            "M.S.",
            "Master of Science (MS)",
            "Master of Science (MSc)",
            "Masters of Science",
            "M.S. / M.Sc.",
        ],
        level: Level::Master,
    },
    DegreeKind { spellings: &["Master of Arts", "MA", "M.A.", "Master of Arts (MA)"], level: Level::Master },
    DegreeKind {
        spellings: &["Master of Engineering", "MEng", "M.Eng.", "Master of Engineering (MEng)"],
        level: Level::Master,
    },
    DegreeKind { spellings: &["Master of Technology", "MTech", "M.Tech", "M.Tech."], level: Level::Master },
    DegreeKind {
        spellings: &[
            "Master of Business Administration",
            "MBA",
            "M.B.A.",
            "Master of Business Administration (M.B.A.)",
            "Master of Business Administration (MBA)",
        ],
        level: Level::Master,
    },
    DegreeKind { spellings: &["Master of Laws", "LLM", "LL.M."], level: Level::Master },
    DegreeKind { spellings: &["Master of Fine Arts", "MFA", "M.F.A."], level: Level::Master },
    DegreeKind { spellings: &["Master of Public Health", "MPH", "M.P.H."], level: Level::Master },
    DegreeKind { spellings: &["Master of Education", "MEd", "M.Ed.", "M.Ed"], level: Level::Master },
    DegreeKind {
        spellings: &["Master's Degree", "Master", "Masters", "Master's", "Master Degree", "Diplom-Ingenieur", "Diplom"],
        level: Level::Master,
    },
    DegreeKind {
        spellings: &[
            "Doctor of Philosophy",
            "PhD",
            "Ph.D.",
            "DPhil",
            "D.Phil.",
            "Doctor of Philosophy (Ph.D.)",
            "Doctor of Philosophy (PhD)",
            "Ph.D. or Doctorate",
        ],
        level: Level::Doctor,
    },
    DegreeKind { spellings: &["Doctor of Medicine", "MD", "M.D.", "Doctor of Medicine (M.D.)"], level: Level::Doctor },
    DegreeKind { spellings: &["Juris Doctor", "JD", "J.D.", "Juris Doctor (J.D.)"], level: Level::Doctor },
    DegreeKind {
        spellings: &["Doctorate", "Doctor", "Doctoral Degree", "Doctorate Degree", "Promotion"],
        level: Level::Doctor,
    },
];

/// Months as forms list them: English name, abbreviation.
pub(super) const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];
