//! Serves the hostile and the lying forms until it is interrupted, to be looked
//! at in a browser. Every line of input shows what arrived since the last one.
#![expect(clippy::print_stdout, reason = "a program for people")]

use e2e::hostile::{self, Hostile};
use e2e::lying::{self, Delays, Lying};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (hostile, lying) = (Hostile::start().await?, Lying::start(Delays::default()).await?);
    for scenario in hostile::SCENARIOS {
        println!("{}\n    {}", hostile.posting(scenario, 1), scenario.claim);
    }
    for scenario in lying::SCENARIOS {
        println!("{}\n    {} → {:?}", lying.posting(scenario.id, 1), scenario.claim, scenario.outcomes);
    }
    println!("Press Enter to see what arrived.");
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line)? > 0 {
        for arrival in hostile.log().arrivals().iter().chain(&lying.log().arrivals()) {
            println!("{:?} {} {} + {} bytes", arrival.road, arrival.method, arrival.target, arrival.body.len());
        }
        hostile.log().clear();
        lying.log().clear();
    }
    Ok(())
}
