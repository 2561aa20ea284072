// Lists of custom selects: whose they are, what they offer, whether they rest, and whether a choice took.

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
  if (shadows.size >= 200 || noted.has(root)) return;
  noted.add(root);
  shadows.add(new WeakRef(root));
  if (watching) watching.observe(root, WATCHED);
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
