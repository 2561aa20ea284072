//! A receiver of callbacks: real HTTP on a local port, with the manners a test gives it.

use ghosthands::callbacks::signature::{self, Signed};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// What came in.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) path: String,
    /// Names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) bytes: Vec<u8>,
    pub(super) body: Value,
}

impl Received {
    pub(super) fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    pub(super) fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = self.body.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        fields
    }

    pub(super) fn verified(&self, key: &[u8]) -> Result<(), signature::SignatureError> {
        let header = |name: &str| self.headers.get(&name.to_lowercase()).map_or("", String::as_str);
        let (delivery, sequence) = (header(signature::DELIVERY), header(signature::SEQUENCE));
        let signed = Signed { delivery, sequence, body: &self.bytes };
        signature::verify(&[key], header(signature::SIGNATURE), signed, chrono::Utc::now().timestamp())
    }
}

/// How it answers.
#[derive(Debug, Clone)]
pub(super) enum Manner {
    Status(u16),
    /// These bytes instead of HTTP.
    Bytes(Vec<u8>),
    /// Never.
    Silence,
    /// 200 and a body that does not end.
    Endless,
    Redirect(String),
}

type Answer = Box<dyn Fn(&Received, usize) -> Manner + Send + Sync>;

pub(super) struct Receiver {
    pub(super) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    count: watch::Receiver<usize>,
    serving: AbortHandle,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Receiver {
    /// Answers each request as `answer` says, which gets its number from 0.
    pub(super) async fn start(answer: impl Fn(&Received, usize) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?token=t0ken", listener.local_addr().unwrap());
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (counted, count) = watch::channel(0);
        let (kept, answer, counted): (_, Arc<Answer>, _) =
            (received.clone(), Arc::new(Box::new(answer)), Arc::new(counted));
        let serving = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { return };
                tokio::spawn(serve(stream, kept.clone(), answer.clone(), counted.clone()));
            }
        });
        Self { url, received, count, serving: serving.abort_handle() }
    }

    pub(super) async fn polite() -> Self {
        Self::start(|_, _| Manner::Status(200)).await
    }

    /// Everything so far, in order of arrival.
    pub(super) fn all(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until `count` requests have come.
    pub(super) async fn wait(&mut self, count: usize) -> Vec<Received> {
        let waiting = self.count.wait_for(|so_far| *so_far >= count);
        tokio::time::timeout(Duration::from_secs(120), waiting).await.expect("they come in time").unwrap();
        self.all()
    }
}

async fn serve(
    stream: TcpStream,
    kept: Arc<Mutex<Vec<Received>>>,
    answer: Arc<Answer>,
    counted: Arc<watch::Sender<usize>>,
) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let number = {
            let mut kept = kept.lock().unwrap();
            kept.push(request.clone());
            kept.len() - 1
        };
        let manner = answer(&request, number);
        counted.send_replace(number + 1);
        let bytes = match manner {
            Manner::Status(status) => format!("HTTP/1.1 {status} Thus\r\ncontent-length: 2\r\n\r\nok").into_bytes(),
            Manner::Redirect(to) => {
                format!("HTTP/1.1 307 There\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes()
            }
            Manner::Bytes(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Manner::Silence => std::future::pending().await,
            Manner::Endless => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
                while stream.write_all(b"400\r\n").await.is_ok() && stream.write_all(&[b'x'; 0x400]).await.is_ok() {
                    if stream.write_all(b"\r\n").await.is_err() {
                        break;
                    }
                }
                return;
            }
        };
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut bytes = vec![0; headers.get("content-length")?.parse().ok()?];
    stream.read_exact(&mut bytes).await.ok()?;
    let body = serde_json::from_slice(&bytes).ok()?;
    Some(Received { path, headers, bytes, body })
}
