//! Greenhouse, the new job board: advert and form on one page, a JSON submit
//! that needs a token minted by the page, and a confirmation at its own address.
//!
//! The same form is drawn for two more families: in a frame of another origin on
//! the employer's own careers page (this machine's other name, so that the frame
//! is another site to the browser), and with a code mailed to the applicant before
//! the application counts.

use crate::drift::level;
use crate::families::desk::{Job, SPAM};
use crate::gazetteer::{self, Style};
use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::postings::{Family, Field, Kind, Posting, postings};
use crate::site::{Shared, Site, Verdict};
use crate::submissions::Received;
use crate::validation;
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .merge(job_routes(Family::Greenhouse))
        .merge(job_routes(Family::EmailCode))
        .merge(job_routes(Family::GreenhouseEmbedded))
        .route("/greenhouse_embedded/{board}/jobs/{id}/embed/job_app", get(embed))
        .route("/greenhouse/telemetry/tp2", post(telemetry))
}

fn job_routes(family: Family) -> Router<Shared> {
    let job = format!("/{family}/{{board}}/jobs/{{id}}");
    let first = if family == Family::GreenhouseEmbedded { get(careers) } else { get(page) };
    Router::new()
        .route(&format!("/{family}/{{board}}"), get(board))
        .route(&job, first.post(submit))
        .route(&format!("{job}/confirmation"), get(confirmation))
        .route(&format!("{job}/uploads"), post(upload))
        .route(&format!("{job}/schools"), get(schools))
        .route(&format!("{job}/locations"), get(locations))
}

async fn board(uri: Uri) -> Html<String> {
    let open: String = postings()
        .iter()
        .filter(|posting| posting.path().starts_with(&format!("{}/jobs/", uri.path())))
        .map(|p| format!("<li><a href=\"{}\">{}</a></li>", escape(&p.path()), escape(&p.title)))
        .collect();
    let body = format!("<main class=\"main\"><h1>Current openings</h1><ul class=\"job-posts\">{open}</ul></main>");
    Html(document("Jobs", &["greenhouse.css"], "", &body))
}

async fn page(State(site): State<Shared>, uri: Uri, job: Result<Job, StatusCode>) -> Response {
    let Ok(Job(posting)) = job else {
        // A closed posting leads back to the board.
        let board = uri.path().split("/jobs/").next().unwrap_or_default();
        return Redirect::to(&format!("{board}?error=true")).into_response();
    };
    let body = format!(
        "<div class=\"page\"><main class=\"main\"><div class=\"job__header\"><a class=\"back\" href=\"/{family}/{board}\">Back to jobs</a>\
         <h1 class=\"section-header\">{title}</h1><div class=\"job__location\">{place}</div>\
         <button type=\"button\" class=\"btn btn--pill\" aria-label=\"Apply\" id=\"apply_button\">Apply</button></div>\
         <div class=\"job__description body\">{advert}</div><div id=\"application\" class=\"application--container\"></div></main></div>{form}",
        family = posting.family,
        board = posting.site,
        title = escape(&posting.title),
        place = escape(&posting.place_label()),
        advert = advert(posting),
        form = form_scripts(&site, posting),
    );
    let title = format!("Job Application for {} at {}", posting.title, posting.company);
    Html(document(&title, &["greenhouse.css"], &job_posting(posting), &body)).into_response()
}

/// Loader data and the scripts that draw the form into `#application`.
fn form_scripts(site: &Site, posting: &Posting) -> String {
    let path = posting.path();
    let loader = json!({ "state": { "loaderData": { "routes/$url_token_.jobs_.$job_post_id": {
        "jobPost": {
            "id": posting.id, "title": posting.title, "company_name": posting.company,
            "job_post_location": posting.place_label(), "public_url": path,
            "fields": posting.fields, "groups": posting.groups,
        },
        "submitPath": path,
        "confirmationPath": format!("{path}/confirmation"),
        "uploadPath": format!("{path}/uploads"),
        "schoolsPath": format!("{path}/schools"),
        "locationsPath": format!("{path}/locations"),
        "jobApplicationRequestToken": token(posting),
        "dialCodes": gazetteer::countries(),
        "delays": site.latency,
    } } } });
    format!(
        "<script>window.__remixContext = {};</script>{}",
        script_json(&loader),
        scripts(&["dom.js", "greenhouse-select.js", "greenhouse-code.js", "greenhouse.js"])
    )
}

/// The employer's own page; the form is in a frame that belongs to the job board.
async fn careers(Job(posting): Job, headers: HeaderMap) -> Response {
    let here = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let port = here.rsplit_once(':').map_or(String::new(), |(_, port)| format!(":{port}"));
    // Two names of this machine are two sites to a browser.
    let there = if here.starts_with("localhost") { "127.0.0.1" } else { "localhost" };
    let body = format!(
        "<header class=\"employer\"><a href=\"#top\">{company}</a><nav><a href=\"#about\">About us</a> <a href=\"#products\">Products</a> <a href=\"#careers\">Careers</a></nav></header>\
         <main class=\"employer__main\"><h1>{title}</h1><p>{place} · {workplace}</p><div id=\"grnhse_app\">\
         <iframe id=\"grnhse_iframe\" title=\"Greenhouse Job Board\" src=\"http://{there}{port}{path}/embed/job_app?for={site}&amp;token={id}{drift}\"></iframe></div></main>\
         <footer class=\"employer\"><form action=\"#newsletter\"><label for=\"newsletter\">News from {company}</label><input id=\"newsletter\" type=\"email\" placeholder=\"Your email\"><button type=\"button\">Sign up</button></form></footer>",
        company = escape(&posting.company),
        title = escape(&posting.title),
        place = escape(&posting.place_label()),
        workplace = escape(&posting.workplace),
        path = posting.path(),
        site = posting.site,
        id = posting.id,
        // The frame is another site and has no cookie of this one.
        drift = if level() > 0 { format!("&amp;drift={}", level()) } else { String::new() },
    );
    let title = format!("{} - Careers at {}", posting.title, posting.company);
    Html(document(&title, &["greenhouse.css"], &job_posting(posting), &body)).into_response()
}

async fn embed(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    let body = format!(
        "<div class=\"page\"><main class=\"main\"><div class=\"job__header\"><h1 class=\"section-header\">{}</h1><div class=\"job__location\">{}</div>\
         <button type=\"button\" class=\"btn btn--pill\" aria-label=\"Apply\" id=\"apply_button\">Apply</button></div>\
         <div class=\"job__description body\">{}</div><div id=\"application\" class=\"application--container\"></div></main></div>{}",
        escape(&posting.title),
        escape(&posting.place_label()),
        advert(posting),
        form_scripts(&site, posting),
    );
    Html(document(&format!("Job Application for {}", posting.title), &["greenhouse.css"], "", &body))
}

/// The token a page mints; a POST without it did not come from a page.
fn token(posting: &Posting) -> String {
    crate::submissions::sha256(format!("request token {}", posting.key()).as_bytes())[..40].to_owned()
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn locations(Query(search): Query<Search>) -> Json<Value> {
    let found = gazetteer::search(&search.q);
    let row = |t: &&gazetteer::Town| json!({ "label": t.label(Style::Long), "latitude": t.latitude, "longitude": t.longitude });
    Json(json!({ "features": found.iter().map(row).collect::<Vec<_>>() }))
}

async fn schools(Job(posting): Job, Query(search): Query<Search>) -> Response {
    let wanted = gazetteer::fold(search.q.trim());
    let fields = posting.groups.iter().flat_map(|group| &group.fields);
    let choices = fields.filter(|field| field.kind == Kind::Search).flat_map(|field| &field.choices);
    let found: Vec<_> = choices.filter(|c| gazetteer::fold(&c.label).contains(&wanted)).take(20).collect();
    Json(json!({ "items": found })).into_response()
}

async fn upload(State(site): State<Shared>, Job(posting): Job, form: MultipartForm) -> Response {
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let kept = site.keep_upload(posting, &file.field, &file.name, &file.bytes);
    Json(json!({ "token": kept.token, "filename": kept.file.name })).into_response()
}

async fn telemetry(State(site): State<Shared>, Json(event): Json<Value>) -> StatusCode {
    site.book().telemetry.push(event);
    StatusCode::OK
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    headers: HeaderMap,
    Json(payload): Json<Value>,
) -> Response {
    if payload["job_application_request_token"] != token(posting) {
        return (StatusCode::FORBIDDEN, Json(json!({ "error": "invalid request token" }))).into_response();
    }
    let Some(received) = decode(&site, posting, &payload["job_application"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "malformed application" }))).into_response();
    };
    if posting.family == Family::EmailCode
        && let Some(answer) = code_wanted(&site, posting, &received, &payload["security_code"])
    {
        return answer;
    }
    match site.receive(posting, received, &headers).await {
        Verdict::Accepted => Json(json!({ "redirect": format!("{}/confirmation", posting.path()) })).into_response(),
        Verdict::Invalid(errors) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response()
        }
        Verdict::Spam => (StatusCode::FORBIDDEN, Json(json!({ "error": SPAM }))).into_response(),
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Verdict::Cut => line.cut(),
    }
}

/// Insists on the code mailed to the applicant; `None` once it is right, or while
/// the application has faults of its own.
fn code_wanted(site: &Site, posting: &Posting, received: &Received, given: &Value) -> Option<Response> {
    let email = received.first("email").filter(|_| validation::check(posting, received).is_empty())?;
    let mut book = site.book();
    let error = match given.as_str() {
        Some(code) if book.redeem(posting, email, code) => return None,
        Some(_) => "security-code-incorrect",
        None => {
            book.send_code(posting, email);
            "captcha-failed"
        }
    };
    Some((StatusCode::PRECONDITION_REQUIRED, Json(json!({ "error": error }))).into_response())
}

/// Brings the page's JSON into the common shape; `None` when it is not such a document.
fn decode(site: &Site, posting: &Posting, application: &Value) -> Option<Received> {
    let application = application.as_object()?;
    let mut received = Received::default();
    for field in &posting.fields {
        let value = match field.section.as_deref() {
            Some("questions") => application.get("answers")?.get(&field.id),
            Some("eeoc") => application.get("eeoc").and_then(|eeoc| eeoc.get(&field.id)),
            Some("demographic") => application.get("demographic_answers").and_then(|answers| answers.get(&field.id)),
            _ => application.get(wire_name(&field.id)),
        };
        put(site, &mut received, field, field.id.clone(), value);
    }
    if !received.is_blank("candidate-location") && !application.get("latitude").is_some_and(Value::is_number) {
        // Without coordinates nothing was chosen from the typeahead.
        received.fields.remove("candidate-location");
    }
    compose_phone(posting, &mut received);
    for group in &posting.groups {
        let entries = application.get(&group.id).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for (index, entry) in entries.iter().take(20).enumerate() {
            for field in &group.fields {
                put(site, &mut received, field, format!("{}[{index}].{}", group.id, field.id), entry.get(&field.id));
            }
        }
    }
    Some(received)
}

fn wire_name(id: &str) -> &str {
    if id == "candidate-location" { "location" } else { id }
}

fn put(site: &Site, received: &mut Received, field: &Field, name: String, value: Option<&Value>) {
    let ids: Vec<&str> = match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    for id in ids.into_iter().filter(|id| !id.is_empty()) {
        match field.kind {
            Kind::File => received.files.extend(site.uploaded(id, &name)),
            kind if kind.has_choices() => {
                received.put(name.clone(), field.choice(id).map_or(id, |choice| choice.label.as_str()));
            }
            _ => received.put(name.clone(), id),
        }
    }
}

/// The telephone widget keeps calling code and number apart; the employer sees one number.
fn compose_phone(posting: &Posting, received: &mut Received) {
    let country = received.first("country").and_then(|label| posting.field("country")?.labelled(label));
    let dial = country.and_then(|choice| gazetteer::country(choice.code.as_deref()?)).map(|c| c.dial.clone());
    let Some((number, dial)) = received.first("phone").map(str::to_owned).zip(dial) else { return };
    if !number.starts_with('+') {
        let national = number.trim_start_matches('0');
        received.fields.insert("phone".into(), vec![format!("+{dial} {national}")]);
    }
}

async fn confirmation(Job(posting): Job) -> Html<String> {
    let body = format!(
        "<div class=\"page\"><main class=\"main\"><div class=\"confirmation\"><div class=\"confirmation__content\"><h1>Thank you for applying.</h1>\
         <p>Your application for {} at {} has been received. If there is a match, somebody will be in touch.</p>\
         <a href=\"/{}/{}\">View more jobs at {}</a></div></div></main></div>",
        escape(&posting.title),
        escape(&posting.company),
        posting.family,
        posting.site,
        escape(&posting.company),
    );
    Html(document(&format!("Application received - {}", posting.company), &["greenhouse.css"], "", &body))
}
