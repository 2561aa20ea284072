//! The crate from outside.

mod targets;

/// Cases of each target; the bench runs as many as its time allows.
const CASES: u64 = 150;

#[test]
fn mutated_forms_options_and_manuals_neither_panic_nor_take_long() {
    fuzz::regress(&targets::TARGETS, CASES);
}

#[test]
fn the_samples_are_understood_before_they_are_mutated() {
    for target in &targets::TARGETS {
        let alive = (0..100).filter(|seed| {
            let case = (target.make)(&mut fuzz::Random::new(*seed));
            match target.name {
                "snapshot" => serde_json::from_slice::<forms::snapshot::PageSnapshot>(&case)
                    .is_ok_and(|snapshot| forms::fields::fields(&snapshot).len() > 3),
                "manual" => forms::manual::Manual::read(&case).is_ok(),
                _ => serde_json::from_slice::<serde_json::Value>(&case).is_ok_and(|value| value["wanted"].is_string()),
            }
        });
        assert!(alive.count() >= 5, "{}: too few cases get past the reader", target.name);
    }
}
