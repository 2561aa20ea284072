//! Workers frozen past the end of their leases, while others do their jobs; then they go on. Arguments:
//! `--leases 200`, `--seed 1`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement talks, and a panic is how it fails")]

use e2e::stale::Duel;

/// Jobs of one worker at once.
const AT_ONCE: usize = 4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, usual: u64| {
        let at = words.iter().position(|word| word == name);
        at.and_then(|at| words.get(at + 1)).map_or(usual, |text| text.parse().unwrap())
    };
    let wanted = number("--leases", 200) as usize;
    let seed = number("--seed", 1);
    let (mut held, mut left, mut wrong) = (0, 0, Vec::new());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut duel = Duel::open(env!("CARGO_BIN_EXE_e2e-worker").into(), seed).await;
        while held < wanted {
            let round = duel.round(AT_ONCE).await;
            held += round.held;
            left += round.left;
            wrong.extend(round.wrong);
        }
    });
    println!(
        "{held} stale leases ({left} frozen after the application had left): {} of {held} could neither write nor submit",
        held - wrong.len().min(held)
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
