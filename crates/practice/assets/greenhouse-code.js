// Eight boxes for a code that was mailed to the applicant. Typing moves on, Backspace
// moves back, a pasted code fills all boxes.
"use strict";
class SecurityCode {
  constructor({ company, changed }) {
    this.changed = changed;
    this.boxes = Array.from({ length: 8 }, (_, index) => h("input", {
      id: `security-input-${index}`, class: "input security-code__input", type: "text", maxlength: 1, autocomplete: "off",
      autocapitalize: "characters", "aria-label": `Security code ${index + 1}`, oninput: (event) => this.typed(event, index),
      onkeydown: (event) => this.key(event, index), onpaste: (event) => this.pasted(event, index),
    }));
    this.error = h("p", { class: "helper-text helper-text--error", id: "security-code-error", "aria-live": "polite", hidden: true });
    this.asked = false;
    this.node = h("fieldset", { id: "email-verification", class: "security-code", hidden: true }, h("legend", {}, "Security code"),
      h("p", {}, `To confirm that you are human, ${company} has sent an 8-character code to your email address. Enter it to submit your application.`),
      h("div", { class: "security-code__boxes" }, this.boxes), this.error);
  }

  value() { return this.boxes.map((box) => box.value).join(""); }
  incomplete() { return this.asked && this.value().length < 8; }
  payload() { return this.asked ? { security_code: this.value() } : {}; }

  ask(reason) {
    this.asked = true;
    this.node.hidden = false;
    const again = reason === "security-code-incorrect";
    this.error.hidden = !again;
    this.error.textContent = again ? "The code is not correct. Check your email and try again." : "";
    if (again) this.boxes.forEach((box) => { box.value = ""; });
    this.changed();
    this.boxes[0].focus();
  }

  typed(event, index) {
    const box = event.target;
    box.value = box.value.replace(/[^0-9A-Za-z]/g, "").slice(-1);
    if (box.value && index < 7) this.boxes[index + 1].focus();
    this.changed();
  }

  key(event, index) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] || (event.key === "Backspace" && !event.target.value ? -1 : 0);
    if (!step || !this.boxes[index + step]) return;
    event.preventDefault();
    this.boxes[index + step].focus();
  }

  pasted(event, index) {
    event.preventDefault();
    const signs = event.clipboardData.getData("text").replace(/[^0-9A-Za-z]/g, "").split("");
    signs.slice(0, 8 - index).forEach((sign, at) => { this.boxes[index + at].value = sign; });
    this.boxes[Math.min(index + signs.length, 7)].focus();
    this.changed();
  }
}
