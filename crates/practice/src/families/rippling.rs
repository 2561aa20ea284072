//! Rippling: a page without a form element; questions are paragraphs before their
//! controls, menus are drawn at the end of the body and open by keyboard or pointer.

use crate::families::desk::{Job, page_data, script_routes};
use crate::markup::{Heading, advert, document, job_posting, scripts};
use crate::site::Shared;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    script_routes("/rippling/{site}/{id}")
        .route("/rippling/{site}/{id}", get(advert_page))
        .route("/rippling/{site}/{id}/apply", get(form_page))
}

async fn advert_page(Job(posting): Job) -> Html<String> {
    let languages = "<label for=\"language\">Language</label> <select id=\"language\"><option>English</option><option>Deutsch</option><option>Français</option></select>";
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<header>{languages}<p>{company}</p><h1>{title}</h1><p>{place} · {workplace}</p><a class=\"primary\" href=\"{}/apply\">Apply now</a></header><main>{}</main>",
        posting.path(),
        advert(posting),
    );
    let title = format!("{} - {}", posting.title, posting.company);
    Html(document(&title, &["rippling.css"], &job_posting(posting), &body))
}

async fn form_page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let Heading { company, title, place, .. } = Heading::of(posting);
    let body = format!(
        "<header><p>{company}</p><h1>{title}</h1><p>{place}</p></header><main id=\"app\"></main>{}{}",
        page_data(&site, posting),
        scripts(&["dom.js", "form.js", "rippling.js"]),
    );
    let title = format!("Apply - {} - {}", posting.title, posting.company);
    Html(document(&title, &["rippling.css"], &job_posting(posting), &body))
}
