// A menu with a search box, in the variants that forms differ by; data attributes say which:
// open (click, focus, arrow), portal, toggle, late (ms), window (rows drawn), several, commits, shown, proxy, filler,
// plain (shows its value in an element that no library is known for; else as react-select does, hashed class names and all).
"use strict";
class ScenarioMenu {
  constructor(host) {
    const { menu, labelled, open, portal, toggle, late, window: rows, several, commits, shown, proxy, filler, plain } = host.dataset;
    Object.assign(this, { host, id: menu, opens: open || "click", portal, toggle, late: Number(late || 0), rows: Number(rows || 0), several: several !== undefined, commits, shown, plain: plain !== undefined, chosen: [], active: -1, from: 0 });
    const label = labelled || (window.scenario.fields[menu] && `${menu}-label`);
    this.options = window.scenario.fields[menu].choices.slice();
    for (let n = 1; n <= Number(filler || 0); n += 1) this.options.push(`Territory ${String(n).padStart(3, "0")}`);
    if (filler) this.options.sort();
    host.classList.add("menu");
    this.input = h("input", { id: menu, type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-labelledby": label, placeholder: this.plain ? "Select..." : null });
    const named = (hash, part) => (this.plain ? null : `css-${hash}${part ? `-${part}` : ""}`);
    this.named = named;
    this.text = h("div", { class: `menu-value ${named("hlgwow") || ""}` });
    if (this.plain) this.control = h("div", { class: "menu-control" }, this.text, this.input);
    else {
      const held = h("div", { class: `menu-control-value ${named("hlgwow")}` }, this.text, h("div", { class: named("19bb58m"), "data-value": "" }, this.input));
      this.text.className = "menu-value";
      this.control = h("div", { class: `menu-control ${named("13cymwt", "control")}` }, held, h("div", { class: named("1wy0on6"), "aria-hidden": "true" }, "▾"));
    }
    this.values = h("span", { hidden: true });
    this.proxy = proxy === undefined ? null : h("input", { class: "sr", required: true, tabindex: "-1", "aria-hidden": "true" });
    host.append(this.control, this.values, ...(this.proxy ? [this.proxy] : []));
    this.list = h("div", { class: "menu-list", role: "listbox", id: `${menu}-list`, hidden: true, "aria-multiselectable": this.several ? "true" : null });
    this.input.setAttribute("aria-controls", `${menu}-list`);
    (portal === undefined ? host : document.body).append(this.list);
    this.control.addEventListener("mousedown", (event) => this.pressed(event));
    this.input.addEventListener("focus", () => { if (this.opens === "focus") this.show(); });
    this.input.addEventListener("blur", () => { this.input.value = ""; this.hide(); });
    this.input.addEventListener("input", () => { if (!this.visible) this.show(); this.from = 0; this.active = 0; this.draw(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("scroll", () => this.scrolled());
    this.update();
  }

  get visible() { return !this.list.hidden; }

  pressed(event) {
    if (event.target.closest("[role=button]")) return;
    if (event.target !== this.input) { event.preventDefault(); this.input.focus(); }
    if (this.opens !== "click") return;
    if (this.visible && this.toggle !== undefined) this.hide(); else this.show();
  }

  async show() {
    if (this.visible) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (this.portal !== undefined) {
      const box = this.control.getBoundingClientRect();
      Object.assign(this.list.style, { top: `${box.bottom + scrollY}px`, left: `${box.left + scrollX}px`, right: "auto", width: `${box.width}px` });
    }
    this.active = 0;
    this.from = 0;
    if (this.late && !this.ready) {
      this.list.replaceChildren(h("div", { class: "menu-note" }, "Loading..."));
      await sleep(this.late);
      this.ready = true;
    }
    this.draw();
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  matching() {
    const wanted = foldText(this.input.value.trim());
    return this.options.filter((option) => foldText(option).includes(wanted));
  }

  draw() {
    const matching = this.matching();
    const shown = this.rows ? matching.slice(this.from, this.from + this.rows) : matching;
    const row = (option, n) => {
      const at = this.from + n;
      return h("div", { role: "option", id: `${this.id}-option-${at}`, class: at === this.active ? "active" : null, "aria-selected": String(this.chosen.includes(option)), "aria-setsize": this.rows ? matching.length : null, "aria-posinset": this.rows ? at + 1 : null, onclick: () => this.clicked(option) }, option);
    };
    const before = this.rows ? [h("div", { style: `height:${this.from * 32}px` })] : [];
    const after = this.rows ? [h("div", { style: `height:${Math.max(0, matching.length - this.from - this.rows) * 32}px` })] : [];
    this.list.replaceChildren(...before, ...shown.map(row), ...after, ...(matching.length ? [] : [h("div", { class: "menu-note" }, "No options")]));
    if (matching.length) this.input.setAttribute("aria-activedescendant", `${this.id}-option-${this.active}`);
  }

  scrolled() {
    if (!this.rows) return;
    const from = Math.max(0, Math.floor(this.list.scrollTop / 32) - 2);
    if (Math.abs(from - this.from) >= 3) { this.from = from; this.draw(); }
  }

  key(event) {
    const matching = this.visible ? this.matching() : [];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.visible) { this.show(); return; }
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : matching.length - 1)) % Math.max(1, matching.length);
      if (this.rows) this.from = Math.max(0, Math.min(this.active - 2, matching.length - this.rows));
      this.draw();
    } else if (event.key === "Enter" && this.visible) {
      event.preventDefault();
      if (matching[this.active] !== undefined) this.choose(matching[this.active]);
    } else if (event.key === "Escape") this.hide();
    else if (event.key === "Backspace" && this.several && !this.input.value) this.remove(this.chosen.at(-1));
  }

  clicked(option) {
    if (this.commits !== "neighbour") { this.choose(option); return; }
    const all = this.options;
    this.choose(all[(all.indexOf(option) + 1) % all.length]);
  }

  choose(option) {
    if (!this.several) this.chosen = [option];
    else if (!this.chosen.includes(option)) this.chosen.push(option);
    this.input.value = "";
    this.update();
    if (this.several) this.draw(); else this.hide();
  }

  remove(option) {
    this.chosen = this.chosen.filter((other) => other !== option);
    this.update();
  }

  update() {
    const face = (option) => (this.shown === "code" ? (option.match(/\+\d+/) || [option])[0] : option);
    const { named } = this;
    const chip = (option) => h("div", { class: `chip ${named("1p3m7a8", "multiValue") || ""}` }, h("div", { class: named("9jq23d") }, option),
      h("div", { role: "button", class: named("v7duua"), "aria-label": `Remove ${option}`, onclick: () => this.remove(option) }, "×"));
    if (this.several) this.text.replaceChildren(...this.chosen.map(chip));
    else if (this.plain) this.text.textContent = this.chosen.length ? face(this.chosen[0]) : "";
    else this.text.replaceChildren(...this.chosen.map((option) => h("div", { class: named("1dimb5e", "singleValue") }, face(option))));
    if (!this.plain && !this.chosen.length) this.text.replaceChildren(h("div", { class: named("1jqq78o", "placeholder") }, "Select..."));
    if (this.plain) this.input.placeholder = this.chosen.length ? "" : "Select...";
    this.values.replaceChildren(...this.chosen.map((option) => h("input", { type: "hidden", name: this.id, value: option })));
    if (this.proxy) this.proxy.value = this.chosen.join(",");
    this.host.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: this.chosen }));
  }
}
document.querySelectorAll("[data-menu]").forEach((host) => new ScenarioMenu(host));
