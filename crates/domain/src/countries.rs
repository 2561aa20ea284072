//! Countries, their names and their telephone codes; US states and Canadian provinces.
//!
//! A table of public facts (ISO 3166-1, ITU E.164, ISO 3166-2) with lookups by
//! code and by whole name. Names are compared without case, dots, commas and
//! parentheses; a part of a name finds nothing.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

/// A country or territory.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, upper case.
    pub code: &'static str,
    /// English short name, as forms write it.
    pub name: &'static str,
    /// Telephone code without `+`: `1`, `44`, `1684`.
    pub calling_code: &'static str,
    /// Other names: official, abbreviated, native.
    pub other_names: Vec<&'static str>,
}

/// A state or province.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Alpha-2 code of its country.
    pub country: &'static str,
    /// Postal abbreviation, upper case.
    pub code: &'static str,
    /// English name.
    pub name: &'static str,
    /// Other names.
    pub other_names: Vec<&'static str>,
}

struct Atlas {
    countries: Vec<Country>,
    by_code: HashMap<&'static str, usize>,
    by_name: HashMap<String, usize>,
    regions: Vec<Region>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    let countries: Vec<Country> = table::COUNTRIES.lines().map(country_of_line).collect();
    let by_code = countries.iter().enumerate().map(|(i, c)| (c.code, i)).collect();
    let by_name = countries.iter().enumerate().flat_map(|(i, c)| c.names().map(move |n| (key(n), i))).collect();
    let regions = table::REGIONS.lines().map(region_of_line).collect();
    Atlas { countries, by_code, by_name, regions }
});

impl Country {
    /// Every country, ordered by code.
    #[must_use]
    pub fn all() -> &'static [Country] {
        &ATLAS.countries
    }

    /// The country with this alpha-2 code, in any case.
    #[must_use]
    pub fn by_code(code: &str) -> Option<&'static Country> {
        let code = code.trim().to_ascii_uppercase();
        ATLAS.by_code.get(code.as_str()).map(|&i| &ATLAS.countries[i])
    }

    /// The country with this whole name, in English, officially, abbreviated or in its own language.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Country> {
        ATLAS.by_name.get(&key(name)).map(|&i| &ATLAS.countries[i])
    }

    /// By whole name, else by code.
    #[must_use]
    pub fn find(text: &str) -> Option<&'static Country> {
        Self::by_name(text).or_else(|| Self::by_code(text))
    }

    /// The countries an international number may belong to: those with the
    /// longest code that `digits` (after the `+`) starts with. Several share `1`, `7`, `44`.
    #[must_use]
    pub fn of_number(digits: &str) -> Vec<&'static Country> {
        let longest = ATLAS
            .countries
            .iter()
            .filter(|c| digits.starts_with(c.calling_code))
            .map(|c| c.calling_code.len())
            .max()
            .unwrap_or(0);
        ATLAS
            .countries
            .iter()
            .filter(|c| c.calling_code.len() == longest && digits.starts_with(c.calling_code))
            .collect()
    }

    /// Every name, the English short name first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        std::iter::once(self.name).chain(self.other_names.iter().copied())
    }
}

impl Region {
    /// Every region known here.
    #[must_use]
    pub fn all() -> &'static [Region] {
        &ATLAS.regions
    }

    /// The region of `country` (alpha-2) with this code or whole name. Known are the US, Canada, Australia, Brazil, Germany and India.
    #[must_use]
    pub fn find(country: &str, text: &str) -> Option<&'static Region> {
        let wanted = key(text);
        ATLAS.regions.iter().find(|r| {
            r.country.eq_ignore_ascii_case(country)
                && (key(r.code) == wanted || r.names().any(|name| key(name) == wanted))
        })
    }

    /// Every name, the English one first; the code is not among them.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        std::iter::once(self.name).chain(self.other_names.iter().copied())
    }
}

fn country_of_line(line: &'static str) -> Country {
    let mut parts = line.split('|');
    let mut next = || parts.next().unwrap_or_default();
    let (code, name, calling_code) = (next(), next(), next());
    Country { code, name, calling_code, other_names: parts.collect() }
}

fn region_of_line(line: &'static str) -> Region {
    let mut parts = line.split('|');
    let mut next = || parts.next().unwrap_or_default();
    let (country, code, name) = (next(), next(), next());
    Region { country, code, name, other_names: parts.collect() }
}

/// Lower case, `&` as "and", no punctuation, single spaces.
fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '.' | ',' | '(' | ')' | '\'' | '’' | 'ʻ' | '`' => {}
            '&' => out.push_str(" and "),
            '-' | '/' | '–' => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_line_is_complete_and_every_name_stands_for_one_country() {
        assert_eq!(Country::all().len(), 250, "249 of ISO 3166-1 and Kosovo");
        let mut names = BTreeMap::new();
        for country in Country::all() {
            assert!(country.code.len() == 2 && country.code.bytes().all(|b| b.is_ascii_uppercase()), "{country:?}");
            assert!(country.calling_code.bytes().all(|b| b.is_ascii_digit()), "{country:?}");
            for name in country.names() {
                assert_eq!(*names.entry(key(name)).or_insert(country.code), country.code, "{name} stands twice");
            }
        }
        assert_eq!(Region::all().iter().filter(|r| r.country == "US").count(), 56);
        assert_eq!(Region::all().iter().filter(|r| r.country == "CA").count(), 13);
    }

    #[test]
    fn a_country_is_found_by_whole_name_only() {
        for (text, code) in [
            ("USA", "US"),
            ("u.s.", "US"),
            ("United States of America", "US"),
            ("Deutschland", "DE"),
            ("UNITED KINGDOM", "GB"),
            ("Korea, Republic of", "KR"),
            ("Türkiye", "TR"),
            ("gb", "GB"),
            ("Trinidad & Tobago", "TT"),
            ("Cote d’Ivoire", "CI"),
        ] {
            assert_eq!(Country::find(text).map(|c| c.code), Some(code), "{text}");
        }
        for text in ["", "United", "States", "Guinea Ecuatorial Republic", "German"] {
            assert_eq!(Country::find(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_names_its_countries_by_the_longest_code() {
        let codes = |digits| Country::of_number(digits).iter().map(|c| c.code).collect::<Vec<_>>();
        assert_eq!(codes("12685550100"), ["AG"]);
        assert!(codes("14155550100").contains(&"US") && codes("14155550100").contains(&"CA"));
        assert_eq!(codes("353871234567"), ["IE"]);
        assert!(codes("0").is_empty());
    }

    #[test]
    fn states_and_provinces_go_by_name_and_code() {
        assert_eq!(Region::find("US", "california").map(|r| r.code), Some("CA"));
        assert_eq!(Region::find("us", "TX").map(|r| r.name), Some("Texas"));
        assert_eq!(Region::find("CA", "Québec").map(|r| r.code), Some("QC"));
        assert_eq!(Region::find("CA", "Texas"), None);
        assert_eq!(Region::find("DE", "Bavaria").map(|r| r.code), Some("BY"));
        assert_eq!(Region::find("BR", "SP").map(|r| r.name), Some("São Paulo"));
        assert_eq!(Region::find("FR", "Bretagne"), None);
    }
}
