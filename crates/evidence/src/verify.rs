//! Checking a sealed bundle, offline, in one pass over the file.
//!
//! A bundle is intact when the file is, byte for byte, the one that its
//! entries determine (`layout`), its chain names exactly these entries, its
//! manifest names the end of that chain, and its signature is of that
//! manifest. Anything else is "changed"; there is no partial trust.
//!
//! Memory: the closing files, at most a megabyte, and a buffer. Time: one pass
//! over at most [`MAX_FILE_BYTES`]; naming what changed takes a second one.

use crate::chain::{Chain, MAX_LINE};
use crate::diagnosis::diagnose;
use crate::digests::Digests;
use crate::journal::MAGIC;
use crate::keys::{PublicKey, SIGNATURE_BYTES};
use crate::layout::{CENTRAL, LOCAL, LOCAL_BYTES, Slot, directory};
use crate::manifest::{Completeness, Header, MAX_MANIFEST, Manifest};
use crate::names::{CHAIN, CLOSING, EntryName, MANIFEST, MAX_NAME};
use crate::{MAX_CONTENT_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES};
use chrono::{DateTime, Utc};
use domain::Sha256;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// Largest `chain.jsonl`.
pub(crate) const MAX_CHAIN: usize = MAX_ENTRIES * MAX_LINE;
/// Largest file that is looked at: the contents and all that surrounds them.
const MAX_FILE_BYTES: u64 = MAX_CONTENT_BYTES + 4 * 1024 * 1024;

/// What an intact bundle says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which application it is about.
    pub header: Header,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was sealed.
    pub finished_at: DateTime<Utc>,
    /// Whether the record reaches the end of the run.
    pub completeness: Completeness,
    /// Names of the entries, in the order in which they were added.
    pub entries: Vec<EntryName>,
    /// Digest of the last line of the chain.
    pub head: Sha256,
    /// The key it is signed with.
    pub public_key: PublicKey,
    /// Whose key that is.
    pub signer: Signer,
}

/// Whose key signed a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The trusted key.
    Trusted,
    /// Another key. Anybody can make a bundle and sign it with a key of theirs.
    Other,
    /// No key to compare with was given.
    NotCompared,
}

/// Why a file is not an intact bundle.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It could not be read.
    #[error("the file could not be read")]
    Io(#[from] io::Error),
    /// Larger than any bundle.
    #[error("the file is larger than any evidence bundle")]
    TooLarge,
    /// Not a bundle, or changed beyond recognition.
    #[error("the file is not an evidence bundle")]
    NotABundle,
    /// The work file of a bundle that was never sealed.
    #[error("the bundle was never finished; nothing in it is signed yet")]
    Unfinished,
    /// Made by a newer or older product.
    #[error("the bundle has the format {0}, which this version does not read")]
    Format(String),
    /// It is not what was signed; each finding says what differs. At least one.
    #[error("the bundle was changed after it was sealed: {}", listed(.0))]
    Changed(Vec<Change>),
}

/// One difference from what was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The content of an entry differs from its digest in the chain.
    Content(String),
    /// The chain names an entry that is not there, or a closing file is not.
    Removed(String),
    /// There is a file the chain does not name; its name is shown escaped.
    Added(String),
    /// The entries are there, in another order.
    Reordered,
    /// A file name occurs twice.
    Duplicate(String),
    /// A line of the chain, from 1, is not the next link.
    Chain(usize),
    /// The manifest does not belong to the chain, or is not one.
    Manifest,
    /// The signature is not of this manifest, or the named key is another one.
    Signature,
    /// The archive was rewritten: bytes that carry no content differ at or after this offset.
    Layout(u64),
    /// The file ends too early.
    Truncated,
    /// There is something after the end.
    Trailing,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(name) => write!(f, "{name} was changed"),
            Self::Removed(name) => write!(f, "{name} was removed or renamed"),
            Self::Added(name) => write!(f, "{name} was added or renamed"),
            Self::Reordered => write!(f, "the entries were put in another order"),
            Self::Duplicate(name) => write!(f, "{name} occurs twice"),
            Self::Chain(line) => write!(f, "line {line} of {CHAIN} was changed"),
            Self::Manifest => write!(f, "{MANIFEST} was changed"),
            Self::Signature => write!(f, "the signature does not belong to this bundle"),
            Self::Layout(offset) => write!(f, "the archive was rewritten (byte {offset})"),
            Self::Truncated => write!(f, "the end of the file is missing"),
            Self::Trailing => write!(f, "something was appended to the file"),
        }
    }
}

fn listed(changes: &[Change]) -> String {
    let shown = changes.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    if changes.len() > 5 { format!("{shown}; and {} more", changes.len() - 5) } else { shown }
}

/// Checks the bundle at `path`. With `trusted`, tells whether that key signed it.
///
/// # Errors
/// Anything but an intact bundle is an error; see [`VerifyError`].
pub fn verify(path: &Path, trusted: Option<&PublicKey>) -> Result<Report, VerifyError> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(VerifyError::NotABundle);
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(VerifyError::TooLarge);
    }
    check(&mut BufReader::with_capacity(64 * 1024, file), trusted)
}

/// [`verify`] of anything that can be read twice.
pub(crate) fn check<R: Read + Seek>(reader: &mut R, trusted: Option<&PublicKey>) -> Result<Report, VerifyError> {
    let files = match scan(reader) {
        Err(VerifyError::Changed(found)) => {
            reader.rewind()?;
            let mut named = diagnose(reader);
            named.extend(found);
            return Err(VerifyError::Changed(named));
        }
        other => other?,
    };
    judge(&files, trusted)
}

fn changed<T>(change: Change) -> Result<T, VerifyError> {
    Err(VerifyError::Changed(vec![change]))
}

/// The files of an archive whose layout is exactly ours.
#[derive(Default)]
struct Files {
    entries: Vec<Seen>,
    /// Contents of the closing files, in their order.
    closing: Vec<Vec<u8>>,
    /// Where a check sum does not belong to its content.
    wrong_sums: Vec<u64>,
}

/// A file of the archive.
pub(crate) struct Seen {
    pub(crate) name: String,
    /// Digest of its content; `None` when the content could not be read.
    pub(crate) sha256: Option<Sha256>,
}

/// Reads the archive and checks every byte that carries no content.
fn scan(reader: &mut impl Read) -> Result<Files, VerifyError> {
    let mut source = Source { reader, offset: 0 };
    let mut files = Files::default();
    let mut slots: Vec<Slot> = Vec::new();
    loop {
        let start = source.offset;
        match source.take(LOCAL.len())?.as_slice() {
            mark if mark == LOCAL => slots.push(read_file(&mut source, start, &slots, &mut files)?),
            mark if mark == CENTRAL && !slots.is_empty() => break,
            mark if start == 0 && MAGIC.starts_with(mark) && !mark.is_empty() => return Err(VerifyError::Unfinished),
            _ if start == 0 => return Err(VerifyError::NotABundle),
            mark if mark.len() < LOCAL.len() => return changed(Change::Truncated),
            _ => return changed(Change::Layout(start)),
        }
    }
    read_directory(&mut source, &slots)?;
    match CLOSING.get(files.closing.len()) {
        Some(missing) => changed(Change::Removed((*missing).to_owned())),
        None => Ok(files),
    }
}

/// Reads the file whose record starts at `start`, just after its mark.
fn read_file<R: Read>(
    source: &mut Source<'_, R>,
    start: u64,
    before: &[Slot],
    files: &mut Files,
) -> Result<Slot, VerifyError> {
    let header = source.exactly(LOCAL_BYTES - LOCAL.len())?;
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (crc, bytes) = (number(10), number(18));
    let name_bytes = usize::from(u16::from_le_bytes([header[22], header[23]]));
    if name_bytes > MAX_NAME || before.len() >= MAX_ENTRIES + CLOSING.len() || u64::from(bytes) > MAX_ENTRY_BYTES {
        return changed(Change::Layout(start));
    }
    let name = legible(&source.exactly(name_bytes)?);
    let offset = u32::try_from(start).or(changed(Change::Layout(start)))?;
    let slot = Slot { name: name.clone(), crc, bytes, offset };
    if slot.local_header()[LOCAL.len()..LOCAL_BYTES] != header {
        return changed(Change::Layout(start));
    }
    if before.iter().any(|other| other.name == name) {
        return changed(Change::Duplicate(name));
    }
    let expected_closing = CLOSING.get(files.closing.len()).copied().unwrap_or_default();
    let sum = if name == expected_closing {
        let content = source.exactly(closing_bytes(files.closing.len(), bytes, start)?)?;
        let sum = crc32fast::hash(&content);
        files.closing.push(content);
        sum
    } else if EntryName::parse(&name).is_ok() && files.closing.is_empty() {
        let (sum, sha256) = source.digest(u64::from(bytes))?;
        files.entries.push(Seen { name, sha256: Some(sha256) });
        sum
    } else {
        return changed(Change::Added(name));
    };
    if sum != crc {
        files.wrong_sums.push(start);
    }
    Ok(slot)
}

/// The length of a closing file, when it is one that such a file can have.
fn closing_bytes(which: usize, bytes: u32, start: u64) -> Result<usize, VerifyError> {
    let limit = [MAX_CHAIN, MAX_MANIFEST, SIGNATURE_BYTES, 1024][which];
    match usize::try_from(bytes) {
        Ok(bytes) if bytes <= limit => Ok(bytes),
        _ => changed(Change::Layout(start)),
    }
}

/// Compares what follows the first mark of the directory with what must follow it.
fn read_directory<R: Read>(source: &mut Source<'_, R>, slots: &[Slot]) -> Result<(), VerifyError> {
    let start = source.offset - CENTRAL.len() as u64;
    let at = u32::try_from(start).or(changed(Change::Layout(start)))?;
    let expected = &directory(slots, at)[CENTRAL.len()..];
    let found = source.take(expected.len() + 1)?;
    if let Some(difference) = expected.iter().zip(&found).position(|(a, b)| a != b) {
        return changed(Change::Layout(start + (CENTRAL.len() + difference) as u64));
    }
    match found.len().cmp(&expected.len()) {
        std::cmp::Ordering::Less => changed(Change::Truncated),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => changed(Change::Trailing),
    }
}

/// Compares the contents with the chain, the chain with the manifest, the manifest with its signature.
fn judge(files: &Files, trusted: Option<&PublicKey>) -> Result<Report, VerifyError> {
    let [chain, manifest, signature, signer] = files.closing.as_slice() else {
        return changed(Change::Manifest);
    };
    if let Some(format) = Manifest::foreign_format(manifest) {
        return Err(VerifyError::Format(format));
    }
    let chain = match Chain::parse(chain) {
        Ok(chain) => chain,
        Err(line) => return changed(Change::Chain(line)),
    };
    let mut changes = compare(&chain, &files.entries);
    if changes.is_empty() {
        changes.extend(files.wrong_sums.iter().map(|at| Change::Layout(*at)));
    }
    let manifest_text = manifest;
    let manifest =
        Manifest::parse(manifest_text).filter(|m| m.head == chain.head() && m.entries == chain.links().len());
    let Some(manifest) = manifest else {
        changes.push(Change::Manifest);
        return Err(VerifyError::Changed(changes));
    };
    let key = manifest.public_key;
    if !key.signed(manifest_text, signature) || key.pem().as_bytes() != signer {
        changes.push(Change::Signature);
    }
    if !changes.is_empty() {
        return Err(VerifyError::Changed(changes));
    }
    Ok(Report {
        header: manifest.header,
        created_at: manifest.created_at,
        finished_at: manifest.finished_at,
        completeness: manifest.completeness,
        entries: chain.links().iter().map(|link| link.name.clone()).collect(),
        head: manifest.head,
        public_key: key,
        signer: match trusted {
            None => Signer::NotCompared,
            Some(trusted) if *trusted == key => Signer::Trusted,
            Some(_) => Signer::Other,
        },
    })
}

/// What differs between the files that are there and those the chain names.
pub(crate) fn compare(chain: &Chain, files: &[Seen]) -> Vec<Change> {
    let named: HashMap<&str, &Sha256> = chain.links().iter().map(|l| (l.name.as_str(), &l.sha256)).collect();
    let present: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let mut changes = Vec::new();
    for file in files {
        match named.get(file.name.as_str()) {
            None => changes.push(Change::Added(file.name.clone())),
            Some(sha256) if file.sha256 != Some(**sha256) => changes.push(Change::Content(file.name.clone())),
            Some(_) => {}
        }
    }
    let gone = chain.links().iter().filter(|link| !present.contains(link.name.as_str()));
    changes.extend(gone.map(|link| Change::Removed(link.name.to_string())));
    let shared = files.iter().map(|f| f.name.as_str()).filter(|name| named.contains_key(name));
    let in_order = chain.links().iter().map(|l| l.name.as_str()).filter(|name| present.contains(name));
    if !shared.eq(in_order) {
        changes.push(Change::Reordered);
    }
    changes
}

/// A file name that may be shown: as it is when a bundle can have it, else escaped and cut.
pub(crate) fn legible(name: &[u8]) -> String {
    let escaped = name.escape_ascii().to_string();
    escaped.chars().take(MAX_NAME * 2).collect()
}

/// A reader that knows how far it is.
struct Source<'a, R> {
    reader: &'a mut R,
    offset: u64,
}

impl<R: Read> Source<'_, R> {
    /// Up to `bytes` bytes; fewer only at the end.
    fn take(&mut self, bytes: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.reader.by_ref().take(bytes as u64).read_to_end(&mut out)?;
        self.offset += out.len() as u64;
        Ok(out)
    }

    fn exactly(&mut self, bytes: usize) -> Result<Vec<u8>, VerifyError> {
        let out = self.take(bytes)?;
        if out.len() == bytes { Ok(out) } else { changed(Change::Truncated) }
    }

    /// Check sum and digest of the next `bytes` bytes.
    fn digest(&mut self, bytes: u64) -> Result<(u32, Sha256), VerifyError> {
        let mut digests = Digests::default();
        let read = io::copy(&mut self.reader.by_ref().take(bytes), &mut digests)?;
        self.offset += read;
        if read == bytes { Ok(digests.finish()) } else { changed(Change::Truncated) }
    }
}

#[cfg(test)]
mod tests;
