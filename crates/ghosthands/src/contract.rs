//! The contract with the product that orders applications: what a request may say ([`requests`]), what is wrong with
//! one that cannot be used ([`FieldError`]), and what the `input_data` of a row means to a worker ([`reading`]).
//!
//! A row that was inserted by hand and one that came through the API are read by the same code and mean the same.
//! Pure: no database, no network, no clock.

mod checks;
pub mod reading;
pub mod requests;

pub use checks::{Checks, FieldError};
pub use reading::{Reading, Reference, read};
pub use requests::{
    Address, Affinity, Applicant, ApplyOrder, BatchDefaults, BatchOrder, BrowserMode, ExecutionMode, Input, JobOrder,
    JobType, PlatformName, Preset, ResumeSource, School, Station, TaskOrder, Tier,
};
