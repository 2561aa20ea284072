//! How forms word the answers to equal-opportunity questions, by the person's canonical word. Whole labels.

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
