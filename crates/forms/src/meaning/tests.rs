//! Labels and what they mean, as tables.

use crate::fixture::{area, checks, field_of, fields_of, in_section, input, named, radios, select, text, with_id};
use crate::meaning::Meaning::{self, Profile, Question};
use crate::meaning::Slot as S;
use domain::QuestionClass as Q;

fn read(control: crate::snapshot::Control) -> Option<Meaning> {
    field_of(control).reading.meaning
}

#[track_caller]
fn claims(rows: &[(&str, Meaning)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(label, meaning)| {
            let field = field_of(text(label));
            (field.reading.meaning != Some(*meaning))
                .then(|| format!("{label:?}: {:?}, not {meaning:?}", field.reading))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[track_caller]
fn never(label: &str, slot: S) {
    assert_ne!(read(text(label)), Some(Profile(slot)), "{label}");
    assert_ne!(read(area(label)), Some(Profile(slot)), "{label}");
}

#[test]
fn labels_of_identity_are_read_as_a_whole() {
    claims(&[
        ("First name", Profile(S::GivenName)),
        ("First Name *", Profile(S::GivenName)),
        ("Legal First Name", Profile(S::GivenName)),
        ("Given name(s)", Profile(S::GivenName)),
        ("What is your first name?", Profile(S::GivenName)),
        ("Please enter your first name", Profile(S::GivenName)),
        ("First Name (as it appears on your passport)", Profile(S::GivenName)),
        ("Middle name", Profile(S::MiddleName)),
        ("Middle Initial", Profile(S::MiddleName)),
        ("Last name", Profile(S::FamilyName)),
        ("Surname", Profile(S::FamilyName)),
        ("Family name / Last name", Profile(S::FamilyName)),
        ("Name", Profile(S::FullName)),
        ("Full name", Profile(S::FullName)),
        ("Full legal name", Profile(S::FullName)),
        ("First and last name", Profile(S::FullName)),
        ("Your name", Profile(S::FullName)),
        ("Preferred first name", Profile(S::PreferredName)),
        ("Preferred name", Profile(S::PreferredName)),
        ("Nickname", Profile(S::PreferredName)),
        ("Email", Profile(S::Email)),
        ("E-mail address", Profile(S::Email)),
        ("Confirm your email", Profile(S::Email)),
        ("Phone", Profile(S::Phone)),
        ("Phone number", Profile(S::Phone)),
        ("Mobile Phone Number", Profile(S::Phone)),
        ("Contact number", Profile(S::Phone)),
        ("Telephone", Profile(S::Phone)),
        ("Country code", Profile(S::PhoneCountry)),
        ("Country Phone Code", Profile(S::PhoneCountry)),
        ("Phone Device Type", Profile(S::PhoneType)),
    ]);
}

#[test]
fn labels_of_places_and_links_are_read_as_a_whole() {
    claims(&[
        ("Address", Profile(S::AddressLine1)),
        ("Street address", Profile(S::AddressLine1)),
        ("Address Line 1", Profile(S::AddressLine1)),
        ("Address Line 2", Profile(S::AddressLine2)),
        ("Apt, suite, unit", Profile(S::AddressLine2)),
        ("City", Profile(S::City)),
        ("Town/City", Profile(S::City)),
        ("City of residence", Profile(S::City)),
        ("In which city do you live?", Profile(S::City)),
        ("State", Profile(S::Region)),
        ("State / Province", Profile(S::Region)),
        ("State, Province, or Region", Profile(S::Region)),
        ("ZIP code", Profile(S::PostalCode)),
        ("Zip/Postal Code", Profile(S::PostalCode)),
        ("Postcode", Profile(S::PostalCode)),
        ("Country", Profile(S::Country)),
        ("Country of residence", Profile(S::Country)),
        ("Which country do you currently live in?", Profile(S::Country)),
        ("Location", Profile(S::LocationText)),
        ("Current location", Profile(S::LocationText)),
        ("Location (City)", Profile(S::LocationText)),
        ("City, State", Profile(S::LocationText)),
        ("Where are you currently based?", Profile(S::LocationText)),
        ("LinkedIn", Profile(S::LinkedIn)),
        ("LinkedIn Profile", Profile(S::LinkedIn)),
        ("LinkedIn URL", Profile(S::LinkedIn)),
        ("Link to your LinkedIn profile", Profile(S::LinkedIn)),
        ("GitHub URL", Profile(S::GitHub)),
        ("Twitter URL", Profile(S::Twitter)),
        ("Website", Profile(S::Website)),
        ("Personal website", Profile(S::Website)),
        ("Portfolio URL", Profile(S::Website)),
        ("Other website", Profile(S::OtherLink)),
        ("Current company", Profile(S::CurrentEmployer)),
        ("Current or most recent employer", Profile(S::CurrentEmployer)),
        ("Current title", Profile(S::CurrentTitle)),
        ("Current job title", Profile(S::CurrentTitle)),
        ("School", Profile(S::School)),
        ("School or University", Profile(S::School)),
        ("Degree", Profile(S::Degree)),
        ("Highest level of education completed", Profile(S::Degree)),
        ("Discipline", Profile(S::Discipline)),
        ("Field of Study", Profile(S::Discipline)),
        ("Expected graduation date", Profile(S::EducationEnd)),
        ("GPA", Profile(S::Grade)),
        ("Skills", Profile(S::Skills)),
        ("Languages spoken", Profile(S::Languages)),
        ("Signature", Profile(S::Signature)),
        ("Today's date", Profile(S::Today)),
    ]);
}

#[test]
fn identity_is_read_in_other_languages() {
    claims(&[
        ("Vorname", Profile(S::GivenName)),
        ("Nachname", Profile(S::FamilyName)),
        ("E-Mail-Adresse", Profile(S::Email)),
        ("Telefonnummer", Profile(S::Phone)),
        ("Straße und Hausnummer", Profile(S::AddressLine1)),
        ("PLZ", Profile(S::PostalCode)),
        ("Wohnort", Profile(S::City)),
        ("Prénom", Profile(S::GivenName)),
        ("Nom de famille", Profile(S::FamilyName)),
        ("Téléphone", Profile(S::Phone)),
        ("Code postal", Profile(S::PostalCode)),
        ("Ville", Profile(S::City)),
        ("Apellidos", Profile(S::FamilyName)),
        ("Correo electrónico", Profile(S::Email)),
        ("Teléfono móvil", Profile(S::Phone)),
        ("Sobrenome", Profile(S::FamilyName)),
        ("Telemóvel", Profile(S::Phone)),
        ("Voornaam", Profile(S::GivenName)),
        ("Achternaam", Profile(S::FamilyName)),
        ("Woonplaats", Profile(S::City)),
    ]);
}

#[test]
fn questions_belong_to_their_most_restrictive_class() {
    claims(&[
        ("Are you legally authorized to work in the United States?", Question(Q::WorkAuthorization)),
        ("Do you have the right to work in the UK?", Question(Q::WorkAuthorization)),
        ("Are you eligible for employment in Canada?", Question(Q::WorkAuthorization)),
        ("Will you now or in the future require sponsorship for employment visa status?", Question(Q::Sponsorship)),
        ("Do you need a visa to work in Germany?", Question(Q::Sponsorship)),
        ("Are you authorized to work in the US without sponsorship?", Question(Q::Sponsorship)),
        ("What is your visa status?", Question(Q::Sponsorship)),
        ("Are you a U.S. citizen or permanent resident?", Question(Q::ExportControl)),
        ("Do you hold an active security clearance?", Question(Q::ExportControl)),
        ("Are you a U.S. Person under ITAR?", Question(Q::ExportControl)),
        ("Nationality", Question(Q::ExportControl)),
        ("Country of citizenship", Question(Q::ExportControl)),
        ("Gender", Question(Q::Gender)),
        ("How do you describe your gender identity?", Question(Q::Gender)),
        ("Race", Question(Q::Race)),
        ("Ethnicity", Question(Q::Race)),
        ("Are you Hispanic/Latino?", Question(Q::HispanicLatino)),
        ("Veteran Status", Question(Q::Veteran)),
        ("Disability Status", Question(Q::Disability)),
        ("Do you have a disability?", Question(Q::Disability)),
        ("Pronouns", Question(Q::Pronouns)),
        ("What are your salary expectations?", Question(Q::Salary)),
        ("Desired compensation", Question(Q::Salary)),
        ("Expected CTC", Question(Q::Salary)),
        ("When can you start?", Question(Q::StartDate)),
        ("Earliest start date", Question(Q::StartDate)),
        ("What is your notice period?", Question(Q::NoticePeriod)),
        ("Have you previously worked at Acme?", Question(Q::CompanyRelation)),
        ("Are you a former employee of Acme?", Question(Q::CompanyRelation)),
        ("Have you ever applied to Acme before?", Question(Q::CompanyRelation)),
        ("Were you referred by a current employee?", Question(Q::CompanyRelation)),
        ("Have you previously worked at Visa?", Question(Q::CompanyRelation)),
        ("I certify that the information is true and complete", Question(Q::Attestation)),
        ("I have read the privacy policy", Question(Q::Attestation)),
        ("Do you consent to a background check?", Question(Q::Attestation)),
        ("Keep me informed about future opportunities", Question(Q::Marketing)),
        ("How many years of experience do you have with Rust?", Question(Q::Experience)),
        ("Do you have experience with Kubernetes?", Question(Q::Experience)),
        ("Are you willing to relocate?", Question(Q::Relocation)),
        ("Are you able to come to the office three days a week?", Question(Q::Relocation)),
        ("How did you hear about this job?", Question(Q::HowHeard)),
        ("How did you hear about us?", Question(Q::HowHeard)),
        ("Source", Question(Q::HowHeard)),
        ("Are you at least 18 years of age?", Question(Q::LegalAge)),
        ("Have you ever been convicted of a felony?", Question(Q::NeverStore)),
        ("Date of birth", Question(Q::NeverStore)),
        ("Age", Question(Q::NeverStore)),
        ("Sexual orientation", Question(Q::NeverStore)),
        ("Marital status", Question(Q::NeverStore)),
        ("Social Security Number", Question(Q::NeverStore)),
        ("Do you require any accommodations?", Question(Q::NeverStore)),
        ("Why are you interested in this position?", Question(Q::FreeText)),
        ("What interests you about working here?", Question(Q::FreeText)),
        ("Tell us about a project you are proud of", Question(Q::FreeText)),
        ("Additional information", Question(Q::FreeText)),
        ("Cover letter", Question(Q::FreeText)),
    ]);
}

#[test]
fn traps_of_wording_do_not_name_the_person() {
    for (label, slot) in [
        ("Why are you interested in this position?", S::CurrentTitle),
        ("Ethnicity", S::City),
        ("Company name", S::FullName),
        ("Name of your reference", S::FullName),
        ("Reference name", S::FullName),
        ("Emergency contact name", S::FullName),
        ("Emergency contact phone", S::Phone),
        ("Manager's email", S::Email),
        ("Supervisor name", S::FullName),
        ("Referrer's email", S::Email),
        ("Name of the employee who referred you", S::FullName),
        ("Company you were referred from", S::CurrentEmployer),
        ("Please state your reasons", S::Region),
        ("Phone extension", S::Phone),
        ("Extension", S::Phone),
        ("Work phone", S::Phone),
        ("Company website", S::Website),
        ("Name of pet", S::FullName),
        ("Username", S::FullName),
        ("Maiden name", S::FamilyName),
        ("Country of birth", S::Country),
        ("City of birth", S::City),
        ("Preferred office location", S::LocationText),
        ("Preferred city", S::City),
        ("Which city would you like to work in?", S::City),
        ("State any conditions", S::Region),
        ("Language", S::Languages),
        ("Title", S::CurrentTitle),
        ("Name of your current manager", S::FullName),
        ("Spouse's name", S::FullName),
        ("High school GPA of your child", S::Grade),
    ] {
        never(label, slot);
    }
}

#[test]
fn a_name_attribute_speaks_only_where_the_label_asks_nothing_else() {
    let id = |id: &str, label: &str| read(with_id(id, text(label)));
    assert_eq!(
        id("city", "Which city would you like to work in?"),
        None.or(id("x", "Which city would you like to work in?"))
    );
    assert_eq!(id("email", ""), Some(Profile(S::Email)));
    assert_eq!(id("first_name", "Jméno"), Some(Profile(S::GivenName)));
    assert_ne!(id("city", "Preferred city"), Some(Profile(S::City)));
    assert_ne!(id("referrer_email", "E-mail"), Some(Profile(S::Email)));
    assert_ne!(id("company_name", ""), Some(Profile(S::FullName)));
}

#[test]
fn contradicting_evidence_is_no_meaning() {
    let mut control = text("Last name");
    control.autocomplete = "tel".into();
    let field = field_of(control);
    assert_eq!(field.reading.meaning, None);
    assert_eq!(field.reading.evidence.len(), 2);
}

#[test]
fn autocomplete_tokens_count_and_secrets_never_come_from_the_profile() {
    let token = |token: &str, label: &str| {
        let mut control = text(label);
        control.autocomplete = token.into();
        read(control)
    };
    assert_eq!(token("section-a shipping given-name", ""), Some(Profile(S::GivenName)));
    assert_eq!(token("home tel", ""), Some(Profile(S::Phone)));
    assert_eq!(token("name", "First name"), Some(Profile(S::GivenName)));
    assert_eq!(token("one-time-code", "Name"), Some(Meaning::OneTimeCode));
    assert_eq!(token("new-password", "Email"), Some(Meaning::Password));
    assert_eq!(token("off", "City"), Some(Profile(S::City)));
    assert_eq!(token("bday", ""), Some(Question(Q::NeverStore)));
    assert_eq!(read(input("password", "Verify New Password")), Some(Meaning::PasswordAgain));
    assert_eq!(read(text("Verification code")), Some(Meaning::OneTimeCode));
    assert_eq!(read(text("Zip code")), Some(Profile(S::PostalCode)));
}

#[test]
fn families_name_their_fields() {
    for (name, meaning) in [
        ("urls[LinkedIn]", Profile(S::LinkedIn)),
        ("job_application[first_name]", Profile(S::GivenName)),
        ("_systemfield_email", Profile(S::Email)),
        ("eeo[veteran]", Question(Q::Veteran)),
        ("org", Profile(S::CurrentEmployer)),
    ] {
        assert_eq!(read(named(name, text(""))), Some(meaning), "{name}");
    }
    let workday = |id: &str| read(crate::snapshot::Control { automation_id: id.into(), ..text("") });
    assert_eq!(workday("formField-legalName--firstName"), Some(Profile(S::GivenName)));
    assert_eq!(workday("formField-country"), Some(Profile(S::Country)));
    assert_eq!(read(with_id("address--countryRegion", text("State"))), Some(Profile(S::Region)));
    assert_eq!(read(with_id("workExperience-16--jobTitle", text("Job Title"))), Some(Profile(S::WorkTitle)));
}

#[test]
fn a_section_tells_whose_company_it_is() {
    let read_in = |section: &str, label: &str| read(in_section(section, text(label)));
    assert_eq!(read_in("Work Experience 1", "Company"), Some(Profile(S::WorkEmployer)));
    assert_eq!(read_in("Work Experience 1", "Job Title"), Some(Profile(S::WorkTitle)));
    assert_eq!(read_in("Work Experience 1", "From"), Some(Profile(S::WorkStart)));
    assert_eq!(read_in("Education 1", "From"), Some(Profile(S::EducationStart)));
    assert_eq!(read_in("References", "Name"), Some(Question(Q::Other)));
    assert_eq!(read_in("References", "Email"), Some(Question(Q::Other)));
    assert_eq!(read_in("Emergency contact", "Phone"), Some(Question(Q::Other)));
    assert_eq!(read_in("Work Experience 1", "City"), Some(Question(Q::Other)));
}

#[test]
fn options_can_make_a_question_sensitive() {
    let read = |texts: &[&str]| read(select("Which best describes your situation?", texts));
    assert_eq!(read(&["U.S. citizen", "Green card holder", "Other"]), Some(Question(Q::ExportControl)));
    assert_eq!(read(&["I need visa sponsorship", "I do not need sponsorship"]), Some(Question(Q::Sponsorship)));
    assert_eq!(read(&["I am not a protected veteran", "I don't wish to answer"]), Some(Question(Q::Veteran)));
    assert_ne!(read(&["Blue", "Red"]), Some(Question(Q::Sponsorship)));
}

#[test]
fn a_follow_up_belongs_to_its_parent() {
    let mut controls = radios(1, "Have you ever been convicted of a felony?", &["Yes", "No"]);
    controls.push(area("If yes, please explain"));
    let all = fields_of(controls);
    assert_eq!(all[1].reading.meaning, Some(Question(Q::NeverStore)));
    let alone = field_of(area("If yes, please explain"));
    assert_eq!(alone.reading.meaning, Some(Question(Q::FreeText)));
}

#[test]
fn name_and_date_beside_a_self_identification_sign_it() {
    let section = "Self Identify";
    let mut controls = vec![in_section(section, text("Name")), in_section(section, text("Date"))];
    controls.extend(
        checks(
            1,
            "Please check one of the boxes below:",
            &[
                "Yes, I have a disability, or have had one in the past",
                "No, I do not have a disability and have not had one in the past",
                "I do not want to answer",
            ],
        )
        .into_iter()
        .map(|c| in_section(section, c)),
    );
    let all = fields_of(controls);
    let meanings: Vec<_> = all.iter().map(|f| f.reading.meaning).collect();
    assert_eq!(meanings, [Some(Profile(S::Signature)), Some(Profile(S::Today)), Some(Question(Q::Disability))]);
}

#[test]
fn files_are_told_apart() {
    let file = |label: &str| read(input("file", label));
    assert_eq!(file("Resume/CV"), Some(Profile(S::ResumeFile)));
    assert_eq!(file("Lebenslauf"), Some(Profile(S::ResumeFile)));
    assert_eq!(file("Cover Letter"), Some(Profile(S::CoverLetterFile)));
    assert_eq!(file("Transcript"), Some(Question(Q::Other)));
    assert_eq!(file("Resume and cover letter in one file"), Some(Question(Q::Other)));
    assert_eq!(read(with_id("resume", input("file", "Attach"))), Some(Profile(S::ResumeFile)));
}

#[test]
fn a_name_that_any_form_may_have_does_not_take_the_country_code_off_a_number() {
    let field = field_of(named("phone_number", input("tel", "Phone number")));
    assert_eq!(field.reading.meaning, Some(Profile(S::Phone)));
}
