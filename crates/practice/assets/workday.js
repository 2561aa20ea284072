// The application: account, steps, review. The address never changes; what was
// saved lives with the account.
"use strict";
(() => {
  const data = window.__workday;
  const app = document.getElementById("app");
  const titles = [...data.steps, "Review"];
  let draft = { step: 0, fields: {}, files: [] };

  const call = async (method, path, body) => {
    const answer = await fetch(`${data.api}${path}`, { method, headers: body ? { "content-type": "application/json" } : {}, body: body ? JSON.stringify(body) : undefined });
    return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
  };
  const job = (rest) => `/jobs/${encodeURIComponent(data.job.id)}${rest}`;
  const pageHeader = (text) => h("h2", { "data-automation-id": "pageHeader", tabindex: "-1" }, text);
  const abbr = (required) => (required ? h("abbr", { title: "required", "aria-hidden": "true" }, "*") : null);

  // --- account -------------------------------------------------------------
  function accountView(creating, note) {
    const box = (id, label, type) => {
      const input = h("input", { type, id: `input-${id}`, "data-automation-id": id, "aria-required": "true", autocomplete: type === "password" ? "new-password" : "email" });
      return { id, input, node: h("div", { "data-automation-id": `formField-${id}`, class: "field" }, h("label", { for: `input-${id}` }, label, abbr(true)), input) };
    };
    const email = box("email", "Email Address", "text");
    const password = box("password", "Password", "password");
    const verify = box("verifyPassword", "Verify New Password", "password");
    const bee = h("input", { type: "text", name: "website", "data-automation-id": "beecatcher", id: "input-website", tabindex: "-1", autocomplete: "off" });
    const trap = h("div", { class: "trap" }, h("label", { for: "input-website" }, "Enter website. This input is for robots only, do not enter if you're human."), bee);
    const agree = h("input", { type: "checkbox", "data-automation-id": "createAccountCheckbox", id: "input-agree" });
    const terms = h("div", { class: "choice", "data-automation-id": "formField-createAccountCheckbox" }, agree, h("label", { for: "input-agree" }, "Yes, I have read and consent to the terms and conditions."));
    const errors = h("div", { role: "alert" });
    const label = creating ? "Create Account" : "Sign In";
    const submit = h("button", { type: "submit", "data-automation-id": creating ? "createAccountSubmitButton" : "signInSubmitButton", tabindex: "-2", "aria-hidden": "true" }, label);
    const filter = h("div", { role: "button", tabindex: "0", "aria-label": label, "data-automation-id": "click_filter" });
    const go = async () => {
      await sleep(data.delays.submitMs);
      const answer = await call("POST", creating ? "/account" : "/signin", { email: email.input.value, password: password.input.value, verifyPassword: verify.input.value, agreed: agree.checked, website: bee.value });
      if (answer.ok) return start();
      const list = Object.entries(answer.body.errors || { "": "Something went wrong. Please try again." });
      errors.replaceChildren(h("div", { "data-automation-id": "errorMessage", class: "banner-error" }, list.map(([, message]) => h("p", {}, `Error: ${message}`))));
    };
    filter.addEventListener("click", (event) => { if (event.isTrusted) go(); });
    filter.addEventListener("keydown", (event) => { if (event.isTrusted && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); go(); } });
    const form = h("form", { novalidate: true, "data-automation-id": creating ? "createAccountForm" : "signInForm", onsubmit: (event) => { event.preventDefault(); if (event.submitter !== submit || event.isTrusted) go(); } },
      email.node, password.node, creating && verify.node, creating && trap, creating && terms, errors, h("div", { class: "filtered" }, submit, filter));
    const link = (id, text, to) => h("button", { type: "button", class: "link", "data-automation-id": id, onclick: () => accountView(to) }, text);
    app.replaceChildren(h("div", { class: "account" }, h("h2", { "data-automation-id": "pageHeader" }, label), note && h("p", {}, note),
      creating && h("ul", { class: "rules" }, ["An uppercase character", "A lowercase character", "A numeric character", "A special character", "A minimum of 8 characters"].map((rule) => h("li", {}, rule))), form,
      creating ? h("p", {}, "Already have an account? ", link("signInLink", "Sign In", false)) : h("p", {}, "Don't have an account yet? ", link("createAccountLink", "Create Account", true))));
  }

  // --- steps ---------------------------------------------------------------
  function control(field, id, labelId) {
    const common = { id, label: field.label, required: field.required, choices: field.choices, labelId };
    switch (field.kind) {
      case "listbox": return new Listbox(common);
      case "prompt": return new Prompt({ ...common, tree: field.list === "sources" });
      case "prompt_multi": return new Prompt({ ...common, multi: true });
      case "date": return new Segments({ id, labelId, parts: ["Month", "Day", "Year"] });
      case "month": return new Segments({ id, labelId, parts: ["Month", "Year"] });
      case "year": return new Segments({ id, labelId, parts: ["Year"] });
      case "radio": return new Ticks({ ...common, type: "radio" });
      case "one_checkbox": return new Ticks({ ...common, type: "checkbox" });
      case "checkbox": return new Ticks({ ...common, type: "checkbox", choices: [{ id: "Yes", label: field.label }] });
      case "file": return new FileBox({ id, send: (file) => upload(field.id, file) });
      default: return new TextBox({ id, required: field.required, long: field.kind === "long_text" });
    }
  }

  async function upload(field, file) {
    const form = new FormData();
    form.append("file", file, file.name);
    const [answer] = await Promise.all([fetch(`${data.api}${job(`/upload?field=${encodeURIComponent(field)}`)}`, { method: "POST", body: form }), sleep(data.delays.uploadMs)]);
    return answer.ok ? answer.json() : null;
  }

  // Draws a field; `name` is its wire name, `id` the id in the page.
  function drawField(field, name, id, bag) {
    const labelId = `label-${id}`;
    const made = control(field, id, labelId);
    const grouped = ["radio", "one_checkbox", "checkbox"].includes(field.kind);
    const lone = field.kind === "checkbox";
    const caption = lone ? null : h(grouped ? "legend" : "label", { id: labelId, for: grouped || field.kind === "date" || field.kind === "month" || field.kind === "year" ? null : id }, h("span", {}, field.label), abbr(field.required));
    const node = h("div", { class: "field", "data-automation-id": `formField-${id.split("--").slice(1).join("--") || id}` }, h(grouped ? "fieldset" : "div", {}, caption, made.node));
    const saved = draft.fields[name];
    if (saved) made.fill(saved);
    const file = draft.files.find((one) => one.field === name);
    if (file) made.fill([file.name]);
    bag.set(name, { field, made, node, id });
    return node;
  }

  function stepView(index, errors) {
    const title = titles[index];
    const bag = new Map();
    const page = h("div", { "data-automation-id": `applyFlow${title.replaceAll(" ", "")}Page` }, pageHeader(title), h("p", { class: "hint" }, h("abbr", { "aria-hidden": "true" }, "*"), " Indicates a required field"));
    if (title === "Self Identify") page.append(h("p", {}, "Voluntary Self-Identification of Disability. Form CC-305. Completing this form is voluntary, and we hope that you will choose to do so."));
    for (const group of data.groups.filter((one) => one.section === title)) page.append(groupSection(group, bag));
    const own = data.fields.filter((field) => field.section === title);
    let heading = null;
    for (const field of own) {
      const section = { name: "Legal Name", address: "Address", phoneNumber: "Phone", skills: "Skills", resumeAttachments: "Resume/CV", socialNetworkAccounts: "Social Network URLs" }[field.id.split("--")[0]] || null;
      if (section && section !== heading) page.append(h("h3", {}, section));
      heading = section;
      page.append(drawField(field, field.id, field.id, bag));
    }
    if (title === "My Experience") page.append(websites(bag));
    linkCountry(bag);
    frame(index, page, () => save(index, bag), bag, errors);
  }

  // The state list follows the country, and starts anew when it changes.
  function linkCountry(bag) {
    const country = bag.get("country--country");
    const region = bag.get("address--countryRegion");
    if (!country || !region) return;
    if (!country.made.value) country.made.set(country.field.choices.find((choice) => choice.code === data.job.country));
    const code = bag.get("phoneNumber--countryPhoneCode");
    if (!code.made.value.length) code.made.set(code.field.choices.filter((choice) => choice.code === data.job.country));
    const follow = () => {
      region.made.choices = region.field.choices.filter((choice) => choice.code === country.made.value.code);
      region.node.hidden = region.made.choices.length === 0;
      if (!region.made.choices.includes(region.made.value)) region.made.set(null);
    };
    country.made.onchange = async () => { await sleep(data.delays.menuMs); follow(); };
    follow();
  }

  function groupSection(group, bag) {
    const slug = group.label.replaceAll(" ", "-");
    const panels = h("div", {});
    const add = h("button", { type: "button", class: "add", "data-automation-id": "add-button", "aria-labelledby": `${slug}-section add-${slug}`, id: `add-${slug}` }, "Add");
    let count = 0;
    const append = () => {
      const index = count++;
      const serial = `${group.id}-${++fresh}`;
      const panel = h("div", { role: "group", class: "panel", "aria-labelledby": `${slug}-${index + 1}-panel` }, h("h4", { id: `${slug}-${index + 1}-panel` }, `${group.label} ${index + 1}`));
      for (const field of group.fields) panel.append(drawField(field, `${group.id}[${index}].${field.id}`, `${serial}--${field.id}`, bag));
      const names = group.fields.map((field) => `${group.id}[${index}].${field.id}`);
      panel.append(h("button", { type: "button", class: "link", "data-automation-id": "panel-set-delete-button", "aria-label": `Delete ${group.label} ${index + 1}`, onclick: () => { names.forEach((name) => bag.delete(name)); panel.remove(); } }, "Delete"));
      group.fields.filter((field) => field.shownWhen).forEach((field) => {
        const other = bag.get(`${group.id}[${index}].${field.shownWhen.field}`);
        const self = bag.get(`${group.id}[${index}].${field.id}`);
        const follow = () => { self.node.hidden = other.made.shown() !== field.shownWhen.is; };
        other.made.onchange = follow;
        follow();
      });
      panels.append(panel);
      add.textContent = "Add Another";
    };
    add.addEventListener("click", (event) => { if (event.isTrusted) append(); });
    while (Object.keys(draft.fields).some((name) => name.startsWith(`${group.id}[${count}].`))) append();
    return h("div", { role: "group", "aria-labelledby": `${slug}-section`, class: "section" }, h("h3", { id: `${slug}-section` }, group.label), panels, add);
  }

  function websites(bag) {
    const panels = h("div", {});
    let count = 0;
    const add = h("button", { type: "button", class: "add", "data-automation-id": "add-button", "aria-labelledby": "Websites-section" }, "Add");
    add.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      const name = `websites[${count++}].url`;
      panels.append(drawField({ id: name, label: "URL", kind: "text", required: true, choices: [] }, name, `webAddress-${++fresh}--url`, bag));
    });
    return h("div", { role: "group", "aria-labelledby": "Websites-section", class: "section" }, h("h3", { id: "Websites-section" }, "Websites"), h("p", {}, "Add any relevant websites."), panels, add);
  }

  function frame(index, page, onNext, bag, errors) {
    const bar = h("ol", { "data-automation-id": "progressBar", "aria-label": "progress" }, titles.map((title, at) => {
      const state = at < index ? "Completed" : at === index ? "Active" : "Inactive";
      return h("li", { "data-automation-id": `progressBar${state}Step`, "aria-current": at === index ? "step" : null, class: state.toLowerCase() }, h("span", { class: "visually-hidden" }, `${at === index ? "current step" : "step"} ${at + 1} of ${titles.length}`), h("span", {}, title));
    }));
    const last = index === titles.length - 1;
    const next = h("button", { type: "button", class: "primary", "data-automation-id": "pageFooterNextButton" }, last ? "Submit" : "Save and Continue");
    next.addEventListener("click", async (event) => {
      if (!event.isTrusted || next.disabled) return;
      next.disabled = true;
      await onNext();
      next.disabled = false;
    });
    const back = h("button", { type: "button", "data-automation-id": "pageFooterBackButton", onclick: () => stepView(index - 1) }, "Back");
    app.replaceChildren(h("h1", { class: "jobtitle" }, data.job.title), bar, page, h("footer", { "data-automation-id": "pageFooter" }, index > 0 && back, next));
    scrollTo(0, 0);
    if (errors) showErrors(page, bag, errors);
  }

  function showErrors(page, bag, errors) {
    page.querySelectorAll("[data-automation-id=errorMessage], [data-automation-id=errorBanner]").forEach((note) => note.remove());
    const rows = [];
    for (const [name, message] of Object.entries(errors)) {
      const entry = bag?.get(name);
      const label = entry ? entry.field.label : name;
      const text = message === "This field is required." ? `The field ${label} is required and must have a value.` : message;
      if (entry) {
        entry.node.append(h("div", { "data-automation-id": "errorMessage", class: "error" }, `Error: ${text}`));
        entry.made.focus.setAttribute("aria-invalid", "true");
      }
      rows.push(h("li", {}, h("button", { type: "button", class: "link", onclick: () => entry?.made.focus.focus() }, `Error - ${label}: ${text}`)));
    }
    page.prepend(h("div", { role: "alert", class: "banner-error", "data-automation-id": "errorBanner" }, h("h3", {}, "Errors Found"), h("ul", {}, rows)));
    scrollTo(0, 0);
  }

  async function save(index, bag) {
    const values = {};
    for (const [name, { made, node }] of bag) {
      if (made.busy) return showErrors(app.querySelector("[data-automation-id^=applyFlow]"), bag, { [name]: "A file is still being uploaded." });
      if (!node.hidden) values[name] = made.get();
    }
    // Deleted entries leave no gap.
    const packed = {};
    const order = {};
    for (const [name, value] of Object.entries(values)) {
      const match = /^(\w+)\[(\d+)\](.*)$/.exec(name);
      if (!match) { packed[name] = value; continue; }
      const seen = (order[match[1]] ||= []);
      if (!seen.includes(match[2])) seen.push(match[2]);
      packed[`${match[1]}[${seen.indexOf(match[2])}]${match[3]}`] = value;
    }
    await sleep(data.delays.submitMs);
    const answer = await call("POST", job(`/steps/${index}`), packed).catch(() => ({ ok: false, body: {} }));
    const page = app.querySelector("[data-automation-id^=applyFlow]");
    if (!answer.ok) return showErrors(page, bag, answer.body.errors || { "": "Something went wrong. Please try again." });
    draft = (await call("GET", job(""))).body;
    show(index + 1);
  }

  // --- review and submit -----------------------------------------------------
  function reviewView(errors) {
    const page = h("div", { "data-automation-id": "applyFlowReviewPage" }, pageHeader("Review"));
    for (const title of data.steps) {
      const rows = h("dl", {});
      const row = (label, values) => rows.append(h("dt", {}, label), h("dd", {}, values?.length ? values.join(", ") : "No Response"));
      for (const group of data.groups.filter((one) => one.section === title)) {
        for (let i = 0; Object.keys(draft.fields).some((name) => name.startsWith(`${group.id}[${i}].`)); i += 1) {
          for (const field of group.fields) row(`${group.label} ${i + 1}: ${field.label}`, draft.fields[`${group.id}[${i}].${field.id}`]);
        }
      }
      for (const field of data.fields.filter((one) => one.section === title)) {
        row(field.label, field.kind === "file" ? draft.files.filter((file) => file.field === field.id).map((file) => file.name) : draft.fields[field.id]);
      }
      page.append(h("section", {}, h("h3", {}, title), rows));
    }
    frame(titles.length - 1, page, send, null, errors);
  }

  async function send() {
    await sleep(data.delays.submitMs);
    const answer = await call("POST", job("/submit")).catch(() => ({ ok: false, body: {} }));
    if (answer.ok) return confirmation();
    const page = app.querySelector("[data-automation-id=applyFlowReviewPage]");
    showErrors(page, null, answer.body.errors || { Application: answer.body.error || "Something went wrong. Please try again." });
  }

  function confirmation() {
    document.title = "Application Submitted";
    app.replaceChildren(h("div", { role: "dialog", "aria-labelledby": "done", class: "done", "data-automation-id": "congratulationsPopup" },
      h("h2", { id: "done", tabindex: "-1" }, "Congratulations!"), h("p", {}, `Your application for ${data.job.title} (${data.job.id}) at ${data.company} has been submitted.`)));
    app.querySelector("h2").focus();
  }

  const show = (index) => (index >= data.steps.length ? reviewView() : stepView(index));

  async function start() {
    const answer = await call("GET", job(""));
    if (answer.status === 401) return accountView(true, data.how === "applyManually" ? null : "Create an account to continue.");
    draft = answer.body;
    if (draft.submitted) return app.replaceChildren(h("h2", { "data-automation-id": "alreadyApplied" }, "You have already applied for this job."));
    if (data.how !== "applyManually") {
      return app.replaceChildren(h("h2", { "data-automation-id": "pageHeader" }, "Nothing to start from"), h("p", {}, "There is no earlier application or résumé in this account."), h("a", { "data-automation-id": "applyManually", role: "button", href: data.manual }, "Apply Manually"));
    }
    show(draft.step);
  }
  start();
})();
