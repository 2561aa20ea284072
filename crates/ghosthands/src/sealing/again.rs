//! Sealing everything again with the current key, after a rotation.
//!
//! A row at a time is locked, opened, sealed and written; what is done stays
//! done, so a run that stops is simply started again. A row that does not open
//! is left as it is and counted.

use super::{Bound, Keys, Purpose, SealError, UNVERSIONED};
use crate::jobs::QueueError;
use domain::UserId;
use sqlx::{Acquire, PgConnection};
use uuid::Uuid;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Rows sealed with the current key now.
    pub done: usize,
    /// Rows that no configured key opens.
    pub unreadable: usize,
}

/// Where sealed things are: their table, the column of the domain, the ciphertext, and what they are.
struct Shelf {
    next: &'static str,
    write: &'static str,
    purpose: Purpose,
}

const SHELVES: [Shelf; 2] = [
    Shelf {
        next: "SELECT id, user_id, platform, encrypted_data, encryption_key_id FROM gh_user_credentials
               WHERE id > $1 AND encryption_key_id <> $2 ORDER BY id LIMIT 1 FOR UPDATE",
        write: "UPDATE gh_user_credentials SET encrypted_data = $2, encryption_key_id = $3 WHERE id = $1",
        purpose: Purpose::Credential,
    },
    Shelf {
        next: "SELECT id, user_id, domain, session_data, encryption_key_id FROM gh_browser_sessions
               WHERE id > $1 AND encryption_key_id <> $2 ORDER BY id LIMIT 1 FOR UPDATE",
        write: "UPDATE gh_browser_sessions SET session_data = $2, encryption_key_id = $3 WHERE id = $1",
        purpose: Purpose::Session,
    },
];

/// Id, person, domain, ciphertext, number of the key.
type Sealed = (Uuid, Uuid, String, Vec<u8>, String);

/// Seals every credential and session that another key sealed with the current one.
///
/// # Errors
/// [`QueueError::Database`]. What was done until then stays done.
pub async fn reencrypt(db: &mut PgConnection, keys: &Keys) -> Result<Resealed, QueueError> {
    let mut told = Resealed::default();
    for shelf in &SHELVES {
        let mut after = Uuid::nil();
        while let Some((id, resealed)) = next(db, keys, shelf, after).await? {
            after = id;
            if resealed {
                told.done += 1;
            } else {
                told.unreadable += 1;
            }
        }
    }
    Ok(told)
}

async fn next(
    db: &mut PgConnection,
    keys: &Keys,
    shelf: &Shelf,
    after: Uuid,
) -> Result<Option<(Uuid, bool)>, QueueError> {
    let mut tx = db.begin().await?;
    let row: Option<Sealed> =
        sqlx::query_as(shelf.next).bind(after).bind(keys.current().to_string()).fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let id = row.0;
    let Ok(again) = seal_again(keys, shelf.purpose, &row) else { return Ok(Some((id, false))) };
    sqlx::query(shelf.write).bind(id).bind(again).bind(keys.current().to_string()).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Some((id, true)))
}

fn seal_again(keys: &Keys, purpose: Purpose, (_, user, domain, data, key_id): &Sealed) -> Result<Vec<u8>, SealError> {
    let bound = Bound { purpose, user: UserId(*user), domain };
    let plain = match key_id.as_str() {
        UNVERSIONED => keys.open_unversioned(data, bound.user, domain)?,
        _ => keys.open(data, &bound)?,
    };
    keys.seal(&plain, &bound)
}
