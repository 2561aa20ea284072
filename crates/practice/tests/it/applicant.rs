//! An applicant without a browser: says what the truth says, in each family's protocol.

use practice::{Expect, Family, Field, Kind, Latency, Options, Person, Posting, Server, expected};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Answers by wire name; options by label. Files are added by the applicant.
pub(crate) type Answers = BTreeMap<String, Vec<String>>;

pub(crate) async fn server() -> Server {
    Server::start(Options { latency: Latency::brisk(), ..Options::default() }).await.unwrap()
}

/// A client that follows no redirect and reuses no connection: each test has its own runtime.
pub(crate) fn client() -> Client {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
        let builder = Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0);
        builder.build().unwrap()
    });
    CLIENT.clone()
}

/// What a truthful person answers; questions only they can answer get some answer.
pub(crate) fn truthful(posting: &Posting, person: &Person) -> Answers {
    let mut answers = Answers::new();
    for truth in expected(posting, person) {
        let values = match truth.expect {
            Expect::Text(texts) => vec![texts[0].clone()],
            Expect::Options(labels) | Expect::AnyOf(labels) => labels,
            Expect::Phone { international, .. } => vec![format!("+{international}")],
            Expect::NationalPhone(digits) => vec![digits],
            Expect::Amount(amount, _) => vec![amount.to_string()],
            Expect::Days(days) => vec![days.to_string()],
            Expect::Day(day) | Expect::DayInWords(day) => vec![day.to_string()],
            Expect::Today => vec![chrono::Utc::now().date_naive().to_string()],
            Expect::Passage(sentences) => vec![sentences.join("\n")],
            Expect::Ask => vec![said(posting.field(&truth.field).unwrap())],
            Expect::File(_) | Expect::Empty => continue,
        };
        answers.insert(truth.field, values);
    }
    answers
}

fn said(field: &Field) -> String {
    field.choices.first().map_or_else(|| "In my own words.".to_owned(), |choice| choice.label.clone())
}

/// Sends an application and returns the last answer, or the error of a cut connection.
pub(crate) async fn apply(
    server: &Server,
    posting: &Posting,
    person: &Person,
    answers: &Answers,
) -> reqwest::Result<Response> {
    match posting.family {
        Family::Greenhouse | Family::GreenhouseEmbedded => greenhouse(server, posting, person, answers, None).await,
        Family::EmailCode => {
            let asked = greenhouse(server, posting, person, answers, None).await?;
            if asked.status() != StatusCode::PRECONDITION_REQUIRED {
                return Ok(asked);
            }
            let code = mailed_code(server, person);
            greenhouse(server, posting, person, answers, Some(&code)).await
        }
        Family::SmartRecruiters | Family::Workable | Family::BambooHr | Family::Rippling | Family::Modal => {
            script(server, posting, person, answers).await
        }
        Family::GreenhouseClassic => {
            let wire = |field: &Field| match field.section.as_deref() {
                Some("questions") => format!("job_application[answers_attributes][{}]", field.id),
                _ => format!("job_application[{}]", field.id),
            };
            let form = native(&posting.fields, person, answers, wire);
            client().post(server.url(posting)).multipart(form).send().await
        }
        Family::Plain => {
            let form = native(&posting.fields, person, answers, |field| field.id.clone());
            client().post(format!("{}/application.html", server.url(posting))).multipart(form).send().await
        }
        Family::Multipage => multipage(server, posting, person, answers).await,
        Family::Icims => icims(server, posting, person, answers).await,
        Family::Lever => lever(server, posting, person, answers).send().await,
        Family::Ashby => ashby(server, posting, person, answers).await,
        Family::Workday => workday(server, posting, person, answers, "").await,
        Family::Scenarios => unreachable!("scenarios have their own applicant"),
    }
}

/// Whether the answer is how this family says that it received an application.
pub(crate) async fn is_confirmation(posting: &Posting, response: Response) -> bool {
    let status = response.status();
    match posting.family {
        Family::Greenhouse | Family::GreenhouseEmbedded | Family::EmailCode => {
            response.json::<Value>().await.is_ok_and(|body| body["redirect"].is_string())
        }
        Family::SmartRecruiters | Family::Workable | Family::BambooHr | Family::Rippling | Family::Modal => {
            response.json::<Value>().await.is_ok_and(|body| body["received"] == true)
        }
        Family::Lever | Family::GreenhouseClassic | Family::Plain | Family::Multipage | Family::Icims => {
            status == StatusCode::SEE_OTHER
        }
        Family::Ashby => response.text().await.unwrap().contains("FormSubmitSuccess"),
        Family::Workday => status == StatusCode::OK,
        Family::Scenarios => unreachable!("scenarios have their own applicant"),
    }
}

fn resume(person: &Person) -> Part {
    Part::bytes(person.resume_pdf).file_name("resume.pdf").mime_str("application/pdf").unwrap()
}

/// A field's value as its page sends it: ids for options, text otherwise.
fn sent(field: &Field, values: &[String]) -> Value {
    let id = |label: &String| field.labelled(label).map_or(label.clone(), |choice| choice.id.clone());
    match field.kind {
        Kind::MultiSelect | Kind::Checkboxes | Kind::OneCheckbox | Kind::Prompt | Kind::PromptMulti => {
            json!(values.iter().map(id).collect::<Vec<_>>())
        }
        Kind::Checkbox => json!(true),
        _ => json!(id(&values[0])),
    }
}

async fn upload(server: &Server, path: &str, field: &str, person: &Person) -> Value {
    let form = Form::new().part(field.to_owned(), resume(person));
    client().post(format!("{}{path}", server.base_url())).multipart(form).send().await.unwrap().json().await.unwrap()
}

/// A form the browser sends: options by value, a ticked box as `1`.
fn native(fields: &[Field], person: &Person, answers: &Answers, wire: impl Fn(&Field) -> String) -> Form {
    let mut form = Form::new();
    for field in fields {
        if field.kind == Kind::File && field.required {
            form = form.part(wire(field), resume(person));
        }
        for label in answers.get(&field.id).into_iter().flatten() {
            let value = if field.kind == Kind::Checkbox { "1" } else { label };
            let value = field.labelled(label).map_or(value, |choice| &choice.id).to_owned();
            form = form.text(wire(field), value);
        }
    }
    form
}

/// A form drawn by script: the file on attach, then everything as JSON.
async fn script(server: &Server, posting: &Posting, person: &Person, answers: &Answers) -> reqwest::Result<Response> {
    let path = posting.path();
    let handle = upload(server, &format!("{path}/uploads"), "resume", person).await["token"].clone();
    let mut values = Map::from_iter([("resume".to_owned(), handle)]);
    for field in &posting.fields {
        if let Some(given) = answers.get(&field.id) {
            values.insert(field.id.clone(), sent(field, given));
        }
    }
    let url = format!("{}{path}/applications", server.base_url());
    client().post(url).json(&json!({ "values": values })).send().await
}

/// The fields of one step, in the sections of the posting.
pub(crate) fn steps(posting: &Posting) -> Vec<(String, Vec<Field>)> {
    let mut steps: Vec<(String, Vec<Field>)> = Vec::new();
    for field in &posting.fields {
        let section = field.section.clone().unwrap();
        match steps.iter_mut().find(|(name, _)| *name == section) {
            Some((_, fields)) => fields.push(field.clone()),
            None => steps.push((section, vec![field.clone()])),
        }
    }
    steps
}

pub(crate) fn cookie(response: &Response) -> String {
    response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn multipage(
    server: &Server,
    posting: &Posting,
    person: &Person,
    answers: &Answers,
) -> reqwest::Result<Response> {
    let url = server.url(posting);
    let session = cookie(&client().get(format!("{url}/apply")).send().await?);
    for (index, (_, fields)) in steps(posting).into_iter().enumerate() {
        let form = native(&fields, person, answers, |field| field.id.clone());
        let page = client().post(format!("{url}/apply/{}", index + 1)).header("cookie", &session);
        let taken = page.multipart(form.text("go", "next")).send().await?;
        if taken.status() != StatusCode::SEE_OTHER {
            return Ok(taken);
        }
    }
    client().post(format!("{url}/submit")).header("cookie", &session).send().await
}

async fn icims(server: &Server, posting: &Posting, person: &Person, answers: &Answers) -> reqwest::Result<Response> {
    let url = server.url(posting);
    let session = cookie(&client().get(format!("{url}/login")).send().await?);
    let mut last = None;
    for (name, fields) in steps(posting) {
        let form = native(&fields, person, answers, |field| field.id.clone());
        let taken = client().post(format!("{url}/{name}")).header("cookie", &session).multipart(form).send().await?;
        if taken.status() != StatusCode::SEE_OTHER {
            return Ok(taken);
        }
        last = Some(taken);
    }
    Ok(last.unwrap())
}

/// The code in the newest mail.
pub(crate) fn mailed_code(server: &Server, person: &Person) -> String {
    let mail = server.mail().into_iter().rev().find(|mail| mail.to.eq_ignore_ascii_case(person.email())).unwrap();
    mail.text.lines().find(|line| line.len() == 8 && !line.contains(' ')).unwrap().to_owned()
}

pub(crate) async fn greenhouse(
    server: &Server,
    posting: &Posting,
    person: &Person,
    answers: &Answers,
    code: Option<&str>,
) -> reqwest::Result<Response> {
    let url = server.url(posting);
    let framed = if posting.family == Family::GreenhouseEmbedded { "/embed/job_app" } else { "" };
    let page = client().get(format!("{url}{framed}")).send().await?.text().await?;
    let (_, rest) = page.split_once("\"jobApplicationRequestToken\":\"").unwrap();
    let token = rest.split_once('"').unwrap().0;
    let handle = upload(server, &format!("{}/uploads", posting.path()), "resume", person).await["token"].clone();
    let mut application = Map::from_iter([("resume".to_owned(), handle)]);
    let mut bags: BTreeMap<&str, Map<String, Value>> = BTreeMap::from([("answers", Map::new())]);
    for field in &posting.fields {
        let Some(values) = answers.get(&field.id) else { continue };
        let value = sent(field, values);
        match field.section.as_deref() {
            Some("questions") => bags.entry("answers").or_default().insert(field.id.clone(), value),
            Some("eeoc") => bags.entry("eeoc").or_default().insert(field.id.clone(), value),
            Some("demographic") => bags.entry("demographic_answers").or_default().insert(field.id.clone(), value),
            _ if field.kind == Kind::Location => {
                application.insert("latitude".into(), json!(1.0));
                application.insert("longitude".into(), json!(1.0));
                application.insert("location".into(), value)
            }
            _ => application.insert(field.id.clone(), value),
        };
    }
    application.extend(bags.into_iter().map(|(name, bag)| (name.to_owned(), Value::Object(bag))));
    for group in &posting.groups {
        let mut entries = Vec::new();
        while answers.keys().any(|name| name.starts_with(&format!("{}[{}].", group.id, entries.len()))) {
            let prefix = format!("{}[{}].", group.id, entries.len());
            let given = group.fields.iter().filter_map(|field| {
                let values = answers.get(&format!("{prefix}{}", field.id))?;
                Some((field.id.clone(), sent(field, values)))
            });
            entries.push(Value::Object(given.collect()));
        }
        application.insert(group.id.clone(), json!(entries));
    }
    let body = json!({ "job_application": application, "job_application_request_token": token, "security_code": code });
    client().post(url).json(&body).send().await
}

pub(crate) fn lever(server: &Server, posting: &Posting, person: &Person, answers: &Answers) -> RequestBuilder {
    let mut form = Form::new().part("resume", resume(person)).text("h-captcha-response", "practice-hcaptcha-pass");
    for field in &posting.fields {
        for value in answers.get(&field.id).into_iter().flatten() {
            form = form.text(field.id.clone(), if field.kind == Kind::Checkbox { "1".into() } else { value.clone() });
            if field.kind == Kind::Location {
                form = form.text("selectedLocation", json!({ "name": value, "id": "1" }).to_string());
            }
        }
    }
    client().post(format!("{}/apply", server.url(posting))).multipart(form)
}

async fn ashby(server: &Server, posting: &Posting, person: &Person, answers: &Answers) -> reqwest::Result<Response> {
    let handle =
        upload(server, &format!("{}/upload", posting.path()), "_systemfield_resume", person).await["handle"].clone();
    let mut values = vec![json!({ "path": "_systemfield_resume", "value": handle })];
    for field in &posting.fields {
        let Some(given) = answers.get(&field.id) else { continue };
        let value = match field.kind {
            Kind::YesNo => json!(given[0] == "Yes"),
            Kind::Checkbox => json!(["Yes"]),
            _ => sent(field, given),
        };
        values.push(json!({ "path": field.id, "value": value }));
    }
    let operation = "ApiSubmitSingleApplicationFormAction";
    let body = json!({ "operationName": operation, "variables": {
        "organizationHostedJobsPageName": posting.site, "jobPostingId": posting.id, "formValues": values,
    } });
    client().post(format!("{}/ashby/api/non-user-graphql?op={operation}", server.base_url())).json(&body).send().await
}

/// `website` is what a careless machine types into the field for machines.
pub(crate) async fn workday(
    server: &Server,
    posting: &Posting,
    person: &Person,
    answers: &Answers,
    website: &str,
) -> reqwest::Result<Response> {
    let api = format!("{}/workday/{}/api", server.base_url(), posting.site);
    let job = format!("{api}/jobs/{}", posting.id);
    let account = json!({ "email": person.email(), "password": "Pr4ctice!", "verifyPassword": "Pr4ctice!", "agreed": true, "website": website });
    let mut signed_in = client().post(format!("{api}/account")).json(&account).send().await?;
    if signed_in.status() == StatusCode::UNPROCESSABLE_ENTITY {
        signed_in = client().post(format!("{api}/signin")).json(&account).send().await?;
    }
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut sections: Vec<&str> = posting.fields.iter().filter_map(|field| field.section.as_deref()).collect();
    sections.dedup();
    for (index, section) in sections.iter().enumerate() {
        let mut values = Map::new();
        for field in posting.fields.iter().filter(|field| field.section.as_deref() == Some(section)) {
            if field.kind == Kind::File {
                let form = Form::new().part("file", resume(person));
                let url = format!("{job}/upload?field={}", field.id);
                let kept: Value =
                    client().post(url).header("cookie", &cookie).multipart(form).send().await?.json().await?;
                values.insert(field.id.clone(), kept["token"].clone());
            } else if let Some(given) = answers.get(&field.id) {
                values.insert(field.id.clone(), sent(field, given));
            }
        }
        for group in posting.groups.iter().filter(|group| group.section == *section) {
            for (name, given) in answers.iter().filter(|(name, _)| name.starts_with(&format!("{}[", group.id))) {
                let field = group.fields.iter().find(|field| name.ends_with(&format!("].{}", field.id))).unwrap();
                values.insert(name.clone(), sent(field, given));
            }
        }
        let saved =
            client().post(format!("{job}/steps/{index}")).header("cookie", &cookie).json(&values).send().await?;
        if saved.status() != StatusCode::OK {
            return Ok(saved);
        }
    }
    client().post(format!("{job}/submit")).header("cookie", &cookie).send().await
}
