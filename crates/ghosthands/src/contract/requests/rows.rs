//! From a request to a row: every field checked, everything that is wrong said at once.

use super::{
    Affinity, Applicant, ApplyOrder, BatchDefaults, ExecutionMode, Input, JobOrder, PlatformName, Preset, ResumeSource,
    TaskOrder, Tier,
};
use crate::contract::checks::{Checks, FieldError};
use crate::intake::NewRow;
use crate::request::ApplyRequest;
use domain::UserId;
use domain::tasks::Mode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;

/// A row that may be made, and the addresses in it whose hosts have to be judged before it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The row; `user_id` and `created_by` are the caller's matter.
    pub row: NewRow,
    /// Field and address.
    pub addresses: Vec<(&'static str, Url)>,
}

/// The fields that jobs, applications and tasks share.
struct Shared<'a> {
    target_url: Option<&'a str>,
    callback_url: Option<&'a str>,
    priority: Option<i32>,
    timeout_seconds: Option<i32>,
    idempotency_key: Option<&'a str>,
    target_worker_id: Option<&'a str>,
    valet_task_id: Option<&'a str>,
}

impl Shared<'_> {
    fn check(&self, checks: &mut Checks) -> Vec<(&'static str, Url)> {
        checks.required("target_url", self.target_url);
        let target = checks.url("target_url", self.target_url, 2048).map(|url| ("target_url", url));
        let callback = checks.url("callback_url", self.callback_url, 2048).map(|url| ("callback_url", url));
        checks.range("priority", self.priority, 1..=10);
        checks.range("timeout_seconds", self.timeout_seconds, 30..=1800);
        checks.text("idempotency_key", self.idempotency_key, 1..=255);
        checks.text("target_worker_id", self.target_worker_id, 1..=100);
        checks.text("valet_task_id", self.valet_task_id, 1..=255);
        target.into_iter().chain(callback).collect()
    }
}

/// Metadata may name it as well; a trigger puts it into its column.
fn callback_of(metadata: Option<&Map<String, Value>>) -> Option<&str> {
    metadata?.get("callback_url")?.as_str().filter(|url| !url.is_empty())
}

fn done(mut checks: Checks, made: impl FnOnce() -> Option<Checked>) -> Result<Checked, Vec<FieldError>> {
    // A field that is missing was noted, so `made` gives a row when nothing was.
    let made = made();
    if let Some(checked) = &made {
        checks.keepable("input_data", &checked.row.input_data);
        checks.keepable("metadata", &checked.row.metadata);
        checks.keepable("resume", checked.row.resume_ref.as_ref().unwrap_or(&Value::Null));
    }
    let errors = checks.into_errors();
    made.filter(|_| errors.is_empty()).ok_or(errors)
}

fn check_answers(checks: &mut Checks, field: &str, answers: Option<&BTreeMap<String, String>>) {
    let Some(answers) = answers else { return };
    if answers.len() > 200 {
        checks.refuse(field, "too_big", "At most 200 answers.");
    }
    for (at, (question, answer)) in answers.iter().enumerate().take(200) {
        checks.within(&format!("{field}[{at}]"), |checks| {
            checks.text("question", Some(question), 1..=1000);
            checks.text("answer", Some(answer), 0..=10_000);
        });
    }
}

impl Input {
    fn check(&self, checks: &mut Checks) {
        checks.text("resume_path", self.resume_path.as_deref(), 0..=500);
        check_answers(checks, "qa_overrides", self.qa_overrides.as_ref());
        if let Some(user_data) = &self.user_data {
            checks.within("user_data", |checks| check_user_data(checks, user_data));
        }
        if self.rest.contains_key("profile") {
            self.check_full(checks);
        }
    }

    /// The full shape names files on the worker's own machine, which nobody outside may.
    fn check_full(&self, checks: &mut Checks) {
        match serde_json::to_value(self).ok().and_then(|whole| serde_json::from_value::<ApplyRequest>(whole).ok()) {
            Some(request) if request.resume.is_none() && request.cover_letter.is_none() => {}
            Some(_) => checks.refuse("resume", "invalid_value", "Name the résumé by `resume_path` or `resume_ref`."),
            None => checks.refuse("profile", "invalid_type", "Expected a profile in which every value has a source."),
        }
    }
}

/// The fields of `user_data` that are known; others are kept as they are.
fn check_user_data(checks: &mut Checks, user_data: &Map<String, Value>) {
    const TEXTS: [(&str, usize); 4] = [("first_name", 100), ("last_name", 100), ("email", 200), ("phone", 30)];
    for (field, most) in TEXTS {
        match user_data.get(field) {
            Some(Value::String(text)) if field == "email" => checks.email(field, Some(text), most),
            Some(Value::String(text)) => checks.text(field, Some(text), 0..=most),
            None | Some(Value::Null) => {}
            Some(_) => checks.refuse(field, "invalid_type", "Expected a text."),
        }
    }
    match user_data.get("linkedin_url") {
        Some(Value::String(text)) if text.is_empty() => {}
        Some(Value::String(text)) => drop(checks.url("linkedin_url", Some(text), 500)),
        None | Some(Value::Null) => {}
        Some(_) => checks.refuse("linkedin_url", "invalid_type", "Expected a text."),
    }
}

impl JobOrder {
    /// Checks every field and makes the row, for `user`.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self, user: UserId, created_by: &str) -> Result<Checked, Vec<FieldError>> {
        let mut checks = Checks::default();
        let shared = Shared {
            target_url: self.target_url.as_deref(),
            callback_url: self.callback_url.as_deref().or_else(|| callback_of(self.metadata.as_ref())),
            priority: self.priority,
            timeout_seconds: self.timeout_seconds,
            idempotency_key: self.idempotency_key.as_deref(),
            target_worker_id: self.target_worker_id.as_deref(),
            valet_task_id: self.valet_task_id.as_deref(),
        };
        let addresses = shared.check(&mut checks);
        let job_type = checks.required("job_type", self.job_type);
        let description = checks.required("task_description", self.task_description.clone());
        checks.text("task_description", self.task_description.as_deref(), 1..=1000);
        checks.range("max_retries", self.max_retries, 0..=10);
        checks.each("tags", self.tags.as_deref().unwrap_or_default(), 20, |checks, tag| {
            checks.text("", Some(tag), 0..=50);
        });
        if let Some(input) = &self.input_data {
            checks.within("input_data", |checks| input.check(checks));
        }
        done(checks, || {
            Some(Checked {
                row: NewRow {
                    created_by: created_by.to_owned(),
                    job_type: job_type?.as_str().to_owned(),
                    task_description: description?,
                    input_data: self.input_data.as_ref().map_or_else(|| json!({}), |input| json!(input)),
                    priority: self.priority.unwrap_or(5),
                    scheduled_at: self.scheduled_at,
                    max_retries: self.max_retries.unwrap_or(3),
                    timeout_seconds: self.timeout_seconds.unwrap_or(300),
                    tags: self.tags.clone().unwrap_or_default(),
                    idempotency_key: self.idempotency_key.clone(),
                    metadata: Value::Object(self.metadata.clone().unwrap_or_default()),
                    target_worker_id: self.target_worker_id.clone(),
                    worker_affinity: self.worker_affinity.unwrap_or(Affinity::Preferred).as_str().to_owned(),
                    execution_mode: self.execution_mode.unwrap_or(ExecutionMode::Auto).as_str().to_owned(),
                    callback_url: self.callback_url.clone(),
                    valet_task_id: self.valet_task_id.clone(),
                    resume_ref: None,
                    ..NewRow::new(user, self.target_url.clone()?)
                },
                addresses,
            })
        })
    }
}

impl BatchDefaults {
    /// Completes an order with what it does not say itself.
    pub fn complete(&self, order: &mut JobOrder) {
        order.priority = order.priority.or(self.priority);
        order.max_retries = order.max_retries.or(self.max_retries);
        order.timeout_seconds = order.timeout_seconds.or(self.timeout_seconds);
        if order.tags.is_none() {
            order.tags.clone_from(&self.tags);
        }
        if let Some(defaults) = &self.metadata {
            let own = order.metadata.take().unwrap_or_default();
            order.metadata = Some(defaults.clone().into_iter().chain(own).collect());
        }
    }
}

impl Preset {
    /// The tier under which a model is chosen for it.
    fn tier(self) -> Tier {
        match self {
            Self::Speed => Tier::Free,
            Self::Balanced => Tier::Starter,
            Self::Quality => Tier::Pro,
        }
    }
}

/// What an application and a task add to a row in the same way.
struct Wishes<'a> {
    platform: Option<PlatformName>,
    quality: Preset,
    model: Option<&'a str>,
    image_model: Option<&'a str>,
    mode: Option<Mode>,
}

impl Wishes<'_> {
    fn check(&self, checks: &mut Checks) {
        checks.text("model", self.model, 1..=100);
        checks.text("image_model", self.image_model, 1..=100);
    }

    fn write(&self, input: &mut Map<String, Value>) {
        input.insert("tier".to_owned(), json!(self.quality.tier()));
        let optional = [
            ("platform", self.platform.map(|platform| json!(platform))),
            ("model", self.model.map(|model| json!(model))),
            ("image_model", self.image_model.map(|model| json!(model))),
            ("mode", self.mode.map(|mode| json!(mode))),
        ];
        input.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
}

fn order_metadata(own: Option<&Map<String, Value>>, quality: Preset, task: &str) -> Value {
    let mut metadata = own.cloned().unwrap_or_default();
    metadata.insert("source".to_owned(), json!("valet"));
    metadata.insert("quality_preset".to_owned(), json!(quality));
    metadata.insert("valet_task_id".to_owned(), json!(task));
    Value::Object(metadata)
}

impl ApplyOrder {
    /// Checks every field and makes the row, for `user`.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self, user: UserId, created_by: &str) -> Result<Checked, Vec<FieldError>> {
        let mut checks = Checks::default();
        let task = checks.required("valet_task_id", self.valet_task_id.clone());
        let shared = Shared {
            target_url: self.target_url.as_deref(),
            callback_url: self.callback_url.as_deref().or_else(|| callback_of(self.metadata.as_ref())),
            priority: self.priority,
            timeout_seconds: self.timeout_seconds,
            idempotency_key: self.idempotency_key.as_deref(),
            target_worker_id: self.target_worker_id.as_deref(),
            valet_task_id: self.valet_task_id.as_deref(),
        };
        let mut addresses = shared.check(&mut checks);
        let wishes = Wishes {
            platform: self.platform,
            quality: self.quality.unwrap_or(Preset::Balanced),
            model: self.model.as_deref(),
            image_model: self.image_model.as_deref(),
            mode: self.mode,
        };
        wishes.check(&mut checks);
        if let Some(resume) = &self.resume {
            let download = checks.within("resume", |checks| resume.check(checks));
            addresses.extend(download.map(|url| ("resume.download_url", url)));
        }
        let profile = checks.required("profile", self.profile.as_ref());
        if let Some(profile) = profile {
            checks.within("profile", |checks| profile.check(checks));
        }
        check_answers(&mut checks, "qa_answers", self.qa_answers.as_ref());
        done(checks, || {
            let task = task?;
            let mut input = Map::new();
            input.insert("user_data".to_owned(), Value::Object(profile?.user_data()));
            input.insert("qa_overrides".to_owned(), json!(self.qa_answers.clone().unwrap_or_default()));
            wishes.write(&mut input);
            let url = self.target_url.clone()?;
            let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
            Some(Checked {
                row: NewRow {
                    created_by: created_by.to_owned(),
                    task_description: format!("Apply to the posting at {host}"),
                    input_data: Value::Object(input),
                    priority: self.priority.unwrap_or(5),
                    timeout_seconds: self.timeout_seconds.unwrap_or(300),
                    tags: vec!["valet".to_owned(), "apply".to_owned()],
                    idempotency_key: self.idempotency_key.clone(),
                    metadata: order_metadata(self.metadata.as_ref(), wishes.quality, &task),
                    target_worker_id: self.target_worker_id.clone(),
                    worker_affinity: self.worker_affinity.unwrap_or(Affinity::Preferred).as_str().to_owned(),
                    execution_mode: self.execution_mode.unwrap_or(ExecutionMode::Auto).as_str().to_owned(),
                    callback_url: self.callback_url.clone(),
                    valet_task_id: Some(task),
                    resume_ref: self.resume.as_ref().map(|resume| json!(resume)),
                    ..NewRow::new(user, url)
                },
                addresses,
            })
        })
    }
}

impl TaskOrder {
    /// Checks every field and makes the row, for `user`.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self, user: UserId, created_by: &str) -> Result<Checked, Vec<FieldError>> {
        let mut checks = Checks::default();
        let task = checks.required("valet_task_id", self.valet_task_id.clone());
        let shared = Shared {
            target_url: self.target_url.as_deref(),
            callback_url: self.callback_url.as_deref().or_else(|| callback_of(self.metadata.as_ref())),
            priority: self.priority,
            timeout_seconds: self.timeout_seconds,
            idempotency_key: self.idempotency_key.as_deref(),
            target_worker_id: self.target_worker_id.as_deref(),
            valet_task_id: self.valet_task_id.as_deref(),
        };
        let addresses = shared.check(&mut checks);
        let wishes = Wishes {
            platform: self.platform,
            quality: self.quality.unwrap_or(Preset::Balanced),
            model: self.model.as_deref(),
            image_model: self.image_model.as_deref(),
            mode: self.mode,
        };
        wishes.check(&mut checks);
        let job_type = checks.required("job_type", self.job_type);
        let description = checks.required("task_description", self.task_description.clone());
        checks.text("task_description", self.task_description.as_deref(), 1..=1000);
        if let Some(input) = &self.input_data {
            checks.within("input_data", |checks| input.check(checks));
        }
        done(checks, || {
            let (task, job_type) = (task?, job_type?);
            let mut input = match self.input_data.as_ref().map(|input| json!(input)) {
                Some(Value::Object(input)) => input,
                _ => Map::new(),
            };
            wishes.write(&mut input);
            Some(Checked {
                row: NewRow {
                    created_by: created_by.to_owned(),
                    job_type: job_type.as_str().to_owned(),
                    task_description: description?,
                    input_data: Value::Object(input),
                    priority: self.priority.unwrap_or(5),
                    timeout_seconds: self.timeout_seconds.unwrap_or(300),
                    tags: vec!["valet".to_owned(), job_type.as_str().to_owned()],
                    idempotency_key: self.idempotency_key.clone(),
                    metadata: order_metadata(self.metadata.as_ref(), wishes.quality, &task),
                    target_worker_id: self.target_worker_id.clone(),
                    worker_affinity: self.worker_affinity.unwrap_or(Affinity::Preferred).as_str().to_owned(),
                    execution_mode: self.execution_mode.unwrap_or(ExecutionMode::Auto).as_str().to_owned(),
                    callback_url: self.callback_url.clone(),
                    valet_task_id: Some(task),
                    ..NewRow::new(user, self.target_url.clone()?)
                },
                addresses,
            })
        })
    }
}

impl ResumeSource {
    fn check(&self, checks: &mut Checks) -> Option<Url> {
        let given = [&self.storage_path, &self.s3_key, &self.download_url];
        if given.into_iter().flatten().all(|text| text.trim().is_empty()) {
            checks.refuse("", "required", "Name one of storage_path, s3_key and download_url.");
        }
        checks.text("storage_path", self.storage_path.as_deref(), 0..=500);
        checks.text("s3_key", self.s3_key.as_deref(), 0..=500);
        checks.url("download_url", self.download_url.as_deref(), 2048)
    }
}

impl Applicant {
    fn check(&self, checks: &mut Checks) {
        for (field, value) in [("first_name", &self.first_name), ("last_name", &self.last_name)] {
            checks.required(field, value.as_ref());
            checks.text(field, value.as_deref(), 1..=100);
        }
        checks.required("email", self.email.as_ref());
        checks.email("email", self.email.as_deref(), 200);
        checks.text("phone", self.phone.as_deref(), 0..=30);
        checks.url("linkedin_url", self.linkedin_url.as_deref(), 500);
        checks.url("portfolio_url", self.portfolio_url.as_deref(), 500);
        checks.text("work_authorization", self.work_authorization.as_deref(), 0..=100);
        checks.text("salary_expectation", self.salary_expectation.as_deref(), 0..=100);
        checks.range("years_of_experience", self.years_of_experience, 0.0..=70.0);
        if let Some(location) = &self.location {
            checks.within("location", |checks| {
                checks.text("street", location.street.as_deref(), 0..=200);
                checks.text("city", location.city.as_deref(), 0..=100);
                checks.text("state", location.state.as_deref(), 0..=100);
                checks.text("country", location.country.as_deref(), 0..=100);
                checks.text("zip", location.zip.as_deref(), 0..=20);
            });
        }
        checks.each("education", self.education.as_deref().unwrap_or_default(), 10, |checks, school| {
            checks.required("institution", school.institution.as_ref());
            checks.text("institution", school.institution.as_deref(), 0..=200);
            checks.text("degree", school.degree.as_deref(), 0..=100);
            checks.text("field", school.field.as_deref(), 0..=100);
            checks.range("graduation_year", school.graduation_year, 1950..=2040);
        });
        checks.each("work_history", self.work_history.as_deref().unwrap_or_default(), 20, |checks, station| {
            for (field, value) in [("company", &station.company), ("title", &station.title)] {
                checks.required(field, value.as_ref());
                checks.text(field, value.as_deref(), 0..=200);
            }
            checks.text("start_date", station.start_date.as_deref(), 0..=20);
            checks.text("end_date", station.end_date.as_deref(), 0..=20);
            checks.text("description", station.description.as_deref(), 0..=2000);
        });
        checks.each("skills", self.skills.as_deref().unwrap_or_default(), 100, |checks, skill| {
            checks.text("", Some(skill), 0..=100);
        });
    }

    /// As `user_data` holds it: the place lies beside the name.
    fn user_data(&self) -> Map<String, Value> {
        let mut data = match json!(self) {
            Value::Object(data) => data,
            _ => Map::new(),
        };
        if let Some(Value::Object(location)) = data.remove("location") {
            data.extend(location);
        }
        data
    }
}
