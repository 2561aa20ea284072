// The moving parts of the form: résumé reader, location list, pronouns, captcha.
"use strict";
(() => {
  const { delays, pass, parse } = window.__lever;
  const form = document.getElementById("application-form");
  const submit = document.getElementById("btn-submit");
  const field = (name) => form.elements.namedItem(name);
  let reading = false;
  let scripted = false;

  // --- résumé: leaves on attach; what the reader finds fills fields that are still empty.
  const chooser = document.getElementById("resume-upload-input");
  const box = chooser.closest(".application-question");
  const state = (name) => ["loading", "success", "failure"].forEach((one) => { box.querySelector(`.resume-upload-${one}`).hidden = one !== name; });
  chooser.addEventListener("change", async () => {
    const file = chooser.files[0];
    box.querySelector(".filename").textContent = file ? file.name : "";
    box.querySelector(".default-label").hidden = Boolean(file);
    if (!file) return state(null);
    reading = true;
    submit.disabled = true;
    state("loading");
    const data = new FormData();
    data.append("resume", file, file.name);
    try {
      const [answer] = await Promise.all([fetch(parse, { method: "POST", body: data }), sleep(delays.uploadMs)]);
      if (!answer.ok) throw new Error(String(answer.status));
      const { resumeStorageId, read } = await answer.json();
      field("resumeStorageId").value = resumeStorageId;
      for (const [name, value] of Object.entries(read)) {
        const input = field(name);
        if (input && value && input.value.trim() === "") input.value = value;
      }
      state("success");
    } catch {
      state("failure");
    }
    reading = false;
    submit.disabled = false;
  });

  // --- location: the text counts only with a chosen row behind it.
  const place = document.getElementById("location-input");
  const chosen = document.getElementById("selected-location");
  const list = place.parentNode.querySelector(".dropdown-container");
  const results = list.querySelector(".dropdown-results");
  let turn = 0;
  let active = -1;
  const part = (name, shown) => { list.querySelector(name).hidden = !shown; };
  const choose = (row) => {
    place.value = row.name;
    chosen.value = JSON.stringify(row);
    list.hidden = true;
    place.setCustomValidity("");
    form.querySelectorAll(".location-error").forEach((note) => note.remove());
  };
  place.addEventListener("input", async () => {
    chosen.value = "";
    const mine = ++turn;
    results.replaceChildren();
    active = -1;
    list.hidden = place.value.trim() === "";
    part(".dropdown-loading-results", true);
    part(".dropdown-no-results", false);
    await sleep(delays.typeaheadMs);
    if (mine !== turn) return;
    const rows = await (await fetch(`/lever/searchLocations?text=${encodeURIComponent(place.value)}`)).json();
    if (mine !== turn) return;
    part(".dropdown-loading-results", false);
    part(".dropdown-no-results", rows.length === 0);
    results.replaceChildren(...rows.map((row, index) => h("div", { class: "dropdown-location", id: `location-${index}`, onmousedown: (event) => event.preventDefault(), onclick: () => choose(row) }, row.name)));
    results.rows = rows;
  });
  place.addEventListener("keydown", (event) => {
    if (list.hidden || !results.children.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + results.children.length) % results.children.length;
      [...results.children].forEach((row, index) => row.classList.toggle("active", index === active));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(results.rows[active]);
    }
  });
  place.addEventListener("blur", () => { list.hidden = true; });

  // --- pronouns: "Custom" reveals a text box.
  const pronouns = document.getElementById("candidatePronounsCheckboxes");
  const custom = document.getElementById("customPronounsTextField");
  pronouns?.addEventListener("change", () => {
    custom.hidden = ![...pronouns.querySelectorAll("input")].some((box) => box.value === "Custom" && box.checked);
    if (custom.hidden) custom.value = "";
  });

  // --- checks the browser cannot do alone.
  const groups = [...form.querySelectorAll("[data-required-group]")];
  const checkGroups = () => groups.forEach((group) => {
    const boxes = [...group.querySelectorAll("input")];
    boxes[0].setCustomValidity(boxes.some((one) => one.checked) ? "" : "Please select at least one option.");
  });
  form.addEventListener("change", checkGroups);
  form.addEventListener("click", (event) => {
    if (!event.isTrusted && event.target.matches("input[type=checkbox], input[type=radio]")) scripted = true;
  });
  checkGroups();

  // --- submit: captcha first, then the hidden button sends the form.
  submit.addEventListener("click", async () => {
    if (reading) return;
    place.setCustomValidity(place.value && !chosen.value ? "Please select a location from the list." : "");
    if (!form.checkValidity()) { form.reportValidity(); return; }
    submit.disabled = true;
    await sleep(delays.captchaMs);
    if (scripted) {
      document.body.append(h("div", { class: "challenge", role: "dialog", "aria-modal": "true", "aria-label": "hCaptcha challenge" }, h("div", {}, h("p", {}, "Please click each image containing a lighthouse."))));
      submit.disabled = false;
      return;
    }
    document.getElementById("hcaptchaResponseInput").value = pass;
    document.getElementById("hcaptchaSubmitBtn").click();
  });
})();
