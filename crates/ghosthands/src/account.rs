//! Accounts that Valet makes on employers' sites, where an application needs
//! one. Passwords are random and one per site; both kinds of account, these and
//! the ones a person gave, are kept by [`crate::credentials`].

use crate::credentials::{self, Kind};
use crate::failure::{Code, Failure};
use crate::sealing::{Keys, SealError, Secret};
use domain::UserId;
use sqlx::PgConnection;

/// Characters of a generated password; with the fixed classes at its end it
/// meets the usual rules (upper, lower, digit, symbol).
const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789ABCDEFG";

/// The accounts of all persons, with the keys that open them.
#[derive(Debug, Clone)]
pub struct Accounts {
    keys: Keys,
}

impl Accounts {
    /// Opens and seals with `keys`.
    #[must_use]
    pub fn new(keys: Keys) -> Self {
        Self { keys }
    }

    /// The keys, for what else a job keeps sealed.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Whether the person has an account on the site of this host.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn exists(&self, db: &mut PgConnection, user: UserId, host: &str) -> Result<bool, Failure> {
        Ok(credentials::exists(db, user, host).await?)
    }

    /// User name and password of the person's account on the site of this host.
    ///
    /// # Errors
    /// When the database does not answer, or the stored account cannot be opened.
    pub async fn find(
        &self,
        db: &mut PgConnection,
        user: UserId,
        host: &str,
    ) -> Result<Option<(String, Secret)>, Failure> {
        match credentials::find(db, &self.keys, user, host).await? {
            Some(Ok((username, password))) => Ok(Some((username, password))),
            Some(Err(error)) => {
                Err(Failure::new(Code::LoginRequired, format!("The stored account cannot be used: {error}.")))
            }
            None => Ok(None),
        }
    }

    /// Makes a password for a new account and stores it before it is used.
    ///
    /// # Errors
    /// When the database does not answer or the system has no randomness.
    pub async fn create(
        &self,
        db: &mut PgConnection,
        user: UserId,
        host: &str,
        email: &str,
    ) -> Result<Secret, Failure> {
        let password = self.password().map_err(sealing_failed)?;
        credentials::put(db, &self.keys, user, host, Kind::Made, email, &password).await?.map_err(sealing_failed)?;
        Ok(password)
    }

    fn password(&self) -> Result<Secret, SealError> {
        let bytes: [u8; 20] = self.keys.random()?;
        let letters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)]));
        Ok(Secret::new(letters.chain("a7!K".chars()).collect::<String>()))
    }
}

fn sealing_failed(error: SealError) -> Failure {
    Failure::new(Code::InternalError, format!("An account could not be stored: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_every_class_that_sites_ask_for_and_differs_each_time() {
        let accounts = Accounts::new(Keys::new((1, &[7; 32]), &[]).unwrap());
        let (one, two) = (accounts.password().unwrap(), accounts.password().unwrap());
        assert_ne!(one, two);
        for class in [char::is_uppercase, char::is_lowercase, char::is_numeric, |c: char| c == '!'] {
            assert!(one.expose().contains(class));
        }
    }
}
