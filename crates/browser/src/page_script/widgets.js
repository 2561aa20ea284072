// What custom selects and uploads show: the choice, the chips, the names of files.

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
