//! A worker in a process of its own, to be killed. Arguments: database address,
//! data directory, worker id. `VALET_HALT_AT` names the point at which it kills
//! itself. It ends in order when its standard input does.

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
    options.stale_after = Duration::from_secs(2);
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
