//! Prints the description of the routes, for `cargo xtask gen`.

#![expect(clippy::print_stdout, reason = "that is what it is for")]

fn main() {
    let description = ghosthands_api::openapi().to_pretty_json();
    println!("{}", description.expect("a description is made of texts, numbers and lists"));
}
