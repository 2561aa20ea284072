//! JSON Resume v1.0.0, in and out, with the application extras under `x-valet`.
//!
//! Import keeps for every value the JSON pointer it came from. It tolerates the
//! names used before 1.0 (`company`, `website`, `bio`, `gpa`) and ignores what a
//! profile has no place for (volunteering, awards …), but a value it would use and
//! cannot read is an error that names the place: a typing error must not
//! silently become a missing or a wrong answer. Errors never repeat the value.
//!
//! Export followed by import gives the same values; sources become the new file.

use crate::answers::{Answer, AnswerScope, QuestionClass, UsageMode};
use crate::dates::PartialDate;
use crate::profile::{
    ApplicationFacts, Certificate, Disclosure, Education, Employment, Language, Link, Location, Name, Network,
    PayPeriod, Profile, Salary, WorkAuthorization,
};
use crate::provenance::{Fact, Sha256, Source};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Largest file accepted.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting accepted; JSON Resume needs six levels.
pub const MAX_DEPTH: usize = 32;
/// Most entries of one list.
pub const MAX_ENTRIES: usize = 1_000;
/// Most values in the whole file.
pub const MAX_VALUES: usize = 50_000;
/// Longest text, in characters.
pub const MAX_TEXT_CHARS: usize = 20_000;

/// The key of the application extras.
const EXTRAS: &str = "x-valet";

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The profile; every source is [`Source::Imported`] or derived from one.
    pub profile: Profile,
    /// Entries for the Q&A bank.
    pub answers: Vec<ImportedAnswer>,
}

/// An entry for the Q&A bank as a file states it; the store adds identity and time.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedAnswer {
    /// The question, in the words it was stated for.
    pub question: String,
    /// Its class.
    pub class: QuestionClass,
    /// What the person answers; empty only when the entry declines.
    pub answer: String,
    /// Where it may be used.
    pub scope: AnswerScope,
    /// How it may be used.
    pub usage: UsageMode,
}

/// Why a file was not imported. Shows the place, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// More than [`MAX_BYTES`].
    #[error("the profile file is larger than 2 MB")]
    TooLarge,
    /// Not JSON, or not UTF-8.
    #[error("the profile file is not valid JSON (line {line}, column {column})")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but a value cannot be used.
    #[error("{}: {problem}", if pointer.is_empty() { "the profile file" } else { pointer.as_str() })]
    Invalid {
        /// JSON pointer (RFC 6901) of the value.
        pointer: String,
        /// What was expected there.
        problem: String,
    },
}

/// Reads a JSON Resume. `document` is the digest of `bytes` and becomes the source of every value.
///
/// # Errors
///
/// [`ImportError`] when the file is too large, is not JSON, or has a value of the wrong kind.
pub fn import(bytes: &[u8], document: Sha256) -> Result<Imported, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| ImportError::NotJson { line: error.line(), column: error.column() })?;
    check_limits(&value, &mut Vec::new(), &mut 0)?;

    let root = Node { value: &value, pointer: String::new(), document };
    root.object()?;
    let extras = root.child(EXTRAS)?;
    let mut profile = root.child("basics")?.map(|node| read_basics(&node)).transpose()?.unwrap_or_default();
    profile.work = root.entries(&["work"], read_employment)?;
    profile.education = root.entries(&["education"], read_education)?;
    profile.skills = root.entries(&["skills"], read_skills)?.into_iter().flatten().collect();
    profile.languages = root.entries(&["languages"], read_language)?;
    profile.certificates = root.entries(&["certificates", "certifications"], read_certificate)?;
    latest_first(&mut profile.work, |job| (job.current.is_some(), fact_date(&job.end), fact_date(&job.start)));
    latest_first(&mut profile.education, |school| (false, fact_date(&school.end), fact_date(&school.start)));

    let mut answers = Vec::new();
    if let Some(extras) = extras {
        extras.only(EXTRA_KEYS)?;
        read_name_parts(&extras, &mut profile.name)?;
        profile.application = read_application(&extras)?;
        answers = extras.entries(&["answers"], read_answer)?;
    }
    profile.name.split_two_words();
    Ok(Imported { profile, answers })
}

/// Writes a profile and a Q&A bank as JSON Resume v1.0.0 with `x-valet`.
/// What is unknown is left out. Name parts that were only derived from the full
/// name are left out too, so that they do not come back as stated.
#[must_use]
pub fn export(profile: &Profile, answers: &[Answer]) -> Value {
    let (website, accounts): (Vec<&Link>, Vec<&Link>) =
        profile.links.iter().partition(|link| link.network == Network::Website);
    let (main, more) = website.split_first().map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
    let profiles: Vec<Value> = more.iter().copied().chain(accounts).map(write_account).collect();

    let mut basics = Map::new();
    put(&mut basics, "name", text(&profile.name.full));
    put(&mut basics, "label", text(&profile.headline));
    put(&mut basics, "email", text(&profile.email));
    put(&mut basics, "phone", text(&profile.phone));
    put(&mut basics, "url", main.map(|link| json!(link.url.value())));
    put(&mut basics, "summary", text(&profile.summary));
    put(&mut basics, "location", non_empty(write_location(&profile.location)));
    put(&mut basics, "profiles", list(profiles));

    let mut root = Map::new();
    root.insert(
        "$schema".into(),
        json!("https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"),
    );
    put(&mut root, "basics", non_empty(basics));
    put(&mut root, "work", list(profile.work.iter().map(write_employment).collect()));
    put(&mut root, "education", list(profile.education.iter().map(write_education).collect()));
    put(&mut root, "skills", list(profile.skills.iter().map(|skill| json!({ "name": skill.value() })).collect()));
    put(&mut root, "languages", list(profile.languages.iter().map(write_language).collect()));
    put(&mut root, "certificates", list(profile.certificates.iter().map(write_certificate).collect()));
    put(&mut root, EXTRAS, non_empty(write_extras(profile, answers)));
    Value::Object(root)
}

/// Which site a URL belongs to, by its host; [`Network::Website`] when it is none of the known ones.
#[must_use]
pub fn network_of(url: &str) -> Network {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let belongs = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    HOSTS.iter().find(|(domain, _)| belongs(domain)).map_or(Network::Website, |(_, network)| *network)
}

const HOSTS: &[(&str, Network)] = &[
    ("linkedin.com", Network::LinkedIn),
    ("github.com", Network::GitHub),
    ("gitlab.com", Network::GitLab),
    ("twitter.com", Network::Twitter),
    ("x.com", Network::Twitter),
];

/// A value with the place it stands at.
struct Node<'a> {
    value: &'a Value,
    pointer: String,
    document: Sha256,
}

impl<'a> Node<'a> {
    fn invalid<T>(&self, problem: &str) -> Result<T, ImportError> {
        Err(ImportError::Invalid { pointer: self.pointer.clone(), problem: problem.to_owned() })
    }

    fn object(&self) -> Result<&'a Map<String, Value>, ImportError> {
        match self.value {
            Value::Object(map) => Ok(map),
            _ => self.invalid("expected an object"),
        }
    }

    /// The member `key`; null, an empty text and absence are the same.
    fn child(&self, key: &str) -> Result<Option<Node<'a>>, ImportError> {
        let present = |value: &&Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
        Ok(self.object()?.get(key).filter(present).map(|value| self.at(key, value)))
    }

    /// The first member present among `keys`: today's name, then older ones.
    fn first(&self, keys: &[&str]) -> Result<Option<Node<'a>>, ImportError> {
        for key in keys {
            if let Some(node) = self.child(key)? {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    fn at(&self, key: &str, value: &'a Value) -> Node<'a> {
        let key = key.replace('~', "~0").replace('/', "~1");
        Node { value, pointer: format!("{}/{key}", self.pointer), document: self.document }
    }

    fn entries<T>(
        &self,
        keys: &[&str],
        read: impl Fn(&Node<'a>) -> Result<T, ImportError>,
    ) -> Result<Vec<T>, ImportError> {
        let Some(list) = self.first(keys)? else { return Ok(Vec::new()) };
        let Value::Array(items) = list.value else { return list.invalid("expected a list") };
        let nodes = items.iter().enumerate().map(|(i, item)| list.at(&i.to_string(), item));
        nodes.filter(|node| !node.value.is_null()).map(|node| read(&node)).collect()
    }

    /// Refuses members the format does not know.
    fn only(&self, keys: &[&str]) -> Result<(), ImportError> {
        match self.object()?.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            Some((key, value)) => self.at(key, value).invalid("unknown key"),
            None => Ok(()),
        }
    }

    fn fact<T>(&self, value: T) -> Fact<T> {
        Fact::new(value, Source::Imported { document: self.document, pointer: self.pointer.clone() })
    }

    fn text(&self) -> Result<String, ImportError> {
        match self.value {
            Value::String(text) => Ok(text.trim().to_owned()),
            // A score or a postal code is often typed as a number.
            Value::Number(number) => Ok(number.to_string()),
            _ => self.invalid("expected a text"),
        }
    }

    fn bool(&self) -> Result<bool, ImportError> {
        self.value.as_bool().map_or_else(|| self.invalid("expected true or false"), Ok)
    }

    fn country(&self) -> Result<String, ImportError> {
        let code = self.text()?.to_ascii_uppercase();
        if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(code);
        }
        self.invalid("expected a country as two letters, such as US")
    }

    fn date(&self) -> Result<PartialDate, ImportError> {
        let text = self.text()?;
        let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
        day.parse().or_else(|_| self.invalid("expected a date: YYYY, YYYY-MM or YYYY-MM-DD"))
    }

    /// A word of a closed list.
    fn word<T: DeserializeOwned>(&self, expected: &str) -> Result<T, ImportError> {
        serde_json::from_value(self.value.clone()).or_else(|_| self.invalid(&format!("expected {expected}")))
    }

    fn text_fact(&self, keys: &[&str]) -> Result<Option<Fact<String>>, ImportError> {
        self.first(keys)?.map(|node| Ok(node.fact(node.text()?))).transpose()
    }

    fn date_fact(&self, key: &str) -> Result<Option<Fact<PartialDate>>, ImportError> {
        self.child(key)?.map(|node| Ok(node.fact(node.date()?))).transpose()
    }
}

fn check_limits(value: &Value, path: &mut Vec<String>, seen: &mut usize) -> Result<(), ImportError> {
    let refuse = |path: &[String], problem: String| {
        // The pointer itself may be hostile: keep it short.
        let pointer: String = path.iter().flat_map(|key| ["/", key]).collect::<String>().chars().take(200).collect();
        Err(ImportError::Invalid { pointer, problem })
    };
    *seen += 1;
    if *seen > MAX_VALUES {
        return refuse(&[], format!("more than {MAX_VALUES} values"));
    }
    if path.len() > MAX_DEPTH {
        return refuse(path, format!("nested deeper than {MAX_DEPTH} levels"));
    }
    match value {
        Value::String(text) if text.chars().count() > MAX_TEXT_CHARS => {
            refuse(path, format!("longer than {MAX_TEXT_CHARS} characters"))
        }
        Value::Array(items) if items.len() > MAX_ENTRIES => refuse(path, format!("more than {MAX_ENTRIES} entries")),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(i, item)| {
            path.push(i.to_string());
            check_limits(item, path, seen)?;
            path.pop();
            Ok(())
        }),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| {
            path.push(key.clone());
            check_limits(item, path, seen)?;
            path.pop();
            Ok(())
        }),
        _ => Ok(()),
    }
}

fn read_basics(basics: &Node<'_>) -> Result<Profile, ImportError> {
    let mut links: Vec<Link> = Vec::new();
    if let Some(node) = basics.first(&["url", "website"])? {
        let url = absolute(&node)?;
        links.push(Link { network: network_of(&url), url: node.fact(url) });
    }
    links.extend(basics.entries(&["profiles"], read_account)?.into_iter().flatten());
    let mut seen = HashSet::new();
    links.retain(|link| seen.insert(link.url.value().clone()));

    let location = match basics.child("location")? {
        Some(node) => read_location(&node)?,
        None => Location::default(),
    };
    Ok(Profile {
        name: Name { full: basics.text_fact(&["name"])?, ..Name::default() },
        headline: basics.text_fact(&["label"])?,
        summary: basics.text_fact(&["summary", "bio"])?,
        email: basics.text_fact(&["email"])?,
        phone: basics.text_fact(&["phone"])?,
        location,
        links,
        ..Profile::default()
    })
}

fn read_location(node: &Node<'_>) -> Result<Location, ImportError> {
    Ok(Location {
        address: node.text_fact(&["address"])?,
        city: node.text_fact(&["city"])?,
        region: node.text_fact(&["region", "state"])?,
        postal_code: node.text_fact(&["postalCode"])?,
        country_code: node.child("countryCode")?.map(|code| Ok(code.fact(code.country()?))).transpose()?,
    })
}

/// An account: its URL, or one composed from a user name on a site whose addresses are known.
fn read_account(node: &Node<'_>) -> Result<Option<Link>, ImportError> {
    let named = node.child("network")?.map(|network| network.text()).transpose()?.unwrap_or_default();
    if let Some(url_node) = node.child("url")? {
        let url = absolute(&url_node)?;
        let network = match network_of(&url) {
            Network::Website if !matches!(named.to_lowercase().as_str(), "" | "website" | "portfolio" | "homepage") => {
                Network::Other
            }
            network => network,
        };
        return Ok(Some(Link { network, url: url_node.fact(url) }));
    }
    let Some(user) = node.child("username")? else { return Ok(None) };
    let name = user.text()?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let (network, start) = match named.to_lowercase().as_str() {
        "linkedin" => (Network::LinkedIn, "https://www.linkedin.com/in/"),
        "github" => (Network::GitHub, "https://github.com/"),
        "gitlab" => (Network::GitLab, "https://gitlab.com/"),
        "twitter" | "x" => (Network::Twitter, "https://x.com/"),
        _ => return Ok(None),
    };
    let url = || user.fact(()).derive("link.username", "the user name on that site", format!("{start}{name}"));
    Ok(plain.then(|| Link { network, url: url() }))
}

fn absolute(node: &Node<'_>) -> Result<String, ImportError> {
    let text = node.text()?;
    let full = if text.contains("://") { text } else { format!("https://{text}") };
    match url::Url::parse(&full) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.')) =>
        {
            Ok(full)
        }
        _ => node.invalid("expected a web address"),
    }
}

fn read_employment(node: &Node<'_>) -> Result<Employment, ImportError> {
    let start = node.date_fact("startDate")?;
    let (end, current) = match node.child("endDate")? {
        Some(end) if is_ongoing(&end) => (None, Some(end.fact(true))),
        Some(end) => (Some(end.fact(end.date()?)), None),
        None => (None, ongoing_without_end(node, start.as_ref())?),
    };
    Ok(Employment {
        employer: node.text_fact(&["name", "company"])?,
        position: node.text_fact(&["position"])?,
        location: node.text_fact(&["location"])?,
        start,
        end,
        current,
        summary: node.text_fact(&["summary"])?,
        highlights: node.entries(&["highlights"], |item| Ok(item.fact(item.text()?)))?,
    })
}

fn is_ongoing(end: &Node<'_>) -> bool {
    let word = end.value.as_str().unwrap_or_default().trim().to_lowercase();
    matches!(word.as_str(), "present" | "current" | "now" | "ongoing" | "today")
}

/// JSON Resume writes an ongoing job by leaving `endDate` out; a job whose end
/// is merely unknown says so under `x-valet`.
fn ongoing_without_end(node: &Node<'_>, start: Option<&Fact<PartialDate>>) -> Result<Option<Fact<bool>>, ImportError> {
    if let Some(extras) = node.child(EXTRAS)? {
        extras.only(&["endUnknown"])?;
        if let Some(unknown) = extras.child("endUnknown")?
            && unknown.bool()?
        {
            return Ok(None);
        }
    }
    Ok(start.map(|start| start.derive("json_resume.no_end", "a start and no end", true)))
}

fn read_education(node: &Node<'_>) -> Result<Education, ImportError> {
    let end = node.child("endDate")?.filter(|end| !is_ongoing(end));
    Ok(Education {
        institution: node.text_fact(&["institution"])?,
        area: node.text_fact(&["area"])?,
        study_type: node.text_fact(&["studyType"])?,
        start: node.date_fact("startDate")?,
        end: end.map(|end| Ok(end.fact(end.date()?))).transpose()?,
        score: node.text_fact(&["score", "gpa"])?,
    })
}

/// A group of skills: its keywords, or its name when it has none.
fn read_skills(node: &Node<'_>) -> Result<Vec<Fact<String>>, ImportError> {
    if node.value.is_string() {
        return Ok(vec![node.fact(node.text()?)]);
    }
    let keywords = node.entries(&["keywords"], |item| Ok(item.fact(item.text()?)))?;
    Ok(if keywords.is_empty() { node.text_fact(&["name"])?.into_iter().collect() } else { keywords })
}

fn read_language(node: &Node<'_>) -> Result<Language, ImportError> {
    match node.text_fact(&["language", "name"])? {
        Some(language) => Ok(Language { language, fluency: node.text_fact(&["fluency", "level"])? }),
        None => node.invalid("expected the name of a language under `language`"),
    }
}

fn read_certificate(node: &Node<'_>) -> Result<Certificate, ImportError> {
    match node.text_fact(&["name", "title"])? {
        Some(name) => Ok(Certificate { name, issuer: node.text_fact(&["issuer"])?, date: node.date_fact("date")? }),
        None => node.invalid("expected the name of a certificate under `name`"),
    }
}

const EXTRA_KEYS: &[&str] = &[
    "givenName",
    "middleName",
    "familyName",
    "preferredName",
    "workAuthorization",
    "gender",
    "race",
    "hispanicLatino",
    "veteran",
    "disability",
    "pronouns",
    "salary",
    "earliestStart",
    "noticePeriodDays",
    "willingToRelocate",
    "over18",
    "howHeard",
    "answers",
];

fn read_name_parts(extras: &Node<'_>, name: &mut Name) -> Result<(), ImportError> {
    name.given = extras.text_fact(&["givenName"])?;
    name.middle = extras.text_fact(&["middleName"])?;
    name.family = extras.text_fact(&["familyName"])?;
    name.preferred = extras.text_fact(&["preferredName"])?;
    Ok(())
}

fn read_application(extras: &Node<'_>) -> Result<ApplicationFacts, ImportError> {
    let flag = |key: &str| -> Result<_, ImportError> {
        extras.child(key)?.map(|node| Ok(node.fact(node.bool()?))).transpose()
    };
    Ok(ApplicationFacts {
        work_authorization: extras.entries(&["workAuthorization"], read_authorization)?,
        gender: read_disclosure(extras, "gender", &[])?,
        race: read_disclosure(extras, "race", &[])?,
        hispanic_latino: read_disclosure(extras, "hispanicLatino", &["yes", "no"])?,
        veteran: read_disclosure(extras, "veteran", &["yes", "no"])?,
        disability: read_disclosure(extras, "disability", &["yes", "no"])?,
        pronouns: read_disclosure(extras, "pronouns", &[])?,
        salary: extras.child("salary")?.map(|node| read_salary(&node)).transpose()?,
        earliest_start: extras.child("earliestStart")?.map(|node| read_day(&node)).transpose()?,
        notice_period_days: extras.child("noticePeriodDays")?.map(|node| read_days(&node)).transpose()?,
        willing_to_relocate: flag("willingToRelocate")?,
        over_18: flag("over18")?,
        how_heard: extras.text_fact(&["howHeard"])?,
    })
}

fn read_authorization(node: &Node<'_>) -> Result<Fact<WorkAuthorization>, ImportError> {
    node.only(&["country", "authorized", "needsSponsorship"])?;
    let required = |key: &str| match node.child(key)? {
        Some(child) => Ok(child),
        None => node.invalid(&format!("`{key}` is missing")),
    };
    Ok(node.fact(WorkAuthorization {
        country: required("country")?.country()?,
        authorized: required("authorized")?.bool()?,
        needs_sponsorship: required("needsSponsorship")?.bool()?,
    }))
}

/// `decline`, or the person's word; `words` are the only ones allowed when not empty.
fn read_disclosure(extras: &Node<'_>, key: &str, words: &[&str]) -> Result<Option<Fact<Disclosure>>, ImportError> {
    let Some(node) = extras.child(key)? else { return Ok(None) };
    let said = node.text()?;
    if said == "decline" {
        return Ok(Some(node.fact(Disclosure::Decline)));
    }
    if !words.is_empty() && !words.contains(&said.as_str()) {
        return node.invalid("expected yes, no or decline");
    }
    Ok(Some(node.fact(Disclosure::Says(said))))
}

fn read_salary(node: &Node<'_>) -> Result<Fact<Salary>, ImportError> {
    node.only(&["amount", "currency", "period"])?;
    let (Some(amount), Some(currency), Some(period)) =
        (node.child("amount")?, node.child("currency")?, node.child("period")?)
    else {
        return node.invalid("expected amount, currency and period");
    };
    let Some(whole) = amount.value.as_u64() else { return amount.invalid("expected a whole number") };
    let code = currency.text()?.to_ascii_uppercase();
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return currency.invalid("expected a currency as three letters, such as USD");
    }
    let period: PayPeriod = period.word("hour, month or year")?;
    Ok(node.fact(Salary { amount: whole, currency: code, period }))
}

fn read_day(node: &Node<'_>) -> Result<Fact<chrono::NaiveDate>, ImportError> {
    let text = node.text()?;
    match chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        Ok(day) => Ok(node.fact(day)),
        Err(_) => node.invalid("expected a day: YYYY-MM-DD"),
    }
}

fn read_days(node: &Node<'_>) -> Result<Fact<u32>, ImportError> {
    match node.value.as_u64().and_then(|days| u32::try_from(days).ok()).filter(|days| *days <= 3_650) {
        Some(days) => Ok(node.fact(days)),
        None => node.invalid("expected a number of days"),
    }
}

fn read_answer(node: &Node<'_>) -> Result<ImportedAnswer, ImportError> {
    node.only(&["question", "class", "answer", "company", "usage"])?;
    let Some(question) = node.child("question")? else { return node.invalid("`question` is missing") };
    let Some(class) = node.child("class")? else { return node.invalid("`class` is missing") };
    // Without an explicit wish to reuse it, an answer is offered and not used by itself.
    let usage = node
        .child("usage")?
        .map_or(Ok(UsageMode::AskEachTime), |usage| usage.word("always_use, ask_each_time or decline_to_answer"))?;
    let answer = node.child("answer")?.map_or(Ok(String::new()), |answer| answer.text())?;
    if answer.is_empty() && usage != UsageMode::DeclineToAnswer {
        return node.invalid("`answer` is missing");
    }
    let company = node.child("company")?.map(|company| company.text()).transpose()?;
    Ok(ImportedAnswer {
        question: question.text()?,
        class: class.word("a class of question, such as work_authorization")?,
        answer,
        scope: company.map_or(AnswerScope::Everywhere, |name| AnswerScope::Company(name.to_lowercase())),
        usage,
    })
}

/// Sorts by the key, latest first. Entries without any date leave the list as the person ordered it.
fn latest_first<T>(entries: &mut [T], key: impl Fn(&T) -> (bool, Option<PartialDate>, Option<PartialDate>)) {
    if entries.iter().map(&key).all(|(current, end, start)| current || end.is_some() || start.is_some()) {
        entries.sort_by_key(|entry| {
            let (current, end, start) = key(entry);
            std::cmp::Reverse((current, end.or(start), start))
        });
    }
}

fn fact_date(fact: &Option<Fact<PartialDate>>) -> Option<PartialDate> {
    fact.as_ref().map(|fact| *fact.value())
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn text<T: ToString>(fact: &Option<Fact<T>>) -> Option<Value> {
    fact.as_ref().map(|fact| json!(fact.value().to_string()))
}

fn list(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

fn non_empty(map: Map<String, Value>) -> Option<Value> {
    (!map.is_empty()).then_some(Value::Object(map))
}

fn write_account(link: &Link) -> Value {
    let network = match link.network {
        Network::LinkedIn => "LinkedIn",
        Network::GitHub => "GitHub",
        Network::GitLab => "GitLab",
        Network::Twitter => "Twitter",
        Network::Website => "Website",
        Network::Other => "Other",
    };
    json!({ "network": network, "url": link.url.value() })
}

fn write_location(location: &Location) -> Map<String, Value> {
    let mut map = Map::new();
    put(&mut map, "address", text(&location.address));
    put(&mut map, "postalCode", text(&location.postal_code));
    put(&mut map, "city", text(&location.city));
    put(&mut map, "countryCode", text(&location.country_code));
    put(&mut map, "region", text(&location.region));
    map
}

fn write_employment(job: &Employment) -> Value {
    let mut map = Map::new();
    put(&mut map, "name", text(&job.employer));
    put(&mut map, "position", text(&job.position));
    put(&mut map, "location", text(&job.location));
    put(&mut map, "startDate", text(&job.start));
    let ongoing = job.current.as_ref().is_some_and(|current| *current.value());
    match (&job.end, ongoing, &job.start) {
        (Some(end), _, _) => put(&mut map, "endDate", Some(json!(end.value()))),
        (None, true, None) => put(&mut map, "endDate", Some(json!("present"))),
        (None, false, Some(_)) => put(&mut map, EXTRAS, Some(json!({ "endUnknown": true }))),
        (None, _, _) => {}
    }
    put(&mut map, "summary", text(&job.summary));
    put(&mut map, "highlights", list(job.highlights.iter().map(|item| json!(item.value())).collect()));
    Value::Object(map)
}

fn write_education(school: &Education) -> Value {
    let mut map = Map::new();
    put(&mut map, "institution", text(&school.institution));
    put(&mut map, "area", text(&school.area));
    put(&mut map, "studyType", text(&school.study_type));
    put(&mut map, "startDate", text(&school.start));
    put(&mut map, "endDate", text(&school.end));
    put(&mut map, "score", text(&school.score));
    Value::Object(map)
}

fn write_language(language: &Language) -> Value {
    let mut map = Map::new();
    map.insert("language".into(), json!(language.language.value()));
    put(&mut map, "fluency", text(&language.fluency));
    Value::Object(map)
}

fn write_certificate(certificate: &Certificate) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), json!(certificate.name.value()));
    put(&mut map, "date", text(&certificate.date));
    put(&mut map, "issuer", text(&certificate.issuer));
    Value::Object(map)
}

fn write_extras(profile: &Profile, answers: &[Answer]) -> Map<String, Value> {
    let mut map = Map::new();
    let stated = |part: &Option<Fact<String>>| {
        let derived = part.as_ref().is_some_and(|fact| matches!(fact.source(), Source::Derived { .. }));
        if derived { None } else { text(part) }
    };
    put(&mut map, "givenName", stated(&profile.name.given));
    put(&mut map, "middleName", stated(&profile.name.middle));
    put(&mut map, "familyName", stated(&profile.name.family));
    put(&mut map, "preferredName", stated(&profile.name.preferred));

    let facts = &profile.application;
    let disclosure = |fact: &Option<Fact<Disclosure>>| {
        fact.as_ref().map(|fact| match fact.value() {
            Disclosure::Decline => json!("decline"),
            Disclosure::Says(word) => json!(word),
        })
    };
    put(&mut map, "workAuthorization", list(facts.work_authorization.iter().map(|fact| json!(fact.value())).collect()));
    put(&mut map, "gender", disclosure(&facts.gender));
    put(&mut map, "race", disclosure(&facts.race));
    put(&mut map, "hispanicLatino", disclosure(&facts.hispanic_latino));
    put(&mut map, "veteran", disclosure(&facts.veteran));
    put(&mut map, "disability", disclosure(&facts.disability));
    put(&mut map, "pronouns", disclosure(&facts.pronouns));
    put(&mut map, "salary", facts.salary.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "earliestStart", text(&facts.earliest_start));
    put(&mut map, "noticePeriodDays", facts.notice_period_days.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "willingToRelocate", facts.willing_to_relocate.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "over18", facts.over_18.as_ref().map(|fact| json!(fact.value())));
    put(&mut map, "howHeard", text(&facts.how_heard));
    put(&mut map, "answers", list(answers.iter().map(write_answer).collect()));
    map
}

fn write_answer(answer: &Answer) -> Value {
    let company = match &answer.scope {
        AnswerScope::Everywhere => Value::Null,
        AnswerScope::Company(name) => json!(name),
    };
    json!({
        "question": answer.question,
        "class": answer.class,
        "answer": answer.answer,
        "company": company,
        "usage": answer.usage,
    })
}

#[cfg(test)]
mod tests;
