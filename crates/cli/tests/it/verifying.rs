//! `valet verify`: offline, exact about what was changed.

use crate::{text, valet};
use chrono::DateTime;
use domain::{JobId, PostingKey, TaskId};
use evidence::{Bundle, Header, MediaType, SigningKey};

#[test]
fn a_changed_bundle_is_told_with_the_entry_that_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("application.zip");
    let posting = PostingKey::from_stored("lever:harbour:1".to_owned());
    let header =
        Header { product: "valet 0.1.0".to_owned(), task: TaskId::generate(), job: JobId::generate(), posting };
    let at = DateTime::UNIX_EPOCH;
    let mut bundle = Bundle::create(&path, header, at).unwrap();
    for (name, content) in [("plan-1.json", &b"{\"salary\":1}"[..]), ("form-1.json", b"{}")] {
        bundle.add(name.parse().unwrap(), MediaType::Json, content, at).unwrap();
    }
    bundle.finish(&SigningKey::load_or_create(&folder.path().join("evidence.key")).unwrap(), at).unwrap();

    let verify = |more: &[&str]| valet(folder.path()).arg("verify").arg(&path).args(more).output().unwrap();
    let intact = verify(&[]);
    assert!(intact.status.success() && text(&intact).contains("this installation"), "{}", text(&intact));

    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(12).position(|window| window == b"{\"salary\":1}").unwrap();
    bytes[at + 10] = b'2';
    std::fs::write(&path, bytes).unwrap();
    let changed = verify(&[]);
    assert_eq!(changed.status.code(), Some(1), "{}", text(&changed));
    assert!(text(&changed).contains("plan-1.json was changed"), "{}", text(&changed));
    let document: serde_json::Value = serde_json::from_slice(&verify(&["--json"]).stdout).unwrap();
    assert_eq!((&document["intact"], &document["exit"]), (&false.into(), &1.into()), "{document}");
    assert!(document["changes"][0].as_str().unwrap().contains("plan-1.json"), "{document}");
}
