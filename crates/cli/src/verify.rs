//! `valet verify`: checks an evidence bundle without network or database.

use crate::exit::{Exit, Problem};
use crate::session::Settings;
use crate::show;
use evidence::{Change, Completeness, Signer, SigningKey, VerifyError};
use std::path::PathBuf;

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Exit code 0: nothing was changed since the bundle was sealed. 1: something was (it says which entry), or the file is no
finished bundle. A bundle that another installation signed is intact too, and is told apart: anybody can make one.

docs/evidence.md says what is in a bundle, and how to check it with openssl, jq and sha256sum alone.")]
pub(crate) struct VerifyArgs {
    /// The bundle
    pub bundle: PathBuf,
}

pub(crate) fn verify(settings: &Settings, args: &VerifyArgs) -> Result<Exit, Problem> {
    // The key of this installation, when there is one: it tells our own bundles from others.
    let own_key = settings.data_dir()?.join("evidence.key");
    let own = own_key.exists().then(|| SigningKey::load_or_create(&own_key)).transpose();
    let own = own.map_err(|error| Problem::failure(format!("{error}.")))?.map(|key| key.public());
    let report = match evidence::verify(&args.bundle, own.as_ref()) {
        Ok(report) => report,
        Err(VerifyError::Changed(changes)) => return Ok(changed(settings, args, &changes)),
        Err(error) => {
            let why = format!("{:#}", anyhow::Error::from(error));
            return Err(Problem::failure(format!("{} cannot be verified: {why}.", args.bundle.display())));
        }
    };
    let signer = match report.signer {
        Signer::Trusted => "this installation",
        Signer::Other => "another installation",
        Signer::NotCompared => "a key that was not compared, because no installation's data directory is here",
    };
    let complete = report.completeness == Completeness::Complete;
    if settings.json {
        show::json(&serde_json::json!({
            "intact": true, "complete": complete, "signed_by": signer, "posting": report.header.posting,
            "head": report.head, "entries": report.entries.iter().map(|e| e.as_str()).collect::<Vec<_>>(),
            "created_at": report.created_at, "finished_at": report.finished_at,
        }));
        return Ok(Exit::Ok);
    }
    println!("Intact: nothing in this bundle was changed since it was sealed.");
    println!("Signed by   {signer} ({})", report.public_key);
    println!("Posting     {}", report.header.posting);
    println!("Made        {} – {}", report.created_at.format("%F %T"), report.finished_at.format("%T UTC"));
    println!("Head        {}", report.head);
    if !complete {
        println!("Incomplete  the run stopped before it could be finished; what is there is genuine.");
    }
    for entry in &report.entries {
        println!("  {entry}");
    }
    Ok(Exit::Ok)
}

fn changed(settings: &Settings, args: &VerifyArgs, changes: &[Change]) -> Exit {
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    if settings.json {
        let error = format!("{} was changed after it was sealed.", args.bundle.display());
        let exit = Exit::Failure as u8;
        show::json(&serde_json::json!({ "intact": false, "changes": changes, "error": error, "exit": exit }));
    } else {
        eprintln!("CHANGED: {} is not what was sealed.", args.bundle.display());
        for change in changes {
            eprintln!("  · {}", show::plain(&change));
        }
    }
    Exit::Failure
}
