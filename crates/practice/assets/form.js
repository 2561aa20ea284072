// What forms drawn by script have in common: the register of their controls, the
// request that sends them, a menu and a typeahead that work by keyboard and pointer.
// How a control looks is the family's business.
"use strict";
class ApplicationForm {
  constructor() {
    Object.assign(this, window.__page);
    this.controls = new Map();
  }

  fields(section) { return this.posting.fields.filter((field) => !section || field.section === section); }
  sections() { return [...new Set(this.posting.fields.map((field) => field.section))]; }

  // control: {node, focus, get() → string | [string] | true | "", label?(), busy?()}
  add(field, control) {
    this.controls.set(field.id, { ...control, field, shown: true });
    return control.node;
  }

  // Fields that depend on another come and go with it.
  refresh() {
    for (const control of this.controls.values()) {
      const when = control.field.shownWhen;
      if (!when) continue;
      control.shown = this.controls.get(when.field)?.label?.() === when.is;
      control.node.hidden = !control.shown;
    }
  }

  some(section) { return [...this.controls.values()].filter((control) => control.shown && (!section || control.field.section === section)); }
  busy() { return this.some().some((control) => control.busy?.()); }
  blank(section) { return this.some(section).filter((control) => control.field.required && (control.get() === false || !control.get().toString().length)); }

  async attach(field, file) {
    const form = new FormData();
    form.append(field.id, file, file.name);
    const [answer] = await Promise.all([fetch(this.paths.uploads, { method: "POST", body: form }), sleep(this.delays.uploadMs)]);
    if (!answer.ok) throw new Error("upload");
    return (await answer.json()).token;
  }

  async towns(query) {
    const answer = await fetch(`${this.paths.towns}?q=${encodeURIComponent(query)}`);
    return (await answer.json()).towns.map((label) => ({ id: label, label }));
  }

  // → {received} | {errors: {id: message}} | {error: message}
  async send() {
    const values = Object.fromEntries(this.some().map((control) => [control.field.id, control.get()]));
    await sleep(this.delays.submitMs);
    try {
      const answer = await fetch(this.paths.submit, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ values }) });
      const body = await answer.json().catch(() => ({}));
      return answer.ok && body.received ? body : { errors: body.errors, error: body.error || "Something went wrong. Please try again." };
    } catch {
      return { error: "Something went wrong. Please try again." };
    }
  }
}

// "02/01/2027" as ISO; anything else as it is, for the server to refuse.
function isoFromUs(text) {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim()) || [];
  return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text.trim();
}

// A list of options behind a trigger. Options are {id, label, code?}.
class Menu {
  // list() makes the empty list element, row(option) an option's element; host is where
  // the list goes (a portal or a place beside the trigger); pointer: false opens by keyboard only.
  constructor({ id, trigger, options, multi, host, list, row, onchange, pointer = true }) {
    Object.assign(this, { id, trigger, options, multi, host, makeList: list, makeRow: row, onchange });
    this.value = [];
    this.at = -1;
    trigger.setAttribute("aria-expanded", "false");
    trigger.setAttribute("aria-haspopup", "listbox");
    if (pointer) trigger.addEventListener("click", () => (this.panel ? this.close() : this.open()));
    trigger.addEventListener("keydown", (event) => this.key(event));
    this.outside = (event) => { if (!event.composedPath().some((node) => node === this.panel || node === trigger)) this.close(); };
  }

  open() {
    if (this.panel) return;
    this.panel = this.makeList();
    this.panel.id = `${this.id}-list`;
    this.panel.setAttribute("role", "listbox");
    if (this.multi) this.panel.setAttribute("aria-multiselectable", "true");
    this.rows = this.options.map((option, index) => {
      const row = this.makeRow(option);
      row.id = `${this.id}-option-${index}`;
      row.setAttribute("role", "option");
      row.addEventListener("click", () => this.choose(index));
      this.panel.append(row);
      return row;
    });
    this.mark();
    this.host().append(this.panel);
    this.place();
    this.trigger.setAttribute("aria-expanded", "true");
    this.trigger.setAttribute("aria-controls", this.panel.id);
    document.addEventListener("mousedown", this.outside, true);
    this.move(Math.max(this.options.findIndex((option) => this.value.includes(option)), 0));
  }

  // A list in a portal stands below its trigger.
  place() {
    if (this.panel.parentNode !== document.body) return;
    const box = this.trigger.getBoundingClientRect();
    Object.assign(this.panel.style, { position: "absolute", left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY}px`, minWidth: `${box.width}px` });
  }

  close() {
    if (!this.panel) return;
    this.panel.remove();
    this.panel = null;
    this.trigger.setAttribute("aria-expanded", "false");
    this.trigger.removeAttribute("aria-controls");
    this.trigger.removeAttribute("aria-activedescendant");
    document.removeEventListener("mousedown", this.outside, true);
  }

  mark() {
    this.rows?.forEach((row, index) => row.setAttribute("aria-selected", String(this.value.includes(this.options[index]))));
  }

  move(index) {
    this.at = index;
    this.rows.forEach((row, at) => row.classList.toggle("active", at === index));
    const row = this.rows[index];
    if (!row) return;
    this.trigger.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    const option = this.options[index];
    if (!option) return;
    if (this.multi) this.set(this.value.includes(option) ? this.value.filter((one) => one !== option) : [...this.value, option]);
    else { this.set([option]); this.close(); }
  }

  set(value) {
    this.value = value;
    this.mark();
    this.onchange?.(value);
  }

  key(event) {
    const count = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.panel) return this.open();
      return this.move((this.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.panel ? this.choose(this.at) : this.open();
    }
    if (event.key === "Escape" && this.panel) { event.preventDefault(); event.stopPropagation(); return this.close(); }
    if (event.key === "Tab") return this.close();
    if (this.panel && (event.key === "Home" || event.key === "End")) { event.preventDefault(); return this.move(event.key === "Home" ? 0 : count - 1); }
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) this.jump(event.key);
  }

  // Letters typed in quick succession lead to the option that starts with them.
  jump(letter) {
    clearTimeout(this.pause);
    this.typed = (this.typed || "") + foldText(letter);
    this.pause = setTimeout(() => { this.typed = ""; }, 700);
    if (!this.panel) this.open();
    const found = this.options.findIndex((option) => foldText(option.label).startsWith(this.typed));
    if (found >= 0) this.move(found);
  }
}

// A text box whose value is only what was chosen from the server's rows.
class Typeahead {
  constructor({ id, input, host, list, row, load, wait, minimum = 3 }) {
    Object.assign(this, { id, input, host, makeList: list, makeRow: row, load, wait, minimum });
    this.value = "";
    this.generation = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
  }

  async typed() {
    this.value = "";
    const query = this.input.value.trim();
    const generation = ++this.generation;
    if (query.length < this.minimum) return this.close();
    await sleep(this.wait);
    if (generation !== this.generation) return;
    const rows = await this.load(query);
    if (generation === this.generation) this.show(rows);
  }

  show(options) {
    this.close();
    this.options = options;
    this.at = -1;
    this.panel = this.makeList();
    this.panel.id = `${this.id}-list`;
    this.panel.setAttribute("role", "listbox");
    // Pressing in the list must not take the focus from the box.
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
    this.rows = options.map((option, index) => {
      const row = this.makeRow(option);
      row.id = `${this.id}-option-${index}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.addEventListener("click", () => this.choose(option));
      return row;
    });
    this.panel.append(...this.rows);
    if (!options.length) this.panel.append(h("div", { class: "empty" }, "No results"));
    this.host().append(this.panel);
    if (this.panel.parentNode === document.body) {
      const box = this.input.getBoundingClientRect();
      Object.assign(this.panel.style, { position: "absolute", left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY}px`, minWidth: `${box.width}px` });
    }
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.panel.id);
  }

  close() {
    this.generation += 1;
    this.panel?.remove();
    this.panel = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    this.value = option.label;
    this.input.value = option.label;
    this.close();
  }

  key(event) {
    if (!this.panel) return;
    const step = { ArrowDown: 1, ArrowUp: this.options.length - 1 }[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      this.at = this.at < 0 && event.key === "ArrowDown" ? 0 : (Math.max(this.at, 0) + step) % this.options.length;
      this.rows.forEach((row, index) => { row.classList.toggle("active", index === this.at); row.setAttribute("aria-selected", String(index === this.at)); });
      this.input.setAttribute("aria-activedescendant", this.rows[this.at].id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.options[this.at]) this.choose(this.options[this.at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }
}
