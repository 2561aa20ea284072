//! The practice ATS: fictional employers whose application forms behave like
//! real ones, a server that stores what arrived, and a judge that compares it
//! with what the person's own data says should have arrived.
//!
//! It knows nothing about any program that fills forms, and no such program may
//! know about it: the truth here is derived by this crate alone, so agreement
//! means something. It is deterministic: delays are fixed, nothing is random,
//! nothing is fetched from elsewhere.
//!
//! ```no_run
//! # async fn run() -> Result<(), practice::StartError> {
//! let server = practice::Server::start(practice::Options::default()).await?;
//! println!("open {}", server.base_url());
//! server.stop().await;
//! # Ok(()) }
//! ```

mod bench;
mod drift;
mod families;
mod faults;
mod gazetteer;
mod inspection;
mod latency;
mod lists;
mod mailbox;
mod markup;
mod people;
mod postings;
mod requests;
mod scenarios;
mod score;
pub mod scoreboard;
mod server;
mod site;
mod submissions;
mod truth;
mod validation;
mod wire;

pub use drift::{HIGHEST as HIGHEST_DRIFT, drifted};
pub use faults::Fault;
pub use latency::Latency;
pub use mailbox::Mail;
pub use people::{Person, people, person};
pub use postings::{Choice, Ending, Family, Field, Group, Kind, Place, Posting, Repeat, posting, postings};
pub use requests::{Carried, LoggedRequest};
pub use scenarios::{Right, Scenario, scenario, scenarios};
pub use score::{Discrepancy, Score, Shortfall, score};
pub use server::{Options, Server, StartError};
pub use submissions::{ReceivedFile, Submission, Upload};
pub use truth::{Expect, Expected, expected};
