//! Mail that the practice employers send to applicants, readable by anybody.
//!
//! Nothing leaves the process: a message is kept and shown at `/mailbox/<address>`,
//! newest first.

use crate::postings::Posting;
use crate::site::{Book, Shared};
use crate::submissions::sha256;
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// A message the fictional employers' servers sent to an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// Recipient.
    pub to: String,
    /// Posting it comes from, by key.
    pub posting: String,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub text: String,
}

impl Book {
    /// Mails a fresh security code for this posting; an earlier one is void.
    pub(crate) fn send_code(&mut self, posting: &Posting, to: &str) {
        let to = to.to_lowercase();
        let code = code(&posting.key(), &to, self.mail.len());
        self.mail.push(Mail {
            to: to.clone(),
            posting: posting.key(),
            subject: format!("Security code for your application to {}", posting.company),
            text: format!(
                "Hello,\n\nCopy and paste this code into the security code field on your application:\n\n{code}\n\n\
                 After you enter the code, resubmit your application.\n"
            ),
        });
        self.codes.insert((posting.key(), to), code);
    }

    /// Whether this is the code last mailed; letters in either case. A right code is used up.
    pub(crate) fn redeem(&mut self, posting: &Posting, to: &str, code: &str) -> bool {
        let name = (posting.key(), to.to_lowercase());
        let right = self.codes.get(&name).is_some_and(|sent| sent.eq_ignore_ascii_case(code.trim()));
        if right {
            self.codes.remove(&name);
        }
        right
    }
}

/// Eight letters and digits without those that look alike; the same in every run.
fn code(posting: &str, to: &str, nth: usize) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let digest = sha256(format!("{posting} {to} {nth}").as_bytes());
    digest
        .bytes()
        .take(16)
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|pair| {
            let number = usize::from(pair[0]) * 7 + usize::from(pair[1]);
            char::from(SIGNS[number % SIGNS.len()])
        })
        .collect()
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/mailbox/{address}", get(mailbox))
}

async fn mailbox(State(site): State<Shared>, Path(address): Path<String>) -> Json<Vec<Mail>> {
    Json(site.book().mail.iter().rev().filter(|mail| mail.to.eq_ignore_ascii_case(&address)).cloned().collect())
}
