//! From the `input_data` of a row to what an application is made with.
//!
//! Two shapes are read: the full one, whose profile brings its own sources, and the contract's (`user_data`,
//! `qa_overrides`, …), every value of which gets the field of the request as its source. Only what is written there
//! is used: nothing is filled in by default, and a value that cannot be read is left out, so that the person is asked.
//! Names that earlier versions used (`experience`, `school`, `address.street` …) are understood.

use crate::request::ApplyRequest;
use chrono::{DateTime, Utc};
use domain::countries::Country;
use domain::dates::PartialDate;
use domain::json_resume::network_of;
use domain::profile::{Disclosure, Education, Employment, Link, Location, Name, Network, WorkAuthorization};
use domain::tasks::Mode;
use domain::{Answer, AnswerId, AnswerScope, Fact, Profile, QuestionClass, Sha256, Source, UsageMode, UserId};
use serde_json::{Map, Value};

/// Most answers, skills or entries of a career that are read.
const MOST_ENTRIES: usize = 200;
/// Longest text that is read, in characters.
const MOST_CHARACTERS: usize = 20_000;

/// What a row says.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// `input_data`.
    pub input: &'a Value,
    /// `metadata`.
    pub metadata: &'a Value,
    /// `resume_ref`.
    pub resume_ref: Option<&'a Value>,
    /// When the row was made.
    pub created_at: DateTime<Utc>,
}

/// Where the résumé of a row lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A path in the storage of résumés.
    Storage(String),
    /// An address.
    Url(String),
    /// A key in the bucket of résumés.
    Bucket(String),
}

impl Reference {
    /// Whether a person may name it: an address, or a path in their own folder, which has their identifier for a name.
    /// A service may name any.
    #[must_use]
    pub fn is_open_to(&self, user: UserId) -> bool {
        match self {
            Self::Url(_) => true,
            Self::Storage(path) | Self::Bucket(path) => {
                path.trim_start_matches('/').strip_prefix(&user.to_string()).is_some_and(|rest| rest.starts_with('/'))
            }
        }
    }
}

/// Why a row cannot be used. Names the place, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// The full shape, but not as it has to be.
    #[error("input_data holds a profile that cannot be read (line {line}, column {column})")]
    Full {
        /// Line of the JSON text, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A field of the wrong kind.
    #[error("{field}: {problem}")]
    Field {
        /// Its path.
        field: &'static str,
        /// What was expected.
        problem: &'static str,
    },
}

/// Reads a row. The résumé is named by [`Reading::reference`] and attached by whoever fetches it.
///
/// # Errors
/// [`ContractError`].
pub fn read(row: Reading<'_>) -> Result<ApplyRequest, ContractError> {
    if row.input.get("profile").is_some() {
        return serde_json::from_value(row.input.clone())
            .map_err(|error| ContractError::Full { line: error.line(), column: error.column() });
    }
    let user_data = match row.input.get("user_data") {
        None | Some(Value::Null) => None,
        Some(Value::Object(data)) => Some(data),
        Some(_) => return Err(ContractError::Field { field: "user_data", problem: "expected an object" }),
    };
    let place = |data| Place { data, pointer: "/user_data".to_owned(), at: row.created_at };
    let mut profile = user_data.map(|data| read_profile(&place(data))).unwrap_or_default();
    profile.name.split_two_words();
    let mut answers = user_data.map(|data| stated_answers(&place(data))).unwrap_or_default();
    for field in ["qa_overrides", "qa_answers"] {
        answers.extend(read_answers(row.input.get(field), field, row.created_at)?);
    }
    Ok(ApplyRequest {
        mode: row.mode()?,
        dry_run: row.input.get("dry_run").and_then(Value::as_bool).unwrap_or(false),
        profile,
        answers,
        resume: None,
        cover_letter: None,
        said: Default::default(),
    })
}

impl Reading<'_> {
    /// `input_data.mode`, else `metadata.mode`, else the person decides.
    fn mode(&self) -> Result<Mode, ContractError> {
        let said = [self.input, self.metadata].into_iter().find_map(|data| data.get("mode").filter(|v| !v.is_null()));
        said.map_or(Ok(Mode::Copilot), |word| {
            serde_json::from_value(word.clone())
                .map_err(|_| ContractError::Field { field: "mode", problem: "expected copilot or autopilot" })
        })
    }

    /// The résumé: the column `resume_ref`, else `metadata.resume_ref`, else `input_data.resume_ref`, else
    /// `input_data.resume_path` or `user_data.resume_path`. Within a reference a storage path comes before a URL and
    /// a URL before a key of the bucket; blank ones do not count.
    #[must_use]
    pub fn reference(&self) -> Option<Reference> {
        let refs = [self.resume_ref, self.metadata.get("resume_ref"), self.input.get("resume_ref")];
        refs.into_iter().flatten().find_map(of_reference).or_else(|| {
            let paths = [self.input.get("resume_path"), self.input.pointer("/user_data/resume_path")];
            paths.into_iter().flatten().find_map(|path| Some(of_path(filled(path)?)))
        })
    }
}

fn of_reference(reference: &Value) -> Option<Reference> {
    let member = |key| reference.get(key).and_then(filled).map(str::to_owned);
    match reference {
        Value::String(path) => filled(&Value::String(path.clone())).map(of_path),
        _ => member("storage_path")
            .map(Reference::Storage)
            .or_else(|| member("download_url").map(Reference::Url))
            .or_else(|| member("s3_key").map(Reference::Bucket)),
    }
}

fn of_path(path: &str) -> Reference {
    match path.starts_with("http://") || path.starts_with("https://") {
        true => Reference::Url(path.to_owned()),
        false => Reference::Storage(path.to_owned()),
    }
}

/// A text that says something.
fn filled(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty() && text.chars().count() <= MOST_CHARACTERS)
}

/// An object of the request with its place in it.
struct Place<'a> {
    data: &'a Map<String, Value>,
    pointer: String,
    at: DateTime<Utc>,
}

impl<'a> Place<'a> {
    /// The first of the names that says something; numbers count as texts.
    fn text(&self, names: &[&str]) -> Option<Fact<String>> {
        names.iter().find_map(|name| {
            let value = self.data.get(*name)?;
            let text = match value {
                Value::Number(number) => number.to_string(),
                value => filled(value)?.to_owned(),
            };
            Some(self.fact(name, text))
        })
    }

    fn fact<T>(&self, name: &str, value: T) -> Fact<T> {
        let name = name.replace('~', "~0").replace('/', "~1");
        Fact::new(value, Source::Request { pointer: format!("{}/{name}", self.pointer), at: self.at })
    }

    /// A date; one that cannot be read is not known.
    fn date(&self, names: &[&str]) -> Option<Fact<PartialDate>> {
        let text = self.text(names)?;
        let date = forms::answering::parse_date(text.value()).or_else(|| text.value().parse().ok())?;
        Some(text.represent(|_| date))
    }

    fn truth(&self, names: &[&str]) -> Option<Fact<bool>> {
        names.iter().find_map(|name| match self.data.get(*name)? {
            Value::Bool(truth) => Some(self.fact(name, *truth)),
            Value::String(text) => yes_or_no(text).map(|truth| self.fact(name, truth)),
            _ => None,
        })
    }

    fn objects(&self, names: &[&str]) -> Vec<Place<'a>> {
        let Some((name, Value::Array(list))) = names.iter().find_map(|name| Some((*name, self.data.get(*name)?)))
        else {
            return Vec::new();
        };
        let entry = |(at, entry): (usize, &'a Value)| {
            Some(Place { data: entry.as_object()?, pointer: format!("{}/{name}/{at}", self.pointer), at: self.at })
        };
        list.iter().take(MOST_ENTRIES).enumerate().filter_map(entry).collect()
    }

    fn object(&self, name: &str) -> Option<Place<'a>> {
        let data = self.data.get(name)?.as_object()?;
        Some(Place { data, pointer: format!("{}/{name}", self.pointer), at: self.at })
    }
}

/// Whole words only: anything else says neither.
fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

fn read_profile(data: &Place<'_>) -> Profile {
    let mut profile = Profile {
        name: read_name(data),
        headline: data.text(&["headline", "current_title"]),
        summary: data.text(&["summary"]),
        email: data.text(&["email"]),
        phone: data.text(&["phone", "phone_number"]),
        location: read_location(data),
        links: read_links(data),
        work: data.objects(&["work_history", "experience"]).iter().map(read_employment).collect(),
        education: data.objects(&["education"]).iter().map(read_education).collect(),
        skills: read_skills(data),
        ..Profile::default()
    };
    let application = &mut profile.application;
    application.gender = disclosure(data, &["gender"], &[("male", "man"), ("female", "woman")]);
    application.race = disclosure(data, &["race", "race_ethnicity", "ethnicity"], &[]);
    application.pronouns = disclosure(data, &["pronouns"], &[]);
    application.hispanic_latino = stated_polar(data, &["hispanic_latino"]);
    application.veteran = stated_polar(data, &["veteran", "veteran_status"]);
    application.disability = stated_polar(data, &["disability", "disability_status"]);
    application.willing_to_relocate = data.truth(&["willing_to_relocate"]);
    application.over_18 = data.truth(&["over_18", "is_over_18"]);
    application.how_heard = data.text(&["how_heard"]);
    application.work_authorization = read_authorization(data, profile.location.country_code.as_ref());
    profile
}

fn read_name(data: &Place<'_>) -> Name {
    let (given, family) = (data.text(&["first_name", "given_name"]), data.text(&["last_name", "family_name"]));
    let full = data.text(&["full_name", "name"]).or_else(|| {
        let (given, family) = (given.as_ref()?, family.as_ref()?);
        Some(Fact::new(
            format!("{} {}", given.value(), family.value()),
            Source::Derived {
                rule: "name.joined".to_owned(),
                because: "the first and the last name".to_owned(),
                from: vec![given.source().clone(), family.source().clone()],
            },
        ))
    });
    let (middle, preferred) = (data.text(&["middle_name"]), data.text(&["preferred_name"]));
    Name { full, given, middle, family, preferred }
}

/// Flat, or under `address` or `location`.
fn read_location(data: &Place<'_>) -> Location {
    let nested = ["address", "location"].into_iter().find_map(|name| data.object(name));
    let text = |names: &[&str]| nested.as_ref().and_then(|place| place.text(names)).or_else(|| data.text(names));
    let country = text(&["country_code", "country"]);
    let country_code = country.and_then(|country| {
        let known = Country::find(country.value())?;
        let written_so = country.value().eq_ignore_ascii_case(known.code);
        Some(match written_so {
            true => country.represent(|_| known.code.to_owned()),
            false => country.derive("country.name", "the code of that country", known.code.to_owned()),
        })
    });
    Location {
        address: text(&["street", "address_line_1", "address"]),
        city: text(&["city"]),
        region: text(&["state", "region"]),
        postal_code: text(&["zip", "zip_code", "postal_code"]),
        country_code,
    }
}

fn read_links(data: &Place<'_>) -> Vec<Link> {
    let named = [
        ("linkedin_url", Some(Network::LinkedIn)),
        ("github_url", Some(Network::GitHub)),
        ("portfolio_url", None),
        ("website", None),
        ("website_url", None),
    ];
    let links = named.into_iter().filter_map(|(name, network)| {
        let url = data.text(&[name])?;
        let parsed = url::Url::parse(url.value()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some(Link { network: network.unwrap_or_else(|| network_of(parsed.as_str())), url })
    });
    links.collect()
}

fn read_employment(entry: &Place<'_>) -> Employment {
    const END: [&str; 2] = ["end_date", "end"];
    let ongoing = entry.text(&END).filter(|end| {
        matches!(end.value().to_lowercase().as_str(), "present" | "current" | "now" | "ongoing" | "today")
    });
    let current = entry.truth(&["currently_work_here", "current"]).filter(|current| *current.value());
    Employment {
        employer: entry.text(&["company", "employer"]),
        position: entry.text(&["title", "position"]),
        location: entry.text(&["location"]),
        start: entry.date(&["start_date", "start"]),
        end: entry.date(&END),
        current: current.or_else(|| ongoing.map(|end| end.represent(|_| true))),
        summary: entry.text(&["description", "summary"]),
        highlights: Vec::new(),
    }
}

fn read_education(entry: &Place<'_>) -> Education {
    Education {
        institution: entry.text(&["institution", "school"]),
        area: entry.text(&["field", "field_of_study", "major"]),
        study_type: entry.text(&["degree"]),
        start: entry.date(&["start_date"]),
        end: entry.date(&["end_date", "graduation_year"]),
        score: entry.text(&["gpa"]),
    }
}

fn read_skills(data: &Place<'_>) -> Vec<Fact<String>> {
    let Some(Value::Array(list)) = data.data.get("skills") else { return Vec::new() };
    let skill = |(at, skill): (usize, &Value)| Some(data.fact(&format!("skills/{at}"), filled(skill)?.to_owned()));
    // The place is a list, so its slash is one.
    let skills = list.iter().take(MOST_ENTRIES).enumerate().filter_map(skill);
    skills
        .map(|fact| match fact.source() {
            Source::Request { pointer, at } => {
                let pointer = pointer.replace("~1", "/");
                Fact::new(fact.value().clone(), Source::Request { pointer, at: *at })
            }
            _ => fact,
        })
        .collect()
}

const DECLINED: [&str; 7] = [
    "decline",
    "declined",
    "decline to self identify",
    "decline to self-identify",
    "prefer not to say",
    "i prefer not to say",
    "i don't wish to answer",
];

fn is_declined(text: &str) -> bool {
    DECLINED.contains(&text.trim().to_lowercase().as_str())
}

/// The person's own word, in the spelling that is usual here.
fn disclosure(data: &Place<'_>, names: &[&str], usual: &[(&str, &str)]) -> Option<Fact<Disclosure>> {
    let said = data.text(names)?;
    let word = said.value().to_lowercase();
    Some(said.represent(|said| match usual.iter().find(|(other, _)| *other == word) {
        _ if is_declined(said) => Disclosure::Decline,
        Some((_, usual)) => Disclosure::Says((*usual).to_owned()),
        None => Disclosure::Says(word.clone()),
    }))
}

/// A yes, a no, or declined; anything else is not understood and the person is asked.
fn stated_polar(data: &Place<'_>, names: &[&str]) -> Option<Fact<Disclosure>> {
    if let Some(said) = data.text(names).filter(|said| is_declined(said.value())) {
        return Some(said.represent(|_| Disclosure::Decline));
    }
    let truth = data.truth(names)?;
    Some(truth.represent(|truth| Disclosure::Says(if *truth { "yes" } else { "no" }.to_owned())))
}

/// The right to work, when both questions and the country are answered in so many words.
fn read_authorization(data: &Place<'_>, country: Option<&Fact<String>>) -> Vec<Fact<WorkAuthorization>> {
    let authorized = data.truth(&["authorized_to_work", "work_authorization"]);
    let sponsored = data.truth(&["needs_sponsorship", "visa_sponsorship", "requires_sponsorship"]);
    let (Some(authorized), Some(sponsored), Some(country)) = (authorized, sponsored, country) else {
        return Vec::new();
    };
    let statement = WorkAuthorization {
        country: country.value().clone(),
        authorized: *authorized.value(),
        needs_sponsorship: *sponsored.value(),
    };
    let from = [authorized.source(), sponsored.source(), country.source()].map(Clone::clone).to_vec();
    let because = "work authorization, sponsorship and country of residence".to_owned();
    vec![Fact::new(statement, Source::Derived { rule: "request.work_authorization".to_owned(), because, from })]
}

/// Statements in free words: offered where the same is asked.
fn stated_answers(data: &Place<'_>) -> Vec<Answer> {
    let statements = [
        ("work_authorization", "Work authorization", QuestionClass::WorkAuthorization, UsageMode::AskEachTime),
        ("salary_expectation", "Salary expectation", QuestionClass::Salary, UsageMode::AlwaysUse),
        ("years_of_experience", "Years of experience", QuestionClass::Experience, UsageMode::AlwaysUse),
    ];
    let answer = |(name, question, class, usage): (&str, &str, QuestionClass, UsageMode)| {
        let said = data.text(&[name])?;
        Some(Answer { usage, ..answer_of(question, said.value(), class, &format!("/user_data/{name}"), data.at) })
    };
    statements.into_iter().filter_map(answer).collect()
}

/// Answers by question: `{"question": "answer"}`.
fn read_answers(answers: Option<&Value>, field: &'static str, at: DateTime<Utc>) -> Result<Vec<Answer>, ContractError> {
    let answers = match answers {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(answers)) => answers,
        Some(_) => return Err(ContractError::Field { field, problem: "expected answers by question" }),
    };
    let answer = |(question, answer): (&String, &Value)| {
        let text = match answer {
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(truth) => if *truth { "Yes" } else { "No" }.to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let usable = question.chars().count() <= MOST_CHARACTERS && text.chars().count() <= MOST_CHARACTERS;
        let class = forms::meaning::class_of_question(question).unwrap_or(QuestionClass::Other);
        (usable && !question.trim().is_empty())
            .then(|| answer_of(question.trim(), &text, class, &format!("/{field}/{question}"), at))
    };
    Ok(answers.iter().take(MOST_ENTRIES).filter_map(answer).collect())
}

/// The identifier is made from the place, so that reading a row twice gives the same answers.
fn answer_of(question: &str, answer: &str, class: QuestionClass, place: &str, at: DateTime<Utc>) -> Answer {
    let digest = Sha256::of(format!("{}\0{place}", at.timestamp_micros()).as_bytes());
    let bytes = std::array::from_fn(|i| digest.as_bytes()[i]);
    Answer {
        id: AnswerId(uuid::Builder::from_random_bytes(bytes).into_uuid()),
        question: question.to_owned(),
        class,
        answer: answer.to_owned(),
        scope: AnswerScope::Everywhere,
        usage: UsageMode::AlwaysUse,
        times_used: 0,
        last_used_at: None,
        stated_at: at,
    }
}

#[cfg(test)]
mod tests;
