//! The API over the wire: a real server, a real database, and nothing of the inside but what a caller sees.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod every_route;
mod idempotency;
mod limits;
mod lists;
mod live;
mod orders;
mod stand;
mod streams;
mod surroundings;
mod worker_server;
