// What several scenarios do in the same way.
"use strict";

// Sends a file ahead of the form, as `field`; resolves to the server's response. The name of the field
// stands in the scenario: one that its markup does not name is drawn by the form.
function sendAhead(field, file) {
  const body = new FormData();
  body.append(field, file);
  return fetch(`${window.scenario.path}/uploads`, { method: "POST", body });
}

// Keeps the handle of a file that was sent ahead, and says that it is there.
function attach(token, file) {
  document.querySelector("[name=resume_token]").value = token;
  document.querySelector("#cv-state").textContent = `${file.name} attached`;
}

// Sends the form by script; where the server wants the code it mailed, eight boxes appear in
// #code-boxes. They submit by themselves when full, or wait for the button.
function askForCode({ prompt, submitsItself = false }) {
  const form = () => document.querySelector("form");
  const code = () => document.querySelector("[name=security_code]");
  const send = async () => {
    const answer = await fetch(form().action, { method: "POST", body: new FormData(form()) });
    if (answer.status === 428) { ask(); return; }
    if (!answer.ok) { document.open(); document.write(await answer.text()); document.close(); return; }
    location.href = (await answer.json()).confirmation;
  };
  const ask = () => {
    const boxes = Array.from({ length: 8 }, (_, n) => h("input", { type: "text", maxlength: 1, id: `security-input-${n}`, "aria-label": `Security code character ${n + 1}`, style: "width:2.2rem" }));
    boxes.forEach((box, n) => box.addEventListener("input", () => {
      code().value = boxes.map((b) => b.value).join("");
      if (boxes[n + 1]) { if (box.value) boxes[n + 1].focus(); } else if (submitsItself) send();
    }));
    document.querySelector("#code-boxes").replaceChildren(h("p", { role: "alert" }, prompt), ...boxes);
  };
  addEventListener("submit", (event) => { event.preventDefault(); send(); }, true);
}
