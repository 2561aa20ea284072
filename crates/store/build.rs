//! Rebuilds the crate when a migration is added; the macro alone only notices changed ones.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
