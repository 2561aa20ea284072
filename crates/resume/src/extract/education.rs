//! Education. Not every school has dates, so an entry ends where a role it
//! already has comes again: a second school, a second degree, a second period.

use super::document::{Document, Slice};
use super::entries::{self, Piece};
use super::{period, vocabulary};
use crate::dates::{End, Period};
use domain::profile::Education;

/// The schools of a section, in the order of the document.
pub(super) fn schools(doc: &Document<'_>, lines: &[Slice]) -> Vec<Education> {
    let mut drafts: Vec<Draft> = vec![Draft::default()];
    let mut in_body = false;
    // Unknown pieces of the lines just above: the next known line says which entry they open or close.
    let mut pending: Vec<Piece> = Vec::new();
    for slice in lines {
        if doc.is_item(*slice) {
            score(doc, *slice, last(&mut drafts));
            in_body = doc.parts(*slice).len() < 2;
            if let Some((dated, part)) = right_date(doc, *slice) {
                last(&mut drafts).period.get_or_insert((dated, part));
            }
            continue;
        }
        let found = line_roles(doc, *slice);
        if found.is_empty() {
            score(doc, *slice, last(&mut drafts));
            let text = doc.text(*slice);
            let labelled = vocabulary::is_list_label(text.trim_end_matches(':')) || text.contains(':');
            if in_body && doc.line(slice.line).shape.gap_above < 1.3 && doc.is_bold(*slice) {
                in_body = false;
            }
            if !labelled && (!in_body || starts_entry(doc, *slice)) {
                let pieces = entries::pieces(doc, *slice, None);
                let draft = last(&mut drafts);
                for piece in pieces.into_iter().filter(|piece| !piece.place) {
                    if draft.degree.is_some()
                        && draft.field.is_none()
                        && vocabulary::is_field_of_study(&doc.text(piece.slice))
                    {
                        draft.field = Some(piece.slice);
                    } else {
                        pending.push(piece);
                    }
                }
            }
            in_body |= labelled;
            continue;
        }
        let draft = last(&mut drafts);
        if draft.take_second_year(doc, &found) {
            continue;
        }
        let repeats = found.iter().any(|role| draft.has(role));
        if repeats && !continues(draft, &found) {
            drafts.push(Draft::default());
        }
        last(&mut drafts).loose.append(&mut pending);
        in_body = false;
        let draft = last(&mut drafts);
        for role in found {
            draft.take(role);
        }
        score(doc, *slice, draft);
    }
    last(&mut drafts).loose.append(&mut pending);
    drafts.into_iter().filter_map(|draft| draft.finish(doc)).collect()
}

/// A line set like the head of an entry: no item, not indented under one.
fn starts_entry(doc: &Document<'_>, slice: Slice) -> bool {
    let above = slice.line.checked_sub(1).map(|line| doc.line(line));
    let line = doc.line(slice.line);
    above.is_some_and(|above| above.shape.item && line.x0 < above.x0 - 0.1 * line.size) || doc.parts(slice).len() > 1
}

fn last(drafts: &mut Vec<Draft>) -> &mut Draft {
    if drafts.is_empty() {
        drafts.push(Draft::default());
    }
    let at = drafts.len() - 1;
    &mut drafts[at]
}

/// What a piece of a line says.
#[derive(Debug, Clone, Copy)]
enum Role {
    School(Slice),
    /// The degree, and the field of study where it follows.
    Degree(Slice, Option<Slice>),
    Field(Slice),
    Period(Period, Slice),
    /// Neither a place nor anything known.
    Unknown(Piece),
}

#[derive(Debug, Default)]
struct Draft {
    school: Option<Slice>,
    degree: Option<Slice>,
    field: Option<Slice>,
    period: Option<(Period, Slice)>,
    /// The second of two years that stand under each other.
    until: Option<(Period, Slice)>,
    score: Option<Slice>,
    loose: Vec<Piece>,
}

impl Draft {
    fn has(&self, role: &Role) -> bool {
        match role {
            Role::School(_) => self.school.is_some(),
            Role::Degree(..) => self.degree.is_some(),
            Role::Period(..) => self.period.is_some(),
            Role::Field(_) | Role::Unknown(_) => false,
        }
    }

    fn take(&mut self, role: Role) {
        match role {
            Role::School(slice) => {
                self.school.get_or_insert(slice);
            }
            Role::Degree(degree, field) => {
                // "MS … MS in Computer Science": the later one says more.
                if self.degree.is_none() || field.is_some() && self.field.is_none() {
                    self.degree = Some(degree);
                }
                if self.field.is_none() {
                    self.field = field;
                }
            }
            Role::Field(slice) => {
                self.field.get_or_insert(slice);
            }
            Role::Period(period, slice) => {
                self.period.get_or_insert((period, slice));
            }
            Role::Unknown(piece) => self.loose.push(piece),
        }
    }

    /// Takes a lone date right below the lone or open date that began the entry as its end.
    fn take_second_year(&mut self, doc: &Document<'_>, found: &[Role]) -> bool {
        let ([Role::Period(until, part)], Some((from, first))) = (found, self.period) else { return false };
        let lone = |slice: Slice, period: &Period| doc.text(slice).chars().count() == period.end - period.start;
        let fresh = self.until.is_none() && self.school.is_none() && self.degree.is_none();
        let below = part.line == first.line + 1 && lone(*part, until);
        let stacked = fresh && lone(first, &from) && !from.is_range();
        let open = self.until.is_none() && from.to == End::Open;
        if below && (stacked || open) && !until.is_range() && from.from.date <= until.from.date {
            self.until = Some((*until, *part));
            return true;
        }
        false
    }

    fn finish(mut self, doc: &Document<'_>) -> Option<Education> {
        // A school whose name says nothing ("ESIEE", "UC Berkeley") is what is left beside a degree.
        let named = |piece: &&Piece| {
            let text = doc.text(piece.slice);
            text.split_whitespace().count() <= 7 && text.chars().next().is_some_and(char::is_uppercase)
        };
        let mut school_confidence = 0.9;
        if self.school.is_none()
            && self.degree.is_some()
            && let Some(piece) =
                self.loose.iter().filter(|piece| !vocabulary::is_field_of_study(&doc.text(piece.slice))).find(named)
        {
            (self.school, school_confidence) = (Some(piece.slice), 0.65);
        }
        if self.school.is_none() && self.degree.is_none() {
            return None;
        }
        if self.field.is_none() && self.degree.is_some() {
            let field = |piece: &&Piece| {
                vocabulary::is_field_of_study(&doc.text(piece.slice)) && Some(piece.slice) != self.school
            };
            self.field = self.loose.iter().find(field).map(|piece| piece.slice);
        }
        let mut education = Education {
            institution: self.school.and_then(|slice| doc.text_fact(slice, school_confidence)),
            study_type: self.degree.and_then(|slice| doc.text_fact(slice, 0.9)),
            area: self.field.and_then(|slice| doc.text_fact(slice, 0.85)),
            score: self.score.and_then(|slice| doc.text_fact(slice, 0.85)),
            ..Education::default()
        };
        if let Some((found, part)) = self.period {
            (education.start, education.end, _) = period::facts(doc, &found, part);
            if let Some((until, second)) = self.until {
                education.start =
                    Some(doc.fact(doc.within(part, found.from.start, found.from.end), found.from.date, 0.85));
                education.end = period::last_date(doc, &until, second);
            } else if !found.is_range() {
                // One date beside a school is when it ended, or is expected to.
                education.end = period::last_date(doc, &found, part);
            }
        }
        Some(education)
    }
}

/// A degree repeated with its field in the same line or the next is still the same degree.
fn continues(draft: &Draft, found: &[Role]) -> bool {
    let only_degree = found.iter().all(|role| matches!(role, Role::Degree(..) | Role::Field(_) | Role::Unknown(_)));
    only_degree && draft.field.is_none() && draft.period.is_none() && draft.degree.is_some() && draft.school.is_none()
}

fn right_date(doc: &Document<'_>, slice: Slice) -> Option<(Period, Slice)> {
    let parts = doc.parts(slice);
    let last = *parts.last().filter(|_| parts.len() > 1)?;
    doc.periods(last).first().map(|period| (*period, last))
}

/// The roles in a line; empty when nothing in it belongs to the head of an entry.
fn line_roles(doc: &Document<'_>, slice: Slice) -> Vec<Role> {
    let text = doc.text(slice);
    if text.chars().count() > 160 {
        return Vec::new();
    }
    let mut roles = Vec::new();
    let mut dated = None;
    for part in doc.parts(slice) {
        if let Some(period) = doc.periods(part).into_iter().next_back() {
            roles.push(Role::Period(period, part));
            dated = Some((period, part));
            break;
        }
    }
    let mut degree_seen = false;
    let mut school_seen = false;
    for piece in entries::pieces(doc, slice, dated) {
        if piece.place {
            continue;
        }
        for role in piece_roles(doc, piece) {
            match role {
                Role::Degree(..) => degree_seen = true,
                Role::School(_) => school_seen = true,
                _ => {}
            }
            roles.push(role);
        }
    }
    let known = degree_seen || school_seen || dated.is_some();
    if known { roles } else { Vec::new() }
}

fn piece_roles(doc: &Document<'_>, piece: Piece) -> Vec<Role> {
    let text = doc.text(piece.slice);
    // "Bachelor of Science Computer Science at University of Washington"
    if let Some((before, after)) = at_school(doc, piece.slice) {
        let mut roles = degree_roles(doc, before);
        roles.push(Role::School(after));
        return roles;
    }
    if let Some(length) = vocabulary::degree_at_start(&text) {
        let whole = doc.trim(piece.slice);
        // The cleaned text and the slice agree as long as there are no gaps or symbols inside.
        if doc.chars(whole).len() == text.chars().count() && length <= text.chars().count() {
            return degree_with_rest(doc, whole, length);
        }
    }
    let members: Vec<Slice> = super::places::members(doc, piece.slice);
    if members.len() > 1 {
        let roles: Vec<Role> = members.iter().flat_map(|member| member_roles(doc, *member, piece)).collect();
        if roles.iter().any(|role| !matches!(role, Role::Unknown(_))) {
            return merge_schools(roles);
        }
    }
    member_roles(doc, piece.slice, piece)
}

/// "Trinity College Dublin, The University of Dublin" is one school.
fn merge_schools(roles: Vec<Role>) -> Vec<Role> {
    let mut merged: Vec<Role> = Vec::new();
    for role in roles {
        match (merged.last_mut(), role) {
            (Some(Role::School(first)), Role::School(next)) if first.line == next.line => first.end = next.end,
            _ => merged.push(role),
        }
    }
    merged
}

fn member_roles(doc: &Document<'_>, slice: Slice, piece: Piece) -> Vec<Role> {
    let text = doc.text(slice);
    let roles = degree_roles(doc, slice);
    if !roles.is_empty() {
        return roles;
    }
    if vocabulary::school_score(&text) > 0 && text.split_whitespace().count() <= 12 {
        return vec![Role::School(slice)];
    }
    if vocabulary::is_field_of_study(&text) {
        return vec![Role::Field(slice)];
    }
    vec![Role::Unknown(Piece { slice, ..piece })]
}

fn degree_roles(doc: &Document<'_>, slice: Slice) -> Vec<Role> {
    let slice = doc.trim(slice);
    let text = doc.text(slice);
    match vocabulary::degree_at_start(&text) {
        Some(length) if doc.chars(slice).len() == text.chars().count() => degree_with_rest(doc, slice, length),
        _ => Vec::new(),
    }
}

/// The degree takes `length` characters; "in X", ", X", "(X)" or X after it is the field, unless it is a school.
fn degree_with_rest(doc: &Document<'_>, slice: Slice, length: usize) -> Vec<Role> {
    let chars = doc.chars(slice);
    let mut length = length;
    // "Bachelor of Science (Honours)", "BSc (Hons)"
    let after: String = chars[length..].iter().collect();
    let honours = after.to_lowercase();
    if honours.trim_start().starts_with("(hon") {
        length += chars[length..].iter().position(|c| *c == ')').map_or(0, |i| i + 1);
    }
    let degree = doc.within(slice, 0, length);
    let rest = doc.trim_where(doc.within(slice, length, chars.len()), |c| c.is_whitespace() || ",:–—-(".contains(c));
    let text = doc.text(rest);
    if text.is_empty() {
        return vec![Role::Degree(degree, None)];
    }
    for word in ["in ", "of ", "en ", "im ", "em ", "der ", "für ", "de ", "d'", "d’", "op ", "'s in ", "s in "] {
        if text.to_lowercase().starts_with(word) && doc.chars(rest).len() > word.chars().count() {
            let field = doc.within(rest, word.chars().count(), doc.chars(rest).len());
            return with_field(doc, degree, field);
        }
    }
    with_field(doc, degree, rest)
}

fn with_field(doc: &Document<'_>, degree: Slice, field: Slice) -> Vec<Role> {
    let members = super::places::members(doc, field);
    let Some(first) = members.first().copied() else { return vec![Role::Degree(degree, None)] };
    let text = doc.text(first);
    if vocabulary::school_score(&text) > 0 && !text.contains('(') {
        return vec![Role::Degree(degree, None), Role::School(Slice { end: field.end, ..first })];
    }
    if let Some(open) = doc.chars(first).iter().position(|c| *c == '(') {
        let before = doc.trim(doc.within(first, 0, open));
        return vec![Role::Degree(degree, (before.start < before.end).then_some(before))];
    }
    let mut roles = Vec::new();
    let mut last = first;
    for member in &members[1..] {
        let text = doc.text(*member);
        if vocabulary::school_score(&text) > 0 {
            roles.push(Role::School(*member));
        } else if roles.is_empty()
            && vocabulary::is_field_of_study(&text)
            && vocabulary::degree_at_start(&text).is_none()
        {
            last = *member;
        }
    }
    let whole = Slice { end: last.end, ..first };
    let plausible = text.split_whitespace().count() <= 9;
    roles.insert(0, Role::Degree(degree, plausible.then_some(whole)));
    roles
}

/// "… at University of X": what stands before and the school.
fn at_school(doc: &Document<'_>, slice: Slice) -> Option<(Slice, Slice)> {
    let chars = doc.chars(slice);
    for word in [" at ", " from ", " an der ", " à ", " @ "] {
        let pattern: Vec<char> = word.chars().collect();
        let Some(at) = chars.windows(pattern.len()).position(|window| window == pattern.as_slice()) else { continue };
        let before = doc.trim(doc.within(slice, 0, at));
        let after = doc.trim(doc.within(slice, at + pattern.len(), chars.len()));
        let degree = vocabulary::degree_at_start(&doc.text(before)).is_some();
        if degree && doc.chars(after).first().is_some_and(|c| c.is_uppercase()) {
            return Some((before, after));
        }
    }
    None
}

/// "GPA: 3.92/4.00": the grade after its label.
fn score(doc: &Document<'_>, slice: Slice, draft: &mut Draft) {
    if draft.score.is_some() {
        return;
    }
    let chars = doc.chars(slice);
    let lower: Vec<char> = chars.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let labels = [
        "gpa",
        "grade",
        "cgpa",
        "note",
        "durchschnittsnote",
        "abschlussnote",
        "moyenne",
        "promedio",
        "nota media",
        "score",
    ];
    for label in labels {
        let pattern: Vec<char> = label.chars().collect();
        let Some(at) = lower.windows(pattern.len()).position(|window| window == pattern.as_slice()) else { continue };
        let border = |i: Option<&char>| i.is_none_or(|c| !c.is_alphabetic());
        if !border(at.checked_sub(1).and_then(|i| lower.get(i))) || !border(lower.get(at + pattern.len())) {
            continue;
        }
        let mut start = at + pattern.len();
        while chars.get(start).is_some_and(|c| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '=')) {
            start += 1;
        }
        let value = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | ' ' | '%');
        let length = chars[start.min(chars.len())..].iter().take_while(|c| value(c)).count();
        let found = doc.trim(doc.within(slice, start, start + length));
        if doc.chars(found).iter().any(char::is_ascii_digit) {
            draft.score = Some(found);
            return;
        }
    }
}
