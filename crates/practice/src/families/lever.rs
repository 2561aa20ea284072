//! Lever: an advert, a server-drawn form with names and no ids, question cards with
//! their schema in a hidden field, a résumé that leaves on attach, a native
//! multipart POST behind an invisible captcha, and a redirect to `/thanks`.

use crate::families::desk::sentences;
use crate::gazetteer::{self, Style};
use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::people::people;
use crate::postings::{Family, Field, Kind, Parser, Posting, find};
use crate::site::{Shared, Site, Verdict};
use crate::submissions::{Received, ReceivedFile, sha256};
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
        .route("/lever/{site}/{id}", get(advert_page))
        .route("/lever/{site}/{id}/apply", get(form_page).post(submit))
        .route("/lever/{site}/{id}/thanks", get(thanks))
        .route("/lever/{site}/{id}/parseResume", post(parse_resume))
        .route("/lever/searchLocations", get(locations))
}

/// What a page puts into `h-captcha-response`; the server refuses anything else.
const CAPTCHA_PASS: &str = "practice-hcaptcha-pass";

fn closed() -> Response {
    let body = "<div class=\"content\"><h2>Sorry, we couldn't find anything here</h2>\
                <p>The job posting you are looking for might have closed, or it has been removed. (404 error)</p></div>";
    (StatusCode::NOT_FOUND, Html(document("Not found", &["lever.css"], "", body))).into_response()
}

async fn advert_page(Path((site, id)): Path<(String, String)>) -> Response {
    let Some(posting) = find(Family::Lever, &site, &id) else { return closed() };
    let apply = format!(
        "<a class=\"postings-btn template-btn-submit\" data-qa=\"show-page-apply\" href=\"{}/apply\">Apply for this job</a>",
        posting.path()
    );
    let body = format!(
        "{header}<div class=\"content\">{apply}<div class=\"section page-centered\" data-qa=\"job-description\">{advert}</div>{apply}</div>",
        header = header(posting),
        advert = advert(posting),
    );
    let title = format!("{} - {}", posting.company, posting.title);
    Html(document(&title, &["lever.css"], &job_posting(posting), &body)).into_response()
}

fn header(posting: &Posting) -> String {
    let category =
        |class: &str, text: &str| format!("<div class=\"sort-by-{class} posting-category\">{}</div>", escape(text));
    format!(
        "<div class=\"posting-headline\"><a class=\"main-header-logo\" href=\"#\">{}</a><h2>{}</h2><div class=\"posting-categories\">{}{}{}{}</div></div>",
        escape(&posting.company),
        escape(&posting.title),
        category("location", &posting.place_label()),
        category("department", posting.department.as_deref().unwrap_or_default()),
        category("commitment", posting.commitment.as_deref().unwrap_or_default()),
        category("workplaceTypes", &posting.workplace),
    )
}

async fn form_page(State(site): State<Shared>, Path((name, id)): Path<(String, String)>) -> Response {
    let Some(posting) = find(Family::Lever, &name, &id) else { return closed() };
    Html(form(&site, posting, None)).into_response()
}

/// The form; `refused` are the messages of a submission that was not accepted.
fn form(site: &Site, posting: &Posting, refused: Option<&[String]>) -> String {
    let plain = |section: Option<&'static str>| {
        let fields = posting.fields.iter().filter(move |field| field.section.as_deref() == section);
        fields.map(question).collect::<String>()
    };
    let mut body = header(posting);
    body.push_str(&format!(
        "<div class=\"content\"><form id=\"application-form\" class=\"application-form\" action=\"{}/apply\" method=\"POST\" enctype=\"multipart/form-data\">",
        posting.path()
    ));
    if let Some(messages) = refused {
        let rows: String = messages.iter().map(|message| format!("<li>{}</li>", escape(message))).collect();
        body.push_str(&format!("<div class=\"error-banner\" role=\"alert\"><p>There was a problem with your application.</p><ul>{rows}</ul></div>"));
    }
    body.push_str(&section("", "Submit your application", &plain(None)));
    body.push_str(&section("", "Links", &plain(Some("links"))));
    for (card, title, fields) in cards(posting) {
        let template = format!(
            "<input type=\"hidden\" name=\"cards[{card}][baseTemplate]\" value=\"{}\">",
            escape(&base_template(&card, &title, &fields).to_string())
        );
        let questions: String = fields.iter().map(|field| question(field)).collect();
        body.push_str(&section(" data-qa=\"additional-cards\"", &title, &format!("{template}{questions}")));
    }
    body.push_str(&section("", "Additional information", &plain(Some("comments"))));
    let eeo = plain(Some("eeo"));
    if !eeo.is_empty() {
        let title = "U.S. Equal Employment Opportunity information (Completion is voluntary and will not subject you to adverse treatment)";
        body.push_str(&section(" data-qa=\"eeo-section\"", title, &eeo));
    }
    let consent = plain(Some("consent"));
    if !consent.is_empty() {
        body.push_str(&section(" data-qa=\"consent-section\"", "Consent", &consent));
    }
    let page =
        json!({ "delays": site.latency, "pass": CAPTCHA_PASS, "parse": format!("{}/parseResume", posting.path()) });
    body.push_str(&format!(
        "<div class=\"section page-centered last-section-apply\"><input type=\"hidden\" name=\"h-captcha-response\" id=\"hcaptchaResponseInput\" value=\"\">\
         <input type=\"hidden\" name=\"origin\" value=\"\"><input type=\"hidden\" name=\"source\" value=\"\">\
         <button id=\"btn-submit\" type=\"button\" data-qa=\"btn-submit\" class=\"postings-btn template-btn-submit\">Submit application</button>\
         <button type=\"submit\" id=\"hcaptchaSubmitBtn\" class=\"hidden\" tabindex=\"-1\">Submit</button></div></form></div>\
         <script>window.__lever = {};</script>{}",
        script_json(&page),
        scripts(&["dom.js", "lever.js"]),
    ));
    document(&format!("{} - {}", posting.company, posting.title), &["lever.css"], &job_posting(posting), &body)
}

fn section(attributes: &str, title: &str, questions: &str) -> String {
    format!(
        "<div class=\"section application-form page-centered\"{attributes}><h4>{}</h4><ul>{questions}</ul></div>",
        escape(title)
    )
}

/// Cards in order: id, title, fields.
fn cards(posting: &Posting) -> Vec<(String, String, Vec<&Field>)> {
    let mut cards: Vec<(String, String, Vec<&Field>)> = Vec::new();
    for field in &posting.fields {
        let Some(id) = field.id.strip_prefix("cards[").and_then(|rest| rest.split_once(']')).map(|(id, _)| id) else {
            continue;
        };
        match cards.last_mut().filter(|(last, _, _)| last == id) {
            Some((_, _, fields)) => fields.push(field),
            None => cards.push((id.to_owned(), field.section.clone().unwrap_or_default(), vec![field])),
        }
    }
    cards
}

fn base_template(card: &str, title: &str, fields: &[&Field]) -> Value {
    let kind = |kind: Kind| match kind {
        Kind::Select => "dropdown",
        Kind::Radio => "multiple-choice",
        Kind::Checkboxes => "multiple-select",
        Kind::LongText => "textarea",
        _ => "text",
    };
    let fields: Vec<Value> = fields
        .iter()
        .map(|field| {
            let options: Vec<Value> = field
                .choices
                .iter()
                .map(|choice| json!({ "text": choice.label, "optionId": &sha256(format!("{}{}", field.id, choice.id).as_bytes())[..24] }))
                .collect();
            json!({ "id": &sha256(field.id.as_bytes())[..24], "type": kind(field.kind), "text": field.label, "description": "", "required": field.required, "options": options })
        })
        .collect();
    json!({ "id": card, "accountId": "practice", "type": "posting", "text": title, "instructions": "", "fields": fields })
}

fn question(field: &Field) -> String {
    let name = escape(&field.id);
    let star = if field.required { "<span class=\"required\">✱</span>" } else { "" };
    let required = if field.required { " required" } else { "" };
    let card = field.id.starts_with("cards[");
    let label = escape(&field.label);
    let caption = if card {
        format!("<div class=\"application-label full-width\"><div class=\"text\">{label}{star}</div></div>")
    } else {
        format!("<div class=\"application-label\">{label}{star}</div>")
    };
    let control = match field.kind {
        Kind::File => return resume(&caption, required),
        Kind::Checkbox => {
            return format!(
                "<li class=\"application-question consent\"><label><input type=\"checkbox\" name=\"{name}\" value=\"1\"{required}><span class=\"application-answer-alternative\">{label}{star}</span></label></li>"
            );
        }
        Kind::Location => location(required),
        Kind::Select => select(field, required),
        Kind::Radio => alternatives(field, "radio", required),
        Kind::Checkboxes if field.id == "pronouns" => return pronouns(field, &caption),
        Kind::Checkboxes => alternatives(field, "checkbox", ""),
        Kind::LongText => format!(
            "<textarea name=\"{name}\" class=\"card-field-input\" placeholder=\"Type your response\"{required}></textarea>"
        ),
        kind => {
            let (input, data) = match kind {
                Kind::Email => ("email", " data-qa=\"email-input\""),
                Kind::Phone => ("text", " data-qa=\"phone-input\""),
                _ if field.id == "name" => ("text", " data-qa=\"name-input\""),
                _ if field.id == "org" => ("text", " data-qa=\"org-input\""),
                _ => ("text", ""),
            };
            format!("<input type=\"{input}\" name=\"{name}\"{data} class=\"card-field-input\"{required}>")
        }
    };
    let body = format!("{caption}<div class=\"application-field full-width\">{control}</div>");
    // Standard questions are wrapped by a label; questions of a card are not labelled at all.
    if card {
        format!("<li class=\"application-question custom-question\">{body}</li>")
    } else {
        format!("<li class=\"application-question\"><label>{body}</label></li>")
    }
}

fn resume(caption: &str, required: &str) -> String {
    format!(
        "<li class=\"application-question resume\"><label>{caption}<div class=\"application-field\"><span class=\"postings-btn visible-resume-upload\">\
         <span class=\"default-label\">Attach résumé/CV</span><span class=\"filename\"></span></span>\
         <input id=\"resume-upload-input\" class=\"application-file-input invisible-resume-upload\" name=\"resume\" type=\"file\" data-qa=\"input-resume\"{required}></div></label>\
         <div class=\"resume-upload-loading\" hidden>Analyzing résumé...</div><div class=\"resume-upload-success\" hidden>Success!</div>\
         <div class=\"resume-upload-failure\" hidden>Couldn't auto-read résumé.</div><input type=\"hidden\" name=\"resumeStorageId\" value=\"\"></li>"
    )
}

fn location(required: &str) -> String {
    format!(
        "<input id=\"location-input\" class=\"location-input\" name=\"location\" data-qa=\"location-input\" type=\"text\" autocomplete=\"off\"{required}>\
         <input type=\"hidden\" id=\"selected-location\" name=\"selectedLocation\" value=\"\">\
         <div class=\"dropdown-container\" hidden><div class=\"dropdown-results\"></div><div class=\"dropdown-no-results\" hidden>No location found. Try entering a different location</div>\
         <div class=\"dropdown-loading-results\" hidden>Loading</div></div>"
    )
}

fn select(field: &Field, required: &str) -> String {
    let placeholder = if field.id.starts_with("eeo[") { "Select ..." } else { "Select..." };
    let options: String = field
        .choices
        .iter()
        .map(|choice| format!("<option value=\"{}\">{}</option>", escape(&choice.id), escape(&choice.label)))
        .collect();
    format!(
        "<div class=\"application-dropdown\"><select name=\"{}\" class=\"card-field-input\"{required}><option value=\"\">{placeholder}</option>{options}</select></div>",
        escape(&field.id)
    )
}

fn alternatives(field: &Field, kind: &str, required: &str) -> String {
    let group = if field.required && kind == "checkbox" { " data-required-group" } else { "" };
    let qa = if kind == "radio" { "multiple-choice" } else { "checkboxes" };
    let rows: String = field.choices.iter().map(|choice| alternative(field, &choice.label, kind, required)).collect();
    format!("<ul data-qa=\"{qa}\"{group}>{rows}</ul>")
}

fn alternative(field: &Field, label: &str, kind: &str, required: &str) -> String {
    let (name, label) = (escape(&field.id), escape(label));
    format!(
        "<li><label><input type=\"{kind}\" name=\"{name}\" value=\"{label}\"{required}><span class=\"application-answer-alternative\">{label}</span></label></li>"
    )
}

fn pronouns(field: &Field, caption: &str) -> String {
    let rows: String = field.choices.iter().map(|choice| alternative(field, &choice.label, "checkbox", "")).collect();
    format!(
        "<li class=\"application-question\">{caption}<div class=\"application-field\"><ul id=\"candidatePronounsCheckboxes\">{rows}</ul>\
         <input type=\"text\" id=\"customPronounsTextField\" name=\"customPronouns\" placeholder=\"Type your pronouns\" hidden></div></li>"
    )
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    text: String,
}

async fn locations(Query(search): Query<Search>) -> Json<Value> {
    let row = |t: &&gazetteer::Town| json!({ "name": t.label(Style::Short), "id": format!("{},{}", t.latitude, t.longitude) });
    Json(gazetteer::search(&search.text).iter().map(row).collect())
}

/// Reads a résumé. Of the known people it knows all; of others nothing.
async fn parse_resume(
    State(site): State<Shared>,
    Path((name, id)): Path<(String, String)>,
    form: MultipartForm,
) -> Response {
    let Some(posting) = find(Family::Lever, &name, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let kept = site.keep_upload(posting, "resume", &file.name, &file.bytes);
    let owner = people().iter().find(|person| person.resume_pdf == file.bytes);
    let read = owner.map_or(json!({}), |person| {
        let (basics, work) = (&person.facts.basics, &person.facts.work);
        let url = |network: &str| basics.profiles.iter().find(|p| p.network == network).map(|p| p.url.clone());
        let careless = posting.layout.parser == Parser::Careless;
        let phone = gazetteer::telephone(&basics.phone, &basics.location.country_code);
        let employer = if careless { work.last() } else { work.first() };
        json!({
            "name": basics.name,
            "email": basics.email,
            "phone": if careless { phone.map(|p| p.national) } else { Some(basics.phone.clone()) },
            "org": employer.map(|work| &work.name),
            "urls[LinkedIn]": url("LinkedIn"),
            "urls[GitHub]": url("GitHub"),
        })
    });
    Json(json!({ "resumeStorageId": kept.token, "read": read })).into_response()
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((name, id)): Path<(String, String)>,
    headers: HeaderMap,
    form_data: MultipartForm,
) -> Response {
    let Some(posting) = find(Family::Lever, &name, &id) else { return closed() };
    let again = |status: StatusCode, messages: Vec<String>| {
        (status, Html(form(&site, posting, Some(&messages)))).into_response()
    };
    if form_data.text("h-captcha-response") != Some(CAPTCHA_PASS) {
        return again(
            StatusCode::BAD_REQUEST,
            vec!["There was an error verifying your application. Please try again.".into()],
        );
    }
    let received = decode(posting, &form_data);
    match site.receive(posting, received, &headers).await {
        Verdict::Accepted => Redirect::to(&format!("{}/thanks", posting.path())).into_response(),
        Verdict::Invalid(errors) => again(StatusCode::BAD_REQUEST, sentences(posting, &errors)),
        Verdict::Spam => again(
            StatusCode::FORBIDDEN,
            vec!["Your application was flagged as possible spam and was not received.".into()],
        ),
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Verdict::Cut => line.cut(),
    }
}

fn decode(posting: &Posting, form: &MultipartForm) -> Received {
    let mut received = Received::default();
    for field in &posting.fields {
        for value in form.texts.iter().filter(|(name, _)| *name == field.id).map(|(_, value)| value.trim()) {
            match field.kind {
                _ if value.is_empty() => {}
                Kind::Checkbox => received.put(&field.id, "Yes"),
                Kind::Location if !is_selected(form, value) => {}
                _ => received.put(&field.id, value),
            }
        }
    }
    if let Some(custom) = form.text("customPronouns").filter(|text| !text.trim().is_empty()) {
        received.put("customPronouns", custom);
    }
    received.files = form
        .files
        .iter()
        .map(|file| ReceivedFile {
            field: file.field.clone(),
            name: file.name.clone(),
            sha256: sha256(&file.bytes),
            size_bytes: file.bytes.len(),
        })
        .collect();
    received
}

/// Whether the hidden field says that this text was chosen from the list.
fn is_selected(form: &MultipartForm, text: &str) -> bool {
    let hidden = form.text("selectedLocation").and_then(|json| serde_json::from_str::<Value>(json).ok());
    hidden.is_some_and(|chosen| chosen["name"] == text)
}

async fn thanks(Path((name, id)): Path<(String, String)>) -> Response {
    let Some(posting) = find(Family::Lever, &name, &id) else { return closed() };
    let body = format!(
        "{}<div class=\"content\"><div class=\"section page-centered\"><h3 data-qa=\"msg-submit-success\">Application submitted!</h3>\
         <p>{} has received your application for {}.</p></div></div>",
        header(posting),
        escape(&posting.company),
        escape(&posting.title),
    );
    Html(document(&format!("{} - Thank you", posting.company), &["lever.css"], "", &body)).into_response()
}
