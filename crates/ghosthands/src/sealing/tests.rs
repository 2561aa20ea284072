use super::*;

fn keys(id: u16, byte: u8, previous: &[(u16, u8)]) -> Keys {
    let previous: Vec<(u16, Vec<u8>)> = previous.iter().map(|(id, byte)| (*id, vec![*byte; 32])).collect();
    Keys::new((id, &[byte; 32]), &previous).unwrap()
}

fn bound(user: UserId, domain: &str) -> Bound<'_> {
    Bound { purpose: Purpose::Credential, user, domain }
}

#[test]
fn an_envelope_says_its_version_and_key_and_is_different_every_time() {
    let (keys, ana) = (keys(258, 7, &[]), UserId::generate());
    let one = keys.seal(b"secret", &bound(ana, "a.example")).unwrap();
    let two = keys.seal(b"secret", &bound(ana, "a.example")).unwrap();
    assert_ne!(one, two);
    assert_eq!((one[0], one[1], one[2], one.len()), (1, 1, 2, 31 + 6));
    assert_eq!(key_id(&one), Some(258));
    assert_eq!(keys.open(&one, &bound(ana, "a.example")).unwrap(), b"secret");
}

#[test]
fn an_envelope_opens_only_for_its_own_person_domain_and_purpose() {
    let (keys, ana) = (keys(1, 7, &[]), UserId::generate());
    let sealed = keys.seal(b"secret", &bound(ana, "a.example")).unwrap();
    for other in [
        bound(UserId::generate(), "a.example"),
        bound(ana, "b.example"),
        Bound { purpose: Purpose::Session, ..bound(ana, "a.example") },
    ] {
        assert_eq!(keys.open(&sealed, &other), Err(SealError::Tampered));
    }
}

#[test]
fn every_changed_byte_and_every_cut_is_noticed() {
    let (keys, ana) = (keys(1, 7, &[]), UserId::generate());
    let sealed = keys.seal(b"secret", &bound(ana, "a.example")).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(keys.open(&changed, &bound(ana, "a.example")).is_err(), "byte {at}");
        assert!(keys.open(&sealed[..at], &bound(ana, "a.example")).is_err(), "cut at {at}");
    }
}

#[test]
fn after_a_rotation_the_earlier_key_opens_and_the_new_one_seals() {
    let ana = UserId::generate();
    let sealed = keys(1, 7, &[]).seal(b"secret", &bound(ana, "a.example")).unwrap();
    let rotated = keys(2, 9, &[(1, 7)]);
    assert_eq!(rotated.open(&sealed, &bound(ana, "a.example")).unwrap(), b"secret");
    assert_eq!(key_id(&rotated.seal(b"secret", &bound(ana, "a.example")).unwrap()), Some(2));
    assert_eq!(keys(2, 9, &[]).open(&sealed, &bound(ana, "a.example")), Err(SealError::UnknownKey(1)));
    assert_eq!(keys(1, 9, &[]).open(&sealed, &bound(ana, "a.example")), Err(SealError::Tampered));
}

#[test]
fn keys_are_read_in_both_spellings_and_a_bad_one_names_its_variable_only() {
    let base64 = BASE64.encode([7_u8; 32]);
    let hex = "07".repeat(32);
    let read = |pairs: &[(&str, &str)]| {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Keys::configured(&KeySettings::read(|name| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())))
    };
    let ana = UserId::generate();
    let sealed = keys(1, 7, &[]).seal(b"x", &bound(ana, "a")).unwrap();
    let json = format!("[{{\"id\": 1, \"keyHex\": \"{hex}\"}}, {{\"id\": 5, \"key\": \"{}\"}}]", "0b".repeat(32));
    let list = format!("1:{base64}, 3:{}", "0a".repeat(32));
    for pairs in [
        vec![("GH_ENCRYPTION_KEY", base64.as_str())],
        vec![("GH_CREDENTIAL_KEY", hex.as_str())],
        vec![("GH_ENCRYPTION_KEY", BASE64_OF_NINES), ("GH_CREDENTIAL_KEY_ID", "2"), ("GH_CREDENTIAL_PREV_KEYS", &json)],
        vec![("GH_ENCRYPTION_KEY", BASE64_OF_NINES), ("GH_CREDENTIAL_KEY_ID", "2"), ("GH_CREDENTIAL_PREV_KEYS", &list)],
    ] {
        assert_eq!(read(&pairs).unwrap().unwrap().open(&sealed, &bound(ana, "a")).unwrap(), b"x", "{pairs:?}");
    }
    assert!(read(&[]).unwrap().is_none());
    assert!(read(&[("GH_ENCRYPTION_KEY", "  ")]).unwrap().is_none());
    for (name, value) in [
        ("GH_ENCRYPTION_KEY", "c2hvcnQ="),
        ("GH_ENCRYPTION_KEY", "zz"),
        ("GH_ENCRYPTION_KEY_ID", "70000"),
        ("GH_ENCRYPTION_KEYS_PREVIOUS", "[{}]"),
        ("GH_ENCRYPTION_KEYS_PREVIOUS", "1:abc"),
    ] {
        let error = read(&[(name, value), ("GH_ENCRYPTION_KEY", &base64)]).unwrap_err().to_string();
        assert!(error.contains(name) && !error.contains(value), "{error}");
    }
    let twice = format!("1:{hex}");
    assert!(read(&[("GH_ENCRYPTION_KEY", &base64), ("GH_CREDENTIAL_PREV_KEYS", &twice)]).is_err(), "the same number");
}

const BASE64_OF_NINES: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

#[test]
fn a_key_file_is_made_once_for_its_owner_and_is_the_same_key_afterwards() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let ana = UserId::generate();
    let sealed = Keys::in_file(&path).unwrap().seal(b"x", &bound(ana, "a")).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(Keys::in_file(&path).unwrap().open(&sealed, &bound(ana, "a")).unwrap(), b"x");
    std::fs::write(&path, b"short").unwrap();
    assert!(Keys::in_file(&path).is_err());
}

#[test]
fn nothing_secret_prints() {
    assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    let settings = KeySettings { key: Some("abc".into()), ..KeySettings::default() };
    assert!(!format!("{settings:?} {:?}", keys(3, 7, &[])).contains("abc"));
}
