// Menus, attachments and the town of the older board; the browser sends the form.
"use strict";
(() => {
  const { towns, delays } = window.__classic;
  const form = document.getElementById("application_form");
  document.querySelectorAll("select.select2-source").forEach((source, index) => new Select2(source, index + 1));

  for (const field of document.querySelectorAll(".attachment")) {
    const input = field.querySelector("input[type=file]");
    const links = field.querySelector(".link-container");
    const chosen = field.querySelector(".chosen");
    const paste = field.querySelector(".paste");
    field.querySelector("[data-source=attach]").addEventListener("click", () => input.click());
    field.querySelector("[data-source=paste]").addEventListener("click", () => { paste.hidden = !paste.hidden; if (!paste.hidden) paste.focus(); });
    input.addEventListener("change", () => {
      links.hidden = chosen.hidden = false;
      links.hidden = input.files.length > 0;
      chosen.hidden = !input.files.length;
      chosen.firstChild.textContent = input.files[0]?.name || "";
    });
    chosen.querySelector(".remove").addEventListener("click", () => { input.value = ""; input.dispatchEvent(new Event("change")); });
  }

  const town = document.querySelector("#location_autocomplete_root input[type=text]");
  const kept = document.getElementById("location_chosen");
  const list = document.getElementById("location_list");
  let generation = 0;
  let at = -1;
  const rows = () => [...list.children];
  const hide = () => { list.hidden = true; at = -1; town.setAttribute("aria-expanded", "false"); town.removeAttribute("aria-activedescendant"); };
  const choose = (label) => { town.value = kept.value = label; generation += 1; hide(); };
  town.value = kept.value;
  list.addEventListener("mousedown", (event) => event.preventDefault());
  town.addEventListener("blur", hide);
  town.addEventListener("input", async () => {
    kept.value = "";
    const mine = ++generation;
    hide();
    if (town.value.trim().length < 3) return;
    await sleep(delays.typeaheadMs);
    if (mine !== generation) return;
    const answer = await fetch(`${towns}?q=${encodeURIComponent(town.value.trim())}`);
    const found = (await answer.json()).towns;
    if (mine !== generation) return;
    list.replaceChildren(...found.map((label, index) => h("li", { role: "option", id: `location_${index}`, "aria-selected": "false", onclick: () => choose(label) }, label)));
    list.hidden = !found.length;
    town.setAttribute("aria-expanded", String(found.length > 0));
  });
  town.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + rows().length) % rows().length;
      rows().forEach((row, index) => { row.setAttribute("aria-selected", String(index === at)); row.classList.toggle("active", index === at); });
      town.setAttribute("aria-activedescendant", rows()[at].id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (rows()[at]) choose(rows()[at].textContent);
    } else if (event.key === "Escape") hide();
  });

  // The page names what is missing before the browser sends anything.
  const note = document.getElementById("submit_note");
  document.getElementById("submit_app").addEventListener("click", async (event) => {
    form.querySelectorAll(".field-error").forEach((old) => old.remove());
    const blank = [...form.querySelectorAll(".field")].filter((field) => field.querySelector(".asterisk") && !answered(field));
    blank.forEach((field) => field.append(h("div", { class: "field-error", role: "alert" }, "This field is required.")));
    note.hidden = !blank.length;
    if (blank.length) return blank[0].querySelector("input:not([type=hidden]), textarea, button").focus();
    event.target.disabled = true;
    event.target.value = "Submitting…";
    await sleep(delays.submitMs);
    form.submit();
  });
  function answered(field) {
    const boxes = [...field.querySelectorAll("input[type=radio], input[type=checkbox]")];
    if (boxes.length) return boxes.some((box) => box.checked);
    const file = field.querySelector("input[type=file]");
    if (file) return file.files.length > 0;
    const hidden = field.querySelector("#location_chosen");
    return Boolean((hidden || field.querySelector("select, textarea, input:not(.select2-focusser)")).value.trim());
  }
})();
