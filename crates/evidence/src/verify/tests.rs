//! Whatever is done to a sealed bundle, it is never called intact again.

use super::*;
use crate::bundle::Bundle;
use crate::keys::SigningKey;
use crate::layout::Archive;
use crate::names::{MediaType, SIGNATURE, SIGNER};
use domain::{JobId, PostingKey, TaskId};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

/// A sealed bundle in memory, in pieces, with the key that signed it.
struct Sample {
    key: SigningKey,
    sealed: Vec<u8>,
    _folder: tempfile::TempDir,
}

/// A file of an archive.
type Content = (String, Vec<u8>);

const ENTRIES: [(&str, MediaType, &[u8]); 4] = [
    ("posting.html", MediaType::Html, b"<h1>Night watch</h1>"),
    ("plan.json", MediaType::Json, b"{\"email\":\"sam@example.org\"}"),
    ("before.png", MediaType::Png, b"\x89PNG\r\n\x1a\n\0\0PK\x03\x04PK\x05\x06"),
    ("gate.jsonl", MediaType::JsonLines, b""),
];

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 123_456_789).unwrap()
}

fn sample() -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::load_or_create(&folder.path().join("key")).unwrap();
    let path = folder.path().join("a.zip");
    let header = Header {
        product: "valet 0.1.0".to_owned(),
        task: TaskId::generate(),
        job: JobId::generate(),
        posting: PostingKey::from_stored("lever:harbour:1".to_owned()),
    };
    let mut bundle = Bundle::create(&path, header, at(0)).unwrap();
    for (i, (name, media_type, content)) in ENTRIES.into_iter().enumerate() {
        bundle.add(name.parse().unwrap(), media_type, content, at(1 + i as i64)).unwrap();
    }
    bundle.finish(&key, at(60)).unwrap();
    Sample { key, sealed: std::fs::read(&path).unwrap(), _folder: folder }
}

fn check_bytes(bytes: &[u8], trusted: Option<&PublicKey>) -> Result<Report, VerifyError> {
    check(&mut Cursor::new(bytes), trusted)
}

fn changes(bytes: &[u8]) -> Vec<Change> {
    match check_bytes(bytes, None) {
        Err(VerifyError::Changed(changes)) => {
            assert!(!changes.is_empty());
            changes
        }
        other => panic!("expected a changed bundle, got {other:?}"),
    }
}

/// The files of a bundle, to be put together differently.
fn unpack(sealed: &[u8]) -> Vec<Content> {
    let mut archive = zip::ZipArchive::new(Cursor::new(sealed)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// Puts files together in our own layout.
fn pack(files: &[Content]) -> Vec<u8> {
    let mut archive = Archive::new(Vec::new());
    for (name, content) in files {
        archive.add(name, content).unwrap();
    }
    archive.finish().unwrap()
}

/// Puts files together as a zip tool would.
fn pack_with_a_tool(files: &[Content]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Gives the files a chain that fits them, and a manifest that fits the chain; the signature stays.
fn rechain(files: &[Content], manifest_too: bool) -> Vec<Content> {
    let mut chain = Chain::default();
    for (name, content) in files.iter().filter(|(name, _)| !CLOSING.contains(&name.as_str())) {
        let link = chain.next(name.parse().unwrap(), MediaType::Text, content, at(9)).unwrap();
        chain.push(link).unwrap();
    }
    let mut files = files.to_vec();
    set(&mut files, CHAIN, chain.text().into_bytes());
    if manifest_too {
        let mut manifest = Manifest::parse(get(&files, MANIFEST)).unwrap();
        manifest.head = chain.head();
        manifest.entries = chain.links().len();
        set(&mut files, MANIFEST, manifest.text().into_bytes());
    }
    files
}

fn get<'a>(files: &'a [Content], name: &str) -> &'a [u8] {
    &files.iter().find(|(n, _)| n == name).unwrap().1
}

fn set(files: &mut [Content], name: &str, content: Vec<u8>) {
    files.iter_mut().find(|(n, _)| n == name).unwrap().1 = content;
}

/// Ways to rebuild a bundle by entries, with what a finding must name.
fn rebuilds(files: &[Content]) -> Vec<(&'static str, Vec<Content>, Change)> {
    let mut edited = files.to_vec();
    set(&mut edited, "plan.json", b"{\"email\":\"eve@example.org\"}".to_vec());
    let mut removed = files.to_vec();
    removed.remove(1);
    let mut added = files.to_vec();
    added.insert(2, ("extra.txt".to_owned(), b"x".to_vec()));
    let mut reordered = files.to_vec();
    reordered.swap(0, 1);
    let mut renamed = files.to_vec();
    renamed[1].0 = "plan-2.json".to_owned();
    let mut exchanged = files.to_vec();
    let first = exchanged[0].1.clone();
    exchanged[0].1 = std::mem::replace(&mut exchanged[1].1, first);
    vec![
        ("edited", edited, Change::Content("plan.json".into())),
        ("removed", removed, Change::Removed("plan.json".into())),
        ("added", added, Change::Added("extra.txt".into())),
        ("reordered", reordered, Change::Reordered),
        ("renamed", renamed, Change::Removed("plan.json".into())),
        ("exchanged", exchanged, Change::Content("posting.html".into())),
    ]
}

#[test]
fn an_untouched_bundle_is_intact_and_says_who_signed_it() {
    let sample = sample();
    let report = check_bytes(&sample.sealed, Some(&sample.key.public())).unwrap();
    assert_eq!((report.signer, report.completeness), (Signer::Trusted, Completeness::Complete));
    assert_eq!(report.entries.iter().map(EntryName::as_str).collect::<Vec<_>>(), ENTRIES.map(|e| e.0));
    assert_eq!(report.created_at.timestamp_subsec_micros(), 123_456);
    let other = super::tests::sample().key.public();
    assert_eq!(check_bytes(&sample.sealed, Some(&other)).unwrap().signer, Signer::Other);
    assert_eq!(check_bytes(&sample.sealed, None).unwrap().signer, Signer::NotCompared);
}

#[test]
fn every_single_flipped_bit_is_noticed() {
    let Sample { mut sealed, .. } = sample();
    for bit in 0..sealed.len() * 8 {
        sealed[bit / 8] ^= 1 << (bit % 8);
        assert!(check_bytes(&sealed, None).is_err(), "bit {} of byte {} went unnoticed", bit % 8, bit / 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
    }
    assert!(check_bytes(&sealed, None).is_ok());
}

#[test]
fn a_flipped_bit_in_an_entry_is_blamed_on_that_entry_alone() {
    let Sample { mut sealed, .. } = sample();
    let place = sealed.windows(11).position(|w| w == b"Night watch").unwrap();
    sealed[place] ^= 0x20;
    assert_eq!(changes(&sealed), [Change::Content("posting.html".into())]);
}

#[test]
fn a_bundle_cut_anywhere_or_with_something_appended_is_noticed() {
    let Sample { mut sealed, .. } = sample();
    for length in 0..sealed.len() {
        assert!(check_bytes(&sealed[..length], None).is_err(), "cut to {length} bytes");
    }
    assert_eq!(changes(&sealed[..sealed.len() - 1]).pop(), Some(Change::Truncated));
    sealed.push(0);
    assert_eq!(changes(&sealed).pop(), Some(Change::Trailing));
}

#[test]
fn bytes_inserted_or_deleted_anywhere_are_noticed() {
    let Sample { sealed, .. } = sample();
    for place in 0..sealed.len() {
        let mut longer = sealed.clone();
        longer.insert(place, sealed[place]);
        assert!(check_bytes(&longer, None).is_err(), "byte {place} doubled");
        let mut shorter = sealed.clone();
        shorter.remove(place);
        assert!(check_bytes(&shorter, None).is_err(), "byte {place} deleted");
    }
}

#[test]
fn an_entry_changed_removed_added_moved_or_renamed_is_named() {
    let Sample { sealed, .. } = sample();
    for (what, files, expected) in rebuilds(&unpack(&sealed)) {
        assert!(changes(&pack(&files)).contains(&expected), "{what}: {:?}", changes(&pack(&files)));
        let with_a_tool = pack_with_a_tool(&files);
        assert!(changes(&with_a_tool).contains(&expected), "{what}, with a tool: {:?}", changes(&with_a_tool));
    }
}

#[test]
fn a_chain_made_to_fit_again_does_not_help_without_the_key() {
    let Sample { sealed, .. } = sample();
    for (what, files, _) in rebuilds(&unpack(&sealed)) {
        assert_eq!(changes(&pack(&rechain(&files, false))), [Change::Manifest], "{what}");
        assert_eq!(changes(&pack(&rechain(&files, true))), [Change::Signature], "{what}");
        assert!(!changes(&pack_with_a_tool(&rechain(&files, true))).is_empty(), "{what}");
    }
}

#[test]
fn a_bundle_signed_anew_by_somebody_else_is_never_ours() {
    let (ours, theirs) = (sample(), sample());
    let mut files = rechain(&rebuilds(&unpack(&ours.sealed)).remove(0).1, true);
    let mut manifest = Manifest::parse(get(&files, MANIFEST)).unwrap();
    manifest.public_key = theirs.key.public();
    set(&mut files, MANIFEST, manifest.text().into_bytes());
    set(&mut files, SIGNATURE, theirs.key.sign(manifest.text().as_bytes()));
    assert_eq!(changes(&pack(&files)), [Change::Signature], "the named signer is still ours");
    set(&mut files, SIGNER, theirs.key.public().pem().into_bytes());
    let report = check_bytes(&pack(&files), Some(&ours.key.public())).unwrap();
    assert_eq!(report.signer, Signer::Other);
}

#[test]
fn a_manifest_that_says_the_same_in_other_letters_is_refused_even_with_the_key() {
    let sample = sample();
    let files = unpack(&sample.sealed);
    let text = String::from_utf8(get(&files, MANIFEST).to_vec()).unwrap();
    let spaced = text.replacen(": ", ":  ", 1);
    let upper = text.replace(&sample.key.public().to_string(), &sample.key.public().to_string().to_uppercase());
    let twice = text.replacen("  \"entries\"", "  \"entries\": 9,\n  \"entries\"", 1);
    for (what, text) in [("spaced", spaced), ("upper", upper), ("twice", twice)] {
        let mut files = files.clone();
        set(&mut files, MANIFEST, text.clone().into_bytes());
        set(&mut files, SIGNATURE, sample.key.sign(text.as_bytes()));
        assert_eq!(changes(&pack(&files)), [Change::Manifest], "{what}");
    }
}

#[test]
fn a_bundle_of_another_version_is_said_to_be_one() {
    let Sample { sealed, key, .. } = sample();
    let mut files = unpack(&sealed);
    let text = String::from_utf8(get(&files, MANIFEST).to_vec()).unwrap().replace("evidence/1", "evidence/2");
    set(&mut files, SIGNATURE, key.sign(text.as_bytes()));
    set(&mut files, MANIFEST, text.into_bytes());
    assert!(matches!(check_bytes(&pack(&files), None), Err(VerifyError::Format(f)) if f == "valet-evidence/2"));
}

#[test]
fn names_that_would_unpack_elsewhere_or_twice_are_refused() {
    let Sample { sealed, .. } = sample();
    let files = unpack(&sealed);
    for name in ["../../etc/cron.d/x", "/abs", "a\\b", "C:x", "x\u{1b}[2J", "MANIFEST.JSON"] {
        let mut files = files.clone();
        files.insert(1, (name.to_owned(), b"x".to_vec()));
        let found = changes(&pack(&files));
        assert!(found.iter().any(|c| matches!(c, Change::Added(_))), "{name:?}: {found:?}");
        assert!(found.iter().all(|c| !c.to_string().contains(['\u{1b}', '\n'])), "shown escaped");
    }
    for double in ["plan.json", CHAIN, MANIFEST, SIGNATURE] {
        let mut files = files.clone();
        files.insert(1, (double.to_owned(), b"x".to_vec()));
        assert!(check_bytes(&pack(&files), None).is_err(), "{double} twice");
        files.remove(1);
        files.push((double.to_owned(), get(&files, double).to_vec()));
        assert!(check_bytes(&pack(&files), None).is_err(), "{double} again at the end");
    }
}

#[test]
fn a_bundle_without_one_of_its_closing_files_is_refused() {
    let Sample { sealed, .. } = sample();
    for missing in CLOSING {
        let files: Vec<_> = unpack(&sealed).into_iter().filter(|(name, _)| name != missing).collect();
        assert!(check_bytes(&pack(&files), None).is_err(), "without {missing}");
    }
}

#[test]
fn garbage_is_refused_in_bounded_time() {
    let started = Instant::now();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |bytes: usize| -> Vec<u8> {
        (0..bytes)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed as u8
            })
            .collect()
    };
    let mut cases: Vec<Vec<u8>> = (0..300).map(|n| random(n * 7)).collect();
    cases.extend((0..300).map(|n| [&LOCAL[..], &random(n * 3)].concat()));
    cases.extend([&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x01\x02"].map(|mark| mark.repeat(500_000)));
    cases.push([&LOCAL[..], &b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0".repeat(100_000)].concat());
    // A thousand random edits of a real bundle.
    let Sample { sealed, .. } = sample();
    for _ in 0..1_000 {
        let edits = random(8);
        let mut bytes = sealed.clone();
        let place = usize::from(u16::from_le_bytes([edits[0], edits[1]])) % (bytes.len() - 4);
        bytes[place..place + 4].copy_from_slice(&edits[4..8]);
        cases.push(bytes);
    }
    for case in &cases {
        assert!(*case == sealed || check_bytes(case, None).is_err());
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn an_archive_that_unpacks_to_gigabytes_is_refused_in_bounded_time() {
    let Sample { sealed, .. } = sample();
    let zeros = pack_with_a_tool(&[("bomb.txt".to_owned(), vec![0; 32 * 1024 * 1024])]);
    let tool_made = pack_with_a_tool(&unpack(&sealed));
    let mut writer = zip::ZipWriter::new_append(Cursor::new(tool_made)).unwrap();
    let mut zeros = zip::ZipArchive::new(Cursor::new(zeros)).unwrap();
    for n in 0..100 {
        writer.raw_copy_file_rename(zeros.by_index_raw(0).unwrap(), format!("bomb-{n}.txt")).unwrap();
    }
    let bomb = writer.finish().unwrap().into_inner();
    let started = Instant::now();
    assert!(check_bytes(&bomb, None).is_err());
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
