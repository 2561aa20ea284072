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

/// Aborts what carries the word; a cookie by its text.
#[derive(Default)]
struct NoSecrets(Mutex<Vec<Outgoing>>);

impl Guard for NoSecrets {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        self.0.lock().unwrap().push(request.clone());
        let carries = request.url.contains("secret") || String::from_utf8_lossy(&request.body).contains("secret");
        Box::pin(async move { if carries { Verdict::Abort } else { Verdict::Pass } })
    }
}

impl NoSecrets {
    /// What scripts wanted to write, with the page's address.
    fn cookies(&self) -> Vec<(String, String)> {
        let judged = self.0.lock().unwrap();
        let cookies = judged.iter().filter(|request| request.resource == "Cookie");
        cookies.map(|r| (r.url.clone(), String::from_utf8_lossy(&r.body).into_owned())).collect()
    }
}

/// Every way to the native setter that we know of: the page's own, kept ones, and those of other documents.
const COOKIES: &str = "<input id=text><iframe id=old></iframe><iframe src='http://b.test:PORT/far'></iframe>
<button onclick='writeAll()'>Write</button><script>
document.cookie = 'before=secret; path=/before';
const kept = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').set, old = document.getElementById('old').contentWindow;
function writeAll() {
  document.cookie = 'plain=secret'; kept.call(document, 'kept=secret'); old.document.cookie = 'old=secret';
  Object.getOwnPropertyDescriptor(old.Document.prototype, 'cookie').set.call(document, 'borrowed=secret');
  Reflect.set(document, 'cookie', 'reflected=secret'); document.cookie = { toString: () => 'made=secret' };
  document.body.appendChild(document.createElement('iframe')).contentDocument.cookie = 'fresh=secret';
  const made = document.body.appendChild(document.createElement('iframe')); made.srcdoc = '<script>document.cookie = `text=secret`<\\/script>';
  document.cookie = 'fine=1'; frames[1].postMessage('write', '*');
  made.onload = () => setTimeout(() => { document.title = [document.cookie, typeof cookieStore, typeof CookieStore, String(kept)].join('|') });
}</script>";

#[test]
fn once_values_are_in_play_no_script_writes_a_cookie_that_was_not_judged() {
    run(async {
        let site = Site::open().await;
        site.page("/", COOKIES).page("/next", "<script>document.cookie='later=secret'</script>");
        site.page("/far", "<script>onmessage = () => { document.cookie = 'far=secret' }</script>");
        let guard = Arc::new(NoSecrets::default());
        let rig = Rig::at(site, guard.clone(), "/").await;
        rig.page.settle(Duration::from_millis(50), 5 * SECOND).await.unwrap();
        assert!(guard.cookies().is_empty(), "nothing is asked before: {:?}", guard.cookies());
        rig.page.set_texts(&[(rig.at_id("text").await, "a value".into())]).await.unwrap();
        rig.page.click(&button(&rig.snapshot().await, "Write")).await.unwrap();
        while rig.title().await.is_empty() {}
        assert_eq!(rig.title().await, "fine=1|undefined|undefined|function () { [native code] }");
        let here = rig.site.url("/");
        let names = |at: &str| -> BTreeSet<String> {
            let judged = guard.cookies().into_iter();
            judged.filter(|(url, _)| url == at).filter_map(|(_, c)| Some(c.split_once('=')?.0.to_owned())).collect()
        };
        let written = ["plain", "kept", "old", "borrowed", "reflected", "made", "fresh", "text", "fine"];
        assert_eq!(names(&here), written.map(str::to_owned).into());
        while names(&rig.site.url_at("b.test", "/")).is_empty() {
            tokio::task::yield_now().await;
        }
        rig.page.goto(&rig.site.url("/next"), 5 * SECOND).await.unwrap();
        while !names(&here).contains("later") {
            tokio::task::yield_now().await;
        }
        let asked = rig.site.hits_under("/").into_iter().filter(|path| path.len() == 33).count();
        assert_eq!(asked, 0, "the question itself leaves");
    });
}

/// Every way to follow a link that downloads.
const DOWNLOADS: &str = "<a id=parsed download href='/file?secret-parsed'>Parsed</a><map><area id=area download href='/file?secret-area'></map>
<a download href='/file?secret-inner'><b id=inner>x</b></a><div id=host></div><button onclick='followAll()'>All</button><script>
const made = (document_, name) => Object.assign(document_.createElement('a'), { download: 'x', href: new URL('/file?secret-' + name, location).href });
const click = kind => new MouseEvent('click', { bubbles: true, cancelable: true, ...kind });
const inside = (window_, name) => {
  const link = window_.document.body.appendChild(made(window_.document, name)); link.click();
  link.dispatchEvent(click()); EventTarget.prototype.dispatchEvent.call(link, click({ ctrlKey: true }));
  const shadow = window_.document.body.appendChild(window_.document.createElement('p')).attachShadow({ mode: 'closed' });
  shadow.appendChild(made(window_.document, name + '-shadow')).click();
};
function followAll() {
  inside(window.open('about:blank'), 'popup');
  for (const id of ['parsed', 'area', 'inner']) document.getElementById(id).click();
  made(document, 'detached').click();
  made(document, 'alt').dispatchEvent(click({ altKey: true }));
  made(document, 'key').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true }));
  const plain = made(document, 'alt-plain'); plain.removeAttribute('download'); plain.dispatchEvent(click({ altKey: true }));
  document.getElementById('host').attachShadow({ mode: 'closed' }).appendChild(made(document, 'closed')).click();
  inside(window, 'top');
  inside(document.body.appendChild(document.createElement('iframe')).contentWindow, 'fresh');
  const text = document.body.appendChild(document.createElement('iframe')); text.onload = () => inside(text.contentWindow, 'srcdoc'); text.srcdoc = '<p>';
  const blob = document.body.appendChild(document.createElement('iframe')); blob.onload = () => inside(blob.contentWindow, 'blob');
  blob.src = URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' }));
  setTimeout(() => fetch('/done'), 300);
}</script>";

#[test]
fn a_link_that_downloads_does_nothing() {
    run(async {
        for _ in 0..3 {
            let site = Site::open().await;
            site.page("/", DOWNLOADS);
            let rig = Rig::at(site, Arc::new(NoSecrets::default()), "/").await;
            rig.page.click(&button(&rig.snapshot().await, "All")).await.unwrap();
            while rig.site.hits_under("/done").is_empty() {
                tokio::task::yield_now().await;
            }
            let links = rig.snapshot().await.frames.remove(0).buttons;
            if let Some(link) = links.iter().find(|link| link.text == "Parsed") {
                let at = forms::fields::ElementRef { frame: rig.page.main_frame().to_owned(), node: link.node };
                rig.page.click(&at).await.unwrap();
                rig.page.settle(Duration::from_millis(100), 5 * SECOND).await.unwrap();
            }
            rig.context.close().await;
            assert_eq!(rig.site.hits_under("/file"), Vec::<String>::new());
        }
    });
}
