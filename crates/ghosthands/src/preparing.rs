//! From a claimed row to what its worker applies with: the input read by the contract, the résumé fetched.

use crate::access::Caller;
use crate::contract::{self, Reading};
use crate::events;
use crate::failure::{Code, Failure};
use crate::jobs::Lease;
use crate::request::ApplyRequest;
use crate::resume_file::{FetchError, Fetched, ResumeFiles};
use chrono::{DateTime, Utc};
use domain::{JobUrl, UserId};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// Everything for one application.
#[derive(Debug)]
pub struct Prepared {
    /// What to apply with.
    pub request: ApplyRequest,
    /// Keeps the fetched résumé while the job runs.
    pub resume: Option<Fetched>,
}

/// Judges the posting's address, reads the row that `lease` is about, and fetches its résumé, when the input does not
/// bring one.
///
/// # Errors
/// `validation_error` when the input or the résumé can never be used, `network_error` when trying again may help.
pub async fn prepare(pool: &PgPool, lease: &Lease, url: &JobUrl, files: &ResumeFiles) -> Result<Prepared, Failure> {
    files
        .egress()
        .accept(url.as_url())
        .await
        .map_err(|refusal| Failure::new(Code::ValidationError, format!("The address cannot be opened: {refusal}.")))?;
    let mut db = pool.acquire().await?;
    let row: Row = sqlx::query_as(
        "SELECT user_id, created_by, input_data, metadata, resume_ref, created_at FROM gh_automation_jobs WHERE id = $1",
    )
    .bind(lease.job.0)
    .fetch_one(&mut *db)
    .await?;
    let (input, metadata, created_at) = (row.input_data, row.metadata, row.created_at);
    let reading = Reading { input: &input, metadata: &metadata, resume_ref: row.resume_ref.as_ref(), created_at };
    let mut request = contract::read(reading)
        .map_err(|error| Failure::new(Code::ValidationError, format!("The job's input cannot be used: {error}.")))?;
    let Some(reference) = reading.reference().filter(|_| request.resume.is_none()) else {
        return Ok(Prepared { request, resume: None });
    };
    if row.created_by != Caller::Service.word() && !reference.is_open_to(UserId(row.user_id)) {
        return Err(Failure::new(Code::ValidationError, "The résumé that is named is not this person's own."));
    }
    // A download is no reason to hold a connection.
    drop(db);
    let fetched = files.fetch(&reference, created_at).await;
    let mut db = pool.acquire().await?;
    match fetched {
        Ok(fetched) => {
            let details = json!({ "bytes": fetched.attachment.file.bytes });
            events::record(&mut db, lease, "resume_downloaded", "The résumé is there.", details).await?;
            request.resume = Some(fetched.attachment.clone());
            Ok(Prepared { request, resume: Some(fetched) })
        }
        Err(error) => {
            let message = format!("The application has no résumé: {error}.");
            events::record(&mut db, lease, "resume_download_failed", &message, json!({})).await?;
            Err(failure(&error, message))
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: Uuid,
    created_by: String,
    input_data: Value,
    metadata: Value,
    resume_ref: Option<Value>,
    created_at: DateTime<Utc>,
}

fn failure(error: &FetchError, message: String) -> Failure {
    Failure::new(if error.is_passing() { Code::NetworkError } else { Code::ValidationError }, message)
}
