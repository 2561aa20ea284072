//! A small HTTP/1.1 server that misbehaves on request and writes down every byte.
//!
//! By hand, because a proper server hides what the tests are about: requests
//! that arrive in part, greetings that are no HTTP, and answers that end in a reset.
//! One request per connection, unless a reply keeps it.

use crate::log::{Log, Road};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 32 * 1024 * 1024;
/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_secs(90);

/// A request that arrived whole.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) body: &'a [u8],
}

impl Request<'_> {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// What to do about it.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    after: Duration,
    ending: Ending,
    kept: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The answer, then the end.
    Proper,
    /// A TCP reset in place of an answer.
    Reset,
    /// The end of the connection without an answer.
    Silence,
    /// A WebSocket whose messages are written down.
    WebSocket,
}

impl Reply {
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<String>) -> Self {
        let headers = vec![("Content-Type", media_type.to_owned())];
        Self { status, headers, body: body.into(), after: Duration::ZERO, ending: Ending::Proper, kept: false }
    }

    pub(crate) fn html(body: impl Into<String>) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self::new(status, "application/json", body)
    }

    pub(crate) fn redirect(status: u16, to: impl Into<String>) -> Self {
        Self::new(status, "text/plain", "").header("Location", to)
    }

    pub(crate) fn reset() -> Self {
        Self { ending: Ending::Reset, ..Self::new(0, "", "") }
    }

    pub(crate) fn silence() -> Self {
        Self { ending: Ending::Silence, ..Self::new(0, "", "") }
    }

    pub(crate) fn web_socket() -> Self {
        Self { ending: Ending::WebSocket, ..Self::new(101, "", "") }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.after = delay;
        self
    }

    /// The connection takes another request afterwards.
    pub(crate) fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} -\r\nContent-Length: {}\r\n", self.status, self.body.len());
        let connection = if self.kept { "keep-alive" } else { "close" };
        head.push_str(&format!("Connection: {connection}\r\nCache-Control: no-store\r\n"));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.push_str(&self.body);
        head.into_bytes()
    }
}

/// Answers requests.
pub(crate) type Handler = Arc<dyn Fn(&Request<'_>) -> Reply + Send + Sync>;

/// Sockets on this machine that are served until it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Server {
    tasks: Vec<AbortHandle>,
}

impl Server {
    /// Serves HTTP on a free port.
    pub(crate) async fn serve(&mut self, road: Road, log: &Log, handler: Handler) -> std::io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let log = log.clone();
        let accept = async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (log, handler) = (log.clone(), handler.clone());
                connections.spawn(async move { converse(stream, road, &log, &handler).await });
                while connections.try_join_next().is_some() {}
            }
        };
        self.tasks.push(tokio::spawn(accept).abort_handle());
        Ok(address)
    }

    /// Writes down datagrams to a free port.
    pub(crate) async fn listen_udp(&mut self, log: &Log) -> std::io::Result<SocketAddr> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let log = log.clone();
        let listen = async move {
            let mut datagram = [0; 65_536];
            while let Ok((bytes, _)) = socket.recv_from(&mut datagram).await {
                log.push(Road::Datagram, "", "", &[], &datagram[..bytes]);
            }
        };
        self.tasks.push(tokio::spawn(listen).abort_handle());
        Ok(address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

/// One connection from greeting to end. What goes wrong on the other side is not our concern.
async fn converse(mut stream: TcpStream, road: Road, log: &Log, handler: &Handler) -> Option<()> {
    while exchange(&mut stream, road, log, handler).await? {}
    Some(())
}

/// One request and its answer; whether there may be another.
async fn exchange(stream: &mut TcpStream, road: Road, log: &Log, handler: &Handler) -> Option<bool> {
    let (head, mut body) = read_head(stream, log).await?;
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut words = text.lines().next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let number = log.push(road, method, target, &head, &body);
    let length = header(&text, "content-length").and_then(|n| n.parse().ok()).unwrap_or(0usize).min(MAX_BODY);
    while body.len() < length {
        let from = body.len();
        if read_some(stream, &mut body).await? == 0 {
            return None;
        }
        log.extend(number, &body[from..]);
    }
    let reply = handler(&Request { method, target, body: &body });
    log.dealt_with();
    tokio::time::sleep(reply.after).await;
    match reply.ending {
        Ending::Proper if reply.kept => {
            stream.write_all(&reply.bytes()).await.ok()?;
            return Some(true);
        }
        Ending::Proper => {
            stream.write_all(&reply.bytes()).await.ok()?;
            stream.shutdown().await.ok()?;
            // Wait for the other side to take it all; a reset now would throw it away.
            while read_some(stream, &mut Vec::new()).await? > 0 {}
        }
        Ending::Reset => stream.set_zero_linger().ok()?,
        Ending::Silence => {}
        Ending::WebSocket => talk(stream, &text, target, log).await?,
    }
    Some(false)
}

/// Reads up to the blank line; also what came of the body with it. Anything else than HTTP is written down and ends the connection.
async fn read_head(stream: &mut TcpStream, log: &Log) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let ended = read_some(stream, &mut bytes).await.unwrap_or(0) == 0;
        if let Some(place) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let body = bytes.split_off(place + 4);
            return Some((bytes, body));
        }
        let plausible = bytes.first().is_some_and(u8::is_ascii_uppercase) && bytes.len() <= MAX_HEAD;
        if ended || !plausible {
            if !bytes.is_empty() {
                overhear(stream, &bytes, log).await;
            }
            return None;
        }
    }
}

/// Writes down what is no request, until the other side ends it or waits for an answer.
async fn overhear(stream: &mut TcpStream, first: &[u8], log: &Log) {
    const PAUSE: Duration = Duration::from_millis(300);
    let number = log.push(Road::Bytes, "", "", &[], first);
    let mut total = first.len();
    let mut more = Vec::new();
    while total < MAX_HEAD && matches!(timeout(PAUSE, read_some(stream, &mut more)).await, Ok(Some(1..))) {
        total += more.len();
        log.extend(number, &more);
        more.clear();
    }
}

/// Appends what arrives next; 0 at the end, `None` after too long a silence.
async fn read_some(stream: &mut TcpStream, into: &mut Vec<u8>) -> Option<usize> {
    into.reserve(16 * 1024);
    timeout(IDLE, stream.read_buf(into)).await.ok()?.ok()
}

/// A header's value; `name` in lower case.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Opens a WebSocket (RFC 6455) and writes its messages down until it ends.
async fn talk(stream: &mut TcpStream, head: &str, target: &str, log: &Log) -> Option<()> {
    const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    let key = format!("{}{GUID}", header(head, "sec-websocket-key")?);
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    let answer = format!(
        "HTTP/1.1 101 -\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
        BASE64.encode(digest)
    );
    stream.write_all(answer.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    loop {
        while let Some((message, rest)) = unmask(&bytes) {
            log.push(Road::WebSocket, "", target, &[], &message);
            bytes = rest;
        }
        if bytes.len() > MAX_HEAD || read_some(stream, &mut bytes).await? == 0 {
            return Some(());
        }
    }
}

/// The first whole frame of `bytes`, unmasked, and what follows it.
fn unmask(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let short = usize::from(bytes.get(1)? & 0x7f);
    let (length, mask_at) = match short {
        126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
        short => (short, 2),
    };
    let mask = bytes.get(mask_at..mask_at + 4)?;
    let end = (mask_at + 4).checked_add(length)?;
    let payload = bytes.get(mask_at + 4..end)?;
    Some((payload.iter().zip(mask.iter().cycle()).map(|(b, m)| b ^ m).collect(), bytes[end..].to_vec()))
}
