//! An application in pages that the server keeps: one POST and redirect per page,
//! Back on each, a page to review everything, and only then Submit.

use crate::families::desk::{Job, answer, notices};
use crate::families::native::{Native, caption};
use crate::families::walk;
use crate::markup::{Heading, advert, document, escape, job_posting};
use crate::postings::{Field, Kind, Posting};
use crate::site::Shared;
use crate::submissions::Received;
use crate::validation::FieldErrors;
use crate::wire::{Line, MultipartForm};
use axum::Router;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/multipage/{site}/{id}", get(advert_page))
        .route("/multipage/{site}/{id}/apply", get(begin))
        .route("/multipage/{site}/{id}/apply/{page}", get(show).post(take))
        .route("/multipage/{site}/{id}/submit", post(submit))
        .route("/multipage/{site}/{id}/received", get(received_page))
}

fn page(posting: &Posting, head: &str, main: &str) -> String {
    let Heading { company, title, place, workplace } = Heading::of(posting);
    let body = format!(
        "<header class=\"bar\"><b>{company}</b> careers</header><main><h1>{title}</h1><p>{place} · {workplace}</p>{main}</main>"
    );
    document(&format!("{} | {} careers", posting.title, posting.company), &["simple.css"], head, &body)
}

async fn advert_page(Job(posting): Job) -> Html<String> {
    let apply = format!("<p><a class=\"button\" href=\"{}/apply\">Apply now</a></p>", posting.path());
    Html(page(posting, &job_posting(posting), &format!("{}{apply}", advert(posting))))
}

async fn begin(State(site): State<Shared>, Job(posting): Job) -> Response {
    let cookie = walk::begin(&site, posting);
    let first = Redirect::to(&format!("{}/apply/1", posting.path()));
    ([(header::SET_COOKIE, cookie)], first).into_response()
}

/// The page number of an address: steps from 1, then the review.
fn number((_, _, page): &(String, String, String), posting: &Posting) -> Option<usize> {
    let number = page.parse().ok()?;
    (1..=walk::steps(posting).len() + 1).contains(&number).then_some(number)
}

fn to_page(posting: &Posting, number: usize) -> Response {
    Redirect::to(&format!("{}/apply/{number}", posting.path())).into_response()
}

fn expired(posting: &Posting) -> Response {
    let main = format!("<p>Your session has ended. <a href=\"{}/apply\">Start again</a>.</p>", posting.path());
    (StatusCode::GONE, Html(page(posting, "", &main))).into_response()
}

async fn show(
    State(site): State<Shared>,
    Job(posting): Job,
    Path(address): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(number) = number(&address, posting) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(held) = walk::so_far(&site, posting, &headers) else { return expired(posting) };
    let html = match walk::steps(posting).get(number - 1) {
        Some(step) => step_page(posting, number, step, &held, &FieldErrors::new()),
        None => review(posting, &held, &[]),
    };
    Html(html).into_response()
}

fn progress(posting: &Posting, number: usize) -> String {
    let names = walk::steps(posting).into_iter().chain(["Review"]).enumerate().map(|(index, name)| {
        let current = if index + 1 == number { " aria-current=\"step\"" } else { "" };
        format!("<li{current}>{}</li>", escape(name))
    });
    format!("<ol class=\"steps\">{}</ol>", names.collect::<String>())
}

fn step_page(posting: &Posting, number: usize, step: &str, held: &Received, errors: &FieldErrors) -> String {
    let questions: String = walk::fields_of(posting, step).map(|field| question(field, held, errors)).collect();
    let back = if number > 1 {
        "<button type=\"submit\" name=\"go\" value=\"back\" formnovalidate>Back</button> "
    } else {
        ""
    };
    let summary = if errors.is_empty() {
        ""
    } else {
        "<div class=\"fault\" role=\"alert\">Please correct the fields below before you continue.</div>"
    };
    let main = format!(
        "{}<h2>{}</h2>{summary}<form method=\"post\" action=\"{}/apply/{number}\" enctype=\"multipart/form-data\">{questions}\
         <p class=\"actions\">{back}<button type=\"submit\" name=\"go\" value=\"next\">Save and continue</button></p></form>",
        progress(posting, number),
        escape(step),
        posting.path(),
    );
    page(posting, "", &main)
}

fn question(field: &Field, held: &Received, errors: &FieldErrors) -> String {
    let none = Vec::new();
    let id = escape(&field.id);
    let fault = errors.get(&field.id);
    let attributes =
        if fault.is_some() { format!(" aria-invalid=\"true\" aria-describedby=\"{id}-fault\"") } else { String::new() };
    let native = Native {
        name: &field.id,
        id: &field.id,
        class: "",
        unchosen: "Please select",
        held: held.fields.get(&field.id).unwrap_or(&none),
        attributes: &attributes,
    };
    let (label, control) = (caption(field, " <abbr title=\"required\">*</abbr>"), native.draw(field));
    let message = fault
        .map_or_else(String::new, |message| format!("<p class=\"fault\" id=\"{id}-fault\">{}</p>", escape(message)));
    let kept = held
        .files
        .iter()
        .find(|file| file.field == field.id)
        .map_or_else(String::new, |file| format!("<p class=\"kept\">Uploaded: {}</p>", escape(&file.name)));
    match field.kind {
        Kind::Radio | Kind::YesNo | Kind::Checkboxes | Kind::OneCheckbox => {
            format!("<fieldset><legend>{label}</legend>{control}{message}</fieldset>")
        }
        Kind::Checkbox => format!("<p>{control} <label for=\"{id}\">{label}</label></p>{message}"),
        _ => format!("<p><label for=\"{id}\">{label}</label><br>{control}</p>{kept}{message}"),
    }
}

async fn take(
    State(site): State<Shared>,
    Job(posting): Job,
    Path(address): Path<(String, String, String)>,
    headers: HeaderMap,
    form: MultipartForm,
) -> Response {
    let steps = walk::steps(posting);
    let step = number(&address, posting).and_then(|number| Some((number, *steps.get(number - 1)?)));
    let Some((number, step)) = step else { return StatusCode::NOT_FOUND.into_response() };
    let Some(errors) = walk::take(&site, posting, step, &headers, &form) else { return expired(posting) };
    if form.text("go") == Some("back") {
        return to_page(posting, number.max(2) - 1);
    }
    if errors.is_empty() {
        return to_page(posting, number + 1);
    }
    let held = walk::so_far(&site, posting, &headers).unwrap_or_default();
    let html = step_page(posting, number, step, &held, &errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response()
}

fn review(posting: &Posting, held: &Received, faults: &[String]) -> String {
    let path = posting.path();
    let shown = |field: &Field| {
        let texts = held.fields.get(&field.id).into_iter().flatten().cloned();
        let files = held.files.iter().filter(|file| file.field == field.id).map(|file| file.name.clone());
        let value = texts.chain(files).collect::<Vec<_>>().join(", ");
        let value = if value.is_empty() { "—".to_owned() } else { escape(&value) };
        format!("<dt>{}</dt><dd>{value}</dd>", escape(&field.label))
    };
    let part = |(index, step): (usize, &str)| {
        let rows: String = walk::fields_of(posting, step).map(shown).collect();
        let number = index + 1;
        format!("<h3>{} <a href=\"{path}/apply/{number}\">Change</a></h3><dl>{rows}</dl>", escape(step))
    };
    let steps = walk::steps(posting);
    let number = steps.len();
    let parts: String = steps.into_iter().enumerate().map(part).collect();
    let faults: String = faults.iter().map(|fault| format!("<li>{}</li>", escape(fault))).collect();
    let faults = if faults.is_empty() {
        String::new()
    } else {
        format!("<div class=\"fault\" role=\"alert\"><p>Your application was not sent.</p><ul>{faults}</ul></div>")
    };
    let main = format!(
        "{}<h2>Review your application</h2>{faults}{parts}<form method=\"post\" action=\"{path}/submit\">\
         <p class=\"actions\"><a class=\"button quiet\" href=\"{path}/apply/{number}\">Back</a> <button type=\"submit\">Submit application</button></p></form>",
        progress(posting, number + 1),
    );
    page(posting, "", &main)
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    headers: HeaderMap,
) -> Response {
    let Some(held) = walk::so_far(&site, posting, &headers) else { return expired(posting) };
    let verdict = site.receive(posting, held.clone(), &headers).await;
    let accepted = || {
        walk::end(&site, &headers);
        Redirect::to(&format!("{}/received", posting.path())).into_response()
    };
    let refused = |status, refusal| (status, Html(review(posting, &held, &notices(posting, refusal)))).into_response();
    answer(verdict, &line, accepted, refused)
}

async fn received_page(Job(posting): Job) -> Html<String> {
    let main = format!(
        "<h2>Application received</h2><p>Thank you for applying to {}. Your application for {} has been submitted.</p>",
        escape(&posting.company),
        escape(&posting.title)
    );
    Html(page(posting, "", &main))
}
