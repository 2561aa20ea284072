// Renames classes and ids as a rebuilt site would. Scripts of the page go on using
// the old ids: looking one up finds the renamed element.
"use strict";
(() => {
  const { level, ids } = window.drift;
  // No digits: an index at the end of an id keeps its place.
  const prefix = `${"abcdefg"[level]}x-`;
  const hash = (text) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, level * 7919).toString(36);
  const references = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "list", "form"];
  const rename = (id) => (id === "" || id.startsWith(prefix) ? id : prefix + id);
  const classes = (element) => {
    const now = element.getAttribute("class");
    if (!now || /(^|\s)x-/.test(now)) return;
    // Behind the others: style sheets may select by how the attribute begins.
    const hashed = now.replace(/\bcss-[a-z0-9]+/g, (name) => `css-${hash(name)}`);
    element.setAttribute("class", `${hashed} x-${hash(element.tagName + now)}`);
  };
  const dress = (element) => {
    classes(element);
    if (!ids) return;
    const id = element.getAttribute("id");
    if (id && !id.startsWith(prefix)) element.setAttribute("id", rename(id));
    for (const name of references) {
      const value = element.getAttribute(name);
      if (!value) continue;
      const renamed = value.split(/\s+/).map(rename).join(" ");
      if (renamed !== value) element.setAttribute(name, renamed);
    }
  };
  const all = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    dress(root);
    root.querySelectorAll("*").forEach(dress);
  };
  if (ids) {
    const byId = Document.prototype.getElementById;
    Document.prototype.getElementById = function (id) { return byId.call(this, id) || byId.call(this, rename(String(id))); };
    const selector = (text) => String(text).replace(/#((?:[\w-]|\\.)+)/g, (whole, id) => (id.startsWith(prefix) ? whole : `:is(${whole},#${prefix}${id})`));
    for (const owner of [Document.prototype, Element.prototype, DocumentFragment.prototype]) {
      for (const name of ["querySelector", "querySelectorAll", "closest", "matches"]) {
        const original = owner[name];
        if (original) owner[name] = function (text) { return original.call(this, selector(text)); };
      }
    }
    const id = Object.getOwnPropertyDescriptor(Element.prototype, "id");
    Object.defineProperty(Element.prototype, "id", {
      configurable: true,
      get() { const value = id.get.call(this); return value.startsWith(prefix) ? value.slice(prefix.length) : value; },
      set(value) { id.set.call(this, rename(String(value))); },
    });
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") dress(change.target);
      else change.addedNodes.forEach(all);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "id", ...references] });
})();
