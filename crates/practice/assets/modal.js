// The application dialog: contact, résumé, questions, review. Its buttons are told
// apart by aria-label; the page behind is not inert.
"use strict";
(() => {
  const form = new ApplicationForm();
  const steps = [...form.sections(), "Review your application"];
  const notes = new Map();
  let at = 0;
  let opened = null;

  const hiddenStar = (field) => field.required && h("span", { class: "sr-only" }, "Required");
  function box(field, ...content) {
    const note = h("p", { class: "note", role: "alert", id: `${field.id}-error` });
    notes.set(field.id, note);
    return h("div", { class: "element" }, content, note);
  }
  const control = (field) => ({ id: `apply-form-${field.id}`, required: field.required, "aria-describedby": `${field.id}-error` });
  const label = (field) => h("label", { for: `apply-form-${field.id}` }, field.label, field.required && h("span", { "aria-hidden": "true" }, " *"));

  function text(field) {
    const input = field.kind === "long_text" ? h("textarea", { ...control(field), rows: 4 }) : h("input", { ...control(field), type: field.kind === "email" ? "email" : "text" });
    return { node: box(field, label(field), input), focus: input, get: () => input.value.trim(), said: () => input.value };
  }

  function select(field) {
    const input = h("select", control(field), h("option", { value: "" }, "Select an option"), field.choices.map((choice) => h("option", { value: choice.id }, choice.label)));
    return { node: box(field, label(field), input), focus: input, get: () => input.value, said: () => (input.value ? input.selectedOptions[0].textContent : "") };
  }

  function town(field) {
    const input = h("input", { ...control(field), type: "text" });
    const place = h("div", { class: "typeahead" }, input);
    const typeahead = new Typeahead({
      id: `typeahead-${field.id}`, input, host: () => place, load: (query) => form.towns(query), wait: form.delays.typeaheadMs,
      list: () => h("div", { class: "list" }), row: (option) => h("div", { class: "row" }, h("span", {}, option.label)),
    });
    return { node: box(field, label(field), place), focus: input, get: () => typeahead.value, said: () => typeahead.value };
  }

  function alternatives(field) {
    const kind = field.kind === "checkboxes" ? "checkbox" : "radio";
    const inputs = field.choices.map((choice, index) => h("input", { type: kind, name: `apply-form-${field.id}`, id: `apply-form-${field.id}-${index}`, value: choice.id }));
    const rows = inputs.map((input, index) => h("div", { class: "alternative" }, input, h("label", { for: input.id }, field.choices[index].label)));
    const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
    const legend = h("legend", {}, h("span", { "aria-hidden": "true" }, field.label), h("span", { class: "sr-only" }, field.label), " ", hiddenStar(field));
    return { node: box(field, h("fieldset", {}, legend, rows)), focus: inputs[0], get: () => (kind === "radio" ? chosen()[0] || "" : chosen()), said: () => chosen().join(", ") };
  }

  // Each file uploaded becomes a card; the last one is chosen.
  function cards(field) {
    let token = "";
    let busy = false;
    let name = "";
    const input = h("input", { type: "file", id: `apply-form-${field.id}`, class: "sr-only", accept: ".pdf,.doc,.docx" });
    const list = h("div", { class: "cards", role: "radiogroup", "aria-label": "Resumes" });
    const upload = h("label", { for: input.id, class: "button", role: "button", tabindex: "0" }, "Upload resume");
    upload.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); input.click(); } });
    input.addEventListener("change", async () => {
      const [chosen] = input.files;
      if (!chosen) return;
      busy = true;
      upload.textContent = "Uploading…";
      try { token = await form.attach(field, chosen); name = chosen.name; } catch { token = ""; }
      busy = false;
      upload.textContent = "Upload resume";
      if (!token) { notes.get(field.id).textContent = "The upload failed."; return; }
      notes.get(field.id).textContent = "";
      const mine = token;
      const mark = h("input", { type: "radio", name: "resume-card", checked: true, "aria-label": `Select resume ${name}`, onchange: () => { token = mine; } });
      list.append(h("div", { class: "card" }, mark, h("span", {}, name)));
    });
    const heading = h("p", {}, "Be sure to include an updated resume", field.required && h("span", { "aria-hidden": "true" }, " *"));
    return { node: box(field, heading, list, upload, input, h("small", {}, "DOC, DOCX, PDF (2 MB)")), focus: upload, get: () => token, busy: () => busy, said: () => name };
  }

  const drawings = { select, multi_select: select, location: town, radio: alternatives, checkboxes: alternatives, file: cards };
  const sheets = form.sections().map((section) => h("div", { class: "sheet" }, h("h3", {}, section), form.fields(section).map((field) => form.add(field, (drawings[field.kind] || text)(field)))));

  function review() {
    const part = (section, index) => h("section", {}, h("h4", {}, section), h("button", { type: "button", class: "link", "aria-label": `Edit ${section}`, onclick: () => go(index) }, "Edit"),
      h("dl", {}, form.some(section).map((one) => [h("dt", {}, one.field.label), h("dd", {}, one.said() || "—")])));
    const follow = h("input", { type: "checkbox", id: "follow-company", checked: true });
    return h("div", { class: "sheet" }, h("h3", {}, steps.at(-1)), form.sections().map(part), h("p", {}, follow, h("label", { for: "follow-company" }, `Follow ${form.posting.company} to stay up to date with their page.`)));
  }

  const bar = h("progress", { max: 100, value: 0, "aria-label": "Application progress" });
  const content = h("div", { class: "content" });
  const footer = h("footer", {});
  const failure = h("p", { class: "note", role: "alert" });

  function go(step) {
    at = step;
    bar.value = Math.round((step / (steps.length - 1)) * 100);
    const last = step === steps.length - 1;
    const next = last ? ["Submit application", "Submit application", submit] : step === steps.length - 2 ? ["Review", "Review your application", advance] : ["Next", "Continue to next step", advance];
    content.replaceChildren(last ? review() : sheets[step]);
    failure.textContent = "";
    footer.replaceChildren(...[step > 0 && h("button", { type: "button", class: "quiet", "aria-label": "Back to previous step", onclick: () => go(at - 1) }, "Back"),
      h("button", { type: "button", class: "primary", "aria-label": next[1], onclick: next[2] }, next[0])].filter(Boolean));
    content.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
  }

  function show(errors) {
    for (const [id, note] of notes) note.textContent = errors[id] || "";
    const first = form.posting.fields.find((field) => errors[field.id]);
    if (!first) return;
    const section = form.sections().indexOf(first.section);
    if (section !== at) go(section);
    form.controls.get(first.id).focus.focus();
  }

  function advance() {
    const blank = Object.fromEntries(form.blank(steps[at]).map((one) => [one.field.id, "Please enter a valid answer"]));
    show(blank);
    if (!Object.keys(blank).length && !form.busy()) go(at + 1);
  }

  async function submit(event) {
    const button = event.currentTarget;
    if (button.disabled) return;
    button.disabled = true;
    const answer = await form.send();
    button.disabled = false;
    if (answer.received) {
      opened.querySelector("h2").textContent = "Application sent";
      bar.remove();
      footer.replaceChildren(h("button", { type: "button", class: "primary", onclick: close }, "Done"));
      content.replaceChildren(h("div", { role: "status" }, h("h3", {}, `Your application was sent to ${form.posting.company}!`), h("p", {}, "You can keep track of your application in the \"Applied\" tab of My Jobs.")));
      document.getElementById("easy-apply").replaceWith(h("p", { class: "applied" }, "Applied just now"));
    } else if (answer.errors) show(answer.errors);
    else failure.textContent = answer.error;
  }

  function close() {
    opened?.parentNode.remove();
    opened = null;
  }

  function open() {
    if (opened) return;
    opened = h("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": "apply-header", class: "modal" },
      h("header", {}, h("h2", { id: "apply-header" }, `Apply to ${form.posting.company}`), h("button", { type: "button", "aria-label": "Dismiss", class: "dismiss", onclick: close }, "×")),
      bar, content, failure, footer);
    opened.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key !== "Tab") return;
      // The focus stays in the dialog.
      const stops = [...opened.querySelectorAll("button, input, select, textarea, [tabindex='0']")].filter((one) => one.offsetParent);
      const edge = event.shiftKey ? stops[0] : stops.at(-1);
      if (document.activeElement === edge) { event.preventDefault(); (event.shiftKey ? stops.at(-1) : stops[0]).focus(); }
    });
    document.body.append(h("div", { class: "overlay" }, opened));
    go(at);
  }
  document.getElementById("easy-apply").addEventListener("click", open);
})();
