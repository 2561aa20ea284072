//! Years of experience, from the dates of jobs, with the arithmetic and the jobs shown.
//!
//! Experience with a thing counts in the jobs that name it. Where none does, or the dates leave the number open, the
//! person is asked.

mod skills;

use super::entering::{Value, is_choice};
use super::numbers::bucket;
use super::{Desk, Finding, derived, polar};
use crate::fields::Field;
use crate::options::Wanted;
use crate::phrases::Lexicon;
use crate::wording::words;
use domain::profile::Employment;
use domain::{Fact, Source};
use skills::Naming;
use std::sync::LazyLock;

static TOTAL: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "total|overall? number? of? total|overall? years of? total|overall|full|relevant? professional|work|working|employment|industry? time? work? experience",
            "how many total? years of? total|overall|professional|work|working|full? time? work? experience do you have in? total?",
            "years of? professional|work|working|total|overall experience",
            "how many years have you been? worked|working|professionally? ",
            "years of experience",
            "total|overall experience in? years?",
        ]
        .map(|p| (p, ())),
        true,
    )
});

/// Years of work: in total, in a role that is somebody's whole title, or with a skill that dated jobs name.
pub(super) fn find(desk: &Desk<'_>, field: &Field) -> Finding {
    let asked = words(&field.label);
    let years = if let Some(role) = role_asked(&asked) {
        in_role(desk, &role)
    } else if TOTAL.hits(&without_filler(&asked)) {
        years_of(desk.person.profile.work.iter(), desk, "experience.total", "")
            .ok_or_else(|| "the dates of your work do not add up to a number of years".to_owned())
    } else {
        with_skill(desk, field)
    };
    match years {
        Ok(years) => entered(field, &years),
        Err(why) => Finding::Nothing(why),
    }
}

fn without_filler(asked: &[String]) -> Vec<&String> {
    asked.iter().filter(|w| !matches!(w.as_str(), "please" | "your" | "the" | "enter" | "what" | "is")).collect()
}

/// A number, or the one range or option that holds it.
fn entered(field: &Field, years: &Fact<i32>) -> Finding {
    if !is_choice(field.widget) {
        return Finding::Value(years.represent(|y| Value::Text(y.to_string())));
    }
    match bucket(f64::from(*years.value()), &field.options) {
        Some(at) => {
            let text = field.options[at].text.clone();
            Finding::Value(years.represent(|_| Value::One(Wanted::text(&text))))
        }
        None => Finding::Value(years.represent(|y| Value::One(Wanted::any_of([y.to_string(), format!("{y} years")])))),
    }
}

/// Years of the jobs that name the skill asked for.
fn with_skill(desk: &Desk<'_>, field: &Field) -> Result<Fact<i32>, String> {
    let spellings = skills::asked(&field.label, &desk.person.profile.skills)
        .filter(|_| !polar::asks(field))
        .ok_or("how much experience you have with this is not something your résumé proves")?;
    let mut jobs: Vec<&Employment> = Vec::new();
    for job in &desk.person.profile.work {
        match skills::named(job, &spellings) {
            Naming::Named => jobs.push(job),
            Naming::Doubtful => return Err("whether you worked with it in one of your jobs is yours to say".to_owned()),
            Naming::Not => {}
        }
    }
    if jobs.is_empty() {
        return Err("none of your jobs names it".to_owned());
    }
    let employers: Vec<&str> =
        jobs.iter().map(|job| job.employer.as_ref().map_or("a job", |e| e.value().as_str())).collect();
    let named = format!(", named in: {}", employers.join(", "));
    let years = years_of(jobs.into_iter(), desk, "experience.with_skill", &named)
        .ok_or("the dates of the jobs that name it do not add up to a number of years")?;
    // "0" would say that there is none.
    let only_part = *years.value() == 0 && bucket(0.0, &field.options).is_none();
    if only_part { Err("it is less than a year".to_owned()) } else { Ok(years) }
}

/// The role in "how many years of experience do you have as a data engineer".
fn role_asked(asked: &[String]) -> Option<Vec<String>> {
    let years =
        |w: &String| matches!(w.as_str(), "years" | "yrs" | "jahre" | "annees" | "dannees" | "anos" | "jaar" | "jaren");
    let at = asked.iter().rposition(|w| matches!(w.as_str(), "as" | "als" | "como"))?;
    let counted = asked.iter().any(years)
        && asked[..at].iter().any(|w| w.starts_with("exp") || w.starts_with("work") || years(w));
    const TAIL: [&str; 12] =
        ["do", "you", "have", "haben", "sie", "tiene", "tienes", "tem", "heb", "je", "in", "total"];
    let mut role: Vec<String> = asked[at + 1..].to_vec();
    while role.first().is_some_and(|w| matches!(w.as_str(), "a" | "an" | "un" | "una" | "um" | "uma" | "een")) {
        role.remove(0);
    }
    while role.last().is_some_and(|w| TAIL.contains(&w.as_str())) {
        role.pop();
    }
    (counted && !role.is_empty()).then_some(role)
}

/// Years in jobs with exactly this title. Another title that holds all its words may or may not count: nobody decides that here.
fn in_role(desk: &Desk<'_>, role: &[String]) -> Result<Fact<i32>, String> {
    let mut jobs = Vec::new();
    for job in &desk.person.profile.work {
        let title = job.position.as_ref().map(|p| words(p.value())).unwrap_or_default();
        if title == role {
            jobs.push(job);
        } else if title.is_empty() || role.iter().all(|w| title.contains(w)) {
            return Err("whether another of your titles counts as this role is yours to say".to_owned());
        }
    }
    if jobs.is_empty() {
        return Err("none of your jobs has this title".to_owned());
    }
    years_of(jobs.into_iter(), desk, "experience.in_role", "")
        .ok_or_else(|| "the dates of your work do not add up to a number of years".to_owned())
}

/// Whole years covered by `work`; overlapping periods count once, gaps do not count. `None` when the dates leave the
/// number open. `named` ends the arithmetic.
fn years_of<'a>(
    work: impl Iterator<Item = &'a Employment>,
    desk: &Desk<'_>,
    rule: &str,
    named: &str,
) -> Option<Fact<i32>> {
    let today = domain::PartialDate::from(desk.circumstances.today());
    let (mut longest, mut shortest): (Vec<Period>, Vec<Period>) = (Vec::new(), Vec::new());
    let mut sources: Vec<Source> = Vec::new();
    for job in work {
        let start = job.start.as_ref()?;
        let ongoing = job.current.as_ref().is_some_and(|c| *c.value());
        let end = match (&job.end, ongoing) {
            (Some(end), _) => *end.value(),
            (None, true) => today,
            // Neither an end nor "present": the length is unknown.
            (None, false) => return None,
        };
        sources.push(start.source().clone());
        sources.extend(job.end.iter().map(|end| end.source().clone()));
        let ((first, last), (early, late)) = (months_meant(*start.value()), months_meant(end));
        longest.extend((late >= first).then_some((first, late)));
        shortest.extend((early >= last).then_some((last, early)));
    }
    let (longest, shortest) = (merged(longest), merged(shortest));
    let total = |periods: &[Period]| periods.iter().map(|(from, to)| to - from).sum::<i32>();
    let months = total(&longest);
    // A year without its month is any of twelve; the answer has to be the same for all of them.
    if longest.is_empty() || total(&shortest) / 12 != months / 12 {
        return None;
    }
    let years = months / 12;
    let day = |months: i32| format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
    let spans: Vec<String> = longest.iter().map(|(from, to)| format!("{} to {}", day(*from), day(*to))).collect();
    let parts: Vec<String> = longest.iter().map(|(from, to)| (to - from).to_string()).collect();
    let plural = if years == 1 { "" } else { "s" };
    let because =
        format!("{years} year{plural}: {} ({} = {months} months){named}", spans.join(" and "), parts.join(" + "));
    Some(derived(rule, because, sources, years))
}

/// First and last month, as months since year 0; the last one is not counted.
type Period = (i32, i32);

/// The months a date may stand for.
fn months_meant(date: domain::PartialDate) -> (i32, i32) {
    let first = date.months();
    (first, if date.month().is_some() { first } else { first + 11 })
}

/// Periods that overlap become one.
fn merged(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_unstable();
    let mut out: Vec<Period> = Vec::with_capacity(periods.len());
    for (from, to) in periods {
        match out.last_mut() {
            Some((_, end)) if from < *end => *end = (*end).max(to),
            _ => out.push((from, to)),
        }
    }
    out
}
