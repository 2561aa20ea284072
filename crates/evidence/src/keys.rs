//! The key an installation signs with, and the public half that checks it.
//!
//! Ed25519. The private key never leaves its file and this process, and has no text form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Bytes of a signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;

/// What precedes the 32 bytes of an Ed25519 key in a DER `SubjectPublicKeyInfo` (RFC 8410 §4).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A private key is far smaller than this.
const MAX_KEY_FILE: u64 = 4096;

/// Signs bundles. One per installation.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

/// Checks bundles; shown as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the signing key {path} could not be read or created")]
    Io {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody else can read or change it.
    #[error("the signing key {0} is readable by others; make it private with: chmod 600 {0}")]
    NotPrivate(PathBuf),
    /// It is not a key.
    #[error(
        "{0} is not a signing key; move it away and a new one is made, bundles signed before then count as another installation's"
    )]
    NotAKey(PathBuf),
    /// The system gave no random bytes.
    #[error("a signing key could not be generated")]
    Generate,
}

impl SigningKey {
    /// Reads the key at `path`, or makes one there, readable by its owner only.
    /// Several processes may do so at once; all get the same key.
    ///
    /// # Errors
    /// See [`KeyError`]. An existing file is never replaced.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let wrap = |source| KeyError::Io { path: path.to_owned(), source };
        if !path.try_exists().map_err(wrap)? {
            create(path)?;
        }
        let file = File::open(path).map_err(wrap)?;
        if file.metadata().map_err(wrap)?.mode() & 0o077 != 0 {
            return Err(KeyError::NotPrivate(path.to_owned()));
        }
        let mut pkcs8 = Vec::new();
        file.take(MAX_KEY_FILE).read_to_end(&mut pkcs8).map_err(wrap)?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| KeyError::NotAKey(path.to_owned()))?;
        Ok(Self { pair })
    }

    /// The half that may be given away.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.pair.public_key().as_ref().try_into().expect("an Ed25519 public key is 32 bytes"))
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// Writes a new key beside `path` and moves it there unless somebody was faster.
fn create(path: &Path) -> Result<(), KeyError> {
    let wrap = |source| KeyError::Io { path: path.to_owned(), source };
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyError::Generate)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(wrap)?;
    file.write_all(pkcs8.as_ref()).and_then(|()| file.as_file().sync_all()).map_err(wrap)?;
    match file.persist_noclobber(path) {
        Ok(_) => File::open(folder).and_then(|f| f.sync_all()).map_err(wrap),
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(wrap(failed.error)),
    }
}

impl PublicKey {
    /// PEM, as OpenSSL reads it.
    pub(crate) fn pem(&self) -> String {
        let der = [&SPKI_PREFIX[..], &self.0[..]].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der))
    }

    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl std::str::FromStr for PublicKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().map(|b| char::from(b).to_digit(16)).collect::<Option<Vec<_>>>();
        let digits = digits.filter(|d| d.len() == 64).ok_or("a public key is 64 hex digits")?;
        let bytes: Vec<u8> = digits.chunks(2).map(|d| (d[0] << 4 | d[1]) as u8).collect();
        Ok(Self(bytes.try_into().expect("64 digits are 32 bytes")))
    }
}

impl TryFrom<String> for PublicKey {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_private_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.key");
        let made = SigningKey::load_or_create(&path).unwrap().public();
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(SigningKey::load_or_create(&path).unwrap().public(), made);
        assert_eq!(made.to_string().parse::<PublicKey>().unwrap(), made);
    }

    #[test]
    fn processes_that_start_together_get_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.key");
        let publics: Vec<PublicKey> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| SigningKey::load_or_create(&path).unwrap().public())).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(publics.iter().all(|p| *p == publics[0]));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the key");
    }

    #[test]
    fn a_key_others_can_read_and_a_file_that_is_no_key_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.key");
        SigningKey::load_or_create(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(SigningKey::load_or_create(&path), Err(KeyError::NotPrivate(_))));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, b"not a key").unwrap();
        assert!(matches!(SigningKey::load_or_create(&path), Err(KeyError::NotAKey(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"not a key", "it was not replaced");
    }

    #[test]
    fn a_key_never_prints_its_secret() {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::load_or_create(&folder.path().join("k")).unwrap();
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public()));
    }
}
