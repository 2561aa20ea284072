//! `valet profile edit`: what the person changes becomes their own statement.

use super::adopt::adopt;
use super::print;
use crate::exit::{Exit, Problem};
use crate::session::Session;
use anyhow::Context as _;
use chrono::Utc;
use domain::{Sha256, json_resume};
use serde_json::Value;
use std::io::{Seek as _, Write as _};

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EditArgs {
    /// Set one value by its place in the JSON Resume; an empty value removes it.
    /// May be given several times; without it your $EDITOR opens.
    #[arg(long, value_name = "PLACE=VALUE")]
    pub set: Vec<String>,
}

const EXAMPLES: &str = "\
What you change here is your own statement: no résumé replaces it.

Examples:
  valet profile edit                                        in your $EDITOR
  valet profile edit --set basics.phone='+1 415 555 0132'
  valet profile edit --set work.0.position='Lead Engineer'  0 is the first in the list
  valet profile edit --set x-valet.givenName='Ana María' --set x-valet.familyName=Cruz
  valet profile edit --set \\
    x-valet.workAuthorization='[{\"country\":\"US\",\"authorized\":true,\"needsSponsorship\":false}]'
  valet profile edit --set x-valet.salary='{\"amount\":90000,\"currency\":\"EUR\",\"period\":\"year\"}'
  valet profile edit --set x-valet.gender=decline           or your word for it; also race,
                                                            hispanicLatino, veteran, disability, pronouns
  valet profile edit --set x-valet.noticePeriodDays=30 --set x-valet.earliestStart=2027-01-15
  valet profile edit --set x-valet.willingToRelocate=true --set x-valet.over18=true
  valet profile edit --set x-valet.birthDate=1990-05-14 --set x-valet.salutation=Ms";

pub(crate) async fn edit(session: &Session, args: &EditArgs) -> Result<Exit, Problem> {
    let mut db = session.pool.acquire().await?;
    let known = store::profiles::find_profile(&mut db, session.user).await?.unwrap_or_default();
    let document = json_resume::export(&known, &[]);
    let edited = if args.set.is_empty() { in_editor(session, &document)? } else { with_values(document, &args.set)? };
    let bytes = serde_json::to_vec(&edited).context("writing the edited profile")?;
    let imported = json_resume::import(&bytes, Sha256::of(&bytes))
        .map_err(|error| Problem::failure(format!("The profile was not changed: {error}.")))?;
    if !imported.answers.is_empty() {
        return Err(Problem::usage("Answers to questions are kept with `valet answers add`, not in the profile."));
    }
    let profile = adopt(&known, &imported.profile, Utc::now()).context("reading the edited profile")?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_does_not_exist_is_refused() {
        assert!(with_values(serde_json::json!({"a": "b"}), &["a.b.c=1".into()]).is_err());
        assert!(with_values(serde_json::json!({}), &["nothing".into()]).is_err());
    }
}
