//! What a job asks, put before the person at the terminal.

use crate::answers;
use crate::exit::Problem;
use crate::session::Session;
use crate::show::{self, grid};
use ghosthands::interactions::{Blocked, Interaction, Passed, Resolution, Row, Way};
use ghosthands::sealing::Secret;
use inquire::{Confirm, MultiSelect, Password, PasswordDisplayMode, Select, Text};
use std::collections::BTreeMap;
use std::fmt;

/// Asks the person, or stops when there is nobody to ask.
pub(crate) async fn answer(session: &Session, interaction: &Interaction, dry_run: bool) -> Result<Resolution, Problem> {
    let stop = Resolution { stop: true, ..Resolution::default() };
    if !session.interactive {
        tell_what_is_open(session, interaction);
        // Nobody gets past a blocker: the job ends saying what stood in the way.
        let skip = Resolution { blocker: Some(Passed::Skip), ..Resolution::default() };
        return Ok(if matches!(interaction, Interaction::Blocker(_)) { skip } else { stop });
    }
    let answered = match interaction {
        Interaction::Question { rows, .. } => ask_open(rows),
        Interaction::Review { packet, rows, last, again, reasons, .. } => {
            show_fields(rows, reasons);
            decide(rows, approval(*last && !dry_run, *again)).map(|decision| match decision {
                Decided::Approve => Resolution { approve: Some(*packet), ..Resolution::default() },
                Decided::Change(said) => Resolution { said, ..Resolution::default() },
                Decided::Stop => stop.clone(),
            })
        }
        Interaction::Blocker(blocked) => pass(blocked),
    };
    let resolution = match answered {
        Ok(resolution) => resolution,
        // Escape and Ctrl-C at a question mean: stop here.
        Err(inquire::InquireError::OperationCanceled | inquire::InquireError::OperationInterrupted) => return Ok(stop),
        Err(error) => return Err(Problem::failure(format!("The terminal cannot be used for questions: {error}."))),
    };
    offer_to_save(session, interaction, &resolution.said).await?;
    Ok(resolution)
}

/// The words of a yes: what it does, and what it risks.
fn approval(submits: bool, again: bool) -> &'static str {
    match (submits, again) {
        (true, true) => "Yes, submit it a second time: I am sure that it did not arrive",
        (true, false) => "Yes, submit this application",
        (false, true) => "Yes, go on: I know that this could mean applying twice",
        (false, false) => "Yes, continue to the next step",
    }
}

fn tell_what_is_open(session: &Session, interaction: &Interaction) {
    if session.json {
        return;
    }
    match interaction {
        Interaction::Question { rows, .. } => {
            eprintln!("These questions need you, and nobody is at the terminal:");
            for row in rows.iter().filter(|row| row.open) {
                eprintln!("  · {}  ({})", row.label, row.note.as_deref().unwrap_or("not known"));
            }
            eprintln!("Answer them with `valet answers add`, or run this in a terminal.");
        }
        Interaction::Review { reasons, .. } => {
            eprintln!("This application needs your approval, and nobody is at the terminal.");
            for reason in reasons {
                eprintln!("  · {reason}");
            }
        }
        Interaction::Blocker(blocked) => {
            eprintln!("{} Nobody is at the terminal.", blocked.description);
        }
    }
}

/// What stands in the way, and what to do about it. What is typed here is used once.
fn pass(blocked: &Blocked) -> Result<Resolution, inquire::InquireError> {
    println!("\n{}\n  {}", blocked.description, show::plain(&blocked.page_url));
    if let Some(note) = &blocked.note {
        println!("  ! {note}");
    }
    let ways: Vec<Choose> = blocked.accepts.iter().map(|way| Choose(*way)).collect();
    let password = Password::new("Password").with_display_mode(PasswordDisplayMode::Masked).without_confirmation();
    let way = match Select::new("What now?", ways).prompt()?.0 {
        Way::Manual => Passed::Manual,
        Way::Skip => Passed::Skip,
        Way::CodeEntry => Passed::CodeEntry { code: Secret::new(Text::new("Code").prompt()?.trim()) },
        Way::Credentials => Passed::Credentials {
            username: Some(Secret::new(Text::new("E-mail address or user name").prompt()?)),
            password: Some(Secret::new(password.prompt()?)),
            keep: Confirm::new("Keep it, encrypted, for the next time?").with_default(false).prompt()?,
        },
    };
    Ok(Resolution { blocker: Some(way), ..Resolution::default() })
}

struct Choose(Way);

impl fmt::Display for Choose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Way::CodeEntry => "Enter the code",
            Way::Credentials => "Sign in with my account on this site",
            Way::Manual => "I did it in the browser window",
            Way::Skip => "Leave it: end this application",
        })
    }
}

fn ask_open(rows: &[Row]) -> Result<Resolution, inquire::InquireError> {
    let open: Vec<&Row> = rows.iter().filter(|row| row.open).collect();
    println!("\n{} question{} only you can answer. Escape stops; nothing is sent.\n", open.len(), plural(open.len()));
    let mut said = BTreeMap::new();
    for row in open {
        said.insert(row.key.clone(), ask(row)?);
    }
    Ok(Resolution { said, ..Resolution::default() })
}

/// One question, with its choices when they are known.
fn ask(row: &Row) -> Result<String, inquire::InquireError> {
    let help = row.note.as_deref().filter(|note| !note.is_empty());
    let label = if row.label.is_empty() { "(a field without a label)" } else { &row.label };
    if row.options.is_empty() {
        let mut prompt = Text::new(label);
        prompt.help_message = help;
        if let Some(suggestion) = &row.suggestion {
            prompt = prompt.with_initial_value(suggestion);
        }
        return prompt.prompt();
    }
    if row.multiple {
        let mut prompt = MultiSelect::new(label, row.options.clone());
        prompt.help_message = help.or(prompt.help_message);
        return prompt.prompt().map(|chosen| chosen.join("\n"));
    }
    // Where nothing is suggested, a careless Enter must not answer: it stands on no option and asks again.
    let choices = [vec![CHOOSE.to_owned()], row.options.clone()].concat();
    let at = row.suggestion.as_ref().and_then(|s| choices.iter().position(|option| option == s)).unwrap_or(0);
    loop {
        let mut prompt = Select::new(label, choices.clone()).with_starting_cursor(at);
        prompt.help_message = help.or(prompt.help_message);
        let chosen = prompt.raw_prompt()?;
        if chosen.index > 0 {
            return Ok(chosen.value);
        }
    }
}

/// Stands before the options of a question.
const CHOOSE: &str = "(choose one)";

/// Prints every field with value, source and confidence.
pub(crate) fn show_fields(rows: &[Row], reasons: &[String]) {
    println!();
    show::table(table(rows));
    for reason in reasons {
        println!("  ! {}", show::plain(reason));
    }
}

/// The table of fields. Values are shown whole: the person answers for them.
pub(crate) fn table(rows: &[Row]) -> comfy_table::Table {
    let mut table = grid(["Field", "Value", "Source", "Sure"]);
    for row in rows {
        let mark = if row.required { " *" } else { "" };
        let value = row.value.clone().unwrap_or_else(|| "(empty)".to_owned());
        let source = row.source.clone().or_else(|| row.note.clone()).unwrap_or_default();
        let sure = row.confidence.map_or(String::new(), |c| format!("{:.0} %", c * 100.0));
        let label = shorten(&show::plain(&row.label), 120);
        table.add_row([format!("{label}{mark}"), show::plain(&value), show::plain(&source), sure]);
    }
    table
}

fn shorten(text: &str, limit: usize) -> String {
    match text.chars().count() > limit {
        true => text.chars().take(limit - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

enum Decided {
    Approve,
    Change(BTreeMap<forms::fields::FieldKey, String>),
    Stop,
}

enum Choice<'a> {
    Approve(&'static str),
    Change(&'a Row),
    Stop,
}

impl fmt::Display for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approve(words) => f.write_str(words),
            Self::Change(row) => write!(f, "Change: {}", shorten(&row.label, 60)),
            Self::Stop => f.write_str("Stop: send nothing"),
        }
    }
}

fn decide(rows: &[Row], approve: &'static str) -> Result<Decided, inquire::InquireError> {
    // Stop comes first: pressing Enter by accident sends nothing.
    let mut choices = vec![Choice::Stop, Choice::Approve(approve)];
    choices.extend(rows.iter().filter(|row| row.editable).map(Choice::Change));
    match Select::new("Is this right?", choices).with_page_size(12).prompt()? {
        Choice::Approve(_) => Ok(Decided::Approve),
        Choice::Stop => Ok(Decided::Stop),
        Choice::Change(row) => {
            let current = Row { suggestion: row.value.clone(), ..row.clone() };
            Ok(Decided::Change(BTreeMap::from([(row.key.clone(), ask(&current)?)])))
        }
    }
}

/// Offers to keep answers: for every employer, or for this one alone where the answer is about the employer.
async fn offer_to_save(
    session: &Session,
    interaction: &Interaction,
    said: &BTreeMap<forms::fields::FieldKey, String>,
) -> Result<(), Problem> {
    let (Interaction::Question { rows, company } | Interaction::Review { rows, company, .. }) = interaction else {
        return Ok(());
    };
    for row in rows {
        let (Some(answer), Some(class)) = (said.get(&row.key), row.class) else { continue };
        let new = store::answers::NewAnswer {
            question: row.label.clone(),
            class,
            answer: answer.clone(),
            scope: scope(class, company),
            usage: domain::UsageMode::AlwaysUse,
        };
        if answer.is_empty() || answers::may_be_kept(&new).is_err() {
            continue;
        }
        let place = match &new.scope {
            domain::AnswerScope::Everywhere => String::new(),
            domain::AnswerScope::Company(company) => format!(" at {}", show::plain(company)),
        };
        let question = format!("Keep this answer for next time{place}? {}", shorten(&row.label, 60));
        if !Confirm::new(&question).with_default(false).prompt().unwrap_or(false) {
            continue;
        }
        let mut db = session.pool.acquire().await?;
        if let Err(error) = store::answers::create_answer(&mut db, session.user, &new).await {
            eprintln!("Not kept: {error}.");
        }
    }
    Ok(())
}

/// Where an answer given here holds: about an employer only there, if its name is known.
fn scope(class: domain::QuestionClass, company: &str) -> domain::AnswerScope {
    match class.sensitivity() {
        domain::Sensitivity::CompanyScoped if !company.is_empty() => domain::AnswerScope::Company(company.to_owned()),
        _ => domain::AnswerScope::Everywhere,
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AnswerScope, QuestionClass};

    #[test]
    fn an_answer_about_the_employer_is_kept_for_that_employer_or_not_offered() {
        let here = AnswerScope::Company("acme".into());
        for (class, company, expected, kept) in [
            (QuestionClass::CompanyRelation, "acme", here, true),
            (QuestionClass::CompanyRelation, "", AnswerScope::Everywhere, false),
            (QuestionClass::HowHeard, "acme", AnswerScope::Everywhere, true),
        ] {
            let scope = scope(class, company);
            assert_eq!(domain::answers::may_be_kept(class, &scope).is_ok(), kept, "{class:?}");
            assert_eq!(scope, expected, "{class:?}");
        }
    }
}
