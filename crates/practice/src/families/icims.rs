//! iCIMS: the employer's home page with everything in `#icims_content_iframe`, an
//! e-mail address before anything else, a profile page, a questionnaire in a frame of
//! its own inside that frame, an equal-opportunity page, then the end.

use crate::families::desk::{Job, answer, notices};
use crate::families::native::{Native, caption};
use crate::families::walk;
use crate::markup::{advert, document, escape, job_posting};
use crate::postings::{Field, Kind, Posting};
use crate::site::Shared;
use crate::submissions::Received;
use crate::validation::FieldErrors;
use crate::wire::{Line, MultipartForm};
use axum::Router;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

/// Sections of a posting, each its own page; the first is the e-mail address.
const LOGIN: &str = "login";
const QUESTIONS: &str = "questions";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/icims/{site}/{id}", get(home))
        .route("/icims/{site}/{id}/job", get(job))
        .route("/icims/{site}/{id}/questions/frame", get(questions_frame))
        .route("/icims/{site}/{id}/thanks", get(thanks))
        .route("/icims/{site}/{id}/{step}", get(show).post(take))
}

/// The employer's own page around the frame.
async fn home(Job(posting): Job) -> Html<String> {
    let body = format!(
        "<header class=\"bar\"><b>{company}</b> <a href=\"#home\">Home</a> <a href=\"#who\">Who we are</a> <a href=\"#careers\">Careers</a></header>\
         <form role=\"search\" action=\"#search\"><label for=\"site_search\">Search this site</label> <input id=\"site_search\" name=\"q\" type=\"text\"> <button type=\"button\">Search</button></form>\
         <iframe id=\"icims_content_iframe\" name=\"icims_content_iframe\" title=\"iCIMS Content iFrame\" height=\"1900\" src=\"{path}/job?in_iframe=1\"></iframe>\
         <footer>{company}</footer>",
        company = escape(&posting.company),
        path = posting.path(),
    );
    let title = format!("{} in {} | Careers at {}", posting.title, posting.place_label(), posting.company);
    Html(document(&title, &["simple.css"], &job_posting(posting), &body))
}

/// A page inside the frame.
fn page(posting: &Posting, main: &str) -> String {
    let body = format!("<div class=\"iCIMS_MainWrapper iCIMS_ContainerWrapper\">{main}</div>");
    document(&format!("{} - {}", posting.title, posting.company), &["simple.css"], "", &body)
}

async fn job(Job(posting): Job) -> Html<String> {
    let main = format!(
        "<h1 class=\"iCIMS_Header\">{}</h1><div class=\"iCIMS_JobHeaderGroup\"><dl><dt>Job Location</dt><dd>{}</dd><dt>ID</dt><dd>{}</dd></dl></div>\
         <div class=\"iCIMS_JobContent\">{}</div><div class=\"iCIMS_JobOptions\">\
         <a class=\"iCIMS_ApplyOnlineButton iCIMS_PrimaryButton button\" title=\"Apply for this job online\" href=\"{}/{LOGIN}?in_iframe=1\">Apply for this job online</a> \
         <a class=\"iCIMS_SecondaryButton\" href=\"#share\">Refer this job to a friend</a></div>",
        escape(&posting.title),
        escape(&posting.place_label()),
        escape(&posting.id),
        advert(posting),
        posting.path(),
    );
    Html(page(posting, &main))
}

/// The step an address names, with the one after it; `None` after the last.
fn step<'a>(posting: &'a Posting, name: &str) -> Option<(&'a str, Option<&'a str>)> {
    let steps = walk::steps(posting);
    let at = steps.iter().position(|step| *step == name)?;
    Some((steps[at], steps.get(at + 1).copied()))
}

fn heading(step: &str) -> &'static str {
    match step {
        LOGIN => "Enter Your Information",
        "profile" => "Candidate Profile",
        QUESTIONS => "Questions",
        _ => "Equal Employment Opportunity",
    }
}

async fn show(
    State(site): State<Shared>,
    Job(posting): Job,
    Path((_, _, name)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some((name, _)) = step(posting, &name) else { return StatusCode::NOT_FOUND.into_response() };
    if name == LOGIN {
        let cookie = walk::begin(&site, posting);
        let html = step_page(posting, name, &Received::default(), &FieldErrors::new(), &[]);
        return ([(header::SET_COOKIE, cookie)], Html(html)).into_response();
    }
    let Some(held) = walk::so_far(&site, posting, &headers) else { return to_step(posting, LOGIN) };
    if name == QUESTIONS {
        let main = format!(
            "{}<iframe id=\"icims_formFrame\" name=\"icims_formFrame\" title=\"Questionnaire\" height=\"1200\" src=\"{}/{QUESTIONS}/frame?in_iframe=1\"></iframe>",
            progress(posting, name),
            posting.path()
        );
        return Html(page(posting, &main)).into_response();
    }
    Html(step_page(posting, name, &held, &FieldErrors::new(), &[])).into_response()
}

/// The questionnaire itself, in the inner frame.
async fn questions_frame(State(site): State<Shared>, Job(posting): Job, headers: HeaderMap) -> Response {
    let Some(held) = walk::so_far(&site, posting, &headers) else { return to_step(posting, LOGIN) };
    Html(step_page(posting, QUESTIONS, &held, &FieldErrors::new(), &[])).into_response()
}

fn to_step(posting: &Posting, step: &str) -> Response {
    Redirect::to(&format!("{}/{step}?in_iframe=1", posting.path())).into_response()
}

fn progress(posting: &Posting, current: &str) -> String {
    let names = walk::steps(posting).into_iter().map(|step| {
        let mark = if step == current { " aria-current=\"step\"" } else { "" };
        format!("<li{mark}>{}</li>", heading(step))
    });
    format!("<ol class=\"steps iCIMS_Progress\">{}</ol>", names.collect::<String>())
}

fn step_page(posting: &Posting, name: &str, held: &Received, errors: &FieldErrors, notices: &[String]) -> String {
    let questions: String = walk::fields_of(posting, name).map(|field| question(field, held, errors)).collect();
    let last = step(posting, name).is_some_and(|(_, next)| next.is_none());
    let button = match name {
        LOGIN => "Next",
        _ if last => "Submit Application",
        _ => "Submit Profile and Continue",
    };
    // The inner frame's form moves the frame around it on.
    let (target, above) = match name {
        QUESTIONS => (" target=\"icims_content_iframe\"", String::new()),
        _ => ("", progress(posting, name)),
    };
    let id = if name == LOGIN { "enterEmailForm" } else { "cp_form" };
    let notices: String = notices.iter().map(|notice| format!("<li>{}</li>", escape(notice))).collect();
    let notices = if notices.is_empty() {
        String::new()
    } else {
        format!("<div class=\"iCIMS_ErrorMessage fault\" role=\"alert\"><ul>{notices}</ul></div>")
    };
    let main = format!(
        "{above}<h2 class=\"iCIMS_SubHeader\">{}</h2>{notices}<form id=\"{id}\" method=\"post\" action=\"{}/{name}\" enctype=\"multipart/form-data\"{target}>{questions}\
         <div class=\"iCIMS_FormActions\"><input type=\"submit\" class=\"iCIMS_PrimaryButton\" id=\"cp_form_submit_i\" value=\"{button}\"></div></form>",
        heading(name),
        posting.path(),
    );
    page(posting, &main)
}

fn question(field: &Field, held: &Received, errors: &FieldErrors) -> String {
    let none = Vec::new();
    let native = Native {
        name: &field.id,
        id: &field.id,
        class: "iCIMS_Forms_Global",
        unchosen: "— Make a Selection —",
        held: held.fields.get(&field.id).unwrap_or(&none),
        attributes: if field.required { " i_required=\"true\"" } else { "" },
    };
    let id = escape(&field.id);
    let label = caption(field, "<span class=\"iCIMS_Required\" title=\"Required\">*</span>");
    let fault = errors
        .get(&field.id)
        .map_or_else(String::new, |message| format!("<div class=\"fault iCIMS_FieldError\">{}</div>", escape(message)));
    let kept = held
        .files
        .iter()
        .find(|file| file.field == field.id)
        .map_or_else(String::new, |file| format!("<div class=\"kept\">{}</div>", escape(&file.name)));
    let control = native.draw(field);
    match field.kind {
        Kind::Checkbox => format!(
            "<div class=\"iCIMS_TableRow\"><div class=\"iCIMS_TableCell\">{control} <label for=\"{id}\">{label}</label>{fault}</div></div>"
        ),
        Kind::Radio | Kind::YesNo | Kind::Checkboxes | Kind::OneCheckbox => format!(
            "<div class=\"iCIMS_TableRow\" role=\"group\" aria-labelledby=\"{id}_label\"><div class=\"iCIMS_TableCell\" id=\"{id}_label\">{label}</div><div class=\"iCIMS_TableCell\">{control}{fault}</div></div>"
        ),
        _ => format!(
            "<div class=\"iCIMS_TableRow\"><div class=\"iCIMS_TableCell\"><label for=\"{id}\">{label}</label></div><div class=\"iCIMS_TableCell\">{control}{kept}{fault}</div></div>"
        ),
    }
}

async fn take(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    Path((_, _, name)): Path<(String, String, String)>,
    headers: HeaderMap,
    form: MultipartForm,
) -> Response {
    let Some((name, next)) = step(posting, &name) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(errors) = walk::take(&site, posting, name, &headers, &form) else { return to_step(posting, LOGIN) };
    let held = walk::so_far(&site, posting, &headers).unwrap_or_default();
    if !errors.is_empty() {
        let html = step_page(posting, name, &held, &errors, &["Please correct the highlighted fields.".to_owned()]);
        return (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response();
    }
    if let Some(next) = next {
        return to_step(posting, next);
    }
    let verdict = site.receive(posting, held.clone(), &headers).await;
    let accepted = || {
        walk::end(&site, &headers);
        Redirect::to(&format!("{}/thanks?in_iframe=1", posting.path())).into_response()
    };
    let refused = |status, refusal| {
        let notices = notices(posting, refusal);
        (status, Html(step_page(posting, name, &held, &FieldErrors::new(), &notices))).into_response()
    };
    answer(verdict, &line, accepted, refused)
}

async fn thanks(Job(posting): Job) -> Html<String> {
    let main = format!(
        "<h1 class=\"iCIMS_Header\">Thank you for applying</h1><div class=\"iCIMS_InfoMsg\"><p>Your application for {} has been submitted to {}.</p></div>",
        escape(&posting.title),
        escape(&posting.company)
    );
    Html(page(posting, &main))
}
