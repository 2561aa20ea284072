//! The practice ATS over HTTP: a truthful application scores perfectly, an
//! untruthful one does not, faults do what they say, garbage does no harm.
#![expect(clippy::unwrap_used, reason = "an applicant that cannot go on fails its test")]

mod applicant;
mod applying;
mod families;
mod faults;
mod limits;
mod pack;
mod scenarios;
