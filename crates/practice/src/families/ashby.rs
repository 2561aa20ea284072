//! Ashby: everything drawn by script, no form element, files sent on attach, one
//! GraphQL-like POST, and a success container that takes the form's place.

use crate::gazetteer::{self, Style};
use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::people::people;
use crate::postings::{Family, Field, Kind, Posting, find};
use crate::site::{Shared, Site, Verdict};
use crate::submissions::{Received, sha256};
use crate::validation::FieldErrors;
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/ashby/{org}/{id}", get(overview))
        .route("/ashby/{org}/{id}/application", get(application))
        .route("/ashby/{org}/{id}/upload", post(upload))
        .route("/ashby/api/locations", get(locations))
        .route("/ashby/api/non-user-graphql", post(graphql))
}

async fn overview(State(site): State<Shared>, Path((org, id)): Path<(String, String)>) -> Response {
    page(&site, &org, &id, false)
}

async fn application(State(site): State<Shared>, Path((org, id)): Path<(String, String)>) -> Response {
    page(&site, &org, &id, true)
}

fn page(site: &Site, org: &str, id: &str, applying: bool) -> Response {
    let Some(posting) = find(Family::Ashby, org, id) else {
        let body = "<div id=\"root\"><h1>Job not found</h1><p>The job you requested was not found. It may have been closed.</p></div>";
        return Html(document("Job not found", &["ashby.css"], "", body)).into_response();
    };
    let hash = &sha256(posting.id.as_bytes())[..5];
    let data = json!({
        "organization": { "name": posting.company, "hostedJobsPageSlug": org },
        "posting": {
            "id": posting.id, "title": posting.title, "locationName": posting.place_label(),
            "departmentName": posting.department, "workplaceType": posting.workplace,
            "applicationForm": { "fieldEntries": posting.fields.iter().map(|field| entry(posting, field)).collect::<Vec<_>>() },
        },
        "hash": hash,
        "delays": site.latency,
        "paths": { "upload": format!("{}/upload", posting.path()) },
    });
    let tab = |label: &str, href: String, selected: bool, name: &str| {
        format!(
            "<a role=\"tab\" id=\"{name}\" href=\"{href}\" aria-selected=\"{selected}\" class=\"_tab_{hash}\">{label}</a>"
        )
    };
    let panel = if applying {
        "<div role=\"tabpanel\" aria-labelledby=\"job-application-form\" id=\"form\"></div>".to_owned()
    } else {
        format!(
            "<div role=\"tabpanel\" aria-labelledby=\"job-overview\" id=\"overview\" class=\"_description_{hash}\">{}<a class=\"_button_{hash}\" href=\"{}/application\">Apply for this Job</a></div>",
            advert(posting),
            posting.path()
        )
    };
    let body = format!(
        "<div id=\"root\"><div class=\"_content_{hash}\"><h1 class=\"ashby-job-posting-heading\">{title}</h1>\
         <div class=\"ashby-job-posting-left-pane _details_{hash}\"><div><h2>Location</h2><p>{place}</p></div><div><h2>Location Type</h2><p>{kind}</p></div>\
         <div><h2>Department</h2><p>{department}</p></div></div><div class=\"ashby-job-posting-right-pane\"><nav role=\"tablist\">{tabs}</nav>{panel}</div></div></div>",
        title = escape(&posting.title),
        place = escape(&posting.place_label()),
        kind = escape(&posting.workplace),
        department = escape(posting.department.as_deref().unwrap_or_default()),
        tabs = tab("Overview", posting.path(), !applying, "job-overview")
            + &tab("Application", format!("{}/application", posting.path()), applying, "job-application-form"),
    );
    let app = if applying { scripts(&["dom.js", "ashby-widgets.js", "ashby.js"]) } else { String::new() };
    let body = format!("{body}<script>window.__appData = {};</script>{app}", script_json(&data));
    let title = format!("{} @ {}", posting.title, posting.company);
    Html(document(&title, &["ashby.css"], &job_posting(posting), &body)).into_response()
}

/// A field as the schema of the page names it.
fn entry(posting: &Posting, field: &Field) -> Value {
    let kind = match field.kind {
        Kind::Email => "Email",
        Kind::Phone => "Phone",
        Kind::LongText => "LongText",
        Kind::Select | Kind::Radio => "ValueSelect",
        Kind::Checkboxes | Kind::Checkbox => "MultiValueSelect",
        Kind::YesNo => "Boolean",
        Kind::File => "File",
        Kind::Location => "Location",
        Kind::Date => "Date",
        Kind::Number => "Number",
        _ => "String",
    };
    let values: Vec<Value> = match field.kind {
        Kind::YesNo => Vec::new(),
        Kind::Checkbox => vec![json!({ "label": field.label, "value": "Yes" })],
        _ => field.choices.iter().map(|choice| json!({ "label": choice.label, "value": choice.id })).collect(),
    };
    json!({
        "id": sha256(format!("{}{}", posting.id, field.id).as_bytes())[..24],
        "isRequired": field.required,
        "isHidden": false,
        "survey": field.section.as_deref() == Some("survey"),
        "drawn": field.kind,
        "field": { "path": field.id, "title": field.label, "type": kind, "selectableValues": values },
    })
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn locations(Query(search): Query<Search>) -> Json<Value> {
    Json(
        gazetteer::search(&search.q)
            .iter()
            .map(|t| json!({ "label": t.label(Style::Long), "value": t.label(Style::Long) }))
            .collect(),
    )
}

/// Takes a file. Sent as `autofill` it is only read, and read badly.
async fn upload(State(site): State<Shared>, Path((org, id)): Path<(String, String)>, form: MultipartForm) -> Response {
    let Some(posting) = find(Family::Ashby, &org, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let kept = site.keep_upload(posting, &file.field, &file.name, &file.bytes);
    let owner = people().iter().find(|person| file.field == "autofill" && person.resume_pdf == file.bytes);
    let read = owner.map_or(json!({}), |person| {
        let phone = gazetteer::telephone(&person.facts.basics.phone, &person.facts.basics.location.country_code);
        json!({
            "_systemfield_name": person.name().to_uppercase(),
            "_systemfield_email": person.email(),
            "_systemfield_phone": phone.map(|phone| phone.national),
        })
    });
    Json(json!({ "handle": kept.token, "filename": kept.file.name, "read": read })).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    operation_name: String,
    variables: Variables,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variables {
    organization_hosted_jobs_page_name: String,
    job_posting_id: String,
    #[serde(default)]
    form_values: Vec<FormValue>,
}

#[derive(Deserialize)]
struct FormValue {
    path: String,
    value: Value,
}

async fn graphql(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    Json(operation): Json<Operation>,
) -> Response {
    let Variables { organization_hosted_jobs_page_name: org, job_posting_id: id, form_values } = operation.variables;
    // An absent posting is no error in this protocol, but null.
    let Some(posting) = find(Family::Ashby, &org, &id) else {
        return Json(json!({ "data": { "jobPosting": null } })).into_response();
    };
    match operation.operation_name.as_str() {
        "ApiJobPosting" => {
            let entries: Vec<Value> = posting.fields.iter().map(|field| entry(posting, field)).collect();
            let form = json!({ "sections": [{ "title": null, "fieldEntries": entries }] });
            Json(json!({ "data": { "jobPosting": { "id": id, "title": posting.title, "applicationForm": form } } }))
                .into_response()
        }
        "ApiSubmitSingleApplicationFormAction" => {
            let received = decode(&site, posting, form_values);
            match site.receive(posting, received, &headers).await {
                Verdict::Accepted => result(json!({ "__typename": "FormSubmitSuccess" })),
                Verdict::Invalid(errors) => result(
                    json!({ "__typename": "FormRender", "errorMessages": sentences(posting, &errors), "fields": errors }),
                ),
                Verdict::Spam => result(json!({ "__typename": "FormRender", "blocked": true, "errorMessages": [
                    "We couldn't submit your application. It was flagged as possible spam and was not received.",
                ] })),
                Verdict::Status(status) => {
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
                }
                Verdict::Cut => line.cut(),
            }
        }
        _ => (StatusCode::BAD_REQUEST, Json(json!({ "errors": [{ "message": "Unknown operation" }] }))).into_response(),
    }
}

fn result(form: Value) -> Response {
    Json(json!({ "data": { "submitApplicationFormAction": { "applicationFormResult": form } } })).into_response()
}

fn sentences(posting: &Posting, errors: &FieldErrors) -> Vec<String> {
    let label = |id: &str| posting.field(id).map_or_else(|| id.to_owned(), |field| field.label.clone());
    let sentence = |(id, message): (&String, &String)| match message.as_str() {
        "This field is required." => format!("Missing entry for required field: {}", label(id)),
        other => format!("{}: {other}", label(id)),
    };
    errors.iter().map(sentence).collect()
}

fn decode(site: &Site, posting: &Posting, values: Vec<FormValue>) -> Received {
    let mut received = Received::default();
    for FormValue { path, value } in values {
        let Some(field) = posting.field(&path) else { continue };
        match (field.kind, value) {
            (Kind::File, Value::String(handle)) => received.files.extend(site.uploaded(&handle, &path)),
            (Kind::YesNo, Value::Bool(yes)) => received.put(path, if yes { "Yes" } else { "No" }),
            (Kind::YesNo, _) => {}
            (_, Value::String(text)) if !text.trim().is_empty() => received.put(path, text),
            (_, Value::Number(number)) => received.put(path, number.to_string()),
            (_, Value::Array(items)) => {
                for item in items.iter().filter_map(Value::as_str) {
                    received.put(path.clone(), item);
                }
            }
            _ => {}
        }
    }
    received
}
