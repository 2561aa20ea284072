//! Checks that no compiler makes.

use crate::licences;
use crate::metadata::{self, Metadata, Package};
use crate::run::{program, root};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Longer files are looked at again; nothing fails.
const LONG_FILE_LINES: usize = 600;

/// Where the registry's packages come from. Everything else is refused.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Module names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 7] = ["common", "utils", "util", "helpers", "helper", "manager", "misc"];

/// Words of unfinished work. Split, so that this file does not contain them.
const UNFINISHED: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// Runs every check and reports all that is wrong.
pub(crate) fn run() -> Result<()> {
    let metadata = metadata::read()?;
    let files = files()?;
    let mut wrong = Vec::new();
    wrong.extend(edges(&metadata)?);
    wrong.extend(manifests(&metadata));
    wrong.extend(dependencies(&metadata)?);
    for (path, text) in &files {
        wrong.extend(source(path, text));
        wrong.extend(links(path, text));
        if path.ends_with(".rs") && text.lines().count() > LONG_FILE_LINES {
            println!("look again: {path} has {} lines", text.lines().count());
        }
    }
    wrong.iter().for_each(|problem| eprintln!("{problem}"));
    if !wrong.is_empty() {
        bail!("{} things are not tidy", wrong.len());
    }
    println!("tidy: {} files, {} crates, {} packages", files.len(), metadata.ours().count(), metadata.packages.len());
    Ok(())
}

/// The repository's text files with their contents; what git ignores is left out.
fn files() -> Result<Vec<(String, String)>> {
    let listing = program("git")
        .args(["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"])
        .read()?;
    let read = |path: &str| Some((path.to_owned(), fs::read_to_string(root().join(path)).ok()?));
    Ok(listing.lines().filter_map(read).collect())
}

/// Compares the dependencies between our crates with the table in ARCHITECTURE.md.
fn edges(metadata: &Metadata) -> Result<Vec<String>> {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let allowed = edge_table(&architecture);
    let ours: BTreeSet<&str> = metadata.ours().map(|package| package.name.as_str()).collect();
    let mut wrong: Vec<String> = allowed
        .keys()
        .filter(|name| !ours.contains(*name))
        .map(|name| format!("ARCHITECTURE.md: there is no crate {name}"))
        .collect();
    for package in metadata.ours() {
        let Some((uses, tests)) = allowed.get(package.name.as_str()) else {
            wrong.push(format!("ARCHITECTURE.md: the table of edges has no line for {}", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| ours.contains(dependency.name.as_str())) {
            let in_tests = dependency.kind.as_deref() == Some("dev");
            let name = dependency.name.as_str();
            let allowed = uses.contains(name) || (in_tests && tests.contains(name));
            if !allowed {
                let place = if in_tests { " in tests" } else { "" };
                wrong.push(format!("{}: may not use {name}{place} (see the table in ARCHITECTURE.md)", package.name));
            }
        }
    }
    Ok(wrong)
}

type Edges<'a> = BTreeMap<&'a str, (BTreeSet<&'a str>, BTreeSet<&'a str>)>;

/// Lines such as ``| `store` | `domain` | `postgres` |``: crate, what it may
/// use, what its tests may use as well.
fn edge_table(architecture: &str) -> Edges<'_> {
    let table = architecture.split_once("<!-- edges -->").map_or("", |(_, rest)| rest);
    let table = table.split_once("<!-- /edges -->").map_or("", |(table, _)| table);
    table
        .lines()
        .filter_map(|line| {
            let mut cells = line.trim().trim_matches('|').split('|').map(names_in);
            let name = cells.next()?.into_iter().next()?;
            Some((name, (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())))
        })
        .collect()
}

/// What stands between backquotes.
fn names_in(cell: &str) -> BTreeSet<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Folder and crate have one name, and every crate takes the workspace's lints.
fn manifests(metadata: &Metadata) -> Vec<String> {
    let check = |package: &Package| {
        let folder = package.manifest_path.parent()?;
        let manifest = fs::read_to_string(&package.manifest_path).ok()?;
        let name = &package.name;
        if folder.file_name()?.to_str()? != name {
            return Some(format!("{name}: its folder is {}", folder.display()));
        }
        let inherits = manifest.contains("[lints]\nworkspace = true") && manifest.contains("edition.workspace = true");
        (!inherits).then(|| format!("{name}: does not take lints and edition from the workspace"))
    };
    metadata.ours().filter_map(check).collect()
}

/// Licences and sources of everything we build on.
fn dependencies(metadata: &Metadata) -> Result<Vec<String>> {
    let deny = fs::read_to_string(root().join("deny.toml"))?;
    let allowed = licences::allowed(&deny)?;
    let check = |package: &Package| {
        let source = package.source.as_deref()?;
        let named = format!("{} {}", package.name, package.version);
        if source != REGISTRY {
            return Some(format!("{named}: comes from {source}"));
        }
        let licence = package.license.as_deref().unwrap_or("no licence");
        (!licences::is_allowed(licence, &allowed)).then(|| format!("{named}: {licence} is not allowed in deny.toml"))
    };
    Ok(metadata.packages.iter().filter_map(check).collect())
}

fn source(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if path.ends_with(".rs") {
        let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
        if !is_test && !text.starts_with("//!") {
            wrong.push(format!("{path}: does not begin with //! and its purpose"));
        }
        let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs");
        if EMPTY_NAMES.contains(&stem) {
            wrong.push(format!("{path}: {stem} says nothing; name what is inside"));
        }
    }
    if [".rs", ".toml", ".md", ".sql", ".html", ".js"].iter().any(|end| path.ends_with(end)) {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{path}:{number}: {word}: finish it or leave it out"));
            }
        }
    }
    wrong
}

/// Links between the documents lead somewhere.
fn links(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".md") {
        return Vec::new();
    }
    let folder = root().join(path);
    let folder = folder.parent().unwrap_or(root());
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
        .filter(|target| !folder.join(target).exists())
        .map(|target| format!("{path}: the link to {target} leads nowhere"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_edges_is_read_between_its_marks() {
        let text = "| `no` | `x` | |\n<!-- edges -->\n| Crate | uses | tests |\n|---|---|---|\n\
                    | `store` | `domain` | `postgres`, `practice` |\n| `domain` | | |\n<!-- /edges -->\n| `late` | | |";
        let table = edge_table(text);
        assert_eq!(table.keys().copied().collect::<Vec<_>>(), ["domain", "store"]);
        assert_eq!(table["store"], (["domain"].into(), ["postgres", "practice"].into()));
        assert!(table["domain"].0.is_empty());
    }

    #[test]
    fn a_file_without_purpose_with_an_empty_name_or_unfinished_work_is_told() {
        let bad = source("crates/x/src/utils.rs", &format!("fn f() {{}} // {}\n", UNFINISHED[0]));
        assert_eq!(bad.len(), 3, "{bad:?}");
        assert!(source("crates/x/src/tasks.rs", "//! Tasks.\n").is_empty());
    }

    #[test]
    fn a_link_between_documents_must_lead_somewhere() {
        let text = "[a](Cargo.toml) [b](no/such.md#x) [c](https://example.org/no) [d](#here)";
        assert_eq!(links("README.md", text), ["README.md: the link to no/such.md leads nowhere"]);
    }
}
