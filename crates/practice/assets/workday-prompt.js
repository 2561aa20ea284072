// The search box without a role: opens to categories, searches only on Enter,
// keeps what was chosen as pills, ignores Escape, closes on a press outside.
"use strict";
class Prompt {
  // choices: [{id, label, code}]; entries that share a code form a category when `tree` is set.
  constructor({ id, label, choices, tree, multi, labelId }) {
    Object.assign(this, { id, label, choices, tree, multi });
    this.value = [];
    this.input = h("input", { id, type: "text", placeholder: "Search", autocomplete: "off", "data-automation-id": "searchBox", "data-uxi-widget-type": "selectinput", "aria-labelledby": labelId });
    const icon = h("span", { class: "promptIcon", "data-automation-id": "promptSearchButton", "aria-hidden": "true" }, "≡");
    this.pills = h("ul", { role: "listbox", "aria-label": "items selected", "data-automation-id": "selectedItemList" });
    this.count = h("span", { class: "visually-hidden", "aria-live": "polite" }, "0 items selected");
    this.well = h("div", { class: "well", "data-automation-id": "multiselectInputContainer" }, this.pills, this.input, icon);
    this.node = h("div", { "data-automation-id": "multiSelectContainer", "data-uxi-widget-type": "multiselect" }, this.well, this.count);
    this.well.addEventListener("click", (event) => { if (event.isTrusted && !event.target.closest("li")) { this.input.focus(); this.show(); } });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== this.input && !this.closePopup) this.input.value = ""; }));
  }

  key(event) {
    if (!event.isTrusted) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const query = this.input.value.trim();
      if (this.closePopup && this.active >= 0 && this.rows[this.active]) this.rows[this.active].act();
      else if (this.closePopup && query === this.searched && this.rows.length === 1) this.rows[0].act();
      else if (query) this.search(query);
      else this.show();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.closePopup) return void this.show();
      this.mark(Math.min(Math.max(this.active + (event.key === "ArrowDown" ? 1 : -1), 0), this.rows.length - 1));
    } else if (event.key === "Backspace" && this.input.value === "" && this.value.length) {
      this.set(this.value.slice(0, -1));
    } else if (event.key === "Tab") {
      this.closePopup?.();
    }
  }

  open() {
    if (this.closePopup) return;
    this.list = h("div", { class: "promptList", role: "listbox", id: `prompt-${++fresh}`, "data-automation-id": "activeListContainer", "aria-label": this.label });
    this.closePopup = popup(this.well, this.list, () => {
      this.closePopup = null;
      this.searched = null;
      if (document.activeElement !== this.input) this.input.value = "";
    });
  }

  async show() {
    if (this.closePopup) return;
    this.open();
    await this.wait();
    if (!this.closePopup) return;
    if (!this.tree) return this.leaves(this.choices);
    const groups = [...new Set(this.choices.map((choice) => choice.code))];
    this.draw(groups.map((group) => ({ label: group, category: true, act: () => this.enter(group) })));
  }

  async enter(group) {
    await this.wait();
    if (!this.closePopup) return;
    this.leaves(this.choices.filter((choice) => choice.code === group));
    this.list.prepend(h("div", { class: "promptBack", role: "button", "data-automation-id": "backButton", onclick: (event) => { if (event.isTrusted) { this.closePopup(); this.show(); } } }, `← ${group}`));
  }

  async search(query) {
    this.open();
    this.searched = query;
    this.draw([], "Searching...");
    await this.wait();
    if (!this.closePopup || this.searched !== query) return;
    this.leaves(this.choices.filter((choice) => foldText(choice.label).includes(foldText(query))));
    this.list.prepend(h("div", { class: "promptTitle" }, `Search Results (${this.rows.length})`));
  }

  async wait() {
    this.list.replaceChildren(h("div", { class: "promptTitle", "data-automation-id": "loading" }, "Loading"));
    this.rows = [];
    this.active = -1;
    await sleep(window.__workday.delays.menuMs);
  }

  leaves(choices) {
    this.draw(choices.map((choice) => ({ label: choice.label, choice, act: () => this.choose(choice) })), "No Items.");
  }

  // Only the first rows exist; more are added while the list is scrolled.
  draw(rows, notice) {
    this.rows = rows;
    this.active = -1;
    this.list.replaceChildren();
    if (!rows.length) return this.list.append(h("div", { class: "promptTitle", "data-automation-id": "noMatches" }, notice));
    let drawn = 0;
    const more = () => {
      const next = rows.slice(drawn, drawn + 20);
      next.forEach((row) => this.list.append(this.row(row)));
      drawn += next.length;
    };
    more();
    this.list.onscroll = () => { if (this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 40) more(); };
  }

  row(row) {
    const chosen = row.choice && this.value.includes(row.choice);
    const mark = row.category ? h("span", { class: "chevron", "aria-hidden": "true" }, "›")
      : h("input", { type: this.multi ? "checkbox" : "radio", tabindex: "-1", "data-automation-id": this.multi ? "checkboxPanel" : "radioBtn", "aria-hidden": "true" });
    if (chosen) mark.checked = true;
    row.node = h("div", {
      class: "promptRow", role: "option", id: `row-${++fresh}`, "aria-label": row.label, "aria-selected": String(Boolean(chosen)), "data-automation-id": "menuItem",
      onmousedown: (event) => event.preventDefault(), onclick: (event) => { if (event.isTrusted) { event.preventDefault(); row.act(); } },
    }, h("div", { "data-automation-id": row.category ? "promptCategory" : "promptLeafNode" }, h("div", { "data-automation-id": "promptOption", "data-automation-label": row.label }, row.label)), mark);
    return row.node;
  }

  mark(index) {
    this.rows[this.active]?.node?.classList.remove("active");
    this.active = index;
    this.rows[index]?.node?.classList.add("active");
    this.rows[index]?.node?.scrollIntoView({ block: "nearest" });
  }

  choose(choice) {
    if (!this.multi) {
      this.closePopup?.();
      this.input.value = "";
      return this.set([choice]);
    }
    this.set(this.value.includes(choice) ? this.value.filter((one) => one !== choice) : [...this.value, choice]);
    this.input.value = "";
    this.closePopup?.();
  }

  set(value) {
    this.value = value;
    this.count.textContent = `${value.length} item${value.length === 1 ? "" : "s"} selected`;
    this.pills.replaceChildren(...value.map((choice) => {
      const remove = () => this.set(this.value.filter((one) => one !== choice));
      return h("li", { role: "option", tabindex: "0", "aria-selected": "true", "data-automation-id": "menuItem", onkeydown: (event) => { if (event.isTrusted && ["Delete", "Backspace"].includes(event.key)) remove(); } },
        h("div", { class: "pill", title: choice.label, "data-automation-id": "selectedItem" }, h("p", { "data-automation-id": "promptOption", "data-automation-label": choice.label }, choice.label),
          h("span", { "data-automation-id": "DELETE_charm", "aria-hidden": "true", onclick: (event) => { event.stopPropagation(); remove(); } }, "×")));
    }));
  }

  fill(labels) { this.set(this.choices.filter((choice) => labels.includes(choice.label))); }
  get() { return this.value.map((choice) => choice.id); }
  shown() { return this.value.map((choice) => choice.label).join(", "); }
  get focus() { return this.input; }
}
