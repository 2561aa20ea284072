//! Ordering applications from another program and following them.
//!
//! One [`Client`], two ways: over HTTP ([`Client::rest`]), or straight in the database of the service
//! ([`Client::database`]), which saves a hop and needs no API to run. Both do the same, row for row, because both are
//! the same functions of `ghosthands`; the suite of this crate runs over both.
//!
//! What differs: a database has no persons with limits, since whoever holds its address acts for everybody, and
//! addresses in an order are judged by the worker alone.

mod client;
mod database;
mod errors;
mod following;
mod rest;

pub use client::{Batch, Client, Created, Failed, JobList, ListQuery};
pub use errors::Error;
pub use following::Following;
pub use ghosthands::contract::{
    Address, Affinity, Applicant, ApplyOrder, BatchDefaults, ExecutionMode, FieldError, Input, JobOrder, JobType,
    PlatformName, Preset, ResumeSource, School, Station,
};
pub use ghosthands::ledger::{JobEvent, JobRow, JobStanding, ValetStatus};
pub use rest::Credentials;
