//! Employment: which piece of an entry's head is the employer, which the title, which the place.

use super::document::{Document, Slice};
use super::entries::{self, Entry, Piece};
use super::{period, places, vocabulary};
use domain::Fact;
use domain::profile::Employment;

/// The jobs of a section, in the order of the document.
pub(super) fn jobs(doc: &Document<'_>, lines: &[Slice]) -> Vec<Employment> {
    let entries = entries::by_dates(doc, lines);
    let heads: Vec<Head> = entries.iter().map(|entry| Head::new(doc, entry)).collect();
    let title_first = prevailing_order(&heads);
    let mut jobs: Vec<Employment> = Vec::new();
    for (entry, head) in entries.iter().zip(heads) {
        let roles = head.roles(title_first);
        let mut job = employment(doc, entry, &roles);
        // Several positions under one employer: the later ones stand without it.
        if job.employer.is_none()
            && job.position.is_some()
            && roles.alone
            && let Some(above) = jobs.last()
        {
            job.employer.clone_from(&above.employer);
        }
        if job.employer.is_some() || job.position.is_some() {
            jobs.push(job);
        }
    }
    jobs
}

/// The pieces of a head that may be an employer or a title, each weighed.
struct Head {
    candidates: Vec<Candidate>,
    place: Option<Slice>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    slice: Slice,
    right: bool,
    title: u32,
    employer: u32,
}

#[derive(Default)]
struct Roles {
    employer: Option<(Slice, f32)>,
    position: Option<(Slice, f32)>,
    place: Option<Slice>,
    /// The head held nothing but a title.
    alone: bool,
}

impl Head {
    fn new(doc: &Document<'_>, entry: &Entry) -> Self {
        let place = entry.pieces.iter().find(|piece| piece.place).map(|piece| piece.slice);
        let others: Vec<Piece> = entry.pieces.iter().copied().filter(|piece| !piece.place).collect();
        let mut candidates: Vec<Candidate> = others.iter().flat_map(|piece| at_split(doc, *piece)).collect();
        let mut place = place;
        if place.is_none() {
            place = take_right_margin(doc, &mut candidates);
        }
        if place.is_none() {
            place = candidates.iter_mut().find_map(|candidate| take_city(doc, candidate));
        }
        if candidates.len() == 1 {
            candidates = comma_split(doc, candidates[0]);
        }
        Self { candidates, place }
    }

    fn title(&self) -> Option<usize> {
        let best = (0..self.candidates.len()).max_by_key(|i| {
            let candidate = &self.candidates[*i];
            (candidate.title.saturating_sub(candidate.employer / 2), std::cmp::Reverse(*i))
        })?;
        (self.candidates[best].title >= 2).then_some(best)
    }

    fn roles(&self, title_first: Option<bool>) -> Roles {
        let mut roles = Roles { place: self.place, ..Roles::default() };
        let confident = self.title();
        let title = confident.or(match (title_first, self.candidates.len()) {
            (Some(true), 2..) => Some(0),
            (Some(false), 2..) => Some(1),
            _ => None,
        });
        roles.position = title.map(|i| (self.candidates[i].slice, if confident.is_some() { 0.9 } else { 0.6 }));
        let rest = || (0..self.candidates.len()).filter(|i| Some(*i) != title);
        let marked = rest()
            .filter(|i| self.candidates[*i].employer > 0 && self.candidates[*i].title == 0)
            .max_by_key(|i| (self.candidates[*i].employer, std::cmp::Reverse(*i)));
        // The first piece that is not the title, as long as something tells them apart.
        let first = rest().next().filter(|_| title.is_some());
        let employer = match (first, marked) {
            (Some(first), Some(marked)) if self.candidates[first].title < 2 && first < marked => Some(first),
            (_, Some(marked)) => Some(marked),
            (first, None) => first,
        };
        roles.employer = employer.map(|i| (self.candidates[i].slice, if marked == employer { 0.9 } else { 0.8 }));
        roles.alone = employer.is_none() && self.candidates.len() == 1;
        roles
    }
}

/// Whether the titles that are certain stand before or after the employer, where one order prevails.
fn prevailing_order(heads: &[Head]) -> Option<bool> {
    let certain: Vec<bool> =
        heads.iter().filter(|head| head.candidates.len() >= 2).filter_map(|head| Some(head.title()? == 0)).collect();
    let first = certain.iter().filter(|first| **first).count();
    match (first, certain.len() - first) {
        (0, 0) => None,
        (first, 0) if first > 0 => Some(true),
        (0, _) => Some(false),
        _ => None,
    }
}

/// "Engineer at Acme" → two candidates.
fn at_split(doc: &Document<'_>, piece: Piece) -> Vec<Candidate> {
    let chars = doc.chars(piece.slice);
    let words = [" at ", " @ ", " bei ", " chez ", " bij "];
    for word in words {
        let pattern: Vec<char> = word.chars().collect();
        let Some(at) = chars.windows(pattern.len()).position(|window| window == pattern.as_slice()) else { continue };
        let before = doc.trim(doc.within(piece.slice, 0, at));
        let after = doc.trim(doc.within(piece.slice, at + pattern.len(), chars.len()));
        let named = doc.chars(after).first().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        let titled = vocabulary::title_score(&doc.text(before)) >= 2;
        if named && titled {
            let mut title = candidate(doc, before, piece.right);
            let mut employer = candidate(doc, after, piece.right);
            (title.title, title.employer) = (title.title + 4, 0);
            (employer.title, employer.employer) = (0, employer.employer + 4);
            return vec![title, employer];
        }
    }
    vec![candidate(doc, piece.slice, piece.right)]
}

fn candidate(doc: &Document<'_>, slice: Slice, right: bool) -> Candidate {
    let text = doc.text(slice);
    Candidate { slice, right, title: vocabulary::title_score(&text), employer: vocabulary::employer_score(&text) }
}

/// With a title and an employer on the left, an unmarked piece at the right margin is the place.
fn take_right_margin(doc: &Document<'_>, candidates: &mut Vec<Candidate>) -> Option<Slice> {
    let at = candidates.iter().position(|c| c.right && c.title < 2 && c.employer == 0)?;
    let text = doc.text(candidates[at].slice);
    let plain = text.split_whitespace().count() <= 5 && !text.chars().any(|c| c.is_ascii_digit());
    let left: Vec<&Candidate> = candidates.iter().filter(|c| !c.right).collect();
    let split = left.iter().any(|c| comma_split(doc, **c).len() > 1 && c.title >= 2);
    let complete = left.len() >= 2
        || split
        || (left.len() == 1
            && left[0].employer > 0
            && candidates.iter().any(|c| c.title >= 2 && c.slice.line != left[0].slice.line));
    (plain && complete).then(|| candidates.remove(at).slice)
}

/// "Isarwerk AG, München": a city after a name that ends with its legal form.
fn take_city(doc: &Document<'_>, candidate: &mut Candidate) -> Option<Slice> {
    let members = places::members(doc, candidate.slice);
    let [company, city] = members.as_slice() else { return None };
    let legal = vocabulary::words(&doc.text(*company)).last().is_some_and(|word| LEGAL_FORMS.contains(&word.as_str()));
    let named = legal
        && places::is_city(&doc.text(*city))
        && !LEGAL_FORMS.contains(&doc.text(*city).to_lowercase().trim_end_matches('.'));
    if !named {
        return None;
    }
    candidate.slice = *company;
    Some(*city)
}

const LEGAL_FORMS: &[&str] = &[
    "inc", "llc", "ltd", "llp", "plc", "gmbh", "corp", "co", "ag", "kg", "se", "sa", "sas", "sarl", "sl", "bv", "nv",
    "srl", "spa", "limited",
];

/// "Acme, Senior Engineer" and "Senior Engineer, Acme" → two candidates.
fn comma_split(doc: &Document<'_>, only: Candidate) -> Vec<Candidate> {
    let members = places::members(doc, only.slice);
    let titled: Vec<bool> = members.iter().map(|m| vocabulary::title_score(&doc.text(*m)) >= 2).collect();
    let count = titled.iter().filter(|t| **t).count();
    if members.len() < 2 || count == 0 || count == members.len() {
        return vec![only];
    }
    let span =
        |from: usize, to: usize| Slice { line: only.slice.line, start: members[from].start, end: members[to].end };
    let last = members.len() - 1;
    let legal = |i: usize| {
        let words = vocabulary::words(&doc.text(members[i]));
        words.len() == 1 && LEGAL_FORMS.contains(&words[0].as_str())
    };
    let (title, employer) = if titled[0] && !titled[last] {
        let from = if legal(last) && last > 1 { last - 1 } else { last };
        // "Engineer, Platform, Acme": what stands between belongs to neither with certainty.
        let mut to = 0;
        while to + 1 < from && titled[to + 1] {
            to += 1;
        }
        (span(0, to), span(from, last))
    } else if titled[last] && !titled[0] {
        let from = titled.iter().position(|t| *t).unwrap_or(last);
        (span(from, last), span(0, from - 1))
    } else {
        return vec![only];
    };
    let mut pair = [candidate(doc, title, only.right), candidate(doc, employer, only.right)];
    pair.sort_by_key(|c| c.slice.start);
    pair.to_vec()
}

fn employment(doc: &Document<'_>, entry: &Entry, roles: &Roles) -> Employment {
    let text = |found: Option<(Slice, f32)>| found.and_then(|(slice, confidence)| doc.text_fact(slice, confidence));
    let mut job = Employment {
        employer: text(roles.employer),
        position: text(roles.position),
        location: roles.place.and_then(|slice| doc.text_fact(slice, 0.85)),
        ..Employment::default()
    };
    (job.start, job.end, job.current) = period::of_entry(doc, entry);
    let (summary, highlights) = body(doc, entry);
    job.summary = summary;
    job.highlights = highlights;
    job
}

/// The first paragraph of prose is the summary, everything in list form the highlights.
fn body(doc: &Document<'_>, entry: &Entry) -> (Option<Fact<String>>, Vec<Fact<String>>) {
    let mut summary = None;
    let mut highlights = Vec::new();
    let paragraphs = entries::paragraphs(doc, entry);
    let several = paragraphs.len() > 1;
    for (i, (item, lines)) in paragraphs.iter().enumerate() {
        let Some(fact) = doc.joined(lines, 0.85) else { continue };
        let prose = fact.value().split_whitespace().count() >= 4;
        if i == 0 && !item && prose && (!several || paragraphs[1].0) {
            summary = Some(fact);
        } else if prose || *item {
            highlights.push(fact);
        }
    }
    (summary, highlights)
}
