// What every scenario page shares: steps at the highest drift level, and the usual check of required fields.
"use strict";
(() => {
  const form = document.getElementById("application");
  if (!form) return;
  if (window.scenario.split) {
    const send = form.querySelector(".actions");
    const rows = [...form.children].filter((child) => child !== send && !["SCRIPT", "STYLE", "INPUT", "TEMPLATE"].includes(child.tagName));
    const size = Math.ceil(rows.length / 3);
    const steps = [0, 1, 2].map((n) => rows.slice(n * size, (n + 1) * size)).filter((step) => step.length);
    const heading = h("h2", { tabindex: "-1" });
    const next = h("button", { type: "button", id: "next" }, "Next");
    let now = 0;
    const show = () => {
      steps.forEach((step, n) => step.forEach((row) => { row.style.display = n === now ? "" : "none"; }));
      send.style.display = now === steps.length - 1 ? "" : "none";
      next.style.display = now === steps.length - 1 ? "none" : "";
      heading.textContent = `Step ${now + 1} of ${steps.length}`;
    };
    next.addEventListener("click", () => { now += 1; show(); });
    form.prepend(heading);
    form.insertBefore(next, send);
    show();
  }
})();
