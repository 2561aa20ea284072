//! Shows how a résumé is read: its lines in reading order, then the profile.
//!
//! `cargo run -p resume --example show -- cv.pdf`
#![expect(clippy::print_stdout, reason = "a program")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        println!("usage: show <file>");
        return ExitCode::FAILURE;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match resume::read(&bytes, chrono::Local::now().date_naive()) {
        Ok(reading) => {
            for page in &reading.pages {
                for line in &page.lines {
                    println!("{}.{:<3} {:6.1} {:5.1}  {}", page.number, line.number, line.x0, line.size, line.text);
                    for link in &line.links {
                        println!("               [{}..{}] {}", link.start, link.end, link.uri);
                    }
                }
            }
            let profile = domain::json_resume::export(&reading.profile, &[]);
            println!("{profile:#}");
            for warning in &reading.warnings {
                println!("note: {warning}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
