//! Writing a bundle while the application runs.
//!
//! Blocking: an entry costs one flush to disk. The instants are the caller's.

use crate::chain::Misfit;
use crate::digests::{Digests, Tee};
use crate::journal::{Journal, OpenError, Opening, sync_folder};
use crate::keys::SigningKey;
use crate::layout::Archive;
use crate::manifest::{Completeness, Header, MAX_HEADER, Manifest};
use crate::names::{CHAIN, EntryName, MANIFEST, MediaType, SIGNATURE, SIGNER};
use crate::verify::{Report, verify};
use crate::{FORMAT, MAX_CONTENT_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES};
use chrono::{DateTime, Utc};
use domain::Sha256;
use std::fs::OpenOptions;
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What the work file of a bundle is called: the bundle's name and this.
const WORK_SUFFIX: &str = ".part";
/// What a bundle is called while it is being sealed.
const SEALING_SUFFIX: &str = ".sealing";

/// A bundle that is being written. Dropping it leaves the work file for [`Bundle::recover`].
#[derive(Debug)]
pub struct Bundle {
    target: PathBuf,
    journal: Journal,
    completeness: Completeness,
}

/// A finished bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Where it is.
    pub path: PathBuf,
    /// Digest of the last line of its chain; kept elsewhere, it proves that nothing was taken away later.
    pub head: Sha256,
}

/// Why a bundle could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There is a finished bundle of that name; evidence is never overwritten.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// There is an unfinished bundle of that name: recover it first.
    #[error("{0} was begun and not finished")]
    Unfinished(PathBuf),
    /// Another process is writing it.
    #[error("{0} is being written by another process")]
    Busy(PathBuf),
    /// The work file is not one, or its content changed on disk.
    #[error("the unfinished bundle {0} is damaged")]
    Damaged(PathBuf),
    /// An entry of that name was added before.
    #[error("the bundle already has an entry named {0}")]
    Duplicate(EntryName),
    /// Over [`MAX_ENTRIES`], [`MAX_ENTRY_BYTES`] or [`MAX_CONTENT_BYTES`].
    #[error(
        "the entry {0} is too large: a bundle takes {MAX_ENTRIES} entries of at most {MAX_ENTRY_BYTES} bytes, {MAX_CONTENT_BYTES} bytes together"
    )]
    TooLarge(EntryName),
    /// The header is longer than 8 KiB.
    #[error("the header of the bundle is too long")]
    HeaderTooLong,
    /// The disk.
    #[error("the evidence bundle {path} could not be written")]
    Io {
        /// Which bundle.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Bundle {
    /// Begins the bundle that will be sealed as `path`. Its folder must exist.
    ///
    /// # Errors
    /// [`BundleError::Exists`], [`BundleError::Unfinished`], [`BundleError::HeaderTooLong`], [`BundleError::Io`].
    pub fn create(path: &Path, header: Header, at: DateTime<Utc>) -> Result<Self, BundleError> {
        let wrap = |source| BundleError::Io { path: path.to_owned(), source };
        if path.try_exists().map_err(wrap)? {
            return Err(BundleError::Exists(path.to_owned()));
        }
        if serde_json::to_vec(&header).map_or(0, |json| json.len()) > MAX_HEADER - 256 {
            return Err(BundleError::HeaderTooLong);
        }
        let opening = Opening { header, created_at: at };
        let journal =
            Journal::create(&with_suffix(path, WORK_SUFFIX), opening).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => BundleError::Unfinished(path.to_owned()),
                _ => wrap(error),
            })?;
        Ok(Self { target: path.to_owned(), journal, completeness: Completeness::Complete })
    }

    /// Takes over the bundle `path` that its writer left unfinished. What was
    /// added until then is there; more may be added; it is sealed as
    /// [`Completeness::Incomplete`]. `None` when there is nothing to recover.
    ///
    /// # Errors
    /// [`BundleError::Busy`] while its writer lives, [`BundleError::Damaged`],
    /// [`BundleError::Exists`] when another bundle has that name, [`BundleError::Io`].
    pub fn recover(path: &Path) -> Result<Option<Self>, BundleError> {
        let wrap = |source| BundleError::Io { path: path.to_owned(), source };
        let journal = Journal::open(&with_suffix(path, WORK_SUFFIX)).map_err(|error| match error {
            OpenError::Busy => BundleError::Busy(path.to_owned()),
            OpenError::NotAJournal => BundleError::Damaged(path.to_owned()),
            OpenError::Io(source) => wrap(source),
        })?;
        let Some(journal) = journal else { return Ok(None) };
        if path.try_exists().map_err(wrap)? {
            // Sealed, and then interrupted before the work file was deleted?
            return match verify(path, None) {
                Ok(report) if is_sealed_form_of(&report, &journal) => journal.remove().map(|()| None).map_err(wrap),
                _ => Err(BundleError::Exists(path.to_owned())),
            };
        }
        Ok(Some(Self { target: path.to_owned(), journal, completeness: Completeness::Incomplete }))
    }

    /// Adds an entry. When this returns, the entry survives a crash. On an
    /// error nothing was added and the bundle can go on.
    ///
    /// # Errors
    /// [`BundleError::Duplicate`], [`BundleError::TooLarge`], [`BundleError::Io`].
    pub fn add(
        &mut self,
        name: EntryName,
        media_type: MediaType,
        content: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Sha256, BundleError> {
        let link = self.journal.chain.next(name.clone(), media_type, content, at).map_err(|misfit| match misfit {
            Misfit::Duplicate => BundleError::Duplicate(name),
            Misfit::TooLarge | Misfit::NotNext => BundleError::TooLarge(name),
        })?;
        let digest = link.sha256;
        self.journal.append(link, content).map_err(|source| self.io(source))?;
        Ok(digest)
    }

    /// Digest of the chain so far: what to write down before a step that cannot be undone.
    #[must_use]
    pub fn head(&self) -> Sha256 {
        self.journal.chain.head()
    }

    /// Names of the entries so far, in order.
    pub fn entries(&self) -> impl Iterator<Item = &EntryName> {
        self.journal.chain.links().iter().map(|link| &link.name)
    }

    /// Signs and seals. Until the sealed file is complete on disk under its name the work file stays, so a failure loses nothing.
    ///
    /// # Errors
    /// [`BundleError::Io`]; [`BundleError::Damaged`] when the work file no longer holds what was added;
    /// [`BundleError::Exists`] when somebody else put a file there.
    pub fn finish(self, key: &SigningKey, at: DateTime<Utc>) -> Result<Sealed, BundleError> {
        let sealing = with_suffix(&self.target, SEALING_SUFFIX);
        self.write_sealed(&sealing, key, at).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => BundleError::Damaged(self.target.clone()),
            _ => self.io(error),
        })?;
        let sealing = tempfile::TempPath::try_from_path(sealing).map_err(|error| self.io(error))?;
        sealing.persist_noclobber(&self.target).map_err(|failed| match failed.error.kind() {
            io::ErrorKind::AlreadyExists => BundleError::Exists(self.target.clone()),
            _ => self.io(failed.error),
        })?;
        sync_folder(&self.target).map_err(|error| self.io(error))?;
        let Self { target, journal, .. } = self;
        let head = journal.chain.head();
        journal.remove().map_err(|source| BundleError::Io { path: target.clone(), source })?;
        Ok(Sealed { path: target, head })
    }

    fn write_sealed(&self, path: &Path, key: &SigningKey, at: DateTime<Utc>) -> io::Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut archive = Archive::new(BufWriter::new(file));
        for (link, crc, content) in self.journal.contents() {
            archive.begin(link.name.as_str(), crc, link.bytes)?;
            let mut digests = Digests::default();
            io::copy(&mut content?, &mut Tee(archive.content(), &mut digests))?;
            if digests.finish() != (crc, link.sha256) {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        let manifest = self.manifest(key, at).text();
        archive.add(CHAIN, self.journal.chain.text().as_bytes())?;
        archive.add(MANIFEST, manifest.as_bytes())?;
        archive.add(SIGNATURE, &key.sign(manifest.as_bytes()))?;
        archive.add(SIGNER, key.public().pem().as_bytes())?;
        archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    fn manifest(&self, key: &SigningKey, at: DateTime<Utc>) -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            header: self.journal.opening.header.clone(),
            created_at: self.journal.opening.created_at,
            finished_at: at,
            completeness: self.completeness,
            entries: self.journal.chain.links().len(),
            head: self.head(),
            public_key: key.public(),
        }
    }

    fn io(&self, source: io::Error) -> BundleError {
        BundleError::Io { path: self.target.clone(), source }
    }
}

/// Bundles in `folder` that were begun and not sealed, in no particular order; some may still be being written.
///
/// # Errors
/// When the folder cannot be read.
pub fn list_unfinished(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(target) = path.to_str().and_then(|p| p.strip_suffix(WORK_SUFFIX)) {
            found.push(PathBuf::from(target));
        }
    }
    Ok(found)
}

fn is_sealed_form_of(report: &Report, journal: &Journal) -> bool {
    report.head == journal.chain.head()
        && report.header == journal.opening.header
        && report.created_at == journal.opening.created_at
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
