//! What attributes say: `autocomplete` tokens, the names and ids of ATS
//! families, and the words of ordinary names and ids.

use super::Meaning;
use super::Slot;
use crate::phrases::Lexicon;
use domain::QuestionClass as Q;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The meaning of an `autocomplete` attribute (HTML standard): its last token counts, `webauthn` aside.
pub(super) fn autocomplete(attribute: &str) -> Option<Meaning> {
    let token = attribute.split_ascii_whitespace().rfind(|t| *t != "webauthn")?;
    let slot = match token {
        "name" => Slot::FullName,
        "given-name" => Slot::GivenName,
        "additional-name" => Slot::MiddleName,
        "family-name" => Slot::FamilyName,
        "nickname" => Slot::PreferredName,
        "honorific-prefix" => Slot::Salutation,
        "email" => Slot::Email,
        "tel" => Slot::Phone,
        "tel-country-code" => Slot::PhoneCountry,
        "tel-national" => Slot::PhoneNational,
        "street-address" | "address-line1" => Slot::AddressLine1,
        "address-line2" => Slot::AddressLine2,
        "address-level2" => Slot::City,
        "address-level1" => Slot::Region,
        "postal-code" => Slot::PostalCode,
        "country" | "country-name" => Slot::Country,
        "organization" => Slot::CurrentEmployer,
        "organization-title" => Slot::CurrentTitle,
        "url" => Slot::Website,
        "new-password" | "current-password" => return Some(Meaning::Password),
        "one-time-code" => return Some(Meaning::OneTimeCode),
        "sex" => return Some(Meaning::Question(Q::Gender)),
        "bday" | "bday-day" | "bday-month" | "bday-year" => return Some(Meaning::Question(Q::NeverStore)),
        "tel-extension" | "tel-area-code" | "tel-local" | "tel-local-prefix" | "tel-local-suffix"
        | "honorific-suffix" | "address-line3" | "address-level3" | "address-level4" => {
            return Some(Meaning::Question(Q::Other));
        }
        token if token.starts_with("cc-") => return Some(Meaning::Question(Q::NeverStore)),
        _ => return None,
    };
    Some(Meaning::Profile(slot))
}

/// The slot of a name or id that ends in a token of the standard with a hyphen: `address-level2`, `billing_given-name` not.
pub(super) fn token_in(attribute: &str) -> Option<Slot> {
    const TOKENS: [&str; 13] = [
        "given-name",
        "additional-name",
        "family-name",
        "street-address",
        "address-line1",
        "address-line2",
        "address-level1",
        "address-level2",
        "postal-code",
        "country-name",
        "tel-national",
        "tel-country-code",
        "organization-title",
    ];
    let lower = attribute.to_ascii_lowercase();
    let token = TOKENS.into_iter().find(|token| {
        lower.strip_suffix(token).is_some_and(|front| !front.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    })?;
    match autocomplete(token) {
        Some(Meaning::Profile(slot)) => Some(slot),
        _ => None,
    }
}

/// Names and ids of ATS families that mean one thing. Compared whole, in lower case, after [`bare`].
static FAMILIES: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    FAMILY_SLOTS
        .iter()
        .flat_map(|(slot, names)| names.iter().map(|n| (*n, Meaning::Profile(*slot))))
        .chain(FAMILY_CLASSES.iter().flat_map(|(class, names)| names.iter().map(|n| (*n, Meaning::Question(*class)))))
        .collect()
});

/// The meaning of a name, id or automation id by the conventions of an ATS family.
pub(super) fn family(attribute: &str) -> Option<Meaning> {
    let bare = bare(attribute)?;
    FAMILIES.get(bare.as_str()).copied()
}

/// Lower case without `formField-` in front, an entry's prefix (`workExperience-3--`) and counters behind.
fn bare(attribute: &str) -> Option<String> {
    if attribute.is_empty() || attribute.len() > 120 || !attribute.is_ascii() {
        return None;
    }
    let mut text = attribute.to_ascii_lowercase();
    if let Some(rest) = text.strip_prefix("formfield-") {
        text = rest.to_owned();
    }
    for family in ["workexperience", "education", "websitepanelset"] {
        if let Some(rest) = text.strip_prefix(family)
            && let Some(rest) = rest.strip_prefix('-')
        {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-');
            text = format!("{family}:{rest}");
            break;
        }
    }
    if let Some((front, counter)) = text.rsplit_once("--")
        && !counter.is_empty()
        && counter.bytes().all(|b| b.is_ascii_digit())
    {
        text = front.to_owned();
    }
    Some(text)
}

const FAMILY_SLOTS: &[(Slot, &[&str])] = &[
    (
        Slot::GivenName,
        &[
            "first_name",
            "job_application[first_name]",
            "name--legalname--firstname",
            "legalnamesection_firstname",
            "legalname--firstname",
            "firstname",
        ],
    ),
    (
        Slot::MiddleName,
        &["middle_name", "name--legalname--middlename", "legalnamesection_middlename", "legalname--middlename"],
    ),
    (
        Slot::FamilyName,
        &[
            "last_name",
            "job_application[last_name]",
            "name--legalname--lastname",
            "legalnamesection_lastname",
            "legalname--lastname",
            "lastname",
        ],
    ),
    (Slot::FullName, &["_systemfield_name", "name-input"]),
    (
        Slot::PreferredName,
        &[
            "preferred_name",
            "job_application[preferred_name]",
            "name--preferredname--firstname",
            "preferrednamesection_firstname",
        ],
    ),
    (Slot::Salutation, &["salutation", "name--legalname--title", "name--legalname--salutation"]),
    (Slot::Email, &["_systemfield_email", "job_application[email]", "email-input"]),
    (Slot::Phone, &["_systemfield_phone", "job_application[phone]", "phone-input"]),
    (Slot::PhoneNational, &["phonenumber--phonenumber", "phone-number"]),
    (Slot::PhoneCountry, &["phonenumber--countryphonecode", "country-phone-code", "countryphonecode"]),
    (Slot::PhoneType, &["phonenumber--phonetype", "phone-device-type", "phonetype"]),
    (Slot::AddressLine1, &["address--addressline1", "addresssection_addressline1"]),
    (Slot::AddressLine2, &["address--addressline2", "addresssection_addressline2"]),
    (Slot::City, &["address--city", "addresssection_city"]),
    (Slot::Region, &["address--countryregion", "addresssection_countryregion", "addresssection_stateprovince"]),
    (Slot::PostalCode, &["address--postalcode", "addresssection_postalcode"]),
    (Slot::Country, &["country--country", "addresssection_country", "address--country"]),
    (
        Slot::LocationText,
        &[
            "candidate-location",
            "_systemfield_location",
            "location-input",
            "job_application[location]",
            "selected-location",
        ],
    ),
    (
        Slot::LinkedIn,
        &["urls[linkedin]", "linkedinquestion", "socialnetworkaccounts--linkedinaccount", "linkedinaccount"],
    ),
    (Slot::GitHub, &["urls[github]"]),
    (Slot::Twitter, &["urls[twitter]", "socialnetworkaccounts--twitteraccount"]),
    (Slot::Website, &["urls[portfolio]", "websitequestion"]),
    (Slot::OtherLink, &["urls[other]"]),
    (Slot::CurrentEmployer, &["org", "org-input"]),
    (Slot::WorkTitle, &["workexperience:jobtitle", "title-name", "jobtitle"]),
    (Slot::WorkEmployer, &["workexperience:company", "workexperience:companyname", "company-name"]),
    (Slot::WorkLocation, &["workexperience:location"]),
    (Slot::WorkCurrent, &["workexperience:currentlyworkhere", "currentlyworkhere", "current-role"]),
    (Slot::WorkStart, &["workexperience:startdate"]),
    (Slot::WorkEnd, &["workexperience:enddate"]),
    (Slot::WorkDescription, &["workexperience:roledescription", "workexperience:description"]),
    (
        Slot::School,
        &["education:school", "education:schoolname", "education:schoolitem", "schoolitem", "school", "school-name"],
    ),
    (Slot::Degree, &["education:degree", "degree"]),
    (
        Slot::Discipline,
        &["education:fieldofstudy", "education:field-of-study", "discipline", "field-of-study", "fieldofstudy"],
    ),
    (Slot::Grade, &["education:gradeaverage", "education:gpa"]),
    (Slot::EducationStart, &["education:firstyearattended", "education:startdate", "start-month", "start-year"]),
    (Slot::EducationEnd, &["education:lastyearattended", "education:enddate", "end-month", "end-year"]),
    (Slot::Skills, &["skills", "skills--skills"]),
    (Slot::ResumeFile, &["_systemfield_resume", "job_application[resume]", "resume-upload-input"]),
    (Slot::CoverLetterFile, &["job_application[cover_letter]"]),
    (Slot::Signature, &["eeo[disabilitysignature]", "selfidentifieddisabilitydata--name"]),
    (Slot::Today, &["eeo[disabilitysignaturedate]", "selfidentifieddisabilitydata--datesignedon"]),
];

const FAMILY_CLASSES: &[(Q, &[&str])] = &[
    (
        Q::Gender,
        &[
            "eeo[gender]",
            "_systemfield_eeoc_gender",
            "job_application[gender]",
            "gender",
            "personalinfous--gender",
            "personalinfoperson--gender",
            "genderdropdown",
        ],
    ),
    (
        Q::Race,
        &[
            "eeo[race]",
            "_systemfield_eeoc_race",
            "job_application[race]",
            "race",
            "personalinfous--ethnicity",
            "ethnicitydropdown",
        ],
    ),
    (
        Q::HispanicLatino,
        &[
            "hispanic_ethnicity",
            "job_application[hispanic_ethnicity]",
            "hispanicorlatino",
            "personalinfous--hispanicorlatino",
        ],
    ),
    (
        Q::Veteran,
        &[
            "eeo[veteran]",
            "_systemfield_eeoc_veteran_status",
            "veteran_status",
            "job_application[veteran_status]",
            "personalinfous--veteranstatus",
            "veteranstatus",
            "veteranstatusdropdown",
        ],
    ),
    (
        Q::Disability,
        &[
            "eeo[disability]",
            "_systemfield_eeoc_disability_status",
            "disability_status",
            "job_application[disability_status]",
            "selfidentifieddisabilitydata--disabilitystatus",
            "disabilitystatusdropdown",
        ],
    ),
    (Q::Marketing, &["consent[marketing]"]),
    (Q::HowHeard, &["source--source", "sourceprompt"]),
    (Q::CompanyRelation, &["candidateispreviousworker", "previousworker"]),
    (
        Q::Attestation,
        &[
            "consent[store]",
            "termsandconditions--acceptterms",
            "termsandconditions--accepttermsandagreements",
            "acceptterms",
            "acceptedterms",
            "gdpr_consent_given",
            "gdpr_processing_consent_given",
            "agreementcheckbox",
            "createaccountcheckbox",
        ],
    ),
    (Q::FreeText, &["comments", "additional-information"]),
    (Q::Pronouns, &["candidatepronouns", "pronouns", "custompronounstextfield"]),
];

/// Words of names and ids that mean one thing on any site. Whole, after noise and numbers are taken out.
pub(super) static ATTRIBUTE: LazyLock<Lexicon<Slot>> = LazyLock::new(|| {
    Lexicon::new(ATTRIBUTE_WORDS.iter().flat_map(|(slot, phrases)| phrases.iter().map(move |p| (*p, *slot))), true)
});

/// Words of attributes that say nothing.
pub(super) const ATTRIBUTE_NOISE: [&str; 27] = [
    "input",
    "traits",
    "field",
    "fields",
    "form",
    "applicant",
    "candidate",
    "user",
    "job",
    "application",
    "txt",
    "text",
    "your",
    "txtbox",
    "tb",
    "control",
    "ctl",
    "contact",
    "personal",
    "id",
    "systemfield",
    "apply",
    "info",
    "details",
    "data",
    "profile",
    "legal",
];

const ATTRIBUTE_WORDS: &[(Slot, &[&str])] = &[
    (
        Slot::GivenName,
        &["first|given|fore name", "fname|firstname|givenname|forename", "name first|given", "vorname|prenom|voornaam"],
    ),
    (Slot::MiddleName, &["middle name|initial", "mname|middlename", "name middle"]),
    (
        Slot::FamilyName,
        &[
            "last|family name",
            "lname|lastname|surname|familyname",
            "name last|family",
            "nachname|apellido|apellidos|achternaam|sobrenome",
        ],
    ),
    (Slot::FullName, &["full name", "fullname", "name full"]),
    (Slot::PreferredName, &["preferred first? name", "nickname"]),
    (Slot::Email, &["email address?", "mail", "emailaddress", "confirm|verify email"]),
    (
        Slot::Phone,
        &[
            "phone|mobile|telephone|cell|tel number?",
            "phonenumber|mobilenumber|cellphone|mobilephone",
            "mobile phone number?",
            "home phone",
        ],
    ),
    (Slot::PhoneCountry, &["phone country code?", "country phone|dial|calling code", "dial code"]),
    (Slot::PhoneType, &["phone type"]),
    (
        Slot::AddressLine1,
        &["street address?", "address line|street?", "addr line|street", "addressline|addrline", "strasse"],
    ),
    (Slot::City, &["address? city|town|locality", "stadt|ort|ville|ciudad"]),
    (Slot::Region, &["address? state|province|region", "state province"]),
    (Slot::PostalCode, &["zip|postal code?", "postcode|zipcode|postalcode|plz"]),
    (Slot::Country, &["address? country", "country of residence"]),
    (Slot::LinkedIn, &["linkedin url|profile|link?", "urls? linkedin"]),
    (Slot::GitHub, &["github url|profile|link?", "urls? github"]),
    (Slot::Twitter, &["twitter url|handle?"]),
    (Slot::Website, &["portfolio|website|homepage url|link?", "portfolio website"]),
    (Slot::CurrentEmployer, &["current company|employer|organization", "most recent employer|company"]),
    (Slot::CurrentTitle, &["current|recent job? title|position"]),
    (
        Slot::ResumeFile,
        &["resume|cv file|upload|attachment|document?", "upload|attach resume|cv", "curriculum vitae", "lebenslauf"],
    ),
    (Slot::CoverLetterFile, &["cover letter file|upload|attachment?", "coverletter", "anschreiben"]),
];
