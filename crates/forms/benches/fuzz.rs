//! Fuzzes form understanding: `cargo xtask bench fuzz [--seconds N] [--target NAME] [--seed N [--cases 1]]`.

#[path = "../tests/it/targets.rs"]
mod targets;

use std::path::Path;

fn main() -> std::process::ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz");
    if fuzz::bench(&targets::TARGETS, &folder) { 0.into() } else { 1.into() }
}
