//! Fetching the résumé that a row names: from the storage of résumés, an address, or a bucket.
//!
//! At most 10 MB within 30 seconds, from hosts that the egress policy allows, and a PDF or Word document by its first
//! bytes, whatever it is called. The file lies in a folder of its own that goes with [`Fetched`]. No error repeats an
//! address or a path: they can hold keys and names.

use crate::contract::Reference;
use crate::egress::Egress;
use crate::request::Attachment;
use crate::settings::{Secret, Settings, table};
use chrono::{DateTime, Utc};
use domain::Sha256;
use forms::answering::FileEntry;
use reqwest::header::AUTHORIZATION;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use url::Url;

/// Largest résumé, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Longest fetch.
const LONGEST: Duration = Duration::from_secs(30);

/// Where résumés lie, as configured.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A folder of this machine: storage paths are read in it and nowhere else.
    pub folder: Option<PathBuf>,
    /// A storage service: its base URL and key (`SUPABASE_URL`, `SUPABASE_SERVICE_KEY`); the bucket is `resumes`.
    pub storage: Option<(Url, Secret)>,
    /// Base URL of the bucket that keys belong to.
    pub bucket: Option<Url>,
}

impl Sources {
    /// As the environment says.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let url = |text: &str| Url::parse(text).ok();
        let storage = settings.text(&table::SUPABASE_URL).and_then(url);
        let bucket = settings.text(&table::S3_RESUME_BUCKET).and_then(|bucket| {
            let region = settings.text(&table::AWS_REGION).unwrap_or_default();
            url(&format!("https://{bucket}.s3.{region}.amazonaws.com/"))
        });
        Self {
            folder: settings.text(&table::RESUME_DIR).map(PathBuf::from),
            storage: storage.zip(settings.secret(&table::SUPABASE_SERVICE_KEY)),
            bucket,
        }
    }
}

/// Fetches résumés.
#[derive(Debug, Clone)]
pub struct ResumeFiles {
    sources: Sources,
    egress: Egress,
}

/// A fetched résumé. Its file is deleted when this is dropped.
#[derive(Debug)]
pub struct Fetched {
    /// To attach.
    pub attachment: Attachment,
    /// Keeps the file.
    _folder: TempDir,
}

/// Why there is no résumé.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nothing is configured for this kind of reference.
    #[error("the résumé is named by a {0}, and none is configured")]
    NotConfigured(&'static str),
    /// The address or path cannot be used.
    #[error("the résumé's address cannot be used: {0}")]
    Address(String),
    /// There is no such file.
    #[error("there is no such résumé")]
    NotFound,
    /// It did not arrive; trying again may help.
    #[error("the résumé could not be fetched")]
    Network,
    /// More than 10 MB.
    #[error("the résumé is larger than 10 MB")]
    TooLarge,
    /// Neither PDF nor Word.
    #[error("the résumé is neither a PDF nor a Word document")]
    Kind,
    /// The file could not be kept on this machine.
    #[error("the résumé could not be kept: {0}")]
    Disk(std::io::ErrorKind),
}

impl FetchError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Network | Self::Disk(_))
    }
}

impl ResumeFiles {
    /// Fetches from `sources` under the policy of `egress`.
    #[must_use]
    pub fn new(sources: Sources, egress: Egress) -> Self {
        Self { sources, egress }
    }

    /// The way out that is used.
    #[must_use]
    pub fn egress(&self) -> &Egress {
        &self.egress
    }

    /// Fetches what `reference` names; the person gave it at `given_at`.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, reference: &Reference, given_at: DateTime<Utc>) -> Result<Fetched, FetchError> {
        let (bytes, name) = match reference {
            Reference::Storage(path) => (self.read_stored(path).await?, path.clone()),
            Reference::Url(address) => {
                let url = Url::parse(address).map_err(|_| FetchError::Address("not a web address".to_owned()))?;
                let name = url.path().to_owned();
                (self.download(url, None).await?, name)
            }
            Reference::Bucket(key) => {
                let bucket = self.sources.bucket.as_ref().ok_or(FetchError::NotConfigured("key of a bucket"))?;
                (self.download(below(bucket, &[key])?, None).await?, key.clone())
            }
        };
        keep(&bytes, &name, given_at)
    }

    async fn read_stored(&self, path: &str) -> Result<Vec<u8>, FetchError> {
        if let Some(folder) = &self.sources.folder {
            return read_below(folder, path).await;
        }
        let (base, key) = self.sources.storage.as_ref().ok_or(FetchError::NotConfigured("path in a storage"))?;
        self.download(below(base, &["storage/v1/object/resumes", path])?, Some(key)).await
    }

    async fn download(&self, url: Url, key: Option<&Secret>) -> Result<Vec<u8>, FetchError> {
        // What the operator configured is trusted; what a request named is not.
        if key.is_none() {
            self.egress.accept(&url).await.map_err(|refusal| FetchError::Address(refusal.to_string()))?;
        }
        let client = self.egress.client(LONGEST).map_err(|_| FetchError::Network)?;
        let mut request = client.get(url);
        if let Some(key) = key {
            request = request.header(AUTHORIZATION, format!("Bearer {}", key.expose())).header("apikey", key.expose());
        }
        let mut response = request.send().await.map_err(|error| {
            let refused = error.is_redirect();
            if refused { FetchError::Address("it leads where it may not".to_owned()) } else { FetchError::Network }
        })?;
        match response.status().as_u16() {
            200 => {}
            400 | 401 | 403 | 404 | 410 => return Err(FetchError::NotFound),
            _ => return Err(FetchError::Network),
        }
        if response.content_length().is_some_and(|length| length > LARGEST as u64) {
            return Err(FetchError::TooLarge);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| FetchError::Network)? {
            if bytes.len() + chunk.len() > LARGEST {
                return Err(FetchError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// `base/…/path`, with every segment of the path encoded, so that it cannot leave the place.
fn below(base: &Url, parts: &[&str]) -> Result<Url, FetchError> {
    let mut url = base.clone();
    let segments: Vec<&str> = parts.iter().flat_map(|part| part.split('/')).filter(|s| !s.is_empty()).collect();
    if segments.is_empty() || segments.iter().any(|segment| matches!(*segment, "." | "..")) {
        return Err(FetchError::Address("not a plain path".to_owned()));
    }
    url.path_segments_mut()
        .map_err(|()| FetchError::Address("the configured place is not a web address".to_owned()))?
        .pop_if_empty()
        .extend(segments);
    Ok(url)
}

async fn read_below(folder: &Path, path: &str) -> Result<Vec<u8>, FetchError> {
    let relative = Path::new(path.trim_start_matches('/'));
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(FetchError::Address("not a plain path".to_owned()));
    }
    let (folder, file) = (folder.to_owned(), folder.join(relative));
    let read = tokio::task::spawn_blocking(move || {
        // A link inside the folder may not lead out of it.
        let (folder, file) = (folder.canonicalize()?, file.canonicalize()?);
        let size = file.metadata()?.len();
        if !file.starts_with(folder) || size > LARGEST as u64 {
            return Ok(Err(if size > LARGEST as u64 { FetchError::TooLarge } else { FetchError::NotFound }));
        }
        std::fs::read(file).map(Ok)
    });
    match read.await {
        Ok(Ok(read)) => read,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Err(FetchError::NotFound),
        Ok(Err(error)) => Err(FetchError::Disk(error.kind())),
        Err(_) => Err(FetchError::Disk(std::io::ErrorKind::Other)),
    }
}

/// The ending that a file has by its first bytes.
fn ending(bytes: &[u8]) -> Option<&'static str> {
    let begins = |start: &[u8]| bytes.starts_with(start);
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    match () {
        // Some writers put a few bytes before the mark.
        () if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") => Some("pdf"),
        () if begins(b"PK\x03\x04") && holds(b"word/document.xml") => Some("docx"),
        () if begins(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => Some("doc"),
        () => None,
    }
}

fn keep(bytes: &[u8], name: &str, given_at: DateTime<Utc>) -> Result<Fetched, FetchError> {
    let ending = ending(bytes).ok_or(FetchError::Kind)?;
    let disk = |error: std::io::Error| FetchError::Disk(error.kind());
    // Only its owner may enter a temporary folder.
    let folder = tempfile::Builder::new().prefix("ghosthands-resume-").tempdir().map_err(disk)?;
    let name = format!("{}.{ending}", plain_stem(name));
    let path = folder.path().join(&name);
    std::fs::write(&path, bytes).map_err(disk)?;
    let file = FileEntry { path, name, sha256: Sha256::of(bytes), bytes: bytes.len() as u64 };
    Ok(Fetched { attachment: Attachment { file, given_at }, _folder: folder })
}

/// The name as the employer will see it: the last part of the path without its ending, in plain characters.
fn plain_stem(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain: String = stem.chars().filter(|c| c.is_alphanumeric() || " -_.".contains(*c)).take(80).collect();
    let plain = plain.trim_matches([' ', '.']).to_owned();
    if plain.is_empty() { "resume".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::egress::Policy;

    const PDF: &[u8] = b"%PDF-1.7 a resume";

    fn files(folder: &Path) -> ResumeFiles {
        let sources = Sources { folder: Some(folder.to_owned()), ..Sources::default() };
        ResumeFiles::new(sources, Egress::new(Policy::public()))
    }

    #[tokio::test]
    async fn a_storage_path_is_read_in_its_folder_and_nowhere_else() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.pdf"), PDF).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("ada")).unwrap();
        std::fs::write(folder.path().join("ada/Ada King.pdf"), PDF).unwrap();
        std::fs::write(folder.path().join("notes.txt"), b"hello").unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        let files = files(folder.path());
        let fetch = async |path: &str| files.fetch(&Reference::Storage(path.to_owned()), DateTime::UNIX_EPOCH).await;

        let fetched = fetch("/ada/Ada King.pdf").await.unwrap();
        assert_eq!(fetched.attachment.file.name, "Ada King.pdf");
        assert_eq!(std::fs::read(&fetched.attachment.file.path).unwrap(), PDF);
        let path = fetched.attachment.file.path.clone();
        drop(fetched);
        assert!(!path.exists(), "the file goes with the job");

        assert!(matches!(fetch("notes.txt").await, Err(FetchError::Kind)));
        assert!(matches!(fetch("missing.pdf").await, Err(FetchError::NotFound)));
        assert!(matches!(fetch("../secret.pdf").await, Err(FetchError::Address(_))));
        assert!(matches!(fetch("link/secret.pdf").await, Err(FetchError::NotFound)));
    }

    #[tokio::test]
    async fn an_address_inside_the_network_is_not_downloaded() {
        let folder = tempfile::tempdir().unwrap();
        let fetched = files(folder.path())
            .fetch(&Reference::Url("http://169.254.169.254/latest/meta-data".to_owned()), DateTime::UNIX_EPOCH)
            .await;
        let error = fetched.unwrap_err();
        assert!(matches!(error, FetchError::Address(_)));
        assert!(!error.to_string().contains("169.254"), "{error}");
    }

    #[test]
    fn a_path_cannot_leave_the_place_it_is_put_in() {
        let base = Url::parse("https://x.supabase.co/").unwrap();
        let url = below(&base, &["storage/v1/object/resumes", "ada/cv 1?.pdf#x"]).unwrap();
        assert_eq!(url.as_str(), "https://x.supabase.co/storage/v1/object/resumes/ada/cv%201%3F.pdf%23x");
        for path in ["../../auth/v1/admin/users", "a/./b", "", "/"] {
            assert!(below(&base, &[path]).is_err(), "{path}");
        }
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(ending(b"\n%PDF-1.4"), Some("pdf"));
        assert_eq!(ending(b"PK\x03\x04....word/document.xml"), Some("docx"));
        assert_eq!(ending(b"PK\x03\x04....xl/workbook.xml"), None);
        assert_eq!(ending(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Some("doc"));
        for garbage in [&b""[..], b"MZ\x90", b"<html>", b"%PD"] {
            assert_eq!(ending(garbage), None);
        }
    }

    #[test]
    fn a_name_is_shown_in_plain_characters() {
        for (path, stem) in [
            ("u/1/Ada King CV.pdf", "Ada King CV"),
            ("résumé.docx", "résumé"),
            ("..", "resume"),
            ("a\u{202e}b\n<c>.pdf", "abc"),
            ("", "resume"),
        ] {
            assert_eq!(plain_stem(path), stem, "{path}");
        }
    }
}
