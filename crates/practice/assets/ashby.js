// Draws the application from the page's data. Values live in `values`, never in
// the page; nothing listens before hydration.
"use strict";
(() => {
  const { organization, posting, delays, paths } = window.__appData;
  const entries = posting.applicationForm.fieldEntries;
  const values = new Map();
  const nodes = new Map(); // path → field entry element
  const texts = new Map(); // path → input
  const onHydration = [];
  let uploading = 0;

  const on = (element, type, handler) => onHydration.push(() => element.addEventListener(type, handler));

  function textControl(entry) {
    const { path, type } = entry.field;
    const long = type === "LongText";
    const input = h(long ? "textarea" : "input", {
      id: path, name: path, class: cls("input"), required: entry.isRequired, placeholder: { Email: "hello@example.com...", Phone: "1-415-555-1234..." }[type] || "Type here...",
      type: long ? null : { Email: "email", Phone: "tel", Number: "number" }[type] || "text",
    });
    texts.set(path, input);
    on(input, "input", () => values.set(path, input.value));
    // A controlled input: a value nobody typed is put back.
    on(input, "blur", () => { input.value = values.get(path) || ""; });
    return input;
  }

  function yesNoControl(entry) {
    const { path } = entry.field;
    const hidden = h("input", { type: "checkbox", tabindex: "-1", name: path, class: cls("hiddenInput") });
    const buttons = ["Yes", "No"].map((label) => {
      const button = h("button", { type: "button", class: cls("option"), "aria-pressed": "false" }, label);
      on(button, "click", () => {
        values.set(path, label === "Yes");
        hidden.checked = label === "Yes";
        buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      });
      return button;
    });
    return h("div", { class: `${cls("yesno")} ${cls("container")}` }, buttons, hidden);
  }

  function radioControl(entry) {
    const { path, selectableValues } = entry.field;
    return selectableValues.map((option, index) => {
      const id = `${entry.id}-labeled-radio-${index}`;
      const input = h("input", { type: "radio", id, name: `${entry.id}_${path}`, value: "" });
      on(input, "change", () => values.set(path, option.value));
      return h("div", { class: cls("option") }, h("span", { class: cls("container") }, input), h("label", { class: cls("label"), for: id }, option.label));
    });
  }

  function checkboxControl(entry) {
    const { path, selectableValues } = entry.field;
    const chosen = new Set();
    return selectableValues.map((option, index) => {
      const id = `${entry.id}-labeled-checkbox-${index}`;
      const input = h("input", { type: "checkbox", id, name: option.label });
      on(input, "change", () => {
        if (input.checked) chosen.add(option.value); else chosen.delete(option.value);
        values.set(path, [...chosen]);
      });
      return h("div", { class: cls("option") }, h("span", { class: cls("container") }, input), h("label", { class: cls("label"), for: id }, option.label));
    });
  }

  async function send(file, name) {
    const form = new FormData();
    form.append(name, file, file.name);
    uploading += 1;
    try {
      const [answer] = await Promise.all([fetch(paths.upload, { method: "POST", body: form }), sleep(delays.uploadMs)]);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    } finally {
      uploading -= 1;
    }
  }

  function fileControl(entry) {
    const { path } = entry.field;
    const input = h("input", { type: "file", id: path, class: cls("fileInput"), tabindex: "-1" });
    const button = h("button", { type: "button", class: cls("uploadButton") }, "Upload File");
    const shown = h("div", { class: cls("file"), hidden: true });
    on(button, "click", () => input.click());
    on(input, "change", async () => {
      const file = input.files[0];
      if (!file) return;
      button.textContent = "Uploading...";
      const answer = await send(file, path);
      input.value = "";
      button.textContent = answer ? "Replace" : "Upload File";
      shown.hidden = !answer;
      shown.textContent = answer ? answer.filename : "";
      values.set(path, answer ? answer.handle : null);
    });
    return h("div", { class: cls("dropzone") }, button, h("span", {}, "or drag and drop here"), input, shown);
  }

  // The pane above the form: reads a résumé and overwrites what was typed.
  function autofillPane() {
    const input = h("input", { type: "file", class: cls("fileInput"), tabindex: "-1" });
    const button = h("button", { type: "button", class: cls("uploadButton") }, "Upload file");
    on(button, "click", () => input.click());
    on(input, "change", async () => {
      const answer = input.files[0] && await send(input.files[0], "autofill");
      for (const [path, value] of Object.entries(answer?.read || {})) {
        if (!value || !texts.has(path)) continue;
        values.set(path, value);
        texts.get(path).value = value;
      }
    });
    return h("div", { class: `ashby-application-form-autofill-pane ${cls("autofill")}` }, h("div", {}, h("h3", {}, "Autofill from resume"), h("p", {}, "Upload your resume here to autofill key application fields.")), button, input);
  }

  function control(entry) {
    const { path, type, selectableValues } = entry.field;
    const keep = (value) => values.set(path, value);
    const listening = (widget) => { onHydration.push(() => widget.listen()); return widget.node; };
    if (entry.drawn === "radio") return radioControl(entry);
    switch (type) {
      case "Boolean": return yesNoControl(entry);
      case "MultiValueSelect": return checkboxControl(entry);
      case "File": return fileControl(entry);
      case "Date": return listening(new AshbyDate({ onchange: keep }));
      case "ValueSelect": return listening(new AshbyCombobox({ id: path, required: entry.isRequired, options: selectableValues, onchange: keep }));
      case "Location": return listening(new AshbyCombobox({
        required: entry.isRequired, wait: delays.typeaheadMs, onchange: keep,
        load: async (query) => (await fetch(`/ashby/api/locations?q=${encodeURIComponent(query)}`)).json(),
      }));
      default: return textControl(entry);
    }
  }

  function fieldEntry(entry) {
    const { path, title } = entry.field;
    const group = entry.drawn === "radio" || entry.drawn === "checkboxes";
    const heading = entry.drawn === "checkbox" ? null : h("label", { class: `${cls("heading")} ${entry.isRequired ? cls("required") : ""} ashby-application-form-question-title`, for: path }, title);
    const node = h(group ? "fieldset" : "div", { class: `${cls("fieldEntry")} ashby-application-form-field-entry`, "data-field-path": path }, heading, control(entry));
    nodes.set(path, node);
    return node;
  }

  const banner = h("div", { "aria-live": "polite" });
  const submit = h("button", { type: "button", class: `${cls("button")} ashby-application-form-submit-button` }, "Submit Application");
  const container = h("div", { class: `${cls("form")} ashby-application-form-container` }, autofillPane(),
    h("div", { class: `${cls("section")} ashby-application-form-section-container` }, entries.filter((one) => !one.survey).map(fieldEntry)));
  const survey = entries.filter((one) => one.survey);
  if (survey.length) {
    container.append(h("div", { class: `${cls("section")} ashby-survey-form-container` },
      h("h2", {}, "U.S. Equal Employment Opportunity Survey"), h("p", {}, "Completing this survey is voluntary. Answers are kept apart from your application."), survey.map(fieldEntry)));
  }
  container.append(banner, submit);
  document.getElementById("form").append(container);

  function complain(title, messages) {
    banner.replaceChildren(h("div", { class: `${cls("errors")} ashby-application-form-error-banner`, role: "alert" }, h("h2", {}, title), h("ul", {}, messages.map((message) => h("li", {}, message)))));
    banner.scrollIntoView({ block: "center" });
  }

  const blank = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

  on(submit, "click", async () => {
    if (submit.disabled) return;
    if (uploading) return complain("Please wait", ["A file is still being uploaded."]);
    for (const node of nodes.values()) node.classList.remove(cls("invalid"));
    const missing = entries.filter((entry) => entry.isRequired && blank(values.get(entry.field.path)));
    if (missing.length) {
      missing.forEach((entry) => nodes.get(entry.field.path).classList.add(cls("invalid")));
      return complain("Your form needs corrections", missing.map((entry) => `Missing entry for required field: ${entry.field.title}`));
    }
    submit.disabled = true;
    banner.replaceChildren();
    await sleep(delays.submitMs);
    const operation = "ApiSubmitSingleApplicationFormAction";
    const variables = {
      organizationHostedJobsPageName: organization.hostedJobsPageSlug, jobPostingId: posting.id, recaptchaToken: "practice-recaptcha-pass",
      formValues: [...values].filter(([, value]) => !blank(value)).map(([path, value]) => ({ path, value })),
    };
    try {
      const answer = await fetch(`/ashby/api/non-user-graphql?op=${operation}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ operationName: operation, variables }) });
      const result = (await answer.json()).data.submitApplicationFormAction.applicationFormResult;
      if (result.__typename === "FormSubmitSuccess") {
        return container.replaceWith(h("div", { class: `ashby-application-form-success-container ${cls("success")}` }, h("h2", {}, "Success"), h("p", {}, "Your application was successfully submitted. We'll contact you if there are next steps.")));
      }
      for (const path of Object.keys(result.fields || {})) nodes.get(path)?.classList.add(cls("invalid"));
      complain(result.blocked ? "We couldn't submit your application" : "Your form needs corrections", result.errorMessages);
    } catch {
      complain("Something went wrong", ["There was an error submitting your application. Please try again."]);
    }
    submit.disabled = false;
  });

  // Until now the page only looks ready: what was typed or pressed is lost.
  setTimeout(() => {
    onHydration.forEach((start) => start());
    for (const input of container.querySelectorAll("input, textarea")) {
      if (input.type === "checkbox" || input.type === "radio") input.checked = false;
      else input.value = "";
    }
    document.getElementById("root").dataset.hydrated = "true";
  }, delays.hydrationMs);
})();
