// Draws the application form from the loader data and sends it.
"use strict";
(() => {
  const data = window.__remixContext.state.loaderData["routes/$url_token_.jobs_.$job_post_id"];
  const { jobPost, delays } = data;
  const controls = new Map(); // wire name → {get(), node, wrapper, required(), shown()}
  const groups = new Map(); // group id → [{field → control}]
  const touched = new Set();

  const star = () => h("span", { "aria-hidden": "true", class: "required" }, "*");
  const say = (event, detail) => navigator.sendBeacon("/greenhouse/telemetry/tp2", new Blob([JSON.stringify({ event, detail })], { type: "application/json" }));
  const noteChange = (id) => {
    if (!touched.has(id)) say("change_form", id);
    touched.add(id);
    enableSubmit();
  };

  function wrap(id, ...content) {
    return h("div", { class: "field-wrapper", "data-field": id }, ...content);
  }

  function textField(field, id) {
    const long = field.kind === "long_text";
    const input = h(long ? "textarea" : "input", {
      id, class: "input input__single-line", "aria-label": field.label, "aria-required": String(Boolean(field.required)), "aria-invalid": "false",
      type: long ? null : field.kind === "phone" ? "tel" : "text", maxlength: long ? 10000 : field.kind === "number" ? 4 : 255,
      inputmode: field.kind === "number" ? "numeric" : null,
      autocomplete: { first_name: "given-name", last_name: "family-name", email: "email", phone: "tel" }[field.id] || "off",
    });
    input.addEventListener("input", () => noteChange(id));
    const label = h("label", { for: id, id: `${id}-label`, class: "label" }, field.label, field.required && star());
    const node = wrap(id, h("div", { class: "text-input-wrapper" }, h("div", { class: "input-wrapper" }, label, input)));
    return { node, focus: input, get: () => input.value.trim(), set: (text) => { input.value = text; } };
  }

  function selectField(field, id, extra) {
    const multi = field.kind === "multi_select";
    const inputId = multi ? `${id}[]` : id;
    const label = h("label", { for: inputId, id: `${inputId}-label`, class: "label select__label" }, field.label, field.required && star());
    const select = new SearchSelect({
      id: inputId, labelId: `${inputId}-label`, required: field.required, multi, options: field.choices,
      ...extra, onchange: (value) => { noteChange(id); if (extra && extra.onchange) extra.onchange(value); refreshShown(); },
    });
    const node = wrap(id, h("div", { class: "select" }, h("div", { class: "select__container" }, label, select.shell)));
    const ids = () => select.value.map((option) => option.id);
    return { node, select, focus: select.input, get: () => (multi ? ids() : ids()[0] || ""), label: () => select.value[0]?.label };
  }

  function phoneField(countryField, phoneField) {
    const dial = new Map(data.dialCodes.map((country) => [country.code, country.dial]));
    const number = textField(phoneField, "phone");
    const country = selectField(countryField, "country", {
      // Only the calling code is shown, as two text nodes.
      render: (option) => { const text = document.createDocumentFragment(); text.append("+", dial.get(option.code)); return text; },
      onchange: (value) => { if (value.length) number.focus.focus(); },
    });
    number.focus.addEventListener("input", () => {
      // A number typed with its calling code moves the flag, as the widget does.
      const typed = number.focus.value.replace(/[^\d+]/g, "");
      if (!typed.startsWith("+")) return;
      const now = country.select.value[0];
      if (now && typed.startsWith(`+${dial.get(now.code)}`)) return;
      const fits = countryField.choices.filter((option) => typed.startsWith(`+${dial.get(option.code)}`));
      const best = fits.sort((a, b) => dial.get(b.code).length - dial.get(a.code).length || Number(b.code === "US") - Number(a.code === "US"))[0];
      if (best) { country.select.onchange = null; country.select.set([best]); country.select.onchange = () => { noteChange("country"); number.focus.focus(); }; }
    });
    const group = h("fieldset", { class: "phone-input" }, h("legend", { class: "a11y-text" }, "Phone"),
      h("div", { class: "phone-input__country" }, country.node), h("div", { class: "phone-input__phone" }, h("div", { class: "iti" }, number.node)));
    register(countryField, "country", country);
    register(phoneField, "phone", number);
    return group;
  }

  function locationField(field) {
    let chosen = null;
    const made = selectField({ ...field, choices: [] }, field.id, {
      minimum: 3, wait: delays.typeaheadMs,
      load: async (query) => {
        const answer = await fetch(`${data.locationsPath}?q=${encodeURIComponent(query)}`);
        return (await answer.json()).features;
      },
      onchange: (value) => { chosen = value[0] || null; },
    });
    made.node.firstChild.append(h("button", { type: "button", class: "link-button", onclick: () => say("locate_me", "") }, "Locate me"));
    return { ...made, get: () => chosen?.label || "", place: () => chosen };
  }

  function fileField(field) {
    const id = field.id;
    let handle = "";
    let busy = false;
    const input = h("input", { id, class: "visually-hidden", type: "file", accept: ".pdf,.doc,.docx,.txt,.rtf" });
    const attach = h("button", { type: "button", class: "btn btn--pill", onclick: () => input.click() }, "Attach");
    const manual = h("textarea", { id: `${id}_text`, class: "input", "aria-label": `${field.label} text`, hidden: true });
    const buttons = h("div", { class: "button-container" }, h("div", { class: "secondary-button" }, attach, h("label", { class: "visually-hidden", for: id }, "Attach"), input),
      ...["Dropbox", "Google Drive"].map((name) => h("button", { type: "button", class: "btn btn--pill", onclick: () => say("drive", name) }, name)),
      h("button", { type: "button", class: "btn btn--pill", onclick: () => { manual.hidden = !manual.hidden; } }, "Enter manually"));
    const body = h("div", { class: "file-upload__wrapper" }, buttons, manual);
    const label = h("div", { id: `upload-label-${id}`, class: "label upload-label" }, field.label, field.required && star());
    const hint = h("p", { class: "file-upload__hint" }, "Accepted file types: pdf, doc, docx, txt, rtf");
    const group = h("div", { class: "file-upload", role: "group", "aria-labelledby": `upload-label-${id}`, "aria-required": String(Boolean(field.required)), "data-allow-s3": "true" }, label, body, hint);
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      busy = true;
      noteChange(id);
      attach.textContent = "Uploading...";
      attach.disabled = true;
      const form = new FormData();
      form.append(id, file, file.name);
      const [answer] = await Promise.all([fetch(data.uploadPath, { method: "POST", body: form }), sleep(delays.uploadMs)]);
      busy = false;
      if (!answer.ok) { attach.textContent = "Attach"; attach.disabled = false; return showError(id, "The file could not be uploaded."); }
      handle = (await answer.json()).token;
      const remove = h("button", { type: "button", class: "icon-button", "aria-label": "Remove file", onclick: () => { handle = ""; input.value = ""; attach.textContent = "Attach"; attach.disabled = false; group.replaceChildren(label, body, hint); } }, "×");
      // The chooser disappears, the hint with it, and everything below moves up.
      group.replaceChildren(label, h("div", { class: "file-upload__filename" }, h("p", {}, file.name), remove));
      clearError(id);
      moveSubmit();
    });
    return { node: wrap(id, group), focus: attach, get: () => handle, busy: () => busy };
  }

  function controlFor(field, id) {
    switch (field.kind) {
      case "select": case "multi_select": return selectField(field, id);
      case "search": return selectField({ ...field, choices: [] }, id, {
        wait: delays.typeaheadMs,
        load: async (query) => (await (await fetch(`${data.schoolsPath}?q=${encodeURIComponent(query)}`)).json()).items,
      });
      case "location": return locationField(field);
      case "file": return fileField(field);
      default: return textField(field, id);
    }
  }

  function register(field, id, control) {
    controls.set(id, { ...control, field, id, shown: true });
  }

  function add(parent, field, id) {
    const control = controlFor(field, id);
    register(field, id, control);
    parent.append(control.node);
    return control;
  }

  // Fields that depend on another appear and disappear with it.
  function refreshShown() {
    for (const control of controls.values()) {
      const when = control.field.shownWhen;
      if (!when) continue;
      const now = controls.get(when.field)?.label?.() === when.is;
      if (now === control.shown) continue;
      control.shown = now;
      if (now) after(controls.get(when.field).node, control.node);
      else control.node.remove();
    }
  }
  const after = (anchor, node) => anchor.parentNode.insertBefore(node, anchor.nextSibling);

  function educationEntry(group, list) {
    const index = groups.get(group.id).length;
    const entry = {};
    const box = h("fieldset", { class: "education--container" }, h("legend", { class: "a11y-text" }, `${group.label} ${index + 1}`));
    const dates = h("div", { class: "education--dates" });
    for (const field of group.fields) {
      const id = `${field.id.replace("_", "-")}--${index}`;
      const control = controlFor(field, id);
      entry[field.id] = { ...control, field, id };
      (/_(month|year)$/.test(field.id) ? dates : box).append(control.node);
    }
    box.append(dates);
    groups.get(group.id).push(entry);
    list.append(box);
  }

  let form, submit, footer;
  function build() {
    form = h("form", { id: "application-form", class: "application--form", novalidate: true, onsubmit: send });
    const rest = new Map(jobPost.fields.map((field) => [field.id, field]));
    const country = rest.get("country");
    for (const field of jobPost.fields.filter((one) => !one.section)) {
      if (field.id === "country") form.append(phoneField(country, rest.get("phone")));
      else if (field.id !== "phone") add(form, field, field.id);
    }
    for (const group of jobPost.groups) {
      groups.set(group.id, []);
      const list = h("div", { class: "education--list" });
      educationEntry(group, list);
      form.append(h("div", { class: "education--section" }, h("h3", { class: "section-subheader" }, group.label), list,
        h("button", { type: "button", class: "add-another-button", onclick: () => educationEntry(group, list) }, "Add another")));
    }
    const sections = { questions: [null], eeoc: ["U.S. Standard Demographic Questions", "We invite applicants to share their demographic background. Completing this is voluntary and has no influence on the decision."], demographic: ["Demographic survey", "Answering is voluntary. Answers are kept apart from your application."] };
    for (const [name, [title, note]] of Object.entries(sections)) {
      const fields = jobPost.fields.filter((field) => field.section === name);
      if (!fields.length) continue;
      const box = h("div", { class: `application--${name}` }, title && h("h3", { class: "section-subheader" }, title), note && h("p", {}, note));
      fields.forEach((field) => add(box, field, field.id));
      form.append(box);
    }
    footer = h("div", { class: "application--submit" });
    submit = h("button", { type: "submit", class: "btn btn--pill btn--primary", disabled: true }, "Submit application");
    footer.append(submit);
    // A framed form carries the boxes for a mailed code from the start, hidden.
    if (window.self !== window.top) form.append(code.node);
    form.append(footer);
    for (const control of controls.values()) if (control.field.shownWhen) { control.shown = false; control.node.remove(); }
    document.getElementById("application").append(
      h("div", { class: "application--header" }, h("h2", { class: "section-header" }, "Apply for this job"), h("p", {}, h("span", { class: "required" }, "*"), " indicates a required field"),
        h("button", { type: "button", class: "btn btn--secondary", onclick: autofill }, "Autofill with MyGreenhouse")), form);
    document.getElementById("apply_button").addEventListener("click", () => form.scrollIntoView());
  }

  function autofill() {
    say("mygreenhouse", "");
    const close = h("button", { type: "button", class: "btn btn--pill", onclick: () => dialog.remove() }, "Close");
    const dialog = h("div", { role: "dialog", "aria-modal": "true", "aria-label": "Sign in to MyGreenhouse", class: "overlay" }, h("div", { class: "overlay__box" }, h("p", {}, "Sign in to MyGreenhouse to fill this form."), close));
    document.body.append(dialog);
    close.focus();
  }

  const enableSubmit = () => { submit.disabled = [...controls.values()].some((control) => control.busy?.()) || code.incomplete(); };
  function moveSubmit() {
    const moved = h("div", { class: "application--submit" }, submit);
    footer.replaceWith(moved);
    footer = moved;
    enableSubmit();
  }

  const everything = () => [...[...controls.values()].filter((control) => control.shown), ...[...groups.values()].flat().flatMap((entry) => Object.values(entry))];

  function showError(id, message) {
    clearError(id);
    const control = everything().find((one) => one.id === id);
    if (!control) return false;
    control.focus.setAttribute("aria-invalid", "true");
    control.focus.setAttribute("aria-errormessage", `${id}-error`);
    control.node.append(h("p", { id: `${id}-error`, class: "helper-text helper-text--error", "aria-live": "polite" }, message));
    return true;
  }
  function clearError(id) {
    document.getElementById(`${id}-error`)?.remove();
    const control = everything().find((one) => one.id === id);
    control?.focus.setAttribute("aria-invalid", "false");
  }

  function payload() {
    const application = { answers: {}, eeoc: {}, demographic_answers: {} };
    for (const control of controls.values()) {
      if (!control.shown) continue;
      const { field } = control;
      const bag = { questions: application.answers, eeoc: application.eeoc, demographic: application.demographic_answers }[field.section] || application;
      if (control.place) {
        const place = control.place();
        if (place) Object.assign(application, { location: place.label, latitude: place.latitude, longitude: place.longitude });
      } else bag[field.id] = control.get();
    }
    for (const [id, entries] of groups) application[id] = entries.map((entry) => Object.fromEntries(Object.entries(entry).map(([name, control]) => [name, control.get()])));
    return { job_application: application, job_application_request_token: data.jobApplicationRequestToken };
  }

  // The boxes for a mailed code stay on the page once they were asked for.
  const code = new SecurityCode({ company: jobPost.company_name, changed: () => enableSubmit() });

  async function send(event) {
    event.preventDefault();
    if (submit.disabled) return;
    document.querySelectorAll(".helper-text--error").forEach((note) => note.remove());
    const blank = everything().filter((control) => control.field.required && !control.get().length);
    blank.forEach((control) => showError(control.id, "This field is required."));
    if (blank.length) return blank[0].focus.focus();
    submit.disabled = true;
    submit.textContent = "Submitting...";
    await sleep(delays.submitMs);
    try {
      const answer = await fetch(data.submitPath, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...payload(), ...code.payload() }) });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok && body.redirect) return location.assign(body.redirect);
      if (answer.status === 428) {
        submit.textContent = "Submit application";
        footer.before(code.node);
        return code.ask(body.error);
      }
      const placed = Object.entries(body.errors || {}).filter(([id, message]) => showError(groupFieldId(id), message));
      if (!placed.length) general(body.error || "There was an error submitting your application. Please try again.");
    } catch {
      general("There was an error submitting your application. Please try again.");
    }
    submit.textContent = "Submit application";
    submit.disabled = false;
  }
  const groupFieldId = (id) => id.replace(/^\w+\[(\d+)\]\.(.*)$/, (_, index, field) => `${field.replace("_", "-")}--${index}`);
  function general(message) {
    footer.prepend(h("p", { class: "helper-text helper-text--error", role: "alert" }, message));
  }

  build();
})();
