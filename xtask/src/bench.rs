//! Measurements. A bench is a `benches/<name>.rs` with `harness = false` in the
//! crate it measures; it prints its figures as ratios against a named baseline
//! taken in the same run, because absolute times mean little on other machines.

use crate::metadata;
use crate::run::cargo;
use anyhow::{Result, bail};

/// Runs the benches with these names; without any, lists them. What begins with the first option is passed on to them.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let options_at = arguments.iter().position(|argument| argument.starts_with('-')).unwrap_or(arguments.len());
    let (names, options) = arguments.split_at(options_at);
    let metadata = metadata::read()?;
    let mut benches: Vec<(&str, &str)> = metadata
        .ours()
        .flat_map(|package| package.targets.iter().map(move |target| (target, package.name.as_str())))
        .filter(|(target, _)| target.kind.iter().any(|kind| kind == "bench"))
        .map(|(target, package)| (target.name.as_str(), package))
        .collect();
    benches.sort_unstable();
    if names.is_empty() {
        println!("cargo xtask bench all | <name>…");
        benches.iter().for_each(|(name, package)| println!("    {name:<12} {package}"));
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|name| *name != "all" && !benches.iter().any(|(bench, _)| bench == name)) {
        bail!("there is no bench {unknown:?}; `cargo xtask bench` lists them");
    }
    let chosen = |bench: &str| names.iter().any(|name| name == "all" || name == bench);
    for (name, package) in benches.into_iter().filter(|(name, _)| chosen(name)) {
        println!("\n== {name}");
        let bench = cargo("bench").args(["--quiet", "--package", package, "--bench", name]);
        if options.is_empty() { bench.run()? } else { bench.arg("--").args(options).run()? }
    }
    Ok(())
}
