//! The API in a process of its own, for measuring it: `e2e-api <database url> <key>` prints its address and serves
//! until its standard input ends.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool of the benches")]

use ghosthands::monitoring::{Monitor, MonitorOptions};
use ghosthands_api::{Options, Server, ServiceKeys};
use std::io::Read as _;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut arguments = std::env::args().skip(1);
        let (url, key) = (arguments.next().unwrap(), arguments.next().unwrap());
        let pool = postgres::connect(&url, 5).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let monitor = Monitor::new(pool.clone(), MonitorOptions::default());
        let options = Options { keys: ServiceKeys::new([key]), ..Options::default() };
        let server = Server::start(listener, monitor, pool, options).await.unwrap();
        println!("{}", server.addr());
        let closed = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        let _ = closed.await;
        server.stop().await;
    });
}
