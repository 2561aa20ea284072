//! The browser and its isolated contexts.

use crate::chromium::Chromium;
use crate::connections::Connections;
use crate::network;
use crate::page::Page;
use crate::protocol::{Client, lock};
use crate::sockets::{HostRules, SocketGate};
use crate::tabs::Tab;
use crate::targets::{ContextState, Hub, auto_attach};
use crate::{BrowserError, Guard, LaunchOptions, Result};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A cold start on a busy machine takes a few seconds.
const START_LIMIT: Duration = Duration::from_secs(30);

const TAB_LIMIT: Duration = Duration::from_secs(15);

/// A running Chromium. Cheap to clone; the process ends when the last clone is dropped or [`Browser::close`] is called.
///
/// Its tasks live on the runtime it was launched on.
#[derive(Clone)]
pub struct Browser {
    running: Arc<Running>,
}

struct Running {
    hub: Arc<Hub>,
    process: Chromium,
    version: String,
    host_rules: HostRules,
}

/// An isolated context: own cookies, cache and storage. Dropping it closes its tabs.
pub struct Context {
    hub: Arc<Hub>,
    state: Arc<ContextState>,
    proxies: Mutex<Option<(SocketGate, Connections)>>,
    closed: AtomicBool,
}

impl Browser {
    /// Starts Chromium with a fresh temporary profile, over a pipe.
    ///
    /// # Errors
    /// [`BrowserError::NotFound`], [`BrowserError::Launch`].
    pub async fn launch(options: LaunchOptions) -> Result<Self> {
        let (process, pipes) = Chromium::start(&options)?;
        let hub = Hub::new(Client::new(pipes.commands));
        let reading = hub.clone();
        tokio::spawn(async move { reading.client.read(pipes.answers, &*reading).await });
        let version = match start(&hub).await {
            Ok(version) => version,
            Err(_) => return Err(BrowserError::Launch(explain(process).await)),
        };
        let host_rules = options.host_rules.as_deref().map(HostRules::parse).unwrap_or_default();
        let host_rules = host_rules.under(options.egress);
        Ok(Self { running: Arc::new(Running { hub, process, version, host_rules }) })
    }

    /// Product and version, e.g. `Chrome/156.0.8078.73`.
    #[must_use]
    pub fn version(&self) -> String {
        self.running.version.clone()
    }

    /// Id of the process that leads Chromium's process group; `None` when it is not known.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.running.process.id()
    }

    /// Its temporary profile; gone once it is closed.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.running.process.profile()
    }

    /// Whether the process has ended, on purpose or not.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.running.hub.client.is_closed()
    }

    /// An isolated context whose requests `guard` judges.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn context(&self, guard: Arc<dyn Guard>) -> Result<Context> {
        let hub = &self.running.hub;
        let rules = &self.running.host_rules;
        let no_port = |error| BrowserError::Protocol(format!("no port for a context's connections: {error}"));
        let sockets = SocketGate::open(rules.clone()).await.map_err(no_port)?;
        let connections = Connections::open(rules.clone()).await.map_err(no_port)?;
        let (http, rest) = (connections.port, sockets.port);
        let params = json!({
            "disposeOnDetach": true,
            // What the schemes leave to the last are WebSockets.
            "proxyServer": format!(
                "http=socks5://127.0.0.1:{http};https=socks5://127.0.0.1:{http};socks=socks5://127.0.0.1:{rest}"
            ),
            // Without this, connections to this machine would go around both.
            "proxyBypassList": "<-loopback>",
        });
        let made = hub.client.call(None, "Target.createBrowserContext", params).await?;
        let id = made["browserContextId"].as_str().unwrap_or_default().to_owned();
        let state = Arc::new(ContextState::new(id.clone(), guard, connections.switchboard.clone()));
        sockets.serve(&state);
        hub.add_context(state.clone());
        let proxies = Mutex::new(Some((sockets, connections)));
        let context = Context { hub: hub.clone(), state, proxies, closed: AtomicBool::new(false) };
        let deny = json!({ "behavior": "deny", "browserContextId": id });
        hub.client.call(None, "Browser.setDownloadBehavior", deny).await?;
        Ok(context)
    }

    /// Ends the process and waits for it.
    pub async fn close(&self) {
        self.running.hub.client.tell(None, "Browser.close", &json!({}));
        self.running.process.wait().await;
    }
}

async fn start(hub: &Hub) -> Result<String> {
    let version = hub.client.call_within(None, "Browser.getVersion", json!({}), START_LIMIT).await?;
    network::hold_requests(hub).await?;
    hub.client.call(None, "Target.setAutoAttach", auto_attach()).await?;
    Ok(version["product"].as_str().unwrap_or_default().to_owned())
}

/// Why it did not start, in the process's own words.
async fn explain(process: Chromium) -> String {
    process.wait().await;
    process.last_words()
}

impl Context {
    /// Opens a tab.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Timeout`].
    pub async fn page(&self) -> Result<Page> {
        let params = json!({ "url": "about:blank", "browserContextId": self.state.id });
        let made = self.hub.client.call(None, "Target.createTarget", params).await?;
        let target = made["targetId"].as_str().unwrap_or_default();
        let tab = self.hub.tab(target).ok_or(BrowserError::Crashed)?;
        tab.until("opening a tab", TAB_LIMIT, |tab| tab.ready.load(Ordering::SeqCst).then_some(())).await?;
        self.hub.emulate_focus(&tab).await?;
        Ok(Page::new(self.hub.clone(), tab))
    }

    /// All open tabs in the order they were opened, those included that pages opened by themselves.
    #[must_use]
    pub fn pages(&self) -> Vec<Page> {
        let tabs: Vec<Arc<Tab>> =
            lock(&self.state.tabs).iter().filter(|tab| tab.ready.load(Ordering::SeqCst)).cloned().collect();
        tabs.into_iter().map(|tab| Page::new(self.hub.clone(), tab)).collect()
    }

    /// As [`Context::pages`], once there are `count` of them; for clicks that open a tab.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`], [`BrowserError::Crashed`].
    pub async fn wait_for_pages(&self, count: usize, limit: Duration) -> Result<Vec<Page>> {
        let mut changes = self.hub.owners_changed.subscribe();
        let search = async {
            loop {
                let pages = self.pages();
                if pages.len() >= count {
                    return Ok(pages);
                }
                if self.hub.client.is_closed() || changes.changed().await.is_err() {
                    return Err(BrowserError::Crashed);
                }
            }
        };
        tokio::time::timeout(limit, search).await.unwrap_or(Err(BrowserError::Timeout("opening a tab")))
    }

    /// Closes all its tabs and forgets its data.
    pub async fn close(&self) {
        if !self.closed.swap(true, Ordering::SeqCst) {
            let params = json!({ "browserContextId": self.state.id });
            // An error means that the browser is gone, and its data with it.
            let _ = self.hub.client.call(None, "Target.disposeBrowserContext", params).await;
            self.forget();
        }
    }

    fn forget(&self) {
        lock(&self.proxies).take();
        self.hub.forget_context(&self.state.id);
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if !self.closed.swap(true, Ordering::SeqCst) {
            self.hub.client.tell(None, "Target.disposeBrowserContext", &json!({ "browserContextId": self.state.id }));
            self.forget();
        }
    }
}
