// The application as custom elements: <oc-app> holds <oc-oneclick-form>, that holds
// a field element for each question, that holds the control; every one has an open
// shadow root of its own, so that a label and its control share one root and nothing else.
"use strict";
(() => {
  const form = new ApplicationForm();
  const STYLE = `
    :host { display: block; font: 15px/1.5 system-ui, sans-serif; color: #23272f; }
    label, legend, .c-spl-form-field-label { display: block; font-weight: 600; margin: 0 0 4px; padding: 0; }
    input[type=text], input[type=email], input[type=tel], textarea, .trigger { width: 100%; box-sizing: border-box; padding: 10px; border: 1px solid #9aa3b0; border-radius: 3px; font: inherit; background: #fff; text-align: left; }
    .error { color: #b3261e; } .wrap { position: relative; margin-bottom: 18px; } .required { color: #b3261e; }
    .options { position: absolute; left: 0; right: 0; z-index: 5; background: #fff; border: 1px solid #9aa3b0; max-height: 220px; overflow-y: auto; }
    .options > * { display: block; padding: 8px 12px; cursor: pointer; } .options > .active, .options > *:hover { background: #e4efe0; }
    fieldset { border: 0; padding: 0; margin: 0; } .drop { border: 1px dashed #778; padding: 20px; text-align: center; position: relative; }
    .drop input { position: absolute; inset: 0; opacity: 0; width: 100%; height: 100%; }
    button.primary { background: #2a6b2f; color: #fff; border: 0; border-radius: 3px; padding: 12px 26px; font: inherit; } [hidden] { display: none !important; }`;

  const open = (element) => {
    const root = element.shadowRoot || element.attachShadow({ mode: "open" });
    root.replaceChildren(h("style", {}, STYLE));
    return root;
  };
  const star = (field) => field.required && h("span", { class: "required", "aria-hidden": "true" }, "*");
  const upgrade = (tag, field) => Object.assign(document.createElement(tag), { field });

  // A control's element draws itself when it is put on the page; `control` is what the register wants.
  class SplControl extends HTMLElement {
    connectedCallback() {
      if (this.control) return;
      const root = open(this);
      this.control = this.draw(root);
      form.add(this.field, { ...this.control, node: this });
    }
    marks(id) {
      return { id, "aria-required": String(Boolean(this.field.required)) };
    }
    label(id) {
      return h("label", { for: id, class: "c-spl-form-field-label" }, this.field.label, star(this.field));
    }
  }

  class SplInput extends SplControl {
    draw(root) {
      const { field } = this;
      const id = `spl-form-element_${field.id}`;
      const kinds = { email: "email", phone: "tel" };
      const input = h("input", { ...this.marks(id), type: kinds[field.kind] || "text", inputmode: field.kind === "number" ? "decimal" : null, autocomplete: "off" });
      root.append(h("div", { class: "wrap" }, this.label(id), input));
      return { focus: input, get: () => input.value.trim() };
    }
  }

  class SplTextarea extends SplControl {
    draw(root) {
      const id = `spl-form-element_${this.field.id}`;
      const area = h("textarea", { ...this.marks(id), rows: 5 });
      root.append(h("div", { class: "wrap" }, this.label(id), area));
      return { focus: area, get: () => area.value.trim() };
    }
  }

  class SplDatepicker extends SplControl {
    draw(root) {
      const id = `spl-form-element_${this.field.id}`;
      const input = h("input", { ...this.marks(id), type: "text", placeholder: "MM/DD/YYYY", autocomplete: "off" });
      root.append(h("div", { class: "wrap" }, this.label(id), input));
      return { focus: input, get: () => isoFromUs(input.value) };
    }
  }

  class SplSelect extends SplControl {
    draw(root) {
      const { field } = this;
      const id = `spl-form-element_${field.id}`;
      const shown = h("span", {}, "Select");
      const trigger = h("button", { ...this.marks(id), type: "button", class: "trigger", role: "combobox", "aria-labelledby": `${id}-label` }, shown);
      const wrap = h("div", { class: "wrap" }, h("label", { for: id, id: `${id}-label`, class: "c-spl-form-field-label" }, field.label, star(field)), trigger);
      const menu = new Menu({
        id, trigger, options: field.choices, host: () => wrap, list: () => h("div", { class: "options" }),
        row: (option) => h("spl-select-option", { value: option.id }, option.label), onchange: ([option]) => { shown.textContent = option.label; },
      });
      root.append(wrap);
      return { focus: trigger, get: () => menu.value[0]?.id || "" };
    }
  }

  class SplAutocomplete extends SplControl {
    draw(root) {
      const id = `spl-form-element_${this.field.id}`;
      const input = h("input", { ...this.marks(id), type: "text" });
      const wrap = h("div", { class: "wrap" }, this.label(id), input);
      const typeahead = new Typeahead({
        id, input, host: () => wrap, load: (query) => form.towns(query), wait: form.delays.typeaheadMs,
        list: () => h("div", { class: "options" }), row: (option) => h("spl-select-option", { value: option.id }, option.label),
      });
      root.append(wrap);
      return { focus: input, get: () => typeahead.value };
    }
  }

  // One box or button; its own shadow root holds the input and its label.
  class SplChoice extends HTMLElement {
    connectedCallback() {
      if (this.input) return;
      const { kind, id, label } = this.choice;
      this.input = h("input", { type: kind, id: `spl-${kind}_${id}`, value: id });
      this.input.addEventListener("change", () => this.dispatchEvent(new CustomEvent("spl-change", { bubbles: true, composed: true })));
      open(this).append(h("div", {}, this.input, h("label", { for: this.input.id, style: "display:inline;font-weight:400;margin-left:6px" }, label)));
    }
  }

  class SplGroup extends SplControl {
    draw(root) {
      const { field } = this;
      const kind = field.kind === "checkboxes" ? "checkbox" : "radio";
      const choices = field.choices.map((choice) => Object.assign(document.createElement(`spl-${kind}`), { choice: { kind, ...choice } }));
      // Each radio is alone in its shadow root: the group keeps them exclusive, and moves by arrow.
      if (kind === "radio") {
        this.addEventListener("spl-change", (event) => {
          const mine = event.composedPath().find((node) => choices.includes(node));
          choices.forEach((one) => { if (one !== mine) one.input.checked = false; });
        });
        this.addEventListener("keydown", (event) => {
          const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
          const at = choices.findIndex((one) => event.composedPath().includes(one));
          if (!step || at < 0) return;
          event.preventDefault();
          const next = choices[(at + step + choices.length) % choices.length];
          next.input.focus();
          next.input.click();
        });
      }
      root.append(h("div", { class: "wrap" }, h("fieldset", {}, h("legend", {}, field.label, star(field)), choices)));
      const chosen = () => choices.filter((one) => one.input?.checked).map((one) => one.choice.id);
      return { focus: { focus: () => choices[0].input.focus() }, get: () => (kind === "radio" ? chosen()[0] || "" : chosen()) };
    }
  }

  class SplConsent extends SplControl {
    draw(root) {
      const id = `spl-checkbox_${this.field.id}`;
      const input = h("input", { ...this.marks(id), type: "checkbox" });
      root.append(h("div", { class: "wrap" }, input, h("label", { for: id, style: "display:inline;margin-left:6px" }, this.field.label, star(this.field))));
      return { focus: input, get: () => input.checked };
    }
  }

  class SplDropzone extends SplControl {
    draw(root) {
      const { field } = this;
      let token = "";
      let busy = false;
      const input = h("input", { ...this.marks(`spl-dropzone_${field.id}`), type: "file", accept: ".pdf,.doc,.docx,.txt" });
      const shown = h("span", {}, "Choose a file or drop it here");
      input.addEventListener("change", async () => {
        const [file] = input.files;
        if (!file) return;
        busy = true;
        shown.textContent = "Uploading…";
        try { token = await form.attach(field, file); } catch { token = ""; }
        busy = false;
        shown.textContent = token ? file.name : "The upload failed.";
      });
      root.append(h("div", { class: "wrap" }, this.label(input.id), h("div", { class: "drop" }, shown, input)));
      return { focus: input, get: () => token, busy: () => busy };
    }
  }

  const elements = { "spl-input": SplInput, "spl-textarea": SplTextarea, "spl-datepicker": SplDatepicker, "spl-select": SplSelect, "spl-autocomplete": SplAutocomplete, "spl-group": SplGroup, "spl-consent": SplConsent, "spl-dropzone": SplDropzone };
  for (const [tag, type] of Object.entries(elements)) customElements.define(tag, type);
  customElements.define("spl-radio", class extends SplChoice {});
  customElements.define("spl-checkbox", class extends SplChoice {});
  customElements.define("spl-select-option", class extends HTMLElement {});
  const tags = { long_text: "spl-textarea", date: "spl-datepicker", select: "spl-select", location: "spl-autocomplete", radio: "spl-group", checkboxes: "spl-group", checkbox: "spl-consent", file: "spl-dropzone" };

  // A field element: the control, and the message below it.
  customElements.define("spl-form-field", class extends HTMLElement {
    connectedCallback() {
      if (this.note) return;
      this.note = h("p", { class: "error", role: "alert" });
      open(this).append(upgrade(tags[this.field.kind] || "spl-input", this.field), this.note);
    }
  });

  customElements.define("oc-oneclick-form", class extends HTMLElement {
    connectedCallback() {
      const root = open(this);
      this.failure = h("p", { class: "error", role: "alert" });
      this.pages = form.sections().map((section) => h("section", { "data-section": section }, h("h2", {}, { person: "Personal information", questions: "Preliminary questions" }[section]), form.fields(section).map((field) => upgrade("spl-form-field", field))));
      this.button = h("button", { type: "button", class: "primary", "data-test": "footer-submit" });
      this.back = h("button", { type: "button", onclick: () => this.turn(this.at - 1) }, "Back");
      this.button.addEventListener("click", () => this.go());
      // All pages are there from the start; the later ones are not shown.
      root.append(...this.pages, this.failure, h("footer", {}, this.back, " ", this.button));
      this.turn(0);
    }

    turn(page) {
      this.at = page;
      this.pages.forEach((one, index) => { one.hidden = index !== page; });
      this.back.hidden = page === 0;
      this.button.textContent = page === this.pages.length - 1 ? "Submit" : "Next";
      scrollTo(0, 0);
    }

    mark(errors) {
      const fields = this.pages.flatMap((page) => [...page.querySelectorAll("spl-form-field")]);
      for (const one of fields) one.note.textContent = errors[one.field.id] || "";
      const first = fields.find((one) => errors[one.field.id]);
      if (!first) return;
      this.turn(form.sections().indexOf(first.field.section));
      form.controls.get(first.field.id).focus.focus();
    }

    async go() {
      this.failure.textContent = "";
      const blank = Object.fromEntries(form.blank(form.sections()[this.at]).map((one) => [one.field.id, "This field is required"]));
      this.mark(blank);
      if (Object.keys(blank).length || form.busy() || this.button.disabled) return;
      if (this.at < this.pages.length - 1) return this.turn(this.at + 1);
      this.button.disabled = true;
      const answer = await form.send();
      this.button.disabled = false;
      if (answer.received) this.dispatchEvent(new CustomEvent("oc-received", { bubbles: true, composed: true }));
      else if (answer.errors) this.mark(answer.errors);
      else this.failure.textContent = answer.error;
    }
  });

  customElements.define("oc-app", class extends HTMLElement {
    connectedCallback() {
      const root = open(this);
      const { posting } = form;
      root.append(h("header", {}, h("p", {}, posting.company), h("h1", {}, posting.title), h("p", {}, posting.place)), document.createElement("oc-oneclick-form"));
      this.addEventListener("oc-received", () => {
        root.querySelector("oc-oneclick-form").replaceWith(h("section", { role: "status" }, h("h2", {}, "Thank you for applying!"), h("p", {}, `${posting.company} has received your application for ${posting.title}.`)));
        scrollTo(0, 0);
      });
    }
  });
})();
