//! One more document about the same person.
//!
//! Two documents are never mixed: a person's old and new life do not add up to
//! one. What belongs together (a name, an address, a list) is therefore taken
//! together. What the person stated outranks every reading.
//!
//! A unit that the person stated a part of stays whole. A reading may complete
//! it only when it repeats every stated part, because then it is about the same
//! name or the same place.

use super::{ApplicationFacts, Certificate, Education, Employment, Language, Link, Location, Name, Profile};
use crate::provenance::{Fact, Source};

impl Profile {
    /// This profile after a document was read anew: everything that the person
    /// did not state is replaced, or goes away when the document lacks it.
    #[must_use]
    pub fn updated_by_reading(self, new: Self) -> Self {
        Self {
            name: self.name.updated_by_reading(new.name),
            headline: stated_or(self.headline, new.headline),
            summary: stated_or(self.summary, new.summary),
            email: stated_or(self.email, new.email),
            phone: stated_or(self.phone, new.phone),
            location: self.location.updated_by_reading(new.location),
            links: stated_list_or(self.links, new.links),
            work: stated_list_or(self.work, new.work),
            education: stated_list_or(self.education, new.education),
            skills: stated_list_or(self.skills, new.skills),
            languages: stated_list_or(self.languages, new.languages),
            certificates: stated_list_or(self.certificates, new.certificates),
            // No document answers for the person here.
            application: self.application,
        }
    }

    /// This profile after the person stated `new`, a profile file: what it
    /// mentions is replaced, each unit as a whole; the rest stays.
    #[must_use]
    pub fn updated_by_statement(self, new: Self) -> Self {
        Self {
            name: self.name.updated_by_statement(new.name),
            headline: new.headline.or(self.headline),
            summary: new.summary.or(self.summary),
            email: new.email.or(self.email),
            phone: new.phone.or(self.phone),
            location: if new.location == Location::default() { self.location } else { new.location },
            links: mentioned_or(new.links, self.links),
            work: mentioned_or(new.work, self.work),
            education: mentioned_or(new.education, self.education),
            skills: mentioned_or(new.skills, self.skills),
            languages: mentioned_or(new.languages, self.languages),
            certificates: mentioned_or(new.certificates, self.certificates),
            application: self.application.updated_by_statement(new.application),
        }
    }
}

type Text = Option<Fact<String>>;

impl Name {
    /// The name a person goes by belongs to no document's name; the other four are one unit.
    fn updated_by_reading(self, new: Self) -> Self {
        let preferred = stated_or(self.preferred, new.preferred);
        let known = Self { preferred: None, ..self };
        let new = Self { preferred: None, ..new };
        if !known.parts().into_iter().chain([&known.full]).any(is_stated) {
            return Self { preferred, ..new };
        }
        if !known.parts().into_iter().chain([&known.full]).all(|part| !is_stated(part) || said_within(part, &new.full))
        {
            return Self { preferred, ..known };
        }
        // The same name. Its parts may be read differently, though: then the stated ones stand alone.
        let same_parts =
            known.parts().into_iter().zip(new.parts()).all(|(part, read)| !is_stated(part) || same(part, read));
        let read = if same_parts { new } else { Self { full: new.full, ..Self::default() } };
        Self {
            full: stated_or(known.full, read.full),
            given: stated_or(known.given, read.given),
            middle: stated_or(known.middle, read.middle),
            family: stated_or(known.family, read.family),
            preferred,
        }
    }

    /// Parts without a full name complete the known name when they occur in it; anything else is another name.
    fn updated_by_statement(self, new: Self) -> Self {
        let preferred = new.preferred.clone().or(self.preferred.clone());
        let silent = new.full.is_none() && new.parts().into_iter().all(Option::is_none);
        let same_name = match &new.full {
            Some(_) => same(&new.full, &self.full),
            None => new.parts().into_iter().all(|part| part.is_none() || said_within(part, &self.full)),
        };
        if silent {
            return Self { preferred, ..self };
        }
        if !same_name {
            return Self { preferred, ..new };
        }
        // "Ana María" and "Cruz" leave no room for the middle name that was known before.
        let whole = new.given.is_some() && new.family.is_some();
        let known = if whole { Self { full: self.full, ..Self::default() } } else { self };
        Self {
            full: new.full.or(known.full),
            given: new.given.or(known.given),
            middle: new.middle.or(known.middle),
            family: new.family.or(known.family),
            preferred,
        }
    }

    fn parts(&self) -> [&Text; 3] {
        [&self.given, &self.middle, &self.family]
    }
}

impl Location {
    fn updated_by_reading(self, new: Self) -> Self {
        let pairs = || self.parts().into_iter().zip(new.parts()).filter(|(known, _)| is_stated(known));
        if pairs().next().is_none() {
            return new;
        }
        if !pairs().all(|(known, read)| same(known, read)) {
            return self;
        }
        Self {
            address: stated_or(self.address, new.address),
            city: stated_or(self.city, new.city),
            region: stated_or(self.region, new.region),
            postal_code: stated_or(self.postal_code, new.postal_code),
            country_code: stated_or(self.country_code, new.country_code),
        }
    }

    fn parts(&self) -> [&Text; 5] {
        [&self.address, &self.city, &self.region, &self.postal_code, &self.country_code]
    }
}

impl ApplicationFacts {
    fn updated_by_statement(self, new: Self) -> Self {
        let mut work_authorization = new.work_authorization;
        for known in self.work_authorization {
            let country = &known.value().country;
            if !work_authorization.iter().any(|newer| newer.value().country.eq_ignore_ascii_case(country)) {
                work_authorization.push(known);
            }
        }
        Self {
            work_authorization,
            gender: new.gender.or(self.gender),
            race: new.race.or(self.race),
            hispanic_latino: new.hispanic_latino.or(self.hispanic_latino),
            veteran: new.veteran.or(self.veteran),
            disability: new.disability.or(self.disability),
            pronouns: new.pronouns.or(self.pronouns),
            salary: new.salary.or(self.salary),
            earliest_start: new.earliest_start.or(self.earliest_start),
            notice_period_days: new.notice_period_days.or(self.notice_period_days),
            willing_to_relocate: new.willing_to_relocate.or(self.willing_to_relocate),
            over_18: new.over_18.or(self.over_18),
            birth_date: new.birth_date.or(self.birth_date),
            salutation: new.salutation.or(self.salutation),
            how_heard: new.how_heard.or(self.how_heard),
        }
    }
}

fn stated_or<T>(known: Option<Fact<T>>, new: Option<Fact<T>>) -> Option<Fact<T>> {
    known.filter(|fact| fact.source().is_stated()).or(new)
}

fn mentioned_or<T>(new: Vec<T>, known: Vec<T>) -> Vec<T> {
    if new.is_empty() { known } else { new }
}

/// A list is one statement: one stated value in it keeps it whole.
fn stated_list_or<T: Entry>(known: Vec<T>, new: Vec<T>) -> Vec<T> {
    let stated = known.iter().flat_map(Entry::sources).any(Source::is_stated);
    if stated { known } else { new }
}

fn is_stated(fact: &Text) -> bool {
    fact.as_ref().is_some_and(|fact| fact.source().is_stated())
}

fn words(fact: &Text) -> Vec<String> {
    fact.iter().flat_map(|fact| fact.value().split_whitespace()).map(str::to_lowercase).collect()
}

/// The same words; nothing is the same as nothing only.
fn same(one: &Text, other: &Text) -> bool {
    one.is_some() == other.is_some() && words(one) == words(other)
}

/// The words of `part` follow one another somewhere in `whole`.
fn said_within(part: &Text, whole: &Text) -> bool {
    let (part, whole) = (words(part), words(whole));
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

/// An entry of a list, with the sources of all its values.
trait Entry {
    fn sources(&self) -> Vec<&Source>;
}

fn source<T>(fact: &Option<Fact<T>>) -> Option<&Source> {
    fact.as_ref().map(Fact::source)
}

fn known<const N: usize>(sources: [Option<&Source>; N]) -> Vec<&Source> {
    sources.into_iter().flatten().collect()
}

impl Entry for Fact<String> {
    fn sources(&self) -> Vec<&Source> {
        vec![self.source()]
    }
}

impl Entry for Link {
    fn sources(&self) -> Vec<&Source> {
        vec![self.url.source()]
    }
}

impl Entry for Language {
    fn sources(&self) -> Vec<&Source> {
        known([Some(self.language.source()), source(&self.fluency)])
    }
}

impl Entry for Certificate {
    fn sources(&self) -> Vec<&Source> {
        known([Some(self.name.source()), source(&self.issuer), source(&self.date)])
    }
}

impl Entry for Employment {
    fn sources(&self) -> Vec<&Source> {
        let mut sources = known([
            source(&self.employer),
            source(&self.position),
            source(&self.location),
            source(&self.start),
            source(&self.end),
            source(&self.current),
            source(&self.summary),
        ]);
        sources.extend(self.highlights.iter().map(Fact::source));
        sources
    }
}

impl Entry for Education {
    fn sources(&self) -> Vec<&Source> {
        known([
            source(&self.institution),
            source(&self.area),
            source(&self.study_type),
            source(&self.start),
            source(&self.end),
            source(&self.score),
        ])
    }
}

#[cfg(test)]
mod tests;
