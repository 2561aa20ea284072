//! BambooHR: the form appears below the advert; menus are buttons over a native proxy
//! with one option, the country is chosen beforehand, dates are typed month first.

use crate::families::desk::{Job, page_data, script_routes};
use crate::markup::{Heading, advert, document, job_posting, scripts};
use crate::site::Shared;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    script_routes("/bamboohr/{site}/{id}").route("/bamboohr/{site}/{id}", get(page))
}

async fn page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<div class=\"bamboohr-careers\"><header><p>{company}</p><h1>{title}</h1><p>{place} · {workplace}</p>\
         <button type=\"button\" id=\"apply\" class=\"fab-Button\">Apply for This Job</button></header>\
         <section id=\"description\">{advert}</section><div id=\"app\"></div></div>{data}{scripts}",
        advert = advert(posting),
        data = page_data(&site, posting),
        scripts = scripts(&["dom.js", "form.js", "bamboohr.js"]),
    );
    let title = format!("{} - {}", posting.title, posting.company);
    Html(document(&title, &["bamboohr.css"], &job_posting(posting), &body))
}
