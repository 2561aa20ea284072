//! Accounts that Valet makes on employers' sites, where an application needs
//! one. Passwords are random, one per site, and stored encrypted
//! (AES-256-GCM, bound to the person and the site).

use crate::failure::{Code, Failure};
use domain::UserId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use sqlx::PgConnection;
use std::path::Path;
use std::sync::Arc;

/// Characters of a generated password; with the fixed classes at its end it
/// meets the usual rules (upper, lower, digit, symbol).
const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789ABCDEFG";
const KEY_ID: &str = "local-1";

/// Opens and seals stored accounts.
#[derive(Clone)]
pub struct Accounts {
    key: Arc<LessSafeKey>,
    random: SystemRandom,
}

impl Accounts {
    /// Uses the 32-byte key in `path`; creates it, readable by its owner only, when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is not a key.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let random = SystemRandom::new();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => create_key(path, &random)?,
            Err(error) => return Err(error),
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes)
            .map_err(|_| std::io::Error::other(format!("{} is not a key of 32 bytes", path.display())))?;
        Ok(Self { key: Arc::new(LessSafeKey::new(key)), random })
    }

    /// Whether the person has an account on a site.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn exists(&self, db: &mut PgConnection, user: UserId, site: &str) -> Result<bool, Failure> {
        let row: Option<(i32,)> = sqlx::query_as(
            "SELECT 1 FROM gh_user_credentials
             WHERE user_id = $1 AND platform = $2 AND credential_type = 'account' AND is_valid",
        )
        .bind(user.0)
        .bind(site)
        .fetch_optional(db)
        .await?;
        Ok(row.is_some())
    }

    /// E-mail address and password of the person's account on a site.
    ///
    /// # Errors
    /// When the database does not answer, or the stored account cannot be opened with this key.
    pub async fn find(
        &self,
        db: &mut PgConnection,
        user: UserId,
        site: &str,
    ) -> Result<Option<(String, String)>, Failure> {
        let row: Option<(Vec<u8>,)> = sqlx::query_as(
            "SELECT encrypted_data FROM gh_user_credentials
             WHERE user_id = $1 AND platform = $2 AND credential_type = 'account' AND is_valid",
        )
        .bind(user.0)
        .bind(site)
        .fetch_optional(db)
        .await?;
        let Some((sealed,)) = row else { return Ok(None) };
        let plain = self.unseal(sealed, user, site).ok_or_else(|| {
            Failure::new(Code::LoginRequired, "The stored account was sealed with another key and cannot be opened.")
        })?;
        Ok(plain.split_once('\n').map(|(email, password)| (email.to_owned(), password.to_owned())))
    }

    /// Makes a password for a new account and stores it before it is used.
    ///
    /// # Errors
    /// When the database does not answer or the system has no randomness.
    pub async fn create(
        &self,
        db: &mut PgConnection,
        user: UserId,
        site: &str,
        email: &str,
    ) -> Result<String, Failure> {
        let no_randomness = |_| Failure::new(Code::InternalError, "The system gave no random numbers.");
        let password = self.password().map_err(no_randomness)?;
        let sealed = self.seal(&format!("{email}\n{password}"), user, site).map_err(no_randomness)?;
        sqlx::query(
            "INSERT INTO gh_user_credentials (user_id, platform, credential_type, encrypted_data, encryption_key_id)
             VALUES ($1, $2, 'account', $3, $4)
             ON CONFLICT ON CONSTRAINT gh_credentials_one
             DO UPDATE SET encrypted_data = EXCLUDED.encrypted_data, is_valid = true",
        )
        .bind(user.0)
        .bind(site)
        .bind(sealed)
        .bind(KEY_ID)
        .execute(db)
        .await?;
        Ok(password)
    }

    fn password(&self) -> Result<String, ring::error::Unspecified> {
        let mut bytes = [0_u8; 20];
        self.random.fill(&mut bytes)?;
        let letters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)]));
        Ok(letters.chain("a7!K".chars()).collect())
    }

    fn seal(&self, plain: &str, user: UserId, site: &str) -> Result<Vec<u8>, ring::error::Unspecified> {
        let mut nonce = [0_u8; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut sealed = plain.as_bytes().to_vec();
        self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad(user, site), &mut sealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn unseal(&self, sealed: Vec<u8>, user: UserId, site: &str) -> Option<String> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut body = body.to_vec();
        let plain = self.key.open_in_place(Nonce::assume_unique_for_key(*nonce), aad(user, site), &mut body).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

/// Binds a ciphertext to its row: it cannot be moved to another person or site.
fn aad(user: UserId, site: &str) -> Aad<Vec<u8>> {
    Aad::from(format!("valet account\n{user}\n{site}").into_bytes())
}

fn create_key(path: &Path, random: &SystemRandom) -> std::io::Result<Vec<u8>> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut key = vec![0_u8; 32];
    random.fill(&mut key).map_err(|_| std::io::Error::other("the system gave no random numbers"))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_opens_only_for_its_own_person_and_site() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(&folder.path().join("key")).unwrap();
        let (ana, ben) = (UserId::generate(), UserId::generate());
        let sealed = accounts.seal("a@example.com\nsecret", ana, "a.example").unwrap();
        assert_eq!(accounts.unseal(sealed.clone(), ana, "a.example").unwrap(), "a@example.com\nsecret");
        assert_eq!(accounts.unseal(sealed.clone(), ben, "a.example"), None);
        assert_eq!(accounts.unseal(sealed.clone(), ana, "b.example"), None);
        assert_eq!(accounts.unseal(sealed[..5].to_vec(), ana, "a.example"), None);
        let again = Accounts::open(&folder.path().join("key")).unwrap();
        assert!(again.unseal(sealed, ana, "a.example").is_some());
    }

    #[test]
    fn a_password_has_every_class_that_sites_ask_for_and_differs_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(&folder.path().join("key")).unwrap();
        let (one, two) = (accounts.password().unwrap(), accounts.password().unwrap());
        assert_ne!(one, two);
        for class in [char::is_uppercase, char::is_lowercase, char::is_numeric, |c: char| c == '!'] {
            assert!(one.contains(class));
        }
    }
}
