//! The imitated systems. Each draws a posting in its own way and hands what it
//! receives to [`crate::site::Site::receive`] in one common shape; what several
//! share in doing so is in [`desk`], and in [`walk`] for applications in pages.

pub(crate) mod ashby;
mod bamboohr;
mod desk;
pub(crate) mod greenhouse;
mod greenhouse_classic;
mod icims;
pub(crate) mod lever;
mod modal;
mod multipage;
mod native;
mod plain;
mod rippling;
mod smartrecruiters;
pub(crate) mod walk;
mod workable;
pub(crate) mod workday;

use crate::site::Shared;
use axum::Router;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(greenhouse::routes())
        .merge(lever::routes())
        .merge(ashby::routes())
        .merge(workday::routes())
        .merge(greenhouse_classic::routes())
        .merge(icims::routes())
        .merge(smartrecruiters::routes())
        .merge(workable::routes())
        .merge(bamboohr::routes())
        .merge(rippling::routes())
        .merge(modal::routes())
        .merge(plain::routes())
        .merge(multipage::routes())
}
