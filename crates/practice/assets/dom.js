// Builds elements. h("p", {class: "x", onclick: f}, child, …): properties that
// start with "on" become listeners, null and false are left out.
"use strict";
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const foldText = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
