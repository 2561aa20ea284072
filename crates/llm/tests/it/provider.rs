//! A provider on this machine: answers from a script and keeps what it was sent.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use llm::{Attempt, Catalogue, Client, Limits, Meter, Model, Planned, Provider, Refused, Settings};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// What to answer.
pub(crate) struct Say {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    after: Duration,
    /// Announce more than is sent, then close.
    broken_off: bool,
}

impl Say {
    pub(crate) fn json(status: u16, body: impl ToString) -> Self {
        let body = body.to_string().into_bytes();
        Self { status, headers: Vec::new(), body, after: Duration::ZERO, broken_off: false }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    pub(crate) fn broken_off(self) -> Self {
        Self { broken_off: true, ..self }
    }
}

type Script = Box<dyn Fn(usize, &Arrived) -> Say + Send + Sync>;

struct Stage {
    script: Script,
    arrived: Mutex<Vec<Arrived>>,
}

pub(crate) struct FakeProvider {
    stage: Arc<Stage>,
    pub(crate) base_url: String,
}

impl FakeProvider {
    /// Answers by `script`, which gets the number of the request, from 0, and the request.
    pub(crate) async fn start(script: impl Fn(usize, &Arrived) -> Say + Send + Sync + 'static) -> Self {
        let stage = Arc::new(Stage { script: Box::new(script), arrived: Mutex::default() });
        let app = Router::new().fallback(answer).with_state(stage.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { stage, base_url }
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.stage.arrived.lock().unwrap().clone()
    }

    /// A router whose `provider` is this server.
    pub(crate) fn router(&self, provider: Provider) -> llm::Router {
        let variables = [
            (provider.key_variable(), "sk-test-key".to_owned()),
            (provider.base_url_variable(), self.base_url.clone()),
        ];
        let lookup = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        llm::Router::new(Settings::from_lookup(lookup).unwrap(), Client::new(limits()))
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        whole: Duration::from_millis(1_500),
        whole_thinking: Duration::from_millis(1_500),
        body_bytes: 100_000,
    }
}

async fn answer(State(stage): State<Arc<Stage>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let arrived = Arrived { path: uri.to_string(), headers, body: serde_json::from_slice(&body).unwrap() };
    let number = {
        let mut all = stage.arrived.lock().unwrap();
        all.push(arrived.clone());
        all.len() - 1
    };
    let say = (stage.script)(number, &arrived);
    tokio::time::sleep(say.after).await;
    let mut response = Response::builder().status(say.status).header("content-type", "application/json");
    for (name, value) in &say.headers {
        response = response.header(*name, value);
    }
    if say.broken_off {
        response = response.header("content-length", say.body.len() + 500);
        let chunks = [Ok(Bytes::from(say.body)), Err(std::io::Error::other("gone"))];
        return response.body(Body::from_stream(Chunks(chunks.into_iter(), 0))).unwrap();
    }
    response.body(Body::from(say.body)).unwrap()
}

/// A body that ends in an error, after what came before has been sent.
struct Chunks(std::array::IntoIter<Result<Bytes, std::io::Error>, 2>, usize);

impl futures_util::Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.1 += 1;
        // Whoever is asked for more at once does not send what it has.
        if (2..10).contains(&self.1) {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(self.0.next())
    }
}

/// A purse of fixed size that writes down what went out of it.
#[derive(Default)]
pub(crate) struct Purse {
    pub(crate) holds: Option<i64>,
    pub(crate) reserved: Mutex<Vec<i64>>,
    pub(crate) settled: Mutex<Vec<Attempt>>,
}

impl Purse {
    pub(crate) fn outcomes(&self) -> Vec<&'static str> {
        self.settled.lock().unwrap().iter().map(|attempt| attempt.outcome.as_str()).collect()
    }
}

impl Meter for Purse {
    type Ticket = ();

    async fn reserve(&self, planned: &Planned<'_>) -> Result<(), Refused> {
        let spent: i64 = self.settled.lock().unwrap().iter().map(|attempt| attempt.cost_microusd).sum();
        if self.holds.is_some_and(|holds| spent + planned.worst_microusd > holds) {
            return Err(Refused("the purse is empty".to_owned()));
        }
        self.reserved.lock().unwrap().push(planned.worst_microusd);
        Ok(())
    }

    async fn settle(&self, (): (), attempt: &Attempt) {
        self.settled.lock().unwrap().push(*attempt);
    }
}

pub(crate) fn model(name: &str) -> Model {
    Catalogue::built_in().resolve(name).unwrap()
}
