//! The names one posting goes by, and what tells that two may be one job.
//!
//! A *strong* name is the same job for sure: another address of it, its number
//! with the same system, its identifier with the same employer and title. A
//! *likeness* is employer, title and place in plain words: the same job listed
//! again, or by an agency, has it too, but so may two jobs.

use super::{JobUrl, Platform, PostingKey};
use crate::AttemptId;
use std::collections::BTreeSet;
use url::Url;

/// Everything known about which posting this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    key: PostingKey,
    names: BTreeSet<String>,
    likeness: Option<Likeness>,
    accepted: Vec<AttemptId>,
}

/// Employer, title and place, reduced to the words that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// Employer and title.
    pub name: String,
    /// Place; empty when not said, which is like any place.
    pub place: String,
}

/// Names kept of one posting; a page can show as many addresses as it likes.
const MOST_NAMES: usize = 24;

impl From<PostingKey> for Identity {
    fn from(key: PostingKey) -> Self {
        let names = BTreeSet::from([key.as_str().to_owned()]);
        Self { key, names, likeness: None, accepted: Vec::new() }
    }
}

impl Identity {
    /// What the address alone says.
    #[must_use]
    pub fn of(url: &JobUrl) -> Self {
        let mut identity = Self::from(PostingKey::of(url));
        identity.reached(url);
        identity
    }

    /// The canonical name.
    #[must_use]
    pub fn key(&self) -> &PostingKey {
        &self.key
    }

    /// All strong names.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.names.iter().cloned().collect()
    }

    /// What it shares with copies of itself.
    #[must_use]
    pub fn likeness(&self) -> Option<&Likeness> {
        self.likeness.as_ref()
    }

    /// Attempts that look like this one and that the person said are no reason to stop.
    #[must_use]
    pub fn accepted(&self) -> &[AttemptId] {
        &self.accepted
    }

    /// The person knows of an attempt that looks like this one, and goes on.
    pub fn accept(&mut self, attempt: AttemptId) {
        self.accepted.push(attempt);
    }

    /// The posting was reached at this address. Counts only when the address names a job: many jobs share a `/apply`.
    pub fn reached(&mut self, url: &JobUrl) {
        if let Some(number) = greenhouse_number(url) {
            self.add(format!("greenhouse-job:{number}"));
        }
        if job_number(url).is_some() {
            self.add(PostingKey::of(url).as_str().to_owned());
        }
    }

    /// What a page says about the posting. An identifier alone is not enough:
    /// some sites write the employer's there.
    pub fn described(&mut self, company: &str, title: &str, place: &str, identifier: &str) {
        let (company, title) = (company_words(company), title_words(title));
        if company.is_empty() || title.is_empty() {
            return;
        }
        let identifier = words(identifier).join("-");
        if !identifier.is_empty() {
            self.add(format!("identifier:{company}:{title}:{identifier}"));
        }
        self.likeness = Some(Likeness { name: format!("{company}:{title}"), place: words(place).join("-") });
    }

    fn add(&mut self, name: String) {
        if self.names.len() < MOST_NAMES {
            self.names.insert(name.chars().take(500).collect());
        }
    }
}

/// Whether `reached` is the address of another job than `wanted`, on the same
/// site: both name a job, with different numbers and different words.
#[must_use]
pub fn is_another_job(wanted: &JobUrl, reached: &JobUrl) -> bool {
    let same_site = wanted.as_url().host_str() == reached.as_url().host_str();
    let (Some(one), Some(other)) = (job_number(wanted), job_number(reached)) else { return false };
    if !same_site || one == other || reached.as_url().as_str().to_ascii_lowercase().contains(&one) {
        return false;
    }
    let slug = |url: &JobUrl| last_segment(url.as_url()).map(|last| letters_of(&last)).unwrap_or_default();
    let (one, other) = (slug(wanted), slug(reached));
    one.is_empty() || one != other
}

/// Words of a path segment that are not numbers.
fn letters_of(segment: &str) -> Vec<String> {
    let mut words = words(segment);
    words.retain(|word| word.chars().all(char::is_alphabetic));
    words
}

/// Greenhouse numbers jobs over all employers, on its own pages and in `gh_jid`.
fn greenhouse_number(url: &JobUrl) -> Option<String> {
    let given = url.as_url().query_pairs().find(|(name, _)| name == "gh_jid").map(|(_, number)| number.into_owned());
    let own = || {
        let key = PostingKey::of(url);
        key.as_str().strip_prefix("greenhouse:").and_then(|rest| rest.rsplit(':').next()).map(str::to_owned)
    };
    let number = given.or_else(own)?;
    (number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// What an address calls its job, when it does: the number of a known system,
/// an identifying parameter, or the number in the last part of the path.
fn job_number(url: &JobUrl) -> Option<String> {
    let key = PostingKey::of(url);
    if url.platform() != Platform::Other && !key.as_str().starts_with("web:") {
        return key.as_str().rsplit(':').next().map(str::to_ascii_lowercase);
    }
    if let Some((_, query)) = key.as_str().split_once('?') {
        return Some(query.to_ascii_lowercase());
    }
    let last = last_segment(url.as_url())?;
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    let number = words(&last).into_iter().rev().find(|word| word.bytes().any(|byte| byte.is_ascii_digit()))?;
    (digits >= 3).then_some(number)
}

fn last_segment(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?.rev().filter(|part| !part.is_empty());
    segments.find(|part| !matches!(*part, "apply" | "application" | "applyManually")).map(str::to_owned)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.chars().take(400).collect::<String>().to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Forms of companies, which one page writes and another does not.
const LEGAL: [&str; 17] = [
    "inc",
    "llc",
    "ltd",
    "limited",
    "gmbh",
    "ag",
    "se",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "sa",
    "bv",
    "kg",
    "pbc",
    "the",
];

fn company_words(company: &str) -> String {
    let all = words(company);
    let kept: Vec<&str> = all.iter().map(String::as_str).filter(|word| !LEGAL.contains(word)).collect();
    if kept.is_empty() { all.join("-") } else { kept.join("-") }
}

/// Without `(m/f/d)` and its like.
fn title_words(title: &str) -> String {
    let is_gender =
        |inner: &str| words(inner).iter().all(|word| matches!(word.as_str(), "m" | "f" | "w" | "d" | "x" | "h"));
    let mut kept = String::new();
    for part in title.split(['(', '[']) {
        match part.split_once([')', ']']) {
            Some((inner, rest)) if is_gender(inner) => kept.push_str(&format!(" {rest}")),
            _ => kept.push_str(&format!(" {part}")),
        }
    }
    words(&kept).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> JobUrl {
        JobUrl::parse(text).unwrap()
    }

    fn share_a_name(one: &Identity, other: &Identity) -> bool {
        one.names.intersection(&other.names).next().is_some()
    }

    #[test]
    fn two_doors_to_one_job_share_a_strong_name() {
        for (one, other, shared) in [
            ("https://acme.example/careers?gh_jid=5120033", "https://boards.greenhouse.io/acme/jobs/5120033", true),
            ("https://acme.example/careers?gh_jid=5120033", "https://boards.greenhouse.io/acme/jobs/5120034", false),
            ("https://jobs.lever.co/acme/ab-1", "https://jobs.lever.co/acme/ab-1/apply", true),
            ("https://acme.example/jobs/4711", "https://acme.example/jobs/4712", false),
        ] {
            assert_eq!(share_a_name(&Identity::of(&url(one)), &Identity::of(&url(other))), shared, "{one} {other}");
        }
        let mut through = Identity::of(&url("https://short.example/x1"));
        through.reached(&url("https://jobs.lever.co/acme/ab-1/apply"));
        assert!(share_a_name(&through, &Identity::of(&url("https://jobs.lever.co/acme/ab-1"))), "a redirect");
    }

    #[test]
    fn an_address_that_many_jobs_share_is_no_name() {
        let mut one = Identity::of(&url("https://acme.example/jobs/4711"));
        let mut other = Identity::of(&url("https://acme.example/jobs/4712"));
        one.reached(&url("https://acme.example/apply"));
        other.reached(&url("https://acme.example/apply"));
        assert!(!share_a_name(&one, &other));
    }

    #[test]
    fn an_identifier_counts_with_employer_and_title() {
        let described = |company, title, identifier| {
            let mut identity = Identity::of(&url(&format!("https://board.example/{company}{title}")));
            identity.described(company, title, "", identifier);
            identity
        };
        let one = described("Acme Inc.", "Clerk (m/w/d)", "R-7");
        assert!(share_a_name(&one, &described("ACME", "Clerk", "r 7")));
        assert!(!share_a_name(&one, &described("ACME", "Porter", "R-7")), "the employer's number");
        assert!(!share_a_name(&one, &described("Other", "Clerk", "R-7")));
        assert!(!share_a_name(&one, &described("ACME", "Clerk", "")));
        assert_eq!(one.likeness().unwrap().name, "acme:clerk");
    }

    #[test]
    fn a_link_that_leads_to_another_job_is_noticed() {
        for (wanted, reached, another) in [
            ("https://a.example/jobs/tide-editor-4711", "https://a.example/jobs/warehouse-clerk-9020", true),
            ("https://a.example/jobs/tide-editor-4711", "https://a.example/jobs/tide-editor-4711/apply", false),
            ("https://a.example/jobs/tide-editor-4711", "https://a.example/jobs/tide-editor-9020", false),
            ("https://a.example/jobs/4711", "https://a.example/jobs/9020", true),
            ("https://a.example/jobs/4711", "https://a.example/openings", false),
            ("https://a.example/jobs/4711", "https://a.example/job/clerk-9?from=4711", false),
            ("https://a.example/jobs/4711", "https://boards.greenhouse.io/a/jobs/5120033", false),
            ("https://jobs.lever.co/acme/ab-1", "https://jobs.lever.co/acme/cd-2", true),
        ] {
            assert_eq!(is_another_job(&url(wanted), &url(reached)), another, "{wanted} {reached}");
        }
    }

    #[test]
    fn garbage_makes_no_name_and_does_not_grow() {
        let mut identity = Identity::of(&url("https://a.example/"));
        identity.described("", "Clerk", "", "1");
        assert_eq!((identity.names.len(), identity.likeness()), (1, None));
        for n in 0..100 {
            identity.reached(&url(&format!("https://a.example/jobs/{n:05}")));
        }
        assert_eq!(identity.names.len(), MOST_NAMES);
    }
}
