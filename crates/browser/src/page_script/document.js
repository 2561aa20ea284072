// A document as a whole: whether it rests, its HTML, the order of its frames; and what the script offers.

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
