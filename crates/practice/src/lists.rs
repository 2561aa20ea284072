//! Long option lists that several forms share.

use crate::gazetteer;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Lists {
    schools: Vec<String>,
    degrees: Vec<String>,
    disciplines: Vec<String>,
    skills: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../assets/lists.json")).expect("the lists are part of the program and tested")
});

/// Months in English, in order.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Categories and entries of "How did you hear about us" where it is a tree.
pub(crate) const SOURCES: [(&str, &[&str]); 4] = [
    ("Job Board", &["Glassdoor", "Indeed", "Monster"]),
    ("Professional Network", &["Alumni group", "LinkedIn", "Meetup"]),
    ("Company Site", &["Company blog", "Company website"]),
    ("Person", &["Employee referral", "Recruiter"]),
];

/// An entry of a list: its label, and what tells entries apart for the page (a country, a category).
pub(crate) struct Entry {
    pub(crate) label: String,
    pub(crate) code: Option<String>,
}

/// The entries of a named list; an unknown name is an empty list.
pub(crate) fn entries(list: &str) -> Vec<Entry> {
    let plain = |labels: &[String]| labels.iter().map(|label| entry(label, None)).collect();
    match list {
        "schools" => plain(&LISTS.schools),
        "degrees" => plain(&LISTS.degrees),
        "disciplines" => plain(&LISTS.disciplines),
        "skills" => plain(&LISTS.skills),
        "months" => MONTHS.iter().map(|month| entry(month, None)).collect(),
        "sources" => {
            SOURCES.iter().flat_map(|(group, leaves)| leaves.iter().map(|leaf| entry(leaf, Some(group)))).collect()
        }
        "countries" => gazetteer::countries().iter().map(|c| entry(long_name(c), Some(&c.code))).collect(),
        "countryPhoneCodes" => gazetteer::countries()
            .iter()
            .map(|c| entry(&format!("{} (+{})", long_name(c), c.dial), Some(&c.code)))
            .collect(),
        "dialCodes" => {
            gazetteer::countries().iter().map(|c| entry(&format!("{} +{}", c.name, c.dial), Some(&c.code))).collect()
        }
        "regions" => gazetteer::regions()
            .iter()
            .flat_map(|(country, names)| names.iter().map(|name| entry(name, Some(country))))
            .collect(),
        _ => Vec::new(),
    }
}

fn entry(label: &str, code: Option<&str>) -> Entry {
    Entry { label: label.to_owned(), code: code.map(str::to_owned) }
}

fn long_name(country: &gazetteer::Country) -> &str {
    if country.code == "US" { "United States of America" } else { &country.name }
}
