//! The work file of an unfinished bundle: an opening line, then each link's
//! line followed by its content. Append-only; every append is on disk before
//! it counts, so that a reader finds a valid beginning and perhaps a torn tail.
//!
//! The writer holds a lock on the file, which the system releases when it
//! dies: that is how a live bundle is told from an abandoned one.

use crate::chain::{Chain, Link, MAX_LINE, Misfit};
use crate::instant;
use crate::manifest::{Header, MAX_HEADER};
use chrono::{DateTime, Utc};
use domain::Sha256;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// First bytes of a work file.
pub(crate) const MAGIC: &[u8] = b"valet-evidence-journal/1 ";

/// What is known when a bundle begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Opening {
    #[serde(flatten)]
    pub(crate) header: Header,
    #[serde(with = "instant")]
    pub(crate) created_at: DateTime<Utc>,
}

/// An open, locked work file.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    end: u64,
    pub(crate) opening: Opening,
    pub(crate) chain: Chain,
    stored: Vec<Stored>,
}

/// Where the content of a link lies.
#[derive(Debug, Clone, Copy)]
struct Stored {
    offset: u64,
    crc: u32,
}

/// Why an existing work file cannot be opened.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// Its writer lives.
    Busy,
    /// It does not begin like a work file.
    NotAJournal,
    Io(io::Error),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Journal {
    /// Starts a work file; fails when there is one.
    pub(crate) fn create(path: &Path, opening: Opening) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        file.try_lock()?;
        let json = serde_json::to_vec(&opening)?;
        let line = [MAGIC, &json, b"\n"].concat();
        file.write_all(&line)?;
        file.sync_all()?;
        sync_folder(path)?;
        if file.metadata()?.nlink() == 0 {
            return Err(io::Error::other("the work file was removed while it was being created"));
        }
        let end = line.len() as u64;
        Ok(Self { file, path: path.to_owned(), end, opening, chain: Chain::default(), stored: Vec::new() })
    }

    /// Opens an abandoned work file and forgets its torn tail. `None` when there is none, or when it was abandoned before it began.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, OpenError> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        if file.metadata()?.nlink() == 0 {
            return Ok(None);
        }
        let mut reader = BufReader::new(file);
        let first = read_line(&mut reader, MAGIC.len() + MAX_HEADER)?;
        if !first.ends_with(b"\n")
            && reader.buffer().is_empty()
            && MAGIC.starts_with(&first[..first.len().min(MAGIC.len())])
        {
            std::fs::remove_file(path)?;
            return Ok(None);
        }
        let opening = first.strip_prefix(MAGIC).and_then(|json| serde_json::from_slice(json).ok());
        let opening = opening.ok_or(OpenError::NotAJournal)?;
        let mut chain = Chain::default();
        let mut stored = Vec::new();
        let mut end = first.len() as u64;
        while let Some((entry, length)) = read_entry(&mut reader, &mut chain, end)? {
            stored.push(entry);
            end += length;
        }
        let file = reader.into_inner();
        file.set_len(end)?;
        Ok(Some(Self { file, path: path.to_owned(), end, opening, chain, stored }))
    }

    /// Appends an entry; when this returns it is on disk.
    pub(crate) fn append(&mut self, link: Link, content: &[u8]) -> io::Result<()> {
        let line = link.line();
        let record = [line.as_bytes(), b"\n", content, b"\n"].concat();
        let written = self.file.write_all_at(&record, self.end).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // A torn tail is dropped when the file is opened again; without room even cutting it off may fail.
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        let offset = self.end + line.len() as u64 + 1;
        self.stored.push(Stored { offset, crc: crc32fast::hash(content) });
        self.end += record.len() as u64;
        self.chain.push(link).map_err(|_| io::Error::other("the link was checked before it was written"))
    }

    /// Each link with the check sum of its content, and the content itself.
    pub(crate) fn contents(&self) -> impl Iterator<Item = (&Link, u32, io::Result<impl Read>)> {
        self.chain.links().iter().zip(&self.stored).map(|(link, stored)| {
            let mut file = &self.file;
            let content = file.seek(SeekFrom::Start(stored.offset)).map(|_| file.take(link.bytes));
            (link, stored.crc, content)
        })
    }

    /// Deletes the work file: a sealed bundle has taken its place.
    pub(crate) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}

/// Reads one entry and links it; `None` at the end and at anything torn.
fn read_entry(reader: &mut impl BufRead, chain: &mut Chain, at: u64) -> io::Result<Option<(Stored, u64)>> {
    let line = read_line(reader, MAX_LINE)?;
    let Some(link) = line.strip_suffix(b"\n").and_then(Link::parse) else { return Ok(None) };
    if link.bytes > crate::MAX_ENTRY_BYTES {
        return Ok(None);
    }
    let mut content = Vec::new();
    reader.take(link.bytes + 1).read_to_end(&mut content)?;
    if content.pop() != Some(b'\n') || content.len() as u64 != link.bytes || Sha256::of(&content) != link.sha256 {
        return Ok(None);
    }
    let (length, offset) = (line.len() as u64 + link.bytes + 1, at + line.len() as u64);
    let linked: Result<(), Misfit> = chain.push(link);
    Ok(linked.ok().map(|()| (Stored { offset, crc: crc32fast::hash(&content) }, length)))
}

fn read_line(reader: &mut impl BufRead, limit: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    reader.take(limit as u64).read_until(b'\n', &mut line)?;
    Ok(line)
}

/// Makes a new or renamed file in the folder of `path` survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
