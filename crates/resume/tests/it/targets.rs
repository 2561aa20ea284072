//! What of reading résumés is fuzzed, shared by the test and the bench.

use chrono::NaiveDate;
use fuzz::{Random, Target};
use std::path::Path;
use std::sync::LazyLock;

/// Everything that is fuzzed here. A document may take up to the crate's own deadline; that it was needed is a finding.
pub(crate) const TARGETS: [Target; 3] = [
    Target {
        name: "pdf",
        make: |random| damaged("pdf", random),
        run: read,
        limit_ms: 2_500,
        ours: "crates/",
        threads: &["resume"],
    },
    Target {
        name: "docx",
        make: |random| damaged("docx", random),
        run: read,
        limit_ms: 2_500,
        ours: "crates/",
        threads: &["resume"],
    },
    Target {
        name: "txt",
        make: |random| damaged("txt", random),
        run: read,
        limit_ms: 2_500,
        ours: "crates/",
        threads: &["resume"],
    },
];

static SAMPLES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the samples")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let extension = path.extension()?.to_str()?.to_owned();
            Some((format!("{extension} {}", path.display()), std::fs::read(&path).ok()?))
        })
        .collect();
    found.sort();
    found
});

fn damaged(extension: &str, random: &mut Random) -> Vec<u8> {
    let of_kind: Vec<&Vec<u8>> =
        SAMPLES.iter().filter(|(name, _)| name.starts_with(extension)).map(|(_, bytes)| bytes).collect();
    let at = random.below(of_kind.len());
    fuzz::bytes(of_kind[at], random)
}

fn read(case: &[u8]) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day of the calendar");
    if let Ok(reading) = resume::read(case, today) {
        let lines = reading.pages.iter().map(|page| page.lines.len()).sum::<usize>();
        assert!(lines <= resume::MAX_LINES);
    }
}
