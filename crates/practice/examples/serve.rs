//! Runs the practice ATS alone: `cargo run -p practice --example serve -- 127.0.0.1:4600 [brisk]`.
#![expect(clippy::print_stdout, reason = "a program says where it listens")]

use practice::{Latency, Options, Server};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let addr = arguments.next().unwrap_or_else(|| "127.0.0.1:4600".into()).parse()?;
    let latency = if arguments.next().as_deref() == Some("brisk") { Latency::brisk() } else { Latency::realistic() };
    let server = Server::start(Options { addr, latency, ..Options::default() }).await?;
    println!("practice ATS at {}", server.base_url());
    std::future::pending::<()>().await;
    Ok(())
}
