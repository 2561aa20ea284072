//! The HTTP faces of GhostHands: thin handlers over functions of `ghosthands`.
//!
//! Knows HTTP, authentication and the shape of answers. Knows no table: all SQL
//! is in `ghosthands`.

mod auth;
mod connections;
mod errors;
mod events;
mod extract;
mod health;
mod jobs;
mod keys;
mod live;
mod models;
mod monitoring;
mod server;
mod sessions;
mod state;
mod tokens;
mod usage;
mod valet;
mod worker_server;

pub use errors::{ApiError, Code, ErrorBody};
pub use health::Build;
pub use keys::ServiceKeys;
pub use server::{Options, Server, StartError, openapi};
pub use tokens::{TokenError, TokenOptions, Tokens};
pub use worker_server::{WorkerFacts, WorkerPort, WorkerServer, WorkerServerError};
