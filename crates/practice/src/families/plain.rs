//! Plain HTML: a page without any script, laid out in a table or a definition list,
//! its questions beside the controls without labels. The browser sends it; the
//! server answers with the same page, the faults and what was typed, and 422.

use crate::families::desk::{Job, Refusal, SPAM, answer, from_form};
use crate::families::native::{Native, caption};
use crate::markup::{Heading, advert, document, escape, job_posting};
use crate::postings::{Field, Posting, Rows};
use crate::site::Shared;
use crate::submissions::Received;
use crate::validation::FieldErrors;
use crate::wire::{Line, MultipartForm};
use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/plain/{site}/{id}", get(advert_page))
        .route("/plain/{site}/{id}/application.html", get(form_page).post(submit))
        .route("/plain/{site}/{id}/received.html", get(received_page))
}

fn page(posting: &Posting, head: &str, main: &str) -> String {
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<h1>{company}</h1><h2>{title}</h2><p>{place} - {workplace}</p><hr>{main}<hr><address>{company}, personnel office</address>"
    );
    document(&format!("{} - {}", posting.title, posting.company), &["simple.css"], head, &body)
}

async fn advert_page(Job(posting): Job) -> Html<String> {
    let apply = format!("<p><a href=\"{}/application.html\">Apply for this job</a></p>", posting.path());
    Html(page(posting, &job_posting(posting), &format!("{}{apply}", advert(posting))))
}

async fn form_page(Job(posting): Job) -> Html<String> {
    Html(form(posting, &Received::default(), &FieldErrors::new(), ""))
}

fn form(posting: &Posting, held: &Received, errors: &FieldErrors, notice: &str) -> String {
    let row = |field: &Field| {
        let none = Vec::new();
        let native = Native {
            name: &field.id,
            id: &field.id,
            class: "",
            unchosen: "-- please choose --",
            held: held.fields.get(&field.id).unwrap_or(&none),
            attributes: "",
        };
        let fault = errors
            .get(&field.id)
            .map_or_else(String::new, |message| format!("<br><strong class=\"fault\">{}</strong>", escape(message)));
        let (question, control) = (caption(field, " *"), native.draw(field));
        match posting.layout.rows {
            Rows::Table => format!("<tr><td valign=\"top\">{question}</td><td>{control}{fault}</td></tr>"),
            Rows::Definitions => format!("<dt>{question}</dt><dd>{control}{fault}</dd>"),
        }
    };
    let rows: String = posting.fields.iter().map(row).collect();
    let laid_out = match posting.layout.rows {
        Rows::Table => format!("<table>{rows}</table>"),
        Rows::Definitions => format!("<dl>{rows}</dl>"),
    };
    let notice = if notice.is_empty() { String::new() } else { format!("<p class=\"fault\">{}</p>", escape(notice)) };
    let main = format!(
        "{notice}<p>Fields with * must be filled in.</p>\
         <form action=\"{}/application.html\" method=\"post\" enctype=\"multipart/form-data\">{laid_out}\
         <p><input type=\"submit\" value=\"Send application\"> <input type=\"reset\" value=\"Clear\"></p></form>",
        posting.path()
    );
    page(posting, "", &main)
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    headers: HeaderMap,
    form_data: MultipartForm,
) -> Response {
    let received = from_form(posting.fields.iter(), &form_data, |field| field.id.clone());
    let held = received.clone();
    let verdict = site.receive(posting, received, &headers).await;
    let accepted = || Redirect::to(&format!("{}/received.html", posting.path())).into_response();
    let refused = |status: StatusCode, refusal| {
        let html = match refusal {
            Refusal::Fields(errors) => {
                form(posting, &held, &errors, "Your application was not sent. Please correct the fields marked below.")
            }
            Refusal::Spam => form(posting, &held, &FieldErrors::new(), SPAM),
        };
        (status, Html(html)).into_response()
    };
    answer(verdict, &line, accepted, refused)
}

async fn received_page(Job(posting): Job) -> Html<String> {
    let main = format!(
        "<p><b>Thank you. Your application for {} has been received.</b></p><p>We answer every letter.</p>",
        escape(&posting.title)
    );
    Html(page(posting, "", &main))
}
