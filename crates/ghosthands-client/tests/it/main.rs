//! One suite over both ways: whatever holds over HTTP holds in the database.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use ghosthands::monitoring::{Monitor, MonitorOptions};
use ghosthands_api::{Options, Server, ServiceKeys};
use ghosthands_client::{
    Applicant, ApplyOrder, BatchDefaults, Client, Credentials, Error, JobOrder, JobType, ListQuery,
};
use postgres::testing::TestDatabase;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

const KEY: &str = "a-service-key-of-some-length";

struct Stand {
    database: TestDatabase,
    server: Option<Server>,
    client: Client,
    ada: Uuid,
}

async fn serve(database: &TestDatabase, addr: &str) -> Server {
    let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
    let monitor = Monitor::new(database.pool.clone(), MonitorOptions::default());
    let options = Options { keys: ServiceKeys::new([KEY]), ..Options::default() };
    Server::start(listener, monitor, database.pool.clone(), options).await.unwrap()
}

impl Stand {
    async fn over_http() -> Self {
        let database = postgres::testing::database(&[&ghosthands::migrator()]).await;
        let server = serve(&database, "127.0.0.1:0").await;
        let base = format!("http://{}", server.addr()).parse().unwrap();
        let client = Client::rest(base, Credentials::ServiceKey(KEY.to_owned())).unwrap();
        Self { database, server: Some(server), client, ada: Uuid::new_v4() }
    }

    async fn in_database() -> Self {
        let database = postgres::testing::database(&[&ghosthands::migrator()]).await;
        let client = Client::database(database.pool.clone());
        Self { database, server: None, client, ada: Uuid::new_v4() }
    }

    fn order(&self) -> JobOrder {
        JobOrder {
            user_id: Some(self.ada),
            job_type: Some(JobType::Apply),
            target_url: Some("https://93.184.215.14/jobs/1".to_owned()),
            task_description: Some("Apply".to_owned()),
            ..JobOrder::default()
        }
    }

    fn application(&self) -> ApplyOrder {
        ApplyOrder {
            valet_task_id: Some("task-1".to_owned()),
            valet_user_id: Some(self.ada),
            target_url: Some("https://93.184.215.14/jobs/1".to_owned()),
            profile: Some(Applicant {
                first_name: Some("Ada".to_owned()),
                last_name: Some("King".to_owned()),
                email: Some("ada@example.org".to_owned()),
                skills: Some(vec!["Mathematics".to_owned()]),
                ..Applicant::default()
            }),
            metadata: json!({ "x": [1, null] }).as_object().cloned(),
            ..ApplyOrder::default()
        }
    }

    async fn set(&self, job: Uuid, assignments: &str) {
        let sql = format!("UPDATE gh_automation_jobs SET {assignments} WHERE id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(job).execute(&self.database.pool).await.unwrap();
    }

    async fn happen(&self, job: Uuid, kind: &str) {
        sqlx::query("INSERT INTO gh_job_events (job_id, event_type) VALUES ($1, $2)")
            .bind(job)
            .bind(kind)
            .execute(&self.database.pool)
            .await
            .unwrap();
    }
}

async fn row(stand: &Stand, job: Uuid) -> Value {
    let sql =
        "SELECT to_jsonb(j) - 'id' - 'user_id' - 'created_at' - 'updated_at' FROM gh_automation_jobs j WHERE id = $1";
    let (row,): (Value,) = sqlx::query_as(sql).bind(job).fetch_one(&stand.database.pool).await.unwrap();
    row
}

#[tokio::test]
async fn both_ways_make_the_same_row() {
    let (http, database) = (Stand::over_http().await, Stand::in_database().await);
    let mut rows = Vec::new();
    for stand in [&http, &database] {
        let applied = stand.client.apply(&stand.application()).await.unwrap();
        let ordered = stand.client.create_job(&stand.order()).await.unwrap();
        assert_eq!(applied.status, "pending");
        rows.push((row(stand, applied.id).await, row(stand, ordered.id).await));
    }
    assert_eq!(rows[0], rows[1]);
}

/// A claim about one stand, and a test of it for each way.
macro_rules! over_both_ways {
    ($($(#[$doc:meta])* $claim:ident($stand:ident) $body:block)+) => {
        $($(#[$doc])* async fn $claim($stand: &mut Stand) $body)+

        mod over_http {
            $(#[tokio::test] async fn $claim() { super::$claim(&mut super::Stand::over_http().await).await })+
        }

        mod in_the_database {
            $(#[tokio::test] async fn $claim() { super::$claim(&mut super::Stand::in_database().await).await })+
        }
    };
}

over_both_ways! {
    a_job_is_made_read_and_listed(stand) {
        let made = stand.client.create_job(&stand.order()).await.unwrap();
        let job = stand.client.job(made.id).await.unwrap();
        assert_eq!((job.status.as_str(), job.user_id, job.created_at), ("pending", stand.ada, made.created_at));
        assert_eq!(stand.client.status(made.id).await.unwrap().status, "pending");
        assert_eq!(stand.client.valet_status(made.id).await.unwrap().job_id, made.id);
        for _ in 0..4 {
            stand.client.create_job(&stand.order()).await.unwrap();
        }
        let (mut seen, mut query) = (BTreeSet::new(), ListQuery { limit: Some(2), ..ListQuery::default() });
        loop {
            let page = stand.client.list_jobs(&query).await.unwrap();
            seen.extend(page.jobs.iter().map(|job| job.id));
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 5);
        let none = ListQuery { statuses: vec!["failed".to_owned()], user_id: Some(stand.ada), ..ListQuery::default() };
        assert!(stand.client.list_jobs(&none).await.unwrap().jobs.is_empty());
    }

    what_is_not_there_is_not_found(stand) {
        let nobody = Uuid::new_v4();
        assert!(matches!(stand.client.job(nobody).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.status(nobody).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.valet_status(nobody).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.cancel(nobody).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.retry(nobody).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.resume(nobody, "stop", &Value::Null).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.events(nobody, 0).await, Err(Error::NotFound)));
        assert!(matches!(stand.client.follow(nobody, 0).await, Err(Error::NotFound)));
    }

    a_key_that_is_taken_names_its_job(stand) {
        let mut order = stand.order();
        order.idempotency_key = Some("key".to_owned());
        let first = stand.client.create_job(&order).await.unwrap();
        let mut application = stand.application();
        application.idempotency_key = order.idempotency_key.clone();
        for error in [
            stand.client.create_job(&order).await.unwrap_err(),
            stand.client.apply(&application).await.unwrap_err(),
        ] {
            match error {
                Error::DuplicateIdempotencyKey { existing_job_id, existing_status } => {
                    assert_eq!((existing_job_id, existing_status.as_str()), (first.id, "pending"));
                }
                other => panic!("{other:?}"),
            }
        }
    }

    what_is_wrong_is_said_by_field(stand) {
        let order = JobOrder { priority: Some(11), target_url: None, ..stand.order() };
        let Error::Invalid(errors) = stand.client.create_job(&order).await.unwrap_err() else { panic!("it is wrong") };
        let fields: BTreeSet<_> = errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
        assert_eq!(fields, BTreeSet::from([("priority", "too_big"), ("target_url", "required")]));
        let nobody = JobOrder { user_id: None, ..stand.order() };
        assert!(matches!(stand.client.create_job(&nobody).await, Err(Error::Invalid(_))));
    }

    of_a_batch_what_can_be_made_is_made(stand) {
        let keyed = JobOrder { idempotency_key: Some("k".to_owned()), ..stand.order() };
        let orders = [keyed.clone(), JobOrder { priority: Some(0), ..stand.order() }, keyed, stand.order()];
        let defaults = BatchDefaults { priority: Some(2), ..BatchDefaults::default() };
        let batch = stand.client.create_batch(&orders, &defaults).await.unwrap();
        assert_eq!(batch.created.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(stand.client.job(batch.created[1].1.id).await.unwrap().priority, 2);
        assert!(matches!(&batch.errors[0], failed if failed.index == 1 && matches!(failed.error, Error::Invalid(_))));
        let duplicate = &batch.errors[1];
        assert!(duplicate.index == 2 && matches!(duplicate.error, Error::DuplicateIdempotencyKey { .. }));
        let nothing = stand.client.create_batch(&orders[1..2], &defaults).await.unwrap();
        assert_eq!((nothing.created.len(), nothing.errors.len()), (0, 1));
        assert!(matches!(stand.client.create_batch(&[], &defaults).await, Err(Error::Invalid(_))));
    }

    a_job_is_stopped_and_tried_again(stand) {
        let job = stand.client.create_job(&stand.order()).await.unwrap().id;
        assert!(matches!(stand.client.retry(job).await, Err(Error::NotRetryable { .. })));
        stand.client.cancel(job).await.unwrap();
        match stand.client.cancel(job).await {
            Err(Error::NotCancellable { status, .. }) => assert_eq!(status, "cancelled"),
            other => panic!("{other:?}"),
        }
        assert_eq!(stand.client.retry(job).await.unwrap(), 1);
        assert_eq!(stand.client.status(job).await.unwrap().status, "pending");
    }

    a_job_that_waits_is_answered_and_another_is_not(stand) {
        let job = stand.client.create_job(&stand.order()).await.unwrap().id;
        assert!(matches!(stand.client.resume(job, "stop", &Value::Null).await, Err(Error::NotWaiting { .. })));
        stand
            .set(
                job,
                "status = 'paused', paused_at = now(), interaction_type = 'question',
                 interaction_data = '{\"type\": \"question\", \"rows\": []}'",
            )
            .await;
        assert!(matches!(stand.client.resume(job, "dance", &Value::Null).await, Err(Error::Invalid(_))));
        stand.client.resume(job, "stop", &Value::Null).await.unwrap();
        assert_eq!(stand.client.status(job).await.unwrap().status, "running");
    }

    events_are_read_by_cursor_and_followed_to_the_end(stand) {
        let job = stand.client.create_job(&stand.order()).await.unwrap().id;
        for kind in ["one", "two"] {
            stand.happen(job, kind).await;
        }
        let events = stand.client.events(job, 0).await.unwrap();
        assert_eq!(events.iter().map(|event| event.event_type.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        let mut following = stand.client.follow(job, events[0].seq).await.unwrap();
        let mut told = Vec::new();
        let follow = async {
            while let Some(event) = following.next().await.unwrap() {
                told.push(event.event_type.clone());
                // Each thing happens only when the one before it was told: it comes live.
                match event.event_type.as_str() {
                    "two" => stand.happen(job, "three").await,
                    "three" => stand.set(job, "status = 'completed'").await,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), follow).await.unwrap();
        assert_eq!(told, ["two", "three", "status_change"]);
    }

    polling_ends_with_the_job_or_in_time(stand) {
        let job = stand.client.create_job(&stand.order()).await.unwrap().id;
        let soon = Duration::from_millis(20);
        let late = stand.client.poll_for_completion(job, soon, Duration::from_millis(100)).await;
        assert!(matches!(late, Err(Error::PollTimeout)));
        stand.set(job, "status = 'expired'").await;
        assert_eq!(stand.client.poll_for_completion(job, soon, Duration::from_secs(20)).await.unwrap().status, "expired");
    }
}

#[tokio::test]
async fn a_server_that_is_replaced_costs_no_event() {
    let mut stand = Stand::over_http().await;
    let job = stand.client.create_job(&stand.order()).await.unwrap().id;
    stand.happen(job, "one").await;
    let mut following = stand.client.follow(job, 0).await.unwrap();
    assert_eq!(following.next().await.unwrap().unwrap().event_type, "one");
    let server = stand.server.take().unwrap();
    let addr = server.addr().to_string();
    server.stop().await;
    stand.happen(job, "while it was away").await;
    stand.server = Some(serve(&stand.database, &addr).await);
    stand.set(job, "status = 'completed'").await;
    let mut told = Vec::new();
    while let Some(event) = following.next().await.unwrap() {
        told.push(event.event_type);
    }
    assert_eq!(told, ["while it was away", "status_change"]);
}

#[tokio::test]
async fn wrong_credentials_are_told_as_such() {
    let stand = Stand::over_http().await;
    let base: String = format!("http://{}", stand.server.as_ref().unwrap().addr());
    let wrong = Client::rest(base.parse().unwrap(), Credentials::ServiceKey("wrong".to_owned())).unwrap();
    assert!(matches!(wrong.job(Uuid::new_v4()).await, Err(Error::Unauthorized)));
    let nowhere = Client::rest("http://127.0.0.1:9".parse().unwrap(), Credentials::Token("x".to_owned())).unwrap();
    assert!(matches!(nowhere.job(Uuid::new_v4()).await, Err(Error::Transport(_))));
    assert_eq!(format!("{:?}", Credentials::ServiceKey("secret".to_owned())), "ServiceKey(…)");
}
