// Widgets that listen to people only: a combobox driven by keys, a date box with
// a calendar. Lists hang at the end of the body and hide the rest of the page
// from assistive technology while they are open.
"use strict";
const cls = (name) => `_${name}_${window.__appData.hash}`;
let serial = 0;

class AshbyCombobox {
  // options: [{label, value}]; load(query) for lists that search on the server.
  constructor({ id, required, options, load, wait, onchange }) {
    Object.assign(this, { options, load, wait: wait || 0, onchange });
    this.chosen = null;
    this.rows = [];
    this.active = -1;
    this.turn = 0;
    this.input = h("input", { id, class: cls("input"), role: "combobox", type: "text", autocomplete: "off", placeholder: "Start typing...",
      "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-required": required ? "true" : null });
    this.toggle = h("button", { type: "button", class: cls("toggleButton"), tabindex: "-1", "aria-label": "Open" }, "▾");
    this.node = h("div", { class: cls("inputContainer") }, this.input, load ? null : this.toggle);
  }

  listen() {
    this.input.addEventListener("input", () => { this.active = -1; this.show(); });
    this.input.addEventListener("click", () => this.show());
    this.input.addEventListener("blur", () => this.left());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.toggle.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.input.focus();
      if (this.list) this.hide(); else this.show();
    });
  }

  key(event) {
    if (!event.isTrusted) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.list) return void this.show();
      if (!this.rows.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(this.active < 0 && step < 0 ? this.rows.length - 1 : (this.active + step + this.rows.length) % this.rows.length);
    } else if (event.key === "Enter" && this.list) {
      event.preventDefault();
      if (this.rows[this.active]) this.choose(this.rows[this.active]);
    } else if (event.key === "Escape" && this.list) {
      this.hide();
      this.input.value = this.chosen?.label || "";
    }
  }

  async show() {
    const query = this.input.value.trim();
    const mine = ++this.turn;
    if (!this.list) this.openList();
    if (!this.load) {
      const all = this.chosen && query === this.chosen.label;
      return this.draw(this.options.filter((option) => all || foldText(option.label).includes(foldText(query))), "No results");
    }
    if (query.length < 3) return this.draw([], "Start typing to search");
    this.draw([], "Loading...");
    await sleep(this.wait);
    if (mine !== this.turn) return;
    const rows = await this.load(query);
    if (mine === this.turn && this.list) this.draw(rows, "No results");
  }

  openList() {
    this.id = `floating-${++serial}`;
    this.list = h("div", { class: cls("resultContainer"), role: "listbox", id: this.id, onmousedown: (event) => event.preventDefault() });
    const box = this.input.getBoundingClientRect();
    this.portal = h("div", { class: cls("portal"), "data-floating-ui-portal": true, style: `position:absolute;left:${box.left + scrollX}px;top:${box.bottom + scrollY + 4}px;width:${box.width}px` }, this.list);
    document.body.append(this.portal);
    document.getElementById("root").setAttribute("aria-hidden", "true");
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.id);
  }

  draw(rows, notice) {
    this.rows = rows;
    this.list.replaceChildren(...rows.map((row, index) => h("div", {
      class: cls("result"), role: "option", id: `${this.id}-${index}`, "aria-selected": "false",
      onclick: (event) => { if (event.isTrusted) this.choose(row); },
    }, row.label)));
    if (!rows.length) this.list.append(h("div", { class: cls("notice") }, notice));
    this.mark(-1);
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((row, at) => { if (row.id) row.setAttribute("aria-selected", String(at === index)); });
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  choose(row) {
    this.chosen = row;
    this.input.value = row.label;
    this.hide();
    this.onchange(row.value);
  }

  hide() {
    this.turn += 1;
    if (!this.list) return;
    this.portal.remove();
    this.list = null;
    this.active = -1;
    document.getElementById("root").removeAttribute("aria-hidden");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
  }

  // Text that was not chosen does not count and does not stay.
  left() {
    this.hide();
    if (this.input.value.trim() === "" && this.chosen) { this.chosen = null; this.onchange(null); }
    this.input.value = this.chosen?.label || "";
  }
}

const MONTH_NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAY_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

class AshbyDate {
  constructor({ onchange }) {
    this.onchange = onchange;
    this.value = null; // ISO day
    this.input = h("input", { type: "text", placeholder: "Pick date...", class: cls("input"), autocomplete: "off" });
    this.anchor = h("div", { class: "react-datepicker__input-container" }, this.input);
    this.node = h("div", { class: "react-datepicker-wrapper" }, this.anchor);
    const now = new Date();
    this.year = now.getFullYear();
    this.month = now.getMonth();
  }

  listen() {
    this.input.addEventListener("focus", () => this.show());
    this.input.addEventListener("click", () => this.show());
    this.input.addEventListener("input", () => {
      const day = AshbyDate.read(this.input.value);
      if (day) this.take(day, false);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); this.settle(); this.hide(); }
      if (event.key === "Escape" || event.key === "Tab") { this.settle(); this.hide(); }
    });
    this.input.addEventListener("blur", () => { this.settle(); this.hide(); });
  }

  static read(text) {
    const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
    const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
    const [year, month, day] = us ? [us[3], us[1], us[2]] : iso ? iso.slice(1) : [];
    if (!year) return null;
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? date : null;
  }

  settle() {
    const day = AshbyDate.read(this.input.value);
    if (day) this.take(day, true);
    else if (this.input.value.trim() === "" && this.value) { this.value = null; this.onchange(null); }
    else this.input.value = this.value ? this.shown() : "";
  }

  shown() {
    const [year, month, day] = this.value.split("-");
    return `${month}/${day}/${year}`;
  }

  take(date, rewrite) {
    const two = (n) => String(n).padStart(2, "0");
    this.value = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    this.year = date.getFullYear();
    this.month = date.getMonth();
    if (rewrite) this.input.value = this.shown();
    this.onchange(this.value);
    if (this.popper) this.draw();
  }

  show() {
    if (this.popper) return;
    this.popper = h("div", { class: "react-datepicker-popper", onmousedown: (event) => event.preventDefault() });
    this.node.append(this.popper);
    this.draw();
  }

  hide() {
    this.popper?.remove();
    this.popper = null;
  }

  draw() {
    const turn = (by) => { const to = new Date(this.year, this.month + by, 1); this.year = to.getFullYear(); this.month = to.getMonth(); this.draw(); };
    const ordinal = (n) => `${n}${n % 10 === 1 && n !== 11 ? "st" : n % 10 === 2 && n !== 12 ? "nd" : n % 10 === 3 && n !== 13 ? "rd" : "th"}`;
    const days = [];
    for (let day = 1; day <= new Date(this.year, this.month + 1, 0).getDate(); day += 1) {
      const date = new Date(this.year, this.month, day);
      days.push(h("div", {
        class: "react-datepicker__day", role: "option", tabindex: "-1", style: day === 1 ? `grid-column:${date.getDay() + 1}` : null,
        "aria-label": `Choose ${DAY_NAMES[date.getDay()]}, ${MONTH_NAMES[this.month]} ${ordinal(day)}, ${this.year}`,
        onclick: (event) => { if (event.isTrusted) { this.take(date, true); this.hide(); } },
      }, String(day)));
    }
    this.popper.replaceChildren(h("div", { class: "react-datepicker" },
      h("button", { type: "button", class: "react-datepicker__navigation", "aria-label": "Previous Month", onclick: () => turn(-1) }, "‹"),
      h("div", { class: "react-datepicker__current-month" }, `${MONTH_NAMES[this.month]} ${this.year}`),
      h("button", { type: "button", class: "react-datepicker__navigation", "aria-label": "Next Month", onclick: () => turn(1) }, "›"),
      h("div", { class: "react-datepicker__month", role: "listbox" }, days)));
  }
}
