//! `valet profile`: what Valet knows about the person, and from where.

use crate::exit::{Exit, Problem};
use crate::session::Session;
use crate::{profile_edit, reading, show};
use anyhow::Context as _;
use domain::{Fact, Profile, Sha256, UsageMode, json_resume};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use store::resumes::ResumeKind;

#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum ProfileCommand {
    /// Read a résumé (PDF with text, DOCX, TXT) or a JSON Resume file
    ///
    /// What you stated yourself is kept; what an earlier résumé said is replaced.
    Import {
        /// The file
        file: PathBuf,
    },
    /// Show every value with its source
    Show,
    /// Change values: in your editor, or one by one with --set
    Edit(profile_edit::EditArgs),
    /// Write the profile as JSON Resume to standard output
    Export,
}

pub(crate) async fn run(session: &Session, command: &ProfileCommand) -> Result<Exit, Problem> {
    match command {
        ProfileCommand::Import { file } => import(session, file).await,
        ProfileCommand::Show => {
            print(session, &require(session).await?);
            Ok(Exit::Ok)
        }
        ProfileCommand::Edit(args) => profile_edit::edit(session, args).await,
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
        for answer in imported.answers {
            let new = store::answers::NewAnswer {
                question: answer.question,
                class: answer.class,
                answer: answer.answer,
                scope: answer.scope,
                usage: answer.usage,
            };
            store::answers::create_answer(&mut db, session.user, &new).await?;
        }
        (known.updated_by(imported.profile), Vec::new())
    } else {
        let read = reading::read(file, &bytes)?;
        if let Some(refusal) = read.refusal {
            return Err(Problem::failure(format!("{} cannot be used: {refusal}", file.display())));
        }
        let kind = kind_of(&bytes);
        store::resumes::create_resume(&mut db, session.user, &name, kind, &bytes).await?;
        (known.updated_by(read.profile.unwrap_or_default()), read.warnings)
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
    let mut table = Lines::default();
    let name = &profile.name;
    for (label, fact) in [
        ("Name", &name.full),
        ("Given name", &name.given),
        ("Middle name", &name.middle),
        ("Family name", &name.family),
        ("Preferred name", &name.preferred),
        ("Headline", &profile.headline),
        ("E-mail", &profile.email),
        ("Phone", &profile.phone),
        ("Street", &profile.location.address),
        ("City", &profile.location.city),
        ("Region", &profile.location.region),
        ("Postal code", &profile.location.postal_code),
        ("Country", &profile.location.country_code),
    ] {
        table.fact(label, fact.as_ref());
    }
    for link in &profile.links {
        table.fact(&format!("{:?}", link.network), Some(&link.url));
    }
    for (n, job) in profile.work.iter().enumerate() {
        let at = format!("Work {}", n + 1);
        table.fact(&format!("{at} employer"), job.employer.as_ref());
        table.fact(&format!("{at} title"), job.position.as_ref());
        table.fact(&format!("{at} place"), job.location.as_ref());
        table.fact(&format!("{at} from"), job.start.as_ref());
        table.fact(&format!("{at} to"), job.end.as_ref());
        table.fact(
            &format!("{at} current"),
            job.current.as_ref().map(|c| c.represent(|is| if *is { "yes" } else { "no" })).as_ref(),
        );
    }
    for (n, school) in profile.education.iter().enumerate() {
        let at = format!("Education {}", n + 1);
        table.fact(&format!("{at} school"), school.institution.as_ref());
        table.fact(&format!("{at} degree"), school.study_type.as_ref());
        table.fact(&format!("{at} field"), school.area.as_ref());
        table.fact(&format!("{at} from"), school.start.as_ref());
        table.fact(&format!("{at} to"), school.end.as_ref());
    }
    for skill in &profile.skills {
        table.fact("Skill", Some(skill));
    }
    for language in &profile.languages {
        table.fact("Language", Some(&language.language));
    }
    for certificate in &profile.certificates {
        table.fact("Certificate", Some(&certificate.name));
    }
    println!("{}", table.0);
}

struct Lines(comfy_table::Table);

impl Default for Lines {
    fn default() -> Self {
        Self(show::grid(["", "Value", "Source", "Sure"]))
    }
}

impl Lines {
    fn fact<T: Display>(&mut self, label: &str, fact: Option<&Fact<T>>) {
        if let Some(fact) = fact {
            let sure = format!("{:.0} %", fact.confidence().get() * 100.0);
            self.0.add_row([label.to_owned(), fact.value().to_string(), fact.source().describe(), sure]);
        }
    }
}

/// The word of a usage mode on the command line.
pub(crate) fn usage_word(usage: UsageMode) -> &'static str {
    match usage {
        UsageMode::AlwaysUse => "always",
        UsageMode::AskEachTime => "ask",
        UsageMode::DeclineToAnswer => "decline",
    }
}
