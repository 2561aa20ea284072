//! The Q&A bank: what a person answers to questions that are not part of a
//! résumé, and which classes of question exist.

use crate::ids::AnswerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a question is about. The class decides who may answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionClass {
    /// May the person work in the country at all, today.
    WorkAuthorization,
    /// Will the person need the employer to sponsor a visa, now or later.
    Sponsorship,
    /// Citizenship, U.S.-person status, clearance, ITAR/EAR.
    ExportControl,
    /// Gender, for equal-opportunity reporting.
    Gender,
    /// Race or ethnicity, for equal-opportunity reporting.
    Race,
    /// Hispanic or Latino, asked on its own.
    HispanicLatino,
    /// Protected-veteran status.
    Veteran,
    /// Disability status.
    Disability,
    /// Pronouns.
    Pronouns,
    /// Expected, minimum or current pay.
    Salary,
    /// Earliest start.
    StartDate,
    /// Notice period.
    NoticePeriod,
    /// Employed by, applied to, related to somebody at this company; referral.
    CompanyRelation,
    /// "I certify", "I have read", privacy, SMS, background check.
    Attestation,
    /// Marketing or talent-pool consent that is not needed to apply.
    Marketing,
    /// Years of, or any experience with, a thing.
    Experience,
    /// Willing to relocate, to come to the office, to travel.
    Relocation,
    /// How did you hear about us.
    HowHeard,
    /// Of legal working age.
    LegalAge,
    /// Criminal record, health, religion, orientation, age, marital status.
    NeverStore,
    /// Why us, biggest project, cover letter as text.
    FreeText,
    /// None of the above.
    Other,
}

/// Who may answer a class of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Any sourced value.
    Open,
    /// Only what the person stated, never a reading or a guess.
    Stated,
    /// Stated, and only for the company it was stated for.
    CompanyScoped,
    /// The person, each time; never from the bank.
    AskEachTime,
}

impl QuestionClass {
    /// Every class, in order of declaration.
    pub const ALL: [Self; 22] = [
        Self::WorkAuthorization,
        Self::Sponsorship,
        Self::ExportControl,
        Self::Gender,
        Self::Race,
        Self::HispanicLatino,
        Self::Veteran,
        Self::Disability,
        Self::Pronouns,
        Self::Salary,
        Self::StartDate,
        Self::NoticePeriod,
        Self::CompanyRelation,
        Self::Attestation,
        Self::Marketing,
        Self::Experience,
        Self::Relocation,
        Self::HowHeard,
        Self::LegalAge,
        Self::NeverStore,
        Self::FreeText,
        Self::Other,
    ];

    /// Who may answer. Most classes fail closed: only [`Sensitivity::Open`] accepts a value read in a document.
    #[must_use]
    pub fn sensitivity(self) -> Sensitivity {
        match self {
            Self::ExportControl | Self::NeverStore => Sensitivity::AskEachTime,
            Self::CompanyRelation => Sensitivity::CompanyScoped,
            Self::WorkAuthorization
            | Self::Sponsorship
            | Self::Gender
            | Self::Race
            | Self::HispanicLatino
            | Self::Veteran
            | Self::Disability
            | Self::Pronouns
            | Self::Salary
            | Self::Attestation
            | Self::Marketing
            | Self::LegalAge
            | Self::Relocation
            | Self::StartDate
            | Self::NoticePeriod
            | Self::HowHeard
            | Self::FreeText
            | Self::Other => Sensitivity::Stated,
            Self::Experience => Sensitivity::Open,
        }
    }

    /// Whether a wrong or careless answer does harm that cannot be taken back: rights, protected characteristics,
    /// pay, statements and consents. Such a question is put in its own words, without an answer filled in.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        match self {
            Self::WorkAuthorization
            | Self::Sponsorship
            | Self::ExportControl
            | Self::Gender
            | Self::Race
            | Self::HispanicLatino
            | Self::Veteran
            | Self::Disability
            | Self::Pronouns
            | Self::Salary
            | Self::CompanyRelation
            | Self::Attestation
            | Self::Marketing
            | Self::LegalAge
            | Self::NeverStore => true,
            Self::StartDate
            | Self::NoticePeriod
            | Self::Experience
            | Self::Relocation
            | Self::HowHeard
            | Self::FreeText
            | Self::Other => false,
        }
    }
}

/// Where an answer may be used again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerScope {
    /// At every employer.
    Everywhere,
    /// At one employer, by its name or board token in lower case.
    Company(String),
}

/// Why an answer must not enter the Q&A bank. Says what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// The person decides every time.
    #[error(
        "answers to questions about {} are never kept: you are asked each time, because the right answer depends on \
         who asks and why",
        if *.0 == QuestionClass::ExportControl { "citizenship, clearance or export control" } else {
            "criminal record, health, religion, orientation, age or marital status"
        }
    )]
    AskEachTime(QuestionClass),
    /// True at one employer, perhaps false at the next.
    #[error("an answer about your relation to a company is kept for that company only: name the company")]
    CompanyMissing,
}

/// Whether the Q&A bank may hold an answer of `class` for `scope`. Every way into the bank asks here.
///
/// # Errors
/// [`NotKept`] says why not.
pub fn may_be_kept(class: QuestionClass, scope: &AnswerScope) -> Result<(), NotKept> {
    match (class.sensitivity(), scope) {
        (Sensitivity::AskEachTime, _) => Err(NotKept::AskEachTime(class)),
        (Sensitivity::CompanyScoped, AnswerScope::Everywhere) => Err(NotKept::CompanyMissing),
        _ => Ok(()),
    }
}

/// How the person wants an answer to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageMode {
    /// Use it without asking.
    AlwaysUse,
    /// Offer it, but ask.
    AskEachTime,
    /// Choose the form's own way to decline; ask when there is none.
    DeclineToAnswer,
}

/// An entry of the Q&A bank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Identifier.
    pub id: AnswerId,
    /// The question, in the words it was stated for.
    pub question: String,
    /// Its class.
    pub class: QuestionClass,
    /// What the person answers. Several choices are separated by newlines.
    pub answer: String,
    /// Where it may be used.
    pub scope: AnswerScope,
    /// How it may be used.
    pub usage: UsageMode,
    /// How many applications it went into that were sent: confirmed, or with an unknown outcome.
    pub times_used: u32,
    /// When the last of them ended.
    #[serde(default)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// When the person last stated it.
    pub stated_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_keeps_no_answer_that_must_be_given_each_time_and_no_company_answer_for_all() {
        let company = AnswerScope::Company("acme".into());
        for class in QuestionClass::ALL {
            let (everywhere, there) = (may_be_kept(class, &AnswerScope::Everywhere), may_be_kept(class, &company));
            let expected = match class {
                QuestionClass::NeverStore | QuestionClass::ExportControl => {
                    (Err(NotKept::AskEachTime(class)), Err(NotKept::AskEachTime(class)))
                }
                QuestionClass::CompanyRelation => (Err(NotKept::CompanyMissing), Ok(())),
                _ => (Ok(()), Ok(())),
            };
            assert_eq!((everywhere, there), expected, "{class:?}");
        }
    }
}
