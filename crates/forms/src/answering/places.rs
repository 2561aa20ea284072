//! Home address in the forms forms want it: region by name or code, country by any of its names, all of it in one line.

use super::entering::{Value, is_choice};
use super::phones::code_wordings;
use super::{Desk, Finding, derived};
use crate::fields::Field;
use crate::meaning::{Meaning, Slot};
use crate::options::Wanted;
use crate::wording::words;
use domain::countries::{Country, Region};
use domain::{Fact, Source};

fn missing(what: &str) -> Finding {
    Finding::Nothing(format!("your {what} is not in the profile"))
}

/// A part of the address as written.
pub(super) fn plain(fact: Option<&Fact<String>>, what: &str) -> Finding {
    fact.map_or_else(|| missing(what), |f| Finding::Value(f.represent(|t| Value::Text(t.clone()))))
}

/// Words of a box for the street and nothing else of an address.
const STREET: &[&str] = &[
    "street",
    "line",
    "line1",
    "strasse",
    "strase",
    "hausnummer",
    "rue",
    "voie",
    "calle",
    "rua",
    "straat",
    "straatnaam",
];

/// Street; the whole address where a box asks for "Address" and nothing else on the form asks for the city.
pub(super) fn street(desk: &Desk<'_>, field: &Field) -> Finding {
    let location = &desk.person.profile.location;
    let Some(address) = &location.address else { return missing("street") };
    let has = |slot: Slot| desk.fields.iter().any(|f| f.reading.meaning == Some(Meaning::Profile(slot)));
    let street_only = words(&field.label).iter().any(|w| STREET.contains(&w.as_str()))
        || field.control.autocomplete.split_whitespace().any(|token| token == "address-line1");
    if street_only || has(Slot::City) || has(Slot::PostalCode) || has(Slot::LocationText) || has(Slot::AddressLine2) {
        return plain(Some(address), "street");
    }
    let region_and_code = [location.region.as_ref(), location.postal_code.as_ref()];
    let tail: Vec<&Fact<String>> = region_and_code.into_iter().flatten().collect();
    let tail_text = tail.iter().map(|f| f.value().as_str()).collect::<Vec<_>>().join(" ");
    let parts: Vec<&str> =
        [Some(address.value().as_str()), location.city.as_ref().map(|c| c.value().as_str()), Some(tail_text.as_str())]
            .into_iter()
            .flatten()
            .filter(|p| !p.is_empty())
            .collect();
    let sources: Vec<Source> = std::iter::once(address)
        .chain(&location.city)
        .chain(tail.iter().copied())
        .map(|f| f.source().clone())
        .collect();
    Finding::Value(derived(
        "address.one_line",
        "street, city, region and postal code",
        sources,
        Value::Text(parts.join(", ")),
    ))
}

/// Region: in lists also by its code or name.
pub(super) fn region(desk: &Desk<'_>, field: &Field) -> Finding {
    let location = &desk.person.profile.location;
    let Some(region) = &location.region else { return missing("state or region") };
    let known = location.country_code.as_ref().and_then(|c| Region::find(c.value(), region.value()));
    match known {
        Some(known) if is_choice(field.widget) => Finding::Value(region.represent(|written| {
            let forms = [
                known.name.to_owned(),
                known.code.to_owned(),
                format!("{} ({})", known.name, known.code),
                format!("{} - {}", known.code, known.name),
                format!("{} - {}", known.name, known.code),
                format!("{}-{}", known.country, known.code),
            ];
            let others = known.names().map(str::to_owned);
            let mut wanted = Wanted::any_of(forms.into_iter().chain(others).chain([written.clone()]));
            wanted.queries = vec![known.name.to_owned(), known.code.to_owned()];
            Value::One(wanted)
        })),
        Some(known) if field.max_length == Some(2) => {
            Finding::Value(region.represent(|_| Value::Text(known.code.to_owned())))
        }
        _ => plain(Some(region), "state or region"),
    }
}

/// Country: every whole name of it, also as lists of telephone codes have it.
pub(super) fn country(desk: &Desk<'_>, field: &Field) -> Finding {
    let Some(code) = &desk.person.profile.location.country_code else { return missing("country") };
    let Some(country) = Country::by_code(code.value()) else {
        return Finding::Nothing("the country in your profile is not a country code".to_owned());
    };
    Finding::Value(code.represent(|_| {
        if !is_choice(field.widget) {
            return Value::Text(if field.max_length == Some(2) { country.code } else { country.name }.to_owned());
        }
        let codes = code_wordings(country);
        let mut wanted = Wanted::any_of(country.names().map(str::to_owned).chain(codes.wordings));
        wanted.queries = vec![country.name.to_owned()];
        Value::One(wanted)
    }))
}

/// "City, Region, Country" in one box; in typeaheads any whole spelling of it.
pub(super) fn one_line(desk: &Desk<'_>, field: &Field) -> Finding {
    let location = &desk.person.profile.location;
    let Some(city) = &location.city else { return missing("city") };
    let country = location.country_code.as_ref().and_then(|code| Country::by_code(code.value()));
    let region = location.region.as_ref();
    let known = location.country_code.as_ref().zip(region).and_then(|(c, r)| Region::find(c.value(), r.value()));
    let sources: Vec<Source> =
        std::iter::once(city).chain(region).chain(location.country_code.as_ref()).map(|f| f.source().clone()).collect();
    let regions: Vec<String> = match (known, region) {
        (Some(known), _) => vec![known.name.to_owned(), known.code.to_owned()],
        (None, Some(written)) => vec![written.value().clone()],
        (None, None) => Vec::new(),
    };
    let value = if is_choice(field.widget) {
        Value::One(spellings(city.value(), &regions, country))
    } else {
        let parts = [Some(city.value().as_str()), region.map(|r| r.value().as_str()), country.map(|c| c.name)];
        Value::Text(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    Finding::Value(derived("location.one_line", "city, region and country in one line", sources, value))
}

/// Whole spellings of a place, the fullest first. The city alone only when nothing else is known.
fn spellings(city: &str, regions: &[String], country: Option<&'static Country>) -> Wanted {
    let countries: Vec<String> =
        country.map(|c| c.names().map(str::to_owned).chain([c.code.to_owned()]).collect()).unwrap_or_default();
    let mut wordings = Vec::new();
    for region in regions {
        wordings.extend(countries.iter().map(|country| format!("{city}, {region}, {country}")));
    }
    wordings.extend(regions.iter().map(|region| format!("{city}, {region}")));
    // In countries of many equal town names the region decides; elsewhere it is often left out.
    if regions.is_empty() || !country.is_some_and(|c| matches!(c.code, "US" | "CA")) {
        wordings.extend(countries.iter().map(|country| format!("{city}, {country}")));
    }
    if wordings.is_empty() {
        wordings.push(city.to_owned());
    }
    let mut queries = vec![city.to_owned()];
    queries.extend(regions.first().map(|region| format!("{city}, {region}")));
    Wanted { queries, ..Wanted::any_of(wordings) }
}
