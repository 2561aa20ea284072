//! The public autofill suites: saved sign-up, checkout and login pages.

use crate::score::Read;
use crate::snapshots::Corpus;
use crate::vocabularies::accepted;
use anyhow::Result;
use chrono::{DateTime, Utc};
use forms::answering::Person;
use forms::meaning::Meaning;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fs;

/// How a type fared.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// Read as it and it is.
    pub(crate) right: usize,
    /// Read as it and it is something else.
    pub(crate) wrong: usize,
    /// It is, and it was read as nothing.
    pub(crate) missed: usize,
    /// Read as it where nobody labelled anything; not judged.
    pub(crate) unlabelled: usize,
}

/// Types by the name the report gives them.
pub(crate) type Tallies = BTreeMap<&'static str, Tally>;

/// One row per type: its name, and the words of the suites that mean it.
const TYPES: [(&str, &[&str]); 13] = [
    ("given name", &["firstName", "given-name"]),
    ("middle name", &["middleName", "additional-name"]),
    ("family name", &["lastName", "family-name"]),
    ("full name", &["fullName", "name"]),
    ("e-mail", &["emailAddress", "username OR emailAddress", "email"]),
    ("phone", &["phone", "tel"]),
    ("street", &["addressStreet", "street-address", "address-line1"]),
    ("second address line", &["addressStreet2", "address-line2"]),
    ("city", &["addressCity", "address-level2"]),
    ("region", &["addressProvince", "address-level1"]),
    ("postal code", &["addressPostalCode", "postal-code"]),
    ("country", &["addressCountryCode", "country"]),
    ("password", &["password", "password.new", "password.current"]),
];

fn type_of_word(word: &str) -> Option<&'static str> {
    TYPES.iter().find(|(_, words)| words.contains(&word)).map(|(name, _)| *name)
}

fn type_of_meaning(meaning: Meaning) -> Option<&'static str> {
    let means = |word: &&&str| accepted(word).is_some_and(|all| all.contains(&meaning));
    TYPES.iter().find(|(_, words)| words.iter().any(|w| means(&w))).map(|(name, _)| *name)
}

/// Field by field. A login box that takes either a user's name or an address may be read as an address or as nothing;
/// so may one that people labelled by its role, "username", while its own label or type says e-mail.
pub(crate) async fn duckduckgo(corpus: &Corpus, person: &Person, now: DateTime<Utc>) -> Result<Tallies> {
    let expected: Vec<Value> = serde_json::from_slice(&fs::read(corpus.root.join("expected.json"))?)?;
    let pages: Vec<String> =
        expected.iter().map(|p| format!("pages/{}", p["file"].as_str().unwrap_or_default())).collect();
    let by_page: HashMap<&String, &Value> = pages.iter().zip(&expected).collect();
    let mut tallies = Tallies::new();
    for (page, snapshot) in corpus.snapshots(&pages).await? {
        let read = Read::of(&snapshot, person, now);
        let mut seen = HashMap::new();
        for listed in by_page[&page]["fields"].as_array().into_iter().flatten() {
            let nth = crate::nth(&mut seen, listed);
            let Some(control) = read.listed(listed, nth) else { continue };
            let word = listed["ddg"].as_str().unwrap_or_default();
            let read_as = read.meaning(control).and_then(type_of_meaning);
            let is = type_of_word(word);
            if read_as == is {
                if let Some(name) = is {
                    tallies.entry(name).or_default().right += 1;
                }
                continue;
            }
            if word.is_empty() {
                if let Some(name) = read_as {
                    tallies.entry(name).or_default().unlabelled += 1;
                }
                continue;
            }
            if word == "username" && read_as == Some("e-mail") && read.says_mail(control) {
                continue;
            }
            if crate::shows() {
                println!("{page}: {word:?} ({}/{}): {}", listed["id"], listed["name"], read.reason(control));
            }
            if let Some(name) = read_as {
                tallies.entry(name).or_default().wrong += 1;
            }
            if let Some(name) = is.filter(|_| word != "username OR emailAddress") {
                tallies.entry(name).or_default().missed += 1;
            }
        }
    }
    Ok(tallies)
}

/// Page by page: the suite names the types of a section in order, not the fields, so types are counted per page.
/// Fields of sections that the suite calls too small to fill are neither wanted nor wrong.
pub(crate) async fn firefox(corpus: &Corpus, person: &Person, now: DateTime<Utc>) -> Result<Tallies> {
    let expected: Vec<Value> = serde_json::from_slice(&fs::read(corpus.root.join("expected.json"))?)?;
    let mut wanted: BTreeMap<String, BTreeMap<&'static str, (usize, usize)>> = BTreeMap::new();
    for page in expected.iter().filter(|p| p["fixture_exists"] == true) {
        let Some(fixture) = page["fixture"].as_str() else { continue };
        let counts = wanted.entry(format!("formautofill-test/{fixture}")).or_default();
        for section in page["expected"].as_array().into_iter().flatten() {
            for field in section["fields"].as_array().into_iter().flatten() {
                let Some(name) = type_of_word(field["fieldName"].as_str().unwrap_or_default()) else { continue };
                let (valid, either) = counts.entry(name).or_default();
                if section["invalid"] == true { *either += 1 } else { *valid += 1 }
            }
        }
    }
    let pages: Vec<String> = wanted.keys().cloned().collect();
    let mut tallies = Tallies::new();
    for (page, snapshot) in corpus.snapshots(&pages).await? {
        let read = Read::of(&snapshot, person, now);
        let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
        for meaning in read.fields.iter().filter_map(|f| f.reading.meaning) {
            if let Some(name) = type_of_meaning(meaning) {
                *found.entry(name).or_default() += 1;
            }
        }
        for (name, _) in TYPES.iter().filter(|(name, _)| *name != "password") {
            let (valid, either) = wanted[&page].get(name).copied().unwrap_or_default();
            let found = found.get(name).copied().unwrap_or_default();
            let tally = tallies.entry(name).or_default();
            tally.right += found.min(valid);
            tally.missed += valid.saturating_sub(found);
            tally.wrong += found.saturating_sub(valid + either);
            if crate::shows() && (found < valid || found > valid + either) {
                println!("{page}: {name}: {found} found, {valid} wanted, {either} more allowed");
            }
        }
    }
    Ok(tallies)
}
