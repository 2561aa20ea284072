// A document as the brain reads it: `forms::snapshot::FrameSnapshot` as JSON.

const MIXED_KEY = 0;

const snapshot = () => {
  const started = performance.now();
  let truncated = false, ticks = 0;
  const late = () => (++ticks & 127) === 0 && performance.now() - started > BUDGET;

  const found = [], buttons = [], headings = [], errors = [], labels = [], forms = [], jsonLd = [], challenges = [], doors = [];
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
    for (const element of findAll(top, DOORS.join(','))) {
      if (doors.length === 10) break;
      const rect = rendered(element) ? rectOf(element) : { width: 0, height: 0 };
      doors.push({ signal: (DOORS.find((selector) => matches(element, selector)) || '').replace(' i]', ']'), size: [rect.width, rect.height] });
    }
  }
  function firstElement(shadow) {
    for (let child = firstChild_.call(shadow); child; child = nextSibling_.call(child)) if (child.nodeType === 1) return child;
    return null;
  }
  function challenge(element, signal) {
    const rect = rendered(element) ? rectOf(element) : { width: 0, height: 0 };
    const badge = !!closest(element, BADGE) || /[?&#]size=invisible/.test((attr(element, 'src') || '').slice(0, 2000));
    challenges.push({ signal, size: [rect.width, rect.height], badge });
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
    headings, controls, buttons: pressables, alerts, text: pageText(started), json_ld: jsonLd, challenges, doors, truncated,
    ...progress(),
  });
};
