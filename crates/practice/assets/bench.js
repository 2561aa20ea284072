// Turns the marked places into searchable menus and sends the form as JSON.
"use strict";
(() => {
  const form = document.getElementById("bench-form");
  const menus = [...document.querySelectorAll("[data-menu]")].map((place) => {
    const { menu: id, several, options } = place.dataset;
    const select = new SearchSelect({ id, labelId: `${id}-label`, multi: several === "true", options: JSON.parse(options).map((label) => ({ id: label, label })) });
    place.append(select.shell);
    return [id, select];
  });
  // What the form holds now, by field id: for the page's own submit and for checks.
  window.benchValues = () => {
    const values = {};
    for (const input of form.querySelectorAll("input[name], select[name], textarea[name]")) {
      if (input.type === "radio") { if (input.checked) values[input.name] = input.value; }
      else if (input.type === "checkbox") values[input.name] = input.checked;
      else if (input.type === "file") values[input.name] = [...input.files].map((file) => file.name);
      else values[input.name] = input.value;
    }
    for (const [id, select] of menus) values[id] = select.value.map((option) => option.label);
    return values;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch("/bench/one-page", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(window.benchValues()) });
    document.getElementById("state").textContent = answer.ok ? "Received." : "Failed.";
  });
})();
