//! Greenhouse, the older board: a form drawn by the server, native inputs named
//! `job_application[…]`, searchable menus over hidden native ones, a résumé that is
//! attached or pasted, sent by the browser itself.

use crate::families::desk::{Job, answer, from_form, notices, towns};
use crate::families::native::{Native, caption};
use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::postings::{Field, Kind, Posting};
use crate::site::{Shared, Site};
use crate::submissions::Received;
use crate::wire::{Line, MultipartForm};
use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::json;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/greenhouse_classic/{site}/jobs/{id}", get(page).post(submit))
        .route("/greenhouse_classic/{site}/jobs/{id}/towns", get(towns))
        .route("/greenhouse_classic/{site}/jobs/{id}/confirmation", get(confirmation))
}

async fn page(State(site): State<Shared>, Job(posting): Job) -> Html<String> {
    Html(draw(&site, posting, &Received::default(), &[]))
}

/// A field's name on the wire: custom questions are numbered, the rest named.
fn wire(field: &Field) -> String {
    match field.section.as_deref() {
        Some("questions") => format!("job_application[answers_attributes][{}]", field.id),
        _ => format!("job_application[{}]", field.id),
    }
}

fn draw(site: &Site, posting: &Posting, held: &Received, faults: &[String]) -> String {
    let part = |section: Option<&str>| {
        let fields = posting.fields.iter().filter(|field| field.section.as_deref() == section);
        fields.map(|field| question(field, held)).collect::<String>()
    };
    let faults: String = faults.iter().map(|fault| format!("<li>{}</li>", escape(fault))).collect();
    let faults = if faults.is_empty() {
        String::new()
    } else {
        format!(
            "<div id=\"application_errors\" class=\"field-error-msg\" role=\"alert\"><p>There was a problem with your application.</p><ul>{faults}</ul></div>"
        )
    };
    let eeoc = part(Some("eeoc"));
    let eeoc = if eeoc.is_empty() {
        eeoc
    } else {
        format!(
            "<div id=\"eeoc_fields\"><h3>U.S. Equal Opportunity Employment Information (Completion is voluntary)</h3>{eeoc}</div>"
        )
    };
    let data = json!({ "towns": format!("{}/towns", posting.path()), "delays": site.latency });
    let body = format!(
        "<div id=\"wrapper\"><div id=\"main\"><div id=\"app_body\"><div id=\"header\"><h1 class=\"app-title\">{title}</h1><span class=\"company-name\">at {company}</span>\
         <div class=\"location\">{place}</div></div><div id=\"content\">{advert}</div><div id=\"application\">\
         <form id=\"application_form\" action=\"{path}\" method=\"post\" enctype=\"multipart/form-data\" novalidate><div id=\"application_header\"><h2>Apply for this Job</h2><div class=\"required-note\"><span class=\"asterisk\">*</span> Required</div></div>{faults}\
         <div id=\"main_fields\">{main}</div><div id=\"custom_fields\">{custom}</div>{eeoc}\
         <div id=\"submit_buttons\"><p id=\"submit_note\" hidden>Please complete all required fields.</p><input type=\"button\" id=\"submit_app\" class=\"button\" value=\"Submit Application\"></div></form></div></div></div></div>\
         <script>window.__classic = {data};</script>{scripts}",
        title = escape(&posting.title),
        company = escape(&posting.company),
        place = escape(&posting.place_label()),
        advert = advert(posting),
        path = posting.path(),
        main = part(None),
        custom = part(Some("questions")),
        data = script_json(&data),
        scripts = scripts(&["dom.js", "select2.js", "greenhouse-classic.js"]),
    );
    let title = format!("Job Application for {} at {}", posting.title, posting.company);
    document(&title, &["greenhouse-classic.css"], &job_posting(posting), &body)
}

fn question(field: &Field, held: &Received) -> String {
    let none = Vec::new();
    let (name, id) = (wire(field), format!("job_application_{}", field.id));
    let label = caption(field, " <span class=\"asterisk\">*</span>");
    let mandatory = if field.required { " aria-required=\"true\"" } else { "" };
    let native = Native {
        name: &name,
        id: &id,
        class: if field.kind.has_choices() { "select2-source" } else { "" },
        unchosen: "Please select",
        held: held.fields.get(&field.id).unwrap_or(&none),
        attributes: mandatory,
    };
    match field.kind {
        Kind::File => attachment(field, &name, &label),
        Kind::Location => format!(
            "<div class=\"field\" id=\"location_autocomplete_root\"><label for=\"{id}\">{label}</label><input type=\"text\" id=\"{id}\" role=\"combobox\" aria-autocomplete=\"list\" aria-expanded=\"false\" aria-controls=\"location_list\" autocomplete=\"off\"{mandatory}>\
             <input type=\"hidden\" name=\"{name}\" id=\"location_chosen\" value=\"{}\"><ul id=\"location_list\" role=\"listbox\" hidden></ul></div>",
            escape(native.held.first().map_or("", String::as_str))
        ),
        Kind::Checkboxes | Kind::Radio => format!(
            "<div class=\"field\" role=\"group\" aria-labelledby=\"{id}_label\"><span id=\"{id}_label\">{label}</span><br>{}</div>",
            native.draw(field)
        ),
        _ => format!("<div class=\"field\"><label for=\"{id}\">{label}<br>{}</label></div>", native.draw(field)),
    }
}

/// Attach, or paste as text. The input itself is out of sight.
fn attachment(field: &Field, name: &str, label: &str) -> String {
    let id = escape(&field.id);
    format!(
        "<div class=\"field attachment\" data-field=\"{id}\"><fieldset aria-describedby=\"{id}-allowable-file-types\"><legend>{label}</legend>\
         <div class=\"drop-zone\"><div class=\"link-container\"><button type=\"button\" class=\"unstyled-button link-button\" data-source=\"attach\" aria-describedby=\"{id}-allowable-file-types\">Attach</button>, \
         <button type=\"button\" class=\"unstyled-button link-button\" data-source=\"dropbox\">Dropbox</button>, \
         <button type=\"button\" class=\"unstyled-button link-button\" data-source=\"google-drive\">Google Drive</button>, or \
         <button type=\"button\" class=\"unstyled-button link-button\" data-source=\"paste\">enter manually</button></div>\
         <input type=\"file\" class=\"hidden-input\" id=\"{id}_file\" name=\"{name}\" tabindex=\"-1\" aria-label=\"{label_text}\">\
         <div class=\"chosen\" hidden><span id=\"{id}_filename\"></span> <button type=\"button\" class=\"unstyled-button remove\" aria-label=\"Remove attachment\">×</button></div>\
         <textarea id=\"{id}_text\" class=\"paste\" aria-label=\"{label_text} text\" hidden></textarea></div>\
         <p id=\"{id}-allowable-file-types\" class=\"allowable\">(File types: pdf, doc, docx, txt, rtf)</p></fieldset></div>",
        name = escape(name),
        label_text = escape(&field.label),
    )
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Job(posting): Job,
    headers: HeaderMap,
    form: MultipartForm,
) -> Response {
    let received = from_form(posting.fields.iter(), &form, wire);
    let held = received.clone();
    let verdict = site.receive(posting, received, &headers).await;
    let accepted = || Redirect::to(&format!("{}/confirmation", posting.path())).into_response();
    let refused = |status: StatusCode, refusal| {
        (status, Html(draw(&site, posting, &held, &notices(posting, refusal)))).into_response()
    };
    answer(verdict, &line, accepted, refused)
}

async fn confirmation(Job(posting): Job) -> Html<String> {
    let body = format!(
        "<div id=\"wrapper\"><div id=\"main\"><div id=\"application_confirmation\"><h1>Thank you for applying.</h1>\
         <p>Your application for {} has been received. We will review it right away. If {} sees a match, somebody will contact you.</p></div></div></div>",
        escape(&posting.title),
        escape(&posting.company)
    );
    Html(document(&format!("Thank you - {}", posting.company), &["greenhouse-classic.css"], "", &body))
}
