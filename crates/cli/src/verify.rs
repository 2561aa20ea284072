//! `valet verify`: checks an evidence bundle without network or database.

use crate::exit::{Exit, Problem};
use crate::session::Settings;
use crate::show;
use evidence::{Completeness, Signer, SigningKey};
use std::path::PathBuf;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The bundle
    pub bundle: PathBuf,
}

pub(crate) fn verify(settings: &Settings, args: &VerifyArgs) -> Result<Exit, Problem> {
    // The key of this installation, when there is one: it tells our own bundles from others.
    let own_key = settings.data_dir()?.join("evidence.key");
    let own = own_key.exists().then(|| SigningKey::load_or_create(&own_key)).transpose();
    let own = own.map_err(|error| Problem::failure(format!("{error}.")))?.map(|key| key.public());
    let report = evidence::verify(&args.bundle, own.as_ref())
        .map_err(|error| Problem::failure(format!("{} is not intact: {error}.", args.bundle.display())))?;
    let signer = match report.signer {
        Signer::Trusted => "this installation",
        Signer::Other => "another installation",
        Signer::NotCompared => "an installation that is not this one",
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
