//! Runs targets: for a while as a bench, for a number of cases as a test.

use crate::watch::Watched;
use crate::{Fault, Finding, Random, Target};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// A build without optimisation is slower by about this.
const UNOPTIMISED: u64 = 10;
/// Findings after which a target is left: the rest would repeat them.
const MOST_FINDINGS: usize = 20;

impl Target {
    fn case(&self, seed: u64) -> Vec<u8> {
        (self.make)(&mut Random::new(seed))
    }

    fn limit(&self) -> Duration {
        Duration::from_millis(self.limit_ms * if cfg!(debug_assertions) { UNOPTIMISED } else { 1 })
    }

    /// Runs the cases of these seeds and returns what went wrong, each kind once, with the number of cases run.
    fn findings(&self, seeds: impl Iterator<Item = u64>) -> (Vec<Finding>, usize) {
        let mut watched = Watched::start(self.run, self.threads);
        let (mut findings, mut known, mut cases) = (Vec::new(), BTreeSet::new(), 0);
        for seed in seeds {
            let input = self.case(seed);
            cases += 1;
            let Some(fault) = watched.fault(&input, self.limit(), self.ours) else { continue };
            if fault == Fault::Hang {
                watched = Watched::start(self.run, self.threads);
            }
            let kind = match &fault {
                Fault::Panic(said) => said.split(": ").next().unwrap_or_default().to_owned(),
                Fault::Slow(_) => "slow".to_owned(),
                Fault::Hang => "hang".to_owned(),
            };
            if known.insert(kind) {
                findings.push(Finding { seed, fault, input });
            }
            if findings.len() >= MOST_FINDINGS {
                break;
            }
        }
        (findings, cases)
    }
}

/// Runs `cases` cases of every target with fixed seeds.
///
/// # Panics
/// With the seeds that went wrong.
pub fn regress(targets: &[Target], cases: u64) {
    for target in targets {
        let (findings, _) = target.findings(0..cases);
        let told: Vec<String> = findings.iter().map(|finding| tell(target, finding)).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

/// The bench: `--seconds` for each target, `--target` for one of them, `--seed` to begin at, or to replay it alone with
/// `--cases 1`. What went wrong is saved in `folder` under target and seed. Returns whether nothing did.
#[must_use]
#[expect(clippy::print_stdout, reason = "a bench prints what it finds")]
pub fn bench(targets: &[Target], folder: &Path) -> bool {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| asked.iter().position(|argument| argument == name).and_then(|at| asked.get(at + 1));
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok());
    let time = Duration::from_secs(number("--seconds").unwrap_or(600));
    let start = number("--seed").unwrap_or_else(|| Random::new(u64::from(std::process::id())).number() >> 16);
    let cases = number("--cases").unwrap_or(u64::MAX);
    let mut clean = true;
    for target in targets.iter().filter(|target| value("--target").is_none_or(|name| name == target.name)) {
        let until = Instant::now() + time;
        let (findings, run) =
            target.findings((start..).zip(0..cases).map(|(seed, _)| seed).take_while(|_| Instant::now() < until));
        println!("{:<12} {run} cases from seed {start}, {} kinds of findings", target.name, findings.len());
        for finding in &findings {
            clean = false;
            println!("  {}", tell(target, finding));
            let path = folder.join(format!("{}-{}", target.name, finding.seed));
            let saved = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &finding.input));
            match saved {
                Ok(()) => println!("  the case: {}", path.display()),
                Err(error) => println!("  the case could not be saved: {error}"),
            }
        }
    }
    clean
}

fn tell(target: &Target, finding: &Finding) -> String {
    let Finding { seed, fault, .. } = finding;
    let replay = format!("cargo xtask bench fuzz --target {} --seed {seed} --cases 1", target.name);
    match fault {
        Fault::Panic(said) => format!("{}: panic at {said}; replay: {replay}", target.name),
        Fault::Slow(took) => format!("{}: took {took:?}; replay: {replay}", target.name),
        Fault::Hang => format!("{}: does not end; replay: {replay}", target.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(run: fn(&[u8])) -> Target {
        Target {
            name: "t",
            make: |random| vec![random.below(50) as u8],
            run,
            limit_ms: 5,
            ours: "crates/fuzz",
            threads: &[],
        }
    }

    #[test]
    fn a_panic_is_found_once_and_its_seed_makes_the_case_again() {
        let target = target(|case| assert_ne!(case, [7]));
        let (findings, cases) = target.findings(0..80);
        assert_eq!((findings.len(), cases), (1, 80));
        assert_eq!(target.case(findings[0].seed), [7]);
        assert!(matches!(&findings[0].fault, Fault::Panic(said) if said.contains("run.rs")), "{findings:?}");
    }

    #[test]
    fn what_does_not_end_is_a_hang_and_the_next_case_runs() {
        let target = target(|case| {
            if case == [7] {
                loop {
                    std::thread::park();
                }
            }
        });
        let (findings, cases) = target.findings(0..80);
        assert_eq!((findings.len(), cases), (1, 80));
        assert_eq!(findings[0].fault, Fault::Hang);
    }

    #[test]
    fn what_behaves_is_clean() {
        regress(&[target(|case| drop(case.to_vec()))], 500);
    }
}
