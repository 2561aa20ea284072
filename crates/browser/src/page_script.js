// The page script: reads one document and prepares input for it.
//
// It runs in an isolated world, so the page can neither see nor replace it, and
// the page's own overrides of built-ins do not reach it. Two things of a page
// still do: named form controls shadow the properties of their form (and named
// images those of the document), so nodes are read through the prototypes'
// getters below, never as plain properties; and everything a page holds may be
// endless, so every loop has a budget and every text a cut.
//
// `snapshot()` returns the wire shape of `forms::snapshot::FrameSnapshot` as JSON.
(() => {
'use strict';

if (globalThis.valet) return;

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

// ---- Kinds of elements

const TEXT_ROLES = new Set(['textbox', 'searchbox', 'combobox', 'spinbutton']);
const CHECK_ROLES = new Set(['radio', 'checkbox', 'switch', 'menuitemcheckbox', 'menuitemradio']);
const BUTTON_TYPES = new Set(['submit', 'button', 'image', 'reset']);
const LIST_POPUPS = new Set(['listbox', 'tree', 'grid', 'dialog']);

const NOTHING = 0, CONTROL = 1, BUTTON = 2;
const kindOf = (element, tag) => {
  switch (tag) {
    case 'input': {
      const type = (attr(element, 'type') || 'text').toLowerCase();
      if (type === 'hidden' || operatesDrawn(element)) return NOTHING;
      return BUTTON_TYPES.has(type) ? BUTTON : CONTROL;
    }
    case 'select': case 'textarea': return CONTROL;
    case 'option': case 'optgroup': case 'script': case 'style': case 'svg': case 'path': return NOTHING;
  }
  const role = (attr(element, 'role') || '').toLowerCase();
  if (role) {
    if (CHECK_ROLES.has(role)) return CONTROL;
    if (TEXT_ROLES.has(role)) return wraps(element) ? NOTHING : CONTROL;
  }
  if (tag === 'button' || role === 'button') {
    if (has(element, 'aria-pressed')) return CONTROL;
    // A toggle beside an input ("Toggle flyout") belongs to that input.
    if ((attr(element, 'aria-haspopup') || '').toLowerCase() === 'listbox' && !besideCombobox(element)) return CONTROL;
    return BUTTON;
  }
  const editable = attr(element, 'contenteditable');
  if (editable !== null && editable.toLowerCase() !== 'false' && !editableAbove(element)) return CONTROL;
  if (tag === 'a') return has(element, 'href') || role ? BUTTON : NOTHING;
  if (tag === 'summary' || role === 'link' || role === 'tab' || role === 'menuitem') return BUTTON;
  return NOTHING;
};
// An older pattern puts the role on a wrapper of the real input; the input is the control.
const wraps = (element) => find(element, 'input:not([type=hidden]),textarea,select,[contenteditable]:not([contenteditable=false])') !== null;
const besideCombobox = (element) => {
  let parent = above(element);
  for (let level = 0; parent && level < 3; level++, parent = above(parent)) {
    if (find(parent, 'input[role=combobox],input[aria-autocomplete]')) return true;
  }
  return false;
};
const editableAbove = (element) => {
  const parent = above(element);
  return parent !== null && closest(parent, '[contenteditable=""],[contenteditable=true],[contenteditable=plaintext-only]') !== null;
};

const AUTOMATION = ['data-automation-id', 'data-qa', 'data-testid', 'data-field-path', 'data-field'];
const ownAutomation = (element) => {
  for (const name of AUTOMATION) {
    const value = attr(element, name);
    if (value) return cut(value);
  }
  return '';
};
const automationOf = (element) => {
  for (let level = 0, at = element; at && level <= 5; level++, at = above(at)) {
    const own = ownAutomation(at);
    if (own) return own;
  }
  return '';
};

const CHALLENGE_ADDRESS = /recaptcha|hcaptcha|challenges\.cloudflare\.com|funcaptcha|arkoselabs|captcha-delivery|geo\.captcha|turnstile/i;
const CHALLENGES = ['.g-recaptcha', '.grecaptcha-badge', '.h-captcha', '.cf-turnstile', '#captcha', '[data-captcha]', '#FunCaptcha',
  '#challenge-running', '#cf-challenge-running', '.cf-browser-verification', '#px-captcha', '[data-datadome]', '.slider-captcha',
  '[data-slider-captcha]', '.rc-audiochallenge', '#audio-source', 'audio[src*=captcha]'];
const CHALLENGE_SELECTOR = CHALLENGES.join(',');

const ERROR_CLASS = /(^|[\s_-])(error|errors|invalid-feedback|field-error|help-block-error|alert|alert-danger)([\s_-]|$)|error[-_]?(message|text|msg)|(message|text|msg)[-_]?error|[a-z]Error(s|Message|Text)?([\s_-]|$)/;
const ERROR_AUTOMATION = /error/i;
const MARK = /[*✱＊∗]|\brequired\b(?!\s+(fields?\s+are|if)\b)/i;
const NOT_MARK = /\b(not|isn't|non)[\s-]*required\b|\boptional\b/i;
const FILE_NAME = /[^\s/\\:*?"<>|][^/\\:*?"<>|\n]{0,120}\.(pdf|docx?|rtf|txt|odt|pages|png|jpe?g)\b/i;
const UNANSWERED = /^(-+|—|–|…|\.\.\.)?\s*(please\s+)?(select|choose|pick)(\s+(one|an?\s+[\w-]+|your\s+[\w -]+|[\w-]+))?\s*(-+|—|–|…|\.\.\.)?\s*$/i;
// The arrow that a drawn list shows after its value.
const ARROW = /\s*[▾▼▿▽⌄⏷]+$/u;

// Hidden inputs that hold question schemas: Lever's `cards[<id>][baseTemplate]`.
const TEMPLATES = 'input[type=hidden][name$="[baseTemplate]"]';

// ---- Custom selects

// The widget that shows the committed choice of a custom select's input.
const WIDGETS = '.select__control,[class*="-control"],.select2-selection,.select2-choice,.select2-container,.chosen-container,' +
  '[data-automation-id=multiSelectContainer],[data-uxi-widget-type=multiselect],[data-automation-id=multiselectInputContainer]';
const widgetOf = (element) => {
  const widget = closest(element, WIDGETS);
  if (!widget || widget === element && tagOf(element) === 'input') return null;
  return findAll(widget, 'input:not([type=hidden]):not([aria-hidden=true]),textarea').length > 1 ? null : widget;
};
const SINGLE = '.select__single-value,[class*="single-value"],[class*="singleValue"],.select2-selection__rendered,.select2-chosen,.chosen-single span';
const MULTI = '.select__multi-value__label,[class*="multi-value__label"],[class*="multiValue"] [class*="abel"],[class*="-multiValue"],[class*="MultiValueLabel"],' +
  '.select2-selection__choice,.select2-search-choice,.chosen-choices .search-choice,[data-automation-id=selectedItem],' +
  'ul[aria-label="items selected" i] > li,ul[aria-label*="selected" i] > li,[role=listbox][aria-label="items selected" i] > *';
// Only where the list itself said that it takes several: such classes are worn by other things, too.
const CHIPS = '.chip,.tag,.pill,[class*="chip-label" i],[class*="chip__label" i],[class*="tag-label" i]';
const PLACEHOLDER = '[class*="placeholder" i]';

// An older library (Select2 3) puts the native list out of sight and draws a widget before it, which follows the
// list's `change`: the list is the control, and it is where the widget is. The widget's own inputs ask nothing.
const drawnFor = (element) => {
  if (tagOf(element) !== 'select' || !/(^|\s)select2-offscreen(\s|$)/.test(classOf(element))) return null;
  const before = previousElement_.call(element);
  return before && /(^|\s)select2-container(\s|$)/.test(classOf(before)) ? before : null;
};
const operatesDrawn = (element) => {
  if (!/(^|\s)select2-(focusser|input)(\s|$)/.test(classOf(element))) return false;
  const widget = closest(element, '.select2-container');
  const list = widget && nextElement_.call(widget);
  return !!list && drawnFor(list) === widget;
};

// Inputs that we typed a query into: what they show is not an answer until something is picked.
const queries = new WeakMap();

// What was picked in the list of a control and was not shown beside it before. Widgets of no known kind show a
// choice in an element of their own; that it appeared there with the pick says that it is the choice.
const choices = new WeakMap();
// Controls whose list said that it takes several choices; the control itself says so of few.
const severals = new WeakSet();
const standsBeside = (element, text) => {
  const box = text && questionBox(element);
  if (!box) return false;
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let steps = 0; steps < 2000; steps++) {
    const current = walker.nextNode();
    if (!current) return false;
    if (current.data.length > TEXT * 2 || cut(current.data) !== text) continue;
    const parent = parentOf(current);
    if (!parent || parent.nodeType !== 1 || !rendered(parent)) continue;
    const other = closest(parent, `${LISTS},${OPTION},label,select,button`);
    if (!other || other === element) return true;
  }
  return false;
};
const notePick = (element, text) => {
  const known = choices.get(element) || [];
  if (known.includes(text) || standsBeside(element, text)) return;
  choices.set(element, [...known.slice(-99), text]);
};
const pickedBeside = (element) => (choices.get(element) || []).filter((text) => standsBeside(element, text));

const chipsOf = (element, container) => {
  const chips = drawnChips(element, container);
  return chips.length || !severals.has(element) ? chips : pickedBeside(element);
};
const drawnChips = (element, container) => {
  const places = [widgetOf(element), container].filter(Boolean);
  for (const place of places) {
    const chips = [];
    for (const chip of findAll(place, severals.has(element) ? MULTI + ',' + CHIPS : MULTI)) {
      if (chips.length === 100 || contains(chip, element)) break;
      const text = textOf(chip, { skip: (e) => tagOf(e) === 'button' || attr(e, 'role') === 'button' || /remove|delete|clear/i.test(classOf(e)) })
        .replace(/^[×✕✖]\s*|\s*[×✕✖]$/g, '').replace(/, press delete to clear value\.?$/i, '');
      if (text && !chips.includes(text)) chips.push(text);
    }
    if (chips.length) return chips;
  }
  return [];
};

const committedOf = (element, chips) => {
  if (chips.length) return chips.join(', ');
  return shownBy(element) || pickedBeside(element).pop() || '';
};
const shownBy = (element) => {
  const tag = tagOf(element);
  const widget = widgetOf(element);
  if (widget) {
    const single = matches(widget, SINGLE) ? widget : find(widget, SINGLE);
    if (single) {
      if (find(single, PLACEHOLDER) || matches(single, PLACEHOLDER)) return '';
      const text = textOf(single, { skip: (e) => /clear|remove/i.test(classOf(e)) }).replace(/^[×✕]\s*/, '');
      return UNANSWERED.test(text) ? '' : text;
    }
    // react-select and its kin show nothing of theirs: what the input holds is a query.
    if (matches(widget, '.select__control,[class*="-control"]') && find(widget, PLACEHOLDER + ',[class*="value-container" i],[class*="ValueContainer"]')) return '';
    if (matches(widget, '[data-automation-id=multiSelectContainer],[data-uxi-widget-type=multiselect],[data-automation-id=multiselectInputContainer]')) return '';
  }
  if (tag === 'input' || tag === 'textarea') {
    const value = cut(element.value);
    if (choseNothing(element)) return '';
    const query = queries.get(element);
    return query !== undefined && cut(query) === value ? '' : value;
  }
  if (find(element, PLACEHOLDER) || has(element, 'data-placeholder')) return '';
  const text = textOf(element, { skip: (e) => e !== element && matches(e, POPUPS) }).replace(ARROW, '');
  return UNANSWERED.test(text) ? '' : text;
};

const isCombobox = (element, tag, role) => {
  if (role === 'combobox' || has(element, 'aria-autocomplete') && attr(element, 'aria-autocomplete') !== 'none') return true;
  const popup = (attr(element, 'aria-haspopup') || '').toLowerCase();
  if ((tag === 'input' || tag === 'textarea') && (popup === 'listbox' || has(element, 'aria-owns') || has(element, 'aria-expanded'))) return true;
  const wrapper = above(element) && closest(above(element), '[role=combobox]');
  if (wrapper) return true;
  if (tag === 'input' && typeahead(element)) return true;
  if (tag === 'span' || tag === 'div' || tag === 'input') {
    if (closest(element, '.select__control,.select2-selection,.select2-container,.chosen-container')) return true;
    if (closest(element, '[data-automation-id=multiSelectContainer],[data-uxi-widget-type=multiselect],[data-automation-id=multiselectInputContainer]')) return true;
    if (attr(element, 'data-uxi-widget-type') === 'selectinput') return true;
  }
  return false;
};

// A text field with results of its own beside it, and no ARIA to say so.
const typeahead = (element) => {
  if (/(^|\s)pac-target-input(\s|$)/.test(classOf(element))) return true;
  const parent = above(element);
  return parent !== null && find(parent, ':scope > .dropdown-container, :scope > .dropdown-results') !== null;
};
// Such fields keep what was chosen in a hidden one; empty, nothing has been.
const choseNothing = (element) => {
  const parent = above(element);
  const keeper = parent && find(parent, ':scope > input[type=hidden][id*=selected i], :scope > input[type=hidden][name*=selected i]');
  return !!keeper && typeahead(element) && keeper.value === '';
};

const isMultiple = (element, tag, widget, chips) => {
  if (tag === 'select' || tag === 'input') { if (element.multiple === true) return true; }
  if (attr(element, 'aria-multiselectable') === 'true' || severals.has(element)) return true;
  if (chips.length) return true;
  if (!widget) return false;
  if (/--is-multi|isMulti|select2-selection--multiple|chosen-container-multi|select2-container-multi/.test(classOf(widget))) return true;
  if (find(widget, '[class*="--is-multi"],.select2-selection--multiple')) return true;
  return matches(widget, '[data-automation-id=multiSelectContainer],[data-uxi-widget-type=multiselect],[data-automation-id=multiselectInputContainer]');
};

// ---- Files

// Containers that once held a file input. Sites replace the input by the name of the uploaded
// file; the question is then still there, under its old name.
const uploads = new Set();
const fileNamesIn = (container) => {
  const names = [];
  const marked = findAll(container, '[class*="filename" i],[class*="file-name" i],[class*="file_name" i],[data-automation-id*="file-name" i],' +
    '[data-automation-id*="fileName"],[class*="upload-success" i],[class*="uploaded" i],[id*="filename" i]');
  for (const element of marked) {
    if (names.length === 10) break;
    if (!rendered(element)) continue;
    const text = textOf(element, { skip: (e) => tagOf(e) === 'button', limit: 300 });
    const found = FILE_NAME.exec(text);
    if (found && !names.includes(found[0].trim())) names.push(found[0].trim());
  }
  if (!names.length) {
    const text = textOf(container, { skip: (e) => tagOf(e) === 'button' || tagOf(e) === 'label' });
    const found = /(?:^|[\s(])([^\s()]+\.(?:pdf|docx?|rtf|odt))\b/i.exec(text);
    // "Accepted: .pdf" names types, not a file.
    if (found && !/^\./.test(found[1]) && !/accept|allowed|supported|format|types?:|e\.g\./i.test(text)) names.push(found[1]);
  }
  return names;
};

// ---- Snapshot

const snapshot = () => {
  const started = performance.now();
  let truncated = false, ticks = 0;
  const late = () => (++ticks & 127) === 0 && performance.now() - started > BUDGET;

  const found = [], buttons = [], headings = [], errors = [], labels = [], forms = [], jsonLd = [], challenges = [];
  const outline = []; // headings, legends and controls in order, for sections
  collect();

  function collect() {
    const top = root_.call(document);
    if (!top) return;
    let depth = 0;
    const visit = (element) => {
      const tag = tagOf(element);
      const kind = kindOf(element, tag);
      if (kind === CONTROL) {
        if (found.length < CONTROLS) {
          const entry = { element, tag, key: 0, index: found.length };
          found.push(entry);
          outline.push(entry);
        } else truncated = true;
      } else if (kind === BUTTON) {
        if (buttons.length < BUTTONS) buttons.push(element);
      }
      switch (tag) {
        case 'form': forms.push(element); break;
        case 'label': if (labels.length < 20000) labels.push(element); break;
        case 'legend': if (outline.length < 20000) outline.push({ legend: element, fieldset: closest(element, 'fieldset') }); break;
        case 'h1': case 'h2': case 'h3': case 'h4': case 'h5': case 'h6': heading(element, Number(tag[1])); break;
        case 'script':
          if (jsonLd.length < 5 && (attr(element, 'type') || '').toLowerCase() === 'application/ld+json') {
            jsonLd.push(Node.prototype.cloneNode.call(element, true).textContent.slice(0, 20000).toWellFormed());
          }
          return false;
        case 'iframe': case 'frame': {
          const address = attr(element, 'src') || '';
          if (challenges.length < 20 && CHALLENGE_ADDRESS.test(address.slice(0, 2000))) challenge(element, address.slice(0, 2000).split(/[?#]/)[0]);
          return false;
        }
        case 'style': case 'svg': case 'select': case 'noscript': case 'template': case 'head': return tag === 'head';
        default: {
          const role = attr(element, 'role');
          if (role === 'heading') heading(element, Math.min(6, Math.max(1, Number(attr(element, 'aria-level')) || 2)));
          if (errors.length < 300 && (role === 'alert' || attr(element, 'aria-live') === 'assertive' || errorLike(element))) errors.push(element);
        }
      }
      return true;
    };
    const heading = (element, level) => { if (outline.length < 20000) outline.push({ heading: element, level }); };
    let element = top;
    while (element) {
      if (late()) { truncated = true; return; }
      const enter = visit(element);
      if (enter) {
        const shadow = depth < 60 && shadowRoot_.call(element);
        if (shadow) {
          noteRoot(shadow);
          // A shadow tree comes before the children that it may slot.
          const first = firstElement(shadow);
          if (first) { depth++; element = first; continue; }
        }
        const child = firstElement_.call(element);
        if (child) { element = child; continue; }
      }
      while (element) {
        const next = nextElement_.call(element);
        if (next) { element = next; break; }
        const parent = parentOf(element);
        if (!parent) { element = null; break; }
        if (parent.nodeType === 11) {
          // The shadow tree is done: now the host's own children.
          depth--;
          const host = parent.host;
          const light = host && firstElement_.call(host);
          if (light) { element = light; break; }
          element = host || null;
          continue;
        }
        element = parent.nodeType === 1 && parent !== top ? parent : null;
      }
    }
    for (const element of findAll(top, CHALLENGE_SELECTOR)) {
      if (challenges.length === 20) break;
      challenge(element, CHALLENGES.find((selector) => matches(element, selector)) || '');
    }
  }
  function firstElement(shadow) {
    for (let child = firstChild_.call(shadow); child; child = nextSibling_.call(child)) if (child.nodeType === 1) return child;
    return null;
  }
  function challenge(element, signal) {
    const rect = rendered(element) ? rectOf(element) : { width: 0, height: 0 };
    challenges.push({ signal, size: [rect.width, rect.height] });
  }
  function errorLike(element) {
    const name = attr(element, 'class');
    if (name && name.length < 500 && ERROR_CLASS.test(name)) return true;
    const automation = attr(element, 'data-automation-id');
    return automation !== null && ERROR_AUTOMATION.test(automation);
  }

  // Labels by what they are for, once: asking each control for its labels searches the document every time.
  const labelsFor = new Map();
  for (const label of labels) {
    const target = attr(label, 'for');
    if (!target) continue;
    const root = rootOf(label);
    if (!labelsFor.has(root)) labelsFor.set(root, new Map());
    const table = labelsFor.get(root);
    if (!table.has(target)) table.set(target, []);
    if (table.get(target).length < 5) table.get(target).push(label);
  }
  const nativeLabels = (element) => {
    const id = idOf(element);
    const table = labelsFor.get(rootOf(element));
    const list = id && table && table.get(id) || [];
    const around = closest(element, 'label');
    if (!around || list.includes(around)) return list;
    const target = attr(around, 'for');
    return target && target !== id ? list : [...list, around];
  };

  const texts = new Map();
  const cached = (element, make) => {
    let text = texts.get(element);
    if (text === undefined) texts.set(element, text = make(element));
    return text;
  };
  const labelText = (element) => cached(element, (e) => textOf(e, { skip: (x) => matches(x, POPUPS + ',button,[role=button],.select2-container') }));
  const rawText = new Map();
  const raw = (element) => {
    let text = rawText.get(element);
    if (text === undefined) rawText.set(element, text = textOf(element, { hidden: true, limit: 400 }) + pseudoMark(element));
    return text;
  };
  // A star drawn by a style sheet; asked only where a class suggests it.
  const pseudoMark = (element) => {
    const marked = /requir|mandat|asterisk/i.test(classOf(element)) ? element
      : find(element, '[class*="requir" i],[class*="mandat" i],[class*="asterisk" i]');
    if (!marked) return '';
    return getComputedStyle(marked, '::after').content + getComputedStyle(marked, '::before').content;
  };

  // -- Groups
  const groupBoxes = new Map(); // fieldset or role=group → { text, number }
  const groupBoxOf = (element) => {
    const parent = above(element);
    return parent ? closestAcross(parent, 'fieldset,[role=group],[role=radiogroup]') : null;
  };
  const groupText = (box) => cached(box, (b) => {
    const named = references(b, 'aria-labelledby').map((e) => textOf(e, { hidden: !rendered(e) })).join(' ');
    if (named) return cut(named);
    const own = attrText(b, 'aria-label');
    if (own) return own;
    if (tagOf(b) !== 'fieldset') return '';
    for (let child = firstElement_.call(b), n = 0; child && n < 20; child = nextElement_.call(child), n++) {
      if (tagOf(child) === 'legend') return labelText(child);
    }
    const legend = find(b, 'legend');
    return legend && closest(legend, 'fieldset') === b ? labelText(legend) : '';
  });

  for (const entry of found) describeKind(entry);
  function describeKind(entry) {
    const { element, tag } = entry;
    entry.type = tag === 'input' ? (attr(element, 'type') || 'text').toLowerCase() : '';
    // An unknown type is a text field.
    if (entry.type && element.type !== entry.type) entry.type = element.type;
    entry.role = (attr(element, 'role') || '').toLowerCase().trim();
    entry.choice = entry.type === 'radio' || entry.role === 'radio' || entry.role === 'menuitemradio' ? 'radio'
      : entry.type === 'checkbox' || entry.role === 'checkbox' || entry.role === 'switch' ? 'checkbox'
        : has(element, 'aria-pressed') ? 'toggle' : '';
    entry.box = groupBoxOf(element);
    entry.rendered = rendered(element);
  }

  let groups = 0;
  const byNumber = new Map();
  const join = (key, entries) => {
    if (entries.length < 2 && key !== 'radio') return;
    const number = ++groups;
    for (const entry of entries) { entry.group = number; byNumber.set(number, entries); }
  };
  group();
  function group() {
    // Radios answer one question by name; without a name, by their box.
    const sets = new Map();
    const put = (key, entry) => { if (!sets.has(key)) sets.set(key, []); sets.get(key).push(entry); };
    const objects = new Map();
    const object = (o) => { if (!objects.has(o)) objects.set(o, objects.size + 1); return objects.get(o); };
    const boxes = new Map();
    for (const entry of found) {
      if (!entry.box) continue;
      if (!boxes.has(entry.box)) boxes.set(entry.box, new Set());
      if (entry.rendered || entry.choice) boxes.get(entry.box).add(entry.choice || 'other');
    }
    const pure = (entry) => entry.box && boxes.get(entry.box).size === 1;
    for (const entry of found) {
      const { element, choice } = entry;
      if (!choice) continue;
      const name = attr(element, 'name');
      const scope = object(closest(element, 'form') || rootOf(element));
      if (choice === 'radio') {
        if (entry.type === 'radio' && name) put('radio ' + scope + ' ' + name, entry);
        else {
          const box = closestAcross(element, '[role=radiogroup]') || entry.box || above(element);
          put('radiobox ' + object(box), entry);
        }
      } else if (pure(entry)) put('box ' + object(entry.box), entry);
      else if (choice === 'checkbox' && name && entry.type === 'checkbox') put('name ' + scope + ' ' + name, entry);
      else if (choice === 'toggle') put('toggle ' + object(above(element)), entry);
      else {
        const list = closest(element, 'ul,ol');
        if (list) put('list ' + object(list), entry);
      }
    }
    for (const [key, entries] of sets) join(key.startsWith('radio') ? 'radio' : key, entries);
    for (const entry of found) entry.key = entry.group ? -1 - entry.group : entry.index + 1;
  }

  // -- Which ancestors hold one question only
  const holders = new Map();
  for (const entry of found) {
    const { element, key } = entry;
    // Hidden stand-ins of custom widgets are no questions of their own; a hidden choice with a label to press is one.
    entry.labels = nativeLabels(element);
    entry.counted = shown(element) && attr(element, 'aria-hidden') !== 'true' || entry.type === 'file'
      || entry.choice && !standsIn(entry) && entry.labels.some((label) => rendered(label));
    if (!entry.counted) continue;
    for (let at = above(element), level = 0; at && level < 80; at = above(at), level++) {
      const before = holders.get(at);
      if (before === undefined) holders.set(at, key);
      else if (before !== key) {
        if (before === MIXED_KEY) break;
        holders.set(at, MIXED_KEY);
      }
    }
  }

  // A hidden checkbox that keeps the answer of the toggle buttons beside it.
  function standsIn(entry) {
    const parent = entry.choice === 'checkbox' && above(entry.element);
    return !!parent && find(parent, '[aria-pressed]') !== null;
  }

  const containerOf = (entry) => {
    const { element, key } = entry;
    let container = null;
    for (let at = above(element), level = 0; at && level < 12; at = above(at), level++) {
      const tag = tagOf(at);
      if (tag === 'body' || tag === 'html' || tag === 'form') break;
      const holder = holders.get(at);
      // A hidden stand-in asks on behalf of nobody: its container is where its widget is.
      if (holder !== undefined && holder !== key && (entry.counted || holder === MIXED_KEY)) break;
      container = at;
    }
    return container;
  };
  const optionLabels = new Set();
  for (const entry of found) {
    if (entry.choice && entry.counted) for (const label of entry.labels) optionLabels.add(label);
  }
  const foreign = (e) => optionLabels.has(e) || matches(e, POPUPS + ',button,[role=button],[role=alert],[role=radio],[role=checkbox],[role=switch],.select__control,.select2-container,[contenteditable]') || errorLike(e);
  const containerTexts = new Map();
  const containerText = (entry, container) => {
    if (!container) return '';
    const first = entry.group ? byNumber.get(entry.group)[0].element : entry.element;
    const known = containerTexts.get(container);
    if (known !== undefined) return known;
    const before = textOf(container, { skip: foreign, until: first });
    const text = before || textOf(container, { skip: foreign });
    containerTexts.set(container, text);
    return text;
  };

  // The nearest text before a control, in reading order, that is not another control's.
  const precedingText = (entry) => {
    const first = entry.group ? byNumber.get(entry.group)[0].element : entry.element;
    let at = first;
    for (let step = 0; step < 40; step++) {
      let before = previousSibling_.call(at);
      while (!before) {
        at = above(at);
        if (!at || tagOf(at) === 'body' || tagOf(at) === 'form' || ++step > 40) return '';
        before = previousSibling_.call(at);
      }
      at = before;
      if (at.nodeType === 3) {
        const text = cut(at.data.slice(0, TEXT * 2));
        if (/[\p{L}\p{N}]/u.test(text)) return text;
      } else if (at.nodeType === 1) {
        const tag = tagOf(at);
        if (MUTE.has(tag) || foreign(at) && !optionLabels.has(at) || !rendered(at)) continue;
        const held = holders.get(at);
        const text = held === undefined ? labelText(at) : '';
        if (/[\p{L}\p{N}]/u.test(text)) return text;
        if (held !== undefined && held !== entry.key) return '';
      }
    }
    return '';
  };

  // -- Sections
  sections();
  function sections() {
    const stack = [];
    const leave = (element) => { while (stack.length && stack[stack.length - 1].box && !contains(stack[stack.length - 1].box, element)) stack.pop(); };
    const shownHeading = (element) => cached(element, () => rendered(element) ? textOf(element) : '');
    for (const item of outline) {
      if (item.heading) {
        const text = shownHeading(item.heading);
        if (!text) continue;
        if (item.level <= 4 && headings.length < 200) headings.push({ level: item.level, text });
        // A heading whose own box holds one question is that question.
        const around = above(item.heading);
        const held = around ? holders.get(around) : undefined;
        if (held !== undefined && held !== MIXED_KEY) continue;
        leave(item.heading);
        while (stack.length && stack[stack.length - 1].level >= item.level) stack.pop();
        stack.push({ level: item.level, text, keys: new Set(), box: null });
      } else if (item.legend) {
        leave(item.legend);
        const text = item.fieldset && groupText(item.fieldset);
        if (text) stack.push({ level: 6.5, text, keys: new Set(), box: item.fieldset });
      } else {
        leave(item.element);
        for (const open of stack) open.keys.add(item.key);
        item.sections = stack.slice();
      }
    }
  }
  const sectionOf = (entry) => {
    const open = entry.sections || [];
    for (let i = open.length - 1; i >= 0; i--) if (open[i].keys.size > 1) return open[i].text;
    return '';
  };

  // -- Errors
  const errorByKey = new Map();
  const alerts = [];
  for (const element of errors) {
    if (late()) break;
    if (!rendered(element)) continue;
    const text = textOf(element, { limit: 500 });
    if (!text || /^[*✱]+$/.test(text)) continue;
    let key;
    for (let at = element, level = 0; at && level < 12; at = above(at), level++) {
      key = holders.get(at);
      if (key !== undefined) break;
    }
    // An element with an error's class that itself holds the control is the field, not the message.
    if (holders.get(element) !== undefined && attr(element, 'role') !== 'alert') continue;
    if (key !== undefined && key !== MIXED_KEY && !errorByKey.has(key)) errorByKey.set(key, text);
    if (alerts.length < 50 && !alerts.includes(text)) alerts.push(text);
  }

  // -- Controls
  const page = root_.call(document);
  const scrollX = window.scrollX, scrollY = window.scrollY;
  const width = Math.max(page ? page.scrollWidth : 0, window.innerWidth), height = Math.max(page ? page.scrollHeight : 0, window.innerHeight);
  const place = (element) => {
    const rect = rectOf(element);
    return [rect.left + scrollX, rect.top + scrollY, rect.width, rect.height];
  };
  // What lies behind an open dialog with a form is out of reach; other dialogs only hide the page.
  const dialog = page && Array.from(findAll(page, '[aria-modal=true]')).slice(0, 20).reverse()
    .find((e) => shown(e) && found.some((entry) => holds(e, entry.element)) && !/cookie|privacy/i.test(textOf(e, { limit: 600 })));
  const reachable = (element, rect) => (!dialog || holds(dialog, element)) && rect[2] >= 2 && rect[3] >= 2 && rect[0] + rect[2] > 0 && rect[1] + rect[3] > 0
    && rect[0] < width && rect[1] < height && !closest(element, '[aria-hidden=true],[inert]');
  const formOf = (element) => {
    const form = element.form && element.form.nodeType === 1 ? element.form : closest(element, 'form');
    const index = form ? forms.indexOf(form) : -1;
    return index < 0 ? null : index;
  };

  const optionEntry = (element, text, value, selected, disabled) => ({ node: numberOf(element), text, value, selected, disabled });
  let optionsLeft = 60000;
  const nativeOptions = (element) => {
    const out = [];
    const list = element.options;
    const length = Math.min(list.length, OPTIONS, optionsLeft);
    optionsLeft -= length;
    for (let i = 0; i < length; i++) {
      const option = list[i];
      out.push(optionEntry(option, cut(option.text), cut(attr(option, 'value') ?? option.text), option.selected, option.disabled));
    }
    if (list.length > length) truncated = true;
    return out;
  };
  const optionsFor = (entry, expanded) => {
    const { element, tag } = entry;
    if (tag === 'select') return nativeOptions(element);
    if (tag === 'input' && has(element, 'list') && element.list) {
      const out = [];
      for (const option of element.list.options) {
        if (out.length === OPTIONS) break;
        out.push({ node: null, text: cut(option.label || option.value), value: cut(option.value), selected: false, disabled: option.disabled });
      }
      return out;
    }
    if (entry.combobox || entry.popup === 'listbox') {
      if (expanded === false) return [];
      const list = listFor(element);
      return list ? optionsIn(list) : [];
    }
    return [];
  };

  const flag = (value) => value === 'true' ? true : value === 'false' ? false : null;
  const control = (entry) => {
    const { element, tag, type, role, choice } = entry;
    const stage = drawnFor(element) || element;
    const rect = place(stage);
    const visible = shown(stage);
    const container = containerOf(entry);
    // A drawn choice is named by what it shows.
    const native = cut(entry.labels.map((label) => labelText(label)).filter(Boolean).join(' '))
      || (choice && tag !== 'input' ? textOf(element) : '');
    const labelledby = cut(references(element, 'aria-labelledby').filter((e) => e !== element && !contains(element, e))
      .map((e) => attrText(e, 'aria-label') || cached(e, () => textOf(e, { hidden: !rendered(e), skip: (x) => matches(x, POPUPS) }))).join(' '));
    let boxText = '', boxAria = false;
    for (let box = entry.box, level = 0; box && level < 4; box = groupBoxOf(box), level++) {
      boxAria = boxAria || choice && attr(box, 'aria-required') === 'true';
      if (!boxText) boxText = groupText(box);
    }
    const title = attrText(element, 'title');
    const aria = attrText(element, 'aria-label');
    const widget = widgetOf(element);
    entry.combobox = tag !== 'select' && !choice && isCombobox(element, tag, role);
    entry.popup = (attr(element, 'aria-haspopup') || '').toLowerCase();
    const custom = entry.combobox || entry.popup === 'listbox' && !choice;
    const chips = custom ? chipsOf(element, container) : [];
    const expanded = flag(attr(element, 'aria-expanded') ?? (widget && attr(widget, 'aria-expanded')));
    const question = containerText(entry, container);
    const description = references(element, 'aria-describedby').map((e) => cached(e, () => textOf(e, { hidden: !rendered(e) }))).join(' ');
    const named = labelledby || aria || native;
    const messages = references(element, 'aria-errormessage').filter(rendered).map((e) => textOf(e)).join(' ');
    const proxy = container && custom ? find(container, 'input[aria-hidden=true],select[aria-hidden=true],input[tabindex="-1"],select[tabindex="-1"]') : null;
    const markedBy = [choice && entry.group ? '' : native, entry.group ? '' : labelledby, boxText, question];
    const marked = markedBy.some((text) => MARK.test(text) && !NOT_MARK.test(text))
      || !entry.group && entry.labels.some((label) => markedRaw(label))
      || references(element, 'aria-labelledby').some(markedRaw)
      || choice && entry.box && container && holds(container, entry.box) && legendMarked(entry.box)
      || !!container && !entry.labels.length && markedRaw(container);
    const labelShown = choice && !visible && entry.labels.some((label) => shown(label) && rectOf(label).width >= 2);
    const files = type === 'file' ? filesOf(element, container) : [];
    if (type === 'file' && container) remember(entry, container, { native, labelledby, aria, group: boxText, container: question });
    return {
      node: numberOf(element), tag, input_type: type, role, id: cut(idOf(element)), name: attrText(element, 'name'),
      autocomplete: attrText(element, 'autocomplete').toLowerCase(), automation_id: automationOf(element),
      labels: {
        labelledby, aria, native, group: boxText, title,
        placeholder: attrText(element, 'placeholder') || attrText(element, 'aria-placeholder') || attrText(element, 'data-placeholder')
          || custom && widget && placeholderOf(widget) || '',
        container: question, preceding: precedingText(entry),
      },
      description: cut(description || (title && title !== named ? title : '')),
      error: cut(messages || errorByKey.get(entry.key) || ''),
      invalid: attr(element, 'aria-invalid') === 'true' || matches(element, ':user-invalid'),
      section: sectionOf(entry),
      group: entry.group || null,
      required: {
        native: element.required === true || !!proxy && (proxy.required === true || /required/i.test(classOf(proxy))),
        aria: attr(element, 'aria-required') === 'true' || !!boxAria,
        marked: !!marked,
      },
      visible,
      reachable: labelShown ? !closest(element, '[inert]') : visible && reachable(stage, rect),
      folded: !visible && foldOf(element) !== null,
      disabled: element.disabled === true || attr(element, 'aria-disabled') === 'true' || matches(element, ':disabled'),
      readonly: element.readOnly === true || attr(element, 'aria-readonly') === 'true',
      value: valueOf(entry, custom, chips),
      raw_value: choice ? attrText(element, 'value') || attrText(element, 'data-value') : '',
      checked: choice ? checkedOf(element, entry.type) : null,
      chips, files,
      options: optionsFor(entry, expanded),
      expanded, popup: entry.popup, combobox: entry.combobox,
      multiple: isMultiple(element, tag, widget, chips),
      max_length: element.maxLength > 0 && element.maxLength < 1e9 ? element.maxLength : null,
      min: attrText(element, 'min') || attrText(element, 'aria-valuemin'), max: attrText(element, 'max') || attrText(element, 'aria-valuemax'),
      pattern: attrText(element, 'pattern'), accept: attrText(element, 'accept'), input_mode: attrText(element, 'inputmode'),
      form: formOf(element), rect,
    };
  };
  function markedRaw(element) {
    const text = raw(element);
    return MARK.test(text) && !NOT_MARK.test(text);
  }
  function legendMarked(box) {
    const legend = tagOf(box) === 'fieldset' ? find(box, 'legend') : references(box, 'aria-labelledby')[0];
    return !!legend && markedRaw(legend);
  }
  function placeholderOf(widget) {
    const shownPlaceholder = find(widget, PLACEHOLDER);
    return shownPlaceholder ? textOf(shownPlaceholder) : '';
  }
  function filesOf(element, container) {
    const held = element.files ? Array.from(element.files).slice(0, 20).map((file) => cut(file.name)) : [];
    return held.length || !container ? held : fileNamesIn(container);
  }
  function remember(entry, container, names) {
    const { element } = entry;
    for (const upload of uploads) {
      const known = upload.container.deref();
      if (!known || !connected(known)) uploads.delete(upload);
      else if (known === container) return;
    }
    if (uploads.size < 50) {
      uploads.add({ container: new WeakRef(container), id: cut(idOf(element)), name: attrText(element, 'name'), accept: attrText(element, 'accept'),
        automation_id: automationOf(element), names, required: element.required === true, section: sectionOf(entry) });
    }
  }
  function valueOf(entry, custom, chips) {
    const { element, tag, type, choice } = entry;
    if (choice || type === 'file' || type === 'password') return '';
    if (tag === 'select') return shownBy(drawnFor(element)) ?? cut(Array.from(element.selectedOptions).slice(0, 50).map((option) => cut(option.text)).join(', '));
    if (custom) return cut(committedOf(element, chips));
    if (tag === 'input' || tag === 'textarea') return cut(element.value.slice(0, TEXT * 2));
    return attr(element, 'aria-valuetext') || attr(element, 'aria-valuenow') || textOf(element);
  }

  // What a drawn list shows is what a person believes is chosen.
  function shownBy(widget) {
    const single = widget && find(widget, SINGLE);
    const text = single ? textOf(single) : '';
    return text && !UNANSWERED.test(text) ? text : null;
  }

  const controls = [];
  for (const entry of found) {
    if (performance.now() - started > BUDGET) { truncated = true; break; }
    controls.push(control(entry));
  }
  // Uploads whose input is gone.
  for (const upload of uploads) {
    const container = upload.container.deref();
    if (!container || !connected(container)) { uploads.delete(upload); continue; }
    if (found.some((entry) => entry.type === 'file' && holds(container, entry.element))) continue;
    const files = fileNamesIn(container);
    if (!files.length) continue;
    const rect = place(container);
    const position = controls.findIndex((c) => {
      const other = node(c.node);
      return other && (container.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
    const replaced = {
      node: numberOf(container), tag: 'input', input_type: 'file', role: '', id: upload.id, name: upload.name, autocomplete: '',
      automation_id: upload.automation_id,
      labels: { ...upload.names, title: '', placeholder: '', preceding: '' },
      description: '', error: '', invalid: false, section: upload.section, group: null,
      required: { native: upload.required, aria: false, marked: MARK.test(raw(container)) },
      visible: shown(container), reachable: shown(container) && reachable(container, rect), disabled: false, readonly: false,
      value: '', raw_value: '', checked: null, chips: [], files, options: [], expanded: null, popup: '', combobox: false, multiple: false,
      max_length: null, min: '', max: '', pattern: '', accept: upload.accept, input_mode: '', form: formOf(container), rect,
    };
    if (position < 0) controls.push(replaced); else controls.splice(position, 0, replaced);
  }

  // A page that carries the questions themselves as data says more than their labels do.
  for (const element of page ? Array.from(findAll(page, TEMPLATES)).slice(0, 50) : []) {
    const value = attr(element, 'value') || '';
    if (value.length <= TEMPLATE) controls.push({ node: numberOf(element), tag: 'input', input_type: 'hidden', name: attrText(element, 'name'), value: value.toWellFormed() });
  }

  const button = (element) => {
    const tag = tagOf(element);
    const rect = place(element);
    const inForm = formOf(element);
    const type = tag === 'input' ? (attr(element, 'type') || '').toLowerCase()
      : tag === 'button' ? (attr(element, 'type') || (inForm === null ? '' : 'submit')).toLowerCase() : '';
    let href = '';
    if (tag === 'a' && has(element, 'href')) {
      try { href = cut(String(element.href)); } catch { href = ''; }
    }
    return {
      node: numberOf(element), tag, button_type: type, role: (attr(element, 'role') || '').toLowerCase(), text: buttonText(element, tag),
      id: cut(idOf(element)), automation_id: ownAutomation(element), href,
      visible: shown(element) && reachable(element, rect),
      disabled: matches(element, ':disabled') || attr(element, 'aria-disabled') === 'true',
      popup: (attr(element, 'aria-haspopup') || '').toLowerCase(), form: inForm, rect,
    };
  };
  function buttonText(element, tag) {
    const named = references(element, 'aria-labelledby').map((e) => textOf(e, { hidden: !rendered(e) })).join(' ');
    if (named) return cut(named);
    const aria = attrText(element, 'aria-label');
    if (aria) return aria;
    if (tag === 'input') return cut(String(element.value || '')) || attrText(element, 'alt') || ({ submit: 'Submit', reset: 'Reset' })[element.type] || '';
    return textOf(element) || attrText(element, 'title');
  }
  // The list of steps of which one is marked as the current one.
  function progress() {
    const current = page && Array.from(findAll(page, '[aria-current=step]')).slice(0, 5).find(shown);
    const list = current && closest(current, 'ol,ul,[role=list]');
    if (!list) return { steps: [], step: null };
    const items = Array.from(list.children).filter(shown).slice(0, 30);
    const at = items.findIndex((item) => holds(item, current));
    return at < 0 ? { steps: [], step: null } : { steps: items.map((item) => textOf(item, { limit: 100 })), step: at };
  }
  const pressables = [];
  for (const element of buttons) {
    if (performance.now() - started > BUDGET) { truncated = true; break; }
    pressables.push(button(element));
  }

  return JSON.stringify({
    frame: '', url: location.href.slice(0, 20000).toWellFormed(), title: cut(title_.call(document) || ''),
    lang: cut((page && attr(page, 'lang') || '').toLowerCase(), 50),
    headings, controls, buttons: pressables, alerts, text: pageText(started), json_ld: jsonLd, challenges, truncated,
    ...progress(),
  });
};

const MIXED_KEY = 0;

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

const CHECKED = { true: true, mixed: true, false: false };
const checkedOf = (element, type) => {
  if (type === 'radio' || type === 'checkbox') return element.checked;
  const state = attr(element, 'aria-checked') ?? attr(element, 'aria-pressed') ?? attr(element, 'aria-selected');
  return CHECKED[state] ?? false;
};

// ---- Lists of custom selects

const LISTS = '[role=listbox],[role=tree],[role=menu],.select__menu,.select__menu-list,[class*="-MenuList"],.dropdown-results,.select2-results,' +
  '.select2-drop-active .select2-results,.chosen-drop,.pac-container,[data-automation-id=activeListContainer],[class*="autocomplete" i] ul,' +
  'ul[class*="results" i],ul[class*="suggest" i],div[class*="suggestions" i],ul[class*="dropdown" i]';
const OPTION = '[role=option],[role=treeitem],[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox],.select__option,[class*="select__option"],' +
  '[class*="-option"][id*="-option-"],.select2-results__option,.select2-result-selectable,.active-result,.pac-item,[data-automation-id=promptOption],' +
  '[data-automation-id=selectOption],.dropdown-location';
const WAITING = /^(loading|searching|please wait|fetching|one moment)\b|^(loading|searching)\W*$/i;
const EMPTY = /^(no\b.{0,60}\b(options?|results?|match(es)?|items?|locations?|found|data)\b|nothing found|0 results|none found|(start|begin|keep) typing|type (to|at least|\d|something)|(please )?(enter|type) .{0,30}(character|letter|search|more))/i;

const onScreen = (element) => {
  if (!connected(element) || !shown(element)) return false;
  const rect = rectOf(element);
  return rect.width > 1 && rect.height > 1;
};

// Lists that were visible before the current one was opened.
let before = new Set();
// The control it was opened for: a list that some other control left open is not its list.
let opener = null;
const openLists = new WeakMap();
const visibleLists = () => {
  const lists = [];
  const search = (root) => {
    for (const list of root.querySelectorAll(LISTS)) {
      if (lists.length === 50) return;
      if (onScreen(list) && !isPills(list)) lists.push(list);
    }
  };
  search(document);
  for (const root of shadowRootsSeen()) search(root);
  return lists;
};
const isPills = (list) => /items? selected/i.test(attr(list, 'aria-label') || '');
const shadows = new Set(), noted = new WeakSet();
const shadowRootsSeen = () => {
  const alive = [];
  for (const ref of shadows) {
    const root = ref.deref();
    if (root && connected(root.host)) alive.push(root); else shadows.delete(ref);
  }
  return alive;
};
const noteShadow = (element) => {
  const root = rootOf(element);
  if (root.nodeType === 11) noteRoot(root);
};
const noteRoot = (root) => {
  if (shadows.size < 200 && !noted.has(root)) { noted.add(root); shadows.add(new WeakRef(root)); }
};

// The visible list that belongs to a control, or null.
const listFor = (element) => {
  for (const holder of [element, above(element) && closest(above(element), '[role=combobox]'), widgetOf(element)]) {
    if (!holder) continue;
    for (const name of ['aria-controls', 'aria-owns']) {
      for (const target of references(holder, name)) {
        if (isPills(target)) continue;
        const list = matches(target, '[role=listbox],[role=tree],[role=menu],ul') ? target : find(target, '[role=listbox],[role=tree],[role=menu]') || target;
        if (onScreen(list) && (matches(list, LISTS) || find(list, OPTION))) return list;
      }
    }
    for (const active of references(holder, 'aria-activedescendant')) {
      const list = closest(active, '[role=listbox],[role=tree],[role=menu],.select__menu');
      if (list && onScreen(list)) return list;
    }
  }
  const known = openLists.get(element);
  const remembered = known && known.deref();
  if (remembered && onScreen(remembered)) return remembered;
  const holder = questionBox(element);
  if (holder) {
    for (const list of findAll(holder, LISTS)) {
      if (!contains(list, element) && !isPills(list) && onScreen(list)) return list;
    }
  }
  return null;
};
// The nearest box around a control that holds no other.
const questionBox = (element) => {
  let box = null;
  for (let at = above(element), level = 0; at && level < 8; at = above(at), level++) {
    const tag = tagOf(at);
    if (tag === 'body' || tag === 'html' || tag === 'form') break;
    let others = 0;
    for (const other of findAll(at, 'input:not([type=hidden]):not([aria-hidden=true]):not([tabindex="-1"]),textarea,select:not([aria-hidden=true]),[role=combobox],button[aria-haspopup=listbox]')) {
      if (other !== element && !contains(other, element) && !contains(element, other) && rendered(other)) { others++; break; }
    }
    if (others) break;
    box = at;
  }
  return box;
};
const newList = (element) => {
  if (element !== opener) return null;
  const lists = visibleLists().filter((list) => !before.has(list) && !contains(list, element));
  if (!lists.length) return null;
  // The innermost of the newest: portals come last in the document.
  const list = lists[lists.length - 1];
  openLists.set(element, new WeakRef(list));
  return list;
};

const optionElements = (list) => {
  let options = findAll(list, OPTION);
  if (!options.length) options = findAll(list, 'li');
  // A list that says what it is names its options, too; what else it shows is a notice.
  if (!options.length && !matches(list, '[role=listbox],.select__menu,.select__menu-list,.dropdown-container')) {
    const only = firstElement_.call(list);
    const inner = only && !nextElement_.call(only) && firstElement_.call(only) ? only : list;
    options = Array.from(inner.children).filter((child) => !MUTE.has(tagOf(child)));
  }
  const out = [];
  for (const option of options) {
    if (out.length === OPTIONS) break;
    if (find(option, OPTION) || !rendered(option)) continue;
    out.push(option);
  }
  return out;
};
const optionText = (option) => textOf(option) || attrText(option, 'aria-label') || textOf(option, { hidden: true });
const optionDisabled = (option) => attr(option, 'aria-disabled') === 'true' || /(^|[\s_-])(is-)?disabled([\s_]|$)/.test(classOf(option));
const optionsIn = (list) => {
  const out = [];
  for (const option of optionElements(list)) {
    const text = optionText(option);
    if (!text || WAITING.test(text) || EMPTY.test(text)) continue;
    out.push({
      node: numberOf(option), text, value: attrText(option, 'data-value') || attrText(option, 'value'),
      selected: attr(option, 'aria-selected') === 'true' || attr(option, 'aria-checked') === 'true' || /--is-selected/.test(classOf(option)),
      disabled: optionDisabled(option),
    });
  }
  return out;
};

const loading = (element, list) => {
  const widget = widgetOf(element);
  if (widget && find(widget, '[class*="loading-indicator" i],[class*="loadingIndicator"],[class*="spinner" i]')) return true;
  if (!list) return false;
  if (attr(list, 'aria-busy') === 'true' || attr(element, 'aria-busy') === 'true') return true;
  if (find(list, '.select2-results__option--loading,.loading-results,[aria-busy=true],[class*="spinner" i]')) return true;
  for (const option of optionElements(list).slice(0, 3)) if (WAITING.test(optionText(option))) return true;
  return WAITING.test(textOf(list, { limit: 80 }));
};

const listNow = (element) => listFor(element) || newList(element);
const listState = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  noteShadow(element);
  const list = listNow(element);
  if (!list) return { open: false, settled: true, options: [] };
  if (attr(list, 'aria-multiselectable') === 'true') severals.add(element);
  const options = optionsIn(list);
  return { open: true, settled: !loading(element, list), options, notice: !options.length && EMPTY.test(textOf(list, { limit: 200 })) };
};
// Remembers which lists are there, so that a list which appears next is known to be this control's.
const listPrepare = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  noteShadow(element);
  before = new Set(visibleLists());
  opener = element;
  openLists.delete(element);
  return {};
};
// Where to press to open the list, unless it is open.
const listPoint = (number) => {
  const state = listState(number);
  if (state.error || state.open) return state;
  listPrepare(number);
  return clickPoint(number);
};
// Waits until the list is there, then until its options rest; `open: false` when none came in `appear` milliseconds.
const listOpened = (number, appear, quiet, limit, atOnce) => new Promise((resolve) => {
  const started = performance.now();
  const look = () => {
    const element = node(number);
    if (!element) return resolve({ error: 'gone' });
    if (listNow(element)) return resolve(listSettled(number, quiet, limit, true, atOnce));
    if (performance.now() - started >= appear) return resolve({ open: false, landed: landed() });
    setTimeout(look, 5);
  };
  look();
});
const NOTICE_MS = 200, NOTHING_MS = 1200;
const signature = (state) => state.open + '|' + state.settled + '|' + state.options.map((option) => option.node + option.text).join('|').slice(0, 100000);
// Waits until a list is open and its options have not changed for `quiet` milliseconds;
// options that were all there at the first look need only `atOnce` milliseconds.
const listSettled = (number, quiet, limit, needOptions, atOnce) => new Promise((resolve) => {
  const started = performance.now();
  let last = null, since = started, changes = 0;
  const look = () => {
    const state = listState(number);
    if (state.error) return resolve(state);
    const now = performance.now();
    const sign = signature(state);
    if (sign !== last) { last = sign; since = now; changes++; }
    const rest = changes === 1 ? atOnce : quiet;
    const ready = state.open && state.settled && (!needOptions || state.options.length > 0);
    if (ready && now - since >= rest) return resolve(state);
    // A list may wait for a query before it offers anything, and mostly says so.
    if (state.open && state.settled && !state.options.length && now - since >= (state.notice ? NOTICE_MS : NOTHING_MS)) return resolve(state);
    if (now - started >= limit) return resolve({ ...state, settled: state.open && state.settled && now - since >= rest });
    setTimeout(look, 5);
  };
  look();
});

// What a control holds, for seeing whether a choice took.
const holding = (element) => {
  const box = questionBox(element);
  const chips = chipsOf(element, box);
  return JSON.stringify([chips, committedOf(element, chips), element.value ?? '']);
};
const optionFor = (element, wanted) => {
  const direct = node(wanted.node);
  if (direct && rendered(direct) && optionText(direct) === wanted.text) return direct;
  // The list was rendered anew: the same whole text, and only if it is the only one.
  const list = listNow(element);
  if (!list) return null;
  const same = optionElements(list).filter((option) => optionText(option) === wanted.text);
  return same.length === 1 ? same[0] : null;
};
const optionPoint = (number, wanted) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  const option = optionFor(element, wanted);
  if (!option) return { error: 'gone' };
  notePick(element, wanted.text);
  option.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const place = pointOn(option);
  return { held: holding(element), covered: !!place.error, x: place.x, y: place.y };
};
// Waits until the choice shows: the held value changed, or the option is marked, or the list closed on it,
// or the list went on to other options, as one of categories does. A list that closed and stays closed
// without showing anything new held this choice before, or shows it in other words.
const CLOSED_MS = 80;
const picked = (number, wanted, heldBefore, limit) => new Promise((resolve) => {
  const started = performance.now();
  let closed = 0;
  const look = () => {
    const element = node(number);
    // A widget that replaced its input took the choice.
    if (!element) return resolve({ took: true, open: false });
    const list = listNow(element);
    const changed = holding(element) !== heldBefore;
    const option = list && optionFor(element, wanted);
    const marked = !!option && (attr(option, 'aria-selected') === 'true' || attr(option, 'aria-checked') === 'true') && isMultiple(element, tagOf(element), widgetOf(element), []);
    const showsIt = cut(committedOf(element, [])) === wanted.text;
    const wentOn = !!list && !option && !loading(element, list) && optionElements(list).length > 0;
    if (changed || marked || wentOn || (!list && showsIt)) { queries.delete(element); return resolve({ took: true, open: !!list }); }
    const now = performance.now();
    if (list) closed = 0; else closed = closed || now;
    if (now - started >= limit || (closed && now - closed >= CLOSED_MS)) return resolve({ took: false, open: !!list });
    setTimeout(look, 5);
  };
  look();
});
// Which option the keyboard is on.
const active = (number, wanted) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  const list = listNow(element);
  let option = references(element, 'aria-activedescendant')[0] || null;
  if (!option && list) option = references(list, 'aria-activedescendant')[0] || find(list, '[class*="--is-focused"],.select2-results__option--highlighted,[data-focused=true],[data-active=true],[data-highlighted]');
  if (!option && list && rootOf(list).activeElement && contains(list, rootOf(list).activeElement)) option = rootOf(list).activeElement;
  return { open: !!list, there: !!option && optionText(option) === wanted.text, at: option ? numberOf(option) : 0 };
};
const noteQuery = (number, query) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  queries.set(element, query);
  return {};
};
// A place where a press does nothing, to close a list.
const neutralPoint = () => {
  const width = window.innerWidth, height = window.innerHeight;
  for (const [x, y] of [[3, 3], [3, height / 2], [width - 4, height / 2], [3, height - 4], [width - 4, 3], [width / 2, 3], [width / 4, height / 4]]) {
    const hit = hitAt(x, y);
    if (hit && !closest(hit, 'a,button,input,select,textarea,label,summary,[role],[onclick],[tabindex],iframe')) return { x, y };
  }
  return { error: 'covered' };
};

// ---- Places for the mouse

const hitAt = (x, y) => {
  let hit = Document.prototype.elementFromPoint.call(document, x, y);
  while (hit) {
    const shadow = shadowRoot_.call(hit);
    const inner = shadow && shadow.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
};
// Whether a press that arrives at `hit` is a press on `target`.
const receives = (target, hit) => {
  if (!hit) return false;
  if (holds(target, hit)) return true;
  const label = closest(hit, 'label');
  if (label && (label.control === target || holds(label, target))) return true;
  const own = rectOf(target), over = rectOf(hit);
  // A wrapper of about the same size, or the widget the element is part of.
  const widget = widgetOf(target);
  if (widget && holds(widget, hit)) return true;
  if (holds(hit, target)) return over.width <= own.width + 80 && over.height <= own.height + 40;
  // An overlay that belongs to the element: same parent, same place.
  const near = above(hit) && (above(hit) === above(target) || above(hit) === (above(target) && above(above(target))));
  return !!near && over.left >= own.left - 8 && over.top >= own.top - 8 && over.right <= own.right + 8 && over.bottom <= own.bottom + 8
    && over.width >= own.width * 0.6 && over.height >= own.height * 0.6;
};
const inView = (rect) => rect.top >= 0 && rect.left >= 0 && rect.bottom <= window.innerHeight && rect.right <= window.innerWidth;

let expected = null, landedOn = null;
const onPress = (event) => { landedOn = event.composedPath()[0]; };
// The point to press on an element, in the coordinates of this frame's viewport.
const pointOn = (element, scrolled = false) => {
  let rect = rectOf(element);
  if (!scrolled && !inView(rect)) {
    scrolled = true;
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    rect = rectOf(element);
  }
  if (rect.width < 1 || rect.height < 1 || !rendered(element)) return { error: 'covered' };
  const left = Math.max(rect.left, 0), right = Math.min(rect.right, window.innerWidth);
  const top = Math.max(rect.top, 0), bottom = Math.min(rect.bottom, window.innerHeight);
  if (right <= left || bottom <= top) return { error: 'covered' };
  // The middle; then places beside it, when something small lies on the middle.
  for (const [across, down] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]]) {
    const x = left + (right - left) * across, y = top + (bottom - top) * down;
    const hit = hitAt(x, y);
    if (receives(element, hit)) {
      expected = { element, hit };
      landedOn = null;
      window.removeEventListener('pointerdown', onPress, true);
      window.addEventListener('pointerdown', onPress, { capture: true, once: true });
      return { x, y };
    }
  }
  // In the window, but perhaps outside of the box it scrolls in.
  if (scrolled) return { error: 'covered' };
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  return pointOn(element, true);
};
// Where to press for an element: itself, or what stands for it when it is too small or hidden.
const pressTargets = (element) => {
  const targets = [];
  const rect = rectOf(element);
  const widget = widgetOf(element);
  if (widget && (rect.width < 8 || rect.height < 8 || !shown(element))) targets.push(widget);
  if (rendered(element) && rect.width >= 2 && rect.height >= 2) targets.push(element);
  const type = tagOf(element) === 'input' ? element.type : '';
  if (type === 'checkbox' || type === 'radio' || type === 'file' || !targets.length) {
    for (const label of element.labels || []) if (rendered(label)) targets.push(label);
  }
  if (!targets.length && (type === 'checkbox' || type === 'radio')) {
    const parent = above(element);
    if (parent && rendered(parent)) targets.push(parent);
  }
  return targets;
};
// The closed disclosure that an element is folded away in; its summary stays in view.
const foldOf = (element) => {
  const fold = closest(element, 'details:not([open])');
  if (!fold) return null;
  const summary = closest(element, 'summary');
  if (!summary || parentOf(summary) !== fold) return fold;
  const outer = above(fold);
  return outer && foldOf(outer);
};
const unfold = (element) => {
  for (let fold = foldOf(element), level = 0; fold && level < 10; fold = foldOf(element), level++) fold.open = true;
};
const clickPoint = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  unfold(element);
  for (const target of pressTargets(element)) {
    const place = pointOn(target);
    if (!place.error) return place;
  }
  return { error: 'covered' };
};
// Whether the press arrived where it was meant to: true, false, or null when none was seen.
const landed = () => {
  if (!expected) return null;
  window.removeEventListener('pointerdown', onPress, true);
  if (!landedOn) return null;
  const { element, hit } = expected;
  return landedOn === hit || !connected(element) || holds(element, landedOn) || receives(element, landedOn);
};
// Two frames of the screen, or as long as they may take.
const drawn = () => new Promise((resolve) => {
  setTimeout(resolve, 150);
  requestAnimationFrame(() => requestAnimationFrame(resolve));
});
// Moves a point of a child frame into this frame's viewport, scrolling when it is outside.
const pointThrough = async (frame, x, y) => {
  const place = () => {
    const rect = rectOf(frame);
    const style = getComputedStyle(frame);
    return {
      x: rect.left + frame.clientLeft + parseFloat(style.paddingLeft) + x,
      y: rect.top + frame.clientTop + parseFloat(style.paddingTop) + y,
    };
  };
  let at = place();
  // What the frame scrolls into view scrolls this page as well, a moment later when it is another process.
  for (let turns = 0; turns < 5 && !frame.contentDocument; turns++) {
    const before = at;
    await drawn();
    at = place();
    if (at.x === before.x && at.y === before.y) break;
  }
  if (at.x < 0 || at.y < 0 || at.x >= window.innerWidth || at.y >= window.innerHeight) {
    // The frame may be longer than the window: bring the point into view, not the frame.
    window.scrollBy({ left: at.x - window.innerWidth / 2, top: at.y - window.innerHeight / 2, behavior: 'instant' });
    at = place();
    if (at.x < 0 || at.y < 0 || at.x >= window.innerWidth || at.y >= window.innerHeight) {
      frame.scrollIntoView({ block: 'center', behavior: 'instant' });
      at = place();
    }
    // Where a press in a frame of another process arrives is known from what was drawn last.
    await drawn();
    at = place();
  }
  const hit = hitAt(at.x, at.y);
  return hit === frame ? at : { error: 'covered' };
};

// ---- Text

const isEditable = (element) => {
  const tag = tagOf(element);
  if (tag === 'textarea') return true;
  if (tag === 'input') return !/^(checkbox|radio|file|button|submit|image|reset|range|color)$/.test(element.type);
  return element.isContentEditable;
};
// Types whose text is not free: their parts are set as a whole.
const WHOLE = /^(date|month|week|time|datetime-local|color|range)$/;
const setWhole = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;

const focusElement = (element) => {
  unfold(element);
  HTMLElement.prototype.focus.call(element, { preventScroll: false });
  const root = rootOf(element);
  return root.activeElement === element;
};
const selectAll = (element) => {
  const tag = tagOf(element);
  if (tag === 'input' || tag === 'textarea') {
    (tag === 'input' ? HTMLInputElement : HTMLTextAreaElement).prototype.select.call(element);
  } else {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
};
const turn = () => new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); resolve(); };
  channel.port2.postMessage(0);
});
// The text an editable holds now.
const held = (element) => {
  const tag = tagOf(element);
  return tag === 'input' || tag === 'textarea' ? element.value : element.textContent;
};

// Replaces the text of each element, one after the other, by the browser's own editing
// commands: their events are trusted, and `change` follows when the element is left. Between
// two elements the page gets a turn, so that it can re-render.
const setTexts = async (texts) => {
  const untouched = [];
  for (let index = 0; index < texts.length; index++) {
    const [number, text] = texts[index];
    const element = node(number);
    if (!element) return { error: 'gone' };
    if (tagOf(element) === 'input' && WHOLE.test(element.type)) {
      setWholeValue(element, text);
    } else {
      const was = held(element);
      focusElement(element);
      selectAll(element);
      if (text) document.execCommand('insertText', false, text);
      else if (was) document.execCommand('delete');
      if (was !== text && held(element) === was) untouched.push(index);
    }
    await turn();
  }
  leave();
  return { untouched };
};
const setWholeValue = (element, text) => {
  focusElement(element);
  setWhole.call(element, text);
  element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
};
const focusForText = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  const focused = focusElement(element);
  if (isEditable(element) && !(tagOf(element) === 'input' && WHOLE.test(element.type))) selectAll(element);
  return { focused, held: held(element).length > 0, editable: isEditable(element) };
};
// Gives the focus back to a control, or to the field inside its open list, without selecting anything.
const refocus = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  const list = listNow(element);
  const active = rootOf(element).activeElement;
  if (active !== element && !(list && active && contains(list, active))) focusElement(element);
  return {};
};
// Leaves whatever has the focus, so that its change is told.
const leave = () => {
  let active = document.activeElement;
  while (active && shadowRoot_.call(active) && shadowRoot_.call(active).activeElement) active = shadowRoot_.call(active).activeElement;
  if (active && active !== pageBody() && active.blur) HTMLElement.prototype.blur.call(active);
  return {};
};

// ---- Choices

const checkState = (number) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  return { checked: checkedOf(element, tagOf(element) === 'input' ? element.type : '') };
};
// Where to press to give a control this state, unless it has it.
const checkPoint = (number, wanted) => {
  const state = checkState(number);
  return state.error || state.checked === wanted ? state : { ...clickPoint(number), checked: state.checked };
};
const waitChecked = (number, wanted, limit) => new Promise((resolve) => {
  const started = performance.now();
  const look = () => {
    const state = checkState(number);
    if (state.error || state.checked === wanted || performance.now() - started >= limit) return resolve({ ...state, landed: landed() });
    setTimeout(look, 5);
  };
  look();
});
const select = async (number, indexes) => {
  const element = node(number);
  if (!element) return { error: 'gone' };
  if (tagOf(element) !== 'select') return { error: 'not a select' };
  if (indexes.some((index) => index >= element.options.length)) return { error: 'gone' };
  focusElement(element);
  const wanted = new Set(indexes);
  const set = Object.getOwnPropertyDescriptor(HTMLOptionElement.prototype, 'selected').set;
  if (element.multiple) Array.from(element.options).forEach((option, index) => { if (option.selected !== wanted.has(index)) set.call(option, wanted.has(index)); });
  else if (indexes.length) Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'selectedIndex').set.call(element, indexes[0]);
  element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
  await turn();
  const now = node(number);
  leave();
  if (!now) return { held: true };
  return { held: Array.from(now.options).every((option, index) => option.selected === wanted.has(index)), at: now.selectedIndex };
};
const selectedIndex = (number) => {
  const element = node(number);
  return element ? { at: element.selectedIndex } : { error: 'gone' };
};

// ---- Waiting

// Resolves to true when nothing has changed for `quiet` milliseconds, to false after `limit`.
// Styles are not watched: animations would never let a page rest.
const settled = (quiet, limit) => new Promise((resolve) => {
  const started = performance.now();
  let last = started;
  const observer = new MutationObserver(() => { last = performance.now(); });
  const watch = { subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ['hidden', 'disabled', 'open', 'class', 'aria-expanded', 'aria-hidden', 'aria-busy', 'aria-checked', 'aria-pressed', 'aria-selected', 'aria-disabled'] };
  observer.observe(document, watch);
  for (const root of shadowRootsSeen()) observer.observe(root, watch);
  const look = () => {
    const now = performance.now();
    if (now - last >= quiet) { observer.disconnect(); return resolve(true); }
    if (now - started >= limit) { observer.disconnect(); return resolve(false); }
    setTimeout(look, Math.max(1, Math.min(quiet - (now - last), limit - (now - started))));
  };
  look();
});

const html = (limit) => {
  const top = root_.call(document);
  return top ? top.outerHTML.slice(0, limit).toWellFormed() : '';
};

// Indexes of the elements in document order; missing ones last.
const documentOrder = (elements) => elements.map((_, index) => index).sort((a, b) => {
  if (!elements[a] || !elements[b]) return (elements[a] ? 0 : 1) - (elements[b] ? 0 : 1);
  return elements[a].compareDocumentPosition(elements[b]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
});

globalThis.valet = Object.freeze({
  snapshot, node, setTexts, focusForText, leave, clickPoint, landed, pointThrough, checkPoint, waitChecked, select, selectedIndex,
  listState, listPrepare, listPoint, listOpened, listSettled, optionPoint, picked, active, noteQuery, neutralPoint, refocus, settled, html, documentOrder,
});
})();
