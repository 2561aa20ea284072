//! Scenarios: one behaviour of real forms at a time, with what is right there.
//!
//! A scenario is a section of a file in `scenarios/`, one file per group: a sheet
//! of data, the markup of the field under test with its script, and named parts
//! for further pages. Around it stands the same plain form, so that a difference
//! in outcome has one cause. Its posting is an ordinary [`Posting`]; the judge and
//! the request log treat it as any other.

mod forms;
mod pages;

use crate::postings::{Asks, Ending, Family, Field, Group, Kind, Layout, Place, Posting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) use pages::routes;

/// What may come of an application where only some outcomes are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// The truth arrives once, and is said to be submitted.
    Exact,
    /// A question goes to the person; nothing is sent.
    Asked,
    /// The way on needs a person or is refused to machines; no application arrives.
    Blocked,
    /// Nobody can tell from outside what became of it; anything but "unknown" is a guess.
    Unknown,
    /// The server refused, and that is what has to be said.
    Refused,
    /// There is nothing to apply to; nothing is sent.
    NothingSent,
}

/// How the scenario's server answers an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "then")]
pub(crate) enum Answer {
    /// Records it and leads to a confirmation that names the job.
    #[default]
    Confirms,
    /// Records it and answers with a server error.
    RecordsThen { status: u16 },
    /// Records nothing and says so with a bare "Thank you!".
    RecordsNothing,
    /// Records it and shows a bare "Thank you!" that names no job.
    BareThanks,
    /// Records nothing, thanks, and still shows the form.
    ThanksWithForm,
    /// Refuses as possible spam, above the form.
    Spam,
    /// Refuses a field, above the form.
    Invalid,
    /// Records it and confirms after this long.
    Slow { seconds: u64 },
    /// Records it and says that a confirmation comes by mail; it does.
    MailOnly,
    /// Records nothing; a mail about another role of the same employer comes.
    MailOtherRole,
    /// Wants a code from a mail first: 428, then boxes, then the confirmation.
    Code,
}

/// A scenario: a posting with one peculiarity, and what is right.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `group/name`.
    pub id: String,
    /// What the page does, in one line.
    pub claim: String,
    /// The outcomes that are right.
    pub right: Vec<Right>,
    /// Slug of the person it is made for.
    pub person: String,
    /// Its form as the judge sees it.
    pub posting: Posting,
    /// Paths to apply at one after the other as the same person, below the posting's; one empty path as a rule.
    pub visits: Vec<String>,
    /// Fields of its own sheet, by wire name.
    under_test: Vec<String>,
    pub(crate) answer: Answer,
    pub(crate) status: u16,
    pub(crate) redirects: BTreeMap<String, String>,
    pub(crate) markup: String,
    pub(crate) parts: BTreeMap<String, String>,
}

impl Scenario {
    /// First half of the id.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.posting.site
    }

    /// Whether this field is drawn by the ordinary form around the field under test.
    pub(crate) fn is_ordinary(&self, field: &Field) -> bool {
        !self.under_test.contains(&field.id) || !self.markup.contains(&format!("\"{}\"", field.id))
    }
}

/// The data of a scenario as written in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Sheet {
    id: String,
    claim: String,
    #[serde(default = "exact")]
    right: Vec<Right>,
    #[serde(default = "usual_person")]
    person: String,
    #[serde(default)]
    fields: Vec<Field>,
    #[serde(default)]
    groups: Vec<Group>,
    /// Ordinary fields that this form does not have.
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default = "one_visit")]
    visits: Vec<String>,
    #[serde(default)]
    answer: Answer,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    redirects: BTreeMap<String, String>,
}

fn exact() -> Vec<Right> {
    vec![Right::Exact]
}

fn usual_person() -> String {
    "maeve-oconnor".into()
}

fn one_visit() -> Vec<String> {
    vec![String::new()]
}

fn ok() -> u16 {
    200
}

/// Every scenario, always in the same order.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    &SCENARIOS
}

/// The scenario with this id, `group/name`.
#[must_use]
pub fn scenario(id: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.id == id)
}

macro_rules! groups {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../scenarios/", $name, ".html")))),+]
    };
}

static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    groups![
        "labels",
        "selects",
        "typeahead",
        "dates",
        "upload",
        "dynamic",
        "access",
        "identity",
        "traps",
        "truth",
        "words",
        "people"
    ]
    .into_iter()
    .flat_map(|(group, text)| sections(text).map(move |section| load(group, section)))
    .collect()
});

/// The sections of a group's file: each starts with its sheet in a comment.
fn sections(text: &str) -> impl Iterator<Item = &str> {
    text.split("<!--scenario").skip(1)
}

fn load(group: &str, section: &str) -> Scenario {
    let (sheet, html) = section.split_once("-->").expect("a sheet ends; the scenarios are tested");
    let sheet: Sheet =
        serde_json::from_str(sheet).unwrap_or_else(|error| unreachable!("a sheet of {group} is malformed: {error}"));
    let mut pieces = html.split("<!--part ");
    let markup = pieces.next().unwrap_or_default().trim().to_owned();
    let parts = pieces.filter_map(|piece| {
        let (name, html) = piece.split_once("-->")?;
        Some((name.trim().to_owned(), html.trim().to_owned()))
    });
    Scenario {
        id: format!("{group}/{}", sheet.id),
        claim: sheet.claim,
        right: sheet.right,
        person: sheet.person,
        under_test: sheet.fields.iter().map(|field| field.id.clone()).collect(),
        posting: employer(group, &sheet.id, ordinary(&sheet.drop, sheet.fields), sheet.groups),
        visits: sheet.visits,
        answer: sheet.answer,
        status: sheet.status,
        redirects: sheet.redirects,
        markup,
        parts: parts.collect(),
    }
}

/// The ordinary fields, with the field under test before the file.
fn ordinary(dropped: &[String], own: Vec<Field>) -> Vec<Field> {
    let field = Field::required;
    let before = [
        field("first_name", "First name", Kind::Text, Asks::GivenName),
        field("last_name", "Last name", Kind::Text, Asks::FamilyName),
        field("email", "Email", Kind::Email, Asks::Email),
        field("phone", "Phone", Kind::Phone, Asks::Phone),
    ];
    let after = [field("resume", "Resume/CV", Kind::File, Asks::Resume)];
    let kept = |field: &Field| !dropped.contains(&field.id) && !own.iter().any(|own| own.id == field.id);
    let (before, after): (Vec<Field>, Vec<Field>) =
        (before.into_iter().filter(kept).collect(), after.into_iter().filter(kept).collect());
    before.into_iter().chain(own).chain(after).collect()
}

/// Each group is an employer; each scenario an opening there.
fn employer(group: &str, id: &str, fields: Vec<Field>, groups: Vec<Group>) -> Posting {
    let company = match group {
        "labels" => "Gorse & Lantern",
        "selects" => "Pebblewick Pumps",
        "typeahead" => "Tarn Weather Works",
        "dates" => "Almanac House",
        "upload" => "Foldgate Paper",
        "dynamic" => "Quickset Hedges",
        "access" => "Portcullis Locks",
        "identity" => "Harrow Vale Ferries",
        "traps" => "Snaresbrook Bells",
        "words" => "Inkwell Primers",
        "people" => "Turnstone Lighthouses",
        _ => "Oldcastle Ledger",
    };
    // The title says nothing about what the page does.
    let number = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let title = format!("{} {}", TRADES[number % TRADES.len()], ROLES[number / TRADES.len() % ROLES.len()]);
    let posting = Posting {
        family: Family::Scenarios,
        company: company.into(),
        site: group.into(),
        id: id.into(),
        title,
        place: Place { city: "Boston".into(), region: "Massachusetts".into(), country: "US".into() },
        workplace: "Hybrid".into(),
        posted: "2026-09-14".into(),
        pay: None,
        department: None,
        commitment: None,
        needs_person: false,
        ending: Ending::Received,
        description: vec![format!("{company} looks for an engineer. The work is quiet and the tea is good.")],
        duties: vec!["Keep it running.".into(), "Write down what you did.".into()],
        fields,
        groups,
        layout: Layout::default(),
    };
    posting.with_choices()
}

const TRADES: [&str; 11] =
    ["Bellows", "Kiln", "Loom", "Sluice", "Lantern", "Compass", "Orchard", "Quarry", "Signal", "Turbine", "Weir"];
const ROLES: [&str; 5] = ["Technician", "Engineer", "Planner", "Inspector", "Designer"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_scenario_has_its_own_id_a_claim_and_a_person() {
        let ids: BTreeSet<&str> = scenarios().iter().map(|scenario| scenario.id.as_str()).collect();
        assert_eq!(ids.len(), scenarios().len());
        for scenario in scenarios() {
            assert!(scenario.claim.ends_with('.') && scenario.claim.len() < 160, "{}", scenario.id);
            assert!(!scenario.right.is_empty() && !scenario.visits.is_empty(), "{}", scenario.id);
            assert!(crate::person(&scenario.person).is_some(), "{}", scenario.id);
        }
    }
}
