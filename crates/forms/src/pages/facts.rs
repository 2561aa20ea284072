//! What a page says about its posting: JSON-LD first, then the titles job boards use.

use super::PostingFacts;
use crate::snapshot::PageSnapshot;
use crate::wording::tidy;
use domain::countries::Country;
use serde_json::Value;

/// How deep JSON-LD is searched for a posting.
const DEPTH: usize = 6;

pub(super) fn read(snapshot: &PageSnapshot) -> PostingFacts {
    let mut facts = snapshot
        .frames
        .iter()
        .flat_map(|frame| &frame.json_ld)
        .filter_map(|text| serde_json::from_str::<Value>(text).ok())
        .find_map(|json| find_posting(&json, 0).map(of_posting))
        .unwrap_or_default();
    from_title(snapshot, &mut facts);
    facts
}

fn find_posting(json: &Value, depth: usize) -> Option<&Value> {
    if depth > DEPTH {
        return None;
    }
    match json {
        Value::Array(items) => items.iter().take(50).find_map(|item| find_posting(item, depth + 1)),
        Value::Object(object) => {
            let is_posting = match object.get("@type") {
                Some(Value::String(kind)) => kind == "JobPosting",
                Some(Value::Array(kinds)) => kinds.iter().any(|k| k == "JobPosting"),
                _ => false,
            };
            if is_posting {
                return Some(json);
            }
            object.get("@graph").or_else(|| object.get("mainEntity")).and_then(|inner| find_posting(inner, depth + 1))
        }
        _ => None,
    }
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => tidy(text),
        Some(Value::Object(object)) => text_of(object.get("name")),
        Some(Value::Array(items)) => items.first().map(|v| text_of(Some(v))).unwrap_or_default(),
        _ => String::new(),
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn of_posting(posting: &Value) -> PostingFacts {
    let addresses: Vec<&Value> =
        list(posting.get("jobLocation")).iter().take(50).map(|place| place.get("address").unwrap_or(place)).collect();
    let place = addresses.first().map(|address| written(address)).unwrap_or_default();
    let remote = list(posting.get("applicantLocationRequirements"));
    let said =
        addresses.iter().map(|a| text_of(a.get("addressCountry"))).chain(remote.iter().map(|r| text_of(Some(r))));
    PostingFacts {
        company: text_of(posting.get("hiringOrganization")),
        title: text_of(posting.get("title")),
        place,
        country: only_one(said.filter(|c| !c.is_empty())),
        identifier: identifier_of(posting.get("identifier")),
    }
}

/// A text, or the value of a `PropertyValue`.
fn identifier_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => tidy(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Object(object)) => match object.get("value") {
            Some(Value::String(text)) => tidy(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

fn written(address: &Value) -> String {
    if let Value::String(text) = address {
        return tidy(text);
    }
    let parts = ["addressLocality", "addressRegion", "addressCountry"].map(|key| text_of(address.get(key)));
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The country, when all that is said means the same one.
fn only_one(said: impl Iterator<Item = String>) -> Option<String> {
    let mut found: Option<&'static str> = None;
    for name in said {
        let code = Country::find(&name)?.code;
        match found {
            Some(other) if other != code => return None,
            _ => found = Some(code),
        }
    }
    found.map(str::to_owned)
}

/// "Job Application for X at Y" (Greenhouse), "X @ Y" (Ashby), "Y - X" (Lever), "X | Y".
fn from_title(snapshot: &PageSnapshot, facts: &mut PostingFacts) {
    let title = tidy(&snapshot.title);
    let heading = snapshot
        .frames
        .iter()
        .flat_map(|frame| &frame.headings)
        .find(|heading| heading.level == 1)
        .map(|heading| tidy(&heading.text))
        .unwrap_or_default();
    let halves = title
        .strip_prefix("Job Application for ")
        .and_then(|rest| rest.rsplit_once(" at "))
        .or_else(|| title.rsplit_once(" @ "))
        .or_else(|| around_heading(&title, &heading));
    if let Some((job, company)) = halves {
        if facts.title.is_empty() {
            facts.title = job.trim().to_owned();
        }
        if facts.company.is_empty() {
            facts.company = company.trim().to_owned();
        }
    }
    if facts.title.is_empty() {
        facts.title = heading;
    }
}

/// A title of two parts of which the heading is one: the other is the employer.
fn around_heading<'a>(title: &'a str, heading: &str) -> Option<(&'a str, &'a str)> {
    let (a, b) = [" - ", " | ", " – ", " — ", " at "].iter().find_map(|separator| title.split_once(separator))?;
    match (a.trim() == heading, b.trim() == heading) {
        (true, false) => Some((a, b)),
        (false, true) => Some((b, a)),
        _ => None,
    }
}
