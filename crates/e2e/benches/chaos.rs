//! Applications while workers are killed and frozen, Chromiums die, the database restarts and the site answers with
//! errors. Arguments: `--jobs 300`, `--seed 1`, `--minutes 60`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement talks, and a panic is how it fails")]

use e2e::chaos::{Chaos, run};
use std::time::Duration;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, usual: u64| {
        let at = words.iter().position(|word| word == name);
        at.and_then(|at| words.get(at + 1)).map_or(usual, |text| text.parse().unwrap())
    };
    let chaos = Chaos {
        program: env!("CARGO_BIN_EXE_e2e-worker").into(),
        jobs: number("--jobs", 300) as usize,
        seed: number("--seed", 1),
        limit: Duration::from_secs(60 * number("--minutes", 60)),
    };
    let outcome = tokio::runtime::Runtime::new().unwrap().block_on(run(&chaos));
    println!("{} applications, 3 workers, seed {}, {:.0} s", chaos.jobs, chaos.seed, outcome.took.as_secs_f64());
    outcome.done.iter().for_each(|(what, times)| println!("    {times:>4} x {what}"));
    outcome.ended.iter().for_each(|(how, jobs)| println!("    {jobs:>4} {how}"));
    println!("    {} wrong", outcome.wrong.len());
    assert!(outcome.wrong.is_empty(), "{:#?}", outcome.wrong);
}
