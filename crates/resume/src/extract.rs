//! stub
use crate::{Page, Warning};
use chrono::NaiveDate;
use domain::{Profile, Sha256};
pub(crate) fn profile(_p: &[Page], _d: Sha256, _t: NaiveDate) -> (Profile, Vec<Warning>) { (Profile::default(), Vec::new()) }
