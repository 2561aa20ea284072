//! From positioned lines to a profile.

mod contact;
mod document;
mod education;
mod entries;
mod lists;
mod period;
mod places;
mod sections;
mod vocabulary;
mod work;

use crate::headings::Section;
use crate::{Page, Warning};
use chrono::NaiveDate;
use document::{Document, Slice};
use domain::profile::Employment;
use domain::{Fact, PartialDate, Profile, Sha256};
use sections::Block;

/// Reads what the pages say about a person.
pub(crate) fn profile(pages: &[Page], digest: Sha256, today: NaiveDate) -> (Profile, Vec<Warning>) {
    let doc = Document::new(pages, digest, today);
    let blocks = sections::blocks(&doc);
    let mut profile = Profile::default();
    contact::read(&doc, &blocks, &mut profile);
    profile.summary = of(&blocks, Section::Summary).find_map(|block| summary(&doc, &block.lines));
    profile.work = of(&blocks, Section::Work).flat_map(|block| work::jobs(&doc, &block.lines)).collect();
    profile.education =
        of(&blocks, Section::Education).flat_map(|block| education::schools(&doc, &block.lines)).collect();
    profile.skills = of(&blocks, Section::Skills).flat_map(|block| lists::skills(&doc, &block.lines)).collect();
    profile.languages =
        of(&blocks, Section::Languages).flat_map(|block| lists::languages(&doc, &block.lines)).collect();
    profile.certificates =
        of(&blocks, Section::Certificates).flat_map(|block| lists::certificates(&doc, &block.lines)).collect();
    latest_first(&mut profile.work, |job| (job.current.is_some(), date(&job.end), date(&job.start)));
    latest_first(&mut profile.education, |school| (false, date(&school.end), date(&school.start)));
    let warnings = warnings(&profile);
    (profile, warnings)
}

fn of(blocks: &[Block], section: Section) -> impl Iterator<Item = &Block> {
    blocks.iter().filter(move |block| block.section == Some(section))
}

/// The paragraphs of a summary as one text.
fn summary(doc: &Document<'_>, lines: &[Slice]) -> Option<Fact<String>> {
    let lines: Vec<Slice> = lines.iter().map(|line| doc.without_bullet(*line)).collect();
    doc.joined(&lines, 0.9).filter(|fact| fact.value().split_whitespace().count() >= 4)
}

/// Sorts latest first when every entry has a date; else the order of the document stands.
fn latest_first<T>(entries: &mut [T], key: impl Fn(&T) -> (bool, Option<PartialDate>, Option<PartialDate>)) {
    if entries.iter().map(&key).all(|(current, end, start)| current || end.is_some() || start.is_some()) {
        entries.sort_by_key(|entry| {
            let (current, end, start) = key(entry);
            std::cmp::Reverse((current, end.or(start), start))
        });
    }
}

fn date(fact: &Option<Fact<PartialDate>>) -> Option<PartialDate> {
    fact.as_ref().map(|fact| *fact.value())
}

fn warnings(profile: &Profile) -> Vec<Warning> {
    let undated = |job: &Employment| job.start.is_none();
    let checks = [
        (profile.name.full.is_none(), Warning::NoName),
        (profile.email.is_none() && profile.phone.is_none(), Warning::NoContact),
        (profile.work.is_empty(), Warning::NoWork),
        (profile.education.is_empty(), Warning::NoEducation),
        (profile.work.iter().any(undated), Warning::JobWithoutDates),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, warning)| warning).collect()
}
