//! The `valet` binary.

fn main() {}
