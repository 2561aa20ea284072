// The application tab.
"use strict";
(() => {
  const form = new ApplicationForm();
  const app = document.getElementById("app");
  const notes = new Map();

  function caption(field) {
    return h("span", { class: "caption", id: `${field.id}_label` }, field.required && h("strong", { "aria-hidden": "true" }, "* "), h("span", {}, field.label));
  }
  function box(field, content, wrap = "div") {
    const note = h("span", { class: "note", id: `${field.id}_error`, role: "alert" });
    notes.set(field.id, note);
    return h(wrap, { class: "field", "data-ui": field.id, role: wrap === "fieldset" ? "group" : null, "aria-labelledby": wrap === "fieldset" ? `${field.id}_label` : null }, content, note);
  }
  const named = (field) => ({ id: field.id, name: field.id, "aria-labelledby": `${field.id}_label`, "aria-required": String(Boolean(field.required)) });

  function text(field) {
    const kinds = { email: "email", phone: "tel" };
    const input = field.kind === "long_text" ? h("textarea", { ...named(field), rows: 5 })
      : h("input", { ...named(field), type: kinds[field.kind] || "text", inputmode: field.kind === "number" ? "numeric" : null, placeholder: field.kind === "date" ? "MM/DD/YYYY" : null });
    const get = () => (field.kind === "date" ? isoFromUs(input.value) : input.value.trim());
    return { node: box(field, h("label", {}, caption(field), input)), focus: input, get };
  }

  // The flag beside the number says which calling code is meant where none is typed.
  function phone(field) {
    const dial = [...form.dialCodes];
    const made = text(field);
    let country = dial.find((one) => one.code === "US");
    const flag = h("div", { class: "iti__selected-flag", role: "combobox", tabindex: "0", "aria-label": "Selected country" });
    const draw = () => { flag.title = `${country.name}: +${country.dial}`; flag.textContent = country.code; };
    const place = h("div", { class: "iti" });
    new Menu({
      id: "iti-0", trigger: flag, options: dial.map((one) => ({ id: one.code, label: `${one.name} +${one.dial}` })), host: () => place,
      list: () => h("ul", { class: "list" }), row: (option) => h("li", {}, option.label),
      onchange: ([option]) => { country = dial.find((one) => one.code === option.id); draw(); made.focus.focus(); },
    });
    draw();
    made.focus.addEventListener("input", () => {
      const typed = made.focus.value.replace(/[^\d+]/g, "");
      if (!typed.startsWith("+") || typed.startsWith(`+${country.dial}`)) return;
      const fits = dial.filter((one) => typed.startsWith(`+${one.dial}`)).sort((a, b) => b.dial.length - a.dial.length);
      if (fits[0]) { country = fits[0]; draw(); }
    });
    made.focus.replaceWith(place);
    place.append(flag, made.focus);
    const get = () => {
      const typed = made.focus.value.trim();
      return !typed || typed.startsWith("+") ? typed : `+${country.dial} ${typed.replace(/^0/, "")}`;
    };
    return { ...made, get };
  }

  function dropdown(field) {
    const input = h("input", { ...named(field), type: "text", role: "combobox", readonly: true, placeholder: "Select an option..." });
    const place = h("div", { class: "dropdown" }, input);
    const menu = new Menu({
      id: `listbox_${field.id}`, trigger: input, options: field.choices, host: () => place, list: () => h("ul", { class: "list" }),
      row: (option) => h("li", {}, h("span", {}, option.label)), onchange: ([option]) => { input.value = option.label; },
    });
    return { node: box(field, h("div", {}, h("label", { for: field.id }, caption(field)), place)), focus: input, get: () => menu.value[0]?.id || "" };
  }

  function town(field) {
    const input = h("input", { ...named(field), type: "text" });
    const place = h("div", { class: "dropdown" }, input);
    const typeahead = new Typeahead({
      id: `listbox_${field.id}`, input, host: () => place, load: (query) => form.towns(query), wait: form.delays.typeaheadMs,
      list: () => h("ul", { class: "list" }), row: (option) => h("li", {}, option.label),
    });
    return { node: box(field, h("div", {}, h("label", { for: field.id }, caption(field)), place)), focus: input, get: () => typeahead.value };
  }

  function alternatives(field) {
    const kind = field.kind === "checkboxes" ? "checkbox" : "radio";
    const inputs = field.choices.map((choice, index) => h("input", { type: kind, name: field.id, id: `${field.id}_${index}`, value: choice.id, class: "out-of-sight" }));
    const rows = inputs.map((input, index) => h("label", { class: "option" }, input, h("i", { class: `mark ${kind}` }), h("span", {}, field.choices[index].label)));
    const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
    const get = () => (kind === "radio" ? chosen()[0] || "" : chosen());
    return { node: box(field, [caption(field), h("div", { class: "options" }, rows)], "fieldset"), focus: inputs[0], get };
  }

  function tick(field) {
    const input = h("input", { type: "checkbox", id: field.id, name: field.id, "aria-required": String(Boolean(field.required)) });
    return { node: box(field, h("label", { class: "option" }, input, caption(field))), focus: input, get: () => input.checked };
  }

  // The dropzone hands its file over and empties its input.
  function dropzone(field) {
    let token = "";
    let busy = false;
    const input = h("input", { type: "file", id: `input_files_${field.id}`, class: "out-of-sight", accept: ".pdf,.doc,.docx,.odt,.rtf", "aria-labelledby": `${field.id}_label` });
    const hint = h("span", { class: "hint" }, "Upload a file", h("em", {}, " or drag and drop here"));
    const zone = h("div", { class: "dropzone", "data-role": "dropzone", tabindex: "0", role: "button", "aria-labelledby": `${field.id}_label` }, hint, input);
    const take = async (file) => {
      if (!file) return;
      busy = true;
      hint.textContent = "Uploading…";
      try { token = await form.attach(field, file); } catch { token = ""; }
      busy = false;
      input.value = "";
      hint.replaceChildren(token ? h("span", { "data-role": "file-preview" }, file.name) : "The upload failed. Try again.");
      if (token) hint.append(h("button", { type: "button", "aria-label": "Remove file", onclick: (event) => { event.stopPropagation(); token = ""; hint.textContent = "Upload a file"; } }, "×"));
      notes.get(field.id).textContent = "";
    };
    input.addEventListener("change", () => take(input.files[0]));
    zone.addEventListener("click", (event) => { if (event.target !== input) input.click(); });
    zone.addEventListener("keydown", (event) => { if (event.target === zone && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); input.click(); } });
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });
    return { node: box(field, [caption(field), zone]), focus: zone, get: () => token, busy: () => busy };
  }

  const drawings = { phone, select: dropdown, location: town, radio: alternatives, yes_no: alternatives, checkboxes: alternatives, checkbox: tick, file: dropzone };

  function show(errors) {
    for (const [id, note] of notes) note.textContent = errors[id] || "";
    const first = form.posting.fields.find((field) => errors[field.id]);
    if (first) form.controls.get(first.id).focus.focus();
  }

  const failure = h("p", { class: "note", role: "alert" });
  const button = h("button", { type: "submit", class: "primary", "data-ui": "apply-button" }, "Submit application");
  async function submit(event) {
    event.preventDefault();
    failure.textContent = "";
    const blank = Object.fromEntries(form.blank().map((control) => [control.field.id, "This field is required"]));
    show(blank);
    if (form.busy() || Object.keys(blank).length || button.disabled) return;
    button.disabled = true;
    const answer = await form.send();
    button.disabled = false;
    if (answer.received) {
      app.replaceChildren(h("section", { "data-ui": "application-success", role: "status" }, h("h2", {}, "Thank you!"), h("p", {}, "Your application was submitted successfully.")));
      scrollTo(0, 0);
    } else if (answer.errors) show(answer.errors);
    else failure.textContent = answer.error;
  }

  const drawn = form.posting.fields.map((field) => form.add(field, (drawings[field.kind] || text)(field)));
  const personal = form.posting.fields.findIndex((field) => field.id.startsWith("QA_"));
  app.append(h("form", { "data-ui": "application-form", novalidate: true, onsubmit: submit },
    h("section", {}, h("h2", {}, "Personal information"), drawn.slice(0, personal)), h("section", {}, h("h2", {}, "Details"), drawn.slice(personal)), failure, button));

  const gone = () => consent.remove();
  const consent = h("div", { role: "dialog", "aria-label": "Cookie consent", "data-ui": "cookie-consent", class: "consent" },
    h("p", {}, "We use cookies to make this site work and to understand how it is used."), h("button", { type: "button", onclick: gone, "data-ui": "cookie-consent-decline" }, "Decline all"), h("button", { type: "button", onclick: gone, "data-ui": "cookie-consent-accept" }, "Accept all"));
  document.body.append(consent);
})();
