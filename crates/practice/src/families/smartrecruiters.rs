//! SmartRecruiters: the form is built of custom elements, each with an open shadow
//! root, several deep; first the person, then the preliminary questions.

use crate::families::desk::{Job, page_data, script_routes};
use crate::markup::{Heading, advert, document, job_posting, scripts};
use crate::site::Shared;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    script_routes("/smartrecruiters/{site}/{id}")
        .route("/smartrecruiters/{site}/{id}", get(advert_page))
        .route("/smartrecruiters/{site}/{id}/oneclick-ui", get(form_page))
}

async fn advert_page(Job(posting): Job) -> Html<String> {
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<header><p>{company}</p><h1 class=\"job-title\">{title}</h1><p>{place} · {workplace}</p><a id=\"st-apply\" class=\"primary\" href=\"{}/oneclick-ui\">I'm interested</a></header><main>{}</main>",
        posting.path(),
        advert(posting),
    );
    let title = format!("{} {} | SmartRecruiters", posting.company, posting.title);
    Html(document(&title, &["smartrecruiters.css"], &job_posting(posting), &body))
}

async fn form_page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let body = format!(
        "<oc-app></oc-app>{}{}",
        page_data(&site, posting),
        scripts(&["dom.js", "form.js", "smartrecruiters.js"]),
    );
    let title = format!("Easy apply - {} - {}", posting.title, posting.company);
    Html(document(&title, &["smartrecruiters.css"], &job_posting(posting), &body))
}
