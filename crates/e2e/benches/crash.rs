//! Kills workers around the submission, at every employer: at every named point, and at random.
//! Argument: kills per named point and employer, 10 by default; as many at random as at three points.

use e2e::crash::{Kill, run};
use ghosthands::halt::Point;

fn main() {
    let each = std::env::args().skip(1).find_map(|word| word.parse::<u64>().ok()).unwrap_or(10);
    let named = (0..each).flat_map(|_| Point::ALL.into_iter().map(Kill::At));
    // Spread evenly over the whole run, in an order that mixes early and late ones.
    let random = (0..each * 3).map(|n| Kill::After((n * 2_654_435_761 % 1_000) as f64 / 1_000.0));
    let kills: Vec<Kill> = named.chain(random).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let wrong = runtime.block_on(run(env!("CARGO_BIN_EXE_e2e-worker"), &kills));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
