// Places for the mouse, and whether a press arrived.

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
