//! Orders one application and tells what happens to it.
//!
//! `GH_SERVICE_SECRET=… cargo run -p ghosthands-client --example apply -- http://127.0.0.1:3100 https://…`

#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use anyhow::{Context as _, Result};
use ghosthands_client::{Applicant, ApplyOrder, Client, Credentials, Error};
use uuid::Uuid;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let api = arguments.next().context("the address of the API, such as http://127.0.0.1:3100")?;
    let posting = arguments.next().context("the address of a posting")?;
    let key = std::env::var("GH_SERVICE_SECRET").context("GH_SERVICE_SECRET")?;
    // Or straight in the database of the service: `Client::database(pool)`.
    let client = Client::rest(api.parse()?, Credentials::ServiceKey(key))?;

    let user = Uuid::from_u128(1);
    let order = ApplyOrder {
        valet_task_id: Some("example".to_owned()),
        valet_user_id: Some(user),
        idempotency_key: Some(format!("example-{user}-{posting}")),
        target_url: Some(posting),
        profile: Some(Applicant {
            first_name: Some("Ada".to_owned()),
            last_name: Some("King".to_owned()),
            email: Some("ada@example.org".to_owned()),
            ..Applicant::default()
        }),
        ..ApplyOrder::default()
    };
    let job = match client.apply(&order).await {
        Ok(created) => created.id,
        // Ordered before: follow that one.
        Err(Error::DuplicateIdempotencyKey { existing_job_id, .. }) => existing_job_id,
        Err(error) => return Err(error.into()),
    };
    println!("job {job}");
    let mut events = client.follow(job, 0).await?;
    while let Some(event) = events.next().await? {
        println!("{} {} {}", event.created_at, event.event_type, event.message.unwrap_or_default());
    }
    let status = client.valet_status(job).await?;
    println!("{}: {}", status.status, status.result.and_then(|result| result.summary).unwrap_or_default());
    Ok(())
}
