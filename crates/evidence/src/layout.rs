//! The one way a bundle is laid out as a zip: entries stored uncompressed, in
//! order, without extra fields, comments, times or data descriptors.
//!
//! Nothing in the file is free to vary, so a change of any bit shows, and a
//! bundle reads the same with any version of any zip library. It is written
//! here and not by a library because a library is free to change its choices.

use std::io::{self, Write};

/// First bytes of a file record.
pub(crate) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// First bytes of a record of the directory.
pub(crate) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Length of a file record before the name.
pub(crate) const LOCAL_BYTES: usize = 30;

/// "1.0: stored files", the least a reader must understand.
const VERSION_NEEDED: u16 = 10;
/// Made on Unix, by the same version.
const MADE_BY: u16 = 0x0300 | VERSION_NEEDED;
/// 1980-01-01 00:00:00, the first instant of the format. The chain holds the real times.
const TIME: u16 = 0;
const DATE: u16 = 0x0021;
/// A regular file that only its owner can read: unpacking keeps it private.
const ATTRIBUTES: u32 = 0o100_600 << 16;

/// A file of the archive.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) crc: u32,
    pub(crate) bytes: u32,
    pub(crate) offset: u32,
}

impl Slot {
    /// The fields both records share, from "version needed" to "name length".
    fn shared(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(24);
        for field in [VERSION_NEEDED, 0, 0, TIME, DATE] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.bytes, self.bytes] {
            out.extend(field.to_le_bytes());
        }
        out.extend(short(self.name.len()).to_le_bytes());
        out
    }

    /// What stands before the content.
    pub(crate) fn local_header(&self) -> Vec<u8> {
        [&LOCAL[..], &self.shared(), &0u16.to_le_bytes(), self.name.as_bytes()].concat()
    }

    fn central_header(&self) -> Vec<u8> {
        let mut out = [&CENTRAL[..], &MADE_BY.to_le_bytes(), &self.shared()].concat();
        // extra length, comment length, disk, internal attributes
        out.extend([0u8; 8]);
        out.extend(ATTRIBUTES.to_le_bytes());
        out.extend(self.offset.to_le_bytes());
        out.extend(self.name.as_bytes());
        out
    }
}

/// Everything after the last file: the directory and its end.
pub(crate) fn directory(slots: &[Slot], at: u32) -> Vec<u8> {
    let mut out: Vec<u8> = slots.iter().flat_map(Slot::central_header).collect();
    let bytes = u32::try_from(out.len()).expect("at most a thousand short records");
    let count = short(slots.len());
    out.extend(END);
    for field in [0, 0, count, count] {
        out.extend(field.to_le_bytes());
    }
    for field in [bytes, at] {
        out.extend(field.to_le_bytes());
    }
    out.extend(0u16.to_le_bytes());
    out
}

fn short(n: usize) -> u16 {
    u16::try_from(n).expect("names and counts are bounded far below 65,536")
}

/// Writes an archive.
pub(crate) struct Archive<W> {
    out: W,
    offset: u32,
    slots: Vec<Slot>,
}

impl<W: Write> Archive<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, offset: 0, slots: Vec::new() }
    }

    /// Starts a file; exactly `bytes` bytes must then go to [`Archive::content`].
    pub(crate) fn begin(&mut self, name: &str, crc: u32, bytes: u64) -> io::Result<()> {
        let bytes = u32::try_from(bytes).map_err(io::Error::other)?;
        let slot = Slot { name: name.to_owned(), crc, bytes, offset: self.offset };
        let header = slot.local_header();
        let length = u32::try_from(header.len()).map_err(io::Error::other)?;
        self.offset = [length, bytes]
            .into_iter()
            .try_fold(self.offset, u32::checked_add)
            .ok_or_else(|| io::Error::other("a bundle stays below 4 GiB"))?;
        self.slots.push(slot);
        self.out.write_all(&header)
    }

    pub(crate) fn content(&mut self) -> &mut W {
        &mut self.out
    }

    /// A whole file.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.begin(name, crc32fast::hash(content), content.len() as u64)?;
        self.out.write_all(content)
    }

    /// Writes the directory.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&directory(&self.slots, self.offset))?;
        self.out.flush()?;
        Ok(self.out)
    }
}
