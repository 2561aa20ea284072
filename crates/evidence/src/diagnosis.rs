//! Naming what somebody changed who rewrote the archive with a zip tool.
//!
//! Only ever consulted about a bundle that is already known to be changed, so
//! it may read loosely, and what it cannot read it leaves unnamed.

use crate::chain::Chain;
use crate::digests::Digests;
use crate::names::{CHAIN, CLOSING};
use crate::verify::{Change, MAX_CHAIN, Seen, compare, legible};
use crate::{MAX_ENTRIES, MAX_ENTRY_BYTES};
use std::io::{self, Read, Seek};
use zip::ZipArchive;

/// Larger archives are not diagnosed, and no more than this is unpacked: enough for every real bundle, a second for a bomb.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;

/// What differs from the chain inside the archive, as far as it can be read.
pub(crate) fn diagnose<R: Read + Seek>(reader: &mut R) -> Vec<Change> {
    try_diagnose(reader).unwrap_or_default()
}

fn try_diagnose<R: Read + Seek>(reader: &mut R) -> Option<Vec<Change>> {
    let length = reader.seek(io::SeekFrom::End(0)).ok()?;
    if length > MAX_UNPACKED {
        return None;
    }
    reader.rewind().ok()?;
    let mut archive = ZipArchive::new(reader).ok()?;
    if archive.len() > MAX_ENTRIES + CLOSING.len() + 16 {
        return None;
    }
    let chain = match Chain::parse(&read_chain(&mut archive)?) {
        Ok(chain) => chain,
        Err(line) => return Some(vec![Change::Chain(line)]),
    };
    let mut budget = MAX_UNPACKED;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let seen = see(&mut archive, index, &mut budget)?;
        if !CLOSING.contains(&seen.name.as_str()) {
            files.push(seen);
        }
    }
    Some(compare(&chain, &files))
}

fn read_chain<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    archive.by_name(CHAIN).ok()?.take(MAX_CHAIN as u64).read_to_end(&mut text).ok()?;
    Some(text)
}

/// Digests one file; `None` when the budget is used up.
fn see<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize, budget: &mut u64) -> Option<Seen> {
    let Ok(file) = archive.by_index(index) else {
        let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default();
        return Some(Seen { name: legible(name.as_bytes()), sha256: None });
    };
    let name = legible(file.name_raw());
    let limit = MAX_ENTRY_BYTES.min(*budget) + 1;
    let mut digests = Digests::default();
    let read = io::copy(&mut file.take(limit), &mut digests);
    let sha256 = match read {
        Ok(bytes) if bytes < limit => Some(digests.finish().1),
        _ => None,
    };
    *budget = budget.checked_sub(read.unwrap_or(limit).max(1))?;
    Some(Seen { name, sha256 })
}
