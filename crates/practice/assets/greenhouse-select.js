// A searchable menu that keeps its value in an object, not in the DOM.
// Opens on mousedown or ArrowDown, toggles closed on a second mousedown, filters
// while typing, forgets the typed text on blur.
"use strict";
class SearchSelect {
  // options: [{id, label, …}]; load(query) for menus that search on the server.
  constructor({ id, name, labelId, required, multi, options, load, minimum, wait, render, onchange }) {
    Object.assign(this, { id, name: name || id, multi, options: options || [], load, onchange });
    this.minimum = minimum || 0;
    this.wait = wait || 0;
    this.render = render || ((option) => option.label);
    this.required = required;
    this.value = [];
    this.open = false;
    this.focused = -1;
    this.shown = [];
    this.generation = 0;
    this.build(labelId);
  }

  build(labelId) {
    const prefix = `react-select-${this.id}`;
    this.placeholder = h("div", { class: "select__placeholder", id: `${prefix}-placeholder` }, "Select...");
    this.input = h("input", {
      class: "select__input", id: this.id, type: "text", role: "combobox", autocapitalize: "none", autocomplete: "off",
      autocorrect: "off", spellcheck: "false", tabindex: "0", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-haspopup": "true", "aria-invalid": "false", "aria-labelledby": labelId,
      "aria-required": this.required ? "true" : null, "aria-describedby": `${prefix}-placeholder`,
    });
    this.sizer = h("div", { class: "select__input-container", "data-value": "" }, this.input);
    this.values = h("div", { class: `select__value-container${this.multi ? " select__value-container--is-multi" : ""}` }, this.placeholder, this.sizer);
    this.toggle = h("button", { type: "button", class: "icon-button icon-button--sm", "aria-label": "Toggle flyout", tabindex: "-1" }, chevron());
    this.control = h("div", { class: "select__control" }, this.values, h("div", { class: "select__indicators" }, this.toggle));
    this.live = h("span", { "aria-live": "polite", "aria-atomic": "false", role: "log", class: "a11y-text" });
    this.proxy = this.required ? h("input", { class: "select__required", required: true, tabindex: "-1", "aria-hidden": "true", value: "" }) : null;
    this.shell = h("div", { class: "select-shell" }, h("span", { id: `${prefix}-live-region`, class: "a11y-text" }), this.live, this.control, this.proxy);
    this.control.addEventListener("mousedown", (event) => this.pressed(event));
    this.control.addEventListener("touchend", () => this.input.focus());
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.control.classList.add("select__control--is-focused"));
    this.input.addEventListener("blur", () => this.left());
  }

  pressed(event) {
    if (event.button !== 0 || event.defaultPrevented) return;
    if (document.activeElement !== this.input) {
      event.preventDefault();
      this.input.focus();
      this.show();
    } else if (!this.open) {
      if (event.target !== this.input) event.preventDefault();
      this.show();
    } else if (event.target !== this.input) {
      event.preventDefault();
      this.hide();
    }
  }

  typed() {
    this.sizer.dataset.value = this.input.value;
    this.placeholder.hidden = this.input.value !== "" || this.value.length > 0;
    if (this.single) this.single.hidden = this.input.value !== "";
    if (this.open) this.refresh();
    else this.show();
  }

  left() {
    this.control.classList.remove("select__control--is-focused");
    this.hide();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.open) this.show(step < 0 ? "last" : "first");
      else if (this.shown.length) this.focusOption((this.focused + step + this.shown.length) % this.shown.length);
    } else if ((event.key === "Home" || event.key === "End") && this.open) {
      event.preventDefault();
      this.focusOption(event.key === "Home" ? 0 : this.shown.length - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.open && this.shown[this.focused]) {
      if (event.key === "Enter") event.preventDefault();
      this.choose(this.shown[this.focused]);
    } else if (event.key === "Enter" && this.open) {
      event.preventDefault();
    } else if (event.key === " " && this.input.value === "") {
      event.preventDefault();
      if (!this.open) this.show();
      else if (this.shown[this.focused]) this.choose(this.shown[this.focused]);
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      this.hide();
    } else if (event.key === "Backspace" && this.input.value === "" && this.value.length) {
      event.preventDefault();
      this.set(this.multi ? this.value.slice(0, -1) : []);
    }
  }

  show(where) {
    if (this.open) return;
    this.open = true;
    const listbox = `react-select-${this.id}-listbox`;
    this.list = h("div", { class: "select__menu-list", role: "listbox", id: listbox, "aria-multiselectable": this.multi ? "true" : null, onmousedown: (event) => event.preventDefault() });
    this.menu = h("div", { class: "select__menu" }, this.list);
    this.shell.append(this.menu);
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", listbox);
    this.control.classList.add("select__control--menu-is-open");
    this.refresh(where);
  }

  hide() {
    this.generation += 1;
    if (this.open) {
      this.open = false;
      this.menu.remove();
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-controls");
      this.input.removeAttribute("aria-activedescendant");
      this.control.classList.remove("select__control--menu-is-open");
    }
    this.input.value = "";
    this.sizer.dataset.value = "";
    this.placeholder.hidden = this.value.length > 0;
    if (this.single) this.single.hidden = false;
  }

  async refresh(where) {
    const query = this.input.value;
    const generation = ++this.generation;
    if (!this.load) {
      const wanted = foldText(query.trim());
      const free = this.options.filter((option) => !(this.multi && this.value.includes(option)));
      this.draw(free.filter((option) => foldText(option.label).includes(wanted)), where, "No options");
      return;
    }
    if (query.trim().length < this.minimum) return this.draw([], where, this.minimum ? "Start typing..." : "No options");
    this.draw([], where, "Loading...");
    await sleep(this.wait);
    if (generation !== this.generation) return;
    const found = await this.load(query.trim());
    if (generation === this.generation && this.open) this.draw(found, where, "No options");
  }

  draw(options, where, notice) {
    this.shown = options;
    this.list.replaceChildren();
    options.forEach((option, index) => {
      const chosen = this.value.some((one) => one.label === option.label);
      const row = h("div", {
        class: `select__option${chosen ? " select__option--is-selected" : ""}`, role: "option", tabindex: "-1",
        id: `react-select-${this.id}-option-${index}`, "aria-disabled": "false", "aria-selected": String(chosen),
        onclick: () => this.choose(option), onmousemove: () => this.focusOption(index, true),
      }, option.label);
      this.list.append(row);
    });
    if (!options.length) this.list.append(h("div", { class: "select__menu-notice" }, notice));
    const current = options.findIndex((option) => this.value.some((one) => one.label === option.label));
    this.focusOption(where === "last" ? options.length - 1 : Math.max(current, 0));
  }

  focusOption(index, pointer) {
    this.focused = index;
    [...this.list.children].forEach((row, at) => row.classList.toggle("select__option--is-focused", at === index && row.id !== ""));
    const row = this.shown[index] ? this.list.children[index] : null;
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", row.id);
    if (!pointer) row.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.set(this.multi ? [...this.value, option] : [option]);
    this.hide();
    this.live.textContent = `option ${option.label}, selected.`;
  }

  set(value) {
    this.value = value;
    this.values.querySelectorAll(".select__single-value, .select__multi-value").forEach((chip) => chip.remove());
    this.single = null;
    for (const option of value) {
      const shown = this.multi ? this.chip(option) : h("div", { class: "select__single-value" }, this.render(option));
      if (!this.multi) this.single = shown;
      this.values.insertBefore(shown, this.sizer);
    }
    this.placeholder.hidden = value.length > 0;
    this.values.classList.toggle("select__value-container--has-value", value.length > 0);
    if (this.proxy) this.proxy.value = value.length ? "x" : "";
    if (this.onchange) this.onchange(value);
  }

  chip(option) {
    const remove = h("div", { class: "select__multi-value__remove", role: "button", "aria-label": `Remove ${option.label}` }, "×");
    remove.addEventListener("mousedown", (event) => event.preventDefault());
    remove.addEventListener("click", () => this.set(this.value.filter((one) => one !== option)));
    return h("div", { class: "select__multi-value" }, h("div", { class: "select__multi-value__label" }, option.label), remove);
  }
}

function chevron() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("width", "16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M5 7l5 6 5-6");
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2");
  svg.append(path);
  return svg;
}
