//! The chain: one line per entry, each naming the digest of the line before.

use crate::names::{EntryName, MediaType};
use crate::{FORMAT, MAX_CONTENT_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES, instant};
use chrono::{DateTime, Utc};
use domain::Sha256;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Longest line of a chain; a link is far shorter.
pub(crate) const MAX_LINE: usize = 1024;

/// One entry as the chain records it. Its text is the canonical line; its digest is the digest of that text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// Position, from 1.
    pub(crate) seq: usize,
    pub(crate) name: EntryName,
    pub(crate) media_type: MediaType,
    /// Length of the content.
    pub(crate) bytes: u64,
    /// Digest of the content.
    pub(crate) sha256: Sha256,
    /// When it was added.
    #[serde(with = "instant")]
    pub(crate) at: DateTime<Utc>,
    /// Digest of the line before; of the name of the format for the first.
    pub(crate) prev: Sha256,
}

impl Link {
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).expect("a link has only text and numbers")
    }

    /// Reads a line that is spelled exactly as [`Link::line`] would spell it.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let link: Self = serde_json::from_slice(line).ok()?;
        (link.line().as_bytes() == line).then_some(link)
    }
}

/// Links that belong together.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    links: Vec<Link>,
    names: HashSet<EntryName>,
    head: Option<Sha256>,
    content_bytes: u64,
}

/// Why a link does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The name is taken.
    Duplicate,
    /// A limit of the crate.
    TooLarge,
    /// Not the next link of this chain.
    NotNext,
}

impl Chain {
    pub(crate) fn links(&self) -> &[Link] {
        &self.links
    }

    /// Digest of the last line.
    pub(crate) fn head(&self) -> Sha256 {
        self.head.unwrap_or_else(|| Sha256::of(FORMAT.as_bytes()))
    }

    /// The link an entry would get, without adding it.
    pub(crate) fn next(
        &self,
        name: EntryName,
        media_type: MediaType,
        content: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Link, Misfit> {
        let link = Link {
            seq: self.links.len() + 1,
            name,
            media_type,
            bytes: content.len() as u64,
            sha256: Sha256::of(content),
            at,
            prev: self.head(),
        };
        self.fits(&link).map(|()| link)
    }

    pub(crate) fn push(&mut self, link: Link) -> Result<(), Misfit> {
        self.fits(&link)?;
        self.head = Some(Sha256::of(link.line().as_bytes()));
        self.content_bytes += link.bytes;
        self.names.insert(link.name.clone());
        self.links.push(link);
        Ok(())
    }

    fn fits(&self, link: &Link) -> Result<(), Misfit> {
        if self.names.contains(&link.name) {
            return Err(Misfit::Duplicate);
        }
        let full = self.links.len() >= MAX_ENTRIES || link.bytes > MAX_ENTRY_BYTES;
        if full || self.content_bytes + link.bytes > MAX_CONTENT_BYTES {
            return Err(Misfit::TooLarge);
        }
        if link.seq != self.links.len() + 1 || link.prev != self.head() {
            return Err(Misfit::NotNext);
        }
        Ok(())
    }

    /// The content of `chain.jsonl`.
    pub(crate) fn text(&self) -> String {
        self.links.iter().flat_map(|link| [link.line(), "\n".to_owned()]).collect()
    }

    /// Reads `chain.jsonl`; on failure the number of the first wrong line.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, usize> {
        let mut chain = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            let number = chain.links.len() + 1;
            let end = rest.iter().position(|b| *b == b'\n').ok_or(number)?;
            let link = Link::parse(&rest[..end]).ok_or(number)?;
            chain.push(link).map_err(|_| number)?;
            rest = &rest[end + 1..];
        }
        Ok(chain)
    }
}
