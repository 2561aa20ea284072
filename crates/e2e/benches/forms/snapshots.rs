//! Snapshots of saved pages, taken once by a real Chromium and kept in
//! `target/form-snapshots`, so that measuring again needs no browser.
//!
//! The store is keyed by the page script: another script, other snapshots.

use anyhow::{Context as _, Result};
use browser::{Browser, Guard, LaunchOptions, Outgoing, Verdict};
use forms::snapshot::PageSnapshot;
use futures_util::future::BoxFuture;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How a page is taken from disk to the browser.
pub(crate) struct Corpus {
    /// Folder that is served.
    pub(crate) root: PathBuf,
    /// Attribute of the pages that holds the answer and must not be seen.
    pub(crate) answers_in: Option<&'static str>,
}

/// The folder of the test material above this checkout.
pub(crate) fn corpora() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|folder| folder.join("shared/corpora")).find(|folder| folder.is_dir())
}

impl Corpus {
    /// Snapshots of `pages` (paths below the root), in order; a page that cannot be opened is left out and named.
    pub(crate) async fn snapshots(&self, pages: &[String]) -> Result<Vec<(String, PageSnapshot)>> {
        let missing: Vec<&String> = pages.iter().filter(|page| self.kept(page).is_none()).collect();
        if !missing.is_empty() {
            println!("taking {} snapshots of {}", missing.len(), self.root.display());
            self.take(&missing).await?;
        }
        Ok(pages.iter().filter_map(|page| Some((page.clone(), self.kept(page)?))).collect())
    }

    fn kept(&self, page: &str) -> Option<PageSnapshot> {
        serde_json::from_slice(&fs::read(self.place(page)).ok()?).ok()
    }

    fn place(&self, page: &str) -> PathBuf {
        let key = domain::Sha256::of(browser::PAGE_SCRIPT.as_bytes()).to_string();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/form-snapshots").join(&key[..12]);
        let corpus = self.root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        folder.join(corpus).join(format!("{}.json", page.replace('/', "__")))
    }

    async fn take(&self, pages: &[&String]) -> Result<()> {
        let address = serve(self.root.clone(), self.answers_in)?;
        let browser = Browser::launch(LaunchOptions::default()).await?;
        for page in pages {
            let url = format!("http://{address}/{page}");
            match take(&browser, &url, address).await {
                Ok(snapshot) => {
                    let place = self.place(page);
                    fs::create_dir_all(place.parent().context("a folder")?)?;
                    fs::write(place, serde_json::to_vec(&snapshot)?)?;
                }
                Err(error) => println!("{page}: {error}"),
            }
        }
        browser.close().await;
        Ok(())
    }
}

async fn take(browser: &Browser, url: &str, address: SocketAddr) -> Result<PageSnapshot> {
    let context = browser.context(Arc::new(Here(format!("http://{address}/")))).await?;
    let page = context.page().await?;
    let opened = page.goto(url, Duration::from_secs(20)).await;
    page.settle(Duration::from_millis(250), Duration::from_secs(4)).await?;
    let snapshot = page.snapshot().await;
    context.close().await;
    opened?;
    Ok(snapshot?)
}

/// Saved pages may read what was saved with them and nothing else.
struct Here(String);

impl Guard for Here {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        let here = request.method == "GET" && request.url.starts_with(&self.0);
        Box::pin(std::future::ready(if here { Verdict::Pass } else { Verdict::Abort }))
    }
}

/// Serves `root` on this machine until the program ends.
fn serve(root: PathBuf, answers_in: Option<&'static str>) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let root = root.clone();
            std::thread::spawn(move || answer(stream, &root, answers_in));
        }
    });
    Ok(address)
}

/// One request per connection. A browser that hangs up is not worth a word.
fn answer(mut stream: TcpStream, root: &Path, answers_in: Option<&str>) -> Option<()> {
    let mut head = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    head.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.split('?').next()?.trim_start_matches('/').to_owned();
    let path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
    while line.trim() != "" {
        line.clear();
        head.read_line(&mut line).ok()?;
    }
    let body = if path.contains("..") { None } else { fs::read(root.join(&path)).ok() };
    let (status, body) = body.map_or((404, Vec::new()), |body| (200, body));
    let (kind, body) = match path.rsplit('.').next().unwrap_or_default() {
        "html" | "htm" | "xhtml" => ("text/html; charset=utf-8", without_answers(body, answers_in)),
        "css" => ("text/css", body),
        "js" => ("text/javascript", body),
        "svg" => ("image/svg+xml", body),
        _ => ("application/octet-stream", body),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    stream.write_all(&body).ok()
}

/// The page without the attribute `name="…"`.
fn without_answers(page: Vec<u8>, name: Option<&str>) -> Vec<u8> {
    let Some(name) = name else { return page };
    let text = String::from_utf8_lossy(&page);
    let mark = format!("{name}=");
    let mut parts = text.split(mark.as_str());
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = match part.chars().next() {
            Some(quote @ ('"' | '\'')) => part[1..].split_once(quote).map_or("", |(_, rest)| rest),
            _ => &part[part.find([' ', '>', '\n', '\t']).unwrap_or(part.len())..],
        };
        clean.push_str(rest);
    }
    clean.into_bytes()
}
