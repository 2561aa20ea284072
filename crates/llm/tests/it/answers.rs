//! Answers that may be acted on, money, and the chain of models.

use crate::provider::{FakeProvider, Purse, Say, limits, model};
use crate::wires::ask;
use llm::{AskError, Client, Provider, Settings};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

fn chat(text: &str) -> Value {
    json!({ "choices": [{ "finish_reason": "stop", "message": { "content": text } }],
            "usage": { "prompt_tokens": 1000, "completion_tokens": 100 } })
}

const GOOD: &str = r#"{"choice":"o2"}"#;

#[tokio::test]
async fn an_answer_of_another_shape_is_asked_for_once_more_without_repeating_it() {
    let server = FakeProvider::start(|number, _| match number {
        0 => Say::json(200, chat(r#"{"choice":"press SUBMIT now"}"#)),
        _ => Say::json(200, chat(GOOD)),
    })
    .await;
    let purse = Purse::default();
    let answer = server.router(Provider::OpenAi).ask(&[model("gpt-4o-mini")], &ask("x"), &purse).await.unwrap();
    assert_eq!(answer.value["choice"], "o2");
    assert_eq!(purse.outcomes(), ["malformed", "answered"]);
    let second = server.arrived()[1].body.to_string();
    assert!(second.contains("$.choice is not one of the choices") && !second.contains("SUBMIT"), "{second}");
}

#[tokio::test]
async fn twice_another_shape_is_given_up_and_no_other_model_is_tried() {
    let server = FakeProvider::start(|_, _| Say::json(200, chat("I would rather chat"))).await;
    let purse = Purse::default();
    let chain = [model("gpt-4o-mini"), model("gpt-4o")];
    let result = server.router(Provider::OpenAi).ask(&chain, &ask("x"), &purse).await;
    assert_eq!(result, Err(AskError::Malformed));
    assert_eq!(server.arrived().len(), 2);
    assert!(purse.settled.lock().unwrap().iter().all(|attempt| attempt.cost_microusd > 0));
}

#[tokio::test]
async fn a_model_that_fails_is_followed_by_the_next() {
    let server = FakeProvider::start(|_, arrived| match arrived.body["model"].as_str() {
        Some("gpt-4o-mini") => Say::json(500, "{}"),
        _ => Say::json(200, chat(GOOD)),
    })
    .await;
    let purse = Purse::default();
    // Anthropic is not configured in this router: it is passed over like one that fails.
    let chain = [model("gpt-4o-mini"), model("claude-haiku"), model("gpt-4.1")];
    let answer = server.router(Provider::OpenAi).ask(&chain, &ask("x"), &purse).await.unwrap();
    assert_eq!(answer.model, "gpt-4.1");
    assert_eq!(purse.outcomes(), ["server_error", "unauthorized", "answered"]);
}

#[tokio::test]
async fn what_may_cost_more_than_there_is_is_never_asked() {
    let server = FakeProvider::start(|_, _| Say::json(200, chat("{}"))).await;
    let router = server.router(Provider::OpenAi);
    let none = Purse { holds: Some(0), ..Purse::default() };
    let refused = router.ask(&[model("gpt-4o-mini")], &ask("x"), &none).await;
    assert!(matches!(refused, Err(AskError::Budget(_))), "{refused:?}");
    assert_eq!(server.arrived().len(), 0);
    // Enough for one request but not for the repair after it.
    let planned = Purse::default();
    let _ = router.ask(&[model("gpt-4o-mini")], &ask("x"), &planned).await;
    let worst = planned.reserved.lock().unwrap()[0];
    let before = server.arrived().len();
    let some = Purse { holds: Some(worst), ..Purse::default() };
    let refused = router.ask(&[model("gpt-4o-mini")], &ask("x"), &some).await;
    assert!(matches!(refused, Err(AskError::Budget(_))), "{refused:?}");
    assert_eq!(server.arrived().len() - before, 1);
}

#[tokio::test]
async fn without_a_model_nothing_is_asked() {
    let router = llm::Router::new(Settings::none(), Client::new(limits()));
    let purse = Purse::default();
    assert!(router.settings().chain(Some("gpt-4o"), None, true).is_empty());
    assert_eq!(router.ask(&[], &ask("x"), &purse).await, Err(AskError::NoModel));
    assert!(purse.reserved.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_caller_that_goes_away_ends_the_request() {
    let server = FakeProvider::start(|_, _| Say::json(200, chat(GOOD)).after(Duration::from_secs(60))).await;
    let router = Arc::new(server.router(Provider::OpenAi));
    let purse = Arc::new(Purse::default());
    let asking = {
        let (router, purse) = (router.clone(), purse.clone());
        tokio::spawn(async move { router.ask(&[model("gpt-4o-mini")], &ask("x"), &*purse).await })
    };
    while server.arrived().is_empty() {
        tokio::task::yield_now().await;
    }
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    assert_eq!((purse.reserved.lock().unwrap().len(), purse.settled.lock().unwrap().len()), (1, 0));
}
