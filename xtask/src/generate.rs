//! Documentation that is written by the program itself.

use crate::run::{cargo, root};
use anyhow::{Context, Result, bail};
use std::fs;

/// File, and what `valet reference` calls it.
const PAGES: [(&str, &str); 2] = [("docs/cli.md", "cli"), ("docs/statuses.md", "statuses")];

/// Writes the generated files, or with `check` compares them.
pub(crate) fn run(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (file, page) in PAGES {
        let valet = ["--quiet", "--package", "cli", "--bin", "valet", "--", "reference", page];
        let text = cargo("run").args(valet).read()?;
        let path = root().join(file);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        if check {
            stale.push(file);
        } else {
            fs::write(&path, text).with_context(|| format!("cannot write {file}"))?;
            println!("wrote {file}");
        }
    }
    if !stale.is_empty() {
        bail!("out of date: {}. Run `cargo xtask gen`", stale.join(", "));
    }
    Ok(())
}
