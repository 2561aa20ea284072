//! What the server must receive, derived from a person's own data.
//!
//! Written for the judge alone and from the forms' side: a field names what it
//! asks, the person's document says what is so, and where the document is silent
//! the truth is an empty field or a question to the person, never a guess.

use crate::gazetteer::{self, Style};
use crate::people::{Education, Person, Work};
use crate::postings::{Asks, Family, Field, Kind, Posting, Repeat};
use serde::Serialize;

/// What a field must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// One of these texts, whitespace aside.
    Text(Vec<String>),
    /// Exactly these options, by label.
    Options(Vec<String>),
    /// Any of these options, none other.
    AnyOf(Vec<String>),
    /// This telephone number with calling code, or just as written by the person.
    Phone {
        /// Digits with calling code.
        international: String,
        /// Digits of the number as the person wrote it.
        written: String,
    },
    /// This number without calling code, digits; a trunk zero is tolerated.
    NationalPhone(String),
    /// This amount in this currency.
    Amount(u64, String),
    /// This count, with or without the word "days".
    Days(u32),
    /// This day, ISO on the wire.
    Day(chrono::NaiveDate),
    /// This day, in any usual spelling.
    DayInWords(chrono::NaiveDate),
    /// The day of the submission.
    Today,
    /// Only sentences from these.
    Passage(Vec<String>),
    /// A file with this SHA-256.
    File(String),
    /// Nothing.
    Empty,
    /// Whatever the person says; the data does not say.
    Ask,
}

/// A field and what it must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// Wire name; of repeated entries `group[i].field`.
    pub field: String,
    /// Question as shown.
    pub label: String,
    /// The form insists on it.
    pub required: bool,
    /// Part of a repeated entry beyond the one that suffices: true if given, not missed if left out.
    pub further: bool,
    /// What must arrive.
    pub expect: Expect,
}

/// The truth for one person at one posting, in form order.
#[must_use]
pub fn expected(posting: &Posting, person: &Person) -> Vec<Expected> {
    let mut all = Vec::new();
    let scope = Scope { posting, person, work: None, education: None };
    all.extend(scope.block(&posting.fields, String::new()));
    for group in &posting.groups {
        let entries = match group.repeat {
            Repeat::Work => person.facts.work.len(),
            Repeat::Education => person.facts.education.len(),
        };
        for index in 0..entries {
            let scope = match group.repeat {
                Repeat::Work => Scope { work: Some(&person.facts.work[index]), ..scope },
                Repeat::Education => Scope { education: Some(&person.facts.education[index]), ..scope },
            };
            let insisted = group.required && index == 0;
            let block = scope.block(&group.fields, format!("{}[{index}].", group.id));
            let further = group.one_suffices && index > 0;
            all.extend(block.into_iter().map(|e| Expected { required: e.required && insisted, further, ..e }));
        }
    }
    all
}

#[derive(Clone, Copy)]
struct Scope<'a> {
    posting: &'a Posting,
    person: &'a Person,
    work: Option<&'a Work>,
    education: Option<&'a Education>,
}

impl Scope<'_> {
    /// The truths of a block of fields; a field that its own form would hide is empty.
    fn block(&self, fields: &[Field], prefix: String) -> Vec<Expected> {
        let mut block: Vec<Expected> = Vec::with_capacity(fields.len());
        for field in fields {
            let shown = field.shown_when.as_ref().is_none_or(|when| {
                let other = block.iter().find(|e| e.field == format!("{prefix}{}", when.field));
                match other.map(|e| &e.expect) {
                    Some(Expect::Options(labels)) => labels.contains(&when.is),
                    Some(Expect::Empty) => {
                        let other = fields.iter().find(|f| f.id == when.field);
                        when.is == "No" && other.is_some_and(|f| f.kind == Kind::Checkbox)
                    }
                    _ => false,
                }
            });
            let expect = if shown { self.field(field) } else { Expect::Empty };
            let hidden = expect == Expect::Empty && field.required;
            block.push(Expected {
                field: format!("{prefix}{}", field.id),
                label: field.label.clone(),
                required: field.required && shown && !hidden,
                further: false,
                expect,
            });
        }
        block
    }

    fn field(&self, field: &Field) -> Expect {
        let silent = if field.required { Expect::Ask } else { Expect::Empty };
        self.stated(field).unwrap_or(silent)
    }

    /// `None` where the person's data is silent.
    fn stated(&self, field: &Field) -> Option<Expect> {
        let facts = &self.person.facts;
        let (basics, extras) = (&facts.basics, &facts.extras);
        let text = |value: &str| Some(Expect::Text(vec![value.to_owned()]));
        let yes_no = |value: bool| pick(field, if value { "Yes" } else { "No" });
        let disclosed = |word: &Option<String>, table: Table| disclosure(field, word.as_deref()?, table);
        match &field.asks {
            Asks::FullName => text(&basics.name),
            Asks::GivenName => text(&extras.given_name),
            Asks::MiddleName => text(extras.middle_name.as_deref()?),
            Asks::FamilyName => text(&extras.family_name),
            Asks::PreferredName => text(extras.preferred_name.as_deref()?),
            Asks::Email => text(&basics.email),
            Asks::Phone => {
                let phone = gazetteer::telephone(&basics.phone, &basics.location.country_code)?;
                let written = basics.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
                Some(Expect::Phone { international: format!("{}{}", phone.dial, phone.national), written })
            }
            Asks::PhoneNational => {
                let phone = gazetteer::telephone(&basics.phone, &basics.location.country_code)?;
                Some(Expect::NationalPhone(phone.national))
            }
            Asks::PhoneCountry => {
                coded(field, &gazetteer::telephone(&basics.phone, &basics.location.country_code)?.country)
            }
            Asks::Street => text(&basics.location.address),
            Asks::City => text(&basics.location.city),
            Asks::PostalCode => text(&basics.location.postal_code),
            Asks::Country => coded(field, &basics.location.country_code),
            Asks::Region => Some(self.region(field)),
            Asks::Location => {
                let home = &basics.location;
                let town = gazetteer::town(&home.city, &home.region, &home.country_code)?;
                text(&town.label(location_style(self.posting.family)))
            }
            Asks::LinkedIn => text(self.profile("LinkedIn")?),
            Asks::GitHub => text(self.profile("GitHub")?),
            Asks::Website => text(basics.url.as_deref()?),
            Asks::CurrentEmployer => text(&facts.work.first()?.name),
            Asks::Resume => Some(Expect::File(crate::submissions::sha256(self.person.resume_pdf))),
            Asks::WorkAuthorization(country) => {
                yes_no(extras.work_authorization.iter().find(|w| &w.country == country)?.authorized)
            }
            Asks::Sponsorship(country) => {
                yes_no(extras.work_authorization.iter().find(|w| &w.country == country)?.needs_sponsorship)
            }
            Asks::Gender => disclosed(&extras.gender, GENDER),
            Asks::Race => self.race(field),
            Asks::RaceEthnicity if extras.hispanic_latino.as_deref() == Some("yes") => {
                disclosure(field, "hispanic", RACE)
            }
            Asks::RaceEthnicity => self.race(field),
            Asks::HispanicLatino => disclosed(&extras.hispanic_latino, YES_NO),
            Asks::Veteran => disclosed(&extras.veteran, VETERAN),
            Asks::Disability => disclosed(&extras.disability, DISABILITY),
            Asks::Pronouns if extras.pronouns.as_deref() == Some("decline") => disclosure(field, "decline", &[]),
            Asks::Pronouns => {
                let word = extras.pronouns.as_deref()?;
                let choice = field.choices.iter().find(|choice| choice.label.eq_ignore_ascii_case(word))?;
                Some(Expect::Options(vec![choice.label.clone()]))
            }
            Asks::Salary(currency) => {
                let salary = extras.salary.as_ref().filter(|salary| &salary.currency == currency)?;
                let per_year = match salary.period.as_str() {
                    "year" => salary.amount,
                    "month" => salary.amount * 12,
                    _ => return None,
                };
                Some(Expect::Amount(per_year, currency.clone()))
            }
            Asks::EarliestStart if field.kind == Kind::Date => Some(Expect::Day(extras.earliest_start?)),
            Asks::EarliestStart if field.kind == Kind::Month => {
                text(&extras.earliest_start?.format("%Y-%m").to_string())
            }
            Asks::EarliestStart => Some(Expect::DayInWords(extras.earliest_start?)),
            Asks::NoticeDays => Some(Expect::Days(extras.notice_period_days?)),
            Asks::Relocate => yes_no(extras.willing_to_relocate?),
            Asks::Over18 => yes_no(extras.over18?),
            Asks::HowHeard => pick(field, extras.how_heard.as_deref()?),
            Asks::Skills => {
                let listed: Vec<String> = facts
                    .skills
                    .iter()
                    .filter_map(|skill| field.labelled(&skill.name))
                    .map(|choice| choice.label.clone())
                    .collect();
                (!listed.is_empty()).then_some(Expect::AnyOf(listed))
            }
            Asks::Today => Some(Expect::Today),
            Asks::Answer => self.answer(field),
            Asks::Person => Some(Expect::Ask),
            Asks::CoverLetter | Asks::Nothing => Some(Expect::Empty),
            Asks::School | Asks::Degree | Asks::Discipline => self.studied(field),
            Asks::StartMonth | Asks::StartYear | Asks::EndMonth | Asks::EndYear => self.studied_when(field),
            Asks::WorkTitle
            | Asks::WorkEmployer
            | Asks::WorkLocation
            | Asks::WorkCurrent
            | Asks::WorkStart
            | Asks::WorkEnd
            | Asks::WorkDescription => self.worked(field),
        }
    }

    /// An option that denies a Hispanic origin beside the race is true only of those who deny it.
    fn race(&self, field: &Field) -> Option<Expect> {
        let extras = &self.person.facts.extras;
        let expect = disclosure(field, extras.race.as_deref()?, RACE)?;
        let denies =
            matches!(&expect, Expect::Options(labels) if labels.iter().any(|label| label.contains("(Not Hispanic")));
        if denies && extras.hispanic_latino.as_deref() != Some("no") { Some(Expect::Empty) } else { Some(expect) }
    }

    fn profile(&self, network: &str) -> Option<&str> {
        self.person.facts.basics.profiles.iter().find(|p| p.network == network).map(|p| p.url.as_str())
    }

    /// The state by its full name; a country whose states the form does not list shows no such field.
    fn region(&self, field: &Field) -> Expect {
        let home = &self.person.facts.basics.location;
        let name = gazetteer::town(&home.city, &home.region, &home.country_code).map_or(&home.region, |t| &t.region);
        if !field.kind.has_choices() {
            return Expect::Text(vec![home.region.clone(), name.clone()]);
        }
        let listed =
            |c: &&crate::postings::Choice| c.code.as_deref() == Some(home.country_code.as_str()) && &c.label == name;
        field.choices.iter().find(listed).map_or(Expect::Empty, |c| Expect::Options(vec![c.label.clone()]))
    }

    fn answer(&self, field: &Field) -> Option<Expect> {
        let posting = self.posting;
        let stated = self.person.facts.extras.answers.iter().find(|a| {
            a.question == field.label && a.company.as_ref().is_none_or(|c| *c == posting.company || *c == posting.site)
        })?;
        match field.kind {
            Kind::Checkbox if stated.answer == "No" => Some(Expect::Empty),
            Kind::Checkbox => Some(Expect::Options(vec!["Yes".into()])),
            kind if kind.has_choices() || kind == Kind::YesNo => {
                let labels: Option<Vec<String>> =
                    stated.answer.lines().map(|line| field.labelled(line).map(|c| c.label.clone())).collect();
                Some(Expect::Options(labels?))
            }
            _ => Some(Expect::Text(vec![stated.answer.clone()])),
        }
    }

    fn studied(&self, field: &Field) -> Option<Expect> {
        let entry = self.education?;
        let label = match field.asks {
            Asks::School => entry.institution.clone(),
            Asks::Degree => degree(field, &entry.study_type)?,
            _ => entry.area.clone(),
        };
        if field.kind.has_choices() { pick(field, &label) } else { Some(Expect::Text(vec![label])) }
    }

    fn studied_when(&self, field: &Field) -> Option<Expect> {
        let entry = self.education?;
        let date = match field.asks {
            Asks::StartMonth | Asks::StartYear => entry.start_date.as_deref()?,
            _ => entry.end_date.as_deref()?,
        };
        match field.asks {
            Asks::StartYear | Asks::EndYear => Some(Expect::Text(vec![date.get(..4)?.to_owned()])),
            _ => {
                let month: usize = date.get(5..7)?.parse().ok()?;
                pick(field, crate::lists::MONTHS.get(month.checked_sub(1)?)?)
            }
        }
    }

    fn worked(&self, field: &Field) -> Option<Expect> {
        let entry = self.work?;
        let text = |value: &str| Some(Expect::Text(vec![value.to_owned()]));
        match field.asks {
            Asks::WorkTitle => text(&entry.position),
            Asks::WorkEmployer => text(&entry.name),
            Asks::WorkLocation => text(entry.location.as_deref()?),
            Asks::WorkCurrent if entry.end_date.is_none() => Some(Expect::Options(vec!["Yes".into()])),
            Asks::WorkCurrent => Some(Expect::Empty),
            Asks::WorkStart => text(entry.start_date.get(..7)?),
            Asks::WorkEnd => text(entry.end_date.as_deref()?.get(..7)?),
            _ => Some(Expect::Passage(entry.summary.iter().chain(&entry.highlights).cloned().collect())),
        }
    }
}

/// How a family's typeahead writes a town.
pub(crate) fn location_style(family: Family) -> Style {
    if family == Family::Lever { Style::Short } else { Style::Long }
}

fn pick(field: &Field, label: &str) -> Option<Expect> {
    field.labelled(label).map(|choice| Expect::Options(vec![choice.label.clone()]))
}

fn coded(field: &Field, code: &str) -> Option<Expect> {
    let choice = field.choices.iter().find(|choice| choice.code.as_deref() == Some(code))?;
    Some(Expect::Options(vec![choice.label.clone()]))
}

/// A form's label for a degree: the degree itself where listed, else its level.
fn degree(field: &Field, study: &str) -> Option<String> {
    let bare = |label: &str| label.split(" (").next().unwrap_or(label).to_owned();
    let level = match study.split(' ').next()? {
        "Associate" => ["Associate's Degree"].as_slice(),
        "Bachelor" => &["Bachelor's Degree"],
        "Master" => &["Master's Degree"],
        "Doctor" => &["Doctorate", "Doctor of Philosophy"],
        _ => &[],
    };
    let found = field.choices.iter().find(|c| bare(&c.label) == study);
    let found = found.or_else(|| field.choices.iter().find(|c| level.contains(&bare(&c.label).as_str())));
    found.map(|choice| choice.label.clone())
}

/// A person's word, and the labels that mean it on forms.
type Table = &'static [(&'static str, &'static [&'static str])];

const GENDER: Table =
    &[("man", &["Male", "Man"]), ("woman", &["Female", "Woman"]), ("non_binary", &["Non-binary", "Non-Binary"])];
const RACE: Table = &[
    ("asian", &["Asian"]),
    ("black", &["Black or African American", "Black or of African descent"]),
    ("white", &["White", "White or European"]),
    ("hispanic", &["Hispanic or Latino", "Hispanic, Latinx or of Spanish Origin"]),
    (
        "native_american",
        &[
            "American Indian or Alaska Native",
            "American Indian or Alaskan Native",
            "Indigenous, American Indian or Alaska Native",
        ],
    ),
    ("pacific_islander", &["Native Hawaiian or Other Pacific Islander", "Native Hawaiian or Pacific Islander"]),
    ("two_or_more", &["Two or More Races"]),
];
const YES_NO: Table = &[("yes", &["Yes"]), ("no", &["No"])];
const VETERAN: Table = &[
    ("yes", &["I identify as one or more of the classifications of a protected veteran"]),
    ("no", &["I am not a protected veteran"]),
];
const DISABILITY: Table = &[
    ("yes", &["Yes", "Yes, I have a disability, or have had one in the past"]),
    ("no", &["No", "No, I do not have a disability and have not had one in the past"]),
];
const DECLINE: &[&str] = &[
    "Decline To Self Identify",
    "Decline to self-identify",
    "I do not wish to self-identify",
    "I don't wish to answer",
    "I do not want to answer",
    "Prefer not to say",
];

/// The option for a person's word. A word the form has no option for is left unanswered, not approximated.
fn disclosure(field: &Field, word: &str, table: Table) -> Option<Expect> {
    let labels =
        if word == "decline" { DECLINE } else { table.iter().find(|(w, _)| *w == word).map(|(_, labels)| *labels)? };
    let bare = |label: &str| {
        let label = label.strip_suffix(" (United States of America)").unwrap_or(label);
        label.strip_suffix(" (Not Hispanic or Latino)").unwrap_or(label).to_owned()
    };
    let found = field.choices.iter().find(|choice| labels.contains(&bare(&choice.label).as_str()));
    Some(found.map_or(Expect::Empty, |choice| Expect::Options(vec![choice.label.clone()])))
}
