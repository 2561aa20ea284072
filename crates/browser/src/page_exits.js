// Runs in the page's own world, in every document, before the page's scripts.
// What it needs it takes now: afterwards the page may have changed anything.
(() => {
  'use strict';
  // These talk to the network, or write what goes with a request, where it could
  // not be judged; pages treat them as features an older browser does not have.
  const closed = [
    'RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport', 'SharedWorker',
    'cookieStore', 'CookieStore', 'CookieStoreManager', 'CookieChangeEvent',
    'PaymentRequest', 'PublicKeyCredential', 'IdentityCredential', 'DigitalCredential',
  ];
  for (const name of closed) delete globalThis[name];
  const closedInNavigator = [
    'serviceWorker', 'credentials', 'joinAdInterestGroup', 'updateAdInterestGroups', 'runAdAuction',
  ];
  if (globalThis.Navigator) for (const name of closedInNavigator) delete Navigator.prototype[name];
  if (!globalThis.Document || !globalThis.XMLHttpRequest) return;

  const { apply, construct } = Reflect;
  const property = (type, name) => Object.getOwnPropertyDescriptor(type.prototype, name) || {};
  const text = String;

  // A proxy looks and prints like the function it stands for.
  const standIn = (was, act) => new Proxy(was, { __proto__: null, apply: (_, self, values) => act(self, values) });

  // Cookies: written only after they have been judged, from the moment values go into a page.
  const Request = XMLHttpRequest, { open, send } = Request.prototype, status = property(Request, 'status').get;
  const media = matchMedia, view = globalThis, matches = property(MediaQueryList, 'matches').get;
  const question = self.origin + '{{cookies}}';

  // Emulated by us.
  const valuesInPlay = () => apply(matches, apply(media, view, ['(color-gamut: rec2020)']), []);

  const allowed = cookie => {
    try {
      const request = construct(Request, []);
      apply(open, request, ['POST', question, false]);
      apply(send, request, [cookie]);
      return apply(status, request, []) === 204;
    } catch {
      return false;
    }
  };

  const cookie = property(Document, 'cookie');
  const write = standIn(cookie.set, (document, [value]) => {
    const written = text(value);
    if (!valuesInPlay() || allowed(written)) apply(cookie.set, document, [written]);
  });
  Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set: write });

  // Downloads: a link with `download` does nothing.
  const download = property(NavigateEvent, 'downloadRequest').get, { preventDefault } = Event.prototype;
  const listen = EventTarget.prototype.addEventListener;
  apply(listen, navigation, ['navigate', event => {
    if (apply(download, event, []) !== null) apply(preventDefault, event, []);
  }, true]);

  // Before its first document, a frame or window tells nobody that it follows a link: there the click is stopped.
  const { matches: is } = Element.prototype, up = property(Node, 'parentNode').get, host = property(ShadowRoot, 'host').get;
  const slot = property(Element, 'assignedSlot').get, type = property(Event, 'type').get;
  const { composedPath } = Event.prototype;
  const gets = (get, node) => {
    try {
      return apply(get, node, []);
    } catch {
      return null;
    }
  };
  const isDownload = node => {
    try {
      return apply(is, node, ['a[download], area[download]']);
    } catch {
      return false;
    }
  };
  const leadsToDownload = node => {
    for (; node; node = gets(slot, node) || gets(up, node) || gets(host, node)) if (isDownload(node)) return true;
    return false;
  };
  const follows = { __proto__: null, click: true, auxclick: true, keydown: true };

  const onClick = event => {
    const path = apply(composedPath, event, []);
    for (let i = 0; i < path.length; i++) if (isDownload(path[i])) return apply(preventDefault, event, []);
  };
  for (const name of ['click', 'auxclick']) apply(listen, view, [name, onClick, true]);

  const { click } = HTMLElement.prototype, { dispatchEvent } = EventTarget.prototype;
  HTMLElement.prototype.click = standIn(click, element => {
    if (!leadsToDownload(element)) apply(click, element, []);
  });
  EventTarget.prototype.dispatchEvent = standIn(dispatchEvent, (target, values) => {
    const follow = follows[gets(type, values[0])];
    return follow && leadsToDownload(target) ? true : apply(dispatchEvent, target, values);
  });
})();
