//! Asking the page script of one frame.

use crate::page_script::PAGE_SCRIPT;
use crate::protocol::lock;
use crate::tabs::{Frame, Tab};
use crate::targets::{Hub, WORLD};
use crate::{BrowserError, Result};
use serde_json::{Value, json};
use std::time::Duration;

/// A document's page script, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) session: String,
    pub(crate) context: i64,
}

/// Asks the page script of `frame` and reads its answer. `call` is a JavaScript
/// expression on the script's object, such as `rectOf(7)`; it may be a promise.
pub(crate) async fn ask(hub: &Hub, tab: &Tab, frame: &str, call: &str, limit: Duration) -> Result<Value> {
    let expression = format!("valet.{call}");
    let world = world(hub, tab, frame).await?;
    let value = match evaluate(hub, &world, &expression, limit).await {
        Err(BrowserError::Protocol(message)) if lost(&message) => {
            forget_world(tab, frame, &world);
            return Err(BrowserError::Gone);
        }
        Err(BrowserError::Protocol(message)) if message.contains("valet is not defined") => {
            install(hub, &world).await?;
            evaluate(hub, &world, &expression, limit).await?
        }
        other => other?,
    };
    match value["error"].as_str() {
        None => Ok(value),
        Some("gone") => Err(BrowserError::Gone),
        Some("covered") => Err(BrowserError::Obscured),
        Some(other) => Err(BrowserError::Protocol(other.to_owned())),
    }
}

/// A handle on an element, for the methods of the protocol that want one.
pub(crate) async fn handle(hub: &Hub, tab: &Tab, frame: &str, call: &str) -> Result<(World, String)> {
    let world = world(hub, tab, frame).await?;
    let params = json!({ "expression": format!("valet.{call}"), "contextId": world.context });
    let result = match hub.client.call(Some(&world.session), "Runtime.evaluate", params).await {
        Err(BrowserError::Protocol(message)) if lost(&message) => {
            forget_world(tab, frame, &world);
            return Err(BrowserError::Gone);
        }
        other => other?,
    };
    let object = result["result"]["objectId"].as_str().ok_or(BrowserError::Gone)?.to_owned();
    Ok((world, object))
}

/// The page script's world in `frame`, made when nobody has asked for it yet.
pub(crate) async fn world(hub: &Hub, tab: &Tab, frame: &str) -> Result<World> {
    let known: Frame = lock(&tab.frames).get(frame).cloned().ok_or(BrowserError::Gone)?;
    if let Some(context) = known.world {
        return Ok(World { session: known.session, context });
    }
    let params = json!({ "frameId": frame, "worldName": WORLD });
    let made = match hub.client.call(Some(&known.session), "Page.createIsolatedWorld", params).await {
        Err(BrowserError::Protocol(_)) => return Err(BrowserError::Gone),
        other => other?,
    };
    let context = made["executionContextId"].as_i64().ok_or(BrowserError::Gone)?;
    if let Some(frame) = lock(&tab.frames).get_mut(frame)
        && frame.loader == known.loader
        && frame.session == known.session
    {
        frame.world = Some(context);
    }
    Ok(World { session: known.session, context })
}

async fn evaluate(hub: &Hub, world: &World, expression: &str, limit: Duration) -> Result<Value> {
    let params = json!({
        "expression": expression,
        "contextId": world.context,
        "returnByValue": true,
        "awaitPromise": true,
    });
    let mut result = hub.client.call_within(Some(&world.session), "Runtime.evaluate", params, limit).await?;
    if let Some(exception) = result.get("exceptionDetails") {
        let text = exception["exception"]["description"].as_str().or(exception["text"].as_str()).unwrap_or_default();
        return Err(BrowserError::Protocol(text.chars().take(300).collect()));
    }
    Ok(result["result"]["value"].take())
}

async fn install(hub: &Hub, world: &World) -> Result<()> {
    let params = json!({ "expression": PAGE_SCRIPT, "contextId": world.context });
    hub.client.call(Some(&world.session), "Runtime.evaluate", params).await.map(drop)
}

fn forget_world(tab: &Tab, frame: &str, world: &World) {
    if let Some(frame) = lock(&tab.frames).get_mut(frame)
        && frame.world == Some(world.context)
    {
        frame.world = None;
    }
}

/// The protocol's ways to say that the document is no longer there.
fn lost(message: &str) -> bool {
    [
        "Cannot find context",
        "context was destroyed",
        "navigated or closed",
        "Promise was collected",
        "No frame for given id",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}
