//! What becomes of an order: the row, whichever way it came in, and what is said about one that cannot be used.

use crate::stand::{As, Stand, options};
use ghosthands::limits::Tier;
use ghosthands_api::Options;
use serde_json::{Value, json};

/// Inserts a row by hand, as a service with the database does.
async fn insert(stand: &Stand, columns: &Value) -> Value {
    let names: Vec<&String> = columns.as_object().unwrap().keys().collect();
    let names = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO gh_automation_jobs ({names})
         SELECT {names} FROM jsonb_populate_record(NULL::gh_automation_jobs, $1) RETURNING id::text"
    );
    let (id,): (String,) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(columns).fetch_one(&stand.database.pool).await.unwrap();
    json!(id)
}

#[tokio::test]
async fn a_job_ordered_over_rest_and_a_row_inserted_by_hand_are_the_same() {
    let stand = Stand::new().await;
    let input = json!({
        "user_data": { "first_name": "Ada", "last_name": "King", "email": "ada@example.org", "shoe": { "size": 38 } },
        "qa_overrides": { "Notice period?": "None" }, "resume_path": "resumes/ada.pdf", "tier": "pro",
        "platform": "greenhouse", "anything": ["else"]
    });
    let metadata = json!({ "valet_task_id": "task-9", "callback_url": "https://valet.example/hook", "x": [1, null] });
    let order = json!({
        "user_id": stand.ada, "job_type": "apply", "target_url": "https://acme.example/jobs/1",
        "task_description": "Apply to Acme", "input_data": input, "metadata": metadata, "tags": ["a", "b"],
        "priority": 2, "max_retries": 1, "timeout_seconds": 600, "scheduled_at": "2030-01-02T03:04:05Z",
        "target_worker_id": "worker-7", "worker_affinity": "strict", "execution_mode": "cookbook_only"
    });
    let over_rest = stand.post(As::Service, "/api/v1/gh/jobs", order.clone()).await;
    assert_eq!(over_rest.status, 201, "{}", over_rest.body);
    let by_hand = insert(&stand, &order).await;
    let (rest, hand) = (stand.row(&over_rest.body["id"]).await, stand.row(&by_hand).await);
    assert_eq!(rest, hand);
    assert_eq!(rest["valet_task_id"], "task-9", "what the metadata says reaches its column");
    assert_eq!(rest["callback_url"], "https://valet.example/hook");
    assert_eq!(rest["input_data"], input);
}

#[tokio::test]
async fn an_order_of_little_has_the_defaults_of_the_table() {
    let stand = Stand::new().await;
    let over_rest = stand.post(As::Service, "/api/v1/gh/jobs", stand.order()).await;
    let by_hand = insert(&stand, &stand.order()).await;
    assert_eq!(stand.row(&over_rest.body["id"]).await, stand.row(&by_hand).await);
}

#[tokio::test]
async fn an_application_becomes_the_row_that_its_contract_describes() {
    let stand = Stand::new().await;
    let answer = stand
        .post(
            As::Service,
            "/api/v1/gh/valet/apply",
            json!({
                "valet_task_id": "task-1", "valet_user_id": stand.ada,
                "target_url": "https://job-boards.greenhouse.io/acme/jobs/123", "platform": "greenhouse",
                "resume": { "storage_path": "ada/cv.pdf" },
                "profile": {
                    "first_name": "Ada", "last_name": "King", "email": "ada@example.org", "phone": "+44 20 7946 0000",
                    "location": { "city": "London", "country": "United Kingdom", "zip": "W1J" },
                    "years_of_experience": 12,
                    "education": [{ "institution": "Home", "graduation_year": 1995 }],
                    "work_history": [{ "company": "Analytical", "title": "Programmer", "start_date": "2019-03" }],
                    "skills": ["Mathematics"]
                },
                "qa_answers": { "Favourite engine": "Analytical" },
                "callback_url": "https://valet.example/hook", "quality": "quality", "priority": 1,
                "metadata": { "own": true, "source": "me" }, "model": "claude-haiku", "mode": "autopilot",
                "idempotency_key": null
            }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!((&answer.body["valet_task_id"], &answer.body["status"]), (&json!("task-1"), &json!("pending")));
    let row = stand.row(&answer.body["job_id"]).await;
    for (column, expected) in [
        ("job_type", json!("apply")),
        ("created_by", json!("valet")),
        ("user_id", json!(stand.ada)),
        ("tags", json!(["valet", "apply"])),
        ("priority", json!(1)),
        ("max_retries", json!(3)),
        ("timeout_seconds", json!(300)),
        ("execution_mode", json!("auto")),
        ("worker_affinity", json!("preferred")),
        ("callback_url", json!("https://valet.example/hook")),
        ("valet_task_id", json!("task-1")),
        ("resume_ref", json!({ "storage_path": "ada/cv.pdf" })),
        ("metadata", json!({ "own": true, "source": "valet", "quality_preset": "quality", "valet_task_id": "task-1" })),
    ] {
        assert_eq!(row[column], expected, "{column}");
    }
    let input = &row["input_data"];
    assert_eq!(input["user_data"]["city"], "London", "the place lies beside the name");
    assert_eq!(input["user_data"]["location"], Value::Null);
    assert_eq!(input["qa_overrides"], json!({ "Favourite engine": "Analytical" }));
    assert_eq!((&input["tier"], &input["platform"]), (&json!("pro"), &json!("greenhouse")));
    assert_eq!((&input["model"], &input["mode"]), (&json!("claude-haiku"), &json!("autopilot")));
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_and_by_field() {
    let stand = Stand::new().await;
    let long = |n: usize| "x".repeat(n);
    let order = json!({
        "valet_task_id": "", "valet_user_id": stand.ada, "target_url": "ftp://acme.example",
        "resume": { "storage_path": " " }, "callback_url": "nonsense", "priority": 11, "timeout_seconds": 29,
        "profile": {
            "first_name": long(101), "email": "ada", "years_of_experience": -1, "linkedin_url": "ada",
            "location": { "zip": long(21) },
            "education": [{ "graduation_year": 1900 }], "work_history": [{ "company": "A" }], "skills": [long(101)]
        },
        "qa_answers": { "": "x" }, "model": long(101), "idempotency_key": long(256)
    });
    let answer = stand.post(As::Service, "/api/v1/gh/valet/apply", order).await;
    let mut wrong = answer.wrong();
    wrong.sort_unstable();
    let expected = [
        ("callback_url", "invalid_format"),
        ("idempotency_key", "too_big"),
        ("model", "too_big"),
        ("priority", "too_big"),
        ("profile.education[0].graduation_year", "too_small"),
        ("profile.education[0].institution", "required"),
        ("profile.email", "invalid_format"),
        ("profile.first_name", "too_big"),
        ("profile.last_name", "required"),
        ("profile.linkedin_url", "invalid_format"),
        ("profile.location.zip", "too_big"),
        ("profile.skills[0]", "too_big"),
        ("profile.work_history[0].title", "required"),
        ("profile.years_of_experience", "too_small"),
        ("qa_answers[0].question", "too_small"),
        ("resume", "required"),
        ("target_url", "invalid_format"),
        ("timeout_seconds", "too_small"),
        ("valet_task_id", "too_small"),
    ];
    assert_eq!(wrong, expected);
    assert_eq!(stand.count().await, 0);
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_names_its_field_and_is_not_repeated() {
    let stand = Stand::new().await;
    for (change, field, code) in [
        (json!({ "valet_user_id": "secret" }), "valet_user_id", "invalid_format"),
        (json!({ "quality": "secret" }), "quality", "invalid_value"),
        (json!({ "execution_mode": "secret" }), "execution_mode", "invalid_value"),
        (json!({ "priority": "secret" }), "priority", "invalid_type"),
        (json!({ "profile": { "education": "secret" } }), "profile.education", "invalid_type"),
        (json!({ "qa_answers": { "q": ["secret"] } }), "qa_answers.q", "invalid_type"),
    ] {
        let mut order = stand.application();
        order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = stand.post(As::Service, "/api/v1/gh/valet/apply", order).await;
        assert_eq!(answer.wrong(), [(field, code)], "{}", answer.body);
        assert!(!answer.body.to_string().contains("secret"), "{}", answer.body);
    }
}

#[tokio::test]
async fn addresses_inside_the_network_are_refused_and_practice_hosts_are_not() {
    let stand = Stand::new().await;
    let apply = async |target: &str, callback: Option<&str>, resume: Option<&str>| {
        let mut order = stand.application();
        order["target_url"] = json!(target);
        order["callback_url"] = json!(callback);
        order["resume"] = resume.map_or(Value::Null, |url| json!({ "download_url": url }));
        stand.post(As::Service, "/api/v1/gh/valet/apply", order).await
    };
    let (fine, inside) = ("https://93.184.215.14/jobs", "http://169.254.169.254/latest");
    for (answer, field) in [
        (apply("http://127.0.0.1:5432/", None, None).await, "target_url"),
        (apply("http://localhost/", None, None).await, "target_url"),
        (apply("https://user:pass@acme.example/", None, None).await, "target_url"),
        (apply("http://practice.local:4101/", None, None).await, "target_url"),
        (apply(fine, Some(inside), None).await, "callback_url"),
        (apply(fine, None, Some("http://[::ffff:10.0.0.1]/cv.pdf")).await, "resume.download_url"),
    ] {
        assert_eq!(answer.wrong(), [(field, "forbidden_address")], "{}", answer.body);
    }
    assert_eq!(apply("http://practice.local:4100/jobs/1", None, None).await.status, 201);
    assert_eq!(apply(fine, Some("https://93.184.215.14/hook"), None).await.status, 201);
}

#[tokio::test]
async fn nobody_names_a_file_of_the_workers_machine() {
    let stand = Stand::new().await;
    let mut order = stand.order();
    order["input_data"] = json!({
        "mode": "copilot", "profile": {},
        "resume": { "given_at": "2026-01-01T00:00:00Z", "file": {
            "path": "/etc/passwd", "name": "cv.pdf", "bytes": 1, "sha256": "0".repeat(64) } }
    });
    let answer = stand.post(As::Service, "/api/v1/gh/jobs", order.clone()).await;
    assert_eq!(answer.wrong(), [("input_data.resume", "invalid_value")], "{}", answer.body);
    order["input_data"]["resume"] = Value::Null;
    assert_eq!(stand.post(As::Service, "/api/v1/gh/jobs", order).await.status, 201);
}

#[tokio::test]
async fn a_person_orders_for_themselves_whether_they_say_so_or_not() {
    let stand = Stand::new().await;
    let mut order = stand.order();
    let named = stand.post(As::User(stand.ada), "/api/v1/gh/jobs", order.clone()).await;
    order.as_object_mut().unwrap().remove("user_id");
    let unnamed = stand.post(As::User(stand.ada), "/api/v1/gh/jobs", order.clone()).await;
    for answer in [named, unnamed] {
        let row = stand.row(&answer.body["id"]).await;
        assert_eq!((&row["user_id"], &row["created_by"]), (&json!(stand.ada), &json!("api")));
    }
    let service = stand.post(As::Service, "/api/v1/gh/jobs", order).await;
    assert_eq!(service.wrong(), [("user_id", "required")]);
}

#[tokio::test]
async fn of_a_batch_what_can_be_made_is_made() {
    let stand = Stand::new().await;
    let mut keyed = stand.order();
    keyed["idempotency_key"] = json!("k");
    let job = |change: Value| {
        let mut order = stand.order();
        order.as_object_mut().unwrap().remove("user_id");
        order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        order
    };
    let batch = json!({
        "user_id": stand.ada,
        "defaults": { "priority": 3, "tags": ["batch"], "metadata": { "campaign": "x", "own": 0 } },
        "jobs": [
            job(json!({ "idempotency_key": "k" })), job(json!({ "priority": 99 })), job(json!({ "idempotency_key": "k" })),
            7, job(json!({ "priority": 1, "tags": [], "metadata": { "own": 1 } })),
            job(json!({ "target_url": "http://10.0.0.1/" }))
        ]
    });
    let answer = stand.post(As::Service, "/api/v1/gh/jobs/batch", batch.clone()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let pick = |list: &str, key: &str| -> Vec<Value> {
        answer.body[list].as_array().unwrap().iter().map(|entry| entry[key].clone()).collect()
    };
    assert_eq!(pick("created", "index"), [json!(0), json!(4)]);
    assert_eq!(pick("errors", "index"), [json!(1), json!(2), json!(3), json!(5)]);
    let codes = ["validation_error", "duplicate_idempotency_key", "validation_error", "validation_error"];
    assert_eq!(pick("errors", "error"), codes.map(Value::from));
    assert_eq!(answer.body["errors"][1]["existing_job_id"], answer.body["job_ids"][0]);
    let (first, second) = (stand.row(&answer.body["job_ids"][0]).await, stand.row(&answer.body["job_ids"][1]).await);
    assert_eq!((&first["priority"], &first["tags"]), (&json!(3), &json!(["batch"])));
    assert_eq!((&second["priority"], &second["tags"]), (&json!(1), &json!([])));
    assert_eq!(second["metadata"], json!({ "campaign": "x", "own": 1 }));

    let nothing = stand.post(As::Service, "/api/v1/gh/jobs/batch", json!({ "jobs": [7] })).await;
    assert_eq!((nothing.status.as_u16(), &nothing.body["created"]), (422, &json!([])));
    let many = json!({ "jobs": vec![json!({}); 51] });
    assert_eq!(stand.post(As::Service, "/api/v1/gh/jobs/batch", many).await.wrong(), [("jobs", "too_big")]);
}

#[tokio::test]
async fn a_tier_in_a_request_raises_no_limit() {
    let stand = Stand::with(Options { default_tier: Tier::Free, ..options() }).await;
    let mut order = stand.order();
    order["input_data"] = json!({ "tier": "premium" });
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(stand.post(As::User(stand.ada), "/api/v1/gh/jobs", order.clone()).await.status.as_u16());
    }
    assert_eq!(statuses, [201, 201, 201, 429]);
}

#[tokio::test]
async fn a_person_neither_hears_the_services_key_nor_sends_somebody_elses_file() {
    let stand = Stand::new().await;
    let order = async |who: As, change: Value| {
        let mut order = stand.order();
        order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        stand.post(who, "/api/v1/gh/jobs", order).await
    };
    let person = As::User(stand.ada);
    let hook = "https://93.184.215.14/hook";
    for (change, field) in [
        (json!({ "callback_url": hook }), "callback_url"),
        (json!({ "metadata": { "callback_url": hook } }), "callback_url"),
        (json!({ "input_data": { "resume_path": format!("{}/cv.pdf", stand.bob) } }), "resume"),
        (json!({ "metadata": { "resume_ref": { "s3_key": "cv.pdf" } } }), "resume"),
    ] {
        assert_eq!(order(person, change.clone()).await.wrong(), [(field, "forbidden")], "{change}");
        assert_eq!(order(As::Service, change).await.status, 201);
    }
    let own = json!({ "input_data": { "resume_path": format!("{}/cv.pdf", stand.ada) } });
    assert_eq!(order(person, own).await.status, 201);
    let inside = order(As::Service, json!({ "metadata": { "callback_url": "http://10.0.0.1/" } })).await;
    assert_eq!(inside.wrong(), [("callback_url", "forbidden_address")]);
}
