//! The imitated systems. Each draws a posting in its own way and hands what it
//! receives to [`crate::site::Site::receive`] in one common shape.

pub(crate) mod ashby;
pub(crate) mod greenhouse;
pub(crate) mod lever;
pub(crate) mod workday;

use crate::site::Shared;
use axum::Router;

pub(crate) fn routes() -> Router<Shared> {
    Router::new().merge(greenhouse::routes()).merge(lever::routes()).merge(ashby::routes()).merge(workday::routes())
}
