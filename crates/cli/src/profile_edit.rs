//! `valet profile edit`: what the person changes becomes their own statement.

use crate::exit::{Exit, Problem};
use crate::profile::print;
use crate::session::Session;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::{Profile, Sha256, json_resume};
use serde_json::Value;
use std::io::{Seek as _, Write as _};

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct EditArgs {
    /// Set one value by its place in the JSON Resume, e.g. basics.phone="+1 415 555 0132" or
    /// x-valet.workAuthorization='[{"country":"US","authorized":true,"needsSponsorship":false}]'.
    /// An empty value removes it. May be given several times; without it your $EDITOR opens.
    #[arg(long, value_name = "PLACE=VALUE")]
    pub set: Vec<String>,
}

pub(crate) async fn edit(session: &Session, args: &EditArgs) -> Result<Exit, Problem> {
    let mut db = session.pool.acquire().await?;
    let known = store::profiles::find_profile(&mut db, session.user).await?.unwrap_or_default();
    let document = json_resume::export(&known, &[]);
    let edited = if args.set.is_empty() { in_editor(session, &document)? } else { with_values(document, &args.set)? };
    let bytes = serde_json::to_vec(&edited).context("writing the edited profile")?;
    let imported = json_resume::import(&bytes, Sha256::of(&bytes))
        .map_err(|error| Problem::failure(format!("The profile was not changed: {error}.")))?;
    let profile = stated(&known, imported.profile, Utc::now())?;
    store::profiles::update_profile(&mut db, session.user, &profile).await?;
    print(session, &profile);
    Ok(Exit::Ok)
}

fn in_editor(session: &Session, document: &Value) -> Result<Value, Problem> {
    if !session.interactive {
        return Err(Problem::usage("Nobody is at the terminal; use --set PLACE=VALUE."));
    }
    let mut file = tempfile::Builder::new().prefix("valet-profile-").suffix(".json").tempfile()?;
    let text = serde_json::to_string_pretty(document).context("writing the profile")?;
    file.write_all(text.as_bytes())?;
    let editor = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).unwrap_or_else(|_| "vi".into());
    let status = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("sh")
        .arg(file.path())
        .status()
        .with_context(|| format!("{editor} could not be started; set EDITOR"))?;
    if !status.success() {
        return Err(Problem::failure("The editor ended with an error; the profile was not changed."));
    }
    file.rewind()?;
    let edited = std::fs::read(file.path())?;
    serde_json::from_slice(&edited).map_err(|error| {
        // Keep what was typed: losing it would be worse than a stray file.
        let kept = file.keep().map(|(_, path)| path.display().to_string()).unwrap_or_default();
        Problem::failure(format!(
            "That is not valid JSON ({error}); the profile was not changed. Your text is in {kept}."
        ))
    })
}

fn with_values(mut document: Value, changes: &[String]) -> Result<Value, Problem> {
    for change in changes {
        let (place, text) =
            change.split_once('=').ok_or_else(|| Problem::usage(format!("{change:?} has no =; write PLACE=VALUE.")))?;
        set(&mut document, place, text)
            .ok_or_else(|| Problem::usage(format!("{place:?} is not a place in a JSON Resume, e.g. basics.phone.")))?;
    }
    Ok(document)
}

/// Sets the value at a dotted place; numbers index into lists. JSON is taken as such, other text as text.
fn set(document: &mut Value, place: &str, text: &str) -> Option<()> {
    let mut at = document;
    let (parents, last) = place.rsplit_once('.').map_or(("", place), |split| split);
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        at = match at {
            Value::Array(list) => list.get_mut(part.parse::<usize>().ok()?)?,
            Value::Object(map) => map.entry(part).or_insert_with(|| Value::Object(serde_json::Map::new())),
            _ => return None,
        };
    }
    // A phone number is text even when it looks like a number.
    let structured =
        text.starts_with(['[', '{', '"']) || matches!(text, "true" | "false") || place.starts_with("x-valet");
    let value = match structured {
        true => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        false => Value::String(text.to_owned()),
    };
    match at {
        Value::Object(map) if text.is_empty() => drop(map.shift_remove(last)),
        Value::Object(map) => drop(map.insert(last.to_owned(), value)),
        Value::Array(list) => *list.get_mut(last.parse::<usize>().ok()?)? = value,
        _ => return None,
    }
    Some(())
}

/// `edited` with the sources of `known` for every value that did not change;
/// what changed is the person's statement.
fn stated(known: &Profile, edited: Profile, at: DateTime<Utc>) -> Result<Profile, Problem> {
    let known = serde_json::to_value(known).context("reading the profile")?;
    let mut edited = serde_json::to_value(edited).context("reading the edited profile")?;
    let mut facts = Vec::new();
    collect(&known, "", &mut facts);
    let person = serde_json::to_value(domain::Source::Person { at }).context("writing a source")?;
    give_sources(&mut edited, "", &facts, &person);
    Ok(serde_json::from_value(edited).context("reading the edited profile")?)
}

/// A fact in its JSON form.
fn as_fact(value: &Value) -> Option<(&Value, &Value)> {
    let map = value.as_object().filter(|map| map.len() == 2)?;
    map.get("value").zip(map.get("source"))
}

/// Facts by the name of their field. An entry that moved in its list is still the same fact.
fn collect<'v>(value: &'v Value, name: &'v str, facts: &mut Vec<(&'v str, &'v Value, &'v Value)>) {
    if let Some((fact, source)) = as_fact(value) {
        facts.push((name, fact, source));
        return;
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| collect(value, name, facts)),
        Value::Array(list) => list.iter().for_each(|value| collect(value, name, facts)),
        _ => {}
    }
}

fn give_sources(value: &mut Value, name: &str, facts: &[(&str, &Value, &Value)], person: &Value) {
    if let Some((fact, _)) = as_fact(value) {
        let source =
            facts.iter().find(|(n, known, _)| *n == name && *known == fact).map_or(person, |(_, _, s)| s).clone();
        value["source"] = source;
        return;
    }
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(name, value)| give_sources(value, name, facts, person)),
        Value::Array(list) => list.iter_mut().for_each(|value| give_sources(value, name, facts, person)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Fact, Source};

    #[test]
    fn what_was_not_changed_keeps_its_source_and_what_was_is_the_persons_word() {
        let read = Source::Imported { document: Sha256::of(b"cv"), pointer: "/basics/email".into() };
        let known = Profile {
            email: Some(Fact::new("ana@example.com".into(), read.clone())),
            phone: Some(Fact::new("1".into(), read.clone())),
            ..Profile::default()
        };
        let document = with_values(json_resume::export(&known, &[]), &["basics.phone=+49 30 1".into()]).unwrap();
        let bytes = serde_json::to_vec(&document).unwrap();
        let imported = json_resume::import(&bytes, Sha256::of(&bytes)).unwrap().profile;
        let edited = stated(&known, imported, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(edited.email.unwrap().source(), &read);
        let phone = edited.phone.unwrap();
        assert_eq!(phone.value(), "+49 30 1");
        assert_eq!(phone.source(), &Source::Person { at: DateTime::UNIX_EPOCH });
    }

    #[test]
    fn a_place_that_does_not_exist_is_refused() {
        assert!(with_values(serde_json::json!({"a": "b"}), &["a.b.c=1".into()]).is_err());
        assert!(with_values(serde_json::json!({}), &["nothing".into()]).is_err());
    }
}
