//! The browser against real pages in a real Chromium.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;
mod input;
mod life;
mod lists;
mod network;
mod snapshots;
