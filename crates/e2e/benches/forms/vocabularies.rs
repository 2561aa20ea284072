//! What the words of each oracle mean in ours. A word that has no row is not judged.

use domain::QuestionClass as Q;
use forms::meaning::{Meaning, Slot};

/// Everything a word may rightly be read as; empty when we have no such place, so that only "unknown" is right.
pub(crate) fn accepted(word: &str) -> Option<Vec<Meaning>> {
    SLOTS
        .iter()
        .find(|(words, _)| words.contains(&word))
        .map(|(_, slots)| slots.iter().map(|s| Meaning::Profile(*s)).collect())
        .or_else(|| {
            CLASSES
                .iter()
                .find(|(words, _)| words.contains(&word))
                .map(|(_, classes)| classes.iter().map(|c| Meaning::Question(*c)).collect())
        })
        .or_else(|| match word {
            "coverLetter" => Some(vec![Meaning::Question(Q::FreeText), Meaning::Profile(Slot::CoverLetterFile)]),
            "education" => Some(vec![Meaning::Profile(Slot::Degree), Meaning::Question(Q::Experience)]),
            "code" | "ONE_TIME_CODE" => Some(vec![Meaning::OneTimeCode]),
            "password" | "password.new" | "password.current" => Some(vec![Meaning::Password, Meaning::PasswordAgain]),
            "nameSuffix" | "preferredLanguage" | "unknown" => Some(Vec::new()),
            _ => None,
        })
}

type Rows<T> = &'static [(&'static [&'static str], &'static [T])];

const SLOTS: Rows<Slot> = &[
    (&["firstName", "given-name", "NAME_FIRST"], &[Slot::GivenName]),
    (&["middleName", "additional-name", "NAME_MIDDLE"], &[Slot::MiddleName]),
    (&["lastName", "family-name", "NAME_LAST"], &[Slot::FamilyName]),
    (&["fullName", "name", "NAME_FULL"], &[Slot::FullName]),
    (&["preferredName"], &[Slot::PreferredName]),
    (&["honorific-prefix", "NAME_HONORIFIC_PREFIX"], &[Slot::Salutation]),
    (&["email", "emailAddress", "username OR emailAddress", "EMAIL_ADDRESS"], &[Slot::Email]),
    (&["phone", "tel", "PHONE_HOME_WHOLE_NUMBER", "PHONE_HOME_CITY_AND_NUMBER"], &[Slot::Phone, Slot::PhoneNational]),
    (&["phoneCountry"], &[Slot::PhoneCountry]),
    (
        &["addressLine1", "addressStreet", "street-address", "address-line1", "ADDRESS_HOME_LINE1"],
        &[Slot::AddressLine1],
    ),
    (&["addressLine2", "addressStreet2", "address-line2", "ADDRESS_HOME_LINE2"], &[Slot::AddressLine2]),
    (&["city", "addressCity", "address-level2", "ADDRESS_HOME_CITY"], &[Slot::City, Slot::LocationText]),
    (&["state", "addressProvince", "address-level1", "ADDRESS_HOME_STATE"], &[Slot::Region]),
    (&["postalCode", "addressPostalCode", "postal-code", "ADDRESS_HOME_ZIP"], &[Slot::PostalCode]),
    (&["country", "addressCountryCode", "ADDRESS_HOME_COUNTRY"], &[Slot::Country]),
    (&["location"], &[Slot::LocationText, Slot::City]),
    (&["linkedin"], &[Slot::LinkedIn]),
    (&["github"], &[Slot::GitHub]),
    (&["twitter"], &[Slot::Twitter]),
    (&["website"], &[Slot::Website]),
    (&["currentEmployer", "organization", "COMPANY_NAME"], &[Slot::CurrentEmployer, Slot::WorkEmployer]),
    (&["employer"], &[Slot::WorkEmployer]),
    (&["title"], &[Slot::WorkTitle, Slot::CurrentTitle]),
    (&["school"], &[Slot::School]),
    (&["degree"], &[Slot::Degree]),
    (&["discipline"], &[Slot::Discipline]),
    (&["graduation"], &[Slot::EducationEnd]),
    (&["grade"], &[Slot::Grade]),
    (&["languages"], &[Slot::Languages]),
    (&["resume"], &[Slot::ResumeFile]),
];

const CLASSES: Rows<Q> = &[
    (&["salary"], &[Q::Salary]),
    (&["availability"], &[Q::StartDate, Q::NoticePeriod]),
    (&["noticePeriod"], &[Q::NoticePeriod]),
    (&["openQuestion"], &[Q::FreeText, Q::Other, Q::Experience]),
    (&["other"], &[Q::Other, Q::FreeText, Q::Experience]),
    (&["gender"], &[Q::Gender]),
    (&["pronouns"], &[Q::Pronouns]),
    (&["workAuthorization"], &[Q::WorkAuthorization]),
    (&["sponsorship"], &[Q::Sponsorship]),
    (&["attestation"], &[Q::Attestation]),
    (&["marketing"], &[Q::Marketing]),
    (&["howHeard"], &[Q::HowHeard]),
    (&["relocation"], &[Q::Relocation]),
    (&["legalAge"], &[Q::LegalAge]),
    (&["experience"], &[Q::Experience]),
    (&["birthday", "birthdayDay", "birthdayMonth", "birthdayYear", "birthDate"], &[Q::NeverStore]),
    (
        &["cardNumber", "cardSecurityCode", "cardName", "expiration", "expirationMonth", "expirationYear"],
        &[Q::NeverStore, Q::Other],
    ),
];
