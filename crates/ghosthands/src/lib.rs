//! GhostHands: makes one application at a time, from a queue, in a real browser.
//!
//! A job is claimed under a lease ([`jobs`]), opened, understood and filled
//! ([`application`]), shown to a person or checked by gates, submitted through
//! the fence ([`attempts`], [`gate`]), judged ([`outcome`]) and proven by an
//! evidence bundle. This crate owns the `gh_` tables and all SQL on them. It
//! does not know where postings come from, nor any practice server.
//!
//! Orders come in by [`contract`] and [`intake`], also over HTTP and by hand;
//! callers read by [`ledger`] and [`news`], steer by [`steering`], and are told
//! apart by [`access`].

pub mod access;
mod account;
pub mod advice;
pub mod alerts;
pub mod application;
pub mod attempts;
pub mod callbacks;
pub mod contract;
pub mod credentials;
pub mod egress;
pub mod events;
pub mod execution;
pub mod failure;
mod filling;
pub mod gate;
pub mod halt;
pub mod intake;
pub mod interactions;
pub mod jobs;
pub mod ledger;
pub mod limits;
pub mod live;
pub mod manuals;
pub mod memory;
pub mod monitoring;
mod needles;
pub mod news;
pub mod outcome;
pub mod places;
pub mod preparing;
pub mod progress;
pub mod proposals;
mod record;
pub mod recovery;
pub mod request;
pub mod resume_file;
mod review;
pub mod sealing;
pub mod sessions;
pub mod settings;
pub mod slots;
pub mod spending;
pub mod steering;
mod submission;
pub mod upkeep;
pub mod worker;
pub mod workers;

pub use filling::{Practised, fill_page};

/// The schema, forward only. Its bookkeeping lives in `_gh_migrations`, beside that of other owners of the database.
#[must_use]
pub fn migrator() -> sqlx::migrate::Migrator {
    let mut migrator = sqlx::migrate!("./migrations");
    migrator.dangerous_set_table_name("_gh_migrations");
    migrator
}
