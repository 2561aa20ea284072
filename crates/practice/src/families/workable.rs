//! Workable: an overview tab and an application tab, each with its own address; one
//! page of questions, a dropzone that empties its input, a bar that asks about cookies.

use crate::families::desk::{Job, page_data, script_routes};
use crate::markup::{Heading, advert, document, job_posting, scripts};
use crate::postings::Posting;
use crate::site::Shared;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    script_routes("/workable/{site}/j/{id}")
        .route("/workable/{site}/j/{id}", get(advert_page))
        .route("/workable/{site}/j/{id}/apply", get(form_page))
}

async fn advert_page(Job(posting): Job) -> Html<String> {
    let body = format!(
        "<section data-ui=\"job-description\">{}</section><p><a class=\"primary\" data-ui=\"overview-apply-now\" href=\"{}/apply\">Apply for this job</a></p>",
        advert(posting),
        posting.path(),
    );
    Html(page(posting, false, &body, ""))
}

async fn form_page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let script = format!("{}{}", page_data(&site, posting), scripts(&["dom.js", "form.js", "workable.js"]));
    Html(page(posting, true, "<div id=\"app\"></div>", &script))
}

/// Either tab; `applying` is the second.
fn page(posting: &Posting, applying: bool, content: &str, script: &str) -> String {
    let path = posting.path();
    let (overview, application) = if applying { ("false", "true") } else { ("true", "false") };
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<header><p>{company}</p><h1 data-ui=\"job-title\">{title}</h1><p data-ui=\"job-location\">{place} · {workplace}</p></header>\
         <nav role=\"tablist\"><a role=\"tab\" aria-selected=\"{overview}\" data-ui=\"overview-tab\" href=\"{path}\">Overview</a>\
         <a role=\"tab\" aria-selected=\"{application}\" data-ui=\"application-form-tab\" href=\"{path}/apply\">Application</a></nav>\
         <main>{content}</main>{script}"
    );
    document(&format!("{} - {}", posting.title, posting.company), &["workable.css"], &job_posting(posting), &body)
}
