//! Digesting what streams by.

use domain::Sha256;
use ring::digest::{Context, SHA256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Takes the zip check sum and the SHA-256 of what is written to it.
pub(crate) struct Digests {
    crc: crc32fast::Hasher,
    sha256: Context,
}

impl Default for Digests {
    fn default() -> Self {
        Self { crc: crc32fast::Hasher::new(), sha256: Context::new(&SHA256) }
    }
}

impl Digests {
    pub(crate) fn finish(self) -> (u32, Sha256) {
        let mut hex = String::with_capacity(64);
        for byte in self.sha256.finish().as_ref() {
            write!(hex, "{byte:02x}").expect("a string takes everything");
        }
        (self.crc.finalize(), hex.parse().expect("64 hex digits are a digest"))
    }
}

impl Write for Digests {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.crc.update(bytes);
        self.sha256.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes to a file and to its digests.
pub(crate) struct Tee<'a, W>(pub(crate) &'a mut W, pub(crate) &'a mut Digests);

impl<W: Write> Write for Tee<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1.write_all(&bytes[..written])?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
