//! What a field asks for, by ordered evidence.
//!
//! `autocomplete` tokens first, then the names of ATS families, the label,
//! the type of the control, and the words of its name and id. The most
//! restrictive class of question wins, options can make a question sensitive,
//! and evidence that contradicts itself means nothing: the person is asked.

mod conventions;
mod labels;
mod languages;
mod questions;
mod reading;
#[cfg(test)]
mod tests;
pub mod vocabulary;

pub use reading::class_of_question;
pub(crate) use reading::{Entry, Sight, entry_label, is_follow_up, read, stricter};

use domain::{Confidence, QuestionClass};
use serde::{Deserialize, Serialize};

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// A value of the profile.
    Profile(Slot),
    /// A question of this class.
    Question(QuestionClass),
    /// An e-mailed or app-made code; never answered from the profile.
    OneTimeCode,
    /// A password of an account on this site.
    Password,
    /// The same password again.
    PasswordAgain,
    /// A trap for machines: must stay empty.
    Honeypot,
}

/// A place in the profile that a field may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Whole name.
    FullName,
    /// Given name.
    GivenName,
    /// Middle name.
    MiddleName,
    /// Family name.
    FamilyName,
    /// Preferred name.
    PreferredName,
    /// Mr, Frau, Mx: how the person wants to be addressed.
    Salutation,
    /// E-mail.
    Email,
    /// Whole telephone number.
    Phone,
    /// Country calling code, alone.
    PhoneCountry,
    /// Number without the country code.
    PhoneNational,
    /// Mobile, home …: the kind of line.
    PhoneType,
    /// Street and number.
    AddressLine1,
    /// Second address line.
    AddressLine2,
    /// City alone.
    City,
    /// State or region.
    Region,
    /// Postal code.
    PostalCode,
    /// Country.
    Country,
    /// "City, State, Country" in one box, often a typeahead.
    LocationText,
    /// LinkedIn address.
    LinkedIn,
    /// GitHub address.
    GitHub,
    /// Twitter / X address.
    Twitter,
    /// Portfolio, personal site.
    Website,
    /// Any other link.
    OtherLink,
    /// Current or latest employer.
    CurrentEmployer,
    /// Current or latest title.
    CurrentTitle,
    /// Employer of the entry of a repeating section.
    WorkEmployer,
    /// Title of that entry.
    WorkTitle,
    /// Place of that entry.
    WorkLocation,
    /// Start of that entry.
    WorkStart,
    /// End of that entry.
    WorkEnd,
    /// Whether that entry is ongoing.
    WorkCurrent,
    /// Description of that entry.
    WorkDescription,
    /// School of an education entry.
    School,
    /// Degree of that entry.
    Degree,
    /// Field of study of that entry.
    Discipline,
    /// Start of that entry.
    EducationStart,
    /// End of that entry.
    EducationEnd,
    /// Grade of that entry.
    Grade,
    /// Skills.
    Skills,
    /// Languages.
    Languages,
    /// Résumé file.
    ResumeFile,
    /// Cover letter file.
    CoverLetterFile,
    /// Today's date beside a signature.
    Today,
    /// Full name typed as a signature.
    Signature,
}

impl Slot {
    /// The kind of entry of a career the slot belongs to.
    pub(crate) fn entry(self) -> Entry {
        match self {
            Self::WorkEmployer
            | Self::WorkTitle
            | Self::WorkLocation
            | Self::WorkStart
            | Self::WorkEnd
            | Self::WorkCurrent
            | Self::WorkDescription => Entry::Work,
            Self::School
            | Self::Degree
            | Self::Discipline
            | Self::EducationStart
            | Self::EducationEnd
            | Self::Grade => Entry::Education,
            _ => Entry::None,
        }
    }
}

/// One observation that speaks for a meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the rule, e.g. `autocomplete.email`, `label.en.first_name`.
    pub rule: String,
    /// The text it matched.
    pub text: String,
}

/// What a field was read as. A tie between meanings is no meaning: the person is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The meaning, when the evidence names exactly one.
    pub meaning: Option<Meaning>,
    /// How sure.
    pub confidence: Confidence,
    /// What spoke for it, strongest first.
    pub evidence: Vec<Evidence>,
    /// The meaning that came second, for the review.
    pub runner_up: Option<Meaning>,
}

/// The name of a slot or class on the wire.
fn snake<T: Serialize>(name: &T) -> String {
    serde_json::to_value(name).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
