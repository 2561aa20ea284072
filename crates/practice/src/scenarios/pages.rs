//! The pages of scenarios, and the server behind them.

use super::{Answer, Right, Scenario, forms, scenario, scenarios};
use crate::gazetteer::{self, Style};
use crate::mailbox::Mail;
use crate::markup::{document, escape, job_posting, scripts};
use crate::people::{people, person};
use crate::postings::{Family, Kind, Posting};
use crate::site::{Shared, Verdict};
use crate::submissions::{Received, ReceivedFile, sha256};
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/scenarios", get(index))
        .route("/scenarios/", get(index))
        .route("/scenarios/{group}/{id}", get(first))
        .route("/scenarios/{group}/{id}/", get(first))
        .route("/scenarios/{group}/{id}/{*rest}", get(further).post(sent))
        .route("/scenarios/{group}/{id}/applications", post(submit))
        .route("/scenarios/{group}/{id}/uploads", post(upload))
        .route("/scenarios/{group}/{id}/suggest", get(suggest))
        .route("/practice/api/scenarios", get(list))
        .route("/practice/api/mail", get(inbox))
}

async fn index() -> Html<String> {
    let mut body = String::from(
        "<header class=\"masthead\"><p class=\"kicker\">Practice ATS</p><h1>Scenarios</h1><p>One behaviour of real forms \
         at a time. Add <code>?drift=1</code> to <code>6</code> to an address to see the same form after its site changed.</p></header><main id=\"main\">",
    );
    let mut group = "";
    for scenario in scenarios() {
        if scenario.group() != group {
            let end = if group.is_empty() { "" } else { "</ul></section>" };
            group = scenario.group();
            body.push_str(&format!(
                "{end}<section aria-labelledby=\"{group}\"><h2 id=\"{group}\">{group}</h2><ul class=\"jobs\">"
            ));
        }
        body.push_str(&format!(
            "<li><a href=\"{}\"><strong>{}</strong><span>{}</span><span class=\"tag\">{}</span></a></li>",
            scenario.start(0),
            escape(&scenario.id),
            escape(&scenario.claim),
            rights(&scenario.right),
        ));
    }
    body.push_str("</ul></section></main>");
    Html(document("Scenarios", &["index.css"], "", &body))
}

fn rights(right: &[Right]) -> String {
    let words: Vec<String> = right.iter().map(|right| format!("{right:?}").to_lowercase()).collect();
    words.join(" or ")
}

async fn list() -> Json<Value> {
    let entry = |scenario: &Scenario| json!({ "id": scenario.id, "claim": scenario.claim, "right": scenario.right, "person": scenario.person, "path": scenario.start(0) });
    Json(scenarios().iter().map(entry).collect())
}

#[derive(Deserialize)]
struct Recipient {
    to: Option<String>,
}

async fn inbox(State(site): State<Shared>, Query(whose): Query<Recipient>) -> Json<Value> {
    let to = whose.to.map(|who| person(&who).map_or(who.clone(), |person| person.email().to_owned()));
    let book = site.book();
    let mail = book.mail.iter().filter(|mail| to.as_ref().is_none_or(|to| to.eq_ignore_ascii_case(&mail.to)));
    Json(json!(mail.collect::<Vec<_>>()))
}

impl Scenario {
    /// Path at which visit number `visit` starts.
    #[must_use]
    pub fn start(&self, visit: usize) -> String {
        match self.visits.get(visit).map(String::as_str) {
            None | Some("") => self.posting.path(),
            Some(rest) => format!("{}/{rest}", self.posting.path()),
        }
    }

    /// The posting as its site stands now.
    fn drifted(&self) -> &'static Posting {
        crate::postings::find(Family::Scenarios, &self.posting.site, &self.posting.id).expect("scenarios have postings")
    }

    fn show(&self, status: u16, markup: &str, notice: &str) -> Response {
        let posting = self.drifted();
        // A page that is not about this job says nothing about it.
        let about = if forms::names_the_job(markup) { job_posting(posting) } else { String::new() };
        let head = format!("{about}{}{}", forms::data(posting), scripts(&["dom.js", "scenario-parts.js"]));
        let body = format!(
            "{}{}",
            forms::page(self, posting, markup, notice),
            scripts(&["scenario-menu.js", "scenario-typeahead.js", "scenario.js"]),
        );
        let title = format!("{} - {}", posting.title, posting.company);
        let title = if about.is_empty() { posting.company.clone() } else { title };
        let page = document(&title, &["scenario.css"], &head, &body);
        (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), Html(page)).into_response()
    }
}

async fn first(Path((group, id)): Path<(String, String)>, headers: HeaderMap) -> Response {
    at(&group, &id, "", &headers)
}

async fn further(Path((group, id, rest)): Path<(String, String, String)>, headers: HeaderMap) -> Response {
    at(&group, &id, rest.trim_end_matches('/'), &headers)
}

fn at(group: &str, id: &str, rest: &str, headers: &HeaderMap) -> Response {
    let Some(scenario) = scenario(&format!("{group}/{id}")) else { return not_found() };
    if let Some(target) = scenario.redirects.get(rest) {
        return Redirect::to(&format!("{}/{target}", scenario.posting.path())).into_response();
    }
    let again = headers.get("cookie").and_then(|cookie| cookie.to_str().ok()).is_some_and(|c| c.contains("seen=1"));
    match (rest, scenario.parts.get(rest)) {
        ("", _) => match scenario.parts.get("again").filter(|_| again) {
            Some(markup) => scenario.show(scenario.status, markup, ""),
            None => scenario.show(scenario.status, &scenario.markup, ""),
        },
        (_, Some(markup)) => scenario.show(200, markup, ""),
        ("confirmation", None) => confirmation(scenario),
        _ => not_found(),
    }
}

fn not_found() -> Response {
    let page = document("Not found", &["scenario.css"], "", "<main><h1>Not found</h1></main>");
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

fn confirmation(scenario: &Scenario) -> Response {
    let posting = &scenario.posting;
    let body = format!(
        "<main><h1>Application received</h1><p>Thank you. Your application for {} at {} has been received.</p></main>",
        escape(&posting.title),
        escape(&posting.company)
    );
    Html(document("Application received", &["scenario.css"], "", &body)).into_response()
}

fn bare_thanks() -> Response {
    Html(document("Done", &["scenario.css"], "", "<main><h1>Thank you!</h1></main>")).into_response()
}

/// Anything a page sends that is not the application: beacons, newsletters, accounts. The request log knows what it carried.
async fn sent(Path((group, id, rest)): Path<(String, String, String)>, body: axum::body::Bytes) -> Response {
    match (scenario(&format!("{group}/{id}")), rest.as_str()) {
        (None, _) => StatusCode::NOT_FOUND.into_response(),
        (Some(scenario), "session") => sign_in(scenario, &body),
        (Some(_), "account") => Json(json!({ "created": true })).into_response(),
        (Some(_), _) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The one password that every practice account has.
const PASSWORD: &str = "lamp-oil-and-brass-7";

/// Signs in for as long as the cookie lives, or shows the door again.
fn sign_in(scenario: &Scenario, body: &[u8]) -> Response {
    let right = String::from_utf8_lossy(body).split('&').any(|pair| pair == format!("password={PASSWORD}"));
    let path = scenario.posting.path();
    if !right {
        return Redirect::to(&format!("{path}/sign-in")).into_response();
    }
    let cookie = format!("seen=1; Path={path}; Max-Age=86400; HttpOnly");
    ([(axum::http::header::SET_COOKIE, cookie)], Redirect::to(&path)).into_response()
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn suggest(Query(search): Query<Search>) -> Json<Value> {
    Json(gazetteer::search(&search.q).iter().map(|town| json!(town.label(Style::Long))).collect())
}

/// Keeps a file and says what a careless parser read in it.
async fn upload(
    State(site): State<Shared>,
    Path((group, id)): Path<(String, String)>,
    form: MultipartForm,
) -> Response {
    let Some(scenario) = scenario(&format!("{group}/{id}")) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let earlier = {
        let book = site.book();
        book.uploads.iter().any(|upload| upload.posting == scenario.posting.key() && upload.file.field == file.field)
    };
    let kept = site.keep_upload(&scenario.posting, &file.field, &file.name, &file.bytes);
    if id == "parse-fails-once" && !earlier {
        return (StatusCode::BAD_GATEWAY, Json(json!({ "error": "We could not read this file. Try again." })))
            .into_response();
    }
    let owner = people().iter().find(|person| person.resume_pdf == file.bytes);
    let read = owner.map_or(json!({}), |person| {
        let name = person.name().to_uppercase();
        let (first, last) = name.split_once(' ').unwrap_or((name.as_str(), ""));
        json!({ "first_name": first, "last_name": last })
    });
    Json(json!({ "token": kept.token, "read": read })).into_response()
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((group, id)): Path<(String, String)>,
    headers: HeaderMap,
    form: MultipartForm,
) -> Response {
    let Some(scenario) = scenario(&format!("{group}/{id}")) else { return StatusCode::NOT_FOUND.into_response() };
    let posting = scenario.drifted();
    let mut received = decode(&site, posting, &form);
    let to = received.first("email").unwrap_or_default().to_owned();
    let letter = |subject: String, text: String| Mail { to: to.clone(), posting: posting.key(), subject, text };
    let again = |status, notice: &str| {
        scenario.show(status, &scenario.markup, &format!("<p role=\"alert\" class=\"error\">{}</p>", escape(notice)))
    };
    match scenario.answer {
        Answer::RecordsNothing => return bare_thanks(),
        Answer::ThanksWithForm => {
            let notice = format!("<p role=\"status\">Thank you for applying to {}.</p>", escape(&posting.title));
            return scenario.show(200, &scenario.markup, &notice);
        }
        Answer::Spam => {
            return again(200, "We couldn't submit your application. It was flagged as possible spam.");
        }
        Answer::Invalid => return again(422, "Phone: this number cannot be used."),
        Answer::MailOtherRole => {
            let text = "Thank you for applying to Warehouse Clerk. We have received your application.";
            site.book().mail.push(letter("Your application for Warehouse Clerk".into(), text.into()));
            return bare_thanks();
        }
        Answer::Code if !code_fits(&received, &to) => {
            let text = format!("Your security code is {}.", code(&to));
            site.book().mail.push(letter("Your security code".into(), text));
            return (StatusCode::PRECONDITION_REQUIRED, Json(json!({ "code": true }))).into_response();
        }
        _ => {}
    }
    received.fields.remove("security_code");
    match site.receive(posting, received, &headers).await {
        Verdict::Accepted => {}
        Verdict::Invalid(errors) => {
            let label = |id: &String| posting.field(id).map_or(id.clone(), |field| field.label.clone());
            let lines: Vec<String> = errors.iter().map(|(id, message)| format!("{}: {message}", label(id))).collect();
            return again(422, &lines.join(" "));
        }
        Verdict::Spam => return again(403, "Your application was flagged as possible spam and was not received."),
        Verdict::Status(status) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
        Verdict::Cut => return line.cut(),
    }
    let received_mail = || {
        let subject = format!("Your application for {}", posting.title);
        let text = format!("{} has received your application for {}.", posting.company, posting.title);
        letter(subject, text)
    };
    let thanks = || Redirect::to(&format!("{}/confirmation", posting.path())).into_response();
    match scenario.answer {
        Answer::RecordsThen { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, Html("<h1>502 Bad Gateway</h1>")).into_response()
        }
        Answer::BareThanks => bare_thanks(),
        Answer::MailOnly => {
            site.book().mail.push(received_mail());
            let body = "<main><h1>Check your inbox</h1><p>We will write to you.</p></main>";
            Html(document("Check your inbox", &["scenario.css"], "", body)).into_response()
        }
        Answer::Slow { seconds } => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            thanks()
        }
        Answer::Code => Json(json!({ "confirmation": format!("{}/confirmation", posting.path()) })).into_response(),
        _ => {
            site.book().mail.push(received_mail());
            thanks()
        }
    }
}

/// The code mailed to an address: eight letters and digits, always the same.
pub(crate) fn code(email: &str) -> String {
    sha256(format!("security code {}", email.to_lowercase()).as_bytes())[..8].to_uppercase()
}

fn code_fits(received: &Received, email: &str) -> bool {
    received.first("security_code").is_some_and(|given| given.eq_ignore_ascii_case(&code(email)))
}

/// Every named value as it came, ticked boxes as `Yes`; a place only when it was chosen.
fn decode(site: &crate::site::Site, posting: &Posting, form: &MultipartForm) -> Received {
    let mut received = Received::default();
    for (name, value) in &form.texts {
        let value = value.trim();
        let kind = posting.field(name).map(|field| field.kind);
        match kind {
            _ if value.is_empty() || name.ends_with("__chosen") => {}
            Some(Kind::Checkbox) => received.put(name, "Yes"),
            Some(Kind::Location) if form.text(&format!("{name}__chosen")) != Some(value) => {}
            _ if name == "resume_token" => received.files.extend(site.uploaded(value, "resume")),
            _ => received.put(name, value),
        }
    }
    let file = |file: &crate::wire::Attachment| ReceivedFile {
        field: file.field.clone(),
        name: file.name.clone(),
        sha256: sha256(&file.bytes),
        size_bytes: file.bytes.len(),
    };
    received.files.extend(form.files.iter().map(file));
    received
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_ordinary_fields_once() {
        for scenario in scenarios() {
            let page = forms::page(scenario, &scenario.posting, &scenario.markup, "");
            let Some((_, form)) = page.split_once("id=\"application\"") else { continue };
            let form = form.split("</form>").next().unwrap_or_default();
            for field in scenario.posting.fields.iter().filter(|field| scenario.is_ordinary(field)) {
                let named = form.matches(&format!(" name=\"{}\"", field.id)).count();
                let wanted = if field.kind == Kind::Radio { field.choices.len() } else { 1 };
                assert_eq!(named, wanted, "{}: {}", scenario.id, field.id);
            }
        }
    }
}
