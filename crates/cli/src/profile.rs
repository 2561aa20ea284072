//! `valet profile`: what Valet knows about the person, and from where.

mod adopt;
mod edit;
mod facts;

use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::{answers, reading, show};
use anyhow::Context as _;
use domain::{Profile, Sha256, UsageMode, json_resume};
use std::path::{Path, PathBuf};
use store::resumes::ResumeKind;

#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum ProfileCommand {
    /// Read a résumé (PDF with text, DOCX, TXT) or a JSON Resume file
    ///
    /// What you stated yourself is kept; what an earlier résumé said is replaced. A JSON Resume file is your own
    /// statement: it replaces what it mentions and leaves the rest.
    #[command(after_help = "\
Examples:
  valet profile import cv.pdf
  valet profile import me.json     for example what `valet profile export > me.json` wrote, edited")]
    Import {
        /// The file
        file: PathBuf,
    },
    /// Show every value with its source and how sure it is
    #[command(after_help = "\
Sources: a page and line of your résumé, your profile file, or you. A résumé's values may be read wrongly:
look at what is less than 100 % sure, and correct it with `valet profile edit`.")]
    Show,
    /// Change values: in your editor, or one by one with --set
    Edit(edit::EditArgs),
    /// Write the profile as JSON Resume to standard output
    #[command(after_help = "\
The file holds your profile and your answers, unencrypted; keep it private:
  (umask 077; valet profile export > me.json)")]
    Export,
}

pub(crate) async fn run(session: &Session, command: &ProfileCommand) -> Result<Exit, Problem> {
    match command {
        ProfileCommand::Import { file } => import(session, file).await,
        ProfileCommand::Show => {
            print(session, &require(session).await?);
            Ok(Exit::Ok)
        }
        ProfileCommand::Edit(args) => edit::edit(session, args).await,
        ProfileCommand::Export => {
            let profile = require(session).await?;
            let mut db = session.pool.acquire().await?;
            let answers = store::answers::list_answers(&mut db, session.user).await?;
            show::json(&json_resume::export(&profile, &answers));
            Ok(Exit::Ok)
        }
    }
}

/// The profile, or the sentence that says how to make one.
pub(crate) async fn require(session: &Session) -> Result<Profile, Problem> {
    let mut db = session.pool.acquire().await?;
    store::profiles::find_profile(&mut db, session.user)
        .await?
        .ok_or_else(|| Problem::failure("Valet does not know you yet. Run `valet profile import cv.pdf` first."))
}

/// Takes a file in. Also used to set up the sample person of the demo.
pub(crate) async fn take_in(session: &Session, file: &Path) -> Result<(Profile, Vec<String>), Problem> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be opened", file.display()))?;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("resume").to_owned();
    let json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let mut db = session.pool.acquire().await?;
    let known = store::profiles::find_profile(&mut db, session.user).await?.unwrap_or_default();
    let (profile, warnings) = if json {
        let imported = json_resume::import(&bytes, Sha256::of(&bytes))
            .map_err(|error| Problem::failure(format!("{} is not usable: {error}.", file.display())))?;
        let kept: Vec<_> = imported.answers.into_iter().map(answers::from_file).collect();
        for (n, answer) in kept.iter().enumerate() {
            answers::may_be_kept(answer).map_err(|problem| {
                let place = format!("{}, /x-valet/answers/{n}", file.display());
                Problem::failure(format!("{place}: {} Nothing was imported.", problem.message))
            })?;
        }
        for answer in &kept {
            store::answers::create_answer(&mut db, session.user, answer).await?;
        }
        (known.updated_by_statement(imported.profile), Vec::new())
    } else {
        let read = reading::read(file, &bytes)?;
        if let Some(refusal) = read.refusal {
            return Err(Problem::failure(format!("{} cannot be used: {refusal}", file.display())));
        }
        let kind = kind_of(&bytes);
        store::resumes::create_resume(&mut db, session.user, &name, kind, &bytes).await?;
        (known.updated_by_reading(read.profile.unwrap_or_default()), read.warnings)
    };
    store::profiles::update_profile(&mut db, session.user, &profile).await?;
    Ok((profile, warnings))
}

fn kind_of(bytes: &[u8]) -> ResumeKind {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => ResumeKind::Pdf,
        [b'P', b'K', ..] => ResumeKind::Docx,
        _ => ResumeKind::Txt,
    }
}

async fn import(session: &Session, file: &Path) -> Result<Exit, Problem> {
    let (profile, warnings) = take_in(session, file).await?;
    print(session, &profile);
    if !session.json {
        for warning in warnings {
            println!("Note: {warning}");
        }
        println!("Check it, then add what a résumé does not say with `valet profile edit`.");
    }
    Ok(Exit::Ok)
}

/// Prints every value with source and confidence.
pub(crate) fn print(session: &Session, profile: &Profile) {
    if session.json {
        return show::json(profile);
    }
    let mut table = show::grid(["", "Value", "Source", "Sure"]);
    for fact in facts::all(profile) {
        let sure = format!("{:.0} %", fact.source.confidence().get() * 100.0);
        let (label, value) = (facts::label(&fact.place), facts::shown(&fact.value));
        table.add_row([label, show::plain(&value), show::plain(&fact.source.describe()), sure]);
    }
    show::table(table);
}

/// The word of a usage mode on the command line.
pub(crate) fn usage_word(usage: UsageMode) -> &'static str {
    match usage {
        UsageMode::AlwaysUse => "always",
        UsageMode::AskEachTime => "ask",
        UsageMode::DeclineToAnswer => "decline",
    }
}
