//! The index page, the assets, and the JSON endpoints that show what arrived.

use crate::faults::Fault;
use crate::markup::{self, escape};
use crate::people::people;
use crate::postings::{Family, posting, postings};
use crate::server::judged;
use crate::site::Shared;
use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(index))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/practice/assets/{name}", get(asset))
        .route("/practice/api/postings", get(list_postings))
        .route("/practice/api/people", get(list_people))
        .route("/practice/api/submissions", get(list_submissions))
        .route("/practice/api/uploads", get(async |State(site): State<Shared>| Json(json!(site.book().uploads))))
        .route("/practice/api/telemetry", get(async |State(site): State<Shared>| Json(json!(site.book().telemetry))))
        .route("/practice/api/requests", get(async |State(site): State<Shared>| Json(json!(site.book().requests))))
        .route("/practice/api/drafts", get(list_drafts))
        .route("/practice/api/score", get(show_score))
        .route("/practice/api/truth", get(show_truth))
        .route("/practice/api/faults", post(set_fault))
        .route("/practice/api/reset", post(reset))
}

macro_rules! assets {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../assets/", $name)))),+]
    };
}

const ASSETS: &[(&str, &str)] = assets![
    "index.css",
    "dom.js",
    "form.js",
    "simple.css",
    "greenhouse-code.js",
    "greenhouse-classic.css",
    "greenhouse-classic.js",
    "select2.js",
    "smartrecruiters.css",
    "smartrecruiters.js",
    "workable.css",
    "workable.js",
    "bamboohr.css",
    "bamboohr.js",
    "rippling.css",
    "rippling.js",
    "modal.css",
    "modal.js",
    "greenhouse.css",
    "greenhouse.js",
    "greenhouse-select.js",
    "lever.css",
    "lever.js",
    "ashby.css",
    "ashby.js",
    "ashby-widgets.js",
    "workday.css",
    "workday.js",
    "workday-job.js",
    "workday-prompt.js",
    "workday-widgets.js",
    "bench.css",
    "bench.js",
    "drift.js",
    "scenario.css",
    "scenario.js",
    "scenario-menu.js",
    "scenario-parts.js",
    "scenario-typeahead.js",
];

async fn asset(Path(name): Path<String>) -> Response {
    let Some((name, text)) = ASSETS.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    ([(header::CONTENT_TYPE, kind)], *text).into_response()
}

async fn index() -> Html<String> {
    let mut body = String::from(
        "<header class=\"masthead\"><p class=\"kicker\">Practice ATS</p><h1>Fictional employers, realistic forms</h1>\
         <p>Nobody here hires. Apply as often as you like: everything you send stays in this process and is compared \
         with the truth.</p></header><main id=\"main\">",
    );
    for family in Family::ALL {
        let (name, note) = about(family);
        body.push_str(&format!(
            "<section aria-labelledby=\"{family}\"><h2 id=\"{family}\">{name}</h2><p>{note}</p><ul class=\"jobs\">"
        ));
        for posting in postings().iter().filter(|posting| posting.family == family) {
            let asks = if posting.needs_person { "<span class=\"tag\">asks the person</span>" } else { "" };
            body.push_str(&format!(
                "<li><a href=\"{}\"><strong>{}</strong><span>{}</span><span class=\"where\">{} · {}</span>{asks}</a></li>",
                escape(&posting.path()),
                escape(&posting.title),
                escape(&posting.company),
                escape(&posting.place_label()),
                escape(&posting.workplace),
            ));
        }
        body.push_str("</ul></section>");
    }
    body.push_str(
        "<section aria-labelledby=\"more\"><h2 id=\"more\">Measuring</h2><ul class=\"jobs\">\
         <li><a href=\"/scenarios\"><strong>Scenarios</strong><span>One behaviour of real forms at a time</span></a></li>\
         <li><a href=\"/bench/one-page\"><strong>One page</strong><span>25 fields of every kind</span></a></li>\
         <li><a href=\"/bench/heavy\"><strong>Heavy page</strong><span>12,000 elements, 150 controls</span></a></li></ul>\
         <p class=\"api\">As JSON: <a href=\"/practice/api/postings\">postings</a>, <a href=\"/practice/api/people\">people</a>, \
         <a href=\"/practice/api/submissions\">submissions</a>, <a href=\"/practice/api/requests\">requests</a>.</p></section></main>",
    );
    Html(markup::document("Practice ATS", &["index.css"], "", &body))
}

/// Name and one line about a family.
fn about(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::Greenhouse => ("Greenhouse", "One page; searchable menus, a typeahead, a file that moves the form."),
        Family::Lever => ("Lever", "Question cards, native menus, a résumé parser, an invisible captcha."),
        Family::Ashby => ("Ashby", "No form element; Yes and No buttons, keyboard menus, a decoy upload."),
        Family::Workday => ("Workday", "An account, five steps, prompts, segmented dates, a review."),
        Family::GreenhouseClassic => ("Greenhouse, older board", "Server-drawn; menus over hidden native ones."),
        Family::GreenhouseEmbedded => ("Greenhouse, embedded", "The form in a frame of another origin."),
        Family::Icims => ("iCIMS", "Frames in frames, an e-mail address first, classic pages."),
        Family::SmartRecruiters => ("SmartRecruiters", "Custom elements in nested shadow roots, two pages."),
        Family::Workable => ("Workable", "Overview and application tabs, a dropzone, a cookie dialog."),
        Family::BambooHr => ("BambooHR", "Menus behind buttons, questions that appear, dates typed by month."),
        Family::Rippling => ("Rippling", "No form element; menus in portals, questions as paragraphs."),
        Family::Modal => ("Easy apply", "A dialog in steps over a page with its own search form."),
        Family::Plain => ("Plain HTML", "No script at all; the server answers with the page and its errors."),
        Family::Multipage => ("Several pages", "Kept by the server, with Back, and a review before sending."),
        Family::Scenarios => ("Scenarios", "One behaviour of real forms at a time."),
        Family::EmailCode => ("E-mailed code", "A Greenhouse form that sends a code to the applicant first."),
    }
}

async fn list_postings() -> Json<Value> {
    let entry = |posting: &crate::postings::Posting| {
        json!({
            "key": posting.key(), "family": posting.family, "company": posting.company, "title": posting.title,
            "place": posting.place, "path": posting.path(), "needsPerson": posting.needs_person,
            "ending": posting.ending,
            "fields": posting.fields.len(),
        })
    };
    Json(postings().iter().map(entry).collect())
}

async fn list_people() -> Json<Value> {
    let entry = |person: &crate::people::Person| {
        let document: Value = serde_json::from_str(person.json).expect("the people are tested");
        json!({ "slug": person.slug, "name": person.name(), "email": person.email(), "document": document })
    };
    Json(people().iter().map(entry).collect())
}

#[derive(Deserialize)]
struct Filter {
    posting: Option<String>,
    person: Option<String>,
}

async fn list_submissions(State(site): State<Shared>, Query(filter): Query<Filter>) -> Json<Value> {
    let email = filter.person.as_deref().map(|who| crate::person(who).map_or(who, |p| p.email()).to_lowercase());
    let book = site.book();
    let wanted = book.submissions.iter().filter(|s| {
        filter.posting.as_ref().is_none_or(|key| *key == s.posting)
            && email.as_ref().is_none_or(|email| s.email.as_ref() == Some(email))
    });
    Json(json!(wanted.collect::<Vec<_>>()))
}

async fn list_drafts(State(site): State<Shared>) -> Json<Value> {
    let book = site.book();
    let drafts = book.accounts.iter().flat_map(|((tenant, email), account)| {
        account.drafts.iter().map(move |(job, draft)| {
            json!({ "tenant": tenant, "email": email, "job": job, "step": draft.step, "fields": draft.received.fields })
        })
    });
    Json(drafts.collect())
}

#[derive(Deserialize)]
struct Pair {
    posting: String,
    person: String,
}

async fn show_score(State(site): State<Shared>, Query(pair): Query<Pair>) -> Response {
    match judged(&site, &pair.posting, &pair.person) {
        Some(score) => Json(json!({ "perfect": score.is_perfect(), "score": score })).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "This person has not applied to this posting."),
    }
}

async fn show_truth(Query(pair): Query<Pair>) -> Response {
    match (posting(&pair.posting), crate::person(&pair.person)) {
        (Some(posting), Some(person)) => Json(json!(crate::truth::expected(posting, person))).into_response(),
        _ => refuse(StatusCode::NOT_FOUND, "No such posting or person."),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultOrder {
    posting: Option<String>,
    fault: Option<Fault>,
}

async fn set_fault(State(site): State<Shared>, Json(order): Json<FaultOrder>) -> Response {
    if order.posting.as_deref().is_some_and(|key| posting(key).is_none()) {
        return refuse(StatusCode::NOT_FOUND, "No such posting.");
    }
    site.book().set_fault(order.posting, order.fault);
    StatusCode::NO_CONTENT.into_response()
}

async fn reset(State(site): State<Shared>) -> StatusCode {
    site.book().reset();
    StatusCode::NO_CONTENT
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}
