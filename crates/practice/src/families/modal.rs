//! A fictional job board, Perchboard, with an "easy" application: a dialog in steps,
//! with a progress bar, over a page that has a search form and other jobs of its own.

use crate::families::desk::{Job, page_data, script_routes};
use crate::markup::{Heading, advert, document, escape, job_posting, scripts};
use crate::postings::{Family, postings};
use crate::site::Shared;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    script_routes("/modal/{site}/{id}").route("/modal/{site}/{id}", get(page))
}

async fn page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let others: String = postings()
        .iter()
        .filter(|other| other.family == Family::Modal && other.id != posting.id)
        .map(|other| {
            format!(
                "<li><a href=\"{}\">{}<span>{}</span></a></li>",
                other.path(),
                escape(&other.title),
                escape(&other.company)
            )
        })
        .collect();
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<header class=\"board\"><b>Perchboard</b><form role=\"search\" id=\"job-search\" action=\"#\"><input type=\"text\" aria-label=\"Search by title, skill, or company\" name=\"keywords\" placeholder=\"Title, skill or company\">\
         <input type=\"text\" aria-label=\"City, state, or zip code\" name=\"location\" placeholder=\"City, state or zip code\"><button type=\"button\">Search</button></form></header>\
         <div class=\"columns\"><aside aria-label=\"More jobs\"><ul>{others}</ul><form id=\"job-alert\" action=\"#\"><label for=\"alert\">Get job alerts</label><input id=\"alert\" type=\"email\" placeholder=\"Email\"><button type=\"button\">Create alert</button></form></aside>\
         <main><h1>{title}</h1><p>{company} · {place} ({workplace})</p><button type=\"button\" id=\"easy-apply\" class=\"primary\" aria-label=\"Easy Apply to {title} at {company}\">Easy Apply</button> <button type=\"button\" id=\"save\">Save</button>{advert}</main></div>{data}{scripts}",
        advert = advert(posting),
        data = page_data(&site, posting),
        scripts = scripts(&["dom.js", "form.js", "modal.js"]),
    );
    let title = format!("{} at {} | Perchboard", posting.title, posting.company);
    Html(document(&title, &["modal.css"], &job_posting(posting), &body))
}
