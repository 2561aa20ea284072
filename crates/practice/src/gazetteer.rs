//! Countries, regions and towns, with the towns that share a name in the
//! misleading order real typeaheads return them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A country as forms list it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Country {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) dial: String,
}

/// A town.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Town {
    pub(crate) city: String,
    pub(crate) region: String,
    pub(crate) region_code: String,
    pub(crate) country: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// How a family writes a town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// "Austin, Texas, United States"
    Long,
    /// "Austin, TX, USA", "Tübingen, Germany"
    Short,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| parse(include_str!("../assets/countries.json")));
static TOWNS: LazyLock<Vec<Town>> = LazyLock::new(|| parse(include_str!("../assets/places.json")));
static REGIONS: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| parse(include_str!("../assets/regions.json")));

fn parse<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("the tables are part of the program and tested")
}

pub(crate) fn countries() -> &'static [Country] {
    &COUNTRIES
}

pub(crate) fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

pub(crate) fn regions() -> &'static BTreeMap<String, Vec<String>> {
    &REGIONS
}

/// The town of an address; the region may be given by name or by code.
pub(crate) fn town(city: &str, region: &str, country: &str) -> Option<&'static Town> {
    TOWNS.iter().find(|t| t.country == country && t.city == city && (t.region == region || t.region_code == region))
}

impl Town {
    pub(crate) fn label(&self, style: Style) -> String {
        let country = country(&self.country).map_or(self.country.as_str(), |c| c.name.as_str());
        match (style, self.country.as_str()) {
            (Style::Long, _) => format!("{}, {}, {country}", self.city, self.region),
            (Style::Short, "US") => format!("{}, {}, USA", self.city, self.region_code),
            (Style::Short, "CA") => format!("{}, {}, Canada", self.city, self.region_code),
            (Style::Short, "GB") => format!("{}, UK", self.city),
            (Style::Short, _) => format!("{}, {country}", self.city),
        }
    }
}

/// What a typeahead answers to `query`: nothing below three letters; towns whose name
/// starts with the first part, the other parts (after commas) narrowing region or country.
pub(crate) fn search(query: &str) -> Vec<&'static Town> {
    let mut parts = query.split(',').map(|part| fold(part.trim())).filter(|part| !part.is_empty());
    let Some(city) = parts.next().filter(|city| city.chars().count() >= 3) else { return Vec::new() };
    let narrowing: Vec<String> = parts.collect();
    let suits = |town: &&Town| {
        let country_name = country(&town.country).map_or("", |c| c.name.as_str());
        let around = [&*town.region, &*town.region_code, &*town.country, country_name, alias(&town.country)].map(fold);
        fold(&town.city).starts_with(&city)
            && narrowing.iter().all(|part| around.iter().any(|name| name.starts_with(part.as_str())))
    };
    TOWNS.iter().filter(suits).take(6).collect()
}

fn alias(country: &str) -> &'static str {
    match country {
        "US" => "USA",
        "GB" => "UK",
        _ => "",
    }
}

/// Lower case without the accents that occur in the tables.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => 'a',
            'é' | 'è' | 'ê' | 'ë' | 'ē' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ō' => 'o',
            'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

/// A telephone number split into its country and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telephone {
    /// ISO code of the country of the calling code; the home country where several share it.
    pub(crate) country: String,
    /// Calling code, digits.
    pub(crate) dial: String,
    /// Digits after the calling code.
    pub(crate) national: String,
}

/// Reads a number as a person writes it; without `+` it belongs to `home`.
pub(crate) fn telephone(written: &str, home: &str) -> Option<Telephone> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let home = country(home)?;
    let owned = |country: &Country, national: &str| Telephone {
        country: country.code.clone(),
        dial: country.dial.clone(),
        national: national.to_owned(),
    };
    if !written.trim_start().starts_with('+') {
        return Some(owned(home, &digits));
    }
    if let Some(rest) = digits.strip_prefix(home.dial.as_str()) {
        return Some(owned(home, rest));
    }
    let found = COUNTRIES.iter().filter(|c| digits.starts_with(c.dial.as_str())).max_by_key(|c| c.dial.len())?;
    Some(owned(found, &digits[found.dial.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_result_is_not_the_town_that_is_meant() {
        let labels = |q: &str| search(q).iter().map(|t| t.label(Style::Long)).collect::<Vec<_>>();
        assert_eq!(labels("au"), Vec::<String>::new());
        assert_eq!(labels("Austin")[0], "Austin, Minnesota, United States");
        assert_eq!(labels("austin, tex"), ["Austin, Texas, United States"]);
        assert_eq!(labels("Sao Paulo")[1], "São Paulo, São Paulo, Brazil");
        assert_eq!(labels("Manchester, UK"), ["Manchester, England, United Kingdom"]);
    }

    #[test]
    fn a_telephone_number_falls_into_country_and_rest() {
        let t = telephone("+49 171 3920012", "DE").unwrap();
        assert_eq!((t.country.as_str(), t.dial.as_str(), t.national.as_str()), ("DE", "49", "1713920012"));
        assert_eq!(telephone("+1 507 555 0116", "CA").unwrap().country, "CA");
        assert_eq!(telephone("(512) 555-0187", "US").unwrap().national, "5125550187");
    }
}
