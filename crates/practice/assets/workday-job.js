// "Apply" opens the three ways to start in a dialog.
"use strict";
document.querySelector("[data-automation-id=adventureButton]").addEventListener("click", (event) => {
  event.preventDefault();
  const box = h("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "start", "data-automation-id": "wd-popup-frame" });
  box.innerHTML = window.__workday.chooser;
  const shade = h("div", { class: "shade" }, box);
  box.append(h("button", { type: "button", "aria-label": "Close", class: "close", onclick: () => shade.remove() }, "×"));
  document.body.append(shade);
  box.querySelector("a").focus();
});
