//! Sealing what may be stored only so that nobody without a key can read it.
//!
//! AES-256-GCM. The envelope is: version (1 byte, 1), key id (2, big endian),
//! nonce (12), tag (16), ciphertext. What is sealed is bound to its purpose,
//! its person and its domain, so a row moved to another one does not open.
//! New things are sealed with the current key; earlier keys only open.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::UserId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

mod again;

pub use again::{Resealed, reencrypt};

const VERSION: u8 = 1;
/// What stands for the key's number in rows that were sealed before there were envelopes.
pub(crate) const UNVERSIONED: &str = "local-1";
const TAG_LEN: usize = 16;
const HEAD_LEN: usize = 3 + NONCE_LEN + TAG_LEN;

/// A secret text. It does not print, and is stored only inside of what is wiped or sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text in.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that uses it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a sealed thing is for, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// What it is.
    pub purpose: Purpose,
    /// Whose.
    pub user: UserId,
    /// Host or site it belongs to.
    pub domain: &'a str,
}

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// User name and password of an account on a site.
    Credential,
    /// Cookies and storage of a site.
    Session,
}

impl Bound<'_> {
    fn aad(&self) -> Aad<Vec<u8>> {
        let purpose = match self.purpose {
            Purpose::Credential => "credential",
            Purpose::Session => "session",
        };
        Aad::from(format!("ghosthands 1\n{purpose}\n{}\n{}", self.user, self.domain).into_bytes())
    }
}

/// Why a thing does not open, or a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No key of this number.
    #[error("it was sealed with key {0}, which is not configured")]
    UnknownKey(u16),
    /// The key does not open it: changed, moved, or of another key with the same number.
    #[error("it cannot be opened with its key")]
    Tampered,
    /// Not an envelope.
    #[error("it is not an envelope")]
    Malformed,
    /// A key is not one.
    #[error("{0}")]
    BadKey(String),
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandomness,
}

/// The keys as they are configured, each a text of the environment.
#[derive(Clone, Default)]
pub struct KeySettings {
    /// `GH_ENCRYPTION_KEY`, or `GH_CREDENTIAL_KEY`: 32 bytes in base64, or 64 hexadecimal digits.
    pub key: Option<String>,
    /// `GH_ENCRYPTION_KEY_ID`, or `GH_CREDENTIAL_KEY_ID`: number of the current key, 1 unless set.
    pub key_id: Option<String>,
    /// `GH_ENCRYPTION_KEYS_PREVIOUS`, or `GH_CREDENTIAL_PREV_KEYS`: earlier keys, `[{"id": 1, "key": "…"}]`, or
    /// `1:<key>` comma separated.
    pub previous: Option<String>,
}

impl std::fmt::Debug for KeySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySettings(…)")
    }
}

impl KeySettings {
    /// Reads the variables through `get`.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let either = |name, other| set(name).or_else(|| set(other));
        Self {
            key: either("GH_ENCRYPTION_KEY", "GH_CREDENTIAL_KEY"),
            key_id: either("GH_ENCRYPTION_KEY_ID", "GH_CREDENTIAL_KEY_ID"),
            previous: either("GH_ENCRYPTION_KEYS_PREVIOUS", "GH_CREDENTIAL_PREV_KEYS"),
        }
    }
}

/// The keys. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    current: u16,
    keys: Vec<(u16, LessSafeKey)>,
    /// Opens what was sealed before there were envelopes.
    unversioned: Option<LessSafeKey>,
    random: SystemRandom,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys(current {})", self.0.current)
    }
}

impl Keys {
    /// Uses `current` to seal, and it and `previous` to open.
    ///
    /// # Errors
    /// [`SealError::BadKey`] when a key has not 32 bytes or a number is used twice.
    pub fn new(current: (u16, &[u8]), previous: &[(u16, Vec<u8>)]) -> Result<Self, SealError> {
        let mut keys: Vec<(u16, LessSafeKey)> = Vec::new();
        for (id, bytes) in std::iter::once((current.0, current.1)).chain(previous.iter().map(|(id, k)| (*id, &k[..]))) {
            if keys.iter().any(|(known, _)| *known == id) {
                return Err(SealError::BadKey(format!("two keys have the number {id}")));
            }
            keys.push((id, key(bytes)?));
        }
        Ok(Self(Arc::new(Ring { current: current.0, keys, unversioned: None, random: SystemRandom::new() })))
    }

    /// The configured keys; `None` when none is configured.
    ///
    /// # Errors
    /// [`SealError::BadKey`], naming the variable and never its content.
    pub fn configured(settings: &KeySettings) -> Result<Option<Self>, SealError> {
        let bad = |name: &str, wanted: &str| SealError::BadKey(format!("{name} is not {wanted}"));
        let Some(text) = &settings.key else { return Ok(None) };
        let wanted = "32 bytes in base64 or 64 hexadecimal digits";
        let current = key_bytes(text).ok_or_else(|| bad("GH_ENCRYPTION_KEY", wanted))?;
        let id = match &settings.key_id {
            Some(text) => text.parse().map_err(|_| bad("GH_ENCRYPTION_KEY_ID", "a number up to 65535"))?,
            None => 1,
        };
        let previous = match &settings.previous {
            Some(text) => earlier(text)
                .ok_or_else(|| bad("GH_ENCRYPTION_KEYS_PREVIOUS", "a list of numbers and keys of 32 bytes"))?,
            None => Vec::new(),
        };
        Self::new((id, &current), &previous).map(Some)
    }

    /// Uses the 32-byte key in `path` as number 1; creates it, readable by its owner only, when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is not a key.
    pub fn in_file(path: &Path) -> std::io::Result<Self> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => create_key(path)?,
            Err(error) => return Err(error),
        };
        let not_a_key = |_| std::io::Error::other(format!("{} is not a key of 32 bytes", path.display()));
        Ok(Self::new((1, &bytes), &[]).map_err(not_a_key)?.opening_unversioned(&bytes))
    }

    /// As [`Keys::configured`]; what the key in `path` sealed before opens as well, if there is one. Without configured
    /// keys, [`Keys::in_file`].
    ///
    /// # Errors
    /// When a configured key is not one, or the file cannot be used.
    pub fn configured_or_in_file(settings: &KeySettings, path: &Path) -> std::io::Result<Self> {
        match Self::configured(settings).map_err(std::io::Error::other)? {
            Some(keys) => match std::fs::read(path) {
                Ok(bytes) => Ok(keys.opening_unversioned(&bytes)),
                Err(_) => Ok(keys),
            },
            None => Self::in_file(path),
        }
    }

    fn opening_unversioned(self, bytes: &[u8]) -> Self {
        let Ok(mut ring) = Arc::try_unwrap(self.0) else { unreachable!("the keys were just made") };
        ring.unversioned = key(bytes).ok();
        Self(Arc::new(ring))
    }

    /// Number of the key that seals.
    #[must_use]
    pub fn current(&self) -> u16 {
        self.0.current
    }

    /// Random bytes of the system.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn random<const N: usize>(&self) -> Result<[u8; N], SealError> {
        let mut bytes = [0_u8; N];
        self.0.random.fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
        Ok(bytes)
    }

    /// Seals with the current key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn seal(&self, plain: &[u8], bound: &Bound<'_>) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = self.random()?;
        let key = self.key(self.0.current).ok_or(SealError::UnknownKey(self.0.current))?;
        let mut body = plain.to_vec();
        let tag = key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), bound.aad(), &mut body)
            .map_err(|_| SealError::Malformed)?;
        let id = self.0.current.to_be_bytes();
        Ok([&[VERSION], &id[..], &nonce, tag.as_ref(), &body].concat())
    }

    /// Opens an envelope.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`], [`SealError::Tampered`], [`SealError::Malformed`].
    pub fn open(&self, envelope: &[u8], bound: &Bound<'_>) -> Result<Vec<u8>, SealError> {
        let id = key_id(envelope).ok_or(SealError::Malformed)?;
        let key = self.key(id).ok_or(SealError::UnknownKey(id))?;
        let (nonce, rest) = envelope[3..].split_first_chunk::<NONCE_LEN>().ok_or(SealError::Malformed)?;
        let (tag, body) = rest.split_first_chunk::<TAG_LEN>().ok_or(SealError::Malformed)?;
        let mut sealed = [body, tag].concat();
        let plain = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), bound.aad(), &mut sealed)
            .map_err(|_| SealError::Tampered)?;
        Ok(plain.to_vec())
    }

    /// Opens an account that was sealed before there were envelopes.
    pub(crate) fn open_unversioned(&self, sealed: &[u8], user: UserId, site: &str) -> Result<Vec<u8>, SealError> {
        let key = self.0.unversioned.as_ref().ok_or(SealError::UnknownKey(0))?;
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Malformed)?;
        let aad = Aad::from(format!("valet account\n{user}\n{site}").into_bytes());
        let mut body = body.to_vec();
        let plain =
            key.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut body).map_err(|_| SealError::Tampered)?;
        Ok(plain.to_vec())
    }

    fn key(&self, id: u16) -> Option<&LessSafeKey> {
        self.0.keys.iter().find(|(known, _)| *known == id).map(|(_, key)| key)
    }
}

/// Number of the key that an envelope was sealed with; `None` when it is none.
#[must_use]
pub fn key_id(envelope: &[u8]) -> Option<u16> {
    (envelope.len() >= HEAD_LEN && envelope[0] == VERSION).then(|| u16::from_be_bytes([envelope[1], envelope[2]]))
}

fn key(bytes: &[u8]) -> Result<LessSafeKey, SealError> {
    let unbound = UnboundKey::new(&AES_256_GCM, bytes);
    unbound.map(LessSafeKey::new).map_err(|_| SealError::BadKey("a key has not 32 bytes".to_owned()))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    digits.filter(|digits| digits.len() % 2 == 0).map(|d| d.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// 32 bytes in hexadecimal digits or base64.
fn key_bytes(text: &str) -> Option<Vec<u8>> {
    let is_key = |key: &Vec<u8>| key.len() == 32;
    unhex(text).filter(is_key).or_else(|| BASE64.decode(text).ok().filter(is_key))
}

fn earlier(text: &str) -> Option<Vec<(u16, Vec<u8>)>> {
    #[derive(Deserialize)]
    struct Earlier {
        id: u16,
        #[serde(alias = "keyHex")]
        key: String,
    }
    if text.starts_with('[') {
        let list: Vec<Earlier> = serde_json::from_str(text).ok()?;
        return list.into_iter().map(|one| Some((one.id, key_bytes(&one.key)?))).collect();
    }
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (id, key) = part.split_once(':')?;
            Some((id.trim().parse().ok()?, key_bytes(key.trim())?))
        })
        .collect()
}

fn create_key(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut key = vec![0_u8; 32];
    let random = SystemRandom::new();
    random.fill(&mut key).map_err(|_| std::io::Error::other("the system gave no random numbers"))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests;
