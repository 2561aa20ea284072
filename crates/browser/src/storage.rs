//! What sites keep in a context: cookies and local storage, taken out and put in.
//!
//! The shape is the one other drivers write (`storageState`). What is inside is
//! as good as a password: it does not print.

use crate::frames;
use crate::page::Page;
use crate::protocol::lock;
use crate::{BrowserError, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

const ASK_LIMIT: Duration = Duration::from_secs(4);

/// Longest local storage of one origin that is taken, bytes.
const ORIGIN_LIMIT: usize = 512 << 10;

/// Cookies and local storage.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorageState {
    /// Cookies.
    pub cookies: Vec<Cookie>,
    /// Local storage by origin.
    pub origins: Vec<OriginStorage>,
}

/// A cookie, in the protocol's words.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Host, with a leading dot when hosts below it get it as well.
    pub domain: String,
    /// Path.
    pub path: String,
    /// Unix seconds; negative when it ends with the browser.
    pub expires: f64,
    /// Scripts do not see it.
    pub http_only: bool,
    /// Sent over TLS only.
    pub secure: bool,
    /// `Strict`, `Lax` or `None`; empty when not said.
    pub same_site: String,
}

/// Local storage of one origin.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OriginStorage {
    /// Scheme, host and port.
    pub origin: String,
    /// Entries.
    pub local_storage: Vec<Entry>,
}

/// An entry of local storage.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Key.
    pub name: String,
    /// Value.
    pub value: String,
}

impl std::fmt::Debug for StorageState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StorageState({} cookies, {} origins)", self.cookies.len(), self.origins.len())
    }
}

impl StorageState {
    /// Nothing is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cookies.is_empty() && self.origins.iter().all(|origin| origin.local_storage.is_empty())
    }

    /// What belongs to hosts that `belongs` accepts.
    #[must_use]
    pub fn of_site(mut self, belongs: impl Fn(&str) -> bool) -> Self {
        self.cookies.retain(|cookie| belongs(cookie.domain.trim_start_matches('.')));
        self.origins
            .retain(|origin| url::Url::parse(&origin.origin).is_ok_and(|url| url.host_str().is_some_and(&belongs)));
        self
    }
}

impl Page {
    /// Cookies of the whole context, and local storage of the origins this page shows now.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn storage(&self) -> Result<StorageState> {
        let answer =
            self.hub.client.call(None, "Storage.getCookies", json!({ "browserContextId": self.context_id()? })).await?;
        let cookies = answer["cookies"].as_array().into_iter().flatten();
        let cookies = cookies.filter_map(|cookie| serde_json::from_value(cookie.clone()).ok()).collect();
        let mut origins: Vec<OriginStorage> = Vec::new();
        let frames: Vec<String> = lock(&self.tab.frames).keys().take(30).cloned().collect();
        for frame in frames {
            // A frame without storage, or that does not answer, has nothing to give.
            let Ok(Some(found)) = self.local_storage(&frame).await else { continue };
            if !found.local_storage.is_empty() && !origins.iter().any(|known| known.origin == found.origin) {
                origins.push(found);
            }
        }
        Ok(StorageState { cookies, origins })
    }

    async fn local_storage(&self, frame: &str) -> Result<Option<OriginStorage>> {
        let expression = "(() => { try { return { origin: location.origin, localStorage: Object.entries(localStorage)\
             .map(([name, value]) => ({ name, value: String(value) })) }; } catch { return null; } })()";
        let world = frames::world(&self.hub, &self.tab, frame).await?;
        let params = json!({ "expression": expression, "contextId": world.context, "returnByValue": true });
        let answer = self.hub.client.call_within(Some(&world.session), "Runtime.evaluate", params, ASK_LIMIT).await?;
        let found: Option<OriginStorage> = serde_json::from_value(answer["result"]["value"].clone()).ok();
        let size = |found: &OriginStorage| -> usize {
            found.local_storage.iter().map(|entry| entry.name.len() + entry.value.len()).sum()
        };
        Ok(found.filter(|found| found.origin.starts_with("http") && size(found) <= ORIGIN_LIMIT))
    }

    /// Puts cookies into the context, and local storage into every origin of it that this page opens and that has none.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn restore(&self, state: &StorageState) -> Result<()> {
        let cookies: Vec<Value> = state.cookies.iter().map(cookie).collect();
        if !cookies.is_empty() {
            let params = json!({ "browserContextId": self.context_id()?, "cookies": cookies });
            self.hub.client.call(None, "Storage.setCookies", params).await?;
        }
        for origin in state.origins.iter().filter(|origin| !origin.local_storage.is_empty()) {
            let source = format!(
                "(() => {{ const kept = {}; try {{ if (location.origin === kept.origin && localStorage.length === 0) \
                 for (const entry of kept.localStorage) localStorage.setItem(entry.name, entry.value); }} catch {{}} }})()",
                json!(origin)
            );
            self.call(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": source, "worldName": "valet-storage" }),
            )
            .await?;
        }
        Ok(())
    }

    fn context_id(&self) -> Result<String> {
        self.tab.context.upgrade().map(|context| context.id.clone()).ok_or(BrowserError::Crashed)
    }
}

fn cookie(cookie: &Cookie) -> Value {
    let mut params = json!({
        "name": cookie.name, "value": cookie.value, "domain": cookie.domain, "path": cookie.path,
        "httpOnly": cookie.http_only, "secure": cookie.secure,
    });
    if cookie.expires > 0.0 {
        params["expires"] = cookie.expires.into();
    }
    if matches!(cookie.same_site.as_str(), "Strict" | "Lax" | "None") {
        params["sameSite"] = cookie.same_site.as_str().into();
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_drivers_write_is_read_and_only_what_belongs_is_kept() {
        let text = r#"{"cookies":[
            {"name":"s","value":"1","domain":".acme.com","path":"/","expires":-1,"httpOnly":true,"secure":true,"sameSite":"Lax"},
            {"name":"t","value":"2","domain":"tracker.example","path":"/","expires":1.5,"httpOnly":false,"secure":false,"sameSite":"None"}],
          "origins":[{"origin":"https://jobs.acme.com","localStorage":[{"name":"k","value":"v"}]},
                     {"origin":"https://mail.example","localStorage":[{"name":"k","value":"v"}]}]}"#;
        let state: StorageState = serde_json::from_str(text).unwrap();
        let own = state.clone().of_site(|host| host.ends_with("acme.com"));
        assert_eq!((own.cookies.len(), own.origins.len()), (1, 1));
        assert!(own.cookies[0].http_only && own.origins[0].origin == "https://jobs.acme.com");
        assert!(!format!("{state:?}").contains("acme"), "{state:?}");
        assert!(StorageState::default().is_empty() && !own.is_empty());
    }
}
