//! The ruler: cases that any tool can be given, and the judgement of what it said
//! against what the server received.
//!
//! A wrong value costs more than a missing one, and nothing costs as much as
//! something that was sent and should not have been. The weights are [`Row::penalty`].

use crate::drift::drifted;
use crate::faults::Fault;
use crate::people::{Person, people, person};
use crate::postings::{Ending, Family, Posting, postings};
use crate::requests::LoggedRequest;
use crate::scenarios::{Right, Scenario, scenario, scenarios};
use crate::score::{Discrepancy, Shortfall, score};
use crate::server::Server;
use crate::submissions::Submission;
use crate::truth::{Expect, expected};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How a tool says that an application ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It was submitted and received.
    Submitted,
    /// It was not; nothing was sent, or the employer refused it.
    #[serde(alias = "refused")]
    NotSubmitted,
    /// Something stands in the way that a person has to deal with.
    Blocked,
    /// Questions stay open for the person.
    Asked,
    /// It was sent and nobody can say what became of it.
    Unknown,
}

/// What a tool reports about one visit; a driver prints it as one line of JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How it ended.
    pub outcome: Said,
    /// Questions put to the person, by label.
    #[serde(default)]
    pub asked: Vec<String>,
    /// Calls to a language model.
    #[serde(default)]
    pub model_calls: u64,
    /// What they cost, in US dollars.
    #[serde(default)]
    pub cost_usd: f64,
    /// Anything else, for people.
    #[serde(default)]
    pub note: String,
}

/// One application to be made: where, as whom, and how far the site has drifted.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The form.
    pub posting: &'static Posting,
    /// The scenario, when the form belongs to one.
    pub scenario: Option<&'static Scenario>,
    /// The applicant.
    pub person: &'static Person,
    /// Drift level of the pages.
    pub drift: u8,
}

/// Which cases to run. An empty list takes everything of its kind; with only one of
/// families and scenarios given, the other kind is left out.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Families by name, or postings by key.
    pub families: Vec<String>,
    /// Scenarios by id, or groups by name; `all` takes every one.
    pub scenarios: Vec<String>,
    /// People by slug or e-mail address; `all` takes every one.
    pub people: Vec<String>,
    /// Drift levels.
    pub drift: Vec<u8>,
}

/// A word of a [`Selection`] that names nothing.
#[derive(Debug, thiserror::Error)]
#[error("there is no {kind} {word:?}")]
pub struct UnknownName {
    kind: &'static str,
    word: String,
}

impl Selection {
    /// The cases in order: by form, then person, then drift. Scenarios run as the person they are made for
    /// unless people are named; forms of families run as the first person unless people are named.
    ///
    /// # Errors
    /// When a word names nothing.
    pub fn cases(&self) -> Result<Vec<Case>, UnknownName> {
        let both = self.families.is_empty() && self.scenarios.is_empty();
        let mut forms: Vec<(&'static Posting, Option<&'static Scenario>)> = Vec::new();
        if both || !self.families.is_empty() {
            forms.extend(self.chosen_postings()?.into_iter().map(|posting| (posting, None)));
        }
        if both || !self.scenarios.is_empty() {
            forms.extend(self.chosen_scenarios()?.into_iter().map(|scenario| (&scenario.posting, Some(scenario))));
        }
        let named = self.chosen_people()?;
        let levels = if self.drift.is_empty() { vec![0] } else { self.drift.clone() };
        let mut cases = Vec::new();
        for (posting, scenario) in forms {
            let usual = scenario.and_then(|scenario| person(&scenario.person)).or(people().first());
            let who: Vec<&'static Person> = if named.is_empty() { usual.into_iter().collect() } else { named.clone() };
            for person in who {
                cases.extend(levels.iter().map(|drift| Case { posting, scenario, person, drift: *drift }));
            }
        }
        Ok(cases)
    }

    fn chosen_postings(&self) -> Result<Vec<&'static Posting>, UnknownName> {
        let named = |word: &String, posting: &Posting| *word == posting.family.to_string() || *word == posting.key();
        if let Some(word) =
            self.families.iter().find(|word| *word != "all" && !postings().iter().any(|p| named(word, p)))
        {
            return Err(UnknownName { kind: "family", word: word.clone() });
        }
        let wanted = |posting: &&Posting| {
            self.families.is_empty() || self.families.iter().any(|word| word == "all" || named(word, posting))
        };
        Ok(postings().iter().filter(wanted).collect())
    }

    fn chosen_scenarios(&self) -> Result<Vec<&'static Scenario>, UnknownName> {
        let group = |word: &str, scenario: &Scenario| word == "all" || word == scenario.group();
        let unknown =
            |word: &&String| scenario(word).is_none() && !scenarios().iter().any(|scenario| group(word, scenario));
        if let Some(word) = self.scenarios.iter().find(unknown) {
            return Err(UnknownName { kind: "scenario", word: word.clone() });
        }
        let wanted = |scenario: &&Scenario| {
            self.scenarios.is_empty() || self.scenarios.iter().any(|word| *word == scenario.id || group(word, scenario))
        };
        Ok(scenarios().iter().filter(wanted).collect())
    }

    fn chosen_people(&self) -> Result<Vec<&'static Person>, UnknownName> {
        if self.people.iter().any(|word| word == "all") {
            return Ok(people().iter().collect());
        }
        let found = |word: &String| person(word).ok_or(UnknownName { kind: "person", word: word.clone() });
        self.people.iter().map(found).collect()
    }
}

impl Case {
    /// Scenario id, or the posting's key.
    #[must_use]
    pub fn id(&self) -> String {
        self.scenario.map_or_else(|| self.posting.key(), |scenario| scenario.id.clone())
    }

    /// Addresses to apply at, one after the other, on a server.
    #[must_use]
    pub fn urls(&self, server: &Server) -> Vec<String> {
        let paths: Vec<String> = match self.scenario {
            Some(scenario) => (0..scenario.visits.len()).map(|visit| scenario.start(visit)).collect(),
            None => vec![self.posting.path()],
        };
        let at = |path: String| match self.drift {
            0 => format!("{}{path}", server.base_url()),
            level => {
                let sign = if path.contains('?') { '&' } else { '?' };
                format!("{}{path}{sign}drift={level}", server.base_url())
            }
        };
        paths.into_iter().map(at).collect()
    }

    /// The outcomes that are right, with the server misbehaving as told.
    #[must_use]
    pub fn right(&self, fault: Option<Fault>) -> Vec<Right> {
        let mut right = match self.scenario {
            Some(scenario) => scenario.right.clone(),
            None if self.posting.ending == Ending::Blocked => vec![Right::Blocked],
            None => vec![Right::Exact],
        };
        let silent = expected(drifted(self.posting, self.drift), self.person);
        if right.contains(&Right::Exact) && silent.iter().any(|truth| truth.required && truth.expect == Expect::Ask) {
            right = vec![Right::Asked];
        }
        let Some(fault) = fault.filter(|_| right.contains(&Right::Exact)) else { return right };
        let mut further = match fault {
            Fault::SlowAfterRecord { .. } => vec![Right::Exact, Right::Unknown],
            Fault::Spam => vec![Right::Refused],
            Fault::InvalidFirst => vec![Right::Refused, Right::Asked, Right::Exact],
            _ => vec![Right::Unknown],
        };
        // A no of the page alone, under an answer of 200, does not prove that nothing was recorded.
        if self.posting.family == Family::Ashby && matches!(fault, Fault::Spam | Fault::InvalidFirst) {
            further.push(Right::Unknown);
        }
        further
    }

    /// The outcomes that are right when the tool itself is killed around the submission: it may come through, or not know.
    #[must_use]
    pub fn right_after_crash(&self) -> Vec<Right> {
        let mut right = self.right(None);
        if right.contains(&Right::Exact) && !right.contains(&Right::Unknown) {
            right.push(Right::Unknown);
        }
        right
    }
}

/// What came of one case.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Scenario id or posting key.
    pub case: String,
    /// Person, by slug.
    pub person: String,
    /// Drift level.
    pub drift: u8,
    /// What would be right.
    pub right: Vec<Right>,
    /// What the tool said, over all visits.
    pub said: Said,
    /// The outcome is one of the right ones, and nothing else is amiss.
    pub passed: bool,
    /// Fields that hold exactly the truth, or are rightly empty.
    pub exact: usize,
    /// Fields that should have been answered and were not, in applications that arrived or should have.
    pub missing: Vec<Shortfall>,
    /// Fields that hold something untrue.
    pub wrong: Vec<Discrepancy>,
    /// Questions put to the person.
    pub asked: Vec<String>,
    /// The tool stopped for a person to deal with something else.
    pub blocked: bool,
    /// Applications received.
    pub received: usize,
    /// Of them beyond the first.
    pub duplicates: usize,
    /// Things that were sent and should not have been: early submissions, values beaconed or put into other forms,
    /// applications the tool says were not sent or that had no place to go.
    pub escaped: usize,
    /// "Submitted" was said and is not true, or not known.
    pub false_submitted: bool,
    /// From start to end, in seconds.
    pub seconds: f64,
    /// Calls to a language model.
    pub model_calls: u64,
    /// What they cost.
    pub cost_usd: f64,
    /// The tool's own words.
    pub note: String,
    /// Fields that can be right or wrong here; 5 where the outcome is all there is.
    pub worth: usize,
}

/// What an outcome alone is worth, in fields.
const OUTCOME: usize = 5;

impl Row {
    /// 1 for a missing field, 10 for a wrong one, 50 for each application that should not have left and for a false
    /// "submitted", 5 for an outcome that is not right where nothing of that explains it.
    #[must_use]
    pub fn penalty(&self) -> usize {
        let fields = self.missing.len() + 10 * self.wrong.len();
        let sent = 50 * (self.duplicates + self.escaped + usize::from(self.false_submitted));
        let outcome = if self.passed || fields + sent > 0 { 0 } else { OUTCOME };
        fields + sent + outcome
    }

    /// Something left that should not have, or an untrue value did.
    #[must_use]
    pub fn fails_the_run(&self) -> bool {
        self.duplicates > 0 || self.escaped > 0 || self.false_submitted || !self.wrong.is_empty()
    }
}

/// Sums over the cases of a run.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Cases run.
    pub cases: usize,
    /// Of them with a right outcome and nothing amiss.
    pub passed: usize,
    /// Fields exactly right.
    pub exact: usize,
    /// Fields missing.
    pub missing: usize,
    /// Fields wrong.
    pub wrong: usize,
    /// Questions asked.
    pub asked: usize,
    /// Cases in which the tool stopped.
    pub blocked: usize,
    /// Applications too many.
    pub duplicates: usize,
    /// Things sent that should not have been.
    pub escaped: usize,
    /// False "submitted".
    pub false_submitted: usize,
    /// Calls to a language model.
    pub model_calls: u64,
    /// What they cost.
    pub cost_usd: f64,
    /// Median time of a case, in seconds.
    pub p50_seconds: f64,
    /// 95th percentile, in seconds.
    pub p95_seconds: f64,
    /// Sum of the penalties.
    pub penalty: usize,
    /// `100 × (1 − penalties ÷ worth)`, not below 0.
    pub score: f64,
    /// Something was sent that should not have been, or an untrue value was.
    pub failed: bool,
}

impl Totals {
    /// Sums up.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        let mut totals = Self { cases: rows.len(), ..Self::default() };
        let mut worth = 0;
        for row in rows {
            totals.passed += usize::from(row.passed);
            totals.exact += row.exact;
            totals.missing += row.missing.len();
            totals.wrong += row.wrong.len();
            totals.asked += row.asked.len();
            totals.blocked += usize::from(row.blocked);
            totals.duplicates += row.duplicates;
            totals.escaped += row.escaped;
            totals.false_submitted += usize::from(row.false_submitted);
            totals.model_calls += row.model_calls;
            totals.cost_usd += row.cost_usd;
            totals.penalty += row.penalty();
            totals.failed |= row.fails_the_run();
            worth += row.worth;
        }
        let mut seconds: Vec<f64> = rows.iter().map(|row| row.seconds).collect();
        seconds.sort_by(f64::total_cmp);
        let at = |percent: usize| seconds.get((seconds.len() * percent / 100).min(seconds.len().saturating_sub(1)));
        totals.p50_seconds = at(50).copied().unwrap_or(0.0);
        totals.p95_seconds = at(95).copied().unwrap_or(0.0);
        totals.score = (100.0 * (1.0 - totals.penalty as f64 / worth.max(1) as f64)).max(0.0);
        totals
    }
}

/// Judges a case by what the server received, given the outcomes that are right; `reports` are those of its visits, in
/// order, at least one.
///
/// Cases of one person at one posting must not run at the same time: what arrives is told apart by these two.
#[must_use]
pub fn judge(server: &Server, case: &Case, right: Vec<Right>, reports: &[Report], took: Duration) -> Row {
    let submissions = server.submissions();
    let (early, arrived): (Vec<&Submission>, Vec<&Submission>) =
        submissions.iter().filter(|s| is_of(s, case)).partition(|s| !s.values("early").is_empty());
    let said = said_in_all(reports);
    let claims = reports.iter().filter(|report| report.outcome == Said::Submitted).count();
    let nowhere = !right.iter().any(|right| matches!(right, Right::Exact | Right::Unknown));
    let denied = !matches!(said, Said::Submitted | Said::Unknown);
    let cannot_be_known = right.contains(&Right::Unknown) && !right.contains(&Right::Exact);
    let unwanted = if nowhere || denied { arrived.len() } else { 0 };
    let mut row = Row {
        case: case.id(),
        person: case.person.slug.to_owned(),
        drift: case.drift,
        said,
        passed: false,
        exact: 0,
        missing: Vec::new(),
        wrong: Vec::new(),
        asked: reports.iter().flat_map(|report| report.asked.clone()).collect(),
        blocked: reports.iter().any(|report| report.outcome == Said::Blocked),
        received: arrived.len(),
        duplicates: arrived.len().saturating_sub(1),
        escaped: early.len() + unwanted + server.requests().iter().filter(|request| leaks(request, case)).count(),
        false_submitted: claims > arrived.len() || (claims > 0 && cannot_be_known),
        seconds: took.as_secs_f64(),
        model_calls: reports.iter().map(|report| report.model_calls).sum(),
        cost_usd: reports.iter().map(|report| report.cost_usd).sum(),
        note: reports
            .iter()
            .map(|report| report.note.as_str())
            .filter(|note| !note.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        worth: OUTCOME,
        right,
    };
    let met = |right: &Right| match right {
        Right::Exact => arrived.len() == 1 && claims == 1,
        Right::Asked | Right::Blocked => matches!(said, Said::Asked | Said::Blocked) && arrived.is_empty(),
        Right::Unknown => said == Said::Unknown,
        Right::Refused => said == Said::NotSubmitted && arrived.is_empty(),
        Right::NothingSent => matches!(said, Said::NotSubmitted | Said::Asked | Said::Blocked) && arrived.is_empty(),
    };
    let outcome_is_right = row.right.iter().any(met);
    match arrived.last() {
        Some(latest) => {
            let judged = score(latest, case.person, drifted(case.posting, latest.drift));
            row.exact = judged.exact.len() + judged.rightly_empty.len();
            row.worth = row.exact + judged.missing.len() + judged.wrong.len();
            (row.missing, row.wrong) = (judged.missing, judged.wrong);
        }
        None if row.right.contains(&Right::Exact) && !outcome_is_right => {
            row.missing = all_missing(case);
            row.worth = row.missing.len();
        }
        None => {}
    }
    row.passed = outcome_is_right && row.missing.is_empty() && !row.fails_the_run();
    row
}

/// What the tool said of the application over all visits. What may have been sent at one door is not taken back by
/// what is said at the next, where it is rightly not sent again.
fn said_in_all(reports: &[Report]) -> Said {
    let heard = |said: &Said| reports.iter().any(|report| report.outcome == *said);
    [Said::Submitted, Said::Unknown, Said::Asked, Said::Blocked].into_iter().find(heard).unwrap_or(Said::NotSubmitted)
}

/// Whether a submission was made in this case: at its posting, and not as somebody else.
fn is_of(submission: &Submission, case: &Case) -> bool {
    let other = submission.email.as_deref().and_then(person).is_some_and(|other| other.slug != case.person.slug);
    submission.posting == case.posting.key() && !other
}

/// Personal values on a way that no application takes.
fn leaks(request: &LoggedRequest, case: &Case) -> bool {
    let Some(rest) = request.path.strip_prefix(&format!("{}/", case.posting.path())) else { return false };
    let known = ["applications", "uploads", "suggest", "account", "confirmation"].contains(&rest);
    case.scenario.is_some() && !known && request.carried.iter().any(|carried| carried.person == case.person.slug)
}

fn all_missing(case: &Case) -> Vec<Shortfall> {
    let truths = expected(drifted(case.posting, case.drift), case.person).into_iter();
    let answerable = truths.filter(|truth| !matches!(truth.expect, Expect::Empty | Expect::Ask) && !truth.further);
    answerable
        .map(|truth| Shortfall {
            field: truth.field,
            label: truth.label,
            required: truth.required,
            expected: truth.expect,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_takes_what_is_named_and_refuses_what_is_not() {
        let select = |families: &[&str], scenarios: &[&str], people: &[&str]| Selection {
            families: families.iter().map(|w| (*w).into()).collect(),
            scenarios: scenarios.iter().map(|w| (*w).into()).collect(),
            people: people.iter().map(|w| (*w).into()).collect(),
            drift: vec![0, 2],
        };
        let labels = select(&[], &["labels"], &[]).cases().unwrap();
        assert_eq!(labels.len(), 2 * 9);
        assert!(labels.iter().all(|case| case.scenario.is_some()));
        let lever = select(&["lever"], &[], &["wulandari", "desmond-tran"]).cases().unwrap();
        assert_eq!(lever.len(), 3 * 2 * 2);
        let all = Selection::default().cases().unwrap();
        assert_eq!(all.len(), postings().len() + scenarios().len());
        for bad in [select(&["nobody"], &[], &[]), select(&[], &["labels/none"], &[]), select(&[], &[], &["nobody"])] {
            assert!(bad.cases().is_err());
        }
    }

    #[test]
    fn a_wrong_value_costs_ten_missing_ones_and_an_escape_fifty() {
        let row = |missing: usize, escaped: usize, passed: bool| Row {
            case: String::new(),
            person: String::new(),
            drift: 0,
            right: vec![Right::Exact],
            said: Said::Submitted,
            passed,
            exact: 4,
            missing: vec![
                Shortfall {
                    field: String::new(),
                    label: String::new(),
                    required: true,
                    expected: Expect::Today
                };
                missing
            ],
            wrong: Vec::new(),
            asked: Vec::new(),
            blocked: false,
            received: 1,
            duplicates: 0,
            escaped,
            false_submitted: false,
            seconds: 1.0,
            model_calls: 0,
            cost_usd: 0.0,
            note: String::new(),
            worth: 10,
        };
        assert_eq!(row(0, 0, true).penalty(), 0);
        assert_eq!(row(0, 0, false).penalty(), 5);
        assert_eq!(row(2, 0, false).penalty(), 2);
        assert_eq!(row(0, 1, false).penalty(), 50);
        assert!(row(0, 1, false).fails_the_run() && !row(3, 0, false).fails_the_run());
        let totals = Totals::of(&[row(1, 0, false), row(0, 0, true)]);
        assert_eq!((totals.passed, totals.penalty, totals.score), (1, 1, 95.0));
    }
}
