// The application page. There is no form element, and no label: the question is the
// paragraph before its control. Lists are drawn at the end of the body.
"use strict";
(() => {
  const form = new ApplicationForm();
  const app = document.getElementById("app");
  const notes = new Map();

  function box(field, ...content) {
    const note = h("p", { class: "note" });
    notes.set(field.id, note);
    return h("div", { class: "block", "data-testid": `input-${field.id}` }, h("p", { class: "question" }, field.label, field.required && h("span", {}, "*")), content, note);
  }
  const portal = () => document.body;
  const list = () => h("div", { class: "popover" });
  const row = (option) => h("div", { class: "choice" }, h("p", {}, option.label));

  function text(field) {
    const kinds = { email: "email", phone: "tel" };
    const input = field.kind === "long_text" ? h("textarea", { name: field.id, rows: 4 })
      : h("input", { type: kinds[field.kind] || "text", name: field.id, placeholder: field.kind === "date" ? "MM/DD/YYYY" : null, autocomplete: "off" });
    return { node: box(field, h("div", {}, input)), focus: input, get: () => (field.kind === "date" ? isoFromUs(input.value) : input.value.trim()) };
  }

  function combobox(field) {
    const multi = field.kind === "multi_select";
    const shown = h("p", {}, "Select");
    const trigger = h("div", { role: "combobox", tabindex: "0", class: "combobox" }, shown);
    const menu = new Menu({
      id: `listbox-${field.id}`, trigger, options: field.choices, multi, host: portal, list, row,
      // The voluntary questions open with the arrow key alone.
      pointer: !field.id.startsWith("eeoc_"),
      onchange: (value) => shown.replaceChildren(...(value.length ? (multi ? value.map((option) => h("span", { class: "chip" }, option.label)) : [value[0].label]) : ["Select"])),
    });
    const ids = () => menu.value.map((option) => option.id);
    return { node: box(field, trigger), focus: trigger, get: () => (multi ? ids() : ids()[0] || "") };
  }

  function town(field) {
    const input = h("input", { type: "text", name: field.id, placeholder: "Search for a city" });
    const typeahead = new Typeahead({ id: `places-${field.id}`, input, host: portal, list, row, load: (query) => form.towns(query), wait: form.delays.typeaheadMs });
    return { node: box(field, h("div", {}, input)), focus: input, get: () => typeahead.value };
  }

  function tick(field) {
    const button = h("button", { type: "button", role: "checkbox", class: "tick", "aria-checked": "false", "aria-label": field.label });
    button.addEventListener("click", () => {
      const ticked = button.getAttribute("aria-checked") !== "true";
      button.setAttribute("aria-checked", String(ticked));
      button.textContent = ticked ? "✓" : "";
    });
    return { node: box(field, button), focus: button, get: () => button.getAttribute("aria-checked") === "true" };
  }

  function file(field) {
    let token = "";
    let busy = false;
    const input = h("input", { type: "file", class: "out-of-sight", accept: ".pdf,.doc,.docx" });
    const button = h("button", { type: "button", onclick: () => input.click() }, "Drop or select");
    const shown = h("p", {});
    input.addEventListener("change", async () => {
      const [chosen] = input.files;
      if (!chosen) return;
      busy = true;
      shown.textContent = "Uploading…";
      try { token = await form.attach(field, chosen); } catch { token = ""; }
      busy = false;
      shown.textContent = token ? chosen.name : "The upload failed.";
    });
    return { node: box(field, h("div", { class: "drop" }, button, input, shown)), focus: button, get: () => token, busy: () => busy };
  }

  const drawings = { select: combobox, multi_select: combobox, location: town, checkbox: tick, file };
  const failure = h("p", { class: "note", role: "alert" });
  const send = h("button", { type: "button", class: "primary", "data-testid": "Apply", onclick: submit }, "Apply");
  function show(errors) {
    for (const [id, note] of notes) note.textContent = errors[id] || "";
    const first = form.posting.fields.find((field) => errors[field.id]);
    if (first) form.controls.get(first.id).focus.focus();
  }
  async function submit() {
    failure.textContent = "";
    const blank = Object.fromEntries(form.blank().map((control) => [control.field.id, "This is a required field"]));
    show(blank);
    if (Object.keys(blank).length || form.busy() || send.disabled) return;
    send.disabled = true;
    const answer = await form.send();
    send.disabled = false;
    if (answer.received) app.replaceChildren(h("h2", {}, "Application submitted"), h("p", {}, `Thank you for applying to ${form.posting.company}. We received your application.`));
    else if (answer.errors) show(answer.errors);
    else failure.textContent = answer.error;
  }
  app.append(...form.posting.fields.map((field) => form.add(field, (drawings[field.kind] || text)(field))), failure, send);
})();
