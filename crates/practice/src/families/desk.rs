//! What the desks of several families have in common: finding the posting that an
//! address names, bringing what arrived into the common shape, and answering.
//!
//! A family that draws its form by script takes [`script_routes`] and
//! [`page_data`]; one whose form is sent by the browser itself takes [`from_form`].

use crate::drift::{drifted, level};
use crate::gazetteer::{self, Style};
use crate::markup::script_json;
use crate::postings::{Field, Kind, Posting, postings};
use crate::site::{Shared, Site, Verdict};
use crate::submissions::{Received, ReceivedFile, sha256};
use crate::validation::FieldErrors;
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

/// Words for an application that the server took for spam.
pub(super) const SPAM: &str = "Your application was flagged as possible spam and was not received.";

/// The posting whose path the address starts with.
pub(super) struct Job(pub(super) &'static Posting);

impl<S: Send + Sync> FromRequestParts<S> for Job {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let path = parts.uri.path();
        let named = |posting: &&Posting| {
            path.strip_prefix(&posting.path()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let found = postings().iter().find(named);
        found.map(|posting| Job(drifted(posting, level()))).ok_or(StatusCode::NOT_FOUND)
    }
}

/// Towns, files on attach and the application itself, for a form drawn by script.
pub(super) fn script_routes(pattern: &str) -> Router<Shared> {
    Router::new()
        .route(&format!("{pattern}/towns"), get(towns))
        .route(&format!("{pattern}/uploads"), post(upload))
        .route(&format!("{pattern}/applications"), post(submit))
}

/// The script element with everything the drawing script reads.
pub(super) fn page_data(site: &Site, posting: &Posting) -> String {
    let path = posting.path();
    let data = json!({
        "posting": {
            "id": posting.id, "title": posting.title, "company": posting.company, "place": posting.place_label(),
            "fields": posting.fields,
        },
        "paths": {
            "submit": format!("{path}/applications"), "uploads": format!("{path}/uploads"),
            "towns": format!("{path}/towns"),
        },
        "dialCodes": gazetteer::countries(),
        "delays": site.latency,
    });
    format!("<script>window.__page = {};</script>", script_json(&data))
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

pub(super) async fn towns(Query(search): Query<Search>) -> Json<Value> {
    let labels: Vec<String> = gazetteer::search(&search.q).iter().map(|town| town.label(Style::Long)).collect();
    Json(json!({ "towns": labels }))
}

/// Whether a typeahead has such a row; text that was only typed is no town.
fn is_town(label: &str) -> bool {
    gazetteer::search(label).iter().any(|town| town.label(Style::Long) == label)
}

async fn upload(State(site): State<Shared>, Job(posting): Job, form: MultipartForm) -> Response {
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let kept = site.keep_upload(posting, &file.field, &file.name, &file.bytes);
    Json(json!({ "token": kept.token, "name": kept.file.name })).into_response()
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    headers: HeaderMap,
    Json(payload): Json<Value>,
) -> Response {
    let Some(received) = from_json(&site, posting, &payload["values"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "malformed application" }))).into_response();
    };
    let verdict = site.receive(posting, received, &headers).await;
    let accepted = || Json(json!({ "received": true })).into_response();
    answer(verdict, &line, accepted, |status, refusal| {
        let body = match refusal {
            Refusal::Fields(errors) => json!({ "errors": errors }),
            Refusal::Spam => json!({ "error": SPAM }),
        };
        (status, Json(body)).into_response()
    })
}

/// Why an application was not accepted.
pub(super) enum Refusal {
    /// Messages by field.
    Fields(FieldErrors),
    /// Taken for spam.
    Spam,
}

/// The answer for a verdict; faults answer the same way in every family.
pub(super) fn answer(
    verdict: Verdict,
    line: &Line,
    accepted: impl FnOnce() -> Response,
    refused: impl FnOnce(StatusCode, Refusal) -> Response,
) -> Response {
    match verdict {
        Verdict::Accepted => accepted(),
        Verdict::Invalid(errors) => refused(StatusCode::UNPROCESSABLE_ENTITY, Refusal::Fields(errors)),
        Verdict::Spam => refused(StatusCode::FORBIDDEN, Refusal::Spam),
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Verdict::Cut => line.cut(),
    }
}

/// Brings `{"field id": "value" | ["value"] | true}` into the common shape; options and files by handle.
fn from_json(site: &Site, posting: &Posting, values: &Value) -> Option<Received> {
    let values = values.as_object()?;
    let mut received = Received::default();
    for field in &posting.fields {
        let given: Vec<&str> = match values.get(&field.id) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::Bool(true)) => vec!["Yes"],
            _ => continue,
        };
        for value in given {
            match field.kind {
                Kind::File => received.files.extend(site.uploaded(value, &field.id)),
                _ => put(&mut received, field, value),
            }
        }
    }
    Some(received)
}

/// Brings a form that the browser sent into the common shape; `wire` is a field's name on this form.
pub(super) fn from_form<'a>(
    fields: impl Iterator<Item = &'a Field>,
    form: &MultipartForm,
    wire: impl Fn(&Field) -> String,
) -> Received {
    let mut received = Received::default();
    for field in fields {
        let name = wire(field);
        for (_, value) in form.texts.iter().filter(|(given, _)| *given == name) {
            put(&mut received, field, value);
        }
        received.files.extend(form.files.iter().filter(|file| file.field == name).map(|file| ReceivedFile {
            field: field.id.clone(),
            name: file.name.clone(),
            sha256: sha256(&file.bytes),
            size_bytes: file.bytes.len(),
        }));
    }
    received
}

fn put(received: &mut Received, field: &Field, value: &str) {
    let value = value.trim();
    match field.kind {
        _ if value.is_empty() => {}
        Kind::Location if !is_town(value) => {}
        Kind::Checkbox => received.put(&field.id, "Yes"),
        kind if kind.has_choices() || kind == Kind::YesNo => {
            received.put(&field.id, field.choice(value).map_or(value, |choice| choice.label.as_str()));
        }
        _ => received.put(&field.id, value),
    }
}

/// What a refused application is told, line by line.
pub(super) fn notices(posting: &Posting, refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::Fields(errors) => sentences(posting, &errors),
        Refusal::Spam => vec![SPAM.to_owned()],
    }
}

/// Messages as sentences, each with the question it is about.
pub(super) fn sentences(posting: &Posting, errors: &FieldErrors) -> Vec<String> {
    let label = |id: &str| posting.field(id).map_or_else(|| id.to_owned(), |field| field.label.clone());
    errors.iter().map(|(id, message)| format!("{}: {message}", label(id))).collect()
}
