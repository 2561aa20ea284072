//! Greenhouse, the new job board: advert and form on one page, a JSON submit
//! that needs a token minted by the page, and a confirmation at its own address.

use crate::gazetteer::{self, Style};
use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::postings::{Family, Field, Kind, Posting, find, postings};
use crate::site::{Shared, Verdict};
use crate::submissions::Received;
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/greenhouse/{board}", get(board))
        .route("/greenhouse/{board}/jobs/{id}", get(page).post(submit))
        .route("/greenhouse/{board}/jobs/{id}/confirmation", get(confirmation))
        .route("/greenhouse/{board}/jobs/{id}/uploads", post(upload))
        .route("/greenhouse/{board}/jobs/{id}/schools", get(schools))
        .route("/greenhouse/{board}/locations", get(locations))
        .route("/greenhouse/telemetry/tp2", post(telemetry))
}

async fn board(Path(board): Path<String>) -> Html<String> {
    let open: String = postings()
        .iter()
        .filter(|p| p.family == Family::Greenhouse && p.site == board)
        .map(|p| format!("<li><a href=\"{}\">{}</a></li>", escape(&p.path()), escape(&p.title)))
        .collect();
    let body = format!("<main class=\"main\"><h1>Current openings</h1><ul class=\"job-posts\">{open}</ul></main>");
    Html(document("Jobs", &["greenhouse.css"], "", &body))
}

async fn page(State(site): State<Shared>, Path((board, id)): Path<(String, String)>) -> Response {
    let Some(posting) = find(Family::Greenhouse, &board, &id) else {
        // A closed posting leads back to the board.
        return Redirect::to(&format!("/greenhouse/{board}?error=true")).into_response();
    };
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
        "locationsPath": format!("/greenhouse/{board}/locations"),
        "jobApplicationRequestToken": token(posting),
        "dialCodes": gazetteer::countries(),
        "delays": site.latency,
    } } } });
    let body = format!(
        "<div class=\"page\"><main class=\"main\"><div class=\"job__header\"><a class=\"back\" href=\"/greenhouse/{board}\">Back to jobs</a>\
         <h1 class=\"section-header\">{title}</h1><div class=\"job__location\">{place}</div>\
         <button type=\"button\" class=\"btn btn--pill\" aria-label=\"Apply\" id=\"apply_button\">Apply</button></div>\
         <div class=\"job__description body\">{advert}</div><div id=\"application\" class=\"application--container\"></div></main></div>\
         <script>window.__remixContext = {loader};</script>{scripts}",
        title = escape(&posting.title),
        place = escape(&posting.place_label()),
        advert = advert(posting),
        loader = script_json(&loader),
        scripts = scripts(&["dom.js", "greenhouse-select.js", "greenhouse.js"]),
    );
    let title = format!("Job Application for {} at {}", posting.title, posting.company);
    Html(document(&title, &["greenhouse.css"], &job_posting(posting), &body)).into_response()
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

async fn schools(Path((board, id)): Path<(String, String)>, Query(search): Query<Search>) -> Response {
    let Some(posting) = find(Family::Greenhouse, &board, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let wanted = gazetteer::fold(search.q.trim());
    let fields = posting.groups.iter().flat_map(|group| &group.fields);
    let choices = fields.filter(|field| field.kind == Kind::Search).flat_map(|field| &field.choices);
    let found: Vec<_> = choices.filter(|c| gazetteer::fold(&c.label).contains(&wanted)).take(20).collect();
    Json(json!({ "items": found })).into_response()
}

async fn upload(
    State(site): State<Shared>,
    Path((board, id)): Path<(String, String)>,
    form: MultipartForm,
) -> Response {
    let Some(posting) = find(Family::Greenhouse, &board, &id) else { return StatusCode::NOT_FOUND.into_response() };
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
    Path((board, id)): Path<(String, String)>,
    headers: HeaderMap,
    Json(payload): Json<Value>,
) -> Response {
    let Some(posting) = find(Family::Greenhouse, &board, &id) else { return StatusCode::NOT_FOUND.into_response() };
    if payload["job_application_request_token"] != token(posting) {
        return (StatusCode::FORBIDDEN, Json(json!({ "error": "invalid request token" }))).into_response();
    }
    let Some(received) = decode(&site, posting, &payload["job_application"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "malformed application" }))).into_response();
    };
    match site.receive(posting, received, &headers).await {
        Verdict::Accepted => Json(json!({ "redirect": format!("{}/confirmation", posting.path()) })).into_response(),
        Verdict::Invalid(errors) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response()
        }
        Verdict::Spam => {
            let message = "We could not accept this application: it was flagged as possible spam.";
            (StatusCode::FORBIDDEN, Json(json!({ "error": message }))).into_response()
        }
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Verdict::Cut => line.cut(),
    }
}

/// Brings the page's JSON into the common shape; `None` when it is not such a document.
fn decode(site: &crate::site::Site, posting: &Posting, application: &Value) -> Option<Received> {
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

fn put(site: &crate::site::Site, received: &mut Received, field: &Field, name: String, value: Option<&Value>) {
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

async fn confirmation(Path((board, id)): Path<(String, String)>) -> Response {
    let Some(posting) = find(Family::Greenhouse, &board, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let body = format!(
        "<div class=\"page\"><main class=\"main\"><div class=\"confirmation\"><div class=\"confirmation__content\"><h1>Thank you for applying.</h1>\
         <p>Your application for {} at {} has been received. If there is a match, somebody will be in touch.</p>\
         <a href=\"/greenhouse/{board}\">View more jobs at {}</a></div></div></main></div>",
        escape(&posting.title),
        escape(&posting.company),
        escape(&posting.company),
    );
    Html(document(&format!("Application received - {}", posting.company), &["greenhouse.css"], "", &body))
        .into_response()
}
