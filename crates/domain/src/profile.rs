//! What we know about a person, each value with its source.
//!
//! Optional means unknown. There are no defaults: an empty profile answers no
//! question. The interchange format is JSON Resume v1 ([`crate::json_resume`]).

mod merge;

use crate::dates::PartialDate;
use crate::provenance::Fact;
use serde::{Deserialize, Serialize};

/// A person's profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Names.
    pub name: Name,
    /// Professional headline ("Programmer").
    pub headline: Option<Fact<String>>,
    /// Summary paragraph.
    pub summary: Option<Fact<String>>,
    /// E-mail address.
    pub email: Option<Fact<String>>,
    /// Telephone number as written; international form starts with `+`.
    pub phone: Option<Fact<String>>,
    /// Home address.
    pub location: Location,
    /// Web pages and accounts.
    pub links: Vec<Link>,
    /// Employment, latest first.
    pub work: Vec<Employment>,
    /// Education, latest first.
    pub education: Vec<Education>,
    /// Skills, as listed.
    pub skills: Vec<Fact<String>>,
    /// Languages spoken.
    pub languages: Vec<Language>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// What forms ask and résumés rarely say; stated by the person.
    pub application: ApplicationFacts,
}

/// A person's names. `full` is what the document shows; the parts are filled
/// only when stated, or when a two-word name admits one reading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Name {
    /// Full name.
    pub full: Option<Fact<String>>,
    /// Given name(s).
    pub given: Option<Fact<String>>,
    /// Middle name(s).
    pub middle: Option<Fact<String>>,
    /// Family name(s).
    pub family: Option<Fact<String>>,
    /// Name the person goes by.
    pub preferred: Option<Fact<String>>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Street and number.
    pub address: Option<Fact<String>>,
    /// City.
    pub city: Option<Fact<String>>,
    /// State, province or region, as written ("California", "CA").
    pub region: Option<Fact<String>>,
    /// Postal code.
    pub postal_code: Option<Fact<String>>,
    /// ISO 3166-1 alpha-2 code, upper case.
    pub country_code: Option<Fact<String>>,
}

/// A web page or account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Which site.
    pub network: Network,
    /// Absolute URL.
    pub url: Fact<String>,
}

/// Sites forms ask for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// linkedin.com
    LinkedIn,
    /// github.com
    GitHub,
    /// gitlab.com
    GitLab,
    /// twitter.com, x.com
    Twitter,
    /// The person's own site or portfolio.
    Website,
    /// Anything else.
    Other,
}

/// A period of employment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Employment {
    /// Employer.
    pub employer: Option<Fact<String>>,
    /// Title.
    pub position: Option<Fact<String>>,
    /// Place.
    pub location: Option<Fact<String>>,
    /// First day, month or year.
    pub start: Option<Fact<PartialDate>>,
    /// Last day, month or year; `None` with `current` means ongoing.
    pub end: Option<Fact<PartialDate>>,
    /// The document says it is ongoing ("Present").
    pub current: Option<Fact<bool>>,
    /// Paragraph.
    pub summary: Option<Fact<String>>,
    /// Bullets, in order.
    pub highlights: Vec<Fact<String>>,
}

/// A period of education.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Education {
    /// School.
    pub institution: Option<Fact<String>>,
    /// Field of study.
    pub area: Option<Fact<String>>,
    /// Degree as written ("Bachelor of Science", "MSc").
    pub study_type: Option<Fact<String>>,
    /// Start.
    pub start: Option<Fact<PartialDate>>,
    /// End or expected end.
    pub end: Option<Fact<PartialDate>>,
    /// Grade as written.
    pub score: Option<Fact<String>>,
}

/// A language and how well it is spoken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// Name as written.
    pub language: Fact<String>,
    /// Fluency as written.
    pub fluency: Option<Fact<String>>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Name.
    pub name: Fact<String>,
    /// Issuer.
    pub issuer: Option<Fact<String>>,
    /// When.
    pub date: Option<Fact<PartialDate>>,
}

/// What application forms ask beyond a résumé. Everything here is stated by
/// the person; nothing is ever inferred.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationFacts {
    /// Right to work, country by country.
    pub work_authorization: Vec<Fact<WorkAuthorization>>,
    /// Gender, or declined.
    pub gender: Option<Fact<Disclosure>>,
    /// Race or ethnicity, or declined.
    pub race: Option<Fact<Disclosure>>,
    /// Hispanic or Latino, or declined.
    pub hispanic_latino: Option<Fact<Disclosure>>,
    /// Protected-veteran status, or declined.
    pub veteran: Option<Fact<Disclosure>>,
    /// Disability status, or declined.
    pub disability: Option<Fact<Disclosure>>,
    /// Pronouns, or declined.
    pub pronouns: Option<Fact<Disclosure>>,
    /// Expected pay.
    pub salary: Option<Fact<Salary>>,
    /// Earliest first day.
    pub earliest_start: Option<Fact<chrono::NaiveDate>>,
    /// Notice period in days.
    pub notice_period_days: Option<Fact<u32>>,
    /// Would move for a job.
    pub willing_to_relocate: Option<Fact<bool>>,
    /// At least 18 years old.
    pub over_18: Option<Fact<bool>>,
    /// Day of birth. Says whether the person is old enough; is itself entered nowhere.
    pub birth_date: Option<Fact<chrono::NaiveDate>>,
    /// How the person wants to be addressed, as they write it ("Ms", "Herr", "Dr").
    pub salutation: Option<Fact<String>>,
    /// Usual answer to "how did you hear about us".
    pub how_heard: Option<Fact<String>>,
}

/// Right to work in one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkAuthorization {
    /// ISO 3166-1 alpha-2 code, upper case.
    pub country: String,
    /// May work there today.
    pub authorized: bool,
    /// Will need an employer to sponsor, now or later.
    pub needs_sponsorship: bool,
}

/// An answer to a question one may decline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// Rather not say.
    Decline,
    /// The person's own word: `woman`, `asian`, `no`, `they/them`, or any text.
    Says(String),
}

/// Expected pay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Salary {
    /// Amount in whole units of the currency.
    pub amount: u64,
    /// ISO 4217 code.
    pub currency: String,
    /// Per what.
    pub period: PayPeriod,
}

/// What a salary is counted per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayPeriod {
    /// Per hour.
    Hour,
    /// Per month.
    Month,
    /// Per year.
    Year,
}

impl Name {
    /// Fills `given` and `family` from a full name of exactly two words that
    /// nothing contradicts. A longer name admits several readings ("Ana María
    /// Cruz"), so its parts stay unknown until the person states them.
    pub fn split_two_words(&mut self) {
        let Some(full) = &self.full else { return };
        if self.given.is_some() || self.family.is_some() {
            return;
        }
        let words: Vec<&str> = full.value().split_whitespace().collect();
        if let [given, family] = words[..] {
            let because = "a name of two words";
            let parts = (
                full.derive("name.two_words", because, given.to_owned()),
                full.derive("name.two_words", because, family.to_owned()),
            );
            (self.given, self.family) = (Some(parts.0), Some(parts.1));
        }
    }
}

impl Profile {
    /// The first link to `network`.
    #[must_use]
    pub fn link(&self, network: Network) -> Option<&Fact<String>> {
        self.links.iter().find(|link| link.network == network).map(|link| &link.url)
    }

    /// The statement about `country` (alpha-2), if the person made one.
    #[must_use]
    pub fn work_authorization(&self, country: &str) -> Option<&Fact<WorkAuthorization>> {
        self.application.work_authorization.iter().find(|fact| fact.value().country.eq_ignore_ascii_case(country))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::Source;

    fn name(full: &str) -> Name {
        let source = Source::Person { at: chrono::DateTime::UNIX_EPOCH };
        let mut name = Name { full: Some(Fact::new(full.into(), source)), ..Name::default() };
        name.split_two_words();
        name
    }

    #[test]
    fn only_a_name_of_two_words_is_split() {
        assert_eq!(name("Seán O'Brien").family.unwrap().value(), "O'Brien");
        for ambiguous in ["Madonna", "Ana María Cruz", "Ludwig van Beethoven"] {
            assert_eq!(name(ambiguous).given, None, "{ambiguous}");
        }
    }
}
