//! One job per person and key, however often and however quickly it is ordered.

use crate::stand::{As, Stand};
use serde_json::{Value, json};

#[tokio::test]
async fn a_second_order_with_the_same_key_is_told_about_the_first() {
    let stand = Stand::new().await;
    let mut order = stand.order();
    order["idempotency_key"] = json!("valet-apply-1");
    let first = stand.post(As::Service, "/api/v1/gh/jobs", order.clone()).await;
    let second = stand.post(As::Service, "/api/v1/gh/jobs", order).await;
    assert_eq!(second.code(), (409, "duplicate_idempotency_key"));
    assert_eq!(second.body["existing_job_id"], first.body["id"]);
    assert_eq!(second.body["existing_status"], "pending");

    let mut application = stand.application();
    application["idempotency_key"] = json!("valet-apply-1");
    let third = stand.post(As::Service, "/api/v1/gh/valet/apply", application).await;
    assert_eq!((third.status.as_u16(), &third.body["duplicate"]), (409, &json!(true)));
    assert_eq!(third.body["job_id"], first.body["id"]);
    assert_eq!(stand.count().await, 1);
}

#[tokio::test]
async fn of_forty_orders_at_once_one_makes_the_job_and_all_others_name_it() {
    let stand = Stand::new().await;
    let mut order = stand.application();
    order["idempotency_key"] = json!("race");
    let orders = (0..40).map(|_| stand.post(As::Service, "/api/v1/gh/valet/apply", order.clone()));
    let answers = futures_util::future::join_all(orders).await;
    let made: Vec<&Value> = answers.iter().filter(|a| a.status == 201).map(|a| &a.body["job_id"]).collect();
    assert_eq!(made.len(), 1);
    assert!(answers.iter().all(|answer| answer.body["job_id"] == *made[0]));
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 39);
    assert_eq!(stand.count().await, 1);
}

#[tokio::test]
async fn a_key_is_nobodys_but_the_persons() {
    let stand = Stand::new().await;
    let mut order = stand.order();
    order["idempotency_key"] = json!("shared-word");
    assert_eq!(stand.post(As::User(stand.ada), "/api/v1/gh/jobs", order.clone()).await.status, 201);
    order["user_id"] = json!(stand.bob);
    assert_eq!(stand.post(As::User(stand.bob), "/api/v1/gh/jobs", order).await.status, 201);
}
