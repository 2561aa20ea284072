//! What is wrong with the settings, and what to do about it.

use super::table::{self, ALL, Kind, Need, Variable};
use super::{Role, Settings};
use base64::Engine as _;
use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong and what to do. Never contains the value of a secret.
    pub advice: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the environment is not right:")?;
        for problem in &self.0 {
            writeln!(f, "  {}: {}", problem.variable, problem.advice)?;
        }
        f.write_str("`valet config` shows every variable and where its value comes from")
    }
}

pub(super) fn find(settings: &Settings, role: Role) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell = |variable: &Variable, advice: String| {
        problems.push(Problem { variable: variable.name, advice });
    };
    for variable in ALL {
        match (variable.need(role), settings.found.get(variable.name)) {
            (Need::Unused, _) => {}
            (Need::Serious, None) if settings.is_serious() => tell(
                variable,
                format!("required outside development. {}.{}", variable.meaning, how_to_make(variable.kind)),
            ),
            (_, None) => {}
            (_, Some(found)) => {
                if let Err(wrong) = fits(variable.kind, found.value.expose()) {
                    let under = if found.from == variable.name { "" } else { found.from };
                    let under = if under.is_empty() { String::new() } else { format!("set by {under}, ") };
                    tell(variable, format!("{under}{wrong}"));
                }
            }
        }
    }
    if settings.is_serious() && settings.database_url().is_none() {
        tell(&table::DATABASE_URL, "required outside development: the address of the database".into());
    }
    let previous = settings.list(&table::SERVICE_SECRET_PREVIOUS);
    if role == Role::Api && previous.iter().any(|key| key.len() < 16) {
        tell(&table::SERVICE_SECRET_PREVIOUS, "every key needs at least 16 characters".into());
    }
    problems
}

/// A variable that looks like one of the service and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Its name.
    pub name: String,
    /// What was probably meant.
    pub meant: Option<&'static str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not known", self.name)?;
        self.meant.map_or(Ok(()), |meant| write!(f, "; did you mean {meant}?"))
    }
}

/// The names that begin as the service's own variables do and are none of them, in order.
#[must_use]
pub fn unknown(names: impl IntoIterator<Item = String>) -> Vec<Unknown> {
    let known: Vec<&'static str> = ALL.iter().flat_map(|variable| variable.names()).collect();
    let mut strangers: Vec<Unknown> = names
        .into_iter()
        .filter(|name| name.starts_with("GH_") && !known.contains(&name.as_str()))
        .map(|name| {
            let near = known.iter().map(|known| (distance(known, &name), *known)).min();
            Unknown { meant: near.filter(|(distance, _)| *distance <= 3).map(|(_, known)| known), name }
        })
        .collect();
    strangers.sort_by(|a, b| a.name.cmp(&b.name));
    strangers
}

/// Letters to put in, take out or change to make one of the other; names that are far apart in length are far apart.
fn distance(one: &str, other: &str) -> usize {
    if one.len().abs_diff(other.len()) > 3 {
        return usize::MAX;
    }
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (place, there) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != *there);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

fn how_to_make(kind: Kind) -> &'static str {
    match kind {
        Kind::Key(_) => " Make one with `openssl rand -hex 32`",
        Kind::Key32 => " Make one with `openssl rand -base64 32`",
        _ => "",
    }
}

/// Why a value does not fit, without the value.
pub(super) fn fits(kind: Kind, value: &str) -> Result<(), String> {
    let wrong = match kind {
        Kind::Text | Kind::List => None,
        Kind::Flag => (!matches!(value, "true" | "1" | "yes" | "on" | "false" | "0" | "no" | "off"))
            .then(|| "has to be true or false".to_owned()),
        Kind::Word(words) => (!words.contains(&value)).then(|| format!("has to be one of {}", words.join(", "))),
        Kind::Number(least, most) => (!value.parse::<u64>().is_ok_and(|number| (least..=most).contains(&number)))
            .then(|| format!("has to be a whole number from {least} to {most}")),
        Kind::Url(schemes) => (!url::Url::parse(value).is_ok_and(|url| schemes.contains(&url.scheme())))
            .then(|| format!("has to be an address that begins with {}://", schemes.join(":// or "))),
        Kind::Key(least) => match value.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => (value.len() < least).then(|| format!("is too short: at least {least} characters")),
            false => Some("may hold only visible ASCII characters, without spaces".to_owned()),
        },
        Kind::Key32 => (key32(value).is_none())
            .then(|| "has to be 32 bytes in base64 (`openssl rand -base64 32`), or 64 hexadecimal digits".to_owned()),
    };
    wrong.map_or(Ok(()), Err)
}

/// A key of 32 bytes, in base64 or in hexadecimal digits.
pub(super) fn key32(text: &str) -> Option<[u8; 32]> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        return Some(key);
    }
    base64::engine::general_purpose::STANDARD.decode(text).ok()?.try_into().ok()
}
