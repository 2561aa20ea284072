//! Degrees: what people write, what forms list, and which of several is the highest.

use super::Finding;
use super::entering::{Value, is_choice};
use crate::fields::Field;
use crate::options::Wanted;
use crate::wording::option_key;
use domain::Fact;
use domain::profile::Education;

/// The degree as the field takes it: as written, or in any wording of its own or its level.
pub(super) fn value(degree: &Fact<String>, field: &Field) -> Fact<Value> {
    match kind_of(degree.value()) {
        Some(kind) if is_choice(field.widget) => degree.represent(|written| Value::One(wordings(written, kind))),
        _ => degree.represent(|written| Value::Text(written.clone())),
    }
}

/// As written, then exactly this degree, then its level.
fn wordings(written: &str, kind: &DegreeKind) -> Wanted {
    let all = std::iter::once(written).chain(kind.spellings.iter().copied()).chain(kind.level.names().iter().copied());
    let mut wanted = Wanted::any_of(all);
    wanted.queries =
        kind.spellings.first().into_iter().chain(kind.level.names().first()).map(|s| (*s).to_owned()).collect();
    wanted
}

/// The degree a text names, whole or in front of its subject ("BSc in Physics").
fn kind_of(text: &str) -> Option<&'static DegreeKind> {
    let exact = |text: &str| {
        let key = option_key(text);
        DEGREES.iter().find(|kind| kind.spellings.iter().any(|s| option_key(s) == key))
    };
    let front = |separator: &str| text.split_once(separator).map(|(front, _)| front);
    exact(text).or_else(|| [" in ", ", ", " (", " – ", " - "].into_iter().find_map(|s| front(s).and_then(exact)))
}

/// The highest level among degrees that are known; an entry whose degree is unknown could be higher.
pub(super) fn highest(education: &[Education], field: &Field) -> Finding {
    let mut best: Option<(Level, &Fact<String>)> = None;
    for entry in education {
        let Some(degree) = &entry.study_type else { continue };
        let Some(kind) = kind_of(degree.value()) else {
            return Finding::Nothing("which of your degrees is the highest is not certain".to_owned());
        };
        if best.is_none_or(|(level, _)| kind.level > level) {
            best = Some((kind.level, degree));
        }
    }
    match best {
        Some((_, degree)) => Finding::Value(value(degree, field)),
        None => Finding::Nothing("your profile has no degree".to_owned()),
    }
}

/// A degree: how people write it, how forms name it from the exact to the general, and its level.
struct DegreeKind {
    /// Spellings of exactly this degree.
    spellings: &'static [&'static str],
    /// Names of its level.
    level: Level,
}

/// Level of a degree, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    School,
    Associate,
    Bachelor,
    Master,
    Doctor,
}

impl Level {
    /// What forms call the level.
    fn names(self) -> &'static [&'static str] {
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
const DEGREES: &[DegreeKind] = &[
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
