//! Documentation that is written from the code.

use crate::run::{cargo, root};
use anyhow::{Context, Result, bail};
use domain::attempts::AttemptStatus;
use domain::tasks::TaskStatus;
use std::fmt::Write as _;
use std::fs;

type Page = (&'static str, fn() -> Result<String>);

const PAGES: [Page; 5] = [
    ("docs/statuses.md", || Ok(statuses())),
    ("docs/cli.md", commands),
    ("docs/configuration.md", configuration),
    ("docs/accuracy.md", labels),
    ("docs/openapi-ghosthands.json", routes),
];

/// Writes the generated files, or with `check` compares them.
pub(crate) fn run(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (file, page) in PAGES {
        let text = page().with_context(|| format!("cannot generate {file}"))?;
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

/// The program describes its own command line; clap's help shows the variables it finds set.
fn commands() -> Result<String> {
    cargo("run")
        .args(["--quiet", "--package", "cli", "--bin", "valet", "--", "command-reference"])
        .without(&[
            "DATABASE_URL",
            "GH_API_HOST",
            "GH_API_PORT",
            "VALET_CHROMIUM",
            "VALET_DATA_DIR",
            "VALET_HALT_AT",
            "VALET_LOG",
        ])
        .read()
}

/// The program knows every variable of its environment.
fn configuration() -> Result<String> {
    cargo("run").args(["--quiet", "--package", "cli", "--bin", "valet", "--", "config", "--markdown"]).read()
}

/// The label set is what the tables hold; the figures beside it are measured, not generated.
fn labels() -> Result<String> {
    cargo("run").args(["--quiet", "--package", "forms", "--example", "labels"]).read()
}

/// The API describes its own routes.
fn routes() -> Result<String> {
    cargo("run").args(["--quiet", "--package", "ghosthands-api", "--example", "openapi"]).read()
}

fn statuses() -> String {
    let tasks = diagram(&TaskStatus::ALL, TaskStatus::as_str, TaskStatus::may_become);
    let attempts = diagram(&AttemptStatus::ALL, AttemptStatus::as_str, AttemptStatus::may_become);
    format!(
        "# Statuses\n\n\
         Generated from the transition tables in `crates/domain` by `cargo xtask gen`. No other transition can happen.\n\n\
         ## Tasks\n\n\
         A person's wish to apply to one posting. `unknown` is settled by the person alone.\n\n{tasks}\n\
         ## Attempts\n\n\
         One passage through the submit fence. `armed` is committed before anything may leave the browser; `unknown` is \
         never retried by the machine.\n\n{attempts}"
    )
}

/// The first status is the one everything begins with.
fn diagram<S: Copy>(all: &[S], word: fn(S) -> &'static str, may_become: fn(S, S) -> bool) -> String {
    let first = all.first().map_or("", |first| word(*first));
    let mut text = format!("```mermaid\nstateDiagram-v2\n    [*] --> {first}\n");
    for from in all {
        let next: Vec<&S> = all.iter().filter(|to| may_become(*from, **to)).collect();
        for to in &next {
            let _ = writeln!(text, "    {} --> {}", word(*from), word(**to));
        }
        if next.is_empty() {
            let _ = writeln!(text, "    {} --> [*]", word(*from));
        }
    }
    text + "```\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_has_every_transition_and_every_end() {
        let text = diagram(&[0, 1, 2], |n| ["a", "b", "c"][n], |from, to| from + 1 == to);
        let expected = "stateDiagram-v2\n    [*] --> a\n    a --> b\n    b --> c\n    c --> [*]\n";
        assert_eq!(text, format!("```mermaid\n{expected}```\n"));
    }
}
