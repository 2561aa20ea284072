// Form below the advert. Menus are buttons; a hidden native menu with the one chosen
// option stands beside each. Ids of a menu change whenever its value does.
"use strict";
(() => {
  const form = new ApplicationForm();
  const notes = new Map();
  let serial = 100;

  const star = (field) => field.required && h("span", { class: "fab-Label__requiredAsterisk" }, "*");
  function box(field, ...content) {
    const note = h("div", { class: "fab-FormNote fab-FormNote--error", role: "alert" });
    notes.set(field.id, note);
    return h("div", { class: "fab-FormField", "data-field": field.id }, content, note);
  }
  const label = (field, id) => h("label", { class: "fab-Label", for: id }, field.label, star(field));

  function text(field) {
    const kinds = { email: "email", phone: "tel" };
    const attributes = { id: field.id, name: field.id, class: "fab-TextInput__control", "aria-required": String(Boolean(field.required)) };
    const input = field.kind === "long_text" ? h("textarea", { ...attributes, rows: 4 }) : h("input", { ...attributes, type: kinds[field.kind] || "text", autocomplete: "off" });
    if (field.kind === "phone") {
      // Ten digits without a calling code are written the usual way.
      input.addEventListener("blur", () => {
        const digits = input.value.replace(/\D/g, "");
        if (!input.value.includes("+") && digits.length === 10) input.value = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
      });
    }
    return { node: box(field, label(field, field.id), input), focus: input, get: () => input.value.trim() };
  }

  // Digits put their slashes themselves; a day that does not exist is cleared when left.
  function date(field) {
    const input = h("input", { id: field.id, name: field.id, class: "fab-TextInput__control", type: "text", placeholder: "mm/dd/yyyy", "aria-required": String(Boolean(field.required)), maxlength: 10 });
    input.addEventListener("input", (event) => {
      if (event.inputType?.startsWith("delete")) return;
      const digits = input.value.replace(/\D/g, "").slice(0, 8);
      input.value = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join("/");
    });
    input.addEventListener("blur", () => {
      const day = new Date(`${isoFromUs(input.value)}T12:00:00Z`);
      if (input.value && (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== isoFromUs(input.value))) input.value = "";
    });
    const icon = h("button", { type: "button", class: "fab-DatePicker__toggle", "aria-label": "Open calendar", tabindex: "-1" }, "▾");
    return { node: box(field, label(field, field.id), h("div", { class: "fab-DatePicker" }, input, icon)), focus: input, get: () => isoFromUs(input.value) };
  }

  function select(field) {
    const caption = h("label", { class: "fab-Label" }, field.label, star(field));
    const proxy = h("select", { class: "fab-Select__proxy", name: field.id, tabindex: "-1", "aria-hidden": "true" }, h("option", { value: "" }));
    const shown = h("div", { class: "fab-SelectToggle__content" });
    const toggle = h("button", { type: "button", class: "fab-SelectToggle" }, shown, h("span", { class: "fab-SelectToggle__caret" }, "▾"));
    const control = { changed: null };
    const menu = new Menu({
      id: field.id, trigger: toggle, options: field.choices, host: () => document.body, list: () => h("div", { class: "fab-MenuList" }),
      row: (option) => h("div", { class: "fab-MenuOption", "data-value": option.id }, h("div", { class: "fab-MenuOption__content" }, option.label)),
      onchange: () => { draw(); control.changed?.(); form.refresh(); },
    });
    const draw = () => {
      const option = menu.value[0];
      const id = `fab-select-${++serial}`;
      menu.id = `fab-menu-${serial}`;
      proxy.id = id;
      caption.setAttribute("for", id);
      toggle.id = `${id}-toggle`;
      toggle.setAttribute("aria-label", `${field.label} ${option ? option.label : "–Select–"}`);
      proxy.replaceChildren(h("option", { value: option?.id || "", selected: true }, option?.label || ""));
      shown.replaceChildren(option ? option.label : h("span", { class: "fab-SelectToggle__placeholder" }, "–Select–"));
    };
    draw();
    return Object.assign(control, { node: box(field, caption, h("div", { class: "fab-Select" }, proxy, toggle)), focus: toggle, menu, get: () => menu.value[0]?.id || "", label: () => menu.value[0]?.label });
  }

  function alternatives(field) {
    const kind = field.kind === "checkboxes" ? "Checkbox" : "Radio";
    const inputs = field.choices.map((choice, index) => h("input", { type: kind.toLowerCase(), class: `fab-${kind}__input`, id: `${field.id}-${index}`, name: field.id, value: choice.id, onchange: () => form.refresh() }));
    const rows = inputs.map((input, index) => h("div", { class: `fab-${kind}` }, input, h("label", { class: `fab-${kind}__label`, for: input.id }, field.choices[index].label)));
    const chosen = () => inputs.filter((input) => input.checked);
    const node = box(field, h("fieldset", { class: "fab-Fieldset" }, h("legend", { class: "fab-Label" }, field.label, star(field)), rows));
    const get = () => (kind === "Radio" ? chosen()[0]?.value || "" : chosen().map((input) => input.value));
    return { node, focus: inputs[0], get, label: () => field.choices.find((choice) => choice.id === chosen()[0]?.value)?.label };
  }

  function tick(field) {
    const input = h("input", { type: "checkbox", class: "fab-Checkbox__input", id: field.id, name: field.id });
    return { node: box(field, h("div", { class: "fab-Checkbox" }, input, h("label", { class: "fab-Checkbox__label", for: field.id }, field.label, star(field)))), focus: input, get: () => input.checked };
  }

  function file(field) {
    let token = "";
    let busy = false;
    const input = h("input", { type: "file", id: field.id, class: "fab-FileUpload__input", "aria-label": field.label });
    const choose = h("button", { type: "button", class: "fab-Button--outline", onclick: () => input.click() }, "Choose file");
    const name = h("span", { class: "fab-FileUpload__name" });
    input.addEventListener("change", async () => {
      if (!input.files[0]) return;
      busy = true;
      name.textContent = "Uploading…";
      const [chosen] = input.files;
      try { token = await form.attach(field, chosen); } catch { token = ""; }
      busy = false;
      name.textContent = token ? chosen.name : "The upload failed.";
    });
    return { node: box(field, h("div", { class: "fab-Label" }, field.label, star(field)), h("div", { class: "fab-FileUpload" }, choose, input, name)), focus: choose, get: () => token, busy: () => busy };
  }

  const drawings = { date, select, radio: alternatives, checkboxes: alternatives, checkbox: tick, file };
  for (const field of form.posting.fields) form.add(field, (drawings[field.kind] || text)(field));

  // The country is there from the start, and decides which states there are.
  const country = form.controls.get("countryId");
  const state = form.controls.get("state");
  const all = state.menu.options;
  const states = () => {
    const code = country.menu.value[0]?.code;
    state.menu.options = all.filter((option) => option.code === code);
    state.shown = state.menu.options.length > 0;
    state.node.hidden = !state.shown;
    state.menu.set([]);
  };
  country.menu.set(country.menu.options.filter((option) => option.code === "US"));
  country.menu.onchange = ((before) => (value) => { before(value); states(); })(country.menu.onchange);
  states();
  form.refresh();

  const failure = h("p", { class: "fab-FormNote--error", role: "alert" });
  const send = h("button", { type: "submit", class: "fab-Button" }, "Submit Application");
  function show(errors) {
    for (const [id, note] of notes) note.textContent = errors[id] || "";
    const first = form.posting.fields.find((field) => errors[field.id]);
    if (first) form.controls.get(first.id).focus.focus();
  }
  async function submit(event) {
    event.preventDefault();
    failure.textContent = "";
    const blank = Object.fromEntries(form.blank().map((control) => [control.field.id, "Please fill out this field."]));
    show(blank);
    if (Object.keys(blank).length || form.busy() || send.disabled) return;
    send.disabled = true;
    const answer = await form.send();
    send.disabled = false;
    if (answer.received) sheet.replaceWith(h("div", { class: "thanks", role: "status" }, h("h2", {}, "Thank you for applying!"), h("p", {}, `We have received your application for ${form.posting.title}.`)));
    else if (answer.errors) show(answer.errors);
    else failure.textContent = answer.error;
  }
  const sheet = h("form", { id: "careerApplicationForm", novalidate: true, onsubmit: submit }, h("h2", {}, "Apply for this position"), [...form.controls.values()].map((control) => control.node), failure, send);
  const apply = document.getElementById("apply");
  apply.addEventListener("click", () => {
    apply.hidden = true;
    document.getElementById("app").append(sheet);
    document.getElementById("firstName").focus();
  });
})();
