// Nodes and their texts, read past whatever a page puts in the way, and the numbers they are known by.

// Limits, as in forms::snapshot.
const TEXT = 2000, CONTROLS = 2000, OPTIONS = 3000, BUTTONS = 1000, PAGE_TEXT = 6000, TEMPLATE = 20000;
// A snapshot stops collecting after this many milliseconds and says that it is truncated.
const BUDGET = 2000;

// ---- Reading nodes past a page's named properties

const getter = (proto, name) => Object.getOwnPropertyDescriptor(proto, name).get;
const parentNodeOf_ = getter(Node.prototype, 'parentNode');
const firstChild_ = getter(Node.prototype, 'firstChild');
const nextSibling_ = getter(Node.prototype, 'nextSibling');
const previousSibling_ = getter(Node.prototype, 'previousSibling');
const lastChild_ = getter(Node.prototype, 'lastChild');
const isConnected_ = getter(Node.prototype, 'isConnected');
const shadowRoot_ = getter(Element.prototype, 'shadowRoot');
const localName_ = getter(Element.prototype, 'localName');
const firstElement_ = getter(Element.prototype, 'firstElementChild');
const nextElement_ = getter(Element.prototype, 'nextElementSibling');
const previousElement_ = getter(Element.prototype, 'previousElementSibling');
const getAttribute_ = Element.prototype.getAttribute;
const hasAttribute_ = Element.prototype.hasAttribute;
const closest_ = Element.prototype.closest;
const matches_ = Element.prototype.matches;
const query_ = Element.prototype.querySelector;
const queryAll_ = Element.prototype.querySelectorAll;
const contains_ = Node.prototype.contains;
const rect_ = Element.prototype.getBoundingClientRect;
const visible_ = Element.prototype.checkVisibility;
const rootOf_ = Node.prototype.getRootNode;
const body_ = getter(Document.prototype, 'body');
const root_ = getter(Document.prototype, 'documentElement');
const title_ = getter(Document.prototype, 'title');

const parentOf = (node) => parentNodeOf_.call(node);
// The parent in the composed tree: a shadow root's host, a child's parent element.
const above = (node) => {
  const parent = parentNodeOf_.call(node);
  if (!parent) return null;
  if (parent.nodeType === 1) return parent;
  return parent.nodeType === 11 ? parent.host || null : null;
};
const attr = (element, name) => getAttribute_.call(element, name);
const has = (element, name) => hasAttribute_.call(element, name);
const tagOf = (element) => localName_.call(element);
const classOf = (element) => attr(element, 'class') || '';
const idOf = (element) => attr(element, 'id') || '';
const closest = (element, selector) => closest_.call(element, selector);
const matches = (element, selector) => matches_.call(element, selector);
const find = (element, selector) => query_.call(element, selector);
const findAll = (element, selector) => queryAll_.call(element, selector);
const contains = (outer, inner) => contains_.call(outer, inner);
const rectOf = (element) => rect_.call(element);
const rendered = (element) => visible_.call(element, { visibilityProperty: true });
const shown = (element) => visible_.call(element, { visibilityProperty: true, opacityProperty: true });
const connected = (node) => isConnected_.call(node);
const rootOf = (node) => rootOf_.call(node);
const pageBody = () => body_.call(document) || root_.call(document);
const byId = (element, id) => {
  if (!id) return null;
  const root = rootOf(element);
  const here = root.nodeType === 9 ? Document.prototype.getElementById.call(root, id)
    : root.nodeType === 11 && root.getElementById ? root.getElementById(id) : null;
  return here || Document.prototype.getElementById.call(document, id);
};
// A composed `contains`: true for elements in shadow trees below `outer` as well.
const holds = (outer, inner) => {
  for (let node = inner; node; node = above(node)) if (node === outer) return true;
  return false;
};

// A composed `closest`: a fieldset may hold components with shadow trees of their own.
const closestAcross = (element, selector) => {
  for (let at = element; at; ) {
    const near = closest(at, selector);
    if (near) return near;
    const root = rootOf(at);
    at = root.nodeType === 11 ? root.host || null : null;
  }
  return null;
};

const cut = (text, limit = TEXT) => {
  const short = text.length > limit * 2 ? text.slice(0, limit * 2) : text;
  // Half a character does not survive the wire.
  const flat = short.replace(/\s+/g, ' ').trim().toWellFormed();
  if (flat.length <= limit) return flat;
  const end = /[\uD800-\uDBFF]/.test(flat[limit - 1]) ? limit - 1 : limit;
  return flat.slice(0, end);
};
const attrText = (element, name, limit) => cut(attr(element, name) || '', limit);

// ---- Names of nodes

// Numbers begin at a random place so that a number of an earlier document of the
// same frame does not name some element of this one.
let lastNode = Math.floor(Math.random() * 0x7fff0000);
const numbers = new WeakMap();
const nodes = new Map();
const numberOf = (element) => {
  let number = numbers.get(element);
  if (!number) {
    number = ++lastNode;
    numbers.set(element, number);
    nodes.set(number, new WeakRef(element));
    // Pages that re-render for ever must not fill the table.
    if (nodes.size % 20000 === 0) for (const [n, ref] of nodes) if (!ref.deref()) nodes.delete(n);
  }
  return number;
};
const node = (number) => {
  const element = nodes.get(number) && nodes.get(number).deref();
  return element && connected(element) ? element : null;
};

// ---- Texts

// Elements that do not part the words around them.
const INLINE = new Set(['span', 'b', 'i', 'em', 'strong', 'a', 'abbr', 'small', 'sup', 'sub', 'mark', 'code', 'u', 'font', 'bdi', 'wbr']);
// Elements whose text is not read, or which are what the label is for.
const MUTE = new Set(['script', 'style', 'noscript', 'template', 'svg', 'select', 'textarea', 'input', 'iframe', 'object', 'video',
  'audio', 'canvas', 'datalist', 'head', 'math']);
const POPUPS = '[role=listbox],[role=menu],[role=option],[role=grid],[role=tree]';

// Text below `top` in reading order. `skip` leaves subtrees out; `hidden` reads what is not
// rendered too (a hidden element that is referenced as a label still counts); `until` stops before a node.
const textOf = (top, { skip = null, hidden = false, until = null, limit = TEXT } = {}) => {
  let text = '', steps = 0;
  let node = top;
  const enter = (current) => {
    if (current.nodeType === 3) {
      const data = current.data;
      text += data.length > limit * 2 ? data.slice(0, limit * 2) : data;
      return false;
    }
    if (current.nodeType !== 1) return false;
    if (current !== top) {
      const tag = tagOf(current);
      if (MUTE.has(tag)) return false;
      if (tag === 'br') { text += ' '; return false; }
      if (tag === 'img') { text += ' ' + (attr(current, 'alt') || '').slice(0, 200) + ' '; return false; }
      if (skip && skip(current)) { text += ' '; return false; }
      if (!hidden && (attr(current, 'aria-hidden') === 'true' || !rendered(current))) return false;
      if (!INLINE.has(tag)) text += ' ';
    }
    return true;
  };
  let done = false;
  const walk = () => {
    while (node && !done) {
      if (node === until || ++steps > 4000 || text.length > limit * 2) return;
      const deeper = enter(node);
      let next = null;
      if (deeper) {
        const shadow = node.nodeType === 1 ? shadowRoot_.call(node) : null;
        next = firstChild_.call(shadow || node);
      }
      if (next) { node = next; continue; }
      while (node && node !== top) {
        if (node.nodeType === 1 && !INLINE.has(tagOf(node))) text += ' ';
        const sibling = nextSibling_.call(node);
        if (sibling) { node = sibling; break; }
        const parent = parentOf(node);
        node = parent && parent.nodeType === 11 && parent !== top ? parent.host : parent;
        if (!node || node === top) { done = true; }
      }
      if (node === top) return;
    }
  };
  walk();
  return cut(text, limit);
};

const references = (element, name) => {
  const value = attr(element, name);
  if (!value) return [];
  const found = [];
  for (const id of value.slice(0, 2000).split(/\s+/).slice(0, 20)) {
    const target = id && byId(element, id);
    if (target && !found.includes(target)) found.push(target);
  }
  return found;
};

// The first visible text of the page, shadow trees included. Reads text nodes only until there is enough.
const pageText = (started) => {
  const body = pageBody();
  if (!body) return '';
  let text = '', block = null, visited = 0, node = body;
  const read = (current) => {
    const data = current.data.length > PAGE_TEXT * 2 ? current.data.slice(0, PAGE_TEXT * 2) : current.data;
    if (!/\S/.test(data)) { if (text && !text.endsWith(' ')) text += ' '; return; }
    const parent = above(current);
    if (!parent || !rendered(parent)) return;
    if (block !== parent && !INLINE.has(tagOf(parent)) && text && !text.endsWith(' ')) text += ' ';
    text += data.replace(/\s+/g, ' ');
    block = parent;
  };
  while (node && text.length < PAGE_TEXT && ++visited < 40000) {
    if ((visited & 127) === 0 && performance.now() - started > BUDGET) break;
    if (node.nodeType === 3) read(node);
    const tag = node.nodeType === 1 ? tagOf(node) : '';
    const shadow = tag && shadowRoot_.call(node);
    const deeper = tag && !MUTE.has(tag) && tag !== 'option' ? (shadow && firstChild_.call(shadow)) || firstChild_.call(node) : null;
    if (deeper) { node = deeper; continue; }
    for (;;) {
      if (!node || node === body) { node = null; break; }
      const next = nextSibling_.call(node);
      if (next) { node = next; break; }
      const parent = parentOf(node);
      // The shadow tree is read; what the host holds itself comes after it.
      const light = parent && parent.nodeType === 11 && parent.host && firstChild_.call(parent.host);
      if (light) { node = light; break; }
      node = parent && parent.nodeType === 11 ? parent.host || null : parent;
    }
  }
  return cut(text, PAGE_TEXT);
};
