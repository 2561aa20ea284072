// A place typeahead in its variants; data attributes say which: min (letters), wait (ms before the first answer),
// blank (shows nothing once committed), hide (the rest of the page is aria-hidden while the list is open).
"use strict";
document.querySelectorAll("[data-typeahead]").forEach((host) => {
  const { typeahead: id, labelled, min, wait, blank, hide } = host.dataset;
  const input = h("input", { id, name: blank === undefined ? id : null, type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-labelledby": labelled });
  const value = blank === undefined ? null : h("input", { type: "hidden", name: id });
  const chosen = h("input", { type: "hidden", name: `${id}__chosen` });
  const list = h("div", { class: "menu-list", role: "listbox", id: `${id}-list`, hidden: true });
  const note = h("p", { class: "where", role: "status" });
  host.classList.add("menu");
  host.append(input, chosen, ...(value ? [value] : []), note);
  (hide === undefined ? host : document.body).append(list);
  let generation = 0, answered = false, options = [], active = -1;
  const veil = (on) => {
    if (hide === undefined) return;
    for (const child of document.body.children) if (child !== list && child.tagName !== "SCRIPT") child.toggleAttribute("aria-hidden", false), on && child.setAttribute("aria-hidden", "true");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); veil(false); };
  const choose = (label) => {
    generation += 1;
    input.value = value ? "" : label;
    chosen.value = label;
    if (value) { value.value = label; note.textContent = label; }
    close();
  };
  const draw = () => {
    list.replaceChildren(...options.map((label, n) => h("div", { role: "option", id: `${id}-option-${n}`, class: n === active ? "active" : null, "aria-selected": String(n === active), onclick: () => choose(label) }, label)));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${id}-option-${active}`);
  };
  input.addEventListener("input", async () => {
    const mine = ++generation;
    chosen.value = "";
    if (input.value.trim().length < Number(min || 1)) { close(); return; }
    if (wait && !answered) await sleep(Number(wait));
    const answer = await (await fetch(`${window.scenario.path}/suggest?q=${encodeURIComponent(input.value)}`)).json();
    answered = true;
    if (mine !== generation) return;
    options = answer;
    active = -1;
    if (hide !== undefined) {
      const box = input.getBoundingClientRect();
      Object.assign(list.style, { top: `${box.bottom + scrollY}px`, left: `${box.left + scrollX}px`, right: "auto", width: `${box.width}px` });
    }
    draw();
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    veil(!list.hidden);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : options.length - 1) + options.length) % options.length;
      draw();
    } else if (event.key === "Enter") { event.preventDefault(); if (active >= 0) choose(options[active]); } else if (event.key === "Escape") close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
});
