// A searchable menu over a native one, which it puts out of sight but keeps true.
// Opens on mousedown, or by key from its own focus stop; the drop hangs at the end of
// the body behind a mask that takes the press outside.
"use strict";
class Select2 {
  constructor(source, serial) {
    this.source = source;
    this.serial = serial;
    source.classList.add("select2-offscreen");
    source.tabIndex = -1;
    const label = source.labels[0]?.firstChild.textContent.trim() || "";
    this.chosen = h("span", { class: "select2-chosen", id: `select2-chosen-${serial}` });
    const choice = h("a", { class: "select2-choice", tabindex: "-1" }, this.chosen, h("span", { class: "select2-arrow", role: "presentation" }, h("b", { role: "presentation" })));
    this.focusser = h("input", { class: "select2-focusser select2-offscreen", type: "text", "aria-haspopup": "true", role: "button", "aria-labelledby": `select2-chosen-${serial}`, id: `s2id_autogen${serial}` });
    this.node = h("div", { class: "select2-container", id: `s2id_${source.id}` }, choice, h("label", { for: this.focusser.id, class: "select2-offscreen" }, label), this.focusser);
    source.before(this.node);
    choice.addEventListener("mousedown", (event) => { event.preventDefault(); this.drop ? this.close() : this.open(); });
    // A label around it would press the hidden menu.
    this.node.addEventListener("click", (event) => event.preventDefault());
    this.focusser.addEventListener("keydown", (event) => this.focussed(event));
    source.addEventListener("change", () => this.draw());
    this.draw();
  }

  draw() {
    const option = this.source.selectedOptions[0];
    this.chosen.textContent = option ? option.textContent : "";
    this.node.classList.toggle("select2-default", !option?.value);
  }

  focussed(event) {
    if (["ArrowDown", "ArrowUp", "Enter", " "].includes(event.key)) { event.preventDefault(); this.open(); return; }
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) { event.preventDefault(); this.open(event.key); }
  }

  open(typed = "") {
    if (this.drop) return;
    const results = `select2-results-${this.serial}`;
    this.search = h("input", { type: "text", autocomplete: "off", class: "select2-input", role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-owns": results, id: `s2id_autogen${this.serial}_search` });
    this.search.value = typed;
    this.results = h("ul", { class: "select2-results", role: "listbox", id: results });
    this.mask = h("div", { class: "select2-drop-mask", onmousedown: (event) => { event.preventDefault(); this.close(); } });
    this.drop = h("div", { class: "select2-drop select2-drop-active" }, h("div", { class: "select2-search" }, h("label", { for: this.search.id, class: "select2-offscreen" }, "Search"), this.search), this.results);
    const box = this.node.getBoundingClientRect();
    Object.assign(this.drop.style, { left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY}px`, width: `${box.width}px` });
    document.body.append(this.mask, this.drop);
    this.node.classList.add("select2-dropdown-open");
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.filter();
    this.search.focus();
  }

  close() {
    if (!this.drop) return;
    this.drop.remove();
    this.mask.remove();
    this.drop = null;
    this.node.classList.remove("select2-dropdown-open");
    this.focusser.focus({ preventScroll: true });
  }

  filter() {
    const wanted = foldText(this.search.value.trim());
    this.found = [...this.source.options].filter((option) => (option.value || !wanted) && foldText(option.textContent).includes(wanted));
    this.rows = this.found.map((option, index) => h("li", { class: "select2-results-dept-0 select2-result select2-result-selectable", role: "presentation", onmousemove: () => this.highlight(index), onmouseup: () => this.choose(option) },
      h("div", { class: "select2-result-label", id: `select2-result-label-${this.serial}-${index}`, role: "option" }, h("span", { class: "select2-match" }), option.textContent)));
    this.results.replaceChildren(...this.rows);
    if (!this.rows.length) this.results.append(h("li", { class: "select2-no-results" }, "No matches found"));
    const current = this.found.findIndex((option) => option.selected);
    this.highlight(Math.max(current, 0));
  }

  highlight(index) {
    this.at = index;
    this.rows.forEach((row, at) => row.classList.toggle("select2-highlighted", at === index));
    const row = this.rows[index];
    if (!row) return this.search.removeAttribute("aria-activedescendant");
    this.search.setAttribute("aria-activedescendant", row.firstChild.id);
    row.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const count = this.rows.length;
    const step = { ArrowDown: 1, ArrowUp: count - 1 }[event.key];
    if (step && count) { event.preventDefault(); return this.highlight((this.at + step) % count); }
    if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); return this.found[this.at] ? this.choose(this.found[this.at]) : this.close(); }
    if (event.key === "Escape") { event.preventDefault(); this.close(); }
  }

  choose(option) {
    this.source.value = option.value;
    this.source.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }
}
