// A document as a whole: whether it rests, its HTML, the order of its frames; and what the script offers.

// ---- Rest

// When something last happened here: a node changed, or somebody's hand was on the page. Kept from the first question on.
// Styles are not watched: animations would never let a page rest.
let happenedAt = 0, changes = 0, watching = null;
const happened = () => { happenedAt = performance.now(); };
const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true,
  attributeFilter: ['hidden', 'disabled', 'open', 'class', 'aria-expanded', 'aria-hidden', 'aria-busy', 'aria-checked', 'aria-pressed', 'aria-selected', 'aria-disabled'] };
const watch = () => {
  if (watching) return;
  happened();
  watching = new MutationObserver(() => { changes++; happened(); });
  watching.observe(document, WATCHED);
  for (const root of shadowRootsSeen()) watching.observe(root, WATCHED);
  for (const name of ['input', 'change', 'click', 'keydown']) {
    window.addEventListener(name, (event) => { if (event.isTrusted) happened(); }, { capture: true, passive: true });
  }
};
// Resolves to true when nothing has happened for `quiet` milliseconds, to false after `limit`. The milliseconds
// before the question count only when `before` says so.
const settled = (quiet, limit, before) => new Promise((resolve) => {
  watch();
  const started = performance.now();
  const look = () => {
    const now = performance.now();
    const still = now - Math.max(happenedAt, before ? 0 : started);
    if (still >= quiet) return resolve(true);
    if (now - started >= limit) return resolve(false);
    setTimeout(look, Math.max(1, Math.min(quiet - still, limit - (now - started))));
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
  listState, listPrepare, listPoint, listOpened, listSettled, optionPoint, picked, active, noteQuery, neutralPoint, refocus, settled, forFile, fileTaken, fileBusy, html, documentOrder,
});
