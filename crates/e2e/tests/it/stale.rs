//! A worker that wakes up after its lease is gone.

use e2e::stale::Duel;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_frozen_past_its_lease_can_neither_write_nor_submit() {
    let mut duel = Duel::open(env!("CARGO_BIN_EXE_e2e-worker").into(), 11).await;
    let round = duel.round(3).await;
    assert!(round.wrong.is_empty(), "{round:?}");
}
