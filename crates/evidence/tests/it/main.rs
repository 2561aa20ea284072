//! Bundles on disk: written, interrupted, recovered, verified.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

use chrono::{DateTime, Utc};
use domain::{JobId, PostingKey, Sha256, TaskId};
use evidence::{
    Bundle, BundleError, Completeness, EntryName, Header, MAX_ENTRY_BYTES, MediaType, Signer, SigningKey, VerifyError,
    list_unfinished, verify,
};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

struct Place {
    folder: tempfile::TempDir,
    key: SigningKey,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::load_or_create(&folder.path().join("evidence.key")).unwrap();
        Self { folder, key }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A bundle of two entries.
    fn begin(&self, name: &str) -> Bundle {
        let mut bundle = Bundle::create(&self.path(name), header(), at(0)).unwrap();
        bundle.add(name_of("posting.html"), MediaType::Html, b"<h1>Night watch</h1>\n", at(1)).unwrap();
        bundle.add(name_of("plan.json"), MediaType::Json, b"{}\n{\n", at(2)).unwrap();
        bundle
    }
}

fn header() -> Header {
    Header {
        product: "valet 0.1.0".to_owned(),
        task: TaskId::generate(),
        job: JobId::generate(),
        posting: PostingKey::from_stored("lever:harbour:1".to_owned()),
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn name_of(name: &str) -> EntryName {
    name.parse().unwrap()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_finished_bundle_is_one_private_file_that_verifies() {
    let place = Place::new();
    let bundle = place.begin("a.zip");
    assert_eq!(mode(&place.path("a.zip.part")), 0o600);
    let head = bundle.head();
    let sealed = bundle.finish(&place.key, at(9)).unwrap();
    assert_eq!((sealed.head, &sealed.path), (head, &place.path("a.zip")));
    assert_eq!(names_in(place.folder.path()), ["a.zip", "evidence.key"]);
    assert_eq!(mode(&sealed.path), 0o600);
    let report = verify(&sealed.path, Some(&place.key.public())).unwrap();
    assert_eq!((report.head, report.signer, report.finished_at), (head, Signer::Trusted, at(9)));
    assert_eq!(report.completeness, Completeness::Complete);
}

#[test]
fn the_same_entries_give_the_same_bytes() {
    let place = Place::new();
    let header = header();
    let sealed = ["a.zip", "b.zip"].map(|name| {
        let mut bundle = Bundle::create(&place.path(name), header.clone(), at(0)).unwrap();
        bundle.add(name_of("plan.json"), MediaType::Json, b"{}", at(1)).unwrap();
        std::fs::read(bundle.finish(&place.key, at(2)).unwrap().path).unwrap()
    });
    assert_eq!(sealed[0], sealed[1]);
}

/// What `docs/evidence.md` tells a person to do with unzip, sha256sum and openssl.
#[test]
fn another_reader_can_follow_the_chain_from_the_entries_to_the_manifest() {
    let place = Place::new();
    let sealed = place.begin("a.zip").finish(&place.key, at(9)).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&sealed.path).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut file = archive.by_name(name).unwrap();
        assert_eq!(file.unix_mode().unwrap() & 0o777, 0o600, "{name} unpacks private");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        content
    };
    let chain = String::from_utf8(read("chain.jsonl")).unwrap();
    let mut previous = Sha256::of(b"valet-evidence/1");
    for line in chain.lines() {
        let link: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(link["prev"], previous.to_string());
        assert_eq!(link["sha256"], Sha256::of(&read(link["name"].as_str().unwrap())).to_string());
        previous = Sha256::of(line.as_bytes());
    }
    let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["head"], previous.to_string());
    assert_eq!(read("manifest.sig").len(), 64);
}

#[test]
fn an_abandoned_bundle_is_recovered_with_what_it_had_and_sealed_as_incomplete() {
    let place = Place::new();
    let head = place.begin("a.zip").head();
    assert!(matches!(verify(&place.path("a.zip.part"), None), Err(VerifyError::Unfinished)));
    assert!(matches!(Bundle::create(&place.path("a.zip"), header(), at(3)), Err(BundleError::Unfinished(_))));
    assert_eq!(list_unfinished(place.folder.path()).unwrap(), [place.path("a.zip")]);
    let mut bundle = Bundle::recover(&place.path("a.zip")).unwrap().unwrap();
    assert_eq!(bundle.head(), head);
    bundle.add(name_of("recovery.txt"), MediaType::Text, b"the worker died", at(5)).unwrap();
    let sealed = bundle.finish(&place.key, at(6)).unwrap();
    let report = verify(&sealed.path, Some(&place.key.public())).unwrap();
    assert_eq!(report.completeness, Completeness::Incomplete);
    assert_eq!(report.entries, ["posting.html", "plan.json", "recovery.txt"].map(name_of));
    assert!(Bundle::recover(&place.path("a.zip")).unwrap().is_none());
    assert!(list_unfinished(place.folder.path()).unwrap().is_empty());
}

#[test]
fn a_work_file_torn_anywhere_keeps_every_entry_that_was_whole() {
    let place = Place::new();
    let after = |entries: usize| {
        let mut bundle = Bundle::create(&place.path("sizes.zip"), header(), at(0)).unwrap();
        for n in 0..entries {
            bundle.add(name_of(&format!("e{n}.txt")), MediaType::Text, b"PK\n{\"seq\":2}\n", at(1)).unwrap();
        }
        drop(bundle);
        let bytes = std::fs::read(place.path("sizes.zip.part")).unwrap();
        std::fs::remove_file(place.path("sizes.zip.part")).unwrap();
        bytes
    };
    let ends: Vec<usize> = (0..4).map(|n| after(n).len()).collect();
    let whole = after(3);
    for length in 0..=whole.len() {
        let (path, work) = (place.path("a.zip"), place.path("a.zip.part"));
        std::fs::write(&work, &whole[..length]).unwrap();
        let recovered = Bundle::recover(&path).unwrap();
        let expected = ends.iter().filter(|end| **end <= length).count().checked_sub(1);
        assert_eq!(recovered.as_ref().map(|b| b.entries().count()), expected, "cut to {length} bytes");
        drop(recovered);
        let _ = std::fs::remove_file(work);
    }
}

#[test]
fn a_bundle_whose_writer_lives_is_not_taken_over() {
    let place = Place::new();
    let bundle = place.begin("a.zip");
    assert!(matches!(Bundle::recover(&place.path("a.zip")), Err(BundleError::Busy(_))));
    bundle.finish(&place.key, at(9)).unwrap();
}

#[test]
fn a_writer_that_died_between_sealing_and_cleaning_up_leaves_one_sealed_bundle() {
    let place = Place::new();
    drop(place.begin("a.zip"));
    let work = std::fs::read(place.path("a.zip.part")).unwrap();
    std::fs::write(place.path("a.zip.sealing"), b"half a zip").unwrap();
    let sealed = Bundle::recover(&place.path("a.zip")).unwrap().unwrap().finish(&place.key, at(9)).unwrap();
    std::fs::write(place.path("a.zip.part"), work).unwrap();
    assert!(Bundle::recover(&sealed.path).unwrap().is_none());
    assert_eq!(names_in(place.folder.path()), ["a.zip", "evidence.key"]);
    verify(&sealed.path, Some(&place.key.public())).unwrap();
}

#[test]
fn evidence_is_never_overwritten() {
    let place = Place::new();
    let first = place.begin("a.zip").finish(&place.key, at(9)).unwrap();
    assert!(matches!(Bundle::create(&first.path, header(), at(10)), Err(BundleError::Exists(_))));
    let second = place.begin("b.zip");
    std::fs::copy(&first.path, place.path("b.zip")).unwrap();
    assert!(matches!(second.finish(&place.key, at(10)), Err(BundleError::Exists(_))));
    assert!(matches!(Bundle::recover(&place.path("b.zip")), Err(BundleError::Exists(_))));
    assert!(place.path("b.zip.part").exists(), "what could not be sealed is kept");
    verify(&place.path("b.zip"), Some(&place.key.public())).unwrap();
}

#[test]
fn a_refused_entry_leaves_the_bundle_as_it_was() {
    let place = Place::new();
    let mut bundle = place.begin("a.zip");
    let head = bundle.head();
    let again = bundle.add(name_of("plan.json"), MediaType::Json, b"other", at(3));
    assert!(matches!(again, Err(BundleError::Duplicate(_))));
    let huge = vec![0; usize::try_from(MAX_ENTRY_BYTES).unwrap() + 1];
    assert!(matches!(bundle.add(name_of("huge.png"), MediaType::Png, &huge, at(3)), Err(BundleError::TooLarge(_))));
    assert_eq!(bundle.head(), head);
    let sealed = bundle.finish(&place.key, at(9)).unwrap();
    assert_eq!(verify(&sealed.path, None).unwrap().head, head);
}

#[test]
fn a_work_file_changed_while_it_was_written_is_not_sealed() {
    let place = Place::new();
    let bundle = place.begin("a.zip");
    let work = std::fs::read(place.path("a.zip.part")).unwrap();
    let place_of = work.windows(5).position(|w| w == b"watch").unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(place.path("a.zip.part")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, b"WATCH", place_of as u64).unwrap();
    assert!(matches!(bundle.finish(&place.key, at(9)), Err(BundleError::Damaged(_))));
    assert!(!place.path("a.zip").exists());
}

#[test]
fn files_that_are_no_bundles_are_refused_with_the_reason() {
    let place = Place::new();
    for (name, content) in [("empty", &b""[..]), ("text", b"hello"), ("png", b"\x89PNG")] {
        std::fs::write(place.path(name), content).unwrap();
        assert!(matches!(verify(&place.path(name), None), Err(VerifyError::NotABundle)), "{name}");
    }
    assert!(matches!(verify(place.folder.path(), None), Err(VerifyError::NotABundle)));
    assert!(matches!(verify(&place.path("absent"), None), Err(VerifyError::Io(_))));
    let sparse = std::fs::File::create(place.path("sparse")).unwrap();
    sparse.set_len(3 << 30).unwrap();
    assert!(matches!(verify(&place.path("sparse"), None), Err(VerifyError::TooLarge)));
    std::fs::write(place.path("x.zip.part"), b"something else\nentirely").unwrap();
    assert!(matches!(Bundle::recover(&place.path("x.zip")), Err(BundleError::Damaged(_))));
}
