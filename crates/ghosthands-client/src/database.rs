//! In the database itself, through the functions that the API calls.

use crate::client::{Batch, Created, Failed, JobList, ListQuery};
use crate::errors::Error;
use crate::following::Following;
use chrono::{DateTime, Utc};
use domain::{JobId, UserId};
use ghosthands::access::{Caller, Denied};
use ghosthands::contract::requests::Checked;
use ghosthands::contract::{ApplyOrder, BatchDefaults, FieldError, JobOrder};
use ghosthands::intake::{self, Taken};
use ghosthands::ledger::{self, Cursor, EventFilter, Filter, JobEvent, JobRow, JobStanding, SortBy, ValetStatus};
use ghosthands::news::News;
use ghosthands::steering;
use serde_json::Value;
use sqlx::PgPool;
use std::sync::Arc;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// Whoever holds the database acts for everybody.
const CALLER: Caller = Caller::Service;

#[derive(Debug, Clone)]
pub(crate) struct Direct {
    pool: PgPool,
    /// Listens once somebody follows.
    news: Arc<OnceCell<News>>,
}

fn wrong(field: &str, code: &str, message: &str) -> Error {
    let (field, code, message) = (field.to_owned(), code.to_owned(), message.to_owned());
    Error::Invalid(vec![FieldError { field, message, code }])
}

fn for_whom(named: Option<Uuid>, field: &str) -> Result<UserId, Error> {
    CALLER.acts_for(named.map(UserId)).map_err(|denied| match denied {
        Denied::NobodyNamed => wrong(field, "required", "Say for which user."),
        Denied::SomebodyElse => Error::Forbidden,
    })
}

impl Direct {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool, news: Arc::default() }
    }

    async fn take(&self, checked: &Checked) -> Result<Created, Error> {
        match intake::create(&mut *self.pool.acquire().await?, &checked.row).await? {
            Taken::Created(made) => Ok(Created { id: made.id.0, status: made.status, created_at: made.created_at }),
            Taken::Existing(existing) => {
                Err(Error::DuplicateIdempotencyKey { existing_job_id: existing.id.0, existing_status: existing.status })
            }
        }
    }

    pub(crate) async fn create_job(&self, order: &JobOrder) -> Result<Created, Error> {
        let user = for_whom(order.user_id, "user_id")?;
        self.take(&order.check(user, CALLER.word()).map_err(Error::Invalid)?).await
    }

    pub(crate) async fn apply(&self, order: &ApplyOrder) -> Result<Created, Error> {
        let user = for_whom(order.valet_user_id, "valet_user_id")?;
        self.take(&order.check(user, CALLER.word()).map_err(Error::Invalid)?).await
    }

    pub(crate) async fn create_batch(&self, orders: &[JobOrder], defaults: &BatchDefaults) -> Result<Batch, Error> {
        let mut batch = Batch::default();
        for (index, order) in orders.iter().enumerate() {
            let mut order = order.clone();
            defaults.complete(&mut order);
            match self.create_job(&order).await {
                Ok(created) => batch.created.push((index, created)),
                Err(error) => batch.errors.push(Failed { index, error }),
            }
        }
        Ok(batch)
    }

    pub(crate) async fn job(&self, id: Uuid) -> Result<JobRow, Error> {
        ledger::find(&mut *self.pool.acquire().await?, CALLER, JobId(id)).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn status(&self, id: Uuid) -> Result<JobStanding, Error> {
        ledger::standing(&mut *self.pool.acquire().await?, CALLER, JobId(id)).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn valet_status(&self, id: Uuid) -> Result<ValetStatus, Error> {
        ledger::valet_status(&mut *self.pool.acquire().await?, CALLER, JobId(id)).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn list_jobs(&self, query: &ListQuery) -> Result<JobList, Error> {
        let after = match query.cursor.as_deref().map(|text| Cursor::parse(text, SortBy::CreatedAt)) {
            Some(None) => return Err(wrong("cursor", "invalid_format", "This is no cursor of this list.")),
            after => after.flatten(),
        };
        let filter = Filter {
            user: query.user_id,
            statuses: query.statuses.clone(),
            limit: i64::from(query.limit.unwrap_or(20).clamp(1, 100)),
            after,
            ..Filter::default()
        };
        let page = ledger::list(&mut *self.pool.acquire().await?, CALLER, &filter).await?;
        Ok(JobList { jobs: page.jobs, next_cursor: page.next.map(|cursor| cursor.to_string()) })
    }

    pub(crate) async fn cancel(&self, id: Uuid) -> Result<DateTime<Utc>, Error> {
        let cancelled = steering::cancel(&mut *self.pool.acquire().await?, CALLER, JobId(id)).await;
        cancelled.map_err(|unmoved| Error::unmoved(unmoved, |status, reason| Error::NotCancellable { status, reason }))
    }

    pub(crate) async fn retry(&self, id: Uuid) -> Result<i32, Error> {
        let retried = steering::retry(&mut *self.pool.acquire().await?, CALLER, JobId(id)).await;
        retried.map_err(|unmoved| Error::unmoved(unmoved, |status, reason| Error::NotRetryable { status, reason }))
    }

    pub(crate) async fn resume(&self, id: Uuid, kind: &str, data: &Value) -> Result<(), Error> {
        let resolution = steering::resolution(Some(kind), data).map_err(Error::Invalid)?;
        let resumed = steering::resume(&mut *self.pool.acquire().await?, CALLER, JobId(id), &resolution).await;
        resumed
            .map(drop)
            .map_err(|unmoved| Error::unmoved(unmoved, |status, reason| Error::NotWaiting { status, reason }))
    }

    pub(crate) async fn events(&self, id: Uuid, after: i64) -> Result<Vec<JobEvent>, Error> {
        let filter = EventFilter { after, limit: 200, ..EventFilter::default() };
        let listed = ledger::list_events(&mut *self.pool.acquire().await?, CALLER, JobId(id), &filter).await?;
        listed.map(|(events, _)| events).ok_or(Error::NotFound)
    }

    pub(crate) async fn follow(&self, id: Uuid, after: i64) -> Result<Following, Error> {
        let news = self.news.get_or_try_init(|| News::listen(self.pool.clone())).await?;
        let following = news.follow(CALLER, JobId(id), after, Vec::new()).await?;
        following.map(Following::in_database).ok_or(Error::NotFound)
    }
}
