//! A worker in a process of its own, to be killed. Arguments: database address,
//! data directory, worker id. `VALET_HALT_AT` names the point at which it kills
//! itself; `VALET_E2E_STALE_MS` is the silence after which it takes back jobs,
//! `VALET_E2E_CONCURRENT` how many it does at once. It ends in order when its standard input does.

use ghosthands::worker::{Worker, WorkerOptions};
use std::io::Read;
use std::time::Duration;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [database, folder, id] = arguments.as_slice() else { panic!("expected: database folder id") };
    let pool = postgres::connect(database, 6).await.expect("a database");
    let mut options = WorkerOptions::new(id.clone(), folder.into(), browser::LaunchOptions::default());
    options.heartbeat = Duration::from_millis(200);
    options.stale_after = Duration::from_millis(number("VALET_E2E_STALE_MS", 2_000));
    options.max_concurrent = number("VALET_E2E_CONCURRENT", 2) as usize;
    options.poll = Duration::from_millis(200);
    options.halt = std::env::var("VALET_HALT_AT").ok().map(|point| point.parse().expect("a halt point"));
    let worker = Worker::new(pool, options).await.expect("a worker");
    let control = worker.control();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        control.stop_now();
    });
    worker.run().await.expect("a worker that ends in order");
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}
