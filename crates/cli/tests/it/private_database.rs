//! Without `DATABASE_URL`, Valet brings its own.

use crate::{text, valet};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn a_second_valet_is_refused_and_after_a_kill_the_next_one_works() {
    let data_dir = tempfile::Builder::new().prefix("valet-test").tempdir_in("/tmp").unwrap();
    let mut up =
        valet(data_dir.path()).args(["up", "--api-port", "0", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(up.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("up"), "{line}");

    let refused = valet(data_dir.path()).arg("history").output().unwrap();
    let said = text(&refused);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("process {}", up.id())) && said.contains("--data-dir"), "{said}");

    up.kill().unwrap();
    up.wait().unwrap();
    let after = valet(data_dir.path()).arg("history").output().unwrap();
    assert!(after.status.success(), "{}", text(&after));
}
