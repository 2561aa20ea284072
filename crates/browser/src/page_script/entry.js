// Entering texts and making choices without the mouse.

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
  happened();
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
  happened();
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

// ---- A file that was given to an input

// What shows that something is under way, where it was not shown before.
const BUSY = '[aria-busy=true],progress,[role=progressbar],[class*="spinner" i],[class*="uploading" i],[class*="loading" i]';
const UPLOADING = /\b(upload|attach|process|pars|scann|analy[sz]|import)ing\b|wird (hochgeladen|verarbeitet|eingelesen)|(envoi|téléversement|chargement) en cours|\bsubiendo|\bcargando|\benviando|\bcarregando|\bwordt (geüpload|verwerkt)/i;
const finished = (element) => {
  const most = Number(attr(element, 'aria-valuemax') ?? element.max ?? 100) || 100;
  const now = attr(element, 'aria-valuenow') ?? (tagOf(element) === 'progress' ? attr(element, 'value') : null);
  return now !== null && Number(now) >= most || /complete|success|done|uploaded|finished/i.test(classOf(element));
};
const busySigns = () => [document, ...shadowRootsSeen()].flatMap((root) => Array.from(root.querySelectorAll(BUSY)).slice(0, 200));
const says = (box) => connected(box) && UPLOADING.test(textOf(box));

// The last input that was given a file, as it was before.
let file = null;
const forFile = (number) => {
  const element = node(number);
  if (!element) return null;
  watch();
  const box = questionBox(element) || above(element) || element;
  file = { changes, box, said: says(box), signs: new Set(busySigns().filter(onScreen)) };
  return element;
};
// Resolves when the page has had its turn on the file: it is read here after everybody who asked for it before, and then
// the page's own tasks are done. `reacted` says whether anything changed meanwhile.
const fileTaken = async (number, limit) => {
  const element = node(number);
  const kept = element && element.files && element.files[0];
  const turns = async () => {
    if (kept) await kept.arrayBuffer().catch(() => null);
    await turn();
    await turn();
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: limit }));
  };
  await Promise.race([turns(), new Promise((resolve) => setTimeout(resolve, limit))]);
  return { reacted: !kept || !file || changes !== file.changes };
};
// Whether the page shows that it is still busy with the file.
const fileBusy = () => {
  if (!file) return { busy: false };
  const sign = busySigns().some((element) => !file.signs.has(element) && onScreen(element) && !finished(element));
  return { busy: sign || !file.said && says(file.box) };
};
