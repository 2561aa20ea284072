//! A short time of chaos; `cargo xtask bench chaos` is the long one.

use e2e::chaos::{Chaos, run};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_dies_no_application_is_lost_or_sent_twice() {
    let chaos =
        Chaos { program: env!("CARGO_BIN_EXE_e2e-worker").into(), jobs: 12, seed: 7, limit: Duration::from_secs(600) };
    let outcome = run(&chaos).await;
    assert!(outcome.wrong.is_empty(), "{outcome:#?}");
    assert!(outcome.done.values().sum::<usize>() > 0, "nothing was done to anybody");
}
