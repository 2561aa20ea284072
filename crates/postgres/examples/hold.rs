//! Starts the private server of the directory given as argument, prints its
//! address and holds it until killed. The integration tests kill it.

#![expect(clippy::print_stdout, reason = "its answer is what it prints")]

use std::path::Path;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let data_dir = std::env::args().nth(1).expect("usage: hold <data directory>");
    let started = postgres::Cluster::start(Path::new(&data_dir), |step| println!("{step:?}")).await;
    match started {
        Ok(cluster) => {
            println!("ready {}", cluster.url());
            std::future::pending::<()>().await;
        }
        Err(error) => {
            println!("refused {error}");
            std::process::exit(1);
        }
    }
}
