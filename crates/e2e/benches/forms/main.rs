//! What is understood of forms that other people wrote: every page of
//! `shared/corpora/forms` and `shared/corpora/autofill`, opened in Chromium
//! once, read, and compared with what their oracles say.
//!
//! Writes `docs/accuracy/forms.md`. `cargo xtask bench forms`; with
//! `VALET_BENCH_SHOW=1` every field that is not right is printed with its evidence.

#![expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]

mod autofill;
mod report;
mod score;
mod snapshots;
mod truths;
mod vocabularies;

use anyhow::{Context as _, Result};
use domain::{Fact, Sha256, Source, json_resume};
use forms::answering::{FileEntry, Person};
use score::{Read, Verdict};
use serde_json::Value;
use snapshots::Corpus;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let Some(corpora) = snapshots::corpora() else {
        println!("skipped: no shared/corpora beside this checkout");
        return Ok(());
    };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(&corpora))
}

/// Whether to print what is not right.
fn shows() -> bool {
    std::env::var_os("VALET_BENCH_SHOW").is_some()
}

async fn measure(corpora: &Path) -> Result<()> {
    let person = person()?;
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).context("an instant")?;
    let forms = Corpus { root: corpora.join("forms"), answers_in: None };
    let pages = html_below(&forms.root)?;
    let oracles = Oracles::read(&forms.root)?;
    let mut lines = Vec::new();
    for (page, snapshot) in forms.snapshots(&pages).await? {
        let read = Read::of(&snapshot, &person, now);
        lines.push(judge_page(&page, &read, &oracles));
    }
    let duckduckgo = Corpus { root: corpora.join("autofill/duckduckgo"), answers_in: Some("data-manual-scoring") };
    let duckduckgo = autofill::duckduckgo(&duckduckgo, &person, now).await?;
    let firefox = Corpus { root: corpora.join("autofill/firefox"), answers_in: None };
    let firefox = autofill::firefox(&firefox, &person, now).await?;
    let text = report::page(&lines, &duckduckgo, &firefox);
    println!("{text}");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/accuracy/forms.md");
    fs::create_dir_all(place.parent().context("a folder")?)?;
    fs::write(place, text)?;
    Ok(())
}

/// Somebody with everything a form may ask, so that whatever can be filled wrongly would be.
fn person() -> Result<Person> {
    let sample = practice::person("maeve-oconnor").context("a sample person")?;
    let imported = json_resume::import(sample.json.as_bytes(), Sha256::of(sample.json.as_bytes()))
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let answers = imported.answers.into_iter().map(|answer| answer.into_answer(chrono::DateTime::UNIX_EPOCH));
    let file = |name: &str| {
        let entry = FileEntry { path: name.into(), name: name.into(), sha256: Sha256::of(b""), bytes: 1 };
        Fact::new(entry, Source::Person { at: chrono::DateTime::UNIX_EPOCH })
    };
    Ok(Person {
        profile: imported.profile,
        answers: answers.collect(),
        resume: Some(file("resume.pdf")),
        cover_letter: Some(file("letter.pdf")),
        ..Person::default()
    })
}

/// Every saved page below `root`, as paths relative to it, sorted.
fn html_below(root: &Path) -> Result<Vec<String>> {
    let mut open: Vec<PathBuf> = vec![root.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                pages.push(path.strip_prefix(root)?.to_string_lossy().into_owned());
            }
        }
    }
    pages.sort();
    Ok(pages)
}

/// What is known about the pages of `forms`.
struct Oracles {
    /// Chromium's own predictions, per page.
    chromium: HashMap<String, Vec<Value>>,
    /// Pairs of a field's name and what it is; the empty marks are in it.
    authors: HashMap<String, Vec<(String, String)>>,
}

impl Oracles {
    fn read(root: &Path) -> Result<Self> {
        let mut chromium = HashMap::new();
        for entry in fs::read_dir(root.join("oracles"))? {
            let oracle: Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
            if let (Some(file), Some(controls)) = (oracle["file"].as_str(), oracle["controls"].as_array()) {
                chromium.insert(file.to_owned(), controls.clone());
            }
        }
        let mut authors: HashMap<String, Vec<(String, String)>> = HashMap::new();
        for (page, rows) in truths::STATED {
            let rows = rows.iter().map(|(control, word)| ((*control).to_owned(), (*word).to_owned()));
            authors.entry((*page).to_owned()).or_default().extend(rows);
        }
        let diz1l: Value = serde_json::from_slice(&fs::read(root.join("oracles/expected_diz1l.json"))?)?;
        for (page, expected) in diz1l.as_object().into_iter().flatten() {
            let rows = authors.entry(page.clone()).or_default();
            for (control, word) in expected["fill"].as_object().into_iter().flatten() {
                rows.push((control.clone(), word.as_str().unwrap_or_default().to_owned()));
            }
            for control in expected["leave"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                rows.push((control.to_owned(), truths::EMPTY.to_owned()));
            }
        }
        Ok(Self { chromium, authors })
    }

    /// The controls of a page with the word of the oracle that knows best.
    fn of(&self, page: &str, read: &Read) -> BTreeMap<usize, String> {
        let mut words = BTreeMap::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for listed in self.chromium.get(page).into_iter().flatten() {
            let nth = nth(&mut seen, listed);
            let word = listed["chromiumType"].as_str().unwrap_or_default();
            if let Some(control) = read.listed(listed, nth)
                && vocabularies::accepted(word).is_some()
            {
                words.insert(control, word.to_owned());
            }
        }
        // The first that speaks about a control counts: a page's own word before a list that was made for a program.
        let mut said = BTreeMap::new();
        for (name, word) in self.authors.get(page).into_iter().flatten() {
            match read.named(name) {
                Some(control) => drop(said.entry(control).or_insert(word.clone())),
                None => println!("{page}: no control {name:?}"),
            }
        }
        words.extend(said);
        words
    }
}

/// How many controls like this one the oracle listed before it.
fn nth(seen: &mut HashMap<String, usize>, listed: &Value) -> usize {
    let key = ["tag", "type", "id", "name"].map(|k| listed[k].to_string()).join("|");
    let count = seen.entry(key).or_default();
    *count += 1;
    *count - 1
}

/// The verdicts of one page.
pub(crate) struct Line {
    pub(crate) page: String,
    pub(crate) verdicts: Vec<Verdict>,
}

fn judge_page(page: &str, read: &Read, oracles: &Oracles) -> Line {
    let mut verdicts = Vec::new();
    for (control, word) in oracles.of(page, read) {
        let Some(verdict) = read.judge(control, &word) else { continue };
        if shows() && !matches!(verdict, Verdict::Right | Verdict::LeftEmpty) {
            println!("{page}: {verdict:?}: {word}: {}", read.reason(control));
        }
        verdicts.push(verdict);
    }
    Line { page: page.to_owned(), verdicts }
}
