//! The fictional applicants: what they know about themselves, and their résumés.
//!
//! A person is a JSON Resume document with the application extras under
//! `x-valet`. Only what the truth needs is typed here; [`Person::json`] is the whole.

use serde::Deserialize;
use std::sync::LazyLock;

/// A fictional applicant.
#[derive(Debug, Clone)]
pub struct Person {
    /// Folder name, e.g. `maeve-oconnor`.
    pub slug: &'static str,
    /// The document as committed: JSON Resume v1 plus `x-valet`.
    pub json: &'static str,
    /// The résumé as a PDF file.
    pub resume_pdf: &'static [u8],
    pub(crate) facts: Facts,
}

impl Person {
    /// Full name as the person writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.facts.basics.name
    }

    /// E-mail address, unique among the people.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.facts.basics.email
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Facts {
    pub(crate) basics: Basics,
    #[serde(default)]
    pub(crate) work: Vec<Work>,
    #[serde(default)]
    pub(crate) education: Vec<Education>,
    #[serde(default)]
    pub(crate) skills: Vec<Skill>,
    #[serde(rename = "x-valet")]
    pub(crate) extras: Extras,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Basics {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) url: Option<String>,
    pub(crate) location: Location,
    #[serde(default)]
    pub(crate) profiles: Vec<Profile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Location {
    pub(crate) address: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) region: String,
    pub(crate) country_code: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Profile {
    pub(crate) network: String,
    pub(crate) url: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Work {
    pub(crate) name: String,
    pub(crate) position: String,
    pub(crate) location: Option<String>,
    pub(crate) start_date: String,
    pub(crate) end_date: Option<String>,
    pub(crate) summary: Option<String>,
    #[serde(default)]
    pub(crate) highlights: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Education {
    pub(crate) institution: String,
    pub(crate) area: String,
    pub(crate) study_type: String,
    pub(crate) start_date: Option<String>,
    pub(crate) end_date: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Skill {
    pub(crate) name: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extras {
    pub(crate) given_name: String,
    pub(crate) middle_name: Option<String>,
    pub(crate) family_name: String,
    pub(crate) preferred_name: Option<String>,
    #[serde(default)]
    pub(crate) work_authorization: Vec<WorkAuthorization>,
    pub(crate) gender: Option<String>,
    pub(crate) race: Option<String>,
    pub(crate) hispanic_latino: Option<String>,
    pub(crate) veteran: Option<String>,
    pub(crate) disability: Option<String>,
    pub(crate) pronouns: Option<String>,
    pub(crate) salary: Option<Salary>,
    pub(crate) earliest_start: Option<chrono::NaiveDate>,
    pub(crate) notice_period_days: Option<u32>,
    pub(crate) willing_to_relocate: Option<bool>,
    pub(crate) over18: Option<bool>,
    pub(crate) how_heard: Option<String>,
    #[serde(default)]
    pub(crate) answers: Vec<StatedAnswer>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkAuthorization {
    pub(crate) country: String,
    pub(crate) authorized: bool,
    pub(crate) needs_sponsorship: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Salary {
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) period: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct StatedAnswer {
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) company: Option<String>,
}

macro_rules! pack {
    ($($slug:literal),+ $(,)?) => {
        [$((
            $slug,
            include_str!(concat!("../people/", $slug, "/person.json")),
            include_bytes!(concat!("../people/", $slug, "/resume.pdf")).as_slice(),
        )),+]
    };
}

static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
    pack![
        "maeve-oconnor",
        "wulandari",
        "joao-pedro-da-conceicao",
        "mary-jo-lindqvist",
        "juergen-weiss",
        "priya-raghunathan",
        "chukwuemeka-okafor-bello",
        "haruka-saito",
        "zoe-fairweather-khan",
        "desmond-tran",
        "ximena-torres-vidal",
        "caleb-whitefeather",
        "anneliese-von-der-heide",
        "luc-d-aubigny",
        "maria-jose-nunez-ibarra",
    ]
    .into_iter()
    .map(|(slug, json, resume_pdf)| {
        let facts = serde_json::from_str(json).expect("the people are part of the program and tested");
        Person { slug, json, resume_pdf, facts }
    })
    .collect()
});

/// Every fictional applicant, always in the same order.
#[must_use]
pub fn people() -> &'static [Person] {
    &PEOPLE
}

/// The applicant with this folder name or e-mail address.
#[must_use]
pub fn person(slug_or_email: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.slug == slug_or_email || person.email().eq_ignore_ascii_case(slug_or_email))
}
