//! Telephone numbers: the country they belong to, and the part after the country code.

use super::entering::Value;
use super::{Desk, Finding, derived};
use crate::options::Wanted;
use domain::Fact;
use domain::countries::Country;

/// The country of the person's number: by its code, and where several share one, the one the person lives in.
pub(super) fn country(desk: &Desk<'_>) -> Option<Fact<&'static Country>> {
    let phone = desk.person.profile.phone.as_ref()?;
    let home = desk.person.profile.location.country_code.as_ref();
    let home_country = home.and_then(|code| Country::by_code(code.value()));
    let Some(digits) = international(phone.value()) else {
        // Written without a code: the country is where the person lives.
        let (home, country) = home.zip(home_country)?;
        let because = format!("a number without a country code, from {}", country.name);
        return Some(derived(
            "phone.home_country",
            because,
            vec![phone.source().clone(), home.source().clone()],
            country,
        ));
    };
    let candidates = Country::of_number(&digits);
    match candidates[..] {
        [only] => Some(phone.derive("phone.calling_code", format!("+{} is {}", only.calling_code, only.name), only)),
        _ => {
            let (home, country) = home.zip(home_country).filter(|(_, c)| candidates.contains(c))?;
            let because = format!("+{} and living in {}", country.calling_code, country.name);
            Some(derived("phone.calling_code", because, vec![phone.source().clone(), home.source().clone()], country))
        }
    }
}

/// Digits after the `+` or `00`.
fn international(phone: &str) -> Option<String> {
    let trimmed = phone.trim();
    let rest = trimmed.strip_prefix('+').or_else(|| trimmed.strip_prefix("00"))?;
    Some(rest.chars().filter(char::is_ascii_digit).collect())
}

/// The number without its country code, digits only.
pub(super) fn national(desk: &Desk<'_>) -> Option<Fact<String>> {
    let phone = desk.person.profile.phone.as_ref()?;
    let text = phone.value();
    if international(text).is_none() {
        return Some(phone.represent(|p| p.chars().filter(char::is_ascii_digit).collect()));
    }
    // The `(0)` of "+44 (0)20 …" is dialled only within the country.
    let without_trunk = text.replace("(0)", "");
    let digits = international(&without_trunk)?;
    let code = Country::of_number(&digits).first()?.calling_code;
    // Numbers of +1 countries carry their area code as part of the national number.
    let code = if code.starts_with('1') { "1" } else { code };
    let national = digits.strip_prefix(code)?.to_owned();
    Some(phone.derive("phone.national", format!("without +{code}"), national))
}

/// The country code as a choice.
pub(super) fn code_choice(desk: &Desk<'_>) -> Finding {
    match country(desk) {
        Some(country) => Finding::Value(country.represent(|c| Value::One(code_wordings(c)))),
        None => Finding::Nothing("the country of your telephone number is not certain".to_owned()),
    }
}

/// What lists of country codes call a country; the bare code last, since several may share it.
pub(super) fn code_wordings(country: &Country) -> Wanted {
    let code = country.calling_code;
    let code = if code.len() == 4 && code.starts_with('1') { format!("1 {}", &code[1..]) } else { code.to_owned() };
    let with_code = country.names().flat_map(|name| {
        [
            format!("{name} (+{code})"),
            format!("{name} +{code}"),
            format!("+{code} {name}"),
            format!("{name} {code}"),
            name.to_owned(),
        ]
    });
    let short = [
        format!("{} (+{code})", country.code),
        format!("+{code} ({})", country.code),
        format!("+{code}"),
        code.clone(),
        country.code.to_owned(),
    ];
    let mut wanted = Wanted::any_of(with_code.chain(short));
    wanted.queries = vec![country.name.to_owned(), format!("+{code}")];
    wanted
}
