//! The archive around a DOCX file, opened with care.

use crate::ResumeError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most entries; Word files have below one hundred.
const MAX_ENTRIES: usize = 2_000;
/// Largest part unpacked.
const MAX_PART_BYTES: u64 = 16 * 1024 * 1024;
/// Most bytes unpacked in all.
const MAX_TOTAL_BYTES: u64 = 32 * 1024 * 1024;
/// Highest ratio of unpacked to packed; text packs about tenfold.
const MAX_RATIO: u64 = 200;

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    unpacked: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ResumeError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ResumeError::Corrupt)?;
        if archive.len() > MAX_ENTRIES {
            return Err(ResumeError::TooMuchText);
        }
        Ok(Self { archive, unpacked: 0 })
    }

    /// The page headers, where some put their name and address.
    pub(super) fn headers(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        names.retain(|name| name.starts_with("word/header") && name.ends_with(".xml"));
        names.sort();
        names.truncate(3);
        names
    }

    /// A part as text, or nothing when there is none by that name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ResumeError> {
        let mut file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(ResumeError::Corrupt),
        };
        if file.encrypted() {
            return Err(ResumeError::Encrypted);
        }
        // The sizes an archive states may be lies; reading stops at the limit whatever they say.
        let packed = file.compressed_size().max(1);
        let limit = MAX_PART_BYTES.min(packed.saturating_mul(MAX_RATIO)).min(MAX_TOTAL_BYTES - self.unpacked);
        let mut bytes = Vec::new();
        file.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(|_| ResumeError::Corrupt)?;
        if bytes.len() as u64 > limit {
            return Err(ResumeError::TooMuchText);
        }
        self.unpacked += bytes.len() as u64;
        String::from_utf8(bytes).map(Some).map_err(|_| ResumeError::Corrupt)
    }
}
