//! Résumé → profile on every document at hand: what is read against what the
//! authors say is there, and how long it takes beside `pdftotext` as a process
//! on the same PDFs.
//!
//! `cargo xtask bench resume`
#![expect(clippy::print_stdout, reason = "a program")]

mod accuracy;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs per document; the median counts.
const RUNS: usize = 15;

fn main() {
    accuracy::measure();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&here.join("samples"), &mut files);
    if let Some(corpora) = corpora() {
        collect(&corpora, &mut files);
    }
    files.sort();
    let baseline = Command::new("pdftotext").arg("-v").stderr(Stdio::null()).status().is_ok();
    let today = chrono::Local::now().date_naive();
    let (mut ours, mut theirs, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    println!("{:>9} {:>10} {:>8}", "valet ms", "pdftotext", "KiB");
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let took = median(|| {
            // A refusal is timed like a reading.
            let _ = std::hint::black_box(resume::read(&bytes, today));
        });
        ours.push(took);
        let is_pdf = file.extension().is_some_and(|extension| extension == "pdf");
        let other = (baseline && is_pdf).then(|| median(|| run_pdftotext(&file)));
        if let Some(other) = other {
            theirs.push(other);
            beside.push(took);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let other = other.map_or_else(|| "-".to_owned(), |other| format!("{:.2}", ms(other)));
        println!("{:>9.2} {other:>10} {:>8}  {name}", ms(took), bytes.len() / 1024);
    }
    println!("median over {} documents: {:.2} ms", ours.len(), ms(middle(&mut ours)));
    if theirs.is_empty() {
        println!("pdftotext is not installed: no baseline");
        return;
    }
    let (a, b) = (ms(middle(&mut beside)), ms(middle(&mut theirs)));
    println!("median over {} PDFs: valet {a:.2} ms, pdftotext {b:.2} ms, ratio {:.2}", theirs.len(), a / b);
}

/// The résumés of the test material above this checkout.
fn corpora() -> Option<PathBuf> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/corpora/resumes"));
    folders.into_iter().find(|folder| folder.is_dir())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if matches!(path.extension().and_then(|e| e.to_str()), Some("pdf" | "docx" | "txt")) {
            files.push(path);
        }
    }
}

fn run_pdftotext(file: &Path) {
    let run = Command::new("pdftotext")
        .arg("-layout")
        .arg(file)
        .arg("-")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(run.is_ok(), "pdftotext was there a moment ago");
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    middle(&mut times)
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
