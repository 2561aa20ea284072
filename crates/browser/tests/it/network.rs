//! Nothing leaves without the guard.

use crate::harness::{Open, Rig, SECOND, Site, button, run};
use browser::{Guard, Incoming, Outgoing, Verdict};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::oneshot;

/// Aborts everything under `/leak`, and every socket; writes down what it saw.
#[derive(Default)]
struct Shut {
    judged: Mutex<Vec<Outgoing>>,
    answers: Mutex<Vec<Incoming>>,
}

impl Guard for Shut {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        Box::pin(async move {
            self.judged.lock().unwrap().push(request.clone());
            if request.url.contains("/leak") || request.resource == "WebSocket" {
                Verdict::Abort
            } else {
                Verdict::Pass
            }
        })
    }

    fn answered(&self, answer: &Incoming) {
        self.answers.lock().unwrap().push(answer.clone());
    }
}

impl Shut {
    fn tried(&self) -> BTreeSet<String> {
        let judged = self.judged.lock().unwrap();
        judged
            .iter()
            .filter_map(|request| Some(request.url.split("/leak-").nth(1)?.split('?').next()?.to_owned()))
            .collect()
    }

    fn sockets(&self) -> usize {
        self.judged.lock().unwrap().iter().filter(|request| request.resource == "WebSocket").count()
    }
}

/// Every way out of a page that we know of.
const LEAKS: &str = include_str!("pages/leaks.html");

#[test]
fn nothing_arrives_while_the_guard_aborts() {
    run(async {
        let udp = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let out_of_band = Arc::new(Mutex::new(Vec::new()));
        let (heard, listening) = (out_of_band.clone(), udp.clone());
        tokio::spawn(async move {
            while let Ok((length, _)) = listening.recv_from(&mut [0; 2000]).await {
                heard.lock().unwrap().push(format!("{length} bytes over UDP"));
            }
        });
        let (heard, tcp_port) = (out_of_band.clone(), tcp.local_addr().unwrap().port());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = tcp.accept().await {
                let length = stream.read(&mut [0; 200]).await.unwrap_or(0);
                heard.lock().unwrap().push(format!("{length} bytes over TCP"));
            }
        });
        let site = Site::open().await;
        let ports = |text: &str| {
            text.replace("UDPP", &udp.local_addr().unwrap().port().to_string()).replace("TCPP", &tcp_port.to_string())
        };
        site.page("/", &ports(LEAKS)).page("/after", "over");
        site.page("/popup", &ports("<script>try{new RTCPeerConnection({iceServers:[{urls:'stun:127.0.0.1:UDPP'}]}).createDataChannel('x')}catch(e){} try{new WebTransport('https://127.0.0.1:UDPP/leak')}catch(e){} fetch('/leak-popup-fetch',{method:'POST',body:'x'}).catch(()=>0);new WebSocket('ws://127.0.0.1:PORT/leak-p')</script>"));
        site.page("/foreign", "<script>fetch('/leak-foreign',{method:'POST'}).catch(()=>0);navigator.sendBeacon('/leak-foreign-beacon');new WebSocket('ws://b.test:PORT/leak-f')</script>");
        site.file("/worker.js", "text/javascript", "fetch('/leak-worker',{method:'POST',body:'x'}).catch(()=>0); try{const x=new XMLHttpRequest();x.open('POST','/leak-worker-xhr');x.send('x')}catch(e){} new WebSocket('ws://127.0.0.1:PORT/leak-w')");
        let guard = Arc::new(Shut::default());
        let rig = Rig::at(site, guard.clone(), "/").await;
        rig.page.settle(Duration::from_millis(300), 10 * SECOND).await.unwrap();
        for (tabs, press) in [(2, "blank form"), (3, "leaking popup"), (4, "popup"), (5, "far popup")] {
            rig.page.click(&button(&rig.snapshot().await, press)).await.unwrap();
            rig.context
                .wait_for_pages(tabs, 5 * SECOND)
                .await
                .unwrap_or_else(|error| panic!("{press}: {error}, tried {:?}", guard.tried()));
        }
        rig.page.settle(Duration::from_millis(300), 5 * SECOND).await.unwrap();
        rig.page.goto(&rig.site.url("/after"), 5 * SECOND).await.unwrap();
        rig.page.settle(Duration::from_millis(400), 5 * SECOND).await.unwrap();

        assert_eq!(rig.site.hits_under("/leak"), Vec::<String>::new());
        assert_eq!(*out_of_band.lock().unwrap(), Vec::<String>::new());
        let tried = guard.tried();
        let expected = [
            "beacon",
            "blob-worker",
            "cors",
            "events",
            "fetch",
            "font",
            "foreign",
            "foreign-beacon",
            "form-blank",
            "form-framed",
            "fresh-frame",
            "image",
            "import.js",
            "keepalive",
            "later",
            "nested-worker",
            "object",
            "ping",
            "popup",
            "popup-fetch",
            "sandboxed",
            "script",
            "srcdoc",
            "style",
            "unload-beacon",
            "unload-keepalive",
            "video",
            "worker",
            "worker-xhr",
            "xhr",
            "xhr-sync",
        ];
        let missed: Vec<_> = expected.iter().filter(|way| !tried.contains(**way)).collect();
        assert!(missed.is_empty(), "never tried: {missed:?}; tried: {tried:?}");
        assert!(guard.sockets() >= 7, "{}", guard.sockets());
    });
}

#[test]
fn the_guard_sees_bodies_and_learns_the_answers() {
    run(async {
        let site = Site::open().await;
        site.page(
            "/",
            "<form method=post action=/done enctype=multipart/form-data><input name=who id=who value=ada><input type=file name=cv id=cv><button>Send</button></form>
             <script>fetch('/api',{method:'POST',body:'plain=1'}); fetch('http://127.0.0.1:1/dead').catch(()=>0); fetch('/leak-x').catch(()=>0)</script>",
        );
        site.answer("/done", (303, vec![("location", "/thanks".into())], vec![]))
            .page("/thanks", "<title>Thanks</title>");
        let guard = Arc::new(Shut::default());
        let rig = Rig::at(site, guard.clone(), "/").await;
        rig.page.settle(Duration::from_millis(100), 5 * SECOND).await.unwrap();
        let file = std::env::temp_dir().join(format!("valet-body-{}.txt", std::process::id()));
        std::fs::write(&file, "the file's text").unwrap();
        rig.page.attach(&rig.at_id("cv").await, &file).await.unwrap();
        rig.page.click(&button(&rig.snapshot().await, "Send")).await.unwrap();
        rig.page.settle(Duration::from_millis(150), 5 * SECOND).await.unwrap();
        assert_eq!(rig.title().await, "Thanks");
        std::fs::remove_file(&file).unwrap();

        let judged = guard.judged.lock().unwrap().clone();
        let answers = guard.answers.lock().unwrap().clone();
        let request = |path: &str| judged.iter().find(|r| r.url.ends_with(path)).unwrap_or_else(|| panic!("{path}"));
        let answer = |id: &str| answers.iter().filter(|a| a.id == id).collect::<Vec<_>>();
        assert_eq!((request("/api").body.as_slice(), request("/api").body_incomplete), (&b"plain=1"[..], false));
        assert_eq!(answer(&request("/api").id)[0].status, Some(404));
        assert_eq!(answer(&request("/dead").id)[0].status, None);
        assert!(answer(&request("/leak-x").id).is_empty(), "an aborted request has no answer");
        let sent = request("/done");
        assert!(sent.body_incomplete && sent.resource == "Document" && sent.method == "POST");
        let shown = String::from_utf8_lossy(&sent.body);
        assert!(shown.contains("ada") && !shown.contains("the file's text"), "{shown}");
        // The redirect and where it led share the id of the request.
        assert_eq!(request("/thanks").id, sent.id);
        let hops = answer(&sent.id);
        assert_eq!((hops[0].status, hops[0].location.as_deref()), (Some(303), Some("/thanks")));
        assert_eq!((hops[1].status, hops[1].url.ends_with("/thanks")), (Some(200), true));
        assert_eq!(sent.frame, rig.page.main_frame());
    });
}

/// Holds requests under `/held` until told.
struct Slow(Mutex<Option<oneshot::Receiver<()>>>);

impl Guard for Slow {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        let wait = if request.url.contains("/held") { self.0.lock().unwrap().take() } else { None };
        Box::pin(async move {
            if let Some(wait) = wait {
                let _ = wait.await;
            }
            Verdict::Pass
        })
    }
}

#[test]
fn a_request_waits_for_its_verdict_while_others_go_on() {
    run(async {
        let (release, released) = oneshot::channel();
        let rig = Rig::guarded("<p>x</p>", Arc::new(Slow(Mutex::new(Some(released))))).await;
        rig.site.page("/next", "<script>fetch('/held').then(()=>document.title+='held'); fetch('/free').then(()=>document.title+='free')</script>");
        rig.page.goto(&rig.site.url("/next"), 5 * SECOND).await.unwrap();
        while rig.title().await != "free" {}
        assert_eq!(rig.site.hits_under("/held"), Vec::<String>::new());
        release.send(()).unwrap();
        while rig.title().await != "freeheld" {}
    });
}

#[test]
fn a_socket_that_passes_works_and_contexts_are_judged_by_their_own_guard() {
    run(async {
        let page =
            "<script>const s=new WebSocket('ws://b.test:PORT/socket'); s.onclose=()=>document.title='closed'</script>";
        let open = Rig::guarded(page, Arc::new(Open)).await;
        let shut = Rig::guarded(page, Arc::new(Shut::default())).await;
        while open.title().await != "closed" {}
        while shut.title().await != "closed" {}
        // The server refuses the upgrade; what counts is that the handshake arrived.
        assert_eq!(open.site.hits_under("/socket").len(), 1);
        assert_eq!(shut.site.hits_under("/socket").len(), 0);
    });
}
