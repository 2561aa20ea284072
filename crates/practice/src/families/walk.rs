//! Applications in several pages that the server keeps while the applicant walks
//! through them. The session is a cookie; a step is a section of the posting.

use crate::families::desk::from_form;
use crate::postings::{Field, Posting};
use crate::site::Site;
use crate::submissions::{Received, sha256};
use crate::validation::{FieldErrors, check_step};
use crate::wire::MultipartForm;
use axum::http::{HeaderMap, header};

/// An application under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walk {
    posting: String,
    pub(crate) received: Received,
}

/// Sections of a posting, in order.
pub(super) fn steps(posting: &Posting) -> Vec<&str> {
    let mut steps: Vec<&str> = Vec::new();
    for section in posting.fields.iter().filter_map(|field| field.section.as_deref()) {
        if !steps.contains(&section) {
            steps.push(section);
        }
    }
    steps
}

/// The fields of a step.
pub(super) fn fields_of<'a>(posting: &'a Posting, step: &str) -> impl Iterator<Item = &'a Field> {
    posting.fields.iter().filter(move |field| field.section.as_deref() == Some(step))
}

/// Begins an application; the answer is the `Set-Cookie` value of its session.
pub(super) fn begin(site: &Site, posting: &Posting) -> String {
    let mut book = site.book();
    let token = sha256(format!("walk {} {}", book.walks.len(), posting.key()).as_bytes())[..32].to_owned();
    book.walks.insert(token.clone(), Walk { posting: posting.key(), received: Received::default() });
    format!("walk={token}; Path={}; HttpOnly; SameSite=Lax", posting.path())
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix("walk="))
}

/// What the session holds so far; `None` without a session for this posting.
pub(super) fn so_far(site: &Site, posting: &Posting, headers: &HeaderMap) -> Option<Received> {
    let book = site.book();
    let walk = book.walks.get(token(headers)?).filter(|walk| walk.posting == posting.key())?;
    Some(walk.received.clone())
}

/// Takes a step's answers over into the session and says what is wrong with them.
/// A file given before stays unless a new one comes. `None` without a session.
pub(super) fn take(
    site: &Site,
    posting: &Posting,
    step: &str,
    headers: &HeaderMap,
    form: &MultipartForm,
) -> Option<FieldErrors> {
    let given = from_form(fields_of(posting, step), form, |field| field.id.clone());
    let mut book = site.book();
    let walk = book.walks.get_mut(token(headers)?).filter(|walk| walk.posting == posting.key())?;
    let kept = &mut walk.received;
    for field in fields_of(posting, step) {
        kept.fields.remove(&field.id);
        if given.files.iter().any(|file| file.field == field.id) {
            kept.files.retain(|file| file.field != field.id);
        }
    }
    kept.fields.extend(given.fields);
    kept.files.extend(given.files);
    Some(check_step(posting, step, kept))
}

/// Ends the session: its application was accepted.
pub(super) fn end(site: &Site, headers: &HeaderMap) {
    if let Some(token) = token(headers) {
        site.book().walks.remove(token);
    }
}
