//! The private server, for real: started, stopped, killed, refused.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod cluster;
mod testing;
