//! Which posting is meant, whatever door it is reached through.

mod identity;

pub use identity::{Identity, Likeness, is_another_job};

use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// The address of a posting: `http` or `https`, with a host, without
/// credentials, at most 2,048 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobUrl(Url);

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobUrlError {
    /// Not a URL at all.
    #[error("this is not a web address; copy the whole link of the posting, starting with https://")]
    NotAUrl,
    /// Another scheme than http(s).
    #[error("only http and https links can be opened, this one starts with {0:?}")]
    Scheme(String),
    /// Name and password in the URL.
    #[error("the link contains a user name or password; remove the part before the @")]
    Credentials,
    /// Longer than 2,048 characters.
    #[error("the link is longer than 2,048 characters")]
    TooLong,
}

impl JobUrl {
    /// Parses and checks.
    ///
    /// # Errors
    /// See [`JobUrlError`].
    pub fn parse(text: &str) -> Result<Self, JobUrlError> {
        let text = text.trim();
        if text.len() > 2048 {
            return Err(JobUrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| JobUrlError::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(JobUrlError::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(JobUrlError::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(JobUrlError::NotAUrl);
        }
        Ok(Self(url))
    }

    /// The URL.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The kind of site it is on.
    #[must_use]
    pub fn platform(&self) -> Platform {
        Platform::of_host(self.as_url().host_str().unwrap_or_default())
    }
}

impl fmt::Display for JobUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for JobUrl {
    type Error = JobUrlError;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        Self::parse(&s)
    }
}

impl From<JobUrl> for String {
    fn from(url: JobUrl) -> Self {
        url.0.into()
    }
}

/// The applicant tracking system behind a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// greenhouse.io
    Greenhouse,
    /// lever.co
    Lever,
    /// ashbyhq.com
    Ashby,
    /// myworkdayjobs.com, myworkdaysite.com
    Workday,
    /// linkedin.com: recognised in order to be refused.
    LinkedIn,
    /// Any other site.
    Other,
}

impl Platform {
    /// The word in the database and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Greenhouse => "greenhouse",
            Self::Lever => "lever",
            Self::Ashby => "ashby",
            Self::Workday => "workday",
            Self::LinkedIn => "linkedin",
            Self::Other => "other",
        }
    }

    /// Recognises by host, on label boundaries (`notlever.co` is not Lever).
    #[must_use]
    pub fn of_host(host: &str) -> Self {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let under = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        match () {
            () if under("greenhouse.io") => Self::Greenhouse,
            () if under("lever.co") => Self::Lever,
            () if under("ashbyhq.com") => Self::Ashby,
            () if under("myworkdayjobs.com") || under("myworkdaysite.com") => Self::Workday,
            () if under("linkedin.com") => Self::LinkedIn,
            () => Self::Other,
        }
    }
}

/// The canonical name of a posting: the same for every link that leads to it.
/// `platform:board:job` where the URL says so, else host and path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostingKey(String);

impl PostingKey {
    /// Takes a key as stored.
    #[must_use]
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Derives the key from a posting's address. Tracking parameters, the
    /// trailing slash, `/apply` and `/application`, the scheme and the case of
    /// the host do not matter.
    #[must_use]
    pub fn of(url: &JobUrl) -> Self {
        let url = url.as_url();
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let segments: Vec<&str> =
            url.path_segments().map(|s| s.filter(|p| !p.is_empty()).collect()).unwrap_or_default();
        let query = |name: &str| url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned());
        let key = match (Platform::of_host(&host), segments.as_slice()) {
            (Platform::Greenhouse, ["embed", "job_app", ..]) => query("for")
                .zip(query("token"))
                .map(|(board, job)| format!("greenhouse:{}:{job}", board.to_lowercase())),
            (Platform::Greenhouse, [board, "jobs", job, ..]) => {
                Some(format!("greenhouse:{}:{job}", board.to_lowercase()))
            }
            (Platform::Lever, [site, job, ..]) => Some(format!("lever:{}:{}", site.to_lowercase(), job.to_lowercase())),
            (Platform::Ashby, [org, job, ..]) => Some(format!("ashby:{}:{}", org.to_lowercase(), job.to_lowercase())),
            (Platform::Workday, parts) => workday_requisition(parts)
                .map(|requisition| format!("workday:{}:{requisition}", host.split('.').next().unwrap_or_default())),
            _ => None,
        };
        Self(key.unwrap_or_else(|| plain_key(url, &host, &segments)))
    }
}

impl fmt::Display for PostingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The `R-12345` after the last underscore of `…/job/Place/Title_R-12345`.
fn workday_requisition(parts: &[&str]) -> Option<String> {
    let after_job = parts.iter().position(|p| *p == "job")?;
    parts[after_job + 1..]
        .iter()
        .find_map(|part| part.rsplit_once('_'))
        .map(|(_, requisition)| requisition.to_ascii_uppercase())
}

/// Parameters that identify a posting on a site of its own; all others are
/// taken for tracking.
const IDENTIFYING: [&str; 9] = ["gh_jid", "jobid", "job_id", "job", "id", "jid", "posting", "req", "requisitionid"];

fn plain_key(url: &Url, host: &str, segments: &[&str]) -> String {
    let mut path = segments.to_vec();
    while matches!(path.last(), Some(&("apply" | "application" | "applyManually"))) {
        path.pop();
    }
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    let mut key = format!("web:{host}{port}/{}", path.join("/"));
    let mut pairs: Vec<String> = url
        .query_pairs()
        .filter(|(k, _)| IDENTIFYING.contains(&k.to_ascii_lowercase().as_str()))
        .map(|(k, v)| format!("{}={v}", k.to_ascii_lowercase()))
        .collect();
    pairs.sort();
    if !pairs.is_empty() {
        key.push('?');
        key.push_str(&pairs.join("&"));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(url: &str) -> String {
        PostingKey::of(&JobUrl::parse(url).unwrap()).to_string()
    }

    #[test]
    fn every_door_to_a_posting_has_the_same_key() {
        for door in [
            "https://job-boards.greenhouse.io/acme/jobs/123?gh_src=x",
            "https://boards.greenhouse.io/acme/jobs/123/",
            "https://boards.greenhouse.io/embed/job_app?for=Acme&token=123",
            "https://job-boards.eu.greenhouse.io/acme/jobs/123#app",
        ] {
            assert_eq!(key(door), "greenhouse:acme:123", "{door}");
        }
        assert_eq!(key("https://jobs.lever.co/acme/AB-1/apply?lever-source=x"), "lever:acme:ab-1");
        assert_eq!(key("https://jobs.ashbyhq.com/Acme/9/application"), "ashby:acme:9");
        assert_eq!(
            key("https://acme.wd5.myworkdayjobs.com/en-US/careers/job/Berlin/Clerk_R-7/apply/applyManually"),
            "workday:acme:R-7"
        );
        assert_eq!(key("http://Acme.example/jobs/7/apply/?utm_source=x"), "web:acme.example/jobs/7");
        assert_eq!(key("https://acme.example/careers?gh_jid=7&utm=1"), "web:acme.example/careers?gh_jid=7");
        assert_ne!(key("https://acme.example/careers?gh_jid=7"), key("https://acme.example/careers?gh_jid=8"));
    }

    #[test]
    fn a_look_alike_host_is_not_the_platform() {
        assert_eq!(Platform::of_host("jobs.lever.co"), Platform::Lever);
        assert_eq!(Platform::of_host("notlever.co"), Platform::Other);
        assert_eq!(Platform::of_host("lever.co.evil.example"), Platform::Other);
    }

    #[test]
    fn garbage_is_refused_with_a_reason() {
        for (text, error) in [
            ("", JobUrlError::NotAUrl),
            ("acme.example/jobs", JobUrlError::NotAUrl),
            ("javascript:alert(1)", JobUrlError::Scheme("javascript".into())),
            ("file:///etc/passwd", JobUrlError::Scheme("file".into())),
            ("https://a:b@acme.example/", JobUrlError::Credentials),
        ] {
            assert_eq!(JobUrl::parse(text), Err(error), "{text}");
        }
        assert_eq!(JobUrl::parse(&format!("https://a.example/{}", "x".repeat(3000))), Err(JobUrlError::TooLong));
    }
}
