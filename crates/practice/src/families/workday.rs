//! Workday: an account per tenant, steps that are saved one by one under an address
//! that never changes, a review, and a submit.
//!
//! Drafts live with the account, so that a reload continues where it stopped.

use crate::markup::{advert, document, escape, job_posting, script_json, scripts};
use crate::postings::{Family, Field, Kind, Posting, find, postings};
use crate::site::{Shared, Site, Verdict};
use crate::submissions::{Received, sha256};
use crate::validation::{self, FieldErrors};
use crate::wire::{Line, MultipartForm};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/workday/{tenant}", get(board))
        .route("/workday/{tenant}/job/{place}/{slug}", get(advert_page))
        .route("/workday/{tenant}/job/{place}/{slug}/apply", get(chooser_page))
        .route("/workday/{tenant}/job/{place}/{slug}/apply/{how}", get(flow_page))
        .route("/workday/{tenant}/api/account", post(create_account))
        .route("/workday/{tenant}/api/signin", post(sign_in))
        .route("/workday/{tenant}/api/jobs/{id}", get(session))
        .route("/workday/{tenant}/api/jobs/{id}/upload", post(upload))
        .route("/workday/{tenant}/api/jobs/{id}/steps/{step}", post(save_step))
        .route("/workday/{tenant}/api/jobs/{id}/submit", post(submit))
}

/// An applicant's account at one tenant.
#[derive(Debug, Default)]
pub(crate) struct Account {
    password: String,
    /// What was typed into the field only machines see.
    beecatcher: String,
    /// Drafts by job id.
    pub(crate) drafts: BTreeMap<String, Draft>,
}

/// An application under way.
#[derive(Debug, Default, Clone)]
pub(crate) struct Draft {
    /// Index of the step to show next.
    pub(crate) step: usize,
    pub(crate) received: Received,
    submitted: bool,
}

fn by_slug(tenant: &str, slug: &str) -> Option<&'static Posting> {
    let (_, id) = slug.rsplit_once('_')?;
    find(Family::Workday, tenant, id)
}

fn closed() -> Response {
    let body = "<main data-automation-id=\"errorContainer\"><h2>The page you are looking for doesn't exist.</h2><a href=\"/\">Search for Jobs</a></main>";
    (StatusCode::NOT_FOUND, Html(document("Page not found", &["workday.css"], "", body))).into_response()
}

async fn board(Path(tenant): Path<String>) -> Html<String> {
    let open: String = postings()
        .iter()
        .filter(|p| p.family == Family::Workday && p.site == tenant)
        .map(|p| {
            format!(
                "<li><a data-automation-id=\"jobTitle\" href=\"{}\">{}</a></li>",
                escape(&p.path()),
                escape(&p.title)
            )
        })
        .collect();
    Html(document("Careers", &["workday.css"], "", &format!("<main><h1>Search for Jobs</h1><ul>{open}</ul></main>")))
}

async fn advert_page(Path((tenant, _, slug)): Path<(String, String, String)>) -> Response {
    let Some(posting) = by_slug(&tenant, &slug) else { return closed() };
    let body = format!(
        "{banner}<main class=\"job\" data-automation-id=\"jobPostingPage\"><h2 data-automation-id=\"jobPostingHeader\">{title}</h2>\
         <a role=\"button\" data-automation-id=\"adventureButton\" href=\"{path}/apply\" data-uxi-element-id=\"Apply_adventureButton\">Apply</a>\
         <dl><dt>locations</dt><dd data-automation-id=\"locations\">{place}</dd><dt>posted on</dt><dd data-automation-id=\"postedOn\">Posted 30+ Days Ago</dd>\
         <dt>job requisition id</dt><dd data-automation-id=\"requisitionId\">{id}</dd></dl>\
         <div data-automation-id=\"jobPostingDescription\">{advert}</div></main><script>window.__workday = {data};</script>{scripts}",
        banner = banner(posting),
        title = escape(&posting.title),
        path = posting.path(),
        place = escape(&posting.place_label()),
        id = escape(&posting.id),
        advert = advert(posting),
        data = script_json(&json!({ "chooser": chooser(posting) })),
        scripts = scripts(&["dom.js", "workday-job.js"]),
    );
    Html(document(&posting.title, &["workday.css"], &job_posting(posting), &body)).into_response()
}

fn banner(posting: &Posting) -> String {
    format!(
        "<header class=\"banner\" data-automation-id=\"navigationContainer\"><a href=\"/workday/{}\">{} Careers</a></header>",
        posting.site,
        escape(&posting.company)
    )
}

/// The three ways to start, as links.
fn chooser(posting: &Posting) -> String {
    let way = |id: &str, label: &str| {
        format!("<a role=\"button\" data-automation-id=\"{id}\" href=\"{}/apply/{id}\">{label}</a>", posting.path())
    };
    format!(
        "<h2 id=\"start\">Start Your Application</h2><p>{}</p>{}{}{}",
        escape(&posting.title),
        way("autofillWithResume", "Autofill with Resume"),
        way("applyManually", "Apply Manually"),
        way("useMyLastApplication", "Use My Last Application"),
    )
}

async fn chooser_page(Path((tenant, _, slug)): Path<(String, String, String)>) -> Response {
    let Some(posting) = by_slug(&tenant, &slug) else { return closed() };
    let body = format!(
        "{}<main class=\"chooser\" data-automation-id=\"applyAdventurePage\">{}</main>",
        banner(posting),
        chooser(posting)
    );
    Html(document(&posting.title, &["workday.css"], &job_posting(posting), &body)).into_response()
}

async fn flow_page(
    State(site): State<Shared>,
    Path((tenant, place, slug, how)): Path<(String, String, String, String)>,
) -> Response {
    let Some(posting) = by_slug(&tenant, &slug) else { return closed() };
    if !["applyManually", "autofillWithResume", "useMyLastApplication"].contains(&how.as_str()) {
        return Redirect::to(&format!("/workday/{tenant}/job/{place}/{slug}/apply")).into_response();
    }
    let data = json!({
        "how": how,
        "tenant": tenant,
        "company": posting.company,
        "job": { "id": posting.id, "title": posting.title, "country": posting.place.country },
        "steps": posting.layout.steps,
        "fields": posting.fields,
        "groups": posting.groups,
        "delays": site.latency,
        "api": format!("/workday/{tenant}/api"),
        "manual": format!("{}/apply/applyManually", posting.path()),
    });
    let body = format!(
        "{}<main id=\"app\" class=\"flow\" data-automation-id=\"applyFlowPage\"></main><script>window.__workday = {};</script>{}",
        banner(posting),
        script_json(&data),
        scripts(&["dom.js", "workday-widgets.js", "workday-prompt.js", "workday.js"]),
    );
    Html(document(&posting.title, &["workday.css"], &job_posting(posting), &body)).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    verify_password: String,
    #[serde(default)]
    agreed: bool,
    #[serde(default)]
    website: String,
}

async fn create_account(
    State(site): State<Shared>,
    Path(tenant): Path<String>,
    Json(form): Json<Credentials>,
) -> Response {
    let email = form.email.trim().to_lowercase();
    let mut errors = FieldErrors::new();
    let mut refuse = |field: &str, message: &str| errors.insert(field.to_owned(), message.to_owned());
    if !email.contains('@') {
        refuse("email", "Enter a valid email address.");
    }
    if !is_strong(&form.password) {
        refuse(
            "password",
            "Password must have at least 8 characters, an uppercase and a lowercase letter, a number and a special character.",
        );
    }
    if form.password != form.verify_password {
        refuse("verifyPassword", "Passwords must match.");
    }
    if !form.agreed {
        refuse("createAccountCheckbox", "You must agree before you can create an account.");
    }
    let known = site.book().accounts.contains_key(&(tenant.clone(), email.clone()));
    if known {
        refuse("email", "An account with this email address exists already. Sign in instead.");
    }
    if !errors.is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response();
    }
    let account =
        Account { password: sha256(form.password.as_bytes()), beecatcher: form.website, ..Account::default() };
    site.book().accounts.insert((tenant.clone(), email.clone()), account);
    signed_in(&site, tenant, email)
}

fn is_strong(password: &str) -> bool {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    password.chars().count() >= 8
        && has(char::is_uppercase)
        && has(char::is_lowercase)
        && has(|c| c.is_ascii_digit())
        && has(|c| !c.is_alphanumeric())
}

async fn sign_in(State(site): State<Shared>, Path(tenant): Path<String>, Json(form): Json<Credentials>) -> Response {
    let email = form.email.trim().to_lowercase();
    let right = site
        .book()
        .accounts
        .get(&(tenant.clone(), email.clone()))
        .is_some_and(|account| account.password == sha256(form.password.as_bytes()));
    if right {
        return signed_in(&site, tenant, email);
    }
    let errors = FieldErrors::from([("email".to_owned(), "Wrong email address or password.".to_owned())]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response()
}

fn signed_in(site: &Site, tenant: String, email: String) -> Response {
    let mut book = site.book();
    let token = sha256(format!("{tenant} {email} {}", book.sessions.len()).as_bytes());
    book.sessions.insert(token.clone(), (tenant.clone(), email));
    let cookie = format!("wd-session={token}; Path=/workday/{tenant}; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Json(json!({ "ok": true }))).into_response()
}

/// The account a request belongs to, at its own tenant only.
fn applicant(site: &Site, tenant: &str, headers: &HeaderMap) -> Option<(String, String)> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let token = cookies.flat_map(|line| line.split("; ")).find_map(|pair| pair.strip_prefix("wd-session="))?;
    site.book().sessions.get(token).filter(|(home, _)| home == tenant).cloned()
}

fn signed_out() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "error": "Sign in first." }))).into_response()
}

async fn session(
    State(site): State<Shared>,
    Path((tenant, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(who) = applicant(&site, &tenant, &headers) else { return signed_out() };
    let draft = site.book().accounts.get(&who).and_then(|account| account.drafts.get(&id)).cloned().unwrap_or_default();
    Json(json!({
        "email": who.1, "step": draft.step, "submitted": draft.submitted,
        "fields": draft.received.fields, "files": draft.received.files,
    }))
    .into_response()
}

#[derive(Deserialize)]
struct For {
    field: String,
}

async fn upload(
    State(site): State<Shared>,
    Path((tenant, id)): Path<(String, String)>,
    Query(target): Query<For>,
    headers: HeaderMap,
    form: MultipartForm,
) -> Response {
    let Some(posting) = find(Family::Workday, &tenant, &id) else { return StatusCode::NOT_FOUND.into_response() };
    if applicant(&site, &tenant, &headers).is_none() {
        return signed_out();
    }
    let Some(file) = form.files.first() else { return StatusCode::BAD_REQUEST.into_response() };
    let kept = site.keep_upload(posting, &target.field, &file.name, &file.bytes);
    Json(json!({ "token": kept.token, "name": kept.file.name })).into_response()
}

async fn save_step(
    State(site): State<Shared>,
    Path((tenant, id, step)): Path<(String, String, usize)>,
    headers: HeaderMap,
    Json(values): Json<BTreeMap<String, Value>>,
) -> Response {
    let Some(posting) = find(Family::Workday, &tenant, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(who) = applicant(&site, &tenant, &headers) else { return signed_out() };
    let Some(name) = posting.layout.steps.get(step) else { return StatusCode::NOT_FOUND.into_response() };
    let received = decode(&site, posting, name, values);
    let mut errors = validation::check_step(posting, name, &received);
    errors.extend(refuse_calling_code(posting, &received));
    errors.extend(refuse_blank_websites(&received));
    if !errors.is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response();
    }
    let mut book = site.book();
    let Some(account) = book.accounts.get_mut(&who) else { return signed_out() };
    let draft = account.drafts.entry(id).or_default();
    let ours = |field: &str| belongs(posting, name, field);
    draft.received.fields.retain(|field, _| !ours(field));
    draft.received.files.retain(|file| !ours(&file.field));
    draft.received.fields.extend(received.fields);
    draft.received.files.extend(received.files);
    draft.step = step + 1;
    Json(json!({ "step": draft.step })).into_response()
}

/// Whether a wire name is part of a step.
fn belongs(posting: &Posting, step: &str, name: &str) -> bool {
    match name.split_once('[') {
        Some((group, _)) => group == "websites" || posting.groups.iter().any(|g| g.id == group && g.section == step),
        None => posting.field(name).is_some_and(|field| field.section.as_deref() == Some(step)),
    }
}

fn decode(site: &Site, posting: &Posting, step: &str, values: BTreeMap<String, Value>) -> Received {
    let mut received = Received::default();
    for (name, value) in values.into_iter().filter(|(name, _)| belongs(posting, step, name)).take(400) {
        let texts: Vec<String> = match value {
            Value::String(text) => vec![text],
            Value::Bool(true) => vec!["Yes".into()],
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => continue,
        };
        let field = described(posting, &name);
        for text in texts.into_iter().filter(|text| !text.trim().is_empty() || name.starts_with("websites[")) {
            match field {
                Some(field) if field.kind == Kind::File => received.files.extend(site.uploaded(&text, &name)),
                Some(field) if field.kind.has_choices() => {
                    let label = field.choice(&text).map(|choice| choice.label.clone());
                    received.put(name.clone(), label.unwrap_or(text));
                }
                _ => received.put(name.clone(), text),
            }
        }
    }
    received
}

/// The field behind a wire name, also inside a repeated entry.
fn described<'a>(posting: &'a Posting, name: &str) -> Option<&'a Field> {
    match name.split_once('[') {
        Some((group, rest)) => {
            let (_, field) = rest.split_once("].")?;
            posting.groups.iter().find(|g| g.id == group)?.fields.iter().find(|f| f.id == field)
        }
        None => posting.field(name),
    }
}

/// The number has no room for a calling code: that has its own field.
fn refuse_calling_code(posting: &Posting, received: &Received) -> FieldErrors {
    let phones = posting.fields.iter().filter(|field| field.kind == Kind::Phone);
    let wrong = phones.filter(|field| received.first(&field.id).is_some_and(|number| number.contains('+')));
    wrong.map(|field| (field.id.clone(), "Enter the number without the country phone code.".to_owned())).collect()
}

/// An entry added under Websites cannot stay empty.
fn refuse_blank_websites(received: &Received) -> FieldErrors {
    let blank = received
        .fields
        .iter()
        .filter(|(name, values)| name.starts_with("websites[") && values.iter().all(|value| value.trim().is_empty()));
    blank.map(|(name, _)| (name.clone(), "This field is required.".to_owned())).collect()
}

async fn submit(
    State(site): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((tenant, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(posting) = find(Family::Workday, &tenant, &id) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(who) = applicant(&site, &tenant, &headers) else { return signed_out() };
    let Some(mut received) = complete(&site, posting, &who) else {
        return (StatusCode::CONFLICT, Json(json!({ "error": "The application is not complete." }))).into_response();
    };
    received.put("email", who.1.clone());
    match site.receive(posting, received, &headers).await {
        Verdict::Accepted => {
            if let Some(draft) = site.book().accounts.get_mut(&who).and_then(|account| account.drafts.get_mut(&id)) {
                draft.submitted = true;
            }
            Json(json!({ "submitted": true })).into_response()
        }
        Verdict::Invalid(errors) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "errors": errors }))).into_response()
        }
        Verdict::Spam => {
            let error = "We could not process your application. It was flagged as possible spam.";
            (StatusCode::FORBIDDEN, Json(json!({ "error": error }))).into_response()
        }
        Verdict::Status(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Verdict::Cut => line.cut(),
    }
}

/// The whole draft, once every step was saved.
fn complete(site: &Site, posting: &Posting, who: &(String, String)) -> Option<Received> {
    let book = site.book();
    let account = book.accounts.get(who)?;
    let draft = account.drafts.get(&posting.id).filter(|draft| draft.step >= posting.layout.steps.len())?;
    let mut received = draft.received.clone();
    if !account.beecatcher.is_empty() {
        received.put("beecatcher", account.beecatcher.clone());
    }
    Some(received)
}
