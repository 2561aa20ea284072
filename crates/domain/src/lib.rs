//! The words of the product as types: profile, answers, postings, statuses.
//!
//! Pure: no I/O, no clock, no async. Every value that may end up in somebody's
//! application is a [`Fact`], and a [`Fact`] cannot be built without a
//! [`Source`]. Statuses change only through the tables in [`tasks`] and
//! [`attempts`].

pub mod answers;
pub mod attempts;
pub mod countries;
pub mod dates;
pub mod egress;
pub mod ids;
pub mod json_resume;
pub mod postings;
pub mod profile;
pub mod provenance;
pub mod tasks;

pub use answers::{Answer, AnswerScope, QuestionClass, Sensitivity, UsageMode};
pub use dates::PartialDate;
pub use ids::{AnswerId, AttemptId, JobId, TaskId, UserId};
pub use postings::{JobUrl, Platform, PostingKey};
pub use profile::Profile;
pub use provenance::{Confidence, Fact, Sha256, Source, Span};
