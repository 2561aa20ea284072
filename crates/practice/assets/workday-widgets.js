// Buttons that open a list, dates in segments, choices and files. They listen to
// people only and keep their values apart from what they show.
"use strict";
let fresh = 0;
const popups = [];

// A popup at the end of the body; a press outside closes it, scrolling does not.
function popup(anchor, content, onclose) {
  const box = anchor.getBoundingClientRect();
  const shell = h("div", { class: "wd-popup", "data-automation-widget": "wd-popup", style: `left:${box.left + scrollX}px;top:${box.bottom + scrollY + 2}px;min-width:${box.width}px` }, content);
  const close = () => {
    shell.remove();
    document.removeEventListener("mousedown", outside, true);
    onclose?.();
  };
  const outside = (event) => { if (!shell.contains(event.target) && !anchor.contains(event.target)) close(); };
  document.addEventListener("mousedown", outside, true);
  document.body.append(shell);
  return close;
}

// button[aria-haspopup=listbox] with opaque option values.
class Listbox {
  constructor({ id, label, required, choices, onchange }) {
    Object.assign(this, { id, label, required, choices, onchange });
    this.value = null; // choice
    this.button = h("button", { type: "button", id, name: id.split("--").pop(), "aria-haspopup": "listbox", "aria-expanded": "false", value: "", class: "listbox" }, "Select One");
    this.node = h("div", {}, this.button);
    this.describe();
    this.button.addEventListener("click", (event) => { if (event.isTrusted) this.closePopup ? this.close() : this.show(); });
    this.button.addEventListener("keydown", (event) => this.key(event));
  }

  describe() {
    this.button.textContent = this.value ? this.value.label : "Select One";
    this.button.value = this.value ? this.value.id : "";
    this.button.setAttribute("aria-label", `${this.label} ${this.button.textContent}${this.required ? " Required" : ""}`);
  }

  key(event) {
    if (!event.isTrusted) return;
    if (!this.closePopup) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.show(); }
      return;
    }
    const rows = [...this.list.children];
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, Home: 1, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.mark(Math.min(Math.max(to, 1), rows.length - 1));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.active > 0) this.choose(this.choices[this.active - 1]);
    } else if (event.key === "Escape" || event.key === "Tab") {
      this.close();
    } else if (event.key.length === 1) {
      clearTimeout(this.forget);
      this.typed = (this.typed || "") + event.key.toLowerCase();
      this.forget = setTimeout(() => { this.typed = ""; }, 800);
      const at = this.choices.findIndex((choice) => foldText(choice.label).startsWith(foldText(this.typed)));
      if (at >= 0) this.mark(at + 1);
    }
  }

  async show() {
    this.list = h("ul", { role: "listbox", tabindex: "-1", id: `lb-${++fresh}`, "aria-label": this.label });
    this.button.setAttribute("aria-expanded", "true");
    this.closePopup = popup(this.button, this.list, () => {
      this.closePopup = null;
      this.button.setAttribute("aria-expanded", "false");
      this.button.removeAttribute("aria-activedescendant");
    });
    const { list } = this;
    await sleep(window.__workday.delays.menuMs);
    if (!this.closePopup || list !== this.list) return;
    const row = (label, value, disabled, choice) => h("li", {
      role: "option", tabindex: "-1", id: `opt-${++fresh}`, "data-value": value, "aria-disabled": disabled ? "true" : null,
      "aria-selected": String(Boolean(choice) && choice === this.value), onclick: (event) => { if (event.isTrusted && choice) this.choose(choice); },
    }, h("div", {}, label));
    this.list.append(row("Select One", "", true), ...this.choices.map((choice) => row(choice.label, choice.id, false, choice)));
    this.mark(Math.max(this.choices.indexOf(this.value) + 1, 0));
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((row, at) => row.classList.toggle("active", at === index));
    const row = this.list.children[index];
    this.button.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  close() { this.closePopup?.(); }

  choose(choice) {
    this.close();
    this.set(choice);
    this.button.focus();
    this.onchange?.(choice);
  }

  set(choice) { this.value = choice || null; this.describe(); }
  fill(labels) { this.set(this.choices.find((choice) => choice.label === labels[0])); }
  get() { return this.value ? this.value.id : ""; }
  shown() { return this.value ? this.value.label : ""; }
  get focus() { return this.button; }
}

// Month, day and year as spin buttons: only keys count, digits move on by themselves.
class Segments {
  constructor({ id, labelId, parts }) {
    this.parts = parts.map((name) => this.part(id, name));
    const row = this.parts.flatMap((part, index) => (index ? [h("span", { "aria-hidden": "true" }, "/"), part.node] : [part.node]));
    this.node = h("div", { class: "date", role: "group", "aria-labelledby": labelId, "data-automation-id": "dateInputWrapper" }, row,
      h("button", { type: "button", class: "dateIcon", tabindex: "-1", "aria-label": "Calendar", "data-automation-id": "dateIcon" }, "▦"));
  }

  part(id, name) {
    const limits = { Month: [1, 12, 2, "MM"], Day: [1, 31, 2, "DD"], Year: [1900, 2100, 4, "YYYY"] }[name];
    const [min, max, length, blank] = limits;
    const part = { name, digits: "", length, max };
    part.input = h("input", {
      type: "text", role: "spinbutton", inputmode: "numeric", autocomplete: "off", "aria-label": name, id: `${id}-dateSection${name}-input`,
      "data-automation-id": `dateSection${name}-input`, "aria-valuemin": min, "aria-valuemax": max, "aria-valuetext": blank, placeholder: blank,
    });
    part.node = h("div", { class: `segment segment-${name}`, "data-automation-id": `dateSection${name}` }, part.input);
    part.draw = () => {
      part.input.value = part.digits && part.digits.length < length && part.done ? part.digits.padStart(length, "0") : part.digits;
      part.input.setAttribute("aria-valuetext", part.input.value || blank);
      if (part.digits) part.input.setAttribute("aria-valuenow", Number(part.digits)); else part.input.removeAttribute("aria-valuenow");
    };
    part.input.addEventListener("focus", () => { part.fresh = true; });
    part.input.addEventListener("blur", () => { part.done = true; part.draw(); });
    // Text that arrives without keys is not taken.
    part.input.addEventListener("input", () => part.draw());
    part.input.addEventListener("keydown", (event) => this.key(part, event, min));
    return part;
  }

  key(part, event, min) {
    if (!event.isTrusted || event.ctrlKey || event.metaKey) return;
    const at = this.parts.indexOf(part);
    if (/^\d$/.test(event.key)) {
      event.preventDefault();
      part.digits = part.fresh ? event.key : (part.digits + event.key).slice(-part.length);
      part.fresh = false;
      part.done = part.digits.length === part.length || Number(part.digits) * 10 > part.max;
      part.draw();
      if (part.done && this.parts[at + 1]) this.parts[at + 1].input.focus();
    } else if (event.key === "Backspace" || event.key === "Delete") {
      event.preventDefault();
      part.digits = "";
      part.draw();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const now = part.digits ? Number(part.digits) + (event.key === "ArrowUp" ? 1 : -1) : part.name === "Year" ? new Date().getFullYear() : min;
      part.digits = String(Math.min(Math.max(now, min), part.max)).padStart(part.length, "0");
      part.draw();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.parts[at + (event.key === "ArrowRight" ? 1 : -1)]?.input.focus();
    } else if (event.key.length === 1) {
      event.preventDefault();
    }
  }

  fill([text]) {
    const [year, month, day] = text.split("-");
    for (const part of this.parts) { part.digits = { Year: year, Month: month, Day: day }[part.name] || ""; part.done = true; part.draw(); }
  }
  get() {
    const order = ["Year", "Month", "Day"].map((name) => this.parts.find((part) => part.name === name)).filter(Boolean);
    if (order.every((part) => !part.digits)) return "";
    return order.map((part) => part.digits.padStart(part.length, "0")).join("-");
  }
  shown() { return this.parts.map((part) => part.input.value).join("/").replace(/^\/+$/, ""); }
  get focus() { return this.parts[0].input; }
}

class TextBox {
  constructor({ id, required, long, kind }) {
    this.input = h(long ? "textarea" : "input", { id, name: id.split("--").pop(), type: long ? null : "text", "aria-required": String(Boolean(required)), "aria-invalid": "false", autocomplete: kind || "off" });
    this.value = "";
    this.input.addEventListener("input", () => { this.value = this.input.value; });
    // A value nobody typed is put back.
    this.input.addEventListener("blur", () => { this.input.value = this.value; });
    this.node = h("div", {}, this.input);
  }
  fill([text]) { this.value = text; this.input.value = text; }
  get() { return this.value.trim(); }
  shown() { return this.get(); }
  get focus() { return this.input; }
}

// Radio buttons and lone or grouped checkboxes over hidden inputs.
class Ticks {
  constructor({ id, type, choices, onchange }) {
    Object.assign(this, { choices, onchange });
    const name = `${id}-${++fresh}`;
    this.boxes = choices.map((choice, index) => {
      const input = h("input", { type, id: choices.length > 1 ? `${name}-${index}` : id, name: type === "radio" ? name : null, class: "tick", "aria-checked": "false" });
      input.addEventListener("change", () => { this.boxes.forEach((box) => box.setAttribute("aria-checked", String(box.checked))); this.onchange?.(); });
      return input;
    });
    this.node = h("div", {}, this.boxes.map((input, index) => h("div", { class: "choice" }, h("span", { class: "tickbox" }, input, h("span", { class: "mark" })), h("label", { for: input.id }, choices[index].label))));
  }
  chosen() { return this.choices.filter((choice, index) => this.boxes[index].checked); }
  fill(labels) { this.boxes.forEach((box, index) => { box.checked = labels.includes(this.choices[index].label) || (this.choices.length === 1 && labels[0] === "Yes"); }); }
  get() { return this.choices.length === 1 ? this.boxes[0].checked : this.chosen().map((choice) => choice.id); }
  shown() { return this.choices.length === 1 ? (this.boxes[0].checked ? "Yes" : "No") : this.chosen().map((choice) => choice.label).join(", "); }
  get focus() { return this.boxes[0]; }
}

// A drop zone: the file leaves on attach, then the input is emptied.
class FileBox {
  constructor({ id, send }) {
    this.token = "";
    const input = h("input", { type: "file", class: "hidden", "data-automation-id": "file-upload-input-ref", id, accept: ".pdf,.doc,.docx,.txt" });
    const select = h("button", { type: "button", "data-automation-id": "select-files", onclick: () => input.click() }, "Select files");
    this.items = h("div", {});
    this.node = h("div", { class: "dropzone", "data-automation-id": "file-upload-drop-zone" }, h("p", {}, "Drop files here"), h("p", {}, "or"), select, input, this.items);
    this.button = select;
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      this.items.replaceChildren(h("p", { "data-automation-id": "file-upload-progress" }, "Uploading..."));
      this.busy = true;
      const answer = await send(file);
      this.busy = false;
      input.value = "";
      if (answer) this.fill([answer.name], answer.token);
      else this.items.replaceChildren(h("p", { "data-automation-id": "file-upload-error" }, "The file could not be uploaded."));
    });
  }
  fill([name], token) {
    this.token = token || this.token;
    this.name = name;
    this.items.replaceChildren(h("div", { "data-automation-id": "file-upload-item" }, h("div", { "data-automation-id": "file-upload-item-name" }, name),
      h("div", { "data-automation-id": "file-upload-successful" }, "Successfully Uploaded!"),
      h("button", { type: "button", "aria-label": `Delete ${name}`, "data-automation-id": "delete-file", onclick: () => { this.token = ""; this.name = ""; this.items.replaceChildren(); } }, "×")));
  }
  get() { return this.token; }
  shown() { return this.name || ""; }
  get focus() { return this.button; }
}
