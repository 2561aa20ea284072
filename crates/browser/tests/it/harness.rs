//! One Chromium and one small HTTP server for all tests; a context for each.

use browser::{Browser, Context, Guard, LaunchOptions, Outgoing, Page, Verdict};
use forms::fields::ElementRef;
use forms::snapshot::{Control, OptionEntry, PageSnapshot};
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

static BROWSER: LazyLock<Browser> = LazyLock::new(|| {
    RUNTIME.block_on(async {
        let host_rules = Some("MAP *.test 127.0.0.1, EXCLUDE localhost".to_owned());
        let executable = std::env::var_os("VALET_CHROMIUM").map(Into::into);
        Browser::launch(LaunchOptions { executable, host_rules, ..LaunchOptions::default() }).await.unwrap()
    })
});

/// Runs a test on the runtime the browser lives on, at most a minute.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    // Outside of the runtime, because starting it blocks.
    LazyLock::force(&BROWSER);
    RUNTIME.block_on(async { tokio::time::timeout(60 * SECOND, test).await.expect("the test hangs") })
}

pub(crate) fn browser() -> Browser {
    BROWSER.clone()
}

/// Lets everything through.
pub(crate) struct Open;

impl Guard for Open {
    fn judge<'a>(&'a self, _request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::Pass })
    }
}

type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// A server that remembers the addresses it was asked for. `/slow/<ms>/…` answers late.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pages: Arc<Mutex<HashMap<String, Answer>>>,
    hits: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (pages, hits) = (Arc::<Mutex<HashMap<String, Answer>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (serving, counting) = (pages.clone(), hits.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, serving.clone(), counting.clone()));
            }
        });
        Self { address, pages, hits }
    }

    /// Serves `html` at `path`. `PORT` in it becomes the server's port.
    pub(crate) fn page(&self, path: &str, html: &str) -> &Self {
        self.file(path, "text/html; charset=utf-8", html)
    }

    pub(crate) fn file(&self, path: &str, kind: &str, text: &str) -> &Self {
        let text = text.replace("PORT", &self.address.port().to_string());
        self.answer(path, (200, vec![("content-type", kind.to_owned())], text.into_bytes()))
    }

    pub(crate) fn answer(&self, path: &str, answer: Answer) -> &Self {
        self.pages.lock().unwrap().insert(path.to_owned(), answer);
        self
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.url_at("127.0.0.1", path)
    }

    pub(crate) fn url_at(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    pub(crate) fn hits_under(&self, prefix: &str) -> Vec<String> {
        self.hits.lock().unwrap().iter().filter(|path| path.starts_with(prefix)).cloned().collect()
    }
}

async fn answer(
    mut stream: TcpStream,
    pages: Arc<Mutex<HashMap<String, Answer>>>,
    hits: Arc<Mutex<Vec<String>>>,
) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        let length: usize = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse().unwrap())
            })
            .unwrap_or(0);
        while bytes.len() < head + length {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        let mut words = text.split(' ');
        let target = words.nth(1)?.to_owned();
        bytes.drain(..head + length);
        hits.lock().unwrap().push(target.clone());
        let path = target.split('?').next()?.to_owned();
        if let Some(wait) = path.strip_prefix("/slow/").and_then(|rest| rest.split('/').next()?.parse().ok()) {
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        if text.to_ascii_lowercase().contains("upgrade: websocket") {
            // That it arrived is all that matters.
            return stream.write_all(b"HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n").await.ok();
        }
        let known = pages.lock().unwrap().get(&path).cloned();
        let (status, headers, body) =
            known.unwrap_or((404, vec![("content-type", "text/plain".to_owned())], b"nothing here".to_vec()));
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "HTTP/1.1 {status} Status\r\ncontent-length: {}\r\naccess-control-allow-origin: *\r\n{headers}\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(&body).await.ok()?;
    }
}

/// A tab on a page of its own.
pub(crate) struct Rig {
    pub(crate) site: Site,
    pub(crate) context: Context,
    pub(crate) page: Page,
}

impl Rig {
    /// Opens `html` in a fresh context that lets everything through.
    pub(crate) async fn open(html: &str) -> Self {
        Self::guarded(html, Arc::new(Open)).await
    }

    pub(crate) async fn guarded(html: &str, guard: Arc<dyn Guard>) -> Self {
        let site = Site::open().await;
        site.page("/", html);
        Self::at(site, guard, "/").await
    }

    /// Opens a page of a prepared site.
    pub(crate) async fn at(site: Site, guard: Arc<dyn Guard>, path: &str) -> Self {
        let context = browser().context(guard).await.unwrap();
        let page = context.page().await.unwrap();
        page.goto(&site.url(path), 20 * SECOND).await.unwrap();
        Self { site, context, page }
    }

    pub(crate) async fn snapshot(&self) -> PageSnapshot {
        self.page.snapshot().await.unwrap()
    }

    /// The control with this id or name, in whatever frame.
    pub(crate) async fn control(&self, id: &str) -> (ElementRef, Control) {
        find(&self.snapshot().await, id)
    }

    pub(crate) async fn at_id(&self, id: &str) -> ElementRef {
        self.control(id).await.0
    }

    pub(crate) async fn value(&self, id: &str) -> String {
        self.control(id).await.1.value
    }

    /// Everything the page wrote to its title, which is how the test pages talk.
    pub(crate) async fn title(&self) -> String {
        self.snapshot().await.title
    }
}

pub(crate) fn find(snapshot: &PageSnapshot, id: &str) -> (ElementRef, Control) {
    for frame in &snapshot.frames {
        if let Some(control) = frame.controls.iter().find(|control| control.id == id || control.name == id) {
            return (ElementRef { frame: frame.frame.clone(), node: control.node }, control.clone());
        }
    }
    panic!(
        "no control {id} among {:?}",
        snapshot.frames.iter().flat_map(|f| f.controls.iter().map(|c| &c.id)).collect::<Vec<_>>()
    );
}

pub(crate) fn button(snapshot: &PageSnapshot, text: &str) -> ElementRef {
    for frame in &snapshot.frames {
        if let Some(button) = frame.buttons.iter().find(|button| button.text == text) {
            return ElementRef { frame: frame.frame.clone(), node: button.node };
        }
    }
    panic!("no button {text}");
}

pub(crate) fn texts(options: &[OptionEntry]) -> Vec<&str> {
    options.iter().map(|option| option.text.as_str()).collect()
}
