//! What an unknown field asks for: one of the known classes, or none.

use super::{Advisor, Scene, one_line, redactor};
use domain::QuestionClass as Q;
use forms::fields::Field;
use forms::meaning::{Meaning, Slot};
use llm::Ask;
use llm::quoting::Quoted;
use llm::shape::Shape;
use std::fmt::Write as _;
use std::sync::LazyLock;

pub(super) const PURPOSE: &str = "field_meanings";
/// Most fields asked about at once.
const MOST: usize = 20;
/// Longest description of a field, characters.
const LONGEST: usize = 500;

const NONE: &str = "none";

/// The classes a model may choose from. Sensitive ones are among them so that it can say that a question is one of
/// those; it is then put to the person and to no model again.
const MEANINGS: [(&str, &str, Meaning); 40] = [
    ("full_name", "the applicant's whole name", Meaning::Profile(Slot::FullName)),
    ("given_name", "the applicant's first name", Meaning::Profile(Slot::GivenName)),
    ("middle_name", "the applicant's middle name", Meaning::Profile(Slot::MiddleName)),
    ("family_name", "the applicant's last name", Meaning::Profile(Slot::FamilyName)),
    ("preferred_name", "the name the applicant goes by", Meaning::Profile(Slot::PreferredName)),
    ("email", "the applicant's own e-mail address", Meaning::Profile(Slot::Email)),
    ("phone", "the applicant's own telephone number", Meaning::Profile(Slot::Phone)),
    ("street", "the applicant's street and number", Meaning::Profile(Slot::AddressLine1)),
    ("city", "the city the applicant lives in", Meaning::Profile(Slot::City)),
    ("region", "the state or region the applicant lives in", Meaning::Profile(Slot::Region)),
    ("postal_code", "the applicant's postal code", Meaning::Profile(Slot::PostalCode)),
    ("country", "the country the applicant lives in", Meaning::Profile(Slot::Country)),
    ("location", "where the applicant lives, in one box", Meaning::Profile(Slot::LocationText)),
    ("linkedin", "address of the applicant's LinkedIn profile", Meaning::Profile(Slot::LinkedIn)),
    ("github", "address of the applicant's GitHub account", Meaning::Profile(Slot::GitHub)),
    ("website", "address of the applicant's own site or portfolio", Meaning::Profile(Slot::Website)),
    ("current_employer", "the applicant's current or latest employer", Meaning::Profile(Slot::CurrentEmployer)),
    ("current_title", "the applicant's current or latest job title", Meaning::Profile(Slot::CurrentTitle)),
    ("skills", "the applicant's skills", Meaning::Profile(Slot::Skills)),
    ("languages", "the languages the applicant speaks", Meaning::Profile(Slot::Languages)),
    ("start_date", "when the applicant can start", Meaning::Question(Q::StartDate)),
    ("notice_period", "the applicant's notice period", Meaning::Question(Q::NoticePeriod)),
    ("experience", "years of, or any experience with, something", Meaning::Question(Q::Experience)),
    ("relocation", "whether the applicant would move", Meaning::Question(Q::Relocation)),
    ("how_heard", "how the applicant heard of the job", Meaning::Question(Q::HowHeard)),
    ("free_text", "something in the applicant's own words", Meaning::Question(Q::FreeText)),
    ("work_authorization", "permission to work in a country", Meaning::Question(Q::WorkAuthorization)),
    ("sponsorship", "need of a visa", Meaning::Question(Q::Sponsorship)),
    ("export_control", "citizenship, clearance, export control", Meaning::Question(Q::ExportControl)),
    ("gender", "gender", Meaning::Question(Q::Gender)),
    ("race", "race or ethnicity", Meaning::Question(Q::Race)),
    ("hispanic_latino", "Hispanic or Latino", Meaning::Question(Q::HispanicLatino)),
    ("veteran", "veteran status", Meaning::Question(Q::Veteran)),
    ("disability", "disability", Meaning::Question(Q::Disability)),
    ("pronouns", "pronouns", Meaning::Question(Q::Pronouns)),
    ("salary", "pay, wished or present", Meaning::Question(Q::Salary)),
    ("company_relation", "relations to this company or its people", Meaning::Question(Q::CompanyRelation)),
    ("attestation", "a statement to agree to or to sign", Meaning::Question(Q::Attestation)),
    ("legal_age", "age", Meaning::Question(Q::LegalAge)),
    ("private", "health, religion, criminal record, family, orientation", Meaning::Question(Q::NeverStore)),
];

static TASK: LazyLock<String> = LazyLock::new(|| {
    let mut task = String::from(
        "The data lists numbered fields of a job application form. Say for each what it asks the applicant for, by one \
         of the names below; say none when no name fits, when several do, or when it asks about somebody else than the \
         applicant.\n",
    );
    for (name, means, _) in &MEANINGS {
        let _ = writeln!(task, "{name}: {means}");
    }
    task
});

impl Advisor {
    /// Asks what these fields ask for, all at once, and keeps what comes back.
    pub(super) async fn learn_meanings(&mut self, unknown: &[&Field], scene: Scene<'_>) {
        let redactor = redactor(scene.person);
        for batch in unknown.chunks(MOST) {
            let lines: String =
                batch.iter().enumerate().map(|(at, field)| format!("q{}: {}\n", at + 1, described(field))).collect();
            let Ok(lines) = redactor.redact(&lines) else { continue };
            let item = Shape::Object(vec![
                ("field", Shape::numbered('q', batch.len(), &[])),
                ("meaning", Shape::one_of(MEANINGS.iter().map(|(name, ..)| *name).chain([NONE]))),
            ]);
            let ask = Ask {
                purpose: PURPOSE,
                task: TASK.as_str(),
                data: Quoted::new().with("fields", &lines, MOST * LONGEST).finish(),
                shape: Shape::Object(vec![("fields", item.up_to(batch.len()))]),
                max_output_tokens: 100 + 30 * u32::try_from(batch.len()).unwrap_or(0),
            };
            let Some(answer) = self.ask(&ask).await else { return };
            for item in answer.value["fields"].as_array().into_iter().flatten() {
                let number = item["field"].as_str().and_then(|id| id[1..].parse::<usize>().ok());
                let meaning = MEANINGS.iter().find(|(name, ..)| item["meaning"] == *name).map(|(.., meaning)| *meaning);
                if let (Some(field), Some(meaning)) = (number.and_then(|n| batch.get(n.checked_sub(1)?)), meaning) {
                    // Said twice, it is the first: a model that changes its mind knows nothing.
                    self.meanings.entry(field.key.clone()).or_insert_with(|| (meaning, answer.model.clone()));
                }
            }
        }
    }
}

/// What a person would see of the field, and nothing that it holds.
fn described(field: &Field) -> String {
    let mut text = one_line(&field.label, 250);
    for (name, more) in
        [("section", &field.section), ("help", &field.help), ("hint", &field.control.labels.placeholder)]
    {
        if !more.trim().is_empty() {
            let _ = write!(text, " | {name}: {}", one_line(more, 120));
        }
    }
    let options: Vec<String> = field.options.iter().take(12).map(|option| one_line(&option.text, 60)).collect();
    if !options.is_empty() {
        let _ = write!(text, " | options: {}", options.join("; "));
    }
    one_line(&text, LONGEST)
}
