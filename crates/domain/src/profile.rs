//! What we know about a person, each value with its source.
//!
//! Optional means unknown. There are no defaults: an empty profile answers no
//! question. The interchange format is JSON Resume v1 ([`crate::json_resume`]).

use crate::dates::PartialDate;
use crate::provenance::{Fact, Source};
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

/// Takes `new` unless the person stated what is there already.
fn prefer_stated<T>(known: &mut Option<Fact<T>>, new: Option<Fact<T>>) {
    let keep = known.as_ref().is_some_and(|known| known.source().is_stated());
    match new {
        Some(new) if !keep || new.source().is_stated() => *known = Some(new),
        None if !keep => *known = None,
        _ => {}
    }
}

/// A list is one statement: it is replaced as a whole, unless the person stated part of what is there.
fn prefer_stated_list<T>(known: &mut Vec<T>, new: Vec<T>, source: impl Fn(&T) -> Option<&Source>) {
    let stated = |list: &[T]| list.iter().filter_map(&source).any(Source::is_stated);
    if !new.is_empty() && (stated(&new) || !stated(known)) {
        *known = new;
    }
}

impl Profile {
    /// This profile with a new reading of a document, or a new import, taken
    /// in: the person's own statements outrank a reading, a newer statement
    /// outranks an older one, and what only an older document said is replaced.
    /// What the new profile says nothing about keeps the person's statements.
    #[must_use]
    pub fn updated_by(mut self, new: Self) -> Self {
        prefer_stated(&mut self.name.full, new.name.full);
        prefer_stated(&mut self.name.given, new.name.given);
        prefer_stated(&mut self.name.middle, new.name.middle);
        prefer_stated(&mut self.name.family, new.name.family);
        prefer_stated(&mut self.name.preferred, new.name.preferred);
        prefer_stated(&mut self.headline, new.headline);
        prefer_stated(&mut self.summary, new.summary);
        prefer_stated(&mut self.email, new.email);
        prefer_stated(&mut self.phone, new.phone);
        prefer_stated(&mut self.location.address, new.location.address);
        prefer_stated(&mut self.location.city, new.location.city);
        prefer_stated(&mut self.location.region, new.location.region);
        prefer_stated(&mut self.location.postal_code, new.location.postal_code);
        prefer_stated(&mut self.location.country_code, new.location.country_code);
        prefer_stated_list(&mut self.links, new.links, |link| Some(link.url.source()));
        prefer_stated_list(&mut self.work, new.work, |job| {
            job.employer.as_ref().or(job.position.as_ref()).map(Fact::source)
        });
        prefer_stated_list(&mut self.education, new.education, |school| {
            school.institution.as_ref().or(school.study_type.as_ref()).map(Fact::source)
        });
        prefer_stated_list(&mut self.skills, new.skills, |skill| Some(skill.source()));
        prefer_stated_list(&mut self.languages, new.languages, |language| Some(language.language.source()));
        prefer_stated_list(&mut self.certificates, new.certificates, |certificate| Some(certificate.name.source()));
        self.application.update_by(new.application);
        self
    }
}

impl ApplicationFacts {
    fn update_by(&mut self, new: Self) {
        prefer_stated_list(&mut self.work_authorization, new.work_authorization, |fact| Some(fact.source()));
        prefer_stated(&mut self.gender, new.gender);
        prefer_stated(&mut self.race, new.race);
        prefer_stated(&mut self.hispanic_latino, new.hispanic_latino);
        prefer_stated(&mut self.veteran, new.veteran);
        prefer_stated(&mut self.disability, new.disability);
        prefer_stated(&mut self.pronouns, new.pronouns);
        prefer_stated(&mut self.salary, new.salary);
        prefer_stated(&mut self.earliest_start, new.earliest_start);
        prefer_stated(&mut self.notice_period_days, new.notice_period_days);
        prefer_stated(&mut self.willing_to_relocate, new.willing_to_relocate);
        prefer_stated(&mut self.over_18, new.over_18);
        prefer_stated(&mut self.how_heard, new.how_heard);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::{Confidence, Sha256, Span};

    #[test]
    fn a_statement_outlives_a_reading_and_a_reading_gives_way_to_the_next() {
        let read = |text: &str| {
            let span = Span { page: 1, line: 1, end_line: 1, start: 0, end: 1 };
            let source = Source::Document { document: Sha256::of(b"cv"), span, confidence: Confidence::new(0.9) };
            Some(Fact::new(text.to_owned(), source))
        };
        let said = |text: &str| Some(Fact::new(text.to_owned(), Source::Person { at: chrono::DateTime::UNIX_EPOCH }));
        let known = Profile { email: said("mine"), phone: read("old"), headline: read("gone"), ..Profile::default() };
        let new = Profile { email: read("theirs"), phone: read("new"), ..Profile::default() };
        let both = known.updated_by(new);
        assert_eq!(both.email.unwrap().value(), "mine");
        assert_eq!(both.phone.unwrap().value(), "new");
        assert_eq!(both.headline, None);
    }

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
