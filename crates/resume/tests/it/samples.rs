use crate::{samples, today};
use domain::json_resume::export;

#[test]
fn every_sample_gives_its_profile() {
    for path in samples() {
        let reading = resume::read(&std::fs::read(&path).unwrap(), today()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        insta::assert_json_snapshot!(name.clone(), export(&reading.profile, &[]));
        assert_eq!(reading.warnings, [], "{name}");
    }
}

#[test]
fn the_same_file_gives_the_same_reading() {
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(resume::read(&bytes, today()).unwrap(), resume::read(&bytes, today()).unwrap());
    }
}

#[test]
fn a_profile_read_here_survives_export_and_import() {
    for path in samples() {
        let reading = resume::read(&std::fs::read(&path).unwrap(), today()).unwrap();
        let exported = export(&reading.profile, &[]);
        let bytes = serde_json::to_vec(&exported).unwrap();
        let imported = domain::json_resume::import(&bytes, domain::Sha256::of(&bytes)).unwrap();
        assert_eq!(export(&imported.profile, &[]), exported, "{}", path.display());
    }
}
